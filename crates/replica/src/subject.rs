//! Whom and what a fact concerns, and the time that rules see: read off its body once, when it is stored.

use protocol::body::{Body, Given};
use rules::{FactId, ProjectId, VolunteerId};

/// What is known about a fact from its own body.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Subject {
    pub volunteer: Option<VolunteerId>,
    pub project: Option<ProjectId>,
    /// The fact that it speaks about; volunteer and project are that fact's.
    pub about: Option<FactId>,
    /// The stated time, where it is not the clock's.
    pub given: Option<i64>,
}

fn stated(given: &Option<Given>) -> Option<i64> {
    given.as_ref().map(|given| given.at.0)
}

/// The project that a row belongs to: the keys of projects and of what hangs on them begin with its id.
fn project_of(table: protocol::Table, key: &[u8]) -> Option<ProjectId> {
    use protocol::Table;
    match table {
        Table::Project | Table::Position | Table::Team => {
            key.first_chunk::<16>().copied().map(ProjectId)
        }
        Table::Organisation
        | Table::Person
        | Table::Membership
        | Table::Staff
        | Table::Profile
        | Table::Card => None,
    }
}

impl Subject {
    fn of_volunteer(volunteer: VolunteerId) -> Subject {
        Subject {
            volunteer: Some(volunteer),
            ..Subject::default()
        }
    }

    fn of_both(project: ProjectId, volunteer: VolunteerId, given: &Option<Given>) -> Subject {
        Subject {
            volunteer: Some(volunteer),
            project: Some(project),
            about: None,
            given: stated(given),
        }
    }

    fn of_fact(fact: FactId, given: &Option<Given>) -> Subject {
        Subject {
            about: Some(fact),
            given: stated(given),
            ..Subject::default()
        }
    }

    /// The subject of a body; nothing for one of a later version.
    pub(crate) fn of(body: Option<&Body>) -> Subject {
        let Some(body) = body else {
            return Subject::default();
        };
        match body {
            Body::Punch(b) => Subject::of_both(b.project, b.volunteer, &b.given),
            Body::Attempt(b) => Subject {
                project: b.project,
                given: stated(&b.given),
                ..Subject::default()
            },
            Body::PunchAnnulled(b) => Subject::of_fact(b.punch, &None),
            Body::FaceChecked(b) => Subject {
                volunteer: Some(b.volunteer),
                project: b.project,
                about: None,
                given: stated(&b.given),
            },
            Body::Admitted(b) => Subject::of_both(b.project, b.volunteer, &b.given),
            Body::Removed(b) => Subject::of_both(b.project, b.volunteer, &b.given),
            Body::Confirmed(b) => Subject::of_both(b.project, b.volunteer, &b.given),
            Body::MemberProposed(b) => Subject::of_volunteer(b.person.volunteer),
            Body::SupplementRequested(b) => Subject::of_both(b.project, b.volunteer, &b.given),
            Body::SupplementDecided(b) => Subject::of_fact(b.request, &b.given),
            Body::DisputeRaised(b) => Subject::of_both(b.project, b.volunteer, &b.given),
            Body::DisputeResolved(b) => Subject::of_fact(b.dispute, &b.given),
            Body::CardIssued(b) => Subject::of_volunteer(b.volunteer),
            Body::CardRetired(b) => Subject::of_volunteer(b.volunteer),
            Body::SlipIssued(b) => Subject::of_volunteer(b.volunteer),
            Body::CodesIssued(b) => Subject {
                project: Some(b.project),
                ..Subject::default()
            },
            Body::CodeRedeemed(b) => Subject::of_both(b.project, b.volunteer, &b.given),
            Body::Printed(b) => Subject {
                project: b.project,
                ..Subject::default()
            },
            Body::CertificateIssued(b) => Subject::of_volunteer(b.volunteer),
            Body::Swept(b) => Subject {
                project: Some(b.project),
                ..Subject::default()
            },
            Body::Verdict(b) => Subject::of_fact(b.fact, &None),
            Body::Alias(b) => Subject::of_volunteer(b.volunteer),
            Body::ChangeProposed(b) => Subject {
                project: project_of(b.table, &b.row),
                ..Subject::default()
            },
            Body::ClockCorrected(_) | Body::Checkpoint(_) | Body::Put(_) | Body::Remove(_) => {
                Subject::default()
            }
        }
    }
}
