//! What an executor holds, and how far a question comes with it before it has to wait.

use shared::{
    error::{ErrorCode, Failure},
    limits,
    protocol::{ComputeReport, ExecuteInput, ExecuteOutput, Executed, Supply},
    timing::{CopyState, EngineState},
    version::Version,
};

use super::arrival::{Arrival, Arriving, announced_bytes};
use crate::{
    copies::Copies,
    copy::{CopyAnswer, TenantCopy},
    engine::{Engine, Start},
    supply::Supplied,
};

/// The copies of an executor, and what it counts.
pub(super) struct Held<E> {
    pub(super) copies: Copies<E>,
    arriving: Arriving,
    /// Whether an engine has run since the executor began.
    pub(super) started: bool,
    executions: u64,
}

/// A question, and what has become of it so far.
pub(super) struct Question {
    pub(super) input: ExecuteInput,
    supplied: Supplied,
    /// What the engine was to this request.
    engine: EngineState,
    /// The same of a request that only finds out that its state is not here: it starts no engine, but it may be the first that
    /// this executor hears of, and have started all around the engine.
    arrival: EngineState,
    /// Whether this request has made a copy. It makes one once: who finds it gone after a wait asks for the state again.
    made: bool,
    /// What the copy was to this request.
    copy: CopyState,
}

impl Question {
    /// The request has waited for an engine.
    pub(super) fn has_waited(&mut self, engine: EngineState) {
        (self.engine, self.arrival) = (engine, engine);
    }
}

/// How far a question comes.
pub(super) enum Step {
    /// To its answer.
    Done(ExecuteOutput),
    /// To an engine that has to be started.
    Wait(Start),
}

/// What supplied changes did to a copy.
enum Caught {
    Up,
    Elsewhere(Option<Version>),
}

impl<E: Engine> Held<E> {
    pub(super) fn new() -> Self {
        let copies = Copies::new(limits::COPIES_BYTES);
        Self { copies, arriving: Arriving::default(), started: false, executions: 0 }
    }

    /// A question that begins here.
    pub(super) fn question(&mut self, input: ExecuteInput, supplied: Supplied) -> Question {
        let is_first = self.executions == 0 && !self.started;
        let arrival = if is_first { EngineState::Cold } else { EngineState::Warm };
        self.executions += 1;
        Question { input, supplied, engine: self.engine_state(), arrival, made: false, copy: CopyState::Hit }
    }

    /// Goes as far as can be gone without waiting. After a wait it is called once more.
    pub(super) fn step(&mut self, question: &mut Question) -> Result<Step, Failure> {
        self.make(question)?;
        let Question { input, supplied, engine, arrival, made: _, copy: state } = question;
        let (engine, arrival) = (*engine, *arrival);
        let need_state = |have| Ok(Step::Done(ExecuteOutput::NeedState { have, engine: arrival }));
        let Some(copy) = self.copies.find(&input.owner) else { return need_state(None) };
        if let Some(start) = copy.under_way() {
            return Ok(Step::Wait(start));
        }
        // Before its engine is started, which would end with the pages that it was started on.
        if let Supply::Changes { from, .. } = input.supply
            && !copy.is_at(input.at)
        {
            match catch_up(copy, from, supplied, input.at) {
                Caught::Up => *state = CopyState::Stale,
                Caught::Elsewhere(have) => {
                    if have.is_none() {
                        self.copies.close(&input.owner);
                    }
                    return need_state(have);
                }
            }
        }
        match copy.start(input.at, input.access) {
            Ok(None) => {}
            Ok(Some(start)) => {
                // The engine counts what it is going to take, and has not taken it yet. Nothing that is itself being started is
                // closed by that: such a start goes on in microtasks alone, so no other question comes in between.
                self.copies.close_beyond_budget();
                return Ok(Step::Wait(start));
            }
            Err(failure) => {
                self.copies.close(&input.owner);
                return Err(failure);
            }
        }
        self.started = true;
        let state = *state;
        self.execute(input, engine, state).map(Step::Done)
    }

    /// What is held now.
    pub(super) fn report(&self) -> ComputeReport {
        ComputeReport {
            engine: self.engine_state(),
            copies: u32::try_from(self.copies.len()).unwrap_or(u32::MAX),
            copies_bytes: u64::try_from(self.copies.memory_bytes()).unwrap_or(u64::MAX),
            executions: self.executions,
        }
    }

    /// Makes room for state that is to arrive.
    pub(super) fn expect_arrival(&mut self, supply: &Supply) -> Result<Arrival, Failure> {
        let others = self.arriving.bytes();
        let arrival = self.arriving.expect(announced_bytes(supply))?;
        self.make_room(supply, others);
        Ok(arrival)
    }

    fn engine_state(&self) -> EngineState {
        if self.started { EngineState::Warm } else { EngineState::Cold }
    }

    fn make_room(&mut self, supply: &Supply, arriving_bytes: usize) {
        if let Supply::Whole { .. } = supply {
            self.copies.make_room(arriving_bytes.saturating_add(announced_bytes(supply)));
        }
    }

    /// Makes the copy that the question brings the state of, where there is none that will do.
    fn make(&mut self, question: &mut Question) -> Result<(), Failure> {
        let Question { input: ExecuteInput { owner, at, supply, .. }, supplied, made, copy: state, .. } = question;
        let at = *at;
        let base = match *supply {
            Supply::Nothing if at == Version::EMPTY => Version::EMPTY,
            Supply::Whole { base, .. } => base,
            Supply::Nothing | Supply::Changes { .. } => return Ok(()),
        };
        let will_do = match (&*supply, self.copies.find(owner)) {
            (_, None) => false,
            (Supply::Nothing | Supply::Changes { .. }, Some(_)) => true,
            // Another request may have brought the same state meanwhile, and may be waiting for its engine.
            (Supply::Whole { .. }, Some(copy)) => copy.is_at(at),
        };
        if *made || will_do {
            return Ok(());
        }
        self.make_room(supply, self.arriving.bytes());
        let pages = supplied.take_pages();
        // A copy that cannot be used holds pages that are of no more use; they go before the new ones open.
        self.copies.close(owner);
        let copy = TenantCopy::hydrate(pages, base, &supplied.changes(), at)?;
        self.copies.insert(owner.clone(), copy);
        (*made, *state) = (true, CopyState::Miss);
        Ok(())
    }

    fn execute(
        &mut self,
        input: &ExecuteInput,
        engine: EngineState,
        state: CopyState,
    ) -> Result<ExecuteOutput, Failure> {
        let Some(copy) = self.copies.find(&input.owner) else {
            return Ok(ExecuteOutput::NeedState { have: None, engine });
        };
        let answer = copy.execute(input.at, input.access, &input.batch);
        if answer.as_ref().is_err_and(|failure| spoils(failure.code)) {
            // The object's state is where it was.
            self.copies.close(&input.owner);
        }
        self.copies.close_beyond_budget();
        Ok(match answer? {
            CopyAnswer::NeedState { have } => ExecuteOutput::NeedState { have: Some(have), engine },
            CopyAnswer::NeedsTurn => ExecuteOutput::NeedsTurn { engine, copy: state },
            CopyAnswer::Done { results, change, pages } => {
                ExecuteOutput::Done(Executed { results, change, pages, engine, copy: state })
            }
        })
    }
}

/// Whether a copy that failed in this way is not to be trusted any more, or holds too much.
pub(crate) fn spoils(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Internal | ErrorCode::StateDamaged | ErrorCode::MemoryExceeded)
}

/// Brings a copy up to a version, or says where it is; none where the changes do not follow from what it believes: then
/// the copy is wrong, not the object.
fn catch_up<E: Engine>(copy: &mut TenantCopy<E>, from: Version, supplied: &Supplied, at: Version) -> Caught {
    match copy.catch_up(from, &supplied.changes(), at) {
        Ok(Ok(())) => Caught::Up,
        Ok(Err(have)) => Caught::Elsewhere(Some(have)),
        Err(_) => Caught::Elsewhere(None),
    }
}
