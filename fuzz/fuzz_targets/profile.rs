//! Any bytes as an organisation's profile or a project's changes: each is taken or refused with a reason, and what was
//! taken is read again as what it is.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rules::{Language, Policy, Profiles};

fuzz_target!(|text: &str| {
    let mut profiles = Profiles::platform();
    for taken in [
        profiles.add(text),
        Profiles::changed(&Policy::all()[0], text),
    ] {
        match taken {
            Ok(policy) => {
                let name = policy.name.clone();
                assert!(profiles.in_force(&name, policy.effective_from).is_some());
            }
            Err(error) => {
                for language in [Language::Zh, Language::En] {
                    assert!(!error.text(language).is_empty());
                }
            }
        }
    }
});
