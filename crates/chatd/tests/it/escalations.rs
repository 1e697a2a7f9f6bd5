//! Operations of the tag `escalations`.

mod corners;
mod create_escalation;
mod update_escalation;
