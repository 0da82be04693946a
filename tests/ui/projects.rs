//! A project in the window: written with a fault, mended, published, staffed, scanned for, and a record opened to its reasons.

use jiff::ToSpan;
use thirtyfour::Key;

use crate::stations::{PASSPHRASE, station};
use crate::window::Window;

/// A day so many days from today, where the demonstration is.
fn day(from_today: i64) -> String {
    let zone = jiff::tz::TimeZone::get("Asia/Shanghai").unwrap();
    let today = jiff::Timestamp::now().to_zoned(zone).date();
    today.saturating_add(from_today.days()).to_string()
}

async fn unlocked(home: &std::path::Path) -> Window {
    let window = Window::open(home).await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.click("unlock-submit").await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window
}

async fn filled(window: &Window) {
    for (field, text) in [
        ("form-name", "南湖公园捡拾行动".to_owned()),
        ("form-short_name", "捡拾·行动".to_owned()),
        ("form-wanted", "2".to_owned()),
        ("form-sign_up_from", day(-3)),
        ("form-sign_up_to", day(-1)),
        ("form-from", day(0)),
        ("form-to", day(1)),
        ("form-start", "00:00".to_owned()),
        ("form-end", "00:00".to_owned()),
        ("form-place", "南湖公园北门".to_owned()),
    ] {
        window.type_into(field, &text).await;
    }
    window.click("category-环保绿化").await;
    window.click("object-社会公众").await;
    window
        .wait_for("object-社会公众", "aria-pressed", "true")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_is_written_published_staffed_and_its_record_opens_to_its_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("station");
    let (numbers, card) = {
        let station = station(&home);
        let members = station.members("", 9).unwrap();
        let numbers: Vec<String> = members.into_iter().map(|one| one.number).collect();
        let card = station.card_text(&numbers[2]).unwrap();
        (numbers, card)
    };
    let window = unlocked(&home).await;
    window.click("rail-projects").await;
    window.find("project-detail").await;
    window.shoot("projects-overview").await;

    window.click("project-new").await;
    window.find("project-form").await;
    filled(&window).await;
    // The short name has a mark in it: told beside its field, and the form is not taken.
    window.wait_for("problem-short_name", "text", "标点").await;
    window.click("form-submit").await;
    window.shoot("projects-form-wrong").await;
    window
        .find_by("[data-test=\"project-row\"][data-stage=\"draft\"]")
        .await;
    window.wait_for("form-state", "data-problems", "1").await;
    window.click("form-short_name").await;
    window.control('a').await;
    window.keys("捡拾行动").await;
    window.wait_for("form-state", "data-problems", "0").await;
    window.shoot("projects-form").await;
    window.click("form-submit").await;
    window
        .wait_for("project-name", "title", "南湖公园捡拾行动")
        .await;

    window.click("tab-people").await;
    window.click("people-admit").await;
    let pasted = format!("{}，{}", numbers[2], numbers[3]);
    window.type_into("admit-numbers", &pasted).await;
    window.click("admit-submit").await;
    window.wait_for("admit-result", "data-admitted", "2").await;
    window.wait_for("people-counts", "data-admitted", "2").await;
    // The project wants two: a third is a question, not a refusal.
    window.type_into("admit-numbers", &numbers[4]).await;
    window.click("admit-submit").await;
    window.find("admit-full").await;
    window.shoot("projects-people").await;

    window.click("project-desk").await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window.scan(&card).await;
    window.wait_for("desk-answer", "data-kind", "in").await;

    window.click("rail-projects").await;
    window.click("tab-records").await;
    window
        .wait_for("record-row", "data-number", &numbers[2])
        .await;
    window.click("record-row").await;
    window.wait_for("record-because", "text", "签到").await;
    window.wait_for("record-punch", "data-verdict", "in").await;
    window.wait_for("record-policy", "text", "江海").await;
    window.wait_for("record-standing", "text", "在场").await;
    window.shoot("projects-record").await;
    window.keys(Key::Escape.value().to_string()).await;
    window.wait_gone("record-panel").await;

    // Somebody has punched: it says why it stays.
    window.click("project-delete").await;
    window.wait_for("delete-ask", "text", "不能删除").await;
    window.shoot("projects-delete").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_there_after_the_window_was_closed_and_a_copy_begins_with_open_days() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("station");
    drop(station(&home));
    let window = unlocked(&home).await;
    window.click("rail-projects").await;
    window.click("project-new").await;
    window.type_into("form-name", "写到一半的活动").await;
    window
        .find_by("[data-test=\"project-row\"][data-stage=\"draft\"]")
        .await;
    window.close().await;

    let window = unlocked(&home).await;
    window.click("rail-projects").await;
    window
        .find_by("[data-test=\"project-row\"][data-stage=\"draft\"]")
        .await
        .click()
        .await
        .unwrap();
    window
        .wait_for("form-name", "value", "写到一半的活动")
        .await;
    window.click("draft-delete").await;
    window
        .wait_gone_by("[data-test=\"project-row\"][data-stage=\"draft\"]")
        .await;

    let finished = "[data-test=\"project-row\"][data-stage=\"finished\"]";
    window.click("filter-finished").await;
    window.find_by(finished).await.click().await.unwrap();
    window.click("project-copy").await;
    window.find("project-form").await;
    window.wait_for("form-from", "value", "").await;
    window
        .find_by("[data-test=\"project-form\"][data-draft]")
        .await;
    window.shoot("projects-copy").await;
    window.close().await;
}
