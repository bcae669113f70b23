//! The list of rules: one place, from which both the table and the tests of a store are made.

/// Every rule by its module and name, and the words of the contract that it keeps; for the desk's cases, what must
/// hold. Gives them to `$then` after what is in the braces.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_rules {
    ($then:ident { $($given:tt)* }) => {
        $crate::$then! { { $($given)* }
            [store commits]
                everything_of_a_commit_is_recorded
                    "Events, receipt, claims, key, contents, summary and outbox rows of a Commit, and the log head that covers its events, become visible and durable together, or none does.";
                nothing_of_a_refused_commit_is_recorded
                    "After an error nothing was recorded, except that after Unknown and Closed nobody can say.";
                no_reader_sees_half_a_commit
                    "A reader sees whole commits, at least all that were acknowledged before it began.";
                of_two_on_one_version_one_conflicts
                    "A commit is recorded only on the version it expects."
                    "Of two on the same version one is recorded and the other gets StoreError::Conflict.";
                of_many_racing_on_one_version_one_is_recorded
                    "Of two on the same version one is recorded and the other gets StoreError::Conflict."
                    "Every method may be called from any number of threads at once.";
                a_failing_commit_disturbs_no_neighbour
                    "A commit that fails does not disturb others that were written with it.";
                a_command_is_recorded_once_and_gives_the_first_receipt
                    "A command id is recorded at most once in a store."
                    "Later commits with it, whatever else they say, get StoreError::Duplicate with the receipt of the first."
                    "What is known of a command.";
                a_command_sent_twice_at_once_is_recorded_once
                    "A command id is recorded at most once in a store.";
                a_refused_commit_may_be_tried_again
                    "The same commit may be tried again after every error: it is recorded at most once.";
                a_commit_that_contradicts_itself_is_invalid
                    "What every store asks of a commit before anything else; gives the version after it.";
                the_administrative_stream_is_read_as_any_other_and_is_in_no_list
                    "The administrative stream is under the nil id and has events alone: no summary, no key, no claim, no content, no message."
                    "It is read as any other stream, and is in no list."
                    "Under the same id the desk keeps its own key.";
                a_claim_is_one_complaints_for_ever
                    "Whose this is.";
                an_edition_is_kept_under_its_digest
                    "The content of an edition is kept under its digest."
                    "What is kept is never changed and never removed."
                    "The content of the edition of reference data with this digest; `None` if it is not kept.";
                the_last_serial_is_the_highest_of_its_year
                    "The highest serial among the register numbers claimed in `year`; 0 if there is none.";
            [store errors]
                of_two_errors_the_earlier_one_is_told
                    "Invalid, then Duplicate, then Conflict, then ClaimTaken, then those of the key (KeyExists, KeyDestroyed, NoKey), then NotStaged; then those of the medium.";
            [store order]
                positions_are_dense_and_in_the_order_of_the_commits
                    "Each event gets the next position of the log: 1, 2, 3, …, without a gap, in the order in which commits become visible.";
                the_events_of_one_commit_are_neighbours
                    "The events of one commit are neighbours.";
                what_was_read_never_grows_behind_the_reader
                    "A reader that has seen position *n* never later finds a new event at or below *n*.";
                what_one_thread_submits_is_tried_in_its_order
                    "Commits that one thread submits are tried in the order in which it submits them.";
                an_answer_that_nobody_waits_for_cancels_nothing
                    "Hands over a commit and returns at once.";
                the_head_is_the_root_of_what_was_appended
                    "The head of the log: its size and, by its edge, its root.";
            [store reading]
                a_stream_is_read_in_the_order_of_its_versions
                    "Visits the events of one stream, a complaint's or the administrative one, in the order of their versions; none if there is no such stream.";
                a_stream_is_read_on_from_where_one_was
                    "Visits the events of one stream that come after version `after`, and tells at which version the stream is, 0 if there is none."
                    "For whoever knows the rest already: where nothing came, a store has little to read.";
                bytes_are_read_as_they_were_written
                    "What is read is what was written: bytes that the store knows to have changed are StoreError::Corrupt, never skipped."
                    "It reads no line and opens no seal.";
                a_page_begins_and_ends_where_it_is_asked_to
                    "Visits at most `limit` events of the log after position `after`, in order.";
                a_visitors_error_stops_the_reading_and_is_returned
                    "StoreError::Corrupt if a version is missing, those of the medium, and those of `visit`."
                    "StoreError::Corrupt if a position is missing, those of the medium, and those of `visit`.";
                whoever_reads_after_the_acknowledgement_sees_it
                    "A reader sees whole commits, at least all that were acknowledged before it began.";
                reading_goes_on_while_others_write
                    "Reading never waits for writing.";
                a_replay_visits_everything_in_order_and_stops_at_an_error
                    "Visits at most `limit` events of the log after position `after`, in order.";
            [store following]
                a_subscription_delivers_at_least_once_and_in_order
                    "How far a subscription has come; 0 if it is new.";
                a_checkpoint_is_its_subscriptions_own_and_may_go_back
                    "How far a subscription has come; 0 if it is new.";
                a_session_is_there_until_it_ends
                    "The session of this name; `None` if there is none.";
                a_follower_is_woken
                    "Waits until the log is longer than `position`, or the time is up; gives its size.";
                who_waits_is_told_the_size_when_the_time_is_up
                    "Waits until the log is longer than `position`, or the time is up; gives its size.";
            [store keys]
                content_needs_a_key
                    "StoreError::NoKey and StoreError::KeyDestroyed where a change needs an active key, StoreError::NotStaged for a later segment of what is not staged, and those of the medium."
                    "The state of a complaint's key.";
                a_key_is_made_once
                    "The state of a complaint's key.";
                a_destroyed_key_takes_everything_sealed_with_it
                    "Once a commit that destroys a key is acknowledged, no reading of the store gives the key or anything sealed under it, after no crash."
                    "Who read content of this complaint, or was refused its identity, the earliest first."
                    "It outlives erasure (R30).";
                a_destroyed_key_stays_destroyed
                    "StoreError::NoKey and StoreError::KeyDestroyed where a change needs an active key, StoreError::NotStaged for a later segment of what is not staged, and those of the medium.";
                a_key_is_rewrapped_only_from_where_it_is
                    "At most `limit` complaints whose active key is under another master key than `master`.";
            [store contents]
                staged_content_is_bound_or_dropped
                    "One segment of sealed content, staged or bound; `None` if there is none.";
                what_is_not_staged_is_not_bound
                    "After an error nothing was recorded, except that after Unknown and Closed nobody can say.";
                half_an_attachment_is_never_bound
                    "Nothing was changed then, except after StoreError::Unknown, where trying again is safe.";
                a_segment_is_found_under_its_complaint_content_and_index
                    "One segment of sealed content, staged or bound; `None` if there is none.";
            [store lists]
                the_summary_is_the_last_commits
                    "The row of one complaint; the administrative stream has none.";
                a_worklist_has_what_fits_sorted_by_waiting_then_id
                    "The rows of a list, in the order of their places.";
                the_holders_of_open_files_are_known
                    "The offices that hold a file that is not closed, each once, in the order of kind and code.";
                what_is_due_comes_earliest_first_and_page_by_page
                    "At most `limit` complaints with a due at or before `now`, the earliest first, equal ones by id; only what comes after `after`, the due instant and id of the last of the page before.";
                a_message_goes_with_the_events_that_settle_it
                    "The message that a commit settles waits until the events are recorded, and not after: never is it gone and what became of it unknown.";
                messages_wait_until_they_are_sent_the_oldest_first
                    "At most `limit` messages that wait, were accepted or are dead, the oldest first; only what comes after place `after`, 0 for the first page.";
                accesses_are_kept_the_earliest_first
                    "Who read content of this complaint, or was refused its identity, the earliest first.";
            [store queue]
                a_claimed_message_is_given_to_nobody_else_until_its_lease_ends
                    "A message that is claimed is given to nobody else until its lease ends."
                    "When it has ended the message may be claimed again: a relay that was killed loses nothing."
                    "The messages that were claimed under this lease and not settled or put back since, the oldest first.";
                of_relays_that_claim_at_once_each_gets_others
                    "A message that is claimed is given to nobody else until its lease ends."
                    "Every method may be called from any number of threads at once.";
                a_later_message_waits_for_the_earlier_of_its_recipient
                    "Of the messages of one complaint to one recipient only the first that waits may be claimed; a later one waits until that is sent or given up.";
                a_dead_message_holds_up_no_other
                    "Of the messages of one complaint to one recipient only the first that waits may be claimed; a later one waits until that is sent or given up.";
                an_attempt_needs_a_lease_that_has_not_ended
                    "An attempt begins only under a lease that has not ended."
                    "StoreError::LeaseLost where a message is not claimed under the lease any more.";
                an_erased_file_begins_no_attempt
                    "StoreError::NoKey and StoreError::KeyDestroyed where a change needs an active key, StoreError::NotStaged for a later segment of what is not staged, and those of the medium.";
                what_was_made_for_the_first_attempt_stays
                    "What was sealed for the first attempt stays for every further one.";
                a_message_that_failed_is_left_until_its_time
                    "A message whose attempt failed is left until the instant that was given with the failure.";
                a_message_that_ended_holds_nothing_sealed
                    "A message that was accepted or given up holds nothing sealed any more.";
                what_a_commit_withdraws_is_not_sent
                    "What a commit withdraws waits no more when the events are recorded.";
                a_message_is_tried_at_once_where_an_operator_says_so
                    "One that is tried at once may be claimed at once.";
                sealed_messages_are_given_up_when_they_are_too_old
                    "When the oldest message was promised that waits with a sealed body; `None` if there is none.";
                what_was_accepted_is_found_by_its_reference
                    "The message of this name, or the one that was accepted under this reference.";
            [store desk]
                an_edition_is_recorded_once_and_never_with_other_content
                    "The desk: an edition is recorded once, and never with other content.";
                an_edition_that_was_added_is_used_by_the_next_desk
                    "The desk: an edition that was added is used by the next desk on the store.";
                c5_the_sweep_expires_each_window_once "The desk: C5: a missed window is recorded once.";
                c14_a_receiver_never_sees_the_ticket "The desk: C14: a ticket goes straight to the complainant.";
                c15_an_identity_is_read_by_disclosure_alone "The desk: C15: an identity is read by disclosure alone.";
                c19_erasure_obeys_a_hold_and_is_final "The desk: C19: erasure obeys a hold and is final.";
                c21_two_verifiers_one_decision "The desk: C21: of two verifiers one decides.";
                c22_a_retry_gives_the_first_result "The desk: C22: a retry gives the first result.";
                c26_wrong_tickets_are_all_alike_and_slowed "The desk: C26: wrong tickets are all alike, and slowed.";
                c49_a_new_ticket_ends_the_old_one "The desk: C49: a new ticket ends the old one when it is shown.";
                a_video_streams_in_and_out "The desk: a large attachment streams in and out.";
                what_was_read_is_on_record "The desk: R30: what was read is on record.";
                worklists_show_who_has_to_act "The desk: worklists show who has to act.";
                c35_what_lies_in_intake_goes_to_the_verifier_by_the_sweep
                    "The desk: C35: a complaint that lies in intake past its target goes to the verifier.";
                c48_a_register_number_stands_in_the_receivers_list_until_it_was_told
                    "The desk: C48: a register number stands in the receiver's list until it was told.";
                what_an_office_that_does_not_exist_holds_is_in_the_coordinators_list
                    "The desk: C35: files of an office that is none are in the coordinator's list.";
                register_numbers_follow_one_another_by_year "The desk: R5: register numbers follow one another by year.";
                a_hundred_refused_filings_take_no_register_number
                    "The desk: R5: a hundred refused filings take no register number.";
                who_files_at_once_is_numbered_in_the_order_of_the_log
                    "The desk: R5: complaints that are filed at once are numbered in the order of the log.";
                keys_are_rewrapped_and_no_event_is_rewritten "The desk: keys are rewrapped and no event is rewritten.";
                a_hundred_threads_on_one_complaint "The desk: a hundred threads on one complaint: none is lost, none doubled.";
            [store relays]
                relays_that_are_killed_lose_no_letter_and_tell_each_fact_once
                    "The desk: relays that are killed lose no letter, and tell each fact once.";
            [store regressions]
                one_damaged_letter_holds_up_no_other "The desk: one damaged letter holds up no other.";
                the_outbox_is_read_page_by_page
                    "At most `limit` messages that wait, were accepted or are dead, the oldest first; only what comes after place `after`, 0 for the first page.";
                a_visitor_may_call_the_store
                    "The visitor may call the store, and write to it: it sees what was there when the reading began.";
                a_command_id_used_for_another_command_is_told "The desk: a command id used for another command is told.";
                an_attachment_that_was_uploaded_again_is_the_same_command
                    "The desk: an attachment that was uploaded again is the same command.";
                a_retry_after_an_erasure_gives_the_first_result "The desk: a retry after an erasure gives the first result.";
                a_retried_reception_is_not_decided_again_and_takes_no_number
                    "The desk: a retried reception is not decided again, and takes no number.";
                one_damaged_key_stops_no_rotation "The desk: one damaged key stops no rotation.";
                a_subscription_ahead_of_the_log_is_told "The desk: a subscription ahead of the log is told.";
            [durable durability]
                what_was_acknowledged_is_there_when_it_is_opened_again
                    "When it is acknowledged it is durable: a crash of the program, of the system or of the power does not take it back, as far as the disk keeps what it said it has."
                    "Records a commit and waits until it is durable.";
                a_change_is_there_when_it_is_opened_again
                    "Makes a change that is no event; durable when it returns.";
                a_retry_after_reopening_gives_the_first_receipt
                    "Later commits with it, whatever else they say, get StoreError::Duplicate with the receipt of the first.";
                the_log_goes_on_where_it_ended
                    "Each event gets the next position of the log: 1, 2, 3, …, without a gap, in the order in which commits become visible.";
                what_was_erased_stays_erased
                    "Once a commit that destroys a key is acknowledged, no reading of the store gives the key or anything sealed under it, after no crash."
                    "When it is acknowledged it is durable: a crash of the program, of the system or of the power does not take it back, as far as the disk keeps what it said it has.";
        }
    };
}

/// Makes the table.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_table {
    ({} $([$kind:ident $group:ident] $($name:ident $($promise:literal)+;)+)+) => {
        /// Every rule, in the order in which a store is best built by them.
        pub const PROMISES: &[Promise] = &[$($(
            Promise {
                name: stringify!($name),
                words: &[$($promise),+],
                needs_durability: $crate::__store_table!(@durable $kind),
                check: $crate::__store_table!(@check $kind $group $name),
            },
        )+)+];
    };
    (@durable store) => { false };
    (@durable durable) => { true };
    (@check store $group:ident $name:ident) => { |place| $group::$name(place.open()) };
    (@check durable $group:ident $name:ident) => { $group::$name };
}

/// Makes the tests of a store.
#[doc(hidden)]
#[macro_export]
macro_rules! __store_tests {
    ({ $durability:ident $open:expr }
        $([$kind:ident $group:ident] $($name:ident $($promise:literal)+;)+)+) => {
        $($( $crate::__store_tests!(@$durability $kind $name $open); )+)+
    };
    (@volatile durable $name:ident $open:expr) => {};
    (@$durability:ident $kind:ident $name:ident $open:expr) => {
        #[test]
        fn $name() {
            $crate::conformance::must_keep(stringify!($name), $open);
        }
    };
}

/// Tests that a store keeps the contract of [`EventStore`](https://docs.rs/aduan-store): one test a rule, named by
/// the promise it keeps. This one line is all that a store's tests need:
///
/// ```
/// # mod my_store {
/// use aduan_store::MemoryStore;
/// // Everything is gone when it is dropped:
/// aduan_testkit::store_conformance!(volatile, MemoryStore::default);
/// # }
/// ```
///
/// The argument opens the store: a closure or function without arguments, made anew for each test. For a store that
/// outlives its process, say `durable`: then it is opened again and again at the same place, and all that was
/// acknowledged must be there. The closure may keep a temporary folder, which goes away with it:
///
/// ```ignore
/// fn in_a_new_folder() -> impl Fn() -> SqliteStore {
///     let folder = tempfile::tempdir().unwrap();
///     move || SqliteStore::open(&folder.path().join("aduan.db")).unwrap()
/// }
/// aduan_testkit::store_conformance!(durable, in_a_new_folder());
/// ```
///
/// A test that fails names the words of the contract that are broken, and shows the last calls and their answers.
///
/// A conformance test cannot cause faults of the medium: a full disk, a kill, a changed byte. The tests of
/// `aduan-sqlite` show how to test these.
#[macro_export]
macro_rules! store_conformance {
    (volatile, $open:expr $(,)?) => {
        $crate::__store_rules! { __store_tests { volatile $open } }
    };
    (durable, $open:expr $(,)?) => {
        $crate::__store_rules! { __store_tests { durable $open } }
    };
}
