//! A home on a disk: opened again, by the wrong passphrase, twice, after damage.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;

use replica::{Cost, DemoPlan, Error, Input, NewHome, Replica, Scan, Stamp};

const PASSPHRASE: &str = "four random words here";

fn made(folder: &Path) -> Replica {
    let plan = DemoPlan {
        members: 5,
        projects: 1,
        punches: 0,
        seed: 1,
        portraits: false,
    };
    NewHome::begin(folder, "test")
        .unwrap()
        .keep_with_demo(&plan, Stamp::now(), PASSPHRASE, Cost::Least, &mut |_, _| {})
        .unwrap()
}

#[test]
fn what_was_answered_is_there_when_the_home_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let station = made(folder.path());
    let project = station.projects().unwrap()[0].id;
    let number = station.members("", 1).unwrap()[0].number.clone();
    let receipt = station
        .scan(&Scan::now(project, Input::Text(number)), Stamp::now())
        .unwrap();
    drop(station);
    let station = Replica::open(folder.path(), "test", PASSPHRASE).unwrap();
    assert_eq!(
        station.receipt_of(receipt.fact).unwrap().outcome,
        receipt.outcome
    );
    assert!(station.verify_log().unwrap().valid);
}

#[test]
fn a_home_is_refused_to_the_wrong_passphrase_and_to_a_second_program() {
    let folder = tempfile::tempdir().unwrap();
    let station = made(folder.path());
    assert!(
        matches!(Replica::open(folder.path(), "other", PASSPHRASE), Err(Error::InUse { program, .. }) if program == "test")
    );
    drop(station);
    assert!(matches!(
        Replica::open(folder.path(), "test", "wrong"),
        Err(Error::WrongPassphrase)
    ));
    assert!(matches!(
        NewHome::begin(folder.path(), "test"),
        Err(Error::NotEmpty(_))
    ));
    Replica::open(folder.path(), "test", PASSPHRASE).unwrap();
}

#[test]
fn a_damaged_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    drop(made(folder.path()));
    let path = folder.path().join("replica.db");
    let mut bytes = fs::read(&path).unwrap();
    for byte in bytes.iter_mut().take(3000) {
        *byte ^= 0x5a;
    }
    fs::write(&path, &bytes).unwrap();
    assert!(matches!(
        Replica::open(folder.path(), "test", PASSPHRASE),
        Err(Error::Damaged)
    ));
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn a_home_that_was_never_finished_is_empty() {
    let folder = tempfile::tempdir().unwrap();
    drop(NewHome::begin(folder.path(), "test").unwrap());
    assert!(!Replica::is_there(folder.path()));
    assert!(matches!(
        Replica::open(folder.path(), "test", PASSPHRASE),
        Err(Error::NoHome(_))
    ));
    drop(made(folder.path()));
    assert!(Replica::is_there(folder.path()));
}

#[test]
fn names_and_numbers_are_in_no_file_of_the_home() {
    let folder = tempfile::tempdir().unwrap();
    let station = made(folder.path());
    let members = station.members("", 9).unwrap();
    drop(station);
    for entry in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for member in &members {
            for canary in [member.name.as_bytes(), member.number.as_bytes()] {
                assert!(!bytes.windows(canary.len()).any(|window| window == canary));
            }
        }
    }
}
