//! Before anything is timed: all arms that there are answer the same questions alike.

use load::{Answer, Request};
use serde_json::{Map, Value, json};

use super::{
    Runner,
    asking::{Clients, unanswered},
    ready::{Cycle, fill_values},
    same,
};
use crate::{
    error::{Error, Exit, Result},
    instrument::{
        scenario::{Cell, Presence},
        target::{Process, ROUTER},
    },
};

impl Runner<'_> {
    /// Asks in a process of its own, where arms may be absent, or cells are measured before the first round or on data that
    /// is kept.
    pub(super) async fn look_first(&mut self) -> Result<()> {
        let early = |cell: &Cell| cell.procedure.is_first_request() || cell.is_kept();
        let any = |wanted: fn(&Cell) -> bool| self.available().iter().any(|(_, cell)| wanted(cell));
        let (asked, early) = (any(|cell| cell.presence == Presence::Asked), any(early));
        if !asked && !early {
            return Ok(());
        }
        let process = self.target.fresh().await?;
        let mut clients = self.clients();
        self.find_absent(&process, &mut clients).await?;
        if early {
            self.agree(&process, &mut clients).await?;
        }
        process.stop().map(drop)
    }

    /// Asks every arm and compares; the first difference is an error that shows both answers.
    pub(super) async fn agree(&self, process: &Process, clients: &mut Clients) -> Result<()> {
        let Some(agreement) = &self.scenario.agreement else { return Ok(()) };
        for question in &agreement.questions {
            let mut first: Option<(&str, Value)> = None;
            for (arm, values) in agreement.arms.iter().filter(|(arm, _)| !self.lacks(arm)) {
                let cycle = Cycle::new(question, &fill_values("agreement", values, &process.fresh)?)?;
                let Some(request) = cycle.request(0) else { continue };
                let answer = clients.of(process, ROUTER).await?.send(request).await;
                let answer = answer.map_err(|failure| unanswered(&failure, &request.to_string()))?;
                let found = compared(request, &answer, &agreement.compare)?;
                match &first {
                    None => first = Some((arm, found)),
                    Some((_, expected)) if same(&found, expected) => {}
                    Some((other, expected)) => {
                        let message = format!("{request}: {other} answers {expected}, {arm} answers {found}");
                        return Err(Error::new(Exit::WrongResponse, message));
                    }
                }
            }
        }
        Ok(())
    }
}

/// The status and the parts of an answer that have to be equal.
fn compared(request: &Request, answer: &Answer, pointers: &[String]) -> Result<Value> {
    let body: Value = serde_json::from_slice(&answer.body).map_err(|error| {
        let what = String::from_utf8_lossy(&answer.body).chars().take(300).collect::<String>();
        Error::new(Exit::WrongResponse, format!("{request}: no JSON ({error}): {what}"))
    })?;
    let part = |pointer: &String| (pointer.clone(), body.pointer(pointer).cloned().unwrap_or_default());
    let mut parts: Map<_, _> = pointers.iter().map(part).collect();
    parts.insert("status".to_owned(), json!(answer.status));
    Ok(Value::Object(parts))
}
