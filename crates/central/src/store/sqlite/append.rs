//! A station's push, in one transaction: read, decide, write, and the log's counter last.

use ed25519_dalek::VerifyingKey;
use protocol::message::{Pushed, Reason, Stopped, Taken};
use protocol::{Chain, Fact, Hash, Millis};
use rules::StationId;
use rusqlite::{Connection, OptionalExtension, params};

use super::log::{self, Organisation};
use super::{open, row, station, trust};
use crate::continuity::{self, Held};
use crate::pen::Pen;
use crate::plan::{self, Answer, Desk, Plan};
use crate::{Error, Keys};

pub(super) fn append(
    tx: &Connection,
    keys: &Keys,
    station: StationId,
    facts: Vec<Fact>,
    now: Millis,
) -> Result<Pushed, Error> {
    let record = station::find(tx, station)?.ok_or(Error::NoSuchStation)?;
    let of = log::organisation(tx, record.organisation)?;
    if !of.ready {
        return Err(Reason::Busy.into());
    }
    let chain = chain_of(tx, station, &of, &facts)?;
    let key = VerifyingKey::from_bytes(&record.key).map_err(|_| Error::Damaged("station key"))?;
    let found = log::chain(tx, of.number, chain)?;
    let (number, held) = found.unwrap_or((0, Held::NOTHING));
    let mut pushed = Pushed {
        server_epoch: open::identity(tx, keys)?.server_epoch,
        high_water: held.high_water,
        verdicts: Vec::with_capacity(facts.len()),
        stopped: None,
    };
    let hashes: Vec<Hash> = facts.iter().map(Fact::hash).collect();
    let count = match goes_on(tx, number, (&facts, &hashes), held, &key)? {
        Ok(count) => count,
        Err(stopped) => {
            pushed.stopped = Some(stopped);
            return Ok(pushed);
        }
    };
    for fact in &facts[..count] {
        pushed.verdicts.push(earlier(tx, number, fact.seq)?);
    }
    let mut known = row::known(tx, keys, &of, &facts[count..])?;
    let new: Vec<_> = facts.into_iter().zip(hashes).skip(count).collect();
    let Some((last, head)) = new.last().map(|(fact, hash)| (fact.seq, *hash)) else {
        return Ok(pushed);
    };
    if found.is_none() {
        station::begin(tx, station, chain.epoch)?;
    }
    let mut pen = log::pen(tx, keys, &of)?;
    let desk = Desk {
        station,
        station_key: key,
        key: &keys.signing(),
        now,
    };
    let plan = plan::plan(new, &mut known, &desk, &mut pen);
    let end = Held {
        high_water: last,
        head,
    };
    let first = carry_out(tx, keys, &of, &plan, (chain, end), &pen, now)?;
    pushed.high_water = last;
    pushed.verdicts.extend(
        plan.answers
            .iter()
            .map(|answer| taken(&plan, *answer, first)),
    );
    Ok(pushed)
}

/// The chain of the run, which is the station's own and of its organisation; its present one for no facts.
fn chain_of(
    tx: &Connection,
    station: StationId,
    of: &Organisation,
    facts: &[Fact],
) -> Result<Chain, Error> {
    if facts.is_empty() {
        return Ok(Chain {
            station,
            epoch: station::epoch(tx, station)?,
        });
    }
    let ours = facts.iter().all(|fact| fact.organisation == of.id);
    let chain = continuity::chain_of(facts).filter(|chain| ours && chain.station == station);
    chain.ok_or(Error::Refused(Reason::NotAllowed))
}

/// How many facts of the run are here already, once it is whole, signed and goes on from here.
fn goes_on(
    tx: &Connection,
    chain: i64,
    (facts, hashes): (&[Fact], &[Hash]),
    held: Held,
    key: &VerifyingKey,
) -> Result<Result<usize, Stopped>, Error> {
    if facts.is_empty() {
        return Ok(Ok(0));
    }
    if let Err(stopped) = continuity::whole(facts, hashes, key) {
        return Ok(Err(stopped));
    }
    continuity::known(facts, hashes, held, |seq| hash_of(tx, chain, seq))
}

fn hash_of(tx: &Connection, chain: i64, seq: u64) -> Result<Option<Hash>, Error> {
    let sql = "select hash from fact where chain = ?1 and seq = ?2
               union all
               select hash from quarantine where chain = ?1 and seq = ?2";
    let values = params![chain, seq as i64];
    let found = tx
        .prepare_cached(sql)?
        .query_row(values, |row| row.get("hash"));
    Ok(found.optional()?.map(Hash))
}

/// What was answered for a fact that is here already.
fn earlier(tx: &Connection, chain: i64, seq: u64) -> Result<Taken, Error> {
    let sql = "select position, flag as code, 0 as beside from fact where chain = ?1 and seq = ?2
               union all
               select known_at, code, 1 from quarantine where chain = ?1 and seq = ?2";
    let found = tx
        .prepare_cached(sql)?
        .query_row(params![chain, seq as i64], |row| {
            let position: Option<i64> = row.get("position")?;
            let code: Option<String> = row.get("code")?;
            let beside: bool = row.get("beside")?;
            Ok((position.map(|position| position as u64), code, beside))
        })?;
    Ok(match found {
        (Some(position), Some(code), false) => Taken::Flagged(position, code),
        (Some(position), _, _) => Taken::Accepted(position),
        (None, code, _) => Taken::Refused(code.unwrap_or_default()),
    })
}

/// The answer for a fact whose plan was carried out from position `first` on.
fn taken(plan: &Plan, answer: Answer, first: u64) -> Taken {
    match answer {
        Answer::Logged(at) => {
            let position = first + at as u64;
            match plan.log[at].flag {
                Some(code) => Taken::Flagged(position, code.to_owned()),
                None => Taken::Accepted(position),
            }
        }
        Answer::Quarantined(at) => {
            let kept = &plan.quarantine[at];
            kept.known_at
                .map_or_else(|| Taken::Refused(kept.code.to_owned()), Taken::Accepted)
        }
    }
}

/// Writes a plan; answers the position of its first entry.
fn carry_out(
    tx: &Connection,
    keys: &Keys,
    of: &Organisation,
    plan: &Plan,
    (chain, end): (Chain, Held),
    pen: &Pen,
    now: Millis,
) -> Result<u64, Error> {
    let station_chain = log::extend(tx, of.number, chain, end, 0)?;
    let own_chain = log::put_down(tx, of, pen)?;
    for kept in &plan.quarantine {
        log::quarantine(tx, station_chain, kept, now)?;
    }
    row::carry_out(tx, of, &plan.rows, now)?;
    trust::retire(tx, keys, of, &plan.retired, now)?;
    let chain_of = |of: &Chain| {
        if *of == chain {
            station_chain
        } else {
            own_chain
        }
    };
    log::append(tx, of, &plan.log, chain_of, now)
}
