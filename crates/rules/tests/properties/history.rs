//! Histories of a few volunteers in a few projects, their times around the edges of windows.

use std::sync::Arc;

use jiff::civil::{Date, Time, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proptest::sample::select;
use rules::{Assessment, Fact, Id, Policy, Project, ProjectKind, Timing, assess};

use crate::drawn::{VENUE, drawn, facts};
use crate::policies::{given_policy, own_policy};

/// One history of a few volunteers in a few projects.
#[derive(Debug, Clone)]
pub struct History {
    pub policy: Arc<Policy>,
    pub zone: TimeZone,
    pub now: Timestamp,
    pub projects: Vec<Project>,
    pub facts: Vec<Fact>,
}

impl History {
    pub fn assess(&self) -> Assessment {
        self.with(&self.facts)
    }

    pub fn with(&self, facts: &[Fact]) -> Assessment {
        assess(&self.policy, &self.zone, self.now, &self.projects, facts)
    }
}

/// A zone and a first day in it.
#[derive(Debug, Clone, Copy)]
struct Place {
    zone: &'static str,
    first: Date,
}

/// Ordinary days, leap days, and days on which clocks are put forward or back: at two, at midnight, by half an hour, by
/// a whole day.
fn places() -> impl Strategy<Value = Place> {
    let place = |zone, first| Place { zone, first };
    let ordinary = place("Asia/Shanghai", date(2019, 6, 8));
    let others = select(vec![
        place("Asia/Shanghai", date(2020, 2, 28)),
        place("Asia/Shanghai", date(2019, 12, 31)),
        place("Asia/Shanghai", date(1991, 4, 13)),
        place("America/New_York", date(2019, 3, 9)),
        place("America/New_York", date(2019, 11, 2)),
        place("Australia/Lord_Howe", date(2019, 4, 6)),
        place("Australia/Lord_Howe", date(2019, 10, 5)),
        place("America/Sao_Paulo", date(2018, 11, 3)),
        place("America/Sao_Paulo", date(2018, 2, 17)),
        place("Pacific/Apia", date(2011, 12, 29)),
        place("Asia/Kathmandu", date(2024, 2, 29)),
    ]);
    prop_oneof![1 => Just(ordinary), 1 => others]
}

fn windows() -> impl Strategy<Value = (Time, Time)> {
    let at = |hour, minute| time(hour, minute, 0, 0);
    select(vec![
        (at(8, 30), at(17, 30)),
        (at(9, 0), at(12, 0)),
        (at(22, 0), at(2, 30)),
        (at(8, 0), at(8, 0)),
        (at(0, 0), at(23, 59)),
        (at(2, 30), at(6, 0)),
        (at(23, 59), at(0, 0)),
        (at(12, 0), at(12, 20)),
    ])
}

/// What is drawn of a project beside its days.
#[derive(Debug, Clone)]
struct Kind {
    timing: Timing,
    kind: ProjectKind,
    preset_minutes: u32,
    by_list: bool,
    self_open: bool,
    venue: bool,
    dispersed: bool,
}

fn kind() -> impl Strategy<Value = Kind> {
    let rarely = || prop::bool::weighted(0.2);
    (
        prop_oneof![4 => Just(Timing::Double), 1 => Just(Timing::Single)],
        prop_oneof![5 => Just(ProjectKind::Service), 1 => Just(ProjectKind::Training)],
        select(vec![120, 0, 45, 200]),
        rarely(),
        prop::bool::weighted(0.8),
        rarely(),
        any::<bool>(),
    )
        .prop_map(
            |(timing, kind, preset_minutes, by_list, self_open, venue, dispersed)| Kind {
                timing,
                kind,
                preset_minutes,
                by_list,
                self_open,
                venue,
                dispersed,
            },
        )
}

/// A project of so many days more than one; the first is not known yet.
fn project(number: usize) -> impl Strategy<Value = (Project, i64)> {
    let days = prop_oneof![12 => 0..3_i64, 1 => Just(-1_i64)];
    let own = prop::option::weighted(0.3, own_policy());
    (kind(), windows(), days, own).prop_map(move |(kind, (start, end), days, policy)| {
        let project = Project {
            id: Id::from(format!("p{number}")),
            timing: kind.timing,
            kind: kind.kind,
            from: Date::ZERO,
            to: Date::ZERO,
            start,
            end,
            preset_minutes: Some(kind.preset_minutes),
            by_list: kind.by_list,
            self_open: kind.self_open,
            venue: kind.venue.then_some(VENUE),
            radius_m: kind.venue.then_some(200.0),
            dispersed_sign_out: kind.dispersed,
            policy,
        };
        (project, days)
    })
}

fn projects() -> impl Strategy<Value = Vec<(Project, i64)>> {
    prop_oneof![
        2 => project(1).prop_map(|one| vec![one]),
        3 => (project(1), project(2)).prop_map(|(one, two)| vec![one, two]),
        1 => (project(1), project(2), project(3)).prop_map(|(one, two, three)| vec![one, two, three]),
    ]
}

pub fn history() -> impl Strategy<Value = History> {
    let drawn = prop::collection::vec(drawn(), 0..24);
    let hours = prop_oneof![2 => 0..72_i64, 3 => 72..45 * 24_i64];
    (given_policy(), projects(), places(), drawn, hours).prop_map(
        |(policy, projects, place, drawn, hours)| {
            let zone = TimeZone::get(place.zone).expect("a zone of the bundle");
            let first = place.first;
            let after = |days| first.saturating_add(jiff::Span::new().days(days));
            let projects: Vec<_> = projects
                .into_iter()
                .map(|(project, days)| Project {
                    from: first,
                    to: after(days),
                    ..project
                })
                .collect();
            let start = first
                .to_zoned(zone.clone())
                .expect("a date of our days")
                .timestamp();
            History {
                policy,
                now: start + SignedDuration::from_hours(hours),
                facts: facts(&drawn, &projects, &zone),
                zone,
                projects,
            }
        },
    )
}
