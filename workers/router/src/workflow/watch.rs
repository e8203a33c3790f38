//! An instance that is watched: what it did, then what it does, until its end.
//!
//! ```text
//! id: 65537          id: 131073       the stream ends with the instance, or after a while;
//! event: accepted ─> event: step ──>  whoever wants more resumes behind the last id
//! data: {…}          data: {…}
//! ```

use std::{collections::VecDeque, time::Duration};

use futures::{StreamExt, stream};
use kit::client::Client;
use shared::{
    call::{Workflow, workflow::ReadEvents},
    workflow::{Event, State},
};
use strum::VariantArray as _;
use worker::Env;

use super::{answer::asked_of, report::EventTold, route::Instance};
use crate::{
    answer::{Events, of_failure},
    edge::Errand,
};

/// How long the object waits for an event before it answers that there is none.
const EACH_MS: u32 = 10_000;

/// How often it is asked: the platform counts what a request asks others.
const ASKS: u32 = 60;

struct Watched {
    after: u64,
    asks: u32,
    events: VecDeque<Event>,
    has_ended: bool,
}

/// The events of an instance behind that id.
pub(super) fn of_instance(errand: Errand, env: &Env, instance: Instance, after: u64) -> Events {
    let env = env.clone();
    let watched = Watched { after, asks: 0, events: VecDeque::new(), has_ended: false };
    stream::unfold(watched, move |mut watched| {
        let (env, Instance { id, object }) = (env.clone(), instance.clone());
        async move {
            loop {
                if let Some(event) = watched.events.pop_front() {
                    watched.after = event.id;
                    watched.has_ended = is_end(&event) && watched.events.is_empty();
                    return Some((written(event), watched));
                }
                if watched.has_ended || watched.asks == ASKS {
                    return None;
                }
                watched.asks += 1;
                let question = (id.clone(), watched.after, EACH_MS);
                let patience = Duration::from_millis((2 * EACH_MS).into());
                let asked = async {
                    let client = Client::<Workflow>::object(&env, &object)?;
                    asked_of::<ReadEvents>(errand, &client, &question, patience).await
                };
                match asked.await {
                    // What has ended before, and says nothing more.
                    Ok((events, _)) if events.is_empty() => {}
                    Ok((events, _)) => watched.events = events.into(),
                    Err(failure) => {
                        watched.has_ended = true;
                        let told = of_failure(&failure, errand.request_id);
                        return Some(([b"event: error\ndata: ", &told[..], b"\n\n"].concat(), watched));
                    }
                }
            }
        }
    })
    .boxed_local()
}

fn is_end(event: &Event) -> bool {
    let is_end = |state: &State| state.is_end() && *state != State::Continued;
    State::VARIANTS.iter().any(|state| is_end(state) && state.as_str() == event.kind)
}

/// One event. JSON is one line, so it needs no other form.
fn written(event: Event) -> Vec<u8> {
    let head = format!("id: {}\nevent: {}\ndata: ", event.id, event.kind);
    let json = serde_json::to_vec(&EventTold::of(event)).expect("events always render");
    [head.as_bytes(), &json, b"\n\n"].concat()
}
