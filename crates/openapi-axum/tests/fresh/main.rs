//! Whether a fresh run writes what is checked in for other tests. Apart, so that it runs when that does not compile.

mod cases;
mod served;
