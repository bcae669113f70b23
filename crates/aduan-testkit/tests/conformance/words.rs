//! The words of the contract against the list of rules: none without the other.

use aduan_testkit::conformance::PROMISES;

/// The source in which the contract is written.
const TRAIT: &str = include_str!("../../../aduan-store/src/store.rs");

/// Sentences that no rule can try, and why.
const UNTRIED: &[(&str, &str)] = &[
    ("Keeps complaints.", "the heading"),
    ("The log and its streams: commits, what was recorded, and what is claimed.", "a heading"),
    ("Sealed contents, the wrapped keys of complaints, and who read what.", "a heading"),
    ("What waits: for an officer, for a deadline, for being sent, for a subscription.", "a heading"),
    ("All block, except `submit`.", "how long is no store's business"),
    ("See the contract above.", "a reference"),
    ("In the order of the contract above.", "a reference"),
    ("As `read_stream`.", "a reference"),
    (
        "It trusts that lines are what the commit says they are, that the summary fits them, and that whoever calls it asked `decide`.",
        "what it need not do",
    ),
    ("A store takes only so many commits that wait.", "how many is each store's own"),
    (
        "`submit` answers Overloaded then, at once and before it looks at anything; `append` and `change` wait for their turn instead.",
        "how many it takes only the store knows: each one's own tests",
    ),
    (
        "When the medium itself has forgotten the bytes is for each store to say; what may remain until then is a key that is wrapped, and ciphertext.",
        "only the medium knows: each durable store's own tests",
    ),
    (
        "A row that is damaged is given as such, and the others with it.",
        "only the medium damages a row: each durable store's own tests",
    ),
    ("Those of the medium.", "only the medium brings them about: each durable store's own tests"),
];

/// The sentences of the doc comments from `from` on, without marks and line ends.
fn sentences() -> Vec<String> {
    let start = TRAIT.find("/// Keeps complaints.").unwrap();
    let end = start + TRAIT[start..].find("\nimpl Commit").unwrap();
    let mut paragraphs = vec![String::new()];
    for line in TRAIT[start..end].lines() {
        match line.trim().strip_prefix("///") {
            Some(text) if !text.trim().is_empty() && !text.trim().starts_with('#') => {
                let paragraph = paragraphs.last_mut().unwrap();
                paragraph.push_str(text);
            }
            _ => paragraphs.push(String::new()),
        }
    }
    // Every `Errors` section of one method stands in one paragraph.
    paragraphs.iter().map(|it| plain(it)).flat_map(|it| split(&it)).collect()
}

/// `[Conflict](StoreError::Conflict)` is Conflict, [`StoreError::Conflict`] too; bold headings are left out.
fn plain(text: &str) -> String {
    let mut plain = text.to_owned();
    while let Some(open) = plain.find("](") {
        let close = open + plain[open..].find(')').unwrap();
        plain.replace_range(open..=close, "]");
    }
    plain = plain.replace(['[', ']'], "");
    while let Some(open) = plain.find("**") {
        let close = open + 2 + plain[open + 2..].find("**").unwrap() + 2;
        let heading = plain[open..close].trim_matches('*').to_owned();
        let keep = if heading.ends_with('.') { String::new() } else { heading };
        plain.replace_range(open..close, &keep);
    }
    for error in [
        "StoreError",
        "NoKey",
        "KeyDestroyed",
        "KeyExists",
        "Invalid",
        "Duplicate",
        "Conflict",
        "ClaimTaken",
        "NotStaged",
        "LeaseLost",
        "Overloaded",
        "Unknown",
        "Closed",
        "Commit",
    ] {
        plain = plain.replace(&format!("`{error}`"), error);
    }
    let mut words = Vec::new();
    for word in plain.split_whitespace() {
        let inner = word.trim_matches(|c: char| c != '`');
        words.push(if inner.starts_with("`StoreError::") { word.replace('`', "") } else { word.to_owned() });
    }
    words.join(" ")
}

fn split(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(". ").map(|at| at + 1) {
        sentences.push(rest[..end].trim().to_owned());
        rest = &rest[end..];
    }
    sentences.push(rest.trim().to_owned());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

#[test]
fn every_sentence_of_the_contract_has_a_rule() {
    let promised: Vec<&str> = PROMISES.iter().flat_map(|rule| rule.words).copied().collect();
    let tried = |sentence: &&String| {
        promised.contains(&sentence.as_str()) || UNTRIED.iter().any(|(untried, _)| untried == sentence)
    };
    let sentences = sentences();
    assert!(sentences.len() > 35, "{sentences:#?}");
    let without: Vec<_> = sentences.iter().filter(|sentence| !tried(sentence)).collect();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn every_promise_of_a_rule_stands_in_the_contract() {
    let mut written = sentences();
    let check = TRAIT.split("impl Commit {").nth(1).unwrap().lines().nth(1).unwrap();
    written.push(check.trim().trim_start_matches("/// ").to_owned());
    for rule in PROMISES {
        for promise in rule.words.iter().filter(|promise| !promise.starts_with("The desk: ")) {
            assert!(written.iter().any(|sentence| sentence == promise), "{}: {promise}", rule.name);
        }
    }
}
