//! A central in this process that can be taken away and brought back on the same port.

use std::net::SocketAddr;
use std::sync::Arc;

use central::store::CodeFor;
use central::{Central, SqliteStore, Store};
use protocol::{EnrolmentCode, Millis};
use replica::Stamp;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// A central, up or down.
pub struct Server {
    folder: tempfile::TempDir,
    pub address: SocketAddr,
    stop: Arc<Notify>,
    running: Option<JoinHandle<()>>,
}

fn now() -> Millis {
    Stamp::now().timestamp().into()
}

impl Server {
    /// Starts an empty one on a free port.
    pub async fn start() -> Server {
        let folder = tempfile::tempdir().unwrap();
        SqliteStore::init(&folder.path().join("central.db"), now()).unwrap();
        let address = "127.0.0.1:0".parse().unwrap();
        let mut server = Server {
            folder,
            address,
            stop: Arc::new(Notify::new()),
            running: None,
        };
        server.up().await;
        server
    }

    fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.folder.path().join("central.db")).unwrap()
    }

    /// Brings it up on the port that it had.
    pub async fn up(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.address = listener.local_addr().unwrap();
        let (store, stop) = (self.store(), self.stop.clone());
        self.running = Some(tokio::spawn(async move {
            let stopped = async move { stop.notified().await };
            central::serve(listener, Central::new(store), stopped)
                .await
                .unwrap();
        }));
    }

    /// Takes it away.
    pub async fn down(&mut self) {
        self.stop.notify_one();
        self.running.take().unwrap().await.unwrap();
    }

    /// Its address, for stations.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A code as `enrol-code` prints it.
    pub async fn code(&self) -> EnrolmentCode {
        let store = self.store();
        let code = central::code::draw().unwrap();
        let expires = Millis(now().0 + central::code::LIFETIME_MS);
        store
            .issue_code(central::code::digest(&code), CodeFor::Whichever, expires)
            .await
            .unwrap();
        let fingerprint = store.identity().await.unwrap().fingerprint;
        format!("{code}.{fingerprint}").parse().unwrap()
    }
}
