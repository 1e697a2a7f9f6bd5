//! The server side of the desk API of the chat platform: implement [`DeskApi`], hand it to [`router`], serve the result with axum.
//!
#![doc = include_str!("../README.md")]
//!
//! # Where things are
//!
//! A method gets its parameters and its body read and checked; whatever fails before it runs is answered in the document's
//! error schema, which [`DeskApi::reject`] fills.
//!
//! - Path, query and headers are structs of [`parameters`], bodies are types of `desk_types`.
//! - Each method answers its success type or its own error of [`errors`], which has the documented statuses only. `?`
//!   turns an [`ApiError`] into any of them.
//! - [`Failure`] is beside the documented answers: 500 with the cause in the log, or 501. [`Unimplemented`] answers
//!   nothing else.
//! - [`OPENAPI_JSON`] is the document; the router serves it at `/openapi.json`, without authentication.

mod generated;

pub use generated::api::DeskApi;
pub use generated::errors::{self, ApiError};
#[cfg(feature = "utoipa")]
pub use generated::openapi_doc::utoipa_document;
pub use generated::operations::{self, OPERATIONS};
pub use generated::parameters;
pub use generated::responses;
pub use generated::router::{OPENAPI_JSON, router, router_with};
pub use generated::unimplemented::Unimplemented;
pub use openapi_axum_rt::server::{
    BasicCredentials, BoxError, Context, ErrorBody, Failure, Operation, Password, Rejection,
    RejectionKind, RequestId, RouterOptions,
};
pub use openapi_axum_rt::{Keyword, Violation};
