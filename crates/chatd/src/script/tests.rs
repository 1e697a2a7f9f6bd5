//! Scripts by example, and everything that can be wrong with one.

use chat_core::{Button, MessageContent};
use serde_json::json;

use super::{Act, Entrance, Entry, Parameters, Said, Scene, Script, Spoken};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Leave;

impl Act for Leave {
    const KEYS: &'static [&'static str] = &["leave"];

    fn take(answer: &mut Entry<'_>) -> Option<Self> {
        answer.flag("leave").then_some(Self)
    }
}

const TEXT: &str = r#"
[[greeting]]
when = { context.vip = "^true$" }
say = "Welcome."
leave = true

[[greeting]]
say = ["Hello $session.params.end_user.name!", "Hello!"]

[[welcome_back]]
say = "Again!"

[[rule]]
patterns = ['\bthe form\b', 'forms']
say = "Here it is."
leave = true

[[rule]]
patterns = 'hours'
when = { context.shop.city = "^Roma$", end_user.name = "." }
say = "Ciao $session.params.end_user.name, nine to one."

[[rule]]
patterns = 'hours'
say = "Nine to five."
buttons = ["Thanks", { title = "More", payload = "more hours" }]

[[media]]
say = "Nice picture."

[[fallback]]
say = "Pardon?"
"#;

fn script() -> Script<Leave> {
    Script::read(TEXT).expect("a sound script")
}

fn answer(texts: &[&str]) -> Spoken<Leave> {
    let said = texts.iter().map(|text| Said::Text(text)).collect();
    script().play(&Scene {
        said,
        ..Scene::default()
    })
}

fn texts(spoken: &Spoken<Leave>) -> Vec<&str> {
    spoken
        .replies
        .iter()
        .map(|reply| match reply {
            MessageContent::Text(text) | MessageContent::Buttons { text, .. } => text.as_str(),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn patterns_match_in_any_case_anywhere_in_the_trimmed_text() {
    for text in ["HOURS", "opening-hours?", "  Your hours, please"] {
        assert_eq!(texts(&answer(&[text])), ["Nine to five."], "{text}");
    }
    for text in ["hour", ""] {
        assert_eq!(texts(&answer(&[text])), ["Pardon?"], "{text}");
    }
    assert_eq!(answer(&["Send me THE form!"]).action, Some(Leave));
    assert_eq!(answer(&["breathe forming"]).action, None);
}

#[test]
fn only_the_beginning_of_a_long_text_is_looked_at() {
    let text = format!("{}hours", "x".repeat(995));
    assert_eq!(texts(&answer(&[&text])), ["Nine to five."]);
    let text = format!("{}hours", "x".repeat(996));
    assert_eq!(texts(&answer(&[&text])), ["Pardon?"]);
}

#[test]
fn buttons_stand_under_the_text() {
    let button = |title: &str, payload: Option<&str>| Button {
        title: title.to_owned(),
        payload: payload.map(str::to_owned),
    };
    let expected = MessageContent::Buttons {
        text: "Nine to five.".to_owned(),
        buttons: vec![button("Thanks", None), button("More", Some("more hours"))],
    };
    assert_eq!(answer(&["hours"]).replies, [expected]);
}

#[test]
fn each_message_is_answered_until_an_action() {
    let answer = answer(&["hours", "what", "what?", "the form", "hours"]);
    assert_eq!(texts(&answer), ["Nine to five.", "Pardon?", "Here it is."]);
    assert_eq!(answer.action, Some(Leave));
    assert_eq!(answer.answered, 4);
}

#[test]
fn media_have_their_own_answer() {
    let spoken = script().play(&Scene {
        said: vec![Said::Media],
        ..Scene::default()
    });
    assert_eq!(texts(&spoken), ["Nice picture."]);
}

#[test]
fn the_first_form_that_can_be_said_is_said() {
    let open = |entrance, end_user_name| {
        let scene = Scene {
            entrance,
            parameters: Parameters {
                end_user_name,
                ..Parameters::default()
            },
            ..Scene::default()
        };
        let spoken = script().play(&scene);
        texts(&spoken).join(" ")
    };
    assert_eq!(open(Entrance::First, None), "Hello!");
    assert_eq!(open(Entrance::First, Some("Ada")), "Hello Ada!");
    assert_eq!(open(Entrance::Return, None), "Again!");
    assert_eq!(open(Entrance::None, None), "");
}

#[test]
fn conditions_on_parameters_choose_the_answer() {
    let play = |context: serde_json::Value, name, entrance| {
        let scene = Scene {
            entrance,
            said: vec![Said::Text("hours")],
            parameters: Parameters {
                context: context.as_object(),
                end_user_name: name,
                agent_name: None,
            },
        };
        let spoken = script().play(&scene);
        (texts(&spoken).join(" "), spoken.answered)
    };
    let roma = json!({"shop": {"city": " Roma "}});
    let said = |text: &str| (text.to_owned(), 1);
    assert_eq!(
        play(roma.clone(), Some("Ada"), Entrance::None),
        said("Ciao Ada, nine to one.")
    );
    assert_eq!(play(roma, None, Entrance::None), said("Nine to five."));
    let elsewhere = json!({"shop": {"city": "Roman"}});
    assert_eq!(
        play(elsewhere, Some("Ada"), Entrance::None),
        said("Nine to five.")
    );
    let vip = json!({"vip": true});
    let opened = play(vip, None, Entrance::First);
    assert_eq!(
        opened,
        ("Welcome.".to_owned(), 0),
        "an opening that acts is all"
    );
}

#[test]
fn a_value_that_looks_like_a_parameter_is_not_expanded() {
    let context = json!({"secret": "x"});
    let scene = Scene {
        entrance: Entrance::First,
        parameters: Parameters {
            end_user_name: Some("$session.params.context.secret"),
            context: context.as_object(),
            agent_name: None,
        },
        ..Scene::default()
    };
    let spoken = script().play(&scene);
    assert_eq!(texts(&spoken), ["Hello $session.params.context.secret!"]);
}

fn faults(text: &str) -> String {
    let read = Script::<Leave>::read(text);
    read.err().map_or_else(String::new, |it| it.to_string())
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = r#"
colour = "red"

[[greeting]]
when = { context.a = "(", mood = "x", context.b = 1 }
say = ["Hi $session.params.mood", "Hi $session.params.context.a"]
buttons = [7, { payload = "x", titel = "y" }, ""]

[[rule]]
say = 7

[[rule]]
patterns = ["ok", "[", 3]
leave = 1

[[rule]]
patterns = ["", "a{1000}{1000}"]
buttons = ["x"]

[[media]]
when = {}

[[fallback]]
say = []
"#;
    let expected = [
        "greeting 1: when: context.a: is not a pattern that can be used: unclosed group",
        "greeting 1: when: context.b: is not a text: write a pattern",
        "greeting 1: when: mood: is not a parameter: those are `context.NAME`, `end_user.name` and `agent.name`",
        "greeting 1: say 1: `mood` is not a parameter: those are `context.NAME`, `end_user.name` and `agent.name`",
        "greeting 1: say: every form has parameters that may be missing: end with one that can always be said",
        "greeting 1: buttons 1: is neither a title nor a table of title and payload",
        "greeting 1: buttons 2: title: is missing: write what the button shows",
        "greeting 1: buttons 2: titel: is not a key of this table: remove it or correct it",
        "greeting 1: buttons 3: the title of a button has 1 to 255 characters, none of them U+0000",
        "greeting: every answer has a condition: add one without `when` at the end",
        "rule 1: has neither `patterns` nor `when`: give it one, or make it a [[fallback]]",
        "rule 1: say: is not a text or a list of texts: correct it",
        "rule 2: patterns 3: is not a text: correct it",
        "rule 2: patterns 2: is not a pattern that can be used: unclosed character class",
        "rule 2: leave: is not true or false: correct it",
        "rule 3: patterns 1: has not 1 to 1000 characters: change it",
        "rule 3: patterns 2: is not a pattern that can be used: it becomes too large, make it simpler",
        "rule 3: say: is missing: write what is said",
        "fallback 1: say: has no form: write what is said",
        "media 1: say: is missing: write what is said",
        "media 1: when: is empty: remove it or name a parameter",
        "colour: is not a key of this table: remove it or correct it",
    ];
    let faults = faults(text);
    assert_eq!(faults.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_greeting_and_a_fallback_are_enough() {
    let least = "[[greeting]]\nsay = 'hello'\n[[fallback]]\nsay = 'pardon'\n";
    let script = Script::<Leave>::read(least).expect("a sound script");
    let spoken = script.play(&Scene {
        entrance: Entrance::Return,
        said: vec![Said::Media],
        ..Scene::default()
    });
    assert_eq!(texts(&spoken), ["hello", "pardon"]);
    assert_eq!(
        faults(""),
        "greeting: is missing: write [[greeting]] and what to say\n\
         fallback: is missing: write [[fallback]] and what to say"
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    assert_eq!(
        faults("[[greeting]]\nsay = 'a'\nsay = 'b'\n"),
        "line 3: duplicate key"
    );
    let long = "#".repeat(64 * 1024 + 1);
    assert_eq!(
        faults(&long),
        "script: is longer than 65536 bytes: shorten it"
    );
}

#[test]
fn patterns_are_counted() {
    let patterns = vec!["'a'"; 101].join(", ");
    let text = format!("{TEXT}\n[[rule]]\nsay = 'x'\npatterns = [{patterns}]\n");
    assert_eq!(
        faults(&text),
        "rule 4: patterns 94: is one too many: a script has at most 100 patterns"
    );
}

#[test]
fn patterns_that_people_write_are_small_enough() {
    for pattern in [
        r"\b\w+@\w+\.\w+\b",
        r"\border\s*(no\.?|number)?\s*[A-Z]-?\d{3,10}\b",
        r"^(s\u{ed}|oui|ja|yes|\u{306f}\u{3044})[.!]*$",
        r"[\p{L}\s]{2,}",
    ] {
        let text = format!("{TEXT}\n[[rule]]\nsay = 'x'\npatterns = '{pattern}'\n");
        assert_eq!(faults(&text), "", "{pattern}");
    }
}
