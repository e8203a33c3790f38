//! Writes a configuration in the language of the local runtime.

use std::{fmt::Write as _, path::Path};

use super::configuration::{
    Binding, Configuration, Module, ModuleKind, ObjectClass, Outbound, Service, Socket, Target,
};

/// The service that keeps the objects' storage in a folder.
const STORAGE: &str = "storage";
/// The service that reaches addresses of this machine too.
const LOOPBACK: &str = "loopback";

/// Keeps the code of all isolates when one is made. Without it the runtime takes making an isolate for a lack of memory, and throws away the code
/// that its first compiler made of every WASM module of the process: the next request of every Worker compiles it again.
const KEEP_CODE: &str = "--no-flush-liftoff-code";

impl Configuration {
    /// The configuration's text, with the objects' storage in `storage` and, for code of Workers, so many KiB of stack. Spaces
    /// around `=` matter to the parser.
    pub fn to_capnp(&self, storage: &Path, stack_kib: Option<u64>) -> String {
        let mut text = String::from("using Workerd = import \"/workerd/workerd.capnp\";\n\n");
        text.push_str("const config :Workerd.Config = (\n  services = [\n");
        let folder = quoted(&storage.to_string_lossy());
        line(&mut text, 4, &format!("(name = {}, disk = (path = {folder}, writable = true)),", quoted(STORAGE)));
        if self.services.iter().any(|service| service.outbound == Outbound::Loopback) {
            let allowed = "network = (allow = [\"public\", \"private\"])";
            line(&mut text, 4, &format!("(name = {}, {allowed}),", quoted(LOOPBACK)));
        }
        for (number, service) in self.services.iter().enumerate() {
            line(&mut text, 4, &format!("(name = {}, worker = .service{number}),", quoted(&service.name)));
        }
        text.push_str("  ],\n  sockets = [\n");
        for socket in &self.sockets {
            line(&mut text, 4, &self::socket(socket));
        }
        text.push_str("  ],\n");
        let stack = stack_kib.map(|kib| format!("--stack-size={kib}"));
        let flags: Vec<_> = stack.iter().map(String::as_str).chain([KEEP_CODE]).map(quoted).collect();
        line(&mut text, 2, &format!("v8Flags = [{}],", flags.join(", ")));
        text.push_str(");\n");
        for (number, service) in self.services.iter().enumerate() {
            text.push('\n');
            text.push_str(&worker(number, service));
        }
        text
    }
}

fn socket(socket: &Socket) -> String {
    let (name, address, service) = (quoted(&socket.name()), socket.address, quoted(&socket.service));
    format!("(name = {name}, address = \"{address}\", http = (), service = {service}),")
}

fn worker(number: usize, service: &Service) -> String {
    let mut text = format!("const service{number} :Workerd.Worker = (\n  modules = [\n");
    for module in &service.modules {
        line(&mut text, 4, &self::module(module));
    }
    text.push_str("  ],\n");
    line(&mut text, 2, &format!("compatibilityDate = {},", quoted(&service.compatibility_date)));
    let flags: Vec<_> = service.compatibility_flags.iter().map(|flag| quoted(flag)).collect();
    line(&mut text, 2, &format!("compatibilityFlags = [{}],", flags.join(", ")));
    if service.outbound == Outbound::Loopback {
        line(&mut text, 2, &format!("globalOutbound = {},", quoted(LOOPBACK)));
    }
    text.push_str("  bindings = [\n");
    for binding in &service.bindings {
        line(&mut text, 4, &self::binding(binding));
    }
    text.push_str("  ],\n");
    if !service.objects.is_empty() {
        text.push_str("  durableObjectNamespaces = [\n");
        for ObjectClass { class, unique_key } in &service.objects {
            let (class, key) = (quoted(class), quoted(unique_key));
            line(&mut text, 4, &format!("(className = {class}, uniqueKey = {key}, enableSql = true),"));
        }
        text.push_str("  ],\n");
        line(&mut text, 2, &format!("durableObjectStorage = (localDisk = {}),", quoted(STORAGE)));
    }
    text.push_str(");\n");
    text
}

fn module(Module { name, kind, path }: &Module) -> String {
    let kind = match kind {
        ModuleKind::Script => "esModule",
        ModuleKind::Wasm => "wasm",
        ModuleKind::Text => "text",
        ModuleKind::Data => "data",
    };
    format!("(name = {}, {kind} = embed {}),", quoted(name), quoted(&path.to_string_lossy()))
}

fn binding(Binding { name, target }: &Binding) -> String {
    let target = match target {
        Target::Text(text) => format!("text = {}", quoted(text)),
        Target::Service(service) => format!("service = {}", quoted(service)),
        Target::Objects { service, class } => {
            format!("durableObjectNamespace = (className = {}, serviceName = {})", quoted(class), quoted(service))
        }
        Target::Loader => "workerLoader = ()".to_owned(),
    };
    format!("(name = {}, {target}),", quoted(name))
}

fn line(text: &mut String, indent: usize, content: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{:indent$}{content}", "");
}

/// A string literal of the configuration language.
fn quoted(text: &str) -> String {
    let mut literal = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            '\n' => literal.push_str("\\n"),
            _ => literal.push(character),
        }
    }
    literal.push('"');
    literal
}
