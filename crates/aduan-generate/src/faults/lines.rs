//! Faults in the lines themselves: missing, doubled, broken, unknown, under an id of another.

use super::stream::{Item, Stream, What};
use super::{FaultKind, Site};
use crate::rng::SeededRng;
use aduan_core::{CommandId, ComplaintId, Event, Ticket};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

fn any(stream: &Stream, rng: &mut SeededRng) -> Option<usize> {
    let count = u32::try_from(stream.items.len()).ok().filter(|count| *count > 0)?;
    Some(rng.below(count) as usize)
}

/// Writes another line in place of a record.
fn rewrite(stream: &mut Stream, item: usize, rewrite: impl FnOnce(String) -> Option<Vec<u8>>) -> Option<()> {
    let line = stream.record(item)?.to_line();
    stream.items[item].what = What::Raw(rewrite(line)?);
    Some(())
}

pub(super) fn ground_without_reason(stream: &mut Stream) -> Site {
    let declared = |item: &usize| matches!(stream.event(*item), Some(Event::DeclaredNotActionable(_)));
    let item = (0..stream.items.len()).find(declared)?;
    rewrite(stream, item, |line| {
        let from = line.find("\"reason\":")? + "\"reason\":".len();
        let to = from + line[from..].find('}')? + 1;
        Some(format!("{}null{}", &line[..from], &line[to..]).into_bytes())
    })?;
    Some((item, "corrupt"))
}

pub(super) fn skipped_version(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let last = stream.items.len();
    let batch = stream.pick(rng, |batch, _| batch.end < last)?;
    stream.items.drain(batch.clone());
    Some((batch.start, "gap"))
}

pub(super) fn duplicated_batch(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |_, _| true)?;
    let last = stream.items[batch.end - 1].clone();
    let copies: Vec<Item> = (1..)
        .zip(&stream.items[batch.clone()])
        .map(|(behind, item)| Item { position: last.position, behind: last.behind + behind, ..item.clone() })
        .collect();
    stream.items.splice(batch.end..batch.end, copies);
    Some((batch.end, "repeated"))
}

fn renamed(line: &str, name: &str, data: Option<&str>) -> Option<Vec<u8>> {
    let from = line.find("\"type\":\"")? + "\"type\":\"".len();
    let to = from + line[from..].find('"')?;
    let mut line = format!("{}{name}{}", &line[..from], &line[to..]);
    if let Some(data) = data {
        line.truncate(line.find("\"data\":")? + "\"data\":".len());
        line.push_str(data);
        line.push('}');
    }
    Some(line.into_bytes())
}

pub(super) fn unknown_event(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let item = any(stream, rng)?;
    rewrite(stream, item, |line| renamed(&line, "MediationOffered", None))?;
    Some((item, "unknown"))
}

pub(super) fn ticket_written(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let item = any(stream, rng)?;
    let ticket = Ticket::from_random(rng.bytes()).reveal();
    let ticket = if rng.permille(500) { ticket } else { ticket.replace('-', "") };
    let data = format!("{{\"note\":{{\"given\":\"{ticket}\"}}}}");
    rewrite(stream, item, |line| renamed(&line, "MediationOffered", Some(&data)))?;
    Some((item, "ticket"))
}

pub(super) fn ticket_as_number(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    // WISE gives the same number again with its outcome, and who enters that proposes it first.
    if stream.has(|event| match event {
        Event::Proposed(proposed) => proposed.number.is_some(),
        event => matches!(event, Event::WiseReturned(_)),
    }) {
        return None;
    }
    let number = Ticket::from_random(rng.bytes()).reveal().parse().ok()?;
    let item = (0..stream.items.len())
        .find(|item| matches!(stream.event(*item), Some(Event::WiseAcknowledged(_))))?;
    match &mut stream.record_mut(item)?.event {
        Event::WiseAcknowledged(taken) => taken.number = number,
        _ => return None,
    }
    Some((item, "ticket"))
}

pub(super) fn words_written(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let item = any(stream, rng)?;
    let words =
        rng.pick(&["Ibu Sri, loket 3", "petugas meminta uang tunai", "Pelapor takut, mohon dijaga"])?;
    let data = format!("{{\"mediator\":null,\"remark\":\"{words}\"}}");
    rewrite(stream, item, |line| renamed(&line, "MediationOffered", Some(&data)))?;
    Some((item, "words"))
}

pub(super) fn broken_line(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let item = any(stream, rng)?;
    let (cut, slip) = (rng.permille(400), rng.below(600) as usize);
    let from_end = rng.below(250) as usize;
    rewrite(stream, item, |line| {
        let mut line = line.into_bytes();
        if cut {
            line.truncate(line.len() - 1 - from_end);
        } else {
            // No record has this byte anywhere.
            let at = slip.min(line.len() - 1);
            line[at] = 0xff;
        }
        Some(line)
    })?;
    Some((item, "corrupt"))
}

pub(super) fn command_again(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batches = stream.batches();
    let last = u32::try_from(batches.len()).ok()?.checked_sub(2)?;
    let earlier = rng.below(last) as usize;
    let later: &Range<usize> = batches.get(earlier + 2)?;
    let command = stream.record(batches[earlier].start)?.command;
    stream.change(later, |record| record.command = command);
    Some((later.start, "command_again"))
}

/// Puts the last line of a batch behind the whole batch of another complaint that follows it, and says whose.
pub(super) fn torn_batch(
    stream: &mut Stream,
    owners: &[ComplaintId],
    streams: &HashMap<ComplaintId, Stream>,
    touched: &HashSet<ComplaintId>,
) -> Option<((usize, &'static str), ComplaintId)> {
    let own = stream.record(0)?.complaint;
    stream.batches().into_iter().filter(|batch| batch.len() > 1).find_map(|batch| {
        let last = &stream.items[batch.end - 1];
        let next = *owners.get(usize::try_from(last.position + 1).ok()?)?;
        if next == own || touched.contains(&next) {
            return None;
        }
        let other = streams.get(&next)?;
        let mut others = other.batches().into_iter();
        let between = others.find(|batch| other.items[batch.start].position == last.position + 1)?;
        let end = other.items[between.end - 1].position;
        // It must not come behind a line of its own.
        if stream.items.get(batch.end).is_some_and(|item| item.position <= end) {
            return None;
        }
        let item = batch.end - 1;
        (stream.items[item].position, stream.items[item].behind) = (end, 1);
        Some(((item, "torn"), next))
    })
}

/// Gives an id of the donor, which comes before, to the stream.
pub(super) fn shared(kind: FaultKind, stream: &mut Stream, donor: &Stream, rng: &mut SeededRng) -> Site {
    match kind {
        FaultKind::EventShared => {
            let item = any(stream, rng)?;
            let id = donor.record(0)?.id;
            stream.record_mut(item)?.id = id;
            Some((item, "event_shared"))
        }
        FaultKind::CommandShared => {
            let batch = stream.pick(rng, |_, _| true)?;
            let command: CommandId = donor.record(0)?.command;
            stream.change(&batch, |record| record.command = command);
            Some((batch.start, "command_shared"))
        }
        FaultKind::RegisterShared => {
            let number = match donor.event(0)? {
                Event::Received(received) => received.register,
                _ => return None,
            };
            match &mut stream.record_mut(0)?.event {
                Event::Received(received) => received.register = number,
                _ => return None,
            }
            Some((0, "register_shared"))
        }
        _ => None,
    }
}
