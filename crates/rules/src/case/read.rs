//! Reading a case out of a JSON document, and refusing everything the contract calls malformed.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::Value;

use crate::case::value::{Faulty, Node};
use crate::case::{Case, Fault};
use crate::fact::{Fact, Listing, Punch, Request, ServiceDay, What};
use crate::id::Id;
use crate::policy::Policy;
use crate::project::{Project, Timing};

pub(super) fn case(document: &Value) -> Result<Case, Faulty> {
    let document = Node::root(document);
    document.object()?;
    let policy = policy(&document.field("policy"))?;
    let zone = zone(document.field("zone"))?;
    let now = document.field("now").instant()?;
    let mut ids = HashSet::new();
    let mut projects = Vec::new();
    for node in document.field("projects").elements()? {
        let project = project(&node)?;
        if !ids.insert(project.id.clone()) {
            return Err(node.field("id").fault(Fault::Twice));
        }
        projects.push(project);
    }
    let facts = facts(&document.field("facts"), &ids)?;
    Ok(Case {
        policy,
        zone,
        now,
        projects,
        facts,
    })
}

/// The organisation's zone; the one of most of our users where none is set.
fn zone(node: Node<'_, '_>) -> Result<TimeZone, Faulty> {
    let unknown = node.fault(Fault::UnknownZone);
    let name = match node.optional() {
        Some(node) => node.text()?.to_owned(),
        None => "Asia/Shanghai".to_owned(),
    };
    TimeZone::get(&name).map_err(|_| unknown)
}

/// A profile by its name, or one written out.
fn policy(node: &Node<'_, '_>) -> Result<Cow<'static, Policy>, Faulty> {
    if node.value().is_object() {
        let policy = Policy::parse(&node.value().to_string());
        return policy.map(Cow::Owned).map_err(|error| node.inside(&error));
    }
    let policy = Policy::named(node.text()?);
    policy
        .map(Cow::Borrowed)
        .ok_or_else(|| node.fault(Fault::UnknownWord))
}

/// A project's own policy, in either form.
fn own_policy(node: &Node<'_, '_>) -> Result<Arc<Policy>, Faulty> {
    policy(node).map(|policy| Arc::new(policy.into_owned()))
}

fn project(node: &Node<'_, '_>) -> Result<Project, Faulty> {
    node.object()?;
    let timing = node.field("timing").word()?;
    let preset = node.field("preset_minutes");
    let preset_minutes = preset.optional().map(|node| node.count()).transpose()?;
    if timing == Timing::Single && preset_minutes.is_none() {
        return Err(preset.fault(Fault::PresetMissing));
    }
    let radius = node.field("radius_m");
    let radius_m = radius.optional().map(|node| node.number()).transpose()?;
    let venue = node
        .field("venue")
        .optional()
        .map(|node| node.place())
        .transpose()?;
    if venue.is_some() && radius_m.is_none() {
        return Err(radius.fault(Fault::RadiusMissing));
    }
    Ok(Project {
        id: node.field("id").id()?,
        timing,
        kind: node.field("kind").word()?,
        from: node.field("from").date()?,
        to: node.field("to").date()?,
        start: node.field("start").time_of_day()?,
        end: node.field("end").time_of_day()?,
        preset_minutes,
        by_list: node.field("by_list").flag()?,
        self_open: node.field("self_open").flag()?,
        venue,
        radius_m,
        dispersed_sign_out: node.field("dispersed_sign_out").flag()?,
        policy: node
            .field("policy")
            .optional()
            .map(|node| own_policy(&node))
            .transpose()?,
    })
}

fn facts(node: &Node<'_, '_>, projects: &HashSet<Id>) -> Result<Vec<Fact>, Faulty> {
    let mut ids = HashSet::new();
    let mut facts = Vec::new();
    for node in node.elements()? {
        node.object()?;
        let id = node.field("id").id()?;
        if !ids.insert(id.clone()) {
            return Err(node.field("id").fault(Fault::Twice));
        }
        let time = node.field("time").instant()?;
        let what = what(&node)?;
        if what
            .project()
            .is_some_and(|project| !projects.contains(project))
        {
            return Err(node.field("project").fault(Fault::UnknownProject));
        }
        facts.push(Fact { id, time, what });
    }
    Ok(facts)
}

fn what(node: &Node<'_, '_>) -> Result<What, Faulty> {
    let kind = node.field("fact");
    Ok(match kind.text()? {
        "punch" => What::Punch(Punch {
            project: node.field("project").id()?,
            volunteer: node.field("volunteer").id()?,
            direction: node.field("direction").word()?,
            by: node.field("by").word()?,
            location: node
                .field("location")
                .optional()
                .map(|node| node.place())
                .transpose()?,
        }),
        "punch-annulled" => What::PunchAnnulled {
            punch: node.field("punch").id()?,
            reason: node.field("reason").text_or_empty()?.to_owned(),
        },
        "face-checked" => What::FaceChecked {
            volunteer: node.field("volunteer").id()?,
        },
        "supplement-requested" => What::SupplementRequested(request(node)?),
        "supplement-decided" => What::SupplementDecided {
            request: node.field("request").id()?,
            decision: node.field("outcome").word()?,
        },
        "dispute-raised" => What::DisputeRaised(service_day(node)?),
        "dispute-resolved" => What::DisputeResolved {
            dispute: node.field("dispute").id()?,
            resolution: node.field("outcome").word()?,
        },
        "admitted" => What::Admitted(listing(node)?),
        "removed" => What::Removed(listing(node)?),
        "confirmed" => What::Confirmed(service_day(node)?),
        _ => return Err(kind.fault(Fault::UnknownWord)),
    })
}

fn request(node: &Node<'_, '_>) -> Result<Request, Faulty> {
    let (sign_in, sign_out) = (node.field("in"), node.field("out"));
    let request = Request {
        project: node.field("project").id()?,
        volunteer: node.field("volunteer").id()?,
        day: node.field("day").date()?,
        sign_in: sign_in
            .optional()
            .map(|node| node.time_of_day())
            .transpose()?,
        sign_out: sign_out
            .optional()
            .map(|node| node.time_of_day())
            .transpose()?,
        cause: node.field("cause").word()?,
        reason: node.field("reason").text_or_empty()?.to_owned(),
        evidence: node.field("evidence").length()?,
    };
    match (request.sign_in, request.sign_out) {
        (None, None) => Err(sign_in.fault(Fault::NeitherTime)),
        (Some(_), _) | (_, Some(_)) => Ok(request),
    }
}

fn service_day(node: &Node<'_, '_>) -> Result<ServiceDay, Faulty> {
    Ok(ServiceDay {
        project: node.field("project").id()?,
        volunteer: node.field("volunteer").id()?,
        day: node.field("day").date()?,
    })
}

fn listing(node: &Node<'_, '_>) -> Result<Listing, Faulty> {
    Ok(Listing {
        project: node.field("project").id()?,
        volunteer: node.field("volunteer").id()?,
    })
}
