//! The command line of the application: where its home is.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the application was started with.
pub(crate) struct Arguments {
    /// The folder of the desk's data, where it is not the platform's.
    pub home: Option<PathBuf>,
}

/// Instead of a window.
pub(crate) enum Answer {
    Help,
    Version,
    Unknown(String),
}

const HELP: &str = "\
义站 yizhan-desktop：志愿者签到台

用法：yizhan-desktop [--home 目录]

  --home 目录   本台数据所在的目录（默认：系统的应用数据目录；也可用环境变量 YIZHAN_HOME）
  --help        显示本说明 / show this help
  --version     显示版本 / show the version

  --home DIR    the folder of this desk's data (default: the platform's; or the variable YIZHAN_HOME)
";

impl Arguments {
    pub(crate) fn read(mut arguments: impl Iterator<Item = OsString>) -> Result<Arguments, Answer> {
        let mut home = std::env::var_os("YIZHAN_HOME").map(PathBuf::from);
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--help" | "-h") => return Err(Answer::Help),
                Some("--version" | "-V") => return Err(Answer::Version),
                Some("--home") => match arguments.next() {
                    Some(folder) => home = Some(PathBuf::from(folder)),
                    None => return Err(Answer::Unknown("--home".to_owned())),
                },
                _ => return Err(Answer::Unknown(argument.to_string_lossy().into_owned())),
            }
        }
        Ok(Arguments { home })
    }
}

impl Answer {
    pub(crate) fn tell(&self) -> ExitCode {
        let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
        // Nobody may be listening: that is no reason to do otherwise.
        let _ = match self {
            Answer::Help => write!(out, "{HELP}"),
            Answer::Version => writeln!(out, "yizhan-desktop {}", env!("CARGO_PKG_VERSION")),
            Answer::Unknown(argument) => {
                writeln!(err, "无法识别的参数：{argument}（--help 查看用法）")
            }
        };
        match self {
            Answer::Help | Answer::Version => ExitCode::SUCCESS,
            Answer::Unknown(_) => ExitCode::from(2),
        }
    }
}
