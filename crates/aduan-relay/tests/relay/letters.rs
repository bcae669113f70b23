//! What stands in the letters.

use crate::parse;
use aduan_core::{Channel, Command, Deliveries, Delivery, Following, Matter, NoticeChannel};
use aduan_relay::{Letter, LetterKind, Letters, NotRendered, Placeholder, SettingsError, TextError};
use aduan_store::desk::{IdentityWords, OpenedMessage, TicketSecret};
use aduan_store::vault::Words;
use aduan_store::{AddressError, MemoryStore, OsEntropy};
use aduan_testkit::test_desk::{NAME, STORY, TestDesk, receiver, reception, verifier};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

const FILE: &str = include_str!("../../src/letters/letters.toml");

fn follow() -> aduan_relay::FollowUrl {
    parse("").unwrap().follow
}

fn shipped() -> Letters {
    Letters::shipped(follow(), 2).unwrap()
}

/// A world in which one message of each kind waits, for somebody who is reached by this way alone.
fn world(way: Delivery) -> TestDesk {
    let world = TestDesk::new(Arc::new(MemoryStore::default()));
    let reached = |reached: &mut Option<IdentityWords>, address: Option<&str>| {
        let identity = reached.as_mut().unwrap();
        (identity.mobile, identity.email) = (None, None);
        match way {
            Delivery::Sms => identity.mobile = Some(address.unwrap_or("0812 3456-7890").into()),
            _ => identity.email = Some(address.unwrap_or("budi@contoh.example").into()),
        }
    };
    let trace = || world.desk.trace().unwrap();

    // Online: a ticket, a message, a request for data, the outcome.
    let mut filing = reception(Channel::Website, Matter::Duties);
    reached(&mut filing.identity, None);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, _) = world.desk.receive_online(&trace(), filing, &secret).unwrap();
    let online = done.complaint.id;
    world.ask_untold(online);
    let message = Command::WriteMessage { message: "Sudah kami terima.".into() };
    world.act(&verifier(), online, message).unwrap();

    // By hand: the register number, a withdrawal, another ticket to an address that an officer typed.
    let mut call = reception(Channel::Telephone, Matter::Duties);
    reached(&mut call.identity, None);
    call.following = Following::Wanted;
    let call = world.desk.receive_manual(&trace(), &receiver(), call).unwrap().complaint.id;
    let mut contact = Some(IdentityWords::default());
    reached(&mut contact, Some(if way == Delivery::Sms { "0813 1111 2222" } else { "lain@contoh.example" }));
    let reissue = Command::ReissueTicket { deliveries: Deliveries::of(&[way]), contact };
    world.act(&receiver(), call, reissue).unwrap();
    let evidence = Some("Catatan telepon 1 Maret".into());
    let withdraw = Command::Withdraw { reason: None, told_by: Some(NoticeChannel::Telephone), evidence };
    world.act(&receiver(), call, withdraw).unwrap();

    let mut other = reception(Channel::Website, Matter::Duties);
    reached(&mut other.identity, None);
    let secret = TicketSecret::fresh(&OsEntropy).unwrap();
    let (done, _) = world.desk.receive_online(&trace(), other, &secret).unwrap();
    world.close(done.complaint.id, &aduan_core::Actor::complainant(done.complaint.complainant));
    world
}

fn waiting(world: &TestDesk) -> Vec<OpenedMessage> {
    let page = world.desk.outbox(0, 99).unwrap();
    assert!(page.unreadable.is_empty());
    page.ready
}

#[test]
fn every_message_becomes_a_letter_by_each_way() {
    let letters = shipped();
    for way in [Delivery::Email, Delivery::Sms] {
        let mut kinds = BTreeSet::new();
        for message in waiting(&world(way)) {
            let kind = LetterKind::of(message.topic).unwrap();
            kinds.insert(kind.as_str());
            let letter =
                letters.render(&message).unwrap_or_else(|error| panic!("{}: {error}", message.topic));
            assert_eq!(letter.id(), message.id);
            let channel = if way == Delivery::Sms { NoticeChannel::Sms } else { NoticeChannel::Email };
            assert_eq!(letter.channel(), channel);
            assert_eq!(Letter::from_bytes(message.id, &letter.to_bytes()).as_ref(), Some(&letter));
            let text = match &letter {
                Letter::Email(email) => {
                    let (indonesian, english) = email.text.reveal().split_once("----------").unwrap();
                    assert!(indonesian.contains("engaduan") && english.contains("complaint"), "{english}");
                    assert!(email.subject.contains(" / "));
                    format!("{}\n{}", email.subject, email.text.reveal())
                }
                Letter::Sms(sms) => {
                    assert!(["+6281234567890", "+6281311112222"].contains(&sms.to.international()));
                    assert!(sms.text.reveal().len() <= 160, "{}", sms.text.reveal());
                    sms.text.reveal().to_owned()
                }
            };
            assert!(!text.contains(['{', '}']), "{text}");
            for secret in [NAME, STORY, "kapan tepatnya", "Sudah kami terima", "Catatan telepon"] {
                assert!(!text.contains(secret), "{text}");
            }
            let ticket = message.ticket.as_ref().map(Words::reveal);
            assert_eq!(ticket.is_some(), kind == LetterKind::Ticket);
            assert!(ticket.is_none_or(|ticket| {
                text.split_whitespace().any(|word| word.trim_end_matches('.') == ticket)
            }));
            assert_eq!(text.contains("14 hari kalender sejak"), kind == LetterKind::DataRequest, "{text}");
            let english = text.contains("14 calendar days from when you receive");
            assert_eq!(english, kind == LetterKind::DataRequest && way == Delivery::Email, "{text}");
        }
        let all = LetterKind::ALL.into_iter().map(LetterKind::as_str);
        assert_eq!(kinds, all.collect(), "{}", way.as_str());
    }
}

#[test]
fn an_erased_complaint_and_a_wrong_address_get_no_letter() {
    let world = world(Delivery::Email);
    for (address, refused) in
        [(None, NotRendered::NoAddress), (Some("budi di contoh"), NotRendered::Address(AddressError::Email))]
    {
        for mut message in waiting(&world) {
            message.address = address.map(Into::into);
            assert_eq!(shipped().render(&message), Err(refused));
        }
    }
    let mut message = waiting(&world).pop().unwrap();
    message.channel = Some(NoticeChannel::Letter);
    assert_eq!(shipped().render(&message), Err(NotRendered::NoSuchWay(NoticeChannel::Letter)));
    message.channel = Some(NoticeChannel::Email);
    message.register = None;
    assert_eq!(shipped().render(&message), Err(NotRendered::Missing(Placeholder::Register)));
}

/// The letters of this file.
fn own(text: &str, follow: aduan_relay::FollowUrl, parts: u8) -> Result<Letters, SettingsError> {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join("letters.toml");
    std::fs::write(&file, text).unwrap();
    Letters::read(&file, follow, parts)
}

#[test]
fn an_office_replaces_the_letters() {
    let text = FILE.replacen("Jawablah dalam waktu {within}.", "Mohon dijawab: {within}!", 1);
    let letters = own(&text, follow(), 2).unwrap();
    let world = world(Delivery::Email);
    let asked = |message: &OpenedMessage| LetterKind::of(message.topic) == Some(LetterKind::DataRequest);
    let message = waiting(&world).into_iter().find(asked).unwrap();
    let Letter::Email(email) = letters.render(&message).unwrap() else { panic!("an e-mail") };
    assert!(email.text.reveal().contains("Mohon dijawab: 14 hari kalender"), "{}", email.text.reveal());
}

#[test]
fn a_letter_that_lacks_something_or_leaks_is_refused_at_the_start() {
    let sms = "sms = \"Ada pesan untuk Anda";
    for (old, new, place, what) in [
        ("{ticket}\n", "{tiket}\n", "[ticket], mail.id", "there is no placeholder {tiket} here"),
        ("    {ticket}\n", "", "[ticket], mail.id", "{ticket} is missing"),
        ("    {ticket}\n", "    {follow}?t={ticket}\n", "[ticket], mail.id", "apart from any address"),
        ("    {ticket}\n", "    {follow}/{ticket}\n", "[ticket], mail.id", "apart from any address"),
        ("Tiket pengaduan Anda: {ticket}.", "{follow}{ticket}.", "[ticket], sms", "apart from any address"),
        ("{within}.\nTanpa", "14 hari.\nTanpa", "[data_request], mail.id", "{within} is missing"),
        ("Answer within {within}.", "Answer.", "[data_request], mail.en", "{within} is missing"),
        ("Ada pesan untuk Anda", "{complaint} Ada pesan untuk Anda", "[message], mail.id", "{complaint}"),
        ("Ada pesan untuk Anda", "{ticket} Ada pesan untuk Anda", "[message], mail.id", "{ticket}"),
        ("Ada pesan untuk Anda", "{ Ada pesan untuk Anda", "[message], mail.id", "a brace"),
        (
            "\"Ada pesan tentang pengaduan Anda\"",
            "\"Ada pesan {register}\"",
            "[message], subject",
            "one line",
        ),
        ("\"Ada pesan tentang pengaduan Anda\"", "\"Ada\\r\\nBcc: a@b\"", "[message], subject", "one line"),
        (sms, "sms = \"Ada pesan – untuk Anda", "[message], sms", "'–'"),
        (sms, &format!("sms = \"{}", "Ada pesan. ".repeat(30)), "[message], sms", "it can take 3 SMS"),
    ] {
        let text = FILE.replacen(old, new, 1);
        assert_ne!(text, FILE, "{old}");
        let error = own(&text, follow(), 2).unwrap_err();
        assert!(matches!(error, SettingsError::Letter { .. }), "{error}");
        let error = error.to_string();
        assert!(error.contains(place) && error.contains(what), "{new}: {error}");
    }
    for (old, new, what) in [
        ("[message]", "[pesan]", "pesan"),
        ("sms = \"Ada pesan", "text = \"Ada pesan", "text"),
        ("[progress]", "[progress", "progress"),
    ] {
        let error = own(&FILE.replacen(old, new, 1), follow(), 2).unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn an_sms_that_can_get_too_long_is_refused_at_the_start() {
    let long = format!("follow = 'https://{}.example/pantau'", "p".repeat(57));
    let long: aduan_relay::Settings = toml::from_str(&long).unwrap();
    Letters::shipped(long.follow.clone(), 2).unwrap();
    let error = Letters::shipped(long.follow, 1).unwrap_err();
    assert!(
        matches!(
            error,
            SettingsError::Letter { part: "sms", error: TextError::TooLong { parts: 2, most: 1 }, .. }
        ),
        "{error}"
    );
    Letters::shipped(follow(), 1).expect("with an address of 39 characters each takes one SMS");
}
