//! The worked cases of the attendance rules: every answer, exactly, but for the reasons.

use rules::case::cases;
use serde_json::Value;

#[derive(serde::Deserialize)]
struct WorkedCase {
    name: String,
    case: Value,
    answer: Value,
}

fn worked_cases() -> Vec<WorkedCase> {
    read(include_str!("fixtures/worked-cases.jsonl"))
}

/// Answers of a second implementation, written from the rules alone. Each case was kept because some one-sentence
/// change of that implementation answers it otherwise.
fn second_reading() -> Vec<WorkedCase> {
    read(include_str!("fixtures/second-reading.jsonl"))
}

fn read(lines: &str) -> Vec<WorkedCase> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("a worked case a line"))
        .collect()
}

fn answer(case: &Value) -> Value {
    let text = case.to_string();
    let mut answers = cases(&text).map(|case| case.expect("a worked case is well-formed").answer());
    let answer = answers.next().expect("one document has one answer");
    assert!(!answer.contains('\n'), "an answer is one line");
    serde_json::from_str(&answer).expect("an answer is JSON")
}

/// Takes the reasons out of the records; there is one at least in each.
fn without_reasons(mut answer: Value) -> Value {
    for record in answer["records"]
        .as_array_mut()
        .expect("records are a list")
    {
        let because = record
            .as_object_mut()
            .and_then(|record| record.remove("because"));
        let because = because.expect("every record has its reasons");
        let lines = because.as_array().expect("reasons are a list");
        assert!(!lines.is_empty(), "{record}");
        assert!(
            lines
                .iter()
                .all(|line| line.as_str().is_some_and(|line| !line.contains('\n')))
        );
    }
    answer
}

#[test]
fn every_worked_case_has_exactly_its_answer() {
    let (worked, second) = (worked_cases(), second_reading());
    assert_eq!((worked.len(), second.len()), (68, 92));
    let wrong: Vec<_> = worked
        .iter()
        .chain(&second)
        .filter(|worked| without_reasons(answer(&worked.case)) != worked.answer)
        .map(|worked| worked.name.as_str())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_case_without_a_zone_is_told_in_the_zone_of_most_of_our_users() {
    let worked = worked_cases();
    let here = |worked: &&WorkedCase| worked.case["zone"] == "Asia/Shanghai";
    for worked in worked.iter().filter(here) {
        let mut case = worked.case.clone();
        case.as_object_mut()
            .expect("a case is an object")
            .remove("zone");
        assert_eq!(
            without_reasons(answer(&case)),
            worked.answer,
            "{}",
            worked.name
        );
        case["zone"] = Value::Null;
        assert_eq!(
            without_reasons(answer(&case)),
            worked.answer,
            "{}",
            worked.name
        );
    }
}

#[test]
fn a_worked_case_has_the_same_answer_with_its_facts_turned_round() {
    for worked in worked_cases() {
        let mut case = worked.case;
        case["facts"]
            .as_array_mut()
            .expect("facts are a list")
            .reverse();
        let mut answer = without_reasons(answer(&case));
        answer["verdicts"]
            .as_array_mut()
            .expect("verdicts are a list")
            .reverse();
        assert_eq!(answer, worked.answer, "{}", worked.name);
    }
}
