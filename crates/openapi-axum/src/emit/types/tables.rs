//! Schemas as data: constants that the run time's interpreter reads.

mod deep;

use indexmap::IndexMap;
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Number, Value};

use crate::emit::json::{float_literal, integer_literal};
use crate::emit::pattern;
use crate::emit::rust_type::ident;
use crate::format::File;
use crate::model::{Api, Rule, Sub, Table};
use crate::problem::Problem;

/// Writes `schemas.rs`.
pub(super) fn emit(api: &Api) -> Result<File, Problem> {
    let mut writer = Writer::default();
    let mut statics = Vec::new();
    for (name, table) in &deep::split(&api.tables) {
        let (name, rules) = (ident(name), writer.rules(table));
        statics.push(quote!(pub(super) static #name: Schema = Schema(#rules);));
    }
    let mut file = File::new(&[
        "Schemas of what requests carry, as the document writes them: they tell all that is wrong with a value.",
    ]);
    for item in statics.into_iter().chain(writer.patterns()) {
        file.items(item)?;
    }
    file.import_if_used("Format", "openapi_axum_rt::Format");
    file.import_if_used("Pattern", "openapi_axum_rt::Pattern");
    for word in ["Literal", "Number", "Rule", "Schema", "Types"] {
        file.import_if_used(word, &format!("openapi_axum_rt::schema::{word}"));
    }
    Ok(file)
}

/// Writes rules; collects the patterns in them, which are constants of their own.
#[derive(Default)]
struct Writer {
    /// Names of constants by pattern.
    patterns: IndexMap<String, String>,
}

impl Writer {
    fn rules(&mut self, table: &Table) -> TokenStream {
        let rules = table.iter().map(|rule| self.rule(rule));
        let rules: Vec<TokenStream> = rules.collect();
        quote!(&[#(#rules),*])
    }

    fn sub(&mut self, sub: &Sub) -> TokenStream {
        match sub {
            Sub::Static(name) => {
                let name = ident(name);
                quote!(&#name)
            }
            Sub::Inline(table) => match table.as_slice() {
                [] => quote!(&Schema::ANY),
                [Rule::Never] => quote!(&Schema::NEVER),
                _ => {
                    let rules = self.rules(table);
                    quote!(&Schema(#rules))
                }
            },
        }
    }

    fn option(&mut self, sub: Option<&Sub>) -> TokenStream {
        match sub {
            Some(sub) => {
                let sub = self.sub(sub);
                quote!(Some(#sub))
            }
            None => quote!(None),
        }
    }

    fn subs(&mut self, list: &[Sub]) -> TokenStream {
        let list: Vec<TokenStream> = list.iter().map(|sub| self.sub(sub)).collect();
        quote!(&[#(#list),*])
    }

    fn named(&mut self, list: &[(String, Sub)]) -> TokenStream {
        let list: Vec<TokenStream> = list
            .iter()
            .map(|(name, sub)| {
                let sub = self.sub(sub);
                quote!((#name, #sub))
            })
            .collect();
        quote!(&[#(#list),*])
    }

    fn pattern(&mut self, source: &str) -> TokenStream {
        let next = format!("PATTERN_{}", self.patterns.len() + 1);
        let name = self.patterns.entry(source.to_owned()).or_insert(next);
        let name = ident(name);
        quote!(&#name)
    }

    fn patterns(&self) -> impl Iterator<Item = TokenStream> {
        self.patterns.iter().map(|(source, name)| {
            let translated = pattern::translate(source).unwrap_or_default();
            let name = ident(name);
            quote!(static #name: Pattern = Pattern::new(#source, #translated);)
        })
    }

    fn rule(&mut self, rule: &Rule) -> TokenStream {
        match rule {
            Rule::Never => quote!(Rule::Never),
            Rule::Nullable => quote!(Rule::Nullable),
            Rule::UniqueItems => quote!(Rule::UniqueItems),
            Rule::Type(list) => {
                let types = types(list);
                quote!(Rule::Type(#types))
            }
            Rule::Enum(values) => {
                let values = values.iter().map(literal);
                quote!(Rule::Enum(&[#(#values),*]))
            }
            Rule::Format(format) => {
                let format = ident(format.variant());
                quote!(Rule::Format(Format::#format))
            }
            Rule::Pattern(source) => {
                let pattern = self.pattern(source);
                quote!(Rule::Pattern(#pattern))
            }
            Rule::Required(names) => quote!(Rule::Required(&[#(#names),*])),
            Rule::Minimum(_)
            | Rule::Maximum(_)
            | Rule::ExclusiveMinimum(_)
            | Rule::ExclusiveMaximum(_)
            | Rule::MultipleOf(_)
            | Rule::MinLength(_)
            | Rule::MaxLength(_)
            | Rule::MinItems(_)
            | Rule::MaxItems(_)
            | Rule::MinProperties(_)
            | Rule::MaxProperties(_) => bound(rule),
            other => self.with_schemas(other),
        }
    }

    fn with_schemas(&mut self, rule: &Rule) -> TokenStream {
        match rule {
            Rule::Items { first, rest } => {
                let (first, rest) = (self.subs(first), self.sub(rest));
                quote!(Rule::Items { first: #first, rest: #rest })
            }
            Rule::Contains { item, min, max } => {
                let item = self.sub(item);
                let min = Literal::u64_unsuffixed(*min);
                let max = max.map_or_else(
                    || quote!(u64::MAX),
                    |max| {
                        let max = Literal::u64_unsuffixed(max);
                        quote!(#max)
                    },
                );
                quote!(Rule::Contains { item: #item, min: #min, max: #max })
            }
            Rule::Members {
                known,
                patterns,
                rest,
            } => self.members(known, patterns, rest.as_ref()),
            Rule::Unevaluated { beside, rest } => {
                let (beside, rest) = (self.sub(beside), self.sub(rest));
                quote!(Rule::Unevaluated { beside: #beside, rest: #rest })
            }
            Rule::UnevaluatedItems { beside, rest } => {
                let (beside, rest) = (self.sub(beside), self.sub(rest));
                quote!(Rule::UnevaluatedItems { beside: #beside, rest: #rest })
            }
            Rule::Names(sub) => self.wrapping("Names", sub),
            Rule::Not(sub) => self.wrapping("Not", sub),
            Rule::DependentRequired(list) => {
                let list = list
                    .iter()
                    .map(|(name, names)| quote!((#name, &[#(#names),*])));
                quote!(Rule::DependentRequired(&[#(#list),*]))
            }
            Rule::DependentSchemas(list) => {
                let list = self.named(list);
                quote!(Rule::DependentSchemas(#list))
            }
            Rule::AllOf(list) => self.listing("AllOf", list),
            Rule::AnyOf(list) => self.listing("AnyOf", list),
            Rule::OneOf(list) => self.listing("OneOf", list),
            Rule::If {
                when,
                then,
                otherwise,
            } => {
                let (when, then) = (self.sub(when), self.sub(then));
                let otherwise = self.sub(otherwise);
                quote!(Rule::If { when: #when, then: #then, otherwise: #otherwise })
            }
            Rule::Tagged {
                property,
                branches,
                otherwise,
            } => {
                let (branches, otherwise) = (self.named(branches), self.option(otherwise.as_ref()));
                quote!(Rule::Tagged { property: #property, branches: #branches, otherwise: #otherwise })
            }
            _ => quote!(Rule::Never),
        }
    }

    fn members(
        &mut self,
        known: &[(String, Sub)],
        patterns: &[(String, Sub)],
        rest: Option<&Sub>,
    ) -> TokenStream {
        let known = self.named(known);
        let patterns: Vec<TokenStream> = patterns
            .iter()
            .map(|(source, sub)| {
                let (pattern, sub) = (self.pattern(source), self.sub(sub));
                quote!((#pattern, #sub))
            })
            .collect();
        let rest = self.option(rest);
        quote!(Rule::Members { known: #known, patterns: &[#(#patterns),*], rest: #rest })
    }

    fn wrapping(&mut self, rule: &str, sub: &Sub) -> TokenStream {
        let (rule, sub) = (format_ident!("{rule}"), self.sub(sub));
        quote!(Rule::#rule(#sub))
    }

    fn listing(&mut self, rule: &str, list: &[Sub]) -> TokenStream {
        let (rule, list) = (format_ident!("{rule}"), self.subs(list));
        quote!(Rule::#rule(#list))
    }
}

fn bound(rule: &Rule) -> TokenStream {
    let numeric = |name: &str, value: &Number| {
        let (name, value) = (format_ident!("{name}"), number(value));
        quote!(Rule::#name(#value))
    };
    let counted = |name: &str, value: u64| {
        let (name, value) = (format_ident!("{name}"), Literal::u64_unsuffixed(value));
        quote!(Rule::#name(#value))
    };
    match rule {
        Rule::Minimum(value) => numeric("Minimum", value),
        Rule::Maximum(value) => numeric("Maximum", value),
        Rule::ExclusiveMinimum(value) => numeric("ExclusiveMinimum", value),
        Rule::ExclusiveMaximum(value) => numeric("ExclusiveMaximum", value),
        Rule::MultipleOf(value) => numeric("MultipleOf", value),
        Rule::MinLength(value) => counted("MinLength", *value),
        Rule::MaxLength(value) => counted("MaxLength", *value),
        Rule::MinItems(value) => counted("MinItems", *value),
        Rule::MaxItems(value) => counted("MaxItems", *value),
        Rule::MinProperties(value) => counted("MinProperties", *value),
        Rule::MaxProperties(value) => counted("MaxProperties", *value),
        _ => quote!(Rule::Never),
    }
}

fn types(list: &[&str]) -> TokenStream {
    let mut names = list
        .iter()
        .map(|name| format_ident!("{}", name.to_uppercase()));
    let Some(first) = names.next() else {
        // A type that nothing has: `allOf` left none.
        return quote!(Types::NONE);
    };
    quote!(Types::#first #(.or(Types::#names))*)
}

fn number(value: &Number) -> TokenStream {
    if let Some(value) = value.as_i64() {
        let value = integer_literal(value);
        return quote!(Number::Whole(#value));
    }
    if let Some(value) = value.as_u64() {
        let value = Literal::u64_unsuffixed(value);
        return quote!(Number::Whole(#value));
    }
    let value = float_literal(value.as_f64().unwrap_or_default());
    quote!(Number::Fraction(#value))
}

fn literal(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(Literal::Null),
        Value::Bool(value) => quote!(Literal::Bool(#value)),
        Value::Number(value) => {
            let value = number(value);
            quote!(Literal::Number(#value))
        }
        Value::String(text) => quote!(Literal::String(#text)),
        Value::Array(items) => {
            let items = items.iter().map(literal);
            quote!(Literal::Array(&[#(#items),*]))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(key, value)| {
                let value = literal(value);
                quote!((#key, #value))
            });
            quote!(Literal::Object(&[#(#members),*]))
        }
    }
}
