//! The types of the chat platform API, held against the examples of the document.

mod examples;
