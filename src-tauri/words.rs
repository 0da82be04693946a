//! Short words of the desk's answer: what stands there in large type. Sentences come from the rules' catalogue.

use replica::TakenAs;
use rules::{Code, Language};

/// The verdict's word for a punch that counts.
pub(crate) fn accepted(taken: Option<TakenAs>, language: Language) -> String {
    let (zh, en) = match taken {
        Some(TakenAs::In) => ("签到成功", "Signed in"),
        Some(TakenAs::Out) => ("签退成功", "Signed out"),
        Some(TakenAs::Single) | None => ("打卡成功", "Recorded"),
    };
    language.pick(zh, en).to_owned()
}

/// The verdict's word for a refusal.
pub(crate) fn refused(code: Code, language: Language) -> String {
    let (zh, en) = match code {
        Code::Annulled => ("已撤销", "Taken back"),
        Code::Duplicate => ("重复打卡", "Scanned twice"),
        Code::NotAdmitted => ("不在名单", "Not on the list"),
        Code::FaceCheckRequired => ("需要面验", "Face check first"),
        Code::SelfNotOpen => ("未开放自签", "Staff must scan"),
        Code::LocationRequired => ("没有位置", "No location"),
        Code::OutOfRange => ("不在范围", "Out of range"),
        Code::NotASignOutProject => ("无需签退", "No sign-out here"),
        Code::NotStarted => ("尚未开始", "Not started"),
        Code::Ended => ("已经结束", "Ended"),
        Code::AlreadyPunched => ("今天已打卡", "Already recorded"),
        Code::SignedInElsewhere => ("在别处签到", "Signed in elsewhere"),
        Code::AlreadySignedIn => ("已经签到", "Already signed in"),
        Code::NotSignedIn => ("尚未签到", "Not signed in"),
        Code::TooSoon => ("还不能签退", "Too soon"),
        Code::TooLate => ("已过时限", "Too late"),
        Code::Forged => ("疑似伪造", "May be forged"),
        Code::UnknownIssuer => ("发证机构未知", "Unknown issuer"),
        Code::Expired => ("证件过期", "Card expired"),
        Code::Retired => ("证件作废", "Card withdrawn"),
        Code::Malformed => ("不是志愿者证", "Not a volunteer card"),
        Code::Unreadable => ("未能识别", "Could not read"),
        Code::Unknown => ("查无此人", "Nobody found"),
        Code::SupplementNotAllowed
        | Code::AlreadyRequested
        | Code::NotOver
        | Code::WindowClosed
        | Code::ReasonRequired
        | Code::EvidenceRequired
        | Code::OutsideWindow
        | Code::NothingToMend
        | Code::TooShort
        | Code::OverlapsSession
        | Code::DisputesNotOpen
        | Code::NothingToDispute
        | Code::PublicityOver => (code.meaning(Language::Zh), code.meaning(Language::En)),
    };
    language.pick(zh, en).to_owned()
}

/// What to do about a refusal whose word says all else.
pub(crate) fn hint(code: Code, language: Language) -> Option<String> {
    let (zh, en) = match code {
        Code::Malformed => (
            "请出示志愿者证；没带证，可按姓名找人。",
            "Ask for the volunteer card; without one, find the person by name.",
        ),
        Code::Unknown => (
            "请核对编号；没带证，可按姓名找人。",
            "Check the number, or find the person by name.",
        ),
        Code::Unreadable => (
            "请把证放平、擦净后再扫，或输入编号。",
            "Hold the card flat and clean and scan again, or type the number.",
        ),
        _ => return None,
    };
    Some(language.pick(zh, en).to_owned())
}
