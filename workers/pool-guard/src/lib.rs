//! Guards of compiled WASM that nobody has to trust: a meter that ends what does not end by itself, and a bound for its memory.
//!
//! ```text
//! module ──> validated ──> fuel: a counter in a global, lowered at the entry of every function and at every turn of a loop
//!                     └──> memory and tables: at most so large
//! ```
//!
//! A deployed clock stands still while code runs, and nothing stops a loop from outside; so the code has to stop itself. Operations
//! whose work is a length (`memory.fill` and its like) pay for that length. The caller sets the fuel before each call, and sees by what
//! is left whether a trap came from the meter: below zero it did.

mod meter;

use std::fmt;

use wasm_encoder::{
    Module,
    reencode::{self, Reencode as _},
};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef, Validator, WasmFeatures};

use crate::meter::Meter;

/// The name under which the module exports its fuel, an `i32`.
pub const FUEL: &str = "__fuel";

/// Bytes that an operation moves for one unit of fuel, as a power of two.
const BYTES_PER_UNIT_LOG2: i32 = 6;

/// Most elements of a table whose module names no bound.
const TABLE_ELEMENTS: u64 = 65_536;

/// What the guarded module may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Fuel that it begins with: what its start function may use.
    pub fuel: u32,
    /// Most pages of 64 KiB of each memory.
    pub memory_pages: u32,
}

/// Why a module cannot be guarded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no WASM, or uses what is not allowed here.
    Invalid(String),
    /// It lacks a section that the guard adds to, such as that of exports.
    Incomplete(&'static str),
    /// It asks for something from outside that cannot be bounded, such as a memory.
    Import(String),
    /// It has an export of the guard's own name.
    Taken,
    /// Its memory begins larger than it may become.
    TooLarge {
        /// Pages that it begins with.
        pages: u64,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(reason) => write!(formatter, "no module that can be guarded: {reason}"),
            Self::Incomplete(section) => write!(formatter, "a module without {section} cannot be guarded"),
            Self::Import(name) => write!(formatter, "the import {name:?} is no function"),
            Self::Taken => write!(formatter, "the export {FUEL:?} is the guard's"),
            Self::TooLarge { pages } => write!(formatter, "a memory begins with {pages} pages, more than it may have"),
        }
    }
}

impl std::error::Error for Refusal {}

/// What the guard has to know of a module before it changes it.
#[derive(Clone, Copy, Debug, Default)]
struct Shape {
    types: u32,
    imported_functions: u32,
    functions: u32,
    globals: u32,
    has_exports: bool,
}

/// The same module with a meter and with bounds. It does what it did, until the fuel is used up or the memory is as large as it may be.
pub fn guard(module: &[u8], bounds: Bounds) -> Result<Vec<u8>, Refusal> {
    validate(module)?;
    let shape = Shape::of(module, bounds)?;
    let mut guarded = Module::new();
    let mut meter = Meter::new(shape, bounds);
    meter.parse_core_module(&mut guarded, Parser::new(0), module).map_err(|error| failed(&error))?;
    let guarded = guarded.finish();
    validate(&guarded)?;
    Ok(guarded)
}

fn failed(error: &reencode::Error<std::convert::Infallible>) -> Refusal {
    Refusal::Invalid(error.to_string())
}

fn validate(module: &[u8]) -> Result<(), Refusal> {
    // Without threads, 64-bit memories, exceptions and garbage collection: what the meter does not know.
    Validator::new_with_features(WasmFeatures::WASM2)
        .validate_all(module)
        .map(drop)
        .map_err(|error| Refusal::Invalid(error.to_string()))
}

impl Shape {
    fn of(module: &[u8], bounds: Bounds) -> Result<Self, Refusal> {
        let invalid = |error: wasmparser::BinaryReaderError| Refusal::Invalid(error.to_string());
        let mut shape = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload.map_err(invalid)? {
                Payload::TypeSection(types) => {
                    for group in types {
                        shape.types += u32::try_from(group.map_err(invalid)?.types().len()).unwrap_or(u32::MAX);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import.map_err(invalid)?;
                        match import.ty {
                            TypeRef::Func(_) => shape.imported_functions += 1,
                            _ => return Err(Refusal::Import(format!("{}.{}", import.module, import.name))),
                        }
                    }
                }
                Payload::FunctionSection(functions) => shape.functions += functions.count(),
                Payload::GlobalSection(globals) => shape.globals += globals.count(),
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        let pages = memory.map_err(invalid)?.initial;
                        if pages > u64::from(bounds.memory_pages) {
                            return Err(Refusal::TooLarge { pages });
                        }
                    }
                }
                Payload::ExportSection(exports) => {
                    shape.has_exports = true;
                    for export in exports {
                        let export = export.map_err(invalid)?;
                        if export.name == FUEL || export.kind == ExternalKind::Tag {
                            return Err(Refusal::Taken);
                        }
                    }
                }
                _ => {}
            }
        }
        for (is_there, section) in [
            (shape.types > 0, "types"),
            (shape.functions > 0, "functions"),
            (shape.globals > 0, "globals"),
            (shape.has_exports, "exports"),
        ] {
            if !is_there {
                return Err(Refusal::Incomplete(section));
            }
        }
        Ok(shape)
    }
}

#[cfg(test)]
mod tests;
