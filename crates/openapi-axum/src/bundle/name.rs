//! Names for what becomes a component.

use crate::names::pascal_case;
use crate::read::unescape;

/// Keys behind which names stand.
const SECTIONS: [&str; 13] = [
    "schemas",
    "definitions",
    "$defs",
    "parameters",
    "responses",
    "headers",
    "requestBodies",
    "examples",
    "links",
    "callbacks",
    "pathItems",
    "securitySchemes",
    "paths",
];

/// Keys that say what something is, and not which.
const STRUCTURE: [&str; 13] = [
    "components",
    "properties",
    "items",
    "additionalProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "schema",
    "content",
    "requestBody",
    "prefixItems",
    "contentSchema",
];

/// File names that say nothing: the directory does.
const FILLERS: [&str; 5] = ["index", "_index", "schema", "main", "openapi"];

/// The name that a person would give to a place in a file.
pub(super) fn natural(path: &str, pointer: &str) -> String {
    let tokens: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let section = match tokens.first() {
        Some(first) if first == "paths" => Some(0),
        _ => tokens
            .iter()
            .rposition(|token| SECTIONS.contains(&token.as_str())),
    };
    let named = section.map_or(&tokens[..], |at| &tokens[at + 1..]);
    let mut words = words(named);
    if words.is_empty() {
        words = self::words(&tokens);
    }
    let inner = tokens
        .iter()
        .any(|it| STRUCTURE[1..].contains(&it.as_str()));
    let name = match words.as_slice() {
        [] => stem(path),
        [only] => (*only).to_owned(),
        [.., last] if section.is_none() && !inner => (*last).to_owned(),
        several => pascal_case(&several.join("_")),
    };
    plain(&name)
}

fn words(tokens: &[String]) -> Vec<&str> {
    let is_index = |token: &str| token.len() < 3 && token.bytes().all(|it| it.is_ascii_digit());
    let says_nothing = |token: &str| {
        STRUCTURE.contains(&token)
            || SECTIONS.contains(&token)
            || is_media_type(token)
            || is_index(token)
    };
    let says = |token: &&str| !says_nothing(token);
    tokens.iter().map(String::as_str).filter(says).collect()
}

fn is_media_type(token: &str) -> bool {
    token
        .split_once('/')
        .is_some_and(|(kind, _)| !kind.is_empty())
}

/// The name of a file without its ending.
fn stem(path: &str) -> String {
    let (directory, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let parent = directory.rsplit('/').next().unwrap_or_default();
    if FILLERS.contains(&stem) && !parent.is_empty() && parent != ".." {
        parent.to_owned()
    } else {
        stem.to_owned()
    }
}

/// Only what the name of a component may have.
fn plain(name: &str) -> String {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let name: String = name
        .trim_matches(|c: char| !c.is_alphanumeric())
        .chars()
        .map(|c| if is_legal(c) { c } else { '_' })
        .collect();
    if name.is_empty() {
        "Component".to_owned()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::natural;

    #[test]
    fn names_say_which() {
        let cases = [
            ("a.yaml", "/components/schemas/Pet", "Pet"),
            ("a.yaml", "/Pet", "Pet"),
            ("a.yaml", "/common/Pet", "Pet"),
            ("schemas/pet.yaml", "", "pet"),
            ("pets/index.yaml", "", "pets"),
            ("", "/components/schemas/Pet/properties/owner", "PetOwner"),
            ("", "/components/schemas/Pet/items", "Pet"),
            (
                "",
                "/paths/~1pets/get/responses/200/content/application~1json/schema",
                "PetsGet200",
            ),
            ("", "/paths/~1pets/parameters/0/schema", "pets"),
            ("x y.json", "", "x_y"),
        ];
        for (path, pointer, name) in cases {
            assert_eq!(natural(path, pointer), name, "{path}#{pointer}");
        }
    }
}
