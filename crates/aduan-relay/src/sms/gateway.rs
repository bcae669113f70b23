//! SMS by a gateway over HTTP.

use super::Texter;
use super::body::{Body, Slot};
use crate::error::SettingsError;
use crate::http::{ANSWER_BYTES, agent, check_origin, failure};
use crate::letters::Sms;
use crate::settings::{AnswerSettings, GatewaySettings, NumberForm};
use crate::template::Template;
use crate::web_address::web_address;
use crate::{Accepted, NotSent, Reason, Reference};
use aduan_store::vault::Words;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::Duration;
use ureq::Agent;
use ureq::http::{HeaderName, HeaderValue, Uri};
use zeroize::Zeroizing;

/// Sends SMS by a gateway, with one POST of JSON each. It follows no redirect and keeps no connection: on a kept one that was
/// closed nobody knows what was read.
pub struct GatewayTexter {
    agent: Agent,
    url: Uri,
    headers: Vec<(HeaderName, Template<Slot>)>,
    body: Body,
    secrets: BTreeMap<String, Words>,
    number: NumberForm,
    answer: AnswerSettings,
}

impl GatewayTexter {
    /// Reads secrets and authorities, and checks the request's template; connects nowhere.
    ///
    /// # Errors
    /// [`SettingsError`], for a placeholder in the URL too.
    pub fn new(settings: &GatewaySettings) -> Result<Self, SettingsError> {
        let wrong = |key, why: String| SettingsError::wrong(key, why);
        let url = web_address(&settings.url).map_err(|why| wrong("sms.gateway.url", why.to_owned()))?;
        if settings.timeout_seconds == 0 {
            return Err(wrong("sms.gateway.timeout_seconds", "at least 1".to_owned()));
        }
        let secrets = settings.secrets.iter().map(|(name, source)| Ok((name.clone(), source.read()?)));
        let secrets = secrets.collect::<Result<BTreeMap<_, _>, SettingsError>>()?;
        let secret = |name: &str| {
            name.strip_prefix("secret:")
                .filter(|name| secrets.contains_key(*name))
                .map(|name| Slot::Secret(name.into()))
        };
        let in_headers = |name: &str| if name == "id" { Some(Slot::Id) } else { secret(name) };
        let in_body = |name: &str| match name {
            "number" => Some(Slot::Number),
            "text" => Some(Slot::Text),
            _ => in_headers(name),
        };
        let headers = settings.headers.iter().map(|(name, value)| {
            let wrong = |why: String| wrong("sms.gateway.headers", format!("{name}: {why}"));
            let known = "{id}, {secret:NAME} for a name in secrets";
            let value =
                Template::parse(value, known, in_headers).map_err(|error| wrong(error.to_string()))?;
            let name =
                HeaderName::try_from(name.as_str()).map_err(|_| wrong("no name of a header".to_owned()))?;
            Ok((name, value))
        });
        let headers = headers.collect::<Result<_, SettingsError>>()?;
        let body = Body::read(&toml::Value::Table(settings.body.clone()), &in_body)?;
        for (slot, name) in [(Slot::Number, "{number}"), (Slot::Text, "{text}")] {
            if !body.has(&slot) {
                return Err(wrong("sms.gateway.body", format!("{name} is missing")));
            }
        }
        for pointer in [&settings.answer.id, &settings.answer.error].into_iter().flatten() {
            if !pointer.starts_with('/') {
                return Err(wrong("sms.gateway.answer", "a JSON pointer such as /data/id".to_owned()));
            }
        }
        let timeout = Duration::from_secs(settings.timeout_seconds);
        let texter = Self {
            agent: agent(timeout, settings.ca_file.as_deref(), "sms.gateway.ca_file")?,
            url,
            headers,
            body,
            secrets,
            number: settings.number,
            answer: settings.answer.clone(),
        };
        match texter.headers.iter().find(|(_, value)| texter.header(value, "").is_none()) {
            Some((name, _)) => {
                Err(wrong("sms.gateway.headers", format!("{name}: a line of printable characters")))
            }
            None => Ok(texter),
        }
    }

    /// A header's value. It is marked as sensitive, so that no log of the client shows it.
    fn header(&self, value: &Template<Slot>, id: &str) -> Option<HeaderValue> {
        let text = value.fill(|slot| match slot {
            Slot::Id => Ok(id),
            Slot::Secret(name) => self.secrets.get(name).map(Words::reveal).ok_or(()),
            // Refused when the settings were read.
            Slot::Number | Slot::Text => Err(()),
        });
        let mut value = HeaderValue::from_str(&text.ok()?).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// `status` and `bytes` are the gateway's answer.
    fn judge(&self, status: u16, bytes: &[u8]) -> Result<Accepted, NotSent> {
        let answer: Option<Value> = serde_json::from_slice(bytes).ok();
        let at = |pointer: Option<&String>| answer.as_ref()?.pointer(pointer?).and_then(scalar);
        let error = at(self.answer.error.as_ref());
        if error.as_ref().is_some_and(|error| self.answer.errors_for_good.contains(error)) {
            return Err(NotSent::ForGood(Reason::Gateway));
        }
        match status {
            200..=299 if error.is_some() => Err(NotSent::ForNow(Reason::Gateway)),
            200..=299 => {
                let Some(pointer) = &self.answer.id else {
                    // An answer that should be read for an error, and cannot be, is no acceptance.
                    let unread = self.answer.error.is_some() && answer.is_none();
                    return if unread {
                        Err(NotSent::Unknown(Reason::Answer))
                    } else {
                        Ok(Accepted::default())
                    };
                };
                let reference = at(Some(pointer)).and_then(|id| Reference::new(&id));
                let reference = reference.ok_or(NotSent::Unknown(Reason::Answer))?;
                Ok(Accepted { reference: Some(reference) })
            }
            _ if self.answer.statuses_for_good.contains(&status) => {
                Err(NotSent::ForGood(Reason::Http(status)))
            }
            401 | 403 => Err(NotSent::ForNow(Reason::Authentication)),
            _ => Err(NotSent::ForNow(Reason::Http(status))),
        }
    }
}

impl Texter for GatewayTexter {
    fn send(&self, sms: &Sms) -> Result<Accepted, NotSent> {
        let id = sms.id.0.to_string();
        let number = Zeroizing::new(match self.number {
            NumberForm::E164 => sms.to.international().to_owned(),
            NumberForm::Digits => sms.to.international().trim_start_matches('+').to_owned(),
            NumberForm::National => sms.to.national(),
        });
        let value = |slot: &Slot| match slot {
            Slot::Number => Some(number.as_str()),
            Slot::Text => Some(sms.text.reveal()),
            Slot::Id => Some(id.as_str()),
            Slot::Secret(name) => self.secrets.get(name).map(Words::reveal),
        };
        // Every placeholder was checked when the settings were read.
        let unfit = NotSent::ForNow(Reason::Letter);
        let body = self.body.fill(&value).ok_or(unfit)?;
        let body = Zeroizing::new(serde_json::to_vec(&body).map_err(|_| unfit)?);
        let mut request = self.agent.post(&self.url).header("Content-Type", "application/json");
        for (name, template) in &self.headers {
            request = request.header(name, self.header(template, &id).ok_or(unfit)?);
        }
        let mut answer = request.send(body.as_slice()).map_err(|error| failure(&error))?;
        let status = answer.status().as_u16();
        let bytes = answer.body_mut().with_config().limit(ANSWER_BYTES).read_to_vec();
        match bytes {
            Ok(bytes) => self.judge(status, &bytes),
            Err(_) if !(200..=299).contains(&status) => self.judge(status, b""),
            Err(error) => Err(NotSent::Unknown(failure(&error).reason())),
        }
    }

    fn check(&self) -> Result<String, Reason> {
        let found = check_origin(&self.agent, &self.url)?;
        Ok(format!("{found}; whether it knows us shows with the first SMS"))
    }
}

/// A value as one text; `None` for what says nothing.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()).filter(|number| number != "0"),
        other => Some(other.to_string()),
    }
}
