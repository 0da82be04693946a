//! What is said about a command line that is no good.

use rules::Language;

fn pick(language: Language, zh: String, en: String) -> String {
    language.pick(zh, en)
}

/// Something that has to be given is not.
pub(crate) fn missing(argument: &str, language: Language) -> String {
    pick(
        language,
        format!("缺少参数：{argument}"),
        format!("missing: {argument}"),
    )
}

/// An option that is not known.
pub(crate) fn unknown(argument: &str, language: Language) -> String {
    pick(
        language,
        format!("不认识的参数：{argument}"),
        format!("unknown argument: {argument}"),
    )
}

/// A command that is not known.
pub(crate) fn no_such_command(name: &str, language: Language) -> String {
    pick(
        language,
        format!("没有这个命令：{name}；用 yizhan --help 查看全部命令"),
        format!("no such command: {name}; yizhan --help lists them all"),
    )
}

/// No command at all.
pub(crate) fn command_missing(language: Language) -> String {
    language
        .pick(
            "缺少命令；用 yizhan --help 查看全部命令",
            "a command is missing; yizhan --help lists them all",
        )
        .to_owned()
}

/// Two options that exclude one another, or one given twice.
pub(crate) fn conflict(argument: &str, other: &str, language: Language) -> String {
    if other.is_empty() || other == argument {
        return pick(
            language,
            format!("{argument}：只能给一次"),
            format!("{argument}: given more than once"),
        );
    }
    pick(
        language,
        format!("{argument}：不能与 {other} 同时使用"),
        format!("{argument}: not together with {other}"),
    )
}

/// An option without its value.
pub(crate) fn no_value(argument: &str, language: Language) -> String {
    pick(
        language,
        format!("{argument}：缺少值"),
        format!("{argument}: a value is missing"),
    )
}

/// A value of the wrong form.
pub(crate) fn bad_value(argument: &str, value: &str, language: Language) -> String {
    let (zh, en) = expected(argument);
    pick(
        language,
        format!("{argument}：无效的值“{value}”{zh}"),
        format!("{argument}: not a valid value: “{value}”{en}"),
    )
}

/// What a value should have been.
fn expected(argument: &str) -> (&'static str, &'static str) {
    match argument.split(' ').next().unwrap_or_default() {
        "--at" | "--now" => (
            "，须为带时差的时间，如 2026-05-04T09:00:00+08:00",
            "; a time with its offset is expected, such as 2026-05-04T09:00:00+08:00",
        ),
        "--project" | "--actor" | "<FACT>" => ("，须为编号（UUID）", "; an id (UUID) is expected"),
        "--members" | "--projects" | "--punches" | "--seed" => (
            "，须为范围内的整数",
            "; a whole number within the limits is expected",
        ),
        "--version" | "--profile-version" => ("，须为整数", "; a whole number is expected"),
        "--lang" => ("，须为 zh 或 en", "; zh or en is expected"),
        "--layout" => ("，须为 cr80 或 a4", "; cr80 or a4 is expected"),
        "<approve|reject>" => (
            "，须为 approve 或 reject",
            "; approve or reject is expected",
        ),
        "<cancel|keep>" => ("，须为 cancel 或 keep", "; cancel or keep is expected"),
        "--direction" => ("，须为 auto、in 或 out", "; auto, in or out is expected"),
        _ => ("", ""),
    }
}

/// An argument that is no text.
pub(crate) fn not_text(language: Language) -> String {
    language
        .pick(
            "参数不是有效的 UTF-8 文本",
            "an argument is no valid UTF-8 text",
        )
        .to_owned()
}

/// Whatever else can be wrong.
pub(crate) fn otherwise(argument: &str, language: Language) -> String {
    pick(
        language,
        format!("参数有误：{argument}；用 --help 查看用法"),
        format!("bad arguments: {argument}; --help tells how"),
    )
}
