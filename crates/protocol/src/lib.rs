//! What stations and central say to one another: facts, the chain that holds them together, and the
//! messages that carry them. Frozen once released; tests pin the bytes.
//!
//! ```
//! use protocol::{Block, codec, message};
//! use rules::OrganisationId;
//!
//! let organisation = OrganisationId([7; 16]);
//! let push = message::Push { block: Block::pack(organisation, &[]).unwrap() };
//! let bytes = codec::pack(&push);
//! assert_eq!(codec::unpack::<message::Push>(&bytes, codec::LIMIT).unwrap(), push);
//! ```

mod block;
pub mod body;
mod checkpoint;
pub mod codec;
mod fact;
mod invitation;
mod kind;
pub mod message;
pub mod request;
pub mod row;
mod value;

pub use block::Block;
pub use body::Body;
pub use fact::{BootId, Chain, Clocks, Fact, Hash};
pub use invitation::{EnrolmentCode, InvalidCode, Invitation};
pub use kind::{Kind, Role, Writer};
pub use row::{Row, Table};
pub use value::{Day, Millis, Minute, Place};

/// What is wrong with bytes from elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not what they should be.
    #[error("malformed")]
    Malformed,
    /// More than is taken.
    #[error("too large")]
    TooLarge,
    /// Facts of several organisations in one run.
    #[error("facts of several organisations")]
    Mixed,
}

impl From<minicbor::decode::Error> for Error {
    fn from(_: minicbor::decode::Error) -> Error {
        Error::Malformed
    }
}
