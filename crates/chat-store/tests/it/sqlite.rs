//! The conformance suite on the embedded database, each function on a fresh file.

use std::future::Future;

use chat_store::SqliteStore;

use crate::conformance;
use crate::support;

/// Runs a test on a fresh store.
pub(crate) fn with_store<F: Future<Output = ()>>(test: impl FnOnce(SqliteStore) -> F) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = support::open(directory.path()).expect("open a store");
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .build()
        .expect("a runtime");
    runtime.block_on(test(store));
}

macro_rules! conforms {
    ($($area:ident :: $test:ident),+ $(,)?) => {
        $(
            mod $test {
                #[test]
                fn sqlite() {
                    super::with_store(|store| async move { super::conformance::$area::$test(&store).await });
                }
            }
        )+
    };
}

conforms![
    tenants::a_tenant_and_its_menus_are_kept_in_full,
    tenants::menus_need_a_tenant,
    tenants::a_changed_subdomain_is_found_under_its_new_name_only,
    tenants::two_tenants_cannot_share_a_subdomain,
    tenants::tenants_are_made_and_edited_in_one_transaction,
    tenants::hours_and_durations_of_menus_are_kept_in_full,
    tenants::a_queue_that_holds_chats_stays,
    virtual_agents::virtual_agents_are_kept_in_full,
    virtual_agents::menus_have_the_profiles_as_they_are_defined,
    answers::an_answer_is_kept_with_its_effect_or_not_at_all,
    answers::a_refused_write_keeps_no_answer,
    answers::answers_without_an_effect_are_kept_once_and_swept,
    answers::a_write_may_ask_for_a_version,
    end_users::an_upsert_is_idempotent_and_updates_what_is_given,
    end_users::identifiers_are_per_tenant,
    chats::a_chat_is_stored_as_it_is_answered,
    chats::creating_updates_the_contact,
    chats::a_refused_creation_leaves_nothing,
    chats::ids_are_per_tenant_without_gaps,
    chats::unknown_and_foreign_chats_are_not_found,
    chats::queue_loads_follow_the_chats,
    chats::escalations_are_numbered_per_tenant,
    chats::a_refused_end_user_change_leaves_the_end_user,
    chats::every_state_is_stored_as_it_is_answered,
    messages::messages_are_numbered_without_gaps_and_paged,
    messages::concurrent_messages_are_numbered_without_gaps,
    messages::every_kind_of_content_is_kept,
    messages::context_and_transcript_are_kept,
    custom_data::entries_are_merged_by_key,
    media::attaching_again_gives_the_same_media,
    media::attaching_is_all_or_none_and_bounded,
    media::media_are_listed_by_kind_in_order,
    policies::a_policy_takes_one_file,
    policies::of_concurrent_uploads_one_wins,
    policies::every_policy_expires,
    timers::timers_equal_the_chat_after_every_command,
    timers::due_timers_come_earliest_first,
    timers::queued_chats_are_listed_in_order,
    deliveries::events_are_written_only_while_the_webhook_is_on,
    deliveries::first_attempts_are_in_order_per_chat,
    deliveries::retries_do_not_block_and_keep_their_bytes,
    deliveries::leases_run_out,
    deliveries::what_is_returned_was_not_attempted,
    deliveries::each_receiver_has_turns_of_its_own,
    deliveries::repeated_attempts_have_turns_of_their_own,
    deliveries::a_failing_webhook_has_fewer_turns,
    deliveries::failure_for_days_disables_and_keeps_the_events,
    deliveries::gone_disables_the_webhook_that_was_asked,
    deliveries::a_delivery_tells_the_request_behind_it,
    outbox::deliveries_are_listed_newest_first,
    outbox::every_state_of_a_delivery_is_told,
    outbox::a_resend_begins_the_schedule_anew,
    outbox::what_failed_since_is_resent,
    outbox::the_answer_of_a_resend_is_kept_with_it,
    outbox::what_is_ready_can_be_hastened_and_discarded,
    outbox::the_sweep_forgets_what_was_delivered,
    crm::a_change_of_end_user_writes_contact_and_ticket,
    crm::a_refused_change_leaves_the_ledger,
    crm::a_crm_of_its_own_is_told,
    deliveries::what_is_shelved_waits_for_the_webhook,
    deliveries::a_long_backlog_is_moved_in_parts,
    deliveries::a_finished_delivery_stays_finished,
    installation::records_of_the_installation_are_kept_by_name,
    installation::the_agenda_counts_what_is_due_and_names_the_next_instant,
    installation::what_is_paused_is_not_due_until_it_is_hastened,
    installation::a_delay_puts_first_attempts_off,
];
