//! Members: the list with its search, and taking people in from a file.

use std::collections::HashSet;

use jiff::civil::Date;
use protocol::body::{CardIssued, MemberProposed};
use protocol::row::{CardState, MembershipRow, MembershipState, PersonRow, Sex};
use protocol::{Day, Hash};
use rules::VolunteerId;
use rusqlite::Connection;

use crate::cards;
use crate::changes::Topic;
use crate::error::{Error, Noun, Problem, Result};
use crate::journal::{self, Author};
use crate::keys::{Key, random};
use crate::receipt::Person;
use crate::seal::{self, Field};
use crate::stamp::Stamp;
use crate::table::station::Station;
use crate::table::{card as card_table, organisation, person as table};
use crate::{Replica, name};

/// One line of the member list.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The opaque reference.
    pub volunteer: VolunteerId,
    /// The volunteer number.
    pub number: String,
    /// In full.
    pub name: String,
    /// How it sounds.
    pub pinyin: String,
    /// The organisation.
    pub organisation: String,
    /// Star rating.
    pub stars: Option<u8>,
    /// Whether he has a good card: `valid`, `retired`, `expired`.
    pub card: Option<&'static str>,
    /// The telephone number, masked but for its last four digits.
    pub phone: Option<String>,
}

/// A person as a file or a form gives him.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewMember {
    /// The volunteer number, where he has one.
    pub number: Option<String>,
    /// In full.
    pub name: String,
    /// 男, 女, male, female, or nothing.
    pub sex: Option<String>,
    /// The document number.
    pub identity: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// When he registered.
    pub registered_on: Option<Date>,
}

/// A line of a file, with its number there.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportLine {
    /// Counted from 1, the heading included.
    pub line: u64,
    /// Who stands in it.
    pub member: NewMember,
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportReport {
    /// How many people were taken in.
    pub imported: u64,
    /// Who was not, and why.
    pub refused: Vec<RefusedLine>,
}

/// A line that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    /// Counted from 1, the heading included.
    pub line: u64,
    /// The field at fault.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// A row as a desk sees the person in it.
pub(crate) fn person(row: PersonRow, organisation: String) -> Person {
    Person {
        volunteer: row.volunteer,
        number: row.number,
        name: row.name,
        organisation,
        stars: row.stars,
    }
}

/// A person who passed every check.
struct Checked {
    number: Option<String>,
    name: String,
    sex: Sex,
    identity: Option<String>,
    phone: Option<String>,
    registered_on: Option<Day>,
    born_on: Option<Day>,
}

impl Replica {
    /// Members whose number, name, pinyin, initials or tail of a number has every word of `search` in it.
    ///
    /// # Errors
    /// Those of the database.
    pub fn members(&self, search: &str, limit: usize) -> Result<Vec<Member>> {
        let words: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
        let today = jiff::Zoned::now().date();
        self.read(|db| {
            let organisation = match self.station().organisation {
                Some(id) => organisation::by_id(db, id)?
                    .map(|row| row.name)
                    .unwrap_or_default(),
                None => String::new(),
            };
            let rows = table::search(db, &words, limit)?;
            rows.into_iter()
                .map(|row| member(db, row, &organisation, today))
                .collect()
        })
    }

    /// Takes people in: checks each line, writes those that hold in one transaction, reports the others.
    ///
    /// Without a central they become members at once, and get a card where this station signs cards; with one
    /// they are proposed to it.
    ///
    /// # Errors
    /// Those of the disk: then nobody was taken in.
    pub fn import_members(&self, lines: &[ImportLine], stamp: Stamp) -> Result<ImportReport> {
        let (author, station) = (self.author()?, self.station());
        let report = self.write(&[Topic::People, Topic::Status, Topic::Outbox], |db| {
            self.require(db, protocol::Role::Registrar)?;
            let mut import = Import::begin(db, &station, &author, stamp)?;
            let mut report = ImportReport::default();
            for line in lines {
                match import.check(&line.member)? {
                    Ok(checked) => {
                        import.take(checked)?;
                        report.imported += 1;
                    }
                    Err((field, problem)) => {
                        report.refused.push(RefusedLine {
                            line: line.line,
                            field,
                            problem,
                        });
                    }
                }
            }
            Ok(report)
        })?;
        Ok(report)
    }
}

fn member(db: &Connection, row: PersonRow, organisation: &str, today: Date) -> Result<Member> {
    let card = card_table::newest(db, row.volunteer)?.map(|card| match card.state {
        CardState::Retired => "retired",
        CardState::Valid if card.expires < Day::from(today) => "expired",
        CardState::Valid => "valid",
    });
    let sound = name::sound(&row.name);
    Ok(Member {
        volunteer: row.volunteer,
        pinyin: sound
            .pinyin
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        phone: row
            .phone
            .as_ref()
            .map(|sealed| format!("*******{}", sealed.tail)),
        number: row.number,
        name: row.name,
        organisation: organisation.to_owned(),
        stars: row.stars,
        card,
    })
}

/// One file being taken in.
struct Import<'a> {
    db: &'a Connection,
    station: &'a Station,
    author: &'a Author,
    stamp: Stamp,
    organisation: protocol::row::OrganisationRow,
    field_key: &'a Key,
    today: Date,
    next_sequence: u64,
    next_index: u32,
    seen: HashSet<String>,
}

impl<'a> Import<'a> {
    fn begin(
        db: &'a Connection,
        station: &'a Station,
        author: &'a Author,
        stamp: Stamp,
    ) -> Result<Self> {
        let organisation = organisation::by_id(db, author.organisation)?
            .ok_or(Error::Unknown(Noun::Organisation))?;
        let today = crate::settle::zone(&organisation.zone)
            .to_datetime(stamp.timestamp())
            .date();
        Ok(Import {
            db,
            station,
            author,
            stamp,
            field_key: station.field_key.as_ref().ok_or(Error::Damaged)?,
            today,
            next_sequence: table::highest_sequence(db, &organisation.region)? + 1,
            next_index: card_table::next_index(db)?,
            organisation,
            seen: HashSet::new(),
        })
    }

    fn check(
        &mut self,
        member: &NewMember,
    ) -> Result<std::result::Result<Checked, (&'static str, Problem)>> {
        let name = rules::identity::normalise_name(&member.name);
        if name.is_empty() {
            return Ok(Err(("name", Problem::Missing)));
        }
        if name.chars().count() > 30 || name.chars().any(char::is_control) {
            return Ok(Err(("name", Problem::Form)));
        }
        let number = filled(&member.number);
        if let Some(number) = &number {
            if number.len() > 24
                || !number
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            {
                return Ok(Err(("number", Problem::Form)));
            }
            if !self.seen.insert(number.clone()) || table::by_number(self.db, number)?.is_some() {
                return Ok(Err(("number", Problem::Taken)));
            }
        }
        let sex = match filled(&member.sex).as_deref() {
            None => Sex::Unknown,
            Some("男" | "male" | "m" | "M" | "1") => Sex::Male,
            Some("女" | "female" | "f" | "F" | "2") => Sex::Female,
            Some(_) => return Ok(Err(("sex", Problem::Form))),
        };
        let identity =
            filled(&member.identity).map(|number| rules::identity::normalise_number(&number));
        let mut born_on = None;
        if let Some(number) = &identity {
            let Some(findings) = self.document(number) else {
                return Ok(Err(("identity", Problem::Form)));
            };
            born_on = findings.birth.map(Day::from);
            let index = seal::index(self.field_key, Field::Identity, number)?;
            if !self.seen.insert(format!("identity {number}"))
                || table::by_identity(self.db, &index)?.is_some()
            {
                return Ok(Err(("identity", Problem::Taken)));
            }
        }
        let phone = filled(&member.phone);
        if let Some(phone) = &phone
            && (!(5..=20).contains(&phone.len())
                || !phone
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b"+- ".contains(&b)))
        {
            return Ok(Err(("phone", Problem::Form)));
        }
        let registered_on = member.registered_on.map(Day::from);
        Ok(Ok(Checked {
            number,
            name,
            sex,
            identity,
            phone,
            registered_on,
            born_on,
        }))
    }

    /// What a number says, taken as the sort of document that it looks like; nothing where it does not hold.
    fn document(&self, number: &str) -> Option<rules::identity::Findings> {
        use rules::identity::Regions;
        let regions = if self.organisation.demo {
            Regions::WithDemonstration
        } else {
            Regions::Assigned
        };
        looks_like(number)
            .iter()
            .map(|document| rules::identity::check(*document, number, self.today, regions))
            .find(rules::identity::Findings::is_plausible)
    }

    fn take(&mut self, checked: Checked) -> Result<()> {
        let volunteer = VolunteerId(random()?);
        let number = match checked.number {
            Some(number) => number,
            None => self.number()?,
        };
        let seal = |field, text: Option<String>| {
            text.map(|text| seal::seal(self.field_key, volunteer, field, &text))
                .transpose()
        };
        let row = PersonRow {
            volunteer,
            number,
            name: checked.name,
            sex: checked.sex,
            region: self.organisation.region.clone(),
            registered_on: checked.registered_on.or(Some(Day::from(self.today))),
            stars: None,
            identity: seal(Field::Identity, checked.identity)?,
            phone: seal(Field::Phone, checked.phone)?,
            photo: None::<Hash>,
            born_on: checked.born_on,
        };
        if self.station.bond.is_none() {
            table::put(self.db, &row, 1)?;
            table::put_membership(self.db, &self.joined(volunteer), 1)?;
        } else {
            let body = MemberProposed {
                person: row,
                consent: true,
                guardian: None,
            };
            journal::append(self.db, self.author, self.stamp.next(), &body.into())?;
        }
        self.issue(volunteer)
    }

    fn joined(&self, volunteer: VolunteerId) -> MembershipRow {
        MembershipRow {
            organisation: self.organisation.id,
            volunteer,
            state: MembershipState::Joined,
            joined_on: Some(Day::from(self.today)),
        }
    }

    /// The next number of the organisation's region that nobody has: six digits of it and nine of a sequence.
    fn number(&mut self) -> Result<String> {
        loop {
            let number = format!("{}{:09}", self.organisation.region, self.next_sequence);
            self.next_sequence += 1;
            if self.seen.insert(number.clone()) && table::by_number(self.db, &number)?.is_none() {
                return Ok(number);
            }
        }
    }

    fn issue(&mut self, volunteer: VolunteerId) -> Result<()> {
        let Ok(key) = cards::issuer(self.station) else {
            return Ok(());
        };
        let (card, text) = cards::sign(
            key,
            volunteer,
            self.organisation.tag,
            self.next_index,
            0,
            self.today,
        )?;
        self.next_index += 1;
        if self.station.bond.is_none() {
            return card_table::put(self.db, &card, &text, CardState::Valid);
        }
        let body = CardIssued {
            volunteer,
            card: card.card,
            revision: 0,
            reason: "import".to_owned(),
            text,
        };
        journal::append(self.db, self.author, self.stamp.next(), &body.into())?;
        Ok(())
    }
}

/// The sorts of document that a number may be of, by its form alone. A wrong check digit must not make an
/// identity card pass as a passport.
fn looks_like(number: &str) -> &'static [rules::identity::Document] {
    use rules::identity::Document;
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    match (number.len(), digits) {
        (18, 17 | 18) => &[
            Document::ResidentCard,
            Document::ResidencePermit,
            Document::PermanentResidenceCard,
        ],
        (15, 15) => &[Document::ResidentCard],
        (15, _) => &[Document::PermanentResidenceCard],
        (8, 8) => &[Document::TaiwanPermit],
        (_, digits) if digits == number.len() => &[],
        _ => &[Document::HongKongMacaoPermit, Document::Passport],
    }
}

fn filled(text: &Option<String>) -> Option<String> {
    text.as_ref()
        .map(|text| text.trim())
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}
