//! Each question that reading a card asks, in its order, and what no forger gets past.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod founded;

use card::{
    Card, CardKind, PREFIX, Refusal, SecretKey, StatusBitmap, Trust, TrustedIssuer, parse, sign,
};
use founded::{OURS, STATION, TERM, TODAY, bundle, good, keys, station_key, trust};
use jiff::{ToSpan, civil::date};
use rules::{CardId, OrganisationTag};

fn read(text: &str, trust: &Trust) -> Result<Card, Refusal> {
    parse(text, trust, TODAY).map_err(|refused| refused.refusal)
}

fn good_text() -> String {
    sign(&good(), &keys().issuer).unwrap()
}

fn good_bytes() -> Vec<u8> {
    base45::decode(&good_text()[PREFIX.len()..]).unwrap()
}

fn spell(bytes: &[u8]) -> String {
    format!("{PREFIX}{}", base45::encode(bytes))
}

fn slip() -> Card {
    Card {
        kind: CardKind::Slip,
        issued: TODAY,
        expires: TODAY.saturating_add(3.days()),
        ..good()
    }
}

#[test]
fn a_good_card_says_what_was_signed() {
    assert_eq!(read(&good_text(), &trust(&bundle())), Ok(good()));
}

#[test]
fn a_text_of_more_than_256_characters_is_malformed() {
    let long = format!("{}{}", good_text(), "0".repeat(256));
    assert_eq!(read(&long, &trust(&bundle())), Err(Refusal::Malformed));
}

#[test]
fn a_text_without_the_prefix_is_malformed() {
    let trust = trust(&bundle());
    let body = &good_text()[4..];
    for text in ["", "VC1:", "V00000123", body, &format!("VC2:{body}")] {
        assert_eq!(read(text, &trust), Err(Refusal::Malformed), "{text}");
    }
}

#[test]
fn letters_outside_base45_are_malformed() {
    let trust = trust(&bundle());
    for letter in ["_", "é", "义", "a", "\0", "\n"] {
        let text = format!("VC1:{letter}{}", &good_text()[5..]);
        assert_eq!(read(&text, &trust), Err(Refusal::Malformed), "{letter:?}");
    }
}

#[test]
fn any_other_size_than_98_bytes_is_malformed() {
    let trust = trust(&bundle());
    let bytes = good_bytes();
    let longer = [&bytes[..], &[0]].concat();
    for bytes in [&bytes[..97], &bytes[..0], &longer] {
        assert_eq!(read(&spell(bytes), &trust), Err(Refusal::Malformed));
    }
}

#[test]
fn a_second_spelling_of_a_good_card_is_malformed() {
    let trust = trust(&bundle());
    let text = good_text();
    let lower = format!("VC1:{}", text[4..].to_lowercase());
    let spellings = [
        format!("{text} "),
        format!(" {text}"),
        format!("{text}\r\n"),
        text.replacen("VC1:", "vc1:", 1),
        lower,
    ];
    for spelling in spellings {
        assert_ne!(spelling, text);
        assert_eq!(
            read(&spelling, &trust),
            Err(Refusal::Malformed),
            "{spelling:?}"
        );
    }
}

/// Three letters can say 91,124; two bytes hold 65,535.
#[test]
fn three_letters_that_say_more_than_two_bytes_are_malformed() {
    let trust = trust(&bundle());
    for at in (4..good_text().len()).step_by(3) {
        let mut text = good_text();
        text.replace_range(at..at + 3, ":::");
        assert_eq!(read(&text, &trust), Err(Refusal::Malformed), "at {at}");
    }
}

#[test]
fn an_unknown_algorithm_or_type_is_malformed_before_any_key_is_asked() {
    let nobody = Trust::default();
    for first in [0x00, 0x03, 0x05, 0x0f, 0x11, 0x12, 0x14, 0xf1] {
        let mut bytes = good_bytes();
        bytes[0] = first;
        assert_eq!(read(&spell(&bytes), &nobody), Err(Refusal::Malformed));
    }
}

#[test]
fn a_key_nobody_told_us_of_is_an_unknown_issuer() {
    let strangers = SecretKey::from_seed([0x55; 32]);
    let text = sign(&good(), &strangers).unwrap();
    let refused = parse(&text, &trust(&bundle()), TODAY).unwrap_err();
    assert_eq!(refused.refusal, Refusal::UnknownIssuer);
    assert_eq!(refused.card, None, "nothing it says is passed on");
}

#[test]
fn a_known_key_that_did_not_sign_is_a_forgery() {
    let mut bytes = good_bytes();
    bytes[33] += 1;
    let refused = parse(&spell(&bytes), &trust(&bundle()), TODAY).unwrap_err();
    assert_eq!(refused.refusal, Refusal::Forged);
    assert_eq!(refused.card, None, "nothing it says is passed on");
}

#[test]
fn a_forgery_is_named_before_its_dates_are_looked_at() {
    let mut bytes = good_bytes();
    bytes[31..33].fill(0);
    assert_eq!(
        read(&spell(&bytes), &trust(&bundle())),
        Err(Refusal::Forged)
    );
}

/// Seeds found by search: their public keys share the first four bytes of SHA-256.
#[test]
fn of_two_keys_with_one_hint_each_verifies_its_own_cards() {
    let seed = |number: u32| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        SecretKey::from_seed(seed)
    };
    let (one, two) = (seed(96_995), seed(163_802));
    assert_eq!(one.public().hint(), two.public().hint());
    let theirs = OrganisationTag([8; 4]);
    let mut bundle = bundle();
    for (key, organisation) in [(&one, OURS), (&two, theirs)] {
        let key = key.public();
        bundle.issuers.push(TrustedIssuer {
            key,
            organisation,
            ..bundle.issuers[0].clone()
        });
    }
    let trust = trust(&bundle);
    let card_of = |organisation| Card {
        organisation,
        ..good()
    };
    for (key, own, other) in [(&one, OURS, theirs), (&two, theirs, OURS)] {
        let text = sign(&card_of(own), key).unwrap();
        assert_eq!(read(&text, &trust), Ok(card_of(own)));
        let text = sign(&card_of(other), key).unwrap();
        assert_eq!(read(&text, &trust), Err(Refusal::UnknownIssuer));
    }
}

#[test]
fn an_organisations_key_signs_no_cards_of_another() {
    let foreign = Card {
        organisation: OrganisationTag([8; 4]),
        ..good()
    };
    let text = sign(&foreign, &keys().issuer).unwrap();
    assert_eq!(read(&text, &trust(&bundle())), Err(Refusal::UnknownIssuer));
}

#[test]
fn a_station_signs_slips_and_nothing_else_and_an_issuer_no_slips() {
    let trust = trust(&bundle());
    let live = Card {
        kind: CardKind::Live,
        ..good()
    };
    let text = |card: &Card, key: &SecretKey| sign(card, key).unwrap();
    assert_eq!(read(&text(&slip(), &station_key()), &trust), Ok(slip()));
    assert_eq!(read(&text(&live, &keys().issuer), &trust), Ok(live));
    for (card, key) in [
        (good(), station_key()),
        (live, station_key()),
        (slip(), keys().issuer),
    ] {
        let answer = read(&text(&card, &key), &trust);
        assert_eq!(answer, Err(Refusal::UnknownIssuer), "{:?}", card.kind);
    }
}

#[test]
fn a_station_that_may_not_sign_slips_is_an_unknown_issuer() {
    let mut bundle = bundle();
    bundle.stations[0].slips = false;
    let text = sign(&slip(), &station_key()).unwrap();
    assert_eq!(read(&text, &trust(&bundle)), Err(Refusal::UnknownIssuer));
}

#[test]
fn a_key_signs_within_its_own_dates_and_its_cards_outlive_it() {
    let trust = trust(&bundle());
    let issued_on = |issued| Card { issued, ..good() };
    let read_on = |card: &Card, today| {
        let text = sign(card, &keys().issuer).unwrap();
        parse(&text, &trust, today).map_err(|refused| refused.refusal)
    };
    let early = issued_on(TERM.0.yesterday().unwrap());
    let late = issued_on(TERM.1.tomorrow().unwrap());
    assert_eq!(read_on(&early, TODAY), Err(Refusal::UnknownIssuer));
    assert_eq!(read_on(&late, late.issued), Err(Refusal::UnknownIssuer));
    for issued in [TERM.0, TERM.1] {
        let card = issued_on(issued);
        assert_eq!(read_on(&card, issued), Ok(card));
        assert_eq!(read_on(&card, date(2028, 12, 31)), Ok(card));
    }
}

#[test]
fn a_withdrawn_key_kills_its_cards() {
    let mut bundle = bundle();
    bundle.issuers[0].withdrawn = true;
    let refused = parse(&good_text(), &trust(&bundle), TODAY).unwrap_err();
    assert_eq!(refused.refusal, Refusal::Retired);
    assert_eq!(refused.card, Some(good()));
}

#[test]
fn a_revoked_station_kills_its_slips() {
    let mut bundle = bundle();
    bundle.revoked_stations.push(STATION);
    let text = sign(&slip(), &station_key()).unwrap();
    assert_eq!(read(&text, &trust(&bundle)), Err(Refusal::Retired));
}

#[test]
fn the_first_and_the_last_day_are_good_and_the_days_around_them_expired() {
    let trust = trust(&bundle());
    let card = good();
    let on = |day| parse(&good_text(), &trust, day);
    // One day early is forgiven: two machines' dates may differ around midnight.
    assert_eq!(on(card.issued.saturating_sub(1.day())), Ok(card));
    assert_eq!(on(card.issued), Ok(card));
    assert_eq!(on(card.expires), Ok(card));
    let outside = [
        card.issued.saturating_sub(2.days()),
        card.expires.tomorrow().unwrap(),
    ];
    for day in outside {
        let refused = on(day).unwrap_err();
        assert_eq!(refused.refusal, Refusal::Expired, "{day}");
        assert_eq!(refused.card, Some(card), "the desk can say whose it was");
    }
}

#[test]
fn a_slip_is_good_for_fourteen_days_whatever_it_says() {
    let trust = trust(&bundle());
    let greedy = Card {
        expires: date(2099, 1, 1),
        ..slip()
    };
    let text = sign(&greedy, &station_key()).unwrap();
    let on = |days: i32| parse(&text, &trust, greedy.issued.saturating_add(days.days()));
    assert_eq!(on(14), Ok(greedy));
    assert_eq!(on(15).unwrap_err().refusal, Refusal::Expired);
    let text = sign(&slip(), &station_key()).unwrap();
    let answer = parse(&text, &trust, slip().expires.tomorrow().unwrap());
    assert_eq!(answer.unwrap_err().refusal, Refusal::Expired);
}

#[test]
fn a_card_whose_bit_is_set_is_retired_and_its_neighbours_are_not() {
    let mut trust = trust(&bundle());
    let mut bitmap = StatusBitmap::new(OURS, 1);
    bitmap.retire(good().index).unwrap();
    trust.take_status(bitmap);
    let refused = parse(&good_text(), &trust, TODAY).unwrap_err();
    assert_eq!(refused.refusal, Refusal::Retired);
    assert_eq!(refused.card, Some(good()));
    for index in [good().index - 1, good().index + 1, u32::MAX] {
        let neighbour = Card { index, ..good() };
        let text = sign(&neighbour, &keys().issuer).unwrap();
        assert_eq!(read(&text, &trust), Ok(neighbour));
    }
}

#[test]
fn another_organisations_bitmap_says_nothing_of_our_cards() {
    let mut trust = trust(&bundle());
    let mut bitmap = StatusBitmap::new(OrganisationTag([8; 4]), 1);
    bitmap.retire(good().index).unwrap();
    trust.take_status(bitmap);
    assert_eq!(read(&good_text(), &trust), Ok(good()));
}

#[test]
fn a_slip_has_no_bit_in_the_bitmap() {
    let mut trust = trust(&bundle());
    let mut bitmap = StatusBitmap::new(OURS, 1);
    bitmap.retire(slip().index).unwrap();
    trust.take_status(bitmap);
    let text = sign(&slip(), &station_key()).unwrap();
    assert_eq!(read(&text, &trust), Ok(slip()));
    trust.retire(slip().card);
    assert_eq!(read(&text, &trust), Err(Refusal::Retired));
}

#[test]
fn a_card_retired_here_is_retired_before_any_bitmap_says_so() {
    let mut trust = trust(&bundle());
    trust.retire(CardId([0xaa; 8]));
    assert_eq!(read(&good_text(), &trust), Ok(good()));
    trust.retire(good().card);
    assert_eq!(read(&good_text(), &trust), Err(Refusal::Retired));
}

#[test]
fn a_card_both_expired_and_retired_is_called_expired() {
    let mut trust = trust(&bundle());
    trust.retire(good().card);
    let late = good().expires.tomorrow().unwrap();
    let refused = parse(&good_text(), &trust, late).unwrap_err();
    assert_eq!(refused.refusal, Refusal::Expired);
}

#[test]
fn every_single_flipped_bit_is_refused() {
    let trust = trust(&bundle());
    for bit in 0..98 * 8 {
        let mut bytes = good_bytes();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let expected = match bit / 8 {
            // From card to slip or live it is still a known type; the signature tells.
            0 if matches!(bytes[0], 1 | 2 | 4) => Refusal::Forged,
            0 => Refusal::Malformed,
            1..=4 => Refusal::UnknownIssuer,
            _ => Refusal::Forged,
        };
        assert_eq!(read(&spell(&bytes), &trust), Err(expected), "bit {bit}");
    }
}

#[test]
fn of_a_hundred_thousand_mutated_texts_none_is_accepted() {
    let trust = trust(&bundle());
    let good = good_text();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut met = std::collections::HashSet::new();
    for _ in 0..100_000 {
        let text = mutate(&good, &mut dice);
        if text != good {
            met.insert(read(&text, &trust).unwrap_err());
        }
    }
    let reached = [Refusal::Malformed, Refusal::UnknownIssuer, Refusal::Forged];
    assert_eq!(met, reached.into(), "the mutations reach every question");
}

/// One to three letters changed, dropped, doubled or swapped; most results are still Base45.
fn mutate(good: &str, dice: &mut Dice) -> String {
    let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    let mut text = good.as_bytes().to_vec();
    for _ in 0..=dice.below(3) {
        let at = dice.below(text.len());
        match dice.below(8) {
            0 => drop(text.remove(at)),
            1 => text.insert(at, text[at]),
            2 => {
                let other = dice.below(text.len());
                text.swap(at, other);
            }
            _ => text[at] = alphabet[dice.below(alphabet.len())],
        }
    }
    String::from_utf8(text).unwrap()
}

/// Xorshift: the same mutations at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }
}
