//! Snapshots of what people review when the document changes: operations, signatures, types, derived schemas.

use std::fmt::Write;
use std::path::Path;

use desk_server::OPERATIONS;
use syn::visit_mut::VisitMut;
use syn::{Attribute, File, Item, ItemTrait};

use crate::schemas;

fn generated(path: &str) -> File {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let text = std::fs::read_to_string(path).expect("the generated file can be read");
    syn::parse_file(&text).expect("the generated file is Rust")
}

#[test]
fn operations() {
    let mut index = String::new();
    for operation in OPERATIONS {
        let tags = operation.tags.join(", ");
        writeln!(
            index,
            "{} {} {} [{tags}]",
            operation.method, operation.path, operation.id
        )
        .expect("a string takes every text");
    }
    insta::assert_snapshot!("operations", index);
}

/// Takes the docs away.
struct WithoutDocs;

impl VisitMut for WithoutDocs {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    }

    fn visit_item_trait_mut(&mut self, item: &mut ItemTrait) {
        for member in &mut item.items {
            if let syn::TraitItem::Fn(function) = member {
                function.default = None;
                function.semi_token = Some(syn::token::Semi::default());
            }
        }
        syn::visit_mut::visit_item_trait_mut(self, item);
    }
}

#[test]
fn signatures() {
    let mut file = generated("desk-server/src/generated/api.rs");
    file.items.retain(|item| matches!(item, Item::Trait(_)));
    WithoutDocs.visit_file_mut(&mut file);
    insta::assert_snapshot!("signatures", prettyplease::unparse(&file));
}

#[test]
fn types() {
    let mut list = String::new();
    for item in generated("desk-types/src/generated/types.rs").items {
        let line = match item {
            Item::Struct(item) => {
                format!("struct {} with {} fields", item.ident, item.fields.len())
            }
            Item::Enum(item) => {
                format!("enum {} with {} variants", item.ident, item.variants.len())
            }
            Item::Type(item) => format!("type {}", item.ident),
            _ => continue,
        };
        writeln!(list, "{line}").expect("a string takes every text");
    }
    insta::assert_snapshot!("types", list);
}

#[test]
fn derived_schemas() {
    for (name, schema) in schemas::derived() {
        insta::assert_json_snapshot!(format!("schema_{name}"), schema);
    }
}

#[cfg(feature = "utoipa")]
#[test]
fn utoipa_document() {
    insta::assert_json_snapshot!("utoipa_document", desk_server::utoipa_document());
}
