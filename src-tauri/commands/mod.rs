//! The commands of the window: stamp the time, make one call, tell the answer. One file a screen.

pub(crate) mod desk;
pub(crate) mod members;
pub(crate) mod projects;
pub(crate) mod records;
pub(crate) mod session;
pub(crate) mod status;
pub(crate) mod supplements;
pub(crate) mod sweep;

use crate::app::App;
use crate::error::{CommandError, ErrorCode};

/// What a command answers.
type Answer<T> = Result<T, CommandError>;

/// Runs asynchronous work to its end on a thread of its own: a command's thread may not wait for another task.
fn on_own_thread<T: Send>(app: &App, work: impl Future<Output = T> + Send) -> Answer<T> {
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            Some(builder.enable_all().build().ok()?.block_on(work))
        });
        thread.join().ok().flatten().ok_or_else(|| {
            CommandError::new(
                ErrorCode::Internal,
                app.language(),
                "程序内部出错，这一步没有完成。数据都已存好，请重试。",
                "A fault of the program: this step was not done. Everything is stored; try again.",
            )
        })
    })
}
