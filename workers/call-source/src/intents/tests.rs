use shared::tables::memory::MemoryTables;

use super::*;

#[test]
fn the_rows_of_a_batch_are_there_until_the_next_begins() {
    let intents = Intents::new(MemoryTables::new());
    let rows = || intents.tables.rows("SELECT operation FROM intent", Vec::new()).unwrap();
    intents.begin(5).unwrap();
    for operation in [5, 6, 7] {
        intents.write("s.0", Debit { operation, amount: 1 }).unwrap();
    }
    assert_eq!(rows().len(), 3);
    intents.begin(8).unwrap();
    intents.write("s.0", Debit { operation: 9, amount: 1 }).unwrap();
    assert_eq!(rows(), [[Value::Integer(9)]]);
    assert!(intents.write("s.0", Debit { operation: 9, amount: 1 }).is_err(), "an operation is made once");
    assert!(intents.write("s.0", Debit { operation: u64::MAX, amount: 1 }).is_err());
}
