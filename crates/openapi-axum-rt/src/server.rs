//! What a generated router stands on: reading a request in the documented order, and answering it.
//!
//! Generated code calls [`Call`], [`Reader`] and [`Answer`]; an implementer meets [`Context`], [`Rejection`], [`Failure`],
//! [`Binary`], [`BodyStream`], [`Multipart`], [`Events`] and [`RouterOptions`].

mod answer;
mod body;
mod call;
mod context;
mod credentials;
mod document;
mod events;
mod media;
mod mock;
mod multipart;
mod nul;
mod operation;
mod options;
mod parameters;
mod rejection;
mod request_id;
mod style;
mod template;
mod tree;
mod unmatched;
mod webhooks;

pub use self::answer::{Answer, Binary, ErrorBody, Failure, Guard, IntoReply, Reply, StatusClass};
pub use self::body::BodyStream;
pub use self::call::{Call, optional_credentials};
pub use self::context::Context;
pub use self::credentials::{
    ApiKey, Authorization, BasicCredentials, BearerToken, ClientCertificate, Password, Undeclared,
};
pub use self::document::serve_document;
pub use self::events::{Event, Events};
pub use self::mock::example;
pub use self::multipart::{FilePart, Items, Listed, Multipart};
pub use self::operation::{Operation, OperationLayer, OperationService, Requirement};
pub use self::options::RouterOptions;
pub use self::parameters::{Faults, FieldEncoding, Reader};
pub use self::rejection::{Rejection, RejectionKind, RejectionParts};
pub use self::request_id::RequestId;
pub use self::style::{Holds, Layout, Style};
pub use self::template::Templates;
pub use self::unmatched::{method_not_allowed, route_not_found};
pub use self::webhooks::{
    Outgoing, outgoing, outgoing_bytes, outgoing_form, outgoing_json, receive,
};

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
