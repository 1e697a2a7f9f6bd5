//! What is done to the platform, at random. Numbers are small, so that right and wrong ones both occur often.

use chat_core::DeflectionChannel;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::select;

/// In ticks.
const HOUR: i64 = 9_000;

/// One step of a history.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// A chat begins in this menu; there are a few at most.
    Create(i64, How),
    /// Something is asked of one of the chats, if there is one.
    Ask(usize, Deed, How),
    /// A photo is uploaded, attached and shown.
    Photo(usize, i64),
    /// The last request once more, with its key.
    Repeat,
    /// Ticks pass, each thing at its own instant.
    Advance(i64),
    /// Time passes up to the next thing that is due.
    Next,
    /// The clock is set so many ticks ahead: what was due meanwhile is late.
    Leap(i64),
    /// From now on the receiver answers so.
    Receiver(Mood),
    /// Deliveries are held back, or not any longer.
    Pause(bool),
    /// One of those held back is let out.
    Trigger,
    /// Everything about webhooks is put right, and what was given up is sent again.
    Mend,
    /// SIGKILL, and a start.
    Kill,
    /// SIGTERM, and a start.
    Stop,
}

/// What is asked of a chat.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Send(i64, Words),
    Escalate(bool),
    Select(usize, DeflectionChannel),
    Finish {
        by: Option<i64>,
        escalation: Option<usize>,
        channel: Option<DeflectionChannel>,
    },
    Resume,
    EndUser(i64),
    Flags([Option<bool>; 3]),
    Data(u8),
}

/// What an end user writes, by what scripts make of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    Plain,
    Hours,
    Person,
    Form,
    Bye,
}

/// How a request reaches the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    Once,
    /// Twice with the same key.
    Twice,
    /// The program is killed while it is under way, after so many fifths of a millisecond, and it is sent again with the same
    /// key to the next one.
    Killed(u32),
}

/// How the receiver of webhooks answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    Accepts,
    Fails,
    Gone,
    /// Does not answer the next one.
    HangsOnce,
}

fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        12 => Just(How::Once),
        3 => Just(How::Twice),
        1 => (0..30_u32).prop_map(How::Killed),
    ]
}

fn channel() -> impl Strategy<Value = DeflectionChannel> {
    select(DeflectionChannel::ALL.to_vec())
}

fn words() -> impl Strategy<Value = Words> {
    prop_oneof![
        6 => Just(Words::Plain),
        2 => Just(Words::Hours),
        3 => Just(Words::Person),
        2 => Just(Words::Form),
        1 => Just(Words::Bye),
    ]
}

/// Mostly the end user who has the chat from the beginning.
fn end_user() -> impl Strategy<Value = i64> {
    prop_oneof![6 => Just(1), 1 => 2..4_i64]
}

fn finish() -> impl Strategy<Value = Deed> {
    let by = proptest::option::of(1..4_i64);
    let escalation = proptest::option::of(0..3_usize);
    let channel = proptest::option::of(channel());
    (by, escalation, channel).prop_map(|(by, escalation, channel)| Deed::Finish {
        by,
        escalation,
        channel,
    })
}

fn deed() -> impl Strategy<Value = Deed> {
    let flags = proptest::array::uniform3(proptest::option::of(any::<bool>()));
    prop_oneof![
        10 => (end_user(), words()).prop_map(|(from, words)| Deed::Send(from, words)),
        4 => any::<bool>().prop_map(Deed::Escalate),
        5 => (0..3_usize, channel()).prop_map(|(escalation, channel)| Deed::Select(escalation, channel)),
        2 => finish(),
        6 => Just(Deed::Resume),
        2 => (1..4_i64).prop_map(Deed::EndUser),
        2 => flags.prop_map(Deed::Flags),
        1 => any::<u8>().prop_map(Deed::Data),
    ]
}

/// Mostly the one whose virtual agent hands over to people who are there.
fn menu() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(1), 3 => 2..5_i64]
}

/// Any step.
pub(super) fn act() -> impl Strategy<Value = Act> {
    let moods = select(vec![
        Mood::Accepts,
        Mood::Fails,
        Mood::Gone,
        Mood::HangsOnce,
    ]);
    let ticks = select(vec![1, 1, 2, 3, 20, 30, 59, 60, 61, 61, 240, 300]);
    let far = select(vec![HOUR, 24 * HOUR, 72 * HOUR, 168 * HOUR]);
    prop_oneof![
        6 => (menu(), how()).prop_map(|(menu, how)| Act::Create(menu, how)),
        34 => (0..4_usize, deed(), how()).prop_map(|(chat, deed, how)| Act::Ask(chat, deed, how)),
        1 => (0..4_usize, end_user()).prop_map(|(chat, from)| Act::Photo(chat, from)),
        2 => Just(Act::Repeat),
        6 => ticks.prop_map(Act::Advance),
        8 => Just(Act::Next),
        1 => far.prop_map(Act::Advance),
        1 => select(vec![10, 70, 70, 400, 25 * HOUR]).prop_map(Act::Leap),
        3 => moods.prop_map(Act::Receiver),
        2 => any::<bool>().prop_map(Act::Pause),
        1 => Just(Act::Trigger),
        2 => Just(Act::Mend),
        2 => Just(Act::Kill),
        1 => Just(Act::Stop),
    ]
}
