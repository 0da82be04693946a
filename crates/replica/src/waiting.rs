//! What a project will be once central has answered: changes of ours that are on their way, laid over its row.

use protocol::body::{Body, ChangeProposed};
use protocol::row::{PositionRow, ProjectRow};
use protocol::{Row, Table};
use rules::{ProjectId, StationId};
use rusqlite::Connection;

use crate::error::Result;
use crate::fields;
use crate::new_project::NewProject;
use crate::table::{fact, project, row};

/// A project as it is and as this station wishes it to be.
pub(crate) struct Seen {
    /// As it is here.
    pub row: ProjectRow,
    /// Which version that is; 0 for one that central has not put yet.
    pub version: u64,
    /// Its positions as they are here, with their versions.
    pub positions: Vec<(PositionRow, u64)>,
    /// As it will be, where changes of ours are on their way.
    pub wanted: Option<(ProjectRow, Vec<PositionRow>)>,
    /// Whether it is to be removed.
    pub leaving: bool,
}

impl Seen {
    /// The project as it is to be, changes on their way included.
    pub(crate) fn described(&self) -> Result<NewProject> {
        match &self.wanted {
            Some((row, positions)) => NewProject::of(row, positions),
            None => self.present(),
        }
    }

    /// The project as it is here now.
    pub(crate) fn present(&self) -> Result<NewProject> {
        let positions: Vec<_> = self.positions.iter().map(|(row, _)| row.clone()).collect();
        NewProject::of(&self.row, &positions)
    }

    /// The row as it is to be.
    pub(crate) fn target(&self) -> &ProjectRow {
        self.wanted.as_ref().map_or(&self.row, |(row, _)| row)
    }

    /// The positions as they are to be.
    pub(crate) fn target_positions(&self) -> Vec<PositionRow> {
        match &self.wanted {
            Some((_, positions)) => positions.clone(),
            None => self.positions.iter().map(|(row, _)| row.clone()).collect(),
        }
    }
}

/// A project that is here, with what waits for central; nothing for one that is not here.
pub(crate) fn seen(db: &Connection, station: StationId, id: ProjectId) -> Result<Option<Seen>> {
    let Some((row, version)) = project::versioned(db, id)? else {
        return Ok(None);
    };
    let positions = row::positions(db, id)?;
    let mut seen = Seen {
        row,
        version,
        positions,
        wanted: None,
        leaving: false,
    };
    for change in waiting(db, station, id)? {
        seen.take(&change)?;
    }
    Ok(Some(seen))
}

impl Seen {
    fn take(&mut self, change: &ChangeProposed) -> Result<()> {
        match change.table {
            Table::Project if change.fields.is_empty() => self.leaving = true,
            Table::Project => {
                let map =
                    fields::overlaid(&Row::from(self.target().clone()).encode(), &change.fields)?;
                let positions = self.target_positions();
                let row: ProjectRow = row::decoded(&map)?;
                if row != *self.target() {
                    self.wanted = Some((row, positions));
                }
            }
            Table::Position => {
                let before = self.target_positions();
                let mut positions = before.clone();
                let key = |row: &PositionRow| Row::from(row.clone()).key();
                let at = positions.iter().position(|row| key(row) == change.row);
                match (at, change.fields.is_empty()) {
                    (Some(at), true) => {
                        positions.remove(at);
                    }
                    (Some(at), false) => {
                        let map = Row::from(positions[at].clone()).encode();
                        positions[at] = row::decoded(&fields::overlaid(&map, &change.fields)?)?;
                    }
                    (None, true) => {}
                    (None, false) => positions.push(row::decoded(&change.fields)?),
                }
                if positions != before {
                    self.wanted = Some((self.target().clone(), positions));
                }
            }
            Table::Organisation
            | Table::Person
            | Table::Membership
            | Table::Team
            | Table::Staff
            | Table::Profile
            | Table::Card => {}
        }
        Ok(())
    }
}

/// The proposals of this station about a project that central has not answered, or whose row has not come home yet.
fn waiting(db: &Connection, station: StationId, id: ProjectId) -> Result<Vec<ChangeProposed>> {
    let mut changes = Vec::new();
    for stored in fact::proposals_waiting(db, station, id)? {
        let Ok(Some(Body::ChangeProposed(change))) = stored.fact.decoded() else {
            continue;
        };
        // An answered one waits only until the row comes home that was made of it.
        let home = stored.position.is_some()
            && row::version(db, change.table, &change.row)?.is_none_or(|now| now > change.base);
        if !home {
            changes.push(change);
        }
    }
    Ok(changes)
}
