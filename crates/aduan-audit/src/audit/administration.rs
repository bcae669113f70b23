//! The administrative stream, audited: its order, and whether a name ever stood for two contents.

use super::{Audit, AuditFinding, Fault};
use crate::{AnyAdminRecord, Defect};
use aduan_core::{AdminEvent, AdminRecord, Administration, ComplaintId, OtherEdition};

impl Audit<'_> {
    pub(super) fn examine_administrative(&mut self, line: u64, record: AnyAdminRecord<'_>) {
        let (version, recorded_at, id) = (record.version(), record.recorded_at(), record.id());
        let Administration { version: last, last_at, .. } = self.administration;
        let missing = version.saturating_sub(last).saturating_sub(1);
        let corrupt = self.corrupt.remove(&ComplaintId::ADMINISTRATION).unwrap_or_default();
        let mut amiss = Vec::new();
        if version <= last {
            amiss.push(Fault::Line(Defect::Repeated { last, found: version }));
        } else if missing > corrupt {
            amiss.push(Fault::Line(Defect::Gap { last, found: version }));
        }
        if recorded_at < last_at {
            amiss.push(Fault::Line(Defect::TimeBack { last: last_at, found: recorded_at }));
        }
        match record {
            AnyAdminRecord::Known(record) => {
                amiss.extend(self.editions(record));
                self.administration.apply_record(record);
            }
            AnyAdminRecord::Unknown(unknown) => {
                let kind = Defect::Unknown { kind: unknown.kind.clone(), schema: unknown.schema };
                amiss.push(Fault::Line(kind));
                self.administration.apply_unknown(version, recorded_at);
            }
        }
        // It is of no complaint of the share.
        self.events.note(id, line, u32::MAX);
        for fault in amiss {
            self.find(AuditFinding {
                version: Some(version),
                event: Some(id),
                at: Some(recorded_at),
                actor: Some(record.actor().clone()),
                ..AuditFinding::on_line(line, None, fault)
            });
        }
    }

    /// Whether an edition has other content than it had before, or than this audit goes by.
    fn editions(&self, record: &AdminRecord) -> Vec<Fault> {
        let AdminEvent::EditionRecorded(edition) = &record.event else { return Vec::new() };
        let (data, name, recorded) = (edition.data, edition.edition, edition.digest);
        let changed = self.administration.edition(data, name, recorded).err().map(Fault::EditionChanged);
        let given = self.settings.rules.digest(data, name).filter(|given| *given != recorded);
        let given =
            given.map(|given| Fault::EditionGiven(OtherEdition { data, edition: name, recorded, given }));
        changed.into_iter().chain(given).collect()
    }
}
