//! Faults of a store, and the rules that find them.

/// One fault of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    ForgetsMessages,
    KeepsWhatIsSettled,
    SettlesWhatIsRefused,
    LeaksClaims,
    SplitsCommits,
    TakesAnyVersion,
    SpoilsTheNext,
    ForgetsReceipts,
    BurnsCommandIds,
    CallsTheInvalidConflicts,
    RefusesTheAdministration,
    ForgetsClaims,
    ForgetsTheYear,
    ConflictBeforeDuplicate,
    ReusesPositions,
    InvertsCommitOrder,
    ReordersSubmissions,
    AnotherRoot,
    NewestFirst,
    ForgetsWhereOneWas,
    SkipsWhatItCannotRead,
    OneTooMany,
    SwallowsVisitorsErrors,
    EndsTooSoon,
    StaleSummaries,
    ReadersWaitForWriters,
    ForgetsEditions,
    KeepsSessions,
    DropsSessionsTooSoon,
    CutsEditions,
    TakesAnyEdition,
    ForgetsCheckpoints,
    OneCheckpointForAll,
    LosesWakeUps,
    GivesUpAtOnce,
    TakesContentWithoutKey,
    ReplacesKeys,
    KeepsContentsOfTheErased,
    KeepsMessagesOfTheErased,
    RewrapsAnyway,
    RewrapsNothing,
    NeverDrops,
    BindsAnything,
    TakesLateSegments,
    IgnoresTheIndex,
    UnsortedLists,
    ForgetsAHolder,
    ForgetsWhomToTell,
    SkipsEqualDues,
    NothingIsDue,
    NewestMessageFirst,
    ForgetsAccesses,
    IgnoresThePlace,
    ReadsUnderItsLock,
    ShowsWhatTheVisitorWrites,
    NoKeyIsOld,
    CountsOneTooMany,
}

use Wrong::*;

/// Each fault, and rules that must find it.
pub(crate) const WRONG: &[(Wrong, &[&str])] = &[
    (
        ForgetsMessages,
        &[
            "everything_of_a_commit_is_recorded",
            "c14_a_receiver_never_sees_the_ticket",
            "one_damaged_letter_holds_up_no_other",
        ],
    ),
    (KeepsWhatIsSettled, &["a_message_goes_with_the_events_that_settle_it"]),
    (SettlesWhatIsRefused, &["a_message_goes_with_the_events_that_settle_it"]),
    (LeaksClaims, &["nothing_of_a_refused_commit_is_recorded"]),
    (SplitsCommits, &["no_reader_sees_half_a_commit", "the_events_of_one_commit_are_neighbours"]),
    (
        TakesAnyVersion,
        &[
            "of_two_on_one_version_one_conflicts",
            "of_many_racing_on_one_version_one_is_recorded",
            "c21_two_verifiers_one_decision",
            "a_hundred_threads_on_one_complaint",
        ],
    ),
    (SpoilsTheNext, &["a_failing_commit_disturbs_no_neighbour"]),
    (
        ForgetsReceipts,
        &[
            "a_command_is_recorded_once_and_gives_the_first_receipt",
            "a_command_sent_twice_at_once_is_recorded_once",
            "c22_a_retry_gives_the_first_result",
            "a_command_id_used_for_another_command_is_told",
            "an_attachment_that_was_uploaded_again_is_the_same_command",
            "a_retry_after_an_erasure_gives_the_first_result",
            "a_retried_reception_is_not_decided_again_and_takes_no_number",
        ],
    ),
    (BurnsCommandIds, &["a_refused_commit_may_be_tried_again"]),
    (CallsTheInvalidConflicts, &["a_commit_that_contradicts_itself_is_invalid"]),
    (
        RefusesTheAdministration,
        &[
            "the_administrative_stream_is_read_as_any_other_and_is_in_no_list",
            "an_edition_is_recorded_once_and_never_with_other_content",
        ],
    ),
    (
        ForgetsEditions,
        &["an_edition_is_kept_under_its_digest", "an_edition_that_was_added_is_used_by_the_next_desk"],
    ),
    (
        ForgetsAHolder,
        &[
            "the_holders_of_open_files_are_known",
            "what_an_office_that_does_not_exist_holds_is_in_the_coordinators_list",
        ],
    ),
    (ForgetsWhomToTell, &["c48_a_register_number_stands_in_the_receivers_list_until_it_was_told"]),
    (CutsEditions, &["an_edition_is_kept_under_its_digest"]),
    (TakesAnyEdition, &["an_edition_is_kept_under_its_digest"]),
    (
        ForgetsClaims,
        &[
            "a_claim_is_one_complaints_for_ever",
            "c26_wrong_tickets_are_all_alike_and_slowed",
            "c49_a_new_ticket_ends_the_old_one",
        ],
    ),
    (
        ForgetsTheYear,
        &[
            "the_last_serial_is_the_highest_of_its_year",
            "register_numbers_follow_one_another_by_year",
            "a_hundred_refused_filings_take_no_register_number",
        ],
    ),
    (ConflictBeforeDuplicate, &["of_two_errors_the_earlier_one_is_told"]),
    (
        ReusesPositions,
        &[
            "positions_are_dense_and_in_the_order_of_the_commits",
            "a_page_begins_and_ends_where_it_is_asked_to",
        ],
    ),
    (InvertsCommitOrder, &["what_was_read_never_grows_behind_the_reader"]),
    (
        ReordersSubmissions,
        &[
            "what_one_thread_submits_is_tried_in_its_order",
            "an_answer_that_nobody_waits_for_cancels_nothing",
            "who_files_at_once_is_numbered_in_the_order_of_the_log",
        ],
    ),
    (AnotherRoot, &["the_head_is_the_root_of_what_was_appended"]),
    (NewestFirst, &["a_stream_is_read_in_the_order_of_its_versions"]),
    (ForgetsWhereOneWas, &["a_stream_is_read_on_from_where_one_was"]),
    (SkipsWhatItCannotRead, &["bytes_are_read_as_they_were_written"]),
    (OneTooMany, &["a_page_begins_and_ends_where_it_is_asked_to"]),
    (SwallowsVisitorsErrors, &["a_visitors_error_stops_the_reading_and_is_returned"]),
    (EndsTooSoon, &["a_replay_visits_everything_in_order_and_stops_at_an_error"]),
    (StaleSummaries, &["whoever_reads_after_the_acknowledgement_sees_it", "the_summary_is_the_last_commits"]),
    (ReadersWaitForWriters, &["reading_goes_on_while_others_write"]),
    (
        ForgetsCheckpoints,
        &[
            "a_subscription_delivers_at_least_once_and_in_order",
            "a_checkpoint_is_its_subscriptions_own_and_may_go_back",
        ],
    ),
    (OneCheckpointForAll, &["a_checkpoint_is_its_subscriptions_own_and_may_go_back"]),
    (KeepsSessions, &["a_session_is_there_until_it_ends"]),
    (DropsSessionsTooSoon, &["a_session_is_there_until_it_ends"]),
    (LosesWakeUps, &["a_follower_is_woken"]),
    (GivesUpAtOnce, &["who_waits_is_told_the_size_when_the_time_is_up"]),
    (TakesContentWithoutKey, &["content_needs_a_key"]),
    (ReplacesKeys, &["a_key_is_made_once", "a_destroyed_key_stays_destroyed"]),
    (KeepsContentsOfTheErased, &["a_destroyed_key_takes_everything_sealed_with_it"]),
    (
        KeepsMessagesOfTheErased,
        &["a_destroyed_key_takes_everything_sealed_with_it", "c19_erasure_obeys_a_hold_and_is_final"],
    ),
    (RewrapsAnyway, &["a_key_is_rewrapped_only_from_where_it_is"]),
    (
        RewrapsNothing,
        &["a_key_is_rewrapped_only_from_where_it_is", "keys_are_rewrapped_and_no_event_is_rewritten"],
    ),
    (NeverDrops, &["staged_content_is_bound_or_dropped"]),
    (BindsAnything, &["what_is_not_staged_is_not_bound"]),
    (TakesLateSegments, &["half_an_attachment_is_never_bound"]),
    (
        IgnoresTheIndex,
        &["a_segment_is_found_under_its_complaint_content_and_index", "a_video_streams_in_and_out"],
    ),
    (UnsortedLists, &["a_worklist_has_what_fits_sorted_by_waiting_then_id", "worklists_show_who_has_to_act"]),
    (SkipsEqualDues, &["what_is_due_comes_earliest_first_and_page_by_page"]),
    (
        NothingIsDue,
        &[
            "c5_the_sweep_expires_each_window_once",
            "c35_what_lies_in_intake_goes_to_the_verifier_by_the_sweep",
        ],
    ),
    (NewestMessageFirst, &["messages_wait_until_they_are_sent_the_oldest_first"]),
    (
        ForgetsAccesses,
        &[
            "accesses_are_kept_the_earliest_first",
            "what_was_read_is_on_record",
            "c15_an_identity_is_read_by_disclosure_alone",
        ],
    ),
    (IgnoresThePlace, &["the_outbox_is_read_page_by_page"]),
    (ReadsUnderItsLock, &["a_visitor_may_call_the_store"]),
    (ShowsWhatTheVisitorWrites, &["a_visitor_may_call_the_store"]),
    (NoKeyIsOld, &["one_damaged_key_stops_no_rotation", "keys_are_rewrapped_and_no_event_is_rewritten"]),
    (CountsOneTooMany, &["a_subscription_ahead_of_the_log_is_told"]),
];

/// Faults in how a store is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Late {
    AcknowledgesBeforeItIsDurable,
    KeepsHalfOfACommit,
    KeepsNoChange,
    KeepsNoReceipt,
    KeepsDestroyedKeys,
}

pub(crate) const LATE: &[(Late, &[&str])] = &[
    (
        Late::AcknowledgesBeforeItIsDurable,
        &[
            "what_was_acknowledged_is_there_when_it_is_opened_again",
            "a_change_is_there_when_it_is_opened_again",
            "the_log_goes_on_where_it_ended",
            "what_was_erased_stays_erased",
        ],
    ),
    (Late::KeepsHalfOfACommit, &["what_was_acknowledged_is_there_when_it_is_opened_again"]),
    (Late::KeepsNoChange, &["a_change_is_there_when_it_is_opened_again"]),
    (Late::KeepsNoReceipt, &["a_retry_after_reopening_gives_the_first_receipt"]),
    (Late::KeepsDestroyedKeys, &["what_was_erased_stays_erased"]),
];
