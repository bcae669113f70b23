//! Refusals at reception, and of tickets.

use crate::support::commands::*;
use crate::support::{Case, person, scenes, wib};
use crate::{Refusal, refusal};
use aduan_core::Rejection as R;
use aduan_core::*;

pub(crate) fn at_reception() -> Vec<Refusal> {
    let online = |matter| complaint(Channel::Website, matter, &[]);
    let by_hand = || Case::new().by(Role::Receiver);
    let in_2025 = || Case::under(Rulebook::per_13_2025()).at("2025-12-01 09:00").by(Role::Complainant);
    let nobody = Identity { content: content(1), parts: IdentityParts::EMPTY };
    let unnamed = Receive { identity: Some(nobody), ..reception(Channel::Website, Matter::Duties, &[]) };
    let another = Receive { complainant: person(7), ..reception(Channel::Website, Matter::Duties, &[]) };
    let followed = Receive { following: Following::Wanted, ..reception(Channel::Box, Matter::Duties, &[]) };
    let sixth = Elements::of(&[Element::Evidence]);
    let evidence = Receive { elements: sixth, ..reception(Channel::Website, Matter::Duties, &[]) };
    let rule = Rule::R3;
    vec![
        refusal(
            Case::new().at("2011-12-31 23:59"),
            online(Matter::Duties),
            R::NotInForce { from: "2012-01-01".parse().unwrap() },
            Rule::W1,
            ["sejak 2012-01-01", "from 2012-01-01"],
        ),
        refusal(
            by_hand(),
            complaint(Channel::WiseForm, Matter::Duties, &[]),
            R::ChannelNotOffered,
            Rule::R1,
            ["Saluran ini tidak dikenal", "does not know this channel"],
        ),
        refusal(
            by_hand(),
            online(Matter::Duties),
            R::ChannelOfOther { allowed: Role::Complainant, rule },
            rule,
            ["hanya untuk pengadu", "for the complainant only"],
        ),
        refusal(
            Case::new(),
            complaint(Channel::Fax, Matter::Duties, &[]),
            R::ChannelOfOther { allowed: Role::Receiver, rule: Rule::R2 },
            Rule::R2,
            ["petugas penerima pengaduan", "for the receiver only"],
        ),
        refusal(
            in_2025(),
            complaint(Channel::Website, Matter::Duties, &[IdentityPart::Name, IdentityPart::Mobile]),
            R::IdentityRequired { missing: IdentityParts::of(&[IdentityPart::Address, IdentityPart::Email]) },
            Rule::W3,
            ["alamat / alamat surat elektronik", "address / e-mail address"],
        ),
        refusal(
            in_2025(),
            online(Matter::Discipline),
            R::GoesToWise,
            Rule::K1,
            ["melalui WISE", "through WISE"],
        ),
        refusal(
            Case::new(),
            receive(unnamed),
            R::NothingNamed { command: CommandKind::Receive, rule: Rule::R8 },
            Rule::R8,
            ["sebutkan sedikitnya satu", "name at least one"],
        ),
        refusal(
            Case::new(),
            receive(another),
            R::NotTheComplainant,
            Rule::P1,
            ["bukan milik pengadu", "belongs to another"],
        ),
        refusal(
            by_hand(),
            receive(followed),
            R::Unreachable { rule: Rule::R7 },
            Rule::R7,
            ["Tidak ada jalur", "no way leads"],
        ),
        refusal(
            Case::new(),
            receive(evidence),
            R::ElementsUnknown { elements: sixth },
            Rule::R8,
            ["tidak dikenal oleh peraturan yang berlaku: bukti", "these elements: evidence"],
        ),
    ]
}

pub(crate) fn of_tickets() -> Vec<Refusal> {
    let ticketed = scenes::letter(Matter::Duties).does(issue_ticket(&[Delivery::Sms]));
    let full =
        (1..Complaint::KEPT).fold(ticketed.clone(), |case, _| case.does(reissue_ticket_to(&[Delivery::Sms])));
    vec![
        refusal(
            scenes::letter(Matter::Duties),
            issue_ticket(&[Delivery::Screen]),
            R::TicketShown,
            Rule::R7,
            ["e-mail atau SMS", "e-mail or SMS"],
        ),
        refusal(
            scenes::letter(Matter::Duties).does(issue_ticket(&[Delivery::Sms])),
            issue_ticket(&[Delivery::Sms]),
            R::Already { command: CommandKind::IssueTicket, rule: Rule::R7 },
            Rule::R7,
            ["Sudah dilakukan: mengirim nomor tiket", "already done: send a ticket"],
        ),
        refusal(
            scenes::letter(Matter::Duties),
            reissue_ticket_to(&[Delivery::Sms]),
            R::NoTicket,
            Rule::R7,
            ["Belum ada nomor tiket", "no ticket was issued yet"],
        ),
        refusal(
            scenes::online(Matter::Duties).by(Role::Complainant),
            reissue_ticket_to(&[Delivery::Email]),
            R::ContactNotOnFile,
            Rule::R7,
            ["yang Anda tinggalkan saat mengadu", "that you left when you filed"],
        ),
        refusal(
            scenes::online(Matter::Duties).by(Role::Complainant).does(reissue_ticket(&[Delivery::Email])),
            reissue_ticket(&[Delivery::Email]),
            R::TicketOnItsWay,
            Rule::R7,
            ["sedang dikirim kepada Anda", "is on its way to you"],
        ),
        refusal(
            scenes::online(Matter::Duties).by(Role::Receiver),
            reissue_ticket_to(&[Delivery::Email]),
            R::NotByHand { command: CommandKind::ReissueTicket, rule: Rule::R7 },
            Rule::R7,
            ["ke alamat yang ia tulis sendiri", "an address that they typed themselves"],
        ),
        refusal(
            ticketed.clone().by(Role::Complainant).at("2025-03-09 00:00"),
            withdraw(),
            R::WithdrawnByTypedTicket,
            Rule::R21,
            ["disampaikan kepada petugas penerima", "a withdrawal goes to the receiver"],
        ),
        refusal(
            full,
            reissue_ticket_to(&[Delivery::Sms]),
            R::TooManyTickets,
            Rule::R7,
            ["sudah mencapai batas", "no room for another ticket"],
        ),
        refusal(
            ticketed.clone().by(Role::Complainant),
            withdraw(),
            R::TicketQuiet { opens: wib("2025-03-09 00:00"), zone: Zone::Wib },
            Rule::R7,
            ["hanya untuk memantau dan menambah bukti", "it only follows and adds evidence"],
        ),
        refusal(
            ticketed.by(Role::Complainant).does(revoke_ticket(Revocation::This)),
            attach(Media::Photo),
            R::TicketRevoked,
            Rule::R7,
            ["sudah dicabut atau diganti", "was revoked or replaced"],
        ),
    ]
}
