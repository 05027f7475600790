//! Carries out one call: finds its row, checks access, faults and quotas, and collects updates.

use grammers_tl_types::{self as tl, Serializable};

use super::call::{Call, Caller};
use super::reply::{LateAnswer, Outcome, Push, Reply, RpcError, WireFault};
use super::row::{Access, Row};
use super::wrappers::Wrapped;
use super::{quotas, table};
use crate::sandbox::show;
use crate::sandbox::show::updates;
use crate::sandbox::world::World;
use crate::sandbox::world::bots::query::{Answer, AnsweredCall, WaitingCall};
use crate::sandbox::world::engine::faults::{CallFault, Wire};
use crate::sandbox::world::engine::refusal::{Refusal, bad, migrate, unauthorized};
use crate::sandbox::world::login::authorization::LoginState;
use crate::sandbox::world::messages::owner::Owner;

/// The TL name of a function, without its wrappers.
pub fn name(function: &[u8]) -> &'static str {
    table::name(Wrapped::new(function).function)
}

/// Carries out one function. The server has removed invokeWithLayer and the like.
pub fn call(world: &mut World, caller: &Caller, function: &[u8]) -> Reply {
    let wrapped = Wrapped::new(function);
    let name = table::name(wrapped.function);
    let account = world.account_of(caller.auth_key_id);
    world.note_call(account, name);
    // What was due before the call is no part of its answer.
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
        Some(CallFault::Wire(wire)) => {
            (carry_out(world, caller, wrapped).map_err(RpcError::from), Some(wire.into()))
        }
        None => (carry_out(world, caller, wrapped).map_err(RpcError::from), None),
    };
    if let Some(WireFault::Delay(_)) = fault {
        world.hold((caller.session_id, caller.msg_id));
    }
    due.extend(pushes(world, Some(caller)));
    Reply { answer, pushes: due, fault }
}

/// Shows the caller an explanation of an error.
///
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

/// Carries out everything that is due, and returns the resulting updates.
pub fn come_due(world: &mut World) -> Vec<Push> {
    world.come_due();
    pushes(world, None)
}

/// Updates about everything that has happened since the last call of this function, for every authorization concerned.
pub fn pushes(world: &mut World, caller: Option<&Caller>) -> Vec<Push> {
    let mut pushes = Vec::new();
    // A key whose login token was accepted belongs to no account yet.
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
        let updates = updates::push(world, &delivery);
        let in_seq = updates::is_in_seq(&delivery);
        // repeat_n moves the last copy, and mostly there is only one.
        let updates = std::iter::repeat_n(updates, keys.len());
        pushes.extend(keys.into_iter().zip(updates).map(|(auth_key_id, updates)| {
            let own = caller.filter(|caller| caller.auth_key_id == auth_key_id);
            // The caller gets them in its answer, which has no seq.
            let updates = match in_seq && own.is_none() {
                true => updates::numbered(updates, world.next_seq(auth_key_id)),
                false => updates,
            };
            Push {
                auth_key_id,
                except_session: own.map(|caller| caller.session_id),
                of_channel: matches!(delivery.of, Owner::Channel(_)),
                updates,
            }
        }));
    }
    pushes
}

/// Answers to deferred calls that have arrived.
pub fn answers(world: &mut World) -> Vec<LateAnswer> {
    let answered = world.take_answered_calls();
    answered.into_iter().map(|answered| late_answer(world, answered)).collect()
}

fn carry_out(world: &mut World, caller: &Caller, wrapped: Wrapped) -> Result<Outcome, Refusal> {
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
    // A call for another DC counts there.
    if error.is_none_or(|error| error.code != 303) {
        call.world.count_rates(charges, error.map(|error| &*error.name));
    }
    outcome
}

/// The account that calls, if its key has access.
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

fn late_answer(world: &World, answered: AnsweredCall) -> LateAnswer {
    let AnsweredCall { waiting, to, answer } = answered;
    let WaitingCall { auth_key_id, session_id, msg_id } = waiting;
    let answer = match answer {
        Answer::Button(answer) => Ok(show::inline::button_answer(answer).to_bytes()),
        Answer::Inline(query) => match world.results(query) {
            Some(found) => Ok(show::inline::results(world, to, query, found).to_bytes()),
            None => Err(bad("BOT_RESPONSE_TIMEOUT").into()),
        },
        Answer::None => Err(bad("BOT_RESPONSE_TIMEOUT").into()),
    };
    LateAnswer { auth_key_id, session_id, msg_id, answer }
}
