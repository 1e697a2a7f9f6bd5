//! What the mock answers to one operation.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::text;
use crate::emit::rust_type::ident;
use crate::emit::server::responses::{self, Success, Variant, success, variants};
use crate::emit::server::{constant_name, status};
use crate::lower;
use crate::model::{Media, Operation, Payload, Response, Shape, Status, StringFormat};
use crate::place::Place;
use crate::sample::Sampler;

/// The body of a method, and the constants that it reads.
pub(super) struct Answer {
    pub(super) constants: Vec<TokenStream>,
    pub(super) body: TokenStream,
    /// Whether the body looks at what the caller prefers.
    pub(super) asks_context: bool,
    /// Why there is no documented answer.
    reason: Option<String>,
}

impl Answer {
    /// Why the method answers 501, if it does.
    pub(super) fn docs(&self) -> Option<TokenStream> {
        let reason = self.reason.as_ref()?;
        let line = format!(" Not implemented: {reason}.");
        Some(quote!(#[doc = #line]))
    }
}

/// Makes answers, from the document and the model of it.
pub(super) struct Answers<'d> {
    root: Place<'d>,
    sampler: Sampler,
}

impl<'d> Answers<'d> {
    pub(super) fn new(root: &Place<'d>) -> Answers<'d> {
        Answers {
            root: root.clone(),
            sampler: Sampler::new(root),
        }
    }

    /// The answer of an operation: its first success, or 501.
    pub(super) fn of(&mut self, operation: &Operation) -> Answer {
        let made = match success(operation) {
            Success::Plain(_, None) => Ok(Answer {
                constants: Vec::new(),
                body: quote!(Ok(())),
                asks_context: false,
                reason: None,
            }),
            Success::Plain(_, Some(media)) => self.plain(operation, media),
            Success::Choice => self.choice(operation),
        };
        made.unwrap_or_else(|reason| Answer {
            constants: Vec::new(),
            body: quote!(Err(Failure::Unimplemented.into())),
            asks_context: false,
            reason: Some(reason),
        })
    }

    fn plain(&mut self, operation: &Operation, media: &Media) -> Result<Answer, String> {
        let response = first_success(operation).ok_or("there is no success")?;
        let place = self.response_place(operation, response)?;
        let name = constant_name(operation);
        let (constant, payload) = self.payload(&place, media, &name)?;
        Ok(Answer {
            constants: vec![constant],
            body: quote!(Ok(#payload)),
            asks_context: false,
            reason: None,
        })
    }

    /// A variant of the first success: the one in the media type that the caller prefers, else the first.
    fn choice(&mut self, operation: &Operation) -> Result<Answer, String> {
        let response = first_success(operation).ok_or("there is no success")?;
        let place = self.response_place(operation, response)?;
        let list: Vec<&Response> = operation.successes().collect();
        let all = variants(operation, &list);
        let of_it: Vec<&Variant<'_>> = all
            .iter()
            .filter(|variant| std::ptr::eq(variant.response, response))
            .collect();
        let mut constants = Vec::new();
        let mut made = Vec::new();
        let mut reason = String::new();
        for variant in &of_it {
            match self.variant(operation, variant, &place, of_it.len() > 1) {
                Ok((constant, value)) => {
                    constants.extend(constant);
                    made.push((*variant, value));
                }
                Err(why) => reason = why,
            }
        }
        let Some(((_, first), others)) = made.split_first() else {
            return Err(reason);
        };
        let body = if others.is_empty() {
            quote!(Ok(#first))
        } else {
            let arms = others.iter().map(|(variant, value)| {
                let types = variant.media.into_iter().flat_map(|it| &it.media_types);
                quote!(Some(#(#types)|*) => #value)
            });
            quote!(Ok(match context.media_type() { #(#arms,)* _ => #first }))
        };
        Ok(Answer {
            constants,
            body,
            asks_context: !others.is_empty(),
            reason: None,
        })
    }

    fn variant(
        &mut self,
        operation: &Operation,
        variant: &Variant<'_>,
        place: &Place<'d>,
        is_one_of_many: bool,
    ) -> Result<(Option<TokenStream>, TokenStream), String> {
        let mut fields = Vec::new();
        match variant.response.status {
            Status::Code(_) => {}
            Status::Range(class) => {
                let code = status::code(u16::from(class) * 100);
                fields.push(quote!(StatusClass::new(#code).ok_or(Failure::Unimplemented)?));
            }
            // No success is listed beside it.
            Status::Default => fields.push(quote!(StatusCode::OK)),
        }
        let mut constant = None;
        if let Some(media) = variant.media {
            let mut name = constant_name(operation);
            if is_one_of_many {
                let suffix = crate::names::constant_case(&media.rust_name);
                name = format_ident!("{name}_{suffix}");
            }
            let (declared, payload) = self.payload(place, media, &name)?;
            constant = Some(declared);
            fields.push(payload);
        }
        if variant.has_headers() {
            fields.push(self.headers(operation, variant.response, place)?);
        }
        let (choice, name) = (responses::choice_name(operation), &variant.name);
        let value = if fields.is_empty() {
            quote!(#choice::#name)
        } else {
            quote!(#choice::#name(#(#fields),*))
        };
        Ok((constant, value))
    }

    /// The constant of a body, and the expression that makes the body of it.
    fn payload(
        &mut self,
        response: &Place<'d>,
        media: &Media,
        name: &Ident,
    ) -> Result<(TokenStream, TokenStream), String> {
        let media_type = media.media_types.first().map_or("", String::as_str);
        let missing = || format!("no value of `{media_type}` could be made from the document");
        let place = response.at(&["content", media_type]);
        let place = place.and_then(|it| it.resolve()).ok_or_else(missing)?;
        let value = self.sampler.of_owner(&place);
        let (text, expression) = match &media.payload {
            Payload::Json(_) | Payload::Form(_) => {
                let value = value.ok_or_else(missing)?;
                (text::json(&value), quote!(example(#name)?))
            }
            Payload::Events(Some(_)) => {
                let value = value.ok_or_else(missing)?;
                let event = quote!(Events::of([Event::new(example(#name)?)]));
                (text::json(&value), event)
            }
            Payload::Events(None) => {
                let event = quote!(Events::of([Event::new(#name.to_owned())]));
                (event_data(&plain_text(value)), event)
            }
            Payload::Text(schema) => {
                if schema.is_some() && value.is_none() {
                    return Err(missing());
                }
                (plain_text(value), quote!(#name.to_owned()))
            }
            Payload::Multipart(_) => {
                return Err(format!("an answer of `{media_type}` has no example"));
            }
            Payload::Bytes(_) => {
                let bytes = quote!(Binary::from(#name.as_bytes().to_vec()));
                (plain_text(value), bytes)
            }
        };
        Ok((text::constant(name, &text), expression))
    }

    /// The literal of the headers of an answer: those that must be there, and those that have an example.
    fn headers(
        &mut self,
        operation: &Operation,
        response: &Response,
        place: &Place<'d>,
    ) -> Result<TokenStream, String> {
        let mut fields = Vec::new();
        for header in responses::typed_headers(response) {
            let owner = place
                .at(&["headers", &header.name])
                .and_then(|it| it.resolve());
            let shown = header.required || owner.as_ref().is_some_and(has_example);
            let value = owner
                .filter(|_| shown)
                .and_then(|owner| self.sampler.of_owner(&owner))
                .filter(|value| !value.is_null() && is_writable(value));
            let field = ident(&header.rust_name);
            let is_text = matches!(header.value.shape, Shape::String(StringFormat::Plain(_)));
            fields.push(match value {
                None if header.required => {
                    let name = &header.name;
                    return Err(format!("no value of the header `{name}` could be made"));
                }
                None => quote!(#field: None),
                Some(Value::String(text)) if is_text && header.required => {
                    let literal = text::literal(&text);
                    quote!(#field: #literal.to_owned())
                }
                Some(value) => {
                    let literal = text::literal(&value.to_string());
                    quote!(#field: example(#literal)?)
                }
            });
        }
        let name = responses::headers_name(operation, response);
        Ok(quote!(#name { #(#fields),* }))
    }

    fn response_place(
        &self,
        operation: &Operation,
        response: &Response,
    ) -> Result<Place<'d>, String> {
        self.root
            .follow(&format!("#{}", operation.pointer))
            .into_iter()
            .flat_map(|it| it.members_of("responses"))
            .find(|(key, _)| lower::status(key) == Some(response.status))
            .and_then(|(_, place)| place.resolve())
            .ok_or_else(|| "the answer is not in the document".to_owned())
    }
}

/// The first success that is one, before redirections and what is told on the way.
fn first_success(operation: &Operation) -> Option<&Response> {
    let is_fulfilled = |it: &&Response| match it.status {
        Status::Code(code) => (200..300).contains(&code),
        Status::Range(class) => class == 2,
        Status::Default => true,
    };
    operation
        .successes()
        .find(is_fulfilled)
        .or_else(|| operation.successes().next())
}

fn has_example(header: &Place<'_>) -> bool {
    let of_schema = header.get("schema").and_then(|it| it.resolve());
    let mut places = of_schema.iter().chain([header]);
    places.any(|it| it.has("example") || it.has("examples") || it.has("default"))
}

/// Whether a value can stand in a header.
fn is_writable(value: &Value) -> bool {
    match value {
        Value::String(text) => text.bytes().all(|it| (b' '..=b'~').contains(&it)),
        Value::Array(items) => items.iter().all(is_writable),
        Value::Object(members) => members.values().all(is_writable),
        _ => true,
    }
}

/// A value as text: a string as it is, anything else as JSON.
fn plain_text(value: Option<Value>) -> String {
    match value {
        Some(Value::String(text)) => text,
        Some(value) => text::json(&value),
        None => "example".to_owned(),
    }
}

/// The data of a stream that is written out as an example.
fn event_data(text: &str) -> String {
    let data: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(str::trim_start)
        .collect();
    if data.is_empty() {
        text.to_owned()
    } else {
        data.join("\n")
    }
}
