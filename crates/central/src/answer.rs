//! How central answers: a message, or a refusal that says what to act on and nothing else.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::codec;
use protocol::message::{Reason, Refusal};

use crate::Error;

/// A message as the body of an answer.
pub(crate) struct Answer<M>(pub(crate) M);

impl<M: minicbor::Encode<()>> IntoResponse for Answer<M> {
    fn into_response(self) -> Response {
        bytes(StatusCode::OK, codec::pack(&self.0))
    }
}

/// An answer whose message is packed already.
pub(crate) fn bytes(status: StatusCode, packed: Vec<u8>) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, codec::CONTENT_TYPE)],
        packed,
    )
        .into_response()
}

/// An answer that is not what was asked for.
#[derive(Debug)]
pub(crate) struct Refused(Refusal);

impl Refused {
    /// A fault of central's own: the log has the cause, the answer only the incident's name.
    pub(crate) fn fault(cause: &dyn std::fmt::Debug) -> Refused {
        let incident = uuid::Uuid::now_v7().to_string();
        tracing::error!(%incident, ?cause, "a request failed");
        Refused(Refusal {
            reason: Reason::Internal,
            counter: None,
            incident: Some(incident),
        })
    }
}

impl From<Reason> for Refused {
    fn from(reason: Reason) -> Refused {
        Refused(Refusal {
            reason,
            counter: None,
            incident: None,
        })
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Refused {
        match error {
            Error::Refused(reason) => reason.into(),
            Error::Replayed { highest } => {
                let reason = Reason::Replayed;
                Refused(Refusal {
                    reason,
                    counter: Some(highest),
                    incident: None,
                })
            }
            other => Refused::fault(&other),
        }
    }
}

impl From<protocol::Error> for Refused {
    fn from(error: protocol::Error) -> Refused {
        match error {
            protocol::Error::Malformed | protocol::Error::Mixed => Reason::Malformed.into(),
            protocol::Error::TooLarge => Reason::TooLarge.into(),
        }
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let reason = self.0.reason;
        let mut response = bytes(status(reason), codec::pack(&self.0));
        if let Some(seconds) = retry_after(reason) {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response
    }
}

fn status(reason: Reason) -> StatusCode {
    match reason {
        Reason::CodeRefused | Reason::Revoked | Reason::NotAllowed => StatusCode::FORBIDDEN,
        Reason::TooManyTries => StatusCode::TOO_MANY_REQUESTS,
        Reason::FoundingMismatch | Reason::AlreadyFounded | Reason::TagTaken | Reason::Replayed => {
            StatusCode::CONFLICT
        }
        Reason::Versions | Reason::Malformed => StatusCode::BAD_REQUEST,
        Reason::NotSigned | Reason::Clock => StatusCode::UNAUTHORIZED,
        Reason::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Reason::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Reason::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn retry_after(reason: Reason) -> Option<&'static str> {
    match reason {
        Reason::Busy => Some("5"),
        Reason::TooManyTries => Some("60"),
        Reason::CodeRefused
        | Reason::FoundingMismatch
        | Reason::AlreadyFounded
        | Reason::TagTaken
        | Reason::Versions
        | Reason::NotSigned
        | Reason::Replayed
        | Reason::Clock
        | Reason::Revoked
        | Reason::NotAllowed
        | Reason::Malformed
        | Reason::TooLarge
        | Reason::Internal => None,
    }
}
