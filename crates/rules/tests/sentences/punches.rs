//! Sentences of the rules about punches, each with the cases it decides.

use crate::story::Story;
use serde_json::json;

fn night(policy: &str) -> Story {
    Story::under(policy).project(
        "p1",
        json!({ "to": "2019-06-09", "start": "22:00", "end": "02:00" }),
    )
}

fn round_the_clock(policy: &str) -> Story {
    Story::under(policy).project(
        "p1",
        json!({ "to": "2019-06-10", "start": "08:00", "end": "08:00" }),
    )
}

#[test]
fn an_explicit_sign_in_at_the_turn_belongs_to_the_later_day() {
    let told = round_the_clock("jianghai")
        .scan("f1", "8 22:00")
        .punch("f2", "9 08:10", json!({ "direction": "in" }))
        .scan("f3", "9 08:20")
        .scan("f4", "9 09:00")
        .told();
    // f3 signs out of the earlier of the two open days, f4 of the other.
    assert_eq!(told.verdicts(), ["f1 in", "f2 in", "f3 out", "f4 out"]);
    assert_eq!(told.days(), ["p1/8 600", "p1/9 60"]);
}

#[test]
fn without_an_open_session_the_turn_belongs_to_the_later_day() {
    let told = round_the_clock("jianghai")
        .scan("f1", "9 08:10")
        .scan("f2", "9 10:10")
        .told();
    assert_eq!(told.days(), ["p1/9 120"]);
}

#[test]
fn between_two_night_windows_a_scan_belongs_to_the_open_night_or_to_its_date() {
    let told = night("jianghai")
        .scan("f1", "8 22:30")
        .scan("f2", "9 12:00")
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 out too-late"]);
    assert_eq!(told.days(), ["p1/8 0"]);
    let told = night("jianghai").scan("f1", "9 12:00").told();
    assert_eq!(told.verdicts(), ["f1 in not-started"]);
    assert_eq!(told.days(), ["p1/9 0"]);
    let told = night("jianghai")
        .scan("f1", "8 22:30")
        .punch("f2", "9 12:00", json!({ "direction": "in" }))
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 in not-started"]);
    assert_eq!(told.days(), ["p1/8 0", "p1/9 0"]);
}

#[test]
fn the_night_of_the_last_date_ends_on_a_date_without_a_window() {
    let told = night("jianghai")
        .scan("f1", "9 22:30")
        .scan("f2", "10 02:30")
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 out"]);
    let told = night("jianghai").scan("f1", "10 02:31").told();
    assert_eq!(told.verdicts(), ["f1 in ended"]);
    assert_eq!(told.days(), ["p1/10 0"]);
}

#[test]
fn a_day_reaches_as_far_before_and_after_its_window_as_the_policy_says() {
    let told = Story::under("jianghai")
        .project("p1", json!({ "start": "23:50", "end": "23:45" }))
        .scan("f1", "9 22:00")
        .scan("f2", "10 00:10")
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 out"]);
    assert_eq!(told.days(), ["p1/8 120"]);
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({ "start": "00:10", "end": "05:00" }))
        .scan("f1", "7 23:40")
        .scan("f2", "8 01:10")
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 out"]);
    assert_eq!(told.days(), ["p1/8 60"]);
}

#[test]
fn a_scan_after_the_window_end_of_a_date_without_service_is_a_sign_out() {
    let told = Story::under("jianghai")
        .project("p1", json!({}))
        .scan("f1", "7 17:30:01")
        .scan("f2", "7 17:30:00")
        .scan("f3", "9 18:00")
        .told();
    assert_eq!(
        told.verdicts(),
        [
            "f1 out not-signed-in",
            "f2 in not-started",
            "f3 out not-signed-in"
        ]
    );
}

#[test]
fn the_debounce_counts_from_the_last_accepted_punch_of_the_project_whatever_the_direction() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({}))
        .project("p2", json!({}))
        .punch("f1", "8 09:00:00", json!({ "direction": "in" }))
        .punch("f2", "8 09:01:00", json!({ "direction": "out" }))
        .punch("f3", "8 09:01:01", json!({ "direction": "out" }))
        .punch("f4", "8 09:01:30", json!({ "direction": "in" }))
        .punch(
            "f5",
            "8 09:01:31",
            json!({ "direction": "in", "project": "p2" }),
        )
        .told();
    let verdicts = [
        "f1 in",
        "f2 out duplicate",
        "f3 out",
        "f4 in duplicate",
        "f5 in",
    ];
    assert_eq!(told.verdicts(), verdicts);
}

#[test]
fn a_refused_scan_does_not_start_the_debounce() {
    let told = Story::under("jianghai")
        .project("p1", json!({}))
        .scan("f1", "8 08:29:59")
        .scan("f2", "8 08:30:00")
        .told();
    assert_eq!(told.verdicts(), ["f1 in not-started", "f2 in"]);
}

#[test]
fn ten_minutes_after_a_departure_a_scan_without_direction_is_an_arrival_again() {
    let story = |last: &str| {
        Story::under("jianghai")
            .project("p1", json!({ "to": "2019-06-09" }))
            .scan("f1", "8 09:00")
            .scan("f2", "8 10:00")
            .scan("f3", last)
            .told()
            .verdicts()
    };
    assert_eq!(story("8 10:09:59")[2], "f3 in duplicate");
    assert_eq!(story("8 10:10:00")[2], "f3 in");
}

#[test]
fn a_known_direction_is_no_second_scan_of_one_arrival() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({}))
        .scan("f1", "8 09:00")
        .scan("f2", "8 09:09:59")
        .punch("f3", "8 09:05", json!({ "direction": "out" }))
        .punch("f4", "8 09:07", json!({ "direction": "in" }))
        .told();
    // f2 comes last: a scan less than ten minutes after f4.
    assert_eq!(
        told.verdicts(),
        ["f1 in", "f2 out duplicate", "f3 out", "f4 in"]
    );
}

#[test]
fn the_checks_run_in_their_order() {
    let project =
        json!({ "by_list": true, "self_open": false, "venue": [32.01, 120.86], "radius_m": 200 });
    let own = json!({ "by": "self" });
    let story = || Story::under("izhiyuan").project("p1", project.clone());
    let told = story().punch("f1", "7 09:00", own.clone()).told();
    assert_eq!(told.verdicts(), ["f1 in not-admitted"]);
    let listed = || story().fact("a", "admitted", "1 00:00", json!({}));
    let told = listed().punch("f1", "7 09:00", own.clone()).told();
    assert_eq!(told.verdicts(), ["f1 in face-check-required"]);
    let faced = || listed().fact("b", "face-checked", "1 00:00", json!({}));
    let told = faced().punch("f1", "7 09:00", own).told();
    assert_eq!(told.verdicts(), ["f1 in self-not-open"]);
    let told = faced()
        .punch("f1", "7 09:00", json!({ "by": "code" }))
        .told();
    assert_eq!(told.verdicts(), ["f1 in location-required"]);
    let far = json!({ "by": "code", "location": [32.1, 120.86] });
    let told = faced().punch("f1", "7 09:00", far).told();
    assert_eq!(told.verdicts(), ["f1 in out-of-range"]);
    let told = faced()
        .punch("f1", "7 09:00", json!({ "by": "staff" }))
        .told();
    assert_eq!(told.verdicts(), ["f1 in not-started"]);
}

#[test]
fn a_sign_out_asks_for_no_list_and_no_face_check() {
    let told = Story::under("izhiyuan")
        .project("p1", json!({ "by_list": true }))
        .punch("f1", "8 12:00", json!({ "direction": "out" }))
        .told();
    assert_eq!(told.verdicts(), ["f1 out not-signed-in"]);
}

#[test]
fn a_listing_of_the_same_instant_counts_and_the_greater_id_is_the_last() {
    let story = |first: &str, second: &str| {
        Story::under("jianghai")
            .project("p1", json!({ "by_list": true }))
            .fact("a", first, "8 09:00", json!({}))
            .fact("b", second, "8 09:00", json!({}))
            .scan("c", "8 09:00")
            .told()
            .verdicts()
    };
    assert_eq!(story("removed", "admitted"), ["c in"]);
    assert_eq!(story("admitted", "removed"), ["c in not-admitted"]);
}

#[test]
fn a_single_punch_is_never_exempt_from_the_place() {
    let single = json!({
        "timing": "single", "preset_minutes": 60, "venue": [32.01, 120.86], "radius_m": 200,
        "dispersed_sign_out": true
    });
    let far = json!({ "by": "self", "direction": "out", "location": [31.0, 120.0] });
    let told = Story::under("zhiyuanhui")
        .project("p1", single.clone())
        .punch("f1", "8 09:00", far.clone())
        .told();
    assert_eq!(told.verdicts(), ["f1 single out-of-range"]);
    let told = Story::under("jianghai")
        .project("p1", single)
        .punch("f1", "8 09:00", far)
        .told();
    assert_eq!(told.verdicts(), ["f1 single not-a-sign-out-project"]);
}

#[test]
fn a_single_day_takes_one_punch_and_the_next_day_another() {
    let told = Story::under("zhiyuanyun")
        .project(
            "p1",
            json!({ "timing": "single", "preset_minutes": 45, "to": "2019-06-09" }),
        )
        .scan("f1", "8 08:00")
        .scan("f2", "8 17:30:00")
        .scan("f3", "8 17:30:01")
        .scan("f4", "9 08:30")
        .told();
    let verdicts = [
        "f1 single",
        "f2 single already-punched",
        "f3 single ended",
        "f4 single",
    ];
    assert_eq!(told.verdicts(), verdicts);
    assert_eq!(told.days(), ["p1/8 45", "p1/9 45"]);
}

#[test]
fn a_session_left_open_blocks_other_projects_until_its_window_ends() {
    let told = Story::under("zhiyuanhui")
        .project("p1", json!({ "end": "12:00" }))
        .project("p2", json!({}))
        .scan("f1", "8 09:00")
        .punch("f2", "8 12:00:00", json!({ "project": "p2" }))
        .punch("f3", "8 12:00:01", json!({ "project": "p2" }))
        .told();
    assert_eq!(
        told.verdicts(),
        ["f1 in", "f2 in signed-in-elsewhere", "f3 in"]
    );
}

#[test]
fn two_projects_at_once_both_count_where_the_policy_is_not_exclusive() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({}))
        .project("p2", json!({}))
        .scan("f1", "8 09:00")
        .punch("f2", "8 09:30", json!({ "project": "p2" }))
        .scan("f3", "8 10:00")
        .punch("f4", "8 10:30", json!({ "project": "p2" }))
        .told();
    assert_eq!(told.days(), ["p1/8 60", "p2/8 60"]);
}

#[test]
fn a_session_outside_the_window_is_worth_nothing_but_is_signed_out() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({}))
        .scan("f1", "8 08:05")
        .scan("f2", "8 08:25")
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 out"]);
    assert!(!told.record().missing_sign_out);
    assert_eq!(told.record().hours(), "0.00");
}

#[test]
fn seconds_are_dropped_before_rounding() {
    let told = Story::under("jianghai")
        .project("p1", json!({}))
        .scan("f1", "8 09:00:01")
        .scan("f2", "8 10:01:00")
        .told();
    assert_eq!(told.record().precise_minutes, 60);
}

#[test]
fn a_session_is_missing_its_sign_out_only_after_the_grace() {
    let story = |now: &str| {
        let story = Story::under("jianghai")
            .project("p1", json!({}))
            .scan("f1", "8 09:00");
        story.now(now).told().record().missing_sign_out
    };
    assert!(!story("8 18:00:00"));
    assert!(story("8 18:00:01"));
}

#[test]
fn an_annulment_counts_whenever_it_is_known_and_only_for_a_punch_that_is_there() {
    let story = |now: &str| {
        Story::under("jianghai")
            .project("p1", json!({}))
            .scan("f1", "8 09:00")
            .fact("f2", "punch-annulled", "8 12:00", json!({ "punch": "f1" }))
            .fact("f3", "punch-annulled", "8 12:00", json!({ "punch": "f9" }))
            .now(now)
            .told()
    };
    assert_eq!(story("8 11:59:59").verdicts(), ["f1 in"]);
    assert_eq!(story("8 12:00:00").verdicts(), ["f1 annulled"]);
    assert!(story("8 12:00:00").0.records.is_empty());
    assert!(story("8 12:00:00").0.totals.is_empty());
}

#[test]
fn a_punch_at_the_edge_of_the_radius_is_within_it() {
    let story = |radius_m: u32, location: [f64; 2]| {
        let here = json!({ "venue": [32.01, 120.86], "radius_m": radius_m });
        Story::under("jianghai")
            .project("p1", here)
            .punch(
                "f1",
                "8 09:00",
                json!({ "by": "self", "location": location }),
            )
            .told()
            .verdicts()
    };
    assert_eq!(story(0, [32.01, 120.86]), ["f1 in"]);
    assert_eq!(story(0, [32.01, 120.8601]), ["f1 in out-of-range"]);
    assert_eq!(story(943, [32.01, 120.87]), ["f1 in"]);
    assert_eq!(story(942, [32.01, 120.87]), ["f1 in out-of-range"]);
}

#[test]
fn a_face_check_of_the_same_instant_is_in_time() {
    let story = |checked: &str| {
        Story::under("izhiyuan")
            .project("p1", json!({}))
            .fact("z", "face-checked", checked, json!({}))
            .scan("f1", "8 09:00:00")
            .told()
            .verdicts()
    };
    assert_eq!(story("8 09:00:00"), ["f1 in"]);
    assert_eq!(story("8 09:00:01"), ["f1 in face-check-required"]);
}
