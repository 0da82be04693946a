//! The codes of every answer that is a no, and the one catalogue of their messages in Chinese and English.

use std::fmt;

use jiff::civil::Date;

use crate::calendar::Moment;
use crate::id::Id;
use crate::language::Language;
use crate::punch::As;
use crate::record::hours;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $title_zh:literal, $title_en:literal, $zh:literal, $en:literal
        $(=> $hint_zh:literal, $hint_en:literal)?;)*) => {
        /// Why something was not accepted. Closed: screens, files and commands switch on it, never on text.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        pub enum Code {
            $($(#[$doc])* #[serde(rename = $code)] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The word for it in documents and answers.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// The word or two for large screens, at most six characters of Chinese.
            pub fn title(self, language: Language) -> &'static str {
                match self { $(Code::$name => language.pick($title_zh, $title_en),)* }
            }

            /// What to do next at a desk, where the title says all else.
            pub fn hint(self, language: Language) -> Option<&'static str> {
                let hints: &[[&'static str; 2]] = match self {
                    $(Code::$name => &[$([$hint_zh, $hint_en])?],)*
                };
                hints.first().map(|[zh, en]| language.pick(*zh, *en))
            }

            /// What it means, in one sentence that holds whatever the circumstances.
            pub fn meaning(self, language: Language) -> &'static str {
                match self { $(Code::$name => language.pick($zh, $en),)* }
            }
        }
    };
}

codes! {
    /// The punch was taken back.
    Annulled, "annulled", "已撤销", "Taken back",
        "已撤销", "Taken back";
    /// A second scan of the same arrival or departure.
    Duplicate, "duplicate", "重复打卡", "Scanned twice",
        "重复打卡，已按前一次记录", "Scanned twice; the earlier scan counts";
    /// The project admits by list, and this volunteer is not on it.
    NotAdmitted, "not-admitted", "不在名单", "Not on the list",
        "尚未录用到本活动，无法签到", "Not on the list of this activity";
    /// No face check yet.
    FaceCheckRequired, "face-check-required", "需要面验", "Face check first",
        "尚未通过面验，请先核对本人与证件", "Face check first: compare the person with card and document";
    /// The project takes no punches from volunteers' own devices.
    SelfNotOpen, "self-not-open", "未开放自签", "Staff must scan",
        "本活动未开放自行签到签退，请由工作人员扫码", "This activity is not open to self sign-in; ask the staff to scan";
    /// No location came with the punch.
    LocationRequired, "location-required", "没有位置", "No location",
        "未获取到位置，请打开定位后重试", "No location; switch it on and try again";
    /// Too far from the venue.
    OutOfRange, "out-of-range", "不在范围", "Out of range",
        "不在签到范围内", "Out of range";
    /// A sign-out in a project that has none.
    NotASignOutProject, "not-a-sign-out-project", "无需签退", "No sign-out here",
        "单签活动无需签退", "This activity has no sign-out";
    /// Before the first day or the day's opening.
    NotStarted, "not-started", "尚未开始", "Not started",
        "活动已结束或暂未开始", "The activity has not started";
    /// After the last day or the day's end.
    Ended, "ended", "已经结束", "Ended",
        "活动已结束或暂未开始", "The activity has ended";
    /// A day of a single project takes one punch.
    AlreadyPunched, "already-punched", "当天已打卡", "Already recorded",
        "当天已打卡，不再重复记录", "Already recorded on this day";
    /// Signed in to another activity that is still on.
    SignedInElsewhere, "signed-in-elsewhere", "在别处签到", "Signed in elsewhere",
        "当前志愿者已在其他活动签到，签退或该活动结束后方可签到", "Signed in to another activity; sign out there first, or wait for its end";
    /// Signed in to this activity already.
    AlreadySignedIn, "already-signed-in", "已经签到", "Already signed in",
        "已经签到，无需再次签到", "Already signed in";
    /// Nothing to sign out from.
    NotSignedIn, "not-signed-in", "尚未签到", "Not signed in",
        "尚未签到，考勤失败", "Not signed in, attendance failed";
    /// The shortest session is longer.
    TooSoon, "too-soon", "还不能签退", "Too soon",
        "距签到时间太短，暂不能签退", "Too soon after the sign-in to sign out";
    /// The grace after the end is over.
    TooLate, "too-late", "已过时限", "Too late",
        "已超过签退时限，可申请补录", "Too late to sign out; ask for a supplementary record";
    /// This project, or this cause, takes no supplementary records.
    SupplementNotAllowed, "supplement-not-allowed", "不能补录", "No supplement here",
        "该活动或该原因不能补录", "No supplementary record in this activity or for this cause";
    /// There is a request for this day.
    AlreadyRequested, "already-requested", "已经申请过", "Asked for before",
        "当天已申请过补录，不能重复申请", "A supplementary record was already asked for on this day";
    /// The day's window has not ended.
    NotOver, "not-over", "当天未结束", "Not over yet",
        "当天活动尚未结束，结束后方可申请补录", "The day is not over yet; ask after its end";
    /// The time for asking is over.
    WindowClosed, "window-closed", "申请已截止", "Asking is over",
        "已超过补录申请期限", "The time for asking is over";
    /// A reason is asked for.
    ReasonRequired, "reason-required", "请填原因", "Give a reason",
        "请填写补录原因", "Give a reason";
    /// Evidence is asked for.
    EvidenceRequired, "evidence-required", "请附证明", "Add evidence",
        "请上传现场照片等证明材料", "Add evidence, such as a photograph";
    /// Not within the project's days and windows, or not in order.
    OutsideWindow, "outside-window", "时间不符", "Times do not fit",
        "补录时间须在活动时段内，且签到早于签退", "The times must lie within the activity, the sign-in before the sign-out";
    /// There is no punch that the time would complete.
    NothingToMend, "nothing-to-mend", "没有可补的", "Nothing to mend",
        "没有可补的签到或签退", "There is nothing to mend";
    /// The mended session is shorter than the shortest there is.
    TooShort, "too-short", "时段太短", "Too short",
        "补录的时段太短", "The mended session is too short";
    /// The volunteer was somewhere else then.
    OverlapsSession, "overlaps-session", "时段重叠", "Times overlap",
        "与已有服务时段重叠", "Overlaps another session";
    /// The organisation takes no disputes.
    DisputesNotOpen, "disputes-not-open", "不受理异议", "No disputes here",
        "本平台不受理时长异议", "Disputes are not taken here";
    /// No minutes of that day stand.
    NothingToDispute, "nothing-to-dispute", "没有时长", "Nothing to dispute",
        "当天没有可提出异议的时长", "No minutes of that day to dispute";
    /// The minutes are final.
    PublicityOver, "publicity-over", "公示期已过", "Publicity is over",
        "公示期已过，不再受理异议", "The publicity is over";
    /// A card whose signature does not hold.
    Forged, "forged", "疑似伪造", "May be forged",
        "志愿者证签名不符，疑似伪造", "The card's signature does not hold: it may be forged";
    /// A card by an issuer that is not known here.
    UnknownIssuer, "unknown-issuer", "发证机构未知", "Unknown issuer",
        "不认识发证机构，请先同步", "The card's issuer is not known here; synchronise first";
    /// A card past its last day.
    Expired, "expired", "证件过期", "Card expired",
        "志愿者证已过期，请换发", "The card has expired; replace it";
    /// A card that was replaced or withdrawn.
    Retired, "retired", "证件作废", "Card withdrawn",
        "志愿者证已作废，请使用新证", "The card was withdrawn; use the new one";
    /// Not the text of a card, or a damaged one.
    Malformed, "malformed", "不是志愿者证", "Not a volunteer card",
        "不是志愿者证", "Not a volunteer card"
        => "请出示志愿者证；没带证，可按姓名找人。",
           "Ask for the volunteer card; without one, find the person by name.";
    /// Nothing could be read.
    Unreadable, "unreadable", "未能识别", "Could not read",
        "未能识别，请重新扫描", "Could not be read; scan again"
        => "请把证放平、擦净后再扫，或输入编号。",
           "Hold the card flat and clean and scan again, or type the number.";
    /// Read, but nobody known here.
    Unknown, "unknown", "查无此人", "Nobody found",
        "查无此志愿者", "No such volunteer here"
        => "请核对编号；没带证，可按姓名找人。",
           "Check the number, or find the person by name.";
    /// Somebody else holds the card.
    NotThePerson, "not-the-person", "不是本人", "Not the person",
        "现场核对不是本人，没有签到，这次扫码已存档", "Compared at the desk: another person; nobody was signed in, the scan is kept"
        => "没有签到，这次扫码已存档。请收好证件，或按姓名找到本人。",
           "Nobody was signed in; the scan is kept on record. Keep the card safe, or find the person by name.";
}

impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A fact and when it happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The fact.
    pub fact: Id,
    /// When.
    pub at: Moment,
}

/// What the circumstances of a refusal were.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    /// The code says all.
    None,
    /// An earlier fact stands in the way.
    Earlier(Mention),
    /// The volunteer is signed in to another project.
    Elsewhere {
        /// Which.
        project: Id,
        /// By which punch.
        since: Mention,
        /// The end of that project's window.
        until: Moment,
    },
    /// The place was too far away.
    Distance {
        /// From the venue, in metres.
        distance_m: f64,
        /// The farthest that is taken.
        radius_m: f64,
    },
    /// It may be done from then on.
    NotBefore(Moment),
    /// It could be done until then.
    NotAfter(Moment),
    /// The session has too few minutes.
    Shorter {
        /// Its minutes.
        minutes: u32,
        /// The fewest there may be.
        least_minutes: u32,
    },
    /// A session that takes some of the same time.
    Overlap {
        /// In which project.
        project: Id,
        /// When it began.
        from: Moment,
        /// When it ended.
        to: Moment,
    },
}

/// A no, with what a screen must say about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// The circumstances.
    pub detail: Detail,
}

impl Refusal {
    pub(crate) fn new(code: Code, detail: Detail) -> Self {
        Self { code, detail }
    }

    pub(crate) fn plain(code: Code) -> Self {
        Self {
            code,
            detail: Detail::None,
        }
    }

    /// The message for people.
    pub fn message(&self, language: Language) -> String {
        message(self.code, &self.detail, language)
    }

    /// The message for people who speak of a day anyway: times on it are written without their date.
    pub(crate) fn message_on(&self, day: Date, language: Language) -> String {
        let at = |moment: &Moment| on_day(moment, day, language);
        message_with(self.code, &self.detail, language, &at)
    }
}

/// The message for a code in its circumstances, one sentence or two, without ids.
pub fn message(code: Code, detail: &Detail, language: Language) -> String {
    let at = |moment: &Moment| on_date(moment, language);
    message_with(code, detail, language, &at)
}

fn message_with(
    code: Code,
    detail: &Detail,
    language: Language,
    at: &dyn Fn(&Moment) -> String,
) -> String {
    let meaning = code.meaning(language);
    match detail {
        Detail::None => meaning.to_owned(),
        Detail::Distance {
            distance_m,
            radius_m,
        } => nearer(distance_m - radius_m, language),
        Detail::Earlier(_)
        | Detail::Elsewhere { .. }
        | Detail::NotBefore(_)
        | Detail::NotAfter(_)
        | Detail::Shorter { .. }
        | Detail::Overlap { .. } => {
            let circumstance = circumstance(detail, language, at);
            match language {
                Language::Zh => format!("{meaning}（{circumstance}）"),
                Language::En => format!("{meaning} ({circumstance})"),
            }
        }
    }
}

impl As {
    /// The word for an accepted punch, for large screens.
    pub fn done(self, language: Language) -> &'static str {
        match self {
            As::In => language.pick("签到成功", "Signed in"),
            As::Out => language.pick("签退成功", "Signed out"),
            As::Single => language.pick("打卡成功", "Recorded"),
        }
    }
}

/// The message for a punch that was accepted, with what it has just earned.
pub fn accepted(taken_as: As, earned_minutes: Option<u32>, language: Language) -> String {
    let done = taken_as.done(language);
    let Some(minutes) = earned_minutes else {
        return done.to_owned();
    };
    let hours = hours(u64::from(minutes));
    match language {
        Language::Zh => format!("{done}，本次 {hours} 小时"),
        Language::En => format!("{done}, {hours} hours"),
    }
}

fn nearer(metres: f64, language: Language) -> String {
    let metres = metres.max(0.0).ceil().max(1.0);
    match language {
        Language::Zh => format!("{metres:.0}米后进入签到范围"),
        Language::En => format!("Out of range: {metres:.0} m closer, please"),
    }
}

fn circumstance(detail: &Detail, language: Language, at: &dyn Fn(&Moment) -> String) -> String {
    let zh = language == Language::Zh;
    match detail {
        Detail::None | Detail::Distance { .. } => String::new(),
        Detail::Earlier(earlier) => {
            let at = at(&earlier.at);
            if zh {
                format!("前一次：{at}")
            } else {
                format!("earlier: {at}")
            }
        }
        Detail::Elsewhere { since, until, .. } => {
            let (since, until) = (at(&since.at), at(until));
            if zh {
                format!("{since} 签到，该活动 {until} 结束")
            } else {
                format!("since {since}, that activity ends {until}")
            }
        }
        Detail::NotBefore(moment) => {
            let at = at(moment);
            if zh {
                format!("{at} 起")
            } else {
                format!("from {at}")
            }
        }
        Detail::NotAfter(moment) => {
            let at = at(moment);
            if zh {
                format!("截止 {at}")
            } else {
                format!("until {at}")
            }
        }
        Detail::Shorter {
            minutes,
            least_minutes,
        } => {
            if zh {
                format!("{minutes} 分钟，至少 {least_minutes} 分钟")
            } else {
                format!("{minutes} of at least {least_minutes} minutes")
            }
        }
        Detail::Overlap { from, to, .. } => {
            format!("{}–{}", at(from), at(to))
        }
    }
}

/// A date without its year and a time of day, as people say them.
pub(crate) fn on_date(moment: &Moment, language: Language) -> String {
    let (date, clock) = (moment.local.date(), moment.clock());
    match language {
        Language::Zh => format!("{}月{}日 {clock}", date.month(), date.day()),
        Language::En => format!("{} {clock}", date.strftime("%-d %b")),
    }
}

/// A time of day, with its date where that is another one.
pub(crate) fn on_day(moment: &Moment, day: Date, language: Language) -> String {
    if moment.local.date() == day {
        moment.clock()
    } else {
        on_date(moment, language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    fn moment(text: &str) -> Moment {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        Moment::of(text.parse().unwrap(), &zone)
    }

    #[test]
    fn every_code_has_its_own_word_and_both_languages() {
        for (at, code) in Code::ALL.iter().enumerate() {
            assert!(
                Code::ALL[..at]
                    .iter()
                    .all(|other| other.as_str() != code.as_str())
            );
            assert!(
                code.as_str()
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            );
            assert!(code.meaning(Language::En).is_ascii(), "{code}");
            assert!(!code.meaning(Language::Zh).is_ascii(), "{code}");
            let (zh, en) = (code.title(Language::Zh), code.title(Language::En));
            assert!((2..=6).contains(&zh.chars().count()), "{zh}");
            assert!(!zh.is_ascii() && en.is_ascii() && en.len() <= 20, "{en}");
            let hints = [Language::Zh, Language::En].map(|language| code.hint(language));
            assert_eq!(hints[0].is_some(), hints[1].is_some(), "{code}");
            assert!(hints[0].is_none_or(|hint| hint.ends_with('。')), "{code}");
            let json = serde_json::to_string(code).unwrap();
            assert_eq!(json, format!("\"{code}\""));
        }
    }

    #[test]
    fn the_systems_own_wording_is_kept() {
        let far = Detail::Distance {
            distance_m: 1111.95,
            radius_m: 200.0,
        };
        assert_eq!(
            message(Code::OutOfRange, &far, Language::Zh),
            "912米后进入签到范围"
        );
        assert_eq!(
            message(Code::NotSignedIn, &Detail::None, Language::Zh),
            "尚未签到，考勤失败"
        );
        let opens = Detail::NotBefore(moment("2019-06-08T08:30:00+08:00"));
        assert_eq!(
            message(Code::NotStarted, &opens, Language::Zh),
            "活动已结束或暂未开始（6月8日 08:30 起）"
        );
        assert_eq!(
            message(Code::NotStarted, &opens, Language::En),
            "The activity has not started (from 8 Jun 08:30)"
        );
    }
}
