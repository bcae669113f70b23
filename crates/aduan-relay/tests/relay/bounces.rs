//! Notifications of mail servers, and other mails.

use aduan_relay::bounces::{BounceError, Fate, MAX_BYTES, read};
use aduan_store::MessageId;
use proptest::prelude::*;
use std::fmt::Write;
use uuid::Uuid;

const ID: &str = "0192f0c1-a2b3-7c4d-8e5f-60718293a4b5";

/// As Postfix writes one.
pub(crate) fn postfix(to: &str, envelope: &str, recipients: &str, message_id: &str) -> String {
    format!(
        "Return-Path: <>\r\nReceived: from mail by mail\r\nFrom: MAILER-DAEMON@mail.contoh.example\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nTo: {to}\r\nAuto-Submitted: auto-replied\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"B1.x/mail\"\r\n\r\n\
         This is a MIME-encapsulated message.\r\n\r\n--B1.x/mail\r\nContent-Description: Notification\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n<budi@contoh.example>: unknown user\r\n\r\n--B1.x/mail\r\n\
         Content-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mail.contoh.example\r\n{envelope}X-Postfix-Queue-ID: 4F1\r\n\r\n{recipients}\r\n\
         --B1.x/mail\r\nContent-Type: text/rfc822-headers\r\n\r\nFrom: pengaduan@contoh.example\r\n{message_id}\r\n\
         --B1.x/mail--\r\n"
    )
}

pub(crate) fn recipient(action: &str, status: &str) -> String {
    format!(
        "Final-Recipient: rfc822; budi@contoh.example\r\nAction: {action}\r\nStatus: {status}\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
    )
}

fn message() -> MessageId {
    MessageId(ID.parse().unwrap())
}

#[test]
fn a_letter_is_known_by_each_of_its_names() {
    let simple = message().0.simple();
    let failed = recipient("failed", "5.1.1 (unknown)");
    let returned = format!("Message-ID: <{ID}@contoh.example>\r\n");
    for mail in [
        postfix(&format!("kembali+{simple}@contoh.example"), "", &failed, ""),
        postfix("kembali@contoh.example", &format!("Original-Envelope-Id: {simple}\r\n"), &failed, ""),
        postfix("pengaduan@contoh.example", "", &failed, &returned),
        postfix(&format!("\"a+b\" <kembali+{simple}@contoh.example>"), "", &failed, &returned),
    ] {
        let bounce = read(mail.as_bytes()).unwrap();
        assert_eq!((bounce.message, bounce.fate, bounce.status), (message(), Fate::Failed, Some((5, 1, 1))));
        // Some programs give mail to others with bare line feeds.
        assert_eq!(read(mail.replace('\r', "").as_bytes()), Ok(bounce));
    }
}

#[test]
fn only_what_failed_has_failed() {
    let to = format!("kembali+{}@contoh.example", message().0.simple());
    let fate = |recipients: &str| read(postfix(&to, "", recipients, "").as_bytes()).map(|bounce| bounce.fate);
    assert_eq!(fate(&recipient("Failed", "4.4.7")), Ok(Fate::Failed), "it gave up after days");
    assert_eq!(fate(&recipient("delayed", "4.4.1")), Ok(Fate::Delayed));
    assert_eq!(fate(&recipient("relayed", "2.0.0")), Ok(Fate::Delivered));
    let both = format!("{}\r\n{}", recipient("delivered", "2.0.0"), recipient("failed", "5.2.2"));
    assert_eq!(fate(&both), Ok(Fate::Failed));
    assert_eq!(fate(&recipient("perhaps", "5.1.1")), Err(BounceError::NoFate));
    assert_eq!(fate(""), Err(BounceError::NoFate));
}

#[test]
fn what_is_no_notification_says_nothing_of_a_letter() {
    let to = format!("kembali+{}@contoh.example", message().0.simple());
    let failed = recipient("failed", "5.1.1");
    let absent =
        format!("To: {to}\r\nAuto-Submitted: auto-replied\r\nSubject: cuti\r\n\r\nAction: failed\r\n");
    assert_eq!(read(absent.as_bytes()), Err(BounceError::NoNotification), "somebody on leave");
    let mixed = postfix(&to, "", &failed, "").replace("multipart/report", "multipart/mixed");
    assert_eq!(read(mixed.as_bytes()), Err(BounceError::NoNotification));
    let nobody = postfix("kembali@contoh.example", "", &failed, "");
    assert_eq!(read(nobody.as_bytes()), Err(BounceError::NoLetter));
    let other = Uuid::from_u128(7).simple();
    let two = postfix(&to, &format!("Original-Envelope-Id: {other}\r\n"), &failed, "");
    assert_eq!(read(two.as_bytes()), Err(BounceError::NoLetter), "two letters at once");
    assert_eq!(read(&vec![b'a'; MAX_BYTES + 1]), Err(BounceError::TooLarge));
}

#[test]
fn deeply_nested_parts_are_no_danger() {
    let mut mail = String::new();
    for depth in 0..10_000 {
        write!(mail, "Content-Type: multipart/report; boundary=b{depth}\r\n\r\n--b{depth}\r\n").unwrap();
    }
    assert_eq!(read(mail.as_bytes()), Err(BounceError::NoNotification));
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_damaged_notification_is_answered(at in 0_usize..1200, len in 0_usize..60, with in any::<[u8; 4]>()) {
        let to = format!("kembali+{}@contoh.example", message().0.simple());
        let mut mail = postfix(&to, "", &recipient("failed", "5.1.1"), "").into_bytes();
        let at = at.min(mail.len());
        let end = (at + len).min(mail.len());
        mail.splice(at..end, with);
        if let Ok(bounce) = read(&mail) {
            prop_assert!(bounce.fate != Fate::Delivered);
        }
    }
}
