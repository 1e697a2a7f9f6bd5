//! Wire types of the chat platform API.
//!
//! One set of types for both sides: what a client sends is what a server reads. They are generated from
//! `spec/chat.yaml`; so are the docs of each type and field.
//!
//! ```
//! use chat_types::{CreateChatParams, CreateChatRequest, validate};
//!
//! let chat = CreateChatParams::builder().menu_id(1).end_user_id(7).lang("en").build();
//! let request = CreateChatRequest::builder().chat(chat).build();
//! assert!(validate(&request).is_ok());
//! ```
//!
//! - **Requests are strict.** Null is refused where the document does not allow it, closed enumerations take their
//!   values only, and [`validate`] finds every broken bound with its JSON pointer.
//! - **Answers are tolerant.** Unknown keys are ignored, open enumerations keep what they do not know in `Other`, and
//!   nothing is validated.
//!
//! Features: `schemars` and `utoipa` derive schemas.

mod generated;

pub use generated::types::*;
pub use openapi_axum_rt::{Keyword, Validate, Violation, validate};
