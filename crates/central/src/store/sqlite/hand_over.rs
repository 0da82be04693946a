//! The rows of a founding station, taken over as central's own.

use jiff::civil::Date;
use protocol::message::{PackedRow, Reason};
use protocol::row::{CardRow, CardState, OrganisationRow, StaffRow, Table};
use protocol::{Millis, Role, Row};
use rules::{CardId, StationId};
use rusqlite::{Connection, params};

use super::log::{self, Organisation};
use super::{row, station, trust};
use crate::fields::Fields;
use crate::follow::today;
use crate::known::Known;
use crate::plan::{self, Entry};
use crate::proposal::RowChange;
use crate::{Error, Keys};

/// Staff that was handed over was staff before central was there.
const EVER: Millis = Millis(i64::MIN);

pub(super) fn take(
    tx: &Connection,
    keys: &Keys,
    from: StationId,
    rows: &[PackedRow],
    last: bool,
    now: Millis,
) -> Result<u64, Error> {
    let record = station::find(tx, from)?.ok_or(Error::NoSuchStation)?;
    let of = log::organisation(tx, record.organisation)?;
    if of.founder != from {
        return Err(Reason::NotAllowed.into());
    }
    let changes = changes(tx, &of, from, rows)?;
    if of.ready && changes.iter().any(|change| change.version == 1) {
        return Err(Reason::NotAllowed.into());
    }
    if !of.ready {
        put(tx, keys, &of, &changes, now)?;
        if last {
            make_ready(tx, keys, &of, now)?;
        }
    }
    row::count(tx, &of)
}

/// What the rows change. A part may name a row twice: the later one is meant.
fn changes(
    tx: &Connection,
    of: &Organisation,
    from: StationId,
    rows: &[PackedRow],
) -> Result<Vec<RowChange>, Error> {
    let malformed = || Error::Refused(Reason::Malformed);
    let mut changes = std::collections::BTreeMap::new();
    for packed in rows {
        let read = Row::decode(packed.table, &packed.row).map_err(|_| malformed())?;
        let map = Fields::read(&packed.row)
            .ok_or_else(malformed)?
            .overlaid(&Fields::default());
        if packed.row.len() > crate::judge::BODY_LIMIT || !belongs(of, &read) {
            return Err(malformed());
        }
        let key = (packed.table, read.key());
        let now = row::find(tx, of, &key)?;
        let change = RowChange::to(read, map, now.as_ref(), from);
        changes.insert((key.0.word(), key.1), change);
    }
    Ok(changes.into_values().flatten().collect())
}

/// The founded organisation's own row has the tag that it was founded with.
fn belongs(of: &Organisation, row: &Row) -> bool {
    match row {
        Row::Organisation(row) => row.id != of.id || row.tag == of.tag,
        Row::Person(_)
        | Row::Membership(_)
        | Row::Project(_)
        | Row::Position(_)
        | Row::Team(_)
        | Row::Staff(_)
        | Row::Profile(_)
        | Row::Card(_) => true,
    }
}

fn put(
    tx: &Connection,
    keys: &Keys,
    of: &Organisation,
    changes: &[RowChange],
    now: Millis,
) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let mut pen = log::pen(tx, keys, of)?;
    let mut facts = Vec::with_capacity(changes.len() + 1);
    for change in changes {
        facts.push(pen.write(&plan::put(change), of.administrator, now));
    }
    facts.push(pen.checkpoint(&keys.signing(), now));
    row::change(tx, of, changes, EVER)?;
    let chain = log::put_down(tx, of, &pen)?;
    let entries: Vec<Entry> = facts.into_iter().map(Entry::own).collect();
    log::append(tx, of, &entries, |_| chain, now)?;
    Ok(())
}

/// From now on rows are central's. Without its own row and its administrator an organisation could do
/// nothing, so it is not ready before they are here.
fn make_ready(tx: &Connection, keys: &Keys, of: &Organisation, now: Millis) -> Result<(), Error> {
    let malformed = || Error::Refused(Reason::Malformed);
    let own = row::find(tx, of, &(Table::Organisation, of.id.as_bytes().to_vec()))?;
    let own: OrganisationRow = own
        .and_then(|row| minicbor::decode(&row.map).ok())
        .ok_or_else(malformed)?;
    let staff = row::find(
        tx,
        of,
        &(Table::Staff, of.administrator.as_bytes().to_vec()),
    )?;
    let staff: StaffRow = staff
        .and_then(|row| minicbor::decode(&row.map).ok())
        .ok_or_else(malformed)?;
    if !staff.active || staff.role() != Role::Administrator {
        return Err(malformed());
    }
    let retired = retired(tx, keys, of, today(now))?;
    trust::retire(tx, keys, of, &retired, now)?;
    tx.execute(
        "update organisation set ready = 1, county = ?2 where number = ?1",
        params![of.number, county(&own.region)],
    )?;
    Ok(())
}

/// The first six digits of a region; none where it has not as many.
fn county(region: &str) -> Option<&str> {
    region
        .get(..6)
        .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
}

fn retired(
    tx: &Connection,
    keys: &Keys,
    of: &Organisation,
    today: Date,
) -> Result<Vec<(CardId, Option<u32>)>, Error> {
    let known = Known {
        trust: Some(trust::trust(tx, keys)?),
        ..Known::default()
    };
    let cards = row::all(tx, of, Table::Card)?;
    let cards = cards
        .iter()
        .filter_map(|map| minicbor::decode::<CardRow>(map).ok());
    let retired = cards.filter(|card| card.state == CardState::Retired);
    Ok(retired
        .map(|card| {
            (
                card.card,
                known.genuine(&card.text, today).map(|card| card.index),
            )
        })
        .collect())
}
