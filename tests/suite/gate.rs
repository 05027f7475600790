//! A proxy between a daemon and a DC that refuses, drops, resets or forwards connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;

/// What happens to a connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// It is accepted and never answered.
    Silent,
    /// It is reset if it uses the plain transport, and forwarded otherwise.
    CutPlain,
    /// It is reset.
    Cut,
    Open,
}

/// An address that accepts connections.
pub struct Gate {
    pub address: SocketAddr,
    accepted: Arc<AtomicUsize>,
    rule: watch::Sender<Rule>,
}

impl Gate {
    pub async fn new(rule: Rule, server: SocketAddr) -> Self {
        Self::at("127.0.0.1:0", rule, server).await
    }

    /// At another loopback address.
    pub async fn at(address: &str, rule: Rule, server: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let accepted = Arc::new(AtomicUsize::new(0));
        let (rule, rules) = watch::channel(rule);
        let count = accepted.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(client, server, rules.clone()));
            }
        });
        Self { address, accepted, rule }
    }

    /// The number of accepted connections.
    pub fn accepted(&self) -> usize {
        self.accepted.load(Ordering::SeqCst)
    }

    /// Switches to another rule, for open connections as well.
    pub fn becomes(&self, rule: Rule) {
        self.rule.send_replace(rule);
    }
}

/// An address that refuses connections, as long as the socket is held.
pub fn refusing() -> (SocketAddr, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    (socket.local_addr().unwrap(), socket)
}

async fn serve(mut client: TcpStream, server: SocketAddr, mut rules: watch::Receiver<Rule>) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let rule = *rules.borrow_and_update();
    let cut = match rule {
        Rule::Silent => {
            let mut swallowed = Vec::new();
            tokio::select! {
                _ = client.read_to_end(&mut swallowed) => return,
                _ = rules.wait_for(|rule| *rule == Rule::Cut) => true,
            }
        }
        Rule::Cut => true,
        Rule::CutPlain => {
            let mut first = [0; 8];
            while client.peek(&mut first).await.is_ok_and(|length| (1..8).contains(&length)) {
                tokio::task::yield_now().await;
            }
            // The first packet of the plain transport has number 0.
            first[4..] == [0; 4]
        }
        Rule::Open => false,
    };
    if !cut {
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut client, &mut server) => return,
            _ = rules.wait_for(|rule| *rule == Rule::Cut) => {}
        }
    }
    let _ = client.set_zero_linger();
}
