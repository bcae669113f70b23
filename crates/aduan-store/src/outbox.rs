//! Messages to the outside. Each is stored in the transaction of the decision that sends it.

pub use crate::message_id::MessageId;

use crate::StoreError;
use aduan_core::{ComplaintId, Delivery, Notice, NoticeChannel, Outgoing, Timestamp, Undelivered};
use uuid::Uuid;

/// The topic of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(not(aduan_workspace), non_exhaustive)]
pub enum Topic {
    /// A ticket, straight to the complainant (R4, R7). Its body is sealed: address and ticket.
    Ticket(Delivery),
    /// That another ticket was sent: to every way by which the complainant was reached before (R7). Its body is sealed: the address.
    NewTicket(Delivery),
    /// Something the complainant should hear (R12, R22).
    Notice(Notice),
    /// A complaint for the Inspectorate, through WISE (R16).
    Wise,
}

impl Topic {
    /// Who gets it.
    pub const fn recipient(self) -> Recipient {
        match self {
            Self::Ticket(_) | Self::NewTicket(_) | Self::Notice(_) => Recipient::Complainant,
            Self::Wise => Recipient::Inspectorate,
        }
    }

    /// What it is, as the administrative stream says it.
    pub const fn kind(self) -> Outgoing {
        match self {
            Self::Ticket(_) => Outgoing::Ticket,
            Self::NewTicket(_) => Outgoing::NewTicket,
            Self::Notice(_) => Outgoing::Notice,
            Self::Wise => Outgoing::Wise,
        }
    }

    /// Which notice, if it is one.
    pub const fn notice(self) -> Option<Notice> {
        match self {
            Self::Notice(notice) => Some(notice),
            Self::Ticket(_) | Self::NewTicket(_) | Self::Wise => None,
        }
    }

    /// The word that stands in a store's row.
    ///
    /// ```
    /// use aduan_core::Delivery;
    /// use aduan_store::Topic;
    /// assert_eq!(Topic::Ticket(Delivery::Sms).to_string().parse(), Ok(Topic::Ticket(Delivery::Sms)));
    /// ```
    fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Ticket(delivery) => ("ticket", delivery.as_str()),
            Self::NewTicket(delivery) => ("new_ticket", delivery.as_str()),
            Self::Notice(notice) => ("notice", notice.as_str()),
            Self::Wise => ("wise", ""),
        }
    }
}

impl std::fmt::Display for Topic {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (topic, detail) = self.parts();
        write!(formatter, "{topic}:{detail}")
    }
}

impl std::str::FromStr for Topic {
    type Err = aduan_core::ParseTokenError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || aduan_core::ParseTokenError {
            what: "Topic",
            expected: "`ticket:DELIVERY`, `new_ticket:DELIVERY`, `notice:NOTICE` or `wise:`".to_owned(),
            found: text.chars().take(64).collect(),
        };
        match text.split_once(':').ok_or_else(unknown)? {
            ("ticket", delivery) => delivery.parse().map(Self::Ticket),
            ("new_ticket", delivery) => delivery.parse().map(Self::NewTicket),
            ("notice", notice) => notice.parse().map(Self::Notice),
            ("wise", "") => Ok(Self::Wise),
            _ => Err(unknown()),
        }
    }
}

/// A message of the outbox. It is sent at least once, or given up and told as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its name.
    pub id: MessageId,
    /// The complaint that it is about.
    pub complaint: ComplaintId,
    /// What it is.
    pub topic: Topic,
    /// The text, sealed under the complaint's key; empty if the topic says everything.
    pub body: Vec<u8>,
}

/// Who gets a message. Messages of one complaint to one recipient are sent in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recipient {
    /// Its complainant.
    Complainant,
    /// The Inspectorate, through WISE.
    Inspectorate,
}

/// A relay's hold on the messages that it claimed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LeaseId(pub Uuid);

/// A keyed digest of what a gateway calls a message: its own text is never kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReferenceDigest(pub [u8; 32]);

impl std::fmt::Debug for ReferenceDigest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ReferenceDigest(…)")
    }
}

/// By what a message is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageName {
    /// Its id.
    Id(MessageId),
    /// The reference under which it was accepted.
    Reference(ReferenceDigest),
}

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MessageState {
    /// It waits to be sent, or is being sent.
    #[default]
    Waiting,
    /// A server or gateway took it over. Its text is gone; the row stays, so that a failure that is reported later is known.
    Accepted {
        /// When.
        at: Timestamp,
    },
    /// It was given up for good. Its text is gone; the row stays in the operator's list.
    Dead {
        /// When.
        at: Timestamp,
        /// Why.
        why: Undelivered,
    },
}

/// What was tried of a message. No word of a server or gateway, no address and no ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts {
    /// How many were begun.
    pub count: u32,
    /// When the last one was begun.
    pub begun: Option<Timestamp>,
    /// By which way it went, of a notice.
    pub channel: Option<NoticeChannel>,
    /// Why the last one failed; `None` while it runs, and where its relay was killed: then nobody knows.
    pub failed: Option<Undelivered>,
    /// When the next one may begin, where one has failed.
    pub next: Option<Timestamp>,
    /// Who has it, and until when; it may be claimed again from then on.
    pub lease: Option<(LeaseId, Timestamp)>,
}

/// A row of the outbox as a store gives it.
#[derive(Debug, Clone)]
pub struct QueuedMessage {
    /// Its place: ascending in the order in which messages were promised, never given to another one.
    pub number: u64,
    /// The message; [`StoreError::Corrupt`] if the row is damaged, which holds up no other.
    pub message: Result<Message, StoreError>,
    /// How far it has come.
    pub state: MessageState,
    /// What was tried.
    pub attempts: Attempts,
    /// All that goes out, sealed, as it was made for the first attempt: each further one sends the same bytes.
    pub rendered: Option<Vec<u8>>,
}

impl QueuedMessage {
    /// A message that nobody has claimed yet.
    pub fn new(number: u64, message: Result<Message, StoreError>) -> Self {
        let (state, attempts) = (MessageState::default(), Attempts::default());
        Self { number, message, state, attempts, rendered: None }
    }

    /// Whether it waits to be sent, or is being sent.
    pub fn is_waiting(&self) -> bool {
        self.state == MessageState::Waiting
    }
}

/// The end of a message: what becomes of its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageEnd {
    /// It arrived, or nobody needs it any more: the row is removed.
    Removed,
    /// It is [`MessageState::Accepted`] now.
    Accepted {
        /// When.
        at: Timestamp,
        /// What the gateway calls it, where it reports under a name of its own.
        reference: Option<ReferenceDigest>,
    },
    /// It is [`MessageState::Dead`] now.
    Dead {
        /// When.
        at: Timestamp,
        /// Why.
        why: Undelivered,
    },
}

/// A message that is sent or given up, and how. One that is not there changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// Which.
    pub message: MessageId,
    /// How it ended.
    pub end: MessageEnd,
}

impl Settled {
    /// Its row is removed.
    pub const fn removed(message: MessageId) -> Self {
        Self { message, end: MessageEnd::Removed }
    }
}
