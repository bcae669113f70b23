//! Ctrl-C: finish the record at hand, say how far it came, and end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

static ASKED: AtomicBool = AtomicBool::new(false);
static HEARD: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C and for the signal to terminate. Where nothing hears of it within a second, because a pipe
/// that says nothing is being waited for, the program ends at once: it holds nothing that could be lost.
pub(crate) fn listen() {
    // Without the handler the system's own answer to Ctrl-C stays in place, which is good enough.
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        std::thread::sleep(Duration::from_secs(1));
        if !HEARD.load(Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
}

/// Whether to stop.
pub(crate) fn asked() -> bool {
    let asked = ASKED.load(Ordering::Relaxed);
    if asked {
        HEARD.store(true, Ordering::Relaxed);
    }
    asked
}
