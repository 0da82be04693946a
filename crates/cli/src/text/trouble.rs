//! What is said when a command could not be carried out: one line, naming the argument or field at fault.

use protocol::Role;
use protocol::message::Reason;
use replica::Noun;
use rules::Language;
use scan::ImageError;
use sync::Failure;

use crate::error::{Error, Problem};
use crate::picture::Unread;

/// Why a command was not carried out.
pub(crate) fn sentence(error: &Error, language: Language) -> String {
    match error {
        Error::Input { argument, problem } => input(argument, problem, language),
        Error::Case(error) => error.text(language),
        Error::Replica(error) => replica(error, language),
        Error::Sync(sync::Error::Central(failure)) => central(failure, language),
        Error::Sync(_) => both(
            language,
            "本站点的数据被复制到了另一台机器，已停止同步，请联系管理员",
            "this station was copied to another machine: synchronisation has stopped, tell an administrator",
        ),
        Error::Print(error) => match language {
            Language::Zh => error.in_chinese(),
            Language::En => error.to_string(),
        },
        Error::Read { path, source } => match language {
            Language::Zh => format!("无法读取 {}：{source}", path.display()),
            Language::En => format!("cannot read {}: {source}", path.display()),
        },
        Error::Write { path, source } => match language {
            Language::Zh => format!("无法写入 {}：{source}", path.display()),
            Language::En => format!("cannot write {}: {source}", path.display()),
        },
        Error::Output(source) => match language {
            Language::Zh => format!("无法写到标准输出：{source}"),
            Language::En => format!("cannot write to standard output: {source}"),
        },
        Error::Runtime(source) => match language {
            Language::Zh => format!("无法使用网络：{source}"),
            Language::En => format!("the network cannot be used: {source}"),
        },
        Error::NoPassphrase => both(
            language,
            "没有口令：请设置环境变量 YIZHAN_PASSPHRASE，或在终端中运行",
            "no passphrase: set YIZHAN_PASSPHRASE, or run in a terminal",
        ),
        Error::NoFolder => both(
            language,
            "系统没有数据目录，请用 --home 指定",
            "the platform has no data folder; name one with --home",
        ),
        Error::Fault => super::fault("", language),
    }
}

fn both(language: Language, zh: &str, en: &str) -> String {
    language.pick(zh, en).to_owned()
}

/// An argument or field, and what is wrong with it.
pub(crate) fn input(argument: &str, problem: &Problem, language: Language) -> String {
    let colon = language.pick("：", ": ");
    format!("{argument}{colon}{}", told(problem, language))
}

fn told(problem: &Problem, language: Language) -> String {
    let text = match problem {
        Problem::Empty => language.pick("不能为空", "must not be empty"),
        Problem::TooLong => language.pick("太长", "too long"),
        Problem::NoSuchFile => language.pick("没有这个文件", "no such file"),
        Problem::FileTooLarge => language.pick(
            "文件太大（上限 64 MB）",
            "the file is too large (64 MB at most)",
        ),
        Problem::NotUtf8 => language.pick("不是有效的 UTF-8 文本", "not valid UTF-8 text"),
        Problem::Encoding => language.pick(
            "不是 UTF-8 或 GB18030 编码的文本",
            "not text in UTF-8 or GB18030",
        ),
        Problem::Workbook => {
            language.pick("不是可读的 XLSX 工作簿", "not a readable XLSX workbook")
        }
        Problem::OldWorkbook => language.pick(
            "不支持旧式 XLS，请另存为 XLSX 或 CSV",
            "the old XLS form is not read; save it as XLSX or CSV",
        ),
        Problem::Differ => language.pick("两次输入的口令不一致", "the two passphrases differ"),
        Problem::Code => language.pick("不是加入码", "not an enrolment code"),
        Problem::CodeRefused => language.pick(
            "加入码不对、已用过或已过期",
            "wrong, used before, or too late",
        ),
        Problem::Address => language.pick(
            "不是可用的地址，须为 https://…（本机可用 http://）",
            "not an address that may be used: https://… is (http:// on this machine)",
        ),
        Problem::Fault(fault) => return fault.text(language),
        Problem::NoColumn(column) => {
            return match language {
                Language::Zh => format!("缺少“{column}”列"),
                Language::En => format!("the column “{column}” is missing"),
            };
        }
        Problem::Pictures(files) => {
            return match language {
                Language::Zh => format!("{files} 个文件不是可读的图片"),
                Language::En => format!("{files} of them are no readable pictures"),
            };
        }
    };
    text.to_owned()
}

/// What the replica finds wrong with a field.
pub(crate) fn refused(problem: replica::Problem, language: Language) -> &'static str {
    match problem {
        replica::Problem::Missing => language.pick("缺少此项", "missing"),
        replica::Problem::Taken => language.pick("已存在或重复", "taken already"),
        replica::Problem::Form => language.pick("格式不对", "not of its form"),
        replica::Problem::Range => language.pick("超出范围", "out of range"),
    }
}

/// Why no code came out of a file.
pub(crate) fn unread(why: &Unread, language: Language) -> String {
    let text = match why {
        Unread::NoSuchFile => language.pick("没有这个文件", "no such file"),
        Unread::TooLarge => language.pick("文件太大", "the file is too large"),
        Unread::NoCode => {
            language.pick("图片中没有可读的二维码", "no readable code in the picture")
        }
        Unread::Disk(source) => {
            return match language {
                Language::Zh => format!("无法读取文件：{source}"),
                Language::En => format!("the file cannot be read: {source}"),
            };
        }
        Unread::NoPicture(ImageError::NotAnImage) => {
            language.pick("不是 JPEG 或 PNG 图片", "not a JPEG or PNG picture")
        }
        Unread::NoPicture(ImageError::Broken(_)) => {
            language.pick("图片已损坏", "the picture is damaged")
        }
        Unread::NoPicture(ImageError::TooLarge { width, height }) => {
            return match language {
                Language::Zh => format!("图片过大（{width} × {height} 像素）"),
                Language::En => format!("the picture is too large ({width} × {height} pixels)"),
            };
        }
    };
    text.to_owned()
}

fn replica(error: &replica::Error, language: Language) -> String {
    use replica::Error as E;
    let (zh, en) = match error {
        E::NoHome(folder) => {
            let folder = folder.display();
            (
                format!("{folder} 中没有站点：请先运行 yizhan demo 或 yizhan enrol"),
                format!("no station in {folder}: run yizhan demo or yizhan enrol first"),
            )
        }
        E::NotEmpty(folder) => {
            let folder = folder.display();
            (
                format!("{folder} 中已有站点，未作改动"),
                format!("a station is in {folder} already; nothing was changed"),
            )
        }
        E::InUse { program, process } => (
            format!("站点正被 {program} 使用（进程 {process}）"),
            format!("the station is in use by {program} (process {process})"),
        ),
        E::NewerSchema { found, known } => (
            format!("数据库版本为 {found}，本程序只认识到 {known}：请升级程序，数据未作改动"),
            format!(
                "the database has version {found}, this program knows {known}: upgrade it; nothing was changed"
            ),
        ),
        E::Disk(source) => (format!("磁盘：{source}"), format!("disk: {source}")),
        E::Database(source) => (format!("数据库：{source}"), format!("database: {source}")),
        E::Unknown(noun) => no_such(*noun),
        E::NotAllowed { needs } => {
            let (zh, en) = role(*needs);
            (
                format!("权限不够：需要{zh}"),
                format!("not allowed: {en} is needed"),
            )
        }
        E::Invalid { field, problem } => (
            format!("{field}：{}", refused(*problem, Language::Zh)),
            format!("{field}: {}", refused(*problem, Language::En)),
        ),
        E::Untrusted(what) => (
            format!("中心服务器的答复不可信（{what}）"),
            format!("central's answer does not hold ({what})"),
        ),
        plain => return plain_replica(plain, language).to_owned(),
    };
    language.pick(zh, en)
}

fn plain_replica(error: &replica::Error, language: Language) -> &'static str {
    use replica::Error as E;
    match error {
        E::WrongPassphrase => language.pick("口令不对", "wrong passphrase"),
        E::Damaged => language.pick(
            "数据库已损坏，未作改动；请保留数据目录并联系管理员",
            "the database is damaged; nothing was changed: keep the folder and tell an administrator",
        ),
        E::DiskFull => language.pick(
            "磁盘已满；已确认的记录都在",
            "the disk is full; all that was acknowledged is stored",
        ),
        E::TooLateToUndo => language.pick(
            "已超过十分钟或不是本人所扫，须由督导撤销",
            "ten minutes are over, or it is another's scan: only a supervisor may take it back",
        ),
        E::AnnulledBefore => language.pick("这次打卡已撤销过", "this punch was taken back before"),
        E::ReasonMissing => language.pick("--reason：请填写原因", "--reason: a reason is needed"),
        E::NoIssuer => language.pick("本站点没有发证密钥", "this station does not issue cards"),
        E::NoCard => language.pick("该志愿者没有有效的志愿者证", "this volunteer has no good card"),
        E::NotEnrolled => language.pick("尚未加入中心服务器", "not enrolled with a central"),
        E::Enrolled => language.pick("已加入中心服务器，未作改动", "enrolled already; nothing was changed"),
        E::NoHome(_)
        | E::NotEmpty(_)
        | E::InUse { .. }
        | E::NewerSchema { .. }
        | E::Disk(_)
        | E::Database(_)
        | E::Unknown(_)
        | E::NotAllowed { .. }
        | E::Invalid { .. }
        | E::Untrusted(_) => language.pick("未能完成", "could not"),
    }
}

fn no_such(noun: Noun) -> (String, String) {
    let (zh, en) = match noun {
        Noun::Project => ("--project：没有这个活动", "--project: no such project"),
        Noun::Member => (
            "--member：没有这个编号的志愿者",
            "--member: no volunteer of this number",
        ),
        Noun::Fact => ("FACT：没有这次打卡", "FACT: no such punch"),
        Noun::Staff => ("--actor：没有这位工作人员", "--actor: no such staff member"),
        Noun::Profile => ("--profile：没有这套规则", "--profile: no such profile"),
        Noun::Organisation => (
            "尚未取得组织资料，请先同步",
            "nothing is known of the organisation yet: synchronise first",
        ),
    };
    (zh.to_owned(), en.to_owned())
}

fn role(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Scanner => ("扫码员", "a scanner"),
        Role::Registrar => ("登记员", "a registrar"),
        Role::Supervisor => ("督导", "a supervisor"),
        Role::Administrator => ("管理员", "an administrator"),
    }
}

fn central(failure: &Failure, language: Language) -> String {
    let text = match failure {
        Failure::Address => {
            language.pick("中心服务器地址不可用", "central's address may not be used")
        }
        Failure::Unreachable => language.pick(
            "连接不上中心服务器，记录都在本机，稍后再同步",
            "central is not reachable; everything is safe here, synchronise later",
        ),
        Failure::Nonsense => language.pick(
            "对方不像是中心服务器",
            "what answered does not speak as central does",
        ),
        Failure::Refused(reason) => refusal(*reason, language),
    };
    text.to_owned()
}

fn refusal(reason: Reason, language: Language) -> &'static str {
    match reason {
        Reason::CodeRefused => language.pick("中心服务器不接受该加入码", "central does not take the code"),
        Reason::TooManyTries => language.pick("试得太多，请稍后再试", "too many tries; wait a while"),
        Reason::FoundingMismatch => language.pick(
            "加入码的种类与本站点不符：创建码须由已有组织的站点使用，加入码须由空站点使用",
            "the code does not fit this station: a founding code is for one with an organisation, a joining code for an empty one",
        ),
        Reason::AlreadyFounded => language.pick("该组织已在中心创建过", "the organisation is founded there already"),
        Reason::TagTaken => language.pick("组织标识已被占用", "the organisation's tag is taken"),
        Reason::Versions => language.pick("与中心服务器版本不兼容，请升级", "no common version with central: upgrade"),
        Reason::NotSigned => language.pick("中心服务器不认识本站点", "central does not know this station"),
        Reason::Replayed => language.pick("中心服务器认为请求重复", "central takes the request for a repeated one"),
        Reason::Clock => language.pick("本机时钟偏差太大，请校准", "this machine's clock is too far off: set it"),
        Reason::Revoked => language.pick("本站点已被停用", "this station was revoked"),
        Reason::NotAllowed => language.pick("中心服务器不允许本站点这样做", "central does not allow this station to"),
        Reason::Malformed => language.pick("中心服务器看不懂请求，请升级", "central does not understand: upgrade"),
        Reason::TooLarge => language.pick("一次上传得太多", "more than central takes at once"),
        Reason::Busy => language.pick("中心服务器正忙，请稍后再试", "central is busy; try again later"),
        Reason::Internal => language.pick("中心服务器内部错误", "a fault of central's own"),
    }
}
