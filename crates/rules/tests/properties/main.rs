//! What holds of every history.

mod history;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use rules::{Assessment, Code, Fact, Id, Language, Standing, What, assess, judge};

use crate::history::{History, history};

/// The verdicts in order of their facts, so that the order of the input does not show.
fn in_order(mut assessment: Assessment) -> Assessment {
    assessment
        .verdicts
        .sort_by(|one, other| one.fact.cmp(&other.fact));
    assessment
}

proptest! {
    #[test]
    fn the_order_of_the_facts_does_not_matter(
        (history, shuffled) in history().prop_flat_map(|history| {
            let facts = Just(history.facts.clone()).prop_shuffle();
            (Just(history), facts)
        })
    ) {
        prop_assert_eq!(in_order(history.with(&shuffled)), in_order(history.assess()));
    }

    #[test]
    fn two_desks_that_merged_know_what_one_desk_would(history in history(), split in any::<u64>()) {
        let ours = |at: usize| split >> (at % 64) & 1 == 1;
        let desk = |mine: bool| {
            let facts = history.facts.iter().enumerate();
            facts.filter(move |(at, _)| ours(*at) == mine).map(|(_, fact)| fact.clone())
        };
        let one_way: Vec<_> = desk(true).chain(desk(false)).collect();
        let other_way: Vec<_> = desk(false).chain(desk(true)).collect();
        let merged = in_order(history.with(&one_way));
        prop_assert_eq!(&merged, &in_order(history.with(&other_way)));
        prop_assert_eq!(merged, in_order(history.assess()));
    }

    #[test]
    fn a_fact_later_than_now_changes_nothing(history in history()) {
        let happened: Vec<_> =
            history.facts.iter().filter(|fact| fact.time <= history.now).cloned().collect();
        prop_assert_eq!(history.with(&happened), history.assess());
    }

    #[test]
    fn an_annulled_punch_is_as_if_it_had_never_been(history in history(), which in any::<Index>()) {
        let punches: Vec<_> = history
            .facts
            .iter()
            .filter(|fact| matches!(fact.what, What::Punch(_)) && fact.time <= history.now)
            .collect();
        prop_assume!(!punches.is_empty());
        let id = which.get(&punches).id.clone();
        let what = What::PunchAnnulled { punch: id.clone(), reason: String::new() };
        let mut annulled = history.facts.clone();
        annulled.push(Fact { id: "annulment".into(), time: history.now, what });
        let mut with = history.with(&annulled);
        let at = with.verdicts.iter().position(|verdict| verdict.fact == id);
        let verdict = with.verdicts.remove(at.expect("an annulled punch has its verdict"));
        let code = verdict.outcome.refusal().map(|refusal| refusal.code);
        prop_assert_eq!((code, verdict.taken_as), (Some(Code::Annulled), None));
        let without: Vec<_> = history.facts.iter().filter(|fact| fact.id != id).cloned().collect();
        prop_assert_eq!(with, history.with(&without));
    }

    #[test]
    fn the_parts_sum_to_the_whole(history in history()) {
        let assessment = history.assess();
        for record in &assessment.records {
            let standing = record.final_minutes + record.publicity_minutes;
            prop_assert_eq!(record.standing_minutes(), standing);
            prop_assert!(!record.cancelled || standing + record.pending_minutes == 0);
            let sum = |wanted: fn(Standing) -> bool| -> u32 {
                let sessions = record.sessions.iter();
                sessions.filter(|it| wanted(it.standing)).map(|it| it.minutes).sum()
            };
            prop_assert_eq!(record.final_minutes, sum(|it| it == Standing::Final));
            prop_assert_eq!(record.pending_minutes, sum(|it| it == Standing::Pending));
            let in_publicity = sum(|it| matches!(it, Standing::InPublicity(_)));
            prop_assert_eq!(record.publicity_minutes, in_publicity);
            let missing = record.sessions.iter().any(|it| it.standing == Standing::MissingSignOut);
            prop_assert_eq!(record.missing_sign_out, missing);
        }
        let finals: u64 = assessment.records.iter().map(|it| u64::from(it.final_minutes)).sum();
        let totals = assessment.totals.iter();
        let sum: u64 = totals
            .map(|it| it.credit_minutes + it.honorary_minutes + it.training_minutes)
            .sum();
        prop_assert_eq!(sum, finals);
    }

    #[test]
    fn final_minutes_only_grow_while_nothing_new_is_known(history in history(), hours in 0..400_i64) {
        let latest = history.facts.iter().map(|fact| fact.time).max().unwrap_or(history.now);
        let mut history = History { now: latest, ..history };
        let finals = |history: &History| -> Vec<_> {
            history.assess().records.iter().map(|record| record.final_minutes).collect()
        };
        let before = finals(&history);
        history.now = latest + SignedDuration::from_hours(hours);
        let after = finals(&history);
        prop_assert_eq!(before.len(), after.len());
        prop_assert!(before.iter().zip(&after).all(|(before, after)| before <= after));
    }

    #[test]
    fn the_desk_says_at_the_scan_what_the_rules_say_as_of_then(history in history()) {
        for fact in history.facts.iter().filter(|fact| matches!(fact.what, What::Punch(_))) {
            let History { policy, zone, projects, facts, .. } = &history;
            let judged = judge(policy, zone, projects, facts, &fact.id);
            let then = assess(policy, zone, fact.time, projects, facts);
            let verdict = then.verdicts.iter().find(|verdict| verdict.fact == fact.id);
            let verdict = verdict.expect("a punch has a verdict as of its time");
            match judged {
                Some(judgement) => prop_assert_eq!(&judgement.verdict, verdict),
                None => prop_assert_eq!(verdict.taken_as, None),
            }
        }
    }

    #[test]
    fn volunteers_do_not_matter_to_each_other(history in history()) {
        let all = history.assess();
        for volunteer in ["v0", "v1", "v2"].map(Id::from) {
            let theirs: Vec<_> = history
                .facts
                .iter()
                .filter(|fact| fact.what.volunteer().is_none_or(|it| *it == volunteer))
                .cloned()
                .collect();
            let alone = history.with(&theirs);
            let records = all.records.iter().filter(|record| record.volunteer == volunteer);
            prop_assert!(alone.records.iter().eq(records));
        }
    }

    #[test]
    fn every_record_has_reasons_and_an_answer_is_one_line(history in history()) {
        let assessment = history.assess();
        for language in [Language::Zh, Language::En] {
            let answer = assessment.to_json(language);
            prop_assert!(!answer.contains('\n'));
            for record in &assessment.records {
                prop_assert!(!record.because.is_empty());
                for because in &record.because {
                    let text = because.text(language);
                    prop_assert!(because.facts().iter().all(|id| text.contains(id.as_str())));
                }
            }
        }
    }
}

/// The generator is worth something: what the rules can say is said.
#[test]
fn the_histories_reach_what_the_properties_are_about() {
    let mut runner = TestRunner::deterministic();
    let mut said = BTreeSet::new();
    for _ in 0..2_000 {
        let history = history()
            .new_tree(&mut runner)
            .expect("a history")
            .current();
        let assessment = history.assess();
        for verdict in &assessment.verdicts {
            let code = verdict
                .outcome
                .refusal()
                .map_or("accepted", |refusal| refusal.code.as_str());
            said.insert((verdict.taken_as.map(|it| format!("{it:?}")), code));
        }
        for record in &assessment.records {
            for (what, is_so) in [
                ("precise", record.precise_minutes > 0),
                ("delayed", record.delayed_minutes > 0),
                ("pending", record.pending_minutes > 0),
                ("training", record.training_minutes > 0),
                ("publicity", record.publicity_minutes > 0),
                ("several sessions", record.sessions.len() > 2),
                ("cancelled", record.cancelled),
                ("missing", record.missing_sign_out),
            ] {
                if is_so {
                    said.insert((None, what));
                }
            }
        }
    }
    let single = |code| (Some("Single".to_owned()), code);
    let sign_in = |code| (Some("In".to_owned()), code);
    let sign_out = |code| (Some("Out".to_owned()), code);
    let wanted = [
        single("accepted"),
        single("already-punched"),
        single("ended"),
        single("duplicate"),
        sign_in("accepted"),
        sign_in("already-signed-in"),
        sign_in("signed-in-elsewhere"),
        sign_in("not-started"),
        sign_in("ended"),
        sign_in("duplicate"),
        sign_in("not-admitted"),
        sign_in("face-check-required"),
        sign_out("accepted"),
        sign_out("duplicate"),
        sign_out("too-soon"),
        sign_out("too-late"),
        sign_out("not-signed-in"),
        (None, "annulled"),
        (None, "accepted"),
        (None, "already-requested"),
        (None, "not-over"),
        (None, "outside-window"),
        (None, "nothing-to-mend"),
        (None, "overlaps-session"),
        (None, "nothing-to-dispute"),
        (None, "publicity-over"),
        (None, "precise"),
        (None, "delayed"),
        (None, "pending"),
        (None, "training"),
        (None, "publicity"),
        (None, "several sessions"),
        (None, "cancelled"),
        (None, "missing"),
    ];
    let missed: Vec<_> = wanted.into_iter().filter(|it| !said.contains(it)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
