//! The one place of authorisation: who may call which route. A route that does not stand here is open to nobody.

use super::{Principal, Standing};
use aduan_core::{CommandKind, Role, Roles, procedure};

/// Who a door is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody.
    Everybody,
    /// Whoever has a ticket.
    TicketHolder,
    /// Officers in these roles.
    Officers(Roles),
    /// Officers in a role in which the procedure's table lets them give this command somewhere.
    WhoMayGive(CommandKind),
    /// Auditors.
    Auditors,
    /// Operators.
    Operators,
}

/// A route, and who it is for.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// The method.
    pub method: &'static str,
    /// The path, as it is registered.
    pub path: &'static str,
    /// Who may call it.
    pub who: Who,
}

/// What a door asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// Come in.
    Admitted,
    /// Say who you are: a ticket.
    NeedsTicket,
    /// Say who you are: a token.
    NeedsToken,
    /// You are known, and it is not for you.
    Refused,
}

/// Who has the file before them, and so its whole history. A receiver has not: they take in and pass on.
const HANDLING: Roles =
    Roles::of(&[Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate, Role::DataProtectionOfficer]);
/// Who may read words: not the data protection officer, who needs none to erase them.
const READING: Roles =
    Roles::of(&[Role::Receiver, Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate]);
/// To whom an identity can be disclosed (R27).
const DISCLOSED_TO: Roles = Roles::of(&[Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate]);
const OFFICERS: Roles = Roles::of(&[
    Role::Receiver,
    Role::Verifier,
    Role::Pyb,
    Role::Assessor,
    Role::Inspectorate,
    Role::DataProtectionOfficer,
]);
const DPO: Roles = Roles::of(&[Role::DataProtectionOfficer]);

/// Every door.
#[rustfmt::skip]
pub const DOORS: &[Door] = {
    use Who::{Auditors, Everybody, Officers, Operators, TicketHolder, WhoMayGive};
    &[
        door("GET", "/", Everybody),
        door("GET", "/lapor", Everybody),
        door("POST", "/lapor", Everybody),
        door("GET", "/pantau", Everybody),
        // The ticket is in the form.
        door("POST", "/pantau", Everybody),
        door("POST", "/pantau/evidence", Everybody),
        // Where somebody comes back to the address that the form left in the browser.
        door("GET", "/pantau/evidence", Everybody),
        door("GET", "/v1/openapi.json", Everybody),
        door("GET", "/health", Everybody),
        door("GET", "/ready", Everybody),
        door("GET", "/version", Everybody),
        door("GET", "/metrics", Operators),

        door("POST", "/v1/complaints", Everybody),
        // The ticket is in the body.
        door("POST", "/v1/complaint/view", Everybody),
        door("GET", "/v1/complaint", TicketHolder),
        door("POST", "/v1/complaint/answers", TicketHolder),
        door("POST", "/v1/complaint/amendments", TicketHolder),
        door("POST", "/v1/complaint/withdrawal", TicketHolder),
        door("PUT", "/v1/complaint/confidentiality", TicketHolder),
        door("POST", "/v1/complaint/evidence", TicketHolder),
        door("GET", "/v1/complaint/contents", TicketHolder),
        door("GET", "/v1/complaint/contents/{content}", TicketHolder),
        door("GET", "/v1/complaint/accesses", TicketHolder),

        door("POST", "/v1/desk/complaints", Officers(Roles::of(&[Role::Receiver]))),
        door("GET", "/v1/desk/worklist", Officers(OFFICERS)),
        door("GET", "/v1/desk/complaints/{complaint}", Officers(OFFICERS)),
        // Which command, the table says.
        door("POST", "/v1/desk/complaints/{complaint}/commands", Officers(OFFICERS)),
        door("POST", "/v1/desk/complaints/{complaint}/evidence", WhoMayGive(CommandKind::AttachEvidence)),
        door("GET", "/v1/desk/complaints/{complaint}/contents", Officers(READING)),
        door("GET", "/v1/desk/complaints/{complaint}/contents/{content}", Officers(READING)),
        door("GET", "/v1/desk/complaints/{complaint}/identity", Officers(DISCLOSED_TO)),
        door("GET", "/v1/desk/complaints/{complaint}/history", Officers(HANDLING)),
        door("GET", "/v1/desk/complaints/{complaint}/timeline", Officers(HANDLING)),
        door("GET", "/v1/desk/complaints/{complaint}/accesses", Officers(DPO)),

        door("GET", "/v1/log", Auditors),
        door("GET", "/v1/log/head", Auditors),
        door("GET", "/v1/log/checkpoint", Auditors),
        door("GET", "/v1/log/measures", Auditors),
    ]
};

const fn door(method: &'static str, path: &'static str, who: Who) -> Door {
    Door { method, path, who }
}

/// The door at which a request stands. HEAD is asked as GET.
pub fn at(method: &str, path: &str) -> Option<&'static Door> {
    let method = if method == "HEAD" { "GET" } else { method };
    DOORS.iter().find(|door| door.method == method && door.path == path)
}

impl Door {
    /// Whether somebody may come in.
    ///
    /// ```
    /// use aduan_http::auth::{Admission, Principal, doors};
    /// let log = doors::at("GET", "/v1/log").expect("a door");
    /// assert_eq!(log.admits(&Principal::Anybody), Admission::NeedsToken);
    /// ```
    pub fn admits(&self, principal: &Principal) -> Admission {
        let standing = match principal {
            Principal::Officer(actor) => Some(Standing::Officer(actor.role)),
            Principal::Auditor(_) => Some(Standing::Auditor),
            Principal::Operator(_) => Some(Standing::Operator),
            Principal::Anybody | Principal::Complainant(..) => None,
        };
        let known = match self.who {
            Who::Everybody => true,
            Who::TicketHolder => matches!(principal, Principal::Complainant(..)),
            who => standing.is_some_and(|standing| who.includes(standing)),
        };
        match (known, self.who, principal) {
            (true, ..) => Admission::Admitted,
            (false, Who::TicketHolder, Principal::Anybody) => Admission::NeedsTicket,
            (false, _, Principal::Anybody) => Admission::NeedsToken,
            (false, ..) => Admission::Refused,
        }
    }
}

impl Who {
    /// Whether a token of this standing opens the door.
    pub fn includes(self, standing: Standing) -> bool {
        match (self, standing) {
            (Self::Everybody, _)
            | (Self::Auditors, Standing::Auditor)
            | (Self::Operators, Standing::Operator) => true,
            (Self::Officers(roles), Standing::Officer(role)) => roles.contains(role),
            (Self::WhoMayGive(command), Standing::Officer(role)) => {
                procedure::rows(command).any(|row| row.roles.contains(role))
            }
            _ => false,
        }
    }
}
