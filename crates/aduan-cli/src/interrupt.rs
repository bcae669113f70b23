//! Ctrl-C: finish the record at hand, say how far it came, and end.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static REQUESTED: AtomicBool = AtomicBool::new(false);
static NOTICED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C and for the signal to terminate. If no part of the program notices it within a second, because it
/// waits for a silent pipe, the program ends at once. It then holds no data that could be lost.
pub(crate) fn listen() {
    // Without the handler the system's own answer to Ctrl-C stays in place, which is good enough.
    let _ = ctrlc::set_handler(|| {
        if REQUESTED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        std::thread::sleep(Duration::from_secs(1));
        if !NOTICED.load(Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Whether to stop.
pub(crate) fn requested() -> bool {
    let requested = REQUESTED.load(Ordering::Relaxed);
    if requested {
        NOTICED.store(true, Ordering::Relaxed);
    }
    requested
}

/// The same, as a reading wants to be told.
pub(crate) fn go_on() -> ControlFlow<()> {
    if requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
}
