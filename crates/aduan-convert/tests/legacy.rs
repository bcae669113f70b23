//! Sheets of old systems: a hundred thousand rows of every kind of mess, and any bytes at all.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use aduan_audit::Origin;
use aduan_audit::audit::Audit;
use aduan_audit::{Reader, Source};
use aduan_convert::legacy::{Import, Imported, Key, Map};
use aduan_core::Language;
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use std::collections::BTreeMap;

const MAP: &str = r#"
system = "lama"
rulebook = "kep-154-2012"
case.column = "Nomor"
time = { column = "Waktu", zone = "wib" }
actor = { column = "Petugas", empty = "by_role" }
step = { column = "Langkah", ignore = ["Dicetak"] }

[steps."Diterima"]
command = "receive"
content = "Uraian"
facts = { channel = { column = "Media", values = { "Télépon" = "telephone" }, else = "letter" }, matter = "duties", unit = "KPPBC-050500" }

[steps."Diralat"]
command = "amend_material"
role = "receiver"
content = "Uraian"

[steps."Diajukan"]
command = "request_verification"
role = "receiver"

[steps."Diteruskan"]
command = "forward_to_assessor"
facts = { office = "KPPBC-050500" }
assume = ["ditelaah"]

[steps."Dilupakan"]
command = "close"
role = "verifier"

[assumed.ditelaah]
command = "review_material"
facts = { clarity = "sufficient", matter = "duties", reported = "not_named" }
"#;

fn import(map: &str) -> Import {
    Import::new(Map::parse(map).unwrap(), Key::new(b"sixteen bytes or more").unwrap())
}

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, count: u64) -> u64 {
        self.0.next_u64() % count
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// A row as it will stand, and the code of the reason for which it must be refused, if for one.
struct Planted {
    cells: Vec<Vec<u8>>,
    refused: Option<&'static str>,
    ignored: bool,
    /// Instead of cells: bytes as they are.
    bytes: Option<Vec<u8>>,
}

/// The time of a row, in one of the spellings that leave no doubt.
fn time(dice: &mut Dice, day: u64, hour: u64) -> String {
    const BULAN: [&str; 12] =
        ["Januari", "Peb", "Maret", "Apr", "Mei", "Juni", "Juli", "Agt", "Sept", "Okt", "Nopember", "Des"];
    let date = chrono::NaiveDate::from_ymd_opt(2013, 1, 1).unwrap() + chrono::Days::new(day);
    let (d, m) = (chrono::Datelike::day(&date), chrono::Datelike::month(&date));
    match dice.below(4) {
        0 => format!("2013-{m:02}-{d:02}T{hour:02}:00:00+07:00"),
        1 => format!("{d}-{}-2013 {hour:02}.00", BULAN[m as usize - 1]),
        2 if d > 12 => format!("{d:02}/{m:02}/2013 {hour:02}:00"),
        _ => format!("2013/{m}/{d} {:02}:00 WITA", hour + 1),
    }
}

/// Cases, with everything that is wrong with them.
fn planted(dice: &mut Dice, cases: u64) -> Vec<Planted> {
    let words: [&[u8]; 5] = [
        b"biasa saja",
        b"\"dengan; titik koma\"",
        b"\"dua\r\nbaris; \"\"kutip\"\"\"",
        b"caf\xe9 \x96 lama",
        "sudah UTF‑8 – é".as_bytes(),
    ];
    let mut rows = Vec::new();
    for case in 0..cases {
        let day = dice.below(200);
        let received = rows.len();
        let steps: &[&str] = &["Diterima", "Diralat", "Diajukan", "Diteruskan"];
        let mut refused_reception = false;
        for (number, step) in (0_u64..).zip(steps) {
            let mut row = Planted {
                cells: vec![
                    format!("B-{case}").into_bytes(),
                    time(dice, day + number * 10, 8 + number).into_bytes(),
                    (*step).as_bytes().to_vec(),
                    if dice.below(9) == 0 {
                        Vec::new()
                    } else {
                        format!("Pegawai {}", dice.below(50)).into_bytes()
                    },
                    dice.one(&[&b"T\xe9l\xe9pon"[..], "Télépon".as_bytes(), b"Surat"]).to_vec(),
                    dice.one(&words).to_vec(),
                ],
                refused: None,
                ignored: false,
                bytes: None,
            };
            let refuse = |row: &mut Planted, cell: usize, with: &[u8], code| {
                row.cells[cell] = with.to_vec();
                row.refused = Some(code);
            };
            match dice.below(60) {
                0 => refuse(&mut row, 1, b"31/02/2013 10:00", "time_impossible"),
                1 => refuse(&mut row, 1, b"03/04/2013", "time_ambiguous"),
                2 => refuse(&mut row, 1, b"kemarin", "time_unlike"),
                3 => refuse(&mut row, 1, b" ", "time_missing"),
                4 => refuse(&mut row, 0, b"", "case_missing"),
                5 => refuse(&mut row, 2, b"Entah", "step_unknown"),
                6 => refuse(&mut row, 2, b"", "step_missing"),
                7 => {
                    row.cells.truncate(1 + usize::try_from(dice.below(5)).unwrap());
                    row.refused = Some("columns");
                }
                8 => {
                    row.cells.push(b"lebih".to_vec());
                    row.refused = Some("columns");
                }
                9 => {
                    // A quote that is never closed, in a column that other rows have quotes in.
                    row.cells[5] = b"\"tidak ditutup".to_vec();
                    row.refused = Some("broken");
                }
                _ => {}
            }
            refused_reception |= number == 0 && row.refused.is_some();
            if number > 0 && refused_reception && row.refused.is_none() {
                row.refused = Some("not_received");
            }
            rows.push(row);
        }
        // Now and then, things besides.
        let cells = rows[received].cells.clone();
        let besides = |cells: Vec<Vec<u8>>, refused| Planted { cells, refused, ignored: false, bytes: None };
        match dice.below(40) {
            0 => rows.push(besides(vec![Vec::new(); 6], Some("blank"))),
            1 if rows[received].refused.is_none() => rows.push(besides(cells, Some("repeated"))),
            2 if rows[received].refused.is_none() => {
                let mut again = cells;
                again[1] = b"2013-12-24 10:00".to_vec();
                rows.push(besides(again, Some("received_again")));
            }
            3 => {
                let mut printed = besides(cells, None);
                printed.cells.resize(6, Vec::new());
                (printed.cells[2], printed.cells[5], printed.ignored) =
                    (b"dicetak".to_vec(), b"x".to_vec(), true);
                rows.push(printed);
            }
            4 => rows.push(Planted { bytes: Some(b"\"\";".to_vec()), ..besides(Vec::new(), Some("blank")) }),
            5 => {
                let mut other = cells;
                other.resize(6, Vec::new());
                other[0] = format!("TANPA-{case}").into_bytes();
                (other[1], other[2], other[5]) =
                    (b"2013-12-24 10:00".to_vec(), b"Diralat".to_vec(), b"x".to_vec());
                rows.push(besides(other, Some("not_received")));
            }
            _ => {}
        }
    }
    rows
}

/// The sheet, the line on which each row begins, and its bytes.
fn sheet(dice: &mut Dice, rows: &[Planted]) -> (Vec<u8>, Vec<(u64, Vec<u8>)>) {
    let mut bytes = b"Nomor;Waktu;Langkah;Petugas;Media;Uraian\r\n".to_vec();
    let (mut line, mut places) = (2, Vec::new());
    for row in rows {
        let raw = row.bytes.clone().unwrap_or_else(|| row.cells.join(&b';'));
        let within = raw.windows(2).filter(|two| two == b"\r\n").count() as u64;
        bytes.extend_from_slice(&raw);
        places.push((line, raw));
        bytes.extend_from_slice(dice.one::<&[u8]>(&[b"\r\n", b"\n", b"\r"]));
        line += 1 + within;
    }
    (bytes, places)
}

fn history(imported: &Imported) -> Vec<u8> {
    let mut history = Vec::new();
    imported.write_history(&mut history).unwrap();
    history
}

/// Every row of 100,000 is accounted for, each that must be refused is, on its line and for its reason, and no other is.
#[test]
fn every_row_of_a_hundred_thousand_is_accounted_for() {
    let mut dice = Dice(ChaCha8Rng::seed_from_u64(2013));
    let mut rows = planted(&mut dice, 24_700);
    // Rows of a case do not stand together, nor in the order of time; a repetition stays below what it repeats.
    for at in 0..rows.len() {
        let to = (at + usize::try_from(dice.below(40)).unwrap()).min(rows.len() - 1);
        let fixed = |row: &Planted| row.refused == Some("repeated");
        if !rows[at..=to].iter().any(fixed) && !rows.get(to + 1).is_some_and(fixed) {
            rows.swap(at, to);
        }
    }
    assert!(rows.len() >= 100_000, "{}", rows.len());
    let (bytes, places) = sheet(&mut dice, &rows);
    let imported = import(MAP).run(&bytes).unwrap();
    let expected: BTreeMap<u64, &str> =
        rows.iter().zip(&places).filter_map(|(row, (line, _))| Some((*line, row.refused?))).collect();
    let found: BTreeMap<u64, &str> =
        imported.rejected.iter().map(|rejected| (rejected.line, rejected.reason.code())).collect();
    let different: Vec<_> = expected
        .iter()
        .filter(|(line, code)| found.get(line) != Some(code))
        .map(|(line, code)| (line, Some(code), found.get(line)))
        .chain(
            found
                .iter()
                .filter(|(line, _)| !expected.contains_key(line))
                .map(|(line, code)| (line, None, Some(code))),
        )
        .take(5)
        .collect();
    assert_eq!(different, [], "line, planted, found");
    let codes: std::collections::BTreeSet<_> = expected.values().collect();
    assert_eq!(codes.len(), 13, "{codes:?}");
    let ignored = rows.iter().filter(|row| row.ignored).count() as u64;
    let account = imported.account;
    assert_eq!(account.rows, rows.len() as u64);
    assert_eq!((account.rejected, account.ignored), (expected.len() as u64, ignored));
    assert_eq!(account.made, account.rows - account.rejected - account.ignored);
    assert!(account.adds_up() && imported.moved > 1000, "{account:?}, {} moved", imported.moved);

    // Rejected rows are in the file, byte for byte.
    let mut rejects = Vec::new();
    imported.write_rejects(&mut rejects, Language::English).unwrap();
    let mut rest = rejects.as_slice();
    for (line, raw) in places.iter().filter(|(line, _)| expected.contains_key(line)) {
        let begins = format!("\r\n{line};\"");
        let at = memchr::memmem::find(rest, begins.as_bytes()).unwrap();
        rest = &rest[at + begins.len()..];
        let end = memchr::memmem::find(rest, b"\";").unwrap();
        assert!(rest[end + 2..].starts_with(raw), "line {line}");
    }

    // The output is a history, and it holds no name and no written word.
    let history = history(&imported);
    for words in ["Pegawai", "biasa", "ditutup", "UTF"] {
        assert_eq!(memchr::memmem::find(&history, words.as_bytes()), None, "{words}");
    }
    let replayed = Reader::new().replay(vec![Source::from_bytes("h", history.clone()).unwrap()]).unwrap();
    assert_eq!((replayed.corrupt, replayed.unknown, replayed.disorder), (0, 0, 0));
    assert_eq!(replayed.events, imported.records.len() as u64);
    let audited = Reader::new().run(vec![Source::from_bytes("h", history).unwrap()], Audit::new()).unwrap().1;
    let mut against: BTreeMap<&str, u64> = BTreeMap::new();
    for row in &imported.against {
        *against.entry(row.breach.code()).or_default() += 1;
    }
    assert_eq!(audited.by_code(), &against, "the audit finds what the import recorded against the procedure");
    assert_eq!(audited.imported().get(&Origin::Sheet), Some(&account.made));
    assert_eq!(audited.imported().get(&Origin::Assumed).copied(), imported.assumed.get("ditelaah").copied());
    assert_eq!(audited.unjudged(), 0);
}

#[test]
fn the_same_sheet_and_key_give_the_same_bytes_and_another_key_other_people() {
    let sheet = b"Nomor;Waktu;Langkah;Petugas;Media;Uraian\n1;2013-03-04;Diterima;Ani;Surat;x\n2;2013-03-05;Diterima;ANI ;Surat;y\n";
    let one = import(MAP).run(sheet).unwrap();
    assert_eq!(history(&one), history(&import(MAP).run(sheet).unwrap()));
    assert_eq!(one.records[0].actor.id, one.records[1].actor.id, "one person, however written");
    let other = Import::new(Map::parse(MAP).unwrap(), Key::new(b"another sixteen bytes").unwrap());
    assert_ne!(other.run(sheet).unwrap().records[0].actor.id, one.records[0].actor.id);
    assert_ne!(one.records[0].complaint, one.records[1].complaint);
}

#[test]
fn a_place_for_the_reason_that_is_empty_is_a_finding_and_no_place_is_none() {
    let map = |content: &str| {
        format!(
            r#"{MAP}
            [steps."Tidak ditindaklanjuti"]
            command = "declare_not_actionable"
            role = "verifier"
            {content}
            facts = {{ ground = "material_unclear" }}
            assume = ["tidak-jelas"]
            [assumed.tidak-jelas]
            command = "review_material"
            facts = {{ clarity = "cannot_be_clarified", matter = "duties", reported = "not_named" }}
            "#
        )
    };
    let sheet = b"Nomor;Waktu;Langkah;Petugas;Media;Uraian\n1;2013-03-04;Diterima;Ani;Surat;x\n1;2013-03-05;Diajukan;Ani;;\n1;2013-03-06;Tidak ditindaklanjuti;Budi;;\n";
    for (content, expected) in [("content = \"Uraian\"", vec!["reason_required"]), ("", vec![])] {
        let imported = import(&map(content)).run(sheet).unwrap();
        assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
        let source = Source::from_bytes("h", history(&imported)).unwrap();
        let audited = Reader::new().run(vec![source], Audit::new()).unwrap().1;
        let codes: Vec<_> = audited.findings().map(|finding| finding.fault.code()).collect();
        assert_eq!(codes, expected, "{content}");
        assert_eq!(imported.assumed.get("tidak-jelas"), Some(&1));
    }
}

#[test]
fn a_closing_that_ends_otherwise_than_the_procedure_gives_is_recorded_as_the_sheet_says_and_found() {
    let map = format!(
        r#"{MAP}
        [steps."Dicabut"]
        command = "withdraw"
        role = "receiver"
        content = "Uraian"
        facts = {{ told_by = "letter" }}
        [steps."Ditutup"]
        command = "close"
        role = "verifier"
        facts = {{ outcome = {{ column = "Uraian", values = {{ "Tidak terbukti" = "unsubstantiated", "Dicabut" = "withdrawn" }} }} }}
        assume = ["ditelaah"]
        "#
    );
    let sheet = |ends: &str| {
        format!(
            "Nomor;Waktu;Langkah;Petugas;Media;Uraian\n1;2013-03-04;Diterima;Ani;Surat;x\n1;2013-03-05;Diajukan;Ani;;\n\
             1;2013-03-06;Dicabut;Ani;;Surat 5 Maret\n1;2013-03-07;Ditutup;Budi;;{ends}\n"
        )
    };
    for (ends, expected) in
        [("Dicabut", vec![]), ("Tidak terbukti", vec![("different", Some(aduan_core::Rule::R19))])]
    {
        let imported = import(&map).run(sheet(ends).as_bytes()).unwrap();
        assert!(imported.rejected.is_empty(), "{:?}", imported.rejected);
        let told: Vec<_> =
            imported.against.iter().map(|row| (row.breach.code(), Some(row.breach.rule()))).collect();
        let source = Source::from_bytes("h", history(&imported)).unwrap();
        let audited = Reader::new().run(vec![source], Audit::new()).unwrap().1;
        let found: Vec<_> =
            audited.findings().map(|finding| (finding.fault.code(), finding.fault.rule())).collect();
        assert_eq!((&told, &found), (&expected, &expected), "{ends}");
    }
}

#[test]
fn an_excel_sheet_in_utf_16_with_tabs_is_read() {
    let text = "sep=\t\r\nNomor\tWaktu\tLangkah\tPetugas\tMedia\tUraian\r\n1\t2013-03-04\tDiterima\tÁni\tTélépon\tx\r\n";
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let imported = import(MAP).run(&bytes).unwrap();
    assert_eq!((imported.account.made, imported.rejected.len()), (1, 0));
}

#[test]
fn a_map_says_at_which_key_it_is_wrong_and_what_would_be_right() {
    for (from, to, says) in [
        ("\"receive\"", "\"recieve\"", "recieve"),
        ("matter = \"duties\", unit", "unit", "receive needs the fact matter"),
        ("matter = \"duties\", unit", "matter = \"duty\", unit", "one of `discipline` `duties` `other`"),
        ("role = \"receiver\"", "", "role is needed: one of complainant, receiver"),
        ("assume = [\"ditelaah\"]", "assume = [\"entah\"]", "there is no [assumed.entah]"),
        ("case.column", "case.colum", "colum"),
        ("office = \"KPPBC-050500\"", "kantor = \"KPPBC-050500\"", "it has office, assessor"),
        ("system = \"lama\"", "system = \"Lama\"", "a-z"),
    ] {
        let error = Map::parse(&MAP.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
    }
    let error = import(MAP).run(b"Nomor;Waktu\n").unwrap_err().to_string();
    assert!(error.contains("no column `Langkah`") && error.contains("it has `Nomor`, `Waktu`"), "{error}");
}

const SIPUMA: (&str, &[u8]) = (
    include_str!("../../../examples/legacy/sipuma-2013.toml"),
    include_bytes!("../../../examples/legacy/sipuma-2013.csv"),
);

#[track_caller]
fn holds(map: &str, bytes: &[u8]) {
    if let Ok(imported) = import(map).run(bytes) {
        assert!(imported.account.adds_up(), "{:?}", imported.account);
        let mut rejects = Vec::new();
        imported.write_rejects(&mut rejects, Language::Indonesian).unwrap();
        let source = Source::from_bytes("h", history(&imported)).unwrap();
        let audited = Reader::new().run(vec![source], Audit::new()).unwrap().1;
        assert_eq!(audited.unjudged(), 0);
        // A step that would be right without an earlier breach of its case is counted by the audit as a consequence of
        // that breach.
        let (found, told) = (audited.found() + audited.consequences(), imported.against.len() as u64);
        assert_eq!(found, told, "each breach is found, and nothing else");
    }
}

#[test]
fn a_sheet_without_any_one_of_its_bytes_is_audited_as_it_was_imported() {
    for at in 0..SIPUMA.1.len() {
        let mut bytes = SIPUMA.1.to_vec();
        bytes.remove(at);
        holds(SIPUMA.0, &bytes);
    }
    // Without one digit of an hour, P-0002 is closed before its follow-up is decided, which is then too late.
    let sheet = String::from_utf8_lossy(SIPUMA.1).replacen(";09:05;", ";0:05;", 1);
    let imported = import(SIPUMA.0).run(sheet.as_bytes()).unwrap();
    let audited = Reader::new()
        .run(vec![Source::from_bytes("h", history(&imported)).unwrap()], Audit::new())
        .unwrap()
        .1;
    assert_eq!((audited.found(), audited.consequences(), imported.against.len()), (5, 1, 6));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        holds(MAP, &bytes);
        let mut headed = b"Nomor;Waktu;Langkah;Petugas;Media;Uraian\n".to_vec();
        headed.extend_from_slice(&bytes);
        holds(MAP, &headed);
    }

    #[test]
    fn no_sheet_that_was_tampered_with_is_miscounted(
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..6_u8, any::<u8>()), 1..24),
    ) {
        let mut bytes = SIPUMA.1.to_vec();
        for (at, what, byte) in edits {
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                3 => bytes.insert(at, b'"'),
                4 => bytes.insert(at, b'\r'),
                _ => {
                    let line = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| at + end + 1);
                    let next = bytes[line..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| line + end + 1);
                    let row = bytes[line..next].to_vec();
                    let to = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                    bytes.splice(to..to, row);
                }
            }
        }
        holds(SIPUMA.0, &bytes);
    }

    #[test]
    fn no_text_makes_a_map_panic(
        at in any::<prop::sample::Index>(), length in 0..40_usize, with in "\\PC{0,12}",
    ) {
        let text: Vec<char> = SIPUMA.0.chars().collect();
        let at = at.index(text.len());
        let mut changed: String = text[..at].iter().collect();
        changed.push_str(&with);
        changed.extend(&text[(at + length).min(text.len())..]);
        if let Ok(map) = Map::parse(&changed) {
            let import = Import::new(map, Key::new(&[1; 16]).unwrap());
            if let Ok(imported) = import.run(SIPUMA.1) {
                prop_assert!(imported.account.adds_up());
            }
        }
    }
}
