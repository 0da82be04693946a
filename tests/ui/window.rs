//! The real application in a real window: started, looked at, clicked, typed into, ended.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::prelude::*;
use thirtyfour::{Capabilities, TypingData};
use tokio::sync::{Mutex, MutexGuard};

/// How long anything may take to appear; a debug build on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// A screen without a window manager gives its keyboard to one window: the journeys take turns.
static TURN: Mutex<()> = Mutex::const_new(());

/// One window of the application.
pub struct Window {
    driver: WebDriver,
    server: Child,
    _caches: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Window {
    /// Starts the application over a home.
    pub async fn open(home: &Path) -> Window {
        let turn = TURN.lock().await;
        // The client that speaks to the driver wants a provider, though it never speaks TLS here.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let port = free_port();
        let caches = tempfile::tempdir().unwrap();
        let inside = |name: &str| caches.path().join(name);
        let mut server = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("XDG_DATA_HOME", inside("data"))
            .env("XDG_CACHE_HOME", inside("cache"))
            .env_remove("YIZHAN_PASSPHRASE")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("script/bootstrap installs webkit2gtk-driver");
        let mut capabilities = Capabilities::new();
        let options = json!({
            "binary": env!("CARGO_BIN_EXE_yizhan-desktop"),
            "args": ["--home", home.to_str().unwrap()],
        });
        capabilities.set("browserName", "wry").unwrap();
        capabilities
            .set("webkitgtk:browserOptions", options)
            .unwrap();
        let begun = Instant::now();
        let driver = loop {
            match WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities.clone()).await {
                Ok(driver) => break driver,
                Err(error) if begun.elapsed() > PATIENCE => {
                    let _ = server.kill();
                    panic!("no window: {error}");
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        };
        let window = Window {
            driver,
            server,
            _caches: caches,
            _turn: turn,
        };
        window.watch_policy().await;
        window
    }

    /// Remembers every breach of the content policy from now on.
    async fn watch_policy(&self) {
        let listen = "window.__breaches = [];
            document.addEventListener('securitypolicyviolation', (e) => window.__breaches.push(e.violatedDirective));";
        self.driver.execute(listen, Vec::new()).await.unwrap();
    }

    /// The element of this name, once it is there and shown.
    pub async fn find(&self, name: &str) -> WebElement {
        self.find_by(&format!("[data-test=\"{name}\"]")).await
    }

    pub async fn find_by(&self, selector: &str) -> WebElement {
        let begun = Instant::now();
        loop {
            if let Ok(found) = self.driver.find(By::Css(selector)).await {
                return found;
            }
            if begun.elapsed() > PATIENCE {
                self.shoot("missing").await;
                panic!("{selector} did not appear");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn click(&self, name: &str) {
        self.find(name).await.click().await.unwrap();
    }

    pub async fn type_into(&self, name: &str, text: &str) {
        let field = self.find(name).await;
        let tag = field.tag_name().await.unwrap();
        let field = if tag == "input" || tag == "textarea" {
            field
        } else {
            field.find(By::Css("input, textarea")).await.unwrap()
        };
        field.send_keys(text).await.unwrap();
    }

    /// Types as a reader does: into no field at all.
    pub async fn keys(&self, text: impl Into<TypingData>) {
        self.driver
            .action_chain()
            .send_keys(text)
            .perform()
            .await
            .unwrap();
    }

    /// Presses a key while Control is held.
    pub async fn control(&self, key: char) {
        let chain = self
            .driver
            .action_chain()
            .key_down(Key::Control)
            .key_down(key);
        chain
            .key_up(key)
            .key_up(Key::Control)
            .perform()
            .await
            .unwrap();
    }

    /// Types a text and Enter, as a reader does.
    pub async fn scan(&self, text: &str) {
        self.keys(format!("{text}{}", Key::Enter.value())).await;
    }

    /// Waits until the element's attribute, text or typed value is so.
    pub async fn wait_for(&self, name: &str, what: &str, expected: &str) {
        let begun = Instant::now();
        let mut seen;
        loop {
            let element = self.find(name).await;
            seen = match what {
                "text" => element.text().await.ok(),
                "value" => element.prop("value").await.ok().flatten(),
                attribute => element.attr(attribute).await.ok().flatten(),
            };
            if seen.as_deref().is_some_and(|seen| seen.contains(expected)) {
                return;
            }
            if begun.elapsed() > PATIENCE {
                self.shoot("waiting").await;
                panic!("{name}: {what} is {seen:?}, not {expected}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until no element has this name.
    pub async fn wait_gone(&self, name: &str) {
        self.wait_gone_by(&format!("[data-test=\"{name}\"]")).await;
    }

    pub async fn wait_gone_by(&self, selector: &str) {
        let begun = Instant::now();
        while self.driver.find(By::Css(selector)).await.is_ok() {
            if begun.elapsed() > PATIENCE {
                self.shoot("staying").await;
                panic!("{selector} stays");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Puts a picture of the window where `YIZHAN_SCREENSHOTS` says, if it says.
    pub async fn shoot(&self, name: &str) {
        let Some(folder) = std::env::var_os("YIZHAN_SCREENSHOTS").map(PathBuf::from) else {
            return;
        };
        // A picture is taken when a frame is painted, and a screen that stands still paints none.
        let stir = "let n = 0; const t = setInterval(() => {
            document.body.style.opacity = n % 2 ? '1' : '0.999'; if (++n > 40) clearInterval(t); }, 100);";
        self.driver.execute(stir, Vec::new()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(400)).await;
        std::fs::create_dir_all(&folder).unwrap();
        self.driver
            .screenshot(&folder.join(format!("{name}.png")))
            .await
            .unwrap();
    }

    /// Ends the application; fails where the content policy was breached meanwhile.
    pub async fn close(mut self) {
        let breaches = self
            .driver
            .execute("return window.__breaches || []", Vec::new())
            .await
            .unwrap();
        let breaches: Vec<String> = breaches.convert().unwrap();
        let _ = self.driver.clone().quit().await;
        let _ = self.server.kill();
        let _ = self.server.wait();
        assert_eq!(
            breaches,
            Vec::<String>::new(),
            "the content policy was breached"
        );
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}
