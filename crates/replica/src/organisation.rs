//! What the organisation of a station without a central decides about itself: the profile that it works under.

use protocol::Role;

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Noun, Result};
use crate::profiles;
use crate::settle::Settling;
use crate::stamp::Stamp;
use crate::table::{organisation, presence, station};

impl Replica {
    /// Has the organisation work under this profile from now on; everybody's hours are counted anew.
    ///
    /// # Errors
    /// [`Error::Unknown`] for a profile that is not here, [`Error::NotAllowed`], [`Error::Enrolled`] where a
    /// central owns the organisation's row.
    pub fn work_under(&self, profile: &str, stamp: Stamp) -> Result<()> {
        let of = self.station().serves()?;
        tracing::info!(
            profile,
            at = stamp.wall,
            "the organisation changes its profile"
        );
        self.write(&[Topic::Facts, Topic::Projects, Topic::Status], |db| {
            self.require(db, Role::Administrator)?;
            if station::load(db)?.is_some_and(|station| station.bond.is_some()) {
                return Err(Error::Enrolled);
            }
            let mut row = organisation::by_id(db, of)?.ok_or(Error::Unknown(Noun::Organisation))?;
            row.profile = profiles::in_force(db, profile, jiff::civil::Date::MAX)?
                .name
                .clone();
            // A station alone counts no versions: rows of its own stay the first.
            organisation::put(db, &row, 1)?;
            let settling = Settling::new(db, of)?;
            presence::volunteers(db)?
                .into_iter()
                .try_for_each(|volunteer| settling.settle(db, volunteer))
        })
    }
}
