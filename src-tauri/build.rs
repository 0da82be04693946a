//! Lists the commands the window may call, and keeps our SQLite out of WebKit's sight.

/// Every command; each needs its `allow-…` in the capability file.
const COMMANDS: &[&str] = &[
    "state",
    "suggest_passphrase",
    "start_demo",
    "join",
    "unlock",
    "lock",
    "projects",
    "desk",
    "scan",
    "scan_image",
    "undo",
    "face_question",
    "face_confirm",
    "face_refuse",
    "sweep",
    "close_sweep",
    "portrait",
    "members",
    "supplement_rights",
    "cases_waiting",
    "missing_records",
    "waiting_supplements",
    "latest_supplements",
    "service_day",
    "may_request",
    "evidence",
    "decide_supplement",
    "disputes",
    "may_dispute",
    "raise_dispute",
    "resolve_dispute",
    "unconfirmed_days",
    "confirm_day",
    "read_evidence",
    "request_supplement",
    "status",
    "sync_now",
    "print_cards",
    "settings",
    "save_settings",
    "project_book",
    "project_detail",
    "form_choices",
    "check_project",
    "save_draft",
    "open_draft",
    "delete_draft",
    "publish_project",
    "change_project",
    "delete_project",
    "copy_project",
    "participants",
    "admit_people",
    "remove_participant",
    "project_records",
    "record",
    "member_hours",
];

fn main() {
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("linux") {
        // Without this the binary exports its sqlite3_* symbols, and libsoup and WebKit run on our SQLCipher.
        println!("cargo:rustc-link-arg-bins=-Wl,--exclude-libs,ALL");
    }
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .windows_attributes(
            tauri_build::WindowsAttributes::new().window_icon_path("src-tauri/icons/icon.ico"),
        )
        .app_manifest(tauri_build::AppManifest::new().commands(COMMANDS));
    tauri_build::try_build(attributes).expect("the application's own files are in order");
}
