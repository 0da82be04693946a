//! Writing facts: the next place in the chain, the hybrid clock, the queue for central; and taking others' facts in.

use std::collections::BTreeSet;

use ed25519_dalek::SigningKey;
use protocol::body::Checkpoint;
use protocol::{Body, Chain, Clocks, Fact, Kind};
use rules::{OrganisationId, ProjectId, StaffId, VolunteerId};
use rusqlite::Connection;

use crate::error::Result;
use crate::settle;
use crate::stamp::Stamp;
use crate::subject::Subject;
use crate::table::{chain, fact, outbox, person, presence};

/// No one's stamp moves our hybrid clock further ahead of our wall clock than this, in milliseconds.
const HLC_LEAD_MS: u64 = 10 * 60 * 1000;

/// In whose name and log this station writes.
#[derive(Clone)]
pub(crate) struct Author {
    pub chain: Chain,
    pub organisation: OrganisationId,
    pub actor: StaffId,
    /// Signs the checkpoints.
    pub key: SigningKey,
}

/// After so many facts a chain gets a checkpoint, so that a long queue can travel in runs.
const CHECKPOINT_EVERY: u64 = 1_000;

/// The next value of a hybrid clock that stood at `latest`, at a wall clock of `wall` milliseconds.
pub(crate) fn tick(latest: u64, wall: i64) -> u64 {
    let physical = (wall.max(0) as u64) << 16;
    let bounded = latest.min(physical.saturating_add(HLC_LEAD_MS << 16));
    physical.max(bounded.saturating_add(1))
}

/// Writes a fact of ours: into the log, the queue, and what follows from it.
pub(crate) fn append(db: &Connection, author: &Author, stamp: Stamp, body: &Body) -> Result<Fact> {
    let fact = write(db, author, stamp, body)?;
    if (fact.seq + 1).is_multiple_of(CHECKPOINT_EVERY) {
        checkpoint(db, author, stamp.next())?;
    }
    Ok(fact)
}

/// Puts the head of our chain under our signature.
pub(crate) fn checkpoint(db: &Connection, author: &Author, stamp: Stamp) -> Result<Fact> {
    let head = chain::head(db, author.chain, author.organisation)?;
    let body = Checkpoint::sign(
        author.organisation,
        author.chain,
        head.seq + 1,
        head.hash,
        &author.key,
    );
    write(db, author, stamp, &body.into())
}

fn write(db: &Connection, author: &Author, stamp: Stamp, body: &Body) -> Result<Fact> {
    let head = chain::head(db, author.chain, author.organisation)?;
    let fact = Fact {
        id: stamp.id,
        organisation: author.organisation,
        chain: author.chain,
        seq: head.seq + 1,
        prev: head.hash,
        kind: body.kind().number(),
        version: 1,
        clocks: Clocks {
            wall: stamp.wall,
            mono: stamp.mono,
            boot: stamp.boot,
            hlc: tick(chain::latest_hlc(db)?, stamp.wall),
        },
        actor: author.actor,
        body: body.encode(),
    };
    let n = fact::insert(db, &fact, &Subject::of(Some(body)), None)?;
    outbox::queue(db, n, stamp.wall)?;
    consequences(db, &fact, body)?;
    Ok(fact)
}

/// Takes a fact of another author in; whether it was new.
pub(crate) fn take_in(db: &Connection, taken: &Fact, position: u64) -> Result<bool> {
    if let Some(hash) = fact::hash_of(db, taken.id)? {
        if hash == taken.hash()
            && let Some(known) = fact::by_id(db, taken.id)?
        {
            fact::place(db, known.n, position)?;
        }
        return Ok(false);
    }
    // A body that we cannot read is kept all the same: a later version may.
    let body = taken.decoded().ok().flatten();
    fact::insert(db, taken, &Subject::of(body.as_ref()), Some(position))?;
    if let Some(body) = body {
        consequences(db, taken, &body)?;
    }
    Ok(true)
}

/// What a fact changes beside the log. Settling the volunteer is left to whoever wrote or took it in.
fn consequences(db: &Connection, from: &Fact, body: &Body) -> Result<()> {
    match body {
        Body::Put(put) => {
            if let Ok(row) = protocol::Row::decode(put.table, &put.row) {
                put_row(db, &row, put.version)?;
            }
        }
        Body::Remove(remove) => crate::table::row::remove(db, remove.table, &remove.row)?,
        Body::MemberProposed(proposed) => {
            if person::by_volunteer(db, proposed.person.volunteer)?.is_none() {
                person::put(db, &proposed.person, 0)?;
                person::put_membership(
                    db,
                    &joined(from.organisation, proposed.person.volunteer),
                    0,
                )?;
            }
        }
        Body::ChangeProposed(proposed) if proposed.base == 0 => {
            // A row that is to be made is at hand at once, until central's own comes.
            if let Ok(row) = protocol::Row::decode(proposed.table, &proposed.fields) {
                put_row(db, &row, 0)?;
            }
        }
        Body::CardIssued(issued) => {
            if let Some(card) = crate::cards::unchecked(&issued.text) {
                crate::table::card::put(db, &card, &issued.text, protocol::row::CardState::Valid)?;
            }
        }
        Body::CardRetired(retired) => crate::table::card::retire(db, retired.card)?,
        Body::Verdict(verdict) => match verdict.standing {
            protocol::body::Standing::Flagged => fact::flag(db, verdict.fact, &verdict.code)?,
            protocol::body::Standing::Refused => {
                outbox::needs_attention(db, verdict.fact, &verdict.code, from.clocks.wall)?;
            }
        },
        Body::Alias(alias) => person::put_alias(db, alias.also, alias.volunteer)?,
        Body::ClockCorrected(correction) => fact::correct_clock(db, from, correction)?,
        Body::Punch(_)
        | Body::Attempt(_)
        | Body::PunchAnnulled(_)
        | Body::FaceChecked(_)
        | Body::Admitted(_)
        | Body::Removed(_)
        | Body::Confirmed(_)
        | Body::ChangeProposed(_)
        | Body::SupplementRequested(_)
        | Body::SupplementDecided(_)
        | Body::DisputeRaised(_)
        | Body::DisputeResolved(_)
        | Body::SlipIssued(_)
        | Body::CodesIssued(_)
        | Body::CodeRedeemed(_)
        | Body::Printed(_)
        | Body::CertificateIssued(_)
        | Body::Swept(_)
        | Body::Checkpoint(_) => {}
    }
    Ok(())
}

/// The membership of someone who was seen at a desk.
pub(crate) fn joined(
    organisation: OrganisationId,
    volunteer: VolunteerId,
) -> protocol::row::MembershipRow {
    protocol::row::MembershipRow {
        organisation,
        volunteer,
        state: protocol::row::MembershipState::Joined,
        joined_on: None,
    }
}

/// Stores a row of any table. An older version than the one at hand changes nothing.
pub(crate) fn put_row(db: &Connection, row: &protocol::Row, version: u64) -> Result<()> {
    use protocol::Row;
    match row {
        Row::Organisation(row) => crate::table::organisation::put(db, row, version),
        Row::Person(row) => person::put(db, row, version),
        Row::Membership(row) => person::put_membership(db, row, version),
        Row::Project(row) => crate::table::project::put(db, row, version),
        Row::Staff(row) => crate::table::staff::put(db, row, version),
        Row::Card(row) => match crate::cards::unchecked(&row.text) {
            Some(card) => crate::table::card::put(db, &card, &row.text, row.state),
            None => Ok(()),
        },
        Row::Position(_) | Row::Team(_) | Row::Profile(_) => {
            crate::table::row::put(db, row, version)
        }
    }
}

/// The volunteers whose days a fact may change.
pub(crate) fn touched(
    db: &Connection,
    taken: &Fact,
    volunteers: &mut BTreeSet<VolunteerId>,
) -> Result<()> {
    let mut touch = |volunteer: VolunteerId| {
        volunteers.insert(volunteer);
    };
    if let Some(volunteer) = fact::volunteer_of(db, taken.id)? {
        touch(person::canonical(db, volunteer)?);
    }
    let (mut everybody, mut row) = (false, None);
    if let Ok(Some(body)) = taken.decoded() {
        match body {
            Body::Alias(alias) => {
                touch(alias.also);
                touch(person::canonical(db, alias.volunteer)?);
            }
            Body::ClockCorrected(correction) => {
                fact::volunteers_of_span(db, &correction)?
                    .into_iter()
                    .for_each(&mut touch);
            }
            Body::Put(put) => {
                let key = protocol::Row::decode(put.table, &put.row).map(|row| row.key());
                row = key.ok().map(|key| (put.table, key));
            }
            Body::Remove(gone) => row = Some((gone.table, gone.row)),
            // A row that is to be made is at hand at once.
            Body::ChangeProposed(wanted) if wanted.base == 0 => {
                row = Some((wanted.table, wanted.row));
            }
            _ => {}
        }
    }
    match row {
        Some((protocol::Table::Project, key)) => {
            if let Some(project) = ProjectId::from_slice(&key) {
                fact::volunteers_of_project(db, project)?
                    .into_iter()
                    .for_each(&mut touch);
            }
        }
        Some((protocol::Table::Organisation | protocol::Table::Profile, _)) => everybody = true,
        _ => {}
    }
    if everybody {
        presence::volunteers(db)?.into_iter().for_each(&mut touch);
    }
    Ok(())
}

/// Settles everyone whom these facts touch.
pub(crate) fn settle_touched(
    db: &Connection,
    organisation: OrganisationId,
    facts: &[Fact],
) -> Result<()> {
    let mut volunteers = BTreeSet::new();
    for taken in facts {
        touched(db, taken, &mut volunteers)?;
    }
    if volunteers.is_empty() {
        return Ok(());
    }
    let settling = settle::Settling::new(db, organisation)?;
    volunteers
        .into_iter()
        .try_for_each(|volunteer| settling.settle(db, volunteer))
}

/// Whether a fact is one that people wait for: a checkpoint is not.
pub(crate) fn is_checkpoint(fact: &Fact) -> bool {
    fact.known_kind() == Some(Kind::Checkpoint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hybrid_clock_grows_and_is_not_led_astray() {
        let now = 1_750_000_000_000;
        let first = tick(0, now);
        assert_eq!(first >> 16, now as u64);
        assert_eq!(tick(first, now), first + 1);
        assert!(tick(first, now - 7_200_000) > (now as u64 - 7_200_000) << 16);
        let from_2099 = 4_070_908_800_000 << 16;
        let led = tick(from_2099, now) >> 16;
        assert_eq!(led, now as u64 + HLC_LEAD_MS);
    }
}
