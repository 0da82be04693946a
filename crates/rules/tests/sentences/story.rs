//! A case told fact by fact, for tests: what is not said is as in most cases.

use rules::case::{Case, cases};
use rules::{Assessment, Record};
use serde_json::{Value, json};

/// A case in the making.
pub struct Story {
    case: Value,
}

impl Story {
    /// A case without projects or facts, long after June 2019.
    pub fn under(policy: &str) -> Self {
        Self {
            case: json!({
                "policy": policy, "zone": "Asia/Shanghai", "now": "2019-08-30T00:00:00+08:00",
                "projects": [], "facts": []
            }),
        }
    }

    /// In another time zone; instants stay as they are said.
    pub fn zone(mut self, zone: &str) -> Self {
        self.case["zone"] = json!(zone);
        self
    }

    /// As of another instant of June 2019: `20 10:00:00`.
    pub fn now(mut self, at: &str) -> Self {
        self.case["now"] = json!(instant(at));
        self
    }

    /// A double project on 8 June from 08:30 to 17:30, but for what is said.
    pub fn project(mut self, id: &str, but: Value) -> Self {
        let mut project = json!({
            "id": id, "timing": "double", "kind": "service", "from": "2019-06-08",
            "to": "2019-06-08", "start": "08:30", "end": "17:30", "preset_minutes": null,
            "by_list": false, "self_open": true, "venue": null, "radius_m": null,
            "dispersed_sign_out": false
        });
        change(&mut project, but);
        self.case["projects"]
            .as_array_mut()
            .expect("a list")
            .push(project);
        self
    }

    /// A fact about volunteer `v1` in project `p1`, but for what is said.
    pub fn fact(mut self, id: &str, fact: &str, at: &str, but: Value) -> Self {
        let mut body = json!({
            "id": id, "fact": fact, "time": instant(at), "project": "p1", "volunteer": "v1"
        });
        change(&mut body, but);
        self.case["facts"]
            .as_array_mut()
            .expect("a list")
            .push(body);
        self
    }

    /// A staff scan without direction.
    pub fn scan(self, id: &str, at: &str) -> Self {
        self.punch(id, at, json!({}))
    }

    /// A staff scan without direction, but for what is said.
    pub fn punch(self, id: &str, at: &str, but: Value) -> Self {
        let mut body = json!({ "direction": "auto", "by": "staff", "location": null });
        change(&mut body, but);
        self.fact(id, "punch", at, body)
    }

    /// A complete request about 8 June: `in` and `out` are times of day, empty for none.
    pub fn request(
        self,
        id: &str,
        at: &str,
        (sign_in, sign_out): (&str, &str),
        but: Value,
    ) -> Self {
        let time = |text: &str| {
            if text.is_empty() {
                json!(null)
            } else {
                json!(text)
            }
        };
        let mut body = json!({
            "day": "2019-06-08", "in": time(sign_in), "out": time(sign_out), "cause": "no-signal",
            "reason": "没有信号", "evidence": ["photo"]
        });
        change(&mut body, but);
        self.fact(id, "supplement-requested", at, body)
    }

    /// The decision on a request.
    pub fn decide(self, id: &str, at: &str, request: &str, outcome: &str) -> Self {
        self.fact(
            id,
            "supplement-decided",
            at,
            json!({ "request": request, "outcome": outcome }),
        )
    }

    /// A punch taken back.
    pub fn annul(self, id: &str, at: &str, punch: &str) -> Self {
        self.fact(
            id,
            "punch-annulled",
            at,
            json!({ "punch": punch, "reason": "误扫" }),
        )
    }

    /// A dispute about 8 June.
    pub fn dispute(self, id: &str, at: &str) -> Self {
        self.fact(id, "dispute-raised", at, json!({ "day": "2019-06-08" }))
    }

    /// The resolution of a dispute.
    pub fn resolve(self, id: &str, at: &str, dispute: &str, outcome: &str) -> Self {
        self.fact(
            id,
            "dispute-resolved",
            at,
            json!({ "dispute": dispute, "outcome": outcome }),
        )
    }

    /// The case.
    pub fn case(&self) -> Case {
        let case = cases(&self.case.to_string()).next().expect("one document");
        case.expect("a well-formed case")
    }

    /// The answer.
    pub fn told(&self) -> Told {
        Told(self.case().assess())
    }
}

/// The answer to a story.
pub struct Told(pub Assessment);

impl Told {
    /// Every verdict in the order of the facts: `f1 in`, `f2 out too-soon`, `f3`.
    pub fn verdicts(&self) -> Vec<String> {
        let verdicts = self.0.verdicts.iter().map(|verdict| {
            let taken_as = verdict
                .taken_as
                .map(|taken_as| format!("{taken_as:?}").to_lowercase());
            let code = verdict
                .outcome
                .refusal()
                .map(|refusal| refusal.code.to_string());
            let id = Some(verdict.fact.to_string());
            [id, taken_as, code]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ")
        });
        verdicts.collect()
    }

    /// The one record there is.
    pub fn record(&self) -> &Record {
        assert_eq!(self.0.records.len(), 1, "{:#?}", self.0.records);
        &self.0.records[0]
    }

    /// Each record's project, day of the month and standing minutes: `p1/8 120`.
    pub fn days(&self) -> Vec<String> {
        let day = |record: &Record| {
            let (project, day) = (&record.project, record.day.day());
            format!("{project}/{day} {}", record.standing_minutes())
        };
        self.0.records.iter().map(day).collect()
    }
}

/// `8 09:00:00` or `8 09:00` as an instant of June 2019.
fn instant(text: &str) -> String {
    let (day, clock) = text.split_once(' ').expect("a day and a time of day");
    let seconds = if clock.len() == 5 { ":00" } else { "" };
    format!("2019-06-{day:0>2}T{clock}{seconds}+08:00")
}

fn change(object: &mut Value, but: Value) {
    let Value::Object(changes) = but else {
        panic!("changes are an object")
    };
    for (key, value) in changes {
        object[key] = value;
    }
}
