//! A file that nobody wants any more goes on being taken: a browser reads no answer before it has sent all, and where
//! the connection is closed under it, it shows its own error instead of ours.

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

/// How many bodies are taken at the same time that nobody reads; of more than these the connection is closed.
static UNREAD: Semaphore = Semaphore::const_new(64);

/// How much is taken, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// So many bytes are handed on before it is known that they are wanted.
    pub(super) before: u64,
    /// At most so many bytes.
    pub(super) bytes: u64,
    /// For at most so long as a whole.
    pub(super) whole: Duration,
    /// For at most so long once nobody reads it.
    pub(super) unread: Duration,
    /// How long it may stand still.
    pub(super) pause: Duration,
}

/// The same request, whose body is taken to its end, also when it is no longer read; and what tells that it is wanted.
pub(super) fn lingering(request: Request, patience: Patience) -> (Request, watch::Sender<bool>) {
    let (want, mut wanted) = watch::channel(false);
    let request = request.map(|body| {
        let (pieces, stream) = channel(1);
        tokio::spawn(timeout(patience.whole, async move {
            let (mut body, mut taken) = (body.into_data_stream(), 0_u64);
            while let Ok(Some(piece)) = timeout(patience.pause, body.next()).await {
                let broken = piece.is_err();
                taken += piece.as_ref().map_or(0, |piece| piece.len() as u64);
                if taken > patience.before {
                    tokio::select! {
                        _ = wanted.wait_for(|wanted| *wanted) => {}
                        () = pieces.closed() => {}
                    }
                }
                if pieces.send(piece).await.is_err() {
                    let Ok(_place) = UNREAD.try_acquire() else { return };
                    let _over = timeout(patience.unread, drain(&mut body, taken, patience)).await;
                    return;
                }
                if broken || taken > patience.bytes {
                    return;
                }
            }
        }));
        Body::from_stream(Pieces(stream))
    });
    (request, want)
}

/// Takes what nobody reads.
async fn drain(body: &mut BodyDataStream, mut taken: u64, patience: Patience) {
    while taken <= patience.bytes
        && let Ok(Some(Ok(piece))) = timeout(patience.pause, body.next()).await
    {
        taken += piece.len() as u64;
    }
}

/// What was taken, for whoever still wants it.
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
    const PATIENCE: Patience =
        Patience { before: 1000, bytes: 10, whole: MINUTE, unread: MINUTE, pause: MINUTE };

    /// How many of a hundred pieces of ten bytes are taken from somebody who is not listened to.
    async fn taken(bytes: u64) -> usize {
        let given = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&given);
        let body = stream::iter(0..100).map(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<_, Infallible>(Bytes::from_static(b"0123456789"))
        });
        let patience = Patience { bytes, ..PATIENCE };
        drop(lingering(Request::new(Body::from_stream(body)), patience));
        // Whoever drops the body last has taken all that is taken.
        while Arc::strong_count(&given) > 1 {
            tokio::task::yield_now().await;
        }
        given.load(Ordering::SeqCst)
    }

    #[test]
    fn what_nobody_wants_is_taken_to_its_end_and_no_further_than_it_may_be() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        assert_eq!(runtime.block_on(taken(10_000)), 100);
        assert_eq!(runtime.block_on(taken(95)), 10);
    }

    #[test]
    fn what_is_wanted_comes_whole() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (request, _want) = lingering(Request::new(Body::from("bukti")), PATIENCE);
            assert_eq!(&axum::body::to_bytes(request.into_body(), 100).await.unwrap()[..], b"bukti");
        });
    }

    #[test]
    fn no_more_is_handed_on_than_may_be_before_it_is_wanted() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let body = stream::iter((0..100).map(|_| Ok::<_, Infallible>(Bytes::from_static(b"0123456789"))));
            let patience = Patience { before: 35, bytes: 10_000, ..PATIENCE };
            let (request, want) = lingering(Request::new(Body::from_stream(body)), patience);
            let mut body = request.into_body().into_data_stream();
            for _ in 0..3 {
                assert_eq!(body.next().await.unwrap().unwrap().len(), 10);
            }
            assert!(timeout(Duration::from_millis(50), body.next()).await.is_err(), "it is held back");
            want.send_replace(true);
            let mut rest = 0;
            while let Some(piece) = body.next().await {
                rest += piece.unwrap().len();
            }
            assert_eq!(rest, 970);
        });
    }
}
