//! `PATCH /chats/{id}` and everything after the end.

use chat_core::{
    Actor, Command, CustomerFlags, DeflectionChannel, DomainError, EscalationId, EventBody,
    FinishDeflection, FlagsUpdate, MAX_MEDIA_PER_CHAT, check_attach, check_upload,
};

use crate::world::{ALICE, BOB, HUMAN, VA, World, finish, finish_with};

fn by(id: chat_core::EndUserId) -> Command {
    Command::Finish {
        by: Some(id),
        deflection: FinishDeflection::default(),
    }
}

#[test]
fn everyone_leaves_and_the_end_is_told_last() {
    let mut world = World::greeted(VA);
    world.advance(7);
    assert_eq!(world.ok(by(ALICE)), ["participant_left", "chat_ended"]);
    assert_eq!((world.status(), world.timeout()), ("finished", None));
    assert_eq!(world.chat.ends_at(), Some(world.now));
    assert!(world.chat.timers().is_empty());
    let Some(EventBody::ChatEnded {
        status,
        fail_reason,
        ends_at,
        ended_by,
    }) = world.events.last().map(|e| &e.body)
    else {
        panic!("not chat_ended");
    };
    assert_eq!(
        (status.as_str(), fail_reason.as_str()),
        ("finished", "nothing")
    );
    assert_eq!(
        (*ends_at, *ended_by),
        (world.now, Some(Actor::EndUser(ALICE)))
    );
}

#[test]
fn a_chat_ends_in_every_state() {
    let mut escalating = World::greeted(VA);
    escalating.escalate(false);
    let worlds = [
        World::new(VA),
        World::new(HUMAN),
        World::with_agent(),
        World::dismissed(VA),
        escalating,
    ];
    for mut world in worlds {
        world.ok(finish());
        assert_eq!(world.status(), "finished");
    }
}

#[test]
fn a_virtual_agent_on_its_way_back_does_not_leave_twice() {
    let mut world = World::dismissed(VA);
    world.ok(Command::Resume);
    assert_eq!(world.ok(finish()), ["chat_ended"]);
    assert_eq!(
        world.chat.virtual_agent().map(|va| va.status.as_str()),
        Some("finished")
    );
}

#[test]
fn a_stranger_may_not_end_it() {
    let mut world = World::new(VA);
    assert_eq!(world.refused(by(BOB)), "finished_by_user_id 2 is not found");
}

#[test]
fn finishing_again_changes_nothing_whatever_is_named() {
    let mut world = World::greeted(VA);
    world.ok(finish());
    world.advance(10);
    world.nothing(finish());
    world.nothing(by(BOB));
    world.nothing(finish_with(
        Some(EscalationId(99)),
        Some(DeflectionChannel::HumanAgent),
    ));
}

#[test]
fn every_other_write_is_refused() {
    let mut world = World::new(VA);
    world.ok(finish());
    let refusal = "Chat is already ended";
    assert_eq!(
        world.refused(Command::UpdateFlags(FlagsUpdate::default())),
        refusal
    );
    let merge = Command::MergeCustomData {
        entries: vec![],
        signed: false,
    };
    assert_eq!(world.refused(merge), refusal);
    assert_eq!(check_upload(&world.chat), Err(DomainError::ChatEnded));
    assert_eq!(check_attach(&world.chat, 0, 1), Err(DomainError::ChatEnded));
}

#[test]
fn flags_change_one_by_one() {
    let mut world = World::new(VA);
    assert_eq!(world.chat.flags, CustomerFlags::default());
    let update = |bad_actor| {
        Command::UpdateFlags(FlagsUpdate {
            bad_actor,
            ..FlagsUpdate::default()
        })
    };
    assert!(world.ok(update(Some(true))).is_empty());
    world.nothing(update(Some(true)));
    world.nothing(update(None));
    let expected = CustomerFlags {
        bad_actor: true,
        ..CustomerFlags::default()
    };
    assert_eq!(world.chat.flags, expected);
}

#[test]
fn a_chat_takes_a_hundred_files() {
    let world = World::new(VA);
    assert_eq!(check_attach(&world.chat, MAX_MEDIA_PER_CHAT - 1, 1), Ok(()));
    assert_eq!(check_attach(&world.chat, MAX_MEDIA_PER_CHAT, 0), Ok(()));
    assert_eq!(
        check_attach(&world.chat, MAX_MEDIA_PER_CHAT, 1),
        Err(DomainError::TooManyMedia)
    );
}
