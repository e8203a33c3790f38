//! The arguments are those of `worker-build`, and no others.

use super::*;

/// What `worker-build` says, word for word.
const ASKED: &str = "glue router.wasm --out-dir build --no-typescript --target module --out-name index \
                     --experimental-reset-state-function --force-enable-abort-handler";

fn parsed(text: &str) -> Result<Arguments, clap::Error> {
    Arguments::try_parse_from(text.split_whitespace())
}

#[test]
fn what_worker_build_asks_is_understood() {
    let arguments = parsed(ASKED).unwrap();
    assert!(arguments.no_typescript && arguments.reset_state && arguments.abort_handler);
    assert_eq!((arguments.out_dir, arguments.out_name), ("build".into(), "index".to_owned()));
}

#[test]
fn what_is_not_known_is_refused_and_not_left_out() {
    for asked in [format!("{ASKED} --keep-debug"), ASKED.replace("module", "bundler")] {
        assert!(parsed(&asked).is_err(), "{asked}");
    }
}
