//! Operations of the tag `escalations`.

mod create_escalation;
mod update_escalation;
