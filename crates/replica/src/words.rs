//! What the replica's errors say to people: what happened, what it means for the data, what to do.

use protocol::Role;
use rules::Language;

use crate::error::{Error, Noun, Problem};

impl Error {
    /// The error in words. Names no person, number or key.
    pub fn message(&self, language: Language) -> String {
        let pick = |zh: &str, en: &str| language.pick(zh, en).to_owned();
        match self {
            Error::NoHome(folder) => {
                let folder = folder.display();
                match language {
                    Language::Zh => format!("目录 {folder} 中没有义站数据。"),
                    Language::En => format!("There is no yizhan data in {folder}."),
                }
            }
            Error::NotEmpty(folder) => {
                let folder = folder.display();
                match language {
                    Language::Zh => format!("目录 {folder} 中已有义站数据，未作改动。"),
                    Language::En => {
                        format!("There is yizhan data in {folder} already; nothing was changed.")
                    }
                }
            }
            Error::InUse { program, process } => match language {
                Language::Zh => format!("数据正被 {program}（进程 {process}）使用，请先关闭它。"),
                Language::En => {
                    format!("The data is in use by {program} (process {process}). Close it first.")
                }
            },
            Error::WrongPassphrase => pick(
                "口令不正确。数据没有改动，请重新输入。",
                "The passphrase is wrong. Nothing was changed; try again.",
            ),
            Error::Damaged => pick(
                "数据文件已损坏，无法读取。文件原样保留，没有删除；请不要继续使用此目录，从备份恢复或联系管理员。",
                "The data file is damaged and cannot be read. It was left as it is; restore a backup or ask an administrator.",
            ),
            Error::NewerSchema { found, known } => match language {
                Language::Zh => {
                    format!(
                        "数据由更新版本的义站写入（版式 {found}，本程序为 {known}）。数据没有改动，请升级程序。"
                    )
                }
                Language::En => format!(
                    "A newer version of yizhan wrote the data (schema {found}, this program knows {known}). Nothing was changed; update the program."
                ),
            },
            Error::DiskFull => pick(
                "磁盘已满，这一次没有记录。之前已确认的全部存好；请腾出空间后重试。",
                "The disk is full: this was not recorded. Everything acknowledged before is stored; make room and try again.",
            ),
            Error::Disk(_) | Error::Database(_) => pick(
                "读写磁盘失败，这一次没有记录。之前已确认的全部存好；请重试，仍不行请联系管理员。",
                "Reading or writing the disk failed: this was not recorded. Everything acknowledged before is stored; try again, or ask an administrator.",
            ),
            Error::Unknown(noun) => pick(no_such(*noun).0, no_such(*noun).1),
            Error::NotAllowed { needs } => {
                let (zh, en) = role(*needs);
                match language {
                    Language::Zh => format!("需要{zh}权限。"),
                    Language::En => format!("This needs the role of {en}."),
                }
            }
            Error::TooLateToUndo => pick(
                "只能撤销自己十分钟内的打卡，请由督导处理。",
                "Only your own punches of the last ten minutes can be undone; ask a supervisor.",
            ),
            Error::AnnulledBefore => {
                pick("这次打卡已经撤销过。", "This punch was taken back before.")
            }
            Error::DecidedBefore => pick(
                "已经处理过，以第一次的决定为准，这一次没有记录。",
                "This was decided before; the first decision stands and nothing was added.",
            ),
            Error::ReasonMissing => pick("请填写原因。", "Give a reason."),
            Error::NoIssuer => pick(
                "本台没有发证密钥，不能签发志愿者证。",
                "This station holds no issuing key and cannot make cards.",
            ),
            Error::NoCard => pick(
                "该志愿者没有有效的志愿者证。",
                "This volunteer has no valid card.",
            ),
            Error::HasPunches => pick(
                "这个项目已有人打卡，不能删除。误打的卡可以先逐条撤销。",
                "People have punched in this activity, so it stays. Punches made by mistake can be taken back first.",
            ),
            Error::NotEnrolled => pick(
                "本台尚未加入中心。",
                "This station has not joined a central.",
            ),
            Error::Enrolled => pick(
                "本台已加入中心。",
                "This station has joined a central already.",
            ),
            Error::Invalid { field, problem } => {
                let (zh, en) = wrong(*problem);
                match language {
                    Language::Zh => format!("{field}：{zh}。"),
                    Language::En => format!("{field}: {en}."),
                }
            }
            Error::Profile(error) => match language {
                Language::Zh => format!("规则方案文件有误：{}。", error.text(language)),
                Language::En => format!("The profile's file is no good: {}.", error.text(language)),
            },
            Error::Untrusted(what) => match language {
                Language::Zh => format!(
                    "中心的答复未通过核验（{what}），没有采用。请核对加入码，或联系管理员。"
                ),
                Language::En => format!(
                    "Central's answer does not verify ({what}) and was not taken. Check the code, or ask an administrator."
                ),
            },
        }
    }
}

impl Problem {
    /// The problem in words.
    pub fn message(self, language: Language) -> &'static str {
        let (zh, en) = wrong(self);
        language.pick(zh, en)
    }
}

fn no_such(noun: Noun) -> (&'static str, &'static str) {
    match noun {
        Noun::Project => ("没有这个项目。", "There is no such project."),
        Noun::Member => ("没有这个志愿者编号。", "There is no such volunteer number."),
        Noun::Fact => ("没有这条记录。", "There is no such record."),
        Noun::Request => ("没有这条补录申请。", "There is no such request."),
        Noun::Dispute => ("没有这条异议。", "There is no such dispute."),
        Noun::Staff => ("没有这位工作人员。", "There is no such staff member."),
        Noun::Profile => (
            "没有这个规则方案，或没有这一版。",
            "There is no such policy profile, or not this version of it.",
        ),
        Noun::Organisation => (
            "尚未收到本组织的数据，请先同步。",
            "The organisation's data has not come yet; synchronise first.",
        ),
    }
}

fn role(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Scanner => ("扫码员", "scanner"),
        Role::Registrar => ("登记员", "registrar"),
        Role::Supervisor => ("督导", "supervisor"),
        Role::Administrator => ("管理员", "administrator"),
    }
}

fn wrong(problem: Problem) -> (&'static str, &'static str) {
    match problem {
        Problem::Missing => ("缺少或为空", "missing or blank"),
        Problem::Taken => ("重复，已被使用", "taken already"),
        Problem::Form => ("格式不正确", "not of its form"),
        Problem::Range => ("超出允许范围", "out of range"),
        Problem::Fixed => ("不能再改", "does not change any more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_is_one_sentence_or_more_in_both_languages_and_says_where() {
        let nouns = [
            Noun::Project,
            Noun::Member,
            Noun::Fact,
            Noun::Staff,
            Noun::Profile,
            Noun::Organisation,
        ];
        let problems = [
            Problem::Missing,
            Problem::Taken,
            Problem::Form,
            Problem::Range,
        ];
        let profile = rules::Policy::parse("{").expect_err("no profile");
        let mut errors = vec![
            (Error::NoHome("/a/b".into()), "/a/b"),
            (Error::NotEmpty("/a/b".into()), "/a/b"),
            (Error::WrongPassphrase, ""),
            (Error::Damaged, ""),
            (Error::NewerSchema { found: 9, known: 8 }, "9"),
            (Error::DiskFull, ""),
            (Error::Disk(std::io::ErrorKind::Other.into()), ""),
            (Error::TooLateToUndo, ""),
            (Error::AnnulledBefore, ""),
            (Error::ReasonMissing, ""),
            (Error::NoIssuer, ""),
            (Error::NoCard, ""),
            (Error::NotEnrolled, ""),
            (Error::Enrolled, ""),
            (Error::Profile(profile), "1"),
            (Error::Untrusted("root"), "root"),
        ];
        errors.extend(nouns.map(|noun| (Error::Unknown(noun), "")));
        errors.extend(problems.map(|problem| {
            let field = "preset_minutes";
            (Error::Invalid { field, problem }, field)
        }));
        errors.extend([Role::Registrar, Role::Supervisor].map(|needs| {
            let error = Error::NotAllowed { needs };
            (error, "")
        }));
        let (program, process) = ("yizhan".to_owned(), 7);
        errors.push((Error::InUse { program, process }, "yizhan"));
        let mut said = std::collections::BTreeSet::new();
        for (error, place) in &errors {
            let (zh, en) = (error.message(Language::Zh), error.message(Language::En));
            assert!(zh.contains(place) && en.contains(place), "{zh} {en}");
            assert!(zh.ends_with('。') && en.ends_with('.'), "{zh} {en}");
            assert!(
                en.is_ascii() && !zh.is_ascii() && !zh.contains('\n'),
                "{zh} {en}"
            );
            said.insert((zh, en));
        }
        assert_eq!(said.len(), errors.len(), "each has words of its own");
    }
}
