//! What a generated router stands on: reading a request in the documented order, and answering it.
//!
//! Generated code calls [`Call`] and [`Answer`]; an implementer meets [`Context`], [`Rejection`], [`Failure`],
//! [`Binary`] and [`RouterOptions`].

mod answer;
mod body;
mod call;
mod context;
mod credentials;
mod document;
mod operation;
mod options;
mod panic;
mod parameters;
mod rejection;
mod request_id;
mod unmatched;

pub use self::answer::{Answer, Binary, Failure, IntoParts};
pub use self::call::Call;
pub use self::context::Context;
pub use self::credentials::{BasicCredentials, Password};
pub use self::document::serve_document;
pub use self::operation::{Operation, OperationLayer, OperationService};
pub use self::options::RouterOptions;
pub use self::panic::guard;
pub use self::parameters::{HeaderReader, PathReader, QueryReader, required};
pub use self::rejection::{Rejection, RejectionKind, RejectionParts};
pub use self::request_id::RequestId;
pub use self::unmatched::{method_not_allowed, route_not_found};

/// Any error, as a cause that is logged and never sent.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The state of a generated router: the implementation and how it is run.
#[derive(Debug)]
pub struct Server<A> {
    /// The implementation.
    pub api: A,
    /// How the router behaves.
    pub options: RouterOptions,
}
