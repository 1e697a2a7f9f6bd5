//! The configuration in force as a file, for `chatd config print`.

use serde_json::Value;

use super::keys::{self, Key};
use super::source::Source;

/// One line per key: its value, or a remark that it has none, and where the value comes from.
pub(super) fn render<'a>(value: impl Fn(&Key) -> Option<(&'a Value, &'a Source)>) -> String {
    let mut text = String::new();
    let mut open = "";
    for key in keys::all() {
        let (section, name) = key.path.rsplit_once('.').unwrap_or(("", &key.path));
        if section != open {
            text += &format!("\n[{section}]\n");
            open = section;
        }
        text += &match value(key) {
            None => format!("# {name} is not set\n"),
            Some((_, source)) if key.secret => format!("{name} = \"[redacted]\" # {source}\n"),
            Some((value, source)) => format!("{name} = {} # {source}\n", toml(value)),
        };
    }
    text
}

fn toml(value: &Value) -> String {
    match value {
        Value::String(text) => toml::Value::from(text.as_str()).to_string(),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(toml).collect();
            format!("[{}]", values.join(", "))
        }
        // Numbers and truth values are written alike in both.
        other => other.to_string(),
    }
}
