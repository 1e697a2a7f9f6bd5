//! The generator as a whole: what it writes, compared, compiled and used; the command; and documents that mean no good.

mod command;
mod generated;
mod hostile;
mod mock;
mod own;
mod property;
mod readme;
mod schemas;
mod servers;
mod versions;
mod wide;
