//! JSON (RFC 8259), read as what it is: YAML parsers stumble over long keys and some escapes.

use serde_json::Number;

use super::Value;
use super::build::{At, Builder};
use super::surrogates::{pair, unit};
use crate::problem::Problem;

/// Why the reading ended early.
pub(super) enum Stop {
    /// The text is not JSON; it may be YAML.
    Syntax(Problem),
    /// It is JSON, and cannot be taken.
    Refused(Problem),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Stop::Refused(problem)
    }
}

/// Whether a text can only be JSON, or YAML in its flow style.
pub(super) fn looks_like(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Reads one document.
pub(super) fn read(text: &str, builder: &mut Builder) -> Result<(), Stop> {
    let mut reader = Reader {
        text,
        at: 0,
        counted: 0,
        line: 1,
        column: 1,
        open: Vec::new(),
        builder,
    };
    reader.value()?;
    while let Some(&is_object) = reader.open.last() {
        reader.after_value(is_object)?;
    }
    reader.space();
    if reader.at < text.len() {
        return Err(reader.syntax("nothing may follow the document"));
    }
    Ok(())
}

struct Reader<'a> {
    text: &'a str,
    /// The byte that is read next.
    at: usize,
    /// The byte whose line and column are known.
    counted: usize,
    line: usize,
    column: usize,
    /// Open collections: whether each is an object.
    open: Vec<bool>,
    builder: &'a mut Builder,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// The position of the next byte; counts on from where it last counted to.
    fn position(&mut self) -> At {
        for character in self.text[self.counted..self.at].chars() {
            if character == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.counted = self.at;
        At {
            line: self.line,
            column: self.column,
        }
    }

    fn syntax(&mut self, what: &str) -> Stop {
        let At { line, column } = self.position();
        let message = format!("the text is not JSON: {what} (column {column})");
        let problem = self.builder.fail(At { line, column }, &message);
        Stop::Syntax(problem)
    }

    /// Reads a value; of a collection only its beginning.
    fn value(&mut self) -> Result<(), Stop> {
        self.space();
        let at = self.position();
        match self.peek() {
            Some(b'{') => {
                self.builder.open_object(0, at)?;
                self.begin(true)
            }
            Some(b'[') => {
                self.builder.open_array(0, at)?;
                self.begin(false)
            }
            Some(b'"') => {
                let text = self.string()?;
                Ok(self.builder.scalar(Value::String(text), 0, at)?)
            }
            Some(b'-' | b'0'..=b'9') => {
                let number = self.number()?;
                Ok(self.builder.scalar(Value::Number(number), 0, at)?)
            }
            _ => {
                let value = self.word()?;
                Ok(self.builder.scalar(value, 0, at)?)
            }
        }
    }

    /// Enters a collection up to its first value.
    fn begin(&mut self, is_object: bool) -> Result<(), Stop> {
        self.at += 1;
        self.open.push(is_object);
        self.space();
        if self.peek() == Some(closing(is_object)) {
            return self.end();
        }
        if is_object {
            self.key()?;
        }
        self.value()
    }

    /// Goes on behind a value: to the next one, or out of the collection.
    fn after_value(&mut self, is_object: bool) -> Result<(), Stop> {
        self.space();
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                if is_object {
                    self.key()?;
                }
                self.value()
            }
            Some(byte) if byte == closing(is_object) => self.end(),
            _ if is_object => Err(self.syntax("`,` or `}` is missing")),
            _ => Err(self.syntax("`,` or `]` is missing")),
        }
    }

    fn end(&mut self) -> Result<(), Stop> {
        self.at += 1;
        self.open.pop();
        Ok(self.builder.close()?)
    }

    fn key(&mut self) -> Result<(), Stop> {
        self.space();
        if self.peek() != Some(b'"') {
            return Err(self.syntax("a key in quotes is missing"));
        }
        let at = self.position();
        let name = self.string()?;
        self.builder.key(name, 0, at);
        self.space();
        if self.peek() != Some(b':') {
            return Err(self.syntax("`:` is missing"));
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self) -> Result<Value, Stop> {
        let rest = &self.text[self.at..];
        for (word, value) in [
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
            ("null", Value::Null),
        ] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.syntax("a value is missing"))
    }

    fn number(&mut self) -> Result<Number, Stop> {
        let rest = &self.text[self.at..];
        let is_part = |byte: u8| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
        let length = rest.bytes().take_while(|&byte| is_part(byte)).count();
        match rest[..length].parse::<Number>() {
            Ok(number) => {
                self.at += length;
                Ok(number)
            }
            Err(error) => {
                let shown = &rest[..length.min(40)];
                let is_huge = rest[..length].parse::<f64>().is_ok_and(f64::is_infinite);
                if is_huge {
                    let message = format!("the number {shown} is too large, make it smaller");
                    let at = self.position();
                    return Err(Stop::Refused(self.builder.fail(at, &message)));
                }
                Err(self.syntax(&format!("`{shown}`: {error}")))
            }
        }
    }

    fn string(&mut self) -> Result<String, Stop> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest
                .bytes()
                .position(|byte| matches!(byte, b'"' | b'\\' | ..b' '))
                .unwrap_or(rest.len());
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => {
                    let character = self.escape()?;
                    text.push(character);
                }
                Some(_) => return Err(self.syntax("a control character stands in a string")),
                None => return Err(self.syntax("a string does not end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, Stop> {
        let escaped = self.text.as_bytes().get(self.at + 1).copied();
        let character = match escaped {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.syntax("no such escape")),
        };
        self.at += 2;
        Ok(character)
    }

    /// `\uXXXX`, or two of them; half a pair becomes U+FFFD.
    fn unicode(&mut self) -> Result<char, Stop> {
        let text = self.text.get(self.at..).unwrap_or_default();
        if let Some(character) = pair(text) {
            self.at += 12;
            return Ok(character);
        }
        let Some(unit) = unit(text) else {
            return Err(self.syntax("`\\u` takes four hexadecimal digits"));
        };
        self.at += 6;
        Ok(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

fn closing(is_object: bool) -> u8 {
    if is_object { b'}' } else { b']' }
}
