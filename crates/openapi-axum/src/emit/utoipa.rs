//! What utoipa knows of a type: `impl PartialSchema` and `ToSchema`, built from typed calls.
//!
//! utoipa's derive takes literals only and descriptions only from comments; the builders take the constants of the
//! bounds and the document's own words.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::bounds::{self, field_prefix, item_prefix, value_prefix, variant_prefix};
use super::examples::{Examples, place_name};
use super::rust_type::ident;
use crate::format::File;
use crate::model::{
    Api, Enum, Field, IntegerFormat, Kind, MemberTag, NamedType, NumberFormat, Schema, Shape,
    StringFormat, Struct, Union, Variant,
};
use crate::problem::Problem;

/// Where a schema stands: who has its constants, and how they begin.
#[derive(Clone)]
pub(crate) struct Place {
    /// The type that has the constants.
    pub(crate) owner: String,
    /// How the names of the constants begin.
    pub(crate) prefix: String,
}

impl Place {
    fn constant(&self, name: &str) -> TokenStream {
        let (owner, name) = (ident(&self.owner), format_ident!("{name}"));
        quote!(#owner::#name)
    }

    fn inner(&self, prefix: String) -> Self {
        Self {
            owner: self.owner.clone(),
            prefix,
        }
    }

    fn example_name(&self) -> String {
        place_name(&self.owner, &self.prefix)
    }
}

/// Writes `openapi_schema.rs` of the types.
pub(crate) fn file(api: &Api, examples: &mut Examples) -> Result<File, Problem> {
    let mut file = File::new(&["Schemas for utoipa."]);
    let mut names: Vec<&str> = Vec::new();
    for named in api.types.values() {
        file.items(implementation(named, examples))?;
        names.push(&named.rust_name);
    }
    let reference = quote! {
        /// A reference to the schema of a component.
        fn reference<T: ToSchema>() -> RefBuilder {
            RefBuilder::new().ref_location_from_schema_name(T::name())
        }
    };
    let collect = quote! {
        /// Adds a schema and those that it refers to, each once.
        fn collect<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            if schemas.iter().all(|(name, _)| *name != T::name()) {
                schemas.push((T::name().into_owned(), T::schema()));
                T::schemas(schemas);
            }
        }
    };
    for (name, helper) in [("reference", reference), ("collect", collect)] {
        if file.uses(name) {
            file.items(helper)?;
        }
    }
    names.sort_unstable();
    file.import(&format!("super::types::{{{}}}", names.join(", ")));
    file.import("std::borrow::Cow");
    import_builders(&mut file);
    file.import("utoipa::openapi::RefOr");
    file.import_if_used("RefBuilder", "utoipa::openapi::schema::RefBuilder");
    file.import("utoipa::openapi::schema::Schema");
    file.import("utoipa::{PartialSchema, ToSchema}");
    file.import_module_if_used("examples", "super::examples");
    Ok(file)
}

/// Imports the builders that the file uses.
pub(crate) fn import_builders(file: &mut File) {
    for word in [
        "AdditionalProperties",
        "AllOfBuilder",
        "ArrayBuilder",
        "Discriminator",
        "KnownFormat",
        "ObjectBuilder",
        "OneOfBuilder",
        "SchemaFormat",
        "SchemaType",
        "Type",
    ] {
        file.import_if_used(word, &format!("utoipa::openapi::schema::{word}"));
    }
    file.import_if_used("Extensions", "utoipa::openapi::extensions::Extensions");
    file.import_if_used("Deprecated", "utoipa::openapi::Deprecated");
}

fn implementation(named: &NamedType, examples: &mut Examples) -> TokenStream {
    let name = ident(&named.rust_name);
    let component = named.component.as_deref().unwrap_or(&named.rust_name);
    let schema = named_schema(named, examples);
    let references = references(named);
    let (schemas, body) = if references.is_empty() {
        (quote!(_), quote!())
    } else {
        (
            quote!(schemas),
            quote!(#(collect::<#references>(schemas);)*),
        )
    };
    quote! {
        impl PartialSchema for #name {
            fn schema() -> RefOr<Schema> {
                #schema.into()
            }
        }

        impl ToSchema for #name {
            fn name() -> Cow<'static, str> {
                Cow::Borrowed(#component)
            }

            fn schemas(#schemas: &mut Vec<(String, RefOr<Schema>)>) {
                #body
            }
        }
    }
}

/// The types that a type names, once each.
fn references(named: &NamedType) -> Vec<proc_macro2::Ident> {
    let mut names = Vec::new();
    let mut add = |schema: &Schema| {
        let mut schema = schema;
        while let Shape::Array(inner) | Shape::Map(inner) = &schema.shape {
            schema = inner;
        }
        if let Shape::Ref { name, .. } = &schema.shape
            && !names.contains(name)
        {
            names.push(name.clone());
        }
    };
    match &named.kind {
        Kind::Struct(object) => object.fields.iter().for_each(|field| add(&field.value)),
        Kind::Newtype(schema) => add(schema),
        Kind::Union(Union { variants, .. }) | Kind::Choice(variants) => {
            variants.iter().for_each(|variant| add(&variant.value));
        }
        Kind::Enum(_)
        | Kind::Hierarchy(_)
        | Kind::Scalars(_)
        | Kind::Untagged(_)
        | Kind::Own(_) => {}
    }
    names.iter().map(|name| ident(name)).collect()
}

fn named_schema(named: &NamedType, examples: &mut Examples) -> TokenStream {
    let place = Place {
        owner: named.rust_name.clone(),
        prefix: String::new(),
    };
    let (builder, is_object) = match &named.kind {
        Kind::Struct(object) => (structure(object, &place, examples), true),
        Kind::Enum(values) => (enumeration(values, &place), true),
        // Refused before: `derived::unsupported`.
        Kind::Hierarchy(_) | Kind::Scalars(_) | Kind::Untagged(_) | Kind::Own(_) => {
            (quote!(ObjectBuilder::new()), true)
        }
        Kind::Union(union) => (tagged(union), false),
        Kind::Choice(variants) => (choice(variants, &place, examples), false),
        Kind::Newtype(schema) => {
            let schema = Schema {
                description: named
                    .description
                    .clone()
                    .or_else(|| schema.description.clone()),
                example: named.example.clone().or_else(|| schema.example.clone()),
                deprecated: named.deprecated || schema.deprecated,
                ..schema.clone()
            };
            return self::schema(&schema, &place, examples);
        }
    };
    let description = named
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let example = named
        .example
        .as_ref()
        .map(|value| example_call(&place.example_name(), value, examples));
    let default = named.default.as_ref().map(|value| {
        let value = examples.value(&format!("{}_default", place.example_name()), value);
        quote!(.default(Some(#value)))
    });
    let deprecated =
        (named.deprecated && is_object).then(|| quote!(.deprecated(Some(Deprecated::True))));
    quote!(#builder #description #default #example #deprecated)
}

fn example_call(name: &str, value: &serde_json::Value, examples: &mut Examples) -> TokenStream {
    let value = examples.expression(name, value);
    quote!(.examples([#value]))
}

fn structure(object: &Struct, place: &Place, examples: &mut Examples) -> TokenStream {
    let tag = object
        .tag
        .as_ref()
        .map(|tag| member_tag(tag, place, examples));
    let properties: Vec<_> = object
        .fields
        .iter()
        .map(|field| property(field, place, examples))
        .collect();
    let closed = object
        .closed
        .then(|| quote!(.additional_properties(Some(AdditionalProperties::FreeForm(false)))));
    let count = |method: &str, name: &str, on: bool| {
        let (method, constant) = (ident(method), place.constant(name));
        on.then(|| quote!(.#method(Some(#constant as usize))))
    };
    let min = count(
        "min_properties",
        "MIN_PROPERTIES",
        object.min_properties.is_some(),
    );
    let max = count(
        "max_properties",
        "MAX_PROPERTIES",
        object.max_properties.is_some(),
    );
    quote!(ObjectBuilder::new().schema_type(Type::Object) #tag #(#properties)* #closed #min #max)
}

/// The property that a union tells its member by.
fn member_tag(tag: &MemberTag, place: &Place, examples: &mut Examples) -> TokenStream {
    let (property, value) = (&tag.property, &tag.value);
    let values = if tag.open {
        quote!(.extensions(Some(Extensions::from_iter([("x-extensible-enum", vec![#value])]))))
    } else {
        quote!(.enum_values(Some([#value])))
    };
    let description = tag
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let place = place.inner(field_prefix(property));
    let example = tag
        .example
        .as_ref()
        .map(|example| example_call(&place.example_name(), example, examples));
    quote! {
        .property(#property, ObjectBuilder::new().schema_type(Type::String) #values #description #example)
        .required(#property)
    }
}

fn property(field: &Field, place: &Place, examples: &mut Examples) -> TokenStream {
    let name = &field.name;
    let schema = schema(
        &field.value,
        &place.inner(field_prefix(&field.rust_name)),
        examples,
    );
    let required = field.required.then(|| quote!(.required(#name)));
    quote!(.property(#name, #schema) #required)
}

fn enumeration(values: &Enum, place: &Place) -> TokenStream {
    let list = place.constant("VALUES");
    let c = &values.constraints;
    let length = |method: &str, name: &str, on: bool| {
        let (method, constant) = (ident(method), place.constant(name));
        on.then(|| quote!(.#method(Some(#constant as usize))))
    };
    let min = length("min_length", "MIN_LENGTH", c.min_length.is_some());
    let max = length("max_length", "MAX_LENGTH", c.max_length.is_some());
    let pattern = c.pattern.as_ref().map(|_| {
        let constant = place.constant("PATTERN");
        quote!(.pattern(Some(#constant)))
    });
    let values = if values.open {
        quote!(.extensions(Some(Extensions::from_iter([("x-extensible-enum", #list.to_vec())]))))
    } else {
        quote!(.enum_values(Some(#list)))
    };
    quote!(ObjectBuilder::new().schema_type(Type::String) #values #min #max #pattern)
}

fn tagged(union: &Union) -> TokenStream {
    let members = union.variants.iter().map(|variant| {
        let name = reference_name(&variant.value);
        quote!(.item(reference::<#name>()))
    });
    let mapping = union.variants.iter().map(|variant| {
        let (tag, name) = (&variant.tag, reference_name(&variant.value));
        quote!((#tag, format!("#/components/schemas/{}", #name::name())))
    });
    let property = &union.property;
    quote! {
        OneOfBuilder::new()
            #(#members)*
            .discriminator(Some(Discriminator::with_mapping(#property, [#(#mapping),*])))
    }
}

fn choice(variants: &[Variant], place: &Place, examples: &mut Examples) -> TokenStream {
    let items: Vec<_> = variants
        .iter()
        .map(|variant| {
            schema(
                &variant.value,
                &place.inner(variant_prefix(&variant.rust_name)),
                examples,
            )
        })
        .collect();
    quote!(OneOfBuilder::new() #(.item(#items))*)
}

fn reference_name(schema: &Schema) -> TokenStream {
    match &schema.shape {
        Shape::Ref { name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
        _ => quote!(String),
    }
}

/// A builder for a schema in place.
pub(crate) fn schema(schema: &Schema, place: &Place, examples: &mut Examples) -> TokenStream {
    match &schema.shape {
        Shape::Ref { .. } => reference(schema, place, examples),
        Shape::Array(items) => {
            let inner = self::schema(items, &place.inner(item_prefix(&place.prefix)), examples);
            let null = schema
                .nullable
                .then(|| quote!(.schema_type(SchemaType::from_iter([Type::Array, Type::Null]))));
            let (bounds, annotations) = (
                bound_calls(schema, place),
                annotations(schema, place, examples),
            );
            let unique = schema
                .constraints
                .unique_items
                .then(|| quote!(.unique_items(true)));
            quote!(ArrayBuilder::new() #null .items(#inner) #(#bounds)* #unique #annotations)
        }
        _ => scalar(schema, place, examples),
    }
}

fn scalar(schema: &Schema, place: &Place, examples: &mut Examples) -> TokenStream {
    let schema_type = match &schema.shape {
        Shape::String(_) => quote!(Type::String),
        Shape::Integer(_) => quote!(Type::Integer),
        Shape::Number(_) => quote!(Type::Number),
        Shape::Boolean => quote!(Type::Boolean),
        Shape::Any => quote!(SchemaType::AnyValue),
        _ => quote!(Type::Object),
    };
    let schema_type = if schema.nullable && schema.shape != Shape::Any {
        quote!(SchemaType::from_iter([#schema_type, Type::Null]))
    } else {
        schema_type
    };
    let values = match &schema.shape {
        Shape::Map(values) => {
            let values = self::schema(values, &place.inner(value_prefix(&place.prefix)), examples);
            Some(quote!(.additional_properties(Some(AdditionalProperties::RefOr(#values.into())))))
        }
        Shape::FreeForm => {
            Some(quote!(.additional_properties(Some(AdditionalProperties::FreeForm(true)))))
        }
        _ => None,
    };
    let (format, bounds) = (format(&schema.shape), bound_calls(schema, place));
    let annotations = annotations(schema, place, examples);
    let read_only = schema.read_only.then(|| quote!(.read_only(true)));
    let write_only = schema.write_only.then(|| quote!(.write_only(true)));
    quote! {
        ObjectBuilder::new().schema_type(#schema_type) #format #values #(#bounds)* #annotations #read_only #write_only
    }
}

fn format(shape: &Shape) -> Option<TokenStream> {
    let format = match shape {
        Shape::String(StringFormat::DateTime) => {
            quote!(SchemaFormat::KnownFormat(KnownFormat::DateTime))
        }
        Shape::String(StringFormat::Plain(Some(format))) => {
            quote!(SchemaFormat::Custom(#format.to_owned()))
        }
        Shape::Integer(IntegerFormat::Int32) => {
            quote!(SchemaFormat::KnownFormat(KnownFormat::Int32))
        }
        Shape::Integer(IntegerFormat::Int64) => {
            quote!(SchemaFormat::KnownFormat(KnownFormat::Int64))
        }
        Shape::Number(NumberFormat::Float) => quote!(SchemaFormat::KnownFormat(KnownFormat::Float)),
        Shape::Number(NumberFormat::Double) => {
            quote!(SchemaFormat::KnownFormat(KnownFormat::Double))
        }
        _ => return None,
    };
    Some(quote!(.format(Some(#format))))
}

fn bound_calls(schema: &Schema, place: &Place) -> Vec<TokenStream> {
    let c = &schema.constraints;
    let call = |bound: bounds::Bound| {
        let constant = place.constant(&bound.name);
        let method = match bound.keyword {
            "minimum" if c.exclusive_minimum => "exclusive_minimum".to_owned(),
            "maximum" if c.exclusive_maximum => "exclusive_maximum".to_owned(),
            keyword => crate::names::snake_case(keyword),
        };
        let (method, is_count) = (
            ident(&method),
            bound.keyword.starts_with("min") || bound.keyword.starts_with("max"),
        );
        if is_count && !matches!(bound.keyword, "minimum" | "maximum") {
            quote!(.#method(Some(#constant as usize)))
        } else {
            quote!(.#method(Some(#constant)))
        }
    };
    bounds::of_schema(schema, &place.prefix, "")
        .into_iter()
        .map(call)
        .collect()
}

fn annotations(schema: &Schema, place: &Place, examples: &mut Examples) -> TokenStream {
    let description = schema
        .description
        .as_ref()
        .map(|text| quote!(.description(Some(#text))));
    let name = place.example_name();
    let default = schema.default.as_ref().map(|value| {
        let value = examples.value(&format!("{name}_default"), value);
        quote!(.default(Some(#value)))
    });
    let example = schema
        .example
        .as_ref()
        .map(|value| example_call(&name, value, examples));
    let deprecated = schema
        .deprecated
        .then(|| quote!(.deprecated(Some(Deprecated::True))));
    quote!(#description #default #example #deprecated)
}

/// A reference; what cannot stand beside one is put around it.
fn reference(schema: &Schema, place: &Place, examples: &mut Examples) -> TokenStream {
    let name = reference_name(schema);
    let plain = Schema {
        deprecated: false,
        ..schema.clone()
    };
    let annotations = annotations(&plain, place, examples);
    if schema.nullable {
        return quote! {
            OneOfBuilder::new()
                .item(ObjectBuilder::new().schema_type(Type::Null))
                .item(reference::<#name>())
                #annotations
        };
    }
    if schema.example.is_some() || schema.default.is_some() {
        return quote!(AllOfBuilder::new().item(reference::<#name>()) #annotations);
    }
    let read_only = schema.read_only.then(|| quote!(.read_only(true)));
    let write_only = schema.write_only.then(|| quote!(.write_only(true)));
    quote!(reference::<#name>() #annotations #read_only #write_only)
}
