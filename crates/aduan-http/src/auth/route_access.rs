//! Which callers may use which route. A route without an entry refuses every caller.

use super::{Principal, TokenRole};
use aduan_core::{CommandKind, Role, Roles, procedure};

/// Callers that may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callers {
    /// Everybody, without credentials.
    Everybody,
    /// The holder of a complaint's ticket.
    TicketHolder,
    /// Officers in these roles.
    Officers(Roles),
    /// Officers in a role in which the procedure's table allows this command at some stage.
    OfficersWhoMayGive(CommandKind),
    /// Officers in these roles who are signed in at the pages: by the cookie of their session, and by nothing else.
    SignedIn(Roles),
    /// Auditors.
    Auditors,
    /// Operators.
    Operators,
    /// The service users' portal.
    Portal,
    /// WISE, which signs each request: the route itself checks the signature, since it covers the body.
    Wise,
}

/// A route, and the callers that may use it.
#[derive(Debug, Clone, Copy)]
pub struct RouteAccess {
    /// The method.
    pub method: &'static str,
    /// The path, as it is registered.
    pub path: &'static str,
    /// The callers that may use it.
    pub callers: Callers,
}

/// Whether a caller may use a route, or what is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// The caller may use it.
    Admitted,
    /// The caller must show a ticket.
    NeedsTicket,
    /// The caller must show a token.
    NeedsToken,
    /// The caller must sign in at the pages.
    NeedsSession,
    /// The caller is known, and may not use it.
    Refused,
}

/// Roles that handle the file, and so see its whole history. A receiver only takes in and passes on.
pub const HANDLING: Roles =
    Roles::of(&[Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate, Role::DataProtectionOfficer]);
/// Roles that may read texts. The data protection officer needs none to erase them.
pub const READING: Roles = Roles::of(&[
    Role::Receiver,
    Role::Verifier,
    Role::Pyb,
    Role::Assessor,
    Role::Inspectorate,
    Role::Coordinator,
]);
/// Roles to which an identity can be disclosed (R27).
pub const DISCLOSED_TO: Roles = Roles::of(&[Role::Verifier, Role::Pyb, Role::Assessor, Role::Inspectorate]);
/// Roles of officers, who handle complaints.
pub const OFFICERS: Roles = Roles::of(&[
    Role::Receiver,
    Role::Verifier,
    Role::Pyb,
    Role::Assessor,
    Role::Inspectorate,
    Role::Coordinator,
    Role::DataProtectionOfficer,
]);
/// Roles that may ask which complaints name one official; of the coordinators, those of PUSKI.
pub const SEARCHING: Roles = Roles::of(&[Role::Inspectorate, Role::Coordinator]);
/// The data protection officer, who sees every access.
pub const DPO: Roles = Roles::of(&[Role::DataProtectionOfficer]);

/// The routes of the API.
#[rustfmt::skip]
pub const API_ROUTES: &[RouteAccess] = {
    use Callers::{Auditors, Everybody, Officers, OfficersWhoMayGive, Operators, Portal, TicketHolder, Wise};
    &[
        route("GET", "/v1/openapi.json", Everybody),
        route("GET", "/health", Everybody),
        route("GET", "/ready", Everybody),
        route("GET", "/version", Everybody),
        route("GET", "/metrics", Operators),

        route("GET", "/v1/offices", Everybody),
        route("POST", "/v1/complaints", Everybody),
        route("POST", "/v1/portal/complaints", Portal),
        // The ticket is in the body.
        route("POST", "/v1/complaint/view", Everybody),
        route("GET", "/v1/complaint", TicketHolder),
        route("POST", "/v1/complaint/question", TicketHolder),
        route("POST", "/v1/complaint/denials", TicketHolder),
        route("POST", "/v1/complaint/reissues", TicketHolder),
        route("POST", "/v1/complaint/revocations", TicketHolder),
        route("POST", "/v1/complaint/contest", TicketHolder),
        route("POST", "/v1/complaint/answers", TicketHolder),
        route("POST", "/v1/complaint/messages", TicketHolder),
        route("POST", "/v1/complaint/amendments", TicketHolder),
        route("POST", "/v1/complaint/withdrawal", TicketHolder),
        route("PUT", "/v1/complaint/confidentiality", TicketHolder),
        route("POST", "/v1/complaint/evidence", TicketHolder),
        route("GET", "/v1/complaint/contents", TicketHolder),
        route("GET", "/v1/complaint/contents/{content}", TicketHolder),
        route("GET", "/v1/complaint/accesses", TicketHolder),

        route("POST", "/v1/desk/complaints", Officers(Roles::of(&[Role::Receiver]))),
        route("GET", "/v1/desk/worklist", Officers(OFFICERS)),
        // The pseudonym is in the body.
        route("POST", "/v1/desk/officials/search", Officers(SEARCHING)),
        route("GET", "/v1/desk/complaints/{complaint}", Officers(OFFICERS)),
        // The procedure's table decides by command.
        route("POST", "/v1/desk/complaints/{complaint}/commands", Officers(OFFICERS)),
        route("POST", "/v1/desk/complaints/{complaint}/evidence", OfficersWhoMayGive(CommandKind::AttachEvidence)),
        route("GET", "/v1/desk/complaints/{complaint}/contents", Officers(READING)),
        route("GET", "/v1/desk/complaints/{complaint}/contents/{content}", Officers(READING)),
        route("GET", "/v1/desk/complaints/{complaint}/identity", Officers(DISCLOSED_TO)),
        route("GET", "/v1/desk/complaints/{complaint}/history", Officers(HANDLING)),
        route("GET", "/v1/desk/complaints/{complaint}/timeline", Officers(HANDLING)),
        route("GET", "/v1/desk/complaints/{complaint}/accesses", Officers(DPO)),

        route("POST", "/v1/wise/events", Wise),

        route("GET", "/v1/log", Auditors),
        route("GET", "/v1/log/head", Auditors),
        route("GET", "/v1/log/checkpoint", Auditors),
        route("GET", "/v1/log/measures", Auditors),
    ]
};

/// An entry for [`API_ROUTES`], or for routes that are served beside it.
pub const fn route(method: &'static str, path: &'static str, callers: Callers) -> RouteAccess {
    RouteAccess { method, path, callers }
}

/// The entry of a route. HEAD is treated as GET.
pub fn find<'a>(table: &'a [RouteAccess], method: &str, path: &str) -> Option<&'a RouteAccess> {
    let method = if method == "HEAD" { "GET" } else { method };
    table.iter().find(|route| route.method == method && route.path == path)
}

impl RouteAccess {
    /// Whether a caller may use this route.
    ///
    /// ```
    /// use aduan_http::auth::{Admission, Principal, route_access};
    /// let log = route_access::find(route_access::API_ROUTES, "GET", "/v1/log").expect("a route");
    /// assert_eq!(log.admits(&Principal::Anybody), Admission::NeedsToken);
    /// ```
    pub fn admits(&self, principal: &Principal) -> Admission {
        let token_role = match principal {
            Principal::Officer(actor) => Some(TokenRole::Officer(actor.role)),
            Principal::Auditor(_) => Some(TokenRole::Auditor),
            Principal::Operator(_) => Some(TokenRole::Operator),
            Principal::Portal(_) => Some(TokenRole::Portal),
            Principal::Anybody | Principal::Complainant(..) => None,
        };
        let admitted = match self.callers {
            Callers::Everybody | Callers::Wise => true,
            Callers::TicketHolder => matches!(principal, Principal::Complainant(..)),
            callers => token_role.is_some_and(|role| callers.include(role)),
        };
        match (admitted, self.callers, principal) {
            (true, ..) => Admission::Admitted,
            (false, Callers::TicketHolder, Principal::Anybody) => Admission::NeedsTicket,
            (false, Callers::SignedIn(_), Principal::Anybody) => Admission::NeedsSession,
            (false, _, Principal::Anybody) => Admission::NeedsToken,
            (false, ..) => Admission::Refused,
        }
    }
}

impl Callers {
    /// Whether a token of this role is enough.
    pub fn include(self, role: TokenRole) -> bool {
        match (self, role) {
            (Self::Everybody | Self::Wise, _)
            | (Self::Auditors, TokenRole::Auditor)
            | (Self::Operators, TokenRole::Operator)
            | (Self::Portal, TokenRole::Portal) => true,
            (Self::Officers(roles) | Self::SignedIn(roles), TokenRole::Officer(role)) => roles.contains(role),
            (Self::OfficersWhoMayGive(command), TokenRole::Officer(role)) => {
                procedure::rows(command).any(|row| row.roles.contains(role))
            }
            _ => false,
        }
    }
}
