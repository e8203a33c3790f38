//! The versions of the tools that set-up builds; a test holds them against the manifests that must agree.

/// What makes the JavaScript of Workers, and the tool that runs tests compiled to WASM. Both must match the `wasm-bindgen` crate to the patch.
pub const WASM_BINDGEN: &str = "0.2.129";

/// The tool that drives cargo, the glue and the bundler for one Worker. It must match the `worker` crate.
pub const WORKER_BUILD: &str = "0.8.7";
