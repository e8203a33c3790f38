use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, ImportSection, Instruction, MemorySection, MemoryType, Module, TypeSection, ValType,
};
use wasmparser::{Operator, Parser, Payload};

use super::*;

const BOUNDS: Bounds = Bounds { fuel: 1_000, memory_pages: 4 };

/// A module of one function with this body, exported as `run`.
struct Made {
    body: Vec<Instruction<'static>>,
    imports: ImportSection,
    memory: MemoryType,
    export: &'static str,
}

impl Made {
    fn new(body: Vec<Instruction<'static>>) -> Self {
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        Self { body, imports: ImportSection::new(), memory, export: "run" }
    }

    fn module(self) -> Vec<u8> {
        let (mut types, mut functions, mut memories) =
            (TypeSection::new(), FunctionSection::new(), MemorySection::new());
        let (mut globals, mut exports, mut code) = (GlobalSection::new(), ExportSection::new(), CodeSection::new());
        types.ty().function([], []);
        functions.function(0);
        memories.memory(self.memory);
        let of_stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(of_stack, &ConstExpr::i32_const(65_536));
        let imported = self.imports.len();
        exports.export(self.export, ExportKind::Func, imported.min(1));
        exports.export("__stack_pointer", ExportKind::Global, 0);
        let mut function = Function::new([]);
        for instruction in &self.body {
            function.instruction(instruction);
        }
        function.instruction(&Instruction::End);
        code.function(&function);
        let mut module = Module::new();
        module.section(&types);
        if imported > 0 {
            module.section(&self.imports);
        }
        module.section(&functions).section(&memories).section(&globals).section(&exports).section(&code);
        module.finish()
    }
}

/// The operators of every function of a module.
fn operators(module: &[u8]) -> Vec<Vec<String>> {
    let bodies = Parser::new(0).parse_all(module).filter_map(|payload| match payload.unwrap() {
        Payload::CodeSectionEntry(body) => Some(body),
        _ => None,
    });
    let names = |body: wasmparser::FunctionBody<'_>| {
        let operators = body.get_operators_reader().unwrap().into_iter();
        operators.map(|operator: Result<Operator<'_>, _>| format!("{:?}", operator.unwrap())).collect()
    };
    bodies.map(names).collect()
}

fn count(functions: &[Vec<String>], name: &str) -> usize {
    functions.iter().flatten().filter(|operator| operator.starts_with(name)).count()
}

#[test]
fn every_function_and_every_loop_is_metered() {
    let endless = vec![Instruction::Loop(BlockType::Empty), Instruction::Br(0), Instruction::End];
    let guarded = guard(&Made::new(endless).module(), BOUNDS).unwrap();
    let functions = operators(&guarded);
    assert_eq!(functions.len(), 2, "{functions:?}");
    // At the entry, at the turn, and once in the function of the toll.
    assert_eq!((count(&functions, "Unreachable"), count(&functions[..1], "GlobalSet")), (3, 2), "{functions:?}");
}

#[test]
fn what_moves_many_bytes_pays_for_them() {
    let fill = vec![
        Instruction::I32Const(0),
        Instruction::I32Const(7),
        Instruction::I32Const(65_536),
        Instruction::MemoryFill(0),
    ];
    let functions = operators(&guard(&Made::new(fill).module(), BOUNDS).unwrap());
    let place = functions[0].iter().position(|operator| operator.starts_with("MemoryFill")).unwrap();
    assert!(functions[0][place - 1].starts_with("Call { function_index: 1 }"), "{functions:?}");
    assert_eq!(count(&functions[1..], "I32ShrU"), 1);
}

#[test]
fn memory_has_a_maximum_and_the_fuel_is_exported() {
    for (maximum, expected) in [(None, 4), (Some(2), 2), (Some(100), 4)] {
        let mut made = Made::new(Vec::new());
        made.memory.maximum = maximum;
        let guarded = guard(&made.module(), BOUNDS).unwrap();
        let found = Parser::new(0).parse_all(&guarded).find_map(|payload| match payload.unwrap() {
            Payload::MemorySection(memories) => memories.into_iter().next().unwrap().unwrap().maximum,
            _ => None,
        });
        assert_eq!(found, Some(expected));
        let exports = Parser::new(0).parse_all(&guarded).find_map(|payload| match payload.unwrap() {
            Payload::ExportSection(exports) => Some(exports.into_iter().map(|export| export.unwrap().name).collect()),
            _ => None,
        });
        assert_eq!(exports, Some(vec!["run", "__stack_pointer", FUEL]));
    }
}

#[test]
fn an_import_moves_the_index_of_the_toll() {
    let copy = vec![
        Instruction::I32Const(0),
        Instruction::I32Const(0),
        Instruction::I32Const(8),
        Instruction::MemoryCopy { src_mem: 0, dst_mem: 0 },
    ];
    let mut made = Made::new(copy);
    made.imports.import("host", "throw", EntityType::Function(0));
    let functions = operators(&guard(&made.module(), BOUNDS).unwrap());
    assert_eq!(count(&functions, "Call { function_index: 2 }"), 1, "{functions:?}");
}

#[test]
fn modules_that_cannot_be_bounded_are_refused() {
    assert!(matches!(guard(b"", BOUNDS), Err(Refusal::Invalid(_))));
    assert!(matches!(guard(b"\0asm\x01\0\0\0\xff", BOUNDS), Err(Refusal::Invalid(_))));
    assert_eq!(guard(b"\0asm\x01\0\0\0", BOUNDS), Err(Refusal::Incomplete("types")));
    let mut made = Made::new(Vec::new());
    made.memory.minimum = 5;
    assert_eq!(guard(&made.module(), BOUNDS), Err(Refusal::TooLarge { pages: 5 }));
    let taken = Made { export: FUEL, ..Made::new(Vec::new()) };
    assert_eq!(guard(&taken.module(), BOUNDS), Err(Refusal::Taken));
    let mut made = Made::new(Vec::new());
    let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
    made.imports.import("host", "memory", memory);
    assert!(matches!(guard(&made.module(), BOUNDS), Err(Refusal::Import(_) | Refusal::Invalid(_))));
    let mut whole = Made::new(Vec::new()).module();
    whole.truncate(whole.len() - 1);
    assert!(matches!(guard(&whole, BOUNDS), Err(Refusal::Invalid(_))));
}

#[test]
fn the_meter_of_a_metered_module_is_the_first_one_alone() {
    let guarded = guard(&Made::new(Vec::new()).module(), BOUNDS).unwrap();
    assert_eq!(guard(&guarded, BOUNDS), Err(Refusal::Taken));
}
