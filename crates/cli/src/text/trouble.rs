//! What is said when a command could not be carried out: one line, naming the argument or field at fault.

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
        Error::Sync(sync::Error::Central(failure)) => failure.message(language),
        Error::Sync(sync::Error::Replica(error)) => replica(error, language),
        Error::Sync(sync::Error::Forked) => sync::forked(language),
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
        Problem::CodeRefused => return Failure::Refused(Reason::CodeRefused).message(language),
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
        Problem::NoSuchMember => {
            language.pick("没有这个编号的志愿者", "no volunteer of this number")
        }
        Problem::Picture(problem) => return problem.message(language),
        Problem::TooManyPictures => language.pick("最多六张图片", "six pictures at most"),
        Problem::Pictures(files) => {
            return match language {
                Language::Zh => format!("{files} 个文件不是可读的图片"),
                Language::En => format!("{files} of them are no readable pictures"),
            };
        }
    };
    text.to_owned()
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

/// What the replica says, with the argument at fault before it and what to do on the command line after it.
fn replica(error: &replica::Error, language: Language) -> String {
    let mut said = error.message(language);
    if let Some(argument) = argument(error) {
        let colon = language.pick("：", ": ");
        said = format!("{argument}{colon}{said}");
    }
    if let Some(hint) = hint(error, language) {
        said.push_str(language.pick("", " "));
        said.push_str(&hint);
    }
    said
}

/// The argument that names what is not there or no good.
fn argument(error: &replica::Error) -> Option<&'static str> {
    use replica::Error as E;
    match error {
        E::Unknown(Noun::Project) => Some("--project"),
        E::Unknown(Noun::Member) => Some("--member"),
        E::Unknown(Noun::Fact | Noun::Request | Noun::Dispute) => Some("FACT"),
        E::Unknown(Noun::Staff) => Some("--actor"),
        E::Unknown(Noun::Profile) => Some("--profile"),
        E::ReasonMissing => Some("--reason"),
        E::Profile(_) => Some("FILE"),
        _ => None,
    }
}

/// What the command line adds: the command that helps, or what the system said.
fn hint(error: &replica::Error, language: Language) -> Option<String> {
    use replica::Error as E;
    let hint = match error {
        E::NoHome(_) => language.pick(
            "请先运行 yizhan demo 或 yizhan enrol。",
            "Run yizhan demo or yizhan enrol first.",
        ),
        E::NotEnrolled => language.pick("请先运行 yizhan enrol。", "Run yizhan enrol first."),
        E::Unknown(Noun::Organisation) => language.pick("请运行 yizhan sync。", "Run yizhan sync."),
        E::Disk(source) => return Some(in_brackets(source, language)),
        E::Database(source) => return Some(in_brackets(source, language)),
        _ => return None,
    };
    Some(hint.to_owned())
}

fn in_brackets(source: &dyn std::error::Error, language: Language) -> String {
    match language {
        Language::Zh => format!("（{source}）"),
        Language::En => format!("({source})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_replica_says_stands_word_for_word_in_what_the_command_line_says() {
        use replica::Error as E;
        let errors = [
            E::NoHome("/a".into()),
            E::Unknown(Noun::Project),
            E::Unknown(Noun::Organisation),
            E::ReasonMissing,
            E::NoCard,
            E::Damaged,
        ];
        for error in errors {
            for language in [Language::Zh, Language::En] {
                let said = replica(&error, language);
                assert!(said.contains(&error.message(language)), "{said}");
                assert_eq!(said.lines().count(), 1);
            }
        }
        let said = replica(&E::Unknown(Noun::Project), Language::Zh);
        assert_eq!(said, "--project：没有这个项目。");
    }
}
