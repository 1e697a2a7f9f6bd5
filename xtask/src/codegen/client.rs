//! The client: progenitor's output on the shared types.

use openapi_axum::project::Projection;
use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle};
use quote::quote;

use super::docs;

/// The client's source, without a first line that marks it.
///
/// # Errors
///
/// What progenitor says, or the types that it would declare of its own.
pub(super) fn generate(projection: &Projection) -> Result<String, String> {
    let document: openapiv3::OpenAPI = serde_json::from_str(&projection.document)
        .map_err(|error| format!("the lowered document is not one: {error}"))?;
    let tokens = Generator::new(&settings(projection))
        .generate_tokens(&document)
        .map_err(|error| format!("progenitor refuses the lowered document: {error}"))?;
    let file: syn::File = syn::parse2(docs::by_line(tokens))
        .map_err(|error| format!("progenitor's output does not parse: {error}"))?;
    let foreign = foreign_types(&file);
    if !foreign.is_empty() {
        return Err(format!(
            "progenitor declares types of its own, the projection must name them: {}",
            foreign.join(", ")
        ));
    }
    let text = prettyplease::unparse(&file);
    progenitor_impl::space_out_items(text).map_err(|error| error.to_string())
}

/// The client is a builder per operation; the hand-written transport sends (`HooksMode::Expected`: forgetting it does not
/// compile), and every type comes from the types crate.
fn settings(projection: &Projection) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote! { crate::transport::Transport });
    for (name, rust_path) in &projection.replacements {
        settings.with_replacement(name, rust_path, std::iter::empty());
    }
    settings
}

/// Names of the items in progenitor's `types` module, but for `error`, which is always there.
#[must_use]
pub fn foreign_types(file: &syn::File) -> Vec<String> {
    let types = file.items.iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let Some((_, items)) = types else {
        return vec!["(no module `types`)".to_owned()];
    };
    items
        .iter()
        .filter_map(declared)
        .filter(|name| name != "error")
        .collect()
}

fn declared(item: &syn::Item) -> Option<String> {
    match item {
        syn::Item::Struct(it) => Some(it.ident.to_string()),
        syn::Item::Enum(it) => Some(it.ident.to_string()),
        syn::Item::Type(it) => Some(it.ident.to_string()),
        syn::Item::Mod(it) => Some(it.ident.to_string()),
        _ => None,
    }
}
