//! C37, C49 over HTTP; and a channel that is claimed by who can prove it (R1).

use crate::site::{Site, UNIT, filing, get, post};
use aduan_core::{ComplaintId, Matter};
use serde_json::{Value, json};

/// Filed online with an e-mail address.
fn filed(site: &Site) -> (ComplaintId, String) {
    let mut body = filing(Matter::Duties);
    body["identity"]["email"] = "budi@example.org".into();
    let filed = site.send(post("/v1/complaints", &body)).ok().json();
    (filed["complaint"].as_str().unwrap().parse().unwrap(), filed["ticket"].as_str().unwrap().to_owned())
}

/// Brought by telephone with an e-mail address, and followed by ticket.
fn by_telephone(site: &Site) -> (ComplaintId, String) {
    let mut body = filing(Matter::Duties);
    (body["channel"], body["following"]) = ("telephone".into(), "wanted".into());
    body["identity"]["email"] = "budi@example.org".into();
    let receiver = site.token("receiver", UNIT);
    let recorded = site.send(post("/v1/desk/complaints", &body).bearer(&receiver)).json();
    (recorded["complaint"].as_str().unwrap().parse().unwrap(), last_ticket(site))
}

/// The ticket that the relay would send last.
fn last_ticket(site: &Site) -> String {
    let waiting = site.desk.outbox(0, 99).unwrap().ready;
    waiting.iter().rev().find_map(|letter| letter.ticket.as_ref()).unwrap().reveal().to_owned()
}

/// A receiver has another ticket sent; nothing that they get contains it. The ticket that the relay would send.
fn reissued(site: &Site, id: ComplaintId, contact: Option<&str>) -> String {
    let mut order = json!({ "command": "reissue_ticket", "deliveries": ["email"] });
    if let Some(address) = contact {
        order["contact"] = json!({ "email": address });
    }
    let answer = site.order(&site.token("receiver", UNIT), id, &order).ok().text();
    let ticket = last_ticket(site);
    assert!(!answer.contains(&ticket));
    ticket
}

fn milestones(site: &Site, ticket: &str) -> Vec<Value> {
    let seen = site.send(get("/v1/complaint").ticket(ticket)).ok().json();
    seen["steps"].as_array().unwrap().iter().map(|step| step["milestone"].clone()).collect()
}

#[test]
fn c37_a_ticket_to_an_officers_address_neither_reads_nor_withdraws() {
    let site = Site::new();
    let (id, _) = by_telephone(&site);
    let ticket = reissued(&site, id, Some("me@example.net"));
    assert!(milestones(&site, &ticket).contains(&"ticket_reissued".into()), "it follows");
    let contents = site.send(get("/v1/complaint/contents").ticket(&ticket)).ok().json();
    assert_eq!(contents, json!([]));
    let withdrawn = site.send(post("/v1/complaint/withdrawal", &json!({})).ticket(&ticket));
    assert_eq!(withdrawn.problem(403), "ticket_quiet");
    let question = site.send(post("/v1/complaint/question", &json!({})).ticket(&ticket));
    assert_eq!(question.problem(403), "ticket_quiet");
    site.clock.set("2025-05-01T00:00:00.000000Z".parse().unwrap());
    let withdrawn = site.send(post("/v1/complaint/withdrawal", &json!({})).ticket(&ticket));
    assert_eq!(withdrawn.problem(403), "withdrawn_by_typed_ticket", "that goes through the receiver");
}

#[test]
fn c37_whoever_had_the_first_ticket_objects() {
    let site = Site::new();
    let (id, first) = by_telephone(&site);
    let second = reissued(&site, id, Some("me@example.net"));
    let objection = site.send(post("/v1/complaint/revocations", &json!({ "which": "later" })).ticket(&first));
    assert_eq!(objection.status, 204);
    site.clock.set("2025-05-01T00:00:00.000000Z".parse().unwrap());
    let dead = site.send(get("/v1/complaint").ticket(&second));
    assert_eq!(dead.problem(401), "ticket_revoked");
    assert_eq!(dead.header("www-authenticate"), "Ticket");
    assert_eq!(milestones(&site, &first).last().unwrap(), "ticket_revoked");
}

#[test]
fn nobody_has_a_ticket_of_who_filed_online_sent_elsewhere() {
    let site = Site::new();
    let (id, _) = filed(&site);
    let order = json!({ "command": "reissue_ticket", "deliveries": ["email"], "contact": { "email": "me@example.net" } });
    assert_eq!(site.order(&site.token("receiver", UNIT), id, &order).problem(403), "not_by_hand");
}

#[test]
fn c49_the_old_ticket_dies_when_the_new_one_is_shown() {
    let site = Site::new();
    let (id, first) = filed(&site);
    let second = reissued(&site, id, None);
    milestones(&site, &first);
    milestones(&site, &second);
    assert_eq!(site.send(get("/v1/complaint").ticket(&first)).problem(401), "ticket_revoked");
    site.send(post("/v1/complaint/withdrawal", &json!({})).ticket(&second)).ok();
}

#[test]
fn c49_a_complainant_asks_for_a_new_ticket_and_no_answer_shows_it() {
    let site = Site::new();
    let (_, first) = filed(&site);
    let ask = |body: Value| site.send(post("/v1/complaint/reissues", &body).ticket(&first));
    let elsewhere = json!({ "deliveries": ["email"], "contact": { "email": "me@example.net" } });
    assert_eq!(ask(elsewhere).problem(422), "contact_not_on_file");
    assert_eq!(ask(json!({ "deliveries": ["screen"] })).problem(422), "ticket_shown");
    let answer = ask(json!({ "deliveries": ["email"] })).ok().text();
    let waiting = site.desk.outbox(0, 99).unwrap().ready;
    let second = waiting.iter().rev().find_map(|letter| letter.ticket.as_ref()).unwrap().reveal();
    assert!(answer.contains("ticket_reissued") && !answer.contains(second), "{answer}");
    assert_eq!(ask(json!({ "deliveries": ["email"] })).problem(409), "ticket_on_its_way");
    milestones(&site, second);
    assert_eq!(ask(json!({ "deliveries": ["email"] })).problem(401), "ticket_revoked");
}

#[test]
fn c49_its_holder_ends_a_ticket_at_once() {
    let site = Site::new();
    let (_, ticket) = filed(&site);
    let revoke = || site.send(post("/v1/complaint/revocations", &json!({ "which": "this" })).ticket(&ticket));
    assert_eq!(revoke().status, 204);
    assert_eq!(revoke().problem(401), "ticket_revoked");
}

#[test]
fn c49_a_filing_sent_again_hears_that_its_ticket_died() {
    let site = Site::new();
    let mut body = filing(Matter::Duties);
    body["identity"]["email"] = "budi@example.org".into();
    body["secret"] = "ab".repeat(32).into();
    let key = "018f0e5e-0000-7000-8000-000000000001";
    let file = || site.send(post("/v1/complaints", &body).header("idempotency-key", key));
    let first = file().ok().json();
    assert_eq!(file().ok().json(), first);
    let second = reissued(&site, first["complaint"].as_str().unwrap().parse().unwrap(), None);
    milestones(&site, &second);
    assert_eq!(file().problem(401), "ticket_revoked");
}

#[test]
fn the_portals_channel_is_claimed_with_the_portals_token() {
    let site = Site::new();
    let mut body = filing(Matter::Duties);
    body["channel"] = "portal".into();
    assert_eq!(site.send(post("/v1/complaints", &body)).problem(403), "channel_not_proven");
    let by_portal = |body: &Value, token: &str| site.send(post("/v1/portal/complaints", body).bearer(token));
    let token = site.token("portal", "");
    let ticket = by_portal(&body, &token).ok().json()["ticket"].as_str().unwrap().to_owned();
    assert_eq!(milestones(&site, &ticket)[0], "received");
    for channel in ["website", "letter"] {
        body["channel"] = channel.into();
        assert_eq!(by_portal(&body, &token).problem(403), "channel_not_proven", "{channel}");
    }
    assert_eq!(by_portal(&body, &site.token("receiver", UNIT)).problem(403), "not_for_this_role");
    assert_eq!(site.send(post("/v1/portal/complaints", &body)).problem(401), "unauthenticated");
}

#[test]
fn manual_channels_are_for_receivers_and_the_website_is_not() {
    let site = Site::new();
    let receiver = site.token("receiver", UNIT);
    for channel in ["letter", "telephone", "fax", "box", "helpdesk", "email", "sms", "other"] {
        let mut body = filing(Matter::Duties);
        body["channel"] = channel.into();
        assert_eq!(site.send(post("/v1/complaints", &body)).problem(403), "channel_of_other", "{channel}");
        site.send(post("/v1/desk/complaints", &body).bearer(&receiver)).ok();
    }
    for channel in ["website", "portal"] {
        let mut body = filing(Matter::Duties);
        body["channel"] = channel.into();
        let refused = site.send(post("/v1/desk/complaints", &body).bearer(&receiver));
        assert_eq!(refused.problem(403), "channel_of_other", "{channel}");
    }
}
