//! A burst of messages to many listeners: each receives all of them, in order. A listener that doesn't read takes
//! bounded memory, and can catch up.

use std::thread;
use std::time::Instant;

use grammers_tl_types::{Deserializable, RemoteCall, Serializable, enums, functions, types};
use telewire::sandbox::functions as sandbox;
use telewire::sandbox::world::World;
use telewire::sandbox::world::chats::chat::ChatKind;
use telewire::sandbox::world::chats::create::NewChat;
use telewire::sandbox::world::people::peer::Peer;
use telewire::sandbox::world::people::person::NewPerson;
use telewire::sandbox::{Options, Sandbox};

use self::client::{Client, Framing, GZIP_PACKED, RPC_RESULT, Received};
use crate::size;

#[path = "../suite/mtproto/client.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod client;
#[path = "../suite/mtproto/exchange.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod exchange;
#[path = "../suite/mtproto/script.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod script;
#[path = "../suite/mtproto/wire.rs"]
#[allow(dead_code, reason = "the suite uses the rest")]
mod wire;

/// Messages in a burst.
const MESSAGES: u32 = size(400, 100_000) as u32;
const SESSIONS: usize = 50;
/// Messages sent while no listener is served: what a busy hour brings at once.
const AT_ONCE: u32 = 50;

struct Stage {
    sandbox: Sandbox,
    chat: Peer,
    /// The sender, which has no listeners.
    author: i64,
}

impl Stage {
    /// A supergroup of this many bots, and a sender.
    fn new(members: usize) -> Self {
        let sandbox = Sandbox::start(Options::default()).unwrap();
        let (chat, author) = sandbox.with_world(|world| {
            let bots: Vec<i64> = (0..members).map(|at| add_bot(world, at)).collect();
            let owner = world.resolve_username("ann_archer").unwrap();
            let Peer::User(owner) = owner else { panic!("{owner:?}") };
            let chat = NewChat {
                kind: ChatKind::Supergroup,
                title: "Burst".to_owned(),
                about: String::new(),
                username: None,
                owner,
                members: bots,
            };
            let chat = world.add_chat(chat).unwrap();
            world.take_deliveries();
            (chat, owner)
        });
        Self { sandbox, chat, author }
    }

    /// A member's connection, which listens.
    fn listen(&self, member: usize) -> Listener {
        let mut client = Client::connect(self.sandbox.address(2).unwrap(), Framing::Abridged);
        client.exchange_keys(self.sandbox.description());
        let import = functions::auth::ImportBotAuthorization {
            flags: 0,
            api_id: 1,
            api_hash: "hash".to_owned(),
            bot_auth_token: token(member),
        };
        let mut listener =
            Listener { client, seen: Vec::new(), known: self.next_id() - 1, pts: 0, behind: false };
        listener.call(&import);
        listener.pts = self.channel_pts();
        listener
    }

    fn channel_pts(&self) -> i32 {
        self.sandbox.with_world(|world| world.mailbox(World::owner(0, self.chat)).pts)
    }

    fn next_id(&self) -> i32 {
        self.sandbox.with_world(|world| world.mailbox(World::owner(0, self.chat)).next_id())
    }

    fn say(&self, messages: u32) {
        for _ in 0..messages.div_ceil(AT_ONCE) {
            self.sandbox.act(|world| {
                world.say(self.author, self.chat, "burst", AT_ONCE).unwrap();
                ((), sandbox::pushes(world, None))
            });
        }
    }
}

fn token(at: usize) -> String {
    format!("{}:burst", 8_000_001 + at)
}

fn add_bot(world: &mut World, at: usize) -> i64 {
    let new = NewPerson {
        phone: None,
        token: Some(token(at)),
        inline: false,
        first_name: format!("Bot {at}"),
        last_name: None,
        username: Some(format!("burst_{at}_bot")),
        password: None,
    };
    world.add_person(new).unwrap()
}

struct Listener {
    client: Client,
    /// The channel's messages, in the order of arrival.
    seen: Vec<i32>,
    /// The newest message at the start.
    known: i32,
    pts: i32,
    /// Too much arrived while it was fetching a difference, so the difference may be incomplete.
    behind: bool,
}

impl Listener {
    fn call<F: RemoteCall>(&mut self, function: &F) -> F::Return {
        let msg_id = self.client.send(&function.to_bytes());
        loop {
            let received = self.client.receive();
            if received.id() == RPC_RESULT {
                let result = unpacked(received.result(msg_id));
                self.acknowledge(&[received.msg_id]);
                return F::Return::from_bytes(&result).unwrap_or_else(|error| panic!("{error}: {result:x?}"));
            }
            // Updates that arrive meanwhile are after the gap, and come again in the difference.
            self.behind |= matches!(enums::Updates::from_bytes(&received.body), Ok(enums::Updates::TooLong));
            self.acknowledge(&[received.msg_id]);
        }
    }

    fn acknowledge(&mut self, msg_ids: &[i64]) {
        let ack = enums::MsgsAck::Ack(types::MsgsAck { msg_ids: msg_ids.to_vec() });
        self.client.send_service(&ack.to_bytes());
    }

    /// Reads until the channel has reached this pts. Returns how many differences it fetched.
    fn follow(&mut self, stage: &Stage, pts: i32) -> u32 {
        let mut asked = 0;
        let mut unacknowledged = Vec::new();
        while self.pts < pts {
            let received = self.client.receive();
            unacknowledged.push(received.msg_id);
            if unacknowledged.len() >= 64 {
                self.acknowledge(&std::mem::take(&mut unacknowledged));
            }
            if !self.take(received) {
                self.catch_up(stage);
                asked += 1;
            }
        }
        asked
    }

    /// Returns false if something is missing before it.
    fn take(&mut self, received: Received) -> bool {
        let Ok(updates) = enums::Updates::from_bytes(&received.body) else { return true };
        let enums::Updates::Updates(updates) = updates else {
            assert_eq!(updates, enums::Updates::TooLong);
            return false;
        };
        for update in updates.updates {
            let enums::Update::NewChannelMessage(new) = update else { continue };
            if new.pts <= self.pts {
                continue;
            }
            if new.pts > self.pts + new.pts_count {
                return false;
            }
            self.pts = new.pts;
            self.seen.push(new.message.id());
        }
        true
    }

    fn catch_up(&mut self, stage: &Stage) {
        self.ask(stage);
        while std::mem::take(&mut self.behind) {
            self.ask(stage);
        }
    }

    fn ask(&mut self, stage: &Stage) {
        let Peer::Channel(channel_id) = stage.chat else { panic!("{:?}", stage.chat) };
        loop {
            // A bot may omit the access hash.
            let channel: enums::InputChannel = types::InputChannel { channel_id, access_hash: 0 }.into();
            let difference = self.call(&functions::updates::GetChannelDifference {
                force: false,
                channel: channel.clone(),
                filter: enums::ChannelMessagesFilter::Empty,
                pts: self.pts,
                limit: 100,
            });
            match difference {
                enums::updates::ChannelDifference::Empty(_) => return,
                enums::updates::ChannelDifference::Difference(part) => {
                    self.pts = part.pts;
                    self.seen.extend(part.new_messages.iter().map(enums::Message::id));
                    if part.r#final {
                        return;
                    }
                }
                // A gap this large is read as history, from the last known message.
                enums::updates::ChannelDifference::TooLong(now) => {
                    let enums::Dialog::Dialog(dialog) = now.dialog else { panic!("a folder") };
                    self.pts = dialog.pts.unwrap();
                    let known = self.seen.last().copied().unwrap_or(self.known);
                    for first in (known + 1..=dialog.top_message).step_by(100) {
                        let ids = (first..=dialog.top_message).take(100);
                        self.read(&channel, ids.map(|id| types::InputMessageId { id }.into()).collect());
                    }
                }
            }
        }
    }
}

impl Listener {
    fn read(&mut self, channel: &enums::InputChannel, id: Vec<enums::InputMessage>) {
        let read = functions::channels::GetMessages { channel: channel.clone(), id };
        let enums::messages::Messages::ChannelMessages(read) = self.call(&read) else {
            panic!("not a channel's")
        };
        self.seen.extend(read.messages.iter().map(enums::Message::id));
    }
}

fn unpacked(result: Vec<u8>) -> Vec<u8> {
    if u32::from_bytes(&result).unwrap() != GZIP_PACKED {
        return result;
    }
    let packed = Vec::<u8>::from_bytes(&result[4..]).unwrap();
    let mut object = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed[..]), &mut object).unwrap();
    object
}

/// Sends this many messages while this many listen.
fn burst(messages: u32, sessions: usize) {
    let messages = messages.next_multiple_of(AT_ONCE);
    let stage = Stage::new(sessions);
    let mut listeners: Vec<Listener> = (0..sessions).map(|member| stage.listen(member)).collect();
    let begin = stage.channel_pts();
    let first = stage.next_id();
    let begun = Instant::now();
    let (mut waiting, mut asked) = (0, 0);
    thread::scope(|scope| {
        let followers: Vec<_> = listeners
            .iter_mut()
            .map(|listener| scope.spawn(|| listener.follow(&stage, begin + messages as i32)))
            .collect();
        for _ in 0..messages / AT_ONCE {
            stage.say(AT_ONCE);
            waiting = waiting.max(stage.sandbox.stats().waiting);
        }
        asked = followers.into_iter().map(|follower| follower.join().unwrap()).sum();
    });
    let took = begun.elapsed().as_secs_f64();
    let expected: Vec<i32> = (first..first + messages as i32).collect();
    for listener in &listeners {
        assert!(listener.seen == expected, "{} of {} in order", listener.seen.len(), expected.len());
    }
    assert!(waiting <= sessions * MAX_QUEUED, "{waiting} bytes waited");
    let rate = f64::from(messages) * sessions as f64 / took;
    println!(
        "burst: {messages} messages × {sessions} sessions in {took:.1} s, {rate:.0}/s, {waiting} bytes waited, {asked} gaps"
    );
}

#[test]
fn a_burst_reaches_every_session_complete_and_in_order() {
    burst(MESSAGES, SESSIONS);
}

#[test]
fn a_burst_to_one_session_reaches_it_complete_and_in_order() {
    burst(2 * MESSAGES, 1);
}

/// Queued for a listener that doesn't read: pushes up to a bound, and the news that there were more.
const MAX_QUEUED: usize = 5 << 20;

#[test]
fn a_listener_that_does_not_read_takes_little_memory_and_can_catch_up() {
    let stage = Stage::new(2);
    let (mut asleep, mut awake) = (stage.listen(0), stage.listen(1));
    let begin = stage.channel_pts();
    let mut said = 0;
    // The socket's buffers must be full before anything is queued here.
    while stage.sandbox.stats().waiting < 4 << 20 {
        stage.say(1_000);
        said += 1_000;
        awake.follow(&stage, begin + said);
        assert!(said < 100_000, "the queue of one who sleeps doesn't grow: what becomes of what is pushed?");
    }
    stage.say(2_000);
    said += 2_000;
    awake.follow(&stage, begin + said);
    let waiting = stage.sandbox.stats().waiting;
    assert!(waiting < MAX_QUEUED, "{waiting} bytes wait");

    let asked = asleep.follow(&stage, begin + said);
    assert!(asked > 0, "it got the news that there was more");
    assert_eq!(asleep.seen, awake.seen);
    assert_eq!(asleep.seen.len(), said as usize);
    // And continues to listen.
    stage.say(AT_ONCE);
    asleep.follow(&stage, begin + said + AT_ONCE as i32);
    awake.follow(&stage, begin + said + AT_ONCE as i32);
    assert_eq!(asleep.seen, awake.seen);
}
