//! The station itself: one row with its keys and its bond to central.

use card::StandaloneKeys;
use ed25519_dalek::SigningKey;
use protocol::Chain;
use rules::{EpochId, OrganisationId, StaffId, StationId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use zeroize::Zeroizing;

use super::Blob;
use crate::error::{Error, Result};
use crate::keys::Key;

/// Central, as the station knows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bond {
    pub url: String,
    pub central: StationId,
    pub server_epoch: EpochId,
    /// How many rows of a founding were handed over; `None` once all are.
    pub handing_over: Option<u64>,
    pub last_contact: Option<i64>,
}

/// What this installation is.
#[derive(Clone)]
pub(crate) struct Station {
    pub id: StationId,
    pub epoch: EpochId,
    pub name: String,
    pub signing_key: SigningKey,
    pub organisation: Option<OrganisationId>,
    pub staff: Option<StaffId>,
    pub field_key: Option<Key>,
    pub own_keys: Option<StandaloneKeys>,
    pub bond: Option<Bond>,
}

impl Station {
    /// The chain that this station writes.
    pub(crate) fn chain(&self) -> Chain {
        Chain {
            station: self.id,
            epoch: self.epoch,
        }
    }

    /// Whose log it writes; a station that has joined but not pulled yet knows too.
    pub(crate) fn serves(&self) -> Result<OrganisationId> {
        self.organisation
            .ok_or(Error::Unknown(crate::error::Noun::Organisation))
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Station> {
    let key: [u8; 32] = row.get("signing_key")?;
    let central: Option<Blob<StationId>> = row.get("central_id")?;
    let server_epoch: Option<Blob<EpochId>> = row.get("server_epoch")?;
    let url: Option<String> = row.get("central_url")?;
    let bond = match (url, central, server_epoch) {
        (Some(url), Some(central), Some(server_epoch)) => Some(Bond {
            url,
            central: central.0,
            server_epoch: server_epoch.0,
            handing_over: row
                .get::<_, Option<i64>>("handing_over")?
                .map(|count| count as u64),
            last_contact: row.get("last_contact_at")?,
        }),
        _ => None,
    };
    let own_keys: Option<[u8; 96]> = row.get("own_keys")?;
    Ok(Station {
        id: row.get::<_, Blob<_>>("id")?.0,
        epoch: row.get::<_, Blob<_>>("epoch")?.0,
        name: row.get("name")?,
        signing_key: SigningKey::from_bytes(&Zeroizing::new(key)),
        organisation: row
            .get::<_, Option<Blob<_>>>("organisation")?
            .map(|id| id.0),
        staff: row.get::<_, Option<Blob<_>>>("staff")?.map(|id| id.0),
        field_key: row
            .get::<_, Option<[u8; 32]>>("field_key")?
            .map(Zeroizing::new),
        own_keys: own_keys.map(|bytes| StandaloneKeys::from_bytes(&Zeroizing::new(bytes))),
        bond,
    })
}

pub(crate) fn load(db: &Connection) -> Result<Option<Station>> {
    Ok(db.query_row("select * from station", [], read).optional()?)
}

pub(crate) fn save(db: &Connection, station: &Station) -> Result<()> {
    let bond = station.bond.as_ref();
    let own_keys = station.own_keys.as_ref().map(StandaloneKeys::to_bytes);
    db.execute(
        "insert or replace into station (one, id, epoch, name, signing_key, organisation, staff, field_key, own_keys,
                                         central_url, central_id, server_epoch, handing_over, last_contact_at)
         values (1, :id, :epoch, :name, :signing_key, :organisation, :staff, :field_key, :own_keys,
                 :url, :central, :server_epoch, :handing_over, :last_contact)",
        named_params! {
            ":id": Blob(station.id), ":epoch": Blob(station.epoch), ":name": station.name,
            ":signing_key": station.signing_key.to_bytes(),
            ":organisation": station.organisation.map(Blob), ":staff": station.staff.map(Blob),
            ":field_key": station.field_key.as_ref().map(|key| **key),
            ":own_keys": own_keys.as_ref().map(|keys| &keys[..]),
            ":url": bond.map(|bond| bond.url.as_str()), ":central": bond.map(|bond| Blob(bond.central)),
            ":server_epoch": bond.map(|bond| Blob(bond.server_epoch)),
            ":handing_over": bond.and_then(|bond| bond.handing_over).map(|count| count as i64),
            ":last_contact": bond.and_then(|bond| bond.last_contact),
        },
    )?;
    Ok(())
}
