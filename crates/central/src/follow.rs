//! What follows from a fact, besides its being kept: rows that central puts, cards that are retired.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use protocol::body::{CardIssued, CardRetired, MemberProposed};
use protocol::row::{CardRow, CardState, PersonRow, Table};
use protocol::{Body, Day, Fact, Millis, Row};
use rules::CardId;

use crate::fields::Fields;
use crate::judge::read;
use crate::known::Known;
use crate::plan::Desk;
use crate::proposal::{self, Proposer, Removal, RowChange};

/// The code of an issued card whose text is not what the fact says.
const CARD_NOT_GENUINE: &str = "card-not-genuine";

/// What a fact brings about, besides being kept.
#[derive(Default)]
pub(crate) struct Consequences {
    pub(crate) rows: Vec<RowChange>,
    /// Rows that are taken away.
    pub(crate) removed: Vec<Removal>,
    /// Cards that are retired from now on, with their bit where it is known.
    pub(crate) retired: Vec<(CardId, Option<u32>)>,
}

/// What a fact brings about.
pub(crate) fn follow(
    fact: &Fact,
    known: &Known,
    desk: &Desk<'_>,
) -> Result<Consequences, &'static str> {
    let by = Proposer {
        staff: fact.actor,
        station: desk.station,
        wall: fact.clocks.wall,
    };
    let Ok(Some(body)) = read(fact) else {
        return Ok(Consequences::default());
    };
    match body {
        Body::ChangeProposed(wanted) if wanted.fields.is_empty() => Ok(Consequences {
            removed: proposal::removal(known, by, &wanted)?,
            ..Consequences::default()
        }),
        Body::ChangeProposed(wanted) => Ok(Consequences {
            rows: proposal::change(known, by, &wanted)?.into_iter().collect(),
            ..Consequences::default()
        }),
        Body::MemberProposed(member) => {
            let rows = proposal::member(known, by, person(fact, &member)?, day(fact, known))?;
            Ok(Consequences {
                rows,
                ..Consequences::default()
            })
        }
        Body::CardIssued(issued) => card_issued(known, by, &issued, today(desk.now)),
        Body::CardRetired(retired) => Ok(card_retired(known, by, &retired, today(desk.now))),
        // Nothing of central's follows from the others.
        Body::Punch(_)
        | Body::Attempt(_)
        | Body::PunchAnnulled(_)
        | Body::FaceChecked(_)
        | Body::Admitted(_)
        | Body::Removed(_)
        | Body::Confirmed(_)
        | Body::SupplementRequested(_)
        | Body::SupplementDecided(_)
        | Body::DisputeRaised(_)
        | Body::DisputeResolved(_)
        | Body::SlipIssued(_)
        | Body::CodesIssued(_)
        | Body::CodeRedeemed(_)
        | Body::Printed(_)
        | Body::CertificateIssued(_)
        | Body::Swept(_)
        | Body::ClockCorrected(_)
        | Body::Checkpoint(_)
        | Body::Verdict(_)
        | Body::Alias(_)
        | Body::Put(_)
        | Body::Remove(_) => Ok(Consequences::default()),
    }
}

/// The proposed person's map as it came, with fields of a later version in it.
fn person<'a>(
    fact: &Fact,
    member: &'a MemberProposed,
) -> Result<(&'a PersonRow, Fields), &'static str> {
    let body = Fields::read(&fact.body).ok_or(proposal::MALFORMED)?;
    let map = body
        .get(0)
        .and_then(Fields::read)
        .ok_or(proposal::MALFORMED)?;
    Ok((&member.person, map.overlaid(&Fields::default())))
}

/// The day of a fact where its organisation is.
fn day(fact: &Fact, known: &Known) -> Option<Day> {
    let zone = known
        .organisation_row()
        .and_then(|row| TimeZone::get(&row.zone).ok());
    let at = Millis(fact.clocks.wall).timestamp()?;
    Some(at.to_zoned(zone.unwrap_or(TimeZone::UTC)).date().into())
}

/// The day at Greenwich, for what is the same everywhere.
pub(crate) fn today(now: Millis) -> Date {
    now.timestamp()
        .unwrap_or_default()
        .to_zoned(TimeZone::UTC)
        .date()
}

fn card_issued(
    known: &Known,
    by: Proposer,
    issued: &CardIssued,
    today: Date,
) -> Result<Consequences, &'static str> {
    if known.row(Table::Card, issued.card.as_bytes()).is_some() {
        return Ok(Consequences::default());
    }
    let card = known.genuine(&issued.text, today).ok_or(CARD_NOT_GENUINE)?;
    let named = (card.card, card.volunteer, card.revision);
    if named != (issued.card, issued.volunteer, issued.revision) || card.organisation != known.tag {
        return Err(CARD_NOT_GENUINE);
    }
    let gone = known.retired.contains(&issued.card);
    let row = Row::from(CardRow {
        card: issued.card,
        volunteer: issued.volunteer,
        text: issued.text.clone(),
        state: if gone {
            CardState::Retired
        } else {
            CardState::Valid
        },
    });
    let map = Fields::read(&row.encode()).ok_or(proposal::MALFORMED)?;
    Ok(Consequences {
        rows: RowChange::to(row, map, None, by.station)
            .into_iter()
            .collect(),
        removed: Vec::new(),
        retired: gone
            .then_some((issued.card, Some(card.index)))
            .into_iter()
            .collect(),
    })
}

/// A card may be retired before its issue is heard of: that is remembered.
fn card_retired(known: &Known, by: Proposer, retired: &CardRetired, today: Date) -> Consequences {
    let nothing_yet = Consequences {
        rows: Vec::new(),
        removed: Vec::new(),
        retired: vec![(retired.card, None)],
    };
    let Some(now) = known.row(Table::Card, retired.card.as_bytes()) else {
        return nothing_yet;
    };
    let (Ok(row), Some(before)) = (
        minicbor::decode::<CardRow>(&now.map),
        Fields::read(&now.map),
    ) else {
        return nothing_yet;
    };
    let bit = known.genuine(&row.text, today).map(|card| card.index);
    let row = Row::from(CardRow {
        state: CardState::Retired,
        ..row
    });
    let wanted = Fields::read(&row.encode()).unwrap_or_default();
    let change = RowChange::to(row, before.overlaid(&wanted), Some(now), by.station);
    Consequences {
        rows: change.into_iter().collect(),
        removed: Vec::new(),
        retired: vec![(retired.card, bit)],
    }
}
