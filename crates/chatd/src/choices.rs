//! Choices that are free but no secret: ids of events, jitter, whether a fault strikes.
//!
//! In a run that is to be the same twice they follow from a seed. They are another type than [`Random`], so that a secret, a
//! token or the key of an upload can never be one of them.
//!
//! A choice is made from what it is about (the event, the attempt), not taken from a stream: in whatever order choices
//! are made, and after however many restarts, the same question has the same answer.

use std::sync::{PoisonError, RwLock};

use chat_core::{Channel, ChatId, EventId, TenantId};
use sha2::{Digest as _, Sha256};

use crate::random::{OsRandom, Random};

/// What is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The id of what is told of a chat.
    Event {
        /// Whose chat.
        tenant: TenantId,
        /// Which chat.
        chat: ChatId,
        /// Where it is told.
        channel: Channel,
        /// Its place in the chat, on the channel.
        seq: u64,
    },
    /// How far the wait after a failed attempt is from the schedule's.
    Jitter {
        /// The event that was to be delivered.
        event: EventId,
        /// The attempt that failed, from 1.
        attempt: u32,
    },
    /// Whether a fault strikes the call that it fits.
    Fault {
        /// How many times that was asked before, since the rules were set.
        number: u64,
    },
    /// The id of a request.
    Request {
        /// How many were made before by this program.
        number: u64,
    },
    /// The id of a trace that begins with a request.
    Trace {
        /// How many requests came before to this program.
        number: u64,
    },
    /// The id of a request's span; the first half counts.
    Span {
        /// How many requests came before to this program.
        number: u64,
    },
}

/// Makes choices.
pub trait Choices: Send + Sync + 'static {
    /// 16 bytes for a choice.
    fn choose(&self, choice: Choice) -> [u8; 16];
}

/// Every choice is random, each time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unseeded<R>(pub R);

impl<R: Random> Choices for Unseeded<R> {
    fn choose(&self, _: Choice) -> [u8; 16] {
        let mut bytes = [0; 16];
        self.0.fill(&mut bytes);
        bytes
    }
}

/// Every choice follows from the seed: the first half of SHA-256 over the seed and the choice.
///
/// A digest, for a generator that is called with a place has no state that a restart could lose, and event ids keep the
/// spread that receivers rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seeded(pub u64);

impl Choices for Seeded {
    fn choose(&self, choice: Choice) -> [u8; 16] {
        let mut hash = Sha256::new();
        hash.update(self.0.to_be_bytes());
        match choice {
            Choice::Event {
                tenant,
                chat,
                channel,
                seq,
            } => {
                hash.update(channel.as_str());
                hash.update(tenant.0.to_be_bytes());
                hash.update(chat.0.to_be_bytes());
                hash.update(seq.to_be_bytes());
            }
            Choice::Jitter { event, attempt } => {
                hash.update(b"jitter");
                hash.update(event.0.to_be_bytes());
                hash.update(attempt.to_be_bytes());
            }
            Choice::Fault { number } => {
                hash.update(b"fault");
                hash.update(number.to_be_bytes());
            }
            Choice::Request { number } => {
                hash.update(b"request");
                hash.update(number.to_be_bytes());
            }
            Choice::Trace { number } => {
                hash.update(b"trace");
                hash.update(number.to_be_bytes());
            }
            Choice::Span { number } => {
                hash.update(b"span");
                hash.update(number.to_be_bytes());
            }
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut half = [0; 16];
        half.copy_from_slice(&digest[..16]);
        half
    }
}

/// Follows a seed while there is one, otherwise every choice is random.
#[derive(Debug, Default)]
pub struct SteeredChoices<R = OsRandom> {
    seed: RwLock<Option<u64>>,
    random: Unseeded<R>,
}

impl<R> SteeredChoices<R> {
    /// The seed.
    pub fn seed(&self) -> Option<u64> {
        *self.seed.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Follows this seed from now on, or none.
    pub fn set_seed(&self, seed: Option<u64>) {
        *self.seed.write().unwrap_or_else(PoisonError::into_inner) = seed;
    }
}

impl<R: Random> Choices for SteeredChoices<R> {
    fn choose(&self, choice: Choice) -> [u8; 16] {
        match self.seed() {
            Some(seed) => Seeded(seed).choose(choice),
            None => self.random.choose(choice),
        }
    }
}

/// The part of the whole that a choice is: at least 0, less than 1.
#[must_use]
pub fn fraction(chosen: [u8; 16]) -> f64 {
    let [a, b, c, d, ..] = chosen;
    f64::from(u32::from_be_bytes([a, b, c, d])) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use chat_core::{Channel, ChatId, EventId, TenantId};

    use super::{Choice, Choices as _, Seeded, fraction};

    const EVENT: Choice = Choice::Event {
        tenant: TenantId(1),
        chat: ChatId(2),
        channel: Channel::Webhook,
        seq: 3,
    };

    #[test]
    fn a_choice_depends_on_the_seed_and_on_everything_it_is_about() {
        let jitter = |event, attempt| Choice::Jitter {
            event: EventId(event),
            attempt,
        };
        let choices = [
            EVENT,
            Choice::Event {
                tenant: TenantId(2),
                chat: ChatId(2),
                channel: Channel::Webhook,
                seq: 3,
            },
            Choice::Event {
                tenant: TenantId(1),
                chat: ChatId(3),
                channel: Channel::Webhook,
                seq: 3,
            },
            Choice::Event {
                tenant: TenantId(1),
                chat: ChatId(2),
                channel: Channel::Webhook,
                seq: 4,
            },
            Choice::Event {
                tenant: TenantId(1),
                chat: ChatId(2),
                channel: Channel::Crm,
                seq: 3,
            },
            jitter(1, 1),
            jitter(1, 2),
            jitter(2, 1),
            Choice::Fault { number: 0 },
            Choice::Fault { number: 1 },
            Choice::Request { number: 0 },
            Choice::Request { number: 1 },
        ];
        let mut chosen: Vec<_> = choices.map(|it| Seeded(7).choose(it)).to_vec();
        chosen.push(Seeded(8).choose(EVENT));
        assert_eq!(Seeded(7).choose(EVENT), chosen[0]);
        chosen.sort_unstable();
        chosen.dedup();
        assert_eq!(chosen.len(), choices.len() + 1);
    }

    #[test]
    fn a_fraction_is_less_than_one() {
        assert!(fraction([0; 16]).abs() < f64::EPSILON);
        assert!(fraction([0xff; 16]) < 1.0);
        assert!((fraction([0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) - 0.5).abs() < 1e-9);
    }
}
