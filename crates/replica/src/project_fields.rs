//! The fields of the form of a project: their order, which are needed, what may be chosen, which a problem is about.

use rules::draft;

use crate::error::Problem;

/// The service categories (服务类别) that a project may have, where its profile names no others.
pub const CATEGORIES: &[&str] = &[
    "环保绿化",
    "扶贫济困",
    "减灾救灾",
    "治安巡逻",
    "法律咨询",
    "维权服务",
    "纠纷调解",
    "医疗保健",
    "卫生保洁",
    "教育培训",
    "科技创新",
    "心理健康",
    "文化娱乐",
    "全民健身",
    "敬老助老",
    "科普宣传",
    "赛会服务",
    "其它",
];

/// Whom a project may serve (服务对象).
pub const OBJECTS: &[&str] = &[
    "青少年",
    "婴幼儿",
    "孤寡老人",
    "残障人士",
    "优抚对象",
    "特困群体",
    "社会公众",
    "其它",
];

/// The fields that have to be filled in before a project is published, and what is said where they are not.
pub(crate) const NEEDED: &[(&str, &str, &str)] = &[
    ("name", "请填写项目名称", "The activity needs a name"),
    ("short_name", "请填写项目简称", "Give a short name"),
    ("wanted", "请填写招募人数", "Say how many people are wanted"),
    ("category", "请选择所属类别", "Choose a category"),
    ("place", "请填写实施地点", "Say where it takes place"),
    (
        "sign_up_from",
        "请填写报名开始日期",
        "Say from when people sign up",
    ),
    (
        "sign_up_to",
        "请填写报名截止日期",
        "Say until when people sign up",
    ),
    ("from", "请填写活动开始日期", "Give the first day"),
    ("to", "请填写活动结束日期", "Give the last day"),
    (
        "start",
        "请填写开始时间",
        "Give the time at which a day starts",
    ),
    ("end", "请填写结束时间", "Give the time at which a day ends"),
];

/// The fields in the order of the form.
pub(crate) const FIELDS: &[&str] = &[
    "name",
    "short_name",
    "kind",
    "category",
    "objects",
    "wanted",
    "own_members_only",
    "sign_up_reviewed",
    "by_list",
    "sign_up_from",
    "sign_up_to",
    "region",
    "place",
    "venue",
    "radius_m",
    "from",
    "to",
    "start",
    "end",
    "timing",
    "preset_minutes",
    "dispersed_sign_out",
    "self_open",
    "positions",
    "administrators",
    "contact",
    "description",
    "profile",
    "profile_changes",
];

/// The field of the form that a problem of the rules is about.
pub(crate) fn field_of(problem: draft::Problem) -> &'static str {
    use draft::Problem as P;
    match problem {
        P::NameMissing => "name",
        P::ShortNameLength | P::ShortNamePunctuation => "short_name",
        P::NobodyWanted => "wanted",
        P::DaysReversed => "to",
        P::SignUpReversed => "sign_up_to",
        P::PresetMissing | P::PresetTooLong { .. } => "preset_minutes",
        P::RadiusMissing => "radius_m",
        P::DispersedSingle => "dispersed_sign_out",
        P::TooFewForSelf { .. } => "self_open",
        P::TooManyAdministrators | P::AdministratorNumber(_) | P::AdministratorTwice(_) => {
            "administrators"
        }
    }
}

/// What is wrong with a field, as the errors of the replica say it.
pub(crate) fn sort_of(problem: draft::Problem) -> Problem {
    use draft::Problem as P;
    match problem {
        P::NameMissing | P::PresetMissing | P::RadiusMissing => Problem::Missing,
        P::AdministratorTwice(_) => Problem::Taken,
        P::ShortNamePunctuation | P::AdministratorNumber(_) => Problem::Form,
        P::ShortNameLength
        | P::NobodyWanted
        | P::DaysReversed
        | P::SignUpReversed
        | P::PresetTooLong { .. }
        | P::DispersedSingle
        | P::TooFewForSelf { .. }
        | P::TooManyAdministrators => Problem::Range,
    }
}
