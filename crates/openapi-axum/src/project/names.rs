//! The names that typify gives to components, so that a replacement is found under its name.
//!
//! typify rewrites a component's name before it looks for a replacement. The rewriting is heck's `to_pascal_case` with
//! typify's own handling of what is not an identifier; it is repeated here, so that the library needs neither.

use std::collections::{BTreeMap, BTreeSet};

/// Component names of the lowered document by Rust name.
#[derive(Default)]
pub(crate) struct Names {
    by_type: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Names {
    /// Chooses a component name for a type that typify leaves as it is and that no other type has.
    pub(crate) fn declare(&mut self, rust_name: &str) -> String {
        self.declare_as(rust_name, rust_name)
    }

    /// Like [`Names::declare`], with a name that is wished for.
    pub(crate) fn declare_as(&mut self, rust_type: &str, wish: &str) -> String {
        let wanted = fixed_point(wish);
        let mut name = wanted.clone();
        let mut number = 2;
        while !self.taken.insert(name.clone()) {
            name = fixed_point(&format!("{wanted}Number{number}"));
            number += 1;
        }
        self.by_type.insert(rust_type.to_owned(), name.clone());
        name
    }

    /// Whether a type has been declared.
    pub(crate) fn has(&self, rust_type: &str) -> bool {
        self.by_type.contains_key(rust_type)
    }

    /// The component name of a type that has been declared; for any other its own name.
    pub(crate) fn component<'a>(&'a self, rust_name: &'a str) -> &'a str {
        self.by_type
            .get(rust_name)
            .map_or(rust_name, String::as_str)
    }
}

/// A name that typify leaves as it is; its rewriting of `a1B` is `A1B`, and of that `A1b`.
fn fixed_point(name: &str) -> String {
    let mut current = typify_name(name);
    loop {
        let next = typify_name(&current);
        if next == current {
            return current;
        }
        current = next;
    }
}

/// The name under which typify knows the component `name`.
fn typify_name(name: &str) -> String {
    let pascal: String = words(name).iter().map(|word| capitalise(word)).collect();
    match pascal.chars().next() {
        None => "X".to_owned(),
        Some(first) if first.is_alphabetic() => {
            if pascal == "Self" {
                "Self_".to_owned()
            } else {
                pascal
            }
        }
        Some(_) => format!("X{pascal}"),
    }
}

/// The name that progenitor gives to the field of a parameter, but for a sign at the end of keywords.
pub(crate) fn snake(name: &str) -> String {
    let words: Vec<String> = words(name).iter().map(|word| word.to_lowercase()).collect();
    words.join("_")
}

/// heck's words: runs of letters and digits, cut before an upper-case letter that follows a lower-case one and before the
/// last capital of a run that a lower-case letter follows.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in name
        .replace('\'', "")
        .split(|it: char| !it.is_alphanumeric())
    {
        let letters: Vec<char> = run.chars().collect();
        let mut word = String::new();
        let mut mode = Mode::Boundary;
        for (index, &letter) in letters.iter().enumerate() {
            let next = letters.get(index + 1).copied();
            let here = Mode::of(letter, mode);
            let before_capital = here == Mode::Lower && next.is_some_and(char::is_uppercase);
            let last_capital = mode == Mode::Upper
                && letter.is_uppercase()
                && next.is_some_and(char::is_lowercase);
            if last_capital && !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            word.push(letter);
            if before_capital {
                words.push(std::mem::take(&mut word));
                mode = Mode::Boundary;
            } else {
                mode = here;
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// The case of the letters just read; a digit keeps the case before it.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Boundary,
    Lower,
    Upper,
}

impl Mode {
    fn of(letter: char, before: Mode) -> Mode {
        if letter.is_lowercase() {
            Mode::Lower
        } else if letter.is_uppercase() {
            Mode::Upper
        } else {
            before
        }
    }
}

fn capitalise(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters
        .next()
        .map(|it| it.to_uppercase().to_string())
        .unwrap_or_default();
    first + &letters.as_str().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Names, fixed_point, snake, typify_name};

    #[test]
    fn names_are_written_as_typify_writes_them() {
        let cases = [
            ("Chat", "Chat"),
            ("VirtualAgent", "VirtualAgent"),
            ("URLThing", "UrlThing"),
            ("VAStatus", "VaStatus"),
            ("get-x-id", "GetXId"),
            ("snake_case_name", "SnakeCaseName"),
            ("S3Path", "S3Path"),
            ("a1B", "A1B"),
            ("2fa", "X2fa"),
            ("self", "Self_"),
            ("", "X"),
            ("Don'tPanic", "DontPanic"),
        ];
        for (name, expected) in cases {
            assert_eq!(typify_name(name), expected, "{name}");
            let fixed = fixed_point(name);
            assert_eq!(typify_name(&fixed), fixed, "a fixed point: {name}");
        }
    }

    #[test]
    fn parameters_are_called_as_progenitor_calls_them() {
        for (name, expected) in [
            ("user-id", "user_id"),
            ("userId", "user_id"),
            ("X-Request-ID", "x_request_id"),
            ("filter[status]", "filter_status"),
        ] {
            assert_eq!(snake(name), expected);
        }
    }

    #[test]
    fn two_names_that_typify_would_make_one_stay_two() {
        let mut names = Names::default();
        assert_eq!(names.declare("VaStatus"), "VaStatus");
        assert_eq!(names.declare("VAStatus"), "VaStatusNumber2");
        assert_eq!(names.component("VAStatus"), "VaStatusNumber2");
    }
}
