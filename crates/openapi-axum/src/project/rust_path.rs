//! Rust types as text, with the paths that a client's code needs.

use crate::model::{Schema, Shape, StringFormat};

/// The path of a generated type.
pub(super) fn of_type(types_path: &str, rust_name: &str) -> String {
    format!("{types_path}::{rust_name}")
}

/// The type of a schema.
pub(super) fn of_schema(types_path: &str, it: &Schema) -> String {
    let plain = match &it.shape {
        Shape::Ref { name, .. } => of_type(types_path, name),
        Shape::String(format) => of_string(format).to_owned(),
        Shape::Integer(format) => format.rust_type().to_owned(),
        Shape::Number(_) => "f64".to_owned(),
        Shape::Boolean => "bool".to_owned(),
        Shape::Array(items) => format!("Vec<{}>", of_schema(types_path, items)),
        Shape::Map(values) => {
            let values = of_schema(types_path, values);
            format!("std::collections::BTreeMap<String, {values}>")
        }
        Shape::FreeForm => "serde_json::Map<String, serde_json::Value>".to_owned(),
        Shape::Any => "serde_json::Value".to_owned(),
    };
    if it.nullable {
        format!("Option<{plain}>")
    } else {
        plain
    }
}

fn of_string(format: &StringFormat) -> &'static str {
    match format {
        StringFormat::Plain(_) => "String",
        StringFormat::DateTime => "jiff::Timestamp",
        StringFormat::Date => "jiff::civil::Date",
        StringFormat::Uuid => "uuid::Uuid",
        StringFormat::Ipv4 => "std::net::Ipv4Addr",
        StringFormat::Ipv6 => "std::net::Ipv6Addr",
        StringFormat::Byte => "openapi_axum_rt::Base64",
    }
}

/// A name for a type: the last part of every path in it, such as `OptionPet`.
pub(super) fn words(path: &str) -> String {
    let part = |part: &str| part.rsplit("::").next().unwrap_or(part).trim().to_owned();
    path.split(['<', '>', ',']).map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn types_are_called_by_the_last_part_of_their_paths() {
        assert_eq!(words("jiff::Timestamp"), "Timestamp");
        assert_eq!(words("Option<pet_types::Pet>"), "OptionPet");
        assert_eq!(
            words("std::collections::BTreeMap<String, Vec<a::B>>"),
            "BTreeMapStringVecB"
        );
    }
}
