//! `enrol`: joins a central, with a station that is new or one that stood alone so far.

use ::sync::Http;
use clap::Args;
use replica::{Cost, Replica};
use rules::{OrganisationId, StationId};
use serde::Serialize;

use crate::error::{End, Error, Problem, Result};
use crate::invocation::Invocation;
use crate::sync::GivenCode;
use crate::{passphrase, sync, text};

/// The most characters of a station's name.
const LONGEST_NAME: usize = 60;

/// Where to, with what, as whom.
#[derive(Debug, Args)]
pub(crate) struct Invited {
    #[arg(value_name = "URL")]
    url: String,
    #[arg(value_name = "CODE")]
    code: String,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

#[derive(Serialize)]
struct Document {
    station: StationId,
    organisation: Option<OrganisationId>,
}

/// Joins. A station that is made for it is kept only once it belongs.
pub(crate) fn run(invited: &Invited, invocation: &Invocation) -> Result<End> {
    let address = address(&invited.url, "URL")?;
    let code = code(&invited.code, "CODE")?;
    let name = name(invited.name.as_deref())?;
    let replica = if invocation.has_station()? {
        let replica = invocation.open()?;
        sync::join(&replica, &address, &code, name)?;
        replica
    } else {
        let passphrase = passphrase::new(invocation.language)?;
        let (replica, unkept) = invocation.begin()?.unjoined()?;
        sync::join(&replica, &address, &code, name)?;
        passphrase::warn_if_weak(&passphrase, invocation.language);
        unkept.keep(replica, &passphrase, Cost::Calibrated)?
    };
    say_where_it_belongs(&replica, invocation)
}

/// An address that a central may have, given as this argument.
pub(crate) fn address(text: &str, argument: &str) -> Result<String> {
    match Http::anonymous(text) {
        Ok(central) => Ok(central.address().to_owned()),
        Err(_) => Err(Error::input(argument, Problem::Address)),
    }
}

/// An enrolment code, given as this argument.
pub(crate) fn code(text: &str, argument: &'static str) -> Result<GivenCode> {
    match text.parse() {
        Ok(code) => Ok(GivenCode { argument, code }),
        Err(_) => Err(Error::input(argument, Problem::Code)),
    }
}

fn name(name: Option<&str>) -> Result<Option<&str>> {
    let Some(name) = name.map(str::trim) else {
        return Ok(None);
    };
    if name.is_empty() {
        return Err(Error::input("--name", Problem::Empty));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(Error::input("--name", Problem::TooLong));
    }
    Ok(Some(name))
}

fn say_where_it_belongs(replica: &Replica, invocation: &Invocation) -> Result<End> {
    let status = replica.status()?;
    let document = Document {
        station: status.station,
        organisation: status.organisation.as_ref().map(|(id, _)| *id),
    };
    invocation.print(&document, || text::enrolled(&status, invocation.language))?;
    Ok(End::Done)
}
