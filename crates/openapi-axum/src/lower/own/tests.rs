//! Types that are not generated: where they are found, and what is refused.

use indexmap::IndexMap;

use crate::model::{Api, Kind, Own, Shape};
use crate::problem::Problem;
use crate::{Selection, Settings, Source, generate, read_source};

const DOCUMENT: &str = r##"openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /things/{id}:
    get:
      operationId: get_thing
      tags: [all]
      parameters:
        - {name: id, in: path, required: true, schema: {$ref: '#/components/schemas/Id'}}
      responses:
        '200':
          description: done
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
components:
  schemas:
    Id: {type: string, maxLength: 9}
    Alias: {$ref: '#/components/schemas/Id'}
    Thing:
      type: object
      properties:
        id: {$ref: '#/components/schemas/Id'}
        alias: {$ref: '#/components/schemas/Alias'}
        price: {type: string, format: money}
        tax: {type: string, format: money, nullable: true}
        old: {type: string, x-rust-type: EXTENSION}
        typify: {type: string, x-rust-type: {crate: chrono, path: 'chrono::Date'}}
"##;

fn settings(types: &[(&str, &str)]) -> Settings {
    let types: IndexMap<String, String> = types
        .iter()
        .map(|(name, path)| ((*name).to_owned(), (*path).to_owned()))
        .collect();
    Settings {
        types,
        ..Settings::default()
    }
}

fn read(extension: &str, settings: &Settings) -> Result<Api, Vec<Problem>> {
    let text = DOCUMENT.replace("EXTENSION", extension);
    read_source(&Source::text(&text), settings).map(|(api, _)| api)
}

fn own(api: &Api, name: &str) -> Option<Own> {
    match &api.types.get(name)?.kind {
        Kind::Own(own) => Some(own.clone()),
        _ => None,
    }
}

fn refusal(found: Result<Api, Vec<Problem>>) -> Vec<(String, String)> {
    let problems = found.expect_err("a type is wrong");
    let told = problems.into_iter().map(|it| (it.pointer, it.message));
    told.collect()
}

#[test]
fn a_path_stands_for_a_component_a_format_or_a_schema() {
    let settings = settings(&[
        ("Id", "crate::Id"),
        ("format:money", "money::Money"),
        ("Alias", "crate::Alias"),
    ]);
    let api = read("money::Money", &settings).expect("sane");
    let path = |name: &str| own(&api, name).map(|it| it.path);
    assert_eq!(path("Id").as_deref(), Some("crate::Id"));
    assert_eq!(path("Alias").as_deref(), Some("crate::Alias"));
    assert_eq!(path("Money").as_deref(), Some("money::Money"));
    let names: Vec<_> = api.types.keys().map(String::as_str).collect();
    assert_eq!(names, ["Id", "Alias", "Thing", "Money"]);
    let Kind::Struct(thing) = &api.types["Thing"].kind else {
        panic!("a struct")
    };
    let told: Vec<_> = thing
        .fields
        .iter()
        .map(|field| match &field.value.shape {
            Shape::Ref { name, .. } => (name.as_str(), field.value.nullable),
            _ => ("", false),
        })
        .collect();
    let expected = [
        ("Id", false),
        ("Alias", false),
        ("Money", false),
        ("Money", true),
        ("Money", false),
        ("", false),
    ];
    assert_eq!(told, expected);
    let parameter = &api.operations[0].parameters[0].value.shape;
    assert!(matches!(parameter, Shape::Ref { name, .. } if name == "Id"));
}

#[test]
fn what_is_no_path_is_refused_where_it_stands() {
    let at = "/components/schemas/Thing/properties/old/x-rust-type";
    let cases = [
        (
            "a b",
            "`a b` is no path of a type, write one such as `crate::Money`",
        ),
        (
            "super::Money",
            "`super::Money` depends on where it stands, begin with `crate` or with a crate",
        ),
        (
            "Money",
            "`Money` is not found without its path, write one such as `crate::Money`",
        ),
    ];
    for (path, message) in cases {
        let found = refusal(read(path, &settings(&[])));
        assert_eq!(found, [(at.to_owned(), message.to_owned())]);
    }
    let deep = "a::B<".repeat(100_000);
    assert_eq!(refusal(read(&deep, &settings(&[])))[0].0, at);
    assert!(read("u64", &settings(&[])).is_ok());
    let found = refusal(read("u64", &settings(&[("Id", "no")])));
    assert_eq!(found[0].0, "/components/schemas/Id");
}

#[test]
fn a_component_that_is_not_there_is_refused_unless_it_may_be_unselected() {
    let mut settings = settings(&[("Idd", "crate::Id"), ("format:never", "crate::Never")]);
    let message = "`Idd` is given a type and is not there, correct the name in the settings";
    let expected = [("/components/schemas/Idd".to_owned(), message.to_owned())];
    assert_eq!(refusal(read("u64", &settings)), expected);
    settings.select = Selection {
        tags: vec!["all".to_owned()],
        ..Selection::default()
    };
    assert!(read("u64", &settings).is_ok());
}

#[test]
fn derived_schemas_need_what_is_generated() {
    let text = DOCUMENT.replace("EXTENSION", "u64");
    let settings = Settings {
        derived_schemas: true,
        ..Settings::default()
    };
    let problems = generate(&text, &settings).expect_err("nothing is known of the type");
    let message =
        "derived schemas cannot express a type that is not generated, generate without them";
    assert!(
        problems.iter().any(|it| it.message == message),
        "{problems:?}"
    );
}
