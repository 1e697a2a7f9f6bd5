//! The server of the document.

pub(crate) mod generated;
