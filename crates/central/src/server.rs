//! The server: every resource's routes over one store, and its life from the first request to the last.

use std::any::Any;
use std::future::{Future, IntoFuture, pending};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use protocol::message::{Reason, Refusal};
use protocol::{Millis, codec};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;

use crate::answer::{self, Refused};
use crate::tries::Tries;
use crate::{Store, blob, enrol, hand_over, pull, push};

/// How long requests that are being served may take once the server is to stop.
const GRACE: Duration = Duration::from_secs(10);

/// What every request shares.
#[derive(Clone)]
pub struct Central<S> {
    pub(crate) store: S,
    pub(crate) tries: Arc<Tries>,
    clock: Arc<dyn Fn() -> Millis + Send + Sync>,
}

impl<S: Store> Central<S> {
    /// A server over this store, under the system's clock.
    pub fn new(store: S) -> Central<S> {
        Central::with_clock(store, || Timestamp::now().into())
    }

    /// A server over this store, under a clock of the caller's.
    pub fn with_clock(store: S, clock: impl Fn() -> Millis + Send + Sync + 'static) -> Central<S> {
        Central {
            store,
            tries: Arc::default(),
            clock: Arc::new(clock),
        }
    }

    pub(crate) fn now(&self) -> Millis {
        (self.clock)()
    }
}

/// Every route of the server.
pub fn router<S: Store>(central: Central<S>) -> Router {
    Router::new()
        .merge(enrol::router())
        .merge(hand_over::router())
        .merge(push::router())
        .merge(pull::router())
        .merge(blob::router())
        .fallback(nowhere)
        .layer(CatchPanicLayer::custom(fault))
        .with_state(central)
}

async fn nowhere() -> Response {
    let refusal = Refusal {
        reason: Reason::Malformed,
        counter: None,
        incident: None,
    };
    answer::bytes(StatusCode::NOT_FOUND, codec::pack(&refusal))
}

/// The text of a panic may quote what it was about: it goes nowhere.
fn fault(_: Box<dyn Any + Send>) -> Response {
    Refused::fault(&"panic").into_response()
}

/// Serves until `stop` is over, then lets what is being served end, for ten seconds at most.
///
/// # Errors
/// The listener's.
pub async fn serve<S: Store>(
    listener: TcpListener,
    central: Central<S>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let signal = async move {
        stop.await;
        // Nobody listens once the server is over.
        let _ = stopping.send(());
    };
    let patience = async move {
        match stopped.await {
            Ok(()) => tokio::time::sleep(GRACE).await,
            Err(_) => pending().await,
        }
    };
    let service = router(central).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(signal);
    tokio::select! {
        served = serving.into_future() => served,
        () = patience => Ok(()),
    }
}
