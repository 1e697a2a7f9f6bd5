//! Which schemas are bases, and what names their children.

use super::Hierarchies;
use crate::place::Place;
use crate::read::Document;
use crate::schema::Dialect;

/// A base whose property is `kind`, as flow YAML.
const BASE: &str =
    "{type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind}}";

/// The children of `Base` with their tags, as `Name: tag, tag`; nothing where it is no base.
fn children(components: &str) -> Option<Vec<String>> {
    let lines: String = components
        .lines()
        .map(|line| format!("    {line}\n"))
        .collect();
    let text = format!("openapi: 3.1.0\ncomponents:\n  schemas:\n{lines}");
    let document = Document::parse(&text).expect("readable");
    let root = Place::root(document.root());
    let base = root.at(&["components", "schemas", "Base"]).expect("there");
    let found = Hierarchies::of(&root, Dialect::V31);
    let children = found.at(&base)?.children.iter().map(|child| {
        assert!(
            child
                .place(&root)
                .is_some_and(|place| found.extends(&place))
        );
        let name = child.pointer.rsplit('/').next().unwrap_or_default();
        format!("{name}: {}", child.tags.join(", "))
    });
    Some(children.collect())
}

fn extending(name: &str, base: &str, rest: &str) -> String {
    format!("{name}: {{allOf: [{{$ref: '#/components/schemas/{base}'}}, {{{rest}}}]}}\n")
}

#[test]
fn children_are_called_by_the_mapping_else_by_themselves() {
    let mapping = "kind, mapping: {a: One, b: '#/components/schemas/One', base: Base}}";
    let mapped = BASE.replace("kind}", mapping);
    let two = extending("Two", "One", "");
    let three = extending("Three", "Base", "properties: {kind: {enum: [three, drei]}}");
    let one = extending("One", "Base", "");
    assert_eq!(
        children(&format!("{two}Base: {mapped}\n{three}{one}")),
        Some(vec![
            "Two: Two".to_owned(),
            "Three: three, drei".to_owned(),
            "One: a, b".to_owned()
        ])
    );
}

#[test]
fn what_the_base_does_not_list_names_nobody() {
    let listed = BASE.replace("type: string", "type: string, enum: [One, two]");
    let (one, two) = (extending("One", "Base", ""), extending("Two", "Base", ""));
    assert_eq!(
        children(&format!("Base: {listed}\n{one}{two}")),
        Some(vec!["One: One".to_owned()])
    );
    assert_eq!(children(&format!("Base: {listed}\n{two}")), None);
}

#[test]
fn children_with_another_discriminator_have_their_own_children() {
    let other = "discriminator: {propertyName: color}";
    let child = extending("Child", "Base", "").replace("{allOf", &format!("{{{other}, allOf"));
    let grandchild = extending("Grandchild", "Child", "");
    assert_eq!(
        children(&format!("Base: {BASE}\n{child}{grandchild}")),
        Some(vec!["Child: Child".to_owned()])
    );
    let same = child.replace("color", "kind");
    assert_eq!(
        children(&format!("Base: {BASE}\n{same}{grandchild}")),
        Some(vec![
            "Child: Child".to_owned(),
            "Grandchild: Grandchild".to_owned()
        ])
    );
}

#[test]
fn what_is_not_written_as_a_base_is_none() {
    let child = extending("Child", "Base", "");
    let others = [
        ("kind}}", "other}}"),
        ("type: object, ", ""),
        ("type: string", "type: integer"),
        ("discriminator", "oneOf: [{}, {}], discriminator"),
        ("propertyName: kind", "mapping: {a: Child}"),
        ("propertyName: kind", "propertyName: [kind]"),
        ("discriminator: {propertyName: kind}", "discriminator: kind"),
    ];
    assert!(children(&format!("Base: {BASE}\n{child}")).is_some());
    for (written, instead) in others {
        let base = BASE.replace(written, instead);
        assert_ne!(base, BASE, "{written}");
        assert_eq!(
            children(&format!("Base: {base}\n{child}")),
            None,
            "{instead}"
        );
    }
    assert_eq!(children(&format!("Base: {BASE}")), None);
}

#[test]
fn a_tag_of_two_children_names_nobody() {
    let kind = "properties: {kind: {const: same}}";
    let (one, two) = (
        extending("One", "Base", kind),
        extending("Two", "Base", kind),
    );
    assert_eq!(children(&format!("Base: {BASE}\n{one}{two}")), None);
}

#[test]
fn schemas_that_extend_each_other_end() {
    let base = BASE.replace(
        "type: object",
        "type: object, allOf: [{$ref: '#/components/schemas/Child'}]",
    );
    let child = extending("Child", "Base", "");
    assert_eq!(
        children(&format!("Base: {base}\n{child}")),
        Some(vec!["Child: Child".to_owned()])
    );
}
