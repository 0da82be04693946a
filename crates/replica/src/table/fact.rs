//! Facts: stored once, read by chain, by volunteer, by what they speak about.

use protocol::{Chain, Clocks, Fact, Hash};
use rules::{FactId, ProjectId, VolunteerId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::{Blob, chain};
use crate::error::Result;
use crate::subject::Subject;

/// A fact as it lies in the database, with what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stored {
    pub n: i64,
    pub fact: Fact,
    /// The time that rules see, in milliseconds.
    pub at: i64,
    /// Central's position.
    pub position: Option<u64>,
    /// Central keeps it but does not count it: why.
    pub flag: Option<String>,
}

/// What every read of whole facts selects.
const SELECT: &str = "
    select fact.n, fact.id, chain.station, chain.epoch, chain.organisation, fact.seq,
           coalesce(fact.prev, before.hash, zeroblob(32)) as prev,
           fact.kind, fact.version, fact.wall, fact.mono, boot.id as boot, fact.hlc, actor.staff as actor,
           fact.body, fact.at, fact.position, fact.flag
    from fact
    join chain on chain.n = fact.chain
    join boot on boot.n = fact.boot
    join actor on actor.n = fact.actor
    left join fact as before on before.chain = fact.chain and before.seq = fact.seq - 1";

fn read(row: &Row<'_>) -> rusqlite::Result<Stored> {
    let fact = Fact {
        id: row.get::<_, Blob<_>>("id")?.0,
        organisation: row.get::<_, Blob<_>>("organisation")?.0,
        chain: Chain {
            station: row.get::<_, Blob<_>>("station")?.0,
            epoch: row.get::<_, Blob<_>>("epoch")?.0,
        },
        seq: row.get::<_, i64>("seq")? as u64,
        prev: row.get::<_, Blob<Hash>>("prev")?.0,
        kind: row.get("kind")?,
        version: row.get("version")?,
        clocks: Clocks {
            wall: row.get("wall")?,
            mono: row.get::<_, i64>("mono")? as u64,
            boot: row.get::<_, Blob<_>>("boot")?.0,
            hlc: row.get::<_, i64>("hlc")? as u64,
        },
        actor: row.get::<_, Blob<_>>("actor")?.0,
        body: row.get("body")?,
    };
    Ok(Stored {
        n: row.get("n")?,
        fact,
        at: row.get("at")?,
        position: row
            .get::<_, Option<i64>>("position")?
            .map(|position| position as u64),
        flag: row.get("flag")?,
    })
}

/// Stores a fact after the head of its chain and moves the head.
pub(crate) fn insert(
    db: &Connection,
    fact: &Fact,
    subject: &Subject,
    position: Option<u64>,
) -> Result<i64> {
    let head = chain::head(db, fact.chain, fact.organisation)?;
    let hash = fact.hash();
    let linked = (fact.seq, fact.prev) == (head.seq + 1, head.hash);
    let at = subject
        .given
        .unwrap_or(fact.clocks.wall + correction(db, fact)?);
    let (volunteer, project) = match subject.about {
        Some(about) => whom(db, about)?,
        None => (subject.volunteer, subject.project),
    };
    db.prepare_cached(
        "insert into fact (id, chain, seq, prev, hash, kind, version, wall, mono, boot, hlc, actor, body,
                           position, at, volunteer, project, about)
         values (:id, :chain, :seq, :prev, :hash, :kind, :version, :wall, :mono, :boot, :hlc, :actor, :body,
                 :position, :at, :volunteer, :project, :about)",
    )?
    .execute(named_params! {
        ":id": Blob(fact.id), ":chain": head.n, ":seq": fact.seq as i64,
        ":prev": (!linked).then_some(Blob(fact.prev)), ":hash": Blob(hash),
        ":kind": fact.kind, ":version": fact.version,
        ":wall": fact.clocks.wall, ":mono": fact.clocks.mono as i64,
        ":boot": chain::boot(db, fact.clocks.boot)?, ":hlc": fact.clocks.hlc as i64,
        ":actor": chain::actor(db, fact.actor)?, ":body": fact.body,
        ":position": position.map(|position| position as i64), ":at": at,
        ":volunteer": volunteer.map(Blob), ":project": project.map(Blob), ":about": subject.about.map(Blob),
    })?;
    let n = db.last_insert_rowid();
    chain::advance(db, head.n, fact.seq, hash)?;
    if let Some(volunteer) = volunteer {
        claim(db, fact.id, volunteer, project)?;
    }
    Ok(n)
}

/// Gives those facts their volunteer that spoke about this one before it came.
fn claim(
    db: &Connection,
    id: FactId,
    volunteer: VolunteerId,
    project: Option<ProjectId>,
) -> Result<()> {
    db.prepare_cached(
        "update fact set volunteer = :volunteer, project = :project
         where about = :id and volunteer is null",
    )?
    .execute(named_params! {
        ":id": Blob(id), ":volunteer": Blob(volunteer), ":project": project.map(Blob),
    })?;
    Ok(())
}

fn whom(db: &Connection, id: FactId) -> Result<(Option<VolunteerId>, Option<ProjectId>)> {
    let found = db
        .prepare_cached("select volunteer, project from fact where id = :id")?
        .query_row(named_params! {":id": Blob(id)}, |row| {
            let volunteer: Option<Blob<VolunteerId>> = row.get("volunteer")?;
            let project: Option<Blob<ProjectId>> = row.get("project")?;
            Ok((volunteer.map(|v| v.0), project.map(|p| p.0)))
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// What the latest correction of the station's clock adds to this fact's wall clock.
fn correction(db: &Connection, fact: &Fact) -> Result<i64> {
    let found = db
        .prepare_cached(
            "select offset_ms from clock_correction
             where station = :station and :seq between from_seq and to_seq order by at desc, fact desc limit 1",
        )?
        .query_row(named_params! {":station": Blob(fact.chain.station), ":seq": fact.seq as i64}, |row| {
            row.get(0)
        })
        .optional()?;
    Ok(found.unwrap_or(0))
}

/// The fact with this id.
pub(crate) fn by_id(db: &Connection, id: FactId) -> Result<Option<Stored>> {
    Ok(db
        .prepare_cached(&format!("{SELECT} where fact.id = :id"))?
        .query_row(named_params! {":id": Blob(id)}, read)
        .optional()?)
}

/// Whether the fact is here, and with which hash.
pub(crate) fn hash_of(db: &Connection, id: FactId) -> Result<Option<Hash>> {
    Ok(db
        .prepare_cached("select hash from fact where id = :id")?
        .query_row(named_params! {":id": Blob(id)}, |row| {
            Ok(row.get::<_, Blob<Hash>>(0)?.0)
        })
        .optional()?)
}

/// Everything that concerns a volunteer, oldest first.
pub(crate) fn of_volunteer(db: &Connection, volunteer: VolunteerId) -> Result<Vec<Stored>> {
    let mut select = db.prepare_cached(&format!(
        "{SELECT} where fact.volunteer = :volunteer order by fact.at"
    ))?;
    let rows = select.query_map(named_params! {":volunteer": Blob(volunteer)}, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether something concerns a volunteer that happened after `now`, in milliseconds.
pub(crate) fn is_later(db: &Connection, volunteer: VolunteerId, now: i64) -> Result<bool> {
    Ok(db
        .prepare_cached("select 1 from fact where volunteer = :volunteer and at > :now")?
        .exists(named_params! {":volunteer": Blob(volunteer), ":now": now})?)
}

/// The facts of a chain, from one sequence number on.
pub(crate) fn of_chain(
    db: &Connection,
    chain: i64,
    after: u64,
    limit: usize,
) -> Result<Vec<(Stored, Hash)>> {
    let sql = SELECT.replace("fact.flag", "fact.flag, fact.hash as own_hash");
    let sql = format!(
        "{sql} where fact.chain = :chain and fact.seq > :after order by fact.seq limit :limit"
    );
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map(
        named_params! {":chain": chain, ":after": after as i64, ":limit": limit as i64},
        |row| Ok((read(row)?, row.get::<_, Blob<Hash>>("own_hash")?.0)),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The newest punches and attempts of a project, newest first.
pub(crate) fn latest_of_project(
    db: &Connection,
    project: ProjectId,
    limit: usize,
) -> Result<Vec<Stored>> {
    let (punch, attempt) = (
        protocol::Kind::Punch.number(),
        protocol::Kind::Attempt.number(),
    );
    let mut select = db.prepare_cached(&format!(
        "{SELECT} where fact.project = :project and fact.kind in ({punch}, {attempt})
         order by fact.at desc, fact.n desc limit :limit"
    ))?;
    let rows = select.query_map(
        named_params! {":project": Blob(project), ":limit": limit as i64},
        read,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Which requests or disputes are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// All of them.
    All,
    /// Those that nobody has answered.
    Unanswered,
}

/// The latest facts of a kind that asks for an answer (requests, disputes), the oldest of them first.
pub(crate) fn asking(
    db: &Connection,
    kind: protocol::Kind,
    asking: Asking,
    limit: usize,
) -> Result<Vec<Stored>> {
    // The first condition is that of the index, to the letter.
    let mut select = db.prepare_cached(&format!(
        "{SELECT} where fact.kind in (10, 12) and fact.kind = :kind
         and (:all or not exists (
             select 1 from fact as answer
             where answer.about = fact.id and answer.kind = :answer and answer.flag is null
               and answer.at >= fact.at))
         order by fact.at desc, fact.n desc limit :limit"
    ))?;
    let rows = select.query_map(
        named_params! {
            ":kind": kind.number(), ":answer": kind.number() + 1, ":all": asking == Asking::All,
            ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
        },
        read,
    )?;
    let mut facts = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    facts.reverse();
    Ok(facts)
}

/// The facts that speak about this one and that count, oldest first.
pub(crate) fn answers(db: &Connection, about: FactId) -> Result<Vec<Stored>> {
    let mut select = db.prepare_cached(&format!(
        "{SELECT} where fact.about = :about and fact.flag is null order by fact.at, fact.id"
    ))?;
    let rows = select.query_map(named_params! {":about": Blob(about)}, read)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Everyone who punched himself in a project.
pub(crate) fn self_punchers(db: &Connection, project: ProjectId) -> Result<Vec<VolunteerId>> {
    let mut select = db.prepare_cached(
        "select volunteer, body from fact where project = :project and kind = :punch and volunteer is not null",
    )?;
    let rows = select.query_map(
        named_params! {":project": Blob(project), ":punch": protocol::Kind::Punch.number()},
        |row| {
            Ok((
                row.get::<_, Blob<VolunteerId>>(0)?.0,
                row.get::<_, Vec<u8>>(1)?,
            ))
        },
    )?;
    let mut punchers = Vec::new();
    for row in rows {
        let (volunteer, body) = row?;
        let own = match protocol::Body::decode(protocol::Kind::Punch, &body) {
            Ok(protocol::Body::Punch(punch)) => punch.by == protocol::body::By::Own,
            Ok(_) | Err(_) => false,
        };
        if own {
            punchers.push(volunteer);
        }
    }
    punchers.sort();
    punchers.dedup();
    Ok(punchers)
}

/// Everyone whom some fact of a project concerns.
pub(crate) fn volunteers_of_project(
    db: &Connection,
    project: ProjectId,
) -> Result<Vec<VolunteerId>> {
    let mut select = db.prepare_cached(
        "select distinct volunteer from fact where project = :project and volunteer is not null",
    )?;
    let rows = select.query_map(named_params! {":project": Blob(project)}, |row| {
        Ok(row.get::<_, Blob<_>>(0)?.0)
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Marks a fact as kept by central but not counted.
pub(crate) fn flag(db: &Connection, id: FactId, code: &str) -> Result<()> {
    db.prepare_cached("update fact set flag = :code where id = :id")?
        .execute(named_params! {":id": Blob(id), ":code": code})?;
    Ok(())
}

/// Notes central's position of a fact.
pub(crate) fn place(db: &Connection, n: i64, position: u64) -> Result<()> {
    db.prepare_cached("update fact set position = :position where n = :n")?
        .execute(named_params! {":n": n, ":position": position as i64})?;
    Ok(())
}

/// Whom a fact concerns.
pub(crate) fn volunteer_of(db: &Connection, id: FactId) -> Result<Option<VolunteerId>> {
    Ok(whom(db, id)?.0)
}

/// Notes how far a clock was wrong and moves the facts that the correction covers. A stated time stays.
pub(crate) fn correct_clock(
    db: &Connection,
    from: &Fact,
    correction: &protocol::body::ClockCorrected,
) -> Result<()> {
    db.execute(
        "insert or ignore into clock_correction (fact, at, station, from_seq, to_seq, offset_ms)
         values (:fact, :at, :station, :from, :to, :offset)",
        named_params! {
            ":fact": Blob(from.id), ":at": from.clocks.wall, ":station": Blob(correction.station),
            ":from": correction.from as i64, ":to": correction.to as i64, ":offset": correction.offset,
        },
    )?;
    for stored in of_span(db, correction)? {
        let body = stored.fact.decoded().ok().flatten();
        if Subject::of(body.as_ref()).given.is_none() {
            let at = stored.fact.clocks.wall + self::correction(db, &stored.fact)?;
            db.prepare_cached("update fact set at = :at where n = :n")?
                .execute(named_params! {":at": at, ":n": stored.n})?;
        }
    }
    Ok(())
}

fn of_span(db: &Connection, correction: &protocol::body::ClockCorrected) -> Result<Vec<Stored>> {
    let mut select = db.prepare(&format!(
        "{SELECT} where chain.station = :station and fact.seq between :from and :to"
    ))?;
    let rows = select.query_map(
        named_params! {
            ":station": Blob(correction.station), ":from": correction.from as i64, ":to": correction.to as i64,
        },
        read,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Everyone whom a correction of a clock concerns.
pub(crate) fn volunteers_of_span(
    db: &Connection,
    correction: &protocol::body::ClockCorrected,
) -> Result<Vec<VolunteerId>> {
    of_span(db, correction)?
        .into_iter()
        .filter_map(|stored| volunteer_of(db, stored.fact.id).transpose())
        .collect()
}

/// Whether a punch was taken back.
pub(crate) fn is_annulled(db: &Connection, punch: FactId) -> Result<bool> {
    Ok(db
        .prepare_cached("select 1 from fact where about = :punch and kind = :annulled and flag is null")?
        .exists(named_params! {":punch": Blob(punch), ":annulled": protocol::Kind::PunchAnnulled.number()})?)
}

/// The proposals of a station about a project that no verdict stands against, oldest first.
pub(crate) fn proposals_waiting(
    db: &Connection,
    station: rules::StationId,
    project: ProjectId,
) -> Result<Vec<Stored>> {
    let mut select = db.prepare_cached(&format!(
        "{SELECT} where fact.project = :project and fact.kind = :proposed and chain.station = :station
           and fact.flag is null and not exists (select 1 from attention where attention.fact = fact.id)
         order by fact.n"
    ))?;
    let rows = select.query_map(
        named_params! {
            ":project": Blob(project), ":proposed": protocol::Kind::ChangeProposed.number(),
            ":station": Blob(station),
        },
        read,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many punches of a project stand: neither taken back nor flagged.
pub(crate) fn standing_punches(db: &Connection, project: ProjectId) -> Result<usize> {
    let count: i64 = db
        .prepare_cached(
            "select count(*) from fact where project = :project and kind = :punch and flag is null and not exists (
                 select 1 from fact as back
                 where back.about = fact.id and back.kind = :annulled and back.flag is null)",
        )?
        .query_row(
            named_params! {
                ":project": Blob(project), ":punch": protocol::Kind::Punch.number(),
                ":annulled": protocol::Kind::PunchAnnulled.number(),
            },
            |row| row.get(0),
        )?;
    Ok(count as usize)
}

/// When each volunteer was last put on a project's list, by the reference that the fact names.
pub(crate) fn admitted_at(db: &Connection, project: ProjectId) -> Result<Vec<(VolunteerId, i64)>> {
    let mut select = db.prepare_cached(
        "select volunteer, max(at) from fact
         where project = :project and kind = :admitted and flag is null and volunteer is not null group by volunteer",
    )?;
    let rows = select.query_map(
        named_params! {":project": Blob(project), ":admitted": protocol::Kind::Admitted.number()},
        |row| Ok((row.get::<_, Blob<_>>(0)?.0, row.get(1)?)),
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many facts of a kind there are.
pub(crate) fn count_of_kind(db: &Connection, kind: protocol::Kind) -> Result<u64> {
    let count: i64 = db.query_row(
        "select count(*) from fact where kind = :kind",
        named_params! {":kind": kind.number()},
        |row| row.get(0),
    )?;
    Ok(count as u64)
}
