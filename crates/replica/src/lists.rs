//! Who is on a project's list.

use jiff::Timestamp;
use protocol::body::{Admitted, Given, Removed};
use rules::{FactId, ProjectId};

use crate::Replica;
use crate::cards::by_number;
use crate::changes::Topic;
use crate::error::Result;
use crate::journal;
use crate::stamp::Stamp;
use crate::table::project;

/// A time that was stated instead of read off a clock.
pub(crate) fn given(at: Option<Timestamp>) -> Option<Given> {
    at.map(|at| Given {
        at: at.into(),
        why: "back-entry".to_owned(),
    })
}

impl Replica {
    /// Puts volunteers on a project's list (录用). Answers with one fact each; all or none.
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a project or number that is not here.
    pub fn admit(
        &self,
        to: ProjectId,
        numbers: &[String],
        at: Option<Timestamp>,
        stamp: Stamp,
    ) -> Result<Vec<FactId>> {
        let author = self.author()?;
        self.write(
            &[Topic::Facts, Topic::Projects, Topic::Status, Topic::Outbox],
            |db| {
                self.require(db, protocol::Role::Registrar)?;
                project::by_id(db, to)?;
                let mut written = Vec::with_capacity(numbers.len());
                for number in numbers {
                    let volunteer = by_number(db, number)?.volunteer;
                    let body = Admitted {
                        project: to,
                        volunteer,
                        position: None,
                        team: None,
                        given: given(at),
                    };
                    written.push(journal::append(db, &author, stamp.next(), &body.into())?);
                }
                journal::settle_touched(db, author.organisation, &written)?;
                Ok(written.iter().map(|fact| fact.id).collect())
            },
        )
    }

    /// Takes a volunteer off a project's list (移出).
    ///
    /// # Errors
    /// [`crate::Error::Unknown`] for a project or number that is not here.
    pub fn remove(
        &self,
        from: ProjectId,
        number: &str,
        reason: &str,
        stamp: Stamp,
    ) -> Result<FactId> {
        let author = self.author()?;
        self.write(
            &[Topic::Facts, Topic::Projects, Topic::Status, Topic::Outbox],
            |db| {
                self.require(db, protocol::Role::Registrar)?;
                project::by_id(db, from)?;
                let volunteer = by_number(db, number)?.volunteer;
                let body = Removed {
                    project: from,
                    volunteer,
                    reason: reason.to_owned(),
                    given: None,
                };
                let written = journal::append(db, &author, stamp, &body.into())?;
                journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
                Ok(written.id)
            },
        )
    }
}
