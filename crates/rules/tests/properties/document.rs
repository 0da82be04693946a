//! A history as a document of the `assess` contract.

use jiff::civil::Time;
use rules::{Fact, Project, What};
use serde_json::{Value, json};

use crate::history::History;

impl History {
    /// The document that says all of this history.
    pub fn document(&self) -> String {
        let case = json!({
            "policy": *self.policy,
            "zone": self.zone.iana_name(),
            "now": self.now.to_string(),
            "projects": self.projects.iter().map(project).collect::<Vec<_>>(),
            "facts": self.facts.iter().map(fact).collect::<Vec<_>>(),
        });
        case.to_string()
    }
}

fn clock(time: Time) -> String {
    time.strftime("%H:%M").to_string()
}

fn project(project: &Project) -> Value {
    json!({
        "id": project.id, "timing": project.timing, "kind": project.kind,
        "from": project.from, "to": project.to,
        "start": clock(project.start), "end": clock(project.end),
        "preset_minutes": project.preset_minutes, "by_list": project.by_list,
        "self_open": project.self_open, "venue": project.venue, "radius_m": project.radius_m,
        "dispersed_sign_out": project.dispersed_sign_out, "policy": project.policy.as_deref(),
    })
}

fn fact(fact: &Fact) -> Value {
    let (kind, body) = match &fact.what {
        What::Punch(punch) => (
            "punch",
            json!({ "direction": punch.direction, "by": punch.by, "location": punch.location }),
        ),
        What::PunchAnnulled { punch, reason } => (
            "punch-annulled",
            json!({ "punch": punch, "reason": reason }),
        ),
        What::FaceChecked { .. } => ("face-checked", json!({})),
        What::SupplementRequested(request) => (
            "supplement-requested",
            json!({
                "day": request.day, "in": request.sign_in.map(clock),
                "out": request.sign_out.map(clock), "cause": request.cause,
                "reason": request.reason, "evidence": vec!["photo"; request.evidence],
            }),
        ),
        What::SupplementDecided { request, decision } => (
            "supplement-decided",
            json!({ "request": request, "outcome": decision }),
        ),
        What::DisputeRaised(day) => ("dispute-raised", json!({ "day": day.day })),
        What::DisputeResolved {
            dispute,
            resolution,
        } => (
            "dispute-resolved",
            json!({ "dispute": dispute, "outcome": resolution }),
        ),
        What::Admitted(_) => ("admitted", json!({})),
        What::Removed(_) => ("removed", json!({})),
        What::Confirmed(day) => ("confirmed", json!({ "day": day.day })),
    };
    let mut document = body;
    document["id"] = json!(fact.id);
    document["fact"] = json!(kind);
    document["time"] = json!(fact.time.to_string());
    if let Some(project) = fact.what.project() {
        document["project"] = json!(project);
    }
    if let Some(volunteer) = fact.what.volunteer() {
        document["volunteer"] = json!(volunteer);
    }
    document
}
