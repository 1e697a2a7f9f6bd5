//! What generated code makes impossible, as tests that must not compile. Each has a twin that compiles and differs in
//! nothing else, so that the failure is for the reason that is given.
//!
//! # An operation with security cannot be served without an authenticator
//!
//! ```
//! # mod notes { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/servers/security/expected.rs")); }
//! # use http::request::Parts;
//! # use notes::server::{api::Api, errors::*, router::router, security::Credentials};
//! # use openapi_axum_rt::server::{Context, Rejection, RouterOptions};
//! struct Server;
//!
//! impl Api for Server {
//!     type Caller = String;
//!
//!     async fn authenticate(&self, _: Credentials, _: &Parts) -> Result<String, Rejection> {
//!         Err(Rejection::unauthorized("nobody is known here"))
//!     }
//!
//!     async fn mine(&self, _: Context<String>) -> Result<(), MineError> { Ok(()) }
//!     async fn either(&self, _: Context<String>) -> Result<(), EitherError> { Ok(()) }
//!     async fn scoped(&self, _: Context<String>) -> Result<(), ScopedError> { Ok(()) }
//!     async fn greeting(&self, _: Context<Option<String>>) -> Result<(), GreetingError> { Ok(()) }
//!     async fn open(&self, _: Context<()>) -> Result<(), OpenError> { Ok(()) }
//! }
//!
//! # fn main() {
//! let app: axum::Router = router(Server, RouterOptions::default());
//! # }
//! ```
//!
//! The same without `authenticate`:
//!
//! ```compile_fail,E0046
//! # mod notes { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/servers/security/expected.rs")); }
//! # use notes::server::{api::Api, errors::*, router::router};
//! # use openapi_axum_rt::server::{Context, RouterOptions};
//! struct Server;
//!
//! impl Api for Server {
//!     type Caller = String;
//!
//!     async fn mine(&self, _: Context<String>) -> Result<(), MineError> { Ok(()) }
//!     async fn either(&self, _: Context<String>) -> Result<(), EitherError> { Ok(()) }
//!     async fn scoped(&self, _: Context<String>) -> Result<(), ScopedError> { Ok(()) }
//!     async fn greeting(&self, _: Context<Option<String>>) -> Result<(), GreetingError> { Ok(()) }
//!     async fn open(&self, _: Context<()>) -> Result<(), OpenError> { Ok(()) }
//! }
//!
//! # fn main() {
//! let app: axum::Router = router(Server, RouterOptions::default());
//! # }
//! ```
//!
//! # A new operation does not compile until it is written
//!
//! The same without `scoped`:
//!
//! ```compile_fail,E0046
//! # mod notes { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/servers/security/expected.rs")); }
//! # use http::request::Parts;
//! # use notes::server::{api::Api, errors::*, router::router, security::Credentials};
//! # use openapi_axum_rt::server::{Context, Rejection, RouterOptions};
//! struct Server;
//!
//! impl Api for Server {
//!     type Caller = String;
//!
//!     async fn authenticate(&self, _: Credentials, _: &Parts) -> Result<String, Rejection> {
//!         Err(Rejection::unauthorized("nobody is known here"))
//!     }
//!
//!     async fn mine(&self, _: Context<String>) -> Result<(), MineError> { Ok(()) }
//!     async fn either(&self, _: Context<String>) -> Result<(), EitherError> { Ok(()) }
//!     async fn greeting(&self, _: Context<Option<String>>) -> Result<(), GreetingError> { Ok(()) }
//!     async fn open(&self, _: Context<()>) -> Result<(), OpenError> { Ok(()) }
//! }
//!
//! # fn main() {
//! let app: axum::Router = router(Server, RouterOptions::default());
//! # }
//! ```
//!
//! # An answer that the document does not have cannot be given
//!
//! ```
//! # mod doors { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/servers/statuses/expected.rs")); }
//! # use doors::server::errors::OpenDoorError;
//! # fn main() {
//! let documented = OpenDoorError::NotFound;
//! # }
//! ```
//!
//! ```compile_fail,E0599
//! # mod doors { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/servers/statuses/expected.rs")); }
//! # use doors::server::errors::OpenDoorError;
//! # fn main() {
//! let documented = OpenDoorError::Conflict;
//! # }
//! ```
//!
//! # A type of your own must have what generated code needs of it
//!
//! ```
//! mod own {
//!     use openapi_axum_rt::{Pointer, Report, Validate};
//!     use serde::{Deserialize, Serialize};
//!
//!     #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//!     pub struct Cents { cents: i64 }
//!
//!     impl Validate for Cents {
//!         fn validate(&self, at: &Pointer<'_>, report: &mut Report) {
//!             report.minimum(&at.key("cents"), self.cents, 0);
//!         }
//!     }
//! }
//! # mod payments { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/servers/own_types/expected.rs")); }
//! # fn main() {}
//! ```
//!
//! The same without `Validate`:
//!
//! ```compile_fail,E0277
//! mod own {
//!     use serde::{Deserialize, Serialize};
//!
//!     #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
//!     pub struct Cents { cents: i64 }
//! }
//! # mod payments { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/servers/own_types/expected.rs")); }
//! # fn main() {}
//! ```
