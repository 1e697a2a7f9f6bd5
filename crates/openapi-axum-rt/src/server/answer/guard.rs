//! Running a request in its span, safe from its panics.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tracing::Span;

use crate::server::rejection::Rejection;

pin_project! {
    /// The future of [`Answer::guard`](super::Answer::guard). An `async fn` would hold the future that it runs twice, as its
    /// argument and where it is pinned, and every request pays for the memory.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless they are awaited"]
    pub struct Guard<'a, F> {
        span: &'a Span,
        #[pin]
        future: F,
    }
}

impl<'a, F> Guard<'a, F> {
    pub(super) fn new(span: &'a Span, future: F) -> Self {
        Self { span, future }
    }
}

impl<T, F: Future<Output = Result<T, Rejection>>> Future for Guard<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = this.span.enter();
        match catch_unwind(AssertUnwindSafe(|| this.future.poll(context))) {
            Ok(poll) => poll,
            Err(payload) => Poll::Ready(Err(Rejection::internal(message(&*payload).into()))),
        }
    }
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("of unknown kind"))
}
