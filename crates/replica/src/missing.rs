//! Records that may be missing: sign-outs that nobody made, sign-outs without a sign-in, and until when to ask.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, ToSpan};
use protocol::Day;
use rules::{
    As, Cause, Code, FactId, Project, ProjectId, Record, Refusal, Standing, Step, VolunteerId, What,
};

use crate::Replica;
use crate::as_of::{AsOf, Assessed};
use crate::error::Result;
use crate::receipt::Person;
use crate::table::presence;

/// A record that nobody can ask for any more stays listed for so many days, so that its loss is seen.
const LISTED_AFTERWARDS_DAYS: i64 = 30;

/// What of a day is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// There is a sign-out and nothing before it.
    SignIn,
    /// There is a sign-in and nothing after it.
    SignOut,
    /// There is a scan that counts as neither.
    Both,
}

/// A day of which a record may be missing.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingRecord {
    /// Whose.
    pub person: Person,
    /// In which project.
    pub project: ProjectId,
    /// What it is called.
    pub project_name: String,
    /// The service day.
    pub day: Date,
    /// When the day's window starts.
    pub start: Time,
    /// When it ends.
    pub end: Time,
    /// What is missing.
    pub missing: Missing,
    /// When the scan was made that has no other half.
    pub punched_at: Timestamp,
    /// From when the record may be asked for.
    pub from: Timestamp,
    /// Until when.
    pub deadline: Timestamp,
    /// Why it may not be asked for now, if not, whatever reason and evidence there are.
    pub refusal: Option<Refusal>,
    /// The request that was made for this day already, the latest.
    pub requested: Option<FactId>,
}

impl Replica {
    /// Records that may be missing as of `now` in projects of this organisation, the soonest deadline first; those
    /// that can still be asked for before those that cannot.
    ///
    /// # Errors
    /// Those of the database.
    pub fn missing_records(&self, now: Timestamp) -> Result<Vec<MissingRecord>> {
        let organisation = self.station().serves()?;
        self.read(|db| {
            let mut as_of = AsOf::new(self, db, now)?;
            let from = as_of.first_day();
            let mut found = Vec::new();
            for (volunteer, project, day) in presence::gaps(db, organisation, from)? {
                if let Some(day) = day.date() {
                    found.extend(as_of.missing(volunteer, project, day)?);
                }
            }
            found.sort_by_key(|record| (record.deadline < now, record.deadline, record.punched_at));
            Ok(found)
        })
    }
}

impl AsOf<'_> {
    /// The first day of which anything is still listed.
    fn first_day(&self) -> Day {
        let projects = self.settling.projects.iter();
        let days = projects.map(|project| self.settling.policy_of(&project.id).supplement.days);
        let longest = i64::from(days.max().unwrap_or(0)) + LISTED_AFTERWARDS_DAYS + 2;
        let today = self.settling.zone.to_datetime(self.now).date();
        Day::from(today.saturating_sub(longest.min(20_000).days()))
    }

    /// What is missing of a day; nothing while it may still come, or where all is there.
    fn missing(
        &mut self,
        volunteer: VolunteerId,
        id: ProjectId,
        day: Date,
    ) -> Result<Option<MissingRecord>> {
        let Some((row, project)) = self.project(id) else {
            return Ok(None);
        };
        let project_name = row.name.clone();
        let window = project.window(day, &self.settling.zone);
        let rules::AskingTime {
            from,
            until: deadline,
        } = self.asking_time(&project, day);
        let listed = SignedDuration::from_hours(LISTED_AFTERWARDS_DAYS * 24);
        if self.now < window.start || self.now.duration_since(deadline) > listed {
            return Ok(None);
        }
        let assessed = self.volunteer(volunteer)?;
        let Some(record) = assessed.record(id, day) else {
            return Ok(None);
        };
        let closes = window.closes(self.settling.policy_of(&project.id));
        let Some((missing, punched_at)) = gap(record, closes) else {
            return Ok(None);
        };
        let wanted = self.wanted(&assessed, &project, day, missing);
        let refusal = self.prospect(&assessed, id, wanted, self.now)?.refusal;
        Ok(Some(MissingRecord {
            person: assessed.person.clone(),
            project: id,
            project_name,
            day,
            start: project.start,
            end: project.end,
            missing,
            punched_at,
            from,
            deadline,
            refusal,
            requested: requested(&assessed, &project, day),
        }))
    }

    /// A request that would mend this, complete in all that only people can add.
    fn wanted(
        &self,
        assessed: &Assessed,
        project: &Project,
        day: Date,
        missing: Missing,
    ) -> rules::Request {
        let causes = &self.settling.policy_of(&project.id).supplement.causes;
        // A window of a whole day ends at the time of day at which it starts.
        let end = if project.start == project.end {
            project.end.wrapping_sub(1.minute())
        } else {
            project.end
        };
        rules::Request {
            project: project.id.clone(),
            volunteer: assessed.name.clone(),
            day,
            sign_in: (missing != Missing::SignOut).then_some(project.start),
            sign_out: (missing != Missing::SignIn).then_some(end),
            cause: causes.first().copied().unwrap_or(Cause::Other),
            reason: "—".to_owned(),
            evidence: 1,
        }
    }
}

/// What of a day has no other half, and since when it has not.
fn gap(record: &Record, closes: Timestamp) -> Option<(Missing, Timestamp)> {
    let mut sessions = record.sessions.iter();
    if let Some(open) = sessions.find(|session| session.standing == Standing::MissingSignOut) {
        return Some((Missing::SignOut, open.sign_in?.instant));
    }
    // What a request would mend stands for nothing until it is approved; a cancelled day is nothing to mend.
    let covered = record.sessions.iter().any(|session| {
        let waits = session.request.is_some() && session.standing == Standing::Pending;
        !waits && session.standing != Standing::Mended
    });
    if covered || record.cancelled {
        return None;
    }
    record.because.iter().find_map(|because| {
        let Step::Refused {
            punch,
            taken_as: As::Out,
            refusal,
            ..
        } = &because.step
        else {
            return None;
        };
        let at = punch.at.instant;
        match refusal.code {
            Code::NotSignedIn if at <= closes => Some((Missing::SignIn, at)),
            Code::NotSignedIn | Code::TooLate => Some((Missing::Both, at)),
            _ => None,
        }
    })
}

/// The latest request for a day.
fn requested(assessed: &Assessed, project: &Project, day: Date) -> Option<FactId> {
    let latest = assessed.facts.iter().rev().find(|fact| {
        matches!(&fact.what, What::SupplementRequested(request)
            if request.project == project.id && request.day == day)
    })?;
    latest.id.as_str().parse().ok()
}
