//! Proposed changes of rows that central owns: what becomes a `put`, and what does not and why.

use protocol::body::ChangeProposed;
use protocol::row::{MembershipRow, MembershipState, OrganisationRow, PersonRow, StaffRow};
use protocol::{Role, Row, Table};
use rules::{OrganisationId, ProjectId, StaffId, StationId};

use crate::fields::Fields;
use crate::known::{Known, KnownRow, RowKey};

/// A field was changed by someone else meanwhile, or the row is not what the proposal takes it for.
pub(crate) const CONFLICT: &str = "conflict";
/// Not this author's, or not this organisation's, to change.
pub(crate) const NOT_ALLOWED: &str = "not-allowed";
/// Another person has this volunteer number.
pub(crate) const NUMBER_TAKEN: &str = "number-taken";
/// The row that would come of it is none.
pub(crate) const MALFORMED: &str = "malformed";
/// People have punched in the project that was to be removed.
pub(crate) const HAS_PUNCHES: &str = "has-punches";
/// Nobody would be left who administers the organisation.
pub(crate) const LAST_ADMINISTRATOR: &str = "last-administrator";

/// The field of a person that is his number.
const PERSON_NUMBER: u64 = 1;
/// The field of a project or staff member that is his organisation.
const OWNER: u64 = 1;

/// A row that is to be put.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RowChange {
    pub(crate) row: Row,
    pub(crate) key: RowKey,
    pub(crate) version: u64,
    pub(crate) map: Vec<u8>,
    /// The fields that changed; empty for a row that is new.
    pub(crate) fields: Vec<u64>,
    /// Whose wish it was.
    pub(crate) station: StationId,
}

impl RowChange {
    /// The first version of a row, or the next of one that is there; `None` for one that is so already.
    pub(crate) fn to(
        row: Row,
        map: Fields,
        now: Option<&KnownRow>,
        station: StationId,
    ) -> Option<Self> {
        let before = now.and_then(|row| Fields::read(&row.map));
        let fields = before
            .map(|before| map.differing(&before))
            .unwrap_or_default();
        if now.is_some() && fields.is_empty() {
            return None;
        }
        let version = now.map_or(0, |row| row.version) + 1;
        let key = (row.table(), row.key());
        Some(RowChange {
            row,
            key,
            version,
            map: map.write(),
            fields,
            station,
        })
    }
}

/// A row that is to be taken away.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Removal {
    pub(crate) key: RowKey,
    /// One more than the version before.
    pub(crate) version: u64,
}

/// The project that a proposal asks to remove. A proposal without fields asks for its row to be removed.
pub(crate) fn removed_project(change: &ChangeProposed) -> Option<ProjectId> {
    let asked = change.table == Table::Project && change.fields.is_empty();
    asked.then(|| ProjectId::from_slice(&change.row)).flatten()
}

/// The rows that a proposal without fields takes away: its own, and before a project what hangs on it; none where it
/// is not there.
///
/// # Errors
/// The code of the verdict.
pub(crate) fn removal(
    known: &Known,
    by: Proposer,
    wanted: &ChangeProposed,
) -> Result<Vec<Removal>, &'static str> {
    // Of the other tables rows end by what is said in them: a membership is left, a staff member is no longer active.
    if !matches!(wanted.table, Table::Project | Table::Position | Table::Team) {
        return Err(NOT_ALLOWED);
    }
    let role = least_role(wanted.table).ok_or(NOT_ALLOWED)?;
    if !known.may(by.staff, role, by.wall) {
        return Err(NOT_ALLOWED);
    }
    let key = (wanted.table, wanted.row.clone());
    let Some(now) = known.rows.get(&key) else {
        return Ok(Vec::new());
    };
    let fields = Fields::read(&now.map).ok_or(MALFORMED)?;
    based(known, by, wanted, &fields.keys().collect::<Vec<_>>())?;
    let mut gone = Vec::new();
    if let Some(project) = removed_project(wanted) {
        let punches = known.punches.get(&project);
        if punches.is_some_and(|punches| !punches.is_empty()) {
            return Err(HAS_PUNCHES);
        }
        gone.extend(known.rows.keys().filter(|(table, key)| {
            matches!(table, Table::Position | Table::Team) && key.starts_with(project.as_bytes())
        }));
        gone.sort_by_key(|(table, key)| (table.word(), key.clone()));
    }
    gone.push(&key);
    let removal = |key: &RowKey| {
        let version = known.rows.get(key).map_or(0, |row| row.version) + 1;
        Removal {
            key: key.clone(),
            version,
        }
    };
    Ok(gone.into_iter().map(removal).collect())
}

/// The least role whose proposals for this table are taken; `None` where there are none.
fn least_role(table: Table) -> Option<Role> {
    match table {
        Table::Person | Table::Membership | Table::Position | Table::Team => Some(Role::Registrar),
        Table::Organisation | Table::Project | Table::Staff | Table::Profile => {
            Some(Role::Administrator)
        }
        // A card's row follows what was issued and retired.
        Table::Card => None,
    }
}

/// The volunteer number that a proposal asks for.
pub(crate) fn wanted_number(change: &ChangeProposed) -> Option<String> {
    if change.table != Table::Person {
        return None;
    }
    let fields = Fields::read(&change.fields)?;
    minicbor::decode(fields.get(PERSON_NUMBER)?).ok()
}

/// The organisation that a proposed project or staff member is to belong to.
pub(crate) fn wanted_owner(change: &ChangeProposed) -> Option<RowKey> {
    if !matches!(change.table, Table::Project | Table::Staff) {
        return None;
    }
    let fields = Fields::read(&change.fields)?;
    let owner: OrganisationId = minicbor::decode(fields.get(OWNER)?).ok()?;
    Some((Table::Organisation, owner.as_bytes().to_vec()))
}

/// Who proposes, and when by his clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Proposer {
    pub(crate) staff: StaffId,
    pub(crate) station: StationId,
    pub(crate) wall: i64,
}

/// The row that comes of a proposal; `Ok(None)` where it is so already.
///
/// # Errors
/// The code of the verdict.
pub(crate) fn change(
    known: &Known,
    by: Proposer,
    wanted: &ChangeProposed,
) -> Result<Option<RowChange>, &'static str> {
    let role = least_role(wanted.table).ok_or(NOT_ALLOWED)?;
    if !known.may(by.staff, role, by.wall) {
        return Err(NOT_ALLOWED);
    }
    let now = known.row(wanted.table, &wanted.row);
    let fields = Fields::read(&wanted.fields).ok_or(MALFORMED)?;
    let before = match now {
        Some(row) => Fields::read(&row.map).ok_or(MALFORMED)?,
        None => Fields::default(),
    };
    let merged = before.overlaid(&fields);
    let row = Row::decode(wanted.table, &merged.write()).map_err(|_| MALFORMED)?;
    if row.key() != wanted.row {
        return Err(MALFORMED);
    }
    if now.is_some() && merged == before {
        return Ok(None);
    }
    let differing = merged.differing(&before);
    based(known, by, wanted, &differing)?;
    permitted(known, &row, now, &differing)?;
    Ok(RowChange::to(row, merged, now, by.station))
}

/// Two changes of one row stand side by side unless they are of the same field and of two stations.
fn based(
    known: &Known,
    by: Proposer,
    wanted: &ChangeProposed,
    differing: &[u64],
) -> Result<(), &'static str> {
    let version = known
        .row(wanted.table, &wanted.row)
        .map_or(0, |row| row.version);
    if wanted.base > version || (wanted.base == 0) != (version == 0) {
        return Err(CONFLICT);
    }
    let row = (wanted.table, wanted.row.clone());
    let crossed = differing.iter().any(|field| {
        let change = known.changes.get(&(row.clone(), *field));
        change.is_some_and(|last| last.version > wanted.base && last.station != by.station)
    });
    if crossed { Err(CONFLICT) } else { Ok(()) }
}

/// Whether the row may come to be: it stays in this organisation's log and spoils nothing there.
fn permitted(
    known: &Known,
    row: &Row,
    now: Option<&KnownRow>,
    differing: &[u64],
) -> Result<(), &'static str> {
    let stays = !differing.contains(&OWNER);
    let ours = |organisation: OrganisationId| {
        organisation == known.organisation
            || known
                .row(Table::Organisation, organisation.as_bytes())
                .is_some()
    };
    let belongs = match row {
        Row::Person(person) => return number_free(known, person),
        Row::Staff(staff) => {
            still_administered(known, staff)?;
            stays || ours(staff.organisation)
        }
        Row::Organisation(new) => {
            // Cards name the tag: it is drawn once, at the founding.
            let old = now.and_then(|row| minicbor::decode::<OrganisationRow>(&row.map).ok());
            old.is_some_and(|old| old.tag == new.tag)
        }
        Row::Membership(row) => ours(row.organisation),
        Row::Project(row) => stays || ours(row.organisation),
        Row::Position(row) => known.row(Table::Project, row.project.as_bytes()).is_some(),
        Row::Team(row) => known.row(Table::Project, row.project.as_bytes()).is_some(),
        Row::Profile(row) => row.organisation.is_some_and(ours),
        Row::Card(_) => false,
    };
    if belongs { Ok(()) } else { Err(NOT_ALLOWED) }
}

/// Whether nobody else has this person's number. A provisional person has none.
pub(crate) fn number_free(known: &Known, person: &PersonRow) -> Result<(), &'static str> {
    let holder = known.numbers.get(&person.number);
    let taken = holder.is_some_and(|holder| holder != person.volunteer.as_bytes());
    if taken && !person.number.is_empty() {
        Err(NUMBER_TAKEN)
    } else {
        Ok(())
    }
}

fn still_administered(known: &Known, staff: &StaffRow) -> Result<(), &'static str> {
    let administers = staff.active && staff.role() == Role::Administrator;
    let other = known.staff.iter().any(|(id, terms)| {
        *id != staff.id
            && terms
                .last()
                .is_some_and(|term| term.active && term.role == Role::Administrator)
    });
    if administers || other {
        Ok(())
    } else {
        Err(LAST_ADMINISTRATOR)
    }
}

/// The rows that a person first seen at a desk makes: himself and his membership. What is there stays.
///
/// # Errors
/// The code of the verdict.
pub(crate) fn member(
    known: &Known,
    by: Proposer,
    person: (&PersonRow, Fields),
    joined_on: Option<protocol::Day>,
) -> Result<Vec<RowChange>, &'static str> {
    let (row, map) = person;
    number_free(known, row)?;
    let mut changes = Vec::new();
    if known.row(Table::Person, row.volunteer.as_bytes()).is_none() {
        changes.extend(RowChange::to(row.clone().into(), map, None, by.station));
    }
    let membership = Row::from(MembershipRow {
        organisation: known.organisation,
        volunteer: row.volunteer,
        state: MembershipState::Joined,
        joined_on,
    });
    if known.row(Table::Membership, &membership.key()).is_none() {
        let map = Fields::read(&membership.encode()).ok_or(MALFORMED)?;
        changes.extend(RowChange::to(membership, map, None, by.station));
    }
    Ok(changes)
}
