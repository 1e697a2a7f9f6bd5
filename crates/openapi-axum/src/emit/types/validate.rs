//! `impl Validate`.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::emit::bounds::{field_prefix, value_prefix, variant_prefix};
use crate::emit::checks::{Checks, Place};
use crate::emit::rust_type::{expects_deprecated, ident};
use crate::model::{
    Additional, Constraints, Enum, Field, Kind, NamedType, Schema, Shape, StringFormat, Struct,
    Variant,
};

/// `impl Validate` of a named type.
pub(super) fn emit(named: &NamedType, checks: &Checks) -> TokenStream {
    let table = named.table.as_ref().map(|table| ident(table));
    let provided = table.as_ref().map(|table| {
        let method = ident(if named.table_decides {
            "table"
        } else {
            "schema"
        });
        quote! {
            fn #method() -> Option<&'static rt::schema::Schema> {
                Some(&schemas::#table)
            }
        }
    });
    let body = match table {
        Some(table) if named.is_checked_by_table() => {
            vec![quote!(schemas::#table.check_written(self, at, report);)]
        }
        _ => compiled(named, checks),
    };
    let expect =
        expects_deprecated(!named.is_checked_by_table() && reads_deprecated(named, checks));
    let implementation = implementation(&named.rust_name, &body, provided);
    quote!(#expect #implementation)
}

/// Whether the checks of a type read a deprecated property.
fn reads_deprecated(named: &NamedType, checks: &Checks) -> bool {
    let Kind::Struct(object) = &named.kind else {
        return false;
    };
    let counts = object.min_properties.or(object.max_properties).is_some();
    let is_read = |field: &Field| checks.has_checks(&field.value) || (counts && !field.required);
    object
        .fields
        .iter()
        .any(|field| field.value.deprecated && is_read(field))
}

/// Checks of bounds, one by one.
fn compiled(named: &NamedType, checks: &Checks) -> Vec<TokenStream> {
    let owner = &named.rust_name;
    match &named.kind {
        Kind::Struct(object) => object_checks(object, checks, owner),
        Kind::Enum(values) => enumeration(values, checks, owner),
        Kind::Union(union) => {
            let rest = union.open.then(|| quote!(Self::Other(_)));
            variants(union.variants.iter(), rest, checks, owner)
        }
        Kind::Choice(list) => variants(list.iter(), None, checks, owner),
        Kind::Hierarchy(it) => variants(it.all(), None, checks, owner),
        Kind::Newtype(schema) => newtype(schema, checks, owner),
        Kind::Scalars(_) | Kind::Untagged(_) | Kind::Own(_) => Vec::new(),
    }
}

/// `impl Validate for NAME` with the given statements, and with what else the trait has.
pub(crate) fn implementation(
    name: &str,
    body: &[TokenStream],
    provided: Option<TokenStream>,
) -> TokenStream {
    let name = ident(name);
    let (at, report) = if body.is_empty() {
        ("_at", "_report")
    } else {
        ("at", "report")
    };
    let (at, report) = (format_ident!("{at}"), format_ident!("{report}"));
    quote! {
        impl Validate for #name {
            fn validate(&self, #at: &Pointer<'_>, #report: &mut Report) { #(#body)* }

            #provided
        }
    }
}

/// The checks of fields, in the order of the document.
fn fields<'a>(
    fields: impl Iterator<Item = (&'a str, &'a str, &'a Schema, bool)>,
    checks: &Checks,
    owner: &str,
) -> Vec<TokenStream> {
    fields
        .filter(|(_, _, schema, _)| checks.has_checks(schema))
        .flat_map(|(name, rust_name, schema, required)| {
            field(name, rust_name, schema, required, checks, owner)
        })
        .collect()
}

fn field(
    name: &str,
    rust_name: &str,
    schema: &Schema,
    required: bool,
    checks: &Checks,
    owner: &str,
) -> Vec<TokenStream> {
    let prefix = field_prefix(rust_name);
    let name_ident = ident(rust_name);
    // What `validate` is given has these names already.
    let variable = match rust_name {
        "at" | "report" => ident("value"),
        _ => name_ident.clone(),
    };
    let optional = !required || schema.nullable;
    let place = if optional {
        Place::variable(&variable.to_token_stream())
    } else {
        Place::field(&name_ident.to_token_stream())
    };
    let body = member(name, schema, &place, checks, owner, &prefix);
    let double = !required && schema.nullable;
    if double {
        vec![quote!(if let Some(Some(#variable)) = &self.#name_ident { #(#body)* })]
    } else if optional {
        vec![quote!(if let Some(#variable) = &self.#name_ident { #(#body)* })]
    } else if body.len() > 1 {
        vec![quote!({ #(#body)* })]
    } else {
        body
    }
}

/// The checks of a value under a name.
pub(crate) fn member(
    name: &str,
    schema: &Schema,
    place: &Place,
    checks: &Checks,
    owner: &str,
    prefix: &str,
) -> Vec<TokenStream> {
    let inline = quote!(&at.key(#name));
    let simple = checks.statements(schema, place, &inline, owner, prefix);
    let is_container = matches!(schema.shape, Shape::Array(_) | Shape::Map(_));
    if simple.len() == 1 && !is_container {
        return simple;
    }
    let mut body = vec![quote!(let at = at.key(#name);)];
    body.extend(checks.statements(schema, place, &quote!(&at), owner, prefix));
    body
}

fn object_checks(object: &Struct, checks: &Checks, owner: &str) -> Vec<TokenStream> {
    let mut body = Vec::new();
    if object.min_properties.is_some() || object.max_properties.is_some() {
        body.push(member_count(&object.fields));
    }
    if object.min_properties.is_some() {
        body.push(quote!(report.min_properties(at, members, Self::MIN_PROPERTIES);));
    }
    if object.max_properties.is_some() {
        body.push(quote!(report.max_properties(at, members, Self::MAX_PROPERTIES);));
    }
    body.extend(object.fields.iter().filter(|field| field.asked).map(asked));
    let list = object.fields.iter();
    let list = list.map(|field| {
        (
            field.name.as_str(),
            field.rust_name.as_str(),
            &field.value,
            field.required,
        )
    });
    body.extend(fields(list, checks, owner));
    body.extend(
        object
            .additional
            .iter()
            .flat_map(|it| additional(it, checks, owner)),
    );
    body
}

/// The check of a field that only requests have.
fn asked(field: &Field) -> TokenStream {
    let (name, rust_name) = (&field.name, ident(&field.rust_name));
    quote!(report.required(at, #name, self.#rust_name.is_some());)
}

/// The checks of members that the document does not name.
fn additional(additional: &Additional, checks: &Checks, owner: &str) -> Option<TokenStream> {
    let schema = &additional.value;
    if !checks.has_checks(schema) {
        return None;
    }
    let prefix = value_prefix(&field_prefix(&additional.rust_name));
    let place = Place::variable(&quote!(item));
    let body = checks.statements(schema, &place, &quote!(&at.key(key)), owner, &prefix);
    let body = if schema.nullable {
        quote!(if let Some(item) = item { #(#body)* })
    } else {
        quote!(#(#body)*)
    };
    let name = ident(&additional.rust_name);
    Some(quote!(for (key, item) in &self.#name { #body }))
}

/// The members that are there, of those that the document knows.
fn member_count(fields: &[Field]) -> TokenStream {
    let required = fields.iter().filter(|field| field.required).count();
    let mut terms = Vec::new();
    if required > 0 || required == fields.len() {
        let required = Literal::usize_unsuffixed(required);
        terms.push(quote!(#required));
    }
    let optional = fields.iter().filter(|field| !field.required);
    terms.extend(optional.map(|field| {
        let name = ident(&field.rust_name);
        quote!(usize::from(self.#name.is_some()))
    }));
    quote!(let members = #(#terms)+*;)
}

fn enumeration(values: &Enum, checks: &Checks, owner: &str) -> Vec<TokenStream> {
    if !values.open || values.constraints == Constraints::default() {
        return Vec::new();
    }
    let text = Schema {
        pointer: String::new(),
        shape: Shape::String(StringFormat::Plain(None)),
        nullable: false,
        constraints: values.constraints.clone(),
        description: None,
        default: None,
        example: None,
        deprecated: false,
        read_only: false,
        write_only: false,
        sensitive: false,
    };
    let place = Place {
        by_ref: quote!(self.as_str()),
        by_value: quote!(self.as_str()),
        receiver: quote!(self.as_str()),
    };
    checks.statements(&text, &place, &quote!(at), owner, "")
}

fn newtype(schema: &Schema, checks: &Checks, owner: &str) -> Vec<TokenStream> {
    let nullable = schema.nullable;
    let place = if nullable {
        Place::variable(&quote!(value))
    } else {
        Place::field(&quote!(0))
    };
    let body = checks.statements(schema, &place, &quote!(at), owner, "");
    if nullable && !body.is_empty() {
        return vec![quote!(if let Some(value) = &self.0 { #(#body)* })];
    }
    body
}

/// The checks of variants; `other` is one that has none.
fn variants<'a>(
    list: impl Iterator<Item = &'a Variant>,
    other: Option<TokenStream>,
    checks: &Checks,
    owner: &str,
) -> Vec<TokenStream> {
    let (with, without): (Vec<&Variant>, Vec<&Variant>) =
        list.partition(|variant| checks.has_checks(&variant.value));
    if with.is_empty() {
        return Vec::new();
    }
    let arms = with.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        let place = Place::variable(&quote!(value));
        let prefix = variant_prefix(&variant.rust_name);
        let body = checks.statements(&variant.value, &place, &quote!(at), owner, &prefix);
        if variant.value.nullable {
            quote!(Self::#name(Some(value)) => { #(#body)* })
        } else {
            quote!(Self::#name(value) => { #(#body)* })
        }
    });
    let nulls = with.iter().filter(|variant| variant.value.nullable);
    let nulls = nulls.map(|variant| {
        let name = ident(&variant.rust_name);
        quote!(Self::#name(None))
    });
    let unchecked = without.iter().map(|variant| {
        let name = ident(&variant.rust_name);
        quote!(Self::#name(_))
    });
    let mut rest: Vec<TokenStream> = nulls.chain(unchecked).collect();
    rest.extend(other);
    let rest = (!rest.is_empty()).then(|| quote!(#(#rest)|* => {}));
    vec![quote!(match self { #(#arms)* #rest })]
}
