//! Permissions: route × role × office × stage, against a second table that was written by hand.

use crate::site::{Site, UNIT, call, get, person, review};
use aduan_core::{ComplaintId, Matter};
use aduan_http::auth::TokenRole;
use aduan_http::auth::route_access::API_ROUTES;
use serde_json::{Value, json};

const PYB: &str = "KANWIL-050000";
const ASSESSOR: &str = "KPU-020400";
const ELSEWHERE: &str = "KPPBC-060100";

/// Stages, each as the orders that lead there.
const STAGES: [&str; 7] =
    ["verification", "awaiting_data", "with_pyb", "assessment", "follow_up", "with_inspectorate", "closed"];

/// Brings a discipline complaint to a stage.
fn bring(site: &Site, stage: &str) -> ComplaintId {
    let (id, _) = site.filed(Matter::Discipline);
    let (verifier, pyb, assessor) = (
        site.token_of(201, "verifier", UNIT),
        site.token_of(202, "pyb", PYB),
        site.token_of(203, "assessor", ASSESSOR),
    );
    let order = |token: &str, order: Value| drop(site.order(token, id, &order).ok());
    if stage == "verification" {
        return id;
    }
    if stage == "awaiting_data" {
        let mut unclear = review("discipline");
        unclear["clarity"] = "insufficient".into();
        order(&verifier, unclear);
        order(&verifier, json!({ "command": "request_data", "request": "Kapan?" }));
        return id;
    }
    order(&verifier, review("discipline"));
    order(&verifier, json!({ "command": "forward_to_pyb", "office": PYB }));
    match stage {
        "with_pyb" => return id,
        "with_inspectorate" => {
            order(
                &pyb,
                json!({ "command": "forward_to_wise", "reason": "di luar tugas", "shares": ["material"] }),
            );
            return id;
        }
        _ => order(&pyb, json!({ "command": "dispose_to_assessor", "office": ASSESSOR })),
    }
    if stage == "assessment" {
        return id;
    }
    for step in ["confirmation", "clarification", "examination"] {
        order(&assessor, json!({ "command": "record_assessment_step", "step": step }));
    }
    order(
        &assessor,
        json!({ "command": "conclude_assessment", "finding": "unsubstantiated", "report": "tidak terbukti" }),
    );
    if stage == "closed" {
        order(&pyb, json!({ "command": "close" }));
    }
    id
}

/// By hand: who sees a discipline complaint of UNIT, with the PYB at PYB and the assessor at ASSESSOR.
fn sees(role: &str, office: &str, stage: &str) -> bool {
    let at_least = |from: &str| {
        let place = |stage: &str| STAGES.iter().position(|known| *known == stage);
        stage != "with_inspectorate" && place(stage) >= place(from)
    };
    match (role, office) {
        ("receiver" | "verifier", UNIT) | ("data_protection_officer", _) => true,
        ("pyb", PYB) => at_least("with_pyb") || stage == "with_inspectorate",
        ("assessor", ASSESSOR) => at_least("assessment"),
        ("inspectorate", _) => stage == "with_inspectorate",
        // The Kanwil is above the KPPBC that verifies; the KPU is above itself alone.
        ("coordinator", PYB) => !["assessment"].contains(&stage),
        ("coordinator", UNIT) => ["verification", "awaiting_data", "with_inspectorate"].contains(&stage),
        ("coordinator", ASSESSOR) => stage == "assessment",
        _ => false,
    }
}

/// By hand: the callers of each route.
fn let_in(role: &str, path: &str) -> bool {
    let end = path.rsplit('/').next().unwrap();
    match end {
        "{complaint}" | "commands" | "worklist" => true,
        "history" | "timeline" => !["receiver", "coordinator"].contains(&role),
        "contents" | "{content}" => role != "data_protection_officer",
        "identity" => ["verifier", "pyb", "assessor", "inspectorate"].contains(&role),
        "accesses" => role == "data_protection_officer",
        "evidence" => ["receiver", "verifier", "assessor"].contains(&role),
        other => panic!("{other}: say whose it is"),
    }
}

const ROLES: [&str; 7] =
    ["receiver", "verifier", "pyb", "assessor", "inspectorate", "coordinator", "data_protection_officer"];

fn offices(role: &str) -> Vec<&'static str> {
    match role {
        "inspectorate" | "data_protection_officer" => vec![""],
        _ => vec![UNIT, PYB, ASSESSOR, ELSEWHERE],
    }
}

#[test]
fn an_officer_sees_their_offices_and_roles_work_and_nothing_else() {
    let site = Site::new();
    let paths: Vec<&str> = API_ROUTES
        .iter()
        .filter(|route| route.method == "GET" && route.path.starts_with("/v1/desk/complaints/{complaint}"))
        .map(|route| route.path)
        .collect();
    assert_eq!(paths.len(), 7);
    let mut asked = 0;
    for stage in STAGES {
        let id = bring(&site, stage);
        let (_, records) = aduan_store::load(&**site.desk.store(), id).unwrap();
        let aduan_core::Event::Received(received) = &records[0].event else { panic!("it begins with that") };
        let content = received.material.id.to_string();
        for role in ROLES {
            for office in offices(role) {
                let token = site.token(role, office);
                for path in &paths {
                    let real = path.replace("{complaint}", &id.to_string()).replace("{content}", &content);
                    let answer = site.send(get(&real).bearer(&token));
                    let who = format!("{role} at {office}, {stage}, {path}: {}", answer.text());
                    asked += 1;
                    if !let_in(role, path) {
                        assert_eq!(answer.problem(403), "not_for_this_role", "{who}");
                    } else if !sees(role, office, stage) {
                        assert_eq!(answer.problem(404), "not_found", "{who}");
                    } else if path.ends_with("identity") {
                        assert_eq!(answer.problem(403), "not_disclosed", "{who}");
                    } else if path.ends_with("{content}") && ["receiver", "coordinator"].contains(&role) {
                        assert_eq!(answer.problem(403), "may_not_read", "{who}");
                    } else {
                        assert_eq!(answer.status, 200, "{who}");
                    }
                }
            }
        }
    }
    assert_eq!(asked, 7 * 22 * 7);
}

/// One order of each command, such as it is.
fn orders() -> Vec<Value> {
    let text = "sebab";
    vec![
        json!({ "command": "issue_ticket", "deliveries": ["email"], "contact": { "email": "budi@example.org" } }),
        json!({ "command": "reissue_ticket", "deliveries": ["email"] }),
        json!({ "command": "request_verification" }),
        json!({ "command": "amend_material", "content": text }),
        review("discipline"),
        json!({ "command": "request_data", "request": text }),
        json!({ "command": "supply_data", "content": text }),
        json!({ "command": "expire_data_window" }),
        json!({ "command": "cancel_request" }),
        json!({ "command": "write_message", "message": text }),
        json!({ "command": "mark_messages_read" }),
        json!({ "command": "forward_to_pyb", "office": PYB }),
        json!({ "command": "forward_to_assessor", "office": UNIT }),
        json!({ "command": "dispose_to_assessor", "office": ASSESSOR }),
        json!({ "command": "forward_to_wise", "reason": text, "shares": ["material"] }),
        json!({ "command": "acknowledge_wise", "number": "W-1" }),
        json!({ "command": "return_from_wise", "number": "W-1", "outcome": "oversight" }),
        json!({ "command": "record_assessment_step", "step": "confirmation" }),
        json!({ "command": "return_misdirected", "reason": text }),
        json!({ "command": "recall", "reason": text }),
        json!({ "command": "transfer", "office": ASSESSOR, "reason": text }),
        json!({ "command": "recuse", "reason": text }),
        json!({ "command": "review_late_material", "conclusion": text }),
        json!({ "command": "conclude_assessment", "finding": "substantiated", "report": text }),
        json!({ "command": "decide_follow_up", "actions": ["guidance"], "decision": text }),
        json!({ "command": "declare_not_actionable", "ground": "material_unclear", "reason": text, "public_reason": text }),
        json!({ "command": "close" }),
        json!({ "command": "reopen", "facts": text }),
        json!({ "command": "withdraw" }),
        json!({
            "command": "disclose_identity", "ground": "consent", "purpose": text, "recipient": person(100),
            "recipient_role": "verifier",
        }),
        json!({ "command": "record_told", "notice": "progress", "channel": "sms" }),
        json!({ "command": "record_mail_accepted", "notice": "progress" }),
        json!({ "command": "record_not_told", "notice": "progress", "channel": "sms" }),
        json!({ "command": "place_legal_hold", "reason": text }),
        json!({ "command": "release_legal_hold", "hold": person(5), "reason": text }),
        json!({ "command": "erase_personal_data", "basis": "request" }),
        json!({ "command": "clear_name", "official": person(99), "reason": text }),
        json!({ "command": "lapse_proposals" }),
        json!({ "command": "decide_matter", "matter": "discipline", "reason": text }),
    ]
}

#[test]
fn a_command_is_offered_exactly_where_the_table_lets_it_be_given() {
    let site = Site::new();
    let (mut offered, mut withheld) = (0, 0);
    for stage in STAGES {
        for role in ROLES {
            let place = match role {
                "pyb" | "coordinator" => PYB,
                "assessor" => ASSESSOR,
                "inspectorate" | "data_protection_officer" => "",
                _ => UNIT,
            };
            let token = site.token(role, place);
            for order in orders() {
                let id = bring(&site, stage);
                let name = order["command"].as_str().unwrap();
                let commands = site.offered(&token, id);
                let answer = site.order(&token, id, &order);
                let code =
                    if answer.status == 200 { String::new() } else { answer.problem(answer.status.as_u16()) };
                let who = format!("{name} by {role}, {stage}: {}", answer.text());
                if commands.iter().any(|command| command == name) {
                    offered += 1;
                    assert!(
                        !["stage", "place", "not_found", "not_by_hand", "not_recallable", "window_open"]
                            .contains(&code.as_str()),
                        "{who}"
                    );
                } else {
                    withheld += 1;
                    let none_waits = name == "mark_messages_read" && code == "already";
                    let by_state = none_waits
                        || ["not_by_hand", "not_recallable", "window_open"].contains(&code.as_str());
                    assert!(
                        by_state
                            || [
                                "stage",
                                "role",
                                "place",
                                "not_found",
                                "not_overseen",
                                "not_about_puski",
                                "nothing_proposed",
                                "nothing_contested"
                            ]
                            .contains(&code.as_str()),
                        "{who}"
                    );
                }
            }
        }
    }
    assert_eq!((offered, withheld), (140, 1771));
}

#[test]
fn every_token_role_reaches_its_own_routes_and_no_other() {
    let site = Site::new();
    for route in API_ROUTES.iter().filter(|route| route.path != "/v1/complaint/view") {
        let path = route.path.replace("{complaint}", "2025-000001-X").replace("{content}", "x");
        for role in TokenRole::ALL {
            let office = if role.needs_office() { UNIT } else { "" };
            let token = site.token(role.as_str(), office);
            let answer = site.send(call(route.method, &path).bearer(&token));
            let refused = answer.status == 403 && answer.problem(403) == "not_for_this_role";
            assert_eq!(refused, !route.callers.include(role), "{role:?} at {} {}", route.method, route.path);
        }
    }
}
