//! Readings of sentences that bear two, as docs/decisions has them.

use serde_json::json;

use crate::story::Story;

fn day(policy: &str) -> Story {
    Story::under(policy).project("p1", json!({}))
}

#[test]
fn an_annulment_dated_before_its_punch_takes_it_back_all_the_same() {
    let story = |at: &str| day("zhiyuanyun").scan("f1", "8 09:00").annul("u", at, "f1");
    for at in ["8 08:59", "8 09:00", "9 09:00"] {
        assert_eq!(story(at).told().verdicts(), ["f1 annulled"], "{at}");
    }
    assert_eq!(story("9 09:00").now("8 12:00").told().verdicts(), ["f1 in"]);
}

#[test]
fn an_answer_of_the_very_instant_counts_with_a_lesser_id_too() {
    let story = day("zhiyuanyun")
        .request("r", "9 09:00", ("09:00", "11:00"), json!({}))
        .decide("a", "9 09:00", "r", "approved")
        .decide("z", "9 09:01", "r", "rejected");
    assert_eq!(story.told().record().delayed_minutes, 120);
    let disputed = story
        .dispute("x", "10 09:00")
        .resolve("b", "10 09:00", "x", "cancel");
    assert!(disputed.told().record().cancelled);
}

#[test]
fn an_answer_dated_before_is_void_and_does_not_use_up_the_chance() {
    let told = day("zhiyuanyun")
        .request("r", "9 09:00", ("09:00", "11:00"), json!({}))
        .decide("d1", "9 08:59:59", "r", "rejected")
        .decide("d2", "9 10:00", "r", "approved")
        .told();
    assert_eq!(told.record().delayed_minutes, 120);
}

#[test]
fn an_answer_to_a_fact_of_another_kind_does_nothing() {
    let told = day("zhiyuanyun")
        .scan("f1", "8 09:00")
        .scan("f2", "8 10:00")
        .request("r", "9 09:00", ("11:00", "12:00"), json!({}))
        .dispute("x", "9 10:00")
        .annul("u", "10 09:00", "r")
        .decide("d", "10 09:00", "f1", "approved")
        .resolve("y", "10 09:00", "r", "cancel")
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 out", "r", "x"]);
    let record = told.record();
    assert_eq!((record.precise_minutes, record.pending_minutes), (60, 60));
    assert!(!record.cancelled);
}

#[test]
fn a_project_whose_last_day_is_before_its_first_has_no_days() {
    let none = json!({ "from": "2019-06-10", "to": "2019-06-06" });
    let told = Story::under("jianghai")
        .project("p1", none)
        .scan("f1", "5 09:00")
        .scan("f2", "8 09:00")
        .scan("f3", "11 09:00")
        .request("r", "8 18:00", ("09:00", "11:00"), json!({}))
        .told();
    let verdicts = [
        "f1 in not-started",
        "f2 in not-started",
        "f3 in ended",
        "r outside-window",
    ];
    assert_eq!(told.verdicts(), verdicts);
}

#[test]
fn a_clock_that_skips_an_hour_and_one_that_repeats_it_shorten_and_lengthen_the_window() {
    let minutes = |day: &str, from: &str, to: &str| {
        let night = json!({ "from": day, "to": day, "start": "02:30", "end": "06:00" });
        let mut story = Story::under("zhiyuanyun")
            .project("p1", night)
            .zone("America/New_York");
        for (id, at) in [("f1", from), ("f2", to)] {
            story = story.punch(id, "8 09:00", json!({ "time": at }));
        }
        story.told().record().precise_minutes
    };
    // In March clocks go from 02:00 to 03:00: half past two is half past three.
    let spring = (
        "2019-03-10",
        "2019-03-10T03:10:00-04:00",
        "2019-03-10T06:00:00-04:00",
    );
    assert_eq!(minutes(spring.0, spring.1, spring.2), 150);
    // In November the hour from 01:00 is there twice; the window after it is as long as ever.
    let autumn = (
        "2018-11-04",
        "2018-11-04T02:30:00-05:00",
        "2018-11-04T06:00:00-05:00",
    );
    assert_eq!(minutes(autumn.0, autumn.1, autumn.2), 210);
    let repeated =
        json!({ "from": "2018-11-04", "to": "2018-11-04", "start": "01:30", "end": "06:00" });
    let story = Story::under("jianghai")
        .project("p1", repeated)
        .zone("America/New_York");
    let first = json!({ "time": "2018-11-04T01:30:00-04:00" });
    assert_eq!(
        story.punch("f1", "8 09:00", first).told().verdicts(),
        ["f1 in"]
    );
}

#[test]
fn a_dispute_resolved_as_the_next_is_raised_holds_no_longer() {
    let story = |second: &str| {
        day("jianghai")
            .scan("f1", "8 09:00")
            .scan("f2", "8 10:00")
            .request("r", "9 09:00", ("14:00", "15:00"), json!({}))
            .decide("d", "12 09:00", "r", "approved")
            .dispute("x", "14 09:00")
            .resolve("y", "16 09:00", "x", "keep")
            .dispute("z", second)
            .now("16 10:00")
    };
    // The hour of the 8th would have been final on the 15th and is held until the 16th at nine.
    let held = |second: &str| {
        let told = story(second).told();
        let record = told.record();
        (record.final_minutes, record.publicity_minutes)
    };
    assert_eq!(held("16 08:59:59"), (0, 120));
    assert_eq!(held("16 09:00"), (60, 60));
}

#[test]
fn points_are_of_rounded_final_credit_minutes_and_are_rounded_once() {
    let third = json!({ "from": "2019-06-08", "to": "2019-06-10", "policy": {} });
    let mut rounding = json!(rules::Policy::all()[0]);
    rounding["rounding"] = json!("none");
    rounding["publicity_days"] = json!(0);
    let mut project = third;
    project["policy"] = rounding;
    let mut story = Story::under("jianghai").project("p1", project);
    for date in 8..11 {
        story = story.scan(&format!("a{date}"), &format!("{date} 09:00"));
        story = story.scan(&format!("b{date}"), &format!("{date} 09:40"));
    }
    // Three times 0.67 hours are 2.00, not 2.01.
    assert_eq!(story.told().0.totals[0].points(), "2.00");
}
