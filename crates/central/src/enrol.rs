//! `/v1/enrol`: a station shows its code and belongs from then on.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::routing::post;
use protocol::codec;
use protocol::message::{Enrol, Enrolled, Founding, Reason, VERSIONS, path};

use crate::answer::{Answer, Refused};
use crate::{Central, Error, Store, code, limit};

/// The most bytes of a request, folded and unfolded.
const LIMIT: usize = 64 << 10;
/// The most bytes of a station's name.
const NAME_LIMIT: usize = 200;

pub(crate) fn router<S: Store>() -> Router<Central<S>> {
    limit::at_once(
        Router::new().route(path::ENROL, post(enrol::<S>)),
        limit::LIGHT,
    )
}

async fn enrol<S: Store>(
    State(central): State<Central<S>>,
    request: Request,
) -> Result<Answer<Enrolled>, Refused> {
    let from = address(&request);
    let now = central.now();
    if central.tries.locked(from, now) {
        return Err(Reason::TooManyTries.into());
    }
    let body = to_bytes(request.into_body(), LIMIT)
        .await
        .map_err(|_| Reason::TooLarge)?;
    let enrol: Enrol = codec::unpack(&body, LIMIT)?;
    let version = common_version(&enrol).ok_or(Reason::Versions)?;
    if !sound(&enrol) {
        return Err(Reason::Malformed.into());
    }
    let (station, founds) = (enrol.station, enrol.founding.is_some());
    let enrolled = central
        .store
        .enrol(code::digest(&enrol.code), enrol, version, now)
        .await;
    if let Err(Error::Refused(Reason::CodeRefused)) = &enrolled {
        central.tries.note(from, now);
    }
    let enrolled = enrolled?;
    tracing::info!(%station, organisation = %enrolled.organisation, founds, "a station belongs");
    Ok(Answer(enrolled))
}

fn address(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip())
}

/// The newest version that both speak.
fn common_version(enrol: &Enrol) -> Option<u16> {
    let newest = enrol.newest.min(*VERSIONS.end());
    (newest >= enrol.oldest.max(*VERSIONS.start())).then_some(newest)
}

/// Whether what the station says of itself can be kept and signed.
fn sound(enrol: &Enrol) -> bool {
    card::PublicKey::from_bytes(&enrol.key).is_ok()
        && enrol.name.len() <= NAME_LIMIT
        && enrol.founding.as_ref().is_none_or(sound_founding)
}

fn sound_founding(founding: &Founding) -> bool {
    let term = card::FIRST_DAY..=card::LAST_DAY;
    founding.issuers.iter().all(|issuer| {
        let days = issuer.from.date().zip(issuer.until.date());
        let in_term = days.is_some_and(|(from, until)| {
            from <= until && term.contains(&from) && term.contains(&until)
        });
        in_term && card::PublicKey::from_bytes(&issuer.key).is_ok()
    })
}
