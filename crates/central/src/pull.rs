//! `/v1/pull`: a station gets what it does not have.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use protocol::message::{Page, Pull, path};
use protocol::{Block, codec};

use crate::answer::{self, Refused};
use crate::limit;
use crate::signed::{Signed, off_thread};
use crate::{Central, Store};

pub(crate) fn router<S: Store>() -> Router<Central<S>> {
    limit::at_once(
        Router::new().route(path::PULL, post(pull::<S>)),
        limit::LIGHT,
    )
}

async fn pull<S: Store>(
    State(central): State<Central<S>>,
    asked: Signed<Pull>,
) -> Result<Response, Refused> {
    let Signed {
        station,
        now,
        message,
    } = asked;
    let trust = central.store.trust(message.bundle, now).await?;
    let asked_after = message.after;
    let same_life = message.server_epoch;
    let slice = central.store.page(station.id, message).await?;
    if same_life == Some(slice.server_epoch) && asked_after > slice.end {
        let hint = "after a restored backup, run `yizhan-central restored`";
        tracing::error!(station = %station.id, hint, "a station has more of the log than central");
    }
    let packed = off_thread(move || {
        let (positions, facts): (Vec<_>, Vec<_>) = slice.facts.into_iter().unzip();
        let block = Block::pack(station.organisation, &facts)?;
        let (server_epoch, next, end) = (slice.server_epoch, slice.next, slice.end);
        Ok(codec::pack(&Page {
            server_epoch,
            block,
            positions,
            next,
            end,
            trust,
        }))
    })
    .await?;
    Ok(answer::bytes(StatusCode::OK, packed))
}
