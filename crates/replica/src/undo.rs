//! Taking a punch back.

use protocol::Body;
use protocol::body::PunchAnnulled;
use rules::FactId;
use rusqlite::Connection;

use crate::changes::Topic;
use crate::error::{Error, Noun, Result};
use crate::stamp::Stamp;
use crate::table::fact::{self, Stored};
use crate::{Replica, journal};

/// How long a scanner may take his own punch back, in milliseconds.
const OWN_UNDO_MS: i64 = 10 * 60 * 1000;

impl Replica {
    /// Takes a punch back: it stays on record and counts no more. Answers with the new fact's id.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is no punch, [`Error::AnnulledBefore`], [`Error::ReasonMissing`],
    /// [`Error::TooLateToUndo`] for a scanner after ten minutes or of another's punch.
    pub fn annul(&self, punch: FactId, reason: &str, stamp: Stamp) -> Result<FactId> {
        if reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let author = self.author()?;
        self.write(&[Topic::Facts, Topic::Status, Topic::Outbox], |db| {
            let stored = fact::by_id(db, punch)?.ok_or(Error::Unknown(Noun::Fact))?;
            if !matches!(stored.fact.decoded(), Ok(Some(Body::Punch(_)))) {
                return Err(Error::Unknown(Noun::Fact));
            }
            if fact::is_annulled(db, punch)? {
                return Err(Error::AnnulledBefore);
            }
            self.may_take_back(db, &stored, stamp)?;
            let body = PunchAnnulled {
                punch,
                reason: reason.to_owned(),
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            Ok(written.id)
        })
    }

    /// Checks that the actor may take this punch back now.
    pub(crate) fn may_take_back(
        &self,
        db: &Connection,
        punch: &Stored,
        stamp: Stamp,
    ) -> Result<()> {
        let own =
            punch.fact.actor == self.actor() && stamp.wall - punch.fact.clocks.wall <= OWN_UNDO_MS;
        if own {
            return Ok(());
        }
        self.require(db, protocol::Role::Supervisor)
            .map_err(|error| match error {
                Error::NotAllowed { .. } => Error::TooLateToUndo,
                other => other,
            })
    }
}
