//! What synchronisation's failures say to people.

use protocol::message::Reason;
use rules::Language;

use crate::central::Failure;

impl Failure {
    /// The failure in words. What the station holds is safe in every case, and says so where it matters.
    pub fn message(&self, language: Language) -> String {
        let (zh, en) = match self {
            Failure::Address => (
                "中心地址不可用：请填写 https:// 开头的地址（本机可用 http://127.0.0.1:端口）。",
                "This address cannot be used: give one that begins with https:// (http:// only for this machine).",
            ),
            Failure::Unreachable => (
                "连不上中心。数据都已存好，恢复连接后自动上传。",
                "Central is not reachable. Everything is stored and will be sent when it is.",
            ),
            Failure::Nonsense => (
                "对方的答复不是义站中心的，请核对地址。数据都已存好。",
                "The answer is not a yizhan central's; check the address. Everything is stored.",
            ),
            Failure::Refused(reason) => refused(*reason),
        };
        language.pick(zh, en).to_owned()
    }
}

/// What to say of a station that another machine lives the life of.
pub fn forked(language: Language) -> String {
    language
        .pick(
            "这份数据在另一台电脑上也在使用，已停止上传。数据都已存好，请联系管理员。",
            "Another computer uses a copy of this data; sending has stopped. Everything is stored; ask an administrator.",
        )
        .to_owned()
}

fn refused(reason: Reason) -> (&'static str, &'static str) {
    match reason {
        Reason::CodeRefused => (
            "加入码不正确、已使用或已过期，请向管理员要一个新的。",
            "The code is wrong, used or expired; ask an administrator for a new one.",
        ),
        Reason::TooManyTries => (
            "试错次数太多，请一分钟后再试。",
            "Too many wrong codes; try again in a minute.",
        ),
        Reason::FoundingMismatch => (
            "这个加入码用于另一种加入方式：建站码要由独立使用的本台带入组织，普通加入码要用空目录。",
            "This code is for another way of joining: a founding code needs a standalone station, any other an empty folder.",
        ),
        Reason::AlreadyFounded => (
            "该中心已有组织，不能再次建站。",
            "This central was founded already.",
        ),
        Reason::TagTaken => (
            "组织标识重复，请重新建立演示数据。",
            "The organisation's tag is taken; make the demo anew.",
        ),
        Reason::Versions => (
            "与中心的版本不兼容，请升级。",
            "This version and central's do not fit; update.",
        ),
        Reason::NotSigned => (
            "中心不认识本台，请重新加入。",
            "Central does not know this station; join again.",
        ),
        Reason::Replayed => (
            "请求序号重复，请稍后再试。",
            "The request was seen before; try again later.",
        ),
        Reason::Clock => (
            "本机时钟与中心相差太多，请校准时间。",
            "This machine's clock is far from central's; set it right.",
        ),
        Reason::Revoked => (
            "本台已被停用，请联系管理员。数据都已存好。",
            "This station was revoked; ask an administrator. Everything is stored.",
        ),
        Reason::NotAllowed => ("本台无权进行此操作。", "This station may not do that."),
        Reason::Malformed | Reason::TooLarge => (
            "中心未接受这次请求，请联系管理员。数据都已存好。",
            "Central did not take the request; ask an administrator. Everything is stored.",
        ),
        Reason::Busy => (
            "中心繁忙，稍后自动重试。",
            "Central is busy; it is tried again later.",
        ),
        Reason::Internal => (
            "中心出现故障，稍后自动重试。数据都已存好。",
            "Central has a fault; it is tried again later. Everything is stored.",
        ),
    }
}
