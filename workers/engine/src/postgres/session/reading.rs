//! Reads what Postgres answers to the statements of a batch, and renders their rows.

use fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::DataRowBody;
use shared::{
    error::{ErrorCode, Failure},
    limits,
    result::{ResultWriter, ValueRef},
    statement::Batch,
};

use crate::postgres::{
    render::Form,
    wire::{Answer, Answers, from_postgres},
};

/// Reads the answers to all statements: the rendered results, and how many rows were changed.
pub(super) fn statements(answers: &mut Answers, batch: &Batch) -> Result<(Vec<u8>, u64), Failure> {
    let mut writer = ResultWriter::new(batch.listed);
    let mut changed = 0;
    for _ in &batch.statements {
        changed += statement(answers, &mut writer)?;
    }
    Ok((writer.finish(), changed))
}

/// Reads the answer to the end of a transaction, which is the same words as the statement.
pub(super) fn end(answers: &mut Answers, sql: &str) -> Result<(), Failure> {
    match answers.next()? {
        Some(Answer::Complete(tag)) if tag == sql => answers.skip(),
        // A constraint that was deferred to the end; the transaction is gone.
        Some(Answer::Error(body)) => Err(from_postgres(&body)),
        Some(_) | None => Err(Failure::new(ErrorCode::Internal, "a transaction did not end as it was told to")),
    }
}

/// Reads the answers to one statement, and says how many rows it changed.
pub(super) fn statement(answers: &mut Answers, writer: &mut ResultWriter) -> Result<u64, Failure> {
    let mut forms: Option<Vec<Form>> = None;
    loop {
        match answers.next()? {
            Some(Answer::Columns(columns)) => {
                writer.begin_statement(columns.iter().map(|(name, _)| name.as_str()))?;
                forms = Some(columns.iter().map(|(_, type_number)| Form::of(*type_number)).collect());
            }
            Some(Answer::Row(body)) => row(&body, forms.as_deref().unwrap_or_default(), writer)?,
            Some(Answer::Complete(tag)) => {
                if forms.is_none() {
                    writer.begin_statement([])?;
                }
                let changed = rows_affected(&tag);
                writer.end_statement(changed, 0);
                return Ok(changed);
            }
            Some(Answer::Suspended) => {
                return Err(Failure::new(
                    ErrorCode::ResultTooLarge,
                    format!("the result has more than {} rows; ask for fewer with LIMIT", limits::RESULT_ROWS),
                ));
            }
            Some(Answer::Empty) => return Err(Failure::new(ErrorCode::EmptyStatement, "the text holds no statement")),
            Some(Answer::Error(body)) => return Err(from_postgres(&body)),
            Some(Answer::Other) => {}
            Some(Answer::Ready(_)) | None => {
                return Err(Failure::new(ErrorCode::Internal, "Postgres passed over a statement"));
            }
        }
    }
}

fn row(body: &DataRowBody, forms: &[Form], writer: &mut ResultWriter) -> Result<(), Failure> {
    let unreadable = || Failure::new(ErrorCode::Internal, "Postgres wrote a row that cannot be read");
    writer.begin_row()?;
    let mut ranges = body.ranges();
    for form in forms {
        match ranges.next().map_err(|_| unreadable())?.ok_or_else(unreadable)? {
            None => writer.value(ValueRef::Null)?,
            Some(range) => {
                let bytes = body.buffer().get(range).ok_or_else(unreadable)?;
                form.write(std::str::from_utf8(bytes).map_err(|_| unreadable())?, writer)?;
            }
        }
    }
    writer.end_row();
    Ok(())
}

/// How many rows a statement changed, by its tag: `INSERT 0 3`, `UPDATE 3`.
fn rows_affected(tag: &str) -> u64 {
    let mut words = tag.split(' ');
    match words.next() {
        Some("INSERT" | "UPDATE" | "DELETE" | "MERGE") => {
            words.next_back().and_then(|rows| rows.parse().ok()).unwrap_or(0)
        }
        _ => 0,
    }
}
