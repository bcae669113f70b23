//! A store that breaks one promise.

use crate::wrong::Wrong;
use aduan_core::{CommandId, ComplaintId, ContentId, Digest, Office, Timestamp};
use aduan_store::vault::{KeyId, KeyState, WrappedKey};
use aduan_store::{
    Access, Appended, Change, Claim, Commit, ContentVault, EventLog, EventStore, KeyChange, LeaseId, Line,
    LogHead, MemoryStore, Message, MessageEnd, MessageName, Pending, QueuedMessage, Receipt, Session,
    SessionId, StoreError, StoredEvent, Summary, Visit, Worklist, Worklists,
};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Sound but for one thing.
pub(crate) struct Broken {
    inner: Arc<MemoryStore>,
    wrong: Wrong,
    side: Mutex<Side>,
}

/// Data that a fault keeps, or fails to remove.
#[derive(Default)]
struct Side {
    spoiled: bool,
    burnt: HashSet<CommandId>,
    leaked: HashMap<Vec<u8>, ComplaintId>,
    summaries: HashMap<ComplaintId, Summary>,
    keys: HashMap<ComplaintId, WrappedKey>,
    chunks: HashMap<(ComplaintId, ContentId, u32), Vec<u8>>,
    messages: Vec<Message>,
    hidden: HashMap<u64, Instant>,
    written: Option<Instant>,
    rendered: Option<Vec<u8>>,
    died: bool,
}

impl Broken {
    pub(crate) fn new(wrong: Wrong) -> Self {
        Self { inner: Arc::default(), wrong, side: Mutex::default() }
    }

    fn version(&self, complaint: ComplaintId) -> u32 {
        let mut versions = 0;
        let visit = &mut |_: StoredEvent<'_>| {
            versions += 1;
            Ok(())
        };
        self.inner.read_stream(complaint, visit).unwrap();
        versions
    }

    /// One commit for each line, with a pause in which others look and write.
    fn split(&self, commit: Commit) -> Result<Appended, StoreError> {
        let (mut last, lines) = (None, commit.lines.clone());
        if commit.check().is_err() {
            return self.inner.append(commit);
        }
        for (index, line) in (0..).zip(lines) {
            let version = commit.expected + index + 1;
            let summary = commit.summary.clone().map(|summary| Summary { version, ..summary });
            let part =
                Commit { lines: vec![line], expected: commit.expected + index, summary, ..commit.clone() };
            let part = if index == 0 {
                part
            } else {
                let command = CommandId::new(Uuid::now_v7());
                Commit { command, claims: Vec::new(), key: KeyChange::Keep, outbox: Vec::new(), ..part }
            };
            last = Some(self.inner.append(part)?);
            std::thread::sleep(Duration::from_micros(50));
        }
        last.ok_or(StoreError::Invalid("no event"))
    }

    fn append(&self, mut commit: Commit) -> Result<Appended, StoreError> {
        let given = commit.clone();
        let mut side = self.side.lock().unwrap();
        side.written = Some(Instant::now());
        match self.wrong {
            Wrong::ForgetsMessages => commit.outbox.clear(),
            Wrong::KeepsWhatIsSettled => commit.settled = None,
            Wrong::SendsWhatWasWithdrawn => commit.withdrawn.clear(),
            Wrong::SettlesWhatIsRefused => {
                if let Some(settled) = commit.settled.take() {
                    self.inner.change(Change::Settle(settled))?;
                }
            }
            Wrong::ForgetsClaims => commit.claims.clear(),
            Wrong::ForgetsReceipts => commit.command = CommandId::new(Uuid::now_v7()),
            Wrong::TakesAnyVersion => {
                commit.expected = self.version(commit.complaint);
                let last = commit.expected + u32::try_from(commit.lines.len()).unwrap();
                commit.summary.iter_mut().for_each(|summary| summary.version = last);
            }
            Wrong::RefusesTheAdministration if commit.complaint == ComplaintId::ADMINISTRATION => {
                return Err(StoreError::Invalid("the nil id is no complaint's"));
            }
            Wrong::SplitsCommits => {
                drop(side);
                return self.split(commit);
            }
            Wrong::SpoilsTheNext if std::mem::take(&mut side.spoiled) => {
                return Err(StoreError::Full(Arc::new(std::io::Error::other("a neighbour's"))));
            }
            Wrong::BurnsCommandIds if side.burnt.contains(&commit.command) => {
                let Commit { command, complaint, .. } = commit;
                let receipt = Receipt { command, complaint, first_version: 0, last_version: 0, position: 0 };
                return Err(StoreError::Duplicate(receipt));
            }
            Wrong::KeepsContentsOfTheErased => {
                let kept = commit.contents.iter().cloned();
                side.chunks.extend(kept.map(|it| ((it.complaint, it.content, it.index), it.bytes)));
            }
            Wrong::KeepsMessagesOfTheErased => side.messages.extend(commit.outbox.iter().cloned()),
            Wrong::StaleSummaries => {
                if let Some(before) = self.inner.summary(commit.complaint).unwrap() {
                    side.summaries.insert(commit.complaint, before);
                }
            }
            _ => {}
        }
        let answer = self.inner.append(commit);
        match (&answer, self.wrong) {
            (Ok(done), Wrong::InvertsCommitOrder) if done.receipt.complaint.uuid().as_u128() % 2 == 1 => {
                let until = Instant::now() + Duration::from_millis(2);
                let first =
                    done.receipt.position - u64::from(done.receipt.last_version - done.receipt.first_version);
                side.hidden.extend((first..=done.receipt.position).map(|position| (position, until)));
            }
            (Err(StoreError::ClaimTaken { .. }), Wrong::LeaksClaims) => {
                side.leaked.extend(given.claims.iter().map(|claim| (claim.key(), given.complaint)));
            }
            (Err(_), Wrong::SpoilsTheNext) => side.spoiled = true,
            (Err(error), Wrong::BurnsCommandIds) if !matches!(error, StoreError::Duplicate(_)) => {
                side.burnt.insert(given.command);
            }
            (Err(StoreError::Invalid(_)), Wrong::CallsTheInvalidConflicts) => {
                let (complaint, expected) = (given.complaint, given.expected);
                return Err(StoreError::Conflict { complaint, expected, actual: self.version(complaint) });
            }
            (Err(StoreError::Duplicate(_)), Wrong::ConflictBeforeDuplicate) => {
                let (complaint, expected) = (given.complaint, given.expected);
                let actual = self.version(complaint);
                if actual != expected {
                    return Err(StoreError::Conflict { complaint, expected, actual });
                }
            }
            (Err(StoreError::NotStaged { .. }), Wrong::BindsAnything) => {
                return self.inner.append(Commit { bind: Vec::new(), ..given });
            }
            _ => {}
        }
        answer
    }

    /// Reads each event when the one before it was shown.
    fn one_by_one(&self, after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError> {
        for position in after..after.saturating_add(limit.into()) {
            if position >= self.inner.head()?.size() {
                break;
            }
            self.inner.read_log(position, 1, visit)?;
        }
        Ok(())
    }

    /// Waits for a moment without recent writes.
    fn wait_for_writers(&self) {
        let busy =
            || self.side.lock().unwrap().written.is_some_and(|at| at.elapsed() < Duration::from_millis(300));
        while self.wrong == Wrong::ReadersWaitForWriters && busy() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    /// The entries that must not be visible yet. Asked before the store inside, which keeps its lock while it reads.
    fn hidden(&self) -> HashMap<u64, Instant> {
        self.side.lock().unwrap().hidden.clone()
    }

    fn show(
        &self,
        hidden: &HashMap<u64, Instant>,
        entry: StoredEvent<'_>,
        visit: Visit<'_>,
    ) -> Result<(), StoreError> {
        let position = entry.position;
        match self.wrong {
            Wrong::SkipsWhatItCannotRead if std::str::from_utf8(entry.line).is_err() => Ok(()),
            Wrong::InvertsCommitOrder if hidden.get(&position).is_some_and(|it| *it > Instant::now()) => {
                Ok(())
            }
            Wrong::EndsTooSoon if position > 1000 => Ok(()),
            Wrong::ReusesPositions => {
                visit(StoredEvent { position: position - u64::from(position > 1), ..entry })
            }
            Wrong::SwallowsVisitorsErrors => {
                let _swallowed = visit(entry);
                Ok(())
            }
            _ => visit(entry),
        }
    }
}

impl EventLog for Broken {
    fn submit(&self, commit: Commit) -> Pending<Appended> {
        if self.wrong == Wrong::ReordersSubmissions {
            let (completer, pending) = Pending::new();
            let inner = Arc::clone(&self.inner);
            // Of four, the first comes last.
            let later = Duration::from_millis(u64::from(3 - commit.expected % 4) * 2);
            std::thread::spawn(move || {
                std::thread::sleep(later);
                completer.complete(inner.append(commit));
            });
            return pending;
        }
        Pending::ready(self.append(commit))
    }

    fn read_stream(&self, complaint: ComplaintId, visit: Visit<'_>) -> Result<(), StoreError> {
        if self.wrong != Wrong::NewestFirst {
            let hidden = self.hidden();
            return self.inner.read_stream(complaint, &mut |entry| self.show(&hidden, entry, visit));
        }
        let mut all = Vec::new();
        let keep = &mut |entry: StoredEvent<'_>| {
            all.push((entry.position, entry.version, Line::new(entry.line.to_vec())));
            Ok(())
        };
        self.inner.read_stream(complaint, keep)?;
        all.iter().rev().try_for_each(|(position, version, line)| {
            let (position, version, leaf) = (*position, *version, *line.leaf());
            visit(StoredEvent { position, complaint, version, line: line.bytes(), leaf })
        })
    }

    fn read_stream_after(
        &self,
        complaint: ComplaintId,
        after: u32,
        visit: Visit<'_>,
    ) -> Result<u32, StoreError> {
        let after = if self.wrong == Wrong::ForgetsWhereOneWas { 0 } else { after };
        self.inner.read_stream_after(complaint, after, visit)
    }

    fn read_log(&self, after: u64, limit: u32, visit: Visit<'_>) -> Result<(), StoreError> {
        self.wait_for_writers();
        let limit = limit.saturating_add(u32::from(self.wrong == Wrong::OneTooMany));
        let hidden = self.hidden();
        match self.wrong {
            Wrong::ShowsWhatTheVisitorWrites => self.one_by_one(after, limit, visit),
            Wrong::ReadsUnderItsLock => {
                let _side = self.side.lock().unwrap();
                self.inner.read_log(after, limit, visit)
            }
            _ => self.inner.read_log(after, limit, &mut |entry| self.show(&hidden, entry, visit)),
        }
    }

    fn head(&self) -> Result<LogHead, StoreError> {
        if self.wrong == Wrong::CountsOneTooMany {
            let mut head = self.inner.head()?;
            head.push(LogHead::leaf(b"an event that nobody recorded"));
            return Ok(head);
        }
        if self.wrong != Wrong::AnotherRoot {
            return self.inner.head();
        }
        let mut head = LogHead::default();
        let push = &mut |entry: StoredEvent<'_>| {
            head.push(LogHead::leaf(&[entry.line, b"\n"].concat()));
            Ok(())
        };
        self.inner.read_log(0, u32::MAX, push)?;
        Ok(head)
    }

    fn wait_beyond(&self, position: u64, patience: Duration) -> Result<u64, StoreError> {
        let size = self.inner.head()?.size();
        match self.wrong {
            Wrong::GivesUpAtOnce => Ok(size),
            Wrong::LosesWakeUps if size <= position => {
                std::thread::sleep(patience);
                Ok(self.inner.head()?.size())
            }
            _ => self.inner.wait_beyond(position, patience),
        }
    }

    fn claimed(&self, claim: &Claim) -> Result<Option<ComplaintId>, StoreError> {
        let leaked = self.side.lock().unwrap().leaked.get(&claim.key()).copied();
        Ok(self.inner.claimed(claim)?.or(leaked))
    }

    fn last_serial(&self, year: u16) -> Result<u32, StoreError> {
        self.inner.last_serial(if self.wrong == Wrong::ForgetsTheYear { 2025 } else { year })
    }

    fn receipt(&self, command: CommandId) -> Result<Option<Receipt>, StoreError> {
        self.inner.receipt(command)
    }

    fn edition(&self, digest: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let content = self.inner.edition(digest)?;
        let cut = |content: Vec<u8>| content.into_iter().take(64).collect();
        Ok(if self.wrong == Wrong::CutsEditions { content.map(cut) } else { content })
    }
}

impl ContentVault for Broken {
    fn key(&self, complaint: ComplaintId) -> Result<KeyState, StoreError> {
        let other = self.side.lock().unwrap().keys.get(&complaint).cloned();
        other.map_or_else(|| self.inner.key(complaint), |key| Ok(KeyState::Active(key)))
    }

    fn chunk(
        &self,
        complaint: ComplaintId,
        content: ContentId,
        index: u32,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        let index = if self.wrong == Wrong::IgnoresTheIndex { 0 } else { index };
        let kept = self.side.lock().unwrap().chunks.get(&(complaint, content, index)).cloned();
        Ok(self.inner.chunk(complaint, content, index)?.or(kept))
    }

    fn keys_not_under(&self, master: KeyId, limit: u32) -> Result<Vec<ComplaintId>, StoreError> {
        let limit = if self.wrong == Wrong::NoKeyIsOld { 0 } else { limit };
        self.inner.keys_not_under(master, limit)
    }

    fn accesses(&self, complaint: ComplaintId) -> Result<Vec<Access>, StoreError> {
        self.inner.accesses(complaint)
    }
}

impl Worklists for Broken {
    fn summary(&self, complaint: ComplaintId) -> Result<Option<Summary>, StoreError> {
        self.wait_for_writers();
        let stale = self.side.lock().unwrap().summaries.get(&complaint).cloned();
        Ok(stale.or(self.inner.summary(complaint)?))
    }

    fn worklist(&self, list: &Worklist) -> Result<Vec<Summary>, StoreError> {
        let mut rows = self.inner.worklist(list)?;
        if self.wrong == Wrong::UnsortedLists {
            rows.reverse();
        }
        if self.wrong == Wrong::ForgetsWhomToTell && list.to_tell.is_some() {
            rows.clear();
        }
        Ok(rows)
    }

    fn holders(&self) -> Result<Vec<Office>, StoreError> {
        let mut holders = self.inner.holders()?;
        if self.wrong == Wrong::ForgetsAHolder {
            holders.pop();
        }
        Ok(holders)
    }

    fn due(
        &self,
        now: Timestamp,
        after: Option<(Timestamp, ComplaintId)>,
        limit: u32,
    ) -> Result<Vec<(Timestamp, ComplaintId)>, StoreError> {
        let mut rows = self.inner.due(now, after, limit)?;
        match self.wrong {
            Wrong::NothingIsDue => rows.clear(),
            Wrong::SkipsEqualDues => rows.retain(|(due, _)| after.is_none_or(|(last, _)| *due > last)),
            _ => {}
        }
        Ok(rows)
    }

    fn outbox(&self, after: u64, limit: u32) -> Result<Vec<QueuedMessage>, StoreError> {
        if self.wrong == Wrong::KeepsMessagesOfTheErased {
            let messages = self.side.lock().unwrap().messages.clone();
            let rows = (1..).zip(messages).map(|(number, message)| QueuedMessage::new(number, Ok(message)));
            return Ok(rows.filter(|row| row.number > after).take(limit as usize).collect());
        }
        let mut rows =
            self.inner.outbox(if self.wrong == Wrong::IgnoresThePlace { 0 } else { after }, limit)?;
        if self.wrong == Wrong::NewestMessageFirst {
            rows.reverse();
        }
        Ok(rows)
    }

    fn leased(&self, lease: LeaseId) -> Result<Vec<QueuedMessage>, StoreError> {
        let mut rows = self.inner.leased(lease)?;
        let side = self.side.lock().unwrap();
        match self.wrong {
            // All relays have one lease.
            Wrong::SharesLeases => return self.inner.leased(LeaseId(Uuid::nil())),
            Wrong::GivesLaterMessages if !rows.is_empty() => {
                rows = self.inner.outbox(0, u32::MAX)?;
                rows.retain(QueuedMessage::is_waiting);
            }
            Wrong::RendersAnew => {
                for row in &mut rows {
                    row.rendered = side.rendered.clone().or(row.rendered.take());
                }
            }
            // The dead stand first for ever.
            Wrong::BlocksBehindTheDead if side.died => rows.clear(),
            _ => {}
        }
        Ok(rows)
    }

    fn queued(&self, name: MessageName) -> Result<Option<QueuedMessage>, StoreError> {
        let mut row = self.inner.queued(name)?;
        match self.wrong {
            Wrong::ForgetsReferences if matches!(name, MessageName::Reference(_)) => row = None,
            Wrong::KeepsBodiesOfTheDead => {
                if let Some(Ok(message)) = row.as_mut().map(|row| &mut row.message) {
                    message.body = vec![1];
                }
            }
            _ => {}
        }
        Ok(row)
    }

    fn sealed_since(&self) -> Result<Option<Timestamp>, StoreError> {
        self.inner.sealed_since()
    }

    fn checkpoint(&self, subscription: &str) -> Result<u64, StoreError> {
        let one = self.wrong == Wrong::OneCheckpointForAll;
        self.inner.checkpoint(if one { "" } else { subscription })
    }

    fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        self.inner.session(id)
    }
}

impl EventStore for Broken {
    fn change(&self, change: Change) -> Result<(), StoreError> {
        let mut side = self.side.lock().unwrap();
        match (&change, self.wrong) {
            (Change::SaveCheckpoint { .. }, Wrong::ForgetsCheckpoints)
            | (Change::EndSession(_), Wrong::KeepsSessions)
            | (Change::RecordAccess(_), Wrong::ForgetsAccesses)
            | (Change::Rewrap { .. }, Wrong::RewrapsNothing)
            | (Change::KeepEdition { .. }, Wrong::ForgetsEditions)
            | (Change::Retry(_), Wrong::NeverTriesAtOnce)
            | (Change::ExpireSealed { .. }, Wrong::KeepsOldSecrets)
            | (Change::DropStaged { .. }, Wrong::NeverDrops) => return Ok(()),
            (Change::ClaimMessages { now, until, limit, .. }, Wrong::SharesLeases) => {
                let (now, until, limit) = (*now, *until, *limit);
                let lease = LeaseId(Uuid::nil());
                return self.inner.change(Change::ClaimMessages { lease, now, until, limit });
            }
            (Change::ClaimMessages { lease, now, limit, .. }, Wrong::NeverEndsLeases) => {
                let (lease, now, until, limit) = (*lease, *now, Timestamp::MAX, *limit);
                return self.inner.change(Change::ClaimMessages { lease, now, until, limit });
            }
            (Change::BeginAttempt { rendered, .. }, Wrong::RendersAnew) => {
                side.rendered = Some(rendered.clone());
            }
            (Change::Postpone { message, lease, why, .. }, Wrong::ForgetsTheWait) => {
                let (message, lease, why, next) = (*message, *lease, *why, Timestamp::MIN);
                return self.inner.change(Change::Postpone { message, lease, why, next });
            }
            (Change::Settle(settled), _) => side.died |= matches!(settled.end, MessageEnd::Dead { .. }),
            (Change::SaveCheckpoint { position, .. }, Wrong::OneCheckpointForAll) => {
                return self
                    .inner
                    .change(Change::SaveCheckpoint { name: String::new(), position: *position });
            }
            (Change::DropSessions { now }, Wrong::DropsSessionsTooSoon) => {
                let now = Timestamp::from_micros(now.micros() + 1);
                return self.inner.change(Change::DropSessions { now });
            }
            (Change::CreateKey { complaint, key }, Wrong::ReplacesKeys)
            | (Change::Rewrap { complaint, to: key, .. }, Wrong::RewrapsAnyway) => {
                side.keys.insert(*complaint, key.clone());
            }
            _ => {}
        }
        match (self.inner.change(change), self.wrong) {
            (Err(StoreError::NoKey { .. }), Wrong::TakesContentWithoutKey)
            | (Err(StoreError::Invalid(_)), Wrong::TakesAnyEdition)
            | (Err(StoreError::LeaseLost { .. }), Wrong::BeginsWithoutALease)
            | (Err(StoreError::KeyDestroyed { .. }), Wrong::BeginsOnTheErased)
            | (Err(StoreError::NotStaged { .. }), Wrong::TakesLateSegments) => Ok(()),
            (answer, _) => answer,
        }
    }
}
