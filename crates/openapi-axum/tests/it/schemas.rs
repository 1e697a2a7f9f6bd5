//! The generated types at work: what is taken, what is refused and where, and what comes back out.

use openapi_axum_rt::{Validate, read_json};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::generated::{
    all_of, defaults, deprecated, discriminator, enumerations, formats, inheritance, integers,
    names, nullable, objects, one_of, own_types, patterns, recursion, types_31, untyped,
    visibility,
};

/// Takes a body, and holds what is written of it against the text.
fn taken<T: DeserializeOwned + Serialize + Validate>(text: &str) -> T {
    let value: T = read_json(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    let written = serde_json::to_value(&value).expect("can be written");
    let given: serde_json::Value = serde_json::from_str(text).expect("is JSON");
    assert_eq!(written, given);
    assert_eq!(openapi_axum_rt::validate(&value), Ok(()), "{text}");
    value
}

/// The places and rules of what is wrong with a body.
fn refused<T: DeserializeOwned + Validate>(text: &str) -> Vec<String> {
    let Err(error) = read_json::<T>(text.as_bytes()) else {
        panic!("{text} is taken");
    };
    let violations = error.into_violations();
    violations
        .iter()
        .map(|it| format!("{} {}", it.pointer, it.keyword))
        .collect()
}

#[test]
fn objects_are_merged() {
    use all_of::types::Body;
    let body = taken::<Body>(r#"{"name":"a","note":"b","size":1}"#);
    assert_eq!(
        (body.name.as_str(), body.note.as_str(), body.size),
        ("a", "b", 1)
    );
    assert_eq!(
        refused::<Body>(r#"{"name":"abcdef","note":"abcd","size":0}"#),
        ["/name maxLength", "/note maxLength", "/size minimum"]
    );
    assert_eq!(
        refused::<Body>(r#"{"name":"a","size":1}"#),
        ["/note required"]
    );
}

#[test]
fn branches_are_told_apart_by_their_schemas() {
    use one_of::types::{Body, BodyShape, BodySize};
    let body = taken::<Body>(r#"{"shape":{"side":2.5},"size":"abc","either":[true]}"#);
    assert!(matches!(body.shape, BodyShape::Square(_)));
    assert!(matches!(body.size, Some(BodySize::String2(_))));
    let body = taken::<Body>(r#"{"shape":{"radius":1.5},"size":"small"}"#);
    assert!(matches!(body.size, Some(BodySize::String(_))));
    assert_eq!(
        refused::<Body>(r#"{"shape":{"side":1,"radius":1},"size":"abcd"}"#),
        ["/shape oneOf", "/size anyOf"]
    );
}

#[test]
fn the_tag_chooses_the_member() {
    use discriminator::types::{Body, BodyPart, BodyPet};
    let body = taken::<Body>(
        r#"{"pet":{"kind":"cat","lives":9},"part":{"part":"gate","color":"red"},"door":{"part":"door"}}"#,
    );
    assert!(matches!(body.pet, Some(BodyPet::Cat(_))));
    assert!(matches!(body.part, Some(BodyPart::Door(_))));
    assert_eq!(
        refused::<Body>(r#"{"pet":{"kind":"cat","lives":10}}"#),
        ["/pet/lives maximum"]
    );
    assert_eq!(
        refused::<Body>(r#"{"pet":{"kind":"dog"}}"#),
        ["/pet/name required"]
    );
    assert_eq!(
        refused::<Body>(r#"{"part":{"part":"roof"}}"#),
        ["/part/part enum"]
    );
    assert_eq!(refused::<Body>(r#"{"part":{}}"#), ["/part/part required"]);
}

#[test]
fn the_tag_chooses_the_child_and_else_the_base() {
    use inheritance::types::{Owner, Pet};
    let pet = |text: &str| taken::<Owner>(&format!(r#"{{"pet":{text}}}"#)).pet;
    assert!(matches!(
        pet(r#"{"species":"cat","lives":9}"#),
        Pet::Cat(cat) if cat.lives == 9
    ));
    assert!(matches!(
        pet(r#"{"species":"kitten","lives":9}"#),
        Pet::Cat(cat) if cat.species == "kitten"
    ));
    assert!(matches!(
        pet(r#"{"species":"Dog","name":"Rex"}"#),
        Pet::Dog(dog) if dog.name.as_deref() == Some("Rex")
    ));
    assert!(matches!(
        pet(r#"{"species":"Poodle","curls":3,"friends":[{"species":"Fish"}]}"#),
        Pet::Poodle(poodle) if matches!(poodle.friends.as_deref(), Some([Pet::Fish(_)]))
    ));
    assert!(matches!(pet(r#"{"species":"yeti"}"#), Pet::Other(_)));
    for (text, found) in [
        (r#"{"species":"cat"}"#, "/pet/lives required"),
        (r#"{"species":"cat","lives":10}"#, "/pet/lives maximum"),
        (r#"{"species":"Poodle"}"#, "/pet/curls required"),
        (r#"{"lives":1}"#, "/pet/species required"),
        (r#"{"species":1}"#, "/pet/species type"),
        (
            r#"{"species":"yeti","friends":[{"species":"cat"}]}"#,
            "/pet/friends/0/lives required",
        ),
    ] {
        let text = format!(r#"{{"pet":{text}}}"#);
        assert_eq!(refused::<Owner>(&text), [found], "{text}");
    }
}

#[test]
fn a_child_is_written_with_its_tag() {
    use inheritance::types::{Cat, Pet};
    let cat = Cat::builder().species("yeti").lives(1).build();
    let written = serde_json::to_string(&Pet::Cat(cat)).expect("can be written");
    assert_eq!(written, r#"{"species":"cat","lives":1}"#);
}

#[test]
fn schemas_as_data_know_the_children_too() {
    use inheritance::types::{Bench, Pet, Tool};
    let bench = taken::<Bench>(
        r#"{"tool":{"kind":"Hammer","weight":12},"pet":{"species":"Poodle","curls":1}}"#,
    );
    assert!(matches!(bench.tool, Some(Tool::Hammer(_))));
    assert!(matches!(bench.pet, Some(Pet::Poodle(_))));
    let bench = taken::<Bench>(r#"{"tool":{},"pet":{"species":"yeti"}}"#);
    assert!(matches!(bench.tool, Some(Tool::Other(_))));
    assert_eq!(
        refused::<Bench>(
            r#"{"tool":{"kind":"Hammer","weight":13},"pet":{"species":"cat","lives":10}}"#
        ),
        ["/tool/weight not", "/pet/lives maximum"]
    );
    assert_eq!(
        refused::<Bench>(r#"{"tool":{"kind":null},"pet":{"species":"Poodle"}}"#),
        ["/tool/kind null", "/pet/curls required"]
    );
}

#[test]
fn deprecated_properties_are_read_and_written() {
    use deprecated::types::Body;
    let body = taken::<Body>(r#"{"id":1,"old":"abc","counted":{"a":1}}"#);
    #[expect(deprecated, reason = "that it warns is what the field is marked for")]
    let old = body.old;
    assert_eq!(old.as_deref(), Some("abc"));
    assert_eq!(
        refused::<Body>(r#"{"id":1,"old":"abcd","counted":{}}"#),
        ["/old maxLength", "/counted minProperties"]
    );
}

#[test]
fn absence_means_the_default_and_stays_absence() {
    use defaults::types::{Body, BodySize, BodyState, Color, Level, Word};
    let body = taken::<Body>(r#"{"given":"a"}"#);
    assert_eq!(body.text_or_default(), "no \"news\"");
    assert_eq!(body.count_or_default(), 10_000);
    assert_eq!(body.list_or_default(), [] as [String; 0]);
    assert_eq!(body.color_or_default(), Color::Green);
    assert_eq!(body.other_color_or_default(), Color::Red);
    assert_eq!(body.state_or_default(), BodyState::Off);
    assert_eq!(body.size_or_default(), BodySize::Large);
    assert_eq!(body.level_or_default(), Level(3));
    assert_eq!(body.word_or_default(), Word("some".to_owned()));
    assert_eq!(
        (body.type_or_default(), body.type_2_or_default()),
        ("plain", "odd")
    );
    let body = taken::<Body>(r#"{"given":"a","count":1,"list":["b"],"color":"red"}"#);
    assert_eq!(
        (body.count_or_default(), body.color_or_default()),
        (1, Color::Red)
    );
    assert_eq!(body.list_or_default(), ["b"]);
}

#[test]
fn places_inside_lists_are_told() {
    use names::types::Body;
    let text = r#"{"at":"ab","report":["a","bc"],"item":[["a"],["b","cd"]],"index":{"x":"yz"},"key":{"/":"ab"}}"#;
    assert_eq!(
        refused::<Body>(text),
        [
            "/at maxLength",
            "/report maxItems",
            "/report/1 maxLength",
            "/item/1/1 maxLength",
            "/index/x maxLength",
            "/key/~1 maxLength"
        ]
    );
}

#[test]
fn integers_are_as_wide_as_their_format() {
    use integers::types::{Body, Held};
    let body = taken::<Body>(
        r#"{"i8":-128,"i16":32767,"i32":-7,"i64":-9223372036854775808,"u8":0,"u16":65535,"u32":4294967294,
            "u64":18446744073709551614,"wide":18446744073709551614,"list":[18446744073709551615]}"#,
    );
    assert_eq!(body.u64, Some(u64::MAX - 1));
    assert_eq!(Body::builder().build().u64_or_default(), u64::MAX - 1);
    for (text, found) in [
        (r#"{"plain":9223372036854775808}"#, "/plain format"),
        (r#"{"i8":128}"#, "/i8 format"),
        (r#"{"i16":-6}"#, "/i16 minimum"),
        (r#"{"i32":8}"#, "/i32 multipleOf"),
        (r#"{"u8":-1}"#, "/u8 multipleOf, /u8 format"),
        (r#"{"u8":255}"#, "/u8 multipleOf"),
        (r#"{"u16":65536}"#, "/u16 format"),
        (r#"{"u32":4294967295}"#, "/u32 maximum"),
        (r#"{"u64":9223372036854775806}"#, "/u64 minimum"),
        (r#"{"u64":9223372036854775809}"#, "/u64 multipleOf"),
        (r#"{"u64":18446744073709551616}"#, "/u64 format"),
        (r#"{"wide":-1}"#, "/wide minimum"),
        (r#"{"wide":18446744073709551615}"#, "/wide maximum"),
        (r#"{"list":[1.5]}"#, "/list/0 type"),
    ] {
        assert_eq!(refused::<Body>(text).join(", "), found, "{text}");
    }
    taken::<Held>(r#"{"u64":18446744073709551615,"i16":-32768}"#);
    assert_eq!(
        refused::<Held>(r#"{"u64":-1,"i16":32768}"#),
        ["/u64 format", "/i16 format"]
    );
}

#[test]
fn enumerations_list_any_value() {
    use enumerations::types::{Body, BodyLevel, BodyMixed, BodyPerhaps, BodyVote};
    let body = taken::<Body>(
        r#"{"level":-1,"ratio":0.5,"vote":"+1","always":true,"mixed":"1","perhaps":null,"state":"odd","exact":[1,2]}"#,
    );
    assert_eq!(body.level, Some(BodyLevel::Minus1));
    assert_eq!(body.vote, Some(BodyVote::Plus1));
    assert_eq!(body.mixed, Some(BodyMixed::Value1_2));
    assert_eq!(body.perhaps, Some(None));
    let body = taken::<Body>(r#"{"level":2,"vote":"","perhaps":"on"}"#);
    assert_eq!(body.perhaps, Some(Some(BodyPerhaps::On)));
    assert_eq!(
        refused::<Body>(r#"{"level":3,"vote":"1","exact":{"a":2}}"#),
        ["/level enum", "/vote enum", "/exact enum"]
    );
}

#[test]
fn formats_are_enforced_and_secrets_not_printed() {
    use formats::types::Body;
    let body = taken::<Body>(
        r#"{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","day":"2026-02-28","ids":[],"days":{"a":"2026-01-01"},
            "v4":"127.0.0.1","v6":"::1","bytes":"YWJj","mail":"a@b.c","site":"http://a/b","host":"a.b",
            "pause":"PT5M","small":-5,"odd":"anything","secret":"hidden-1","pin":"hidden-2"}"#,
    );
    assert_eq!(
        body.bytes.as_ref().map(|it| it.0.as_slice()),
        Some(b"abc".as_slice())
    );
    let printed = format!("{body:?}");
    assert!(!printed.contains("hidden"), "{printed}");
    for (text, found) in [
        (r#"{"id":"67e5504410b1426f9247bb680e5fe0c8"}"#, "/id format"),
        (r#"{"day":"2026-02-29"}"#, "/day format"),
        (r#"{"days":{"a":"1"}}"#, "/days/a format"),
        (r#"{"v4":"1.2.3"}"#, "/v4 format"),
        (r#"{"bytes":"YQ"}"#, "/bytes format"),
        (r#"{"mail":"a"}"#, "/mail format"),
        (r#"{"site":"/a"}"#, "/site format"),
        (r#"{"small":2147483648}"#, "/small format"),
    ] {
        assert_eq!(refused::<Body>(text), [found], "{text}");
    }
}

#[test]
fn further_members_are_kept_refused_or_counted() {
    use objects::types::Body;
    let body = taken::<Body>(
        r#"{"undeclared":[1],"open":{"a":1,"b":2},"closed":{"a":1},"map":{"x":null,"y":"z"},"free":{"f":1},"taken":{"more":1}}"#,
    );
    let open = body.open.expect("is there");
    assert_eq!(open.additional_properties.get("b"), Some(&2));
    assert_eq!(
        refused::<Body>(
            r#"{"open":{"b":-1},"closed":{"b":1},"counted":{"a":1},"map":{"a":"","b":"","c":""}}"#
        ),
        [
            "/undeclared required",
            "/open/b minimum",
            "/closed/b additionalProperties",
            "/counted minProperties",
            "/map maxProperties"
        ]
    );
    assert_eq!(
        refused::<Body>(r#"{"undeclared":1,"open":{"b":"c"}}"#),
        ["/open/b type"]
    );
    // Members that the type does not keep count too.
    let counted = read_json::<Body>(br#"{"undeclared":1,"counted":{"x":1,"y":2}}"#);
    assert!(counted.is_ok(), "{counted:?}");
}

#[test]
fn absent_and_null_are_told_apart() {
    use nullable::types::{Body, BodyEither};
    let body = taken::<Body>(
        r#"{"required_null":null,"optional_null":null,"maybe":null,"wrapped":{"required_null":1},"either":null,"named":null}"#,
    );
    assert!(body.named.is_some(), "null is a word");
    assert_eq!(body.either, Some(BodyEither::String(None)));
    assert_eq!(
        refused::<Body>(r#"{"required_null":1,"either":"long"}"#),
        ["/either maxLength"]
    );
    assert_eq!(
        (body.required_null, body.optional, body.optional_null),
        (None, None, Some(None))
    );
    assert_eq!(body.maybe, Some(None));
    assert_eq!(refused::<Body>("{}"), ["/required_null required"]);
    assert_eq!(
        refused::<Body>(r#"{"required_null":1,"optional":null}"#),
        ["/optional null"]
    );
}

#[test]
fn types_contain_themselves() {
    use recursion::types::{Body, Tree};
    let body =
        taken::<Body>(r#"{"next":{"list":[{}]},"by_name":{"a":{}},"tree":[1,[2,{"tree":3}]]}"#);
    assert!(matches!(body.tree.as_deref(), Some(Tree::Array(_))));
    assert_eq!(refused::<Body>(r#"{"tree":[1,["a"]]}"#), ["/tree/1/0 type"]);
}

#[test]
fn schemas_without_a_type_take_every_other_value() {
    use untyped::types::Body;
    taken::<Body>(r#"{"any":null,"short":{"a":1},"other":5,"even":3}"#);
    assert_eq!(
        refused::<Body>(r#"{"short":"abcd","other":"a","even":4}"#),
        ["/short maxLength", "/other not", "/even not"]
    );
    assert_eq!(refused::<Body>(r#"{"short":9}"#), ["/short minimum"]);
}

#[test]
fn what_only_one_side_sends_is_not_asked_of_the_other() {
    use visibility::types::Body;
    let body = taken::<Body>(r#"{"name":"a","secret":"s","made":{"at":"now"}}"#);
    assert_eq!((body.id, body.secret.as_deref()), (None, Some("s")));
    assert_eq!(
        refused::<Body>(r#"{"id":1}"#),
        ["/secret required", "/name required"]
    );
    // Answers have no secret, and so the type lets it be absent.
    assert_eq!(refused::<Body>(r#"{"name":"a"}"#), ["/secret required"]);
    let answer: Result<Body, _> = serde_json::from_str(r#"{"id":1,"name":"a"}"#);
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(
        refused::<Body>(r#"{"made":{"at":"morning"},"name":1}"#),
        ["/secret required", "/made/at maxLength", "/name type"]
    );
}

#[test]
fn names_never_collide() {
    use names::types::{Body, OptionValue, StringValue};
    let body = taken::<Body>(
        r#"{"option":{"type":"a","Type":"b"},"other":true,"self":{"a-b":1,"a_b":2}}"#,
    );
    let option: OptionValue = body.option.expect("is there");
    assert_eq!(option.r#type_2, Some(StringValue("b".to_owned())));
}

#[test]
fn keywords_of_json_schema_2020_12_hold() {
    use types_31::types::Body;
    taken::<Body>(
        r#"{"text_or_null":null,"text_or_number":1,"fixed":"yes","range":9,"pair":["a",1],"some":null,"tight":3,"sealed":{"id":1,"more":"a"},"tags":[1,"main"]}"#,
    );
    assert_eq!(
        refused::<Body>(
            r#"{"text_or_null":"abcd","text_or_number":true,"fixed":"yes","pair":["a","b",3],"some":6,"tight":4,"never":1,"sealed":{"id":1,"less":1},"x-a":1}"#
        ),
        [
            "/text_or_null maxLength",
            "/text_or_number type",
            "/pair/1 type",
            "/pair/2 not",
            "/some maximum",
            "/tight maximum",
            "/never not",
            "/sealed/less additionalProperties",
            "/x-a type",
            "/range required",
            "/tags required"
        ]
    );
}

#[test]
fn patterns_mean_what_they_do_in_ecma_262() {
    use patterns::types::Body;
    taken::<Body>(r#"{"digits":"12","strong":"abc1","braces":"{a-.}"}"#);
    assert_eq!(
        refused::<Body>(r#"{"digits":"\u0661","strong":"abcd","braces":"a"}"#),
        ["/digits pattern", "/strong pattern", "/braces pattern"]
    );
}

#[test]
fn types_that_are_not_generated_are_used_and_asked() {
    use crate::own::{At, Cents, Iban, Note};
    use own_types::types::{Balance, BalanceLast, Transfer};
    let transfer = taken::<Transfer>(
        r#"{"to":"DE02","amount":{"cents":1},"fee":null,"parts":[{"cents":2}],"note":"abcdef"}"#,
    );
    let Transfer {
        to,
        amount,
        fee,
        note,
        ..
    } = transfer;
    assert_eq!((to, amount), (Iban("DE02".to_owned()), Cents { cents: 1 }));
    assert_eq!((fee, note), (Some(None), Some(Note("abcdef".to_owned()))));
    assert_eq!(
        refused::<Transfer>(
            r#"{"to":"D","amount":{"cents":-1},"fee":{"cents":-2},"parts":[{"cents":-3}],"note":null}"#
        ),
        [
            "/to minLength",
            "/amount/cents minimum",
            "/fee/cents minimum",
            "/parts/0/cents minimum"
        ]
    );
    let balance: Balance =
        serde_json::from_str(r#"{"left":{"cents":3},"since":4,"last":{"cents":5}}"#).expect("read");
    assert_eq!(balance.since, Some(At(4)));
    let last = BalanceLast::Money(Cents { cents: 5 });
    assert_eq!(balance.last, Some(last));
}
