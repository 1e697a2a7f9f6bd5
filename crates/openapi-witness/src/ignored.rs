//! What the comparison of a document with what is derived from Rust code leaves out, each with its reason.

/// A place that is left out on both sides, with everything below it.
#[derive(Clone, Copy, Debug)]
pub struct Ignored {
    /// A JSON Pointer in which `*` stands for any one token.
    pub place: &'static str,
    /// Why Rust code cannot or need not carry it, and what guards it instead.
    pub reason: &'static str,
}

/// What is left out for every document.
pub const GENERAL: &[Ignored] = &[
    Ignored {
        place: "/openapi",
        reason: "the version of the dialect: the derived document is of 3.1 and is brought to 3.0 terms",
    },
    Ignored {
        place: "/components/responses/*/x-violations",
        reason: "which status a broken schema has is seen in the behaviour of the router",
    },
    Ignored {
        place: "/components/headers/*/required",
        reason: "utoipa's header has no such field; the served document has it",
    },
    Ignored {
        place: "/components/responses/*/headers/*/required",
        reason: "utoipa's header has no such field; the served document has it",
    },
    Ignored {
        place: "/paths/*/*/responses/*/headers/*/required",
        reason: "utoipa's header has no such field; the served document has it",
    },
];

/// Whether `pointer` is at or below a place of the list.
pub(crate) fn covers(list: &[Ignored], pointer: &str) -> bool {
    list.iter()
        .any(|ignored| at_or_below(ignored.place, pointer))
}

fn at_or_below(place: &str, pointer: &str) -> bool {
    let mut tokens = pointer.split('/');
    place.split('/').all(|pattern| {
        tokens
            .next()
            .is_some_and(|token| pattern == "*" || pattern == token)
    })
}

/// The list as text, one line each, for people to review.
pub fn print(list: &[Ignored]) -> String {
    list.iter()
        .map(|ignored| format!("{}: {}\n", ignored.place, ignored.reason))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{GENERAL, covers};

    #[test]
    fn a_place_covers_itself_and_what_is_below() {
        assert!(covers(GENERAL, "/openapi"));
        assert!(covers(GENERAL, "/components/headers/RetryAfter/required/x"));
        assert!(!covers(
            GENERAL,
            "/paths/~1chats/post/responses/200/description"
        ));
        assert!(!covers(GENERAL, ""));
    }
}
