//! The desktop shell: one window over the replica. No rule and no SQL is here; a command stamps the time, makes
//! one call and tells the answer in words.

mod app;
mod arguments;
mod commands;
mod error;
mod link;
mod settings;
mod view;

use std::process::ExitCode;

use tauri::Manager;
use tauri_specta::{ErrorHandlingMode, collect_commands};

use crate::app::App;
use crate::arguments::Arguments;

/// Runs the application until its window closes.
pub fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(answer) => return answer.tell(),
    };
    // Blank windows on some graphics cards otherwise; before any thread or WebKit reads it.
    #[cfg(target_os = "linux")]
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        return relaunched();
    }
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let typed = bindings();
    let handler = typed.invoke_handler();
    let raw: fn(tauri::ipc::Invoke) -> bool = tauri::generate_handler![
        commands::desk::scan_image,
        commands::supplements::read_evidence,
        commands::supplements::request_supplement,
    ];
    let built = tauri::Builder::default()
        .plugin(tauri_plugin_opener::init())
        .invoke_handler(move |invoke| match invoke.message.command() {
            // Raw bytes have no place in the generated bindings: these are dispatched by name.
            "scan_image" | "read_evidence" | "request_supplement" => raw(invoke),
            _ => handler(invoke),
        })
        .setup(move |tauri| {
            let home = match arguments.home {
                Some(home) => home,
                None => tauri.path().data_dir()?.join("yizhan"),
            };
            tauri.manage(App::new(tauri.handle().clone(), home));
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(tauri) => {
            tauri.run(|handle, event| {
                if let tauri::RunEvent::Exit = event {
                    handle.state::<App>().close();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window does not open");
            ExitCode::from(3)
        }
    }
}

/// Starts the program once more with the environment that WebKit needs: changing one's own is not safe.
#[cfg(target_os = "linux")]
fn relaunched() -> ExitCode {
    use std::os::unix::process::CommandExt;
    let Ok(program) = std::env::current_exe() else {
        return ExitCode::from(3);
    };
    let error = std::process::Command::new(program)
        .args(std::env::args_os().skip(1))
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .exec();
    tracing::error!(%error, "could not start again");
    ExitCode::from(3)
}

/// The commands and types of the window, from which `ui/src/bindings.ts` is generated.
pub fn bindings() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::<tauri::Wry>::new()
        .error_handling(ErrorHandlingMode::Throw)
        .disable_serde_phases()
        .commands(collect_commands![
            commands::session::state,
            commands::session::suggest_passphrase,
            commands::session::start_demo,
            commands::session::join,
            commands::session::unlock,
            commands::session::lock,
            commands::desk::projects,
            commands::desk::desk,
            commands::desk::scan,
            commands::desk::undo,
            commands::desk::face_question,
            commands::desk::face_confirm,
            commands::desk::face_refuse,
            commands::sweep::sweep,
            commands::sweep::close_sweep,
            commands::members::portrait,
            commands::members::members,
            commands::members::print_cards,
            commands::projects::project_book,
            commands::projects::project_detail,
            commands::projects::form_choices,
            commands::projects::check_project,
            commands::projects::save_draft,
            commands::projects::open_draft,
            commands::projects::delete_draft,
            commands::projects::publish_project,
            commands::projects::change_project,
            commands::projects::delete_project,
            commands::projects::copy_project,
            commands::projects::participants,
            commands::projects::admit_people,
            commands::projects::remove_participant,
            commands::records::project_records,
            commands::records::record,
            commands::records::member_hours,
            commands::supplements::supplement_rights,
            commands::supplements::cases_waiting,
            commands::supplements::missing_records,
            commands::supplements::waiting_supplements,
            commands::supplements::latest_supplements,
            commands::supplements::service_day,
            commands::supplements::may_request,
            commands::supplements::evidence,
            commands::supplements::decide_supplement,
            commands::supplements::disputes,
            commands::supplements::may_dispute,
            commands::supplements::raise_dispute,
            commands::supplements::resolve_dispute,
            commands::supplements::unconfirmed_days,
            commands::supplements::confirm_day,
            commands::status::status,
            commands::status::sync_now,
            commands::status::settings,
            commands::status::save_settings,
        ])
        .typ::<view::Receipt>()
        .typ::<view::supplements::PictureRead>()
        .typ::<app::Changed>()
        .typ::<app::Progress>()
        .typ::<error::CommandError>()
}
