//! What the rules make of some volunteers as of one instant: each is assessed once, however often he is asked about.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::row::ProjectRow;
use rules::{Assessment, Because, FactId, Id, ProjectId, Record, Refusal, VolunteerId};
use rusqlite::Connection;

use crate::Replica;
use crate::error::{Error, Result};
use crate::receipt::{self, Person};
use crate::settle::{self, Settling};
use crate::table::fact::Stored;
use crate::table::{fact, person, project, staff};

/// A look at the organisation's facts as of one instant.
pub(crate) struct AsOf<'a> {
    pub replica: &'a Replica,
    pub db: &'a Connection,
    pub settling: Arc<Settling>,
    pub now: Timestamp,
    projects: HashMap<ProjectId, ProjectRow>,
    volunteers: HashMap<VolunteerId, Rc<Assessed>>,
}

/// One volunteer's facts and what they come to.
pub(crate) struct Assessed {
    pub person: Person,
    /// The name that the rules know him by.
    pub name: Id,
    pub facts: Vec<rules::Fact>,
    pub assessment: Assessment,
}

/// The rules' name of an id of ours.
pub(crate) fn named(id: impl ToString) -> Id {
    Id::from(id.to_string().as_str())
}

impl<'a> AsOf<'a> {
    pub(crate) fn new(
        replica: &'a Replica,
        db: &'a Connection,
        now: Timestamp,
    ) -> Result<AsOf<'a>> {
        let rows = project::all(db)?;
        Ok(AsOf {
            replica,
            db,
            settling: replica.settling(db)?,
            now,
            projects: rows.into_iter().map(|row| (row.id, row)).collect(),
            volunteers: HashMap::new(),
        })
    }

    /// A project and what the rules see of it; nothing for one that is not here or that cannot be.
    pub(crate) fn project(&self, id: ProjectId) -> Option<(&ProjectRow, rules::Project)> {
        let row = self.projects.get(&id)?;
        Some((row, settle::of_rules(row)?))
    }

    /// From when to when a missing record of a day may be asked for.
    pub(crate) fn asking_time(&self, project: &rules::Project, day: Date) -> rules::AskingTime {
        let window = project.window(day, &self.settling.zone);
        window.asking_time(self.settling.policy_of(&project.id))
    }

    /// What the facts of a volunteer, under all his references, come to.
    pub(crate) fn volunteer(&mut self, volunteer: VolunteerId) -> Result<Rc<Assessed>> {
        let canonical = person::canonical(self.db, volunteer)?;
        if let Some(known) = self.volunteers.get(&canonical) {
            return Ok(known.clone());
        }
        let name = named(canonical);
        let facts = settle::engine_facts(&settle::of_person(self.db, canonical)?, &name);
        let assessed = Rc::new(Assessed {
            person: self.person(canonical)?,
            assessment: self.settling.assess(&facts, self.now),
            name,
            facts,
        });
        self.volunteers.insert(canonical, assessed.clone());
        Ok(assessed)
    }

    /// Who it is; nameless where his row did not come yet.
    fn person(&self, volunteer: VolunteerId) -> Result<Person> {
        match person::by_volunteer(self.db, volunteer)? {
            Some(row) => self.replica.person(self.db, row),
            None => Ok(Person {
                volunteer,
                number: String::new(),
                name: String::new(),
                organisation: String::new(),
                stars: None,
            }),
        }
    }

    /// Who wrote a fact, and what people call the desk that he stood at.
    pub(crate) fn author(&self, stored: &Stored) -> Result<(String, String)> {
        let staff = staff::by_id(self.db, stored.fact.actor)?;
        let station = self.replica.station();
        let desk = receipt::desk_name(stored.fact.chain.station, station.id, &station.name);
        Ok((staff.map(|row| row.name).unwrap_or_default(), desk))
    }

    /// A fact that the rules named.
    pub(crate) fn stored(&self, id: &Id) -> Result<Option<Stored>> {
        match id.as_str().parse() {
            Ok(id) => fact::by_id(self.db, id),
            Err(_) => Ok(None),
        }
    }
}

impl Assessed {
    /// The verdict on a request or dispute: `None` where the rules do not see it, else why not, if not.
    pub(crate) fn verdict(&self, fact: FactId) -> Option<Option<&Refusal>> {
        let id = named(fact);
        let mut verdicts = self.assessment.verdicts.iter();
        let verdict = verdicts.find(|verdict| verdict.fact == id)?;
        Some(verdict.outcome.refusal())
    }

    /// His day in a project, if there is anything on it.
    pub(crate) fn record(&self, project: ProjectId, day: Date) -> Option<&Record> {
        let id = named(project);
        let mut records = self.assessment.records.iter();
        records.find(|record| record.project == id && record.day == day)
    }

    /// The steps to that day's figures.
    pub(crate) fn because(&self, project: ProjectId, day: Date) -> &[Because] {
        self.record(project, day)
            .map_or(&[], |record| &record.because)
    }
}

/// An instant that was stored in milliseconds.
pub(crate) fn instant(at_ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(at_ms).map_err(|_| Error::Damaged)
}
