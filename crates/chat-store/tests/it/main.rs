//! Integration tests of the store.
//!
//! `conformance` holds what every implementation of `Store` must do, one file per area of the trait; the other files
//! test what only the embedded database does.

mod conformance;
mod directory;
mod kill;
mod observed;
mod sealed;
mod sql_text;
mod sqlite;
mod support;
mod upgrade;
mod writer;
