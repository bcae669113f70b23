//! The report of an audit: one HTML file that needs nothing else, on a screen, a telephone or paper.

mod audit_charts;
mod words;

use crate::charts;
use crate::page::{STYLE as PAGE, escape, section};
use crate::timeline::{STYLE as TIMELINE, inline};
use aduan_audit::Origin;
use aduan_audit::audit::{AuditFinding, Audited, MissingRules, Severity};
use aduan_audit::timeline::Timeline;
use aduan_audit::{History, Story};
use aduan_core::{ComplaintId, Language, Rule, Zone};
use std::collections::BTreeMap;
use std::fmt::Write;
use words::Words;

/// How many overdue complaints are listed; all are counted.
const WAITING: usize = 25;

/// The complaints whose timelines say most: the gravest and most findings first, then the longest waiting.
///
/// ```
/// use aduan_audit::{Reader, Source, audit::Audit};
/// use aduan_report::audit_page;
/// let (history, audited) = Reader::new().run(vec![Source::from_bytes("empty", Vec::new())?], Audit::new())?;
/// assert!(audit_page::worst(&history, &audited, 3).is_empty());
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn worst(history: &History, audited: &Audited, count: usize) -> Vec<ComplaintId> {
    let mut found: BTreeMap<ComplaintId, (Severity, usize)> = BTreeMap::new();
    for finding in audited.findings() {
        if let Some(complaint) = finding.complaint {
            let severity = finding.fault.severity();
            let worst = found.entry(complaint).or_insert((severity, 0));
            *worst = (worst.0.max(severity), worst.1 + 1);
        }
    }
    let mut worst: Vec<_> = found.into_iter().collect();
    worst.sort_by_key(|(id, worst)| (std::cmp::Reverse(*worst), *id));
    let mut worst: Vec<ComplaintId> = worst.into_iter().map(|(id, _)| id).collect();
    for (complaint, _) in history.overdue() {
        if worst.len() < count && !worst.contains(&complaint.id) {
            worst.push(complaint.id);
        }
    }
    worst.truncate(count);
    worst
}

/// The report as one HTML file. `stories` are those whose timelines are to be shown, such as the [`worst`].
///
/// ```
/// use aduan_audit::{Reader, Source, audit::Audit};
/// use aduan_report::audit_page;
/// use aduan_core::Language;
/// let (history, audited) = Reader::new().run(vec![Source::from_bytes("empty", Vec::new())?], Audit::new())?;
/// let page = audit_page::html(&history, &audited, &[], Language::English);
/// assert!(page.starts_with("<!doctype html>") && page.contains("Nothing was found"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn html(history: &History, audited: &Audited, stories: &[Story], language: Language) -> String {
    let mut out = String::new();
    // Writing to memory has no way to fail.
    let _ = Report { history, audited, stories, language, words: Words::of(language) }.write(&mut out);
    out
}

struct Report<'a> {
    history: &'a History,
    audited: &'a Audited,
    stories: &'a [Story],
    language: Language,
    words: &'static Words,
}

impl Report<'_> {
    fn write(&self, out: &mut String) -> std::fmt::Result {
        let words = self.words;
        let code = if self.language == Language::Indonesian { "id" } else { "en" };
        write!(
            out,
            "<!doctype html>\n<html lang=\"{code}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{}</title>\
             <style>{}{TIMELINE}{}</style></head><body><main><h1>{}</h1>",
            words.title,
            PAGE,
            charts::STYLE,
            words.title
        )?;
        self.heading(out)?;
        self.summary(out)?;
        section(out, words.over_time, |out| audit_charts::over_time(out, self.audited, words))?;
        section(out, words.ages, |out| audit_charts::ages(out, self.history, self.language, words))?;
        self.places(out)?;
        self.findings(out)?;
        self.unattended(out)?;
        self.timelines(out)?;
        writeln!(out, "<footer>{}</footer></main></body></html>", words.footer)
    }

    /// Writes the sources that were read, and the instant of the report.
    fn heading(&self, out: &mut String) -> std::fmt::Result {
        let sources: Vec<String> = self.history.spans.iter().map(|span| escape(&span.name)).collect();
        write!(out, "<p class=\"soft\">{}", sources.join(", "))?;
        if let Some(now) = self.history.now {
            write!(out, " · {} {}", self.words.as_of, Zone::Wib.display(now, self.language))?;
        }
        out.push_str("</p>");
        if self.history.stopped {
            write!(out, "<p class=\"bad\">{}</p>", self.words.stopped)?;
        }
        Ok(())
    }

    fn summary(&self, out: &mut String) -> std::fmt::Result {
        let (audited, words) = (self.audited, self.words);
        let unattended = self.history.overdue().len() as u64;
        let grave = audited.by_severity().get(&Severity::Grave).copied().unwrap_or_default();
        out.push_str("<div class=\"cards\">");
        for (number, word, bad) in [
            (self.history.complaint_count(), words.complaints, false),
            (audited.events(), words.events, false),
            (audited.decisions(), words.decisions, false),
            (audited.found(), words.findings, audited.found() > 0),
            (grave, words.grave, grave > 0),
            (unattended, words.unattended, false),
        ] {
            let class = if bad { " bad" } else { "" };
            write!(out, "<div class=\"card{class}\"><b>{}</b>{word}</div>", self.language.grouped(number))?;
        }
        out.push_str("</div>");
        if audited.is_clean() {
            write!(out, "<p class=\"good\">{}</p>", words.clean)?;
        }
        for (origin, count) in audited.imported() {
            let words = if *origin == Origin::Sheet { words.imported } else { words.assumed };
            write!(out, "<p>{} {words}</p>", self.language.grouped(*count))?;
        }
        if audited.consequences() > 0 {
            write!(out, "<p>{} {}</p>", self.language.grouped(audited.consequences()), words.consequences)?;
        }
        if audited.unjudged() > 0 {
            write!(
                out,
                "<p class=\"bad\">{} {}</p>",
                self.language.grouped(audited.unjudged()),
                words.unjudged
            )?;
        }
        if audited.unrecognised() > 0 {
            write!(
                out,
                "<p class=\"bad\">{} {}</p>",
                self.language.grouped(audited.unrecognised()),
                words.unrecognised
            )?;
        }
        for (missing, count) in audited.missing() {
            let (what, name) = match missing {
                MissingRules::Rulebook(id) => (words.no_rulebook, id.to_string()),
                MissingRules::Calendar(id) => (words.no_calendar, id.to_string()),
                MissingRules::Directory(id) => (words.no_directory, id.to_string()),
            };
            write!(out, "<p class=\"bad\">{what} {}: {}</p>", escape(&name), self.language.grouped(*count))?;
        }
        Ok(())
    }

    /// Findings by rule and by office.
    fn places(&self, out: &mut String) -> std::fmt::Result {
        if self.audited.found() == 0 {
            return Ok(());
        }
        let (mut rules, mut offices) = (BTreeMap::new(), BTreeMap::new());
        for ((rule, office), count) in self.audited.by_rule_and_office() {
            let rule = rule.map_or_else(|| self.words.no_rule.to_owned(), |rule| self.rule(rule));
            let office = office.map_or_else(|| self.words.no_office.to_owned(), |office| office.to_string());
            *rules.entry(rule).or_insert(0) += count;
            *offices.entry(office).or_insert(0) += count;
        }
        section(out, self.words.by_rule, |out| audit_charts::bars(out, &rules, self.words))?;
        section(out, self.words.by_office, |out| audit_charts::bars(out, &offices, self.words))
    }

    fn rule(&self, rule: Rule) -> String {
        format!("{rule} {}", rule.label(self.language))
    }

    /// Every finding that was kept, by code, with its evidence.
    fn findings(&self, out: &mut String) -> std::fmt::Result {
        let words = self.words;
        let mut codes: BTreeMap<&str, Vec<&AuditFinding>> = BTreeMap::new();
        for finding in self.audited.findings() {
            codes.entry(finding.fault.code()).or_default().push(finding);
        }
        let mut codes: Vec<_> = codes.into_iter().collect();
        codes.sort_by_key(|(code, findings)| {
            (findings.first().map(|finding| std::cmp::Reverse(finding.fault.severity())), *code)
        });
        write!(out, "<section><h2>{}</h2>", words.findings_title)?;
        if codes.is_empty() {
            write!(out, "<p>{}</p>", words.none)?;
        }
        for (code, findings) in codes {
            let count = self.audited.by_code().get(code).copied().unwrap_or_default();
            let severity = findings.first().map_or(Severity::Record, |finding| finding.fault.severity());
            write!(
                out,
                "<details open><summary><code>{code}</code> {} <span class=\"tag {}\">{}</span></summary>\
                 <div class=\"wide\"><table class=\"findings\"><thead><tr><th class=\"n\">{}</th><th>{}</th><th>{}</th><th>{}</th></tr></thead><tbody>",
                self.language.grouped(count),
                severity.as_str(),
                severity.label(self.language),
                words.line,
                words.complaint,
                words.what,
                words.evidence
            )?;
            let shown = findings.len() as u64;
            for finding in findings {
                self.finding(out, finding)?;
            }
            out.push_str("</tbody></table></div>");
            if count > shown {
                write!(out, "<p class=\"soft\">{} {}</p>", self.language.grouped(count - shown), words.more)?;
            }
            out.push_str("</details>");
        }
        out.push_str("</section>");
        Ok(())
    }

    fn finding(&self, out: &mut String, finding: &AuditFinding) -> std::fmt::Result {
        let words = self.words;
        let (file, line) = self.history.place(finding.line);
        let file = if self.history.spans.len() > 1 { format!("{}:", escape(file)) } else { String::new() };
        let complaint = match (finding.register, finding.complaint) {
            (Some(register), _) => format!("<span class=\"nw\">{register}</span>"),
            (None, Some(id)) => id.to_string(),
            (None, None) => "–".to_owned(),
        };
        write!(out, "<tr><td class=\"n\" data-word=\"{}\">{file}{line}</td><td>{complaint}", words.line)?;
        if let Some(version) = finding.version {
            write!(out, "<br><span class=\"soft\">{} {version}</span>", words.version)?;
        }
        write!(out, "</td><td>")?;
        if let Some(rule) = finding.fault.rule() {
            write!(out, "<b>{rule}</b> ")?;
        }
        write!(out, "{}</td><td>", escape(&finding.fault.sentence(self.language)))?;
        if !finding.recorded.is_empty() {
            write!(out, "{}: <code>{}</code><br>", words.recorded, escape(&finding.recorded))?;
        }
        if !finding.gives.is_empty() {
            write!(out, "{}: <code>{}</code><br>", words.gives, escape(&finding.gives))?;
        }
        let mut who: Vec<String> = Vec::new();
        who.extend(finding.actor.as_ref().map(|actor| actor.role.label(self.language).to_owned()));
        who.extend(finding.office.map(|office| office.to_string()));
        who.extend(finding.at.map(|at| Zone::Wib.display(at, self.language)));
        write!(out, "<span class=\"soft\">{}</span></td></tr>", escape(&who.join(" · ")))
    }

    /// Deadlines that passed and are still not met, and those that were met too late.
    fn unattended(&self, out: &mut String) -> std::fmt::Result {
        let (audited, words) = (self.audited, self.words);
        let unattended = self.history.overdue();
        write!(out, "<section><h2>{}</h2><p>{}</p>", words.unattended_title, words.unattended_note)?;
        let mut late: BTreeMap<Rule, (u64, i64)> = BTreeMap::new();
        for ((rule, _), some) in audited.late() {
            let sum = late.entry(*rule).or_default();
            *sum = (sum.0 + some.count, sum.1.max(some.days));
        }
        let mut waiting: BTreeMap<Rule, u64> = BTreeMap::new();
        for (_, awaited) in &unattended {
            *waiting.entry(awaited.rule).or_default() += 1;
        }
        let rules: std::collections::BTreeSet<Rule> = late.keys().chain(waiting.keys()).copied().collect();
        if !rules.is_empty() {
            write!(
                out,
                "<div class=\"wide\"><table><thead><tr><th>{}</th><th class=\"n\">{}</th><th class=\"n\">{}</th><th class=\"n\">{}</th></tr></thead><tbody>",
                words.rule, words.still, words.met_late, words.at_most
            )?;
            for rule in rules {
                let (count, days) = late.get(&rule).copied().unwrap_or_default();
                let still = waiting.get(&rule).copied().unwrap_or_default();
                write!(
                    out,
                    "<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{days}</td></tr>",
                    self.rule(rule),
                    self.language.grouped(still),
                    self.language.grouped(count)
                )?;
            }
            out.push_str("</tbody></table></div>");
        }
        if let Some(now) = self.history.now.filter(|_| !unattended.is_empty()) {
            write!(
                out,
                "<h3>{}</h3><div class=\"wide\"><table><thead><tr><th>{}</th><th>{}</th><th>{}</th><th>{}</th><th class=\"n\">{}</th></tr></thead><tbody>",
                words.longest, words.complaint, words.stage, words.office, words.rule, words.days
            )?;
            for (complaint, awaited) in unattended.iter().take(WAITING) {
                let name = complaint
                    .register
                    .map_or_else(|| complaint.id.to_string(), |register| register.to_string());
                write!(
                    out,
                    "<tr><td>{name}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td></tr>",
                    complaint.stage.label(self.language),
                    complaint.holder.map_or_else(|| "–".to_owned(), |office| office.to_string()),
                    awaited.rule,
                    now.since(awaited.due).num_days()
                )?;
            }
            out.push_str("</tbody></table></div>");
        }
        out.push_str("</section>");
        Ok(())
    }

    fn timelines(&self, out: &mut String) -> std::fmt::Result {
        if self.stories.is_empty() {
            return Ok(());
        }
        let findings: Vec<AuditFinding> = self.audited.findings().cloned().collect();
        write!(out, "<section><h2>{}</h2>", self.words.worst)?;
        for story in self.stories {
            let timeline = Timeline::new(story, &[], &findings);
            write!(out, "<div class=\"wide timeline\">{}</div>", inline(&timeline, self.language))?;
        }
        out.push_str("</section>");
        Ok(())
    }
}
