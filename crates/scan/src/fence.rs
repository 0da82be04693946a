//! The fence around decoders: a panic inside is an empty answer, never the end of the program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static FENCED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `stage`; a panic inside it becomes `None`.
pub(crate) fn fenced<T>(stage: impl FnOnce() -> T) -> Option<T> {
    let outer = FENCED.replace(true);
    let answer = catch_unwind(AssertUnwindSafe(stage)).ok();
    FENCED.set(outer);
    answer
}

/// Whether the calling thread is inside a fenced decoder, so that a panic now is caught and means "no code here".
///
/// For the program's own panic hook: a hook that returns early while this holds hides no other panic.
#[must_use]
pub fn inside_fence() -> bool {
    FENCED.get()
}
