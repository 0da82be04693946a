//! Sentences of the rules about supplementary records, publicity and disputes, each with the cases it decides.

use crate::story::Story;
use rules::Standing;
use serde_json::json;

fn day(policy: &str) -> Story {
    Story::under(policy).project("p1", json!({}))
}

#[test]
fn an_undecided_request_is_in_the_way_until_it_is_decided() {
    let story = |second: &str| {
        day("zhiyuanyun")
            .request("r1", "9 09:00", ("09:00", "10:00"), json!({}))
            .decide("d1", "9 12:00", "r1", "rejected")
            .request("r2", second, ("09:00", "10:00"), json!({}))
            .told()
            .verdicts()
    };
    assert_eq!(story("9 11:59:59"), ["r1", "r2 already-requested"]);
    assert_eq!(story("9 12:00:00"), ["r1", "r2"]);
}

#[test]
fn a_request_that_nobody_decides_stays_in_the_way_of_its_own_day_alone() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({ "to": "2019-06-09" }))
        .request("r1", "9 18:00", ("09:00", "10:00"), json!({}))
        .request("r2", "9 19:00", ("11:00", "12:00"), json!({}))
        .request(
            "r3",
            "9 19:00",
            ("09:00", "10:00"),
            json!({ "day": "2019-06-09" }),
        )
        .request(
            "r4",
            "9 20:00",
            ("09:00", "10:00"),
            json!({ "volunteer": "v2" }),
        )
        .told();
    assert_eq!(told.verdicts(), ["r1", "r2 already-requested", "r3", "r4"]);
}

#[test]
fn the_first_decision_counts_and_later_ones_do_nothing() {
    let told = day("zhiyuanyun")
        .request("r1", "9 09:00", ("09:00", "10:00"), json!({}))
        .decide("d1", "9 12:00", "r1", "rejected")
        .decide("d2", "9 13:00", "r1", "approved")
        .told();
    assert_eq!(
        told.record().delayed_minutes + told.record().pending_minutes,
        0
    );
}

#[test]
fn a_sign_out_alone_mends_only_after_the_grace() {
    let story = |asked: &str, out: &str| {
        day("jianghai")
            .scan("f1", "8 09:00")
            .request("r1", asked, ("", out), json!({}))
            .told()
            .verdicts()
            .remove(1)
    };
    assert_eq!(story("8 17:29:59", "12:00"), "r1 not-over");
    assert_eq!(story("8 18:00:00", "12:00"), "r1 nothing-to-mend");
    assert_eq!(story("8 18:00:01", "12:00"), "r1");
    assert_eq!(story("8 18:00:01", "09:00"), "r1 outside-window");
    assert_eq!(story("8 18:00:01", "09:29"), "r1 too-short");
    assert_eq!(story("8 18:00:01", "17:31"), "r1 outside-window");
}

#[test]
fn a_sign_in_alone_may_pair_with_a_sign_out_made_after_the_request() {
    let told = day("jianghai")
        .request("r1", "8 17:30", ("09:00", ""), json!({}))
        .scan("f1", "8 17:40")
        .decide("d1", "9 09:00", "r1", "approved")
        .told();
    assert_eq!(told.verdicts(), ["r1", "f1 out not-signed-in"]);
    assert_eq!(told.record().delayed_minutes, 510);
}

#[test]
fn a_sign_in_alone_does_not_pair_with_a_sign_out_after_the_grace() {
    let told = day("jianghai")
        .scan("f1", "8 18:00:01")
        .request("r1", "9 09:00", ("09:00", ""), json!({}))
        .told();
    assert_eq!(
        told.verdicts(),
        ["f1 out not-signed-in", "r1 nothing-to-mend"]
    );
}

#[test]
fn both_times_close_only_an_open_session_that_began_before_they_end() {
    let story = |out: &str| {
        let told = day("jianghai")
            .scan("f1", "8 11:00")
            .request("r1", "9 09:00", ("09:00", out), json!({}))
            .decide("d1", "9 10:00", "r1", "approved")
            .told();
        told.record().missing_sign_out
    };
    assert!(!story("11:00"));
    assert!(story("10:59"));
}

#[test]
fn mended_sessions_of_one_instant_in_common_do_not_overlap() {
    let story = |times| {
        day("zhiyuanyun")
            .project("p2", json!({}))
            .punch("f1", "8 09:00", json!({ "project": "p2" }))
            .punch("f2", "8 11:00", json!({ "project": "p2" }))
            .request("r1", "9 09:00", times, json!({}))
            .told()
            .verdicts()
            .remove(2)
    };
    assert_eq!(story(("11:00", "12:00")), "r1");
    assert_eq!(story(("08:30", "09:00")), "r1");
    assert_eq!(story(("10:59", "12:00")), "r1 overlaps-session");
    assert_eq!(story(("08:30", "12:00")), "r1 overlaps-session");
}

#[test]
fn an_undecided_request_overlaps_nothing_and_an_approved_one_does_at_once() {
    let story = |now: &str| {
        day("izhiyuan")
            .project("p2", json!({}))
            .fact("a", "face-checked", "1 00:00", json!({}))
            .request("r1", "9 09:00", ("09:00", "12:00"), json!({}))
            .request(
                "r2",
                "9 09:01",
                ("10:00", "11:00"),
                json!({ "project": "p2" }),
            )
            .decide("d1", "9 12:00", "r1", "approved")
            .now(now)
            .told()
            .verdicts()
    };
    assert_eq!(story("9 11:59:59"), ["r1", "r2"]);
    assert_eq!(story("9 12:00:00"), ["r1", "r2 overlaps-session"]);
}

#[test]
fn a_time_before_the_start_of_a_night_belongs_to_the_next_date() {
    let night = json!({ "start": "22:00", "end": "02:00" });
    let story = |times| {
        Story::under("jianghai")
            .project("p1", night.clone())
            .request("r1", "9 12:00", times, json!({}))
            .decide("d1", "9 13:00", "r1", "approved")
            .told()
    };
    assert_eq!(story(("23:00", "01:30")).record().delayed_minutes, 150);
    assert_eq!(story(("00:10", "01:30")).record().delayed_minutes, 90);
    assert_eq!(story(("21:59", "01:30")).verdicts(), ["r1 outside-window"]);
    assert_eq!(story(("01:30", "23:00")).verdicts(), ["r1 outside-window"]);
}

#[test]
fn a_request_of_someone_removed_since_is_good_for_a_day_on_the_list() {
    let story = |times| {
        Story::under("jianghai")
            .project("p1", json!({ "by_list": true }))
            .fact("a", "admitted", "8 10:00", json!({}))
            .fact("b", "removed", "8 20:00", json!({}))
            .request("r1", "9 09:00", times, json!({}))
            .told()
            .verdicts()
    };
    assert_eq!(story(("10:00", "11:00")), ["r1"]);
    assert_eq!(story(("09:59", "11:00")), ["r1 not-admitted"]);
    assert_eq!(story(("", "11:00")), ["r1 not-admitted"]);
}

#[test]
fn a_single_day_with_a_punch_takes_no_request() {
    let story = Story::under("zhiyuanhui")
        .project("p1", json!({ "timing": "single", "preset_minutes": 200 }))
        .request("r1", "9 09:00", ("09:00", ""), json!({}))
        .decide("d1", "9 10:00", "r1", "approved");
    let told = story.told();
    assert_eq!(
        (
            told.record().delayed_minutes,
            told.0.totals[0].honorary_minutes
        ),
        (180, 180)
    );
    assert_eq!(told.0.totals[0].points(), "0.00");
    let punched = Story::under("zhiyuanhui")
        .project("p1", json!({ "timing": "single", "preset_minutes": 200 }))
        .scan("f1", "8 17:00")
        .request("r1", "9 09:00", ("09:00", ""), json!({}))
        .told();
    assert_eq!(punched.verdicts(), ["f1 single", "r1 already-punched"]);
}

#[test]
fn self_made_minutes_stand_from_the_first_confirmation_at_or_after_the_sign_out() {
    let own = json!({ "by": "self" });
    let told = day("izhiyuan")
        .fact("a", "face-checked", "1 00:00", json!({}))
        .scan("f1", "8 09:00")
        .punch("f2", "8 10:00", own.clone())
        .scan("f3", "8 11:00")
        .punch("f4", "8 11:30", own)
        .fact("c", "confirmed", "8 10:00", json!({ "day": "2019-06-08" }))
        .told();
    let record = told.record();
    assert_eq!((record.precise_minutes, record.pending_minutes), (60, 30));
    let standings: Vec<_> = record
        .sessions
        .iter()
        .map(|session| session.standing)
        .collect();
    assert_eq!(standings, [Standing::Final, Standing::Pending]);
}

#[test]
fn minutes_of_a_sign_out_past_midnight_are_published_from_that_date() {
    let story = |now: &str| {
        Story::under("jianghai")
            .project("p1", json!({ "start": "22:00", "end": "00:00" }))
            .scan("f1", "8 22:00")
            .scan("f2", "9 00:10")
            .now(now)
            .told()
            .record()
            .final_minutes
    };
    assert_eq!(story("15 23:59:59"), 0);
    assert_eq!(story("16 00:00:00"), 120);
}

#[test]
fn a_dispute_holds_what_is_in_publicity_and_what_comes_into_it_later() {
    let story = |now: &str| {
        day("jianghai")
            .scan("f1", "8 09:00")
            .scan("f2", "8 10:00")
            .dispute("x", "9 09:00")
            .request("r1", "10 09:00", ("13:00", "15:00"), json!({}))
            .decide("d1", "11 09:00", "r1", "approved")
            .resolve("y", "25 09:00", "x", "keep")
            .now(now)
            .told()
    };
    let record = |now: &str| {
        let told = story(now);
        (told.record().final_minutes, told.record().publicity_minutes)
    };
    assert_eq!(record("25 08:59:59"), (0, 180));
    assert_eq!(record("25 09:00:00"), (180, 0));
}

#[test]
fn the_hold_of_one_dispute_does_not_open_the_door_to_another() {
    let told = day("jianghai")
        .scan("f1", "8 09:00")
        .scan("f2", "8 10:00")
        .dispute("x", "9 09:00")
        .dispute("y", "15 00:00")
        .dispute("z", "14 23:59:59")
        .told();
    assert_eq!(told.verdicts()[2..], ["x", "y publicity-over", "z"]);
    assert_eq!(told.record().publicity_minutes, 60);
}

#[test]
fn a_dispute_needs_minutes_that_stand_when_it_is_raised() {
    let story = |raised: &str| {
        day("zhiyuanyun")
            .scan("f1", "8 09:00")
            .scan("f2", "8 10:00")
            .dispute("x", raised)
            .told()
    };
    assert_eq!(story("8 09:59:59").verdicts()[2], "x nothing-to-dispute");
    assert_eq!(story("8 10:00:00").verdicts()[2], "x");
    let worthless = day("zhiyuanyun")
        .scan("f1", "8 08:05")
        .scan("f2", "8 08:25");
    assert_eq!(
        worthless.dispute("x", "9 09:00").told().verdicts()[2],
        "x nothing-to-dispute"
    );
}

#[test]
fn a_cancelled_day_takes_what_comes_later_with_it_and_still_misses_its_sign_out() {
    let told = day("zhiyuanyun")
        .scan("f1", "8 09:00")
        .scan("f2", "8 10:00")
        .scan("f3", "8 16:00")
        .dispute("x", "8 12:00")
        .resolve("y", "8 12:00", "x", "cancel")
        .resolve("z", "8 11:00", "x", "keep")
        .dispute("w", "8 12:00")
        .request("r1", "9 09:00", ("11:00", "12:00"), json!({}))
        .told();
    assert_eq!(told.verdicts()[3..], ["x", "w", "r1"]);
    let record = told.record();
    assert!(record.cancelled && record.missing_sign_out);
    assert_eq!((record.standing_minutes(), record.pending_minutes), (0, 0));
    assert_eq!(record.sessions[0].standing, Standing::Cancelled);
}

#[test]
fn training_is_never_credit_honorary_or_points() {
    let told = Story::under("zhiyuanhui")
        .project("p1", json!({ "kind": "training" }))
        .scan("f1", "8 09:00")
        .scan("f2", "8 11:00")
        .request("r1", "9 09:00", ("12:00", "13:00"), json!({}))
        .decide("d1", "9 10:00", "r1", "approved")
        .told();
    let record = told.record();
    assert_eq!((record.precise_minutes, record.delayed_minutes), (0, 0));
    assert_eq!((record.training_minutes, record.final_minutes), (180, 180));
    assert_eq!(record.hours(), "3.00");
    let totals = &told.0.totals[0];
    assert_eq!((totals.credit_minutes, totals.honorary_minutes), (0, 0));
    assert_eq!(
        (totals.training_minutes, totals.points()),
        (180, "0.00".to_owned())
    );
}

#[test]
fn without_publicity_a_dispute_holds_nothing() {
    let told = day("zhiyuanyun")
        .scan("f1", "8 09:00")
        .scan("f2", "8 10:00")
        .dispute("x", "8 12:00")
        .scan("f3", "8 14:00")
        .scan("f4", "8 15:00")
        .told();
    assert_eq!(told.verdicts()[2], "x");
    assert_eq!(
        (told.record().final_minutes, told.record().publicity_minutes),
        (120, 0)
    );
}

#[test]
fn the_start_of_a_round_the_clock_window_belongs_to_its_own_date() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({ "start": "08:00", "end": "08:00" }))
        .request("r1", "9 12:00", ("08:00", "10:00"), json!({}))
        .decide("d1", "9 13:00", "r1", "approved")
        .told();
    assert_eq!(told.record().delayed_minutes, 120);
}

#[test]
fn the_part_of_an_answer_about_one_project_has_totals_of_its_own() {
    let story = Story::under("zhiyuanhui")
        .project("p1", json!({}))
        .project("p2", json!({ "from": "2019-06-09", "to": "2019-06-09" }))
        .scan("f1", "8 09:00")
        .scan("f2", "8 10:50")
        .punch("f3", "9 09:00", json!({ "project": "p2" }))
        .punch("f4", "9 10:30", json!({ "project": "p2" }))
        .punch(
            "f5",
            "9 09:00",
            json!({ "project": "p2", "volunteer": "v2" }),
        )
        .punch(
            "f6",
            "9 10:30",
            json!({ "project": "p2", "volunteer": "v2" }),
        );
    let case = story.case();
    let whole = case.assess();
    assert_eq!(
        (whole.totals[0].credit_minutes, whole.totals[0].points()),
        (200, "3.00".into())
    );
    let part = whole.of_project(&case.policy, &case.facts, &"p2".into());
    let verdicts: Vec<_> = part
        .verdicts
        .iter()
        .map(|verdict| verdict.fact.as_str())
        .collect();
    assert_eq!(verdicts, ["f3", "f4", "f5", "f6"]);
    assert_eq!(part.records.len(), 2);
    let totals: Vec<_> = part
        .totals
        .iter()
        .map(|totals| {
            (
                totals.volunteer.as_str(),
                totals.credit_minutes,
                totals.points(),
            )
        })
        .collect();
    assert_eq!(
        totals,
        [("v1", 90, "1.00".to_owned()), ("v2", 90, "1.00".to_owned())]
    );
}

#[test]
fn a_dispute_that_was_not_taken_holds_nothing_and_its_resolution_does_nothing() {
    let told = day("jianghai")
        .dispute("x", "8 08:00")
        .scan("f1", "8 09:00")
        .scan("f2", "8 10:00")
        .resolve("y", "9 09:00", "x", "cancel")
        .dispute("z", "8 08:30")
        .told();
    assert_eq!(told.verdicts()[0], "x nothing-to-dispute");
    assert!(!told.record().cancelled);
    assert_eq!(
        (told.record().final_minutes, told.record().publicity_minutes),
        (60, 0)
    );
}
