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
            "60 分钟自 6月8日 起公示 7 天，6月15日 00:00 起计入",
        ]
    );
    let en = reasons(&told, Language::En);
    assert_eq!(
        en[2],
        "in 14:41, out 15:16, 35 minutes; Jianghai Volunteers rounds up to half hours → 1.00 hours \
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
            "09:10:05 签退未计：距签到时间太短，暂不能签退（6月8日 09:30 起）（too-soon） [f2]",
            "09:00 签到后至 18:00 未签退，江海志愿不计时长（missing-sign-out） [f1]",
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
            "补录时长自 6月10日 09:30 起生效，已生效 [d1]",
            "志愿汇的补录时长计为荣誉时数，不计积分",
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
            "6月9日 09:00 有人提出异议 [x]",
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
