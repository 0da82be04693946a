//! A page of a log, as one station asks for it.

use protocol::Chain;
use protocol::message::{BATCH, Pull, Reason};
use rules::StationId;
use rusqlite::{Connection, params};

use super::{log, open, station};
use crate::store::Slice;
use crate::{Error, Keys};

/// The most bytes of bodies in a page, and one body more.
const PAGE_BYTES: usize = 8 << 20;

pub(super) fn page(
    tx: &Connection,
    keys: &Keys,
    asking: StationId,
    pull: &Pull,
) -> Result<Slice, Error> {
    let server_epoch = open::identity(tx, keys)?.server_epoch;
    let record = station::find(tx, asking)?.ok_or(Error::NoSuchStation)?;
    if record.organisation != pull.organisation {
        return Err(Reason::NotAllowed.into());
    }
    let of = log::organisation(tx, record.organisation)?;
    let own = Chain {
        station: asking,
        epoch: station::epoch(tx, asking)?,
    };
    let own = log::chain(tx, of.number, own)?.map_or(0, |(number, _)| number);
    let sql = "select next from org_log where organisation = ?1";
    let end = tx.query_row(sql, [of.number], |row| row.get::<_, i64>(0))? as u64 - 1;
    let after = if pull.server_epoch == Some(server_epoch) {
        pull.after.min(end)
    } else {
        0
    };
    let limit = (pull.limit as usize).clamp(1, BATCH);

    let mut statement = tx.prepare_cached(include_str!("select_page.sql"))?;
    let mut rows = statement.query(params![of.number, after as i64, own, limit as i64])?;
    let (mut facts, mut bytes) = (Vec::new(), 0);
    let mut whole = true;
    while let Some(row) = rows.next()? {
        if bytes > PAGE_BYTES {
            whole = false;
            break;
        }
        let fact = log::fact(row, of.id)?;
        bytes += fact.body.len();
        facts.push((row.get::<_, i64>("position")? as u64, fact));
    }
    whole &= facts.len() < limit;
    let last = facts.last().map_or(end, |(position, _)| *position);
    let next = if whole { end } else { last };
    Ok(Slice {
        server_epoch,
        facts,
        next,
        end,
    })
}
