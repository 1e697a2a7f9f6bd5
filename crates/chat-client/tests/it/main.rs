//! The client against a server that answers what each test tells it to.

mod calls;
mod files;
mod retries;
mod server;
