//! Reading a profile: every key known and there, every value one that it can have, and the key named that is not so.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::policy::{Expected, Policy, PolicyError, Rounding};

/// The keys of a profile, in the order of a file.
type Keys = Map<String, Value>;

/// A complete profile, for its keys.
static COMPLETE: LazyLock<Keys> = LazyLock::new(|| {
    object(include_str!("../../profiles/jianghai.json")).expect("a profile in the program")
});

/// Keys whose value may be null, or not there at all: without a limit.
const NULLABLE: [&str; 2] = ["organisations.most", "pending_sign_ups_most"];
/// An object that is one value: its keys are words of the value.
const ROUNDING: &str = "rounding";

const DAY_MINUTES: u32 = 24 * 60;
const TEN_YEARS_DAYS: u32 = 3660;

/// The object that a text is.
pub(crate) fn object(text: &str) -> Result<Keys, PolicyError> {
    let value = serde_json::from_str(text).map_err(|error| PolicyError::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    match value {
        Value::Object(keys) => Ok(keys),
        _ => Err(PolicyError::NotAnObject),
    }
}

/// The policy of a complete profile.
pub(crate) fn policy(profile: Keys) -> Result<Policy, PolicyError> {
    check_known(&profile)?;
    check_there(&profile, &COMPLETE, "")?;
    let policy = Value::Object(profile);
    let policy = serde_json::from_value(policy.clone()).map_err(|_| unfit(&policy))?;
    check_values(&policy)?;
    Ok(policy)
}

/// Whether all keys are those of a profile; they need not all be there.
pub(crate) fn check_known(keys: &Keys) -> Result<(), PolicyError> {
    check_within(keys, &COMPLETE, "")
}

fn check_within(keys: &Keys, known: &Keys, way: &str) -> Result<(), PolicyError> {
    for (key, value) in keys {
        let path = format!("{way}{key}");
        let Some(here) = known.get(key) else {
            return Err(PolicyError::UnknownKey(path));
        };
        match (inner(&path, here), value) {
            (Some(known), Value::Object(keys)) => check_within(keys, known, &format!("{path}."))?,
            // In changes it takes the key away, and then it is missing.
            (Some(_), Value::Null) | (None, _) => {}
            (Some(_), _) => {
                let expected = Expected::Object;
                return Err(PolicyError::Unfit {
                    key: path,
                    expected,
                });
            }
        }
    }
    Ok(())
}

fn check_there(keys: &Keys, known: &Keys, way: &str) -> Result<(), PolicyError> {
    for (key, here) in known {
        let path = format!("{way}{key}");
        let nullable = NULLABLE.contains(&path.as_str());
        match keys.get(key) {
            None if nullable => {}
            Some(Value::Null) if nullable => {}
            None | Some(Value::Null) => return Err(PolicyError::Missing(path)),
            Some(value) => {
                if let (Some(known), Value::Object(keys)) = (inner(&path, here), value) {
                    check_there(keys, known, &format!("{path}."))?;
                }
            }
        }
    }
    Ok(())
}

/// The keys within a key, where it has some of its own.
fn inner<'k>(path: &str, here: &'k Value) -> Option<&'k Keys> {
    here.as_object().filter(|_| path != ROUNDING)
}

/// The first key whose value makes a complete profile one no longer.
fn unfit(profile: &Value) -> PolicyError {
    let mut found = None;
    each_value(&COMPLETE, "", &mut |path, known| {
        let pointer = format!("/{}", path.replace('.', "/"));
        let Some(value) = profile.pointer(&pointer) else {
            return;
        };
        let mut trial = Value::Object(COMPLETE.clone());
        if let Some(place) = trial.pointer_mut(&pointer) {
            *place = value.clone();
        }
        if found.is_none() && serde_json::from_value::<Policy>(trial).is_err() {
            let expected = expected(path, known);
            found = Some(PolicyError::Unfit {
                key: path.to_owned(),
                expected,
            });
        }
    });
    found.unwrap_or(PolicyError::NotAnObject)
}

fn each_value(keys: &Keys, way: &str, visit: &mut impl FnMut(&str, &Value)) {
    for (key, value) in keys {
        let path = format!("{way}{key}");
        match inner(&path, value) {
            Some(keys) => each_value(keys, &format!("{path}."), visit),
            None => visit(&path, value),
        }
    }
}

fn expected(path: &str, known: &Value) -> Expected {
    match known {
        Value::Number(_) | Value::Null => Expected::Number,
        Value::Bool(_) => Expected::YesOrNo,
        _ if path == "effective_from" => Expected::Date,
        _ if ["name", "title.zh", "title.en"].contains(&path) => Expected::Text,
        _ => Expected::Word,
    }
}

/// What the kinds of the values do not say.
fn check_values(policy: &Policy) -> Result<(), PolicyError> {
    let texts = [
        ("name", policy.name.as_str()),
        ("title.zh", &policy.title.zh),
        ("title.en", &policy.title.en),
    ];
    if let Some((key, _)) = texts.iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(PolicyError::Unfit {
            key: (*key).to_owned(),
            expected: Expected::Text,
        });
    }
    let outside = bounds(policy)
        .into_iter()
        .find(|(_, is, least, most)| is < least || is > most);
    match outside {
        Some((key, _, least, most)) => Err(PolicyError::OutOfBounds {
            key: key.to_owned(),
            least,
            most,
        }),
        None => Ok(()),
    }
}

/// Each number with its key, the least and the most it may be.
fn bounds(policy: &Policy) -> [(&'static str, u32, u32, u32); 13] {
    let step = match policy.rounding {
        Rounding::None => 1,
        Rounding::UpToMinutes(step) => step,
    };
    let within_a_day = |key, is| (key, is, 0, DAY_MINUTES);
    let organisations = policy.organisations;
    let most = organisations.most.unwrap_or(u32::MAX);
    [
        ("version", policy.version, 1, u32::MAX),
        within_a_day("early_minutes", policy.early_minutes),
        within_a_day("grace_minutes", policy.grace_minutes),
        within_a_day("min_session_minutes", policy.min_session_minutes),
        (
            "debounce_seconds",
            policy.debounce_seconds,
            0,
            DAY_MINUTES * 60,
        ),
        within_a_day("auto_out_after_minutes", policy.auto_out_after_minutes),
        within_a_day("auto_in_after_minutes", policy.auto_in_after_minutes),
        (ROUNDING, step, 1, DAY_MINUTES),
        within_a_day("single_max_minutes", policy.single_max_minutes),
        ("supplement.days", policy.supplement.days, 0, TEN_YEARS_DAYS),
        ("publicity_days", policy.publicity_days, 0, TEN_YEARS_DAYS),
        ("points.per_hour", policy.points.per_hour, 0, 1_000_000),
        ("organisations.least", organisations.least, 0, most),
    ]
}
