//! A central in this process that can be taken away and brought back, and a station founded at it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use central::store::CodeFor;
use central::{Central, SqliteStore, Store};
use protocol::{EnrolmentCode, Millis};
use replica::{Cost, DemoPlan, NewHome, Replica, Stamp};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What opens every home of these tests.
pub const PASSPHRASE: &str = "qing shan lv shui";

/// A central, up or down.
pub struct Server {
    folder: tempfile::TempDir,
    address: SocketAddr,
    stop: Arc<Notify>,
    running: Option<JoinHandle<()>>,
}

fn now() -> Millis {
    Stamp::now().timestamp().into()
}

impl Server {
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

    pub async fn down(&mut self) {
        self.stop.notify_one();
        self.running.take().unwrap().await.unwrap();
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

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

/// A demo station in a folder.
pub fn station(folder: &Path) -> Replica {
    let plan = DemoPlan {
        members: 60,
        projects: 5,
        punches: 120,
        seed: 11,
        portraits: true,
    };
    NewHome::begin(folder, "test")
        .unwrap()
        .keep_with_demo(&plan, Stamp::now(), PASSPHRASE, Cost::Least, &mut |_, _| {})
        .unwrap()
}

/// A demo station in a folder that founded this central, closed again; with a member's number and card text.
pub async fn founded(server: &Server, folder: &Path) -> (String, String) {
    let station = station(folder);
    sync::join(&station, &server.url(), &server.code().await, None)
        .await
        .unwrap();
    sync::round(&station).await.unwrap();
    let number = station.members("", 9).unwrap()[4].number.clone();
    let text = station.card_text(&number).unwrap();
    (number, text)
}

/// A picture of a card's symbol, as a phone would show it.
pub fn picture(text: &str, file: &Path) {
    let symbol = card::symbol(text, card::SymbolSize::Standard).unwrap();
    let (dot, edge) = (6, 4);
    let side = (symbol.size() + 2 * edge) * dot;
    let picture = image::GrayImage::from_fn(side as u32, side as u32, |x, y| {
        let (x, y) = (x as usize / dot, y as usize / dot);
        let inside =
            (edge..edge + symbol.size()).contains(&x) && (edge..edge + symbol.size()).contains(&y);
        let dark = inside && symbol.is_dark(x - edge, y - edge);
        image::Luma([if dark { 0 } else { 255 }])
    });
    picture.save(file).unwrap();
}
