//! What `--help` says, in Chinese and English: a line for each command and each argument.

use clap::{ArgAction, Command};
use rules::Language;

/// The texts by place: the command's path, for an argument followed by `/` and its name.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "",
        "义站：志愿服务现场的签到台，断网也能用。",
        "yizhan: the desk that signs volunteers in with no network.",
    ),
    (
        "/home",
        "站点数据目录，缺省为系统的数据目录",
        "The station's data folder; default: the platform's",
    ),
    (
        "/json",
        "输出 JSON，每行一个文档",
        "Print JSON, one document a line",
    ),
    (
        "/lang",
        "语言：zh（缺省）或 en",
        "Language: zh (default) or en",
    ),
    (
        "/actor",
        "以哪位工作人员的名义操作",
        "In the name of which staff member",
    ),
    ("/help", "显示帮助", "Show this help"),
    ("/version", "显示版本", "Show the version"),
    (
        "demo",
        "在空目录中建立演示组织",
        "Fill an empty home with a demo organisation",
    ),
    (
        "demo/members",
        "志愿者人数（缺省 200）",
        "How many volunteers (default 200)",
    ),
    (
        "demo/projects",
        "活动数量（缺省 6）",
        "How many projects (default 6)",
    ),
    (
        "demo/punches",
        "历史打卡次数（缺省 600）",
        "How many punches of the past (default 600)",
    ),
    (
        "demo/seed",
        "随机种子，相同则人员相同（缺省 1）",
        "The same seed makes the same people (default 1)",
    ),
    (
        "demo/central",
        "随后加入的中心服务器地址",
        "The address of a central to join afterwards",
    ),
    (
        "demo/code",
        "中心服务器发出的创建码",
        "The founding code of that central",
    ),
    (
        "assess",
        "按规则计算案例文件中的时长",
        "Run the rules over the cases in a file",
    ),
    (
        "assess/file",
        "案例文件（JSON），- 为标准输入",
        "The cases (JSON); - is standard input",
    ),
    (
        "decode",
        "识别图片中的二维码",
        "Read the QR codes in pictures",
    ),
    (
        "decode/live",
        "使用摄像头的快速识别流程",
        "Use the camera's quick ladder",
    ),
    (
        "decode/files",
        "图片文件（JPEG 或 PNG）",
        "Pictures (JPEG or PNG)",
    ),
    (
        "card",
        "志愿者证：内容、查验、打印、换发",
        "Volunteer cards: text, check, print, replace",
    ),
    (
        "card text",
        "输出某人志愿者证的内容",
        "Print the text of someone's card",
    ),
    ("card text/member", "志愿者编号", "The volunteer number"),
    (
        "card verify",
        "查验志愿者证内容的真伪",
        "Check whether a card's text is good",
    ),
    (
        "card verify/text",
        "志愿者证的内容（VC1:…）",
        "The card's text (VC1:…)",
    ),
    ("card print", "把志愿者证打印成 PDF", "Print cards as PDF"),
    (
        "card print/members",
        "志愿者编号，可给多个",
        "Volunteer numbers, one or more",
    ),
    ("card print/all", "全部成员", "Every member"),
    (
        "card print/layout",
        "版式：cr80（每页一张）或 a4（每页十张）",
        "Layout: cr80 (one a page) or a4 (ten a page)",
    ),
    (
        "card print/out",
        "输出文件，超过 500 张时分为 文件-001.pdf 等",
        "The file; more than 500 cards go to FILE-001.pdf and on",
    ),
    (
        "card replace",
        "作废旧证、签发新证",
        "Retire a card and issue a new one",
    ),
    ("card replace/member", "志愿者编号", "The volunteer number"),
    ("card replace/reason", "换发原因", "The reason"),
    (
        "project",
        "活动：列表、查看、新建、修改、删除",
        "Projects: list, show, create, change, delete",
    ),
    ("project show", "查看一个活动", "Show a project"),
    ("project show/project", "活动编号", "The project's id"),
    (
        "project change",
        "按 JSON 文件修改活动，只写要改的项",
        "Change a project by a JSON file with the fields that change",
    ),
    ("project change/project", "活动编号", "The project's id"),
    (
        "project change/file",
        "要改的项，- 为标准输入",
        "The fields that change; - is standard input",
    ),
    (
        "project delete",
        "删除无人打卡的活动",
        "Delete a project that nobody punched in",
    ),
    ("project delete/project", "活动编号", "The project's id"),
    ("project list", "列出活动", "List the projects"),
    (
        "project create",
        "按 JSON 文件新建活动",
        "Create a project from a JSON file",
    ),
    (
        "project create/file",
        "活动的 JSON 文件，- 为标准输入",
        "The project as JSON; - is standard input",
    ),
    ("member", "成员：列表、导入", "Members: list, import"),
    ("member list", "列出成员", "List the members"),
    (
        "member list/search",
        "按编号、姓名、拼音、首字母或号码后四位查找",
        "Search number, name, pinyin, initials or last four digits",
    ),
    (
        "member import",
        "从 CSV 或 XLSX 文件导入成员",
        "Take people in from a CSV or XLSX file",
    ),
    (
        "member import/file",
        "名单文件，首行为列名（姓名必有）",
        "The list; its first row names the columns (name is needed)",
    ),
    ("scan", "扫码签到、签退", "Scan people in and out"),
    ("scan/project", "活动编号", "The project's id"),
    (
        "scan/direction",
        "方向：auto（缺省）、in 签到、out 签退",
        "Direction: auto (default), in or out",
    ),
    (
        "scan/at",
        "补登的时间（RFC 3339），会记录在案",
        "A stated time (RFC 3339); the fact records it",
    ),
    (
        "scan/inputs",
        "证件内容、志愿者编号或图片文件；- 为从标准输入逐行读取",
        "A card's text, a volunteer number or a picture; - reads lines from standard input",
    ),
    ("annul", "撤销一次打卡", "Take a punch back"),
    ("annul/fact", "打卡记录的编号", "The punch's id"),
    ("annul/reason", "撤销原因", "The reason"),
    (
        "face-check",
        "记录面验：已核对本人与证件",
        "Note a face check: person and document were compared",
    ),
    ("face-check/member", "志愿者编号", "The volunteer number"),
    (
        "face-check/at",
        "补登的时间（RFC 3339），会记录在案",
        "A stated time (RFC 3339); the fact records it",
    ),
    (
        "admit",
        "把志愿者录用到活动名单",
        "Put volunteers on a project's list",
    ),
    ("admit/project", "活动编号", "The project's id"),
    (
        "admit/members",
        "志愿者编号，可给多个",
        "Volunteer numbers, one or more",
    ),
    (
        "admit/at",
        "补登的时间（RFC 3339），会记录在案",
        "A stated time (RFC 3339); the fact records it",
    ),
    (
        "supplement",
        "补录：申请、列表、审核",
        "Missing records: ask, list, decide",
    ),
    (
        "supplement request",
        "按 JSON 文件申请补录",
        "Ask for a missing record, described in a JSON file",
    ),
    (
        "supplement request/file",
        "申请的 JSON 文件（project、volunteer、day、in、out、cause、reason、evidence），- 为标准输入",
        "The request as JSON (project, volunteer, day, in, out, cause, reason, evidence); - is standard input",
    ),
    (
        "supplement request/at",
        "补登的时间（RFC 3339），会记录在案",
        "A stated time (RFC 3339); the fact records it",
    ),
    (
        "supplement list",
        "列出补录申请及其状态、期限",
        "List the requests with state and deadline",
    ),
    (
        "supplement list/now",
        "以此刻为准（RFC 3339）",
        "As of this time (RFC 3339)",
    ),
    (
        "supplement list/missing",
        "改为列出可能缺少的签到签退",
        "List the records that may be missing instead",
    ),
    ("supplement decide", "审核补录申请", "Decide on a request"),
    (
        "supplement decide/fact",
        "申请记录的编号",
        "The request's id",
    ),
    (
        "supplement decide/outcome",
        "approve 通过，reject 不通过",
        "approve or reject",
    ),
    ("supplement decide/reason", "理由", "The reason"),
    (
        "supplement decide/at",
        "补登的时间（RFC 3339），会记录在案",
        "A stated time (RFC 3339); the fact records it",
    ),
    (
        "dispute",
        "时长异议：提出、列表、处理",
        "Disputed hours: raise, list, resolve",
    ),
    (
        "dispute raise",
        "按 JSON 文件提出异议",
        "Take an objection down, described in a JSON file",
    ),
    (
        "dispute raise/file",
        "异议的 JSON 文件（project、volunteer、day、reason），- 为标准输入",
        "The objection as JSON (project, volunteer, day, reason); - is standard input",
    ),
    (
        "dispute raise/at",
        "补登的时间（RFC 3339），会记录在案",
        "A stated time (RFC 3339); the fact records it",
    ),
    ("dispute list", "列出异议", "List the disputes"),
    (
        "dispute list/now",
        "以此刻为准（RFC 3339）",
        "As of this time (RFC 3339)",
    ),
    ("dispute resolve", "处理异议", "Answer a dispute"),
    ("dispute resolve/fact", "异议记录的编号", "The dispute's id"),
    (
        "dispute resolve/outcome",
        "cancel 取消当天时长，keep 保留",
        "cancel the day's hours, or keep them",
    ),
    ("dispute resolve/reason", "理由", "The reason"),
    (
        "dispute resolve/at",
        "补登的时间（RFC 3339），会记录在案",
        "A stated time (RFC 3339); the fact records it",
    ),
    (
        "hours",
        "查询时长及其计算依据",
        "Hours, and why they are what they are",
    ),
    ("hours/member", "志愿者编号", "The volunteer number"),
    ("hours/project", "活动编号", "The project's id"),
    (
        "hours/profile",
        "与另一套规则方案比较（如 jianghai、izhiyuan）",
        "Compare with another profile (such as jianghai, izhiyuan)",
    ),
    (
        "hours/profile_version",
        "规则方案的版本（缺省按活动首日生效的版本）",
        "Which version of it (default: the one in force on a project's first day)",
    ),
    (
        "hours/now",
        "以此时刻为准（RFC 3339）",
        "As of this time (RFC 3339)",
    ),
    ("profile", "规则方案", "Policy profiles"),
    (
        "profile list",
        "列出全部规则方案及其版本",
        "List every profile and its versions",
    ),
    (
        "profile show",
        "显示规则方案的完整文件，可复制修改",
        "Show a profile's whole data file, to copy and change",
    ),
    (
        "profile show/name",
        "规则方案的名称（如 jianghai）",
        "The profile's name (such as jianghai)",
    ),
    (
        "profile show/profile_version",
        "版本（缺省为最新）",
        "Which version (default: the newest)",
    ),
    (
        "profile add",
        "加入一套规则方案，或已有方案的新版本",
        "Add a profile, or a new version of one",
    ),
    (
        "profile add/file",
        "规则方案文件（JSON，可用 extends 沿用另一套）",
        "The data file (JSON; it may extend another)",
    ),
    (
        "sweep",
        "收尾：列出未签退的人，或一次处理完",
        "End of a day: list who has not signed out, or settle them all at once",
    ),
    ("sweep/project", "活动编号", "The project's id"),
    (
        "sweep/day",
        "服务日（如 2026-06-08），缺省为当前或最近有人未签退的一天",
        "The service day (such as 2026-06-08); default: the present one, or the latest with someone signed in",
    ),
    (
        "sweep/close",
        "全部签退，并记下原因",
        "Sign everybody out, for this reason",
    ),
    (
        "sweep/leave",
        "保留不动，并记下原因",
        "Leave them signed in on purpose, for this reason",
    ),
    (
        "sweep/now",
        "以此时刻为准（RFC 3339）",
        "As of this time (RFC 3339)",
    ),
    ("enrol", "加入中心服务器", "Join a central"),
    ("enrol/url", "中心服务器地址", "Central's address"),
    ("enrol/code", "一次性加入码", "The single-use code"),
    (
        "enrol/name",
        "本站点的名称",
        "What people call this station",
    ),
    (
        "sync",
        "与中心服务器同步一轮",
        "One round of synchronisation with central",
    ),
    (
        "status",
        "待上传、待处理与中心连接情况",
        "What waits, what needs attention, whether central answers",
    ),
    (
        "status/now",
        "以此时刻为准（RFC 3339）",
        "As of this time (RFC 3339)",
    ),
    ("log", "日志：校验", "The log: verify"),
    ("log verify", "重算全部哈希链", "Compute every chain anew"),
];

/// The same command with its help in a language, headings included.
pub(crate) fn describe(command: Command, language: Language) -> Command {
    placed(command, "", language)
}

fn placed(command: Command, path: &str, language: Language) -> Command {
    let (values, options, general) = language.pick(
        ("参数", "选项", "通用选项"),
        ("Arguments", "Options", "Options of every command"),
    );
    let usage = language.pick("用法", "Usage");
    let mut command = command
        .about(text(path, language))
        .help_template(format!("{{about}}\n\n{usage}: {{usage}}\n\n{{all-args}}"))
        .subcommand_help_heading(language.pick("命令", "Commands"))
        .subcommand_value_name(language.pick("命令", "COMMAND"))
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .mut_args(|argument| {
            let id = argument.get_id().to_string();
            let own = find(&format!("{path}/{id}"), language).filter(|_| !path.is_empty());
            let heading = match own {
                None => general,
                Some(_) if argument.is_positional() => values,
                Some(_) => options,
            };
            let help = own.unwrap_or_else(|| text(&format!("/{id}"), language));
            let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
            let argument = argument.help(help).help_heading(heading);
            if takes_value {
                argument.hide_default_value(true)
            } else {
                argument
            }
        });
    let names: Vec<String> = command
        .get_subcommands()
        .map(|verb| verb.get_name().to_owned())
        .collect();
    for name in names {
        let below = format!("{path} {name}").trim_start().to_owned();
        command = command.mut_subcommand(name, |verb| placed(verb, &below, language));
    }
    command
}

fn text(place: &str, language: Language) -> &'static str {
    find(place, language).unwrap_or_default()
}

fn find(place: &str, language: Language) -> Option<&'static str> {
    let (_, zh, en) = TEXTS.iter().find(|(known, ..)| *known == place)?;
    Some(language.pick(zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::command;

    fn every_place(command: &Command, path: &str, places: &mut Vec<String>) {
        places.push(path.to_owned());
        for argument in command.get_arguments() {
            places.push(format!("{path}/{}", argument.get_id()));
        }
        for verb in command.get_subcommands() {
            let below = format!("{path} {}", verb.get_name());
            every_place(verb, below.trim_start(), places);
        }
    }

    #[test]
    fn every_command_and_argument_has_its_help_and_no_help_is_left_over() {
        let (mut places, mut whole) = (Vec::new(), command(Language::Zh));
        whole.build();
        every_place(&whole, "", &mut places);
        for place in &places {
            let general = place.rsplit_once('/').map(|(_, id)| format!("/{id}"));
            let known = find(place, Language::Zh).or_else(|| find(&general?, Language::Zh));
            assert!(known.is_some_and(|text| !text.is_empty()), "{place}");
        }
        for (place, ..) in TEXTS {
            assert!(places.iter().any(|known| known == place), "{place}");
        }
    }
}
