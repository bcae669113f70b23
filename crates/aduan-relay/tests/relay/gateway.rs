//! SMS to a gateway.

use crate::certificates::Certificates;
use crate::http_server::HttpServer;
use crate::{channels, id, read, sms};
use aduan_relay::{Channels, NotSent, Reason, Reference};
use std::net::TcpListener;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const TOKEN: &str = "rahasia-gerbang-42";

fn ways(gateway: &HttpServer, more: &str) -> Channels {
    channels(&settings(&gateway.url, more))
}

fn settings(url: &str, more: &str) -> String {
    static FOLDER: LazyLock<TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());
    static TOKEN_FILE: LazyLock<String> = LazyLock::new(|| crate::secret(FOLDER.path(), TOKEN));
    format!(
        "[sms.gateway]\nurl = '{url}'\nsecrets.token = {{ file = '{}' }}\n\
         headers = {{ Authorization = 'Bearer {{secret:token}}', Idempotency-Key = '{{id}}' }}\n{more}\n\
         [sms.gateway.body]\nphone = '{{number}}'\nmessage = '{{text}}'\nmeta = {{ ref = ['x-{{id}}', 7, true] }}\n",
        *TOKEN_FILE
    )
}

#[test]
fn the_request_is_as_the_settings_say() {
    let gateway = HttpServer::answers("200 OK", r#"{"status":"queued","msg_uid":"a-17"}"#);
    let channels = ways(&gateway, "number = 'national'\nanswer = { id = '/msg_uid', error = '/error' }");
    let accepted = channels.send(&sms(1)).unwrap();
    assert_eq!(accepted.reference, Reference::new("a-17"));
    let (head, body) = gateway.heard.recv().unwrap();
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("post /api/v1/sms http/1.1\r\n"), "{head}");
    for line in [format!("authorization: bearer {TOKEN}"), format!("idempotency-key: {}", id(1).0)] {
        assert!(head.contains(&line), "{head}");
    }
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    let meta = serde_json::json!({ "ref": [format!("x-{}", id(1).0), 7, true] });
    let right = serde_json::json!({
        "phone": "081234567890", "message": "Tiket Anda: XXXXXX-XXXXXX-XXXXXX", "meta": meta,
    });
    assert_eq!(body, right);
}

#[test]
fn an_answer_says_whether_to_try_again() {
    let how = "answer = { id = '/id', error = '/error/code', errors_for_good = ['BAD_NUMBER', '17'] }";
    for (status, body, outcome) in [
        ("200 OK", r#"{"id": 42}"#, Ok("42")),
        ("201 Created", r#"{"id":"42","error":{"code":0}}"#, Ok("42")),
        ("200 OK", r#"{"id":"42","error":null}"#, Ok("42")),
        ("200 OK", r#"{"id":"42","error":{"code":"QUOTA"}}"#, Err(NotSent::ForNow(Reason::Gateway))),
        ("200 OK", r#"{"error":{"code":"BAD_NUMBER"}}"#, Err(NotSent::ForGood(Reason::Gateway))),
        ("404 Not Found", r#"{"error":{"code":17}}"#, Err(NotSent::ForGood(Reason::Gateway))),
        ("200 OK", "{}", Err(NotSent::Unknown(Reason::Answer))),
        ("200 OK", r#"{"id":"two words"}"#, Err(NotSent::Unknown(Reason::Answer))),
        ("200 OK", "<html>Welcome</html>", Err(NotSent::Unknown(Reason::Answer))),
        ("400 Bad Request", "{}", Err(NotSent::ForGood(Reason::Http(400)))),
        ("401 Unauthorized", "{}", Err(NotSent::ForNow(Reason::Authentication))),
        ("429 Too Many Requests", "{}", Err(NotSent::ForNow(Reason::Http(429)))),
        ("302 Found", "", Err(NotSent::ForNow(Reason::Http(302)))),
        ("500 Oops", "", Err(NotSent::ForNow(Reason::Http(500)))),
    ] {
        let found = ways(&HttpServer::answers(status, body), how).send(&sms(1));
        let outcome = outcome.map(Reference::new);
        assert_eq!(found.map(|accepted| accepted.reference), outcome, "{status} {body}");
    }
}

#[test]
fn what_is_no_answer_is_told_apart_from_a_refusal() {
    let how = "timeout_seconds = 2\nanswer.error = '/error'";
    let large = format!("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{}", "x".repeat(1_000_000));
    for (answer, reason) in [
        (String::new(), Reason::Closed),
        ("\u{0}\u{1}\r\n\r\n".to_owned(), Reason::Answer),
        (large, Reason::Answer),
        ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".to_owned(), Reason::Closed),
    ] {
        let start: String = answer.chars().take(40).collect();
        let found = ways(&HttpServer::says(answer, None), how).send(&sms(1));
        assert_eq!(found, Err(NotSent::Unknown(reason)), "{start:?}");
    }
}

#[test]
fn a_silent_gateway_costs_no_more_than_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let ways = channels(&settings(&url, "timeout_seconds = 1"));
    let start = Instant::now();
    assert_eq!(ways.send(&sms(1)), Err(NotSent::Unknown(Reason::TimedOut)));
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(listener);
    assert_eq!(ways.send(&sms(1)), Err(NotSent::ForNow(Reason::Unreachable)));
    assert_eq!(ways.check(), [("relay.sms", Err(Reason::Unreachable))]);
}

#[test]
fn only_an_authority_that_is_trusted_gets_a_text() {
    let (ours, others) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (trusted, other) =
        (Certificates::write(ours.path(), "127.0.0.1"), Certificates::write(others.path(), "127.0.0.1"));
    let elsewhere = tempfile::tempdir().unwrap();
    let named_otherwise = Certificates::write(elsewhere.path(), "sms.contoh.example");
    let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let trusting = |authority: &Certificates| format!("ca_file = '{}'", authority.authority.display());

    let gateway = HttpServer::says(answer.to_owned(), Some(trusted.config()));
    ways(&gateway, &trusting(&trusted)).send(&sms(1)).unwrap();
    assert!(gateway.heard.recv().unwrap().1.contains("+6281234567890"));
    let [("relay.sms", Ok(found))] = &ways(&gateway, &trusting(&trusted)).check()[..] else {
        panic!("it answers")
    };
    assert!(found.contains("answers (status 200)"), "{found}");
    let (head, _) = gateway.heard.recv().unwrap();
    assert!(head.starts_with("HEAD / ") && !head.contains(TOKEN), "{head}");

    for (server, authority) in [(&trusted, &other), (&named_otherwise, &named_otherwise)] {
        let gateway = HttpServer::says(answer.to_owned(), Some(server.config()));
        let found = ways(&gateway, &trusting(authority)).send(&sms(1));
        assert_eq!(found, Err(NotSent::ForNow(Reason::Tls)));
    }
}

#[test]
fn a_template_that_would_put_a_secret_into_a_log_is_refused() {
    let gateway = "[sms.gateway]\nbody = { to = '{number}', text = '{text}' }\n";
    for (more, what) in [
        ("url = 'https://sms.example/send?to={number}'", "no placeholder"),
        ("url = 'https://sms.example/send/{text}'", "no placeholder"),
        ("url = 'https://sms.example/send?key={secret:token}'", "no placeholder"),
        ("url = 'https://user:key@sms.example/'", "no user"),
        ("url = 'http://sms.example/'", "https"),
        ("url = 'https://sms.example/'\nheaders.X-Text = '{text}'", "no placeholder {text} here"),
        ("url = 'https://sms.example/'\nheaders.X-Number = '{number}'", "no placeholder {number} here"),
        ("url = 'https://sms.example/'\nheaders.X-Key = '{secret:key}'", "no placeholder {secret:key} here"),
        ("url = 'https://sms.example/'\nheaders.X-Key = \"a\\nb\"", "printable"),
        ("url = 'https://sms.example/'\nheaders.'X Key' = 'a'", "no name of a header"),
        ("url = 'https://sms.example/'\nanswer.id = 'id'", "JSON pointer"),
        ("url = 'https://sms.example/'\ntimeout_seconds = 0", "at least 1"),
    ] {
        let error = Channels::open(&read(&format!("{gateway}{more}"))).err().unwrap().to_string();
        assert!(error.starts_with("relay.sms.gateway.") && error.contains(what), "{more}: {error}");
    }
    for (body, missing) in [("{ to = '{number}' }", "{text}"), ("{ text = '{text}' }", "{number}")] {
        let settings = format!("[sms.gateway]\nurl = 'https://sms.example/'\nbody = {body}");
        let error = Channels::open(&read(&settings)).err().unwrap().to_string();
        assert_eq!(error, format!("relay.sms.gateway.body: {missing} is missing"));
    }
}

#[test]
fn a_gateway_reached_over_plain_http_is_on_this_machine() {
    for url in ["http://localhost.evil.example/", "http://127.0.0.1.evil.example/", "http://0.0.0.0/"] {
        let settings =
            format!("[sms.gateway]\nurl = '{url}'\nbody = {{ to = '{{number}}', text = '{{text}}' }}");
        assert!(Channels::open(&read(&settings)).is_err(), "{url}");
    }
}
