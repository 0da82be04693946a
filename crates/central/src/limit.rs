//! How much of a kind of request is served at once, and for how long.

use std::time::Duration;

use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::response::{IntoResponse, Response};
use protocol::message::Reason;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::{BoxError, ServiceBuilder};

use crate::answer::Refused;

/// Routes that carry much: megabytes in, a long transaction.
pub(crate) const HEAVY: usize = 8;
/// Routes that carry little.
pub(crate) const LIGHT: usize = 64;

/// After this a request is given up. What it wrote stays written; asking again is harmless.
const PATIENCE: Duration = Duration::from_secs(60);

/// The routes with no more than so many requests at once; what is beyond is told to come later.
pub(crate) fn at_once<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    count: usize,
) -> Router<S> {
    let layers = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(later))
        .load_shed()
        .layer(GlobalConcurrencyLimitLayer::new(count))
        .timeout(PATIENCE);
    router.layer(layers)
}

async fn later(_: BoxError) -> Response {
    Refused::from(Reason::Busy).into_response()
}
