//! `POST /chats/{chat_id}/end-user`: the chat changes hands, nobody loses the right to write.

use chat_core::{Command, EndUserId, EndUserProfile, FinishDeflection};
use jiff::SignedDuration;

use crate::world::{ALICE, BOB, VA, World, end_user, finish, send, text};

fn change(world: &World, id: EndUserId, name: &str) -> Command {
    Command::ChangeEndUser {
        end_user: end_user(id),
        profile: EndUserProfile {
            identifier: format!("user-{id}"),
            name: Some(name.to_owned()),
            email: None,
            phone: None,
        },
        requested_at: world.now,
    }
}

#[test]
fn every_end_user_the_chat_ever_had_may_write_and_finish() {
    let mut world = World::new(VA);
    assert!(world.ok(change(&world, BOB, "Bob")).is_empty());
    assert_eq!(world.chat.end_user, end_user(BOB));
    assert_eq!(world.chat.end_user_ids, [ALICE, BOB]);
    world.ok(send(ALICE, text("hi")));
    world.ok(send(BOB, text("hi")));
    world.ok(change(&world, ALICE, "Alice"));
    assert_eq!(world.chat.end_user_ids, [ALICE, BOB]);
    let deflection = FinishDeflection::default();
    world.ok(Command::Finish {
        by: Some(BOB),
        deflection,
    });
}

#[test]
fn the_same_body_within_ten_seconds_is_a_duplicate() {
    let mut world = World::new(VA);
    let first = change(&world, BOB, "Bob");
    world.ok(first);
    world.now += SignedDuration::from_millis(9_999);
    let refused = world.refused(change(&world, BOB, "Bob"));
    assert_eq!(
        refused,
        "Duplicate request: Please wait for the interval to expire"
    );
    let other_body = change(&world, BOB, "Robert");
    world.ok(other_body);
    world.now += SignedDuration::from_secs(10);
    let later = change(&world, BOB, "Robert");
    world.ok(later);
}

#[test]
fn an_ended_chat_keeps_its_end_user() {
    let mut world = World::new(VA);
    world.ok(finish());
    let late = change(&world, BOB, "Bob");
    assert_eq!(world.refused(late), "Chat is already ended");
}
