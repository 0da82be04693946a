//! Cards: whose they are and whether they are good.

use card::Card;
use protocol::row::CardState;
use protocol::{Day, row::CardRow};
use rules::{CardId, VolunteerId};
use rusqlite::{Connection, OptionalExtension, Row, named_params};

use super::Blob;
use crate::error::Result;

/// A card as it lies in the database.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredCard {
    pub id: CardId,
    pub volunteer: VolunteerId,
    pub revision: u8,
    pub expires: Day,
    pub issued: Day,
    pub state: CardState,
    pub text: String,
}

fn read(row: &Row<'_>) -> rusqlite::Result<StoredCard> {
    let state: String = row.get("state")?;
    Ok(StoredCard {
        id: row.get::<_, Blob<_>>("id")?.0,
        volunteer: row.get::<_, Blob<_>>("volunteer")?.0,
        revision: row.get("revision")?,
        issued: Day(row.get("issued_on")?),
        expires: Day(row.get("expires_on")?),
        state: CardState::from_word(&state).unwrap_or(CardState::Retired),
        text: row.get("text")?,
    })
}

const SELECT: &str = "select id, volunteer, revision, issued_on, expires_on, state, text from card";

/// Stores a card under its text. A card that is retired stays so, whatever comes after.
pub(crate) fn put(db: &Connection, card: &Card, text: &str, state: CardState) -> Result<()> {
    db.prepare_cached(
        "insert into card (id, volunteer, revision, status_index, issued_on, expires_on, state, text)
         values (:id, :volunteer, :revision, :status_index, :issued_on, :expires_on, :state, :text)
         on conflict (id) do update set
             state = case when state = 'retired' then 'retired' else excluded.state end",
    )?
    .execute(named_params! {
        ":id": Blob(card.card), ":volunteer": Blob(card.volunteer), ":revision": card.revision,
        ":status_index": card.index, ":issued_on": Day::from(card.issued).0,
        ":expires_on": Day::from(card.expires).0, ":state": state.word(), ":text": text,
    })?;
    Ok(())
}

/// Marks a card as no longer good.
pub(crate) fn retire(db: &Connection, card: CardId) -> Result<()> {
    db.prepare_cached("update card set state = 'retired' where id = :id")?
        .execute(named_params! {":id": Blob(card)})?;
    Ok(())
}

pub(crate) fn by_id(db: &Connection, card: CardId) -> Result<Option<StoredCard>> {
    Ok(db
        .prepare_cached(&format!("{SELECT} where id = :id"))?
        .query_row(named_params! {":id": Blob(card)}, read)
        .optional()?)
}

/// A volunteer's newest card, good or not.
pub(crate) fn newest(db: &Connection, volunteer: VolunteerId) -> Result<Option<StoredCard>> {
    Ok(db
        .prepare_cached(&format!(
            "{SELECT} where volunteer = :volunteer order by revision desc, state desc, id limit 1"
        ))?
        .query_row(named_params! {":volunteer": Blob(volunteer)}, read)
        .optional()?)
}

/// The ids of all cards that are no longer good.
pub(crate) fn retired(db: &Connection) -> Result<Vec<CardId>> {
    let mut select = db.prepare_cached("select id from card where state = 'retired'")?;
    let rows = select.query_map([], |row| Ok(row.get::<_, Blob<CardId>>(0)?.0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The next place in the status bitmap.
pub(crate) fn next_index(db: &Connection) -> Result<u32> {
    let highest: Option<u32> =
        db.query_row("select max(status_index) from card", [], |row| row.get(0))?;
    Ok(highest.map_or(0, |highest| highest + 1))
}

pub(crate) fn all(db: &Connection) -> Result<Vec<CardRow>> {
    let mut select = db.prepare_cached(&format!("{SELECT} order by status_index, id"))?;
    let rows = select.query_map([], read)?;
    rows.map(|card| {
        let card = card?;
        Ok(CardRow {
            card: card.id,
            volunteer: card.volunteer,
            text: card.text,
            state: card.state,
        })
    })
    .collect()
}
