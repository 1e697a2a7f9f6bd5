//! The types of the document.

mod generated;

pub(crate) use generated::types::{Error, Fault, Filter, NewParcel, Parcel, Point, Query, State};
