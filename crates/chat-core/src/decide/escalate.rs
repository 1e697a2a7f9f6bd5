//! The chat is handed to people, or other channels are offered.

use super::draft::Draft;
use crate::chat::{FailReason, State};
use crate::command::Escalate;
use crate::error::DomainError;
use crate::escalation::{
    Deflection, DeflectionChannel, DeflectionReason, Escalation, EscalationReason, EscalationStatus,
};
use crate::ids::MenuId;
use crate::menu::Menu;

impl Draft<'_> {
    /// At most one escalation is open: asked again, the same one is meant. A virtual agent that is still connecting does
    /// so at once, so that a caller need not wait for it; if it is gone, the chat may be on its way to people already.
    pub(super) fn escalate(&mut self, escalate: Escalate) -> Result<(), DomainError> {
        self.check_not_ended()?;
        if let Some(open) = self.chat.open_escalation() {
            let (id, queue) = (open.id, open.queue);
            self.escalation = Some(id);
            if escalate.force && self.chat.is_deflecting() {
                self.set_escalation_status(EscalationStatus::Escalating);
                self.enter_queue(queue);
            }
            return Ok(());
        }
        self.va_join();
        if let Some(open) = self.chat.open_escalation() {
            self.escalation = Some(open.id);
            return Ok(());
        }
        if !matches!(self.chat.state, State::VirtualAgent(_)) {
            return Err(DomainError::NotWithVirtualAgent);
        }
        self.hand_over(escalate);
        Ok(())
    }

    /// To the queue that is named or the menu's, as far as that exists and can serve.
    fn hand_over(&mut self, escalate: Escalate) {
        let Escalate {
            reason,
            force,
            target,
        } = escalate;
        let menus = self.env.menus;
        let own_menu = menus.menu(self.chat.menu_id);
        let queue = target.unwrap_or(own_menu.map_or(self.chat.menu_id, Menu::queue));
        let Some(menu) = menus.leaf(queue) else {
            // A queue that was named never was one; the menu's own was one when the chat began.
            let fail_reason = match target {
                Some(_) => FailReason::EscalationFailed,
                None => FailReason::GroupDeletedNoSubstitute,
            };
            self.cannot_escalate(queue, EscalationReason::InvalidQueue, fail_reason);
            return;
        };
        match self.deflection(menu).filter(|_| !force) {
            Some(offer) if !offer.channels.is_empty() => {
                self.start_escalation(queue, reason, Some(offer));
                self.set_escalation_status(EscalationStatus::Deflecting);
            }
            Some(offer) if offer.reason == DeflectionReason::AfterHours => {
                self.cannot_escalate(queue, reason, FailReason::AfterHours);
            }
            _ => {
                self.start_escalation(queue, reason, None);
                self.set_escalation_status(EscalationStatus::Escalating);
                self.enter_queue(queue);
            }
        }
    }

    /// There is no way to people, and nothing to offer instead.
    fn cannot_escalate(
        &mut self,
        queue: MenuId,
        reason: EscalationReason,
        fail_reason: FailReason,
    ) {
        self.start_escalation(queue, reason, None);
        self.set_escalation_status(EscalationStatus::Canceled);
        self.end_failed(fail_reason);
    }

    /// Adds an escalation; the caller gives it its status, which tells of it.
    pub(super) fn start_escalation(
        &mut self,
        queue: MenuId,
        reason: EscalationReason,
        deflection: Option<Deflection>,
    ) {
        let id = self.env.next_escalation_id;
        self.chat.escalations.push(Escalation {
            id,
            status: EscalationStatus::Escalating,
            reason,
            queue,
            deflection,
            chosen: None,
            started_at: self.now,
        });
        self.escalation = Some(id);
        self.escalation_created = true;
    }

    /// What the queue offers instead of an agent; `None` when it can serve.
    fn deflection(&self, queue: &Menu) -> Option<Deflection> {
        let reason = if !queue.hours.is_open(self.now) {
            DeflectionReason::AfterHours
        } else if queue.is_full(self.env.queues.of(queue.id)) {
            DeflectionReason::OverCapacity
        } else {
            return None;
        };
        // Waiting for a human makes sense only where one will come.
        let offered = |channel| {
            reason == DeflectionReason::OverCapacity || channel != DeflectionChannel::HumanAgent
        };
        let channels = queue
            .deflections
            .iter()
            .filter(|option| offered(option.channel))
            .cloned()
            .collect();
        Some(Deflection { reason, channels })
    }
}
