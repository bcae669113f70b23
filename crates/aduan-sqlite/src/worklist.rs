//! Worklists, each read in the order of an index.

use crate::error::{damaged, reading};
use crate::role_bits::{OFFICERS, bits};
use crate::{column, sql};
use aduan_core::{Matter, Office, Role, Roles, Stage, Timestamp};
use aduan_store::{StoreError, Summary, Worklist};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// The rows of a list, in the order of their [places](Worklist::place). Each stage and each set of roles has its own range
/// of the index. So only rows of the list are read, and rows of another matter.
pub(crate) fn read(connection: &Connection, list: &Worklist) -> Result<Vec<Summary>, StoreError> {
    let statement = match (list.overdue_at, list.holder) {
        (None, _) if list.to_tell.is_some() => sql::TO_TELL_OF_OFFICE,
        (Some(_), _) if list.to_tell.is_some() => sql::OVERDUE_TO_TELL,
        (None, Some(_)) => sql::WORKLIST_OF_OFFICE,
        (None, None) => sql::WORKLIST_OF_STAGE,
        (Some(_), Some(_)) => sql::OVERDUE_OF_OFFICE,
        (Some(_), None) => sql::OVERDUE_OF_STAGE,
    };
    // One instant for all ranges: a complaint that moves meanwhile is in the page once.
    let _instant = connection.unchecked_transaction().map_err(reading)?;
    let mut statement = connection.prepare_cached(statement).map_err(reading)?;
    let holder = list.to_tell.or(list.holder).map(|office| office.to_string());
    let (after, id) =
        list.after.map_or((i64::MIN, Vec::new()), |(at, id)| (at.micros(), id.uuid().as_bytes().to_vec()));
    let until = list.overdue_at.map(Timestamp::micros);
    let matter = list.matter.map(Matter::as_str);
    let mut all = Vec::new();
    // The roles are no part of the range where the register number is to be told.
    let sets: Vec<i64> = if list.to_tell.is_some() { vec![0] } else { sets_with(list.viewer).collect() };
    for stage in list.stages.iter() {
        for roles in sets.iter().copied() {
            let range = (stage.as_str(), holder.as_deref(), roles, after, &id, until, matter, list.limit);
            let mut rows = statement.query(range).map_err(reading)?;
            while let Some(found) = rows.next().map_err(reading)? {
                all.push(column::summary(found)?);
            }
        }
    }
    all.sort_unstable_by_key(|row| list.place(row));
    all.truncate(list.limit as usize);
    Ok(all)
}

/// The bits of every set of roles that has this one.
fn sets_with(role: Option<Role>) -> impl Iterator<Item = i64> {
    let bit = role.map_or(0, |role| bits(Roles::of(&[role])));
    (0..1 << OFFICERS.len()).filter(move |set| set & bit == bit && (role.is_none() || bit != 0))
}

/// The offices that hold a file that is not closed: from one to the next in the index, whatever their number of files.
pub(crate) fn holders(connection: &Connection) -> Result<Vec<Office>, StoreError> {
    let mut statement = connection.prepare_cached(sql::NEXT_HOLDER).map_err(reading)?;
    let mut holders = BTreeSet::new();
    for stage in Stage::ALL.iter().copied().filter(|stage| *stage != Stage::Closed) {
        let mut last = String::new();
        loop {
            let next =
                statement.query_row((stage.as_str(), &last), |found| found.get::<_, Option<String>>(0));
            let Some(next) = next.map_err(reading)? else { break };
            let office = next.parse().map_err(|_| damaged(format!("a complaint's holder is {next:?}")))?;
            holders.insert(office);
            last = next;
        }
    }
    Ok(holders.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role_bits::roles;
    use aduan_core::Stages;
    use rusqlite::StatementStatus;

    const STATEMENTS: [(&str, &str); 6] = [
        (sql::WORKLIST_OF_OFFICE, "worklists_of_office"),
        (sql::WORKLIST_OF_STAGE, "worklists_of_stage"),
        (sql::OVERDUE_OF_OFFICE, "overdue_of_office"),
        (sql::OVERDUE_OF_STAGE, "overdue_of_stage"),
        (sql::TO_TELL_OF_OFFICE, "to_tell_of_office"),
        (sql::OVERDUE_TO_TELL, "overdue_to_tell"),
    ];

    /// A database with so many complaints, in two stages and two offices.
    fn of(complaints: u32) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(sql::SCHEMA).unwrap();
        let fill = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
            INSERT INTO complaints SELECT
                randomblob(16), 3, zeroblob(64), NULL, iif(i % 2, 'verification', 'intake'), i,
                iif(i % 3, 'KPPBC-050500', 'KPPBC-060100'), 'duties', i, NULL, i, NULL, NULL,
                iif(i % 3, 'KPPBC-050500', 'KPPBC-060100'), ?2, x'' FROM n";
        let seen_by = bits(Roles::of(&[Role::Receiver, Role::Verifier, Role::DataProtectionOfficer]));
        connection.execute(fill, (complaints, seen_by)).unwrap();
        connection
    }

    #[test]
    fn no_list_is_sorted_or_scanned() {
        let connection = of(10);
        for (statement, index) in STATEMENTS {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
            let unset = vec![rusqlite::types::Null; plan.parameter_count()];
            let unset = rusqlite::params_from_iter(unset);
            let steps = plan.query_map(unset, |row| row.get::<_, String>(3)).unwrap();
            let steps: Vec<String> = steps.map(Result::unwrap).collect();
            let [step] = &steps[..] else { panic!("{index}: {steps:?}") };
            assert!(step.starts_with(&format!("SEARCH complaints USING INDEX {index} (")), "{step}");
        }
    }

    #[test]
    fn a_page_costs_the_same_in_a_small_and_a_large_database() {
        let steps = |complaints| {
            let connection = of(complaints);
            let mut list = Worklist::of_stages(Stages::of(&[Stage::Verification, Stage::Intake]))
                .seen_by(Role::Verifier);
            list.limit = 50;
            let everywhere = list;
            let here = list.at("KPPBC-050500".parse().unwrap());
            let now = Timestamp::from_micros(i64::MAX);
            let told = list.told_at("KPPBC-050500".parse().unwrap());
            let late = [here.overdue(now), everywhere.overdue(now), told.overdue(now)];
            for list in [here, everywhere, told].into_iter().chain(late) {
                assert_eq!(read(&connection, &list).unwrap().len(), 50);
            }
            STATEMENTS.map(|(statement, _)| {
                connection.prepare_cached(statement).unwrap().get_status(StatementStatus::VmStep)
            })
        };
        assert_eq!(steps(1_000), steps(50_000));
    }

    #[test]
    fn roles_are_read_as_they_were_written() {
        for set in 0..1 << OFFICERS.len() {
            assert_eq!(bits(roles(set)), set);
        }
        assert_eq!(sets_with(Some(Role::Pyb)).count(), 32);
        assert_eq!(sets_with(Some(Role::Complainant)).count(), 0);
        assert_eq!(sets_with(None).count(), 64);
    }
}
