//! Doing what the machine says: short reads and writes of the replica, and no lock held while the wire is waited for.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::Hash;
use protocol::message::{FetchBlob, Push, Reason};
use replica::{Replica, Stamp};
use tokio::sync::Notify;

use crate::Error;
use crate::central::{Central, Failure};
use crate::machine::{Effect, Event, Machine};

/// How many photographs are carried between two looks at facts.
const PHOTOGRAPHS: usize = 16;
/// How often at most it is written down that central was heard.
const HEARD_EVERY: Duration = Duration::from_secs(30);

/// What a round came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Facts that central took.
    pub pushed: u64,
    /// Facts that came.
    pub pulled: u64,
    /// Of ours, facts that do not count.
    pub flagged: u64,
    /// Of ours, facts in quarantine.
    pub refused: u64,
}

/// How the last word with central went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It answered.
    Online,
    /// It did not, or said no.
    Failed(Failure),
    /// The replica could not be read or written, or was copied.
    Stuck,
}

/// A station's synchronisation.
pub struct Driver<'a, C> {
    replica: &'a Replica,
    central: C,
    heard: Mutex<Option<std::time::Instant>>,
    /// Up to which missing photograph central was asked: what it does not have must not keep the rest waiting.
    asked: Mutex<Option<Hash>>,
}

impl<'a, C: Central> Driver<'a, C> {
    /// Synchronises a replica with a central.
    pub fn new(replica: &'a Replica, central: C) -> Driver<'a, C> {
        Driver {
            replica,
            central,
            heard: Mutex::new(None),
            asked: Mutex::new(None),
        }
    }

    /// One round, to its end.
    ///
    /// # Errors
    /// The first that keeps it from its end; what was done before stays done.
    pub async fn round(&self) -> Result<Round, Error> {
        let mut machine = Machine::default();
        let mut round = Round::default();
        let mut effect = machine.step(Event::Woken, 0.0);
        while !matches!(effect, Effect::Rest(_)) {
            let more = self.perform(effect, &mut round).await?;
            effect = machine.step(Event::Done { more }, 0.0);
        }
        Ok(round)
    }

    /// Rounds until `stop` is notified: at each wake, and from time to time. Tells how each went.
    pub async fn run(&self, wake: &Notify, stop: &Notify, tell: impl Fn(Heard)) {
        let mut machine = Machine::default();
        let mut event = Event::Woken;
        loop {
            let effect = machine.step(event, jitter());
            if let Effect::Rest(pause) = effect {
                tokio::select! {
                    () = stop.notified() => return,
                    () = wake.notified() => {}
                    () = tokio::time::sleep(pause) => {}
                }
                event = Event::Woken;
                continue;
            }
            let mut counted = Round::default();
            let done = tokio::select! {
                () = stop.notified() => return,
                done = self.perform(effect, &mut counted) => done,
            };
            event = match done {
                Ok(more) => {
                    tell(Heard::Online);
                    Event::Done { more }
                }
                Err(error) => {
                    tracing::info!(%error, "synchronisation pauses");
                    tell(heard(&error));
                    Event::Failed
                }
            };
        }
    }

    async fn perform(&self, effect: Effect, round: &mut Round) -> Result<bool, Error> {
        let more = match effect {
            Effect::HandOver => self.hand_over().await?,
            Effect::Push => self.push(round).await?,
            Effect::Pull => self.pull(round).await?,
            Effect::Photographs => self.photographs().await?,
            Effect::Rest(_) => false,
        };
        Ok(more)
    }

    async fn hand_over(&self) -> Result<bool, Error> {
        let Some((rows, upto)) = self.replica.rows_to_hand_over()? else {
            return Ok(false);
        };
        self.central.hand_over(&rows).await?;
        self.heard()?;
        self.replica.rows_handed_over(upto, rows.last)?;
        Ok(!rows.last)
    }

    async fn push(&self, round: &mut Round) -> Result<bool, Error> {
        let Some(outgoing) = self.replica.outgoing(Stamp::now())? else {
            return Ok(false);
        };
        let answer = self
            .central
            .push(&Push {
                block: outgoing.block.clone(),
            })
            .await?;
        self.heard()?;
        let asked = self.replica.answered(&outgoing, &answer, crate::now())?;
        if asked.forked {
            return Err(Error::Forked);
        }
        round.pushed += asked.pushed;
        round.flagged += asked.flagged;
        round.refused += asked.refused;
        Ok(true)
    }

    async fn pull(&self, round: &mut Round) -> Result<bool, Error> {
        let Some(pull) = self.replica.wanted()? else {
            return Ok(false);
        };
        let page = self.central.pull(&pull).await?;
        self.heard()?;
        let applied = self.replica.apply(&page, crate::now())?;
        round.pulled += applied.pulled;
        Ok(applied.more)
    }

    /// Some photographs one way, then some the other; whether there is more to carry at once.
    async fn photographs(&self) -> Result<bool, Error> {
        let waiting = self.replica.photographs_to_hand_over(PHOTOGRAPHS)?;
        if !waiting.is_empty() {
            self.hand_photographs_over(waiting).await?;
            return Ok(true);
        }
        self.fetch_photographs().await
    }

    async fn hand_photographs_over(&self, waiting: Vec<(Hash, Vec<u8>)>) -> Result<(), Error> {
        for (digest, bytes) in waiting {
            let handed = self
                .central
                .blob(&FetchBlob {
                    digest,
                    bytes: Some(bytes),
                })
                .await;
            match handed {
                // One that central will never take stays here; the others go on.
                Err(Failure::Refused(Reason::TooLarge | Reason::Malformed)) => {
                    tracing::warn!(%digest, "central does not take a photograph");
                }
                handed => {
                    handed?;
                    self.heard()?;
                }
            }
            self.replica.photographs_handed_over(&[digest])?;
        }
        Ok(())
    }

    async fn fetch_photographs(&self) -> Result<bool, Error> {
        let after = *held(&self.asked);
        let missing = self.replica.missing_photographs(after, PHOTOGRAPHS)?;
        let full = missing.len() == PHOTOGRAPHS;
        *held(&self.asked) = missing.last().copied().filter(|_| full);
        let mut came = false;
        for digest in missing {
            let blob = self
                .central
                .blob(&FetchBlob {
                    digest,
                    bytes: None,
                })
                .await?;
            // Central may wait for it as we do: it is asked again in a later round.
            if let Some(bytes) = blob.bytes {
                self.replica.photograph_came(digest, &bytes)?;
                came = true;
            }
        }
        Ok(full && came)
    }

    fn heard(&self) -> Result<(), Error> {
        let mut heard = held(&self.heard);
        if heard.is_none_or(|at| at.elapsed() > HEARD_EVERY) {
            self.replica.heard_from_central(crate::now())?;
            *heard = Some(std::time::Instant::now());
        }
        Ok(())
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn heard(error: &Error) -> Heard {
    match error {
        Error::Central(failure) => Heard::Failed(failure.clone()),
        Error::Replica(_) | Error::Forked => Heard::Stuck,
    }
}

/// A number from 0 to 1 that differs from station to station and from time to time; nothing secret hangs on it.
fn jitter() -> f64 {
    f64::from(Stamp::now().id.0[15]) / 255.0
}
