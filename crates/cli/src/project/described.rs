//! A project as a JSON document describes it, read and written alike; a field that is no good is named.

use jiff::Timestamp;
use jiff::civil::Date;
use protocol::row::{ProjectDetails, ProjectKind, Timing};
use replica::{NewPosition, NewProject};
use rules::case::{Fault, cases};
use serde_json::{Map, Value, json};

use crate::error::{Error, Problem, Result};

/// The fields of a document.
pub(super) fn object(bytes: &[u8]) -> Result<Map<String, Value>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let document: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Error::input("FILE", Problem::Fault(Fault::NotJson { line, column }))
    })?;
    match document {
        Value::Object(fields) => Ok(fields),
        _ => Err(Error::input("FILE", Problem::Fault(Fault::WrongKind))),
    }
}

/// The project that these fields describe; the first field that is no good is named.
pub(super) fn project(fields: Map<String, Value>) -> Result<NewProject> {
    let read = Fields(&fields);
    let name = read
        .text("name")?
        .ok_or_else(|| Error::input("name", Problem::Fault(Fault::Missing)))?;
    let plain = timed(name, fields.clone())?;
    let changes = match fields.get("profile_changes") {
        Some(changes @ Value::Object(_)) => Some(changes.to_string()),
        _ => read.text("profile_changes")?,
    };
    Ok(NewProject {
        short_name: read.text("short_name")?,
        wanted: read.count("wanted")?,
        sign_up_from: read.date("sign_up_from")?,
        sign_up_to: read.date("sign_up_to")?,
        administrators: read
            .texts("administrators")?
            .unwrap_or_default()
            .iter()
            .map(|number| rules::identity::normalise_number(number))
            .collect(),
        positions: read.positions()?,
        profile: read.text("profile")?,
        profile_changes: changes,
        details: ProjectDetails {
            own_members_only: read.flag("own_members_only")?,
            sign_up_reviewed: read.flag("sign_up_reviewed")?,
            category: read.text("category")?,
            objects: read.texts("objects")?,
            region: read.text("region")?,
            place: read.text("place")?,
            contact: read.text("contact")?,
            description: read.text("description")?,
        },
        ..plain
    })
}

/// Reads the fields that the rules count by as those of a case's project, so that both are read alike.
fn timed(name: String, mut fields: Map<String, Value>) -> Result<NewProject> {
    const PLACE: &str = "projects[0].";
    fields.insert("id".to_owned(), json!("new"));
    let case = json!({
        "policy": "jianghai", "zone": "UTC", "now": Timestamp::UNIX_EPOCH.to_string(),
        "projects": [fields], "facts": [],
    });
    let case = cases(&case.to_string()).next().ok_or(Error::Fault)?;
    let case = case.map_err(|error| {
        let field = error.field.strip_prefix(PLACE).unwrap_or(&error.field);
        Error::input(field, Problem::Fault(error.fault))
    })?;
    let project = case.projects.into_iter().next().ok_or(Error::Fault)?;
    let timing = match project.timing {
        rules::Timing::Single => Timing::Single,
        rules::Timing::Double => Timing::Double,
    };
    let kind = match project.kind {
        rules::ProjectKind::Service => ProjectKind::Service,
        rules::ProjectKind::Training => ProjectKind::Training,
    };
    Ok(NewProject {
        preset_minutes: project.preset_minutes,
        by_list: project.by_list,
        self_open: project.self_open,
        venue: project.venue,
        radius_m: project.radius_m,
        dispersed_sign_out: project.dispersed_sign_out,
        ..NewProject::plain(
            &name,
            (timing, kind),
            (project.from, project.to),
            (project.start, project.end),
        )
    })
}

/// The document that describes a project; what it does not say is left out.
pub(super) fn document(project: &NewProject) -> Value {
    let details = &project.details;
    let positions: Vec<_> = project
        .positions
        .iter()
        .map(|position| json!({"name": position.name, "wanted": position.wanted}))
        .collect();
    let mut document = json!({
        "name": project.name, "timing": project.timing, "kind": project.kind,
        "from": project.from, "to": project.to,
        "start": project.start.strftime("%H:%M").to_string(), "end": project.end.strftime("%H:%M").to_string(),
        "preset_minutes": project.preset_minutes, "by_list": project.by_list, "self_open": project.self_open,
        "venue": project.venue, "radius_m": project.radius_m, "dispersed_sign_out": project.dispersed_sign_out,
        "short_name": project.short_name, "wanted": project.wanted,
        "sign_up_from": project.sign_up_from, "sign_up_to": project.sign_up_to,
        "administrators": project.administrators, "positions": positions,
        "profile": project.profile, "profile_changes": project.profile_changes,
        "own_members_only": details.own_members_only, "sign_up_reviewed": details.sign_up_reviewed,
        "category": details.category, "objects": details.objects, "region": details.region,
        "place": details.place, "contact": details.contact, "description": details.description,
    });
    if let Value::Object(fields) = &mut document {
        fields.retain(|_, value| !value.is_null());
    }
    document
}

/// Optional fields of a document. `null` and an empty text are nothing.
struct Fields<'a>(&'a Map<String, Value>);

fn wrong(field: &str, fault: Fault) -> Error {
    Error::input(field, Problem::Fault(fault))
}

impl Fields<'_> {
    fn of_kind<T>(&self, field: &str, read: impl FnOnce(&Value) -> Option<T>) -> Result<Option<T>> {
        match self.0.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value)
                .map(Some)
                .ok_or_else(|| wrong(field, Fault::WrongKind)),
        }
    }

    fn text(&self, field: &str) -> Result<Option<String>> {
        let text = self.of_kind(field, |value| value.as_str().map(str::to_owned))?;
        // An empty name is said to be missing by the replica, under its own field.
        Ok(text.filter(|text| field == "name" || !text.trim().is_empty()))
    }

    fn texts(&self, field: &str) -> Result<Option<Vec<String>>> {
        self.of_kind(field, |value| {
            let texts = value.as_array()?.iter();
            texts
                .map(|text| text.as_str().map(str::to_owned))
                .collect::<Option<Vec<_>>>()
        })
    }

    fn flag(&self, field: &str) -> Result<Option<bool>> {
        self.of_kind(field, Value::as_bool)
    }

    fn count(&self, field: &str) -> Result<Option<u32>> {
        self.of_kind(field, |value| value.as_u64()?.try_into().ok())
    }

    fn date(&self, field: &str) -> Result<Option<Date>> {
        let Some(text) = self.text(field)? else {
            return Ok(None);
        };
        let date = text.parse().ok().filter(|_| text.len() == 10);
        date.map(Some).ok_or_else(|| wrong(field, Fault::NotADate))
    }

    fn positions(&self) -> Result<Vec<NewPosition>> {
        let positions = self.of_kind("positions", |value| {
            serde_json::from_value::<Vec<NewPosition>>(value.clone()).ok()
        })?;
        Ok(positions.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Value {
        json!({
            "id": "ignored", "name": "河道巡护", "timing": "double", "kind": "service",
            "from": "2026-05-04", "to": "2026-05-05", "start": "08:30", "end": "17:30",
        })
    }

    fn described(document: &Value) -> Result<NewProject> {
        project(object(document.to_string().as_bytes())?)
    }

    fn fault_of(document: &Value) -> (String, Problem) {
        match described(document) {
            Err(Error::Input { argument, problem }) => (argument, problem),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_description_without_what_may_be_left_out_is_taken() {
        let new = described(&whole()).unwrap();
        assert_eq!(
            (new.name.as_str(), new.timing),
            ("河道巡护", Timing::Double)
        );
        assert_eq!((new.venue, new.by_list), (None, false));
        assert_eq!((new.short_name, new.wanted), (None, None));
    }

    #[test]
    fn a_document_that_is_written_is_read_as_the_same_project() {
        let mut document = whole();
        document.as_object_mut().unwrap().remove("id");
        for (field, value) in [
            ("short_name", json!("巡护")),
            ("wanted", json!(30)),
            ("sign_up_from", json!("2026-05-01")),
            ("sign_up_to", json!("2026-05-03")),
            ("positions", json!([{"name": "引导", "wanted": 4}])),
            ("category", json!("环保绿化")),
            ("objects", json!(["社会公众"])),
            ("profile_changes", json!({"grace_minutes": 45})),
            ("own_members_only", json!(true)),
        ] {
            document[field] = value;
        }
        let new = described(&document).unwrap();
        assert_eq!(described(&super::document(&new)).unwrap(), new);
        assert_eq!(new.positions[0].wanted, Some(4));
        assert_eq!(
            new.profile_changes.as_deref(),
            Some("{\"grace_minutes\":45}")
        );
    }

    #[test]
    fn each_field_that_is_no_good_is_named() {
        let cases = [
            ("name", json!(null), Fault::Missing),
            ("name", json!(7), Fault::WrongKind),
            ("timing", json!("triple"), Fault::UnknownWord),
            ("kind", json!(null), Fault::Missing),
            ("from", json!("4 May"), Fault::NotADate),
            ("start", json!("8:30"), Fault::NotATimeOfDay),
            ("by_list", json!("yes"), Fault::WrongKind),
            ("preset_minutes", json!("120"), Fault::WrongKind),
            ("wanted", json!("many"), Fault::WrongKind),
            ("wanted", json!(-1), Fault::WrongKind),
            ("sign_up_from", json!("2026-5-1"), Fault::NotADate),
            ("administrators", json!("123"), Fault::WrongKind),
            ("positions", json!([{"wanted": 3}]), Fault::WrongKind),
            ("objects", json!([1]), Fault::WrongKind),
        ];
        for (field, value, fault) in cases {
            let mut document = whole();
            document[field] = value;
            assert_eq!(
                fault_of(&document),
                (field.to_owned(), Problem::Fault(fault))
            );
        }
    }

    #[test]
    fn what_is_no_object_is_refused_as_a_file() {
        assert_eq!(fault_of(&json!([1])).0, "FILE");
        assert!(object(b"{\"name\": ").is_err());
        assert!(object(b"").is_err());
    }
}
