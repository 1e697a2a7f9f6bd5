//! `POST /chats/{id}/custom_data`: merged by key, reserved keys are flags.

use chat_core::{Command, CustomDataInput, CustomDataValue};

use crate::world::{VA, World};

fn input(value: CustomDataValue) -> CustomDataInput {
    CustomDataInput {
        label: None,
        value,
        value_type: None,
        invisible_to_agent: false,
    }
}

fn text(value: &str) -> CustomDataInput {
    input(CustomDataValue::Text(value.to_owned()))
}

fn merge(entries: &[(&str, CustomDataInput)], signed: bool) -> Command {
    let entries = entries
        .iter()
        .map(|(key, input)| ((*key).to_owned(), input.clone()));
    Command::MergeCustomData {
        entries: entries.collect(),
        signed,
    }
}

#[test]
fn the_last_write_of_a_key_wins_and_keeps_whether_it_was_signed() {
    let mut world = World::new(VA);
    world.ok(merge(&[("a", text("1")), ("b", text("2"))], true));
    world.ok(merge(&[("a", text("0")), ("a", text("3"))], false));
    assert_eq!(
        world.custom_data["a"].value,
        CustomDataValue::Text("3".into())
    );
    assert!(!world.custom_data["a"].signed && world.custom_data["b"].signed);
    world.nothing(merge(&[("a", text("3"))], false));
    world.nothing(merge(&[], true));
}

#[test]
fn reserved_keys_set_flags_signed_or_not() {
    for signed in [false, true] {
        let mut world = World::new(VA);
        let flag = |value| input(CustomDataValue::Bool(value));
        let entries = [
            ("reserved_verified_customer", flag(true)),
            ("reserved_bad_actor", flag(false)),
            ("reserved_repeat_customer", flag(true)),
            ("plain", flag(true)),
        ];
        world.ok(merge(&entries, signed));
        let flags = world.chat.flags;
        assert!(flags.verified_customer && !flags.bad_actor && flags.repeat_customer);
        assert_eq!(world.custom_data.keys().collect::<Vec<_>>(), ["plain"]);
    }
}

#[test]
fn a_reserved_key_must_be_a_truth_value() {
    let mut world = World::new(VA);
    let refused = world.refused(merge(
        &[("x", text("1")), ("reserved_bad_actor", text("true"))],
        false,
    ));
    assert_eq!(
        refused,
        "custom data 'reserved_bad_actor' must be a boolean"
    );
    assert!(world.custom_data.is_empty());
}

#[test]
fn a_chat_takes_a_hundred_keys() {
    let mut world = World::new(VA);
    let keys: Vec<String> = (0..100).map(|n| format!("key{n}")).collect();
    let entries: Vec<_> = keys.iter().map(|key| (key.as_str(), text("1"))).collect();
    world.ok(merge(&entries, false));
    world.ok(merge(&[("key0", text("2"))], false));
    let refused = world.refused(merge(&[("one more", text("1"))], false));
    assert_eq!(refused, "a chat takes at most 100 keys of custom data");
}

#[test]
fn a_chat_takes_64_kib() {
    let mut world = World::new(VA);
    let value = "x".repeat(4096);
    let keys: Vec<String> = (10..25).map(|n| n.to_string()).collect();
    let entries: Vec<_> = keys
        .iter()
        .map(|key| (key.as_str(), text(&value)))
        .collect();
    world.ok(merge(&entries, false));
    let refused = world.refused(merge(&[("more", text(&value))], false));
    assert_eq!(refused, "a chat takes at most 64 KiB of custom data");
    world.ok(merge(
        &[("10", text("short")), ("more", text(&value))],
        false,
    ));
}
