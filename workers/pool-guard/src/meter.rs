//! Writes a module again, with the meter in it.

use std::convert::Infallible;

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType,
    Instruction, MemoryType, TableType, TypeSection, ValType,
    reencode::{self, Reencode},
};
use wasmparser::{
    CodeSectionReader, ExportSectionReader, FunctionBody, FunctionSectionReader, GlobalSectionReader, Operator,
    TypeSectionReader,
};

use crate::{BYTES_PER_UNIT_LOG2, Bounds, FUEL, Shape, TABLE_ELEMENTS};

type Outcome<T = ()> = Result<T, reencode::Error<Infallible>>;

/// The guard on its way through a module. What it adds comes last in its section, so that nothing of the module's own changes its index.
pub(crate) struct Meter {
    bounds: Bounds,
    /// The global that counts.
    fuel: u32,
    /// The type and the index of a function that pays for a length, and hands it on.
    toll_type: u32,
    toll: u32,
}

impl Meter {
    pub(crate) fn new(shape: Shape, bounds: Bounds) -> Self {
        Self { bounds, fuel: shape.globals, toll_type: shape.types, toll: shape.imported_functions + shape.functions }
    }

    /// Traps where nothing is left.
    fn check(&self, function: &mut Function) {
        function.instruction(&Instruction::GlobalGet(self.fuel));
        function.instruction(&Instruction::I32Const(0));
        function.instruction(&Instruction::I32LtS);
        function.instruction(&Instruction::If(BlockType::Empty));
        function.instruction(&Instruction::Unreachable);
        function.instruction(&Instruction::End);
    }

    /// Pays one unit.
    fn pay(&self, function: &mut Function) {
        function.instruction(&Instruction::GlobalGet(self.fuel));
        function.instruction(&Instruction::I32Const(1));
        function.instruction(&Instruction::I32Sub);
        function.instruction(&Instruction::GlobalSet(self.fuel));
        self.check(function);
    }

    /// `length -> length`, paid for.
    fn toll_function(&self) -> Function {
        let mut function = Function::new([]);
        function.instruction(&Instruction::GlobalGet(self.fuel));
        function.instruction(&Instruction::LocalGet(0));
        function.instruction(&Instruction::I32Const(BYTES_PER_UNIT_LOG2));
        function.instruction(&Instruction::I32ShrU);
        function.instruction(&Instruction::I32Sub);
        function.instruction(&Instruction::GlobalSet(self.fuel));
        self.check(&mut function);
        function.instruction(&Instruction::LocalGet(0));
        function.instruction(&Instruction::End);
        function
    }
}

/// Whether the last operand of an operation says how much work it is.
const fn takes_length(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::MemoryFill { .. }
            | Operator::MemoryCopy { .. }
            | Operator::MemoryInit { .. }
            | Operator::TableFill { .. }
            | Operator::TableCopy { .. }
            | Operator::TableInit { .. }
            | Operator::TableGrow { .. }
    )
}

impl Reencode for Meter {
    type Error = Infallible;

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Outcome<MemoryType> {
        let mut memory = reencode::utils::memory_type(self, memory);
        let most = u64::from(self.bounds.memory_pages);
        memory.maximum = Some(memory.maximum.map_or(most, |maximum| maximum.min(most)));
        Ok(memory)
    }

    fn table_type(&mut self, table: wasmparser::TableType) -> Outcome<TableType> {
        let mut table = reencode::utils::table_type(self, table)?;
        let most = TABLE_ELEMENTS.max(table.minimum);
        table.maximum = Some(table.maximum.map_or(most, |maximum| maximum.min(most)));
        Ok(table)
    }

    fn parse_type_section(&mut self, types: &mut TypeSection, section: TypeSectionReader<'_>) -> Outcome {
        reencode::utils::parse_type_section(self, types, section)?;
        types.ty().function([ValType::I32], [ValType::I32]);
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Outcome {
        reencode::utils::parse_function_section(self, functions, section)?;
        functions.function(self.toll_type);
        Ok(())
    }

    fn parse_global_section(&mut self, globals: &mut GlobalSection, section: GlobalSectionReader<'_>) -> Outcome {
        reencode::utils::parse_global_section(self, globals, section)?;
        let fuel = i32::try_from(self.bounds.fuel).unwrap_or(i32::MAX);
        let of_fuel = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(of_fuel, &ConstExpr::i32_const(fuel));
        Ok(())
    }

    fn parse_export_section(&mut self, exports: &mut ExportSection, section: ExportSectionReader<'_>) -> Outcome {
        reencode::utils::parse_export_section(self, exports, section)?;
        exports.export(FUEL, ExportKind::Global, self.fuel);
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Outcome {
        for body in section {
            self.parse_function_body(code, body?)?;
        }
        code.function(&self.toll_function());
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Outcome {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        self.pay(&mut function);
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let operator = operators.read()?;
            if takes_length(&operator) {
                function.instruction(&Instruction::Call(self.toll));
            }
            let is_loop = matches!(operator, Operator::Loop { .. });
            function.instruction(&self.instruction(operator)?);
            if is_loop {
                self.pay(&mut function);
            }
        }
        code.function(&function);
        Ok(())
    }
}
