//! Faults in when something was done, and by when it had to be.

use super::Site;
use super::stream::Stream;
use crate::rng::SeededRng;
use aduan_core::{Event, Timestamp};
use chrono::TimeDelta;

/// A batch that is the end of a window and nothing else.
fn expiry(stream: &Stream, fits: impl Fn(usize, Timestamp) -> bool) -> Option<usize> {
    stream.batches().into_iter().find_map(|batch| match stream.event(batch.start)? {
        Event::DataWindowExpired(expired) if batch.len() == 1 && fits(batch.start, expired.due) => {
            Some(batch.start)
        }
        _ => None,
    })
}

pub(super) fn early_expiry(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let early = rng.minutes(1, 3 * 1440);
    let item = expiry(stream, |item, due| stream.last_at(item).is_some_and(|last| last < due.plus(-early)))?;
    let record = stream.record_mut(item)?;
    if let Event::DataWindowExpired(expired) = &record.event {
        record.recorded_at = expired.due.plus(-early);
        record.clock = None;
    }
    Some((item, "window_open"))
}

pub(super) fn deadline_ignored(stream: &mut Stream) -> Site {
    let item = expiry(stream, |item, _| stream.record(item + 1).is_some())?;
    stream.take_out(item..item + 1);
    Some((item, "deadline_ignored"))
}

pub(super) fn window_moved(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch =
        stream.pick(rng, |_, record| matches!(&record.event, Event::Told(told) if told.window.is_some()))?;
    let days = if rng.permille(500) { TimeDelta::days(7) } else { TimeDelta::days(-7) };
    match &mut stream.record_mut(batch.start)?.event {
        Event::Told(told) => {
            let window = told.window.as_mut()?;
            window.due = window.due.plus(days);
        }
        _ => return None,
    }
    Some((batch.start, "different"))
}

pub(super) fn target_moved(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let fits = |event: &Event| matches!(event, Event::ForwardedToPyb(_) | Event::ForwardedToAssessor(_));
    let batch = stream.pick(rng, |_, record| fits(&record.event))?;
    let target = match &mut stream.record_mut(batch.start)?.event {
        Event::ForwardedToPyb(sent) => sent.target.as_mut()?,
        Event::ForwardedToAssessor(sent) => sent.target.as_mut()?,
        _ => return None,
    };
    target.due = target.due.plus(TimeDelta::days(1 + i64::from(rng.below(60))));
    Some((batch.start, "different"))
}

pub(super) fn backdated(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |batch, _| batch.start > 0)?;
    let at = stream.last_at(batch.start)?.plus(-rng.minutes(1, 90 * 1440));
    stream.change(&batch, |record| {
        record.recorded_at = at;
        record.clock = None;
    });
    Some((batch.start, "time_back"))
}

pub(super) fn clock_forged(stream: &mut Stream, rng: &mut SeededRng) -> Site {
    let batch = stream.pick(rng, |_, record| record.clock.is_none())?;
    let ahead = rng.minutes(1, 60);
    stream.change(&batch, |record| record.clock = Some(record.recorded_at.plus(ahead)));
    // The first finding is that the record's own time is not the clock's, or that a deadline does not follow from it.
    Some((batch.start, "different"))
}
