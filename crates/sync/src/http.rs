//! Central over HTTP: signed requests, bounded answers.

use std::net::IpAddr;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use protocol::codec;
use protocol::message::{
    Blob, Enrol, Enrolled, FetchBlob, HandOver, HandedOver, Page, Pull, Push, Pushed, Reason,
    Refusal, path,
};
use protocol::request::{Request, header};
use replica::{Joined, Stamp};
use reqwest::{Client, RequestBuilder, Response, Url};

use crate::central::{Central, Failure};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(5);
/// How long a request may take in all: a full page over a poor line.
const WHOLE: Duration = Duration::from_secs(60);

/// Central at an address.
pub struct Http {
    client: Client,
    address: Url,
    station: Option<Joined>,
    counter: AtomicU64,
}

impl Http {
    /// Central before one belongs to it.
    ///
    /// # Errors
    /// [`Failure::Address`] where the address is none, or plain HTTP to another machine.
    pub fn anonymous(address: &str) -> Result<Http, Failure> {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // Another part of the program may have chosen one before: that one serves as well.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let address =
            Url::parse(address.trim().trim_end_matches('/')).map_err(|_| Failure::Address)?;
        let loopback = is_loopback(&address);
        if !(address.scheme() == "https" || address.scheme() == "http" && loopback) {
            return Err(Failure::Address);
        }
        let mut client = Client::builder().connect_timeout(CONNECT).timeout(WHOLE);
        if loopback {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|_| Failure::Address)?;
        let counter = AtomicU64::new(Stamp::now().wall.max(0) as u64);
        Ok(Http {
            client,
            address,
            station: None,
            counter,
        })
    }

    /// Central for a station that belongs.
    ///
    /// # Errors
    /// As [`Http::anonymous`].
    pub fn signed(joined: &Joined) -> Result<Http, Failure> {
        Ok(Http {
            station: Some(joined.clone()),
            ..Http::anonymous(&joined.url)?
        })
    }

    /// The address as it is kept.
    pub fn address(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }

    fn request(&self, path: &str, body: &[u8]) -> Result<RequestBuilder, Failure> {
        let url = self.address.join(path).map_err(|_| Failure::Address)?;
        let request = self
            .client
            .post(url)
            .header("content-type", codec::CONTENT_TYPE);
        let Some(joined) = &self.station else {
            return Ok(request);
        };
        let time = Stamp::now().wall;
        let counter = self.counter.fetch_add(1, Ordering::Relaxed) + 1;
        let signature = Request {
            method: "POST",
            path,
            station: joined.station,
            counter,
            time,
            body,
        }
        .sign(&joined.key);
        Ok(request
            .header(header::STATION, joined.station.to_string())
            .header(header::COUNTER, counter)
            .header(header::TIME, time)
            .header(header::SIGNATURE, signature))
    }

    async fn ask<Q, A>(&self, path: &str, question: &Q) -> Result<A, Failure>
    where
        Q: minicbor::Encode<()>,
        A: for<'b> minicbor::Decode<'b, ()>,
    {
        let body = codec::pack(question);
        match self.once(path, &body).await {
            // Our counter fell behind: the clock went back. Go on above the one that central knows.
            Err((Failure::Refused(Reason::Replayed), Some(counter))) => {
                self.counter.fetch_max(counter, Ordering::Relaxed);
                self.once(path, &body).await.map_err(|(failure, _)| failure)
            }
            answer => answer.map_err(|(failure, _)| failure),
        }
    }

    async fn once<A>(&self, path: &str, body: &[u8]) -> Result<A, (Failure, Option<u64>)>
    where
        A: for<'b> minicbor::Decode<'b, ()>,
    {
        let request = self
            .request(path, body)
            .map_err(|failure| (failure, None))?;
        let answer = request
            .body(body.to_vec())
            .send()
            .await
            .map_err(|_| (Failure::Unreachable, None))?;
        let good = answer.status().is_success();
        let bytes = bounded(answer).await.map_err(|failure| (failure, None))?;
        if good {
            return codec::unpack(&bytes, codec::LIMIT).map_err(|_| (Failure::Nonsense, None));
        }
        match codec::unpack::<Refusal>(&bytes, 1 << 16) {
            Ok(refusal) => Err((Failure::Refused(refusal.reason), refusal.counter)),
            Err(_) => Err((Failure::Nonsense, None)),
        }
    }
}

/// The body, as long as it is no longer than a message can be.
async fn bounded(mut answer: Response) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| Failure::Unreachable)? {
        if bytes.len() + part.len() > codec::LIMIT {
            return Err(Failure::Nonsense);
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

fn is_loopback(address: &Url) -> bool {
    match address.host_str() {
        Some("localhost") => true,
        Some(host) => {
            let host = host.trim_start_matches('[').trim_end_matches(']');
            host.parse::<IpAddr>()
                .is_ok_and(|address| address.is_loopback())
        }
        None => false,
    }
}

impl Central for Http {
    async fn enrol(&self, ask: &Enrol) -> Result<Enrolled, Failure> {
        self.ask(path::ENROL, ask).await
    }

    async fn hand_over(&self, ask: &HandOver) -> Result<HandedOver, Failure> {
        self.ask(path::HAND_OVER, ask).await
    }

    async fn push(&self, ask: &Push) -> Result<Pushed, Failure> {
        self.ask(path::PUSH, ask).await
    }

    async fn pull(&self, ask: &Pull) -> Result<Page, Failure> {
        self.ask(path::PULL, ask).await
    }

    async fn blob(&self, ask: &FetchBlob) -> Result<Blob, Failure> {
        self.ask(path::BLOB, ask).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for good in [
            "http://127.0.0.1:7700",
            "http://localhost:1/",
            "http://[::1]:9",
            "https://central.example",
        ] {
            assert!(Http::anonymous(good).is_ok(), "{good}");
        }
        for bad in [
            "http://192.0.2.1:7700",
            "http://central.example",
            "ftp://127.0.0.1",
            "127.0.0.1:7700",
            "",
        ] {
            assert_eq!(Http::anonymous(bad).err(), Some(Failure::Address), "{bad}");
        }
    }

    #[tokio::test]
    async fn nobody_there_is_unreachable() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let central = Http::anonymous(&address).unwrap();
        let ask = HandOver {
            rows: Vec::new(),
            last: false,
        };
        assert_eq!(central.hand_over(&ask).await, Err(Failure::Unreachable));
    }
}
