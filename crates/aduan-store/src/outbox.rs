//! Messages to the outside. Each is stored in the transaction of the decision that sends it.

use crate::StoreError;
use aduan_core::{ComplaintId, Delivery, Notice};
use uuid::Uuid;

/// The id of a message. Its receiver can tell by it that a message came twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub Uuid);

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

/// A row of the outbox. It is sent at least once and then removed.
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

/// A row of the outbox as a store gives it.
#[derive(Debug, Clone)]
pub struct QueuedMessage {
    /// Its place: ascending in the order in which messages were promised, never given to another one.
    pub number: u64,
    /// The message; [`StoreError::Corrupt`] if the row is damaged, which holds up no other.
    pub message: Result<Message, StoreError>,
}
