//! The end of the log, watched by one thread for everybody who follows it.

use aduan_store::Desk;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::watch;

/// How long one wait for new lines takes at most.
const WAIT: Duration = Duration::from_secs(1);

/// The size of the log. The first follower starts the thread.
#[derive(Default)]
pub(crate) struct LogTail(OnceLock<watch::Receiver<u64>>);

impl LogTail {
    /// The size, and each change of it.
    pub(crate) fn watch(&self, desk: Arc<Desk>) -> watch::Receiver<u64> {
        let begin = || {
            let (size, watched) = watch::channel(0);
            tokio::task::spawn_blocking(move || {
                let mut known = 0;
                while !size.is_closed() {
                    match desk.store().wait_beyond(known, WAIT) {
                        Ok(now) => known = now,
                        Err(error) => {
                            tracing::error!(%error, "the end of the log cannot be watched");
                            std::thread::sleep(WAIT);
                        }
                    }
                    size.send_if_modified(|size| std::mem::replace(size, known) != known);
                }
            });
            watched
        };
        self.0.get_or_init(begin).clone()
    }
}
