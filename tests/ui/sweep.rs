//! The face check at the desk, and the end of an event, in the real window.

use std::path::Path;

use jiff::{Timestamp, ToSpan};
use replica::{Cost, DemoPlan, Input, NewHome, Outcome, Replica, Scan, Stamp};
use rules::ProjectId;

use crate::stations::{PASSPHRASE, picture, station};
use crate::window::Window;

fn today(station: &Replica) -> ProjectId {
    station.projects().unwrap()[0].id
}

/// Signs people in so many minutes ago.
fn sign_in(station: &Replica, numbers: &[String], minutes: i64) {
    for number in numbers {
        let scan = Scan {
            given: Some(Timestamp::now().checked_sub(minutes.minutes()).unwrap()),
            ..Scan::now(today(station), Input::Text(number.clone()))
        };
        let receipt = station.scan(&scan, Stamp::now()).unwrap();
        assert_eq!(receipt.outcome, Outcome::Accepted);
    }
}

fn numbers(station: &Replica) -> Vec<String> {
    let members = station.members("", 60).unwrap();
    members.into_iter().map(|one| one.number).collect()
}

async fn unlocked(home: &Path) -> Window {
    let window = Window::open(home).await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.click("unlock-submit").await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_never_checked_is_compared_and_signed_in_while_scanning_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = {
        let station = station(folder.path());
        station.work_under("izhiyuan", Stamp::now()).unwrap();
        numbers(&station)
    };
    let window = unlocked(folder.path()).await;
    window.scan(&numbers[3]).await;
    window
        .wait_for("desk-answer", "data-code", "face-check-required")
        .await;
    window
        .wait_for("face-panel", "data-number", &numbers[3])
        .await;
    window.wait_for("face-identity", "text", "***").await;
    window.shoot("face").await;

    // The next in the line is scanned meanwhile: he waits behind, the first stays in front.
    window.scan(&numbers[4]).await;
    window.wait_for("face-waiting", "text", "1").await;
    window
        .wait_for("face-panel", "data-number", &numbers[3])
        .await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window.wait_for("count-present", "text", "0").await;
    window.shoot("face-two").await;

    // The panel takes no answer before anybody can have looked.
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    window.click("face-yes").await;
    window.wait_for("desk-answer", "data-kind", "in").await;
    window.wait_for("count-present", "text", "1").await;
    window
        .wait_for("face-panel", "data-number", &numbers[4])
        .await;
    window.control('z').await;
    window.wait_for("count-present", "text", "0").await;
    window
        .wait_for("face-panel", "data-number", &numbers[4])
        .await;
    window.wait_for("face-identity", "text", "***").await;
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;

    // Somebody else holds the second card: Escape, and nobody is in.
    window
        .keys(thirtyfour::Key::Escape.value().to_string())
        .await;
    window
        .wait_for("desk-answer", "data-code", "not-the-person")
        .await;
    window.shoot("face-not-the-person").await;
    window.wait_for("count-present", "text", "0").await;

    // Once is for good, also for a card that was held up by another first: F4, without the mouse.
    window.scan(&numbers[4]).await;
    window
        .wait_for("face-panel", "data-number", &numbers[4])
        .await;
    window.wait_for("face-identity", "text", "***").await;
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;
    window.keys(thirtyfour::Key::F4.value().to_string()).await;
    window.wait_for("desk-answer", "data-kind", "in").await;
    window.wait_for("count-present", "text", "1").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lead_ends_the_event_and_everybody_is_answered_for() {
    let folder = tempfile::tempdir().unwrap();
    let numbers = {
        let station = station(folder.path());
        let numbers = numbers(&station);
        sign_in(&station, &numbers[..38], 55);
        sign_in(&station, &numbers[38..40], 5);
        numbers
    };
    let window = unlocked(folder.path()).await;
    window.wait_for("count-present", "text", "40").await;
    window.keys(thirtyfour::Key::F9.value().to_string()).await;
    window.wait_for("sweep-present", "text", "40").await;
    window.wait_for("sweep-outlook", "text", "缺签退").await;
    window.wait_for("sweep-row", "data-number", "0").await;
    window.shoot("sweep").await;

    // One is left on purpose, found by the end of his number.
    let last = &numbers[7][numbers[7].len() - 4..];
    window.type_into("sweep-search", last).await;
    window
        .wait_for("sweep-row", "data-number", &numbers[7])
        .await;
    window
        .keys(thirtyfour::Key::Enter.value().to_string())
        .await;
    window.keys(" ").await;
    window.wait_for("sweep-picked", "text", "1").await;
    window.click("sweep-do-leave").await;
    window.wait_for("sweep-summary", "text", "1 人").await;
    window.click("sweep-confirm").await;
    window.wait_for("sweep-tally-left", "data-count", "1").await;
    window
        .keys(thirtyfour::Key::Escape.value().to_string())
        .await;
    window.wait_for("sweep-present", "text", "40").await;
    window
        .keys(thirtyfour::Key::Escape.value().to_string())
        .await;

    // All the others in one action.
    window.wait_for("sweep-picked", "text", "0").await;
    window.control('a').await;
    window.wait_for("sweep-picked", "text", "40").await;
    window.click("sweep-do-sign-out").await;
    window.wait_for("sweep-summary", "text", "38 人").await;
    window.wait_for("sweep-summary", "text", "2 人").await;
    window.shoot("sweep-confirm").await;
    window.click("sweep-confirm").await;
    window
        .wait_for("sweep-tally-signed-out", "data-count", "38")
        .await;
    window
        .wait_for("sweep-tally-refused", "data-count", "2")
        .await;
    window
        .wait_for("sweep-line", "data-outcome", "refused")
        .await;
    window.shoot("sweep-result").await;
    window
        .keys(thirtyfour::Key::Escape.value().to_string())
        .await;
    window.wait_for("sweep-present", "text", "2").await;
    window.shoot("sweep-rest").await;
    window
        .keys(thirtyfour::Key::Escape.value().to_string())
        .await;
    window.wait_for("count-present", "text", "2").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_out_forgotten_on_an_earlier_day_is_asked_for_with_reason_and_picture() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("station");
    let image = folder.path().join("sheet.png");
    forgotten(&home, &image);
    let window = unlocked(&home).await;
    for (at, theme) in [(2, "light"), (3, "dark")] {
        window.click("rail-settings").await;
        let choice = format!("[data-test=\"set-theme\"] label:nth-of-type({at})");
        window.find_by(&choice).await.click().await.unwrap();
        window.click("rail-desk").await;
        window.click("sweep-open").await;
        window.wait_for("sweep-outlook", "data-over", "true").await;
        window.wait_for("sweep-present", "text", "6").await;
        window.control('a').await;
        window.wait_for("sweep-picked", "text", "6").await;
        window.click("sweep-do-request").await;
        window.wait_for("sweep-summary", "text", "6 人").await;
        window.shoot(&format!("sweep-request-{theme}")).await;
    }
    window.click("sweep-cause-own-fault").await;
    let file = window.find("sweep-picture").await;
    file.send_keys(image.to_str().unwrap()).await.unwrap();
    window.wait_for("sweep-ask", "text", "sheet.png").await;
    window.click("sweep-confirm").await;
    window
        .wait_for("sweep-tally-requested", "data-count", "6")
        .await;
    window
        .keys(thirtyfour::Key::Escape.value().to_string())
        .await;
    window.wait_for("sweep-row", "text", "已申请补录").await;
    window.shoot("sweep-requested").await;
    window.close().await;
}

/// A station whose one project runs since three weeks: six people signed in the day before and out never.
fn forgotten(home: &Path, image: &Path) {
    let plan = DemoPlan {
        members: 60,
        projects: 1,
        punches: 1,
        seed: 11,
        portraits: true,
    };
    let station = NewHome::begin(home, "test")
        .unwrap()
        .keep_with_demo(&plan, Stamp::now(), PASSPHRASE, Cost::Least, &mut |_, _| {})
        .unwrap();
    let project = today(&station);
    let start = station.projects().unwrap()[0].start;
    let day = station.desk(project, Timestamp::now(), 0).unwrap().day;
    let came = day.yesterday().unwrap().to_datetime(start) + 20.minutes();
    let came = came.to_zoned(station.zone().unwrap()).unwrap().timestamp();
    for number in &numbers(&station)[..6] {
        let scan = Scan {
            given: Some(came),
            ..Scan::now(project, Input::Text(number.clone()))
        };
        let receipt = station.scan(&scan, Stamp::now()).unwrap();
        assert_eq!(receipt.outcome, Outcome::Accepted);
    }
    let text = station.card_text(&numbers(&station)[0]).unwrap();
    picture(&text, image);
}
