//! Demo agents: scripted people who pick up waiting chats, answer, send the form and end the chat at a goodbye.
//!
//! They stand where real agents will: they act through the same commands of the domain. How fast they are, and whether
//! they are there at all, is a setting of the tenant ([`chat_core::DemoAgents`]).

mod files;
mod form;
mod recall;
mod roster;

pub use files::{AgentFiles, FileError};
pub use form::{FORM_CONTENT_TYPE, FORM_FILE_NAME, FORM_PDF};
pub use recall::recall;
pub use roster::agent_for;

use std::sync::LazyLock;

use chat_core::MessageContent;

use crate::script::{Act, Entry, Scene, Script, Spoken};

/// What the demo agents say.
static SCRIPT: LazyLock<Script<AgentAction>> = LazyLock::new(|| {
    Script::read(include_str!("demo_agents/script.toml"))
        .expect("the demo agents' script is sound: a test reads it")
});

/// Said when the form cannot be attached.
const NO_FORM: &str = "I am sorry, I cannot send the form just now. Please ask again later.";

/// What a demo agent does after it has spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentAction {
    /// Attaches the form and shows it in a message.
    SendForm,
    /// Ends the chat.
    End,
}

impl Act for AgentAction {
    const KEYS: &'static [&'static str] = &["form", "end"];

    fn take(answer: &mut Entry<'_>) -> Option<Self> {
        let form = answer.flag("form").then_some(Self::SendForm);
        let end = answer.flag("end").then_some(Self::End);
        form.or(end)
    }
}

/// The turn of a demo agent.
#[must_use]
pub fn turn(scene: &Scene<'_>) -> Spoken<AgentAction> {
    SCRIPT.play(scene)
}

/// What an agent says when the form cannot be attached.
#[must_use]
pub fn apology() -> MessageContent {
    MessageContent::Text(NO_FORM.to_owned())
}

#[cfg(test)]
mod tests {
    use chat_core::{ChatId, MessageContent};

    use super::{AgentAction, agent_for, turn};
    use crate::script::{Entrance, Parameters, Said, Scene, Spoken};

    fn say(entrance: Entrance, said: &[&str]) -> Spoken<AgentAction> {
        let agent = agent_for(ChatId(1));
        turn(&Scene {
            entrance,
            said: said.iter().map(|text| Said::Text(text)).collect(),
            parameters: Parameters {
                context: None,
                end_user_name: Some("Ada"),
                agent_name: Some(&agent.first_name),
            },
        })
    }

    #[test]
    fn greets_by_name() {
        let greeting = say(Entrance::First, &[]);
        let name = agent_for(ChatId(1)).first_name;
        let [MessageContent::Text(text)] = &greeting.replies[..] else {
            panic!("one text: {greeting:?}");
        };
        assert!(text.contains("Ada") && text.contains(&name), "{text}");
    }

    #[test]
    fn sends_the_form_and_leaves_the_rest_for_the_next_turn() {
        let turn = say(Entrance::None, &["hm", "Please send me the form.", "bye"]);
        assert_eq!(turn.action, Some(AgentAction::SendForm));
        assert_eq!(turn.answered, 2);
    }

    #[test]
    fn ends_at_a_goodbye() {
        assert_eq!(
            say(Entrance::None, &["Bye!"]).action,
            Some(AgentAction::End)
        );
    }
}
