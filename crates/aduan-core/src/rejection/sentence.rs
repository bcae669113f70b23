//! The text of each refusal, for officers.

use super::Rejection;
use crate::{CommandKind, Language, NoticeChannel, Office, Role, TwoOf};

fn listed(offices: &[Office]) -> String {
    offices.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl Rejection {
    #[expect(clippy::too_many_lines, reason = "one sentence after the other")]
    pub(super) fn indonesian(&self) -> String {
        let id = Language::Indonesian;
        match self {
            Self::NotNow { command, allowed, .. } => format!(
                "Belum atau tidak lagi dapat {}; hanya pada tahap {}.",
                command.label(id),
                allowed.label(id)
            ),
            Self::Stage { command, stage, allowed, .. } => format!(
                "Tidak dapat {} pada tahap {}; hanya pada tahap {}.",
                command.label(id),
                stage.label(id),
                allowed.label(id)
            ),
            Self::Role { command, role, allowed, .. } => {
                format!("{} tidak berwenang {}; yang berwenang: {}.", role.label(id), command.label(id), allowed.label(id))
            }
            Self::Place { holder: Some(holder), .. } => {
                format!("Berkas ada pada {holder}; hanya petugas di kantor itu yang dapat bertindak.")
            }
            Self::Place { holder: None, .. } => "Berkas tidak berada pada kantor DJBC.".to_owned(),
            Self::Conflict { conflict } => format!("Benturan kepentingan: {}.", conflict.label(id)),
            Self::NotTheComplainant => "Pengaduan ini bukan milik pengadu tersebut.".to_owned(),
            Self::UnknownHistory { unknown } => format!(
                "Riwayat memuat {unknown} kejadian dari versi program yang lebih baru, atau yang hilang; perbarui program atau pulihkan riwayatnya sebelum bertindak."
            ),
            Self::WrongRulebook { carried } => format!("Pengaduan ini ditangani menurut {carried}."),
            Self::NotInForce { from } => format!("Peraturan ini baru berlaku sejak {from}."),
            Self::Erased => "Data pribadi telah dihapus; pengaduan ini tidak dapat diproses lagi.".to_owned(),
            Self::ChannelNotOffered => "Saluran ini tidak dikenal oleh peraturan yang berlaku.".to_owned(),
            Self::ChannelOfOther { allowed, .. } => format!("Saluran ini hanya untuk {}.", allowed.label(id)),
            Self::IdentityRequired { missing } => format!("Identitas wajib diisi; belum ada: {}.", missing.label(id)),
            Self::GoesToWise => "Dugaan pelanggaran kode etik atau disiplin ditangani melalui WISE, bukan di sini.".to_owned(),
            Self::ElementsUnknown { elements } => {
                format!("Unsur berikut tidak dikenal oleh peraturan yang berlaku: {}.", elements.label(id))
            }
            Self::NothingNamed { command, .. } => format!("Untuk {}, sebutkan sedikitnya satu pilihan.", command.label(id)),
            Self::TicketRevoked => "Nomor tiket ini sudah dicabut atau diganti; gunakan nomor tiket yang terakhir dikirim.".to_owned(),
            Self::TicketQuiet { opens, zone } => format!(
                "Kontak untuk nomor tiket ini ditulis petugas; sampai {} nomor ini hanya untuk memantau dan menambah bukti.",
                zone.display(*opens, id)
            ),
            Self::NoTicket => "Belum ada nomor tiket; kirim yang pertama dengan perintah issue_ticket.".to_owned(),
            Self::ContactNotOnFile => "Nomor tiket baru dikirim ke alamat atau nomor yang Anda tinggalkan saat mengadu; untuk yang lain, hubungi petugas dengan nomor register Anda.".to_owned(),
            Self::TicketOnItsWay => "Nomor tiket baru sedang dikirim kepada Anda; gunakan nomor itu, atau hubungi petugas dengan nomor register Anda.".to_owned(),
            Self::TooManyTickets => "Jumlah nomor tiket untuk pengaduan ini sudah mencapai batas.".to_owned(),
            Self::WithdrawnByTypedTicket => "Kontak tiket ini ditulis oleh petugas; pencabutan disampaikan kepada petugas penerima, yang mencatatnya beserta buktinya.".to_owned(),
            Self::ConsentByOwnTicket => "Persetujuan ini, atau kontak nomor tiket yang menyatakannya, ditulis oleh Anda, kantor Anda, atau penerima; identitas dibuka untuk petugas kantor lain, atau oleh PYB dengan alasan penyelidikan.".to_owned(),
            Self::TicketShown => "Nomor tiket hanya boleh dikirim langsung kepada pengadu melalui e-mail atau SMS.".to_owned(),
            Self::Unreachable { .. } => "Tidak ada jalur komunikasi dengan pengadu untuk ini.".to_owned(),
            Self::NoticeUntimely { notice, allowed } => {
                format!("Pemberitahuan \"{}\" hanya dapat disampaikan pada tahap {}.", notice.label(id), allowed.label(id))
            }
            Self::Already { command, .. } => format!("Sudah dilakukan: {}.", command.label(id)),
            Self::Clarity { clarity: Some(clarity), needed, .. } => format!(
                "Telaah menyatakan materi {}; langkah ini memerlukan hasil telaah: {}.",
                clarity.label(id),
                needed.label(id)
            ),
            Self::Clarity { clarity: None, .. } | Self::NotReviewed => {
                "Materi harus ditelaah lebih dahulu oleh verifikator.".to_owned()
            }
            Self::ReviewInconsistent => "Keterangan tentang terlapor tidak selaras: terlapor yang teridentifikasi \
                harus disebut, yang tidak jelas tidak, dan pengaduan disiplin selalu mengenai seorang pejabat."
                .to_owned(),
            Self::WrongRoute { matter, right } => {
                format!("Pengaduan tentang {} diproses dengan {}.", matter.label(id), right.label(id))
            }
            Self::WrongTarget { kind, allowed, .. } => {
                format!("{} tidak dapat menjadi tujuan; pilih {}.", kind.label(id), allowed.label(id))
            }
            Self::NotByHand { command: CommandKind::ReissueTicket, .. } => {
                "Pengadu ini mengisi pengaduan secara daring: tiket hanya dikirim lagi ke alamat yang ia tulis sendiri.".to_owned()
            }
            Self::NotByHand { command, .. } => format!(
                "Pengadu ini mengadu sendiri secara daring: {} hanya olehnya, dengan nomor tiketnya.",
                command.label(id)
            ),
            Self::HowItWasSaid { command, by: Role::Receiver, .. } => format!(
                "Untuk {} bagi pengadu, sebutkan dengan cara apa pengadu menyampaikannya, selain dengan tiket{}.",
                command.label(id),
                if *command == CommandKind::Withdraw { ", dan bukti pencabutannya" } else { "" }
            ),
            Self::HowItWasSaid { command, .. } => format!(
                "Pengadu berbicara untuk dirinya sendiri: untuk {}, jangan sebutkan cara penyampaian atau bukti.",
                command.label(id)
            ),
            Self::Separated { separation, command, allowed } => format!(
                "{}: {} Mintalah {} lain untuk {}.",
                separation.number,
                separation.sentence(id),
                allowed.label(id),
                command.label(id)
            ),
            Self::NobodyNamed { command } => format!(
                "Untuk {}, id nol bukan id seseorang; sebutkan orangnya, atau kosongkan bila belum diketahui.",
                command.label(id)
            ),
            Self::ComplainantNamed { command } => format!(
                "Untuk {}, pengadu sendiri tidak disebut: sebutkan orang lain, atau kosongkan bila belum diketahui.",
                command.label(id)
            ),
            Self::NothingRequested { .. } => "Tidak ada permintaan data tambahan yang lewat tanpa data dari pengadu.".to_owned(),
            Self::WindowOpen { opens, zone, .. } => format!(
                "Jangka waktu bagi pengadu masih berjalan; baru dapat dilakukan sejak {}.",
                zone.display(*opens, id)
            ),
            Self::NotTold => "Pengadu belum diberi tahu tentang permintaan data; jangka waktunya belum berjalan. Beri tahu \
                pengadu, telaah kembali, atau batalkan permintaan."
                .to_owned(),
            Self::ToldByGiver => "Anda sendiri yang mencatat bahwa pengadu diberi tahu; keputusan ini harus diambil \
                petugas lain."
                .to_owned(),
            Self::TellingOfAnother { channel: NoticeChannel::Ticket } => "Hanya pengadu sendiri yang membuka permintaan \
                data dengan nomor tiketnya."
                .to_owned(),
            Self::TellingOfAnother { channel } => format!(
                "Pemberitahuan melalui {} dicatat oleh petugas atau sistem; pengadu hanya membuka permintaan data dengan \
                 tiket.",
                channel.label(id)
            ),
            Self::ReasonRequired { .. } => "Alasan tertulis wajib diberikan.".to_owned(),
            Self::PublicReasonRequired => {
                "Tuliskan juga alasan untuk dibaca pengadu, tanpa keterangan yang rahasia.".to_owned()
            }
            Self::GroundNotEstablished { ground, .. } => {
                format!("Hasil telaah tidak mendukung alasan \"{}\".", ground.label(id))
            }
            Self::GroundOfAnother { ground, allowed, .. } => {
                format!("Alasan \"{}\" hanya dapat dipakai oleh {}.", ground.label(id), allowed.label(id))
            }
            Self::WiseNumber { expected: Some(number) } => format!("WISE mencatat pengaduan ini dengan nomor {number}."),
            Self::WiseNumber { expected: None } => "WISE belum menyatakan menerima pengaduan ini.".to_owned(),
            Self::StepOutOfOrder { step, expected } if step < expected => {
                format!("Langkah {} sudah lewat; pengkajian sudah sampai pada {}.", step.label(id), expected.label(id))
            }
            Self::StepOutOfOrder { step, expected } => {
                format!("Langkah {} belum dapat dicatat; lakukan {} lebih dahulu.", step.label(id), expected.label(id))
            }
            Self::StepsMissing { missing } => format!("Langkah berikut belum dilakukan: {}.", missing.label(id)),
            Self::NotRecallable { sender: Some((role, office)) } => {
                format!("Yang dapat menarik kembali berkas ini hanya pengirimnya: {} pada {office}.", role.label(id))
            }
            Self::NotRecallable { sender: None } => "Berkas hanya dapat ditarik kembali selama belum ada tindakan \
                sejak dikirim; kini kantor pemegang berkas yang meneruskannya."
                .to_owned(),
            Self::NothingToFollow => "Pengaduan yang tidak terbukti tidak memerlukan tindak lanjut; tutup pengaduan.".to_owned(),
            Self::FollowUpMissing => "Putuskan tindak lanjut lebih dahulu.".to_owned(),
            Self::NotWithdrawn => "Pada tahap ini hanya pengaduan yang dicabut yang dapat ditutup.".to_owned(),
            Self::DisciplineGoesOn => "Pencabutan tidak menghentikan penanganan dugaan pelanggaran disiplin.".to_owned(),
            Self::NotReopenable { outcome } => format!(
                "Pengaduan dengan hasil \"{}\" tidak dapat dibuka kembali menurut peraturan yang berlaku.",
                outcome.map_or("-", |outcome| outcome.label(id))
            ),
            Self::NoIdentity => "Tidak ada identitas pengadu yang tersimpan.".to_owned(),
            Self::ConsentMissing => "Pengadu tidak menghendaki identitasnya dibuka.".to_owned(),
            Self::ApprovalRequired => "Pembukaan identitas kepada orang lain, atau untuk mempermudah penyelidikan, harus diberikan oleh PYB.".to_owned(),
            Self::SelfApproval => "PYB tidak dapat menyetujui pembukaan identitas untuk dirinya sendiri.".to_owned(),
            Self::NoSuchOffice { office, nearest } if nearest.is_empty() => {
                format!("{office} tidak ada dalam daftar kantor yang berlaku; pilih kantor dari daftar.")
            }
            Self::NoSuchOffice { office, nearest } => format!(
                "{office} tidak ada dalam daftar kantor yang berlaku; yang terdekat: {}.",
                listed(nearest)
            ),
            Self::NotOverseen { office } => {
                format!("{office} tidak berada di bawah kantor Anda; mintalah kepada koordinator kantor atasannya.")
            }
            Self::NotAboutPuski => "Inspektorat Jenderal hanya mengawasi pengaduan tentang PUSKI KC; pengaduan lain dipindahkan atau dibuka kembali oleh koordinator.".to_owned(),
            Self::NoFallbackUnit => "Daftar kantor tidak memuat unit lain yang dapat mengambil alih; teruskan ke PYB kantor lain, atau sampaikan melalui WISE.".to_owned(),
            Self::ClosedByThem => "Anda yang menutup pengaduan ini; bahan baru ditelaah oleh petugas lain atau koordinator.".to_owned(),
            Self::SecondPerson { two, until, zone } => format!(
                "{}: {} Usulan sudah dicatat; {} perlu memberikan perintah yang sama sebelum {}.",
                two.number,
                two.sentence(id),
                match two.apart {
                    TwoOf::People => "orang lain",
                    TwoOf::Offices => "orang lain dari kantor lain",
                },
                zone.display(*until, id)
            ),
            Self::NothingContested => "Tidak ada sanggahan atas pencatatan materi yang belum diputuskan.".to_owned(),
            Self::MatterIsDecided { matter } => {
                format!("Koordinator telah memutuskan materi pengaduan ini; telaah tetap pada {}, dan hanya dapat meningkatkannya ke kode etik dan/atau disiplin.", matter.label(id))
            }
            Self::NothingProposed { allowed, .. } if allowed.is_empty() => "Tidak ada usulan yang kedaluwarsa.".to_owned(),
            Self::NothingProposed { command, allowed } => format!(
                "Belum ada usulan yang sama yang dapat Anda setujui; yang dapat mengusulkan untuk {}: {}.",
                command.label(id),
                allowed.label(id)
            ),
            Self::NotNamedBefore => "Yang dapat dihapus hanya nama yang pernah disebut dan kini tidak lagi; nama yang masih berlaku diperbaiki dengan telaah baru lebih dahulu.".to_owned(),
            Self::StreamFull => "Riwayat pengaduan ini sudah penuh.".to_owned(),
            Self::TooManyNamed => "Sudah terlalu banyak pejabat yang pernah disebut sebagai terlapor; pertahankan yang sekarang, atau terima pengaduan baru untuk yang lain.".to_owned(),
            Self::TooManyHolds => "Jumlah penahanan penghapusan, semuanya atau dari Anda, sudah mencapai batas; cabut salah satu lebih dahulu.".to_owned(),
            Self::LegalHold { holds } => format!("Penghapusan ditahan untuk proses hukum ({holds} penahanan berlaku)."),
            Self::NoSuchHold => "Penahanan itu tidak sedang berlaku.".to_owned(),
            Self::NoRetention => "Peraturan yang berlaku tidak menetapkan masa retensi.".to_owned(),
            Self::RetentionRuns { until, zone } => {
                format!("Masa retensi masih berjalan sampai {}.", zone.display(*until, id))
            }
        }
    }

    #[expect(clippy::too_many_lines, reason = "one sentence after the other")]
    pub(super) fn english(&self) -> String {
        let en = Language::English;
        match self {
            Self::NotNow { command, allowed, .. } => format!(
                "{} is not possible yet, or no more; only in the stages {}.",
                command.label(en),
                allowed.label(en)
            ),
            Self::Stage { command, stage, allowed, .. } => format!(
                "cannot {} in the stage {}; only in {}.",
                command.label(en),
                stage.label(en),
                allowed.label(en)
            ),
            Self::Role { command, role, allowed, .. } => {
                format!("the role {} may not {}; who may: {}.", role.label(en), command.label(en), allowed.label(en))
            }
            Self::Place { holder: Some(holder), .. } => {
                format!("the file is at {holder}; only officers of that office may act.")
            }
            Self::Place { holder: None, .. } => "no office of DJBC has the file.".to_owned(),
            Self::Conflict { conflict } => format!("conflict of interest: {}.", conflict.label(en)),
            Self::NotTheComplainant => "this complaint belongs to another complainant.".to_owned(),
            Self::UnknownHistory { unknown } => format!(
                "the history has {unknown} event(s) of a newer version of this program, or missing; update it, or restore the history, before you act."
            ),
            Self::WrongRulebook { carried } => format!("this complaint is handled under {carried}."),
            Self::NotInForce { from } => format!("this rulebook is in force only from {from}."),
            Self::Erased => "the personal data were erased; nothing more can be done with this complaint.".to_owned(),
            Self::ChannelNotOffered => "the rulebook in force does not know this channel.".to_owned(),
            Self::ChannelOfOther { allowed, .. } => format!("this channel is for the {} only.", allowed.label(en)),
            Self::IdentityRequired { missing } => format!("an identity is required; missing: {}.", missing.label(en)),
            Self::GoesToWise => "suspected breaches of ethics or discipline go through WISE, not here.".to_owned(),
            Self::ElementsUnknown { elements } => {
                format!("the rulebook in force does not have these elements: {}.", elements.label(en))
            }
            Self::NothingNamed { command, .. } => format!("to {}, name at least one choice.", command.label(en)),
            Self::TicketRevoked => "this ticket was revoked or replaced; use the one that was sent last.".to_owned(),
            Self::TicketQuiet { opens, zone } => format!(
                "an officer typed the contact of this ticket; until {} it only follows and adds evidence.",
                zone.display(*opens, en)
            ),
            Self::NoTicket => "no ticket was issued yet; send the first one by issue_ticket.".to_owned(),
            Self::ContactNotOnFile => "a new ticket goes to an address or number that you left when you filed; for another, ask an officer with your register number.".to_owned(),
            Self::TicketOnItsWay => "a new ticket is on its way to you; use that one, or ask an officer with your register number.".to_owned(),
            Self::TooManyTickets => "this complaint has no room for another ticket.".to_owned(),
            Self::WithdrawnByTypedTicket => "an officer typed the contact of this ticket; a withdrawal goes to the receiver, who records it with what shows it.".to_owned(),
            Self::ConsentByOwnTicket => "you, your office or the recipient wrote down this consent, or the contact of the ticket that gave it; the identity goes to officers of another office, or by the PYB to ease the investigation.".to_owned(),
            Self::TicketShown => "a ticket may only go straight to the complainant, by e-mail or SMS.".to_owned(),
            Self::Unreachable { .. } => "no way leads to the complainant for this.".to_owned(),
            Self::NoticeUntimely { notice, allowed } => {
                format!("the notice \"{}\" may only be given in the stage {}.", notice.label(en), allowed.label(en))
            }
            Self::Already { command, .. } => format!("already done: {}.", command.label(en)),
            Self::Clarity { clarity: Some(clarity), needed, .. } => format!(
                "the review says \"{}\"; this step needs a review that says \"{}\".",
                clarity.label(en),
                needed.label(en)
            ),
            Self::Clarity { clarity: None, .. } | Self::NotReviewed => {
                "the verifier must review the material first.".to_owned()
            }
            Self::ReviewInconsistent => "what the review says of the reported official does not hold together: one \
                who is identified must be named, one who is unclear must not, and a discipline complaint always \
                concerns an official."
                .to_owned(),
            Self::WrongRoute { matter, right } => {
                format!("for a complaint about {}, {}.", matter.label(en), right.label(en))
            }
            Self::WrongTarget { kind, allowed, .. } => {
                format!("a {} is no target; choose {}.", kind.label(en), allowed.label(en))
            }
            Self::NotByHand { command: CommandKind::ReissueTicket, .. } => {
                "this complainant filed online: a ticket goes again only to an address that they typed themselves.".to_owned()
            }
            Self::NotByHand { command, .. } => format!(
                "this complainant filed online: they alone may {}, with their ticket.",
                command.label(en)
            ),
            Self::HowItWasSaid { command, by: Role::Receiver, .. } => format!(
                "to {} for a complainant, say how they told you, other than with a ticket{}.",
                command.label(en),
                if *command == CommandKind::Withdraw { ", and what shows it" } else { "" }
            ),
            Self::HowItWasSaid { command, .. } => format!(
                "a complainant speaks for themselves: to {}, name neither a way nor what shows it.",
                command.label(en)
            ),
            Self::Separated { separation, command, allowed } => format!(
                "{}: {} Ask another {} to {}.",
                separation.number,
                separation.sentence(en),
                allowed.label(en),
                command.label(en)
            ),
            Self::NobodyNamed { command } => format!(
                "to {}, the nil id is nobody's: name the person, or leave it out while they are not known.",
                command.label(en)
            ),
            Self::ComplainantNamed { command } => format!(
                "to {}, the complainant is not named: name another person, or leave it out while they are not known.",
                command.label(en)
            ),
            Self::NothingRequested { .. } => "no request for additional data has gone without any data from the complainant.".to_owned(),
            Self::WindowOpen { opens, zone, .. } => {
                format!("the complainant's window still runs; possible from {}.", zone.display(*opens, en))
            }
            Self::NotTold => "the complainant was not told of the request, so no window runs; tell them, review anew, or \
                cancel the request."
                .to_owned(),
            Self::ToldByGiver => "you recorded yourself that the complainant was told; another officer must decide this."
                .to_owned(),
            Self::TellingOfAnother { channel: NoticeChannel::Ticket } => "only the complainant opens a request for data \
                with their ticket."
                .to_owned(),
            Self::TellingOfAnother { channel } => format!(
                "a notice by {} is recorded by officers or the system; the complainant opens a request for data with \
                 their ticket.",
                channel.label(en)
            ),
            Self::ReasonRequired { .. } => "a written reason is required.".to_owned(),
            Self::PublicReasonRequired => {
                "write a reason for the complainant as well, with nothing confidential in it.".to_owned()
            }
            Self::GroundNotEstablished { ground, .. } => {
                format!("the review does not establish the ground \"{}\".", ground.label(en))
            }
            Self::GroundOfAnother { ground, allowed, .. } => {
                format!("the ground \"{}\" is for the {} only.", ground.label(en), allowed.label(en))
            }
            Self::WiseNumber { expected: Some(number) } => format!("WISE has this complaint as {number}."),
            Self::WiseNumber { expected: None } => "WISE has not acknowledged this complaint.".to_owned(),
            Self::StepOutOfOrder { step, expected } if step < expected => {
                format!("the {} is over; the assessment has come to the {}.", step.label(en), expected.label(en))
            }
            Self::StepOutOfOrder { step, expected } => {
                format!("the {} cannot be recorded yet; do the {} first.", step.label(en), expected.label(en))
            }
            Self::StepsMissing { missing } => format!("these steps are missing: {}.", missing.label(en)),
            Self::NotRecallable { sender: Some((role, office)) } => {
                format!("only who sent this file may take it back: the {} at {office}.", role.label(en))
            }
            Self::NotRecallable { sender: None } => "a file is taken back only while nothing was done with it since it \
                was sent; now the office that has it moves it on."
                .to_owned(),
            Self::NothingToFollow => "nothing follows from an unsubstantiated complaint; close it.".to_owned(),
            Self::FollowUpMissing => "decide what follows first.".to_owned(),
            Self::NotWithdrawn => "in this stage only a withdrawn complaint may be closed.".to_owned(),
            Self::DisciplineGoesOn => "a withdrawal does not end a discipline case.".to_owned(),
            Self::NotReopenable { outcome } => format!(
                "a complaint with the outcome \"{}\" is not reopened under its rulebook.",
                outcome.map_or("-", |outcome| outcome.label(en))
            ),
            Self::NoIdentity => "no identity is kept.".to_owned(),
            Self::ConsentMissing => "the complainant does not wish their identity to be known.".to_owned(),
            Self::ApprovalRequired => "a disclosure to somebody else, or to ease the investigation, is for the PYB to give.".to_owned(),
            Self::SelfApproval => "the PYB cannot approve a disclosure to themselves.".to_owned(),
            Self::NoSuchOffice { office, nearest } if nearest.is_empty() => {
                format!("{office} is no office in force in the directory; choose one from its list.")
            }
            Self::NoSuchOffice { office, nearest } => {
                format!("{office} is no office in force in the directory; the nearest: {}.", listed(nearest))
            }
            Self::NotOverseen { office } => {
                format!("{office} is not beneath your office; ask the coordinator of the office above it.")
            }
            Self::NotAboutPuski => "the Inspectorate oversees complaints about PUSKI alone; a coordinator moves, reopens and decides on the others.".to_owned(),
            Self::NoFallbackUnit => "the directory has no other unit that may take it; forward it to the PYB of another office, or report through WISE.".to_owned(),
            Self::ClosedByThem => "you closed this complaint; another officer or a coordinator looks at what came in.".to_owned(),
            Self::SecondPerson { two, until, zone } => format!(
                "{}: {} The proposal is recorded; {} gives the same command before {}.",
                two.number,
                two.sentence(en),
                match two.apart {
                    TwoOf::People => "another person",
                    TwoOf::Offices => "another person of another office",
                },
                zone.display(*until, en)
            ),
            Self::NothingContested => "the complainant contests nothing that is not decided.".to_owned(),
            Self::MatterIsDecided { matter } => {
                format!("a coordinator decided what this complaint is about; a review keeps to {}, and may only raise it to ethics and discipline.", matter.label(en))
            }
            Self::NothingProposed { allowed, .. } if allowed.is_empty() => "no proposal has lapsed.".to_owned(),
            Self::NothingProposed { command, allowed } => format!(
                "nobody has proposed the same, so you have nothing to confirm; who may propose to {}: {}.",
                command.label(en),
                allowed.label(en)
            ),
            Self::NotNamedBefore => "only a name that was complained of before, and is not any more, is cleared; a name that stands is corrected by a review first.".to_owned(),
            Self::StreamFull => "this complaint's history is full.".to_owned(),
            Self::TooManyNamed => "too many officials were already named in this complaint; keep the present one, or receive a new complaint about the other.".to_owned(),
            Self::TooManyHolds => "there are as many legal holds as there may be, in all or by you; release one first.".to_owned(),
            Self::LegalHold { holds } => format!("legal proceedings forbid erasure ({holds} hold(s) in force)."),
            Self::NoSuchHold => "that hold is not in force.".to_owned(),
            Self::NoRetention => "the rulebook sets no retention.".to_owned(),
            Self::RetentionRuns { until, zone } => format!("the retention runs until {}.", zone.display(*until, en)),
        }
    }
}
