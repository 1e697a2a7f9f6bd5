//! What the built-in virtual agent and the demo agents say: the scripts, as short as the model needs them.

use super::account::{Content, Said};
use super::act::Words;

/// Who speaks by a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    VirtualAgent,
    Agent,
}

/// What one of them says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Greeting,
    WelcomeBack,
    Hours,
    Person,
    Bye,
    /// The words before the document.
    Form,
    Document,
    Media,
    Fallback,
}

/// What is done after the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    Nothing,
    Escalates,
    Ends,
    SendsForm,
}

/// A turn.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) replies: Vec<Reply>,
    pub(super) done: Done,
    /// The last message that it takes into account.
    pub(super) up_to: i64,
}

impl Reply {
    /// How its text begins; `None` for the document.
    pub(super) fn beginning(self, by: Speaker) -> Option<&'static str> {
        let by_agent = by == Speaker::Agent;
        Some(match self {
            Self::Greeting => "Hello",
            Self::WelcomeBack if by_agent => "Welcome back! Where were we?",
            Self::WelcomeBack => "Welcome back! How can I help?",
            Self::Hours => "We are here",
            Self::Person => "Of course. I am connecting you",
            Self::Bye if by_agent => "Thank you for the conversation.",
            Self::Bye => "Thank you for your visit.",
            Self::Form => "Of course, here is the form.",
            Self::Document => return None,
            Self::Media if by_agent => "Thank you, I can see it.",
            Self::Media => "Thank you, I have received it.",
            Self::Fallback if by_agent => "I understand.",
            Self::Fallback => "I am sorry, I did not understand.",
        })
    }
}

fn answer(by: Speaker, content: &Content) -> (Reply, Done) {
    match (content, by) {
        (Content::Photo, _) => (Reply::Media, Done::Nothing),
        (Content::Text(Words::Bye, _), _) => (Reply::Bye, Done::Ends),
        (Content::Text(Words::Hours, _), Speaker::VirtualAgent) => (Reply::Hours, Done::Nothing),
        (Content::Text(Words::Person, _), Speaker::VirtualAgent) => {
            (Reply::Person, Done::Escalates)
        }
        (Content::Text(Words::Form, _), Speaker::Agent) => (Reply::Form, Done::SendsForm),
        _ => (Reply::Fallback, Done::Nothing),
    }
}

/// The turn of a speaker that has read so far (less than 0: it has just come).
pub(super) fn turn(by: Speaker, said: &[Said], read: i64) -> Turn {
    let is_own = |it: &Said| matches!(it, Said::Scripted(speaker, _) if *speaker == by);
    let mut replies = Vec::new();
    let from = match usize::try_from(read) {
        Ok(read) => read,
        Err(_) => {
            // Whoever spoke before has answered what came before.
            let returns = said.iter().any(is_own);
            replies.push(if returns {
                Reply::WelcomeBack
            } else {
                Reply::Greeting
            });
            let spoken = said.iter().rposition(|it| matches!(it, Said::Scripted(..)));
            spoken.map_or(0, |index| index + 1)
        }
    };
    let mut turn = Turn {
        replies,
        done: Done::Nothing,
        up_to: number(said.len()),
    };
    let unanswered = said.iter().enumerate().skip(from);
    let mut unanswered = unanswered.filter_map(|(index, it)| match it {
        Said::EndUser { content, .. } => Some((number(index + 1), content)),
        Said::Scripted(..) => None,
    });
    while let Some((seq, content)) = unanswered.next() {
        let (reply, done) = answer(by, content);
        // Several messages that nothing was understood of need one apology.
        if turn.replies.last() != Some(&reply) {
            turn.replies.push(reply);
        }
        turn.done = done;
        if done != Done::Nothing {
            if unanswered.next().is_some() {
                turn.up_to = seq;
            }
            break;
        }
    }
    if turn.done == Done::SendsForm {
        turn.replies.push(Reply::Document);
    }
    turn
}

fn number(count: usize) -> i64 {
    i64::try_from(count).expect("few")
}
