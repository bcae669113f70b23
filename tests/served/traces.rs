//! Spans of requests (feature `otel`): what a collector gets of `aduan serve`, and what it never gets.

use crate::client::{Answer, Call, call, get, post};
use crate::elsewhere::{Elsewhere, Vouching, answer};
use crate::protobuf::{Span, spans};
use crate::raw;
use crate::server::logs;
use crate::site::{Kind, Site, filing, letter, review};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::time::{Duration, Instant};

/// The attributes that a span may have, and no others.
const ATTRIBUTES: [&str; 5] =
    ["aduan.request_id", "aduan.role", "http.request.method", "http.response.status_code", "http.route"];

fn collector() -> Elsewhere {
    Elsewhere::start(None, accepted())
}

fn accepted() -> Vec<u8> {
    answer("200 OK", "application/x-protobuf", b"")
}

fn settings(collector: &Elsewhere) -> String {
    format!("[traces]\nendpoint = 'http://{}/v1/traces'\nservice_name = 'aduan-coba'\n", collector.address)
}

/// The spans that a collector was sent, by the name of their request.
fn taken(collector: &Elsewhere) -> BTreeMap<String, Span> {
    let all = collector.heard().into_iter().flat_map(|heard| {
        assert!(heard.head.starts_with("POST /v1/traces HTTP/1.1"), "{}", heard.head);
        assert!(heard.head.to_lowercase().contains("content-type: application/x-protobuf"));
        spans(&heard.body)
    });
    let mut named = BTreeMap::new();
    for span in all {
        let before = named.insert(span.attributes["aduan.request_id"].clone(), span);
        assert!(before.is_none(), "two spans of one request");
    }
    named
}

/// Everything that a collector was sent, heads and bodies.
fn bytes(collector: &Elsewhere) -> Vec<u8> {
    collector.heard().iter().flat_map(|heard| [heard.head.as_bytes(), &heard.body].concat()).collect()
}

#[track_caller]
fn is(spans: &BTreeMap<String, Span>, answer: &Answer, name: &str, role: &str) {
    let span = &spans[answer.header("x-request-id")];
    let attribute = |key: &str| span.attributes.get(key).map_or("", String::as_str);
    assert_eq!(span.name, name);
    assert_eq!(attribute("http.response.status_code"), answer.status.to_string());
    assert_eq!(attribute("aduan.role"), role);
    let (method, route) = name.split_once(' ').unwrap_or((name, ""));
    assert_eq!((attribute("http.request.method"), attribute("http.route")), (method, route));
}

#[test]
fn a_span_tells_the_route_and_the_status_and_nothing_that_was_said() {
    let collector = collector();
    let mut site = Site::prepared(Kind::Plain, &settings(&collector), |_| {});
    let (foreign, trace) = ("00-7469636b6574736563726574a1b2c3d4-00f067aa0ba902b7-01", "ticketsecret");
    let sent =
        |call: Call| site.send(call.header("traceparent", foreign).header("tracestate", "aduan=Bimasakti"));
    let filed = site.file(&filing("discipline"));
    let ticket = filed.ticket.as_str();
    let wrong = format!("{}-{}", &ticket[7..], &ticket[..6]);
    site.watch.lock().unwrap().ticket(&wrong);

    let follow = sent(get("/v1/complaint").ticket(ticket).header("baggage", format!("ticket={ticket}")));
    let mistaken = sent(get("/v1/complaint").ticket(&wrong));
    let in_query = sent(get(format!("/v1/complaint?nama=Bimasakti&tiket={ticket}")).ticket(ticket));
    let in_path = sent(get(format!("/v1/complaint/{ticket}/Bimasakti")));
    let in_body = sent(post("/v1/complaint/view", &json!({ "ticket": ticket })));
    let in_agent = sent(get("/version").header("user-agent", format!("Bimasakti {ticket}")));
    let upload = sent(call("POST", "/v1/complaint/evidence").ticket(ticket).file(
        "Bimasakti.txt",
        "text/plain",
        b"Oknum berkumis menagih",
    ));
    let forbidden = sent(get("/v1/log").bearer(&site.verifier()));
    let dossier = sent(get(format!("/v1/desk/complaints/{}", filed.register)).bearer(&site.verifier()));
    let text = sent(get(format!("/v1/complaint/contents/{ticket}")).ticket(ticket));
    site.record(&letter("duties"));
    site.does(&site.verifier(), &filed.id, &review("discipline"));
    let address = site.url().strip_prefix("http://").unwrap().to_owned();
    let request = format!("BIMASAKTI /pantau/{ticket} HTTP/1.1\r\nHost: Bimasakti\r\n\r\n");
    let (_, odd) = raw::send(&address, &[request.into_bytes()], Duration::ZERO);
    let odd = String::from_utf8(odd).unwrap();
    let odd = odd.lines().find_map(|line| line.strip_prefix("x-request-id: ")).unwrap();
    assert_eq!((dossier.status, mistaken.status, in_path.status), (200, 401, 404));

    assert_eq!(site.stop(), Some(0));
    let told = taken(&collector);
    is(&told, &follow, "GET /v1/complaint", "complainant");
    is(&told, &in_query, "GET /v1/complaint", "complainant");
    is(&told, &mistaken, "GET /v1/complaint", "anybody");
    is(&told, &in_path, "GET", "anybody");
    is(&told, &in_body, "POST /v1/complaint/view", "anybody");
    is(&told, &in_agent, "GET /version", "anybody");
    is(&told, &upload, "POST /v1/complaint/evidence", "complainant");
    is(&told, &forbidden, "GET /v1/log", "anybody");
    is(&told, &dossier, "GET /v1/desk/complaints/{complaint}", "verifier");
    is(&told, &text, "GET /v1/complaint/contents/{content}", "complainant");
    assert_eq!((&*told[odd].name, &*told[odd].attributes["http.request.method"]), ("HTTP", "_OTHER"));
    // Those of the settings' own sweep are none; every request is one, and each for itself.
    let answered = logs(site.place()).lines().filter(|line| line.contains("\"answered\"")).count();
    assert_eq!(told.len(), answered);
    for span in told.values() {
        assert!(span.attributes.keys().all(|key| ATTRIBUTES.contains(&key.as_str())), "{span:?}");
        assert!(span.parent.is_empty() && span.kind == 2 && span.start <= span.end, "{span:?}");
        assert!(span.start > 1_700_000_000_000_000_000 && !span.failed, "{span:?}");
    }

    let got = bytes(&collector);
    let mut watch = site.watch.lock().unwrap();
    assert!(watch.count() > 20, "{}", watch.count());
    assert_eq!(watch.among(&got), [""; 0]);
    for foreign in [trace, "aduan=", "7469636b6574", &*address, &filed.register, &filed.id] {
        assert!(!got.windows(foreign.len()).any(|window| window == foreign.as_bytes()), "{foreign}");
    }
    // The search finds what is there.
    watch.said("aduan-coba");
    assert_eq!(watch.among(&got), ["aduan-coba"]);
}

#[test]
fn of_some_requests_alone_where_the_settings_say_so() {
    let collector = collector();
    let settings = format!("{}sample_ratio = 0.25\n", settings(&collector));
    let mut site = Site::prepared(Kind::Plain, &settings, |_| {});
    for _ in 0..400 {
        site.send(get("/version")).ok();
    }
    assert_eq!(site.stop(), Some(0));
    // Outside of it once in a million runs.
    let count = taken(&collector).len();
    assert!((57..145).contains(&count), "{count}");
}

#[test]
fn a_collector_that_does_not_answer_is_waited_for_by_nobody() {
    let collector = collector();
    collector.answers(Duration::from_secs(3600), accepted());
    let mut site = Site::prepared(Kind::Plain, &settings(&collector), |_| {});
    // More than wait for it at the same time: 2,048 spans.
    let (start, mut longest) = (Instant::now(), Duration::ZERO);
    for number in 0..4000 {
        let asked = Instant::now();
        site.send(get("/version")).ok();
        longest = longest.max(asked.elapsed());
        if number == 1000 {
            site.until(|| !collector.heard().is_empty());
        }
    }
    println!("4,000 requests in {:?}, the longest in {longest:?}", start.elapsed());
    assert!(longest < Duration::from_secs(2), "one waited for {longest:?}");
    eventually(|| logs(site.place()).contains("the collector takes no spans"));
    let asked = Instant::now();
    assert_eq!(site.stop(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(12), "{:?}", asked.elapsed());
    assert_eq!(logs(site.place()).matches("the collector takes no spans").count(), 1, "it is told once");
}

#[test]
fn a_collector_that_comes_later_gets_what_is_made_then() {
    let place = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = place.local_addr().unwrap();
    drop(place);
    let settings = format!("[traces]\nendpoint = 'http://{address}/v1/traces'\n");
    let site = Site::prepared(Kind::Plain, &settings, |_| {});
    site.send(get("/version")).ok();
    eventually(|| logs(site.place()).contains("the collector takes no spans"));
    let refusing = answer("503 Service Unavailable", "text/plain", b"");
    let collector = Elsewhere::at(TcpListener::bind(address).unwrap(), None, refusing);
    site.send(get("/version")).ok();
    eventually(|| !collector.heard().is_empty());
    collector.answers(Duration::ZERO, accepted());
    let last = site.send(get("/version")).ok();
    // By itself, while the server runs.
    eventually(|| taken_at_least_once(&collector, last.header("x-request-id")));
    eventually(|| logs(site.place()).contains("the collector takes spans again"));
}

fn taken_at_least_once(collector: &Elsewhere, request: &str) -> bool {
    let heard = collector.heard();
    heard.iter().any(|heard| heard.body.windows(request.len()).any(|window| window == request.as_bytes()))
}

#[test]
fn a_collector_by_tls_gets_spans_if_the_authority_vouches_for_it() {
    let ours = Vouching::named("ours");
    for (authority, takes) in [(&ours, true), (&Vouching::named("theirs"), false)] {
        let collector = Elsewhere::start(Some(ours.vouch("127.0.0.1")), accepted());
        let endpoint = format!("https://{}/v1/traces", collector.address);
        let settings = format!("[traces]\nendpoint = '{endpoint}'\nca_file = 'ca.pem'\n");
        let mut site = Site::prepared(Kind::Plain, &settings, |place| {
            fs::write(place.join("ca.pem"), &authority.pem).unwrap();
        });
        let asked = site.send(get("/version")).ok();
        assert_eq!(site.stop(), Some(0));
        assert_eq!(taken(&collector).contains_key(asked.header("x-request-id")), takes);
        assert_eq!(logs(site.place()).contains("UnknownIssuer"), !takes);
    }
}

#[track_caller]
fn eventually(holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(30), "it never came");
        std::thread::sleep(Duration::from_millis(50));
    }
}
