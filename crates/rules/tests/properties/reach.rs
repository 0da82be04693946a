//! The generator is worth something: what the rules can say is said.

use std::collections::BTreeSet;

use jiff::civil::Date;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use rules::{As, Code, Record, What};

use crate::history::{History, history};

/// Whether the engine gives this code; the others are about cards.
fn is_of_the_engine(code: Code) -> bool {
    match code {
        Code::Forged
        | Code::UnknownIssuer
        | Code::Expired
        | Code::Retired
        | Code::Malformed
        | Code::Unreadable
        | Code::Unknown
        | Code::NotThePerson => false,
        Code::Annulled
        | Code::Duplicate
        | Code::NotAdmitted
        | Code::FaceCheckRequired
        | Code::SelfNotOpen
        | Code::LocationRequired
        | Code::OutOfRange
        | Code::NotASignOutProject
        | Code::NotStarted
        | Code::Ended
        | Code::AlreadyPunched
        | Code::SignedInElsewhere
        | Code::AlreadySignedIn
        | Code::NotSignedIn
        | Code::TooSoon
        | Code::TooLate
        | Code::SupplementNotAllowed
        | Code::AlreadyRequested
        | Code::NotOver
        | Code::WindowClosed
        | Code::ReasonRequired
        | Code::EvidenceRequired
        | Code::OutsideWindow
        | Code::NothingToMend
        | Code::TooShort
        | Code::OverlapsSession
        | Code::DisputesNotOpen
        | Code::NothingToDispute
        | Code::PublicityOver => true,
    }
}

/// What a sample of histories said and held.
#[derive(Default)]
struct Reached {
    verdicts: BTreeSet<(&'static str, Option<Code>)>,
    states: BTreeSet<&'static str>,
}

impl Reached {
    fn note(&mut self, history: &History) {
        let assessment = history.assess();
        for verdict in &assessment.verdicts {
            let taken_as = match verdict.taken_as {
                None => "request or dispute",
                Some(As::In) => "in",
                Some(As::Out) => "out",
                Some(As::Single) => "single",
            };
            let code = verdict.outcome.refusal().map(|refusal| refusal.code);
            self.verdicts.insert((taken_as, code));
        }
        for record in &assessment.records {
            self.states.extend(states(history, record));
        }
        self.states.extend(circumstances(history));
    }
}

/// The names of those that are so.
fn so<const N: usize>(all: [(&'static str, bool); N]) -> impl Iterator<Item = &'static str> {
    all.into_iter()
        .filter(|(_, is_so)| *is_so)
        .map(|(what, _)| what)
}

fn states(history: &History, record: &Record) -> impl Iterator<Item = &'static str> {
    let project = history
        .projects
        .iter()
        .find(|project| project.id == record.project);
    let has_own = project.is_some_and(|project| project.policy.is_some());
    so([
        ("precise", record.precise_minutes > 0),
        ("delayed", record.delayed_minutes > 0),
        ("pending", record.pending_minutes > 0),
        ("training", record.training_minutes > 0),
        ("final", record.final_minutes > 0),
        ("publicity", record.publicity_minutes > 0),
        ("honorary", record.honorary_minutes > 0),
        ("several sessions", record.sessions.len() > 2),
        ("cancelled", record.cancelled),
        ("missing", record.missing_sign_out),
        (
            "minutes under an own policy",
            has_own && record.standing_minutes() > 0,
        ),
        ("a leap day", is_leap_day(record.day)),
    ])
}

fn is_leap_day(day: Date) -> bool {
    (day.month(), day.day()) == (2, 29)
}

fn circumstances(history: &History) -> impl Iterator<Item = &'static str> {
    let facts = &history.facts;
    let some = |wanted: &dyn Fn(usize) -> bool| (0..facts.len()).any(wanted);
    let project = &history.projects[0];
    let in_a_gap = |day: Date| {
        let start = project.window(day, &history.zone).start;
        history.zone.to_datetime(start).time() != project.start
    };
    let by_another_name = |at: usize| {
        let about = facts[at].what.about();
        about.is_some_and(|id| facts.iter().all(|fact| fact.id != *id))
    };
    let of_another_kind = |at: usize| match &facts[at].what {
        What::SupplementDecided { request, .. } => facts
            .iter()
            .any(|fact| fact.id == *request && !matches!(fact.what, What::SupplementRequested(_))),
        _ => false,
    };
    so([
        (
            "no facts later than now",
            !some(&|at| facts[at].time > history.now),
        ),
        (
            "facts later than now",
            some(&|at| facts[at].time > history.now),
        ),
        ("an unknown reference", some(&by_another_name)),
        ("a reference to another kind", some(&of_another_kind)),
        (
            "equal times",
            some(&|at| facts[..at].iter().any(|fact| fact.time == facts[at].time)),
        ),
        ("a window past midnight", project.runs_past_midnight()),
        (
            "a window that starts in a gap",
            project
                .from
                .series(jiff::Span::new().days(1))
                .take(3)
                .any(in_a_gap),
        ),
        ("a project without days", project.to < project.from),
        (
            "a zone of half hours",
            history.zone.iana_name() == Some("Asia/Kathmandu"),
        ),
    ])
}

#[test]
fn the_histories_reach_what_the_properties_are_about() {
    let mut runner = TestRunner::deterministic();
    let mut reached = Reached::default();
    for _ in 0..4_000 {
        let drawn = history().new_tree(&mut runner).expect("a history");
        reached.note(&drawn.current());
    }
    let said: BTreeSet<Code> = reached
        .verdicts
        .iter()
        .filter_map(|(_, code)| *code)
        .collect();
    let unsaid: Vec<_> = Code::ALL
        .iter()
        .filter(|code| is_of_the_engine(**code) != said.contains(code))
        .collect();
    assert!(unsaid.is_empty(), "{unsaid:?}");
    let single = [
        None,
        Some(Code::AlreadyPunched),
        Some(Code::Ended),
        Some(Code::Duplicate),
    ];
    let sign_in = [
        None,
        Some(Code::Ended),
        Some(Code::Duplicate),
        Some(Code::SignedInElsewhere),
    ];
    let sign_out = [
        None,
        Some(Code::Duplicate),
        Some(Code::OutOfRange),
        Some(Code::TooLate),
    ];
    for (taken_as, codes) in [("single", single), ("in", sign_in), ("out", sign_out)] {
        for code in codes {
            assert!(
                reached.verdicts.contains(&(taken_as, code)),
                "{taken_as} {code:?}"
            );
        }
    }
    let wanted = [
        "precise",
        "delayed",
        "pending",
        "training",
        "final",
        "publicity",
        "honorary",
        "several sessions",
        "cancelled",
        "missing",
        "minutes under an own policy",
        "a leap day",
        "no facts later than now",
        "facts later than now",
        "an unknown reference",
        "a reference to another kind",
        "equal times",
        "a window past midnight",
        "a window that starts in a gap",
        "a project without days",
        "a zone of half hours",
    ];
    let missed: Vec<_> = wanted
        .iter()
        .filter(|what| !reached.states.contains(**what))
        .collect();
    assert!(missed.is_empty(), "{missed:?}");
}
