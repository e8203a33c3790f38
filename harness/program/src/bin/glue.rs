//! The program `glue`, which `worker-build` calls in the place of `wasm-bindgen`.

use std::{env, error::Error};

fn main() -> Result<(), Box<dyn Error>> {
    glue::make(env::args_os())
}
