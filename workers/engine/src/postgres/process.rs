//! The border to JavaScript, which starts Postgres on a disk and passes messages to it.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Object, Uint8Array};
use shared::{
    error::{ErrorCode, Failure},
    limits,
};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use super::{
    base::{BaseBytes, BaseDirectory},
    disk::{Base, Disk, layout::BaseId},
    session::Session,
    settings::{LEAST_MEMORY_PAGES, MOST_MEMORY_PAGES, SETTINGS},
    tree::Tree,
    wire::{Counts, Wire, last_error, out_of_memory, out_of_stack, out_of_steps},
};
use crate::engine::Start;

/// Digests of the assets, as set-up verifies them; that of the base is its id.
const DIGESTS: &str = include_str!("../../postgres/assets.b3");

/// How often whoever joins a start looks whether it has ended, a millisecond apart.
const JOIN_LOOKS: u32 = 5_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = isolabPostgres, js_name = baseDirectory)]
    fn base_directory() -> String;

    #[wasm_bindgen(js_namespace = isolabPostgres, js_name = baseBytes)]
    fn base_bytes() -> Uint8Array;

    #[wasm_bindgen(js_namespace = isolabPostgres, js_name = start, catch)]
    async fn start_process(disk: &Object, settings: &Array, least: u32, most: u32) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = isolabPostgres, catch)]
    async fn pause() -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = console)]
    fn error(message: &str);

    /// What `start` answers.
    type Running;

    #[wasm_bindgen(method, catch)]
    fn send(this: &Running, messages: &[u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method)]
    fn begin(this: &Running, steps: i32);

    #[wasm_bindgen(method, catch, js_name = sendAsOwner)]
    fn send_as_owner(this: &Running, messages: &[u8]) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, js_name = isSpent)]
    fn is_spent(this: &Running) -> bool;

    /// Why the process has ended: `steps`, `stack`, `memory`, `exit`, or a sentence; nothing while it runs.
    #[wasm_bindgen(method)]
    fn over(this: &Running) -> String;

    #[wasm_bindgen(method, js_name = memoryBytes)]
    fn memory_bytes(this: &Running) -> f64;

    #[wasm_bindgen(method, js_name = sessionChanges)]
    fn session_changes(this: &Running) -> u32;

    #[wasm_bindgen(method, js_name = refusedWrites)]
    fn refused_writes(this: &Running) -> u32;

    #[wasm_bindgen(method, js_name = parsedMoments)]
    fn parsed_moments(this: &Running) -> u32;

    #[wasm_bindgen(method)]
    fn log(this: &Running) -> String;
}

/// The bytes of the base, which stay in JavaScript: one copy for all tenants of the isolate.
pub(super) struct DeployedBytes(Uint8Array);

impl BaseBytes for DeployedBytes {
    fn copy(&self, start: usize, into: &mut [u8]) {
        let end = start + into.len();
        self.0.subarray(narrow(start), narrow(end)).copy_to(into);
    }
}

thread_local! {
    static BASE: RefCell<Option<Rc<Base<DeployedBytes>>>> = const { RefCell::new(None) };
}

/// The base of the deployment, read once.
pub(super) fn base() -> Result<Rc<Base<DeployedBytes>>, Failure> {
    BASE.with_borrow_mut(|slot| {
        if let Some(base) = slot {
            return Ok(Rc::clone(base));
        }
        let directory = BaseDirectory::parse(&base_directory())
            .ok_or_else(|| Failure::new(ErrorCode::Internal, "the base of Postgres cannot be read"))?;
        let base = Rc::new(Base { id: base_id()?, directory, bytes: DeployedBytes(base_bytes()) });
        *slot = Some(Rc::clone(&base));
        Ok(base)
    })
}

fn base_id() -> Result<BaseId, Failure> {
    let line = DIGESTS.lines().find_map(|line| line.strip_suffix("  base.pack"));
    let digest = line.and_then(|digits| {
        let byte = |place: usize| u8::from_str_radix(digits.get(place * 2..place * 2 + 2)?, 16).ok();
        (0..32).map(byte).collect::<Option<Vec<u8>>>()
    });
    digest
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Failure::new(ErrorCode::Internal, "the base of Postgres has no digest"))
}

/// A running Postgres.
pub(super) struct Process {
    running: Running,
    /// What JavaScript calls lives as long as the process does.
    _tree: Tree,
}

impl Process {
    /// Bytes of linear memory.
    pub(super) fn memory_bytes(&self) -> usize {
        // A whole number below 2^32.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bytes of a memory of 32 bits")]
        let bytes = self.running.memory_bytes() as usize;
        bytes
    }

    /// Whether it has ended by what it was sent; it cannot be asked any more.
    pub(super) fn is_over(&self) -> bool {
        !self.running.over().is_empty()
    }

    fn read(&self, answer: Result<JsValue, JsValue>) -> Result<Option<Vec<u8>>, Failure> {
        let unexpected = |what: &str| {
            error(&format!("Postgres ended: {what}; {}", self.running.log()));
            Failure::new(ErrorCode::Internal, "Postgres ended in the middle of the request")
        };
        let bytes = answer
            .map_err(|thrown| unexpected(&format!("{thrown:?}")))?
            .dyn_ref::<Uint8Array>()
            .map(Uint8Array::to_vec);
        match self.running.over().as_str() {
            "" => Ok(bytes),
            "steps" => Err(out_of_steps()),
            "stack" => Err(out_of_stack()),
            "memory" => Err(out_of_memory()),
            "exit" => Err(bytes.as_deref().and_then(last_error).unwrap_or_else(|| unexpected("it exited"))),
            fault => Err(unexpected(fault)),
        }
    }
}

impl Wire for Process {
    fn send(&self, messages: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.read(self.running.send(messages))
    }

    fn begin(&self) {
        self.running.begin(limits::POSTGRES_STEPS);
    }

    fn send_as_owner(&self, messages: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.read(self.running.send_as_owner(messages))
    }

    fn counts(&self) -> Counts {
        Counts {
            session_changes: self.running.session_changes(),
            refused_writes: self.running.refused_writes(),
            parsed_moments: self.running.parsed_moments(),
        }
    }

    fn is_spent(&self) -> bool {
        self.running.is_spent()
    }
}

/// Where the process of an engine is.
#[derive(Default)]
pub(super) enum Slot {
    #[default]
    Stopped,
    Starting,
    Running(Session<Process>),
}

impl Slot {
    /// Bytes of linear memory of a process that runs, or will: who starts one has to make room for it before.
    pub(super) fn memory_bytes(&self) -> Option<usize> {
        match self {
            Self::Stopped => None,
            Self::Starting => Some(index(LEAST_MEMORY_PAGES) << 16),
            Self::Running(session) => Some(session.wire().memory_bytes()),
        }
    }

    /// Whether its process has ended by what it was sent.
    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Running(session) if session.wire().is_over())
    }

    /// The session of the process, if it runs.
    pub(super) fn session(&mut self) -> Option<&mut Session<Process>> {
        match self {
            Self::Running(session) => Some(session),
            Self::Stopped | Self::Starting => None,
        }
    }
}

/// Starts the process of a slot, or joins the start that is under way; none where it runs.
pub(super) fn start(slot: &Rc<RefCell<Slot>>, disk: &Rc<RefCell<Disk<DeployedBytes>>>) -> Option<Start> {
    let joined = match *slot.borrow() {
        Slot::Running(_) => return None,
        Slot::Starting => true,
        Slot::Stopped => false,
    };
    if joined {
        let slot = Rc::clone(slot);
        return Some(Start { done: Box::pin(join(slot)), joined });
    }
    slot.replace(Slot::Starting);
    disk.borrow_mut().begin_start();
    let begun = Begun { slot: Rc::clone(slot), disk: Rc::clone(disk) };
    let tree = Tree::over(disk);
    Some(Start { done: Box::pin(begin(begun, tree)), joined })
}

/// A start that is under way; one that is given up leaves the slot free for the next.
struct Begun {
    slot: Rc<RefCell<Slot>>,
    disk: Rc<RefCell<Disk<DeployedBytes>>>,
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.disk.borrow_mut().end_start();
        if matches!(*self.slot.borrow(), Slot::Starting) {
            self.slot.replace(Slot::Stopped);
        }
    }
}

async fn begin(begun: Begun, tree: Tree) -> Result<(), Failure> {
    let settings: Array = SETTINGS.iter().map(|setting| JsValue::from_str(setting)).collect();
    match start_process(tree.object(), &settings, LEAST_MEMORY_PAGES, MOST_MEMORY_PAGES).await {
        Ok(running) => {
            let process = Process { running: running.unchecked_into(), _tree: tree };
            begun.slot.replace(Slot::Running(Session::new(process)));
            Ok(())
        }
        Err(thrown) => {
            error(&format!("Postgres did not start: {thrown:?}"));
            Err(Failure::new(ErrorCode::StateDamaged, "Postgres does not start on the tenant's pages"))
        }
    }
}

/// Looks again and again: in a stateless Worker the platform ends a wait for what another request does.
async fn join(slot: Rc<RefCell<Slot>>) -> Result<(), Failure> {
    for _ in 0..JOIN_LOOKS {
        if !matches!(*slot.borrow(), Slot::Starting) {
            break;
        }
        pause().await.map_err(|_| Failure::new(ErrorCode::Internal, "the clock of the platform does not run"))?;
    }
    if matches!(*slot.borrow(), Slot::Running(_)) {
        return Ok(());
    }
    Err(Failure::new(ErrorCode::ComputeFailed, "the start of Postgres that this request waited for failed; try again"))
}

pub(super) fn narrow(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

pub(super) fn index(bytes: u32) -> usize {
    usize::try_from(bytes).expect("addresses have 32 bits")
}
