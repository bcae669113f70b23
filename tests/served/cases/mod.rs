//! The cases that the procedure must decide, each through HTTP. Each ends with a search for what was said in it.

mod assessment;
mod identity;
pub(crate) mod log;
mod pyb;
mod reception;
mod tickets;
mod time;
mod together;
mod verification;

use crate::site::{Kind, Site};

macro_rules! cases {
    ($( $kind:ident $module:ident: $( $name:ident )+; )+) => {
        $( $(
            #[test]
            fn $name() {
                let site = Site::start(Kind::$kind);
                $module::$name(&site);
                site.secret();
            }
        )+ )+

        /// All that can share a server, and which one they need.
        pub(crate) const ALL: &[(Kind, fn(&Site))] = &[ $( $( (Kind::$kind, $module::$name) ),+ ),+ ];
    };
}

cases! {
    Plain reception:
        c01_a_bribe_is_reported_examined_and_found_true
        c02_slow_service_is_told_at_the_desk_and_no_ticket_is_made
        c14_a_callers_ticket_goes_by_sms_straight_to_them
        c24_a_photo_and_a_correction_reach_the_pyb_and_move_nothing;
    Under2025 reception:
        c20_under_the_rulebook_of_2025_identity_is_required_and_discipline_is_for_wise;
    Clocked verification:
        c03_an_answer_on_the_fourteenth_day_is_in_time
        c04_an_answer_at_midnight_is_kept_as_evidence
        c05_a_window_that_nobody_answered_expires_by_the_sweep
        c06_ground_b_is_refused_until_the_window_is_over;
    Plain verification:
        c07_the_reported_official_has_died
        c08_a_service_complaint_that_names_nobody_has_no_ground_c
        c09_discipline_goes_to_the_pyb_and_service_to_the_assessor
        c18_a_withdrawal_ends_a_service_complaint_and_no_discipline_case
        c38_the_reported_unit_does_not_relabel_a_case_and_end_it
        c39_one_person_in_two_roles_does_not_end_what_they_took_in
        c40_a_receiver_withdraws_only_as_they_were_told;
    Plain pyb:
        c10_a_kppbc_is_no_target_and_puski_kpu_and_kanwil_are
        c12_certain_considerations_need_a_reason
        c13_the_wrong_role_and_the_wrong_moment_are_told_the_right_ones
        c16_neither_the_reported_official_nor_their_office_gets_the_case
        c41_a_slip_that_named_the_only_pyb_is_cleared_by_two;
    Clocked pyb:
        c11_wise_takes_it_and_returns_an_outcome_months_later;
    Plain identity:
        c15_an_identity_is_disclosed_with_approval_or_by_consent_alone
        c19_erasure_waits_for_the_hold_and_is_for_ever;
    Clocked assessment:
        c17_new_facts_reopen_what_was_archived;
    Plain assessment:
        c25_a_misdirected_file_goes_back_with_the_reason
        c32_a_slip_is_taken_back_until_somebody_there_has_begun;
    Plain together:
        c21_of_two_verifiers_at_the_same_moment_one_decides
        c22_a_command_whose_answer_was_lost_has_one_effect;
    Clocked time:
        c23_a_clock_that_steps_back_is_seen_and_no_event_is_earlier;
    WorkingDays time:
        c27_ten_working_days_over_idul_fitri_end_where_the_calendar_says;
    Clocked tickets:
        c26_wrong_tickets_are_alike_slowed_and_refused;
    Plain log:
        c28_an_unknown_event_is_shown_and_counted_and_commands_are_refused
        c29_every_tampering_with_the_log_is_found_and_located;
}

/// How many lines the log has.
pub(crate) fn log_size(site: &Site) -> u64 {
    let head = crate::client::get("/v1/log/head").bearer(&site.auditor());
    site.send(head).ok().json()["size"].as_u64().unwrap()
}
