//! The witnesses, tried on a small document with hand-written types and a hand-written router.

mod behaviour;
mod loss;
mod notes;
