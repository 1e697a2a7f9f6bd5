//! A run that is the same twice: the same seed and the same calls give the same ids, times and choices.
//!
//! What follows from the seed: ids of events and requests, the jitter of retries, whether faults strike. The clock stands
//! still until it is moved. Timers and deliveries are done one at a time: timers in the order of due time, tenant, chat and
//! kind, deliveries in the order of due time and making.
//!
//! Secrets, tokens and the keys of uploads are as random as ever. Calls that run at the same time have no order. What falls due at
//! once (a virtual agent's answer) is done beside the calls that follow: wait for it, or advance the clock by zero, which
//! returns when it is done.

use std::sync::Arc;

use chat_core::{Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::time::{Time, TimeError};
use super::underway::Underway;
use crate::choices::SteeredChoices;

/// The name of the record in the store.
const KEY: &str = "determinism";

/// How a run is made the same twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deterministic {
    /// What the choices follow from.
    pub seed: u64,
    /// Where the clock stands at the first start of a data directory; later ones go on from where it was.
    pub start: Timestamp,
}

/// Makes a run the same twice; the state is kept in the store.
pub struct Determinism<S> {
    store: Arc<S>,
    time: Arc<Time<S>>,
    choices: Arc<SteeredChoices>,
    underway: Arc<Underway>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    seed: Option<u64>,
}

impl<S: Store> Determinism<S> {
    /// Of the platform that these are parts of.
    pub fn new(
        store: Arc<S>,
        time: Arc<Time<S>>,
        choices: Arc<SteeredChoices>,
        underway: Arc<Underway>,
    ) -> Self {
        Self {
            store,
            time,
            choices,
            underway,
        }
    }

    /// The seed; `None` when choices are random.
    pub fn seed(&self) -> Option<u64> {
        self.choices.seed()
    }

    /// Takes over the stored state: at the start, and after the database was exchanged.
    ///
    /// # Errors
    ///
    /// [`TimeError::Damaged`], [`TimeError::Store`].
    pub async fn load(&self) -> Result<(), TimeError> {
        let seed = match self.store.installation(KEY).await? {
            Some(record) => {
                let record: Record =
                    serde_json::from_str(&record).map_err(|_| TimeError::Damaged)?;
                record.seed
            }
            None => None,
        };
        self.show(seed);
        Ok(())
    }

    /// At a start that is told to be deterministic: the seed, and the clock of a data directory that is new.
    ///
    /// # Errors
    ///
    /// [`TimeError::Store`].
    pub async fn begin(&self, deterministic: Deterministic) -> Result<(), TimeError> {
        self.time.begin_at(deterministic.start).await?;
        self.keep(Some(deterministic.seed)).await
    }

    /// Makes the run deterministic from here on, with the clock frozen at `start` or where it is; or, without a seed, random
    /// again, and leaves the clock alone.
    ///
    /// # Errors
    ///
    /// [`TimeError::Backwards`], [`TimeError::TooLate`], [`TimeError::Store`]; nothing is changed then.
    pub async fn set(&self, seed: Option<u64>, start: Option<Timestamp>) -> Result<(), TimeError> {
        if seed.is_some() {
            self.time.update(start, Some(true), None).await?;
        }
        self.keep(seed).await
    }

    async fn keep(&self, seed: Option<u64>) -> Result<(), TimeError> {
        let record = serde_json::to_string(&Record { seed })
            .map_err(|error| StoreError::Internal(Box::new(error)))?;
        self.store.put_installation(KEY, record, None).await?;
        self.show(seed);
        Ok(())
    }

    fn show(&self, seed: Option<u64>) {
        self.choices.set_seed(seed);
        self.underway.set_one_at_a_time(seed.is_some());
    }
}
