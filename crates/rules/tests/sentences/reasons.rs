//! The reasons of a record, as people read them.

use rules::Language;
use serde_json::json;

use crate::story::{Story, Told};

fn reasons(told: &Told, language: Language) -> Vec<String> {
    told.record()
        .because
        .iter()
        .map(|because| because.text(language))
        .collect()
}

#[test]
fn a_rounded_session_is_told_with_its_rule_and_value() {
    let told = Story::under("jianghai")
        .project("p1", json!({}))
        .scan("f1", "8 14:41")
        .scan("f2", "8 15:16")
        .told();
    let zh = reasons(&told, Language::Zh);
    assert_eq!(
        zh,
        [
            "14:41 签到（工作人员） [f1]",
            "15:16 签退（工作人员） [f2]",
            "14:41 签到，15:16 签退，共 35 分钟；江海志愿按半小时进位 → 1.00 小时 [f1, f2]",
            "江海志愿公示 7 天：60 分钟自 6月8日 起公示，6月15日 00:00 起计入 [f2]",
        ]
    );
    let en = reasons(&told, Language::En);
    assert_eq!(
        en[2],
        "signed in 14:41, signed out 15:16, 35 minutes; Jianghai Volunteers rounds up to half hours → 1.00 hours \
         [f1, f2]"
    );
    let sentence = told.record().because[2].sentence(Language::Zh);
    assert_eq!(
        sentence,
        "14:41 签到，15:16 签退，共 35 分钟；江海志愿按半小时进位 → 1.00 小时"
    );
}

#[test]
fn a_clipped_session_says_what_lies_within_the_window() {
    let told = Story::under("zhiyuanyun")
        .project("p1", json!({}))
        .scan("f1", "8 08:20")
        .scan("f2", "8 17:45")
        .told();
    assert_eq!(
        reasons(&told, Language::Zh)[2],
        "08:20 签到，17:45 签退，共 565 分钟，其中 08:30–17:30 时段内 540 分钟；志愿云按分钟计 \
         → 9.00 小时 [f1, f2]"
    );
}

#[test]
fn a_refused_punch_and_a_missing_sign_out_are_told_with_their_codes() {
    let told = Story::under("jianghai")
        .project("p1", json!({}))
        .scan("f1", "8 09:00")
        .scan("f2", "8 09:10:05")
        .told();
    let zh = reasons(&told, Language::Zh);
    assert_eq!(
        zh[1..],
        [
            "09:10:05 签退未计：距签到时间太短，暂不能签退（09:30 起）；江海志愿规定：每次至少 30 分钟 [too-soon, f2]",
            "09:00 签到后，到 18:00（活动结束后 30 分钟）仍未签退；江海志愿不计时长 [missing-sign-out, f1]",
        ]
    );
}

#[test]
fn a_mended_day_tells_the_request_its_decision_and_what_it_mended() {
    let told = Story::under("zhiyuanhui")
        .project("p1", json!({}))
        .scan("f1", "8 09:00")
        .request("r1", "9 09:00", ("", "11:00"), json!({}))
        .decide("d1", "10 09:30", "r1", "approved")
        .told();
    assert_eq!(
        reasons(&told, Language::Zh)[1..],
        [
            "09:00 的签到已由通过的补录补全 [f1, r1]",
            "6月9日 09:00 申请补录，6月10日 09:30 审核通过 [r1, d1]",
            "补录 09:00 签到，11:00 签退，共 120 分钟；志愿汇按分钟计 → 2.00 小时 [r1, f1]",
            "志愿汇补录时长审核通过即生效：6月10日 09:30 起，已生效 [d1]",
            "志愿汇的补录时长计为荣誉时数，不计积分 [r1]",
        ]
    );
}

#[test]
fn a_disputed_day_tells_who_holds_or_cancelled_it() {
    let day = || {
        Story::under("jianghai")
            .project("p1", json!({}))
            .scan("f1", "8 09:00")
            .scan("f2", "8 10:00")
            .dispute("x", "9 09:00")
    };
    let held = reasons(&day().told(), Language::Zh);
    assert_eq!(
        held[4..],
        [
            "6月9日 09:00 有人对当天时长提出异议 [x]",
            "异议处理期间，公示中的时长暂不计入 [x]"
        ]
    );
    let cancelled = reasons(
        &day().resolve("y", "10 09:00", "x", "cancel").told(),
        Language::Zh,
    );
    assert_eq!(
        cancelled[5],
        "6月10日 09:00 异议处理完毕：当天时长与积分取消 [x, y]"
    );
}

/// The last words of the reason in which a code is named, in both languages.
fn refusal(story: Story, code: &str) -> (String, String) {
    let told = story.told();
    let told = |language| {
        let mut all = told.0.records.iter().flat_map(|record| &record.because);
        let because = all.find(|because| because.code() == Some(code));
        because.expect(code).sentence(language)
    };
    (told(Language::Zh), told(Language::En))
}

#[test]
fn a_refusal_is_told_with_the_rule_behind_it_and_its_value() {
    let under = |policy| Story::under(policy).project("p1", json!({}));
    let asked = |policy, cause: &str| {
        let request = json!({ "cause": cause });
        under(policy).request("r1", "9 09:00", ("09:00", "11:00"), request)
    };
    let by_code = json!({ "by": "code", "location": [32.02, 120.86] });
    let venue = json!({ "venue": [32.01, 120.86], "radius_m": 200 });
    let hour = |policy| under(policy).scan("f1", "8 09:00").scan("f2", "8 10:00");
    let hours = ("09:00", "11:00");
    let single = json!({ "timing": "single", "preset_minutes": 60 });
    let elsewhere = json!({ "project": "p2" });
    let table = [
        (
            "duplicate",
            under("zhiyuanyun")
                .scan("f1", "8 09:00")
                .scan("f2", "8 09:00:30"),
            "志愿云规定：60 秒内重复打卡只计一次",
            "Zhiyuan Cloud: scans within 60 seconds count once",
        ),
        (
            "duplicate",
            under("zhiyuanyun")
                .scan("f1", "8 09:00")
                .scan("f2", "8 09:05"),
            "志愿云规定：签到后 10 分钟内再扫，仍算这次签到",
            "Zhiyuan Cloud: a scan within 10 minutes of the sign-in is the same arrival",
        ),
        (
            "duplicate",
            hour("zhiyuanyun").scan("f3", "8 10:05"),
            "志愿云规定：签退后 10 分钟内再扫，仍算这次签退",
            "Zhiyuan Cloud: a scan within 10 minutes of the sign-out is the same departure",
        ),
        (
            "face-check-required",
            under("izhiyuan").scan("f1", "8 09:00"),
            "i志愿规定：须先面验再签到",
            "iZhiyuan: the face check comes first",
        ),
        (
            "not-started",
            under("zhiyuanyun").scan("f1", "8 07:59"),
            "志愿云规定：最多提前 30 分钟签到",
            "Zhiyuan Cloud: sign-in opens 30 minutes early",
        ),
        (
            "not-started",
            under("jianghai").scan("f1", "8 08:29:59"),
            "江海志愿规定：到开始时间方可签到",
            "Jianghai Volunteers: sign-in opens at the start",
        ),
        (
            "out-of-range",
            Story::under("zhiyuanhui")
                .project("p1", venue)
                .punch("f1", "8 09:00", by_code),
            "志愿汇规定：须在活动地点 200 米内打卡",
            "Zhiyuanhui: within 200 m of the venue",
        ),
        (
            "signed-in-elsewhere",
            under("jianghai")
                .project("p2", json!({}))
                .scan("f1", "8 09:00")
                .punch("f2", "8 10:00", elsewhere),
            "江海志愿规定：同一时间只能在一个活动签到",
            "Jianghai Volunteers: one activity at a time",
        ),
        (
            "too-late",
            under("jianghai")
                .scan("f1", "8 09:00")
                .scan("f2", "8 18:00:01"),
            "江海志愿规定：最晚结束后 30 分钟签退",
            "Jianghai Volunteers: sign-out closes 30 minutes after the end",
        ),
        (
            "too-late",
            under("zhiyuanhui")
                .scan("f1", "8 09:00")
                .scan("f2", "8 17:31"),
            "志愿汇规定：须在活动结束前签退",
            "Zhiyuanhui: sign-out closes at the end",
        ),
        (
            "supplement-not-allowed",
            asked("zhiyuanhui", "own-fault"),
            "志愿汇规定：只受理因没有信号、组织方失误的补录",
            "Zhiyuanhui: only because of no signal or the organiser's error",
        ),
        (
            "supplement-not-allowed",
            Story::under("jianghai").project("p1", single).request(
                "r1",
                "9 09:00",
                hours,
                json!({}),
            ),
            "江海志愿规定：只受理双签活动的补录",
            "Jianghai Volunteers: only for double activities",
        ),
        (
            "already-requested",
            asked("jianghai", "other").request("r2", "9 10:00", ("14:00", "15:00"), json!({})),
            "江海志愿规定：同一天只能申请一次补录",
            "Jianghai Volunteers: one request for a day",
        ),
        (
            "window-closed",
            under("jianghai").request("r1", "16 09:00", hours, json!({})),
            "江海志愿规定：活动结束后 7 天内可申请补录",
            "Jianghai Volunteers: to be asked for within 7 days of the end",
        ),
        (
            "too-short",
            under("jianghai").request("r1", "9 09:00", ("09:00", "09:20"), json!({})),
            "江海志愿规定：每次至少 30 分钟",
            "Jianghai Volunteers: at least 30 minutes",
        ),
        (
            "publicity-over",
            hour("jianghai").dispute("x", "15 00:00"),
            "江海志愿规定：只在 7 天公示期内受理异议",
            "Jianghai Volunteers: only in the 7 days of publicity",
        ),
    ];
    for (code, story, rule_zh, rule_en) in table {
        let (zh, en) = refusal(story, code);
        assert!(zh.ends_with(&format!("；{rule_zh}")), "{zh}");
        assert!(en.ends_with(&format!("; {rule_en}")), "{en}");
    }
    let late = under("jianghai").punch("f1", "8 17:31", json!({ "direction": "in" }));
    let (zh, en) = refusal(late, "ended");
    assert_eq!(zh, "17:31 签到未计：活动已结束或暂未开始（截止 17:30）");
    assert_eq!(
        en,
        "17:31 sign-in not counted: The activity has ended (until 17:30)"
    );
}

#[test]
fn self_made_minutes_and_a_request_of_the_next_day_are_told_as_they_wait_and_as_they_stand() {
    let own = json!({ "by": "self" });
    let day = Story::under("izhiyuan")
        .project("p1", json!({}))
        .fact("c", "face-checked", "1 09:00", json!({}))
        .punch("f1", "8 09:00", own.clone())
        .punch("f2", "8 12:20", own)
        .request("r1", "9 09:00", ("13:00", "15:00"), json!({}))
        .decide("d1", "10 09:30", "r1", "approved");
    let day = day.now("10 12:00");
    let zh = reasons(&day.told(), Language::Zh);
    assert_eq!(
        zh[3..],
        [
            "含自行打卡，i志愿须管理员确认后计入；200 分钟待确认 [f2]",
            "6月9日 09:00 申请补录，6月10日 09:30 审核通过 [r1, d1]",
            "补录 13:00 签到，15:00 签退，共 120 分钟；i志愿按分钟计 → 2.00 小时 [r1]",
            "i志愿补录时长审核通过次日生效：6月11日 00:00 起，尚未生效 [d1]",
        ]
    );
    let en = reasons(&day.told(), Language::En);
    assert_eq!(
        en[3],
        "punched on one's own device; iZhiyuan counts that once an administrator confirms: \
         200 minutes wait [f2]"
    );
    let confirmed = json!({ "day": "2019-06-08" });
    let day = day
        .fact("k", "confirmed", "10 11:00", confirmed)
        .now("11 12:00");
    let zh = reasons(&day.told(), Language::Zh);
    assert_eq!(zh[3], "6月10日 11:00 管理员确认了自行打卡 [k]");
    assert_eq!(
        zh[6],
        "i志愿补录时长审核通过次日生效：6月11日 00:00 起，已生效 [d1]"
    );
}

#[test]
fn the_end_of_publicity_is_told_as_a_dispute_leaves_it() {
    let day = || {
        let story = Story::under("jianghai").project("p1", json!({}));
        let story = story.scan("f1", "8 09:00").scan("f2", "8 10:00");
        story.dispute("x", "9 09:00")
    };
    let published = |story: Story| reasons(&story.told(), Language::Zh).remove(3);
    let start = "江海志愿公示 7 天：60 分钟自 6月8日 起公示，";
    for (story, end) in [
        (day(), "原定 6月15日 00:00 起计入，异议处理期间暂缓 [f2]"),
        (
            day().resolve("y", "20 09:00", "x", "keep"),
            "原定 6月15日 00:00 起计入，因异议延至 6月20日 09:00 [f2]",
        ),
        (
            day().resolve("y", "10 09:00", "x", "keep"),
            "6月15日 00:00 起计入 [f2]",
        ),
        (
            day().resolve("y", "10 09:00", "x", "cancel"),
            "因异议取消 [f2]",
        ),
    ] {
        assert_eq!(published(story), format!("{start}{end}"));
    }
}

#[test]
fn a_day_of_a_single_project_and_an_open_session_are_told_in_both_languages() {
    let single = json!({ "timing": "single", "preset_minutes": 200 });
    let told = Story::under("jianghai")
        .project("p1", single)
        .scan("f1", "8 09:00")
        .told();
    assert_eq!(
        reasons(&told, Language::Zh)[1],
        "单签活动预设 200 分钟，江海志愿单次至多 180 分钟 → 3.00 小时 [f1]"
    );
    assert_eq!(
        reasons(&told, Language::En)[1],
        "single activity of 200 preset minutes, Jianghai Volunteers counts 180 at most → 3.00 hours [f1]"
    );
    let open = Story::under("zhiyuanhui")
        .project("p1", json!({}))
        .scan("f1", "8 09:00");
    let open = open.now("8 10:00");
    assert_eq!(
        reasons(&open.told(), Language::Zh)[1],
        "09:00 签到后尚未签退，最晚 17:30 签退 [f1]"
    );
    let missing = reasons(&open.now("8 18:00").told(), Language::En);
    assert_eq!(
        missing[1],
        "signed in 09:00, not signed out by 17:30 (the end); Zhiyuanhui counts nothing then \
         [missing-sign-out, f1]"
    );
}
