//! Goes on reading a body that the handler dropped. A browser reads no answer before it has sent everything. If the
//! connection is closed while it sends, it shows its own error instead of our page.

use axum::body::{Body, BodyDataStream};
use axum::extract::Request;
use bytes::Bytes;
use futures_util::StreamExt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

/// Bodies that are drained at once; beyond them the connection is closed.
static DRAINS: Semaphore = Semaphore::const_new(64);

/// How much of a body is read, and for how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DrainLimits {
    /// Bytes that are handed on before the handler says that it wants the body.
    pub(crate) bytes_before_wanted: u64,
    /// Bytes that are read in all.
    pub(crate) bytes: u64,
    /// Time for the whole body.
    pub(crate) time: Duration,
    /// Time for the rest, once the handler has dropped the body.
    pub(crate) time_unread: Duration,
    /// Time between two pieces.
    pub(crate) pause: Duration,
}

/// The same request, whose body is read to its end even if the handler drops it; and the switch by which the handler says
/// that it wants the body.
pub(crate) fn drain_when_dropped(request: Request, limits: DrainLimits) -> (Request, watch::Sender<bool>) {
    let (switch, mut wanted) = watch::channel(false);
    let request = request.map(|body| {
        let (pieces, stream) = channel(1);
        tokio::spawn(timeout(limits.time, async move {
            let (mut body, mut taken) = (body.into_data_stream(), 0_u64);
            while let Ok(Some(piece)) = timeout(limits.pause, body.next()).await {
                let broken = piece.is_err();
                taken += piece.as_ref().map_or(0, |piece| piece.len() as u64);
                if taken > limits.bytes_before_wanted {
                    tokio::select! {
                        _ = wanted.wait_for(|wanted| *wanted) => {}
                        () = pieces.closed() => {}
                    }
                }
                if pieces.send(piece).await.is_err() {
                    let Ok(_place) = DRAINS.try_acquire() else { return };
                    let _over = timeout(limits.time_unread, drain(&mut body, taken, limits)).await;
                    return;
                }
                if broken || taken > limits.bytes {
                    return;
                }
            }
        }));
        Body::from_stream(Pieces(stream))
    });
    (request, switch)
}

/// Reads the rest, and throws it away.
async fn drain(body: &mut BodyDataStream, mut taken: u64, limits: DrainLimits) {
    while taken <= limits.bytes
        && let Ok(Some(Ok(piece))) = timeout(limits.pause, body.next()).await
    {
        taken += piece.len() as u64;
    }
}

/// The pieces, for the handler.
struct Pieces(Receiver<Result<Bytes, axum::Error>>);

impl futures_util::Stream for Pieces {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use std::convert::Infallible;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const MINUTE: Duration = Duration::from_secs(60);
    const LIMITS: DrainLimits = DrainLimits {
        bytes_before_wanted: 1000,
        bytes: 10,
        time: MINUTE,
        time_unread: MINUTE,
        pause: MINUTE,
    };

    /// How many of a hundred pieces of ten bytes are read after the body was dropped.
    async fn taken(bytes: u64) -> usize {
        let given = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&given);
        let body = stream::iter(0..100).map(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<_, Infallible>(Bytes::from_static(b"0123456789"))
        });
        let limits = DrainLimits { bytes, ..LIMITS };
        drop(drain_when_dropped(Request::new(Body::from_stream(body)), limits));
        // The drain has ended when nothing holds the body.
        while Arc::strong_count(&given) > 1 {
            tokio::task::yield_now().await;
        }
        given.load(Ordering::SeqCst)
    }

    #[test]
    fn a_dropped_body_is_read_to_its_end_within_the_limits() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        assert_eq!(runtime.block_on(taken(10_000)), 100);
        assert_eq!(runtime.block_on(taken(95)), 10);
    }

    #[test]
    fn a_wanted_body_comes_whole() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (request, _switch) = drain_when_dropped(Request::new(Body::from("bukti")), LIMITS);
            assert_eq!(&axum::body::to_bytes(request.into_body(), 100).await.unwrap()[..], b"bukti");
        });
    }

    #[test]
    fn the_handler_gets_little_before_it_wants_the_body() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let body = stream::iter((0..100).map(|_| Ok::<_, Infallible>(Bytes::from_static(b"0123456789"))));
            let limits = DrainLimits { bytes_before_wanted: 35, bytes: 10_000, ..LIMITS };
            let (request, switch) = drain_when_dropped(Request::new(Body::from_stream(body)), limits);
            let mut body = request.into_body().into_data_stream();
            for _ in 0..3 {
                assert_eq!(body.next().await.unwrap().unwrap().len(), 10);
            }
            assert!(timeout(Duration::from_millis(50), body.next()).await.is_err(), "it is held back");
            switch.send_replace(true);
            let mut rest = 0;
            while let Some(piece) = body.next().await {
                rest += piece.unwrap().len();
            }
            assert_eq!(rest, 970);
        });
    }
}
