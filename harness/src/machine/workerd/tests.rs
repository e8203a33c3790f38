//! The generated configuration is pinned, agrees with the wrangler files, and serves.

mod contract;
mod served;
mod spread;

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    time::Duration,
};

use shared::call::ServiceName;

use super::*;
use crate::machine::{
    build::Variant,
    project::Project,
    tools,
    workers::{Workers, Workspace},
};

const DATE: &str = "2026-10-01";

/// The Workers that are deployed, for somebody.
fn deployed(openness: &Openness) -> Configuration {
    let project = Project::find().unwrap();
    Configuration::read(&project, &Workers::read(&project).unwrap().deployed(), openness).unwrap()
}

fn target_of(configuration: &mut Configuration, service: &str, name: &str) -> Option<Target> {
    let bindings = &configuration.service(service).unwrap().bindings;
    bindings.iter().find(|binding| binding.name == name).map(|binding| binding.target.clone())
}

#[test]
fn configuration_text_is_pinned() {
    let mut front = Service::script("front", Path::new("/there/front.js"), DATE)
        .with_binding("GREETING", Target::Text("say \"hello\"".to_owned()))
        .with_binding("BACK", Target::Service("back".to_owned()))
        .with_binding("COUNT", Target::Objects { service: "back".to_owned(), class: "Counter".to_owned() });
    front.compatibility_flags.push("some_flag".to_owned());
    let back = Service::script("back", Path::new("/there/back.js"), DATE).with_objects("Counter");
    let mut configuration = Configuration::default();
    configuration.add(front);
    configuration.add(back);
    configuration.listen("front", 8787);
    let expected = r#"using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "storage", disk = (path = "/data", writable = true)),
    (name = "front", worker = .service0),
    (name = "back", worker = .service1),
  ],
  sockets = [
    (name = "front", address = "127.0.0.1:8787", http = (), service = "front"),
  ],
  v8Flags = ["--stack-size=4000", "--no-flush-liftoff-code"],
);

const service0 :Workerd.Worker = (
  modules = [
    (name = "front.js", esModule = embed "/there/front.js"),
  ],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = ["some_flag"],
  bindings = [
    (name = "GREETING", text = "say \"hello\""),
    (name = "BACK", service = "back"),
    (name = "COUNT", durableObjectNamespace = (className = "Counter", serviceName = "back")),
  ],
);

const service1 :Workerd.Worker = (
  modules = [
    (name = "back.js", esModule = embed "/there/back.js"),
  ],
  compatibilityDate = "2026-10-01",
  compatibilityFlags = [],
  bindings = [
  ],
  durableObjectNamespaces = [
    (className = "Counter", uniqueKey = "back-Counter", enableSql = true),
  ],
  durableObjectStorage = (localDisk = "storage"),
);
"#;
    assert_eq!(configuration.to_capnp(Path::new("/data"), Some(4000)), expected);
}

#[test]
fn what_only_some_workers_need_is_written_for_them_alone() {
    let mut front = Service::script("front", Path::new("/there/front.js"), DATE).with_binding("LOADER", Target::Loader);
    for (name, kind) in [("source.txt", ModuleKind::Text), ("source.bin", ModuleKind::Data)] {
        front.modules.push(Module { name: name.to_owned(), kind, path: Path::new("/there").join(name) });
    }
    let mut configuration = Configuration::default();
    configuration.add(Service::script("back", Path::new("/there/back.js"), DATE));
    assert!(!configuration.is_experimental());
    configuration.add(front);
    assert!(configuration.is_experimental());
    let before = configuration.to_capnp(Path::new("/data"), Some(4000));
    configuration.allow_loopback("front").unwrap();
    let after = configuration.to_capnp(Path::new("/data"), Some(4000));
    for line in [
        "    (name = \"source.txt\", text = embed \"/there/source.txt\"),\n",
        "    (name = \"source.bin\", data = embed \"/there/source.bin\"),\n",
        "    (name = \"LOADER\", workerLoader = ()),\n",
    ] {
        assert!(before.contains(line), "{before}");
    }
    let network = "    (name = \"loopback\", network = (allow = [\"public\", \"private\"])),\n";
    let outbound = "  globalOutbound = \"loopback\",\n";
    assert!(!before.contains("loopback"), "{before}");
    assert!([network, outbound].iter().all(|line| after.matches(line).count() == 1), "{after}");
    assert_eq!(after.replace(network, "").replace(outbound, ""), before);
}

#[test]
fn only_the_router_is_public() {
    let workers = Workers::read(&Project::find().unwrap()).unwrap();
    for worker in workers.all() {
        let (name, file) = (worker.name(), worker.file());
        assert_eq!(file.name, format!("isolab-{name}"));
        assert_eq!(file.workers_dev, name == ServiceName::Router, "{name}");
        assert!(!file.preview_urls, "{name}");
        assert_eq!(file.build.command, format!("cargo lab build {name}"));
        assert_eq!(file.compatibility_date, DATE, "{name}");
    }
}

#[test]
fn every_binding_of_the_wrangler_files_leads_somewhere() {
    let mut configuration = deployed(&Openness::Open);
    for service in configuration.services.clone() {
        for Binding { name, target } in service.bindings {
            match target {
                Target::Text(_) | Target::Loader => {}
                Target::Service(other) => assert!(configuration.service(&other).is_ok(), "{name}"),
                Target::Objects { service, class } => {
                    let objects = &configuration.service(&service).unwrap().objects;
                    assert!(objects.iter().any(|object| object.class == class), "{name}");
                }
            }
        }
    }
}

#[test]
fn texts_loaders_and_rules_of_a_wrangler_file_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::at(folder.path());
    fs::create_dir_all(project.wrangler()).unwrap();
    let read = |more: &str| {
        let text = format!(
            "name = \"isolab-router\"\nmain = \"../workers/router/build/index.js\"\ncompatibility_date = \"{DATE}\"\n\
             workers_dev = true\npreview_urls = false\nbuild.command = \"x\"\n{more}"
        );
        fs::write(project.wrangler().join("router.toml"), text).unwrap();
        Service::read(&project, Workers::read(&project).unwrap().get(ServiceName::Router).unwrap())
    };
    let service = read(
        r#"
        worker_loaders = [{ binding = "LOADER" }]
        rules = [
            { type = "Text", globs = ["**/*.txt"], fallthrough = true },
            { type = "Data", globs = ["**/*.bin"] },
        ]
        vars = { GREETING = "hello" }
        "#,
    );
    let bindings = [("GREETING", Target::Text("hello".to_owned())), ("LOADER", Target::Loader)];
    let bindings = bindings.map(|(name, target)| Binding { name: name.to_owned(), target });
    assert_eq!(service.unwrap().bindings, bindings);
    let refused = read("rules = [{ type = \"Text\", globs = [\"**/*.txt\", \"**/*.bin\"] }]").unwrap_err();
    assert_eq!(refused.to_string(), "the rule for \"**/*.bin\" cannot be followed: it is no file of the kind Text");
}

#[test]
fn router_is_open_only_when_asked() {
    let mut closed = deployed(&Openness::Closed);
    assert_eq!(target_of(&mut closed, "router", "LAB_OPEN"), None);
    assert_eq!(target_of(&mut closed, "router", "LAB_TOKEN"), None);
    let mut open = deployed(&Openness::Open);
    assert_eq!(target_of(&mut open, "router", "LAB_OPEN"), Some(Target::Text("local".to_owned())));
    let mut guarded = deployed(&Openness::Token("secret".to_owned()));
    assert_eq!(target_of(&mut guarded, "router", "LAB_OPEN"), None);
    assert_eq!(target_of(&mut guarded, "router", "LAB_TOKEN"), Some(Target::Text("secret".to_owned())));
}

#[test]
fn faulty_worker_keeps_its_module_names() {
    let project = Project::find().unwrap();
    let (workers, workspace) = (Workers::read(&project).unwrap(), Workspace::read(&project).unwrap());
    let usual = deployed(&Openness::Open);
    for worker in Variant::Faulty.workers(&workers, &workspace).unwrap() {
        let name = worker.name();
        let (mut usual, mut faulty) = (usual.clone(), usual.clone());
        faulty.make_faulty(&project, worker).unwrap();
        let before = usual.service(name.as_str()).unwrap().modules.clone();
        let after = faulty.service(name.as_str()).unwrap().modules.clone();
        let folder = Variant::Faulty.folder(&project, worker);
        let moved = after.iter().filter_map(|module| module.path.strip_prefix(&folder).ok());
        assert!(moved.eq([Path::new("index.js"), Path::new("index_bg.wasm")]), "{name}: {after:?}");
        assert!(before.iter().zip(&after).all(|(before, after)| before.name == after.name), "{name}");
    }
}

#[test]
fn objects_of_a_killed_instance_are_there_after_a_restart() {
    let project = Project::find().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("counter.js");
    fs::write(&script, COUNTER).unwrap();
    let objects = Target::Objects { service: "counter".to_owned(), class: "Counter".to_owned() };
    let mut configuration = Configuration::default();
    configuration
        .add(Service::script("counter", &script, DATE).with_objects("Counter").with_binding("COUNTER", objects));
    configuration.listen("counter", 0);
    let options = Options::new(configuration, &tools::runtime(&project).unwrap(), folder.path());

    let mut first = Instance::start(&options).unwrap();
    assert_eq!(ask(first.address("counter").unwrap()), "1");
    assert_eq!(ask(first.address("counter").unwrap()), "2");
    first.kill().unwrap();
    assert!(!first.is_running());

    let second = Instance::start(&options).unwrap();
    assert_eq!(ask(second.address("counter").unwrap()), "3");
    second.stop().unwrap();
}

#[test]
fn a_worker_loads_another_and_calls_its_own_runtime_where_it_may() {
    let project = Project::find().unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [("front.js", LOADING), ("loaded.txt", LOADED), ("back.js", LOADED)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let mut front =
        Service::script("front", &folder.path().join("front.js"), DATE).with_binding("LOADER", Target::Loader);
    let path = folder.path().join("loaded.txt");
    front.modules.push(Module { name: "loaded.txt".to_owned(), kind: ModuleKind::Text, path });
    let mut configuration = Configuration::default();
    configuration.add(front);
    configuration.add(Service::script("back", &folder.path().join("back.js"), DATE));
    configuration.listen("front", 0);
    configuration.listen("back", 0);
    configuration.allow_loopback("front").unwrap();
    let options = Options::new(configuration, &tools::runtime(&project).unwrap(), folder.path());
    let instance = Instance::start(&options).unwrap();
    let back = format!("/{}", instance.address("back").unwrap());
    assert_eq!(ask_for(instance.address("front").unwrap(), &back), "loaded loaded");
    instance.stop().unwrap();
}

#[test]
fn broken_script_is_an_error_that_shows_the_log() {
    let project = Project::find().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("broken.js");
    fs::write(&script, "export default {").unwrap();
    let mut configuration = Configuration::default();
    configuration.add(Service::script("broken", &script, DATE));
    configuration.listen("broken", 0);
    let options = Options::new(configuration, &tools::runtime(&project).unwrap(), folder.path());
    let error = Instance::start(&options).unwrap_err();
    assert!(error.to_string().contains("SyntaxError"), "{error}");
}

fn ask(address: SocketAddr) -> String {
    ask_for(address, "/")
}

/// Sends one request and hands back the body of the answer.
fn ask_for(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

const COUNTER: &str = r#"
import { DurableObject } from "cloudflare:workers";
export class Counter extends DurableObject {
  next() {
    const sql = this.ctx.storage.sql;
    sql.exec("create table if not exists count (n integer)");
    sql.exec("insert into count values (1)");
    return sql.exec("select count(*) as n from count").one().n;
  }
}
export default {
  async fetch(request, env) {
    const n = await env.COUNTER.get(env.COUNTER.idFromName("one")).next();
    const body = String(n);
    return new Response(body, { headers: { "content-length": String(body.length) } });
  },
};
"#;

const LOADED: &str = r#"export default { fetch: () => new Response("loaded") };"#;
const LOADING: &str = r#"
import source from "./loaded.txt";
export default {
  async fetch(request, env) {
    const code = { compatibilityDate: "2026-10-01", mainModule: "main.js", modules: { "main.js": source } };
    const loaded = env.LOADER.get("one", () => code).getEntrypoint();
    const answers = [await loaded.fetch(request), await fetch(`http:/${new URL(request.url).pathname}`)];
    const body = (await Promise.all(answers.map((answer) => answer.text()))).join(" ");
    return new Response(body, { headers: { "content-length": String(body.length) } });
  },
};
"#;
