//! The doors of the application: first start with a demonstration, joining by an invitation, a home in use.

use crate::server::Server;
use crate::stations::{PASSPHRASE, founded, station};
use crate::window::Window;

async fn chosen_passphrase(window: &Window) {
    window.type_into("pass-first", PASSPHRASE).await;
    window.type_into("pass-again", PASSPHRASE).await;
    window.click("pass-submit").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_start_with_the_demonstration_comes_to_a_desk_that_takes_numbers_and_undoes() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(&folder.path().join("station")).await;
    window.shoot("first-start").await;
    window.click("first-demo").await;
    window.shoot("passphrase").await;
    chosen_passphrase(&window).await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window
        .wait_for("status-link", "data-link", "standalone")
        .await;
    window.scan("009901000000007").await;
    window.wait_for("desk-answer", "data-kind", "in").await;
    window.wait_for("count-present", "text", "1").await;
    window.control('z').await;
    window.wait_for("count-present", "text", "0").await;
    window.click("rail-settings").await;
    window.click("lock-now").await;
    window.find("unlock-passphrase").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_desk_joins_by_the_text_of_an_invitation() {
    let mut server = Server::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (number, _) = founded(&server, &folder.path().join("one")).await;
    let invitation = protocol::Invitation {
        address: server.url(),
        code: server.code().await,
    };
    let window = Window::open(&folder.path().join("two")).await;
    window.click("first-join").await;
    window.type_into("join-code", &invitation.to_string()).await;
    window.shoot("join").await;
    window.click("join-next").await;
    chosen_passphrase(&window).await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window.wait_for("status-link", "data-link", "online").await;
    window.scan(&number).await;
    window.wait_for("desk-answer", "data-kind", "in").await;
    // Locked and opened again at once: the link must have let go of the home.
    window.click("rail-lock").await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.click("unlock-submit").await;
    window.wait_for("desk-armed", "data-armed", "true").await;
    window.close().await;
    server.down().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_home_that_another_program_has_open_is_told_so_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let held = station(folder.path());
    let window = Window::open(folder.path()).await;
    window.wait_for("failure", "data-code", "in-use").await;
    window.shoot("in-use").await;
    drop(held);
    window.click("trouble-retry").await;
    window.find("unlock-passphrase").await;
    window.close().await;
}
