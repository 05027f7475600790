//! Functions of Telegram's: a function in, a change to the world, an answer and updates out.
//!
//! One file a TL namespace. To add a function, write `fn(&mut Call, functions::X) -> Answer<functions::X>` in its
//! namespace's file and give it a line in that file's `rows!`, with who may call it ([`Access`]); nothing else
//! knows of it. What it changes is told to everybody else by the world itself.
//!
//! [`read`](super::read) turns what clients send into the world's types, [`show`](super::show) the world's types into
//! Telegram's.

use super::world::World;
use super::world::engine::faults::{CallFault, Wire};
use super::world::engine::ids::IdRange;
use super::world::engine::refusal::{Refusal, bad, migrate, unauthorized};
use super::world::login::authorization::{ClientInfo, Key, LoginState};
use super::world::messages::owner::Owner;
use std::time::Duration;
use table::{Access, Row};
use takeout::Wrapped;

use grammers_tl_types as tl;

use super::show::{asked, events};

pub mod account;
pub mod auth;
pub mod bots;
pub mod cdn;
pub mod channels;
pub mod contacts;
pub mod folders;
pub mod help;
pub mod messages;
pub mod notify;
pub mod photos;
pub mod quotas;
pub mod stubs;
pub mod table;
pub mod takeout;
pub mod updates;
pub mod upload;
pub mod users;

/// Who calls: one MTProto session of one authorization.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The DC that was connected to.
    pub dc: i32,
    /// Low 64 bits of SHA1(auth key): names the authorization.
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
    /// From the newest invokeWithLayer of this auth key; 0 if there was none.
    pub layer: i32,
    pub client: ClientInfo,
    /// False inside invokeWithoutUpdates.
    pub wants_updates: bool,
}

/// An rpc_error, by Telegram's own number and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcError {
    pub code: i32,
    pub name: String,
}

impl From<Refusal> for RpcError {
    fn from(refusal: Refusal) -> Self {
        Self { code: refusal.code, name: refusal.name.into_owned() }
    }
}

/// What came of a function.
pub struct Reply {
    pub answer: Result<Outcome, RpcError>,
    /// Updates for other authorizations, and other sessions of this one, in order.
    pub pushes: Vec<Push>,
    /// What the wire is to do to the answer, when a fault says so.
    pub fault: Option<WireFault>,
}

/// How a function ends that isn't refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The serialized result, not yet in rpc_result.
    Answer(Vec<u8>),
    /// A bot is to answer first, or to have had its time: then [`answers`] has the answer.
    Later,
}

/// The answer to a call that was to be answered later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateAnswer {
    /// Which call.
    pub auth_key_id: i64,
    pub session_id: i64,
    pub msg_id: i64,
    /// As [`Outcome::Answer`] has it.
    pub answer: Result<Vec<u8>, RpcError>,
}

/// Updates for one authorization: they go to its last active connection that wants updates.
pub struct Push {
    pub auth_key_id: i64,
    /// The session that asked and so must not get them as a push.
    pub except_session: Option<i64>,
    /// They count in a channel's pts.
    pub of_channel: bool,
    pub updates: tl::enums::Updates,
}

/// Faults that live below the functions, in packets and connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// The answer waits so long. Nothing else waits with it.
    Delay(Duration),
    /// The connection is closed instead of answering. The function was not carried out.
    Drop,
    /// Half of the answer's packet is written, then the connection is closed.
    Truncate,
    /// The answer's packet carries another session's id.
    WrongSessionId,
    /// The function is carried out, its answer never sent; the connection lives.
    LoseAnswer,
    /// The authorization's key is destroyed and the connection closed with transport error 404.
    AuthKeyLost,
    /// The connection is closed with a transport error. The function was not carried out.
    TransportError(i32),
    /// The session is forgotten, with all that is under way in it, and begun anew with this call.
    ForgetSession,
    /// The answer is announced, and sent when the client asks for it.
    AnnounceAnswer,
}

impl From<Wire> for WireFault {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Delay(time) => Self::Delay(time),
            Wire::Drop => Self::Drop,
            Wire::Truncate => Self::Truncate,
            Wire::WrongSessionId => Self::WrongSessionId,
            Wire::LoseAnswer => Self::LoseAnswer,
            Wire::AuthKeyLost => Self::AuthKeyLost,
            Wire::TransportError(code) => Self::TransportError(code),
            Wire::ForgetSession => Self::ForgetSession,
            Wire::AnnounceAnswer => Self::AnnounceAnswer,
        }
    }
}

/// A function being carried out.
pub struct Call<'a> {
    pub world: &'a mut World,
    pub caller: &'a Caller,
    /// Whose call it is. Only what anyone may call meets 0: nobody is signed in.
    pub me: i64,
    /// The export that it is part of.
    pub takeout: Option<i64>,
    /// The messages that are meant.
    range: IdRange,
}

impl Call<'_> {
    fn key(&self) -> Key {
        Key { id: self.caller.auth_key_id, dc: self.caller.dc, client: self.caller.client.clone() }
    }
}

/// What a function answers.
pub type Answer<F> = Result<<F as tl::RemoteCall>::Return, RpcError>;

/// The TL name of a function, whatever it is wrapped in.
pub fn name(function: &[u8]) -> &'static str {
    table::name(Wrapped::new(function).function)
}

/// What a function gives that may have to ask a bot for its answer.
pub type Asked<F> = Result<Later<<F as tl::RemoteCall>::Return>, RpcError>;

pub enum Later<R> {
    Known(R),
    Awaited,
}

/// Carries one function out. invokeWithLayer and its like are unwrapped already.
pub fn call(world: &mut World, caller: &Caller, function: &[u8]) -> Reply {
    let wrapped = Wrapped::new(function);
    let name = table::name(wrapped.function);
    let account = world.account_of(caller.auth_key_id);
    world.note_call(account, name);
    // What has come due meanwhile is no part of this call's answer.
    let mut due = come_due(world);
    world.begin_call();
    let (answer, fault) = match world.strike(name, account, caller.dc) {
        Some(CallFault::Refused(refusal)) => (Err(refusal.into()), None),
        Some(CallFault::Ended(refusal)) => {
            world.forget_key(caller.auth_key_id);
            (Err(refusal.into()), None)
        }
        Some(CallFault::Explained(refusal, explanation)) => {
            due.push(popup(world, caller, &refusal, explanation));
            (Err(refusal.into()), None)
        }
        Some(CallFault::Wire(Wire::AuthKeyLost)) => {
            world.forget_key(caller.auth_key_id);
            (Err(unauthorized("AUTH_KEY_UNREGISTERED").into()), Some(WireFault::AuthKeyLost))
        }
        Some(CallFault::Wire(wire @ (Wire::Drop | Wire::TransportError(_)))) => {
            (Err(Refusal::new(500, "INTERNAL").into()), Some(wire.into()))
        }
        Some(CallFault::Wire(wire)) => (carry_out(world, caller, wrapped), Some(wire.into())),
        None => (carry_out(world, caller, wrapped), None),
    };
    if let Some(WireFault::Delay(_)) = fault {
        world.hold((caller.session_id, caller.msg_id));
    }
    due.extend(pushes(world, Some(caller)));
    Reply { answer, pushes: due, fault }
}

/// What the user is to read about an error, for the one who asked.
/// <https://core.telegram.org/api/errors#406-not-acceptable>
fn popup(world: &World, caller: &Caller, refusal: &Refusal, message: String) -> Push {
    let notification = tl::types::UpdateServiceNotification {
        popup: true,
        invert_media: false,
        inbox_date: None,
        r#type: refusal.name.clone().into_owned(),
        message,
        media: tl::enums::MessageMedia::Empty,
        entities: Vec::new(),
    };
    let updates = tl::types::UpdateShort { update: notification.into(), date: world.now() }.into();
    Push { auth_key_id: caller.auth_key_id, except_session: None, of_channel: false, updates }
}

/// Has everything come whose time is there, and tells whom it concerns.
pub fn come_due(world: &mut World) -> Vec<Push> {
    world.come_due();
    pushes(world, None)
}

/// What has happened since the last call or the last time this was asked, for everybody whom it concerns.
pub fn pushes(world: &mut World, caller: Option<&Caller>) -> Vec<Push> {
    let mut pushes = Vec::new();
    // A key whose token was accepted is nobody's yet, and so told apart.
    for auth_key_id in world.take_accepted_keys() {
        let update = tl::enums::Update::LoginToken;
        let updates = tl::types::UpdateShort { update, date: world.now() }.into();
        pushes.push(Push { auth_key_id, except_session: None, of_channel: false, updates });
    }
    for delivery in world.take_deliveries() {
        let keys = world.listening_keys(delivery.to);
        if keys.is_empty() {
            continue;
        }
        let updates = events::push(world, &delivery);
        let in_seq = events::is_in_seq(&delivery);
        // The last gets them as they are, and mostly there is no other.
        let updates = std::iter::repeat_n(updates, keys.len());
        pushes.extend(keys.into_iter().zip(updates).map(|(auth_key_id, updates)| {
            let asked = caller.filter(|caller| caller.auth_key_id == auth_key_id);
            // Whoever asked has it from the answer, which is in no order.
            let updates = match in_seq && asked.is_none() {
                true => events::numbered(updates, world.next_seq(auth_key_id)),
                false => updates,
            };
            Push {
                auth_key_id,
                except_session: asked.map(|caller| caller.session_id),
                of_channel: matches!(delivery.of, Owner::Channel(_)),
                updates,
            }
        }));
    }
    pushes
}

/// The answers that calls have been waiting for until now.
pub fn answers(world: &mut World) -> Vec<LateAnswer> {
    let answered = world.take_answered_calls();
    answered.into_iter().map(|answered| asked::answer(world, answered)).collect()
}

fn carry_out(world: &mut World, caller: &Caller, wrapped: Wrapped) -> Result<Outcome, RpcError> {
    let Wrapped { function, takeout, range } = wrapped;
    let range = range.unwrap_or_default();
    let row = table::row(function)?;
    let me = admit(world, caller, row)?;
    if let Some(takeout) = takeout {
        world.key_of_takeout(me, takeout)?;
    }
    let mut call = Call { world, caller, me, takeout, range };
    let charges = quotas::charges(&call, table::name(function), function);
    call.world.check_rates(&charges)?;
    let outcome = (row.run)(&mut call, function);
    let error = outcome.as_ref().err();
    // What is for another DC is counted there.
    if error.is_none_or(|error| error.code != 303) {
        call.world.count_rates(charges, error.map(|error| &*error.name));
    }
    outcome
}

/// Whose call it is, if the key may make it here.
fn admit(world: &World, caller: &Caller, row: &Row) -> Result<i64, Refusal> {
    let authorization = world.authorization(caller.auth_key_id).filter(|known| known.dc == caller.dc);
    let standing = authorization.map(|authorization| authorization.standing);
    if world.is_cdn(caller.dc) != (row.access == Access::Cdn) {
        return Err(bad("CDN_METHOD_INVALID"));
    }
    let account = match (row.access, standing) {
        (Access::Cdn, _) => return Ok(0),
        (Access::Anyone, Some(LoginState::SignedIn { account })) => return Ok(account),
        (Access::Anyone, _) => return Ok(0),
        (_, None) => return Err(unauthorized("AUTH_KEY_UNREGISTERED")),
        (Access::Half, Some(LoginState::PasswordNeeded { account })) => return Ok(account),
        (_, Some(LoginState::PasswordNeeded { .. })) => return Err(unauthorized("SESSION_PASSWORD_NEEDED")),
        (_, Some(LoginState::SignedIn { account })) => account,
    };
    let Some(person) = world.person(account) else { return Err(unauthorized("USER_DEACTIVATED")) };
    match row.access {
        Access::Half | Access::AnyDc => Ok(account),
        _ if person.dc != caller.dc => Err(migrate("USER", person.dc)),
        Access::User if person.is_bot() => Err(bad("BOT_METHOD_INVALID")),
        Access::Bot if !person.is_bot() => Err(bad("USER_BOT_REQUIRED")),
        _ => Ok(account),
    }
}

/// A function that is known, asked with something that the sandbox doesn't do.
pub fn not_implemented(what: &str) -> RpcError {
    RpcError { code: 400, name: format!("METHOD_NOT_IMPLEMENTED_IN_SANDBOX: {what}") }
}
