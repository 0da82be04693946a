//! Missing records in the window: one is asked for with a photograph, approved with a reason, and the hours stand.

use jiff::ToSpan;
use jiff::civil::time;
use protocol::row::{ProjectKind, Timing};
use replica::{HoursOf, Input, NewProject, Replica, Scan, Stamp};
use thirtyfour::Key;

use crate::stations::{PASSPHRASE, station};
use crate::window::Window;

/// A volunteer who signed in yesterday and never out.
struct Forgotten {
    project: rules::ProjectId,
    number: String,
    day: jiff::civil::Date,
}

fn forgotten(station: &Replica) -> Forgotten {
    let zone = station.zone().unwrap();
    let day = zone
        .to_datetime(Stamp::now().timestamp())
        .date()
        .yesterday()
        .unwrap();
    let project = NewProject::plain(
        "滨江社区清洁日",
        (Timing::Double, ProjectKind::Service),
        (day, day),
        (time(8, 30, 0, 0), time(17, 30, 0, 0)),
    );
    let project = station.create_project(&project, Stamp::now()).unwrap();
    let members = station.members("", 9).unwrap();
    for (at, member) in members.iter().enumerate().take(6) {
        let minute = i64::try_from(at).unwrap() * 7;
        let came = zone.to_timestamp(day.at(9, 0, 0, 0)).unwrap();
        let scan = Scan {
            given: Some(came.checked_add(minute.minutes()).unwrap()),
            ..Scan::now(project, Input::Text(member.number.clone()))
        };
        station.scan(&scan, Stamp::now()).unwrap();
    }
    Forgotten {
        project,
        number: members[0].number.clone(),
        day,
    }
}

/// A photograph of a scene, if only in colours.
fn photograph(file: &std::path::Path) {
    let picture = image::RgbImage::from_fn(1600, 1200, |x, y| {
        let sky = y < 620 - (x / 9) % 60;
        image::Rgb(match (sky, (x / 160 + y / 120) % 3) {
            (true, _) => [170, 200 - (y / 12) as u8, 220],
            (false, 0) => [120, 130, 96],
            (false, 1) => [140, 122, 100],
            (false, _) => [98, 112, 92],
        })
    });
    picture.save(file).unwrap();
}

fn hours(home: &std::path::Path, forgotten: &Forgotten) -> String {
    let station = Replica::open(home, "test", PASSPHRASE).unwrap();
    let of = HoursOf::Member(forgotten.number.clone());
    let hours = station.hours(&of, None, Stamp::now().timestamp()).unwrap();
    let mut records = hours.assessment.records.iter();
    let record = records.find(|record| record.day == forgotten.day).unwrap();
    record.hours()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missed_sign_out_is_asked_for_with_a_photograph_and_approved_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("station");
    let forgotten = forgotten(&station(&home));
    let image = folder.path().join("scene.jpg");
    photograph(&image);
    let notes = folder.path().join("notes.jpg");
    std::fs::write(&notes, "no picture").unwrap();
    assert_eq!(hours(&home, &forgotten), "0.00");
    let row = format!(
        "[data-test=\"case-row\"][data-number=\"{}\"]",
        forgotten.number
    );

    let window = Window::open(&home).await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.click("unlock-submit").await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window.click("rail-supplements").await;
    window.find_by(&row).await.click().await.unwrap();
    window.wait_for("day-story", "text", "09:00 签到").await;
    window
        .wait_for("supplement-verdict", "data-good", "false")
        .await;
    window.shoot("supplements-missing").await;
    window.type_into("supplement-left", "1200").await;
    window
        .wait_for("supplement-verdict", "text", "请填写补录原因")
        .await;
    window.click("phrase").await;
    window
        .wait_for("supplement-verdict", "text", "请上传现场照片")
        .await;
    let field = window.find("evidence-file").await;
    field.send_keys(notes.to_str().unwrap()).await.unwrap();
    window
        .wait_for("evidence-refused", "text", "notes.jpg")
        .await;
    let field = window.find("evidence-file").await;
    field.send_keys(image.to_str().unwrap()).await.unwrap();
    window.find("evidence-chosen").await;
    window
        .wait_for("supplement-verdict", "data-good", "true")
        .await;
    window.wait_for("supplement-verdict", "text", "3.00").await;
    window.shoot("supplements-request").await;
    window.click("supplement-submit").await;
    window.wait_for("supplements-badge", "text", "1").await;

    window
        .find_by(".el-segmented__item:nth-of-type(2)")
        .await
        .click()
        .await
        .unwrap();
    window
        .wait_for("supplement-detail", "data-state", "waiting")
        .await;
    window.find("evidence-picture").await;
    window.shoot("supplements-review").await;
    // Without a reason nothing is decided.
    window.click("decide-approve").await;
    window.type_into("decide-reason", "照片与记录相符").await;
    window.click("decide-approve").await;
    window
        .find_by(".el-segmented__item:nth-of-type(3)")
        .await
        .click()
        .await
        .unwrap();
    window
        .wait_for("supplement-detail", "data-state", "approved")
        .await;
    window.wait_for("ruling", "text", "照片与记录相符").await;
    window.shoot("supplements-done").await;
    window.click("rail-lock").await;
    window.find("unlock-passphrase").await;
    assert_eq!(hours(&home, &forgotten), "3.00");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hours_that_are_disputed_are_cancelled_by_keyboard() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("station");
    let disputed = {
        let station = station(&home);
        let disputed = forgotten(&station);
        let zone = station.zone().unwrap();
        let left = zone.to_timestamp(disputed.day.at(11, 0, 0, 0)).unwrap();
        let scan = Scan {
            given: Some(left),
            ..Scan::now(disputed.project, Input::Text(disputed.number.clone()))
        };
        station.scan(&scan, Stamp::now()).unwrap();
        disputed
    };
    assert_eq!(hours(&home, &disputed), "2.00");

    let window = Window::open(&home).await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.click("unlock-submit").await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window.click("rail-supplements").await;
    let fourth = ".el-segmented__item:nth-of-type(4)";
    window.find_by(fourth).await.click().await.unwrap();
    window.shoot("supplements-no-disputes").await;
    window.control('n').await;
    window.type_into("new-search", &disputed.number).await;
    window.click("new-row").await;
    let option = format!(
        "[data-test=\"new-project\"] option[value=\"{}\"]",
        disputed.project
    );
    window.find_by(&option).await.click().await.unwrap();
    window.wait_for("day-story", "text", "11:00 签退").await;
    window.type_into("dispute-reason", "当天不在现场").await;
    window.shoot("supplements-dispute-new").await;
    window.click("dispute-submit").await;
    window
        .wait_for("dispute-detail", "data-state", "waiting")
        .await;
    window.wait_for("supplements-badge", "text", "1").await;
    window
        .type_into("decide-reason", "经核实，当天不在现场")
        .await;
    window.shoot("supplements-dispute").await;
    window.keys(Key::F8).await;
    window
        .wait_for("dispute-detail", "data-state", "rejected")
        .await;
    window.wait_for("ruling", "text", "经核实").await;
    window.click("rail-lock").await;
    window.find("unlock-passphrase").await;
    assert_eq!(hours(&home, &disputed), "0.00");
    window.close().await;
}
