//! Texts as the JSON value that a schema takes them for.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::Tree;
use crate::schema::{Schema, Types};

impl Tree<'_> {
    /// The value that the texts are where the schema holds: a text stays one unless another type is asked for. What is
    /// not of the type stays as it is, and the schema says what is wrong with it.
    pub(crate) fn to_value(&self, schema: &Schema) -> Value {
        let types = schema.types();
        match self {
            Self::List(list) if !types.includes(Types::ARRAY) && list.len() == 1 => {
                list[0].to_value(schema)
            }
            Self::List(list) => elements(list, schema),
            Self::Object(members) => {
                let member = |(name, value): &(Cow<'_, str>, Tree<'_>)| {
                    let name = name.to_string();
                    let value = value.to_value(schema.of_member(&name));
                    (name, value)
                };
                members.iter().map(member).collect()
            }
            Self::Text(text) => match scalar(text, types) {
                Some(value) => value,
                // A single text is a list of one.
                None if types.includes(Types::ARRAY) => {
                    elements(std::slice::from_ref(self), schema)
                }
                None => Value::from(text.as_ref()),
            },
        }
    }
}

fn elements(list: &[Tree<'_>], schema: &Schema) -> Value {
    let element = |(index, item): (usize, &Tree<'_>)| item.to_value(schema.of_element(index));
    list.iter().enumerate().map(element).collect()
}

/// The scalar that a text is in one of the types; of several types the text is what JSON would take it for.
fn scalar(text: &str, types: Types) -> Option<Value> {
    let other = match text {
        "true" => Some(Value::Bool(true)),
        "false" => Some(Value::Bool(false)),
        _ => serde_json::from_str::<Number>(text).ok().map(Value::Number),
    };
    let is_string = types.includes(Types::STRING);
    other
        .filter(|value| types.includes(Types::of(value)))
        .or_else(|| is_string.then(|| Value::from(text)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Tree;
    use crate::schema::{Rule, Schema, Types};

    const STRING: Schema = Schema(&[Rule::Type(Types::STRING)]);
    const NUMBER: Schema = Schema(&[Rule::Type(Types::NUMBER)]);
    const NUMBERS: Schema = Schema(&[
        Rule::Type(Types::ARRAY),
        Rule::Items {
            first: &[],
            rest: &NUMBER,
        },
    ]);
    const INNER: Schema = Schema(&[
        Rule::Type(Types::OBJECT),
        Rule::Members {
            known: &[
                ("text", &STRING),
                ("number", &NUMBER),
                ("numbers", &NUMBERS),
                ("either", &Schema(&[Rule::AnyOf(&[&STRING, &NUMBER])])),
            ],
            patterns: &[],
            rest: Some(&NUMBER),
        },
    ]);
    const OBJECT: Schema = Schema(&[Rule::AllOf(&[&INNER])]);

    #[test]
    fn the_schema_decides_what_a_text_is() {
        let members = [
            ("text", "1"),
            ("number", "1"),
            ("numbers", "1"),
            ("either", "1"),
            ("either2", "x"),
            ("more", "1.5"),
            ("twice", "1"),
            ("twice", "2"),
        ];
        let mut object = Vec::new();
        for (name, text) in members {
            Tree::insert(&mut object, name.into(), Tree::text(text));
        }
        let numbers = Tree::List(vec![Tree::text("1"), Tree::text("x")]);
        assert_eq!(
            Tree::Object(object).to_value(&OBJECT),
            json!({"text": "1", "number": 1, "numbers": [1], "either": 1, "either2": "x", "more": 1.5, "twice": [1, 2]})
        );
        assert_eq!(numbers.to_value(&NUMBERS), json!([1, "x"]));
        assert_eq!(
            Tree::List(vec![Tree::text("1")]).to_value(&NUMBER),
            json!(1)
        );
    }
}
