//! The problems whose sentences are always the same, with their codes.

use super::Problem;
use axum::http::StatusCode;

/// A constructor of [`Problem`] for each row:
///
/// ```text
/// name: STATUS "code",
///     "in Indonesian",
///     "in English";
/// ```
///
/// What else the answer says may stand at the end of the row: `.retry_after(1)`, `.challenge("Bearer")`.
macro_rules! problems {
    ($(
        $visibility:vis $name:ident: $status:ident $code:literal,
            $indonesian:literal,
            $english:literal $(.$more:ident($value:expr))?;
    )+) => {
        impl Problem {
            $(
                #[doc = concat!("`", $code, "`: ", $english, ".")]
                $visibility fn $name() -> Self {
                    Self::new(StatusCode::$status, $code, $indonesian, $english)$(.$more($value))?
                }
            )+
        }
    };
}

problems! {
    // The caller.
    pub(crate) unauthenticated: UNAUTHORIZED "unauthenticated",
        "Sebutkan siapa Anda: petugas dengan token, pengadu dengan nomor tiket.",
        "say who you are: an officer by a bearer token, a complainant by their ticket";
    pub not_signed_in: UNAUTHORIZED "not_signed_in",
        "Anda belum masuk, atau sesi Anda sudah berakhir.",
        "you are not signed in, or your session is over";
    pub(crate) no_sign_in: SERVICE_UNAVAILABLE "no_sign_in",
        "Halaman petugas belum dapat dipakai dengan penyedia identitas yang diatur di sini; gunakan API dengan token.",
        "the officers' pages cannot be used yet with the identity provider that is set here: use the API with a token";
    pub wrong_form: FORBIDDEN "wrong_form",
        "Formulir ini bukan dari sesi Anda.",
        "this form is not of your session";
    // The same answer for every fault of a token, so that a forger learns nothing.
    pub(crate) invalid_token: UNAUTHORIZED "invalid_token",
        "Token tidak sah atau sudah kedaluwarsa.",
        "the token is invalid or has expired".challenge("Bearer");
    // The same answer for every fault of a signature.
    pub(crate) invalid_signature: UNAUTHORIZED "invalid_signature",
        "Tanda tangan permintaan ini tidak ada atau tidak sah.",
        "this request has no signature, or not a valid one".challenge("Signature");
    pub(crate) stale_signature: UNAUTHORIZED "stale_signature",
        "Tanda tangan ini terlalu lama, atau dari waktu yang akan datang; periksa jam, lalu tandatangani lagi.",
        "this signature is too old, or of the future: check the clock, and sign again".challenge("Signature");
    pub(crate) no_pseudonym: FORBIDDEN "no_pseudonym",
        "Token ini tidak memuat nama samaran (UUID) Anda.",
        "this token has no pseudonym of yours: a random UUID, never a staff number";
    pub(crate) no_office: FORBIDDEN "no_office",
        "Token ini tidak menyebut kantor Anda.",
        "this token names no office of yours";
    pub(crate) which_role: FORBIDDEN "which_role",
        "Anda punya beberapa peran; sebutkan salah satunya dalam Aduan-Role.",
        "you have several roles: name one of them in Aduan-Role";
    pub(crate) no_role: FORBIDDEN "no_role",
        "Token ini tidak memberi Anda peran itu di sini.",
        "this token gives you no such role here";
    pub(crate) not_for_this_role: FORBIDDEN "not_for_this_role",
        "Ini bukan untuk peran Anda.",
        "this is not for your role";
    pub(crate) channel_not_proven: FORBIDDEN "channel_not_proven",
        "Saluran `portal` hanya untuk portal pengguna jasa dengan tokennya; saluran lain tidak untuknya.",
        "the channel `portal` is for the service users' portal with its token, and no other channel is";
    pub(crate) may_not_read: FORBIDDEN "may_not_read",
        "Anda tidak berwenang membaca isi ini.",
        "you may not read this content";
    pub(crate) too_many_tickets: TOO_MANY_REQUESTS "too_many_tickets",
        "Terlalu banyak nomor tiket yang salah; coba lagi nanti.",
        "too many wrong tickets: try again later";
    pub(crate) too_many_requests: TOO_MANY_REQUESTS "too_many_requests",
        "Terlalu banyak permintaan; coba lagi nanti.",
        "too many requests: try again later";

    // The request.
    pub not_found: NOT_FOUND "not_found",
        "Tidak ada, atau bukan untuk Anda.",
        "there is no such thing, or it is not for you";
    pub(crate) method_not_allowed: METHOD_NOT_ALLOWED "method_not_allowed",
        "Metode ini tidak dikenal di sini.",
        "this method is not known here";
    pub(crate) bad_query: BAD_REQUEST "bad_query",
        "Parameter tidak dikenal atau nilainya tidak sesuai.",
        "a parameter is not known, or its value does not fit";
    pub(crate) bad_idempotency_key: BAD_REQUEST "bad_idempotency_key",
        "Idempotency-Key harus satu UUID.",
        "Idempotency-Key must be one UUID";
    pub(crate) command_reused: UNPROCESSABLE_ENTITY "command_reused",
        "Idempotency-Key ini sudah dipakai untuk permintaan lain.",
        "this Idempotency-Key was used for another request";
    pub(crate) event_reused: UNPROCESSABLE_ENTITY "event_reused",
        "Peristiwa dengan `source` dan `id` ini sudah dicatat dengan isi lain.",
        "an event with this `source` and `id` was recorded with another content";
    pub(crate) bad_if_match: BAD_REQUEST "bad_if_match",
        "If-Match harus memuat satu ETag dari pengaduan ini, seperti \"7\".",
        "If-Match must have one ETag of this complaint, such as \"7\"";

    // Its content.
    pub(crate) json_required: UNSUPPORTED_MEDIA_TYPE "unsupported_media_type",
        "Kirimkan application/json dalam UTF-8, tanpa kompresi.",
        "send application/json in UTF-8, not packed";
    pub(crate) cloudevent_required: UNSUPPORTED_MEDIA_TYPE "unsupported_media_type",
        "Kirimkan application/cloudevents+json dalam UTF-8, tanpa kompresi.",
        "send application/cloudevents+json in UTF-8, not packed";
    pub form_required: UNSUPPORTED_MEDIA_TYPE "unsupported_media_type",
        "Kirimkan multipart/form-data dengan satu `file` dan, bila perlu, satu `media`.",
        "send multipart/form-data with one `file` and, if you like, one `media`";
    pub(crate) form_too_large: PAYLOAD_TOO_LARGE "too_large",
        "Kiriman terlalu besar.",
        "what was sent is too large";
    pub(crate) broken_off: BAD_REQUEST "broken_off",
        "Kiriman terputus atau rusak.",
        "what was sent broke off or is damaged";
    pub(crate) broken_off_early: BAD_REQUEST "broken_off",
        "Kiriman terputus sebelum selesai.",
        "what was sent broke off before its end";
    pub too_slow: REQUEST_TIMEOUT "too_slow",
        "Kiriman terlalu lambat.",
        "what was sent took too long";
    pub(crate) unit_required: UNPROCESSABLE_ENTITY "unit_required",
        "Sebutkan unit kepatuhan internal (`unit`) yang akan memverifikasi.",
        "name the compliance unit (`unit`) that is to verify it";
    pub(crate) bad_secret: UNPROCESSABLE_ENTITY "bad_secret",
        "`secret` harus 64 digit heksadesimal huruf kecil.",
        "`secret` must be 64 lower-case hexadecimal digits";
    pub(crate) not_staged: CONFLICT "not_staged",
        "Lampiran sudah tidak ada; kirim lagi.",
        "the attachment is not there any more: send it again";

    // A failure of this program; its log has the cause.
    pub internal: INTERNAL_SERVER_ERROR "internal",
        "Terjadi kesalahan pada sistem; sudah dicatat.",
        "something failed here; it was recorded in the log";
    pub overloaded: SERVICE_UNAVAILABLE "overloaded",
        "Sistem sedang penuh; coba lagi sebentar lagi.",
        "too many requests wait: try again in a moment".retry_after(1);
    pub(crate) full: SERVICE_UNAVAILABLE "full",
        "Ruang penyimpanan habis; tidak ada yang dicatat.",
        "no space is left; nothing was recorded".retry_after(60);
    pub(crate) unknown: SERVICE_UNAVAILABLE "unknown",
        "Tidak diketahui apakah sudah dicatat; kirim lagi dengan Idempotency-Key yang sama.",
        "whether it was recorded is unknown: send it again with the same Idempotency-Key".retry_after(1);
}
