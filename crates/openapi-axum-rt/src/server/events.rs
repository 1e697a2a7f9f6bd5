//! Server-sent events (`text/event-stream`).

use std::convert::Infallible;
use std::fmt;
use std::iter::Fuse;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::response::sse::{self, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use serde::Serialize;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// What the caller sends back as `Last-Event-ID` when it connects again. One line.
    pub id: Option<String>,
    /// The name of the event. One line.
    pub event: Option<String>,
    /// How long the caller should wait before it connects again.
    pub retry: Option<Duration>,
    /// The data.
    pub data: T,
}

impl<T> Event<T> {
    /// An event with nothing but data.
    pub fn new(data: T) -> Self {
        Self {
            id: None,
            event: None,
            retry: None,
            data,
        }
    }

    /// The same event with an id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same event with a name.
    #[must_use]
    pub fn with_event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }
}

/// A stream of events. A comment keeps the connection open while nothing happens.
pub struct Events<T>(Pin<Box<dyn Stream<Item = Event<T>> + Send>>);

impl<T> Events<T> {
    /// Sends what the stream gives, until it ends or the caller goes away.
    pub fn new(stream: impl Stream<Item = Event<T>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }
}

impl<T: Send + 'static> Events<T> {
    /// Sends these events, and ends.
    pub fn of<I>(events: I) -> Self
    where
        I: IntoIterator<Item = Event<T>>,
        I::IntoIter: Send + 'static,
    {
        Self(Box::pin(Listed(events.into_iter().fuse())))
    }
}

/// Events that are all there already.
struct Listed<I>(Fuse<I>);

// Nothing is pinned inside.
impl<I> Unpin for Listed<I> {}

impl<I: Iterator> Stream for Listed<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// How the data of an event is written.
type Write<T> = fn(&T) -> Option<String>;

impl<T: Serialize + 'static> Events<T> {
    /// The answer, with the data as JSON.
    pub(super) fn into_json_response(self) -> Response {
        respond(self.0, |data| serde_json::to_string(data).ok())
    }
}

impl Events<String> {
    /// The answer, with the data as it is.
    pub(super) fn into_text_response(self) -> Response {
        respond(self.0, |data| Some(data.clone()))
    }
}

fn respond<T: 'static>(
    stream: Pin<Box<dyn Stream<Item = Event<T>> + Send>>,
    write: Write<T>,
) -> Response {
    Sse::new(Written { stream, write })
        .keep_alive(KeepAlive::default())
        .into_response()
}

struct Written<T> {
    stream: Pin<Box<dyn Stream<Item = Event<T>> + Send>>,
    write: Write<T>,
}

impl<T> Stream for Written<T> {
    type Item = Result<sse::Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let event = match self.stream.as_mut().poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(event)) => event,
            };
            match (self.write)(&event.data) {
                Some(data) => return Poll::Ready(Some(Ok(written(event, &data)))),
                None => tracing::error!("an event cannot be written and is left out"),
            }
        }
    }
}

fn written<T>(event: Event<T>, data: &str) -> sse::Event {
    // A line break would begin another field.
    let line = |text: String| text.replace(['\r', '\n', '\0'], " ");
    // A carriage return alone is a line break to a reader.
    let mut out = sse::Event::default().data(data.replace("\r\n", "\n").replace('\r', "\n"));
    if let Some(id) = event.id {
        out = out.id(line(id));
    }
    if let Some(name) = event.event {
        out = out.event(line(name));
    }
    if let Some(retry) = event.retry {
        out = out.retry(retry);
    }
    out
}
