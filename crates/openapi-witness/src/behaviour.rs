//! Witness (c), behaviour: what callers send is held against the document, through the router.
//!
//! For every occurrence of every keyword in a parameter or request body, values just inside and just outside are sent as
//! bytes. Inside reaches the right method, is decoded and written again equal, and is answered with the documented
//! status and example; outside is answered with the documented refusal, names the place, and reaches nothing. The crate
//! `jsonschema` says what is inside; the code generator has no part in it.
//!
//! The request of an operation is its example in the document; where it does not have the place that a keyword is about,
//! the examples of the schemas on the way are put in.

mod cases;
mod contract;
mod coverage;
mod equal;
mod judge;
mod request;
mod run;
mod sample;
mod site;
mod subject;

use run::Run;

pub use contract::Contract;
pub use coverage::Covered;
pub use subject::{Reached, Recorder, Subject};

/// What was tried, and what went wrong.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Every keyword at every place, in the order of the document.
    pub covered: Vec<Covered>,
    /// Occurrences of keywords without a case inside, or without one outside and without a reason: operation and pointer.
    pub gaps: Vec<(String, String)>,
    /// Requests that were not treated as the document says.
    pub failures: Vec<Failure>,
}

/// A request that was not treated as the document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The operation.
    pub operation: String,
    /// Where the keyword stands in the document.
    pub pointer: String,
    /// The place in the request, as errors call it.
    pub place: String,
    /// What was expected and what came.
    pub message: String,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} at {:?} ({}): {}",
            self.operation, self.place, self.pointer, self.message
        )
    }
}

/// Tries every keyword of every request of the contract.
///
/// # Errors
/// The judge cannot read a schema of the document.
pub async fn witness(contract: &Contract, subject: &Subject) -> Result<Outcome, String> {
    let mut run = Run::new(contract, subject);
    for operation in &contract.operations {
        run.operation(operation).await?;
    }
    Ok(run.finish())
}
