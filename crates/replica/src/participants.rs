//! The participants of a project (参与人员): who is on its list or came to it, and taking people onto the list.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::date;
use protocol::Day;
use protocol::body::{Admitted, Removed};
use rules::{FactId, ProjectId, VolunteerId};
use rusqlite::Connection;

use crate::Replica;
use crate::changes::Topic;
use crate::error::{Error, Problem, Result};
use crate::receipt::Person;
use crate::stamp::Stamp;
use crate::table::{fact, person, presence, project, row};
use crate::{journal, name};

/// How somebody comes to be among the participants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// On the list (已录用).
    Admitted,
    /// Came without being on the list.
    WalkUp,
    /// Was taken off the list (已移出).
    Removed,
}

/// One participant.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// Who.
    pub person: Person,
    /// The telephone number, masked but for its last four digits.
    pub phone: Option<String>,
    /// How he comes to be here.
    pub listing: Listing,
    /// His team (团队).
    pub team: Option<String>,
    /// His position (岗位).
    pub position: Option<String>,
    /// Since when he is on the list.
    pub admitted_at: Option<Timestamp>,
    /// On how many days he was here.
    pub days: u32,
    /// What stands for him in this project, in minutes.
    pub minutes: u32,
    /// What stands for him this year in all projects, in minutes.
    pub minutes_this_year: u32,
    /// What stands for him in all projects, in minutes.
    pub minutes_in_all: u32,
    /// In how many projects he was.
    pub projects: u32,
    /// When he was last seen here.
    pub seen_at: Option<Timestamp>,
}

/// The participants of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Participants {
    /// How many people are wanted.
    pub wanted: Option<u32>,
    /// How many are on the list.
    pub admitted: u32,
    /// How many came without being on it.
    pub walk_ups: u32,
    /// Those found, on the list first, by number.
    pub people: Vec<Participant>,
}

/// People who are to be put on a project's list.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    /// Whose list.
    pub project: ProjectId,
    /// Volunteer numbers.
    pub numbers: Vec<String>,
    /// As what (岗位).
    pub position: Option<String>,
    /// In which team (团队).
    pub team: Option<String>,
    /// What to do where the project has as many people as it wants.
    pub when_full: WhenFull,
}

/// What to do where a project would have more people than it wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// Write nothing and say so.
    Ask,
    /// Go on.
    GoOn,
}

/// What became of an admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admitting {
    /// Those who were not on the list are on it now.
    Done {
        /// How many were put on it.
        admitted: u32,
        /// Numbers that were on it already.
        already: Vec<String>,
        /// Numbers that nobody here has.
        unknown: Vec<String>,
    },
    /// Nothing was written: there would be more people than are wanted.
    Full {
        /// How many are wanted.
        wanted: u32,
        /// How many there would be.
        would_be: u32,
    },
}

/// The topics of a list that changed.
const TOPICS: [Topic; 4] = [Topic::Facts, Topic::Projects, Topic::Status, Topic::Outbox];

impl Admission {
    /// The numbers in a text as people paste it: by lines, spaces, commas or semicolons, each once.
    pub fn numbers_in(text: &str) -> Vec<String> {
        let parts = text.split(|letter: char| {
            letter.is_whitespace() || matches!(letter, ',' | '，' | ';' | '；' | '、')
        });
        let mut numbers: Vec<String> = Vec::new();
        for part in parts.map(rules::identity::normalise_number) {
            if !part.is_empty() && !numbers.contains(&part) {
                numbers.push(part);
            }
        }
        numbers
    }
}

impl Replica {
    /// Who is on a project's list or came to it, of those in whom every word of `search` is found, as of `now`.
    ///
    /// # Errors
    /// [`Error::Unknown`] where the project is not here.
    pub fn participants(
        &self,
        of: ProjectId,
        search: &str,
        now: Timestamp,
    ) -> Result<Participants> {
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let year = self.zone()?.to_datetime(now).year();
        self.read(|db| {
            let row = project::by_id(db, of)?;
            let everybody = self.everybody(db, of, Day::from(date(year, 1, 1)))?;
            let count = |listing| {
                let of_it = everybody.iter().filter(|one| one.listing == listing);
                of_it.count() as u32
            };
            Ok(Participants {
                wanted: row.wanted,
                admitted: count(Listing::Admitted),
                walk_ups: count(Listing::WalkUp),
                people: everybody
                    .into_iter()
                    .filter(|one| is_found(&one.person, &words))
                    .collect(),
            })
        })
    }

    fn everybody(&self, db: &Connection, of: ProjectId, year: Day) -> Result<Vec<Participant>> {
        let listed: HashMap<VolunteerId, presence::Admission> =
            presence::listed(db, of)?.into_iter().collect();
        let mut since: HashMap<VolunteerId, i64> = HashMap::new();
        for (volunteer, at) in fact::admitted_at(db, of)? {
            let latest = since.entry(person::canonical(db, volunteer)?).or_insert(at);
            *latest = at.max(*latest);
        }
        let instant = |at: i64| Timestamp::from_millisecond(at).ok();
        let mut people = Vec::new();
        for (volunteer, sums) in presence::sums(db, of, year)? {
            let Some(row) = person::by_volunteer(db, volunteer)? else {
                continue;
            };
            let admission = listed.get(&volunteer);
            let listing = match admission.map(|admission| admission.admitted) {
                Some(true) => Listing::Admitted,
                Some(false) => Listing::Removed,
                // A request for a missing punch alone is not a visit.
                None if sums.seen_at.is_none() && sums.minutes == 0 => continue,
                None => Listing::WalkUp,
            };
            let phone = row.phone.as_ref();
            people.push(Participant {
                phone: phone.map(|sealed| format!("*******{}", sealed.tail)),
                person: self.person(db, row)?,
                listing,
                team: admission.and_then(|admission| admission.team.clone()),
                position: admission.and_then(|admission| admission.position.clone()),
                admitted_at: since
                    .get(&volunteer)
                    .filter(|_| listing == Listing::Admitted)
                    .and_then(|at| instant(*at)),
                days: sums.days,
                minutes: sums.minutes,
                minutes_this_year: sums.minutes_this_year,
                minutes_in_all: sums.minutes_in_all,
                projects: sums.projects,
                seen_at: sums.seen_at.and_then(instant),
            });
        }
        let order = |listing| match listing {
            Listing::Admitted => 0,
            Listing::WalkUp => 1,
            Listing::Removed => 2,
        };
        people.sort_by(|one, other| {
            (order(one.listing), &one.person.number)
                .cmp(&(order(other.listing), &other.person.number))
        });
        Ok(people)
    }

    /// Puts people on a project's list (录用). Numbers that nobody has and people who are on it are told and left out.
    ///
    /// # Errors
    /// [`Error::Unknown`] where the project is not here, [`Error::Invalid`] for a position that it does not have,
    /// [`Error::NotAllowed`].
    pub fn admit_people(&self, wish: &Admission, stamp: Stamp) -> Result<Admitting> {
        let author = self.author()?;
        self.write(&TOPICS, |db| {
            self.require(db, protocol::Role::Registrar)?;
            let project = project::by_id(db, wish.project)?;
            has_position(db, wish)?;
            let (mut new, mut already, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
            let listed: HashMap<VolunteerId, presence::Admission> =
                presence::listed(db, wish.project)?.into_iter().collect();
            for number in &wish.numbers {
                let Some(row) = person::by_number(db, number)? else {
                    unknown.push(number.clone());
                    continue;
                };
                let volunteer = person::canonical(db, row.volunteer)?;
                let same = |known: &&presence::Admission| {
                    known.admitted
                        && (wish.position.is_none() || known.position == wish.position)
                        && (wish.team.is_none() || known.team == wish.team)
                };
                match listed.get(&volunteer).filter(same) {
                    Some(_) => already.push(number.clone()),
                    None => new.push(volunteer),
                }
            }
            let on_it = listed.values().filter(|known| known.admitted).count();
            let fresh = new
                .iter()
                .filter(|who| !listed.get(*who).is_some_and(|known| known.admitted));
            let would_be = (on_it + fresh.count()) as u32;
            let over = project.wanted.filter(|wanted| would_be > *wanted);
            if let (Some(wanted), WhenFull::Ask) =
                (over.filter(|_| would_be as usize > on_it), wish.when_full)
            {
                return Ok(Admitting::Full { wanted, would_be });
            }
            let mut written = Vec::with_capacity(new.len());
            for volunteer in &new {
                let body = Admitted {
                    project: wish.project,
                    volunteer: *volunteer,
                    position: wish.position.clone(),
                    team: wish.team.clone(),
                    given: None,
                };
                written.push(journal::append(db, &author, stamp.next(), &body.into())?);
            }
            journal::settle_touched(db, author.organisation, &written)?;
            Ok(Admitting::Done {
                admitted: written.len() as u32,
                already,
                unknown,
            })
        })
    }

    /// Takes somebody off a project's list (移出), himself named by his reference, with a reason.
    ///
    /// # Errors
    /// [`Error::ReasonMissing`], [`Error::Unknown`] for a project or volunteer that is not here, [`Error::NotAllowed`].
    pub fn remove_participant(
        &self,
        from: ProjectId,
        volunteer: VolunteerId,
        reason: &str,
        stamp: Stamp,
    ) -> Result<FactId> {
        if reason.trim().is_empty() {
            return Err(Error::ReasonMissing);
        }
        let author = self.author()?;
        self.write(&TOPICS, |db| {
            self.require(db, protocol::Role::Registrar)?;
            project::by_id(db, from)?;
            let volunteer = person::canonical(db, volunteer)?;
            if person::by_volunteer(db, volunteer)?.is_none() {
                return Err(Error::Unknown(crate::Noun::Member));
            }
            let body = Removed {
                project: from,
                volunteer,
                reason: reason.trim().to_owned(),
                given: None,
            };
            let written = journal::append(db, &author, stamp, &body.into())?;
            journal::settle_touched(db, author.organisation, std::slice::from_ref(&written))?;
            Ok(written.id)
        })
    }
}

fn has_position(db: &Connection, wish: &Admission) -> Result<()> {
    let Some(position) = &wish.position else {
        return Ok(());
    };
    let positions = row::positions(db, wish.project)?;
    if positions.iter().any(|(row, _)| row.name == *position) {
        return Ok(());
    }
    Err(Error::Invalid {
        field: "position",
        problem: Problem::Form,
    })
}

fn is_found(person: &Person, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let sound = name::sound(&person.name);
    let known = [
        person.number.to_lowercase(),
        person.name.to_lowercase(),
        sound.pinyin,
        sound.initials,
    ];
    words
        .iter()
        .all(|word| known.iter().any(|text| text.contains(word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_numbers_are_taken_apart_each_once() {
        let pasted = " 009901000000001，009901000000002\n009901000000001\t000\u{3000}x1;";
        assert_eq!(
            Admission::numbers_in(pasted),
            ["009901000000001", "009901000000002", "000", "X1"]
        );
    }
}
