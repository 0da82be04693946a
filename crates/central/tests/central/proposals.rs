//! Proposed changes, people first seen at a desk, and cards.

use central::store::CodeFor;
use protocol::body::{CardIssued, CardRetired, ChangeProposed, MemberProposed, PunchAnnulled, Put};
use protocol::message::Taken;
use protocol::row::{
    CardRow, CardState, MembershipRow, MembershipState, OrganisationRow, PersonRow, PositionRow,
    ProjectKind, ProjectReview, ProjectRow, StaffRow, Table, TeamRow, Timing,
};
use protocol::{Body, Day, Minute, Row};
use rules::{CardId, OrganisationId, OrganisationTag, ProjectId, StaffId, VolunteerId};

use crate::enrolment::card_of;
use crate::support::*;

fn change(row: &Row, base: u64, fields: &[u8]) -> ChangeProposed {
    ChangeProposed {
        table: row.table(),
        row: row.key(),
        base,
        fields: fields.to_vec(),
    }
}

fn flagged(code: &str) -> impl Fn(&Taken) -> bool {
    move |taken| matches!(taken, Taken::Flagged(_, found) if found == code)
}

async fn puts(station: &mut TestStation, table: Table) -> Vec<Put> {
    let bodies = bodies(&station.pull_all().await);
    let puts = bodies.into_iter().filter_map(|body| match body {
        Body::Put(put) if put.table == table => Some(put),
        _ => None,
    });
    puts.collect()
}

async fn person(station: &mut TestStation, volunteer: u8) -> (u64, PersonRow) {
    let puts = puts(station, Table::Person).await;
    let rows = puts.iter().map(|put| {
        (
            put.version,
            minicbor::decode::<PersonRow>(&put.row).unwrap(),
        )
    });
    rows.rev()
        .find(|(_, row)| row.volunteer == VolunteerId([volunteer; 8]))
        .unwrap()
}

/// {2: name}
fn name(name: &str) -> Vec<u8> {
    [&[0xa1, 0x02, 0x60 | name.len() as u8], name.as_bytes()].concat()
}

/// {1: organisation}
fn owner(organisation: [u8; 16]) -> Vec<u8> {
    [&[0xa1, 0x01, 0x50][..], &organisation].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_becomes_the_next_version_of_the_row() {
    let (_central, mut station) = TestCentral::founded().await;
    let row = Row::from(person_row(1, "0001"));
    station.actor = REGISTRAR;
    station.write(change(&row, 1, &name("王新")));
    assert!(matches!(station.flush().await[0], Taken::Accepted(_)));
    let (version, person) = person(&mut station, 1).await;
    assert_eq!(
        (version, person.name.as_str(), person.number.as_str()),
        (2, "王新", "0001")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_stations_that_change_one_field_are_a_conflict_and_two_fields_are_not() {
    let (central, mut one) = TestCentral::founded().await;
    let mut two = central.joined(2).await;
    let row = Row::from(person_row(1, "0001"));
    one.write(change(&row, 1, &name("甲")));
    one.flush().await;
    two.write(change(&row, 1, &name("乙")));
    two.write(change(&row, 1, &[0xa1, 0x06, 0x03]));
    two.write(change(&row, 1, &name("甲")));
    let verdicts = two.flush().await;
    assert!(flagged("conflict")(&verdicts[0]), "{verdicts:?}");
    assert!(matches!(verdicts[1], Taken::Accepted(_)), "another field");
    assert!(matches!(verdicts[2], Taken::Accepted(_)), "the same wish");
    let (version, after) = person(&mut two, 1).await;
    assert_eq!(
        (version, after.name.as_str(), after.stars),
        (3, "甲", Some(3))
    );
    two.write(change(&row, 3, &name("乙")));
    assert!(
        matches!(two.flush().await[0], Taken::Accepted(_)),
        "having seen it"
    );
    assert_eq!(person(&mut two, 1).await.1.name, "乙");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_that_changes_a_field_twice_does_not_conflict_with_itself() {
    let (_central, mut station) = TestCentral::founded().await;
    let row = Row::from(person_row(1, "0001"));
    station.write(change(&row, 1, &name("甲")));
    station.write(change(&row, 1, &name("乙")));
    let verdicts = station.flush().await;
    assert!(
        verdicts
            .iter()
            .all(|taken| matches!(taken, Taken::Accepted(_))),
        "{verdicts:?}"
    );
    let (version, person) = person(&mut station, 1).await;
    assert_eq!((version, person.name.as_str()), (3, "乙"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_base_is_a_conflict() {
    let (_central, mut station) = TestCentral::founded().await;
    let there = Row::from(person_row(1, "0001"));
    let absent = Row::from(person_row(9, "0009"));
    station.write(change(&there, 0, &name("甲")));
    station.write(change(&there, 2, &name("甲")));
    station.write(change(&absent, 1, &absent.encode()));
    let verdicts = station.flush().await;
    assert!(
        verdicts[..3].iter().all(flagged("conflict")),
        "{verdicts:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_row_is_made_with_base_zero() {
    let (_central, mut station) = TestCentral::founded().await;
    let row = Row::from(staff_row(StaffId([0x51; 16]), 2));
    station.write(change(&row, 0, &row.encode()));
    station.flush().await;
    // Who was made staff may act at once.
    station.actor = StaffId([0x51; 16]);
    station.write(protocol::body::Confirmed {
        project: rules::ProjectId([6; 16]),
        volunteer: VolunteerId([1; 8]),
        day: protocol::Day(20_000),
        given: None,
    });
    assert!(matches!(station.flush().await[0], Taken::Accepted(_)));
    let staff = puts(&mut station, Table::Staff).await;
    let last: StaffRow = minicbor::decode(&staff.last().unwrap().row).unwrap();
    assert_eq!(
        (last.id, staff.last().unwrap().version),
        (StaffId([0x51; 16]), 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_nobody_knows_stay_in_the_row() {
    let (_central, mut station) = TestCentral::founded().await;
    let row = Row::from(person_row(1, "0001"));
    station.write(change(&row, 1, &[0xa1, 0x18, 0x63, 0x82, 0x01, 0x02]));
    station.flush().await;
    station.write(change(&row, 2, &name("甲")));
    station.flush().await;
    let puts = puts(&mut station, Table::Person).await;
    let last = puts.last().unwrap();
    assert_eq!(last.version, 3);
    assert!(last.row.ends_with(&[0x18, 0x63, 0x82, 0x01, 0x02]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_authors_to_change_is_flagged() {
    let (_central, mut station) = TestCentral::founded().await;
    let staff = Row::from(staff_row(SCANNER, 0));
    let organisation = Row::from(organisation_row());
    let person = Row::from(person_row(1, "0001"));
    station.actor = REGISTRAR;
    station.write(change(&staff, 1, &[0xa1, 0x03, 0x03]));
    station.actor = ADMINISTRATOR;
    station.write(change(&organisation, 1, &[0xa1, 0x01, 0x44, 1, 1, 1, 1]));
    let mut foreign = staff_row(StaffId([0x52; 16]), 2);
    foreign.organisation = rules::OrganisationId([0x0b; 16]);
    let foreign = Row::from(foreign);
    station.write(change(&foreign, 0, &foreign.encode()));
    station.write(change(
        &person,
        1,
        &[0xa1, 0x00, 0x48, 9, 9, 9, 9, 9, 9, 9, 9],
    ));
    station.write(change(&person, 1, b"noise"));
    station.write(change(
        &person,
        1,
        &[0xa1, 0x01, 0x64, b'0', b'0', b'0', b'2'],
    ));
    let administrator = Row::from(staff_row(ADMINISTRATOR, 3));
    station.write(change(&administrator, 1, &[0xa1, 0x03, 0x02]));
    let verdicts = station.flush().await;
    let codes = [
        "not-allowed",
        "not-allowed",
        "not-allowed",
        "malformed",
        "malformed",
        "number-taken",
        "last-administrator",
    ];
    for (taken, code) in verdicts.iter().zip(codes) {
        assert!(flagged(code)(taken), "{code}: {taken:?}");
    }
    station.actor = SCANNER;
    station.write(change(&person, 1, &name("甲")));
    assert_eq!(
        station.flush().await[0],
        Taken::Refused("not-allowed".to_owned())
    );
    assert_eq!(
        puts(&mut station, Table::Person).await.len(),
        2,
        "no row was put"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_an_organisation_further_down_stays_there() {
    let central = TestCentral::start().await;
    let mut station = central.station(1);
    let code = central.code(CodeFor::Founding).await;
    station.found(&code).await.unwrap();
    let child = OrganisationRow {
        id: OrganisationId([0x0c; 16]),
        tag: OrganisationTag([9; 4]),
        parent: Some(ORGANISATION),
        ..organisation_row()
    };
    let mut helper = staff_row(StaffId([0x53; 16]), 1);
    helper.organisation = child.id;
    let rows = first_rows()
        .into_iter()
        .chain([child.into(), helper.clone().into()]);
    station.hand_over(rows.collect(), true).await.unwrap();
    let helper = Row::from(helper);
    station.write(change(&helper, 1, &name("甲")));
    station.write(change(&helper, 1, &owner([0x0d; 16])));
    station.write(change(&helper, 1, &owner([0x0a; 16])));
    let verdicts = station.flush().await;
    assert!(matches!(verdicts[0], Taken::Accepted(_)), "{verdicts:?}");
    assert!(flagged("not-allowed")(&verdicts[1]), "to a stranger");
    assert!(
        matches!(verdicts[2], Taken::Accepted(_)),
        "to the one above"
    );
}

fn walk_up(person: PersonRow) -> MemberProposed {
    MemberProposed {
        person,
        consent: true,
        guardian: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_first_seen_at_a_desk_becomes_a_person_and_a_member() {
    let (_central, mut station) = TestCentral::founded().await;
    station.actor = REGISTRAR;
    // Half past midnight of the sixth, where the organisation is.
    station.wall = START + 8 * 3_600_000 + 1_800_000;
    station.write(walk_up(person_row(7, "0007")));
    station.write(walk_up(person_row(8, "0002")));
    station.write(walk_up(person_row(9, "")));
    station.write(walk_up(person_row(10, "")));
    let verdicts = station.flush().await;
    assert!(matches!(verdicts[0], Taken::Accepted(_)));
    assert!(flagged("number-taken")(&verdicts[1]));
    assert!(matches!(
        verdicts[2..4],
        [Taken::Accepted(_), Taken::Accepted(_)]
    ));
    let memberships = puts(&mut station, Table::Membership).await;
    let rows = memberships
        .iter()
        .map(|put| minicbor::decode::<MembershipRow>(&put.row).unwrap());
    let new = rows
        .filter(|row| row.volunteer == VolunteerId([7; 8]))
        .collect::<Vec<_>>();
    assert_eq!(new.len(), 1);
    assert_eq!(new[0].state, MembershipState::Joined);
    assert_eq!(new[0].joined_on, Some(jiff::civil::date(2026, 3, 6).into()));
    let people = puts(&mut station, Table::Person).await;
    assert_eq!(people.len(), 5);
    assert_eq!(people[2].row, Row::from(person_row(7, "0007")).encode());

    // The same person proposed again by another fact makes nothing new.
    station.write(walk_up(person_row(7, "0007")));
    assert!(matches!(station.flush().await[0], Taken::Accepted(_)));
    assert_eq!(puts(&mut station, Table::Person).await.len(), 5);
}

fn issued(volunteer: u8, index: u32) -> CardIssued {
    let card = card_of(volunteer, index, 0);
    let text = card::sign(&card, &card::SecretKey::from_seed(ISSUER)).unwrap();
    CardIssued {
        volunteer: card.volunteer,
        card: card.card,
        revision: 0,
        reason: "新卡".to_owned(),
        text,
    }
}

fn retired(volunteer: u8, index: u32) -> CardRetired {
    let CardIssued {
        volunteer, card, ..
    } = issued(volunteer, index);
    CardRetired {
        volunteer,
        card,
        revision: 0,
        reason: "遗失".to_owned(),
    }
}

async fn cards(station: &mut TestStation) -> Vec<(CardId, CardState)> {
    let puts = puts(station, Table::Card).await;
    let rows = puts
        .iter()
        .map(|put| minicbor::decode::<CardRow>(&put.row).unwrap());
    rows.map(|row| (row.card, row.state)).collect()
}

/// What a fresh station believes of a card's text.
async fn refusal(
    station: &mut TestStation,
    central: &TestCentral,
    text: &str,
) -> Option<card::Refusal> {
    let update = station.pull(0, 1).await.unwrap().trust.unwrap();
    let pinned = central::Store::identity(&central.store)
        .await
        .unwrap()
        .fingerprint;
    let verified = card::SignedBundle::from_bytes(&update.bundle)
        .unwrap()
        .verify(&pinned, 0)
        .unwrap();
    let mut trust = card::Trust::new(&verified);
    for bitmap in &update.bitmaps {
        let signed = card::SignedBitmap::from_bytes(bitmap).unwrap();
        trust.take_status(verified.admit(&signed, 0).unwrap());
    }
    card::parse(text, &trust, jiff::civil::date(2026, 3, 5))
        .err()
        .map(|refused| refused.refusal)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_good_once_issued_and_dead_once_retired() {
    let (central, mut station) = TestCentral::founded().await;
    station.actor = REGISTRAR;
    station.write(issued(1, 40));
    station.write(issued(2, 41));
    station.flush().await;
    let text = issued(1, 40).text;
    assert_eq!(refusal(&mut station, &central, &text).await, None);
    station.write(retired(1, 40));
    station.flush().await;
    assert_eq!(
        refusal(&mut station, &central, &text).await,
        Some(card::Refusal::Retired)
    );
    assert_eq!(
        refusal(&mut station, &central, &issued(2, 41).text).await,
        None
    );
    let (one, two) = (CardId([40; 8]), CardId([41; 8]));
    let expected = [
        (one, CardState::Valid),
        (two, CardState::Valid),
        (one, CardState::Retired),
    ];
    assert_eq!(cards(&mut station).await, expected);
    // Once more changes nothing.
    station.write(retired(1, 40));
    station.write(issued(1, 40));
    assert!(
        station
            .flush()
            .await
            .iter()
            .all(|taken| matches!(taken, Taken::Accepted(_)))
    );
    assert_eq!(cards(&mut station).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_retired_before_its_issue_is_heard_of_is_never_good() {
    let (central, mut station) = TestCentral::founded().await;
    station.write(retired(1, 40));
    station.flush().await;
    station.write(issued(1, 40));
    station.flush().await;
    assert_eq!(
        cards(&mut station).await,
        [(CardId([40; 8]), CardState::Retired)]
    );
    let text = issued(1, 40).text;
    assert_eq!(
        refusal(&mut station, &central, &text).await,
        Some(card::Refusal::Retired)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_no_issuer_of_the_organisation_signed_is_flagged() {
    let (_central, mut station) = TestCentral::founded().await;
    let card = card_of(1, 40, 0);
    let forged = card::sign(&card, &card::SecretKey::from_seed([0x66; 32])).unwrap();
    station.write(CardIssued {
        text: forged,
        ..issued(1, 40)
    });
    station.write(CardIssued {
        text: issued(2, 41).text,
        ..issued(1, 40)
    });
    station.write(CardIssued {
        text: "VC1:".to_owned(),
        ..issued(1, 40)
    });
    let verdicts = station.flush().await;
    assert!(
        verdicts[..3].iter().all(flagged("card-not-genuine")),
        "{verdicts:?}"
    );
    assert_eq!(cards(&mut station).await, []);
}

/// A project of the organisation's.
fn project_row(id: u8) -> ProjectRow {
    ProjectRow {
        id: ProjectId([id; 16]),
        organisation: ORGANISATION,
        name: "河道巡护".to_owned(),
        timing: Timing::Double,
        kind: ProjectKind::Service,
        from: Day(20_000),
        to: Day(20_001),
        start: Minute(480),
        end: Minute(1020),
        preset_minutes: None,
        by_list: false,
        self_open: false,
        venue: None,
        radius_m: None,
        dispersed_sign_out: false,
        wanted: None,
        profile: None,
        review: ProjectReview::Waiting,
        short_name: None,
        sign_up_from: None,
        sign_up_to: None,
        administrators: None,
        profile_version: None,
        profile_changes: None,
        details: None,
    }
}

/// The rows of a table that were taken away, with their versions.
async fn removed(station: &mut TestStation, table: Table) -> Vec<(Vec<u8>, u64)> {
    let bodies = bodies(&station.pull_all().await);
    let gone = bodies.into_iter().filter_map(|body| match body {
        Body::Remove(gone) if gone.table == table => Some((gone.row, gone.version)),
        _ => None,
    });
    gone.collect()
}

fn is_accepted(taken: &Taken) -> bool {
    matches!(taken, Taken::Accepted(_))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_nobody_punched_in_is_removed_and_may_be_made_again() {
    let (_central, mut station) = TestCentral::founded().await;
    let row = Row::from(project_row(7));
    station.write(change(&row, 0, &row.encode()));
    let position = Row::from(PositionRow {
        project: ProjectId([7; 16]),
        name: "巡护".to_owned(),
        wanted: Some(4),
    });
    station.write(change(&position, 0, &position.encode()));
    let team = Row::from(TeamRow {
        project: ProjectId([7; 16]),
        name: "一队".to_owned(),
    });
    station.write(change(&team, 0, &team.encode()));
    station.flush().await;
    station.write(change(&team, 1, &[]));
    // With the project goes what hangs on it; what is gone already is no fault.
    station.write(change(&row, 1, &[]));
    station.write(change(&row, 1, &[]));
    let verdicts = station.flush().await;
    assert!(verdicts.iter().all(is_accepted), "{verdicts:?}");
    assert_eq!(removed(&mut station, Table::Team).await, [(team.key(), 2)]);
    assert_eq!(
        removed(&mut station, Table::Project).await,
        [(row.key(), 2)]
    );
    assert_eq!(
        removed(&mut station, Table::Position).await,
        [(position.key(), 2)]
    );
    station.write(change(&row, 0, &row.encode()));
    assert!(is_accepted(&station.flush().await[0]));
    assert_eq!(
        puts(&mut station, Table::Project)
            .await
            .last()
            .unwrap()
            .version,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_with_a_standing_punch_stays_until_the_punch_is_taken_back() {
    let (central, mut station) = TestCentral::founded().await;
    let mut other = central.joined(2).await;
    let of_punch = Row::from(ProjectRow {
        id: punch(1).project,
        ..project_row(7)
    });
    station.write(change(&of_punch, 0, &of_punch.encode()));
    // In the same run as the wish to remove it, and before it.
    let punched = station.write(punch(1));
    station.write(change(&of_punch, 1, &[]));
    let verdicts = station.flush().await;
    assert!(flagged("has-punches")(&verdicts[2]), "{verdicts:?}");
    other.write(change(&of_punch, 1, &[]));
    assert!(flagged("has-punches")(&other.flush().await[0]));
    station.write(PunchAnnulled {
        punch: punched,
        reason: "误打".to_owned(),
    });
    station.flush().await;
    station.actor = REGISTRAR;
    station.write(change(&of_punch, 1, &[]));
    assert!(flagged("not-allowed")(&station.flush().await[0]));
    other.write(change(&of_punch, 1, &[]));
    assert!(is_accepted(&other.flush().await[0]));
    assert_eq!(removed(&mut other, Table::Project).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_someone_else_changed_meanwhile_is_not_removed_unseen() {
    let (central, mut one) = TestCentral::founded().await;
    let mut two = central.joined(2).await;
    let row = Row::from(project_row(7));
    one.write(change(&row, 0, &row.encode()));
    one.flush().await;
    two.write(change(&row, 1, &name("乙")));
    two.flush().await;
    one.write(change(&row, 1, &[]));
    one.write(change(&Row::from(person_row(1, "0001")), 1, &[]));
    let verdicts = one.flush().await;
    assert!(flagged("conflict")(&verdicts[0]), "{verdicts:?}");
    assert!(
        flagged("not-allowed")(&verdicts[1]),
        "people are not removed"
    );
    one.write(change(&row, 2, &[]));
    assert!(is_accepted(&one.flush().await[0]), "having seen it");
}
