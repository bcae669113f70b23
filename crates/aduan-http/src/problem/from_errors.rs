//! The problem of each error of the core, the vault and the store.

use super::Problem;
use aduan_core::{Language, Rejection, Rule, Timestamp};
use aduan_store::vault::VaultError;
use aduan_store::{DeskError, StoreError};
use axum::http::StatusCode;
use std::time::{SystemTime, UNIX_EPOCH};

impl From<Rejection> for Problem {
    fn from(rejection: Rejection) -> Self {
        let status = status_of(&rejection);
        let (id, en) = (rejection.sentence(Language::Indonesian), rejection.sentence(Language::English));
        let mut problem = Self::new(status, rejection.code(), id, en);
        problem.rule = Some(rejection.rule());
        match rejection {
            Rejection::WindowOpen { opens: until, .. } | Rejection::RetentionRuns { until, .. } => {
                problem.retry_after(seconds_until(until))
            }
            _ => problem,
        }
    }
}

/// 403 where the actor may not, 422 where the command is wrong, 409 where the stage does not fit.
fn status_of(rejection: &Rejection) -> StatusCode {
    use Rejection as R;
    match rejection {
        R::Role { .. }
        | R::Place { .. }
        | R::Conflict { .. }
        | R::NotTheComplainant
        | R::NotByHand { .. }
        | R::Separated { .. }
        | R::SecondPerson { .. }
        | R::NothingProposed { .. }
        | R::ChannelOfOther { .. }
        | R::GroundOfAnother { .. }
        | R::NotOverseen { .. }
        | R::NotAboutPuski
        | R::TicketQuiet { .. }
        | R::ConsentByOwnTicket
        | R::WithdrawnByTypedTicket
        | R::ClosedByThem
        | R::ToldByGiver
        | R::TellingOfAnother { .. }
        | R::ApprovalRequired
        | R::SelfApproval => StatusCode::FORBIDDEN,
        R::ChannelNotOffered
        | R::IdentityRequired { .. }
        | R::GoesToWise
        | R::ElementsUnknown { .. }
        | R::NothingNamed { .. }
        | R::NobodyNamed { .. }
        | R::ComplainantNamed { .. }
        | R::HowItWasSaid { .. }
        | R::TicketShown
        | R::ContactNotOnFile
        | R::Unreachable { .. }
        | R::ReviewInconsistent
        | R::WrongTarget { .. }
        | R::NoSuchOffice { .. }
        | R::MatterIsDecided { .. }
        | R::ReasonRequired { .. }
        | R::PublicReasonRequired
        | R::WiseNumber { .. }
        | R::NoSuchHold => StatusCode::UNPROCESSABLE_ENTITY,
        R::Erased => StatusCode::GONE,
        _ => StatusCode::CONFLICT,
    }
}

fn seconds_until(until: Timestamp) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    u64::try_from(until.micros() / 1_000_000 + 1).unwrap_or_default().saturating_sub(now)
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        let en = error.to_string();
        match error {
            DeskError::Rejected(rejection) => rejection.into(),
            DeskError::NoSuchComplaint { .. } => Self::not_found(),
            DeskError::CommandReused { .. } => Self::command_reused(),
            DeskError::Stale { expected, actual } => Self::new(
                StatusCode::PRECONDITION_FAILED,
                "stale",
                format!(
                    "Pengaduan sudah berubah (versi {actual}, bukan {expected}); lihat lagi sebelum bertindak."
                ),
                en,
            ),
            DeskError::Contended { .. } => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "contended",
                "Pengaduan sedang diubah oleh banyak orang; coba lagi.",
                en,
            )
            .retry_after(1),
            DeskError::InvalidContact(invalid) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "invalid_contact",
                format!(
                    "Bukan {} yang sah. Tulis satu saja, seperti {}, tanpa kata lain.",
                    invalid.part.label(Language::Indonesian),
                    invalid.example(),
                ),
                en,
            )
            .for_field(invalid.part.as_str()),
            DeskError::NoAddress { delivery } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "no_address",
                format!(
                    "Tidak ada alamat untuk mengirim nomor tiket ({}).",
                    delivery.label(Language::Indonesian)
                ),
                en,
            ),
            DeskError::NotATicket(_) => Self::new(
                StatusCode::UNAUTHORIZED,
                "not_a_ticket",
                "Nomor tiket salah ketik; bandingkan dengan yang Anda terima, satu per satu.",
                en,
            )
            .challenge("Ticket"),
            DeskError::WrongTicket => Self::new(
                StatusCode::UNAUTHORIZED,
                "wrong_ticket",
                "Tidak ada pengaduan dengan nomor tiket ini.",
                en,
            )
            .challenge("Ticket"),
            DeskError::RevokedTicket => {
                let id =
                    "Nomor tiket ini sudah dicabut atau diganti; gunakan nomor tiket yang terakhir dikirim.";
                let mut problem =
                    Self::new(StatusCode::UNAUTHORIZED, "ticket_revoked", id, en).challenge("Ticket");
                problem.rule = Some(Rule::R7);
                problem
            }
            DeskError::TooManyTickets { until } => Self::too_many_tickets().retry_after(seconds_until(until)),
            DeskError::MayNotRead { .. } => Self::may_not_read(),
            DeskError::Unread { .. } => {
                let id = "Ada pesan pengadu yang belum dibaca siapa pun di kantor Anda; baca dahulu sebelum ditandai.";
                let mut problem = Self::new(StatusCode::CONFLICT, "unread", id, en);
                problem.rule = Some(Rule::P3);
                problem
            }
            DeskError::MayNotSearch => {
                let id = "Hanya koordinator PUSKI dan Inspektorat Jenderal yang mencari pengaduan tentang seorang pegawai, dan tidak seorang pun tentang dirinya sendiri (T6).";
                let mut problem = Self::new(StatusCode::FORBIDDEN, "may_not_search", id, en);
                problem.rule = Some(Rule::T6);
                problem
            }
            DeskError::NotDisclosed => {
                let id = "Identitas pengadu tidak dibuka kepada Anda (R27).";
                let mut problem = Self::new(StatusCode::FORBIDDEN, "not_disclosed", id, en);
                problem.rule = Some(Rule::R27);
                problem
            }
            DeskError::Vault(error) => vault(&error),
            DeskError::Store(error) => store(error),
            error => failed(&error),
        }
    }
}

fn vault(error: &VaultError) -> Problem {
    match error {
        VaultError::Erased { .. } => Rejection::Erased.into(),
        VaultError::TooLarge { limit } => Problem::too_large(*limit),
        VaultError::Stream(_) => Problem::broken_off_early(),
        error => failed(error),
    }
}

fn store(error: StoreError) -> Problem {
    match error {
        StoreError::Overloaded | StoreError::Busy(_) => Problem::overloaded(),
        StoreError::Full(_) => {
            tracing::error!(error = "store_full", "the disk is full");
            Problem::full()
        }
        StoreError::Unknown(_) | StoreError::Closed => {
            tracing::error!(error = "store_unknown", "whether a commit was recorded is unknown");
            Problem::unknown()
        }
        StoreError::NotStaged { .. } => Problem::not_staged(),
        error => failed(&error),
    }
}

/// For the operator. The types of errors promise that they hold no text, contact or ticket.
fn failed(error: &dyn std::error::Error) -> Problem {
    let mut cause = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        cause = format!("{cause}: {error}");
        source = error.source();
    }
    tracing::error!(cause, "a request failed");
    Problem::internal()
}
