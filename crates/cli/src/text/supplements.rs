//! What is said about missing records, requests and disputes.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use replica::{Dispute, DisputeState, Missing, MissingRecord, Recorded, RequestState, Supplement};
use rules::{Cause, Language};

/// A request was written down.
pub(crate) fn supplement_requested(recorded: &Recorded, language: Language) -> String {
    outcome(
        recorded,
        ("已申请补录，等待审核", "Asked for; it waits for a decision"),
        language,
    )
}

/// A decision was written down.
pub(crate) fn supplement_decided(recorded: &Recorded, language: Language) -> String {
    outcome(
        recorded,
        ("审核结果已记录", "The decision is recorded"),
        language,
    )
}

/// An objection was taken down.
pub(crate) fn dispute_raised(recorded: &Recorded, language: Language) -> String {
    outcome(recorded, ("异议已受理", "The dispute is taken"), language)
}

/// An objection was answered.
pub(crate) fn dispute_resolved(recorded: &Recorded, language: Language) -> String {
    outcome(
        recorded,
        ("处理结果已记录", "The answer is recorded"),
        language,
    )
}

fn outcome(recorded: &Recorded, well: (&str, &str), language: Language) -> String {
    let fact = recorded.fact;
    let fact = match language {
        Language::Zh => format!("（记录 {fact}）"),
        Language::En => format!(" (fact {fact})"),
    };
    match &recorded.invalid {
        None => format!("✓ {}{fact}", language.pick(well.0, well.1)),
        Some(invalid) => {
            let why = invalid.message(language);
            match language {
                Language::Zh => format!("✗ 已记录，但不计入：{why}{fact}"),
                Language::En => format!("✗ recorded, but it does not count: {why}{fact}"),
            }
        }
    }
}

/// The heading of the list of requests.
pub(crate) fn supplement_heading(language: Language) -> [String; 8] {
    language
        .pick(
            [
                "状态",
                "截止",
                "志愿者",
                "活动",
                "日期",
                "时间",
                "原因",
                "记录",
            ],
            [
                "State",
                "Deadline",
                "Volunteer",
                "Project",
                "Day",
                "Times",
                "Cause",
                "Fact",
            ],
        )
        .map(str::to_owned)
}

/// A request in that list.
pub(crate) fn supplement_row(
    supplement: &Supplement,
    zone: &TimeZone,
    language: Language,
) -> [String; 8] {
    let state = match &supplement.state {
        RequestState::Waiting => language.pick("待审", "waiting").to_owned(),
        RequestState::Approved => language.pick("已通过", "approved").to_owned(),
        RequestState::Rejected => language.pick("未通过", "rejected").to_owned(),
        RequestState::Invalid(invalid) => match language {
            Language::Zh => format!("无效 {}", invalid.code()),
            Language::En => format!("invalid {}", invalid.code()),
        },
    };
    let clock = |time: Option<Time>| {
        time.map_or("—".to_owned(), |time| time.strftime("%H:%M").to_string())
    };
    [
        state,
        at(supplement.deadline, zone),
        format!("{} {}", supplement.person.name, supplement.person.number),
        supplement.project_name.clone(),
        supplement.day.to_string(),
        format!("{} – {}", clock(supplement.come), clock(supplement.left)),
        cause(supplement.cause, language).to_owned(),
        supplement.fact.to_string(),
    ]
}

/// The heading of the list of what is missing.
pub(crate) fn missing_heading(language: Language) -> [String; 6] {
    language
        .pick(
            ["截止", "志愿者", "活动", "日期", "缺少", "能否申请"],
            [
                "Deadline",
                "Volunteer",
                "Project",
                "Day",
                "Missing",
                "May be asked for",
            ],
        )
        .map(str::to_owned)
}

/// What is missing, in that list.
pub(crate) fn missing_row(
    record: &MissingRecord,
    zone: &TimeZone,
    language: Language,
) -> [String; 6] {
    let missing = match record.missing {
        Missing::SignIn => language.pick("签到", "sign-in"),
        Missing::SignOut => language.pick("签退", "sign-out"),
        Missing::Both => language.pick("签到和签退", "both"),
    };
    let may = match &record.refusal {
        None => language.pick("可以", "yes").to_owned(),
        Some(refusal) => refusal.message(language),
    };
    [
        at(record.deadline, zone),
        format!("{} {}", record.person.name, record.person.number),
        record.project_name.clone(),
        record.day.to_string(),
        missing.to_owned(),
        may,
    ]
}

/// The heading of the list of disputes.
pub(crate) fn dispute_heading(language: Language) -> [String; 6] {
    language
        .pick(
            ["状态", "提出", "志愿者", "活动", "日期", "记录"],
            ["State", "Raised", "Volunteer", "Project", "Day", "Fact"],
        )
        .map(str::to_owned)
}

/// A dispute in that list.
pub(crate) fn dispute_row(dispute: &Dispute, zone: &TimeZone, language: Language) -> [String; 6] {
    let state = match &dispute.state {
        DisputeState::Open => language.pick("待处理", "open").to_owned(),
        DisputeState::Cancelled => language.pick("时长已取消", "cancelled").to_owned(),
        DisputeState::Kept => language.pick("时长保留", "kept").to_owned(),
        DisputeState::Invalid(invalid) => match language {
            Language::Zh => format!("未受理 {}", invalid.code()),
            Language::En => format!("not taken {}", invalid.code()),
        },
    };
    [
        state,
        at(dispute.raised_at, zone),
        format!("{} {}", dispute.person.name, dispute.person.number),
        dispute.project_name.clone(),
        dispute.day.to_string(),
        dispute.fact.to_string(),
    ]
}

fn at(instant: Timestamp, zone: &TimeZone) -> String {
    zone.to_datetime(instant)
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

fn cause(cause: Cause, language: Language) -> &'static str {
    match cause {
        Cause::NoSignal => language.pick("现场无信号", "no signal"),
        Cause::OrganiserError => language.pick("组织方失误", "organiser's error"),
        Cause::OwnFault => language.pick("本人疏忽", "own fault"),
        Cause::Other => language.pick("其他", "other"),
    }
}
