//! Any bytes as `assess` documents: each is answered or refused with its field, in both languages, and nothing panics.

#![no_main]

use libfuzzer_sys::fuzz_target;
use rules::Language;
use rules::case::cases;

fuzz_target!(|bytes: &[u8]| {
    for case in cases(bytes) {
        match case {
            Ok(case) => {
                let assessment = case.assess();
                for language in [Language::Zh, Language::En] {
                    assert!(!assessment.to_json(language).contains('\n'));
                }
                for fact in &case.facts {
                    let punch = &fact.id;
                    rules::judge(&case.policy, &case.zone, &case.projects, &case.facts, punch);
                }
            }
            Err(error) => {
                for language in [Language::Zh, Language::En] {
                    let line = error.text(language);
                    assert!(
                        line.contains(&error.field) && line.contains(&error.document.to_string())
                    );
                }
            }
        }
    }
});
