//! The words by which the table calls what an answer told, the same as in the answer.

use shared::timing::{CopyState, EngineState};

const ENGINES: [EngineState; 3] = [EngineState::Cold, EngineState::Coalesced, EngineState::Warm];
const COPIES: [CopyState; 3] = [CopyState::Miss, CopyState::Stale, CopyState::Hit];

/// The word of an engine's state.
pub(super) const fn of_engine(state: EngineState) -> &'static str {
    match state {
        EngineState::Cold => "cold",
        EngineState::Coalesced => "coalesced",
        EngineState::Warm => "warm",
    }
}

/// The word of a copy's state.
pub(super) const fn of_copy(state: CopyState) -> &'static str {
    match state {
        CopyState::Miss => "miss",
        CopyState::Stale => "stale",
        CopyState::Hit => "hit",
    }
}

/// The engine's state of a word, `None` for any other text.
pub(super) fn engine(word: &str) -> Option<EngineState> {
    ENGINES.into_iter().find(|state| of_engine(*state) == word)
}

/// The copy's state of a word, `None` for any other text.
pub(super) fn copy(word: &str) -> Option<CopyState> {
    COPIES.into_iter().find(|state| of_copy(*state) == word)
}
