//! The profiles there are: the platform's and those an organisation added, in versions that never change, each in force
//! from a date on.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::policy::{Expected, Policy, PolicyError, Title, read};

/// Profiles by name and version. A version that is there is never replaced: what was counted under it stays as it is.
#[derive(Debug, Clone)]
pub struct Profiles {
    all: Vec<Arc<Policy>>,
}

impl Profiles {
    /// The four that come with the program.
    pub fn platform() -> Self {
        Self {
            all: Policy::all().iter().cloned().map(Arc::new).collect(),
        }
    }

    /// Adds a profile of an organisation: a complete one, or one that starts from another and says what differs.
    ///
    /// The latter has `extends`, the name of the other, and its own `name`, `version`, `effective_from`, and `title`
    /// unless the name stays; of the values those that differ, merged as RFC 7386 has it. It starts from the version
    /// that `extends_version` says. Where nothing is said: from the one before it of the same name, and of another name
    /// from the first, so that a version added there later changes nothing here.
    ///
    /// Adding once more what is there changes nothing. Versions of a name are added in their order.
    ///
    /// # Errors
    /// When it is not a profile, the profile it starts from is not there, or its version is not higher than those of its
    /// name; the error names the key.
    pub fn add(&mut self, text: &str) -> Result<Arc<Policy>, PolicyError> {
        let mut keys = read::object(text)?;
        let policy = match keys.remove("extends") {
            None => read::policy(keys)?,
            Some(Value::String(name)) => self.extended(&name, keys)?,
            Some(_) => return Err(unfit("extends", Expected::Text)),
        };
        if let Some(same) = self.exactly(&policy.name, policy.version)
            && *same == policy
        {
            return Ok(same);
        }
        let highest = self.versions(&policy.name).map(|it| it.version).max();
        if let Some(version) = highest.filter(|highest| policy.version <= *highest) {
            let name = policy.name;
            return Err(PolicyError::NotHigher { name, version });
        }
        let policy = Arc::new(policy);
        self.all.push(Arc::clone(&policy));
        Ok(policy)
    }

    /// Every version of every profile, the platform's first, then as they were added.
    pub fn all(&self) -> &[Arc<Policy>] {
        &self.all
    }

    /// The versions of a profile, the lowest first.
    pub fn versions(&self, name: &str) -> impl Iterator<Item = &Arc<Policy>> {
        self.all.iter().filter(move |policy| policy.name == name)
    }

    /// This version of this profile.
    pub fn exactly(&self, name: &str, version: u32) -> Option<Arc<Policy>> {
        self.versions(name)
            .find(|policy| policy.version == version)
            .cloned()
    }

    /// The version of a profile in force on a date: the highest that is effective by then, else the one that is
    /// effective earliest. `None` where there is no profile of this name.
    pub fn in_force(&self, name: &str, on: Date) -> Option<Arc<Policy>> {
        let effective = self.versions(name).filter(|it| it.effective_from <= on);
        effective
            .max_by_key(|policy| policy.version)
            .or_else(|| self.versions(name).min_by_key(|it| it.effective_from))
            .cloned()
    }

    /// A policy with a project's own changes: values that differ, merged as RFC 7386 has it. It keeps its name and
    /// version, and where it differs and is not called anything else, its title says that it is this project's own.
    ///
    /// # Errors
    /// When the changes are not those of values, or make it no policy; the error names the key.
    pub fn changed(policy: &Policy, changes: &str) -> Result<Arc<Policy>, PolicyError> {
        let changes = read::object(changes)?;
        for fixed in ["name", "version", "effective_from"] {
            if changes.contains_key(fixed) {
                return Err(PolicyError::UnknownKey(fixed.to_owned()));
            }
        }
        let mut changed = merged(policy, changes)?;
        if changed != *policy && changed.title == policy.title {
            changed.title = own_title(&policy.title);
        }
        Ok(Arc::new(changed))
    }

    /// A profile that starts from another.
    fn extended(&self, base: &str, mut keys: Map<String, Value>) -> Result<Policy, PolicyError> {
        let wanted = match keys.remove("extends_version") {
            None => None,
            Some(version) => Some(
                version
                    .as_u64()
                    .and_then(|version| u32::try_from(version).ok())
                    .ok_or_else(|| unfit("extends_version", Expected::Number))?,
            ),
        };
        let own_name = keys.get("name").and_then(Value::as_str);
        let required = ["name", "version", "effective_from"].into_iter();
        let required = required.chain((own_name != Some(base)).then_some("title"));
        for key in required {
            if !keys.contains_key(key) {
                return Err(PolicyError::Missing(key.to_owned()));
            }
        }
        let own_version = keys.get("version").and_then(Value::as_u64);
        let mut versions = self.versions(base);
        let found = match wanted {
            Some(wanted) => versions.find(|policy| policy.version == wanted),
            None if own_name == Some(base) => versions
                .take_while(|policy| own_version.is_some_and(|own| u64::from(policy.version) < own))
                .last()
                .or_else(|| self.versions(base).next()),
            None => versions.next(),
        };
        let unknown = || PolicyError::UnknownBase {
            name: base.to_owned(),
            version: wanted.filter(|_| self.versions(base).next().is_some()),
        };
        merged(found.ok_or_else(unknown)?, keys)
    }
}

fn unfit(key: &str, expected: Expected) -> PolicyError {
    let key = key.to_owned();
    PolicyError::Unfit { key, expected }
}

/// A policy with some of its values replaced.
fn merged(policy: &Policy, changes: Map<String, Value>) -> Result<Policy, PolicyError> {
    read::check_known(&changes)?;
    let Ok(Value::Object(mut profile)) = serde_json::to_value(policy) else {
        return Err(PolicyError::NotAnObject);
    };
    merge(&mut profile, changes);
    read::policy(profile)
}

/// RFC 7386: null takes a key away, objects are merged, everything else replaces what was there.
fn merge(into: &mut Map<String, Value>, changes: Map<String, Value>) {
    for (key, change) in changes {
        match (change, into.get_mut(&key)) {
            (Value::Null, _) => {
                into.remove(&key);
            }
            (Value::Object(changes), Some(Value::Object(keys))) => merge(keys, changes),
            (Value::Object(changes), _) => {
                let mut keys = Map::new();
                merge(&mut keys, changes);
                into.insert(key, Value::Object(keys));
            }
            (change, _) => {
                into.insert(key, change);
            }
        }
    }
}

/// What a policy is called that one project has changed for itself.
fn own_title(title: &Title) -> Title {
    const OWN: [&str; 2] = ["（本活动）", " (this activity)"];
    if title.zh.ends_with(OWN[0]) {
        return title.clone();
    }
    Title {
        zh: format!("{}{}", title.zh, OWN[0]).into(),
        en: format!("{}{}", title.en, OWN[1]).into(),
    }
}
