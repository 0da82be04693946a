//! What can happen in a history, drawn at random.

use jiff::civil::{Date, date};
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;

pub(super) const PEOPLE: u8 = 3;
pub(super) const FIRST: Date = date(2019, 6, 3);

/// How the facts of a history come about. The numbers choose among what there is.
#[derive(Debug, Clone)]
pub(super) enum Move {
    Scan {
        who: u8,
        project: u8,
        direction: u8,
        own: bool,
        when: When,
    },
    /// In at the one and out at the other of two times of a day.
    Stay(u8, u8, When, u8),
    Annul(u8),
    List {
        who: u8,
        project: u8,
        on: bool,
        when: When,
    },
    FaceCheck(u8, When),
    Confirm(u8, u8, When),
    Request {
        who: u8,
        project: u8,
        times: u8,
        when: When,
    },
    Decide(u8, bool, When),
    Dispute(u8, u8, When),
    Resolve(u8, bool, When),
    /// What is written at this desk goes to central.
    Push,
    /// So many facts of central's log come to this desk.
    Pull(u8),
    /// Central changes a row, or says something of a fact.
    Project(u8, u8),
    Profile(u8),
    Organisation(u8),
    RemoveProject(u8),
    Flag(u8),
    Alias(u8, u8),
    Clock(u8, i8),
    /// The administrator of this desk adds a profile.
    Add(u8),
}

/// A day from the first on and one of the times at which something changes.
pub(super) type When = (u8, u8);

pub(super) const TIMES: [(i8, i8); 14] = [
    (7, 50),
    (8, 30),
    (8, 31),
    (8, 39),
    (9, 0),
    (9, 5),
    (11, 0),
    (11, 25),
    (13, 0),
    (17, 0),
    (17, 30),
    (17, 45),
    (18, 0),
    (18, 10),
];

pub(super) fn at((day, time): When) -> Timestamp {
    let (hour, minute) = TIMES[usize::from(time) % TIMES.len()];
    let day = FIRST.saturating_add(i64::from(day).days());
    let at = day.at(hour, minute, 0, 0).in_tz("Asia/Shanghai");
    at.unwrap().timestamp()
}

pub(super) fn a_move() -> impl Strategy<Value = (bool, Move)> {
    let soon = || (0..3_u8, any::<u8>());
    let later = || (0..14_u8, any::<u8>());
    let n = any::<u8>;
    let what = prop_oneof![
        12 => (n(), n(), n(), any::<bool>(), soon()).prop_map(|(who, project, direction, own, when)| {
            Move::Scan { who, project, direction, own, when }
        }),
        6 => (n(), n(), soon(), n()).prop_map(|(who, project, when, out)| {
            Move::Stay(who, project, when, out)
        }),
        2 => n().prop_map(Move::Annul),
        3 => (n(), n(), prop::bool::weighted(0.8), soon())
            .prop_map(|(who, project, on, when)| Move::List { who, project, on, when }),
        2 => (n(), soon()).prop_map(|(who, when)| Move::FaceCheck(who, when)),
        2 => (n(), n(), later()).prop_map(|(who, project, when)| Move::Confirm(who, project, when)),
        4 => (n(), n(), n(), later())
            .prop_map(|(who, project, times, when)| Move::Request { who, project, times, when }),
        4 => (n(), any::<bool>(), later()).prop_map(|(nth, yes, when)| Move::Decide(nth, yes, when)),
        3 => (n(), n(), later()).prop_map(|(who, project, when)| Move::Dispute(who, project, when)),
        2 => (n(), any::<bool>(), later()).prop_map(|(nth, yes, when)| Move::Resolve(nth, yes, when)),
        6 => Just(Move::Push),
        6 => (1..9_u8).prop_map(Move::Pull),
        2 => (n(), n()).prop_map(|(project, how)| Move::Project(project, how)),
        1 => n().prop_map(Move::Profile),
        1 => n().prop_map(Move::Organisation),
        1 => n().prop_map(Move::RemoveProject),
        1 => n().prop_map(Move::Flag),
        1 => (n(), n()).prop_map(|(one, other)| Move::Alias(one, other)),
        1 => (n(), any::<i8>()).prop_map(|(desk, minutes)| Move::Clock(desk, minutes)),
        1 => n().prop_map(Move::Add),
    ];
    (any::<bool>(), what)
}
