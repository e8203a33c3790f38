use super::*;
use crate::error::Exit;

#[test]
fn a_folder_has_one_holder_who_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("deep/state");
    let hold = Hold::take(&state).unwrap();
    let refused = Hold::take(&state).unwrap_err();
    assert_eq!(refused.exit(), Exit::Environment);
    let told = refused.to_string();
    for part in [state.to_str().unwrap(), &std::process::id().to_string(), "--state", "since 20"] {
        assert!(told.contains(part), "{part} is not in {told}");
    }
    drop(hold);
    Hold::take(&state).unwrap();
}

#[test]
fn a_hold_that_was_handed_on_lasts_as_long_as_whoever_got_it() {
    let folder = tempfile::tempdir().unwrap();
    let hold = Hold::take(folder.path()).unwrap();
    let mut heir = std::process::Command::new("sleep").arg("60").stdin(hold.hand_on().unwrap()).spawn().unwrap();
    hold.leave_to(heir.id()).unwrap();
    assert!(Hold::take(folder.path()).is_err());
    heir.kill().unwrap();
    heir.wait().unwrap();
    Hold::take(folder.path()).unwrap();
}

#[test]
fn a_runtime_that_outlived_its_command_is_named_instead() {
    let holder = Holder {
        process: 1,
        command: "isolab up".to_owned(),
        since: "2026-11-25T07:02:00Z".to_owned(),
        runtime: Some(2),
    };
    assert_eq!(holder.told(|_| true), "\"isolab up\" with the process id 1, since 2026-11-25T07:02:00Z");
    let outlived = "the local runtime with the process id 2, which outlived \"isolab up\", since 2026-11-25T07:02:00Z";
    assert_eq!(holder.told(|_| false), outlived);
}

#[test]
fn a_folder_that_cannot_be_written_is_said_with_what_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = Hold::take(&file.join("state")).unwrap_err();
    assert_eq!(refused.exit(), Exit::Environment);
    assert!(refused.to_string().contains("--state"), "{refused}");
}
