//! Schemas: what they are where they stand, and what gets a Rust item.

use super::Lowering;
use crate::form::{self, Form};
use crate::model::{
    Constraints, Enum, EnumValue, Field, IntegerFormat, Kind, MemberTag, NumberFormat, Schema,
    Shape, StringFormat, Struct, Union, Variant,
};
use crate::names::{Scope, pascal_case, snake_case};
use crate::place::Place;
use crate::read::Node;

impl<'d> Lowering<'d> {
    /// Lowers a schema where it stands; `base` names what has to be hoisted out of it.
    pub(super) fn schema(&mut self, place: &Place<'d>, base: &str) -> Schema {
        let form = Form::of(place);
        if let Some(reference) = form::reference(place) {
            let name = self.referenced(place, reference);
            return self.said_of(place, Shape::Ref { name, boxed: false });
        }
        if form.is_item() {
            let name = self.hoist(place, base);
            return self.said_of(place, Shape::Ref { name, boxed: false });
        }
        let shape = self.shape(place, form, base);
        Schema {
            constraints: constraints(place),
            ..self.said_of(place, shape)
        }
    }

    /// Rust name of the type of a schema that must have one: what is no item of its own gets a transparent newtype.
    pub(super) fn type_of(&mut self, place: &Place<'d>, base: &str) -> String {
        if let Some(reference) = form::reference(place) {
            return self.referenced(place, reference);
        }
        self.hoist(place, base)
    }

    /// Declares an inline schema once, however often it is met.
    fn hoist(&mut self, place: &Place<'d>, base: &str) -> String {
        if let Some(name) = self.hoisted.get(&place.pointer) {
            return name.clone();
        }
        let name = self.scope.pick(base);
        self.hoisted.insert(place.pointer.clone(), name.clone());
        self.declare(&name, None, place);
        name
    }

    /// What a named type is.
    pub(super) fn kind(
        &mut self,
        place: &Place<'d>,
        rust_name: &str,
        tag: Option<(String, String)>,
    ) -> Kind {
        match Form::of(place) {
            Form::Struct => Kind::Struct(self.object(place, rust_name, tag)),
            Form::ClosedEnum => Kind::Enum(enumeration(place, "enum")),
            Form::OpenEnum => Kind::Enum(enumeration(place, "x-extensible-enum")),
            Form::Union => Kind::Union(self.union(place)),
            Form::Choice => Kind::Choice(self.choice(place, rust_name)),
            _ => Kind::Newtype(self.schema(place, rust_name)),
        }
    }

    fn shape(&mut self, place: &Place<'d>, form: Form, base: &str) -> Shape {
        match form {
            Form::String if place.str("format") == Some("date-time") => {
                Shape::String(StringFormat::DateTime)
            }
            Form::String => Shape::String(StringFormat::Plain(place.text("format"))),
            Form::Integer => Shape::Integer(match place.str("format") {
                Some("int32") => IntegerFormat::Int32,
                Some("int64") => IntegerFormat::Int64,
                _ => IntegerFormat::None,
            }),
            Form::Number => Shape::Number(match place.str("format") {
                Some("float") => NumberFormat::Float,
                Some("double") => NumberFormat::Double,
                _ => NumberFormat::None,
            }),
            Form::Boolean => Shape::Boolean,
            Form::Array => match place.get("items") {
                Some(items) => Shape::Array(Box::new(self.schema(&items, &format!("{base}Item")))),
                None => Shape::Any,
            },
            Form::Map => match place.get("additionalProperties") {
                Some(values) => Shape::Map(Box::new(self.schema(&values, &format!("{base}Value")))),
                None => Shape::FreeForm,
            },
            Form::AnyObject => Shape::FreeForm,
            _ => Shape::Any,
        }
    }

    fn said_of(&self, place: &Place<'d>, shape: Shape) -> Schema {
        if place.has("$ref") {
            return bare(place, shape);
        }
        Schema {
            nullable: place.flag("nullable"),
            description: place.text("description"),
            default: place.json("default"),
            example: place.json("example"),
            deprecated: place.flag("deprecated"),
            read_only: place.flag("readOnly"),
            write_only: place.flag("writeOnly"),
            ..bare(place, shape)
        }
    }

    fn object(
        &mut self,
        place: &Place<'d>,
        rust_name: &str,
        tag: Option<(String, String)>,
    ) -> Struct {
        let required = place.strings_of("required");
        let mut scope = Scope::default();
        let mut fields = Vec::new();
        let mut tag = tag.map(|(property, value)| MemberTag {
            property,
            value,
            open: false,
            description: None,
            example: None,
        });
        for (name, property) in place.members_of("properties") {
            if let Some(tag) = tag.as_mut().filter(|tag| tag.property == name) {
                tag.open = property.has("x-extensible-enum");
                tag.description = property.text("description");
                tag.example = property.json("example");
                continue;
            }
            fields.push(Field {
                name: name.to_owned(),
                rust_name: scope.pick_field(&snake_case(name)),
                required: required.contains(&name),
                value: self.schema(&property, &format!("{rust_name}{}", pascal_case(name))),
            });
        }
        Struct {
            fields,
            tag,
            closed: place
                .node
                .get("additionalProperties")
                .and_then(Node::as_bool)
                == Some(false),
            min_properties: count(place, "minProperties"),
            max_properties: count(place, "maxProperties"),
        }
    }

    fn union(&mut self, place: &Place<'d>) -> Union {
        let discriminator = place.get("discriminator");
        let mut scope = Scope::default();
        scope.claim("Other");
        let mut variants = Vec::new();
        for branch in place.items_of("oneOf") {
            let Some(reference) = branch.reference() else {
                continue;
            };
            let value = self.schema(&branch, "");
            let tag = crate::place::component_name(reference, "schemas")
                .and_then(|name| self.tags.get(&name))
                .map(|(_, value)| value.clone())
                .unwrap_or_default();
            let rust_name = scope.pick(&pascal_case(&tag));
            variants.push(Variant {
                tag,
                rust_name,
                value,
            });
        }
        Union {
            property: discriminator
                .and_then(|place| place.text("propertyName"))
                .unwrap_or_default(),
            open: false,
            variants,
        }
    }

    fn choice(&mut self, place: &Place<'d>, rust_name: &str) -> Vec<Variant> {
        let mut scope = Scope::default();
        let mut variants = Vec::new();
        for branch in place.items_of("oneOf") {
            let json_type = form::target(&branch)
                .and_then(|target| Form::of(&target).json_type())
                .unwrap_or("any");
            let type_name = pascal_case(json_type);
            let value = self.schema(&branch, &format!("{rust_name}{type_name}"));
            let name = match (&value.shape, form::reference(&branch)) {
                (Shape::Ref { name, .. }, Some(_)) => name.clone(),
                _ => type_name,
            };
            variants.push(Variant {
                tag: json_type.to_owned(),
                rust_name: scope.pick(&name),
                value,
            });
        }
        variants
    }
}

fn bare(place: &Place<'_>, shape: Shape) -> Schema {
    Schema {
        pointer: place.pointer.clone(),
        shape,
        nullable: false,
        constraints: Constraints::default(),
        description: None,
        default: None,
        example: None,
        deprecated: false,
        read_only: false,
        write_only: false,
    }
}

fn enumeration(place: &Place<'_>, keyword: &str) -> Enum {
    let mut scope = Scope::default();
    let open = keyword == "x-extensible-enum";
    if open {
        scope.claim("Other");
    }
    let values = place
        .strings_of(keyword)
        .into_iter()
        .map(|value| EnumValue {
            value: value.to_owned(),
            rust_name: scope.pick(&pascal_case(value)),
        })
        .collect();
    Enum {
        open,
        values,
        constraints: constraints(place),
    }
}

fn count(place: &Place<'_>, keyword: &str) -> Option<u64> {
    place.node.get(keyword)?.as_number()?.as_u64()
}

/// The bounds that stand at a schema.
fn constraints(place: &Place<'_>) -> Constraints {
    let number = |keyword: &str| place.node.get(keyword).and_then(Node::as_number).cloned();
    Constraints {
        minimum: number("minimum"),
        maximum: number("maximum"),
        exclusive_minimum: place.flag("exclusiveMinimum"),
        exclusive_maximum: place.flag("exclusiveMaximum"),
        multiple_of: number("multipleOf"),
        min_length: count(place, "minLength"),
        max_length: count(place, "maxLength"),
        pattern: place.text("pattern"),
        min_items: count(place, "minItems"),
        max_items: count(place, "maxItems"),
        unique_items: place.flag("uniqueItems"),
        min_properties: count(place, "minProperties"),
        max_properties: count(place, "maxProperties"),
    }
}
