//! The answer of `assess` as JSON: exactly the keys of the contract, in its order.

use serde::Serialize;

use crate::code::Code;
use crate::id::Id;
use crate::language::Language;
use crate::punch::As;
use crate::record::{Assessment, Outcome, Record, Totals, Verdict};

#[derive(Serialize)]
struct Answer<'a> {
    verdicts: Vec<VerdictLine<'a>>,
    records: Vec<RecordLine<'a>>,
    totals: Vec<TotalsLine<'a>>,
}

#[derive(Serialize)]
struct VerdictLine<'a> {
    id: &'a Id,
    outcome: &'static str,
    code: Option<Code>,
    #[serde(rename = "as")]
    taken_as: Option<As>,
}

#[derive(Serialize)]
struct RecordLine<'a> {
    volunteer: &'a Id,
    project: &'a Id,
    day: String,
    precise_minutes: u32,
    delayed_minutes: u32,
    pending_minutes: u32,
    training_minutes: u32,
    final_minutes: u32,
    publicity_minutes: u32,
    cancelled: bool,
    missing_sign_out: bool,
    hours: String,
    because: Vec<String>,
}

#[derive(Serialize)]
struct TotalsLine<'a> {
    volunteer: &'a Id,
    credit_minutes: u64,
    honorary_minutes: u64,
    training_minutes: u64,
    points: String,
}

impl Assessment {
    /// The answer as one line of JSON, its reasons in a language.
    pub fn to_json(&self, language: Language) -> String {
        let answer = Answer {
            verdicts: self.verdicts.iter().map(verdict_line).collect(),
            records: self
                .records
                .iter()
                .map(|record| record_line(record, language))
                .collect(),
            totals: self.totals.iter().map(totals_line).collect(),
        };
        serde_json::to_string(&answer).expect("text, numbers and lists always have a JSON form")
    }
}

fn verdict_line(verdict: &Verdict) -> VerdictLine<'_> {
    let (outcome, code) = match &verdict.outcome {
        Outcome::Accepted => ("accepted", None),
        Outcome::Rejected(refusal) => ("rejected", Some(refusal.code)),
    };
    VerdictLine {
        id: &verdict.fact,
        outcome,
        code,
        taken_as: verdict.taken_as,
    }
}

fn record_line(record: &Record, language: Language) -> RecordLine<'_> {
    RecordLine {
        volunteer: &record.volunteer,
        project: &record.project,
        day: record.day.to_string(),
        precise_minutes: record.precise_minutes,
        delayed_minutes: record.delayed_minutes,
        pending_minutes: record.pending_minutes,
        training_minutes: record.training_minutes,
        final_minutes: record.final_minutes,
        publicity_minutes: record.publicity_minutes,
        cancelled: record.cancelled,
        missing_sign_out: record.missing_sign_out,
        hours: record.hours(),
        because: record
            .because
            .iter()
            .map(|because| because.text(language))
            .collect(),
    }
}

fn totals_line(totals: &Totals) -> TotalsLine<'_> {
    TotalsLine {
        volunteer: &totals.volunteer,
        credit_minutes: totals.credit_minutes,
        honorary_minutes: totals.honorary_minutes,
        training_minutes: totals.training_minutes,
        points: totals.points(),
    }
}
