//! What the demo agents say.

use super::AgentAction;
use crate::script::{Rule, Script};

/// Said when the form cannot be attached.
pub(super) const NO_FORM: &str =
    "I am sorry, I cannot send the form just now. Please ask again later.";

/// The whole script.
pub(super) const SCRIPT: Script<AgentAction> = Script {
    greeting: &[
        "Hello $session.params.end_user.name, this is $session.params.agent.name. How can I help you?",
        "Hello, this is $session.params.agent.name. How can I help you?",
        "Hello, how can I help you?",
    ],
    welcome_back: &["Welcome back! Where were we?"],
    rules: &[
        Rule {
            phrases: &["the form", "a form", "form"],
            line: &["Of course, here is the form."],
            action: Some(AgentAction::SendForm),
        },
        Rule {
            phrases: &["bye", "goodbye", "good bye"],
            line: &["Thank you for the conversation. Goodbye!"],
            action: Some(AgentAction::End),
        },
        Rule {
            phrases: &[
                "order", "orders", "delivery", "shipment", "package", "parcel",
            ],
            line: &[
                "I have order $session.params.context.order_id before me. It leaves our warehouse today.",
                "Please tell me the number of your order, and I will look it up.",
            ],
            action: None,
        },
        Rule {
            phrases: &["thanks", "thank you"],
            line: &["My pleasure. Is there anything else?"],
            action: None,
        },
        Rule {
            phrases: &["help"],
            line: &[
                "Tell me what happened. I can also send you the form; say bye when we are done.",
            ],
            action: None,
        },
    ],
    media: &["Thank you, I can see it."],
    fallback: &["I understand. Let me take care of that for you."],
};
