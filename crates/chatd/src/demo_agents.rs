//! Demo agents: scripted people who pick up waiting chats, answer, send the form and end the chat at a goodbye.
//!
//! They stand where real agents will: they act through the same commands of the domain. How fast they are, and whether
//! they are there at all, is a setting of the tenant ([`chat_core::DemoAgents`]).

mod files;
mod form;
mod lines;
mod recall;
mod roster;

pub use files::{AgentFiles, FileError};
pub use form::{FORM_CONTENT_TYPE, FORM_FILE_NAME, FORM_PDF};
pub use recall::recall;
pub use roster::agent_for;

use chat_core::{AgentProfile, MessageContent};

use crate::script::{Answer, Parameters};
use crate::virtual_agent::{Entrance, TurnInput};
use lines::SCRIPT;

/// What a demo agent does after it has spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentAction {
    /// Attaches the form and shows it in a message.
    SendForm,
    /// Ends the chat.
    End,
}

/// A turn of a demo agent.
#[derive(Clone, Debug, PartialEq)]
pub struct AgentTurn {
    /// The messages, in order; may be none.
    pub replies: Vec<MessageContent>,
    /// The action.
    pub action: Option<AgentAction>,
    /// How many of the messages given are answered by it.
    pub answered: usize,
}

/// The turn of `agent`.
#[must_use]
pub fn turn(agent: &AgentProfile, input: &TurnInput<'_>) -> AgentTurn {
    let parameters = Parameters {
        context: input.context,
        end_user_name: input.end_user_name,
        agent_name: Some(&agent.first_name),
    };
    let Answer {
        texts,
        action,
        answered,
    } = SCRIPT.answer(&input.said, &parameters);
    let opening = match input.entrance {
        Entrance::None => None,
        Entrance::First => Some(SCRIPT.greet(&parameters)),
        Entrance::Return => Some(SCRIPT.welcome(&parameters)),
    };
    AgentTurn {
        replies: opening
            .into_iter()
            .chain(texts)
            .map(MessageContent::Text)
            .collect(),
        action,
        answered,
    }
}

/// What an agent says when the form cannot be attached.
#[must_use]
pub fn apology() -> MessageContent {
    MessageContent::Text(lines::NO_FORM.to_owned())
}

#[cfg(test)]
mod tests {
    use chat_core::{ChatId, MessageContent};

    use super::{AgentAction, AgentTurn, agent_for, lines::SCRIPT, turn};
    use crate::script::{Said, is_always_sayable};
    use crate::virtual_agent::{Entrance, TurnInput};

    fn say(entrance: Entrance, said: &[&str]) -> AgentTurn {
        let input = TurnInput {
            entrance,
            said: said.iter().map(|text| Said::Text(text)).collect(),
            context: None,
            end_user_name: Some("Ada"),
        };
        turn(&agent_for(ChatId(1)), &input)
    }

    #[test]
    fn every_line_can_always_be_said() {
        for line in SCRIPT.lines() {
            assert!(is_always_sayable(line), "{line:?}");
        }
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
