//! `/v1/hand-over`: the rows of a station that founded an organisation.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use protocol::message::{HandOver, HandedOver, path};

use crate::answer::{Answer, Refused};
use crate::limit;
use crate::signed::Signed;
use crate::{Central, Store};

pub(crate) fn router<S: Store>() -> Router<Central<S>> {
    limit::at_once(
        Router::new().route(path::HAND_OVER, post(hand_over::<S>)),
        limit::HEAVY,
    )
}

async fn hand_over<S: Store>(
    State(central): State<Central<S>>,
    asked: Signed<HandOver>,
) -> Result<Answer<HandedOver>, Refused> {
    let Signed {
        station,
        now,
        message,
    } = asked;
    let rows = central
        .store
        .hand_over(station.id, message.rows, message.last, now)
        .await?;
    if message.last {
        tracing::info!(organisation = %station.organisation, rows, "an organisation is ready");
    }
    Ok(Answer(HandedOver { rows }))
}
