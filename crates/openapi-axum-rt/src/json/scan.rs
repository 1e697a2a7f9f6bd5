//! The text of JSON: white space, strings, numbers, and stepping over a value.

use std::borrow::Cow;
use std::collections::HashSet;

use super::MAX_DEPTH;
use super::error::Error;

/// A place in a text that is read once, left to right.
pub(super) struct Reader<'de> {
    text: &'de str,
    at: usize,
    depth: usize,
}

/// A number in the narrowest of serde's types.
pub(super) enum Number {
    Signed(i64),
    Unsigned(u64),
    Float(f64),
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self {
            text,
            at: 0,
            depth: 0,
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The first byte of the next token; the reader stands on it.
    pub(super) fn peek(&mut self) -> Result<u8, Error> {
        self.skip_space();
        self.byte().ok_or_else(|| self.error("ends too early"))
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    #[cold]
    pub(super) fn error(&self, what: &str) -> Error {
        Error::syntax(format!("is not JSON: {what} (byte {})", self.at))
    }

    /// Checks that nothing but white space is left.
    pub(super) fn end(&mut self) -> Result<(), Error> {
        self.skip_space();
        if self.at == self.text.len() {
            Ok(())
        } else {
            Err(self.error("something follows the value"))
        }
    }

    /// Steps over `token`, which must be next.
    pub(super) fn expect(&mut self, token: u8) -> Result<(), Error> {
        if self.peek()? != token {
            return Err(self.error(&format!("expected `{}`", char::from(token))));
        }
        self.at += 1;
        Ok(())
    }

    /// Steps over an opening bracket that was peeked.
    pub(super) fn open(&mut self) -> Result<(), Error> {
        self.at += 1;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Error::syntax(format!(
                "is nested deeper than {MAX_DEPTH} levels"
            )));
        }
        Ok(())
    }

    /// Steps to the next element or member: over a comma unless it is the first, or over the closing bracket, in
    /// which case there is none.
    pub(super) fn next_in(&mut self, close: u8, first: bool) -> Result<bool, Error> {
        let next = self.peek()?;
        if next == close {
            self.at += 1;
            self.depth -= 1;
            return Ok(false);
        }
        if !first {
            if next != b',' {
                return Err(self.error("expected a comma or the end"));
            }
            self.at += 1;
            if self.peek()? == close {
                return Err(self.error("a comma before the end"));
            }
        }
        Ok(true)
    }

    pub(super) fn literal(&mut self, word: &str) -> Result<(), Error> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.error(&format!("expected `{word}`")));
        }
        self.at += word.len();
        Ok(())
    }

    /// Reads a string whose opening quote is next.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, Error> {
        self.at += 1;
        let start = self.at;
        let run = self.plain_run();
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(run));
        }
        self.escaped_string(start).map(Cow::Owned)
    }

    /// Steps over characters that stand for themselves.
    fn plain_run(&mut self) -> &'de str {
        let start = self.at;
        let bytes = &self.text.as_bytes()[start..];
        let length = bytes
            .iter()
            .position(|&b| b == b'"' || b == b'\\' || b < 0x20)
            .unwrap_or(bytes.len());
        self.at += length;
        &self.text[start..self.at]
    }

    /// The slow way: there is an escape after the plain run that begins at `start`.
    fn escaped_string(&mut self, start: usize) -> Result<String, Error> {
        let mut value = self.text[start..self.at].to_owned();
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => {
                    self.at += 1;
                    value.push(self.escape()?);
                }
                Some(_) => {
                    return Err(self.error("a control character in a string must be escaped"));
                }
                None => return Err(self.error("a string without an end")),
            }
            value.push_str(self.plain_run());
        }
    }

    fn escape(&mut self) -> Result<char, Error> {
        let byte = self
            .byte()
            .ok_or_else(|| self.error("a string without an end"))?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(self.error("an unknown escape")),
        })
    }

    fn unicode_escape(&mut self) -> Result<char, Error> {
        let mut code = u32::from(self.four_digits()?);
        if (0xD800..0xDC00).contains(&code) {
            if !self.text[self.at..].starts_with("\\u") {
                return Err(self.error("a surrogate without its pair"));
            }
            self.at += 2;
            let low = u32::from(self.four_digits()?);
            if !(0xDC00..0xE000).contains(&low) {
                return Err(self.error("a surrogate without its pair"));
            }
            code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        char::from_u32(code).ok_or_else(|| self.error("a surrogate without its pair"))
    }

    fn four_digits(&mut self) -> Result<u16, Error> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let text = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let code = text.and_then(|text| u16::from_str_radix(text, 16).ok());
        let code = code.ok_or_else(|| self.error("an escape needs four hexadecimal digits"))?;
        self.at += 4;
        Ok(code)
    }

    /// Reads a number whose first byte is next.
    pub(super) fn number(&mut self) -> Result<Number, Error> {
        let start = self.at;
        let negative = self.skip_byte(b'-');
        let digits = self.at;
        if self.digits()? > 1 && self.text.as_bytes()[digits] == b'0' {
            return Err(self.error("a number with a leading zero"));
        }
        let whole = self.at;
        if self.skip_byte(b'.') {
            self.digits()?;
        }
        if self.skip_byte(b'e') || self.skip_byte(b'E') {
            let _signed = self.skip_byte(b'-') || self.skip_byte(b'+');
            self.digits()?;
        }
        let text = &self.text[start..self.at];
        if self.at == whole {
            if let Some(value) = if negative { None } else { text.parse().ok() } {
                return Ok(Number::Unsigned(value));
            }
            if let Some(value) = text.parse().ok().filter(|&value| value != 0) {
                return Ok(Number::Signed(value));
            }
        }
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(Number::Float(value)),
            _ => Err(self.error("a number that is too large")),
        }
    }

    fn skip_byte(&mut self, byte: u8) -> bool {
        let there = self.byte() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Steps over digits, of which there must be one, and counts them.
    fn digits(&mut self) -> Result<usize, Error> {
        let count = self.text.as_bytes()[self.at..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if count == 0 {
            return Err(self.error("expected a digit"));
        }
        self.at += count;
        Ok(count)
    }

    /// Steps over a value that nobody asked for, with the checks that every value gets.
    pub(super) fn skip_value(&mut self) -> Result<(), Error> {
        match self.peek()? {
            b'{' => self.skip_object(),
            b'[' => self.skip_array(),
            b'"' => self.string().map(drop),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            b'-' | b'0'..=b'9' => self.number().map(drop),
            _ => Err(self.error("expected a value")),
        }
    }

    fn skip_object(&mut self) -> Result<(), Error> {
        self.open()?;
        let mut keys = Keys::default();
        let mut first = true;
        while self.next_in(b'}', first)? {
            first = false;
            let key = self.key(&mut keys)?;
            self.skip_value().map_err(|error| error.under(&key))?;
        }
        Ok(())
    }

    fn skip_array(&mut self) -> Result<(), Error> {
        self.open()?;
        let mut index = 0;
        while self.next_in(b']', index == 0)? {
            self.skip_value()
                .map_err(|error| error.under_index(index))?;
            index += 1;
        }
        Ok(())
    }

    /// Reads a key and its colon; refuses one that the object already has.
    pub(super) fn key(&mut self, keys: &mut Keys<'de>) -> Result<Cow<'de, str>, Error> {
        if self.peek()? != b'"' {
            return Err(self.error("expected a key"));
        }
        let key = self.string()?;
        if !keys.insert(key.clone()) {
            return Err(Error::syntax("is given twice").under(&key));
        }
        self.expect(b':')?;
        Ok(key)
    }
}

/// The keys of an object so far: a list while there are few, then a set.
#[derive(Default)]
pub(super) struct Keys<'de> {
    few: Vec<Cow<'de, str>>,
    many: HashSet<Cow<'de, str>>,
}

impl<'de> Keys<'de> {
    const FEW: usize = 16;

    /// Whether the key is new.
    fn insert(&mut self, key: Cow<'de, str>) -> bool {
        if self.few.len() < Self::FEW {
            let new = !self.few.contains(&key);
            self.few.push(key);
            return new;
        }
        if self.many.is_empty() {
            self.many.extend(self.few.iter().cloned());
        }
        self.many.insert(key)
    }
}
