//! A demo organisation: a five-level tree, impossible people with signed cards, projects and a history.

mod history;
mod people;
mod programme;
mod seeded;
mod tree;

use card::{StandaloneKeys, TrustBundle, TrustedIssuer};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use protocol::row::{
    CardState, MembershipRow, MembershipState, ProjectReview, ProjectRow, StaffRow, Timing,
};
use rules::{FactId, OrganisationId, ProjectId, VolunteerId};
use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::Replica;
use crate::error::{Error, Noun, Result};
use crate::keys::random;
use crate::new_project::NewProject;
use crate::stamp::Stamp;
use crate::table::station::{self, Station};
use crate::table::{
    card as cards, fact, organisation, person, photograph, project, row as other_row, staff, trust,
};
use people::Demo;
use programme::PROJECTS;
use seeded::Seeded;

/// How much to make up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPlan {
    /// How many volunteers.
    pub members: u32,
    /// How many projects, at least one.
    pub projects: u32,
    /// How many punches of the past.
    pub punches: u32,
    /// The same seed makes the same people, never the same keys.
    pub seed: u64,
    /// Whether people get drawn portraits.
    pub portraits: bool,
}

/// What was made up.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoReport {
    /// The organisation of the desk.
    pub organisation: OrganisationId,
    /// How many members.
    pub members: u64,
    /// How many punches.
    pub punches: u64,
}

/// How far back the standing of keys, cards and history goes.
const YEARS_BACK: i64 = 2;

/// Fills an empty station.
pub(crate) fn fill(
    db: &Connection,
    plan: &DemoPlan,
    stamp: Stamp,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<()> {
    let zone = crate::settle::zone("Asia/Shanghai");
    let now = zone.to_datetime(stamp.timestamp());
    let transaction = db.unchecked_transaction()?;
    let mut station = station::load(&transaction)?.ok_or(Error::Damaged)?;
    let mut filling = Filling {
        db: &transaction,
        plan,
        stamp,
        now,
        zone,
        seeded: Seeded::new(plan.seed),
        done: 0,
        total: u64::from(plan.members) * 2 + u64::from(plan.punches) + 1,
        progress,
    };
    let organisation = tree::plant(&transaction, &mut filling.seeded)?;
    station.organisation = Some(organisation.id);
    station.field_key = Some(Zeroizing::new(random()?));
    station.own_keys = Some(StandaloneKeys::from_seeds(random()?, random()?, random()?));
    station::save(&transaction, &station)?;
    own_trust(&transaction, &station, stamp, 1)?;
    staff::put(&transaction, &administrator(&station, organisation.id)?, 1)?;
    let volunteers = filling.people(&station, &organisation)?;
    let projects = filling.projects(organisation.id)?;
    filling.history(&station, &projects, &volunteers)?;
    filling.tick(0);
    transaction.commit()?;
    Ok(())
}

fn administrator(station: &Station, organisation: OrganisationId) -> Result<StaffRow> {
    Ok(StaffRow {
        id: station.staff.ok_or(Error::Unknown(Noun::Staff))?,
        organisation,
        name: "陈站长".to_owned(),
        role: 3,
        active: true,
    })
}

/// Signs the bundle of a station that stands alone.
fn own_trust(db: &Connection, station: &Station, stamp: Stamp, version: u64) -> Result<()> {
    let keys = station.own_keys.as_ref().ok_or(Error::NoIssuer)?;
    let organisation =
        organisation::by_id(db, station.serves()?)?.ok_or(Error::Unknown(Noun::Organisation))?;
    let today = crate::settle::zone(&organisation.zone)
        .to_datetime(stamp.timestamp())
        .date();
    let (from, until) = (
        today.saturating_sub(YEARS_BACK.years()),
        today.saturating_add(YEARS_BACK.years()),
    );
    let mut bundle = TrustBundle::new(version, stamp.timestamp());
    bundle.issuers.push(TrustedIssuer {
        key: keys.issuer.public(),
        organisation: organisation.tag,
        from: card::FIRST_DAY,
        until: card::LAST_DAY,
        withdrawn: false,
    });
    let authority = keys.authority(from, until).map_err(|_| Error::NoIssuer)?;
    let signed = authority
        .sign_bundle(&bundle)
        .map_err(|_| Error::NoIssuer)?;
    trust::take(db, &keys.fingerprint(), &signed.to_bytes(), &[])
}

impl Replica {
    /// Signs a fresh bundle where the station is its own root: its trust is never older than a day.
    pub(crate) fn renew_own_trust(&self, stamp: Stamp) -> Result<()> {
        let station = self.station();
        let Some(held) = self.held_trust().filter(|_| station.bond.is_none()) else {
            return Ok(());
        };
        let age = stamp
            .timestamp()
            .duration_since(held.verified.bundle().issued);
        if station.own_keys.is_none() || age < SignedDuration::from_hours(24) {
            return Ok(());
        }
        self.write(&[], |db| own_trust(db, &station, stamp, held.version() + 1))?;
        self.refresh()
    }

    /// What a demonstration holds, counted.
    ///
    /// # Errors
    /// Those of the database.
    pub fn demo_report(&self) -> Result<DemoReport> {
        let organisation = self.station().serves()?;
        self.read(|db| {
            Ok(DemoReport {
                organisation,
                members: person::count(db)?,
                punches: fact::count_of_kind(db, protocol::Kind::Punch)?,
            })
        })
    }
}

struct Filling<'a> {
    db: &'a Connection,
    plan: &'a DemoPlan,
    stamp: Stamp,
    now: DateTime,
    zone: TimeZone,
    seeded: Seeded,
    done: u64,
    total: u64,
    progress: &'a mut dyn FnMut(u64, u64),
}

impl Filling<'_> {
    fn tick(&mut self, steps: u64) {
        self.done += steps;
        (self.progress)(self.done.min(self.total), self.total);
    }

    fn people(
        &mut self,
        station: &Station,
        organisation: &protocol::row::OrganisationRow,
    ) -> Result<Vec<VolunteerId>> {
        let key = crate::cards::issuer(station)?;
        let field_key = station.field_key.as_ref().ok_or(Error::Damaged)?;
        let today = self.now.date();
        let mut volunteers = Vec::with_capacity(self.plan.members as usize);
        let mut faces = std::collections::HashMap::new();
        for at in 0..self.plan.members {
            let volunteer = VolunteerId(random()?);
            let demo = Demo::draw(&mut self.seeded, today);
            let photo = match self.plan.portraits {
                false => None,
                true => {
                    let face = demo.face();
                    let known = faces.get(&face).copied();
                    Some(match known {
                        Some(digest) => digest,
                        None => {
                            let seed = people::drawn_from(face);
                            let digest = photograph::put(self.db, &crate::portrait::drawn(seed)?)?;
                            faces.insert(face, digest);
                            digest
                        }
                    })
                }
            };
            let row = demo.row(volunteer, u64::from(at) + 1, organisation, field_key, photo)?;
            let issued = today.saturating_sub(((self.seeded.below(300) + 30) as i64).days());
            person::put(self.db, &row, 1)?;
            let membership = MembershipRow {
                organisation: organisation.id,
                volunteer,
                state: MembershipState::Joined,
                joined_on: row.registered_on,
            };
            person::put_membership(self.db, &membership, 1)?;
            let (card, text) = crate::cards::sign(key, volunteer, organisation.tag, at, 0, issued)?;
            cards::put(self.db, &card, &text, CardState::Valid)?;
            volunteers.push(volunteer);
            self.tick(1);
        }
        Ok(volunteers)
    }

    fn projects(&mut self, organisation: OrganisationId) -> Result<Vec<ProjectRow>> {
        let today = self.now.date();
        let (from, start, end) = open_now(self.now);
        let mut rows = Vec::new();
        for at in 0..self.plan.projects.max(1) {
            let known = &PROJECTS[at as usize % PROJECTS.len()];
            let round = at as usize / PROJECTS.len();
            let name = if round == 0 {
                known.name.to_owned()
            } else {
                format!("{}（{}）", known.name, round + 1)
            };
            let (from, to, start, end) = match at {
                0 => (self.since(from), from.saturating_add(6.days()), start, end),
                1 => (
                    today,
                    today.saturating_add(1.day()),
                    time(8, 0),
                    time(20, 0),
                ),
                at if at % 5 == 4 => {
                    let from = today.saturating_add((3 + i64::from(at)).days());
                    (from, from.saturating_add(1.day()), time(9, 0), time(17, 0))
                }
                at => {
                    let from = today.saturating_sub((4 + 6 * i64::from(at) % 300).days());
                    (
                        from,
                        from.saturating_add(2.days()),
                        time(8, 30),
                        time(17, 30),
                    )
                }
            };
            let id = ProjectId(self.id_at(self.stamp.wall + i64::from(at))?);
            let by_list = at % 6 == 3;
            let described = NewProject {
                preset_minutes: (known.timing == Timing::Single).then_some(120),
                by_list,
                // Whoever is on a list was wanted.
                wanted: Some(if by_list {
                    known.wanted.max(self.plan.members.min(200))
                } else {
                    known.wanted
                }),
                short_name: Some(known.short_name.to_owned()),
                sign_up_from: Some(from.saturating_sub(10.days())),
                sign_up_to: Some(to),
                positions: known.positions(),
                details: known.details(),
                ..NewProject::plain(&name, (known.timing, known.kind), (from, to), (start, end))
            };
            let row = described.row((id, organisation), Vec::new(), ProjectReview::Approved);
            for position in described.position_rows(id) {
                other_row::put(self.db, &position.into(), 1)?;
            }
            project::put(self.db, &row, 1)?;
            rows.push(row);
        }
        Ok(rows)
    }

    /// Since when the first project runs: where there is no other for the past, since three weeks.
    fn since(&self, from: Date) -> Date {
        let alone = self.plan.projects < 3 && self.plan.punches > 0;
        if alone {
            from.saturating_sub(21.days())
        } else {
            from
        }
    }

    fn past_stamp(&mut self, at: i64) -> Result<Stamp> {
        Ok(Stamp {
            id: FactId(self.id_at(at)?),
            wall: at,
            ..self.stamp
        })
    }

    /// A UUIDv7 of that millisecond.
    fn id_at(&self, wall: i64) -> Result<[u8; 16]> {
        let mut id: [u8; 16] = random()?;
        id[..6].copy_from_slice(&wall.max(0).to_be_bytes()[2..]);
        id[6] = 0x70 | (id[6] & 0x0f);
        id[8] = 0x80 | (id[8] & 0x3f);
        Ok(id)
    }
}

const fn time(hour: i8, minute: i8) -> Time {
    Time::constant(hour, minute, 0, 0)
}

/// The first project's day and window: open since at least an hour and for at least two more, whenever it is
/// made; the usual working hours where they reach.
fn open_now(now: DateTime) -> (Date, Time, Time) {
    let (since, until) = (now.saturating_sub(1.hour()), now.saturating_add(2.hours()));
    let (usual_start, usual_end) = (time(8, 30), time(17, 30));
    if since.date() == now.date()
        && until.date() == now.date()
        && since.time() >= usual_start
        && until.time() <= usual_end
    {
        return (now.date(), usual_start, usual_end);
    }
    let start = since.saturating_sub((i64::from(since.minute() % 30)).minutes());
    let end = until.saturating_add((30 - i64::from(until.minute() % 30)).minutes());
    (
        start.date(),
        time(start.hour(), start.minute()),
        time(end.hour(), end.minute()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_first_project_is_open_whenever_it_is_made() {
        for hour in 0..24 {
            for minute in [0, 1, 29, 30, 31, 59] {
                let now = date(2026, 3, 1).at(hour, minute, 17, 0);
                let (day, start, end) = open_now(now);
                let begin = day.to_datetime(start);
                let last = if end <= start {
                    day.tomorrow().unwrap()
                } else {
                    day
                }
                .to_datetime(end);
                assert!(begin <= now.saturating_sub(1.hour()), "{now}: {begin}");
                assert!(last >= now.saturating_add(2.hours()), "{now}: {last}");
            }
        }
    }
}
