//! Which contenders a target has: each is asked for what only its engine answers.

use std::collections::BTreeSet;

use super::{answer, runner::Runner};
use crate::{
    client::{Client, Failure, Request},
    error::{Error, Exit, Result},
    target::ROUTER,
    view::Event,
};

impl Runner<'_> {
    /// Asks every contender once for what only its engine answers, and leaves out those that do not.
    pub(super) async fn leave_out_absent(&mut self) -> Result<()> {
        let process = self.target.fresh().await?;
        let mut client = Client::new(process.door(ROUTER)?.clone(), self.deadline());
        // Whether a contender is there does not depend on its policy.
        let mut asked = BTreeSet::new();
        for contender in self.plan.contenders.clone() {
            if !asked.insert(contender.unrouted()) {
                continue;
            }
            let tenant = format!("presence{}", process.fresh);
            let sql = serde_json::json!({ "sql": contender.telling_query() });
            let request = Request::post(contender.query_path(&tenant), &sql);
            let silent = |failure: &Failure| {
                Error::new(Exit::InvalidRun, format!("the target does not answer: {request}: {failure}"))
            };
            let answer = client.send(&request).await.map_err(|failure| silent(&failure))?;
            if answer.status == 200 {
                continue;
            }
            let reason = answer::reason(&answer);
            self.view.tell(&Event::Told { what: format!("{} is not available here: {reason}", contender.unrouted()) });
            self.absent.insert(contender.unrouted(), reason);
        }
        process.stop()?;
        let absent = &self.absent;
        self.plan.contenders.retain(|contender| !absent.contains_key(&contender.unrouted()));
        if self.plan.contenders.is_empty() {
            return Err(Error::environment("the target has none of the contenders"));
        }
        Ok(())
    }
}
