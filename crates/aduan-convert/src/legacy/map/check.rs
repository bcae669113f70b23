//! Whether a mapping says what its commands need, and nothing that they have not.

use super::super::cell_text::fold;
use super::{FieldSource, Map, MapError, StepMapping, Value, wrong};
use aduan_core::{CommandKind, Field, FieldKind, Language, Office, Outcome, Role, Roles, procedure};

/// The fields of an actor in a map.
static OFFICE: Field = Field::fact::<Office>("office", true);
static ROLE: Field = Field::fact::<Role>("recipient_role", true);

/// How a closing ended.
pub(in super::super) static CLOSING: Field = Field::fact::<Outcome>("outcome", false);

/// Sets that a command must have and an old sheet may say nothing of: then there are none.
pub(in super::super) const MAY_BE_UNSAID: [&str; 2] = ["elements", "shares"];

/// Whether a map must say where this fact comes from.
fn is_needed(field: &Field) -> bool {
    field.required && !MAY_BE_UNSAID.contains(&field.name)
}

impl Map {
    /// Checks what every step says against the fields of its command.
    pub(super) fn check(&self) -> Result<(), MapError> {
        if let Some(office) = &self.actor_office {
            self.check_field("actor.office", &OFFICE, office)?;
        }
        let steps = self.steps.iter().map(|(value, step)| (format!("steps.\"{value}\""), step));
        let assumed = self.assumed.iter().map(|(name, step)| (format!("assumed.{name}"), step));
        for (place, step) in steps.chain(assumed) {
            self.check_step(&place, step)?;
        }
        Ok(())
    }

    fn check_step(&self, place: &str, step: &StepMapping) -> Result<(), MapError> {
        let roles = procedure::rows(step.command).fold(Roles::EMPTY, |roles, row| roles.union(row.roles));
        match &step.role {
            Some(role) => self.check_field(&format!("{place}.role"), &ROLE, role)?,
            None if step.command == CommandKind::Receive || roles.iter().count() == 1 => {}
            None => {
                let names: Vec<&str> = roles.iter().map(Role::as_str).collect();
                return Err(wrong(place, format!("role is needed: one of {}", names.join(", "))));
            }
        }
        for (name, field) in &step.facts {
            let Some(known) = facts(step.command).find(|known| known.name == name) else {
                let names: Vec<&str> = facts(step.command).map(|known| known.name).collect();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                let why = format!("{} has no fact {name}; it has {names}", step.command);
                return Err(wrong(format!("{place}.facts"), why));
            };
            self.check_field(&format!("{place}.facts.{name}"), known, field)?;
        }
        let needed =
            facts(step.command).find(|known| is_needed(known) && !step.facts.contains_key(known.name));
        if let Some(Field { name, .. }) = needed {
            return Err(wrong(
                format!("{place}.facts"),
                format!("{} needs the fact {name} ({})", step.command, step.command.label(Language::English)),
            ));
        }
        if !step.identity.is_empty() && step.command != CommandKind::Receive {
            return Err(wrong(format!("{place}.identity"), "only a reception has one"));
        }
        if let Some(name) = step.assume.iter().find(|name| !self.assumed.contains_key(*name)) {
            return Err(wrong(format!("{place}.assume"), format!("there is no [assumed.{name}]")));
        }
        Ok(())
    }

    /// Whether every value that the map itself says is one of its kind.
    fn check_field(&self, place: &str, known: &Field, field: &FieldSource) -> Result<(), MapError> {
        let said: Vec<&Value> = match field {
            FieldSource::Said(_) if known.kind == FieldKind::Person => {
                return Err(wrong(place, "expected a column: a name in the map would be in nobody's key"));
            }
            FieldSource::Said(value) => vec![value],
            FieldSource::Column(from) => {
                from.values.values().chain(&from.otherwise).chain(&from.empty).collect()
            }
        };
        for word in said.into_iter().flat_map(Value::words) {
            let named = match known.kind {
                FieldKind::Office => self.offices.contains_key(&fold(word)),
                // The key makes ids of the sheet's own names.
                FieldKind::Person | FieldKind::Hold => true,
                _ => false,
            };
            if !named {
                known.check(&[word]).map_err(|error| wrong(place, error.to_string()))?;
            }
        }
        Ok(())
    }
}

/// The fields of a command that a map may fill: its facts. A hold has the name that the sheet gives it. Words, identities and contacts have places of their own.
fn facts(command: CommandKind) -> impl Iterator<Item = &'static Field> {
    let hold = command == CommandKind::PlaceLegalHold;
    let hold =
        CommandKind::ReleaseLegalHold.fields().iter().filter(move |field| hold && field.name == "hold");
    // A sheet may say how a closing ended, which the command does not carry.
    let outcome = command == CommandKind::Close;
    let outcome = [&CLOSING].into_iter().filter(move |_| outcome);
    command.fields().iter().filter(|field| !field.kind.is_sealed()).chain(hold).chain(outcome)
}
