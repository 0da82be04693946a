//! What happened before today: lists, and punches of past days.

use jiff::Timestamp;
use jiff::civil::Time;
use protocol::Day;
use protocol::body::{Admitted, By, Direction, Evidence, How, Punch};
use protocol::row::{ProjectRow, Timing};
use rules::{ProjectId, VolunteerId};

use super::Filling;
use crate::error::{Error, Noun, Result};
use crate::journal::{self, Author};
use crate::settle::Settling;
use crate::table::station::Station;

impl Filling<'_> {
    /// Punches of past days, in the order of their times, and the lists of projects.
    pub(super) fn history(
        &mut self,
        station: &Station,
        projects: &[ProjectRow],
        volunteers: &[VolunteerId],
    ) -> Result<()> {
        let author = Author {
            chain: station.chain(),
            organisation: station.serves()?,
            actor: station.staff.ok_or(Error::Unknown(Noun::Staff))?,
            key: station.signing_key.clone(),
        };
        let mut punches = self.past(projects, volunteers);
        punches.sort_by_key(|(at, ..)| *at);
        let listed: Vec<_> = projects.iter().filter(|row| row.by_list).collect();
        let before = punches.first().map_or(self.stamp.wall, |(at, ..)| *at) - 86_400_000;
        for row in listed {
            for volunteer in volunteers.iter().take(200) {
                self.admit(&author, row.id, *volunteer, before)?;
            }
        }
        for (at, project, volunteer) in punches {
            let body = Punch {
                project,
                volunteer,
                direction: Direction::Auto,
                by: By::Staff,
                how: How::Card,
                card: None,
                evidence: Evidence::A,
                trust_version: Some(1),
                location: None,
                given: None,
            };
            journal::append(self.db, &author, self.past_stamp(at)?, &body.into())?;
            self.tick(1);
        }
        // Who is expected at the desk today: every third, up to sixty.
        for volunteer in volunteers.iter().step_by(3).take(60) {
            self.admit(
                &author,
                projects[0].id,
                *volunteer,
                self.stamp.wall - 3_600_000,
            )?;
        }
        let settling = Settling::new(self.db, author.organisation)?;
        for volunteer in volunteers {
            settling.settle(self.db, *volunteer)?;
            self.tick(1);
        }
        Ok(())
    }

    fn admit(
        &mut self,
        author: &Author,
        project: ProjectId,
        volunteer: VolunteerId,
        at: i64,
    ) -> Result<()> {
        let body = Admitted {
            project,
            volunteer,
            position: None,
            team: None,
            given: None,
        };
        journal::append(self.db, author, self.past_stamp(at)?, &body.into())?;
        Ok(())
    }

    /// As many punches as were asked for: pairs in double projects, single ones in single projects.
    fn past(
        &mut self,
        projects: &[ProjectRow],
        volunteers: &[VolunteerId],
    ) -> Vec<(i64, ProjectId, VolunteerId)> {
        let today = Day::from(self.now.date()).0;
        let mut over: Vec<&ProjectRow> = projects.iter().filter(|row| row.to.0 < today).collect();
        if over.is_empty() {
            over.extend(projects.first());
        }
        let wanted = self.plan.punches as usize;
        let mut punches = Vec::with_capacity(wanted);
        if volunteers.is_empty() || over.is_empty() {
            return punches;
        }
        let mut turn = 0_u64;
        while punches.len() < wanted {
            // A volunteer's turns are days apart, so that one demo session never runs into another.
            let volunteer = volunteers[(turn as usize) % volunteers.len()];
            let round = turn / volunteers.len() as u64;
            let row = over[(round as usize) % over.len()];
            let length = (row.to.0.min(today - 1) - row.from.0 + 1).max(1) as u64;
            let day = row.from.0 + ((round / over.len() as u64) % length) as i32;
            turn += 1;
            let Some(date) = Day(day).date() else { break };
            let begin = row.start.time().unwrap_or(Time::midnight());
            let begin = self
                .zone
                .to_timestamp(date.to_datetime(begin))
                .unwrap_or(Timestamp::UNIX_EPOCH);
            let come = begin.as_millisecond() + self.seeded.below(90 * 60) as i64 * 1000;
            let stay = (45 + self.seeded.below(300)) as i64 * 60_000;
            punches.push((come, row.id, volunteer));
            let single = row.timing == Timing::Single;
            // One in a hundred forgets to sign out.
            if !single && punches.len() < wanted && self.seeded.below(100) > 0 {
                punches.push((come + stay, row.id, volunteer));
            }
        }
        punches
    }
}
