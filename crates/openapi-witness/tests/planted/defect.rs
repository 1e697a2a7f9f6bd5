//! Changes of a model that a generator could make by mistake.

use openapi_axum::model::{Api, Kind, Status, Struct, Union};

/// What is done to a model before it is written.
pub(crate) type Change = fn(&mut Api);

/// Every set of modules: its name and its change.
pub(crate) const ALL: &[(&str, Change)] = &[
    ("right", |_| {}),
    ("maximum_dropped", |api| {
        object(api, "CountContent").fields[0]
            .value
            .constraints
            .maximum = None;
    }),
    ("rename_swapped", |api| {
        let fields = &mut object(api, "AddCardRequest").fields;
        let (title, remark) = (fields[0].name.clone(), fields[1].name.clone());
        (fields[0].name, fields[1].name) = (remark, title);
    }),
    ("required_dropped", |api| {
        object(api, "AddCardRequest").fields[0].required = false;
    }),
    ("wrong_tag", |api| {
        "txt".clone_into(&mut union(api, "CardContent").variants[0].tag);
        if let Some(tag) = &mut object(api, "TextContent").tag {
            "txt".clone_into(&mut tag.value);
        }
    }),
    ("wrong_status", |api| {
        api.operations[0].responses[0].status = Status::Code(200);
    }),
    ("route_forgotten", |api| {
        api.operations
            .retain(|operation| operation.id != "get_board");
    }),
    ("enum_value_dropped", |api| {
        if let Kind::Enum(values) = &mut api.types["Priority"].kind {
            values.values.pop();
        }
    }),
    ("nullable_dropped", |api| {
        let fields = &mut object(api, "AddCardRequest").fields;
        for field in fields.iter_mut().filter(|field| field.name == "due") {
            field.value.nullable = false;
        }
    }),
];

fn object<'a>(api: &'a mut Api, name: &str) -> &'a mut Struct {
    match &mut api.types[name].kind {
        Kind::Struct(object) => object,
        other => panic!("{name} is not an object: {other:?}"),
    }
}

fn union<'a>(api: &'a mut Api, name: &str) -> &'a mut Union {
    match &mut api.types[name].kind {
        Kind::Union(union) => union,
        other => panic!("{name} is not a union: {other:?}"),
    }
}
