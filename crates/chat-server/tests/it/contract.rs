//! The document, read without the generator's reader.

use openapi_witness::Ignored;
use openapi_witness::behaviour::Contract;
use serde_json::Value;

/// What is left out of the comparison for this document, beside [`openapi_witness::GENERAL`].
const OF_CHAT: &[Ignored] = &[
    Ignored {
        place: "/x-webhooks",
        reason: "webhooks are sent, not routed; their bodies are component schemas, which are compared",
    },
    Ignored {
        place: "/x-webhook-delivery",
        reason: "how webhooks are delivered is the work of chat-webhook; the served document has it",
    },
    Ignored {
        place: "/components/headers/XSignature",
        reason: "a header of webhook deliveries only",
    },
    Ignored {
        place: "/components/headers/XSignatureTimestamp",
        reason: "a header of webhook deliveries only",
    },
    Ignored {
        place: "/components/headers/WebhookId",
        reason: "a header of webhook deliveries only",
    },
    Ignored {
        place: "/components/headers/WebhookTimestamp",
        reason: "a header of webhook deliveries only",
    },
    Ignored {
        place: "/components/headers/WebhookSignature",
        reason: "a header of webhook deliveries only",
    },
];

/// The document.
pub(crate) fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../spec/chat.yaml");
    let text = std::fs::read_to_string(path).expect("the document can be read");
    openapi_witness::yaml::read(&text).expect("the document is YAML")
}

/// Its operations.
pub(crate) fn contract() -> Contract {
    Contract::new(document()).expect("the document has operations")
}

/// Everything that is left out.
pub(crate) fn ignored() -> Vec<Ignored> {
    [openapi_witness::GENERAL, OF_CHAT].concat()
}
