//! A file that nobody wants any more goes on being taken: a browser reads no answer before it has sent all, and where
//! the connection is closed under it, it shows its own error instead of ours.

use axum::body::Body;
use axum::extract::Request;
use bytes::Bytes;
use futures_util::StreamExt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::time::timeout;

/// How much is taken, and for how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// At most so many bytes.
    pub(super) bytes: u64,
    /// For at most so long as a whole.
    pub(super) whole: Duration,
    /// How long it may stand still.
    pub(super) pause: Duration,
}

/// The same request, whose body is taken to its end, also when it is no longer read.
pub(super) fn lingering(request: Request, patience: Patience) -> Request {
    request.map(|body| {
        let (pieces, stream) = channel(1);
        tokio::spawn(timeout(patience.whole, async move {
            let (mut body, mut taken, mut read) = (body.into_data_stream(), 0_u64, true);
            while let Ok(Some(piece)) = timeout(patience.pause, body.next()).await {
                let broken = piece.is_err();
                taken += piece.as_ref().map_or(0, |piece| piece.len() as u64);
                read = read && pieces.send(piece).await.is_ok();
                if broken || taken > patience.bytes {
                    break;
                }
            }
        }));
        Body::from_stream(Pieces(stream))
    })
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

    /// How many of a hundred pieces of ten bytes are taken from somebody who is not listened to.
    async fn taken(bytes: u64) -> usize {
        let given = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&given);
        let body = stream::iter(0..100).map(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            Ok::<_, Infallible>(Bytes::from_static(b"0123456789"))
        });
        let patience = Patience { bytes, whole: MINUTE, pause: MINUTE };
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
            let patience = Patience { bytes: 10, whole: MINUTE, pause: MINUTE };
            let request = lingering(Request::new(Body::from("bukti")), patience);
            assert_eq!(&axum::body::to_bytes(request.into_body(), 100).await.unwrap()[..], b"bukti");
        });
    }
}
