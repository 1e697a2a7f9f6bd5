//! The desk, through its generated client where the input is good, and over raw HTTP where it is not.

mod clock;
mod credentials;
mod guard;
mod routes;
mod seed_file;
mod tenants;
