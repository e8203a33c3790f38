use super::*;

#[test]
fn imports_are_read_line_by_line() {
    let script = r#"
// import { nothing } from "./comment.js";
import { callable } from "../kit/object.js";
import "./effect.js";
import 'cloudflare:workers';
import { WorkerEntrypoint } from "cloudflare:workers";
import wasm from "./build/index_bg.wasm";
import {
  newWorkersRpcResponse,
  RpcTarget,
} from '../../wrangler/node_modules/capnweb/dist/index.js';
import capnweb from "capnweb";
  export { default } from "./build/index.js"; // as from "./elsewhere.js"
export * from "./all.js";
export const text = 'a line from "./text.js"';
const late = await import("./late.js");
"#;
    let expected = [
        "../kit/object.js",
        "./effect.js",
        "./build/index_bg.wasm",
        "../../wrangler/node_modules/capnweb/dist/index.js",
        "./build/index.js",
        "./all.js",
    ];
    assert_eq!(imports(script).collect::<Vec<_>>(), expected);
}

#[test]
fn a_specifier_is_resolved_within_the_project() {
    let resolved = |specifier| resolve(Path::new("workers/caller"), specifier);
    assert_eq!(resolved("./build/index.js"), Some("workers/caller/build/index.js".into()));
    assert_eq!(resolved("../../wrangler/./x.js"), Some("wrangler/x.js".into()));
    assert_eq!(resolved("../../../x.js"), None);
    assert_eq!(resolved("/x.js"), None);
}

#[test]
fn modules_are_what_the_entry_imports_and_what_that_imports() {
    let folder = tempfile::tempdir().unwrap();
    let package = "../../wrangler/node_modules/capnweb/dist/index.js";
    for (name, script) in [
        (
            "workers/caller/entry.js",
            format!(
                "import '../kit/object.js';\nimport './source.txt';\nimport './data.pack';\nimport '{package}';\nimport \
                 './build/index.js';"
            ),
        ),
        ("workers/kit/object.js", "import './deeper.js';\nimport '../caller/entry.js';".to_owned()),
        ("workers/kit/deeper.js", "import './bytes.bin';\nimport '../caller/build/index_bg.wasm';".to_owned()),
        ("wrangler/node_modules/capnweb/dist/index.js", "import './other.js';".to_owned()),
        ("workers/caller/build/index.js", "import './glue.js';".to_owned()),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, script).unwrap();
    }
    let found = modules(&Project::at(folder.path()), Path::new("workers/caller/entry.js")).unwrap();
    let named: Vec<_> = found.iter().map(|module| (module.name.as_str(), module.kind)).collect();
    let expected = [
        ("workers/caller/entry.js", ModuleKind::Script),
        ("workers/kit/object.js", ModuleKind::Script),
        ("workers/caller/source.txt", ModuleKind::Text),
        ("workers/caller/data.pack", ModuleKind::Data),
        ("wrangler/node_modules/capnweb/dist/index.js", ModuleKind::Script),
        ("workers/caller/build/index.js", ModuleKind::Script),
        ("workers/kit/deeper.js", ModuleKind::Script),
        ("workers/caller/build/index_bg.wasm", ModuleKind::Wasm),
        ("workers/kit/bytes.bin", ModuleKind::Data),
    ];
    assert_eq!(named, expected);
    assert!(found.iter().all(|module| module.path == folder.path().join(&module.name)));
}

#[test]
fn a_bundle_is_a_module_before_it_is_built() {
    let folder = tempfile::tempdir().unwrap();
    for build in ["workers/router/build", "workers/compute/build-postgres"] {
        let script = format!("{build}/index.js");
        let found = modules(&Project::at(folder.path()), Path::new(&script)).unwrap();
        let named: Vec<_> = found.into_iter().map(|module| module.name).collect();
        assert_eq!(named, [script, format!("{build}/index_bg.wasm")]);
    }
}

#[test]
fn what_is_no_module_of_the_project_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |script: &str| {
        fs::write(folder.path().join("entry.js"), script).unwrap();
        modules(&Project::at(folder.path()), Path::new("entry.js")).unwrap_err().to_string()
    };
    assert_eq!(refused("import '../outside.js';"), "entry.js: \"../outside.js\" is not in the project");
    assert_eq!(refused("import './styles.css';"), "styles.css: a module is .js, .wasm, .txt, .bin or .pack");
}
