//! Whether a station's fact goes into the log, beside it, or into it without counting.

use std::collections::HashSet;

use protocol::{Body, Fact, Kind, Writer};
use rules::FactId;

use crate::known::Known;
use crate::plan::Desk;
use crate::proposal;

/// How far a fact's clock may be ahead of its receipt before central doubts it.
const AHEAD_MS: i64 = 25 * 60 * 60 * 1000;
/// The most bytes of a body that go into the log.
pub(crate) const BODY_LIMIT: usize = 256 << 10;

/// Codes of facts that are kept beside the log.
const NOT_A_STATION_KIND: &str = "not-a-station-kind";
const ID_TAKEN: &str = "id-taken";
const TOO_LARGE: &str = "too-large";
const UNSIGNED: &str = "unsigned";
/// The same fact stands in the log already, under another chain.
pub(crate) const REPEATED: &str = "repeated";
/// The code of a fact that is in the log and does not count.
const CLOCK_AHEAD: &str = "clock-ahead";

/// The fact's kind and body as far as this version of the registry can read them: `Ok(None)` for a kind
/// or a version of a kind that is later than ours.
pub(crate) fn read(fact: &Fact) -> Result<Option<Body>, ()> {
    match fact.decoded() {
        Ok(body) => Ok(body),
        Err(_) if fact.version > 1 => Ok(None),
        Err(_) => Err(()),
    }
}

/// Why a fact is kept beside the log and not in it.
pub(crate) fn refusal(
    fact: &Fact,
    known: &Known,
    desk: &Desk<'_>,
    seen: &mut HashSet<FactId>,
) -> Option<(&'static str, Option<u64>)> {
    let plain = |code| Some((code, None));
    if !seen.insert(fact.id) {
        return plain(ID_TAKEN);
    }
    match known.ids.get(&fact.id) {
        Some(Some((position, other))) if same_content(fact, other) => {
            return Some((REPEATED, Some(*position)));
        }
        Some(_) => return plain(ID_TAKEN),
        None => {}
    }
    if fact.body.len() > BODY_LIMIT {
        return plain(TOO_LARGE);
    }
    let kind = fact.known_kind()?;
    if kind.writer() == Writer::Central {
        return plain(NOT_A_STATION_KIND);
    }
    match read(fact) {
        Err(()) => return plain(proposal::MALFORMED),
        Ok(Some(Body::Checkpoint(checkpoint))) => {
            return if checkpoint.holds(fact, &desk.station_key) {
                None
            } else {
                plain(UNSIGNED)
            };
        }
        Ok(_) => {}
    }
    let allowed = kind == Kind::Checkpoint || known.may(fact.actor, kind.role(), fact.clocks.wall);
    if allowed {
        None
    } else {
        plain(proposal::NOT_ALLOWED)
    }
}

/// Whether two facts differ in nothing but their place in a chain.
fn same_content(one: &Fact, other: &Fact) -> bool {
    let Fact {
        id,
        organisation,
        chain: _,
        seq: _,
        prev: _,
        kind,
        version,
        clocks,
        actor,
        body,
    } = one;
    (id, organisation, kind, version)
        == (&other.id, &other.organisation, &other.kind, &other.version)
        && (clocks, actor, body) == (&other.clocks, &other.actor, &other.body)
}

/// Why a fact that goes into the log does not count, as far as its clock tells.
pub(crate) fn doubt(fact: &Fact, desk: &Desk<'_>) -> Option<&'static str> {
    let ahead = fact.clocks.wall > desk.now.0.saturating_add(AHEAD_MS);
    (ahead && fact.known_kind() != Some(Kind::Checkpoint)).then_some(CLOCK_AHEAD)
}
