//! Joining a central: what the station says of itself, what it is told, and the rows that a founder hands over.

use ::card::{Fingerprint, PublicKey};
use ed25519_dalek::SigningKey;
use protocol::message::{Enrol, Enrolled, Founding, HandOver, Issuer, PackedRow, VERSIONS};
use protocol::{EnrolmentCode, Hash, Row};
use rules::StationId;
use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Noun, Result};
use crate::exchange;
use crate::receipt;
use crate::table::station::{self, Bond, Station};
use crate::table::{card, organisation, person, photograph, project, row, staff, trust};

/// How many rows are handed over at once.
const ROWS_AT_ONCE: usize = 2_000;

/// A station that belongs, as its driver needs it.
#[derive(Clone)]
pub struct Joined {
    /// Where central is.
    pub url: String,
    /// Who we are there.
    pub station: StationId,
    /// With what requests are signed.
    pub key: SigningKey,
}

impl Replica {
    /// What the station says to central with a code.
    ///
    /// # Errors
    /// [`Error::Enrolled`] where it belongs already.
    pub fn enrolment(&self, code: &EnrolmentCode, name: Option<&str>) -> Result<Enrol> {
        let station = self.station();
        if station.bond.is_some() {
            return Err(Error::Enrolled);
        }
        let founding = match station.organisation {
            Some(_) => Some(self.read(|db| founding(db, &station))?),
            None => None,
        };
        Ok(Enrol {
            code: code.code.clone(),
            station: station.id,
            epoch: station.epoch,
            key: station.signing_key.verifying_key().to_bytes(),
            name: name.unwrap_or(&station.name).to_owned(),
            oldest: *VERSIONS.start(),
            newest: *VERSIONS.end(),
            founding,
        })
    }

    /// Takes central's answer: from now on the station belongs. The root must be the one of the code's fingerprint.
    ///
    /// # Errors
    /// [`Error::Untrusted`] where root or bundle do not hold: then nothing was changed.
    pub fn enrolled(
        &self,
        url: &str,
        code: &EnrolmentCode,
        name: Option<&str>,
        answer: &Enrolled,
    ) -> Result<()> {
        let root = PublicKey::from_bytes(&answer.root).map_err(|_| Error::Untrusted("root"))?;
        let expected: Fingerprint = code
            .fingerprint
            .to_ascii_uppercase()
            .parse()
            .map_err(|_| Error::Untrusted("fingerprint"))?;
        if Fingerprint::of(&root) != expected {
            return Err(Error::Untrusted("fingerprint"));
        }
        let topics = [Topic::Status, Topic::People, Topic::Projects, Topic::Outbox];
        self.write(&topics, |db| {
            let mut row = station::load(db)?.ok_or(Error::Damaged)?;
            row.bond = Some(Bond {
                url: url.to_owned(),
                central: answer.central,
                server_epoch: answer.server_epoch,
                handing_over: answer.hand_over.then_some(0),
                last_contact: None,
            });
            row.organisation = Some(answer.organisation);
            row.field_key
                .get_or_insert_with(|| Zeroizing::new(answer.field_key));
            if !answer.hand_over {
                row.staff = Some(answer.staff);
            }
            match name {
                Some(name) => row.name = name.to_owned(),
                // Other desks call it by the beginning of its id until somebody names it: so does it itself.
                None if !answer.hand_over => row.name = receipt::short_name(row.id),
                None => {}
            }
            station::save(db, &row)?;
            trust::forget(db)?;
            exchange::take_trust(db, &expected, &answer.trust)
        })?;
        self.refresh()?;
        if !answer.hand_over {
            *self
                .actor
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = answer.staff;
        }
        Ok(())
    }

    /// The bond that the driver works with.
    ///
    /// # Errors
    /// [`Error::NotEnrolled`] for a station that stands alone.
    pub fn joined(&self) -> Result<Joined> {
        let station = self.station();
        let bond = station.bond.as_ref().ok_or(Error::NotEnrolled)?;
        Ok(Joined {
            url: bond.url.clone(),
            station: station.id,
            key: station.signing_key.clone(),
        })
    }

    /// The next rows that a founder hands over, and how many there will then have been; nothing once all are.
    ///
    /// # Errors
    /// Those of the database.
    pub fn rows_to_hand_over(&self) -> Result<Option<(HandOver, u64)>> {
        let station = self.station();
        let Some(done) = station.bond.as_ref().and_then(|bond| bond.handing_over) else {
            return Ok(None);
        };
        self.read(|db| {
            let rows = all_rows(db)?;
            let from = (done as usize).min(rows.len());
            let to = (from + ROWS_AT_ONCE).min(rows.len());
            let packed = rows[from..to].iter().map(|row| PackedRow {
                table: row.table(),
                row: row.encode(),
            });
            Ok(Some((
                HandOver {
                    rows: packed.collect(),
                    last: to == rows.len(),
                },
                to as u64,
            )))
        })
    }

    /// Notes that rows were handed over.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn rows_handed_over(&self, upto: u64, last: bool) -> Result<()> {
        self.write(&[Topic::Status], |db| {
            let mut row = station::load(db)?.ok_or(Error::Damaged)?;
            if let Some(bond) = &mut row.bond {
                bond.handing_over = (!last).then_some(upto);
            }
            station::save(db, &row)
        })?;
        self.refresh()
    }

    /// Digests after this one of photographs that people have or requests show and that are not here, in order.
    ///
    /// # Errors
    /// Those of the database.
    pub fn missing_photographs(&self, after: Option<Hash>, limit: usize) -> Result<Vec<Hash>> {
        self.read(|db| photograph::missing(db, after.unwrap_or_default(), limit))
    }

    /// Photographs that central does not have yet: a founder's portraits, new people's, the evidence of requests.
    ///
    /// # Errors
    /// Those of the database.
    pub fn photographs_to_hand_over(&self, limit: usize) -> Result<Vec<(Hash, Vec<u8>)>> {
        self.read(|db| photograph::not_handed_over(db, limit))
    }

    /// Notes that central has these photographs.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn photographs_handed_over(&self, digests: &[Hash]) -> Result<()> {
        self.write(&[], |db| {
            digests
                .iter()
                .try_for_each(|digest| photograph::note_handed_over(db, *digest))
        })
    }

    /// Stores a photograph that came.
    ///
    /// # Errors
    /// [`Error::Untrusted`] where the bytes are not those of the digest.
    pub fn photograph_came(&self, digest: Hash, bytes: &[u8]) -> Result<()> {
        if Hash::of(bytes) != digest {
            return Err(Error::Untrusted("photograph"));
        }
        self.write(&[Topic::People, Topic::Supplements], |db| {
            photograph::put_from_central(db, bytes)
        })
    }
}

fn founding(db: &Connection, station: &Station) -> Result<Founding> {
    let id = station.serves()?;
    let organisation = organisation::by_id(db, id)?.ok_or(Error::Unknown(Noun::Organisation))?;
    let held = trust::load(db)?.ok_or(Error::Damaged)?;
    let issuers = held.verified.bundle().issuers.iter().map(|issuer| Issuer {
        key: *issuer.key.as_bytes(),
        from: issuer.from.into(),
        until: issuer.until.into(),
    });
    Ok(Founding {
        organisation: id,
        tag: organisation.tag,
        issuers: issuers.collect(),
        administrator: station.staff.ok_or(Error::Unknown(Noun::Staff))?,
        field_key: station
            .field_key
            .as_ref()
            .map(|key| **key)
            .ok_or(Error::Damaged)?,
    })
}

/// Every row of a standalone station, what others depend on first.
fn all_rows(db: &Connection) -> Result<Vec<Row>> {
    let mut rows: Vec<Row> = organisation::all(db)?.into_iter().map(Row::from).collect();
    rows.extend(staff::all(db)?.into_iter().map(Row::from));
    rows.extend(project::all(db)?.into_iter().map(Row::from));
    rows.extend(row::all(db)?);
    rows.extend(person::all(db)?.into_iter().map(Row::from));
    rows.extend(person::memberships(db)?.into_iter().map(Row::from));
    rows.extend(card::all(db)?.into_iter().map(Row::from));
    Ok(rows)
}
