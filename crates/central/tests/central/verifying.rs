//! The check of the log finds what was done to it behind central's back.

use central::Store;
use central::store::Verification;
use protocol::Fact;
use rules::FactId;
use rusqlite::{Connection, params};

use crate::support::*;

/// A central with 30 facts of one station in two runs and one in quarantine, and those facts.
async fn written() -> (TestCentral, Vec<Fact>) {
    let (central, mut station) = TestCentral::founded().await;
    station.punches(14);
    let mut facts = station.run();
    station.push(&facts).await.unwrap();
    station.write_raw(1, b"malformed".to_vec());
    station.punches(13);
    let more = station.run();
    station.push(&more).await.unwrap();
    facts.extend(more);
    (central, facts)
}

async fn verified(central: &TestCentral) -> Verification {
    central.store.verify().await.unwrap()
}

fn change(central: &TestCentral, sql: &str, id: FactId) {
    let database = Connection::open(central.file()).unwrap();
    database.pragma_update(None, "foreign_keys", false).unwrap();
    assert_eq!(database.execute(sql, params![id.0]).unwrap(), 1, "{sql}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_as_it_was_written_holds() {
    let (central, facts) = written().await;
    let found = verified(&central).await;
    assert_eq!(
        found,
        Verification {
            facts: 9 + 30,
            valid: true,
            first_bad: None
        }
    );
    assert_eq!(facts.len(), 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_edited_byte_anywhere_in_a_fact_names_that_fact() {
    let edits = [
        "update fact set body = cast(x'a0' || substr(body, 2) as blob) where id = ?1",
        "update fact set wall = wall + 1 where id = ?1",
        "update fact set mono = mono + 1 where id = ?1",
        "update fact set hlc = hlc - 1 where id = ?1",
        "update fact set kind = kind + 1 where id = ?1",
        "update fact set version = 2 where id = ?1",
        "update fact set actor = zeroblob(16) where id = ?1",
        "update fact set boot = zeroblob(16) where id = ?1",
        "update fact set prev = zeroblob(32) where id = ?1",
        "update fact set hash = zeroblob(32) where id = ?1",
    ];
    let (central, facts) = written().await;
    for edit in edits {
        let victim = facts[5].id;
        let save = "create table saved as select * from fact where id = ?1";
        let database = Connection::open(central.file()).unwrap();
        let save = save.replace("?1", &format!("x'{}'", victim.to_string().replace('-', "")));
        database.execute_batch(&save).unwrap();
        change(&central, edit, victim);
        let found = verified(&central).await;
        assert_eq!(
            (found.valid, found.first_bad),
            (false, Some(victim)),
            "{edit}"
        );
        database
            .execute_batch("replace into fact select * from saved; drop table saved;")
            .unwrap();
        assert!(verified(&central).await.valid, "put back after {edit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_rewritten_with_its_hash_is_named() {
    let (central, facts) = written().await;
    let victim = &facts[5];
    let rewritten = Fact {
        actor: REGISTRAR,
        ..victim.clone()
    };
    let database = Connection::open(central.file()).unwrap();
    let sql = "update fact set actor = ?2, hash = ?3 where id = ?1";
    let values = params![victim.id.0, REGISTRAR.0, rewritten.hash().0];
    assert_eq!(database.execute(sql, values).unwrap(), 1);
    let found = verified(&central).await;
    assert_eq!((found.valid, found.first_bad), (false, Some(victim.id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_fact_shows_at_the_one_after_it() {
    let (central, facts) = written().await;
    change(&central, "delete from fact where id = ?1", facts[5].id);
    let found = verified(&central).await;
    assert_eq!((found.valid, found.first_bad), (false, Some(facts[6].id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_log_is_not_whole() {
    let (central, facts) = written().await;
    change(&central, "delete from fact where id = ?1", facts[29].id);
    let found = verified(&central).await;
    assert_eq!((found.valid, found.first_bad), (false, Some(facts[28].id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_facts_that_changed_places_are_found() {
    let (central, facts) = written().await;
    let swap = "update fact set position = 1000 where id = ?1";
    change(&central, swap, facts[5].id);
    let found = verified(&central).await;
    assert_eq!((found.valid, found.first_bad), (false, Some(facts[6].id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edited_fact_in_quarantine_is_found_too() {
    let (central, facts) = written().await;
    change(
        &central,
        "update quarantine set wall = 0 where id = ?1",
        facts[15].id,
    );
    let found = verified(&central).await;
    assert_eq!((found.valid, found.first_bad), (false, Some(facts[15].id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn centrals_own_facts_are_checked_as_well() {
    let (central, _) = written().await;
    let database = Connection::open(central.file()).unwrap();
    let sql = "select id from fact where position = 3";
    let id = FactId(database.query_row(sql, [], |row| row.get(0)).unwrap());
    change(
        &central,
        "update fact set wall = wall + 1 where id = ?1",
        id,
    );
    let found = verified(&central).await;
    assert_eq!((found.valid, found.first_bad), (false, Some(id)));
}
