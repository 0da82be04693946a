//! What holds of every history.

mod document;
mod drawn;
mod history;
mod policies;
mod reach;

use std::sync::Arc;

use jiff::SignedDuration;
use proptest::prelude::*;
use proptest::sample::Index;
use rules::case::cases;
use rules::{
    Assessment, Code, Decision, Fact, Id, Language, Listing, Project, Resolution, ServiceDay,
    Standing, What, assess, judge,
};

use crate::history::{History, history};
use crate::policies::given_policy;

/// How many histories each property is tried on, and how many all of them are to be tried on at least.
const HISTORIES_EACH: u32 = 2_000;
const HISTORIES_LEAST: u32 = 20_000;

/// Each function a test over that many histories; and the list of them all.
macro_rules! holds {
    ($(fn $name:ident $arguments:tt $body:block)*) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(HISTORIES_EACH))]
            $(#[test] fn $name $arguments $body)*
        }

        const PROPERTIES: &[&str] = &[$(stringify!($name),)*];
    };
}

#[test]
fn more_than_twenty_thousand_histories_are_tried() {
    let tried = PROPERTIES.len() as u32 * HISTORIES_EACH;
    assert!(tried >= HISTORIES_LEAST, "{tried}");
}

/// The verdicts in order of their facts, so that the order of the input does not show.
fn in_order(mut assessment: Assessment) -> Assessment {
    assessment
        .verdicts
        .sort_by(|one, other| one.fact.cmp(&other.fact));
    assessment
}

holds! {
    fn the_order_of_the_facts_does_not_matter(
        (history, shuffled) in history().prop_flat_map(|history| {
            let facts = Just(history.facts.clone()).prop_shuffle();
            (Just(history), facts)
        })
    ) {
        prop_assert_eq!(in_order(history.with(&shuffled)), in_order(history.assess()));
    }

    fn two_desks_that_merged_know_what_one_desk_would(
        history in history(),
        split in any::<u64>(),
        both in any::<u64>(),
    ) {
        let bit = |word: u64, at: usize| word >> (at % 64) & 1 == 1;
        // What both know came from one of them before, or was said twice.
        let desk = |mine: bool| {
            let facts = history.facts.iter().enumerate();
            let known = facts.filter(|(at, _)| bit(split, *at) == mine || bit(both, *at));
            known.map(|(_, fact)| fact.clone()).collect::<Vec<_>>()
        };
        let merge = |ours: Vec<Fact>, theirs: Vec<Fact>| {
            let mut known = ours;
            for fact in theirs {
                if !known.iter().any(|it| it.id == fact.id) {
                    known.push(fact);
                }
            }
            in_order(history.with(&known))
        };
        let merged = merge(desk(true), desk(false));
        prop_assert_eq!(&merged, &merge(desk(false), desk(true)));
        prop_assert_eq!(merged, in_order(history.assess()));
    }

    fn a_fact_later_than_now_changes_nothing(history in history()) {
        let happened: Vec<_> =
            history.facts.iter().filter(|fact| fact.time <= history.now).cloned().collect();
        prop_assert_eq!(history.with(&happened), history.assess());
    }

    fn settling_is_a_function_of_the_document(history in history()) {
        let once = history.assess();
        prop_assert_eq!(&once, &history.assess());
        let document = history.document();
        let case = cases(&document).next().expect("one document");
        let case = case.expect("a history is well-formed");
        prop_assert_eq!(&case.facts, &history.facts);
        prop_assert_eq!(&case.projects, &history.projects);
        prop_assert_eq!(&case.assess(), &once);
        prop_assert_eq!(case.answer(), once.to_json(Language::Zh));
    }

    fn a_fact_about_what_is_not_there_changes_nothing(history in history(), at in any::<Index>()) {
        let time = at.get(&history.facts).time;
        let (no, nobody) = (|| "nobody".into(), Id::from("v0"));
        let day = ServiceDay { project: no(), volunteer: nobody.clone(), day: history.projects[0].from };
        let mut facts = history.facts.clone();
        for (number, what) in [
            What::PunchAnnulled { punch: no(), reason: String::new() },
            What::SupplementDecided { request: no(), decision: Decision::Approved },
            What::DisputeResolved { dispute: no(), resolution: Resolution::Cancel },
            What::Confirmed(day.clone()),
            What::DisputeRaised(day.clone()),
            What::Admitted(Listing { project: no(), volunteer: nobody }),
        ].into_iter().enumerate() {
            facts.push(Fact { id: Id::from(format!("a{number}")), time, what });
        }
        prop_assert_eq!(history.with(&facts), history.assess());
    }

    fn a_policy_of_every_project_and_one_that_is_given_say_the_same(
        history in history(),
        other in given_policy(),
    ) {
        let mut given = history.clone();
        for project in &mut given.projects {
            project.policy = None;
        }
        let mut own = given.clone();
        for project in &mut own.projects {
            project.policy = Some(Arc::clone(&history.policy));
        }
        own.policy = other;
        prop_assert_eq!(own.assess(), given.assess());
    }

    fn a_project_by_itself_is_judged_by_its_own_policy_and_by_no_other(
        history in history(),
        which in any::<Index>(),
    ) {
        let project = which.get(&history.projects);
        let mut alone = history.clone();
        alone.facts.retain(|fact| fact.what.project().is_none_or(|id| *id == project.id));
        let among_others = alone.assess();
        alone.policy = project.policy.clone().unwrap_or(alone.policy);
        alone.projects = vec![Project { policy: None, ..project.clone() }];
        prop_assert_eq!(among_others, alone.assess());
    }

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
