//! From TOML to a script.

use chat_core::{Button, MAX_BUTTONS, MessageContent};
use regex::{Regex, RegexBuilder};
use toml::{Table, Value};

use super::entry::{Entry, ScriptFault, ScriptFaults};
use super::template::{is_known, parameters};
use super::{Answer, Condition, Rule, Script};
use crate::lines::line_of;

/// The longest script, in bytes.
pub const MAX_SCRIPT_BYTES: usize = 64 * 1024;
/// The most patterns of one script, conditions included.
pub const MAX_PATTERNS: usize = 100;
/// The longest pattern, in characters.
pub const MAX_PATTERN_CHARS: usize = 1_000;
/// How large a pattern may become when it is compiled; matching takes time linear in the message, whatever the pattern.
const MAX_COMPILED_BYTES: usize = 256 * 1024;

/// What one kind of participant can do after it has spoken.
pub trait Act: Copy {
    /// The keys of an answer that stand for actions; an answer has one of them at most.
    const KEYS: &'static [&'static str];

    /// Takes the action out of an answer.
    fn take(answer: &mut Entry<'_>) -> Option<Self>;
}

impl<A: Act> Script<A> {
    /// Reads a script.
    ///
    /// # Errors
    /// Every fault, each with its place; the position alone when the text is not TOML.
    pub fn read(text: &str) -> Result<Self, ScriptFaults> {
        let table = parse(text).map_err(|fault| ScriptFaults(vec![fault]))?;
        let mut faults = Vec::new();
        let mut reader = Reader::default();
        let script = reader.script(Entry::new("", table, &mut faults));
        if faults.is_empty() {
            Ok(script)
        } else {
            Err(ScriptFaults(faults))
        }
    }
}

fn parse(text: &str) -> Result<Table, ScriptFault> {
    if text.len() > MAX_SCRIPT_BYTES {
        return Err(ScriptFault {
            place: "script".to_owned(),
            what: format!("is longer than {MAX_SCRIPT_BYTES} bytes: shorten it"),
        });
    }
    text.parse::<Table>().map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = line_of(text, at);
        ScriptFault {
            place: format!("line {line}"),
            what: error.message().replace('\n', " "),
        }
    })
}

/// Counts what a whole script may have only so much of.
#[derive(Default)]
struct Reader {
    patterns: usize,
}

impl Reader {
    fn script<A: Act>(&mut self, mut file: Entry<'_>) -> Script<A> {
        let greeting = self.answers(&mut file, "greeting");
        let welcome_back = if file.has("welcome_back") {
            self.answers(&mut file, "welcome_back")
        } else {
            greeting.clone()
        };
        let rules = file.each("rule", |entry| self.rule(entry));
        let fallback = self.answers(&mut file, "fallback");
        let media = if file.has("media") {
            self.answers(&mut file, "media")
        } else {
            fallback.clone()
        };
        file.finish();
        Script {
            greeting,
            welcome_back,
            rules,
            media,
            fallback,
        }
    }

    /// A list of answers, of which one always holds.
    fn answers<A: Act>(&mut self, file: &mut Entry<'_>, key: &str) -> Vec<Answer<A>> {
        let given = file.has(key);
        let answers: Vec<Answer<A>> = file.each(key, |mut entry| {
            let answer = self.answer(&mut entry);
            entry.finish();
            answer
        });
        match answers.last() {
            Some(last) if !last.when.is_empty() => {
                let what = "every answer has a condition: add one without `when` at the end";
                file.fault(key, what);
            }
            None if !given => {
                file.fault(key, format!("is missing: write [[{key}]] and what to say"))
            }
            _ => {}
        }
        answers
    }

    fn rule<A: Act>(&mut self, mut entry: Entry<'_>) -> Rule<A> {
        if !entry.has("patterns") && !entry.has("when") {
            let what = "has neither `patterns` nor `when`: give it one, or make it a [[fallback]]";
            entry.fault("", what);
        }
        let mut patterns = Vec::new();
        for (key, text) in entry.texts("patterns").unwrap_or_default() {
            patterns.extend(self.pattern(&mut entry, &key, &text));
        }
        let answer = self.answer(&mut entry);
        entry.finish();
        Rule { patterns, answer }
    }

    fn answer<A: Act>(&mut self, entry: &mut Entry<'_>) -> Answer<A> {
        let acts = A::KEYS.iter().filter(|key| entry.has(key)).count();
        if acts > 1 {
            entry.fault(
                "",
                format!("does several things: choose one of {}", A::KEYS.join(", ")),
            );
        }
        if !entry.has("say") && (acts == 0 || entry.has("buttons")) {
            entry.fault("say", "is missing: write what is said");
        }
        let when = self.conditions(entry);
        Answer {
            say: say(entry, &when),
            when,
            buttons: buttons(entry),
            action: A::take(entry),
        }
    }

    fn conditions(&mut self, entry: &mut Entry<'_>) -> Vec<Condition> {
        let Some(inner) = entry.inner("when") else {
            return Vec::new();
        };
        let mut when = Vec::new();
        let (conditions, mut inner) = inner.flattened();
        if conditions.is_empty() {
            inner.fault("", "is empty: remove it or name a parameter");
        }
        for (parameter, value) in conditions {
            if !is_known(&parameter) {
                inner.fault(&parameter, UNKNOWN_PARAMETER);
            }
            match value {
                Value::String(text) => {
                    let pattern = self.pattern(&mut inner, &parameter, &text);
                    when.extend(pattern.map(|pattern| Condition { parameter, pattern }));
                }
                _ => inner.fault(&parameter, "is not a text: write a pattern"),
            }
        }
        when
    }

    fn pattern(&mut self, entry: &mut Entry<'_>, key: &str, text: &str) -> Option<Regex> {
        self.patterns += 1;
        if self.patterns == MAX_PATTERNS + 1 {
            entry.fault(
                key,
                format!("is one too many: a script has at most {MAX_PATTERNS} patterns"),
            );
        }
        if self.patterns > MAX_PATTERNS {
            return None;
        }
        if text.is_empty() || text.chars().nth(MAX_PATTERN_CHARS).is_some() {
            entry.fault(
                key,
                format!("has not 1 to {MAX_PATTERN_CHARS} characters: change it"),
            );
            return None;
        }
        let compiled = RegexBuilder::new(text)
            .case_insensitive(true)
            .size_limit(MAX_COMPILED_BYTES)
            .dfa_size_limit(MAX_COMPILED_BYTES)
            .build();
        compiled
            .map_err(|error| entry.fault(key, explain(&error)))
            .ok()
    }
}

const UNKNOWN_PARAMETER: &str =
    "is not a parameter: those are `context.NAME`, `end_user.name` and `agent.name`";

/// The last line of the error, which says what is wrong; those before it draw the place.
fn explain(error: &regex::Error) -> String {
    let text = match error {
        regex::Error::CompiledTooBig(_) => "it becomes too large, make it simpler".to_owned(),
        error => error.to_string(),
    };
    let last = text.lines().last().unwrap_or_default();
    let what = last.trim_start_matches("error: ");
    format!("is not a pattern that can be used: {what}")
}

/// The forms of a text. The last can always be said: what its parameters are is asked for by conditions.
fn say(entry: &mut Entry<'_>, when: &[Condition]) -> Vec<String> {
    let Some(forms) = entry.texts("say") else {
        return Vec::new();
    };
    for (key, form) in &forms {
        if let Some(fault) = MessageContent::Text(form.clone()).fault() {
            entry.fault(key, fault);
        }
        for parameter in parameters(form).filter(|parameter| !is_known(parameter)) {
            entry.fault(key, format!("`{parameter}` {UNKNOWN_PARAMETER}"));
        }
    }
    let has_value = |parameter| {
        when.iter()
            .any(|condition| condition.parameter == parameter)
    };
    match forms.last() {
        Some((_, last)) if !parameters(last).all(has_value) => {
            let what = "every form has parameters that may be missing: end with one that can always be said";
            entry.fault("say", what);
        }
        Some(_) => {}
        None => entry.fault("say", "has no form: write what is said"),
    }
    forms.into_iter().map(|(_, form)| form).collect()
}

/// Titles, or tables of title and payload.
fn buttons(entry: &mut Entry<'_>) -> Vec<Button> {
    let values = entry.list("buttons");
    if values.len() > MAX_BUTTONS {
        entry.fault(
            "buttons",
            format!("are more than {MAX_BUTTONS}: remove some"),
        );
    }
    let mut buttons = Vec::new();
    for (number, value) in (1..).zip(values) {
        let key = format!("buttons {number}");
        let Some(button) = button(entry, &key, value) else {
            continue;
        };
        if let Some(fault) = button.fault() {
            entry.fault(&key, fault);
        }
        buttons.push(button);
    }
    buttons
}

fn button(entry: &mut Entry<'_>, key: &str, value: Value) -> Option<Button> {
    let table = match value {
        Value::String(title) => {
            return Some(Button {
                title,
                payload: None,
            });
        }
        Value::Table(table) => table,
        _ => {
            entry.fault(key, "is neither a title nor a table of title and payload");
            return None;
        }
    };
    let mut entry = entry.item(key, table);
    if !entry.has("title") {
        entry.fault("title", "is missing: write what the button shows");
    }
    let title = entry.text("title");
    let payload = entry.text("payload");
    entry.finish();
    Some(Button {
        title: title?,
        payload,
    })
}
