//! The tasks that a pool's isolates run, good ones and bad ones, as WASM without any glue.
//!
//! ```text
//! isolate                                             this module
//!    │── at = input() ─────────────────────────────────> where the payload goes
//!    │── payload into memory[at..]; run(task, length) ─> what is to be done now, see `Next`
//!    │── memory[output()..][..length()] <──────────────  what it says
//! ```
//!
//! The exported names, the numbers of the tasks and those of what comes next are known to `js/instance.js` of the host, too. The
//! payload, the answer and the marks that [`leak`](marks) leaves are statics: what a shared instance keeps from one task to the next.
#![expect(unsafe_code, reason = "exports of WASM have fixed names, and its caller reads and writes its memory")]

mod marks;
mod memory;
mod work;

use std::{
    fmt::{self, Write as _},
    hint::black_box,
    sync::atomic::{AtomicU32, Ordering},
};

use crate::memory::{Buffer, Text};

#[cfg(target_arch = "wasm32")]
#[link(wasm_import_module = "host")]
unsafe extern "C" {
    /// Throws an error of JavaScript.
    fn throw();
}

/// Where a payload is put.
static INPUT: Buffer = Buffer::new();
/// What a task says.
static OUTPUT: Buffer = Buffer::new();
/// How much of it there is; or, where the caller has to wait, for how many milliseconds.
static LENGTH: AtomicU32 = AtomicU32::new(0);

/// What the caller has to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
enum Next {
    /// Take the answer.
    Answer = 0,
    /// Wait for so many milliseconds, then answer the payload.
    Wait = 1,
    /// Wait for ever.
    Never = 2,
    /// Answer now, and go on for so many milliseconds behind the answer.
    Late = 3,
    /// Leave marks in JavaScript too, then answer what was found here and there.
    Leak = 4,
    /// Answer, then end the isolate.
    Vanish = 5,
    /// There is no such task.
    Unknown = 6,
}

/// Where the payload goes, at most as much as a buffer holds.
#[unsafe(no_mangle)]
extern "C" fn input() -> *mut u8 {
    INPUT.start()
}

/// Where the answer is.
#[unsafe(no_mangle)]
extern "C" fn output() -> *const u8 {
    OUTPUT.start()
}

/// How long the answer is, or for how many milliseconds to wait.
#[unsafe(no_mangle)]
extern "C" fn length() -> u32 {
    LENGTH.load(Ordering::Relaxed)
}

/// Runs a task on the payload, and says what comes next.
#[unsafe(no_mangle)]
extern "C" fn run(task: u32, length: u32) -> u32 {
    INPUT.read(length as usize, |payload| next(task, payload)) as u32
}

fn next(task: u32, payload: &[u8]) -> Next {
    match task {
        0 => answer(payload),
        1 => note(OUTPUT.write(|output| work::transform(payload, output))),
        2 => tell(format_args!("{}", work::root(work::number(payload)))),
        3 => after(Next::Wait, payload),
        4 => leak(),
        5 => spin(),
        6 => tell(format_args!("{}", memory::grow())),
        7 => trap(),
        8 => fail(),
        9 => Next::Never,
        10 => after(Next::Late, payload),
        11 => {
            answer(b"vanishing");
            Next::Vanish
        }
        _ => Next::Unknown,
    }
}

fn note(length: usize) -> Next {
    LENGTH.store(u32::try_from(length).unwrap_or(0), Ordering::Relaxed);
    Next::Answer
}

fn answer(bytes: &[u8]) -> Next {
    note(OUTPUT.write(|output| {
        let length = bytes.len().min(output.len());
        output[..length].copy_from_slice(&bytes[..length]);
        length
    }))
}

/// Text, without any memory of the heap: there may be none left.
fn tell(text: fmt::Arguments<'_>) -> Next {
    note(OUTPUT.write(|output| {
        let mut written = Text::new(output);
        // What is told here is far shorter than a buffer.
        let _ = written.write_fmt(text);
        written.length()
    }))
}

fn leak() -> Next {
    note(OUTPUT.write(|output| {
        let mut written = Text::new(output);
        let _ = marks::leave(&mut written);
        written.length()
    }));
    Next::Leak
}

/// The payload is the answer too.
fn after(next: Next, payload: &[u8]) -> Next {
    answer(payload);
    LENGTH.store(work::number(payload), Ordering::Relaxed);
    next
}

/// A loop that nobody but a meter ends.
fn spin() -> ! {
    loop {
        black_box(0);
    }
}

/// Takes a page of the stack, and traps without giving it back.
fn trap() -> Next {
    let mut page = [0_u8; 4096];
    black_box(&mut page);
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    Next::Unknown
}

fn fail() -> Next {
    #[cfg(target_arch = "wasm32")]
    // SAFETY: the import takes nothing and gives nothing; it throws.
    unsafe {
        throw();
    }
    Next::Unknown
}

#[cfg(test)]
mod tests;
