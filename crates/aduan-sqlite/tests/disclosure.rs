//! C15 through the desk, and the trail of who saw what (R27, R30, T4).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use aduan_core::event::Event;
use aduan_core::{
    Actor, Clarity, Command, Complaint, Confidentiality, DisclosureGround, Matter, Reported, Review, Role,
};
use aduan_sqlite::{IntegrityProblem, SqliteStore};
use aduan_store::desk::Done;
use aduan_store::{AccessAnswer, DeskError, EventLog, StoreError};
use aduan_testkit::test_desk::{NAME, STORY, TestDesk, elements, officer, pyb, verifier};
use rusqlite::Connection;
use std::sync::Arc;

fn assessor() -> Actor {
    officer(14, Role::Assessor, "KANWIL-050000")
}

struct Case {
    store: Arc<SqliteStore>,
    world: TestDesk,
    complaint: Complaint,
    received: Done,
    _folder: tempfile::TempDir,
}

/// A discipline case with the assessor.
fn with_the_assessor() -> Case {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap());
    let world = TestDesk::new(store.clone());
    let (received, _) = world.online(Matter::Discipline);
    let id = received.complaint.id;
    let review = Review {
        elements: elements(),
        clarity: Clarity::Sufficient,
        matter: Matter::Discipline,
        reported: Reported::Identified,
        official: Some(aduan_core::PersonId::new(uuid::Uuid::from_u128(99))),
        office: None,
        note: None,
    };
    world.act(&verifier(), id, Command::ReviewMaterial(Box::new(review))).unwrap();
    let kanwil = "KANWIL-050000".parse().unwrap();
    world.act(&verifier(), id, Command::ForwardToPyb { office: kanwil }).unwrap();
    let dispose =
        Command::DisposeToAssessor { office: kanwil, assessor: Some(assessor().id), instruction: None };
    world.act(&pyb(), id, dispose).unwrap();
    let complaint = world.desk.complaint(id).unwrap();
    Case { store, world, complaint, received, _folder: folder }
}

impl Case {
    fn disclose(&self, by: &Actor, ground: DisclosureGround, to: &Actor) -> Result<Done, DeskError> {
        let desk = &self.world.desk;
        desk.act(
            &desk.trace().unwrap(),
            by,
            self.complaint.id,
            Command::DiscloseIdentity {
                ground,
                recipient: to.id,
                recipient_role: to.role,
                purpose: "menanyai saksi".into(),
            },
        )
    }

    fn choose(&self, choice: Confidentiality) {
        let complainant = Actor::complainant(self.complaint.complainant);
        let choose = Command::ChooseConfidentiality { choice };
        self.world.act(&complainant, self.complaint.id, choose).unwrap();
    }

    fn reads(&self, who: &Actor) -> bool {
        match self.world.desk.read_identity(who, self.complaint.id) {
            Ok(identity) => identity.name.unwrap().reveal() == NAME,
            Err(DeskError::NotDisclosed) => false,
            Err(error) => panic!("{error}"),
        }
    }

    fn answers(&self) -> Vec<AccessAnswer> {
        let all = self.world.desk.accesses(self.complaint.id).unwrap();
        all.iter().map(|access| access.answer).collect()
    }
}

#[test]
fn c15_with_the_pybs_approval_each_reading_is_on_record_and_the_disclosure_is_the_event() {
    let case = with_the_assessor();
    let done = case.disclose(&pyb(), DisclosureGround::EaseInvestigation, &assessor()).unwrap();
    assert!(matches!(&done.records[0].event, Event::IdentityDisclosed(it) if it.approver == pyb().id));
    let lines = case.store.head().unwrap().size();
    assert!(case.reads(&assessor()) && case.reads(&assessor()));
    assert_eq!(case.answers(), [AccessAnswer::Shown; 2], "each reading");
    assert_eq!(case.store.head().unwrap().size(), lines, "and no event for it");
    case.choose(Confidentiality::Open);
    case.choose(Confidentiality::Confidential);
    assert!(case.reads(&assessor()), "the approval was not the complainant's to take back");
}

#[test]
fn c15_without_approval_or_in_another_role_it_is_refused_and_on_record() {
    let case = with_the_assessor();
    let own = case.disclose(&assessor(), DisclosureGround::EaseInvestigation, &assessor());
    assert!(matches!(own, Err(DeskError::Rejected(_))), "{own:?}");
    assert!(!case.reads(&assessor()));
    case.disclose(&pyb(), DisclosureGround::EaseInvestigation, &assessor()).unwrap();
    let verifying = Actor { role: Role::Verifier, ..assessor() };
    assert!(!case.reads(&verifying), "it was disclosed to the assessor that they are");
    assert_eq!(case.answers(), [AccessAnswer::Refused; 2]);
}

#[test]
fn c15_consent_holds_until_it_is_taken_back() {
    let case = with_the_assessor();
    let early = case.disclose(&assessor(), DisclosureGround::Consent, &assessor());
    assert!(matches!(early, Err(DeskError::Rejected(aduan_core::Rejection::ConsentMissing))), "{early:?}");
    case.choose(Confidentiality::Open);
    assert!(!case.reads(&assessor()), "consent alone discloses nothing");
    case.disclose(&assessor(), DisclosureGround::Consent, &assessor()).unwrap();
    assert!(case.reads(&assessor()));
    case.choose(Confidentiality::Confidential);
    assert!(!case.reads(&assessor()), "it was taken back");
    case.choose(Confidentiality::Open);
    assert!(!case.reads(&assessor()), "what was taken back does not come back by itself");
    case.disclose(&assessor(), DisclosureGround::Consent, &assessor()).unwrap();
    assert!(case.reads(&assessor()));
}

#[test]
fn attempts_at_an_identity_are_one_for_each_person_and_day() {
    let case = with_the_assessor();
    for _ in 0..50 {
        assert!(!case.reads(&assessor()) && !case.reads(&verifier()));
    }
    assert_eq!(case.answers(), [AccessAnswer::Refused; 2], "one of each");
    case.world.pass_seconds(24 * 60 * 60 + 1);
    assert!(!case.reads(&assessor()) && !case.reads(&assessor()));
    assert_eq!(case.answers(), [AccessAnswer::Refused; 3]);
}

#[test]
fn what_does_not_open_is_not_on_record_as_shown() {
    let case = with_the_assessor();
    case.disclose(&pyb(), DisclosureGround::EaseInvestigation, &assessor()).unwrap();
    let (id, Event::Received(received)) = (case.complaint.id, &case.received.records[0].event) else {
        panic!()
    };
    let raw = Connection::open(case.store.path()).unwrap();
    raw.execute("UPDATE contents SET sealed = zeroblob(200) WHERE position IN (SELECT position FROM events WHERE complaint = ?1)", [id.uuid().as_bytes()])
        .unwrap();
    assert!(case.world.desk.read(&verifier(), id, received.material.id).is_err());
    assert!(case.world.desk.read_to(&verifier(), id, received.material.id, &mut Vec::new()).is_err());
    assert!(case.world.desk.read_identity(&assessor(), id).is_err());
    assert_eq!(case.answers(), []);
}

#[test]
fn an_access_log_that_was_emptied_cut_or_changed_is_found() {
    let case = with_the_assessor();
    let (id, Event::Received(received)) = (case.complaint.id, &case.received.records[0].event) else {
        panic!()
    };
    for _ in 0..4 {
        assert_eq!(case.world.desk.read(&verifier(), id, received.material.id).unwrap().reveal(), STORY);
    }
    assert_eq!(case.store.integrity().unwrap().problems, []);
    let tamperings = [
        ("UPDATE accesses SET person = zeroblob(16) WHERE number = 2", (4, None)),
        ("DELETE FROM accesses WHERE number = 2", (3, Some(2))),
        ("DELETE FROM accesses WHERE number = 4", (2, Some(2))),
        ("DELETE FROM accesses", (0, None)),
    ];
    let raw = Connection::open(case.store.path()).unwrap();
    for (tampering, (there, gone)) in tamperings {
        raw.execute(tampering, []).unwrap();
        let found = case.store.integrity().unwrap().problems;
        let is_it = |it: &IntegrityProblem| matches!(it, IntegrityProblem::AccessLog { stored: 4, found, missing } if (*found, *missing) == (there, gone));
        assert!(found.len() == 1 && is_it(&found[0]), "{tampering}: {found:?}");
    }
    // A later read does not hide it.
    case.world.desk.read(&verifier(), id, received.material.id).unwrap();
    assert_eq!(case.store.integrity().unwrap().problems.len(), 1);
}

/// A content that is erased while it is read is reported as erased, not as damaged.
#[test]
fn an_erasure_in_the_middle_of_a_reading_is_told_as_one() {
    use aduan_core::Media;
    use aduan_store::vault::VaultError;
    struct Erases<'a>(&'a TestDesk, aduan_core::ComplaintId, bool);
    impl std::io::Write for Erases<'_> {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            if !std::mem::replace(&mut self.2, true) {
                self.0.erase(self.1);
            }
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let world = TestDesk::new(Arc::new(SqliteStore::open(&folder.path().join("aduan.db")).unwrap()));
    let (done, _) = world.online(Matter::Duties);
    let (id, complainant) = (done.complaint.id, Actor::complainant(done.complaint.complainant));
    let video = world.desk.upload(id, &mut &vec![7; 500_000][..], 1 << 20).unwrap();
    let attach = Command::AttachEvidence { content: video.clone(), media: Media::Video };
    world.desk.act(&world.desk.trace().unwrap(), &complainant, id, attach).unwrap();
    world.close(id, &complainant);
    let content = video.sealed.reference.id;
    let read = world.desk.read_to(&verifier(), id, content, &mut Erases(&world, id, false));
    assert!(matches!(read, Err(DeskError::Vault(VaultError::Erased { .. }))), "{read:?}");
}

/// Reading that fails says so, and not that writing did.
#[test]
fn a_receipt_or_claim_that_cannot_be_read_is_told_as_that() {
    let case = with_the_assessor();
    let raw = Connection::open(case.store.path()).unwrap();
    raw.execute_batch("DROP TABLE receipts; DROP TABLE claims").unwrap();
    let receipt = case.store.receipt(aduan_core::CommandId::default());
    assert!(matches!(receipt, Err(StoreError::Read(_))), "{receipt:?}");
    let number = case.complaint.register.unwrap();
    let claim = case.store.claimed(&aduan_store::Claim::Register(number));
    assert!(matches!(claim, Err(StoreError::Read(_))), "{claim:?}");
}

#[test]
fn a_stream_whose_end_was_cut_off_is_damaged_and_not_contended() {
    let case = with_the_assessor();
    let raw = Connection::open(case.store.path()).unwrap();
    raw.execute("DELETE FROM events WHERE position = (SELECT max(position) FROM events)", []).unwrap();
    let complainant = Actor::complainant(case.complaint.complainant);
    // A new desk, whose cache is empty.
    let world = TestDesk::new(case.store.clone());
    let acted = world.act(
        &complainant,
        case.complaint.id,
        Command::Withdraw { reason: None, told_by: None, evidence: None },
    );
    assert!(matches!(acted, Err(DeskError::Store(StoreError::Corrupt { .. }))), "{acted:?}");
}
