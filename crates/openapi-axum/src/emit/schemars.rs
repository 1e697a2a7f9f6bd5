//! What schemars derives: attributes where its derive can say it, an `impl JsonSchema` where it cannot.
//!
//! The derive takes names, order, types and presence from the Rust struct itself; attributes add the keywords, reading
//! bounds from the constants.

mod helpers;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::bounds::{self, field_prefix, item_prefix, value_prefix, variant_prefix};
use super::docs;
use super::examples::{Examples, place_name};
use super::rust_type::ident;
use crate::format::File;
use crate::model::{
    Api, Constraints, Enum, Field, IntegerFormat, Kind, MemberTag, NamedType, NumberFormat, Schema,
    Shape, StringFormat, Struct, Union, Variant,
};
use crate::problem::Problem;

/// A keyword with an expression for its value.
type Keyword = (String, TokenStream);

/// `derive` and attributes of a struct.
pub(crate) fn struct_attributes(
    named: &NamedType,
    object: &Struct,
    fallback: &str,
    examples: &mut Examples,
) -> TokenStream {
    let mut parts = Vec::new();
    if let Some(component) = named
        .component
        .as_ref()
        .filter(|component| **component != named.rust_name)
    {
        parts.push(quote!(rename = #component));
    }
    parts.extend(description(named.description.as_deref(), fallback));
    let own = quote!(Self);
    let constraints = bounds::object_constraints(object);
    let mut keywords = constraint_keywords(&as_object(&constraints), &own, "");
    keywords.extend(type_annotations(named, examples));
    parts.extend(extensions(&keywords));
    if let Some(tag) = &object.tag {
        let (property, keywords) = (&tag.property, tag_keywords(named, tag, examples));
        parts.push(quote!(transform = json_schema::tag(#property, [#(#keywords),*])));
    }
    let attributes = (!parts.is_empty())
        .then(|| quote!(#[cfg_attr(feature = "schemars", schemars(#(#parts),*))]));
    quote!(#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))] #attributes)
}

/// Keywords of the property that a union tells its member by.
fn tag_keywords(named: &NamedType, tag: &MemberTag, examples: &mut Examples) -> Vec<TokenStream> {
    let (values, value) = (
        if tag.open {
            "x-extensible-enum"
        } else {
            "enum"
        },
        &tag.value,
    );
    let description = tag
        .description
        .as_ref()
        .map(|text| quote!(("description", #text.into())));
    let example = tag.example.as_ref().map(|example| {
        let name = place_name(&named.rust_name, &tag.property);
        let example = examples.value(&name, example);
        quote!(("example", #example))
    });
    let values = quote!((#values, vec![#value].into()));
    description
        .into_iter()
        .chain([quote!(("type", "string".into())), values])
        .chain(example)
        .collect()
}

/// Attributes of a field.
pub(crate) fn field_attributes(
    owner: &str,
    field: &Field,
    fallback: &str,
    examples: &mut Examples,
) -> TokenStream {
    let schema = &field.value;
    let mut parts = Vec::new();
    let plain = super::rust_type::field_type(schema, field.required)
        .to_string()
        .replace(' ', "");
    let with = with_type(schema, field.required);
    // serde's `with` would be taken for the type.
    if with != plain || super::rust_type::format(schema).is_some() {
        parts.push(quote!(with = #with));
    }
    parts.extend(description(schema.description.as_deref(), fallback));
    let prefix = field_prefix(&field.rust_name);
    let mut keywords = annotations(schema, &place_name(owner, &prefix), examples);
    keywords.extend(constraint_keywords(schema, &quote!(Self), &prefix));
    keywords.extend(inner(schema, &prefix));
    parts.extend(extensions(&keywords));
    if parts.is_empty() {
        quote!()
    } else {
        quote!(#[cfg_attr(feature = "schemars", schemars(#(#parts),*))])
    }
}

/// A description where the documentation comment does not say the same.
fn description(markdown: Option<&str>, fallback: &str) -> Option<TokenStream> {
    let text = markdown.map(str::trim).unwrap_or_default();
    let shown = if text.is_empty() {
        fallback.to_owned()
    } else {
        docs::lines(text).join("\n")
    };
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    (words(&shown) != words(text)).then(|| quote!(description = #text))
}

fn extensions(keywords: &[Keyword]) -> Option<TokenStream> {
    let pairs = keywords
        .iter()
        .map(|(keyword, value)| quote!(#keyword = #value));
    (!keywords.is_empty()).then(|| quote!(extend(#(#pairs),*)))
}

/// The type whose schema stands for the field's.
fn with_type(schema: &Schema, required: bool) -> String {
    let plain = plain_type(schema);
    match (schema.nullable, required) {
        (false, _) => plain,
        (true, false) => format!("Option<{plain}>"),
        // The derive takes an `Option` for one that may be absent.
        (true, true) => format!("json_schema::Nullable<{plain}>"),
    }
}

fn inner_type(schema: &Schema) -> String {
    let plain = plain_type(schema);
    if schema.nullable {
        format!("Option<{plain}>")
    } else {
        plain
    }
}

fn plain_type(schema: &Schema) -> String {
    match &schema.shape {
        Shape::Integer(IntegerFormat::None) => "json_schema::Integer".to_owned(),
        Shape::Number(NumberFormat::None | NumberFormat::Float) => "json_schema::Number".to_owned(),
        Shape::String(StringFormat::DateTime) => "json_schema::DateTime".to_owned(),
        Shape::Array(items) => format!("Vec<{}>", inner_type(items)),
        Shape::Map(values) => format!("BTreeMap<String,{}>", inner_type(values)),
        Shape::FreeForm => "json_schema::FreeForm".to_owned(),
        _ => super::rust_type::plain_type(schema)
            .to_string()
            .replace(' ', ""),
    }
}

/// `items` or `additionalProperties` where the element says more than its type.
fn inner(schema: &Schema, prefix: &str) -> Option<Keyword> {
    let (keyword, inner, prefix) = match &schema.shape {
        Shape::Array(items) => ("items", items, item_prefix(prefix)),
        Shape::Map(values) => ("additionalProperties", values, value_prefix(prefix)),
        _ => return None,
    };
    let mut keywords = constraint_keywords(inner, &quote!(Self), &prefix);
    keywords.extend(annotations(inner, "", &mut Examples::default()));
    if let Some(text) = &inner.description {
        keywords.push(("description".to_owned(), quote!(#text)));
    }
    if keywords.is_empty()
        || matches!(
            inner.shape,
            Shape::Ref { .. } | Shape::Array(_) | Shape::Map(_)
        )
    {
        return None;
    }
    let json_type = json_type(&inner.shape);
    let json_type = if inner.nullable {
        quote!([#json_type, "null"])
    } else {
        quote!(#json_type)
    };
    let mut all = vec![("type".to_owned(), json_type)];
    all.extend(format_keyword(&inner.shape));
    all.extend(keywords);
    let entries = all.iter().map(|(keyword, value)| quote!(#keyword: #value));
    Some((keyword.to_owned(), quote!({ #(#entries),* })))
}

fn as_object(constraints: &Constraints) -> Schema {
    Schema {
        pointer: String::new(),
        shape: Shape::FreeForm,
        nullable: false,
        constraints: constraints.clone(),
        description: None,
        default: None,
        example: None,
        deprecated: false,
        read_only: false,
        write_only: false,
        sensitive: false,
    }
}

/// Bounds, as the constants of `owner`.
fn constraint_keywords(schema: &Schema, owner: &TokenStream, prefix: &str) -> Vec<Keyword> {
    let c = &schema.constraints;
    let mut keywords: Vec<Keyword> = bounds::of_schema(schema, prefix, "")
        .into_iter()
        .map(|bound| {
            let keyword = match bound.keyword {
                "minimum" if c.exclusive_minimum => "exclusiveMinimum",
                "maximum" if c.exclusive_maximum => "exclusiveMaximum",
                keyword => keyword,
            };
            let name = format_ident!("{}", bound.name);
            (keyword.to_owned(), quote!(#owner::#name))
        })
        .collect();
    if c.unique_items {
        keywords.push(("uniqueItems".to_owned(), quote!(true)));
    }
    keywords
}

/// What is said about a value beside its bounds, but for the description.
fn annotations(schema: &Schema, name: &str, examples: &mut Examples) -> Vec<Keyword> {
    let mut keywords = Vec::new();
    if let Shape::String(StringFormat::Plain(Some(format))) = &schema.shape {
        keywords.push(("format".to_owned(), quote!(#format)));
    }
    if schema.shape == Shape::Number(NumberFormat::Float) {
        keywords.push(("format".to_owned(), quote!("float")));
    }
    let mut value = |keyword: &str, value: &Option<Value>, name: &str| {
        if let Some(value) = value {
            keywords.push((keyword.to_owned(), examples.expression(name, value)));
        }
    };
    value("example", &schema.example, name);
    value("default", &schema.default, &format!("{name}_default"));
    for (keyword, on) in [
        ("deprecated", schema.deprecated),
        ("readOnly", schema.read_only),
        ("writeOnly", schema.write_only),
    ] {
        if on {
            keywords.push((keyword.to_owned(), quote!(true)));
        }
    }
    keywords
}

fn type_annotations(named: &NamedType, examples: &mut Examples) -> Vec<Keyword> {
    let mut keywords = Vec::new();
    if let Some(example) = &named.example {
        let name = place_name(&named.rust_name, "");
        keywords.push(("example".to_owned(), examples.expression(&name, example)));
    }
    if let Some(default) = &named.default {
        let name = place_name(&named.rust_name, "default");
        keywords.push(("default".to_owned(), examples.expression(&name, default)));
    }
    if named.deprecated {
        keywords.push(("deprecated".to_owned(), quote!(true)));
    }
    keywords
}

fn json_type(shape: &Shape) -> &'static str {
    match shape {
        Shape::String(_) => "string",
        Shape::Integer(_) => "integer",
        Shape::Number(_) => "number",
        Shape::Boolean => "boolean",
        Shape::Array(_) => "array",
        Shape::Ref { .. } | Shape::Map(_) | Shape::FreeForm | Shape::Any => "object",
    }
}

/// The format that the shape carries itself.
fn format_keyword(shape: &Shape) -> Option<Keyword> {
    let format = match shape {
        Shape::String(StringFormat::DateTime) => "date-time",
        Shape::Integer(IntegerFormat::Int32) => "int32",
        Shape::Integer(IntegerFormat::Int64) => "int64",
        Shape::Number(NumberFormat::Double) => "double",
        _ => return None,
    };
    Some(("format".to_owned(), quote!(#format)))
}

/// Writes `json_schema.rs`: helpers, and the types whose schema the derive cannot say.
pub(crate) fn file(api: &Api, examples: &mut Examples) -> Result<File, Problem> {
    let mut file = File::new(&["Schemas that schemars does not derive as the document has them."]);
    file.items(helpers::emit(api))?;
    let mut names = Vec::new();
    for named in api.types.values() {
        if let Some(body) = manual(named, examples) {
            file.items(implementation(named, &body))?;
            names.push(named.rust_name.clone());
            collect_references(named, &mut names);
        }
    }
    if file.uses("object") {
        file.items(helpers::object())?;
    }
    names.sort();
    names.dedup();
    file.import_module_if_used("examples", "super::examples");
    if !names.is_empty() {
        file.import(&format!("super::types::{{{}}}", names.join(", ")));
    }
    for (word, module) in [
        ("Cow", "std::borrow"),
        ("JsonSchema", "schemars"),
        ("Schema", "schemars"),
        ("SchemaGenerator", "schemars"),
        ("Map", "serde_json"),
        ("Value", "serde_json"),
    ] {
        file.import_if_used(word, &format!("{module}::{word}"));
    }
    Ok(file)
}

fn collect_references(named: &NamedType, names: &mut Vec<String>) {
    let mut add = |schema: &Schema| {
        let mut schema = schema;
        while let Shape::Array(inner) | Shape::Map(inner) = &schema.shape {
            schema = inner;
        }
        if let Shape::Ref { name, .. } = &schema.shape {
            names.push(name.clone());
        }
    };
    match &named.kind {
        Kind::Newtype(schema) => add(schema),
        Kind::Union(Union { variants, .. }) | Kind::Choice(variants) => {
            variants.iter().for_each(|variant| add(&variant.value));
        }
        Kind::Struct(_)
        | Kind::Enum(_)
        | Kind::Hierarchy(_)
        | Kind::Scalars(_)
        | Kind::Untagged(_)
        | Kind::Own(_) => {}
    }
}

/// The keywords of a type that is not a struct.
fn manual(named: &NamedType, examples: &mut Examples) -> Option<Vec<Keyword>> {
    let owner = ident(&named.rust_name);
    let owner = quote!(#owner);
    let mut keywords = Vec::new();
    if let Some(text) = &named.description {
        keywords.push(("description".to_owned(), quote!(#text)));
    }
    match &named.kind {
        Kind::Struct(_) => return None,
        // Refused before: `derived::unsupported`.
        Kind::Hierarchy(_) | Kind::Scalars(_) | Kind::Untagged(_) | Kind::Own(_) => {}
        Kind::Enum(values) => keywords.extend(enumeration(values, &owner)),
        Kind::Union(union) => keywords.extend(tagged(union)),
        Kind::Choice(variants) => keywords.push((
            "oneOf".to_owned(),
            choice(variants, &owner, named, examples),
        )),
        Kind::Newtype(schema) => {
            keywords.extend(value_keywords(
                schema,
                &owner,
                "",
                &named.rust_name,
                examples,
            ));
            keywords.retain(|(keyword, _)| keyword != "example" || named.example.is_none());
        }
    }
    keywords.extend(type_annotations(named, examples));
    let mut seen = std::collections::HashSet::new();
    keywords.retain(|(keyword, _)| seen.insert(keyword.clone()));
    Some(keywords)
}

fn enumeration(values: &Enum, owner: &TokenStream) -> Vec<Keyword> {
    let text = Schema {
        shape: Shape::String(StringFormat::Plain(None)),
        ..as_object(&values.constraints)
    };
    let list = if values.open {
        "x-extensible-enum"
    } else {
        "enum"
    };
    let mut keywords = vec![
        ("type".to_owned(), quote!("string")),
        (list.to_owned(), quote!(Value::from_iter(#owner::VALUES))),
    ];
    keywords.extend(constraint_keywords(&text, owner, ""));
    keywords
}

fn tagged(union: &Union) -> Vec<Keyword> {
    let members = union
        .variants
        .iter()
        .map(|variant| reference(&variant.value));
    let property = &union.property;
    let mapping = union.variants.iter().map(|variant| {
        let (tag, name) = (&variant.tag, type_name(&variant.value));
        quote!((#tag, component::<#name>()))
    });
    vec![
        (
            "oneOf".to_owned(),
            quote!(Value::from_iter([#(#members),*])),
        ),
        (
            "discriminator".to_owned(),
            quote!(object([
                ("propertyName", #property.into()),
                ("mapping", object([#(#mapping),*]).into()),
            ])),
        ),
    ]
}

fn type_name(schema: &Schema) -> TokenStream {
    match &schema.shape {
        Shape::Ref { name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
        _ => quote!(Value),
    }
}

fn reference(schema: &Schema) -> TokenStream {
    let name = type_name(schema);
    quote!(Value::from(generator.subschema_for::<#name>()))
}

fn choice(
    variants: &[Variant],
    owner: &TokenStream,
    named: &NamedType,
    examples: &mut Examples,
) -> TokenStream {
    let branches = variants.iter().map(|variant| {
        let prefix = variant_prefix(&variant.rust_name);
        value(&variant.value, owner, &prefix, &named.rust_name, examples)
    });
    let branches: Vec<_> = branches.collect();
    quote!(Value::from_iter([#(#branches),*]))
}

/// An expression of type `Value` for a schema in place.
fn value(
    schema: &Schema,
    owner: &TokenStream,
    prefix: &str,
    named: &str,
    examples: &mut Examples,
) -> TokenStream {
    if matches!(schema.shape, Shape::Ref { .. }) && !schema.nullable && schema.description.is_none()
    {
        return reference(schema);
    }
    let mut keywords = value_keywords(schema, owner, prefix, named, examples);
    if let Some(text) = &schema.description {
        keywords.push(("description".to_owned(), quote!(#text)));
    }
    let entries = entries(&keywords);
    quote!(Value::from(object([#(#entries),*])))
}

fn value_keywords(
    schema: &Schema,
    owner: &TokenStream,
    prefix: &str,
    named: &str,
    examples: &mut Examples,
) -> Vec<Keyword> {
    let mut keywords = Vec::new();
    if matches!(schema.shape, Shape::Ref { .. }) {
        let reference = reference(schema);
        let null = schema
            .nullable
            .then(|| quote!(, Value::from(object([("type", "null".into())]))));
        keywords.push((
            "anyOf".to_owned(),
            quote!(Value::from_iter([#reference #null])),
        ));
    } else if schema.shape != Shape::Any {
        let json_type = json_type(&schema.shape);
        let json_type = if schema.nullable {
            quote!(Value::from_iter([#json_type, "null"]))
        } else {
            quote!(#json_type)
        };
        keywords.push(("type".to_owned(), json_type));
    }
    keywords.extend(format_keyword(&schema.shape));
    match &schema.shape {
        Shape::Array(items) => {
            keywords.push((
                "items".to_owned(),
                value(items, owner, &item_prefix(prefix), named, examples),
            ));
        }
        Shape::Map(values) => {
            let values = value(values, owner, &value_prefix(prefix), named, examples);
            keywords.push(("additionalProperties".to_owned(), values));
        }
        Shape::FreeForm => keywords.push(("additionalProperties".to_owned(), quote!(true))),
        _ => {}
    }
    keywords.extend(constraint_keywords(schema, owner, prefix));
    keywords.extend(annotations(schema, &place_name(named, prefix), examples));
    keywords
}

fn entries(keywords: &[Keyword]) -> Vec<TokenStream> {
    let entry = |(keyword, value): &Keyword| {
        let text = value.to_string();
        let is_value = ["Value ::", "examples ::", "serde_json ::"]
            .iter()
            .any(|start| text.starts_with(start));
        if is_value {
            quote!((#keyword, #value))
        } else {
            quote!((#keyword, #value.into()))
        }
    };
    keywords.iter().map(entry).collect()
}

fn implementation(named: &NamedType, keywords: &[Keyword]) -> TokenStream {
    let name = ident(&named.rust_name);
    let component = named.component.as_deref().unwrap_or(&named.rust_name);
    let entries = entries(keywords);
    let uses_generator = quote!(#(#entries)*).to_string().contains("generator");
    let generator = if uses_generator {
        quote!(generator)
    } else {
        quote!(_)
    };
    quote! {
        impl JsonSchema for #name {
            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(#component)
            }

            fn json_schema(#generator: &mut SchemaGenerator) -> Schema {
                object([#(#entries),*])
            }
        }
    }
}
