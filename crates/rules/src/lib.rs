//! What scans mean: facts, hours, project states and identity numbers, as pure functions.
//!
//! Facts go in, in any order, and an answer comes out: a verdict on each punch, request and dispute, the minutes of each
//! service day with the reasons for them, and totals. There is no clock, file, socket or random number in here, so the
//! desk at a scan and central after a merge say the same.
//!
//! ```
//! use rules::case::cases;
//!
//! let document = r#"{
//!     "policy": "jianghai", "zone": "Asia/Shanghai", "now": "2017-12-31T00:00:00+08:00",
//!     "projects": [{ "id": "p1", "timing": "double", "kind": "service",
//!                    "from": "2017-12-16", "to": "2017-12-16", "start": "13:00", "end": "17:00" }],
//!     "facts": [
//!         { "id": "f1", "fact": "punch", "project": "p1", "volunteer": "v1",
//!           "time": "2017-12-16T14:41:00+08:00", "direction": "auto", "by": "staff" },
//!         { "id": "f2", "fact": "punch", "project": "p1", "volunteer": "v1",
//!           "time": "2017-12-16T15:16:00+08:00", "direction": "auto", "by": "staff" }
//!     ]
//! }"#;
//! let case = cases(document).next().expect("there is one document")?;
//! let assessment = case.assess();
//! assert_eq!(assessment.records[0].hours(), "1.00");
//! assert_eq!(
//!     assessment.records[0].because[2].sentence(rules::Language::Zh),
//!     "14:41 签到，15:16 签退，共 35 分钟；江海志愿按半小时进位 → 1.00 小时"
//! );
//! # Ok::<(), rules::case::CaseError>(())
//! ```

mod answer;
mod assess;
mod because;
mod calendar;
pub mod case;
mod code;
mod day;
mod dispute;
pub mod draft;
mod earned;
mod explain;
mod fact;
mod id;
pub mod identity;
mod ids;
mod judge;
mod known;
mod language;
mod minutes;
mod outlook;
pub mod policy;
mod profiles;
mod project;
mod publicity;
mod punch;
mod record;
mod setting;
mod settle;
mod supplement;

pub use assess::assess;
pub use because::{Because, Hold, Rule, RuleValue, Step};
pub use calendar::Moment;
pub use code::{Code, Detail, Mention, Refusal, accepted, message};
pub use earned::{Earned, FinalMinutes, Sort};
pub use fact::{
    By, Cause, Decision, Direction, Fact, Listing, Punch, Request, Resolution, ServiceDay, What,
};
pub use id::Id;
pub use ids::{
    CardId, EpochId, FactId, InvalidId, OrganisationId, OrganisationTag, ProjectId, StaffId,
    StationId, VolunteerId,
};
pub use judge::{Judgement, judge};
pub use language::{Language, UnknownLanguage};
pub use minutes::Count;
pub use outlook::{Outlook, Repair, outlook};
pub use policy::{Policy, PolicyError};
pub use profiles::Profiles;
pub use project::{AskingTime, Project, ProjectKind, Stage, Timing, Window};
pub use punch::As;
pub use record::{Assessment, Outcome, Record, Session, Standing, Totals, Verdict, hours};
