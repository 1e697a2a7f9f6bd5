//! Enumerations of the domain, stored by their stable names.

use chat_core::{
    Channel, CustomDataType, DeflectionChannel, DeflectionReason, DeliveryState, DismissedFrom,
    EscalationReason, EscalationStatus, FailReason, Lang, MediaKind, ParticipantStatus, PhotoType,
    StoreError, TimerKind, TranscriptSender,
};
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::internal;

/// An enumeration with stable names.
pub(crate) trait Name: Copy {
    /// What it is, for errors.
    const WHAT: &'static str;
    /// The stable name.
    fn name(self) -> &'static str;
    /// The value with this name.
    fn from_name(name: &str) -> Option<Self>;
}

/// A value that is stored by its name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Named<T>(pub(crate) T);

impl<T: Name> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

impl<'de, T: Name> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        T::from_name(&name)
            .map(Self)
            .ok_or_else(|| D::Error::invalid_value(Unexpected::Str(&name), &T::WHAT))
    }
}

/// The value that a column names.
pub(crate) fn parse<T: Name>(name: &str) -> Result<T, StoreError> {
    T::from_name(name).ok_or_else(|| internal(format!("`{name}` is no {}", T::WHAT)))
}

macro_rules! named {
    ($type:ident, $what:literal) => {
        named!($type, $what, $type::parse);
    };
    ($type:ident, $what:literal, [$($variant:ident),+]) => {
        named!($type, $what, |name: &str| [$($type::$variant),+].into_iter().find(|it| it.as_str() == name));
    };
    ($type:ident, $what:literal, $parse:expr) => {
        impl Name for $type {
            const WHAT: &'static str = $what;
            fn name(self) -> &'static str {
                self.as_str()
            }
            fn from_name(name: &str) -> Option<Self> {
                ($parse)(name)
            }
        }
    };
}

named!(Channel, "channel");
named!(CustomDataType, "type of custom data");
named!(DeflectionChannel, "deflection channel");
named!(
    DeflectionReason,
    "deflection reason",
    [AfterHours, OverCapacity]
);
named!(DeliveryState, "state of a delivery");
named!(EscalationReason, "escalation reason");
named!(
    EscalationStatus,
    "escalation status",
    [Escalating, Escalated, Canceled, Deflecting, Deflected]
);
named!(FailReason, "fail reason");
named!(Lang, "language");
named!(MediaKind, "kind of media");
named!(
    ParticipantStatus,
    "participant status",
    [Waiting, Connected, Finished]
);
named!(PhotoType, "photo type");
named!(TimerKind, "kind of timer");

impl Name for DismissedFrom {
    const WHAT: &'static str = "server of a dismissed chat";

    fn name(self) -> &'static str {
        match self {
            Self::VirtualAgent => "virtual_agent",
            Self::Agent => "agent",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::VirtualAgent, Self::Agent]
            .into_iter()
            .find(|it| it.name() == name)
    }
}

impl Name for TranscriptSender {
    const WHAT: &'static str = "sender of a transcript";

    fn name(self) -> &'static str {
        match self {
            Self::EndUser => "end_user",
            Self::VirtualAgent => "virtual_agent",
            Self::Agent => "agent",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::EndUser, Self::VirtualAgent, Self::Agent]
            .into_iter()
            .find(|it| it.name() == name)
    }
}
