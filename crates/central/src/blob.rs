//! `/v1/blob`: photographs and evidence, each under the digest of its bytes.

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use protocol::Hash;
use protocol::message::{Blob, FetchBlob, Reason, path};

use crate::answer::{Answer, Refused};
use crate::limit;
use crate::signed::Signed;
use crate::{Central, Store};

/// The most bytes of one.
pub(crate) const LIMIT: usize = 2 << 20;

pub(crate) fn router<S: Store>() -> Router<Central<S>> {
    limit::at_once(
        Router::new().route(path::BLOB, post(blob::<S>)),
        limit::LIGHT,
    )
}

/// Keeps bytes that are handed over, and answers without them; otherwise answers what there is.
async fn blob<S: Store>(
    State(central): State<Central<S>>,
    asked: Signed<FetchBlob>,
) -> Result<Answer<Blob>, Refused> {
    let (station, FetchBlob { digest, bytes }) = (asked.station.id, asked.message);
    let Some(bytes) = bytes else {
        let bytes = central.store.blob(station, digest).await?;
        return Ok(Answer(Blob { bytes }));
    };
    if bytes.len() > LIMIT {
        return Err(Reason::TooLarge.into());
    }
    if Hash::of(&bytes) != digest {
        return Err(Reason::Malformed.into());
    }
    central.store.keep_blob(station, digest, bytes).await?;
    Ok(Answer(Blob { bytes: None }))
}
