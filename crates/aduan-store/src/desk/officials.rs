//! Repeat subjects: which complaints name one official. The log cannot tell, and no index is kept that could: the aliases of
//! each complaint are asked, under its own key.

use super::alias::known_as;
use super::{Desk, DeskError};
use crate::vault::{DataKey, VaultError};
use crate::{AccessAnswer, Summary, Worklist};
use aduan_core::{
    Actor, AdminEvent, Alias, Complaint, ContentId, OfficeKind, OfficialSearched, PersonId, Role, Stage,
    Stages,
};
use std::collections::BTreeMap;

/// How many rows are read at once.
const PAGE: u32 = 1000;

/// A complaint that names an official, or once did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundComplaint {
    /// Its row.
    pub row: Summary,
    /// Whether its last review names them; a name that a later review left out is `false`.
    pub now: bool,
}

/// The complaints that name one official, as far as the asker may see them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfficialSearch {
    /// The earliest received first.
    pub found: Vec<FoundComplaint>,
    /// How many complaints could not be asked, because their key does not open.
    pub unreadable: u32,
}

impl Desk {
    /// Which complaints name this official, for a coordinator of PUSKI or the Inspectorate: of those that they may
    /// [see](Self::file). Nobody asks it about themselves (T6).
    ///
    /// That somebody asked is a fact of the administrative stream: who, when, and how many were found; never about whom. That each of
    /// the complaints found names this official is told with the answer, so it is on record as an access to the sealed name.
    /// Both are recorded before the answer is given.
    ///
    /// Each complaint that names an official is asked under its own key: no pseudonym that several complaints have in common
    /// is stored for it. What was erased, and what was imported with aliases of another key, is not found.
    ///
    /// ```
    /// # use aduan_core::{Actor, PersonId, Role};
    /// # use aduan_store::{Desk, DeskError, MemoryStore, OsEntropy, vault::{KeyRing, MasterKey}};
    /// # let keys = KeyRing::new(MasterKey::generate(&OsEntropy)?);
    /// # let desk = Desk::open(std::sync::Arc::new(MemoryStore::default()), std::sync::Arc::new(keys))?;
    /// let person = |number| PersonId::new(uuid::Uuid::from_u128(number));
    /// let puski = "PUSKI-001400".parse().expect("an office");
    /// let coordinator = Actor::officer(person(7), Role::Coordinator, puski);
    /// assert!(desk.search_official(&coordinator, person(99))?.found.is_empty());
    /// assert!(matches!(desk.search_official(&coordinator, person(7)), Err(DeskError::MayNotSearch)));
    /// # Ok::<_, DeskError>(())
    /// ```
    ///
    /// # Errors
    /// [`DeskError::MayNotSearch`] for every other role or office, and about oneself; [`DeskError::Store`].
    pub fn search_official(&self, actor: &Actor, official: PersonId) -> Result<OfficialSearch, DeskError> {
        let overseer = match actor.role {
            Role::Coordinator => actor.office.is_some_and(|office| office.kind == OfficeKind::Puski),
            Role::Inspectorate => true,
            _ => false,
        };
        if !overseer || actor.id == official || official == PersonId::SYSTEM {
            return Err(DeskError::MayNotSearch);
        }
        let mut search = OfficialSearch::default();
        let mut found = BTreeMap::new();
        let stages: Stages = Stage::ALL.iter().copied().collect();
        let mut list = Worklist::of_stages(stages);
        list.limit = PAGE;
        loop {
            // A complaint that moves meanwhile moves to the end of the list: it may come twice, and is never missed.
            let rows = self.store.worklist(&list)?;
            let Some(last) = rows.last() else { break };
            list = list.after(last);
            let whole = rows.len() == PAGE as usize;
            for row in rows {
                if row.named.is_empty() {
                    continue;
                }
                match self.named_as(&row, actor, official) {
                    Ok(Some((complaint, alias))) => {
                        found.insert((row.received_at, row.complaint), (row, complaint, alias));
                    }
                    Ok(None) => {}
                    Err(DeskError::Store(error)) => return Err(error.into()),
                    Err(_) => search.unreadable = search.unreadable.saturating_add(1),
                }
            }
            if !whole {
                break;
            }
        }
        let (count, unreadable) = (u32::try_from(found.len()).unwrap_or(u32::MAX), search.unreadable);
        let fact = OfficialSearched { found: count, unreadable };
        self.record_of(actor, &AdminEvent::OfficialSearched(fact))?;
        for (row, complaint, alias) in found.into_values() {
            for content in self.sealed_names(&complaint, alias)? {
                self.on_record(actor, complaint.id, content, AccessAnswer::Shown)?;
            }
            search.found.push(FoundComplaint { row, now: complaint.reported_official == Some(alias) });
        }
        Ok(search)
    }

    /// The complaint of a row, and the alias that the official has in it, if it names them and the actor may see it.
    fn named_as(
        &self,
        row: &Summary,
        actor: &Actor,
        official: PersonId,
    ) -> Result<Option<(Complaint, Alias)>, DeskError> {
        let key: DataKey = match self.key(row.complaint) {
            Ok(key) => key,
            // Nobody can tell any more, or nobody could yet: its aliases are another desk's.
            Err(VaultError::Erased { .. } | VaultError::NeverSealed { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let alias = key.alias(official);
        if !row.named.contains(&alias) {
            return Ok(None);
        }
        let complaint = (*self.present(row.complaint)?).clone();
        let seen = self.may_see(&complaint, &known_as(actor, Some(&key)));
        Ok(seen.then_some((complaint, alias)))
    }

    /// The contents of a complaint in which this official's pseudonym is sealed.
    fn sealed_names(&self, complaint: &Complaint, alias: Alias) -> Result<Vec<ContentId>, DeskError> {
        let (_, records) = self.load(complaint.id)?;
        let officials = records.iter().filter_map(|record| record.event.official());
        let theirs = officials.filter(|official| official.alias == alias);
        Ok(theirs.filter_map(|official| official.content.as_ref()).map(|content| content.id).collect())
    }
}
