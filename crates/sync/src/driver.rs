//! Doing what the machine says: short reads and writes of the replica, and no lock held while the wire is waited for.

use std::sync::Mutex;
use std::time::Duration;

use protocol::Hash;
use protocol::message::{FetchBlob, Push};
use replica::{Replica, Stamp};
use tokio::sync::Notify;

use crate::Error;
use crate::central::{Central, Failure};
use crate::machine::{Effect, Event, Machine};

/// How many photographs are carried at once.
const PHOTOGRAPHS: usize = 64;
/// How often at most it is written down that central was heard.
const HEARD_EVERY: Duration = Duration::from_secs(30);
/// The setting that says up to which photograph a founder handed over.
const HANDED: &str = "photographs-handed-over";

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
}

impl<'a, C: Central> Driver<'a, C> {
    /// Synchronises a replica with a central.
    pub fn new(replica: &'a Replica, central: C) -> Driver<'a, C> {
        Driver {
            replica,
            central,
            heard: Mutex::new(None),
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

    async fn photographs(&self) -> Result<bool, Error> {
        let done = self.replica.setting(HANDED)?;
        if done.as_deref() != Some("all") {
            return self.hand_photographs_over(done).await;
        }
        let missing = self.replica.missing_photographs(PHOTOGRAPHS)?;
        for digest in missing {
            let blob = self
                .central
                .blob(&FetchBlob {
                    digest,
                    bytes: None,
                })
                .await?;
            // Central may wait for it as we do: it is asked again in the next round.
            if let Some(bytes) = blob.bytes {
                self.replica.photograph_came(digest, &bytes)?;
            }
        }
        Ok(false)
    }

    async fn hand_photographs_over(&self, done: Option<String>) -> Result<bool, Error> {
        let after = done.and_then(|text| text.parse::<Hash>().ok());
        let photographs = self.replica.photographs_after(after, PHOTOGRAPHS)?;
        let Some((last, _)) = photographs.last() else {
            self.replica.set_setting(HANDED, "all")?;
            return Ok(true);
        };
        for (digest, bytes) in &photographs {
            self.central
                .blob(&FetchBlob {
                    digest: *digest,
                    bytes: Some(bytes.clone()),
                })
                .await?;
        }
        let end = photographs.len() < PHOTOGRAPHS;
        let mark = if end {
            "all".to_owned()
        } else {
            last.to_string()
        };
        self.replica.set_setting(HANDED, &mark)?;
        Ok(true)
    }

    fn heard(&self) -> Result<(), Error> {
        let mut heard = self
            .heard
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if heard.is_none_or(|at| at.elapsed() > HEARD_EVERY) {
            self.replica.heard_from_central(crate::now())?;
            *heard = Some(std::time::Instant::now());
        }
        Ok(())
    }
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
