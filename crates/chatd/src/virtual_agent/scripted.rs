//! The built-in virtual agent: answers by its script.

use chat_core::{Escalate, EscalationReason, MessageContent, VaAction};

use super::lines::{Action, SCRIPT};
use super::{Entrance, Turn, TurnInput, VirtualAgent};
use crate::script::{Answer, Parameters};

/// Greets, answers keywords, reads the chat's context, and hands over to people when asked for one.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScriptedVirtualAgent;

impl VirtualAgent for ScriptedVirtualAgent {
    async fn turn(&self, input: &TurnInput<'_>) -> Turn {
        let parameters = Parameters {
            context: input.context,
            end_user_name: input.end_user_name,
            agent_name: None,
        };
        let Answer { texts, action, .. } = SCRIPT.answer(&input.said, &parameters);
        let opening = match input.entrance {
            Entrance::None => None,
            Entrance::First => Some(SCRIPT.greet(&parameters)),
            Entrance::Return => Some(SCRIPT.welcome(&parameters)),
        };
        Turn {
            replies: opening
                .into_iter()
                .chain(texts)
                .map(MessageContent::Text)
                .collect(),
            action: action.map_or(VaAction::None, domain_action),
        }
    }
}

fn domain_action(action: Action) -> VaAction {
    match action {
        Action::Escalate => VaAction::Escalate(Escalate {
            reason: EscalationReason::ByEndUserMessage,
            force: false,
            target: None,
        }),
        Action::End => VaAction::End,
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use chat_core::{EscalationReason, MessageContent, VaAction};
    use serde_json::json;

    use super::ScriptedVirtualAgent;
    use crate::script::Said;
    use crate::virtual_agent::lines::SCRIPT;
    use crate::virtual_agent::{Entrance, Turn, TurnInput, VirtualAgent as _};

    fn turn(entrance: Entrance, said: &[&str], context: &serde_json::Value) -> Turn {
        let input = TurnInput {
            entrance,
            said: said.iter().map(|text| Said::Text(text)).collect(),
            context: context.as_object(),
            end_user_name: None,
        };
        let turn = pin!(ScriptedVirtualAgent.turn(&input));
        let Poll::Ready(turn) = turn.poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("a scripted turn waits for nothing");
        };
        turn
    }

    fn texts(turn: &Turn) -> Vec<&str> {
        turn.replies
            .iter()
            .map(|reply| match reply {
                MessageContent::Text(text) => text.as_str(),
                other => panic!("not a text: {other:?}"),
            })
            .collect()
    }

    #[test]
    fn every_line_can_always_be_said() {
        for line in SCRIPT.lines() {
            assert!(crate::script::is_always_sayable(line), "{line:?}");
        }
    }

    #[test]
    fn greets_with_what_it_knows() {
        let unknown = turn(Entrance::First, &[], &json!({}));
        assert!(texts(&unknown)[0].starts_with("Hello! I am"));
        let ordered = turn(Entrance::First, &[], &json!({"order_id": "A-17"}));
        assert!(texts(&ordered)[0].contains("order A-17"));
        let named = turn(Entrance::First, &[], &json!({"order_id": 1, "name": "Ada"}));
        assert!(texts(&named)[0].starts_with("Hello Ada!"));
        let back = turn(Entrance::Return, &["hours"], &json!({}));
        assert_eq!(texts(&back).len(), 2);
        assert!(texts(&back)[0].starts_with("Welcome back"));
    }

    #[test]
    fn tells_the_order_of_the_context() {
        let context = json!({"order_id": "A-17", "order_status": "packed"});
        let told = turn(Entrance::None, &["Where is my order?"], &context);
        assert_eq!(texts(&told), ["Your order A-17 is packed."]);
        let unknown = turn(Entrance::None, &["Where is my order?"], &json!({}));
        assert!(texts(&unknown)[0].starts_with("I find no order"));
    }

    #[test]
    fn hands_over_when_asked_for_a_person() {
        for text in [
            "I want a person",
            "AGENT!",
            "is there a human there?",
            "hours? no: a human",
        ] {
            let turn = turn(Entrance::None, &[text], &json!({}));
            let VaAction::Escalate(escalate) = turn.action else {
                panic!("{text}: {:?}", turn.action);
            };
            assert_eq!(escalate.reason, EscalationReason::ByEndUserMessage);
            assert!(!escalate.force);
        }
    }

    #[test]
    fn says_goodbye_and_ends() {
        let turn = turn(Entrance::None, &["ok, bye"], &json!({}));
        assert_eq!(turn.action, VaAction::End);
        assert_eq!(texts(&turn), ["Thank you for your visit. Goodbye!"]);
    }

    #[test]
    fn admits_what_it_did_not_understand() {
        let turn = turn(Entrance::None, &["xyzzy"], &json!({}));
        assert_eq!(turn.action, VaAction::None);
        assert!(texts(&turn)[0].starts_with("I am sorry"));
    }
}
