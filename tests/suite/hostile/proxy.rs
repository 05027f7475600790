//! A hostile Telegram: the sandbox behind a proxy that has an account's key and changes what the server sends.
//!
//! Everything that isn't encrypted with the key passes unchanged.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use grammers_tl_types::Serializable;
use telewire::tl::bytes::read_call;
use telewire::tl::layers;
use telewire::tl::value::{Object, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

use super::packet::{Envelope, Framing, Key, parts, unpacked};

const RPC_RESULT: u32 = 0xf35c_6d01;

/// What the server sends.
pub struct ServerMessage<'a> {
    /// The function that it answers, such as `messages.getHistory`; `None` for a message that isn't an answer.
    pub method: Option<&'a str>,
    /// The message id of the request.
    pub request: i64,
    /// The result, unpacked, or the message.
    pub body: Vec<u8>,
}

/// Returns the bodies of messages to send instead; `None` to send the original.
pub type Tamper = Box<dyn FnMut(&ServerMessage) -> Option<Vec<Vec<u8>>> + Send>;

#[derive(Clone, Default)]
pub struct Proxy(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    key: Option<Key>,
    tamper: Option<Tamper>,
    methods: HashMap<i64, String>,
    /// Channels to the connections that use the key, newest last.
    lines: Vec<mpsc::UnboundedSender<Vec<u8>>>,
    last_id: i64,
}

impl Proxy {
    /// Listens in place of a server. Returns the address.
    pub async fn before(&self, server: SocketAddr) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let proxy = self.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(server).await else { continue };
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let (line, injected) = mpsc::unbounded_channel();
                tokio::spawn(proxy.clone().forward_client(from_client, to_server, line));
                tokio::spawn(proxy.clone().forward_server(from_server, to_client, injected));
            }
        });
        address
    }

    pub fn set_key(&self, key: &[u8; 256]) {
        self.0.lock().unwrap().key = Some(Key::new(key));
    }

    pub fn tamper(&self, tamper: impl FnMut(&ServerMessage) -> Option<Vec<Vec<u8>>> + Send + 'static) {
        self.0.lock().unwrap().tamper = Some(Box::new(tamper));
    }

    pub fn stop_tampering(&self) {
        self.0.lock().unwrap().tamper = None;
    }

    /// Sends a message that the server didn't, on the newest connection.
    pub fn send(&self, body: Vec<u8>) {
        let mut state = self.0.lock().unwrap();
        state.lines.retain(|line| !line.is_closed());
        state.lines.last().expect("a connection was used under the key").send(body).unwrap();
    }

    /// Forwards the client's packets, and remembers its requests by id.
    async fn forward_client(
        self,
        mut client: OwnedReadHalf,
        mut server: OwnedWriteHalf,
        line: mpsc::UnboundedSender<Vec<u8>>,
    ) {
        let mut framing = Framing::default();
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count @ 1..) = client.read(&mut buffer).await {
            for packet in framing.take(&buffer[..count]) {
                let mut state = self.0.lock().unwrap();
                let Some(envelope) = state.key.as_ref().and_then(|key| key.open(&packet, Key::CLIENT)) else {
                    continue;
                };
                if !state.lines.iter().any(|known| known.same_channel(&line)) {
                    state.lines.push(line.clone());
                }
                for (id, body) in parts(envelope.msg_id, &envelope.body) {
                    if let Some(method) = function(body) {
                        state.methods.insert(id, method);
                    }
                }
            }
            if server.write_all(&buffer[..count]).await.is_err() {
                return;
            }
        }
    }

    async fn forward_server(
        self,
        mut server: OwnedReadHalf,
        mut client: OwnedWriteHalf,
        mut injected: mpsc::UnboundedReceiver<Vec<u8>>,
    ) {
        let mut framing = Framing::default();
        let mut buffer = vec![0; 1 << 16];
        let mut last: Option<Envelope> = None;
        loop {
            let mut packets = Vec::new();
            tokio::select! {
                read = server.read(&mut buffer) => {
                    let Ok(count @ 1..) = read else { return };
                    for packet in framing.take(&buffer[..count]) {
                        packets.extend(self.intercept(packet, &mut last));
                    }
                }
                Some(body) = injected.recv() => {
                    if let Some(last) = &last {
                        packets.push(self.seal(last, body, 3));
                    }
                }
            }
            for packet in packets {
                if client.write_all(&framing.frame(&packet)).await.is_err() {
                    return;
                }
            }
        }
    }

    /// Returns what the client gets in place of a packet of the server.
    fn intercept(&self, packet: Vec<u8>, last: &mut Option<Envelope>) -> Vec<Vec<u8>> {
        let opened = self.0.lock().unwrap().key.as_ref().and_then(|key| key.open(&packet, Key::SERVER));
        let Some(envelope) = opened else { return vec![packet] };
        let replaced: Option<Vec<Vec<u8>>> = {
            let mut state = self.0.lock().unwrap();
            let state = &mut *state;
            match (server_message(&envelope.body, &state.methods), &mut state.tamper) {
                (Some(message), Some(tamper)) => tamper(&message),
                _ => None,
            }
        };
        let packets = match replaced {
            None => vec![packet],
            Some(bodies) => {
                let kind = envelope.msg_id & 3;
                bodies.into_iter().map(|body| self.seal(&envelope, body, kind)).collect()
            }
        };
        *last = Some(envelope);
        packets
    }

    /// Seals a message of the server with a new id that is this modulo 4.
    fn seal(&self, like: &Envelope, body: Vec<u8>, kind: i64) -> Vec<u8> {
        let mut state = self.0.lock().unwrap();
        state.last_id = (like.msg_id & !3).max(state.last_id) + 4;
        let envelope = Envelope { msg_id: state.last_id | kind, seqno: like.seqno | 1, body, ..*like };
        state.key.as_ref().expect("it was opened").seal(&envelope)
    }
}

/// What a message of the server contains; `None` for MTProto's own messages.
fn server_message<'a>(body: &[u8], methods: &'a HashMap<i64, String>) -> Option<ServerMessage<'a>> {
    let id = u32::from_le_bytes(*body.first_chunk()?);
    if id == RPC_RESULT {
        let request = i64::from_le_bytes(*body[4..].first_chunk()?);
        let method = Some(&**methods.get(&request)?);
        return Some(ServerMessage { method, request, body: unpacked(&body[12..]) });
    }
    let body = unpacked(body);
    let id = u32::from_le_bytes(*body.first_chunk()?);
    let updates = layers::newest().schema().by_id(id).is_some_and(|it| it.makes.to_string() == "Updates");
    updates.then_some(ServerMessage { method: None, request: 0, body })
}

/// The innermost called function.
fn function(body: &[u8]) -> Option<String> {
    let mut call: Object = read_call(layers::newest().schema(), body).ok()?;
    loop {
        let inner = call.fields.iter_mut().flatten().find_map(|value| match value {
            Value::Object(object) if object.definition.is_function => Some(object.clone()),
            _ => None,
        });
        match inner {
            Some(inner) => call = inner,
            None => return Some(call.definition.name.clone()),
        }
    }
}

/// An answer to a request.
pub fn answered(request: i64, result: &[u8]) -> Vec<u8> {
    let mut body = RPC_RESULT.to_bytes();
    request.serialize(&mut body);
    body.extend(result);
    body
}
