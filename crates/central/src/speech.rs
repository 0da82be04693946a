//! What `yizhan-central` says on standard error, in Chinese and English, and the exit status that goes with it.

use std::io::Write;

use central::Error;

use crate::arguments::Lang;

const BAD_INPUT: u8 = 2;
const COULD_NOT: u8 = 3;

/// Writes a line to standard error.
pub(crate) fn say(line: &str) {
    // There is nobody to tell when standard error is closed.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// 2 where the arguments name what is not there, 3 for the rest.
pub(crate) fn exit_code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref::<Error>() {
        Some(Error::NoSuchOrganisation | Error::NoSuchStation | Error::WhichOrganisation) => {
            BAD_INPUT
        }
        _ => COULD_NOT,
    }
}

/// One line for a person.
pub(crate) fn sentence(error: &anyhow::Error, lang: Lang) -> String {
    let (zh, en) = match error.downcast_ref::<Error>() {
        Some(error) => both(error),
        None => (
            format!("未能完成：{error:#}"),
            format!("could not: {error:#}"),
        ),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn both(error: &Error) -> (String, String) {
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    match error {
        Error::NotInitialised => pair(
            "尚未初始化：请先运行 yizhan-central init",
            "not initialised: run yizhan-central init first",
        ),
        Error::AlreadyInitialised => pair(
            "已经初始化，未作改动",
            "already initialised; nothing was changed",
        ),
        Error::Keys => pair(
            "数据库旁的密钥文件缺失或损坏",
            "the key file beside the database is missing or damaged",
        ),
        Error::Newer { found, known } => (
            format!("数据库版本为 {found}，本程序只认识到 {known}：请升级程序"),
            format!("the database is of version {found}, this program knows {known}: upgrade it"),
        ),
        Error::NoSuchOrganisation => pair(
            "--organisation：没有这个组织",
            "--organisation: no such organisation",
        ),
        Error::NoSuchStation => pair("STATION：没有这个站点", "STATION: no such station"),
        Error::WhichOrganisation => pair(
            "--organisation：有多个组织，请指明一个",
            "--organisation: there are several organisations, name one",
        ),
        Error::Damaged(what) => (
            format!("存储的数据已损坏（{what}）"),
            format!("the stored {what} is damaged"),
        ),
        Error::Database(cause) => (format!("数据库：{cause}"), format!("database: {cause}")),
        Error::Io(cause) => (
            format!("文件或网络：{cause}"),
            format!("file or network: {cause}"),
        ),
        Error::Random(_) => pair("系统没有可用的随机数", "the system gives no random numbers"),
        Error::Refused(_) | Error::Replayed { .. } | Error::Card(_) => {
            (format!("未能完成：{error}"), format!("could not: {error}"))
        }
    }
}
