//! Reads a JSONPath.

use serde_json::Value as Json;

use super::filter::{Condition, Filter, Order, Test};
use super::{Path, Segment, Selector};

/// Reads a whole query.
pub(super) fn path(text: &str) -> Result<Path, String> {
    let mut reader = Reader { text, at: 0 };
    if !reader.eat("$") {
        return Err(reader.refuse("a path begins with `$`"));
    }
    let mut segments = Vec::new();
    while !reader.rest().trim().is_empty() {
        segments.push(reader.segment()?);
    }
    Ok(Path { segments })
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat_spaced(&mut self, word: &str) -> bool {
        self.space();
        self.eat(word)
    }

    fn refuse(&self, message: &str) -> String {
        let column = self.text[..self.at].chars().count() + 1;
        format!("{message} (character {column} of `{}`)", self.text)
    }

    fn segment(&mut self) -> Result<Segment, String> {
        self.space();
        let descends = self.eat("..");
        let selectors = if self.eat("[") {
            self.bracket()?
        } else if descends || self.eat(".") {
            vec![self.dotted()?]
        } else {
            return Err(self.refuse("`.` or `[` is missing"));
        };
        Ok(Segment {
            descends,
            selectors,
        })
    }

    fn dotted(&mut self) -> Result<Selector, String> {
        if self.eat("*") {
            return Ok(Selector::Wildcard);
        }
        let name = self.name();
        if name.is_empty() {
            return Err(self.refuse("a name or `*` is missing"));
        }
        Ok(Selector::Name(name.to_owned()))
    }

    /// A name as it may follow a dot; `-` is beyond the standard, and common in names of OpenAPI.
    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// What stands in brackets, with the closing one.
    fn bracket(&mut self) -> Result<Vec<Selector>, String> {
        let mut selectors = Vec::new();
        loop {
            selectors.push(self.selector()?);
            if self.eat_spaced("]") {
                return Ok(selectors);
            }
            if !self.eat(",") {
                return Err(self.refuse("`]` is missing, or what stands here is not supported"));
            }
        }
    }

    fn selector(&mut self) -> Result<Selector, String> {
        self.space();
        if self.eat("*") {
            return Ok(Selector::Wildcard);
        }
        if self.eat("?") {
            return self.filter().map(Selector::Filter);
        }
        if self.rest().starts_with(['\'', '"']) {
            return self.string().map(Selector::Name);
        }
        let number = self.number();
        number
            .parse()
            .map(Selector::Index)
            .map_err(|_| self.refuse("a quoted name, an index, `*` or a filter is missing"))
    }

    fn filter(&mut self) -> Result<Filter, String> {
        let wrapped = self.eat_spaced("(");
        let mut alternatives = vec![vec![self.condition()?]];
        loop {
            if self.eat_spaced("&&") {
                let condition = self.condition()?;
                if let Some(conditions) = alternatives.last_mut() {
                    conditions.push(condition);
                }
            } else if self.eat("||") {
                alternatives.push(vec![self.condition()?]);
            } else {
                break;
            }
        }
        if wrapped && !self.eat(")") {
            return Err(self.refuse("`)` is missing, or what stands here is not supported"));
        }
        Ok(Filter(alternatives))
    }

    fn condition(&mut self) -> Result<Condition, String> {
        let mut negated = self.eat_spaced("!");
        if !self.eat_spaced("@") {
            return Err(self.refuse("a condition begins with `@`, functions are not supported"));
        }
        let mut path = Vec::new();
        loop {
            if self.eat(".") {
                let name = self.name();
                if name.is_empty() {
                    return Err(self.refuse("a name is missing"));
                }
                path.push(name.to_owned());
            } else if self.eat("[") {
                self.space();
                path.push(if self.rest().starts_with(['\'', '"']) {
                    self.string()?
                } else {
                    self.number().to_owned()
                });
                if !self.eat_spaced("]") {
                    return Err(self.refuse("`]` is missing"));
                }
            } else {
                break;
            }
        }
        let (test, unequal) = self.test()?;
        negated ^= unequal;
        Ok(Condition {
            path,
            test,
            negated,
        })
    }

    /// The comparison, and whether it is `!=`.
    fn test(&mut self) -> Result<(Test, bool), String> {
        self.space();
        if self.eat("==") {
            return Ok((Test::Equal(self.literal()?), false));
        }
        if self.eat("!=") {
            return Ok((Test::Equal(self.literal()?), true));
        }
        let orders = [
            ("<=", Order::LessOrEqual),
            (">=", Order::GreaterOrEqual),
            ("<", Order::Less),
            (">", Order::Greater),
        ];
        for (word, order) in orders {
            if self.eat(word) {
                let literal = self.literal()?;
                let limit = literal.as_f64();
                return limit
                    .map(|limit| (Test::Compare(order, limit), false))
                    .ok_or_else(|| self.refuse("only numbers are greater or less"));
            }
        }
        Ok((Test::Exists, false))
    }

    fn literal(&mut self) -> Result<Json, String> {
        self.space();
        if self.rest().starts_with(['\'', '"']) {
            return self.string().map(Json::String);
        }
        let words = [
            ("true", Json::Bool(true)),
            ("false", Json::Bool(false)),
            ("null", Json::Null),
        ];
        for (word, value) in words {
            if self.eat(word) {
                return Ok(value);
            }
        }
        let number = self.number();
        serde_json::from_str(number)
            .map_err(|_| self.refuse("a string, number, `true`, `false` or `null` is missing"))
    }

    fn number(&mut self) -> &'t str {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | 'e' | 'E' | '+');
        let length = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A string in either quotes; a backslash takes the next character as it is.
    fn string(&mut self) -> Result<String, String> {
        let mut characters = self.rest().char_indices();
        let quote = characters.next().map(|(_, quote)| quote);
        let mut text = String::new();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => text.extend(characters.next().map(|(_, escaped)| escaped)),
                character if Some(character) == quote => {
                    self.at += at + 1;
                    return Ok(text);
                }
                character => text.push(character),
            }
        }
        Err(self.refuse("the quotes do not end"))
    }
}
