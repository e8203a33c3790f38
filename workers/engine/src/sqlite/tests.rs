mod refusals;
#[cfg(not(target_arch = "wasm32"))]
mod soundness;
mod values;

use serde_json::Value as Json;
use shared::value::Value;

use super::*;

fn new_engine() -> SqliteEngine {
    SqliteEngine::open(Image::new()).unwrap()
}

fn batch(statements: &[&str]) -> Batch {
    let statements =
        statements.iter().map(|sql| shared::statement::Statement { sql: (*sql).to_owned(), params: vec![] }).collect();
    Batch { statements, listed: true }
}

fn with_params(sql: &str, params: Vec<Value>) -> Batch {
    let mut batch = Batch::of(sql);
    batch.statements[0].params = params;
    batch
}

/// Executes with the turn and keeps the write.
fn write(engine: &mut SqliteEngine, statements: &[&str]) -> Option<Change> {
    match engine.execute(&batch(statements), Access::Turn) {
        Ok(Execution::Done { change, .. }) => {
            engine.keep();
            change
        }
        other => panic!("{other:?}"),
    }
}

fn write_failure(engine: &mut SqliteEngine, statements: &[&str]) -> Failure {
    engine.execute(&batch(statements), Access::Turn).unwrap_err()
}

fn json(execution: Execution) -> Json {
    match execution {
        Execution::Done { results, .. } => serde_json::from_slice(&results).unwrap(),
        Execution::NeedsTurn => panic!("needs the turn"),
    }
}

/// The rows of one reading statement.
fn rows(engine: &mut SqliteEngine, sql: &str) -> Json {
    json(engine.execute(&Batch::of(sql), Access::Read).unwrap())["rows"].take()
}

fn image(engine: &SqliteEngine) -> Image {
    let recording = engine.recording.borrow();
    let mut image = Image::new();
    for page in 0..recording.page_count() {
        image.extend(recording.page(page).unwrap()).unwrap();
    }
    image
}
