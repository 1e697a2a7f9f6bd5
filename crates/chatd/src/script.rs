//! Scripts: what a scripted participant says, as data, and the small interpreter for them.
//!
//! A script never decides anything by itself: it answers what was said with texts and one action of the participant's
//! own type, and the participant carries the action out.

use serde_json::{Map, Value};

mod template;

pub use template::expand;

/// The longest text that a script answers, in characters; the limit of a message.
pub const MAX_TEXT_CHARS: usize = 10_000;

/// Everything that one scripted participant can say.
#[derive(Clone, Copy, Debug)]
pub struct Script<A: 'static> {
    /// Said first, before anything was said to it.
    pub greeting: Line,
    /// Said first when it comes back to a chat.
    pub welcome_back: Line,
    /// Tried in order; the first that matches answers.
    pub rules: &'static [Rule<A>],
    /// The answer to a photo or a video.
    pub media: Line,
    /// The answer when no rule matches.
    pub fallback: Line,
}

/// One answer.
#[derive(Clone, Copy, Debug)]
pub struct Rule<A: 'static> {
    /// Words, or sequences of words, in lower case; any one of them makes the rule match.
    pub phrases: &'static [&'static str],
    /// What is said.
    pub line: Line,
    /// What is done after it; `None` to wait for the next message.
    pub action: Option<A>,
}

/// A text in several forms: the first whose parameters all have a value is said.
///
/// A parameter is `$session.params.` and a path, see [`Parameters`]. The last form has no parameters.
pub type Line = &'static [&'static str];

/// The values that a line may name.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parameters<'a> {
    /// `$session.params.context.*`: the free-form data that the chat was created with.
    pub context: Option<&'a Map<String, Value>>,
    /// `$session.params.end_user.name`.
    pub end_user_name: Option<&'a str>,
    /// `$session.params.agent.name`: the one who speaks.
    pub agent_name: Option<&'a str>,
}

/// What was said to the participant, one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Said<'a> {
    /// Words.
    Text(&'a str),
    /// A photo, a video or another file.
    Media,
}

/// What the script answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<A> {
    /// The texts, in order, one message each.
    pub texts: Vec<String>,
    /// What is done after them.
    pub action: Option<A>,
    /// How many of the messages this answers: all, or those up to the one that brought about the action.
    pub answered: usize,
}

impl<A: Copy> Script<A> {
    /// The greeting.
    #[must_use]
    pub fn greet(&self, parameters: &Parameters<'_>) -> String {
        say(self.greeting, parameters)
    }

    /// What is said on coming back.
    #[must_use]
    pub fn welcome(&self, parameters: &Parameters<'_>) -> String {
        say(self.welcome_back, parameters)
    }

    /// Every line of the script.
    pub fn lines(&self) -> impl Iterator<Item = Line> {
        [self.greeting, self.welcome_back, self.media, self.fallback]
            .into_iter()
            .chain(self.rules.iter().map(|rule| rule.line))
    }

    /// Answers every message once, in order; what follows an action is left unanswered.
    #[must_use]
    pub fn answer(&self, said: &[Said<'_>], parameters: &Parameters<'_>) -> Answer<A> {
        let mut texts = Vec::new();
        for (index, said) in said.iter().enumerate() {
            let (line, action) = self.choose(*said);
            let text = say(line, parameters);
            // Several messages that nothing was understood of need one apology, not several.
            if texts.last() != Some(&text) {
                texts.push(text);
            }
            if action.is_some() {
                return Answer {
                    texts,
                    action,
                    answered: index + 1,
                };
            }
        }
        Answer {
            texts,
            action: None,
            answered: said.len(),
        }
    }

    fn choose(&self, said: Said<'_>) -> (Line, Option<A>) {
        let Said::Text(text) = said else {
            return (self.media, None);
        };
        let words = words(text);
        let matching = self.rules.iter().find(|rule| {
            rule.phrases
                .iter()
                .any(|phrase| words.contains(&format!(" {phrase} ")))
        });
        match matching {
            Some(rule) => (rule.line, rule.action),
            None => (self.fallback, None),
        }
    }
}

/// The words of a text in lower case with one space around each, so that a phrase is found by its words.
fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut words = String::with_capacity(lower.len() + 2);
    words.push(' ');
    for word in lower.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        if !word.is_empty() {
            words.push_str(word);
            words.push(' ');
        }
    }
    words
}

fn say(line: Line, parameters: &Parameters<'_>) -> String {
    line.iter()
        .find_map(|form| expand(form, parameters))
        .unwrap_or_default()
        .chars()
        .take(MAX_TEXT_CHARS)
        .collect()
}

/// Whether a line can always be said: its last form has no parameters. Held by a test of every script.
#[must_use]
pub fn is_always_sayable(line: Line) -> bool {
    line.last()
        .is_some_and(|form| !form.is_empty() && !form.contains('$'))
}

#[cfg(test)]
mod tests {
    use super::{Answer, Parameters, Rule, Said, Script};

    const SCRIPT: Script<u8> = Script {
        greeting: &["Hello $session.params.end_user.name!", "Hello!"],
        welcome_back: &["Again!"],
        rules: &[
            Rule {
                phrases: &["the form", "forms"],
                line: &["Here it is."],
                action: Some(1),
            },
            Rule {
                phrases: &["hours"],
                line: &["Nine to five."],
                action: None,
            },
        ],
        media: &["Nice picture."],
        fallback: &["Pardon?"],
    };

    fn answer(texts: &[&str]) -> Answer<u8> {
        let said: Vec<_> = texts.iter().map(|text| Said::Text(text)).collect();
        SCRIPT.answer(&said, &Parameters::default())
    }

    fn texts(answer: &Answer<u8>) -> Vec<&str> {
        answer.texts.iter().map(String::as_str).collect()
    }

    #[test]
    fn phrases_match_whole_words_in_any_case() {
        for text in ["HOURS", "opening-hours?", "Your hours, please"] {
            assert_eq!(texts(&answer(&[text])), ["Nine to five."], "{text}");
        }
        for text in ["hour", "24hours", ""] {
            assert_eq!(texts(&answer(&[text])), ["Pardon?"], "{text}");
        }
        assert_eq!(answer(&["Send me THE  form!"]).action, Some(1));
        assert_eq!(answer(&["the long form"]).action, None);
    }

    #[test]
    fn each_message_is_answered_until_an_action() {
        let answer = answer(&["hours", "what", "what?", "the form", "hours"]);
        assert_eq!(texts(&answer), ["Nine to five.", "Pardon?", "Here it is."]);
        assert_eq!(answer.action, Some(1));
        assert_eq!(answer.answered, 4);
    }

    #[test]
    fn media_have_their_own_answer() {
        let answer = SCRIPT.answer(&[Said::Media], &Parameters::default());
        assert_eq!(texts(&answer), ["Nice picture."]);
    }

    #[test]
    fn the_greeting_takes_the_first_form_that_can_be_said() {
        assert_eq!(SCRIPT.greet(&Parameters::default()), "Hello!");
        let named = Parameters {
            end_user_name: Some("Ada"),
            ..Parameters::default()
        };
        assert_eq!(SCRIPT.greet(&named), "Hello Ada!");
        assert_eq!(SCRIPT.welcome(&named), "Again!");
    }
}
