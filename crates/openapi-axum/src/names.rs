//! Rust names for what a document names: PascalCase, snake_case, keywords, collisions.

use std::collections::{HashMap, HashSet};

/// Keywords that cannot be raw identifiers.
const NEVER_RAW: [&str; 5] = ["self", "Self", "super", "crate", "_"];

/// Keywords of the 2024 edition that can be written `r#…`.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// `PascalCase` of a name: `end_user` and `end-user` become `EndUser`, `pt-BR` becomes `PtBr`.
///
/// Always an identifier: nothing usable gives `Value`, a leading digit gets `Value` in front.
pub fn pascal_case(name: &str) -> String {
    let mut pascal = String::new();
    for word in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        let shout = word.len() > 1 && !word.bytes().any(|b| b.is_ascii_lowercase());
        let mut chars = word.chars();
        pascal.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        if shout {
            pascal.extend(chars.map(|c| c.to_ascii_lowercase()));
        } else {
            pascal.push_str(chars.as_str());
        }
    }
    if pascal.is_empty() || pascal.starts_with(|c: char| c.is_ascii_digit()) {
        pascal.insert_str(0, "Value");
    }
    if pascal == "Self" {
        pascal.push_str("Value");
    }
    pascal
}

/// `snake_case` of a name, not yet safe against keywords: `Content-Type` becomes `content_type`.
pub fn snake_case(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, &c) in chars.iter().enumerate() {
        if !c.is_ascii_alphanumeric() {
            if !snake.is_empty() && !snake.ends_with('_') {
                snake.push('_');
            }
            continue;
        }
        let previous = index.checked_sub(1).map(|before| chars[before]);
        let after_lower = previous.is_some_and(|p| p.is_ascii_lowercase() || p.is_ascii_digit());
        let ends_shout = previous.is_some_and(|p| p.is_ascii_uppercase())
            && chars.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if c.is_ascii_uppercase() && (after_lower || ends_shout) && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    let snake = snake.trim_end_matches('_');
    if snake.is_empty() || snake.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("value_{snake}").trim_end_matches('_').to_owned();
    }
    snake.to_owned()
}

/// Name of a constant: `end_user` and `EndUser` become `END_USER`.
pub(crate) fn constant_case(name: &str) -> String {
    snake_case(name).to_uppercase()
}

/// Makes an identifier of a `snake_case` name: keywords become raw (`r#type`).
pub fn identifier(snake: &str) -> String {
    if KEYWORDS.contains(&snake) {
        format!("r#{snake}")
    } else {
        never_raw(snake.to_owned())
    }
}

/// Whether a name is words in lower case with single underscores in between, as fields and methods are; one underscore at
/// the end is fine.
pub(crate) fn is_snake_case(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.contains("__")
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Whether a name is as types and variants are; an underscore may only part digits.
pub(crate) fn is_pascal_case(name: &str) -> bool {
    let mut parts = name.split('_');
    let is_word = |part: &str| part.chars().all(|c| c.is_ascii_alphanumeric());
    let parts_digits = |(before, after): (&str, &str)| {
        before.ends_with(|c: char| c.is_ascii_digit())
            && after.starts_with(|c: char| c.is_ascii_digit())
    };
    let pairs = name.split('_').zip(name.split('_').skip(1));
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && parts.all(is_word)
        && pairs.into_iter().all(parts_digits)
}

fn never_raw(name: String) -> String {
    if NEVER_RAW.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Variant name of a status: `404` is `NotFound`.
pub fn status_name(status: u16) -> String {
    let name = match status {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritativeInformation",
        204 => "NoContent",
        205 => "ResetContent",
        206 => "PartialContent",
        207 => "MultiStatus",
        300 => "MultipleChoices",
        301 => "MovedPermanently",
        302 => "Found",
        303 => "SeeOther",
        304 => "NotModified",
        307 => "TemporaryRedirect",
        308 => "PermanentRedirect",
        400 => "BadRequest",
        401 => "Unauthorized",
        402 => "PaymentRequired",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        406 => "NotAcceptable",
        408 => "RequestTimeout",
        409 => "Conflict",
        410 => "Gone",
        407 => "ProxyAuthenticationRequired",
        411 => "LengthRequired",
        412 => "PreconditionFailed",
        413 => "PayloadTooLarge",
        414 => "UriTooLong",
        415 => "UnsupportedMediaType",
        416 => "RangeNotSatisfiable",
        417 => "ExpectationFailed",
        418 => "ImATeapot",
        421 => "MisdirectedRequest",
        422 => "UnprocessableEntity",
        423 => "Locked",
        424 => "FailedDependency",
        425 => "TooEarly",
        426 => "UpgradeRequired",
        428 => "PreconditionRequired",
        429 => "TooManyRequests",
        431 => "RequestHeaderFieldsTooLarge",
        451 => "UnavailableForLegalReasons",
        500 => "InternalServerError",
        501 => "NotImplemented",
        502 => "BadGateway",
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        505 => "HttpVersionNotSupported",
        507 => "InsufficientStorage",
        _ => return format!("Status{status}"),
    };
    name.to_owned()
}

/// Names in use in one scope.
#[derive(Debug, Default)]
pub struct Scope {
    used: HashSet<String>,
    /// By what stands in front of the number: the one to try next, so that a thousand of one name are not counted a thousand
    /// times.
    next: HashMap<String, u32>,
}

impl Scope {
    /// Takes a name that must be free.
    ///
    /// Returns whether it was.
    pub fn claim(&mut self, name: &str) -> bool {
        self.used.insert(name.to_owned())
    }

    /// Takes the name, or the first of `name2`, `name3`, … that is free.
    pub fn pick(&mut self, name: &str) -> String {
        // `Value12` would read as twelve.
        let gap = if name.ends_with(|c: char| c.is_ascii_digit()) {
            "_"
        } else {
            ""
        };
        self.free(name, gap)
    }

    /// Like [`Scope::pick`] for a `snake_case` name, with `name_2`, and safe against keywords.
    pub fn pick_field(&mut self, snake: &str) -> String {
        identifier(&self.free(snake, "_"))
    }

    fn free(&mut self, name: &str, gap: &str) -> String {
        if self.used.insert(name.to_owned()) {
            return name.to_owned();
        }
        let stem = format!("{name}{gap}");
        let number = self.next.entry(stem.clone()).or_insert(2);
        loop {
            let picked = format!("{stem}{number}");
            *number += 1;
            if self.used.insert(picked.clone()) {
                return picked;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, identifier, pascal_case, snake_case};

    #[test]
    fn types_and_variants_are_pascal_case() {
        let cases = [
            ("end_user", "EndUser"),
            ("end-user", "EndUser"),
            ("ChatCreatedEvent", "ChatCreatedEvent"),
            ("pt-BR", "PtBr"),
            ("s3_path", "S3Path"),
            ("", "Value"),
            ("2fa", "Value2fa"),
            ("self", "SelfValue"),
            ("*/*", "Value"),
        ];
        for (name, expected) in cases {
            assert_eq!(pascal_case(name), expected, "{name}");
        }
    }

    #[test]
    fn fields_are_snake_case_and_keywords_raw() {
        let cases = [
            ("Content-Type", "content_type"),
            ("x-amz-credential", "x_amz_credential"),
            ("menuId", "menu_id"),
            ("HTTPCode", "http_code"),
            ("type", "r#type"),
            ("self", "self_"),
            ("2fa", "value_2fa"),
            ("__", "value"),
        ];
        for (name, expected) in cases {
            assert_eq!(identifier(&snake_case(name)), expected, "{name}");
        }
    }

    #[test]
    fn collisions_are_numbered() {
        let mut scope = Scope::default();
        assert_eq!(scope.pick("Chat"), "Chat");
        assert_eq!(scope.pick("Chat"), "Chat2");
        assert!(!scope.claim("Chat2"));
        assert_eq!(scope.pick_field("type"), "r#type");
        assert_eq!(scope.pick_field("type"), "type_2");
        assert_eq!(scope.pick("Chat"), "Chat3");
        assert_eq!(scope.pick_field("Chat"), "Chat_2");
    }
}
