//! Projects that run under policies of their own, side by side.

use jiff::civil::date;
use rules::{Language, Policy, Profiles};
use serde_json::{Value, json};

use crate::story::Story;

/// A profile of the platform with values of one project's own.
fn own(profile: &str, changes: Value) -> Value {
    let policy = Policy::named(profile).expect("a profile of the program");
    let changed = Profiles::changed(policy, &changes.to_string()).expect("sound changes");
    json!(*changed)
}

#[test]
fn each_project_is_rounded_by_its_own_policy_and_the_reason_names_it() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({ "policy": "jianghai" }))
        .project("p2", json!({ "from": "2019-06-09", "to": "2019-06-09" }))
        .scan("f1", "8 14:41")
        .scan("f2", "8 15:16")
        .punch("f3", "9 14:41", json!({ "project": "p2" }))
        .punch("f4", "9 15:16", json!({ "project": "p2" }))
        .told();
    assert_eq!(told.days(), ["p1/8 60", "p2/9 35"]);
    let counted = |record: usize| told.0.records[record].because[2].sentence(Language::Zh);
    assert!(
        counted(0).ends_with("江海志愿按半小时进位 → 1.00 小时"),
        "{}",
        counted(0)
    );
    assert!(
        counted(1).ends_with("志愿云按分钟计 → 0.58 小时"),
        "{}",
        counted(1)
    );
}

#[test]
fn early_grace_and_debounce_are_those_of_the_project() {
    let strict =
        json!({ "debounce_seconds": 0, "auto_in_after_minutes": 0, "auto_out_after_minutes": 0 });
    let told = Story::under("jianghai")
        .project("p1", json!({ "policy": own("zhiyuanyun", strict) }))
        .scan("f1", "8 08:00")
        .scan("f2", "8 08:00:30")
        .scan("f3", "8 08:01")
        .scan("f4", "8 18:00")
        .told();
    assert_eq!(told.verdicts(), ["f1 in", "f2 out", "f3 in", "f4 out"]);
    let given = Story::under("jianghai")
        .project("p1", json!({}))
        .scan("f1", "8 08:00")
        .told();
    assert_eq!(given.verdicts(), ["f1 in not-started"]);
}

#[test]
fn only_the_project_being_signed_in_to_says_whether_it_is_exclusive() {
    let verdicts = |first: &str, second: &str| {
        Story::under("izhiyuan")
            .project("p1", json!({ "policy": first }))
            .project("p2", json!({ "policy": second }))
            .scan("f1", "8 09:00")
            .punch("f2", "8 10:00", json!({ "project": "p2" }))
            .told()
            .verdicts()
    };
    assert_eq!(
        verdicts("zhiyuanyun", "jianghai"),
        ["f1 in", "f2 in signed-in-elsewhere"]
    );
    assert_eq!(verdicts("jianghai", "zhiyuanyun"), ["f1 in", "f2 in"]);
}

#[test]
fn requests_and_disputes_go_by_the_policy_of_their_project() {
    let day = |policy: &str| {
        Story::under("zhiyuanhui")
            .project("p1", json!({ "policy": policy }))
            .request(
                "r1",
                "9 09:00",
                ("09:00", "11:00"),
                json!({ "cause": "own-fault" }),
            )
            .decide("d1", "9 10:00", "r1", "approved")
            .dispute("x", "10 09:00")
    };
    assert_eq!(day("jianghai").told().verdicts(), ["r1", "x"]);
    let refused = ["r1 supplement-not-allowed", "x disputes-not-open"];
    assert_eq!(day("zhiyuanhui").told().verdicts(), refused);
    let totals = |policy| day(policy).now("30 00:00").told().0.totals[0].clone();
    assert_eq!(
        (
            totals("zhiyuanyun").credit_minutes,
            totals("zhiyuanyun").honorary_minutes
        ),
        (120, 0)
    );
}

#[test]
fn points_of_parts_of_hours_and_of_whole_hours_are_earned_side_by_side() {
    // 90 minutes in p1 at 1 an hour, 35 in p2 and 50 in p3 in whole hours together, 59 in p4 that earn nothing.
    let none = json!({ "points": { "per_hour": 0 } });
    let day = |date: u8| format!("2019-06-{date:02}");
    let but = |at: u8, policy: Value| json!({ "policy": policy, "from": day(at), "to": day(at) });
    let mut story = Story::under("zhiyuanhui")
        .project("p1", but(8, json!("jianghai")))
        .project("p2", but(9, json!("zhiyuanhui")))
        .project("p3", but(10, json!(null)))
        .project("p4", but(11, own("zhiyuanhui", none)));
    let sessions = [
        ("p1", 8, "10:20"),
        ("p2", 9, "09:35"),
        ("p3", 10, "09:50"),
        ("p4", 11, "09:59"),
    ];
    for (project, date, until) in sessions {
        let of = json!({ "project": project });
        story = story.punch(&format!("{project}a"), &format!("{date} 09:00"), of.clone());
        story = story.punch(&format!("{project}b"), &format!("{date} {until}"), of);
    }
    let told = story.told();
    assert_eq!(told.days(), ["p1/8 90", "p2/9 35", "p3/10 50", "p4/11 59"]);
    assert_eq!(told.0.totals[0].points(), "2.50");
    let case = story.case();
    let policy = case.projects[0].policy.clone().expect("its own");
    let alone = case.assess().of_project(&policy, &case.facts, &"p1".into());
    assert_eq!(alone.totals[0].points(), "1.50");
}

#[test]
fn a_request_may_be_asked_for_from_the_end_of_the_window_for_the_days_of_the_projects_policy() {
    let case = Story::under("jianghai")
        .project("p1", json!({}))
        .project(
            "p2",
            json!({ "policy": "zhiyuanyun", "start": "22:00", "end": "02:00" }),
        )
        .project("p3", json!({ "timing": "single", "preset_minutes": 60 }))
        .case();
    let asking = |project: usize, day: i8| {
        let day = date(2019, 6, day);
        let project = &case.projects[project];
        project
            .asking_time(day, &case.policy, &case.zone)
            .map(|it| (it.from.to_string(), it.until.to_string()))
    };
    let times = |from: &str, until: &str| Some((from.to_owned(), until.to_owned()));
    assert_eq!(
        asking(0, 8),
        times("2019-06-08T09:30:00Z", "2019-06-15T09:30:00Z")
    );
    assert_eq!(
        asking(1, 8),
        times("2019-06-08T18:00:00Z", "2019-07-08T18:00:00Z")
    );
    assert_eq!((asking(0, 9), asking(2, 8)), (None, None));
    // The engine keeps to the same instants.
    let asked = |day: &str| {
        let story = Story::under("jianghai").project("p1", json!({}));
        story
            .request("r1", day, ("09:00", "11:00"), json!({}))
            .told()
            .verdicts()
            .remove(0)
    };
    assert_eq!(asked("8 17:29:59"), "r1 not-over");
    assert_eq!(
        (asked("8 17:30"), asked("15 17:30")),
        ("r1".to_owned(), "r1".to_owned())
    );
    assert_eq!(asked("15 17:30:01"), "r1 window-closed");
}
