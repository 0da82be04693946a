//! Facts sorted out: what is known of each volunteer, and what facts say about other facts.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::fact::{Decision, Fact, Punch, Request, Resolution, ServiceDay, What};
use crate::id::Id;
use crate::setting::{ProjectAt, Setting};

/// A fact with its body, the project it is about, and its place in the input.
pub(crate) struct Known<'a, T> {
    pub fact: &'a Fact,
    pub body: &'a T,
    pub project: ProjectAt,
    pub input: usize,
}

/// All that is known of one volunteer, each list in order of (time, fact id). Annulled punches are left out.
#[derive(Default)]
pub(crate) struct Volunteer<'a> {
    pub punches: Vec<Known<'a, Punch>>,
    pub requests: Vec<Known<'a, Request>>,
    pub disputes: Vec<Known<'a, ServiceDay>>,
    pub confirmations: Vec<Known<'a, ServiceDay>>,
    listings: HashMap<ProjectAt, Vec<(Timestamp, bool)>>,
    face_checked: Option<Timestamp>,
}

impl Volunteer<'_> {
    /// Whether the last listing at or before `at` admits to the project.
    pub fn is_admitted(&self, project: ProjectAt, at: Timestamp) -> bool {
        self.listings.get(&project).is_some_and(|listings| {
            let known = listings.partition_point(|(time, _)| *time <= at);
            known > 0 && listings[known - 1].1
        })
    }

    pub fn is_face_checked(&self, at: Timestamp) -> bool {
        self.face_checked.is_some_and(|time| time <= at)
    }
}

/// The facts that have happened, sorted out.
#[derive(Default)]
pub(crate) struct Facts<'a> {
    pub volunteers: BTreeMap<&'a Id, Volunteer<'a>>,
    /// Places in the input of punches that were annulled.
    pub annulled: Vec<usize>,
    decisions: HashMap<&'a Id, Vec<(&'a Fact, Decision)>>,
    resolutions: HashMap<&'a Id, Vec<(&'a Fact, Resolution)>>,
}

impl<'a> Facts<'a> {
    /// Sorts out the facts that are not later than now and whose project is there.
    pub fn sort(setting: &Setting<'a>, facts: impl Iterator<Item = (usize, &'a Fact)>) -> Self {
        let mut happened: Vec<_> = facts.filter(|(_, fact)| fact.time <= setting.now).collect();
        happened.sort_by(|(_, one), (_, other)| {
            one.time
                .cmp(&other.time)
                .then_with(|| one.id.cmp(&other.id))
        });
        let mut sorted = Self::default();
        let annulled = sorted.note_answers(&happened);
        let projects: HashMap<&Id, ProjectAt> = setting
            .projects
            .iter()
            .enumerate()
            .map(|(at, project)| (&project.id, at))
            .collect();
        for (input, fact) in happened {
            let project = match fact.what.project() {
                Some(id) => projects.get(id).copied(),
                None => Some(0),
            };
            if let (Some(project), Some(volunteer)) = (project, fact.what.volunteer()) {
                if annulled.contains_key(&fact.id) && matches!(fact.what, What::Punch(_)) {
                    sorted.annulled.push(input);
                } else {
                    sorted
                        .volunteers
                        .entry(volunteer)
                        .or_default()
                        .note(fact, project, input);
                }
            }
        }
        sorted
    }

    /// Keeps decisions and resolutions under the fact they answer, and gives back the annulments.
    fn note_answers(&mut self, happened: &[(usize, &'a Fact)]) -> HashMap<&'a Id, &'a Fact> {
        let mut annulments = HashMap::new();
        for (_, fact) in happened {
            match &fact.what {
                What::PunchAnnulled { punch, .. } => {
                    annulments.entry(punch).or_insert(*fact);
                }
                What::SupplementDecided { request, decision } => {
                    self.decisions
                        .entry(request)
                        .or_default()
                        .push((fact, *decision));
                }
                What::DisputeResolved {
                    dispute,
                    resolution,
                } => {
                    self.resolutions
                        .entry(dispute)
                        .or_default()
                        .push((fact, *resolution));
                }
                What::Punch(_)
                | What::FaceChecked { .. }
                | What::SupplementRequested(_)
                | What::DisputeRaised(_)
                | What::Admitted(_)
                | What::Removed(_)
                | What::Confirmed(_) => {}
            }
        }
        annulments
    }

    /// The decision that counts: the first that is not dated before the request.
    pub fn decision(&self, request: &Fact) -> Option<(&'a Fact, Decision)> {
        first_not_before(self.decisions.get(&request.id)?, request.time)
    }

    /// The resolution that counts: the first that is not dated before the dispute.
    pub fn resolution(&self, dispute: &Fact) -> Option<(&'a Fact, Resolution)> {
        first_not_before(self.resolutions.get(&dispute.id)?, dispute.time)
    }
}

fn first_not_before<'a, T: Copy>(
    answers: &[(&'a Fact, T)],
    time: Timestamp,
) -> Option<(&'a Fact, T)> {
    answers
        .iter()
        .find(|(answer, _)| answer.time >= time)
        .copied()
}

impl<'a> Volunteer<'a> {
    fn note(&mut self, fact: &'a Fact, project: ProjectAt, input: usize) {
        match &fact.what {
            What::Punch(body) => self.punches.push(Known {
                fact,
                body,
                project,
                input,
            }),
            What::SupplementRequested(body) => {
                self.requests.push(Known {
                    fact,
                    body,
                    project,
                    input,
                });
            }
            What::DisputeRaised(body) => self.disputes.push(Known {
                fact,
                body,
                project,
                input,
            }),
            What::Confirmed(body) => self.confirmations.push(Known {
                fact,
                body,
                project,
                input,
            }),
            What::Admitted(_) => self.list(project, fact.time, true),
            What::Removed(_) => self.list(project, fact.time, false),
            What::FaceChecked { .. } => {
                self.face_checked = self.face_checked.or(Some(fact.time));
            }
            What::PunchAnnulled { .. }
            | What::SupplementDecided { .. }
            | What::DisputeResolved { .. } => {}
        }
    }

    fn list(&mut self, project: ProjectAt, time: Timestamp, admitted: bool) {
        self.listings
            .entry(project)
            .or_default()
            .push((time, admitted));
    }
}
