//! Settings of this installation: words under names, for the window.

use crate::Replica;
use crate::changes::Topic;
use crate::error::Result;
use crate::table::setting;

impl Replica {
    /// The setting of this name.
    ///
    /// # Errors
    /// Those of the database.
    pub fn setting(&self, name: &str) -> Result<Option<String>> {
        self.read(|db| setting::get(db, name))
    }

    /// Remembers a setting.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        self.write(&[Topic::Status], |db| setting::set(db, name, value))
    }
}
