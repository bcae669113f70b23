//! The form of a command, from the core's description of it, and the command of a form that was sent.

use crate::form::Fields;
use crate::layout::{Both, LONGEST, both, word};
use aduan_core::{
    Directory, Field, FieldKind, FieldValue, HoldId, Language, PersonId, Source, Timestamp, Token,
};
use aduan_http::Problem;
use aduan_store::desk::{Attachment, Draft, IdentityWords};
use aduan_store::vault::Words;
use aduan_store::{Clock, SystemClock};
use axum::http::StatusCode;
use maud::{Markup, html};

/// Up to so many words of a vocabulary are shown at once; more are in a list.
const FEW: usize = 6;
/// Longest code, number or pseudonym.
const LONGEST_CODE: usize = 100;

/// What the inputs of a form are made with.
pub(super) struct Inputs<'a> {
    /// What was filled in before.
    pub(super) fields: &'a Fields,
    /// The field that was refused.
    pub(super) wrong: Option<&'a str>,
    /// The offices that there are.
    pub(super) directory: Option<&'a Directory>,
    /// The legal holds in force on the file.
    pub(super) holds: &'a [HoldId],
}

impl Inputs<'_> {
    /// The input of a field: its label, and what it takes.
    pub(super) fn input(&self, field: &Field) -> Markup {
        let (name, required) = (field.name, field.required);
        let invalid = self.invalid(name);
        match field.kind {
            FieldKind::Text => html! {
                (label_of(field))
                // A browser drops the first line end of a textarea.
                textarea id=(name) name=(name) required[required] maxlength=(LONGEST) aria-invalid=[invalid] {
                    "\n" (self.value(name))
                }
            },
            // A radio button cannot be unset: what is optional is a list with an empty line.
            FieldKind::OneOf(tokens) if required && tokens.len() <= FEW => {
                self.choice(field, "radio", tokens)
            }
            FieldKind::OneOf(tokens) => html! {
                (label_of(field))
                select id=(name) name=(name) required[required] aria-invalid=[invalid] {
                    option value="" { "–" }
                    @for token in tokens {
                        option value=(token.word) selected[self.value(name) == token.word] { (word!(token).plain()) }
                    }
                }
            },
            FieldKind::AnyOf(tokens) => self.choice(field, "checkbox", tokens),
            FieldKind::Office => self.office(field),
            FieldKind::Person => html! {
                (label_of(field))
                p.hint id={ (name) "-hint" } {
                    (both("Nama samaran (UUID), bukan nama atau NIP.", "The pseudonym (UUID), not a name or a staff number."))
                }
                (self.line(field, "[0-9a-fA-F-]{36}"))
            },
            FieldKind::Hold => html! {
                (label_of(field))
                select id=(name) name=(name) required[required] aria-invalid=[invalid] {
                    option value="" { "–" }
                    @for hold in self.holds {
                        @let hold = hold.to_string();
                        option value=(hold) selected[self.value(name) == hold] { (hold) }
                    }
                }
            },
            FieldKind::Code(schema) => {
                let schema = schema();
                html! { (label_of(field)) (self.line(field, schema["pattern"].as_str().unwrap_or(".*"))) }
            }
            FieldKind::Contact | FieldKind::Identity => html! {
                fieldset {
                    legend { (both(field.label(Language::Indonesian), field.label(Language::English))) }
                    @for part in field.kind.parts() {
                        @let name = format!("{name}.{part}");
                        label.part for=(name) { (word!(part)) }
                        input id=(name) name=(name) type="text" value=(self.value(&name)) maxlength="1000"
                            autocomplete="off" aria-invalid=[self.invalid(&name)];
                    }
                }
            },
            // It is sent by a form of its own.
            FieldKind::Upload => html! {},
        }
    }

    fn line(&self, field: &Field, pattern: &str) -> Markup {
        let name = field.name;
        html! {
            input id=(name) name=(name) type="text" value=(self.value(name)) maxlength=(LONGEST_CODE) pattern=(pattern)
                required[field.required] autocomplete="off" spellcheck="false" aria-invalid=[self.invalid(name)];
        }
    }

    /// Words of a vocabulary, all shown: one of them, or any.
    fn choice(&self, field: &Field, kind: &str, tokens: &[Token]) -> Markup {
        let name = field.name;
        let given = |word: &str| self.fields.all(name).any(|given| given == word);
        html! {
            fieldset id=(name) aria-invalid=[self.invalid(name)] {
                legend { (title(field)) }
                @for token in tokens {
                    label.check {
                        input type=(kind) name=(name) value=(token.word) checked[given(token.word)]
                            required[kind == "radio"]; " "
                        span { (word!(token)) }
                    }
                }
            }
        }
    }

    /// An office, chosen by its name. Without a directory, its code is typed.
    fn office(&self, field: &Field) -> Markup {
        let name = field.name;
        let Some(directory) = self.directory else {
            return html! { (label_of(field)) (self.line(field, "[A-Z]+-[A-Z0-9]{1,6}")) };
        };
        let now: Timestamp = SystemClock.now();
        let in_force: Vec<_> =
            directory.entries().filter(|entry| entry.in_force(entry.zone.date(now))).collect();
        html! {
            (label_of(field))
            select id=(name) name=(name) required[field.required] aria-invalid=[self.invalid(name)] {
                option value="" { "–" }
                @for entry in in_force {
                    @let code = entry.office.to_string();
                    option value=(code) selected[self.value(name) == code] { (entry.name) " (" (code) ")" }
                }
            }
        }
    }

    fn value(&self, name: &str) -> &str {
        self.fields.get(name).unwrap_or_default()
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        (self.wrong == Some(name)).then_some("true")
    }
}

fn label_of(field: &Field) -> Markup {
    html! { label for=(field.name) { (title(field)) } }
}

/// The label of a field; whether it may be left empty.
fn title(field: &Field) -> Markup {
    html! {
        span.field { (both(field.label(Language::Indonesian), field.label(Language::English))) }
        @if !field.required { " " span.hint { (both("boleh dikosongkan", "optional")) } }
    }
}

/// A form that was sent, as the source of a command's fields.
pub(super) struct Sent<'a>(pub(super) &'a Fields);

impl Sent<'_> {
    fn text(&self, name: &str) -> Option<Words> {
        self.0.get(name).filter(|text| !text.contains('\0')).map(Words::from)
    }

    fn parts(&self, field: &'static Field) -> Option<IdentityWords> {
        let mut words = IdentityWords::default();
        let mut given = false;
        for part in field.kind.parts() {
            let text = self.text(&format!("{}.{part}", field.name));
            given |= text.is_some();
            *words.part_mut(*part) = text;
        }
        given.then_some(words)
    }
}

impl Source<Draft> for Sent<'_> {
    type Error = Problem;

    fn text(&mut self, field: &'static Field) -> Result<Option<Words>, Problem> {
        Ok(Sent::text(self, field.name))
    }

    fn contact(&mut self, field: &'static Field) -> Result<Option<IdentityWords>, Problem> {
        Ok(self.parts(field))
    }

    fn identity(&mut self, field: &'static Field) -> Result<Option<IdentityWords>, Problem> {
        Ok(self.parts(field))
    }

    fn upload(&mut self, field: &'static Field) -> Result<Option<Attachment>, Problem> {
        Err(unfit(field))
    }

    fn fact<T: FieldValue>(&mut self, field: &'static Field) -> Result<Option<T>, Problem> {
        let words: Vec<&str> = self.0.all(field.name).collect();
        // No box of several is ticked: none of them, which is an answer. Of one word it is none.
        if words.is_empty() && !(matches!(field.kind, FieldKind::AnyOf(_)) && field.required) {
            return Ok(None);
        }
        T::from_words(&words).map(Some).map_err(|_| unfit(field))
    }

    fn official(&mut self, field: &'static Field) -> Result<Option<PersonId>, Problem> {
        self.fact(field)
    }

    fn officer(&mut self, field: &'static Field) -> Result<Option<PersonId>, Problem> {
        self.fact(field)
    }

    fn register(&mut self) -> Result<(), Problem> {
        Ok(())
    }

    fn person(&mut self) -> Result<(), Problem> {
        Ok(())
    }

    fn hold(&mut self) -> Result<(), Problem> {
        Ok(())
    }

    fn missing(&self, field: &'static Field) -> Problem {
        unfit(field)
    }
}

/// A field that is empty or does not fit. What was typed is not repeated.
fn unfit(field: &'static Field) -> Problem {
    let Both { id, en } = both(field.label(Language::Indonesian), field.label(Language::English));
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "unfit",
        format!("Isian “{id}” belum diisi atau tidak sesuai."),
        format!("The field “{en}” is empty or does not fit."),
    )
    .for_field(field.name)
}
