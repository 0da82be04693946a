//! Making, changing and deleting a project: what is wrong with a draft, and what may still be changed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::identity::{Document, Regions, check, normalise_number};
use crate::language::Language;
use crate::policy::Policy;
use crate::project::{Project, Stage, Timing};

/// The most temporary administrators (临时管理员) a project may have.
pub const TEMPORARY_ADMINISTRATORS_MOST: usize = 6;
/// The most characters of a project's short name.
pub const SHORT_NAME_MOST: usize = 10;

/// A project before it is published. What is `None` was not said, and is not looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// Its name on narrow screens and slips.
    pub short_name: Option<String>,
    /// How many people are wanted.
    pub people: Option<u32>,
    /// From when to when people may sign up.
    pub sign_up: Option<(Timestamp, Timestamp)>,
    /// Identity numbers of the temporary administrators.
    pub temporary_administrators: Vec<String>,
    /// Its days, its window and how it takes time.
    pub project: Project,
}

/// What is wrong with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Problem {
    /// It has no name.
    NameMissing,
    /// The short name is empty or too long.
    ShortNameLength,
    /// The short name has something else than letters and digits.
    ShortNamePunctuation,
    /// Nobody is wanted.
    NobodyWanted,
    /// The last day is before the first.
    DaysReversed,
    /// Sign-up closes before it opens, or opens after the last end.
    SignUpReversed,
    /// A single project has no preset minutes.
    PresetMissing,
    /// The preset minutes are more than the policy takes.
    PresetTooLong {
        /// The most it takes.
        most_minutes: u32,
    },
    /// A venue has no radius, or one that is not more than nought.
    RadiusMissing,
    /// Signing out anywhere means nothing in a single project.
    DispersedSingle,
    /// The project is too small to be open to volunteers' own devices.
    TooFewForSelf {
        /// It has to have more people than this.
        more_than: u32,
    },
    /// More temporary administrators than there may be.
    TooManyAdministrators,
    /// This one, counted from nought, is no identity number.
    AdministratorNumber(usize),
    /// This one is there before.
    AdministratorTwice(usize),
}

/// Splits a list of identity numbers as people type it: by semicolons or commas, narrow or wide, each made regular.
pub fn administrators(text: &str) -> Vec<String> {
    text.split([';', '；', ',', '，', '、'])
        .map(normalise_number)
        .filter(|number| !number.is_empty())
        .collect()
}

/// Everything that is wrong with a new project under its own policy or else the one given, in the order of the form; nothing where it may be made.
pub fn check_new(
    draft: &Draft,
    policy: &Policy,
    zone: &TimeZone,
    (today, regions): (Date, Regions),
) -> Vec<Problem> {
    let policy = draft.project.policy_or(policy);
    let mut problems = check_names(draft);
    problems.extend((draft.people == Some(0)).then_some(Problem::NobodyWanted));
    problems.extend((draft.project.to < draft.project.from).then_some(Problem::DaysReversed));
    let last_end = draft.project.window(draft.project.to, zone).end;
    let reversed = |(from, to): (Timestamp, Timestamp)| to < from || from > last_end;
    problems.extend(
        draft
            .sign_up
            .is_some_and(reversed)
            .then_some(Problem::SignUpReversed),
    );
    problems.extend(check_time_taking(&draft.project, policy));
    let too_few = draft
        .people
        .is_some_and(|people| people <= policy.self_min_people);
    if draft.project.self_open && policy.self_min_people > 0 && too_few {
        problems.push(Problem::TooFewForSelf {
            more_than: policy.self_min_people,
        });
    }
    problems.extend(check_administrators(draft, today, regions));
    problems
}

fn check_names(draft: &Draft) -> Vec<Problem> {
    let mut problems = Vec::new();
    if draft.name.trim().is_empty() {
        problems.push(Problem::NameMissing);
    }
    if let Some(short) = &draft.short_name {
        if !(1..=SHORT_NAME_MOST).contains(&short.chars().count()) {
            problems.push(Problem::ShortNameLength);
        }
        if !short.chars().all(char::is_alphanumeric) {
            problems.push(Problem::ShortNamePunctuation);
        }
    }
    problems
}

fn check_time_taking(project: &Project, policy: &Policy) -> Vec<Problem> {
    let mut problems = Vec::new();
    if project.timing == Timing::Single {
        let most_minutes = policy.single_max_minutes;
        match project.preset_minutes {
            None | Some(0) => problems.push(Problem::PresetMissing),
            Some(preset) if preset > most_minutes => {
                problems.push(Problem::PresetTooLong { most_minutes });
            }
            Some(_) => {}
        }
        if project.dispersed_sign_out {
            problems.push(Problem::DispersedSingle);
        }
    }
    let reaches = project.radius_m.is_some_and(|radius_m| radius_m > 0.0);
    if project.venue.is_some() && !reaches {
        problems.push(Problem::RadiusMissing);
    }
    problems
}

fn check_administrators(draft: &Draft, today: Date, regions: Regions) -> Vec<Problem> {
    let numbers = &draft.temporary_administrators;
    let mut problems = Vec::new();
    if numbers.len() > TEMPORARY_ADMINISTRATORS_MOST {
        problems.push(Problem::TooManyAdministrators);
    }
    let mut seen = BTreeSet::new();
    for (at, number) in numbers.iter().enumerate() {
        if !check(Document::ResidentCard, number, today, regions).is_plausible() {
            problems.push(Problem::AdministratorNumber(at));
        } else if !seen.insert(number) {
            problems.push(Problem::AdministratorTwice(at));
        }
    }
    problems
}

/// What a change of a published project comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It may be made as it is.
    Free,
    /// It may be made, and the project waits for its audit again: its days or its window change.
    Audit,
    /// A finished project does not change.
    Finished,
    /// The timing never changes: delete the project and make another.
    TimingFixed,
    /// The project has started: its first day and its window do not change, and days that are over stay its days.
    WindowFixed,
}

/// What changing a project to another comes to at an instant.
pub fn check_change(before: &Project, after: &Project, at: Timestamp, zone: &TimeZone) -> Change {
    let stage = before.stage(None, at, zone);
    let window_changes = (before.start, before.end) != (after.start, after.end);
    let days_change = (before.from, before.to) != (after.from, after.to);
    let drops_past_days = before.from != after.from || after.window(after.to, zone).end < at;
    if stage == Stage::Finished {
        Change::Finished
    } else if before.timing != after.timing {
        Change::TimingFixed
    } else if stage == Stage::InProgress && (window_changes || drops_past_days) {
        Change::WindowFixed
    } else if window_changes || days_change {
        Change::Audit
    } else {
        Change::Free
    }
}

/// Whether a project may be deleted: only while nobody has punched in it, annulled punches left out.
pub fn may_delete(standing_punches: usize) -> bool {
    standing_punches == 0
}

impl Problem {
    /// What is wrong, for people.
    pub fn text(self, language: Language) -> String {
        let (zh, en) = match self {
            Problem::NameMissing => ("请填写项目名称", "The activity needs a name"),
            Problem::ShortNameLength => (
                "项目简称须为 1 至 10 个字",
                "The short name has 1 to 10 characters",
            ),
            Problem::ShortNamePunctuation => (
                "项目简称不能含标点符号",
                "The short name has letters and digits only",
            ),
            Problem::NobodyWanted => ("招募人数须大于零", "At least one person is wanted"),
            Problem::DaysReversed => (
                "活动结束日期早于开始日期",
                "The last day is before the first",
            ),
            Problem::SignUpReversed => (
                "报名起止时间不对",
                "Sign-up must open before it closes and before the end",
            ),
            Problem::PresetMissing => (
                "单签项目须填写单次时长",
                "A single project needs preset minutes",
            ),
            Problem::RadiusMissing => (
                "有活动地点须填写打卡有效距离",
                "A venue needs a radius above nought",
            ),
            Problem::DispersedSingle => {
                ("单签项目没有签出限制", "A single project has no sign-out")
            }
            Problem::TooManyAdministrators => (
                "临时管理员最多 6 人",
                "At most six temporary administrators",
            ),
            Problem::PresetTooLong { most_minutes } => {
                return match language {
                    Language::Zh => format!("单次时长最多 {most_minutes} 分钟"),
                    Language::En => format!("At most {most_minutes} preset minutes"),
                };
            }
            Problem::TooFewForSelf { more_than } => {
                return match language {
                    Language::Zh => format!("超过 {more_than} 人的项目才能开放自行签到签退"),
                    Language::En => format!("Self sign-in needs more than {more_than} people"),
                };
            }
            Problem::AdministratorNumber(at) => {
                return match language {
                    Language::Zh => format!("第 {} 位临时管理员的证件号码不对", at + 1),
                    Language::En => format!("Temporary administrator {}: wrong number", at + 1),
                };
            }
            Problem::AdministratorTwice(at) => {
                return match language {
                    Language::Zh => format!("第 {} 位临时管理员重复", at + 1),
                    Language::En => format!("Temporary administrator {} is there before", at + 1),
                };
            }
        };
        language.pick(zh, en).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::ProjectKind;
    use jiff::civil::{date, time};

    fn draft() -> Draft {
        Draft {
            name: "社区清洁日".to_owned(),
            short_name: Some("清洁日".to_owned()),
            people: Some(30),
            sign_up: None,
            temporary_administrators: Vec::new(),
            project: Project {
                id: "p1".into(),
                timing: Timing::Double,
                kind: ProjectKind::Service,
                from: date(2019, 6, 8),
                to: date(2019, 6, 9),
                start: time(8, 30, 0, 0),
                end: time(17, 30, 0, 0),
                preset_minutes: None,
                by_list: false,
                self_open: false,
                venue: None,
                radius_m: None,
                dispersed_sign_out: false,
                policy: None,
            },
        }
    }

    fn shanghai() -> TimeZone {
        TimeZone::get("Asia/Shanghai").unwrap()
    }

    fn problems(policy: &str, change: impl FnOnce(&mut Draft)) -> Vec<Problem> {
        let mut draft = draft();
        change(&mut draft);
        let people = (date(2019, 6, 1), Regions::WithDemonstration);
        check_new(&draft, Policy::named(policy).unwrap(), &shanghai(), people)
    }

    #[test]
    fn a_sound_draft_has_no_problems() {
        assert_eq!(problems("jianghai", |_| {}), []);
    }

    #[test]
    fn each_problem_is_found_by_itself() {
        let found = |change: fn(&mut Draft)| problems("jianghai", change);
        assert_eq!(found(|it| it.name = " ".to_owned()), [Problem::NameMissing]);
        let long = |it: &mut Draft| it.short_name = Some("一二三四五六七八九十甲".to_owned());
        assert_eq!(found(long), [Problem::ShortNameLength]);
        let mark = |it: &mut Draft| it.short_name = Some("清洁！".to_owned());
        assert_eq!(found(mark), [Problem::ShortNamePunctuation]);
        assert_eq!(found(|it| it.people = Some(0)), [Problem::NobodyWanted]);
        assert_eq!(
            found(|it| it.project.to = date(2019, 6, 7)),
            [Problem::DaysReversed]
        );
        assert_eq!(
            found(|it| it.project.venue = Some([32.0, 120.0])),
            [Problem::RadiusMissing]
        );
        assert_eq!(
            found(|it| it.project.timing = Timing::Single),
            [Problem::PresetMissing]
        );
        let long_preset = |it: &mut Draft| {
            it.project.timing = Timing::Single;
            it.project.preset_minutes = Some(181);
        };
        assert_eq!(
            found(long_preset),
            [Problem::PresetTooLong { most_minutes: 180 }]
        );
    }

    #[test]
    fn self_sign_in_needs_more_people_than_the_policy_says() {
        let with = |people| {
            problems("izhiyuan", |it| {
                it.project.self_open = true;
                it.people = people;
            })
        };
        assert_eq!(with(Some(50)), [Problem::TooFewForSelf { more_than: 50 }]);
        assert_eq!(with(Some(51)), []);
        assert_eq!(with(None), []);
    }

    #[test]
    fn a_project_with_a_policy_of_its_own_is_checked_by_that_one() {
        let own = |policy: &str| {
            problems("jianghai", |it| {
                it.project.policy = Policy::named(policy).cloned().map(std::sync::Arc::new);
                it.project.self_open = true;
                it.people = Some(50);
            })
        };
        assert_eq!(own("izhiyuan"), [Problem::TooFewForSelf { more_than: 50 }]);
        assert_eq!(own("zhiyuanyun"), []);
    }

    #[test]
    fn temporary_administrators_are_six_different_identity_numbers_at_most() {
        let typed = "11010519491231002x；440524188001010014, 11010519491231002X、123;;";
        let numbers = administrators(typed);
        assert_eq!(numbers.len(), 4);
        let found = problems("jianghai", |it| it.temporary_administrators = numbers);
        assert_eq!(
            found,
            [
                Problem::AdministratorTwice(2),
                Problem::AdministratorNumber(3)
            ]
        );
        let many = problems("jianghai", |it| {
            it.temporary_administrators = vec!["440524188001010014".to_owned(); 7];
        });
        assert_eq!(many[0], Problem::TooManyAdministrators);
        assert_eq!(many.len(), 7);
    }

    #[test]
    fn what_may_change_depends_on_what_the_project_is_doing() {
        let before = draft().project;
        let change = |at: &str, change: fn(&mut Project)| {
            let mut after = before.clone();
            change(&mut after);
            check_change(&before, &after, at.parse().unwrap(), &shanghai())
        };
        let (earlier, during) = ("2019-06-08T08:29:59+08:00", "2019-06-08T12:00:00+08:00");
        let after_end = "2019-06-09T17:30:01+08:00";
        assert_eq!(change(earlier, |it| it.by_list = true), Change::Free);
        assert_eq!(
            change(earlier, |it| it.end = time(18, 0, 0, 0)),
            Change::Audit
        );
        assert_eq!(
            change(earlier, |it| it.timing = Timing::Single),
            Change::TimingFixed
        );
        assert_eq!(change(during, |it| it.by_list = true), Change::Free);
        assert_eq!(
            change(during, |it| it.end = time(18, 0, 0, 0)),
            Change::WindowFixed
        );
        assert_eq!(
            change(during, |it| it.from = date(2019, 6, 9)),
            Change::WindowFixed
        );
        assert_eq!(
            change(during, |it| it.to = date(2019, 6, 10)),
            Change::Audit
        );
        assert_eq!(change(after_end, |it| it.by_list = true), Change::Finished);
    }

    #[test]
    fn a_project_someone_punched_in_is_not_deleted() {
        assert!(may_delete(0));
        assert!(!may_delete(1));
    }
}
