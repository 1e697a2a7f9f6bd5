//! Turning a panic of an implementation into a 500.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use super::rejection::Rejection;

/// Runs `future`; a panic in it becomes a 500 whose cause is the panic's message.
///
/// # Errors
/// What the future answers, or the panic.
pub async fn guard<T>(future: impl Future<Output = Result<T, Rejection>>) -> Result<T, Rejection> {
    let mut future = pin!(future);
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll,
            Err(payload) => Poll::Ready(Err(Rejection::internal(message(&*payload).into()))),
        },
    )
    .await
}

fn message(payload: &(dyn Any + Send)) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    format!("panic: {}", text.unwrap_or("of unknown kind"))
}
