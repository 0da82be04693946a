//! One punch as the desk sees it at a scan: its verdict, and what the screen says with it.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::code::{Mention, accepted};
use crate::fact::{By, Fact, What};
use crate::id::Id;
use crate::known::Facts;
use crate::language::Language;
use crate::minutes::count;
use crate::policy::Policy;
use crate::project::{Project, Window};
use crate::punch::{As, Attendance, TakenPunch};
use crate::record::{Outcome, Verdict};
use crate::setting::Setting;

/// What a scan comes to, at the instant it is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// Yes or no.
    pub verdict: Verdict,
    /// What it was taken as.
    pub taken_as: As,
    /// The service day it belongs to.
    pub day: Date,
    /// That day's window.
    pub window: Window,
    /// How far from the venue, in metres, where that is known.
    pub distance_m: Option<f64>,
    /// The sign-in of the session it opened or closed; of a refused one, of the session that is open on that day.
    pub signed_in: Option<Mention>,
    /// Whether a session of the project's day is open after it.
    pub is_open: bool,
    /// What was just earned: by a sign-out, or by the punch of a single project.
    pub earned_minutes: Option<u32>,
    /// What the volunteer's punches in this project have earned on that day, together.
    pub day_minutes: u32,
    /// Whether what was earned waits for an administrator's confirmation.
    pub awaits_confirmation: bool,
    /// The volunteer's accepted punch in the project before this one, and what it was taken as.
    pub previous: Option<(Mention, As)>,
}

impl Judgement {
    /// The message for the desk.
    pub fn message(&self, language: Language) -> String {
        match &self.verdict.outcome {
            Outcome::Accepted => accepted(self.taken_as, self.earned_minutes, language),
            Outcome::Rejected(refusal) => refusal.message(language),
        }
    }
}

/// Judges one punch by its volunteer's facts as of the punch's time: what comes later is left out.
///
/// `facts` may hold other volunteers' facts too; they do not matter. `None` where there is no such punch or project, or
/// the punch was annulled by then.
pub fn judge(
    policy: &Policy,
    zone: &TimeZone,
    projects: &[Project],
    facts: &[Fact],
    punch: &Id,
) -> Option<Judgement> {
    let fact = facts.iter().find(|fact| fact.id == *punch)?;
    let What::Punch(body) = &fact.what else {
        return None;
    };
    let setting = Setting::new(policy, zone, fact.time, projects);
    let concern = |other: &Fact| match &other.what {
        // Punches of the same instant with greater ids come after it.
        What::Punch(theirs) => {
            theirs.volunteer == body.volunteer && (other.time, &other.id) <= (fact.time, &fact.id)
        }
        what => what.about().is_some() || what.volunteer() == Some(&body.volunteer),
    };
    let concerning = facts.iter().enumerate().filter(|(_, other)| concern(other));
    let sorted = Facts::sort(&setting, concerning);
    let attendance = Attendance::of(&setting, sorted.volunteers.get(&body.volunteer)?);
    attendance
        .taken
        .last()
        .filter(|taken| taken.fact.id == *punch)?;
    judgement(&setting, &attendance)
}

/// What is said of the last punch of an attendance.
fn judgement<'a>(setting: &Setting<'a>, attendance: &Attendance<'a>) -> Option<Judgement> {
    let taken = attendance.taken.last()?;
    let day = (taken.project, taken.day);
    let place = attendance.taken.len() - 1;
    let accepted = taken.refusal.is_none();
    let closed = attendance
        .sessions
        .iter()
        .find(|session| session.sign_out == Some(place));
    let open = attendance
        .open
        .get(&day)
        .map(|session| &attendance.sessions[*session]);
    let session = closed.or(open);
    let signed_in = session.map(|session| &attendance.taken[session.sign_in]);
    let earned = |closing: usize| earned_by(setting, attendance, closing);
    let on_day = |taken: &TakenPunch<'_>| (taken.project, taken.day) == day;
    let earned_minutes = if accepted { earned(place) } else { None };
    let policy = setting.policy(taken.project);
    let own = taken.punch.by == By::Volunteer
        || closed
            .is_some_and(|session| attendance.taken[session.sign_in].punch.by == By::Volunteer);
    Some(Judgement {
        verdict: Outcome::of(taken.refusal.as_ref()).on(taken.fact, Some(taken.taken_as)),
        taken_as: taken.taken_as,
        day: taken.day,
        window: setting.span(taken.project, taken.day).window,
        distance_m: taken.distance_m,
        signed_in: signed_in.map(|taken| setting.mention(taken.fact)),
        is_open: open.is_some(),
        earned_minutes,
        day_minutes: (0..=place)
            .filter(|at| on_day(&attendance.taken[*at]))
            .filter_map(earned)
            .sum(),
        awaits_confirmation: earned_minutes.is_some() && own && policy.self_confirm,
        previous: previous(setting, attendance, place),
    })
}

/// What the punch at a place has earned, if it is an accepted sign-out or single punch.
fn earned_by(setting: &Setting<'_>, attendance: &Attendance<'_>, place: usize) -> Option<u32> {
    let taken = &attendance.taken[place];
    let day = (taken.project, taken.day);
    match (&taken.refusal, taken.taken_as) {
        (None, As::Single) => Some(
            setting
                .project(taken.project)
                .single_minutes(setting.policy(taken.project)),
        ),
        (None, As::Out) => {
            let mut sessions = attendance.sessions.iter();
            let session = sessions.find(|session| session.sign_out == Some(place))?;
            let from = attendance.taken[session.sign_in].fact.time;
            Some(count(setting, day, (from, taken.fact.time)).credited)
        }
        (None, As::In) | (Some(_), _) => None,
    }
}

fn previous(
    setting: &Setting<'_>,
    attendance: &Attendance<'_>,
    place: usize,
) -> Option<(Mention, As)> {
    let project = attendance.taken[place].project;
    let mut before = attendance.taken[..place].iter().rev();
    let previous = before.find(|taken| taken.project == project && taken.refusal.is_none())?;
    Some((setting.mention(previous.fact), previous.taken_as))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Case, cases};

    fn case(policy: &str, punches: &[(&str, &str, &str)]) -> Case {
        let facts: Vec<_> = punches
            .iter()
            .map(|(id, volunteer, time)| {
                format!(
                    r#"{{"id":"{id}","fact":"punch","project":"p1","volunteer":"{volunteer}",
                    "time":"2019-06-08T{time}+08:00","direction":"auto","by":"staff"}}"#
                )
            })
            .collect();
        let text = format!(
            r#"{{"policy":"{policy}","zone":"Asia/Shanghai","now":"2019-06-30T00:00:00+08:00",
            "projects":[{{"id":"p1","timing":"double","kind":"service","from":"2019-06-08",
            "to":"2019-06-08","start":"08:30","end":"17:30"}}],"facts":[{}]}}"#,
            facts.join(",")
        );
        cases(&text).next().unwrap().unwrap()
    }

    fn judged(case: &Case, punch: &str) -> Judgement {
        judge(
            &case.policy,
            &case.zone,
            &case.projects,
            &case.facts,
            &punch.into(),
        )
        .unwrap()
    }

    const MORNING: [(&str, &str, &str); 5] = [
        ("a", "v1", "09:00:00"),
        ("b", "v1", "09:00:30"),
        ("c", "v1", "09:20:00"),
        ("d", "v1", "11:10:00"),
        ("e", "v2", "09:10:00"),
    ];

    #[test]
    fn a_sign_in_opens_a_session_and_later_punches_do_not_matter() {
        let judgement = judged(&case("jianghai", &MORNING), "a");
        assert_eq!(judgement.taken_as, As::In);
        assert!(judgement.is_open);
        assert_eq!(judgement.signed_in.clone().unwrap().fact, "a".into());
        assert_eq!(judgement.earned_minutes, None);
        assert_eq!(judgement.previous, None);
        assert_eq!(judgement.message(Language::Zh), "签到成功");
    }

    #[test]
    fn a_duplicate_names_the_scan_before_it_and_when_it_was() {
        let judgement = judged(&case("jianghai", &MORNING), "b");
        let (previous, taken_as) = judgement.previous.clone().unwrap();
        assert_eq!((previous.fact, taken_as), ("a".into(), As::In));
        assert!(judgement.is_open);
        let message = judgement.message(Language::Zh);
        assert_eq!(message, "重复打卡，已按前一次记录（前一次：6月8日 09:00）");
    }

    #[test]
    fn a_sign_out_too_soon_says_from_when_it_can_be_done() {
        let judgement = judged(&case("jianghai", &MORNING), "c");
        let message = judgement.message(Language::En);
        assert_eq!(
            message,
            "Too soon after the sign-in to sign out (from 8 Jun 09:30)"
        );
        assert_eq!(judgement.signed_in.unwrap().at.clock(), "09:00");
    }

    #[test]
    fn a_sign_out_says_what_was_just_earned() {
        let judgement = judged(&case("jianghai", &MORNING), "d");
        assert_eq!(
            (judgement.earned_minutes, judgement.day_minutes),
            (Some(150), 150)
        );
        assert!(!judgement.is_open);
        assert_eq!(judgement.signed_in.clone().unwrap().fact, "a".into());
        assert_eq!(judgement.message(Language::Zh), "签退成功，本次 2.50 小时");
        assert_eq!(
            judged(&case("zhiyuanyun", &MORNING), "c").earned_minutes,
            Some(20)
        );
    }

    #[test]
    fn the_punch_before_is_the_last_one_that_was_accepted_in_the_project() {
        let mut case = case("zhiyuanyun", &MORNING);
        let mut other = case.projects[0].clone();
        other.id = "p2".into();
        case.projects.push(other);
        let mut elsewhere = case.facts[0].clone();
        (elsewhere.id, elsewhere.time) = ("x".into(), "2019-06-08T11:00:00+08:00".parse().unwrap());
        if let What::Punch(punch) = &mut elsewhere.what {
            punch.project = "p2".into();
        }
        case.facts.push(elsewhere);
        // b was refused, x was elsewhere.
        assert_eq!(judged(&case, "c").previous.unwrap().0.fact, "a".into());
        assert_eq!(judged(&case, "d").previous.unwrap().0.fact, "c".into());
        assert_eq!(judged(&case, "x").previous, None);
    }

    #[test]
    fn what_a_volunteer_signed_alone_waits_for_confirmation() {
        let awaits = |policy: &str, own: [bool; 2]| {
            let mut case = case(policy, &[("a", "v1", "09:00:00"), ("b", "v1", "11:00:00")]);
            case.projects[0].self_open = true;
            for (fact, own) in case.facts.iter_mut().zip(own) {
                if let What::Punch(punch) = &mut fact.what {
                    punch.by = if own { By::Volunteer } else { By::Staff };
                }
            }
            let (id, time) = ("c".into(), "2019-06-08T08:00:00+08:00".parse().unwrap());
            let what = What::FaceChecked {
                volunteer: "v1".into(),
            };
            case.facts.push(Fact { id, time, what });
            let judgement = judged(&case, "b");
            assert_eq!(judgement.earned_minutes, Some(120));
            assert!(!judged(&case, "a").awaits_confirmation);
            judgement.awaits_confirmation
        };
        assert!(awaits("izhiyuan", [true, false]));
        assert!(awaits("izhiyuan", [false, true]));
        assert!(!awaits("izhiyuan", [false, false]));
        assert!(!awaits("zhiyuanyun", [true, true]));
    }

    #[test]
    fn a_punch_of_the_same_instant_with_a_greater_id_comes_after() {
        let case = case(
            "jianghai",
            &[("b", "v1", "09:00:00"), ("a", "v1", "09:00:00")],
        );
        assert!(judged(&case, "a").verdict.outcome.refusal().is_none());
        assert_eq!(judged(&case, "b").previous.unwrap().0.fact, "a".into());
    }

    #[test]
    fn there_is_no_judgement_on_what_is_not_a_punch() {
        let case = case("jianghai", &MORNING);
        let none = judge(
            &case.policy,
            &case.zone,
            &case.projects,
            &case.facts,
            &"x".into(),
        );
        assert_eq!(none, None);
        let nowhere = judge(&case.policy, &case.zone, &[], &case.facts, &"a".into());
        assert_eq!(nowhere, None);
    }
}
