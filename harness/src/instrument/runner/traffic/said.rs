//! What an answer to a tenant, or to a signal, says of where it was served.

use load::Answer;
use serde::Deserialize;
use shared::timing::{CopyState, EngineState};

use crate::instrument::samples::{Place, Places, Purpose};

/// What an answer says of where it was served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub engine: Option<EngineState>,
    pub copy: Option<CopyState>,
    pub places: Places,
}

#[derive(Deserialize)]
struct Asked {
    timing: Timing,
}

#[derive(Deserialize)]
struct Timing {
    engine: Option<EngineState>,
    copy: Option<CopyState>,
    places: Vec<Place>,
}

#[derive(Deserialize)]
struct Kept {
    places: Vec<Place>,
}

/// Reads an answer that is right otherwise; `None` where it does not say what every such answer does.
pub(super) fn read(purpose: Purpose, answer: &Answer) -> Option<Said> {
    match purpose {
        Purpose::Measured | Purpose::Opening => {
            let Asked { timing: Timing { engine, copy, places } } = serde_json::from_slice(&answer.body).ok()?;
            Some(Said { engine, copy, places: Places(places) })
        }
        Purpose::Signal => {
            let Kept { places } = serde_json::from_slice(&answer.body).ok()?;
            Some(Said { places: Places(places), ..Said::default() })
        }
    }
}
