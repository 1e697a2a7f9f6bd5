//! What the built-in virtual agent says.

use crate::script::{Rule, Script};

/// What it does after a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Hands the chat to people, because the end user asked in a message.
    Escalate,
    /// Ends the chat.
    End,
}

/// The whole script.
pub(super) const SCRIPT: Script<Action> = Script {
    greeting: &[
        "Hello $session.params.end_user.name! I am the virtual agent. Ask about our hours or your order, or ask for a \
         person.",
        "Hello $session.params.context.name! I am the virtual agent. Ask about our hours or your order, or ask for a \
         person.",
        "Hello! I see that this is about order $session.params.context.order_id. I am the virtual agent; ask for a \
         person at any time.",
        "Hello! I am the virtual agent. Ask about our hours or your order, or ask for a person.",
    ],
    welcome_back: &["Welcome back! How can I help?"],
    rules: &[
        Rule {
            phrases: &[
                "person",
                "human",
                "agent",
                "people",
                "someone",
                "operator",
                "representative",
                "supervisor",
            ],
            line: &["Of course. I am connecting you with a person."],
            action: Some(Action::Escalate),
        },
        Rule {
            phrases: &["hours", "open", "opening", "closed"],
            line: &["We are here Monday to Friday from 9 to 18, and on Saturday from 9 to 13."],
            action: None,
        },
        Rule {
            phrases: &[
                "order", "orders", "delivery", "shipment", "package", "parcel",
            ],
            line: &[
                "Your order $session.params.context.order_id is $session.params.context.order_status.",
                "Your order $session.params.context.order_id is on its way. A person can tell you more.",
                "I find no order in this chat. A person can look it up for you.",
            ],
            action: None,
        },
        Rule {
            phrases: &["help", "menu", "what can you do"],
            line: &[
                "I can tell you our hours and where your order is. Ask for a person at any time, and say bye when you \
                 are done.",
            ],
            action: None,
        },
        Rule {
            phrases: &["bye", "goodbye", "good bye"],
            line: &["Thank you for your visit. Goodbye!"],
            action: Some(Action::End),
        },
        Rule {
            phrases: &["thanks", "thank you"],
            line: &["You are welcome."],
            action: None,
        },
        Rule {
            phrases: &["hello", "hi", "hey", "good morning", "good evening"],
            line: &[
                "Hello $session.params.end_user.name, how can I help?",
                "Hello, how can I help?",
            ],
            action: None,
        },
    ],
    media: &["Thank you, I have received it. I cannot look at files myself; a person can."],
    fallback: &[
        "I am sorry, I did not understand. Ask about our hours or your order, or ask for a person.",
    ],
};
