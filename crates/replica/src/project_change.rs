//! Making, publishing, changing and deleting a project: at once where the station stands alone, proposed where it
//! belongs to a central.

use protocol::Row;
use protocol::body::ChangeProposed;
use protocol::row::{PositionRow, ProjectReview, ProjectRow};
use rules::draft::{self, Change};
use rules::{Language, ProjectId};
use rusqlite::Connection;

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Noun, Problem, Result};
use crate::fields;
use crate::journal::{self, Author};
use crate::new_project::{self, NewProject};
use crate::profiles;
use crate::project_draft;
use crate::project_fields::{field_of, sort_of};
use crate::project_form::{FieldProblem, ProjectForm, Reading};
use crate::project_lock::{changed_problems, consequence, locked};
use crate::settle::Settling;
use crate::stamp::Stamp;
use crate::table::{fact, project, project_draft as drafts, row};
use crate::waiting::{self, Seen};

/// The topics of a project that was made, changed or removed.
const TOPICS: [Topic; 4] = [Topic::Projects, Topic::Facts, Topic::Status, Topic::Outbox];
/// Organisations up to this level (总队) publish without somebody above looking at it first.
const EXEMPT_LEVEL: u8 = 2;

/// What became of a form that was handed in.
#[derive(Debug, Clone, PartialEq)]
pub enum Handed {
    /// It was taken: the project that it made or changed.
    Taken(ProjectId),
    /// It was not; what is wrong with it, field by field.
    Wrong(Vec<FieldProblem>),
}

/// A change of projects in its transaction.
struct Changing<'a> {
    db: &'a Connection,
    author: &'a Author,
    /// Whether central owns the rows.
    joined: bool,
    stamp: Stamp,
}

impl Replica {
    /// Makes a project. Without a central it is there at once; with one it is proposed and used here meanwhile.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field, [`Error::NotAllowed`].
    pub fn create_project(&self, new: &NewProject, stamp: Stamp) -> Result<ProjectId> {
        new.check()?;
        let id = ProjectId(stamp.id.0);
        self.changing(stamp, |change, with| {
            check_typed(change.db, new, with)?;
            let sealed = self.sealed(new, id, &[])?;
            self.make(change, with, (id, new), sealed)
        })?;
        Ok(id)
    }

    /// Publishes a form: makes its project and throws the draft away that it was. The project has the draft's id.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; those of the disk.
    pub fn publish(
        &self,
        form: &ProjectForm,
        from_draft: Option<ProjectId>,
        stamp: Stamp,
    ) -> Result<Handed> {
        let id = from_draft.unwrap_or(ProjectId(stamp.id.0));
        self.changing(stamp, |change, with| {
            let new = match form.read(change.db, with)? {
                Ok(new) => new,
                Err(problems) => return Ok(Handed::Wrong(problems)),
            };
            if project::versioned(change.db, id)?.is_some() {
                return Err(Error::Invalid {
                    field: "id",
                    problem: Problem::Taken,
                });
            }
            let sealed = self.sealed(&new, id, &project_draft::sealed_in(change.db, id)?);
            let sealed = match told(sealed)? {
                Ok(sealed) => sealed,
                Err(problem) => return Ok(Handed::Wrong(vec![problem])),
            };
            self.make(change, with, (id, &new), sealed)?;
            drafts::delete(change.db, id)?;
            Ok(Handed::Taken(id))
        })
    }

    /// Changes a project to what a form says. What a field lacked before it may lack on.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is not here, [`Error::NotAllowed`]; those of the disk.
    pub fn change_project(
        &self,
        id: ProjectId,
        form: &ProjectForm,
        stamp: Stamp,
    ) -> Result<Handed> {
        let station = self.station().id;
        self.changing(stamp, |change, with| {
            let seen =
                waiting::seen(change.db, station, id)?.ok_or(Error::Unknown(Noun::Project))?;
            let before = ProjectForm::of(&seen.described()?);
            let problems = changed_problems(change.db, with, (&seen, &before), form)?;
            if !problems.is_empty() {
                return Ok(Handed::Wrong(problems));
            }
            let new = form.lenient(with.today);
            let kept = seen.target().administrators.clone().unwrap_or_default();
            match told(self.sealed(&new, id, &kept))? {
                Ok(sealed) => self.alter(change, with, (&seen, &new), sealed)?,
                Err(problem) => return Ok(Handed::Wrong(vec![problem])),
            }
            Ok(Handed::Taken(id))
        })
    }

    /// Changes a project to what is described, as a document does it.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field that is wrong or no longer changes, [`Error::Unknown`], [`Error::NotAllowed`].
    pub fn redescribe_project(&self, id: ProjectId, new: &NewProject, stamp: Stamp) -> Result<()> {
        new.check()?;
        let station = self.station().id;
        self.changing(stamp, |change, with| {
            let seen =
                waiting::seen(change.db, station, id)?.ok_or(Error::Unknown(Noun::Project))?;
            check_typed(change.db, new, with)?;
            if let Some(problem) = locked(with, &seen, new)?.first() {
                return Err(Error::Invalid {
                    field: problem.field,
                    problem: Problem::Fixed,
                });
            }
            let kept = seen.target().administrators.clone().unwrap_or_default();
            let sealed = self.sealed(new, id, &kept)?;
            self.alter(change, with, (&seen, new), sealed)
        })
    }

    /// What would be wrong with changing a project to what a form says, in the order of its fields.
    ///
    /// # Errors
    /// [`Error::Unknown`] where it is not here.
    pub fn check_change(
        &self,
        id: ProjectId,
        form: &ProjectForm,
        now: jiff::Timestamp,
    ) -> Result<Vec<FieldProblem>> {
        let (author, station) = (self.author()?, self.station());
        self.read(|db| {
            let with = Reading::new(db, author.organisation, now)?;
            let seen = waiting::seen(db, station.id, id)?.ok_or(Error::Unknown(Noun::Project))?;
            let before = ProjectForm::of(&seen.described()?);
            changed_problems(db, &with, (&seen, &before), form)
        })
    }

    /// Removes a project in which nobody has punched: at once without a central, proposed to it otherwise.
    ///
    /// # Errors
    /// [`Error::HasPunches`] where punches stand, [`Error::Unknown`], [`Error::NotAllowed`].
    pub fn delete_project(&self, id: ProjectId, stamp: Stamp) -> Result<()> {
        let station = self.station().id;
        self.changing(stamp, |change, _| {
            let db = change.db;
            let seen = waiting::seen(db, station, id)?.ok_or(Error::Unknown(Noun::Project))?;
            if !draft::may_delete(fact::standing_punches(db, id)?) {
                return Err(Error::HasPunches);
            }
            if seen.leaving {
                return Ok(());
            }
            if !change.joined {
                for (position, _) in &seen.positions {
                    change.remove(&position.clone().into(), &seen)?;
                }
            }
            // Where there is a central, it takes away what hangs on the project together with it, or nothing.
            change.remove(&seen.row.clone().into(), &seen)?;
            change.settle(id)
        })
    }

    /// One transaction of an administrator over projects.
    fn changing<T>(
        &self,
        stamp: Stamp,
        act: impl Fn(&Changing<'_>, &Reading) -> Result<T>,
    ) -> Result<T> {
        let (author, station) = (self.author()?, self.station());
        self.write(&TOPICS, |db| {
            self.require(db, protocol::Role::Administrator)?;
            let with = Reading::new(db, author.organisation, stamp.timestamp())?;
            let change = Changing {
                db,
                author: &author,
                joined: station.bond.is_some(),
                stamp,
            };
            act(&change, &with)
        })
    }

    fn sealed(
        &self,
        new: &NewProject,
        id: ProjectId,
        before: &[protocol::row::Sealed],
    ) -> Result<Vec<protocol::row::Sealed>> {
        let station = self.station();
        let key = station.field_key.as_ref().ok_or(Error::Damaged)?;
        new_project::sealed(key, id, &new.administrators, before)
    }

    fn make(
        &self,
        change: &Changing<'_>,
        with: &Reading,
        (id, new): (ProjectId, &NewProject),
        sealed: Vec<protocol::row::Sealed>,
    ) -> Result<()> {
        let exempt = !change.joined || with.organisation.level <= EXEMPT_LEVEL;
        let review = if exempt {
            ProjectReview::Approved
        } else {
            ProjectReview::Waiting
        };
        let mut made = new.row((id, change.author.organisation), sealed, review);
        fix_profile(change.db, &mut made, with)?;
        change.put(None, &made.into())?;
        for position in new.position_rows(id) {
            change.put(None, &position.into())?;
        }
        Ok(())
    }

    /// Writes what differs between a project as it is to be so far and as it is to be now.
    fn alter(
        &self,
        change: &Changing<'_>,
        with: &Reading,
        (seen, new): (&Seen, &NewProject),
        sealed: Vec<protocol::row::Sealed>,
    ) -> Result<()> {
        let before = seen.target();
        let same_time = !matches!(consequence(with, seen, new)?, Change::Audit);
        let exempt = !change.joined || with.organisation.level <= EXEMPT_LEVEL;
        let review = if same_time || exempt {
            before.review
        } else {
            ProjectReview::Waiting
        };
        let mut after = new.row((before.id, before.organisation), sealed, review);
        after.profile_version = before.profile_version;
        if after.profile != before.profile || after.from != before.from {
            fix_profile(change.db, &mut after, with)?;
        }
        if after != *before {
            change.put(Some((before.clone().into(), seen.version)), &after.into())?;
        }
        change.positions(seen, new)?;
        change.settle(before.id)
    }
}

impl Changing<'_> {
    /// Puts a row that is new, or in place of the one before. Central, where there is one, is asked for what differs.
    fn put(&self, before: Option<(Row, u64)>, after: &Row) -> Result<()> {
        if !self.joined {
            let version = before.map_or(1, |(_, version)| version + 1);
            return journal::put_row(self.db, after, version);
        }
        let (base, fields) = match before {
            None => (0, Some(after.encode())),
            // A row of ours that central has not put yet is of version 1 by the time it reads this.
            Some((row, version)) => (
                version.max(1),
                fields::changed(&row.encode(), &after.encode())?,
            ),
        };
        match fields {
            Some(fields) => self.propose(after, base, fields),
            None => Ok(()),
        }
    }

    /// Removes a row, or asks central to.
    fn remove(&self, row: &Row, seen: &Seen) -> Result<()> {
        if !self.joined {
            return row::remove(self.db, row.table(), &row.key());
        }
        let version = match row {
            Row::Position(gone) => position_version(seen, gone),
            _ => seen.version,
        };
        self.propose(row, version.max(1), Vec::new())
    }

    fn propose(&self, row: &Row, base: u64, fields: Vec<u8>) -> Result<()> {
        let body = ChangeProposed {
            table: row.table(),
            row: row.key(),
            base,
            fields,
        };
        journal::append(self.db, self.author, self.stamp.next(), &body.into()).map(|_| ())
    }

    fn positions(&self, seen: &Seen, new: &NewProject) -> Result<()> {
        let (before, after) = (seen.target_positions(), new.position_rows(seen.row.id));
        let named =
            |rows: &[PositionRow], name: &str| rows.iter().find(|row| row.name == name).cloned();
        for gone in before
            .iter()
            .filter(|row| named(&after, &row.name).is_none())
        {
            self.remove(&gone.clone().into(), seen)?;
        }
        for position in after {
            match named(&before, &position.name) {
                None => self.put(None, &position.into())?,
                Some(old) if old != position => {
                    let version = position_version(seen, &old);
                    self.put(Some((old.into(), version)), &position.into())?;
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Settles everyone whose days the project has.
    fn settle(&self, id: ProjectId) -> Result<()> {
        if self.joined {
            return Ok(());
        }
        let settling = Settling::new(self.db, self.author.organisation)?;
        for volunteer in fact::volunteers_of_project(self.db, id)? {
            settling.settle(self.db, volunteer)?;
        }
        Ok(())
    }
}

fn position_version(seen: &Seen, of: &PositionRow) -> u64 {
    let here = seen.positions.iter().find(|(row, _)| row.name == of.name);
    here.map_or(0, |(_, version)| *version)
}

/// Fixes the profile of a project: its name, and the version in force on the first day.
fn fix_profile(db: &Connection, row: &mut ProjectRow, with: &Reading) -> Result<()> {
    let name = row
        .profile
        .clone()
        .unwrap_or_else(|| with.organisation.profile.clone());
    let first = row.from.date().ok_or(Error::Damaged)?;
    row.profile_version = Some(profiles::in_force(db, &name, first)?.version);
    row.profile = Some(name);
    Ok(())
}

/// What a described project may not say beyond what [`NewProject::check`] looks at. What only a form is held to, such
/// as the most preset minutes, a document may say: the rules count no more than the policy takes.
fn check_typed(db: &Connection, new: &NewProject, with: &Reading) -> Result<()> {
    let name = new.profile.as_ref().unwrap_or(&with.organisation.profile);
    let policy = profiles::in_force(db, name, new.from)?;
    if let Some(changes) = &new.profile_changes
        && rules::Profiles::changed(&policy, changes).is_err()
    {
        return Err(Error::Invalid {
            field: "profile_changes",
            problem: Problem::Form,
        });
    }
    let problems = draft::check_new(
        &new.draft(&with.zone),
        &policy,
        &with.zone,
        (with.today, with.regions),
    );
    let ours = ["short_name", "wanted", "sign_up_to", "administrators"];
    let found = problems
        .into_iter()
        .find(|problem| ours.contains(&field_of(*problem)));
    match found {
        Some(problem) => Err(Error::Invalid {
            field: field_of(problem),
            problem: sort_of(problem),
        }),
        None => Ok(()),
    }
}

/// A form's fault that only sealing finds, as a problem of its field.
fn told<T>(sealed: Result<T>) -> Result<std::result::Result<T, FieldProblem>> {
    match sealed {
        Ok(sealed) => Ok(Ok(sealed)),
        Err(Error::Invalid { field, problem }) => Ok(Err(FieldProblem::new(
            field,
            problem.message(Language::Zh),
            problem.message(Language::En),
        ))),
        Err(error) => Err(error),
    }
}
