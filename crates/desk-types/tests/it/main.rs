//! The types of the desk API, held against the examples of the document.

mod examples;
