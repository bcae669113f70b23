//! Row after row through the map: what each says was done, or why it is not understood.

use super::cell_text::{fold, shown};
use super::command_fields::FieldReader;
use super::map::{Map, StepMapping};
use super::pseudonym::Key;
use super::reason::Reason;
use super::sheet::{Sheet, SheetRow};
use super::{Account, Rejected, Watch};
use aduan_core::{Command, ComplaintId, Office, Outcome, PersonId, RegisterNumber, Role, Timestamp, Zone};
use csv::ByteRecord;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{ControlFlow, Range};

/// The step that a row tells of: a command, its actor, the office.
#[derive(Debug, Clone)]
pub(super) struct GivenCommand {
    pub(super) command: Command,
    pub(super) role: Role,
    /// `None` where the sheet does not say who.
    pub(super) person: Option<PersonId>,
    /// `None` where the sheet does not say where: where the file was.
    pub(super) office: Option<Office>,
    /// The outcome that a closing is said to have had.
    pub(super) outcome: Option<Outcome>,
}

/// A row that was understood.
#[derive(Debug, Clone)]
pub(super) struct UnderstoodRow {
    pub(super) line: u64,
    pub(super) raw: Range<usize>,
    pub(super) at: Timestamp,
    pub(super) step: usize,
    pub(super) intent: GivenCommand,
    /// The steps that the map assumes before it, if the procedure needs them.
    pub(super) assumed: Vec<(String, GivenCommand)>,
}

/// One case of the old system.
#[derive(Debug)]
pub(super) struct SheetCase {
    pub(super) id: ComplaintId,
    /// By the form of its number, where the map has one.
    pub(super) register: Option<RegisterNumber>,
    pub(super) drafts: Vec<UnderstoodRow>,
}

/// All rows, read.
#[derive(Debug, Default)]
pub(super) struct ReadSheet {
    pub(super) cases: Vec<SheetCase>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) account: Account,
    pub(super) ignored: BTreeMap<String, u64>,
    pub(super) dropped: BTreeMap<String, u64>,
    /// Rows that stand below a later one of their case.
    pub(super) moved: u64,
    pub(super) stopped: bool,
}

pub(super) struct RowReader<'a> {
    map: &'a Map,
    key: &'a Key,
    sheet: &'a Sheet<'a>,
    read: ReadSheet,
    places: HashMap<String, usize>,
    /// Rows that were understood, to find those that are there twice.
    there: HashMap<&'a [u8], u64>,
    /// The columns whose cells do not become facts.
    dropping: Vec<usize>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(map: &'a Map, key: &'a Key, sheet: &'a Sheet<'a>) -> Self {
        let (facts, _) = map.columns();
        let facts: BTreeSet<usize> = facts.into_iter().filter_map(|column| sheet.place(column)).collect();
        let dropping = (0..sheet.names().len()).filter(|place| !facts.contains(place)).collect();
        Self {
            map,
            key,
            sheet,
            read: ReadSheet::default(),
            places: HashMap::new(),
            there: HashMap::new(),
            dropping,
        }
    }

    pub(super) fn all(mut self, watch: &mut Watch<'_>) -> ReadSheet {
        let (map, sheet) = (self.map, self.sheet);
        let begins = move |cells: &ByteRecord| {
            let step = sheet.cell(cells, &map.step).map(|step| fold(&step)).unwrap_or_default();
            map.by_value.contains_key(&step)
                || map.ignore.contains(&step) && !step.is_empty()
                || !matches!(at(map, sheet, cells), Err(Reason::TimeMissing | Reason::TimeUnlike { .. }))
        };
        for row in sheet.rows(&begins) {
            self.read.account.rows += 1;
            for place in &self.dropping {
                if row.cells.get(*place).is_some_and(|cell| !cell.trim_ascii().is_empty()) {
                    let name = self.sheet.names().get(*place).cloned().unwrap_or_default();
                    *self.read.dropped.entry(name).or_default() += 1;
                }
            }
            let (line, raw) = (row.line, row.raw.clone());
            let consumed = raw.end as u64;
            if let Err(reason) = self.row(row) {
                self.read.rejected.push(Rejected { line, reason, raw });
            }
            if self.read.account.rows.is_multiple_of(1024)
                && watch(self.read.account.rows, consumed) == ControlFlow::Break(())
            {
                self.read.stopped = true;
                break;
            }
        }
        for case in &mut self.read.cases {
            self.read.moved += case.sort(self.map.layout.newest_first);
        }
        self.read
    }

    fn row(&mut self, row: SheetRow) -> Result<(), Reason> {
        if row.broken.is_none() && row.cells.iter().all(|cell| cell.trim_ascii().is_empty())
            || row.broken == Some(Reason::Blank)
        {
            if !self.map.layout.ignore_blank {
                return Err(Reason::Blank);
            }
            self.ignore("");
            return Ok(());
        }
        if let Some(broken) = row.broken {
            return Err(broken);
        }
        let (map, cells) = (self.map, &row.cells);
        let value = self.sheet.cell(cells, &map.step)?;
        let folded = fold(&value);
        if map.ignore.contains(&folded) {
            self.ignore(&value);
            return Ok(());
        }
        if folded.is_empty() {
            return Err(Reason::StepMissing);
        }
        let step = *map.by_value.get(&folded).ok_or(Reason::StepUnknown { found: shown(&value) })?;
        let (name, register) = self.case(cells)?;
        let at = at(map, self.sheet, cells)?;
        let complaint = self.key.complaint(&map.system, &name);
        let Some((_, meaning)) = map.steps.get(step) else { return Err(Reason::StepMissing) };
        let intent = self.intent(cells, meaning, complaint, None)?;
        let mut assumed = Vec::new();
        for name in &meaning.assume {
            if let Some(step) = map.assumed.get(name)
                // A step for which the row lacks facts is not assumed.
                && let Ok(assumption) = self.intent(cells, step, complaint, Some(&intent))
            {
                assumed.push((name.clone(), assumption));
            }
        }
        let sheet = self.sheet;
        let first = *self.there.entry(sheet.raw(row.raw.clone())).or_insert(row.line);
        if first != row.line {
            return Err(Reason::Repeated { first });
        }
        let draft = UnderstoodRow { line: row.line, raw: row.raw, at, step, intent, assumed };
        let cases = &mut self.read.cases;
        let place = *self.places.entry(name).or_insert_with(|| {
            cases.push(SheetCase { id: complaint, register, drafts: Vec::new() });
            cases.len() - 1
        });
        if let Some(case) = cases.get_mut(place) {
            case.drafts.push(draft);
        }
        Ok(())
    }

    fn ignore(&mut self, value: &str) {
        self.read.account.ignored += 1;
        *self.read.ignored.entry(value.to_owned()).or_default() += 1;
    }

    /// The case of a row: two spellings of one number are one case.
    fn case(&self, cells: &ByteRecord) -> Result<(String, Option<RegisterNumber>), Reason> {
        let cell = self.sheet.cell(cells, &self.map.case)?;
        if cell.is_empty() {
            return Err(Reason::CaseMissing);
        }
        let Some(template) = &self.map.register else { return Ok((fold(&cell), None)) };
        let register = template.read(&cell).ok_or_else(|| Reason::CaseUnlike { found: shown(&cell) })?;
        Ok((register.to_string(), Some(register)))
    }

    /// The command that this step makes of this row. For an assumed step, `row` is the command of the row itself.
    fn intent(
        &self,
        cells: &ByteRecord,
        step: &StepMapping,
        complaint: ComplaintId,
        row: Option<&GivenCommand>,
    ) -> Result<GivenCommand, Reason> {
        let (map, key, sheet) = (self.map, self.key, self.sheet);
        let mut facts = FieldReader { map, key, sheet, cells, step, complaint };
        let (command, outcome) = facts.command()?;
        let role = facts.role(&command)?;
        if let Some(row) = row {
            let same = row.role == role;
            let person = row.person.filter(|_| same);
            return Ok(GivenCommand { command, role, person, office: None, outcome });
        }
        let nobody = matches!(role, Role::Complainant | Role::System);
        let mut person = None;
        if let Some(column) = map.actor.as_ref().filter(|_| !nobody) {
            let name = facts.cell(column)?;
            if !name.is_empty() {
                let damaged = || Reason::NumberDamaged { column: column.name.clone() };
                person = Some(key.person(&name).ok_or_else(damaged)?);
            } else if !map.actor_may_be_empty {
                return Err(Reason::ActorMissing);
            }
        }
        let office = match &map.actor_office {
            Some(field) if !nobody => facts.office_in("office", field)?,
            _ => None,
        };
        Ok(GivenCommand { command, role, person, office, outcome })
    }
}

/// When it was.
fn at(map: &Map, sheet: &Sheet<'_>, cells: &ByteRecord) -> Result<Timestamp, Reason> {
    let mut text = String::new();
    for column in map.time.all() {
        let found = sheet.cell(cells, column)?;
        if !text.is_empty() && !found.is_empty() {
            text.push(' ');
        }
        text.push_str(&found);
    }
    let mut zone = map.zone;
    if let Some(column) = &map.zone_column {
        let found = sheet.cell(cells, column)?;
        zone = match fold(&found).as_str() {
            "" => zone,
            "wib" => Zone::Wib,
            "wita" => Zone::Wita,
            "wit" => Zone::Wit,
            _ => {
                let (fact, column) = ("zone".to_owned(), column.name.clone());
                return Err(Reason::FactUnknown { fact, column, found: shown(&found) });
            }
        };
    }
    let at = map.times.read(&text, zone)?;
    if at < map.between.0 || at >= map.between.1 {
        return Err(Reason::TimeOutside { found: shown(&text) });
    }
    Ok(at)
}

impl SheetCase {
    /// By time; rows of the same time as they are listed, or the other way round. Says how many stood out of order.
    fn sort(&mut self, newest_first: bool) -> u64 {
        let mut latest = if newest_first { Timestamp::MAX } else { Timestamp::MIN };
        let mut moved = 0;
        for draft in &self.drafts {
            let early = if newest_first { draft.at > latest } else { draft.at < latest };
            moved += u64::from(early);
            latest = if newest_first { latest.min(draft.at) } else { latest.max(draft.at) };
        }
        if newest_first {
            self.drafts.reverse();
        }
        self.drafts.sort_by_key(|draft| draft.at);
        moved
    }
}
