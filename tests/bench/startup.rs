//! The application's start: how long until the desk is shown, and how much memory it takes then.
//!
//! `startup APPLICATION FOLDER`: makes a demo in an empty FOLDER; wants a screen. The passphrase is in the environment,
//! so unlocking (one pass of Argon2id) is part of the time.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use replica::{Cost, DemoPlan, NewHome, Stamp};
use serde_json::json;
use thirtyfour::Capabilities;
use thirtyfour::prelude::*;

const PASSPHRASE: &str = "yun zhou zhi yuan";

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let application = arguments.next().ok_or("which application?")?;
    let folder = PathBuf::from(arguments.next().ok_or("which folder?")?);
    let home = folder.join("station");
    let plan = DemoPlan {
        members: 400,
        projects: 6,
        punches: 1_200,
        seed: 1,
        portraits: true,
    };
    let begun = NewHome::begin(&home, "bench")?;
    drop(begun.keep_with_demo(&plan, Stamp::now(), PASSPHRASE, Cost::Least, &mut |_, _| {})?);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let port = std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port();
    let _driver = Killed(
        Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("YIZHAN_PASSPHRASE", PASSPHRASE)
            .env("XDG_DATA_HOME", folder.join("data"))
            .env("XDG_CACHE_HOME", folder.join("cache"))
            .stderr(Stdio::null())
            .spawn()?,
    );
    let out = &mut std::io::stdout();
    for name in ["first start", "second start", "third start"] {
        let mut capabilities = Capabilities::new();
        capabilities.set("browserName", "wry")?;
        let options = json!({ "binary": application, "args": ["--home", home] });
        capabilities.set("webkitgtk:browserOptions", options)?;
        let begun = Instant::now();
        let driver = loop {
            match WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities.clone()).await {
                Ok(driver) => break driver,
                Err(error) if begun.elapsed() > Duration::from_secs(60) => return Err(error.into()),
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        };
        let window = begun.elapsed();
        while driver
            .find(By::Css("[data-test=\"desk-armed\"][data-armed=\"true\"]"))
            .await
            .is_err()
        {
            if begun.elapsed() > Duration::from_secs(60) {
                return Err("the desk did not appear".into());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let desk = begun.elapsed();
        tokio::time::sleep(Duration::from_secs(2)).await;
        let (all, ours) = memory(&application)?;
        writeln!(
            out,
            "{name}: window {window:.2?}, desk {desk:.2?}; memory {all} MB in all processes, {ours} MB of it ours (proportional)"
        )?;
        driver.quit().await?;
    }
    Ok(())
}

/// Proportional memory of the application with WebKit's processes, and of the application alone, in MB.
fn memory(application: &str) -> Result<(u64, u64), Box<dyn Error>> {
    let (mut all, mut ours) = (0, 0);
    for entry in std::fs::read_dir("/proc")? {
        let path = entry?.path();
        let Ok(name) = std::fs::read_link(path.join("exe")) else {
            continue;
        };
        let name = name.to_string_lossy().into_owned();
        let own = name == application;
        if !own && !name.contains("WebKitNetworkProcess") && !name.contains("WebKitWebProcess") {
            continue;
        }
        let Ok(rollup) = std::fs::read_to_string(path.join("smaps_rollup")) else {
            continue;
        };
        let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
        let kib: u64 = line
            .and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
            .unwrap_or(0);
        all += kib / 1024;
        ours += if own { kib / 1024 } else { 0 };
    }
    Ok((all, ours))
}
