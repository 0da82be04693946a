//! What must be known of an organisation to judge a run of facts, and what that is for given facts.

use std::collections::{HashMap, HashSet};

use card::{Card, Trust};
use jiff::civil::Date;
use protocol::row::{OrganisationRow, Table};
use protocol::{Body, Fact, Role};
use rules::{CardId, FactId, OrganisationId, OrganisationTag, ProjectId, StaffId, StationId};

/// A row's name in its organisation.
pub(crate) type RowKey = (Table, Vec<u8>);

/// A row as it is now.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KnownRow {
    pub(crate) version: u64,
    pub(crate) map: Vec<u8>,
}

/// What a staff member might do from some instant on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Term {
    /// Milliseconds since 1970.
    pub(crate) from: i64,
    pub(crate) role: Role,
    pub(crate) active: bool,
}

/// The last change of one field of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    pub(crate) version: u64,
    pub(crate) station: StationId,
}

/// What central knows, as far as the facts at hand ask for it.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) organisation: OrganisationId,
    pub(crate) tag: OrganisationTag,
    /// Terms of each staff member, the earliest first.
    pub(crate) staff: HashMap<StaffId, Vec<Term>>,
    /// The rows that were asked for and are there.
    pub(crate) rows: HashMap<RowKey, KnownRow>,
    /// The last changes of fields of those rows.
    pub(crate) changes: HashMap<(RowKey, u64), Change>,
    /// Of the numbers that were asked for, those that are taken, and by whose row.
    pub(crate) numbers: HashMap<String, Vec<u8>>,
    /// Cards that were asked for and are retired.
    pub(crate) retired: HashSet<CardId>,
    /// Of the facts at hand, those whose id is taken: by the fact at this position, `None` for one of
    /// another organisation.
    pub(crate) ids: HashMap<FactId, Option<(u64, Fact)>>,
    /// Of the projects that were asked for, the punches that stand in them: neither flagged nor taken back.
    pub(crate) punches: HashMap<ProjectId, HashSet<FactId>>,
    /// Who may sign cards; only where cards are at hand.
    pub(crate) trust: Option<Trust>,
}

impl Known {
    pub(crate) fn row(&self, table: Table, key: &[u8]) -> Option<&KnownRow> {
        self.rows.get(&(table, key.to_vec()))
    }

    /// The organisation's own row.
    pub(crate) fn organisation_row(&self) -> Option<OrganisationRow> {
        let row = self.row(Table::Organisation, self.organisation.as_bytes())?;
        minicbor::decode(&row.map).ok()
    }

    /// Whether this staff member may do what `role` may: now, or when the clock of his fact stood there.
    pub(crate) fn may(&self, staff: StaffId, role: Role, wall: i64) -> bool {
        let Some(terms) = self.staff.get(&staff) else {
            return false;
        };
        let allows = |term: &Term| term.active && term.role >= role;
        let then = terms.iter().rev().find(|term| term.from <= wall);
        terms.last().is_some_and(allows) || then.is_some_and(allows)
    }

    /// The card in this text, if it is genuine, whatever its dates and status.
    pub(crate) fn genuine(&self, text: &str, today: Date) -> Option<Card> {
        match card::parse(text, self.trust.as_ref()?, today) {
            Ok(card) => Some(card),
            Err(refused) => refused.card,
        }
    }
}

/// What a run of facts asks for.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    pub(crate) rows: HashSet<RowKey>,
    pub(crate) numbers: HashSet<String>,
    pub(crate) cards: HashSet<CardId>,
    /// Projects whose punches must be known.
    pub(crate) punches_of: HashSet<ProjectId>,
}

impl Wanted {
    /// What must be known to judge these facts.
    pub(crate) fn by(organisation: OrganisationId, facts: &[Fact]) -> Wanted {
        let mut wanted = Wanted::default();
        wanted.row(Table::Organisation, organisation.as_bytes());
        for body in facts
            .iter()
            .filter_map(|fact| fact.decoded().ok().flatten())
        {
            wanted.add(organisation, &body);
        }
        wanted
    }

    fn row(&mut self, table: Table, key: &[u8]) {
        self.rows.insert((table, key.to_vec()));
    }

    fn add(&mut self, organisation: OrganisationId, body: &Body) {
        match body {
            Body::MemberProposed(member) => {
                let volunteer = member.person.volunteer;
                self.row(Table::Person, volunteer.as_bytes());
                let membership = [organisation.as_bytes(), volunteer.as_bytes()].concat();
                self.row(Table::Membership, &membership);
                self.numbers.insert(member.person.number.clone());
            }
            Body::ChangeProposed(change) => {
                self.row(change.table, &change.row);
                // The key of what hangs on a project or an organisation begins with that one's id.
                if let Some(owner) = change.row.first_chunk::<16>() {
                    self.row(Table::Project, owner);
                    self.row(Table::Organisation, owner);
                }
                self.numbers.extend(crate::proposal::wanted_number(change));
                self.rows.extend(crate::proposal::wanted_owner(change));
                self.punches_of
                    .extend(crate::proposal::removed_project(change));
            }
            Body::CardIssued(issued) => self.card(issued.card),
            Body::CardRetired(retired) => self.card(retired.card),
            // Every other kind is judged by its author alone.
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
            | Body::Remove(_) => {}
        }
    }

    fn card(&mut self, card: CardId) {
        self.row(Table::Card, card.as_bytes());
        self.cards.insert(card);
    }
}
