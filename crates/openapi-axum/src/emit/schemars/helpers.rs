//! The helpers of `json_schema.rs`, each only where it is used.

use proc_macro2::TokenStream;
use quote::quote;

use super::with_type;
use crate::emit::rust_type::ident;
use crate::model::{Api, Kind};

/// The helpers that the types of `api` need.
pub(super) fn emit(api: &Api) -> TokenStream {
    let structs = api.types.values().filter_map(|named| match &named.kind {
        Kind::Struct(object) => Some(object),
        _ => None,
    });
    let tagged = structs.clone().any(|object| object.tag.is_some());
    let unions = api
        .types
        .values()
        .any(|named| matches!(named.kind, Kind::Union(_)));
    let fields = structs.flat_map(|object| &object.fields);
    let with: Vec<String> = fields
        .map(|field| with_type(&field.value, field.required))
        .collect();
    let uses = |name: &str| {
        with.iter()
            .any(|with| with.contains(&format!("json_schema::{name}")))
    };

    let mut scalars = Vec::new();
    for (name, doc, keywords) in scalar_table() {
        if uses(name) {
            scalars.push(scalar(name, doc, &keywords));
        }
    }
    let nullable = uses("Nullable").then(nullable);
    let component = unions.then(component);
    let tag = tagged.then(tag);
    quote! {
        #(#scalars)*
        #nullable

        #component
        #tag
    }
}

/// What makes a schema of keywords.
pub(super) fn object() -> TokenStream {
    quote! {
        /// A schema with the given keywords.
        fn object<const N: usize>(keywords: [(&str, Value); N]) -> Schema {
            let keywords = keywords.map(|(keyword, value)| (keyword.to_owned(), value));
            Schema::from(Map::from_iter(keywords))
        }
    }
}

fn scalar_table() -> [(&'static str, &'static str, TokenStream); 4] {
    [
        (
            "Integer",
            "An integer without a format.",
            quote!(("type", "integer".into())),
        ),
        (
            "Number",
            "A number without a format.",
            quote!(("type", "number".into())),
        ),
        (
            "DateTime",
            "An RFC 3339 date and time.",
            quote!(("type", "string".into()), ("format", "date-time".into())),
        ),
        (
            "FreeForm",
            "An object with arbitrary keys and values.",
            quote!(
                ("type", "object".into()),
                ("additionalProperties", true.into())
            ),
        ),
    ]
}

fn scalar(name: &str, doc: &str, keywords: &TokenStream) -> TokenStream {
    let (ident, doc) = (ident(name), format!(" {doc}"));
    quote! {
        #[doc = #doc]
        pub(crate) struct #ident;

        impl JsonSchema for #ident {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(#name)
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                object([#keywords])
            }
        }
    }
}

fn nullable() -> TokenStream {
    quote! {
        /// Null or a `T`, for a member that must be there.
        pub(crate) struct Nullable<T>(std::marker::PhantomData<T>);

        impl<T: JsonSchema> JsonSchema for Nullable<T> {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Option::<T>::schema_name()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                Option::<T>::json_schema(generator)
            }
        }
    }
}

fn component() -> TokenStream {
    quote! {
        /// Where the schema of a component stands in a document.
        fn component<T: JsonSchema>() -> Value {
            Value::from(format!("#/components/schemas/{}", T::schema_name()))
        }
    }
}

fn tag() -> TokenStream {
    quote! {
        /// Adds the tag that the union writes for a member of it.
        pub(crate) fn tag<const N: usize>(
            property: &'static str,
            tag: [(&'static str, Value); N],
        ) -> impl FnMut(&mut Schema) {
            move |schema| {
                let tag = object(tag.clone());
                let keywords = schema.ensure_object();
                let properties = keywords.entry("properties").or_insert_with(|| Map::new().into());
                if let Some(properties) = properties.as_object_mut() {
                    properties.shift_insert(0, property.to_owned(), tag.into());
                }
                let required = keywords.entry("required").or_insert_with(|| Vec::<Value>::new().into());
                if let Some(required) = required.as_array_mut() {
                    required.insert(0, property.into());
                }
            }
        }
    }
}
