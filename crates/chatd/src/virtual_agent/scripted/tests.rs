//! The built-in script, and what scripts of virtual agents can do.

use chat_core::{Escalate, EscalationReason, MenuId, MessageContent, VaAction};
use serde_json::json;

use super::{VaScript, builtin, play};
use crate::script::{Entrance, Parameters, Said, Scene, Script};
use crate::virtual_agent::Turn;

fn scene<'a>(entrance: Entrance, said: &[&'a str], context: &'a serde_json::Value) -> Scene<'a> {
    Scene {
        entrance,
        said: said.iter().map(|text| Said::Text(text)).collect(),
        parameters: Parameters {
            context: context.as_object(),
            ..Parameters::default()
        },
    }
}

fn turn(entrance: Entrance, said: &[&str], context: &serde_json::Value) -> Turn {
    builtin(&scene(entrance, said, context))
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

fn with_rule(rule: &str) -> Result<VaScript, String> {
    let text = format!(
        "[[greeting]]\nsay = 'hello'\n[[welcome_back]]\nsay = 'again'\n[[media]]\nsay = 'nice'\n\
         [[fallback]]\nsay = 'pardon'\n[[rule]]\npatterns = 'go'\n{rule}"
    );
    Script::read(&text).map_err(|faults| faults.to_string())
}

#[test]
fn an_escalation_may_say_where_why_and_by_force() {
    let by_default = Escalate {
        reason: EscalationReason::ByVirtualAgent,
        force: false,
        target: None,
    };
    for (rule, expected) in [
        ("escalate = {}", by_default),
        (
            "escalate = { menu = 7, reason = 'by_end_user_ask', force = true }",
            Escalate {
                reason: EscalationReason::ByEndUserAsk,
                force: true,
                target: Some(MenuId(7)),
            },
        ),
    ] {
        let script = with_rule(rule).expect(rule);
        let turn = play(&script, &scene(Entrance::None, &["go"], &json!({})));
        assert_eq!(turn.action, VaAction::Escalate(expected), "{rule}");
        assert!(turn.replies.is_empty(), "{rule}: it may act in silence");
    }
}

#[test]
fn faults_of_actions_are_told() {
    for (rule, faults) in [
        (
            "escalate = { menu = 0, reason = 'anger', to = 3 }",
            "rule 1: escalate: menu: is not the id of a menu: write a number from 1\n\
             rule 1: escalate: reason: is not one of unknown, by_end_user_ask, by_end_user_message, by_virtual_agent, \
             payload_failure, could_not_resume, by_human_agent, invalid_queue, dismissed\n\
             rule 1: escalate: to: is not a key of this table: remove it or correct it",
        ),
        (
            "escalate = {}\nend = true",
            "rule 1: does several things: choose one of escalate, end",
        ),
        (
            "escalate = true",
            "rule 1: escalate: is not a table: correct it",
        ),
        ("end = 1", "rule 1: end: is not true or false: correct it"),
        (
            "say = 'x'\nform = true",
            "rule 1: form: is not a key of this table: remove it or correct it",
        ),
    ] {
        assert_eq!(with_rule(rule).expect_err(rule), faults, "{rule}");
    }
}
