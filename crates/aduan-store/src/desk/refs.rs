//! Which content is read as content.

use aduan_core::ContentRef;
use aduan_core::event::Event;

/// The content that an event refers to, except the identity and contacts, which are not read as content.
pub(super) fn texts(event: &Event) -> Vec<&ContentRef> {
    match event {
        Event::Received(event) => vec![&event.material],
        Event::TicketIssued(_) => Vec::new(),
        event => event.contents(),
    }
}
