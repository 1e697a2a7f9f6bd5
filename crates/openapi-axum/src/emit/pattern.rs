//! From the regular expressions of ECMA-262, which JSON Schema uses, to those of the `regex` crate; what needs stepping
//! back (look-around, back references) to those of `fancy-regex`, which has the same syntax.

mod size;

use std::iter::Peekable;
use std::str::Chars;

/// Largest compiled expression, in bytes; the run time has the same limit.
const SIZE_LIMIT: usize = 1 << 26;

/// Translates `pattern`.
///
/// # Errors
/// What cannot be translated, as a fragment of a sentence.
pub(crate) fn translate(pattern: &str) -> Result<String, String> {
    let mut translator = Translator {
        rest: pattern.chars().peekable(),
        out: String::new(),
        steps_back: false,
    };
    translator.run()?;
    if size::is_too_large(&translator.out) {
        return Err("it is too large to be compiled".to_owned());
    }
    let Translator {
        out, steps_back, ..
    } = translator;
    if steps_back {
        // Word boundaries without Unicode are a notation that only the `regex` crate knows.
        let out = out.replace(r"(?-u:\b)", r"\b").replace(r"(?-u:\B)", r"\B");
        let built = fancy_regex::Regex::new(&out);
        return built
            .map(|_| out)
            .map_err(|error| invalid(&error.to_string()));
    }
    let built = regex::RegexBuilder::new(&out)
        .size_limit(SIZE_LIMIT)
        .build();
    built
        .map(|_| out)
        .map_err(|error| invalid(&error.to_string()))
}

fn invalid(error: &str) -> String {
    let reason = error.lines().last().unwrap_or_default();
    format!(
        "it is not a regular expression ({})",
        reason.trim_start_matches("error: ")
    )
}

/// What `\s` stands for in ECMA-262: white space and line terminators.
const SPACE: &str = r"\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";

struct Translator<'a> {
    rest: Peekable<Chars<'a>>,
    out: String,
    /// Whether there is something that the `regex` crate cannot do.
    steps_back: bool,
}

impl Translator<'_> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(c) = self.rest.next() {
            match c {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '.' => self.out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
                '(' => self.group(),
                // A brace that begins no quantifier stands for itself.
                '{' if !self.is_quantifier() => self.out.push_str(r"\{"),
                '{' => self.quantifier(),
                '}' | ']' => self.out.extend(['\\', c]),
                _ => self.out.push(c),
            }
        }
        Ok(())
    }

    /// Whether `{` is followed by counts and its end.
    fn is_quantifier(&self) -> bool {
        let inner: String = self.rest.clone().take_while(|&c| c != '}').collect();
        let closed = self.rest.clone().any(|c| c == '}');
        let (low, high) = inner.split_once(',').unwrap_or((&inner, ""));
        let is_count = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        closed && !low.is_empty() && is_count(low) && is_count(high)
    }

    fn quantifier(&mut self) {
        self.out.push('{');
        for c in self.rest.by_ref() {
            self.out.push(c);
            if c == '}' {
                return;
            }
        }
    }

    fn group(&mut self) {
        self.out.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            return;
        }
        self.out.push('?');
        let Some(kind) = self.rest.next() else {
            return;
        };
        self.out.push(kind);
        let is_behind = kind == '<' && self.rest.peek().is_some_and(|&c| c == '=' || c == '!');
        self.steps_back |= matches!(kind, '=' | '!' | '>') || is_behind;
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
                Some('-') if self.rest.peek() == Some(&'-') => self.out.push_str(r"\-"),
                Some('-') if self.is_beside_set() => self.out.push_str(r"\-"),
                Some(c) => self.out.push(c),
                None => return Err("a class without its end".to_owned()),
            }
        }
    }

    /// Whether a hyphen in a class is followed by a set such as `\w`: then it stands for itself.
    fn is_beside_set(&self) -> bool {
        let mut next = self.rest.clone();
        next.next() == Some('\\')
            && next
                .next()
                .is_some_and(|c| matches!(c, 'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P'))
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
            // `[\w-.]`: the hyphen after a set stands for itself.
            if in_class && self.rest.next_if_eq(&'-').is_some() {
                self.out.push_str(r"\-");
            }
            return Ok(());
        }
        match c {
            'b' if in_class => self.out.push_str(r"\x08"),
            'b' => self.out.push_str(r"(?-u:\b)"),
            'B' if !in_class => self.out.push_str(r"(?-u:\B)"),
            'n' | 'r' | 't' | 'v' | 'f' => self.out.extend(['\\', c]),
            'u' => self.unicode(4)?,
            'x' => self.unicode(2)?,
            'c' => self.control()?,
            'p' | 'P' => self.out.extend(['\\', c]),
            '0' => self.out.push_str(r"\x00"),
            '1'..='9' | 'k' if !in_class => {
                self.steps_back = true;
                self.out.extend(['\\', c]);
            }
            // Not of ECMA-262, and never meant as the letters.
            'A' if !in_class => self.out.push_str(r"\A"),
            'Z' | 'z' if !in_class => self.out.push_str(r"\z"),
            c => self.out.push_str(&regex::escape(&c.to_string())),
        }
        Ok(())
    }

    /// `\cJ` is the control character of the letter.
    fn control(&mut self) -> Result<(), String> {
        let letter = self.rest.next().filter(char::is_ascii_alphabetic);
        let letter = letter.ok_or("`\\c` without a letter")?;
        self.out
            .push_str(&format!("\\x{:02X}", u32::from(letter) % 32));
        Ok(())
    }

    fn unicode(&mut self, length: usize) -> Result<(), String> {
        let mut code = self.digits(length)?;
        let is_high = (0xD800..0xDC00).contains(&code);
        if is_high && self.rest.next_if_eq(&'\\').is_some() && self.rest.next_if_eq(&'u').is_some()
        {
            let low = self.digits(length)?;
            if (0xDC00..0xE000).contains(&low) {
                code = 0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            }
        }
        let c = char::from_u32(code).ok_or_else(|| format!("`{code:X}` is not a character"))?;
        self.out.push_str(&format!("\\u{{{:X}}}", u32::from(c)));
        Ok(())
    }

    fn digits(&mut self, length: usize) -> Result<u32, String> {
        let digits: String = if self.rest.next_if_eq(&'{').is_some() {
            self.rest.by_ref().take_while(|&c| c != '}').collect()
        } else {
            self.rest.by_ref().take(length).collect()
        };
        u32::from_str_radix(&digits, 16).map_err(|_| format!("`{digits}` is not a character"))
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
    fn braces_hyphens_and_escapes_mean_what_they_do_there() {
        assert!(matches(r"^{a}$", "{a}") && matches("^a{2}$", "aa") && matches("^a{,2}$", "a{,2}"));
        assert!(matches(r"^[\w-.]+$", "a-.") && matches(r"^[a-\d]+$", "a-1"));
        assert!(matches(r"^\cJ\u{1F600}\uD83D\uDE00$", "\n😀😀"));
        assert!(matches(r"\Aab\Z", "ab") && !matches(r"\Aab\z", "abc"));
        assert!(matches(r"^[a&&b\]]+$", "&a]b") && matches("^]$", "]"));
    }

    #[test]
    fn what_needs_stepping_back_is_for_the_other_crate() {
        let fancy = |pattern: &str, text: &str| {
            let translated = translate(pattern).expect(pattern);
            let regex = fancy_regex::Regex::new(&translated).expect("compiled before");
            regex.is_match(text).expect("few steps")
        };
        assert!(fancy("^(?!.*xx)a", "axbx") && !fancy("^(?!.*xx)a", "abxx"));
        assert!(fancy(r"^(?=.*\d)\b\w+$", "a1") && !fancy(r"^(?=.*\d)\b\w+$", "ab"));
        assert!(fancy(r"(?<=a)b", "ab") && fancy(r"^(a|b)\1$", "aa") && !fancy(r"^(a|b)\1$", "ab"));
    }

    #[test]
    fn what_cannot_be_translated_is_refused() {
        for pattern in ["(", "[a", r"\c", r"\uD800", "(?=a"] {
            assert!(translate(pattern).is_err(), "{pattern}");
        }
    }
}
