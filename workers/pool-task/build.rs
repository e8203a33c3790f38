//! Says to the linker what a pool needs of the compiled tasks: a stack small enough to be set back often, and its pointer.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|architecture| architecture == "wasm32") {
        println!("cargo:rustc-link-arg-cdylib=--export=__stack_pointer");
        println!("cargo:rustc-link-arg-cdylib=-zstack-size=65536");
    }
}
