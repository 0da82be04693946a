//! What volunteers have earned, as of any instant: sums over what is kept at hand, no fact read again.

use jiff::Timestamp;
use rules::{FinalMinutes, Id, Totals, VolunteerId};
use rusqlite::Connection;

use crate::Replica;
use crate::error::Result;
use crate::settle::{self, Settling};
use crate::table::{earned, fact, person};

impl Replica {
    /// The final minutes of each of these volunteers in all projects, and what they are worth, as of `now`; in the
    /// order asked. Who has no record has none. `Totals::volunteer` is the reference that goes on.
    ///
    /// # Errors
    /// Those of the database.
    pub fn totals(&self, of: &[VolunteerId], now: Timestamp) -> Result<Vec<Totals>> {
        self.read(|db| {
            let settling = self.settling(db)?;
            of.iter()
                .map(|volunteer| settling.totals(db, *volunteer, now))
                .collect()
        })
    }
}

impl Settling {
    fn totals(&self, db: &Connection, volunteer: VolunteerId, now: Timestamp) -> Result<Totals> {
        let references = person::references(db, volunteer)?;
        let volunteer = references.first().copied().unwrap_or(volunteer);
        let id = Id::from(volunteer.to_string().as_str());
        for reference in references {
            // What was summed up knows of every fact: as of an instant before one of them it has to be asked anew.
            if fact::is_later(db, reference, now.as_millisecond())? {
                return self.totals_before(db, volunteer, id, now);
            }
        }
        let sums = earned::final_of(db, volunteer, now.as_millisecond())?;
        let parts = sums.into_iter().filter_map(|sum| {
            let project = self.project(sum.project)?;
            Some(FinalMinutes {
                policy: project.policy_or(&self.policy),
                timing: project.timing,
                sort: sum.sort,
                minutes: sum.minutes,
            })
        });
        Ok(Totals::of(id, parts))
    }

    fn totals_before(
        &self,
        db: &Connection,
        volunteer: VolunteerId,
        id: Id,
        now: Timestamp,
    ) -> Result<Totals> {
        let facts = settle::engine_facts(&settle::of_person(db, volunteer)?, &id);
        let totals = self.assess(&facts, now).totals.into_iter().next();
        Ok(totals.unwrap_or_else(|| Totals::of(id, [])))
    }
}
