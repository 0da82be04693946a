//! A central on a port of its own, and stations that speak to it as the real ones do.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use central::store::{CodeFor, Store};
use central::{Central, SqliteStore, code};
use ed25519_dalek::SigningKey;
use minicbor::{Decode, Encode};
use protocol::body::{Checkpoint, Direction, Evidence, How, Punch};
use protocol::message::{
    Enrol, Enrolled, Founding, HandOver, HandedOver, Issuer, PackedRow, Page, Pull, Push, Pushed,
    Refusal, Taken, path,
};
use protocol::request::{Request, header};
use protocol::row::{MembershipRow, MembershipState, OrganisationRow, PersonRow, Sex, StaffRow};
use protocol::{Block, Body, BootId, Chain, Clocks, Fact, Hash, Millis, Row, codec};
use rules::{
    EpochId, FactId, OrganisationId, OrganisationTag, ProjectId, StaffId, StationId, VolunteerId,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// 2026-03-05T08:00:00Z.
pub const START: i64 = 1_772_697_600_000;
pub const ORGANISATION: OrganisationId = OrganisationId([0x0a; 16]);
pub const TAG: OrganisationTag = OrganisationTag([7, 7, 7, 7]);
pub const FIELD_KEY: [u8; 32] = [0x5e; 32];
pub const ADMINISTRATOR: StaffId = StaffId([3; 16]);
pub const REGISTRAR: StaffId = StaffId([1; 16]);
pub const SCANNER: StaffId = StaffId([0xc; 16]);

/// A central that serves until it is dropped.
pub struct TestCentral {
    pub store: SqliteStore,
    pub address: SocketAddr,
    pub folder: tempfile::TempDir,
    clock: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<std::io::Result<()>>,
}

impl TestCentral {
    /// An empty central.
    pub async fn start() -> TestCentral {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::init(&folder.path().join("central.db"), Millis(START)).unwrap();
        let clock = Arc::new(AtomicI64::new(START));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let hand = Arc::clone(&clock);
        let central =
            Central::with_clock(store.clone(), move || Millis(hand.load(Ordering::SeqCst)));
        let served = tokio::spawn(central::serve(listener, central, async {
            let _ = stopped.await;
        }));
        TestCentral {
            store,
            address,
            folder,
            clock,
            stop: Some(stop),
            served,
        }
    }

    /// A central with one organisation that is ready, and its founding station.
    pub async fn founded() -> (TestCentral, TestStation) {
        let central = TestCentral::start().await;
        let mut station = central.station(1);
        let code = central.code(CodeFor::Whichever).await;
        let enrolled = station.found(&code).await.unwrap();
        assert!(enrolled.hand_over);
        station.hand_over(first_rows(), true).await.unwrap();
        (central, station)
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("central.db")
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    pub fn pass(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }

    pub async fn code(&self, purpose: CodeFor) -> String {
        let drawn = code::draw().unwrap();
        let expires = Millis(self.now() + code::LIFETIME_MS);
        self.store
            .issue_code(code::digest(&drawn), purpose, expires)
            .await
            .unwrap();
        drawn
    }

    /// A station that does not belong yet.
    pub fn station(&self, number: u8) -> TestStation {
        TestStation::new(self.address, number)
    }

    /// A further station of the one organisation.
    pub async fn joined(&self, number: u8) -> TestStation {
        let code = self.code(CodeFor::Joining(ORGANISATION)).await;
        let mut station = self.station(number);
        station.join(&code).await.unwrap();
        station
    }

    /// Stops as a signal would stop it, and complains when it does not end well.
    pub async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        (&mut self.served).await.unwrap().unwrap();
    }
}

impl Drop for TestCentral {
    fn drop(&mut self) {
        self.served.abort();
    }
}

/// What came back over the wire.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

/// Sends bytes to a path and reads the whole reply.
pub async fn post(
    address: SocketAddr,
    path: &str,
    headers: &[(&str, String)],
    body: &[u8],
) -> Reply {
    let mut wire = TcpStream::connect(address).await.unwrap();
    wire.write_all(&request_bytes(path, headers, body))
        .await
        .unwrap();
    let mut bytes = Vec::new();
    wire.read_to_end(&mut bytes).await.unwrap();
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap();
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply {
        status,
        head,
        body: bytes[end + 4..].to_vec(),
    }
}

/// A request as it stands on the wire.
pub fn request_bytes(path: &str, headers: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: central\r\nconnection: close\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

/// The answer to an enrolment or a signed request.
pub type Answered<M> = Result<M, (u16, Refusal)>;

pub fn read<M: for<'b> Decode<'b, ()>>(reply: &Reply) -> Answered<M> {
    if reply.status == 200 {
        Ok(codec::unpack(&reply.body, codec::LIMIT).unwrap())
    } else {
        Err((
            reply.status,
            codec::unpack(&reply.body, codec::LIMIT).unwrap(),
        ))
    }
}

/// A station with a chain of its own. Its clock stands at [`START`] and ticks with every fact.
#[derive(Clone)]
pub struct TestStation {
    pub address: SocketAddr,
    pub id: StationId,
    pub epoch: EpochId,
    pub key: SigningKey,
    pub counter: u64,
    pub time: i64,
    pub wall: i64,
    pub actor: StaffId,
    pub seq: u64,
    pub head: Hash,
    pub waiting: Vec<Fact>,
    drawn: u64,
}

impl TestStation {
    pub fn new(address: SocketAddr, number: u8) -> TestStation {
        TestStation {
            address,
            id: StationId([number; 16]),
            epoch: EpochId([number ^ 0x80; 16]),
            key: SigningKey::from_bytes(&[number; 32]),
            counter: 0,
            time: START,
            wall: START,
            actor: ADMINISTRATOR,
            seq: 0,
            head: Hash::START,
            waiting: Vec::new(),
            drawn: u64::from(number) << 32,
        }
    }

    pub fn enrol_request(&self, code: &str, founding: Option<Founding>) -> Enrol {
        Enrol {
            code: code.to_owned(),
            station: self.id,
            epoch: self.epoch,
            key: self.key.verifying_key().to_bytes(),
            name: "2 号台".to_owned(),
            oldest: 1,
            newest: 3,
            founding,
        }
    }

    pub async fn enrol(&self, request: &Enrol) -> Answered<Enrolled> {
        read(&post(self.address, path::ENROL, &[], &codec::pack(request)).await)
    }

    pub async fn found(&mut self, code: &str) -> Answered<Enrolled> {
        self.enrol(&self.enrol_request(code, Some(founding())))
            .await
    }

    pub async fn join(&mut self, code: &str) -> Answered<Enrolled> {
        self.enrol(&self.enrol_request(code, None)).await
    }

    pub async fn hand_over(&mut self, rows: Vec<Row>, last: bool) -> Answered<HandedOver> {
        let packed = |row: Row| PackedRow {
            table: row.table(),
            row: row.encode(),
        };
        let rows = rows.into_iter().map(packed).collect();
        self.ask(path::HAND_OVER, &HandOver { rows, last }).await
    }

    pub fn chain(&self) -> Chain {
        Chain {
            station: self.id,
            epoch: self.epoch,
        }
    }

    /// Begins another life.
    pub fn reborn(&mut self, epoch: EpochId) {
        (self.epoch, self.seq, self.head) = (epoch, 0, Hash::START);
        self.waiting.clear();
    }

    /// Writes a fact that waits to be pushed; answers its id.
    pub fn write(&mut self, body: impl Into<Body>) -> FactId {
        let body = body.into();
        self.write_raw(body.kind().number(), body.encode())
    }

    pub fn write_raw(&mut self, kind: u16, body: Vec<u8>) -> FactId {
        self.drawn += 1;
        self.wall += 1_000;
        let mut id = [0x70; 16];
        id[..6].copy_from_slice(&self.wall.to_be_bytes()[2..]);
        id[8..].copy_from_slice(&self.drawn.to_be_bytes());
        let fact = Fact {
            id: FactId(id),
            organisation: ORGANISATION,
            chain: self.chain(),
            seq: self.seq + 1,
            prev: self.head,
            kind,
            version: 1,
            clocks: Clocks {
                wall: self.wall,
                mono: 5,
                boot: BootId([9; 16]),
                hlc: (self.wall as u64) << 16,
            },
            actor: self.actor,
            body,
        };
        self.take_up(fact)
    }

    /// Takes a fact that is whole as the next of the chain.
    pub fn take_up(&mut self, fact: Fact) -> FactId {
        (self.seq, self.head) = (fact.seq, fact.hash());
        self.waiting.push(fact);
        self.waiting.last().unwrap().id
    }

    pub fn punches(&mut self, count: usize) {
        for at in 0..count {
            self.write(punch(at as u8));
        }
    }

    pub fn checkpoint(&mut self) {
        self.write(Checkpoint::sign(
            ORGANISATION,
            self.chain(),
            self.seq + 1,
            self.head,
            &self.key,
        ));
    }

    /// The waiting facts, ended by a checkpoint, as a run to push; they wait no more.
    pub fn run(&mut self) -> Vec<Fact> {
        self.checkpoint();
        std::mem::take(&mut self.waiting)
    }

    pub async fn push(&mut self, facts: &[Fact]) -> Answered<Pushed> {
        let block = Block::pack(ORGANISATION, facts).unwrap();
        self.ask(path::PUSH, &Push { block }).await
    }

    /// Pushes what waits, and expects it to be taken.
    pub async fn flush(&mut self) -> Vec<Taken> {
        let run = self.run();
        let pushed = self.push(&run).await.unwrap();
        assert_eq!(pushed.stopped, None);
        assert_eq!(pushed.high_water, self.seq);
        pushed.verdicts
    }

    pub async fn pull(&mut self, after: u64, limit: u32) -> Answered<Page> {
        let server_epoch = if after == 0 {
            None
        } else {
            Some(self.server_epoch().await)
        };
        let pull = Pull {
            organisation: ORGANISATION,
            server_epoch,
            after,
            limit,
            bundle: 0,
        };
        self.ask(path::PULL, &pull).await
    }

    pub async fn server_epoch(&mut self) -> EpochId {
        let pull = Pull {
            organisation: ORGANISATION,
            server_epoch: None,
            after: 0,
            limit: 1,
            bundle: 0,
        };
        self.ask::<Page>(path::PULL, &pull)
            .await
            .unwrap()
            .server_epoch
    }

    /// The whole log but the station's own facts.
    pub async fn pull_all(&mut self) -> Vec<Fact> {
        let (mut facts, mut after) = (Vec::new(), 0);
        loop {
            let page = self.pull(after, 5_000).await.unwrap();
            facts.extend(page.block.unpack().unwrap());
            after = page.next;
            if after == page.end {
                return facts;
            }
        }
    }

    /// The headers of the next request with this body.
    pub fn sign(&mut self, path: &str, body: &[u8]) -> Vec<(&'static str, String)> {
        self.counter += 1;
        self.sign_as(self.counter, path, body)
    }

    pub fn sign_as(&self, counter: u64, path: &str, body: &[u8]) -> Vec<(&'static str, String)> {
        let (station, time) = (self.id, self.time);
        let request = Request {
            method: "POST",
            path,
            station,
            counter,
            time,
            body,
        };
        vec![
            (header::STATION, station.to_string()),
            (header::COUNTER, counter.to_string()),
            (header::TIME, time.to_string()),
            (header::SIGNATURE, request.sign(&self.key)),
        ]
    }

    pub async fn ask<M: for<'b> Decode<'b, ()>>(
        &mut self,
        path: &str,
        message: &impl Encode<()>,
    ) -> Answered<M> {
        let body = codec::pack(message);
        let headers = self.sign(path, &body);
        read(&post(self.address, path, &headers, &body).await)
    }
}

/// Seeds of the key that signs cards.
pub const ISSUER: [u8; 32] = [0x15; 32];

pub fn founding() -> Founding {
    let key = card::SecretKey::from_seed(ISSUER).public();
    let (from, until) = (
        jiff::civil::date(2026, 1, 1),
        jiff::civil::date(2027, 12, 31),
    );
    Founding {
        organisation: ORGANISATION,
        tag: TAG,
        issuers: vec![Issuer {
            key: *key.as_bytes(),
            from: from.into(),
            until: until.into(),
        }],
        administrator: ADMINISTRATOR,
        field_key: FIELD_KEY,
    }
}

pub fn organisation_row() -> OrganisationRow {
    OrganisationRow {
        id: ORGANISATION,
        tag: TAG,
        parent: None,
        level: 3,
        name: "示范区志愿者协会".to_owned(),
        region: "320104".to_owned(),
        kind: "association".to_owned(),
        profile: "national".to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        demo: true,
    }
}

pub fn staff_row(id: StaffId, role: u8) -> StaffRow {
    StaffRow {
        id,
        organisation: ORGANISATION,
        name: "值班员".to_owned(),
        role,
        active: true,
    }
}

pub fn person_row(volunteer: u8, number: &str) -> PersonRow {
    PersonRow {
        volunteer: VolunteerId([volunteer; 8]),
        number: number.to_owned(),
        name: "某某".to_owned(),
        sex: Sex::Unknown,
        region: "320104".to_owned(),
        registered_on: None,
        stars: None,
        identity: None,
        phone: None,
        photo: None,
        born_on: None,
    }
}

pub fn membership_row(volunteer: u8) -> MembershipRow {
    MembershipRow {
        organisation: ORGANISATION,
        volunteer: VolunteerId([volunteer; 8]),
        state: MembershipState::Joined,
        joined_on: None,
    }
}

/// What a founding station hands over: the organisation, three staff, two people.
pub fn first_rows() -> Vec<Row> {
    vec![
        organisation_row().into(),
        staff_row(ADMINISTRATOR, 3).into(),
        staff_row(REGISTRAR, 1).into(),
        staff_row(SCANNER, 0).into(),
        person_row(1, "0001").into(),
        membership_row(1).into(),
        person_row(2, "0002").into(),
        membership_row(2).into(),
    ]
}

pub fn punch(volunteer: u8) -> Punch {
    Punch {
        project: ProjectId([6; 16]),
        volunteer: VolunteerId([volunteer; 8]),
        direction: Direction::Auto,
        by: protocol::body::By::Staff,
        how: How::Card,
        card: None,
        evidence: Evidence::A,
        trust_version: None,
        location: None,
        given: None,
    }
}

/// The bodies of a kind among facts.
pub fn bodies(facts: &[Fact]) -> Vec<Body> {
    facts
        .iter()
        .filter_map(|fact| fact.decoded().unwrap())
        .collect()
}
