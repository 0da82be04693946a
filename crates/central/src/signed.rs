//! A request that is proved to be a station's: its signature, its time, its counter, then its message.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use ed25519_dalek::VerifyingKey;
use protocol::message::{FetchBlob, HandOver, Pull, Push, Reason};
use protocol::request::{self, TIME_WINDOW_MS, header};
use protocol::{Millis, codec};

use crate::Central;
use crate::answer::Refused;
use crate::store::{Station, Store};

const MIB: usize = 1 << 20;

/// A message that only stations send.
pub(crate) trait Asked: for<'b> minicbor::Decode<'b, ()> + Send + 'static {
    /// The most bytes of it on the wire.
    const LIMIT: usize;
    /// The most bytes that it may unfold to.
    const UNFOLDED: usize;
}

impl Asked for Push {
    const LIMIT: usize = 16 * MIB;
    const UNFOLDED: usize = codec::LIMIT;
}

impl Asked for HandOver {
    const LIMIT: usize = 32 * MIB;
    const UNFOLDED: usize = codec::LIMIT;
}

impl Asked for Pull {
    const LIMIT: usize = 4 << 10;
    const UNFOLDED: usize = 4 << 10;
}

impl Asked for FetchBlob {
    const LIMIT: usize = crate::blob::LIMIT + (64 << 10);
    const UNFOLDED: usize = crate::blob::LIMIT + (64 << 10);
}

/// What a station asked, and when it came. The station's organisation is the request's scope.
pub(crate) struct Signed<M> {
    pub(crate) station: Station,
    pub(crate) now: Millis,
    pub(crate) message: M,
}

struct Headers {
    station: rules::StationId,
    counter: u64,
    time: i64,
    signature: String,
}

impl Headers {
    fn read(headers: &HeaderMap) -> Option<Headers> {
        let text = |name| headers.get(name)?.to_str().ok();
        Some(Headers {
            station: text(header::STATION)?.parse().ok()?,
            counter: text(header::COUNTER)?.parse().ok()?,
            time: text(header::TIME)?.parse().ok()?,
            signature: text(header::SIGNATURE)?.to_owned(),
        })
    }
}

impl<S: Store, M: Asked> FromRequest<Central<S>> for Signed<M> {
    type Rejection = Refused;

    async fn from_request(request: Request, central: &Central<S>) -> Result<Self, Refused> {
        let (parts, body) = request.into_parts();
        let headers = Headers::read(&parts.headers).ok_or(Reason::NotSigned)?;
        let station = central
            .store
            .station(headers.station)
            .await?
            .ok_or(Reason::NotSigned)?;
        let body = to_bytes(body, M::LIMIT)
            .await
            .map_err(|_| Reason::TooLarge)?;
        let claim = (headers, parts.method, parts.uri);
        let (headers, body) = off_thread(move || {
            let (headers, method, uri) = claim;
            let request = request::Request {
                method: method.as_str(),
                path: uri.path(),
                station: headers.station,
                counter: headers.counter,
                time: headers.time,
                body: &body,
            };
            let key = VerifyingKey::from_bytes(&station.key).map_err(|_| Reason::NotSigned)?;
            let holds = request.holds(&headers.signature, &key);
            if holds {
                Ok((headers, body))
            } else {
                Err(Refused::from(Reason::NotSigned))
            }
        })
        .await?;
        if station.revoked {
            return Err(Reason::Revoked.into());
        }
        let now = central.now();
        if headers.time.abs_diff(now.0) > TIME_WINDOW_MS.unsigned_abs() {
            return Err(Reason::Clock.into());
        }
        central
            .store
            .count(station.id, headers.counter, now)
            .await?;
        let message = off_thread(move || Ok(codec::unpack(&body, M::UNFOLDED)?)).await?;
        Ok(Signed {
            station,
            now,
            message,
        })
    }
}

/// Runs what computes for long where it keeps nobody waiting.
pub(crate) async fn off_thread<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    match tokio::task::spawn_blocking(job).await {
        Ok(done) => done,
        Err(fault) => match fault.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Reason::Busy.into()),
        },
    }
}
