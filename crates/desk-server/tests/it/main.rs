//! The drift guard of the desk API: what is compiled holds what the document says.

mod behaviour;
mod contract;
mod loss;
mod probe;
mod review;
mod schemas;
