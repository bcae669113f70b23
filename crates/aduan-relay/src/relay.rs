//! The loop that sends what waits: it claims messages, hands them over, and records what became of each.

use crate::{Channels, Forward, Letter, NotRendered, NotSent, Reason, Settings, wise};
use aduan_core::Undelivered;
use aduan_store::desk::{Arrival, OpenedMessage, RenderedMessage};
use aduan_store::{Clock, Desk, DeskError, LeaseId, StoreError, SystemClock, Topic};
use chrono::TimeDelta;
use std::sync::Arc;

/// How a relay claims, and how long it waits after a failure.
///
/// ```
/// use aduan_relay::Pace;
/// let mut pace = Pace::default();
/// pace.at_once = 10;
/// assert!(pace.first_wait < pace.longest_wait);
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Pace {
    /// Messages that are claimed at once.
    pub at_once: u32,
    /// For how long. What a killed relay had is given to another one after that.
    pub lease: TimeDelta,
    /// Wait after the first failure of a message. Each further one doubles it.
    pub first_wait: TimeDelta,
    /// Longest wait between two attempts.
    pub longest_wait: TimeDelta,
    /// Age at which a message that was never accepted is given up.
    pub longest_age: TimeDelta,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            at_once: 20,
            lease: TimeDelta::minutes(10),
            first_wait: TimeDelta::seconds(30),
            longest_wait: TimeDelta::hours(1),
            longest_age: TimeDelta::days(14),
        }
    }
}

impl From<&Settings> for Pace {
    fn from(settings: &Settings) -> Self {
        let seconds = |seconds: u32| TimeDelta::seconds(i64::from(seconds.max(1)));
        Self {
            lease: seconds(settings.lease_seconds),
            first_wait: seconds(settings.retry_seconds),
            ..Self::default()
        }
    }
}

/// What a round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Round {
    /// Messages that the other side took over.
    pub accepted: u32,
    /// Messages that are tried again later.
    pub postponed: u32,
    /// Messages that were given up.
    pub given_up: u32,
    /// Messages that could not be opened. They are tried again later, and stand in the operator's list.
    pub unreadable: u32,
}

impl Round {
    /// Whether there was nothing to send.
    pub const fn is_idle(&self) -> bool {
        self.accepted + self.postponed + self.given_up + self.unreadable == 0
    }

    /// Both together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            accepted: self.accepted + other.accepted,
            postponed: self.postponed + other.postponed,
            given_up: self.given_up + other.given_up,
            unreadable: self.unreadable + other.unreadable,
        }
    }
}

/// Sends what waits in the outbox of a desk, by the ways of an office. Any number may run at once, in one process or several.
///
/// Each message is sent at least once or given up, and never forgotten: an attempt is recorded, with all that goes out, before it
/// begins, so that whoever tries it again sends the same bytes under the same id. What became of it and the end of the message are one
/// commit.
///
/// ```no_run
/// use aduan_relay::{Channels, Relay};
/// # fn sends(desk: std::sync::Arc<aduan_store::Desk>, channels: Channels) -> Result<(), aduan_store::DeskError> {
/// let relay = Relay::new(desk, channels);
/// while !relay.round(&|| false)?.is_idle() {}
/// # Ok(())
/// # }
/// ```
pub struct Relay {
    desk: Arc<Desk>,
    channels: Channels,
    pace: Pace,
    clock: Arc<dyn Clock>,
}

/// What goes out, and what is sealed of it before the first attempt, so that each further one sends the same.
enum Rendered {
    Letter(Letter),
    /// Up to a version of the complaint: what was shared up to there never changes.
    Forward(Forward, u32),
}

/// How the version of a forwarding begins among what is sealed.
const FORWARDED: &str = "wise\n";

impl Relay {
    /// One for this desk, by these ways.
    pub fn new(desk: Arc<Desk>, channels: Channels) -> Self {
        Self { desk, channels, pace: Pace::default(), clock: Arc::new(SystemClock) }
    }

    /// The same, at another pace.
    #[must_use]
    pub fn at_pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// The same, by another clock: the desk's, where that is not the system's.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// The ways.
    pub const fn channels(&self) -> &Channels {
        &self.channels
    }

    /// Claims messages once and sends them, until `stops` says so: a message that was begun is finished, the others are given out
    /// again when the lease ends.
    ///
    /// # Errors
    /// [`DeskError`] where the store fails as such. What was handed over before is recorded, but perhaps for the last one: it is sent
    /// again under the same id.
    pub fn round(&self, stops: &dyn Fn() -> bool) -> Result<Round, DeskError> {
        let claimed = self.desk.claim_letters(self.pace.lease, self.pace.at_once)?;
        let mut round = Round::default();
        for left in &claimed.unreadable {
            tracing::error!(message = left.number, why = %left.why, "a message cannot be opened");
            round.unreadable += 1;
            if let Some((id, _)) = left.message {
                let postponed =
                    self.desk.failed(claimed.lease, id, Undelivered::Unreadable, self.pace.longest_wait);
                lost_is_fine(postponed)?;
            }
        }
        // A message takes at most some minutes: of its connection, its answer, its retries inside.
        let last = claimed.until.plus(-self.pace.lease / 2);
        for letter in &claimed.letters {
            if stops() || self.clock.now() > last && round != Round::default() {
                break;
            }
            let sent = self.send(claimed.lease, letter)?;
            round = round.and(sent);
        }
        Ok(round)
    }

    fn send(&self, lease: LeaseId, message: &OpenedMessage) -> Result<Round, DeskError> {
        let rendered = match self.rendered(message) {
            // What fails as such would fail for every message.
            Err(DeskError::Store(error)) => return Err(error.into()),
            // What is wrong with this one holds up no other.
            Err(_) => return self.postpone(lease, message, Undelivered::Unreadable),
            Ok(rendered) => rendered,
        };
        let rendered = match rendered {
            Ok(rendered) => rendered,
            // No attempt changes what is wrong with an address.
            Err(NotRendered::Address(_) | NotRendered::NoSuchWay(_) | NotRendered::Shown) => {
                return self.give_up(message, Undelivered::Refused);
            }
            Err(NotRendered::NoAddress | NotRendered::Missing(_) | NotRendered::Wise) => {
                return self.postpone(lease, message, Undelivered::Unreadable);
            }
        };
        let bytes: RenderedMessage = match &rendered {
            Rendered::Letter(letter) => letter.to_bytes().to_vec().into(),
            Rendered::Forward(_, version) => format!("{FORWARDED}{version}").into_bytes().into(),
        };
        match self.desk.begin_attempt(lease, message, &bytes) {
            Ok(()) => {}
            // It was erased, taken back, or another relay has it.
            Err(DeskError::Rejected(_) | DeskError::Store(StoreError::LeaseLost { .. })) => {
                return Ok(Round::default());
            }
            Err(error) => return Err(error),
        }
        let answer = match &rendered {
            Rendered::Letter(letter) => self.channels.send(letter),
            Rendered::Forward(forward, _) => self.channels.forward(forward),
        };
        match answer {
            Ok(accepted) => {
                match accepted.reference {
                    Some(reference) => self.desk.accepted_as(message.id, reference.as_str())?,
                    None => self.desk.arrived(message.id, Arrival::Accepted)?,
                }
                Ok(Round { accepted: 1, ..Round::default() })
            }
            Err(NotSent::ForGood(reason)) => {
                tracing::warn!(
                    reason = reason.code(),
                    number = reason.number(),
                    "a message is refused for good"
                );
                self.give_up(message, Undelivered::Refused)
            }
            Err(NotSent::ForNow(reason)) => self.postpone(lease, message, undelivered(reason)),
            Err(NotSent::Unknown(_)) => self.postpone(lease, message, Undelivered::Unknown),
        }
    }

    /// What goes out: an earlier attempt's, or what is made of the message now.
    fn rendered(&self, message: &OpenedMessage) -> Result<Result<Rendered, NotRendered>, DeskError> {
        let earlier = message.rendered.as_deref();
        if message.topic == Topic::Wise {
            let Some(register) = message.register else { return Ok(Err(NotRendered::Wise)) };
            let version = earlier.and_then(|bytes| std::str::from_utf8(bytes).ok()?.strip_prefix(FORWARDED));
            let shared =
                self.desk.shared_with_wise(message.complaint, version.and_then(|text| text.parse().ok()))?;
            let forward = Forward::new(message.id, register, wise::data(&shared));
            return Ok(Ok(Rendered::Forward(forward, shared.version)));
        }
        Ok(match earlier.and_then(|bytes| Letter::from_bytes(message.id, bytes)) {
            Some(letter) => Ok(Rendered::Letter(letter)),
            None => self.channels.letters().render(message).map(Rendered::Letter),
        })
    }

    fn give_up(&self, message: &OpenedMessage, why: Undelivered) -> Result<Round, DeskError> {
        self.desk.arrived(message.id, Arrival::Failed(why))?;
        Ok(Round { given_up: 1, ..Round::default() })
    }

    fn postpone(
        &self,
        lease: LeaseId,
        message: &OpenedMessage,
        why: Undelivered,
    ) -> Result<Round, DeskError> {
        // The Inspectorate has the file once it was forwarded, and nobody else acts on it: that is never given up for its age.
        let old = self.clock.now().since(message.id.promised()) > self.pace.longest_age;
        if old && message.topic != Topic::Wise {
            return self.give_up(message, why);
        }
        lost_is_fine(self.desk.failed(lease, message.id, why, self.wait(message)))?;
        Ok(Round { postponed: 1, ..Round::default() })
    }

    /// The wait before the next attempt: twice as long each time, and a little apart, so that not all come back at once.
    fn wait(&self, message: &OpenedMessage) -> TimeDelta {
        let doublings = message.attempts.count.min(16);
        let wait = self.pace.first_wait.checked_mul(1 << doublings).unwrap_or(self.pace.longest_wait);
        let wait = wait.min(self.pace.longest_wait);
        // A quarter more or less, by the message's own random bits.
        let [.., last] = *message.id.0.as_bytes();
        wait + wait * (i32::from(last) - 128) / 512
    }
}

/// Another relay has it by now: it says what became of it.
fn lost_is_fine(done: Result<(), DeskError>) -> Result<(), DeskError> {
    match done {
        Err(DeskError::Store(StoreError::LeaseLost { .. })) => Ok(()),
        done => done,
    }
}

/// The reason as the store keeps it.
const fn undelivered(reason: Reason) -> Undelivered {
    match reason {
        Reason::NotSetUp => Undelivered::NoWay,
        Reason::Unreachable | Reason::TimedOut | Reason::Closed | Reason::Folder => Undelivered::Unreachable,
        Reason::Tls | Reason::Authentication => Undelivered::NotAdmitted,
        Reason::Smtp(_) | Reason::Http(_) | Reason::Gateway => Undelivered::Deferred,
        Reason::Answer => Undelivered::Unknown,
        Reason::Letter => Undelivered::Unreadable,
    }
}
