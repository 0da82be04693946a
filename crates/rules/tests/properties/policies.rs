//! Policies to be judged by: the platform's four, and some that an organisation or a project made its own.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::sample::select;
use rules::Policy;
use rules::policy::{
    CountsAs, Disputes, Geofence, Geofences, PointsOf, Rounding, Supplements, TakesEffect,
};

fn platform() -> impl Strategy<Value = Arc<Policy>> {
    select(
        Policy::all()
            .iter()
            .cloned()
            .map(Arc::new)
            .collect::<Vec<_>>(),
    )
}

/// Mostly one of the four.
pub fn given_policy() -> impl Strategy<Value = Arc<Policy>> {
    prop_oneof![5 => platform(), 1 => changed()]
}

/// The policy of one project: another one of the four, or one with values of its own.
pub fn own_policy() -> impl Strategy<Value = Arc<Policy>> {
    prop_oneof![1 => platform(), 2 => changed()]
}

fn changed() -> impl Strategy<Value = Arc<Policy>> {
    let minutes = || select(vec![0_u32, 10, 30, 45, 1440]);
    let rounding = select(vec![
        Rounding::None,
        Rounding::UpToMinutes(30),
        Rounding::UpToMinutes(7),
        Rounding::UpToMinutes(60),
    ]);
    let geofence = || select(vec![Geofence::Record, Geofence::Enforce]);
    let geofences =
        (geofence(), geofence()).prop_map(|(single, double)| Geofences { single, double });
    let punches = (
        minutes(),
        minutes(),
        minutes(),
        minutes(),
        minutes(),
        any::<bool>(),
    );
    let counted = (
        rounding,
        geofences,
        any::<bool>(),
        any::<bool>(),
        select(vec![180_u32, 60, 0]),
    );
    (platform(), punches, counted, supplements(), published()).prop_map(
        |(base, punches, counted, supplement, (publicity_days, disputes, per_hour, of))| {
            let mut policy = Policy::clone(&base);
            (
                policy.early_minutes,
                policy.grace_minutes,
                policy.min_session_minutes,
                ..,
            ) = punches;
            (
                _,
                _,
                _,
                policy.auto_out_after_minutes,
                policy.auto_in_after_minutes,
                policy.exclusive,
            ) = punches;
            (
                policy.rounding,
                policy.geofence,
                policy.face_check_first,
                policy.self_confirm,
                ..,
            ) = counted;
            policy.single_max_minutes = counted.4;
            policy.supplement = Supplements {
                modes: base.supplement.modes.clone(),
                causes: base.supplement.causes.clone(),
                ..supplement
            };
            (policy.publicity_days, policy.disputes) = (publicity_days, disputes);
            (policy.points.per_hour, policy.points.of) = (per_hour, of);
            Arc::new(policy)
        },
    )
}

fn supplements() -> impl Strategy<Value = Supplements> {
    (any::<[bool; 5]>(), select(vec![7_u32, 0, 1, 30])).prop_map(
        |([once, reason_required, evidence_required, next_day, honorary], days)| Supplements {
            modes: Vec::new(),
            causes: Vec::new(),
            once,
            days,
            reason_required,
            evidence_required,
            takes_effect: if next_day {
                TakesEffect::NextDay
            } else {
                TakesEffect::AtDecision
            },
            counts_as: if honorary {
                CountsAs::Honorary
            } else {
                CountsAs::Credit
            },
        },
    )
}

fn published() -> impl Strategy<Value = (u32, Disputes, u32, PointsOf)> {
    (
        select(vec![0_u32, 1, 7]),
        select(vec![
            Disputes::None,
            Disputes::InPublicity,
            Disputes::AnyTime,
        ]),
        0..4_u32,
        select(vec![PointsOf::DoubleProjects, PointsOf::WholeHours]),
    )
}
