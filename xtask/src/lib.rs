//! The project's own tasks: one module per verb, and what they share.
//!
//! A library, so that the project's tests can ask the same questions that the verbs answer.

pub mod bench;
pub mod ci;
pub mod codegen;
pub mod corpus;
pub mod deny;
pub mod fuzz;
pub mod json_schema;
pub mod kill;
pub mod lint_spec;
pub mod model;
pub mod report;
pub mod schemathesis;
pub mod scratch;
pub mod snapshots;
pub mod soak;
pub mod spec;
pub mod test;
pub mod tool;
