//! Tries the candidates of a DC with staggered starts. The first one that answers wins.
//!
//! As in Happy Eyeballs, <https://www.rfc-editor.org/rfc/rfc8305>. An accepted connection proves nothing here: networks
//! that block Telegram often accept it, then drop or reset it. So a candidate must answer a first request, unless it has
//! worked a moment ago.

use std::future::pending;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tracing::debug;

use super::endpoint::{Candidate, Mode};
use super::network::{Report, Way};
use super::{Broken, Connection, Framing, hello};

/// How long to wait before the next candidate is started too.
const STAGGER: Duration = Duration::from_secs(2);

/// Limit for one candidate.
pub const TRY_TIMEOUT: Duration = Duration::from_secs(10);

pub async fn run(way: &Way) -> Result<Connection, Broken> {
    let mut waiting = way.candidates().into_iter().peekable();
    let mut tries = FuturesUnordered::new();
    let mut unreachable = Vec::new();
    let mut first_failure = None;
    let mut tried = 0;
    loop {
        // An address that refuses connections refuses them in the other mode too.
        while waiting.next_if(|next| unreachable.contains(&next.endpoint.address)).is_some() {}
        match waiting.next() {
            Some(candidate) => {
                // The caller has already taken a turn for the first one.
                if tried > 0 {
                    way.take_turn();
                }
                tried += 1;
                tries.push(attempt(way, candidate));
            }
            None if tries.is_empty() => {
                let nothing = || Broken::NoAddress { family: way.family() };
                let why = first_failure.unwrap_or_else(nothing);
                return Err(if tried > 1 { Broken::NoWay { tried, first: Box::new(why) } } else { why });
            }
            None => {}
        }
        let more = waiting.peek().is_some();
        let failed = tokio::select! {
            Some(tried) = tries.next() => tried,
            () = async { if more { sleep(STAGGER).await } else { pending().await } } => continue,
        };
        match failed {
            Ok(connection) => return Ok(connection),
            Err((report, why)) => {
                debug!(dc = way.dc, address = %report.address(), %why, "a connection attempt failed");
                match report.ended(why) {
                    // The DC would refuse other candidates too.
                    why @ Broken::TooManyConnections { .. } => return Err(why),
                    why => {
                        report.failed();
                        if matches!(why, Broken::Connect(_) | Broken::ConnectTimeout) {
                            unreachable.push(report.address());
                        }
                        first_failure.get_or_insert(why);
                    }
                }
            }
        }
    }
}

async fn attempt(way: &Way, candidate: Candidate) -> Result<Connection, (Report, Broken)> {
    let mut report = way.report(candidate);
    let mut accepted = false;
    let opened = timeout(TRY_TIMEOUT, open(way, candidate, &mut report, &mut accepted)).await;
    let opened = opened.unwrap_or(Err(if accepted { Broken::Silent } else { Broken::ConnectTimeout }));
    match opened {
        Ok(connection) => {
            connection.report.connected();
            Ok(connection)
        }
        Err(why) => Err((report, why)),
    }
}

async fn open(
    way: &Way,
    candidate: Candidate,
    report: &mut Report,
    accepted: &mut bool,
) -> Result<Connection, Broken> {
    let stream = TcpStream::connect(candidate.endpoint.address).await.map_err(Broken::Connect)?;
    *accepted = true;
    // Requests are small, and latency matters.
    stream.set_nodelay(true).map_err(Broken::Connect)?;
    let framing = match candidate.mode {
        Mode::Plain => Framing::plain(),
        Mode::Obfuscated => Framing::obfuscated(way.dc, candidate.endpoint.secret),
    };
    let mut connection = Connection { stream, framing, report: report.clone(), hello: None };
    if !report.is_proven() {
        connection.hello = Some(hello::ask(&mut connection).await?);
        report.received();
        connection.report.received();
    }
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::sync::Arc;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;
    use tokio::time::Instant;

    use super::*;
    use crate::telegram::connection::{Endpoint, Network, RATE};

    /// Accepts connections and never says anything.
    async fn silent() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let mut open = Vec::new();
            while let Ok((stream, _)) = listener.accept().await {
                open.push(stream);
            }
        });
        address
    }

    /// Answers the plain transport's first packet with an unencrypted message, and closes on anything else.
    async fn plain() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut first = [0; 8];
                stream.read_exact(&mut first).await.unwrap();
                if first[4..] != [0; 4] {
                    continue;
                }
                let answer = Framing::plain().pack(packet(&[0; 24]));
                stream.write_all(answer.as_ref()).await.unwrap();
                // Until the other side closes.
                let _ = stream.read_to_end(&mut Vec::new()).await;
            }
        });
        address
    }

    fn packet(content: &[u8]) -> grammers_crypto::DequeBuffer<u8> {
        let mut buffer = crate::telegram::connection::packet_buffer(content.len());
        buffer.extend(content);
        buffer
    }

    fn way(addresses: &[SocketAddr]) -> Way {
        let described: Vec<_> = addresses.iter().map(|address| (2, Endpoint::new(*address))).collect();
        Way::new(Arc::new(Network::new(&described, RATE)), 2, None)
    }

    #[tokio::test(start_paused = true)]
    async fn the_second_address_is_tried_within_three_seconds_when_the_first_is_silent() {
        let (dead, alive) = (silent().await, plain().await);
        let way = way(&[dead, silent().await, alive]);
        let begun = Instant::now();
        let connection = run(&way).await.unwrap();
        assert_eq!(connection.report.address(), alive);
        assert_eq!(begun.elapsed().as_secs(), 2 * STAGGER.as_secs());
        const { assert!(STAGGER.as_secs() < 3) };
        let again = run(&way).await.unwrap();
        assert_eq!(again.report.address(), alive);
        assert!(again.hello.is_none(), "what was just answered on isn't asked again");
        assert_eq!(begun.elapsed().as_secs(), 2 * STAGGER.as_secs());
    }

    #[tokio::test(start_paused = true)]
    async fn when_no_way_is_open_the_race_ends_within_bounds() {
        let mut addresses = Vec::new();
        for _ in 0..12 {
            addresses.push(silent().await);
        }
        let begun = Instant::now();
        let why = run(&way(&addresses)).await.err().unwrap();
        assert!(matches!(why, Broken::NoWay { tried: 8, .. }), "{why}");
        // A way that ends lets the next one begin at once.
        assert!(begun.elapsed() <= 7 * STAGGER + TRY_TIMEOUT + Duration::from_secs(1));
        assert!(matches!(run(&way(&[])).await.err().unwrap(), Broken::NoAddress { family: None }));
    }
}
