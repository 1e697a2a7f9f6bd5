//! The one way out of chatd: signed posts to URLs that tenants chose, for webhooks, virtual agents and the CRM.
//!
//! A tenant's URL must reach nothing that stands behind the operator's firewall. So every URL is checked before anything
//! is sent ([`Outbound::target`]), every address that a name leads to is checked when the connection is made, and the
//! connection goes to an address that was checked. Redirects are answers like any other, proxies are not used, and both
//! the time and the size of an answer are bounded.

mod address;
mod client;
mod resolver;
mod secrets;
mod single_flight;
mod target;

pub use address::Networks;
pub use client::{Answer, AnswerBody, ClientError, Outbound, Post, PostError};
pub use resolver::{Addresses, Resolver, SystemResolver};
pub(crate) use secrets::secrets;
pub(crate) use target::is_loopback;
pub use target::{Loopback, Reach, Target, TargetError};
