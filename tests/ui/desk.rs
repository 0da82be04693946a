//! The main job in the window: unlock, scan with the network down, print, and the queue empties when it is back.

use crate::server::Server;
use crate::stations::{PASSPHRASE, founded, picture};
use crate::window::Window;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_scans_and_prints_while_central_is_away_and_hands_everything_over_after() {
    let mut server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("station");
    let (number, text) = founded(&server, &home).await;
    let image = folder.path().join("card.png");
    picture(&text, &image);

    let window = Window::open(&home).await;
    window.type_into("unlock-passphrase", "not this one").await;
    window.click("unlock-submit").await;
    window
        .wait_for("failure", "data-code", "wrong-passphrase")
        .await;
    window.find_by("[data-test=\"unlock-passphrase\"]").await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.click("unlock-submit").await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window.wait_for("status-link", "data-link", "online").await;
    window.shoot("desk-idle").await;

    server.down().await;
    let input = window.find("choose-image").await;
    input.send_keys(image.to_str().unwrap()).await.unwrap();
    window.wait_for("desk-answer", "data-kind", "in").await;
    window.wait_for("count-present", "text", "1").await;
    window.wait_for("status-link", "data-link", "offline").await;
    window.wait_for("status-unsent", "text", "1").await;
    window.shoot("desk-in-offline").await;

    // The same card again, by a reader that types: a notice, not a second punch.
    window.scan(&text).await;
    window
        .wait_for("desk-answer", "data-code", "duplicate")
        .await;
    window.shoot("desk-duplicate").await;
    window.scan("https://example.org/x").await;
    window
        .wait_for("desk-answer", "data-code", "malformed")
        .await;
    window.scan("99999999").await;
    window.wait_for("desk-answer", "data-code", "unknown").await;
    window.wait_for("count-present", "text", "1").await;

    window.click("rail-print").await;
    window.type_into("print-search", &number).await;
    window.wait_for("print-row", "data-number", &number).await;
    window.find("print-row").await.click().await.unwrap();
    window.click("print-submit").await;
    window.wait_for("print-result", "data-printed", "1").await;
    window.shoot("print").await;
    let prints: Vec<_> = std::fs::read_dir(home.join("prints")).unwrap().collect();
    assert_eq!(prints.len(), 1);

    server.up().await;
    window.click("rail-desk").await;
    window.click("rail-sync").await;
    window.click("sync-now").await;
    window.wait_for("status-link", "data-link", "online").await;
    window.wait_for("sync-unsent", "text", "0").await;
    window.shoot("sync").await;
    window.close().await;
    server.down().await;
}
