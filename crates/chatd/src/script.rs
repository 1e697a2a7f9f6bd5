//! Scripts: what a scripted participant says, read from TOML, and the small interpreter for them.
//!
//! A script never decides anything by itself: it answers what was said with messages and one action of the participant's
//! own kind, and the participant carries the action out. The format is described in `docs/virtual-agent.md`.

mod entry;
mod read;
mod template;

use chat_core::{Button, MAX_TEXT_CHARS, MessageContent};
use regex::Regex;
use serde_json::{Map, Value};

pub use entry::{Entry, ScriptFault, ScriptFaults};
pub use read::{Act, MAX_PATTERN_CHARS, MAX_PATTERNS, MAX_SCRIPT_BYTES};
pub use template::expand;

/// How much of a message, or of a parameter, patterns look at, in characters.
const MAX_MATCHED_CHARS: usize = 1_000;

/// Everything that one scripted participant can say; `A` is what it can do.
#[derive(Clone, Debug)]
pub struct Script<A> {
    /// Said first, before anything was said to it. The last answer of this and of every other list has no condition.
    greeting: Vec<Answer<A>>,
    /// Said first when it comes back to a chat.
    welcome_back: Vec<Answer<A>>,
    /// Tried in order; the first that matches answers.
    rules: Vec<Rule<A>>,
    /// The answers to a photo or a video.
    media: Vec<Answer<A>>,
    /// The answers when no rule matches.
    fallback: Vec<Answer<A>>,
}

/// An answer to words.
#[derive(Clone, Debug)]
struct Rule<A> {
    /// Any one of them is found in the message; none stands for every message.
    patterns: Vec<Regex>,
    answer: Answer<A>,
}

/// One answer.
#[derive(Clone, Debug)]
struct Answer<A> {
    /// All must hold.
    when: Vec<Condition>,
    /// A text in several forms: the first whose parameters all have a value is said. The last has no parameters; none at
    /// all says nothing.
    say: Vec<String>,
    /// Shown under the text.
    buttons: Vec<Button>,
    /// What is done after it; `None` to wait for the next message.
    action: Option<A>,
}

/// What a parameter must look like.
#[derive(Clone, Debug)]
struct Condition {
    /// As after `$session.params.` in a text.
    parameter: String,
    pattern: Regex,
}

/// What a script answers to.
#[derive(Clone, Debug, Default)]
pub struct Scene<'a> {
    /// Whether the participant has just joined, and how.
    pub entrance: Entrance,
    /// The end user's messages that are not answered yet, in order; may be none after an entrance.
    pub said: Vec<Said<'a>>,
    /// What it knows.
    pub parameters: Parameters<'a>,
}

/// How a participant comes to its turn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entrance {
    /// It was there already.
    #[default]
    None,
    /// It joined for the first time and says hello.
    First,
    /// It is back in a chat in which one of its kind has spoken before.
    Return,
}

/// What was said to the participant, one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    /// Words.
    Text(&'a str),
    /// A photo, a video or another file.
    Media,
}

/// The values that a line may name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parameters<'a> {
    /// `$session.params.context.*`: the free-form data that the chat was created with. Not to be trusted.
    pub context: Option<&'a Map<String, Value>>,
    /// `$session.params.end_user.name`.
    pub end_user_name: Option<&'a str>,
    /// `$session.params.agent.name`: the one who speaks.
    pub agent_name: Option<&'a str>,
}

/// What the script answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken<A> {
    /// The messages, in order.
    pub replies: Vec<MessageContent>,
    /// What is done after them.
    pub action: Option<A>,
    /// How many of the messages this answers: all, or those up to the one that brought about the action.
    pub answered: usize,
}

impl<A: Copy> Script<A> {
    /// Opens when it has just joined, and answers every message once, in order; what follows an action is left unanswered.
    #[must_use]
    pub fn play(&self, scene: &Scene<'_>) -> Spoken<A> {
        let mut spoken = Spoken {
            replies: Vec::new(),
            action: None,
            answered: 0,
        };
        let opening = match scene.entrance {
            Entrance::None => None,
            Entrance::First => Some(&self.greeting),
            Entrance::Return => Some(&self.welcome_back),
        };
        if let Some(answer) = opening.and_then(|all| first(all, &scene.parameters)) {
            spoken.add(answer, &scene.parameters);
        }
        for said in &scene.said {
            if spoken.action.is_some() {
                break;
            }
            if let Some(answer) = self.choose(*said, &scene.parameters) {
                spoken.add(answer, &scene.parameters);
            }
            spoken.answered += 1;
        }
        spoken
    }

    fn choose(&self, said: Said<'_>, parameters: &Parameters<'_>) -> Option<&Answer<A>> {
        let Said::Text(text) = said else {
            return first(&self.media, parameters);
        };
        let text = beginning(text.trim());
        let matching = self.rules.iter().find(|rule| {
            let is_meant = |pattern: &Regex| pattern.is_match(text);
            (rule.patterns.is_empty() || rule.patterns.iter().any(is_meant))
                && rule.answer.holds(parameters)
        });
        match matching {
            Some(rule) => Some(&rule.answer),
            None => first(&self.fallback, parameters),
        }
    }
}

/// As much of a text as patterns look at: the time that a turn takes is bounded by it.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(MAX_MATCHED_CHARS);
    end.map_or(text, |(end, _)| &text[..end])
}

/// The first answer whose conditions hold.
fn first<'a, A>(answers: &'a [Answer<A>], parameters: &Parameters<'_>) -> Option<&'a Answer<A>> {
    answers.iter().find(|answer| answer.holds(parameters))
}

impl<A: Copy> Spoken<A> {
    fn add(&mut self, answer: &Answer<A>, parameters: &Parameters<'_>) {
        let reply = answer.reply(parameters);
        // Several messages that nothing was understood of need one apology, not several.
        if reply.is_some() && self.replies.last() != reply.as_ref() {
            self.replies.extend(reply);
        }
        self.action = answer.action;
    }
}

impl<A> Answer<A> {
    fn holds(&self, parameters: &Parameters<'_>) -> bool {
        self.when.iter().all(|condition| {
            template::value(&condition.parameter, parameters)
                .is_some_and(|value| condition.pattern.is_match(beginning(&value)))
        })
    }

    fn reply(&self, parameters: &Parameters<'_>) -> Option<MessageContent> {
        let text = self.say.iter().find_map(|form| expand(form, parameters))?;
        let text: String = text.chars().take(MAX_TEXT_CHARS).collect();
        if self.buttons.is_empty() {
            return Some(MessageContent::Text(text));
        }
        Some(MessageContent::Buttons {
            text,
            buttons: self.buttons.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
