//! How a write is made: when, for which request, under which condition, and which answer is kept with it.

use std::fmt;

use jiff::Timestamp;

/// The circumstances of a write whose outcome is a `T`. An instant alone is one: nothing is kept, nothing is asked for.
#[derive(Debug)]
pub struct Write<T> {
    /// The instant. Domain clock.
    pub now: Timestamp,
    /// The request behind it; its events carry this on.
    pub origin: Origin,
    /// The answer to keep, in the same transaction.
    pub keep: Option<Keep<T>>,
    /// The version that the chat must have ([`Chat::version`](crate::Chat::version)), else
    /// [`StoreError::VersionChanged`](crate::StoreError::VersionChanged). Asked of chats only.
    pub if_version: Option<u64>,
}

impl<T> From<Timestamp> for Write<T> {
    fn from(now: Timestamp) -> Self {
        Self {
            now,
            origin: Origin::default(),
            keep: None,
            if_version: None,
        }
    }
}

/// The request that brought something about, as its events tell it to the receiver of webhooks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// `X-Request-Id`, 1 to 128 visible ASCII characters.
    pub request_id: Option<String>,
    /// `traceparent` (W3C Trace Context), well formed.
    pub traceparent: Option<String>,
}

/// Makes the answer of an outcome.
pub type MakeAnswer<T> = Box<dyn FnOnce(&T) -> Option<Answer> + Send>;

/// Keeps the answer of a request, so that the same request again is answered without a second effect.
pub struct Keep<T> {
    /// The request.
    pub request: AnswerKey,
    /// The present. Wall clock.
    pub now: Timestamp,
    /// Until when the answer is kept. Wall clock.
    pub until: Timestamp,
    /// Makes the answer of the outcome, or `None` where there is none to keep; called once, inside the transaction.
    pub answer: MakeAnswer<T>,
}

impl<T: 'static> Keep<T> {
    /// The same for an outcome that `make` makes a `T` of.
    #[must_use]
    pub fn of<U: 'static>(self, make: impl FnOnce(&U) -> T + Send + 'static) -> Keep<U> {
        let Self {
            request,
            now,
            until,
            answer,
        } = self;
        Keep {
            request,
            now,
            until,
            answer: Box::new(move |outcome| answer(&make(outcome))),
        }
    }
}

impl<T> fmt::Debug for Keep<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keep")
            .field("request", &self.request)
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}

/// What tells a repeated request from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AnswerKey {
    /// SHA-256 of everything that the caller's key is unique in: credential, method, path, key.
    pub scope: [u8; 32],
    /// SHA-256 of the body: another one under the same key is a mistake of the caller.
    pub fingerprint: [u8; 32],
}

/// An answer as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The header `ETag`.
    pub etag: Option<String>,
    /// The JSON body; `None` when it holds a secret, which is shown once and never again.
    pub body: Option<Vec<u8>>,
}

/// An answer found again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The body that the first request had, as [`AnswerKey::fingerprint`].
    pub fingerprint: [u8; 32],
    /// Its answer.
    pub answer: Answer,
}
