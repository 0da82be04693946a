//! The station's side of synchronisation, as far as it touches the database: what to send, what was answered, what came.

use card::Fingerprint;
use jiff::Timestamp;
use protocol::message::{BATCH, Page, Pull, Pushed, Stopped, Taken};
use protocol::{Block, Chain, Fact};
use rules::EpochId;
use rusqlite::{Connection, named_params};

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Result};
use crate::journal::{self, Author};
use crate::stamp::Stamp;
use crate::table::{chain, fact, outbox, station, trust};

/// The most facts that are applied in one transaction: the desk never waits longer than for these.
const APPLY_AT_ONCE: usize = 500;

/// A run of our facts on its way to central.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// What travels.
    pub block: Block,
    /// The number of its first fact in the chain.
    pub first: u64,
    /// The number of its last, a checkpoint.
    pub last: u64,
}

/// What an answer of central's to a push came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asked {
    /// Facts that are safe at central now, checkpoints apart.
    pub pushed: u64,
    /// Of these, facts that do not count.
    pub flagged: u64,
    /// Facts that central keeps in quarantine.
    pub refused: u64,
    /// Whether another machine lives this station's life.
    pub forked: bool,
}

/// What a page came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Applied {
    /// Facts that were new here.
    pub pulled: u64,
    /// Whether the log goes on.
    pub more: bool,
}

impl Replica {
    /// The next run of facts that wait, with a checkpoint at its end; nothing when none waits.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn outgoing(&self, stamp: Stamp) -> Result<Option<Outgoing>> {
        let author = self.author()?;
        let sealed = self.write(&[], |db| {
            // Work before promises: only a run that ends in a checkpoint may travel.
            let Some((n, first, _)) = outbox::first(db)? else {
                return Ok(None);
            };
            let head = chain::head(db, author.chain, author.organisation)?;
            if head.n == n && !ends_in_checkpoint(db, n, head.seq)? {
                journal::checkpoint(db, &author, stamp)?;
            }
            Ok(Some((n, first)))
        })?;
        let Some((n, first)) = sealed else {
            return Ok(None);
        };
        self.read(|db| {
            let mut facts: Vec<Fact> = fact::of_chain(db, n, first - 1, BATCH)?
                .into_iter()
                .map(|(stored, _)| stored.fact)
                .collect();
            // A long queue travels in runs: each is cut after its last checkpoint, and the journal lays one in often.
            let last = facts.iter().rposition(journal::is_checkpoint);
            facts.truncate(last.map_or(0, |last| last + 1));
            let Some(end) = facts.last() else {
                return Ok(None);
            };
            let (organisation, last) = (end.organisation, end.seq);
            let block = Block::pack(organisation, &facts).map_err(|_| Error::Damaged)?;
            Ok(Some(Outgoing { block, first, last }))
        })
    }

    /// Notes what central answered to a run.
    ///
    /// # Errors
    /// [`Error::Untrusted`] where the answer does not fit what was sent; those of the disk.
    pub fn answered(&self, sent: &Outgoing, answer: &Pushed, now: Timestamp) -> Result<Asked> {
        let author = self.author()?;
        let facts = sent.block.unpack()?;
        let asked = self.write(&[Topic::Status, Topic::Facts], |db| {
            if self.notice_epoch(db, answer.server_epoch, now)? {
                return Ok(Asked::default());
            }
            match answer.stopped {
                None => {}
                Some(Stopped::Forked) => {
                    return Ok(Asked {
                        forked: true,
                        ..Asked::default()
                    });
                }
                Some(Stopped::Gap) => return self.rewind(db, &author, answer.high_water, now),
                Some(Stopped::Unsigned) => return Err(Error::Untrusted("checkpoint refused")),
            }
            if answer.verdicts.len() != facts.len() {
                return Err(Error::Untrusted("answers and facts differ in number"));
            }
            let mut asked = Asked::default();
            for (sent, taken) in facts.iter().zip(&answer.verdicts) {
                if sent.seq <= answer.high_water {
                    settle_answer(db, sent, taken, now, &mut asked)?;
                }
            }
            Ok(asked)
        })?;
        self.refresh()?;
        Ok(asked)
    }

    /// Queues again what central says it lacks.
    fn rewind(
        &self,
        db: &Connection,
        author: &Author,
        high_water: u64,
        now: Timestamp,
    ) -> Result<Asked> {
        let head = chain::head(db, author.chain, author.organisation)?;
        db.execute(
            "insert or ignore into outbox (fact, queued_at)
             select n, :at from fact where chain = :chain and seq > :high_water order by seq",
            named_params! {
                ":at": now.as_millisecond(), ":chain": head.n, ":high_water": high_water as i64,
            },
        )?;
        Ok(Asked::default())
    }

    /// What to ask central for; nothing when the station stands alone.
    ///
    /// # Errors
    /// Those of the database.
    pub fn wanted(&self) -> Result<Option<Pull>> {
        let station = self.station();
        let (Some(_), Some(organisation)) = (&station.bond, station.organisation) else {
            return Ok(None);
        };
        let bundle = self.held_trust().map_or(0, |held| held.version());
        self.read(|db| {
            let cursor = outbox::cursor(db, organisation)?;
            Ok(Some(Pull {
                organisation,
                server_epoch: cursor.map(|(epoch, _)| epoch),
                after: cursor.map_or(0, |(_, position)| position),
                limit: BATCH as u32,
                bundle,
            }))
        })
    }

    /// Takes a page in. The cursor moves with the rows that it speaks of; taking a page twice changes nothing.
    ///
    /// # Errors
    /// [`Error::Untrusted`] where the page does not hold together: then nothing of the part at fault was taken.
    pub fn apply(&self, page: &Page, now: Timestamp) -> Result<Applied> {
        let station = self.station();
        let organisation = station.serves()?;
        let facts = page.block.unpack()?;
        if page.block.organisation() != organisation || facts.len() != page.positions.len() {
            return Err(Error::Untrusted("page"));
        }
        let mut applied = Applied {
            pulled: 0,
            more: page.next < page.end,
        };
        // Most polls bring nothing: no flush and no screen is spent on them.
        let here = self.read(|db| outbox::cursor(db, organisation))?;
        if page.trust.is_none() && here == Some((page.server_epoch, page.next)) && facts.is_empty()
        {
            return Ok(applied);
        }
        let mut done = 0;
        loop {
            let part = (done + APPLY_AT_ONCE).min(facts.len());
            let last = part == facts.len();
            let upto = if last {
                page.next
            } else {
                page.positions[part - 1]
            };
            let (these, positions) = (&facts[done..part], &page.positions[done..part]);
            let topics = [
                Topic::Facts,
                Topic::People,
                Topic::Projects,
                Topic::Supplements,
                Topic::Status,
            ];
            applied.pulled += self.write(&topics, |db| {
                self.notice_epoch(db, page.server_epoch, now)?;
                let new = take_page(db, these, positions)?;
                outbox::move_cursor(db, organisation, page.server_epoch, upto)?;
                if last && let Some(update) = &page.trust {
                    let root = trust::fingerprint(db)?.ok_or(Error::Untrusted("root"))?;
                    take_trust(db, &root, update)?;
                }
                journal::settle_touched(db, organisation, these)?;
                Ok(new)
            })?;
            done = part;
            if last {
                break;
            }
        }
        self.refresh()?;
        Ok(applied)
    }

    /// Begins to send everything again where central lives another life: it came back from a backup.
    fn notice_epoch(&self, db: &Connection, server_epoch: EpochId, now: Timestamp) -> Result<bool> {
        let Some(mut row) = station::load(db)? else {
            return Ok(false);
        };
        let id = row.id;
        let Some(bond) = &mut row.bond else {
            return Ok(false);
        };
        if bond.server_epoch == server_epoch {
            return Ok(false);
        }
        bond.server_epoch = server_epoch;
        station::save(db, &row)?;
        outbox::queue_all(db, id, now.as_millisecond())?;
        Ok(true)
    }
}

fn ends_in_checkpoint(db: &Connection, chain: i64, seq: u64) -> Result<bool> {
    let last = fact::of_chain(db, chain, seq.saturating_sub(1), 1)?;
    Ok(last
        .first()
        .is_some_and(|(stored, _)| journal::is_checkpoint(&stored.fact)))
}

fn settle_answer(
    db: &Connection,
    sent: &Fact,
    taken: &Taken,
    now: Timestamp,
    asked: &mut Asked,
) -> Result<()> {
    let Some(stored) = fact::by_id(db, sent.id)? else {
        return Ok(());
    };
    outbox::done(db, stored.n)?;
    let counted = u64::from(!journal::is_checkpoint(sent));
    match taken {
        Taken::Accepted(position) => {
            fact::place(db, stored.n, *position)?;
            asked.pushed += counted;
        }
        Taken::Flagged(position, code) => {
            fact::place(db, stored.n, *position)?;
            outbox::needs_attention(db, sent.id, code, now.as_millisecond())?;
            asked.pushed += counted;
            asked.flagged += counted;
        }
        Taken::Refused(code) => {
            outbox::needs_attention(db, sent.id, code, now.as_millisecond())?;
            asked.refused += counted;
        }
    }
    Ok(())
}

fn take_page(db: &Connection, facts: &[Fact], positions: &[u64]) -> Result<u64> {
    let mut new = 0;
    for (taken, position) in facts.iter().zip(positions) {
        follows(db, taken)?;
        let fresh = journal::take_in(db, taken, *position)?;
        new += u64::from(fresh && !journal::is_checkpoint(taken));
    }
    Ok(new)
}

/// A fact must go on where our copy of its chain ends, or be one that we have.
fn follows(db: &Connection, taken: &Fact) -> Result<()> {
    let Chain { station, epoch } = taken.chain;
    let head = chain::head(db, Chain { station, epoch }, taken.organisation)?;
    let next = taken.seq > head.seq && (taken.seq != head.seq + 1 || taken.prev == head.hash);
    if next || outbox::hash_at(db, head.n, taken.seq)? == Some(taken.hash()) {
        Ok(())
    } else {
        Err(Error::Untrusted("chain"))
    }
}

pub(crate) fn take_trust(
    db: &Connection,
    root: &Fingerprint,
    update: &protocol::message::TrustUpdate,
) -> Result<()> {
    let bitmaps: Vec<Vec<u8>> = update
        .bitmaps
        .iter()
        .map(|bitmap| bitmap.to_vec())
        .collect();
    trust::take(db, root, &update.bundle, &bitmaps)
}
