//! The log that an auditor takes home, and a history from a newer version.

use crate::client::get;
use crate::site::{Site, filing, review};
use aduan_core::CommandId;
use aduan_store::{Commit, Entropy, KeyChange, Line, OsEntropy, StoredEvent, Summary};
use serde_json::{Value, json};
use std::fs;
use uuid::Uuid;

/// The whole log.
pub(crate) fn download(site: &Site) -> Vec<String> {
    let (mut lines, mut after) = (Vec::new(), 0);
    loop {
        let path = format!("/v1/log?after={after}&limit=100");
        let page = site.send(get(path).bearer(&site.auditor())).ok();
        lines.extend(page.text().lines().map(str::to_owned));
        let next = page.header("aduan-next").parse().unwrap();
        if next == after {
            return lines;
        }
        after = next;
    }
}

/// The checkpoint that the auditor keeps elsewhere.
pub(crate) fn checkpoint(site: &Site) -> String {
    site.send(get("/v1/log/checkpoint").bearer(&site.auditor())).ok().text()
}

/// Runs `aduan verify` on these lines: gives its exit code and its findings, if any.
pub(crate) fn verify(site: &Site, lines: &[String], head: Option<&str>) -> (i32, String) {
    let place = site.place();
    fs::write(place.join("log.jsonl"), lines.join("\n") + "\n").unwrap();
    let mut args = vec!["verify", "log.jsonl"];
    if let Some(head) = head {
        fs::write(place.join("kept.checkpoint"), head).unwrap();
        args.extend(["--head", "kept.checkpoint"]);
    }
    let output = site.aduan(&args);
    let code = output.status.code().unwrap();
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (code, if code == 0 { String::new() } else { said })
}

pub(crate) fn c29_every_tampering_with_the_log_is_found_and_located(site: &Site) {
    for _ in 0..12 {
        let filed = site.file(&filing("duties"));
        site.does(&site.verifier(), &filed.id, &review("duties"));
    }
    let lines = download(site);
    let served = checkpoint(site);
    let place = site.place();
    assert_eq!(verify(site, &lines, Some(&served)), (0, String::new()));
    // With a hash for each line, a difference is located to the line.
    let fine = place.join("fine.checkpoint");
    let _ = fs::remove_file(&fine);
    assert!(
        site.aduan(&["verify", "log.jsonl", "--write-head", "fine.checkpoint", "--every", "1"])
            .status
            .success()
    );
    let fine = fs::read_to_string(fine).unwrap();
    let with = |change: &dyn Fn(&mut Vec<String>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        // The one that was served finds it, too.
        assert_eq!(verify(site, &lines, Some(&served)).0, 1);
        verify(site, &lines, Some(&fine))
    };
    let (code, said) = with(&|lines| {
        let at = lines[20].find("\"recorded_at\":\"20").unwrap() + 17;
        lines[20].replace_range(at..=at, "9");
    });
    assert!(code == 1 && said.contains("21"), "one byte: {said}");
    let (code, said) = with(&|lines| lines.truncate(lines.len() - 10));
    assert!(code == 1 && said.contains(&(lines.len() - 10).to_string()), "cut: {said}");
    let (code, said) = with(&|lines| lines.swap(10, 11));
    assert!(code == 1 && said.contains("11"), "swapped: {said}");
    let (code, said) = with(&|lines| lines.insert(30, lines[4].clone()));
    assert!(code == 1 && said.contains("31"), "inserted: {said}");
}

fn fresh() -> Uuid {
    let mut random = [0; 16];
    OsEntropy.fill(&mut random).unwrap();
    uuid::Builder::from_random_bytes(random).into_uuid()
}

/// An event as a server of a newer version, on the same database, would write it.
fn mediation_is_offered(site: &Site, id: &str) -> String {
    let desk = site.desk();
    let mut complaint = desk.complaint(id.parse().unwrap()).unwrap();
    let mut line = String::new();
    let mut keep = |entry: StoredEvent<'_>| {
        line = String::from_utf8(entry.line.to_vec()).unwrap();
        Ok(())
    };
    desk.store().read_stream(complaint.id, &mut keep).unwrap();
    let record: Value = serde_json::from_str(&line).unwrap();
    let command = fresh();
    for (was, is) in [("id", fresh().to_string()), ("command", command.to_string())] {
        line = line.replace(record[was].as_str().unwrap(), &is);
    }
    line = line.replace("\"type\":\"VerificationRequested\"", "\"type\":\"MediationOffered\"");
    line = line.replace("\"version\":3", "\"version\":4");
    complaint.version = 4;
    let commit = Commit {
        complaint: complaint.id,
        expected: 3,
        command: CommandId::new(command),
        lines: vec![Line::new(line.clone().into_bytes())],
        claims: Vec::new(),
        key: KeyChange::Keep,
        contents: Vec::new(),
        bind: Vec::new(),
        summary: Some(Summary::of(&complaint)),
        outbox: Vec::new(),
        settled: None,
        withdrawn: Vec::new(),
    };
    assert!(desk.store().append(commit).is_ok());
    line
}

pub(crate) fn c28_an_unknown_event_is_shown_and_counted_and_commands_are_refused(site: &Site) {
    let filed = site.file(&filing("duties"));
    let line = mediation_is_offered(site, &filed.id);
    let dossier = site.dossier(&site.verifier(), &filed.id);
    assert_eq!(dossier["unknown"], 1, "counted");
    assert_eq!(dossier["commands"], json!([]), "nothing is offered");
    site.order(&site.verifier(), &filed.id, &review("duties")).refused(409, "unknown_history", "W2");
    let history = site.history(&site.verifier(), &filed.id);
    assert_eq!(history.last().unwrap()["type"], "MediationOffered", "shown, never skipped");
    let path = format!("/v1/desk/complaints/{}/timeline", filed.id);
    for (form, word) in [("text/plain", "4. kejadian tidak dikenal"), ("image/svg+xml", "MediationOffered.1")]
    {
        let drawn = site.send(get(&path).bearer(&site.verifier()).header("accept", form)).ok().text();
        assert!(drawn.contains(word), "{drawn}");
    }
    assert!(download(site).contains(&line), "as it was written");
}
