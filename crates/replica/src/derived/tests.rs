//! What is kept at hand is what the facts say, however they came: random histories at two desks and a central.

mod moves;
mod rows;
mod world;

use proptest::prelude::*;
use protocol::body::Direction;
use rusqlite::types::Value;

use self::moves::{Move, PEOPLE, a_move, at};
use self::rows::{ORGANISATION, own_punch, project_id, volunteer};
use self::world::{Desk, World};
use super::*;

/// Every row that is kept, table by table.
fn kept(db: &Connection) -> Result<Vec<Vec<Value>>> {
    let mut rows = Vec::new();
    for table in ["day_record", "earned", "admission"] {
        let mut select = db.prepare(&format!("select * from {table} order by 1, 2, 3, 4"))?;
        let columns = select.column_count();
        let mut found = select.query([])?;
        while let Some(row) = found.next()? {
            let row: rusqlite::Result<Vec<Value>> = (0..columns).map(|at| row.get(at)).collect();
            rows.push([vec![Value::Text(table.to_owned())], row?].concat());
        }
    }
    Ok(rows)
}

/// The totals of everybody, by the rules over all facts.
fn assessed(replica: &Replica, now: Timestamp) -> Vec<rules::Totals> {
    let by_the_rules = |db: &Connection| {
        let settling = Settling::new(db, ORGANISATION)?;
        (0..PEOPLE)
            .map(|nth| {
                let of = person::canonical(db, volunteer(nth))?;
                let id = Id::from(of.to_string().as_str());
                let facts = settle::engine_facts(&settle::of_person(db, of)?, &id);
                let totals = settling.assess(&facts, now).totals.pop();
                Ok(totals.unwrap_or_else(|| rules::Totals::of(id, [])))
            })
            .collect()
    };
    replica.read(by_the_rules).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_is_kept_is_what_the_facts_say_however_they_came(
        moves in prop::collection::vec(a_move(), 5..60),
        instants in prop::collection::vec((0..40_u8, any::<u8>()), 4)
    ) {
        let mut world = World::new();
        for (first, what) in &moves {
            world.carry_out(usize::from(!first), what);
        }
        let everybody: Vec<VolunteerId> = (0..PEOPLE).map(volunteer).collect();
        for Desk { replica, .. } in &world.desks {
            for instant in &instants {
                let now = at(*instant);
                let summed = replica.totals(&everybody, now).unwrap();
                prop_assert_eq!(summed, assessed(replica, now), "{}", now);
            }
            let before = replica.read(kept).unwrap();
            replica.rebuild().unwrap();
            prop_assert_eq!(before, replica.read(kept).unwrap());
            prop_assert!(replica.verify_log().unwrap().valid);
        }
        // Once both know everything they keep the same, but for a profile that one of them alone added.
        if !moves.iter().any(|(_, what)| matches!(what, Move::Add(_))) {
            (0..2).for_each(|desk| world.push(desk));
            (0..2).for_each(|desk| world.pull(desk, usize::MAX));
            let [one, other] = &world.desks;
            prop_assert_eq!(one.replica.read(kept).unwrap(), other.replica.read(kept).unwrap());
        }
    }
}

#[test]
fn the_histories_reach_every_sort_of_minutes_and_both_gaps() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let histories = prop::collection::vec(a_move(), 40..60);
    let mut runner = TestRunner::deterministic();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..120 {
        let moves = histories.new_tree(&mut runner).unwrap().current();
        let mut world = World::new();
        for (first, what) in &moves {
            world.carry_out(usize::from(!first), what);
        }
        for row in world
            .desks
            .iter()
            .flat_map(|desk| desk.replica.read(kept).unwrap())
        {
            let held = matches!((&row[0], row.last()), (Value::Text(table), Some(Value::Null)) if table == "earned");
            seen.extend(held.then(|| "held".to_owned()));
            seen.extend(row.into_iter().filter_map(|value| match value {
                Value::Text(word) => Some(word),
                _ => None,
            }));
        }
    }
    for word in [
        "credit", "honorary", "training", "sign-in", "sign-out", "held", "一队",
    ] {
        assert!(seen.contains(word), "{word}: {seen:?}");
    }
}

#[test]
fn a_home_that_was_counted_otherwise_is_counted_anew_when_it_is_opened() {
    let mut world = World::new();
    let stamp = world.stamp(at((0, 1)));
    world.write(
        0,
        stamp,
        own_punch(project_id(0), volunteer(0), Direction::Auto),
    );
    let replica = &world.desks[0].replica;
    let before = replica.read(kept).unwrap();
    assert!(!before.is_empty());
    let older = |db: &Connection| {
        presence::clear(db)?;
        setting::set(db, SETTING, "1")
    };
    replica.write(&[], older).unwrap();
    replica.catch_up().unwrap();
    assert_eq!(replica.read(kept).unwrap(), before);
    // Nothing is done where it was counted so already.
    replica.write(&[], presence::clear).unwrap();
    replica.catch_up().unwrap();
    assert!(replica.read(kept).unwrap().is_empty());
}
