//! From the regular expressions of ECMA-262, which JSON Schema uses, to those of the `regex` crate.

use std::iter::Peekable;
use std::str::Chars;

/// Translates `pattern`.
///
/// # Errors
/// What cannot be translated, as a fragment of a sentence: look-around, back references, or no regular expression.
pub(crate) fn translate(pattern: &str) -> Result<String, String> {
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        out: String::new(),
    };
    translator.run()?;
    regex::Regex::new(&translator.out).map_err(|error| {
        let error = error.to_string();
        let reason = error.lines().last().unwrap_or_default();
        format!(
            "it is not a regular expression ({})",
            reason.trim_start_matches("error: ")
        )
    })?;
    Ok(translator.out)
}

/// What `\s` stands for in ECMA-262: white space and line terminators.
const SPACE: &str = r"\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
}

impl Translator<'_> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '.' => self.out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
                '(' => self.group()?,
                _ => self.out.push(c),
            }
        }
        Ok(())
    }

    fn group(&mut self) -> Result<(), String> {
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.out.push('?');
        match self.rest.next() {
            Some(':') => self.out.push(':'),
            Some('<')
                if self
                    .rest
                    .peek()
                    .is_some_and(|&c| c.is_alphabetic() || c == '_') =>
            {
                self.out.push('<')
            }
            _ => return Err("look-around is not supported".to_owned()),
        }
        Ok(())
    }

    fn class(&mut self) -> Result<(), String> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        if self.rest.next_if_eq(&']').is_some() {
            // `[]` matches nothing, `[^]` everything.
            self.out
                .push_str(if negated { r"[\s\S]" } else { r"[^\s\S]" });
            return Ok(());
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        loop {
            match self.rest.next() {
                Some(']') => {
                    self.out.push(']');
                    return Ok(());
                }
                Some('\\') => self.escape(true)?,
                // Operators of the regex crate's classes that ECMA-262 does not know.
                Some(c @ ('[' | '&' | '~')) => self.out.extend(['\\', c]),
                Some(c) => self.out.push(c),
                None => return Err("a class without its end".to_owned()),
            }
        }
    }

    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let Some(c) = self.rest.next() else {
            return Err("it ends with a backslash".to_owned());
        };
        let set = match c {
            'd' | 'D' => Some("0-9"),
            'w' | 'W' => Some("A-Za-z0-9_"),
            's' | 'S' => Some(SPACE),
            _ => None,
        };
        if let Some(set) = set {
            let text = match (c.is_uppercase(), in_class) {
                (false, true) => set.to_owned(),
                (false, false) => format!("[{set}]"),
                (true, _) => format!("[^{set}]"),
            };
            self.out.push_str(&text);
            return Ok(());
        }
        match c {
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' => self.out.push_str(r"(?-u:\b)"),
            'B' if !in_class => self.out.push_str(r"(?-u:\B)"),
            'n' | 'r' | 't' | 'v' | 'f' => self.out.extend(['\\', c]),
            'u' => self.unicode(4)?,
            'x' => self.unicode(2)?,
            'p' | 'P' => self.out.extend(['\\', c]),
            '0' => self.out.push_str(r"\x00"),
            '1'..='9' | 'k' => return Err("back references are not supported".to_owned()),
            c if c.is_ascii_alphanumeric() => {
                return Err(format!("the escape `\\{c}` is not supported"));
            }
            c => self.out.push_str(&regex::escape(&c.to_string())),
        }
        Ok(())
    }

    fn unicode(&mut self, length: usize) -> Result<(), String> {
        let digits: String = if self.rest.next_if_eq(&'{').is_some() {
            self.rest.by_ref().take_while(|&c| c != '}').collect()
        } else {
            self.rest.by_ref().take(length).collect()
        };
        let code = u32::from_str_radix(&digits, 16)
            .ok()
            .and_then(char::from_u32);
        let code = code.ok_or_else(|| format!("`{digits}` is not a character"))?;
        self.out.push_str(&format!("\\u{{{:X}}}", u32::from(code)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::translate;

    fn matches(pattern: &str, text: &str) -> bool {
        let translated = translate(pattern).expect(pattern);
        regex::Regex::new(&translated)
            .expect("compiled before")
            .is_match(text)
    }

    #[test]
    fn classes_are_ascii_as_in_ecma_262() {
        assert!(matches(r"^\d+$", "12") && !matches(r"^\d+$", "١٢"));
        assert!(matches(r"^[\w-]+$", "a_b-1") && !matches(r"^\w+$", "é"));
        assert!(matches(r"^\s$", "\u{FEFF}") && !matches(r"^\S$", " "));
        assert!(matches(r"^[[&]+$", "[&"));
        assert!(matches(r"^\/\u0041\x42$", "/AB"));
        assert!(!matches(r"^.$", "\r") && matches(r"^[^]$", "\n"));
    }

    #[test]
    fn what_cannot_be_translated_is_refused() {
        for pattern in ["(?=a)", "(?!a)", "(?<=a)", r"(a)\1", "(", "[a", r"\c"] {
            assert!(translate(pattern).is_err(), "{pattern}");
        }
    }
}
