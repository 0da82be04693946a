//! The commands of `yizhan-central`: each opens the store, does one thing and prints one JSON document.

use std::fs::DirBuilder;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use central::store::CodeFor;
use central::{Central, Error, SqliteStore, Store, code};
use jiff::{Timestamp, Unit};
use protocol::{EnrolmentCode, Invitation, Millis};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Command, LogAction};

/// A plain no: a log that does not hold.
const NO: u8 = 1;

/// Logs to standard error, as `RUST_LOG` says. A panic is logged by its place only: its text may quote data.
pub(crate) fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(%place, "panic");
    }));
}

/// Does the command.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(dispatch(arguments));
    // A transaction that is being written ends; nothing else is waited for.
    drop(runtime);
    done
}

async fn dispatch(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let file = database(arguments)?;
    match &arguments.command {
        Command::Init => init(&file).await?,
        Command::Serve { listen } => {
            let listener = TcpListener::bind(listen).await?;
            serve(&file, listener).await?;
        }
        Command::EnrolCode { organisation, url } => {
            let purpose = organisation.map_or(CodeFor::Whichever, CodeFor::Joining);
            enrol_code(&SqliteStore::open(&file)?, purpose, url.as_deref()).await?;
        }
        Command::Log {
            action: LogAction::Verify,
        } => return verify(&SqliteStore::open(&file)?).await,
        Command::Revoke { station } => {
            SqliteStore::open(&file)?.revoke(*station, now()).await?;
            print(&json!({ "station": station, "revoked": true }))?;
        }
        Command::Restored => {
            let identity = SqliteStore::open(&file)?.begin_epoch(now()).await?;
            print(&json!({ "central": identity.central, "server_epoch": identity.server_epoch }))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn now() -> Millis {
    Timestamp::now().into()
}

/// The database file that the arguments mean.
fn database(arguments: &Arguments) -> anyhow::Result<PathBuf> {
    if let Some(file) = &arguments.store {
        return Ok(file.clone());
    }
    let home = match &arguments.home {
        Some(home) => home.clone(),
        None => dirs::data_dir()
            .context("no data folder; name one with --home")?
            .join("yizhan-central"),
    };
    Ok(home.join("central.db"))
}

/// Makes the folder of the database, for its owner alone.
fn make_folder(file: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => Ok(builder.create(folder)?),
        _ => Ok(()),
    }
}

async fn init(file: &Path) -> anyhow::Result<()> {
    make_folder(file)?;
    let identity = SqliteStore::init(file, now())?.identity().await?;
    print(&json!({ "central": identity.central, "fingerprint": identity.fingerprint.to_string() }))
}

async fn serve(file: &Path, listener: TcpListener) -> anyhow::Result<()> {
    let store = match SqliteStore::open(file) {
        Err(Error::NotInitialised) => {
            make_folder(file)?;
            SqliteStore::init(file, now())?
        }
        opened => opened?,
    };
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        tracing::warn!("plain HTTP beyond this machine: put a TLS terminator in front");
    }
    print(&json!({ "listening": format!("http://{address}") }))?;
    central::serve(listener, Central::new(store), told_to_stop()).await?;
    Ok(())
}

/// Over at the first SIGINT or SIGTERM.
async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    // Without a way to hear of signals the process is simply ended.
    if interrupted.await.is_err() {
        std::future::pending().await
    }
}

async fn enrol_code(
    store: &SqliteStore,
    purpose: CodeFor,
    url: Option<&str>,
) -> anyhow::Result<()> {
    let drawn = code::draw()?;
    let expires = Millis(now().0 + code::LIFETIME_MS);
    store
        .issue_code(code::digest(&drawn), purpose, expires)
        .await?;
    let fingerprint = store.identity().await?.fingerprint.to_string();
    let code = EnrolmentCode {
        code: drawn,
        fingerprint,
    };
    let until = expires
        .timestamp()
        .unwrap_or_default()
        .round(Unit::Second)?;
    let mut document = json!({ "code": code.to_string(), "expires": until.to_string() });
    if let Some(address) = url {
        let invitation = Invitation {
            address: address.to_owned(),
            code,
        };
        document["invitation"] = Value::String(invitation.to_string());
    }
    print(&document)
}

async fn verify(store: &SqliteStore) -> anyhow::Result<ExitCode> {
    let found = store.verify().await?;
    print(&json!({ "facts": found.facts, "valid": found.valid, "first_bad": found.first_bad }))?;
    Ok(if found.valid {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NO)
    })
}

/// One JSON document on a line of its own, at once.
fn print(document: &Value) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{document}")?;
    out.flush()?;
    Ok(())
}
