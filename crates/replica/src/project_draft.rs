//! Drafts of projects: forms put aside on this station, offline, half filled or whole.

use jiff::Timestamp;
use protocol::row::Sealed;
use rules::{ProjectId, draft};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Noun, Result};
use crate::keys::Key;
use crate::new_project::{is_masked, masked};
use crate::project_form::{ProjectForm, Reading};
use crate::seal::{self, Field};
use crate::stamp::Stamp;
use crate::table::project_draft::{self as table, Stored};

/// One line of the list of drafts.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Which; the project that it becomes has the same id.
    pub id: ProjectId,
    /// What the form calls it so far; may be empty.
    pub name: String,
    /// When it was last saved.
    pub saved_at: Timestamp,
    /// The form; identity numbers in it are masked.
    pub form: ProjectForm,
}

/// What is stored of a draft: the form with its identity numbers masked, and the numbers, sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    form: ProjectForm,
    /// The rows' own form of sealed numbers, as an array of bytes each.
    sealed: Vec<Vec<u8>>,
}

impl Kept {
    fn sealed(&self) -> Result<Vec<Sealed>> {
        let sealed = self.sealed.iter();
        sealed
            .map(|bytes| minicbor::decode(bytes).map_err(|_| Error::Damaged))
            .collect()
    }
}

fn kept(stored: &Stored) -> Result<Kept> {
    serde_json::from_str(&stored.form).map_err(|_| Error::Damaged)
}

/// The sealed numbers of a draft; none where there is no draft.
pub(crate) fn sealed_in(db: &Connection, id: ProjectId) -> Result<Vec<Sealed>> {
    match table::by_id(db, id)? {
        Some(stored) => kept(&stored)?.sealed(),
        None => Ok(Vec::new()),
    }
}

impl Draft {
    fn of(stored: &Stored) -> Result<Draft> {
        let form = kept(stored)?.form;
        Ok(Draft {
            id: stored.id,
            name: form.name.trim().to_owned(),
            saved_at: Timestamp::from_millisecond(stored.saved_at).map_err(|_| Error::Damaged)?,
            form,
        })
    }
}

/// Stores a form under an id. Every whole identity number in it is sealed and stands masked from then on.
fn keep(
    db: &Connection,
    (key, with): (&Key, &Reading),
    id: ProjectId,
    form: &ProjectForm,
    (before, at): (&[Sealed], i64),
) -> Result<()> {
    let mut form = form.clone();
    let (mut shown, mut sealed) = (Vec::new(), Vec::new());
    for number in draft::administrators(&form.administrators) {
        let (today, regions) = (with.today, with.regions);
        let whole = |number: &str| {
            use rules::identity::{Document, check};
            check(Document::ResidentCard, number, today, regions).is_plausible()
        };
        let one = if is_masked(&number) {
            before.iter().find(|one| masked(one) == number).cloned()
        } else if whole(&number) {
            Some(seal::seal(key, id, Field::Administrator, &number)?)
        } else {
            None
        };
        shown.push(one.as_ref().map_or(number, masked));
        sealed.extend(one);
    }
    form.administrators = shown.join("；");
    let encoded = sealed.iter().map(minicbor::to_vec);
    let kept = Kept {
        form,
        sealed: encoded
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| Error::Damaged)?,
    };
    let stored = Stored {
        id,
        saved_at: at,
        form: serde_json::to_string(&kept).map_err(|_| Error::Damaged)?,
    };
    table::put(db, &stored)
}

impl Replica {
    /// Puts a form aside, half filled or whole: anew, or in place of the draft of this id. Answers with its id.
    ///
    /// # Errors
    /// [`Error::NotAllowed`]; those of the disk.
    pub fn save_draft(
        &self,
        id: Option<ProjectId>,
        form: &ProjectForm,
        stamp: Stamp,
    ) -> Result<ProjectId> {
        let station = self.station();
        let (organisation, id) = (station.serves()?, id.unwrap_or(ProjectId(stamp.id.0)));
        self.write(&[Topic::Projects], |db| {
            self.require(db, protocol::Role::Administrator)?;
            let key = station.field_key.as_ref().ok_or(Error::Damaged)?;
            let with = Reading::new(db, organisation, stamp.timestamp())?;
            let before = sealed_in(db, id)?;
            keep(db, (key, &with), id, form, (&before, stamp.wall))
        })?;
        Ok(id)
    }

    /// Begins a draft from a project, its days left open (复制). Answers with the draft's id.
    ///
    /// # Errors
    /// [`Error::Unknown`] where the project is not here, [`Error::NotAllowed`].
    pub fn copy_project(&self, of: ProjectId, stamp: Stamp) -> Result<ProjectId> {
        let station = self.station();
        let (organisation, id) = (station.serves()?, ProjectId(stamp.id.0));
        self.write(&[Topic::Projects], |db| {
            self.require(db, protocol::Role::Administrator)?;
            let key = station.field_key.as_ref().ok_or(Error::Damaged)?;
            let with = Reading::new(db, organisation, stamp.timestamp())?;
            let seen =
                crate::waiting::seen(db, station.id, of)?.ok_or(Error::Unknown(Noun::Project))?;
            // Numbers are sealed to their project: they are sealed anew to the new one.
            let sealed = seen.row.administrators.as_deref().unwrap_or_default();
            let numbers = sealed
                .iter()
                .map(|one| seal::open(key, of, Field::Administrator, one))
                .collect::<Result<Vec<_>>>()?;
            let form = ProjectForm {
                administrators: numbers.join("；"),
                sign_up_from: String::new(),
                sign_up_to: String::new(),
                from: String::new(),
                to: String::new(),
                ..ProjectForm::of(&seen.described()?)
            };
            keep(db, (key, &with), id, &form, (&[], stamp.wall))
        })?;
        Ok(id)
    }

    /// Every draft, the last saved first.
    ///
    /// # Errors
    /// Those of the database.
    pub fn drafts(&self) -> Result<Vec<Draft>> {
        self.read(|db| table::all(db)?.iter().map(Draft::of).collect())
    }

    /// One draft.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none.
    pub fn draft(&self, id: ProjectId) -> Result<Draft> {
        self.read(|db| {
            let stored = table::by_id(db, id)?.ok_or(Error::Unknown(Noun::Project))?;
            Draft::of(&stored)
        })
    }

    /// Throws a draft away.
    ///
    /// # Errors
    /// [`Error::Unknown`] where there is none, [`Error::NotAllowed`].
    pub fn delete_draft(&self, id: ProjectId) -> Result<()> {
        self.write(&[Topic::Projects], |db| {
            self.require(db, protocol::Role::Administrator)?;
            if table::delete(db, id)? {
                Ok(())
            } else {
                Err(Error::Unknown(Noun::Project))
            }
        })
    }
}
