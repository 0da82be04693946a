//! The rows and facts that histories are made of.

use jiff::ToSpan;
use jiff::civil::{Time, time};
use protocol::body::{self, By, Cause, Evidence, How, SupplementRequested};
use protocol::row::{self, OrganisationRow, PersonRow, ProfileRow, ProjectRow};
use protocol::{Hash, Minute, Row};
use rules::{OrganisationId, OrganisationTag, ProjectId, VolunteerId};

use super::moves::{FIRST, PEOPLE, When};

pub(super) const ORGANISATION: OrganisationId = OrganisationId([7; 16]);

/// Versions of a profile of the organisation's own.
pub(super) fn profile(nth: u8) -> ProfileRow {
    let (name, version, text) = match nth % 5 {
        0 => (
            "our-town",
            1,
            r#""extends": "jianghai", "rounding": "none", "publicity_days": 0"#,
        ),
        1 => (
            "our-town",
            2,
            r#""extends": "jianghai", "grace_minutes": 45, "min_session_minutes": 0"#,
        ),
        2 => (
            "our-town",
            3,
            r#""extends": "zhiyuanhui", "exclusive": false"#,
        ),
        3 => (
            "jianghai",
            2,
            r#""extends": "jianghai", "rounding": "none", "disputes": "any-time""#,
        ),
        _ => ("broken", 1, r#""extends": "nowhere""#),
    };
    let from = ["2019-06-01", "2019-06-04", "2019-06-03"][usize::from(nth) % 3];
    let text = format!(
        r#"{{ "name": "{name}", "title": {{ "zh": "本组织", "en": "Ours" }}, "version": {version},
              "effective_from": "{from}", {text} }}"#
    );
    ProfileRow {
        organisation: Some(ORGANISATION),
        name: name.to_owned(),
        profile_version: version,
        text,
    }
}

pub(super) fn organisation(profile: &str) -> Row {
    OrganisationRow {
        id: ORGANISATION,
        tag: OrganisationTag([1; 4]),
        parent: None,
        level: 1,
        name: "青溪志愿者协会".to_owned(),
        region: "009901".to_owned(),
        kind: "association".to_owned(),
        profile: profile.to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        demo: true,
    }
    .into()
}

pub(super) fn project_id(nth: u8) -> ProjectId {
    // Most happens in the first, so that things meet.
    ProjectId([[1, 1, 1, 1, 2, 2, 3, 4][usize::from(nth) % 8]; 16])
}

pub(super) fn project(nth: u8, how: u8) -> ProjectRow {
    let nth = nth % 4;
    let (start, end) = match how % 3 {
        0 => (time(8, 30, 0, 0), time(17, 30, 0, 0)),
        1 => (time(9, 0, 0, 0), time(17, 0, 0, 0)),
        _ => (time(13, 0, 0, 0), time(9, 0, 0, 0)),
    };
    let profile = match how / 3 % 6 {
        0 => Some("izhiyuan"),
        1 => Some("zhiyuanhui"),
        2 => Some("our-town"),
        3 => Some("nowhere"),
        _ => None,
    };
    ProjectRow {
        id: ProjectId([nth + 1; 16]),
        organisation: ORGANISATION,
        name: format!("活动 {nth}"),
        timing: if nth == 2 {
            row::Timing::Single
        } else {
            row::Timing::Double
        },
        kind: if nth == 3 {
            row::ProjectKind::Training
        } else {
            row::ProjectKind::Service
        },
        from: FIRST.into(),
        to: FIRST.saturating_add(2.days()).into(),
        start: Minute::from(start),
        end: Minute::from(end),
        preset_minutes: Some(120),
        by_list: nth == 1,
        self_open: true,
        venue: None,
        radius_m: None,
        dispersed_sign_out: false,
        wanted: None,
        profile: profile.map(str::to_owned),
        review: row::ProjectReview::Approved,
        short_name: None,
        sign_up_from: None,
        sign_up_to: None,
        administrators: None,
        profile_version: (how % 7 == 1).then_some(u32::from(how % 3)),
        profile_changes: (how % 5 == 4).then(|| r#"{ "publicity_days": 2 }"#.to_owned()),
        details: None,
    }
}

pub(super) fn volunteer(nth: u8) -> VolunteerId {
    VolunteerId([nth % PEOPLE + 1; 8])
}

pub(super) fn person(nth: u8) -> Row {
    PersonRow {
        volunteer: volunteer(nth),
        number: format!("A-{nth}"),
        name: "李小溪".to_owned(),
        sex: row::Sex::Unknown,
        region: "009901".to_owned(),
        registered_on: None,
        stars: None,
        identity: None,
        phone: None,
        photo: None,
        born_on: None,
    }
    .into()
}

pub(super) fn own_punch(
    project: ProjectId,
    volunteer: VolunteerId,
    direction: body::Direction,
) -> body::Punch {
    body::Punch {
        project,
        volunteer,
        direction,
        by: By::Own,
        how: How::Code,
        card: None,
        evidence: Evidence::C,
        trust_version: None,
        location: None,
        given: None,
    }
}

pub(super) fn request(who: u8, project: u8, times: u8, when: When) -> SupplementRequested {
    let pick = |list: [Time; 3]| Some(Minute::from(list[usize::from(times / 3) % 3]));
    let come = pick([time(8, 30, 0, 0), time(9, 0, 0, 0), time(11, 0, 0, 0)]);
    let left = pick([time(17, 30, 0, 0), time(11, 25, 0, 0), time(17, 0, 0, 0)]);
    SupplementRequested {
        project: project_id(project),
        volunteer: volunteer(who),
        day: FIRST.saturating_add(i64::from(when.1 % 3).days()).into(),
        come: come.filter(|_| !times.is_multiple_of(3)),
        left: left.filter(|_| times % 3 != 1),
        cause: if times.is_multiple_of(2) {
            Cause::OwnFault
        } else {
            Cause::NoSignal
        },
        reason: "忘记签退".to_owned(),
        evidence: vec![Hash::default()],
        given: None,
    }
}
