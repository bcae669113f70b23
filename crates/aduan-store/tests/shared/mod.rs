//! What every store must pass. Each test is given a fresh store; a store's own tests call [`suite!`].
#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_macros,
    reason = "each test binary uses its part"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::needless_pass_by_value,
    reason = "tests"
)]

pub mod cases;
pub mod contract;
pub mod promises;
pub mod world;

/// Makes one test of each rule and each case, on stores that `$make` gives.
macro_rules! suite {
    ($make:expr; $($module:ident: $($name:ident)+;)+) => {
        $( mod $module {
            #[allow(unused_imports)]
            use super::*;
            $( #[test] fn $name() { crate::shared::$module::$name($make); } )+
        } )+
    };
}
pub(crate) use suite;

/// Every rule and every case, by name.
macro_rules! every {
    ($make:expr) => {
        crate::shared::suite! { $make;
            contract: positions_are_dense_and_a_stream_is_read_back
                of_two_on_one_version_one_conflicts
                a_duplicate_is_told_before_a_conflict_and_gives_the_first_receipt
                a_claim_is_one_complaints_for_ever
                a_commit_that_contradicts_itself_is_invalid
                keys_go_from_never_to_active_to_destroyed
                staged_content_is_bound_or_dropped
                the_head_is_the_root_of_what_was_appended
                a_failing_commit_leaves_nothing_and_disturbs_no_neighbour
                a_subscription_delivers_at_least_once_and_in_order
                a_replay_visits_everything_in_order_and_stops_at_an_error
                a_follower_is_woken;
            cases: c14_a_receiver_never_sees_the_ticket
                c15_an_identity_is_read_by_disclosure_alone
                c19_erasure_obeys_a_hold_and_is_final
                c21_two_verifiers_one_decision
                c22_a_retry_gives_the_first_result
                c26_wrong_tickets_are_all_alike_and_slowed
                c5_the_sweep_expires_each_window_once
                a_video_streams_in_and_out
                what_was_read_is_on_record
                worklists_show_who_has_to_act
                register_numbers_follow_one_another_by_year
                keys_are_rewrapped_and_no_event_is_rewritten
                a_hundred_threads_on_one_complaint;
            promises: one_damaged_letter_holds_up_no_other
                the_outbox_is_read_page_by_page
                a_visitor_may_call_the_store
                a_command_id_used_for_another_command_is_told
                an_attachment_that_was_uploaded_again_is_the_same_command
                a_retry_after_an_erasure_gives_the_first_result
                a_retried_reception_is_not_decided_again_and_takes_no_number
                one_damaged_key_stops_no_rotation
                a_subscription_ahead_of_the_log_is_told;
        }
    };
}
pub(crate) use every;
