//! A result that is not there yet: to be waited for, or awaited on any runtime.

use crate::StoreError;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

struct Slot<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
}

struct State<T> {
    value: Option<Result<T, StoreError>>,
    waker: Option<Waker>,
}

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The result of a submitted commit, which will come later.
///
/// [Wait](Self::wait) for it, or `.await` it; no runtime is needed. Dropping it cancels nothing: the commit is recorded
/// or refused all the same, but the result is lost.
///
/// ```
/// use aduan_store::Pending;
/// let (completer, pending) = Pending::new();
/// completer.complete(Ok(7));
/// assert_eq!(pending.wait()?, 7);
/// # Ok::<_, aduan_store::StoreError>(())
/// ```
pub struct Pending<T>(Arc<Slot<T>>);

/// The other end of a [`Pending`]. Dropping it unused answers [`StoreError::Closed`].
pub struct Completer<T>(Option<Arc<Slot<T>>>);

impl<T> Pending<T> {
    /// A result to come, and the [`Completer`] that gives it.
    pub fn new() -> (Completer<T>, Self) {
        let state = Mutex::new(State { value: None, waker: None });
        let slot = Arc::new(Slot { state, filled: Condvar::new() });
        (Completer(Some(Arc::clone(&slot))), Self(slot))
    }

    /// A result that is there already.
    pub fn ready(result: Result<T, StoreError>) -> Self {
        let state = Mutex::new(State { value: Some(result), waker: None });
        Self(Arc::new(Slot { state, filled: Condvar::new() }))
    }

    /// Blocks until the result is there.
    ///
    /// # Errors
    /// The store's error; [`StoreError::Closed`] if the store stopped before it answered.
    pub fn wait(self) -> Result<T, StoreError> {
        let mut state = self.0.lock();
        // Remove the waker of an earlier poll: it would be woken instead of this thread.
        state.waker = None;
        loop {
            if let Some(result) = state.value.take() {
                return result;
            }
            state = self.0.filled.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, StoreError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.lock();
        if let Some(result) = state.value.take() {
            return Poll::Ready(result);
        }
        match &mut state.waker {
            Some(waker) => waker.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Poll::Pending
    }
}

impl<T> Completer<T> {
    /// Gives the result.
    pub fn complete(mut self, result: Result<T, StoreError>) {
        self.fill(result);
    }

    fn fill(&mut self, result: Result<T, StoreError>) {
        let Some(slot) = self.0.take() else { return };
        let waker = {
            let mut state = slot.lock();
            state.value = Some(result);
            state.waker.take()
        };
        match waker {
            Some(waker) => waker.wake(),
            None => slot.filled.notify_one(),
        }
    }
}

impl<T> Drop for Completer<T> {
    fn drop(&mut self) {
        self.fill(Err(StoreError::Closed));
    }
}

/// Runs a future on this thread, which sleeps while it waits.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

impl<T> std::fmt::Debug for Pending<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pending")
    }
}

impl<T> std::fmt::Debug for Completer<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Completer")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_glanced_at_it_before_may_wait_for_it_all_the_same() {
        let (completer, mut pending) = Pending::new();
        assert!(Pin::new(&mut pending).poll(&mut Context::from_waker(Waker::noop())).is_pending());
        let (told, answer) = std::sync::mpsc::channel();
        std::thread::spawn(move || told.send(pending.wait()));
        std::thread::sleep(std::time::Duration::from_millis(20));
        completer.complete(Ok(1));
        let answer = answer.recv_timeout(std::time::Duration::from_secs(5)).expect("it was woken");
        assert_eq!(answer.unwrap(), 1);
    }

    #[test]
    fn a_result_reaches_a_waiting_thread_and_a_task() {
        let (completer, pending) = Pending::new();
        let waiting = std::thread::spawn(move || pending.wait());
        completer.complete(Ok(1));
        assert_eq!(waiting.join().unwrap().unwrap(), 1);

        let (completer, mut pending) = Pending::new();
        let mut context = Context::from_waker(Waker::noop());
        assert!(Pin::new(&mut pending).poll(&mut context).is_pending());
        completer.complete(Ok(2));
        assert!(matches!(Pin::new(&mut pending).poll(&mut context), Poll::Ready(Ok(2))));
    }

    #[test]
    fn a_store_that_stops_says_so() {
        let (completer, pending) = Pending::<()>::new();
        drop(completer);
        assert!(matches!(pending.wait(), Err(StoreError::Closed)));
    }
}
