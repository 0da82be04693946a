//! `/v1/push`: a station's facts come in.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use protocol::message::{BATCH, Push, Pushed, Reason, Stopped, path};

use crate::answer::{Answer, Refused};
use crate::limit;
use crate::signed::{Signed, off_thread};
use crate::{Central, Store};

pub(crate) fn router<S: Store>() -> Router<Central<S>> {
    limit::at_once(
        Router::new().route(path::PUSH, post(push::<S>)),
        limit::HEAVY,
    )
}

async fn push<S: Store>(
    State(central): State<Central<S>>,
    asked: Signed<Push>,
) -> Result<Answer<Pushed>, Refused> {
    let Signed {
        station,
        now,
        message,
    } = asked;
    if message.block.len() > BATCH {
        return Err(Reason::TooLarge.into());
    }
    if message.block.organisation() != station.organisation {
        return Err(Reason::NotAllowed.into());
    }
    let facts = off_thread(move || Ok(message.block.unpack()?)).await?;
    let pushed = central.store.append(station.id, facts, now).await?;
    if pushed.stopped == Some(Stopped::Forked) {
        tracing::warn!(station = %station.id, "two machines live the life of one station");
    }
    Ok(Answer(pushed))
}
