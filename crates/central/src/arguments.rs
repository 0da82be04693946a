//! The command line of `yizhan-central`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use rules::{OrganisationId, StationId};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "yizhan-central",
    version,
    about = "义站的中心服务器：各站点与它同步。\nThe server that stations of yizhan synchronise with."
)]
pub(crate) struct Arguments {
    /// 数据目录，缺省为系统的数据目录。 The data folder; default: the platform's
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) home: Option<PathBuf>,
    /// 数据库：sqlite:FILE，缺省在数据目录中。 The database; default: central.db in the data folder
    #[arg(long, global = true, value_name = "sqlite:FILE", value_parser = database)]
    pub(crate) store: Option<PathBuf>,
    /// 提示语言。 The language of messages
    #[arg(long, global = true, value_enum, default_value_t = Lang::Zh)]
    pub(crate) lang: Lang,
    /// 输出 JSON（一向如此）。 Print JSON, as it always does
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// A language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 建立数据目录、密钥和数据库。 Make the data folder, keys and database
    Init,
    /// 提供服务，直到被停止。 Serve until told to stop
    Serve {
        /// 监听地址，端口 0 为任选。 Where to listen; port 0 picks one
        #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:7700")]
        listen: SocketAddr,
    },
    /// 发一个一次性加入码，15 分钟有效。 Issue a single-use enrolment code, good for 15 minutes
    EnrolCode {
        /// 为哪个组织；只有一个组织或尚无组织时可省略。 For which organisation; not needed for one or none
        #[arg(long, value_name = "ID")]
        organisation: Option<OrganisationId>,
        /// 服务器地址，用来给出完整的邀请。 The server's address, for a whole invitation
        #[arg(long, value_name = "ADDRESS")]
        url: Option<String>,
    },
    /// 日志。 The log
    Log {
        /// 做什么。 What to do with it
        #[command(subcommand)]
        action: LogAction,
    },
    /// 停用一个站点（遗失、调离）。 Revoke a station that was lost or sent away
    Revoke {
        /// 哪个站点。 Which
        #[arg(value_name = "STATION")]
        station: StationId,
    },
    /// 从备份恢复数据库之后运行一次：各站点会重新上传。 Run once after restoring a backup: stations push again
    Restored,
}

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum LogAction {
    /// 重算所有哈希链并核对签名。 Recompute every chain and check the signatures
    Verify,
}

fn database(text: &str) -> Result<PathBuf, String> {
    match text.strip_prefix("sqlite:") {
        Some(file) if !file.is_empty() => Ok(file.into()),
        _ => Err("应为 sqlite:FILE。 sqlite:FILE is expected".to_owned()),
    }
}
