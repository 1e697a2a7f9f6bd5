//! Answers of servers, good and bad.

use chat_core::{Button, Escalate, EscalationReason, MenuId, MessageContent, VaAction};
use serde_json::json;

use super::{AnswerError, MAX_REPLIES, read};
use crate::virtual_agent::Turn;

fn answered(body: &serde_json::Value) -> Result<Turn, AnswerError> {
    read(body.to_string().as_bytes())
}

#[test]
fn everything_that_can_be_answered() {
    assert_eq!(answered(&json!({})), Ok(Turn::default()));
    let all = answered(&json!({
        "replies": [
            {"type": "text", "text": "a"},
            {"type": "markdown", "text": "*b*"},
            {"type": "buttons", "text": "c", "buttons": [{"title": "d"}, {"title": "e", "payload": "f"}], "new": 1},
        ],
        "action": {"type": "escalate", "menu_id": 2, "reason": "by_end_user_ask", "force": true},
        "unknown": null,
    }));
    let button = |title: &str, payload: Option<&str>| Button {
        title: title.to_owned(),
        payload: payload.map(str::to_owned),
    };
    let expected = Turn {
        replies: vec![
            MessageContent::Text("a".to_owned()),
            MessageContent::Markdown("*b*".to_owned()),
            MessageContent::Buttons {
                text: "c".to_owned(),
                buttons: vec![button("d", None), button("e", Some("f"))],
            },
        ],
        action: VaAction::Escalate(Escalate {
            reason: EscalationReason::ByEndUserAsk,
            force: true,
            target: Some(MenuId(2)),
        }),
    };
    assert_eq!(all, Ok(expected));
    let action = |action| answered(&json!({ "action": action })).map(|turn| turn.action);
    assert_eq!(action(json!({"type": "none"})), Ok(VaAction::None));
    assert_eq!(action(json!({"type": "end"})), Ok(VaAction::End));
    let by_default = Escalate {
        reason: EscalationReason::ByVirtualAgent,
        force: false,
        target: None,
    };
    assert_eq!(
        action(json!({"type": "escalate"})),
        Ok(VaAction::Escalate(by_default))
    );
}

#[test]
fn what_is_malformed_is_told_without_its_content() {
    for body in [
        "",
        "hunter2",
        "[]",
        "{\"replies\": \"hunter2\"}",
        "{\"replies\": [{\"type\": \"hunter2\", \"text\": \"a\"}]}",
        "{\"replies\": [{\"type\": \"text\"}]}",
        "{\"replies\": [{\"type\": \"text\", \"text\": null}]}",
        "{\"action\": {\"type\": \"hunter2\"}}",
        "{\"action\": {\"type\": \"escalate\", \"menu_id\": \"hunter2\"}}",
        "{\"action\": null}",
        "{} {}",
    ] {
        let error = read(body.as_bytes()).expect_err(body);
        assert!(matches!(error, AnswerError::Malformed { .. }), "{body}");
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    assert_eq!(
        answered(&json!({"action": {"type": "escalate", "reason": "hunter2"}})),
        Err(AnswerError::Reason)
    );
}

#[test]
fn limits_are_kept() {
    let text = |length| json!({"type": "text", "text": "x".repeat(length)});
    let most = vec![text(1); MAX_REPLIES];
    assert!(answered(&json!({ "replies": most })).is_ok());
    let more = vec![text(1); MAX_REPLIES + 1];
    assert_eq!(
        answered(&json!({ "replies": more })),
        Err(AnswerError::TooManyReplies)
    );
    let refused = [
        text(10_001),
        text(0),
        json!({"type": "buttons", "text": "x", "buttons": []}),
    ];
    for reply in refused {
        let error = answered(&json!({"replies": [text(10_000), reply]}));
        assert!(
            matches!(error, Err(AnswerError::Reply { number: 2, .. })),
            "{error:?}"
        );
    }
}
