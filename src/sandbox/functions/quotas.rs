//! Which quotas a call counts against.

use grammers_tl_types::enums::{InputPeer, InputUser};
use grammers_tl_types::functions::{auth, channels, contacts, messages};

use super::call::Call;
use super::row;
use crate::sandbox::world::engine::quotas::rates::{Charge, Quota, Quotas, Subject};
use crate::sandbox::world::engine::quotas::reported;
use crate::sandbox::world::people::lookup::digits;
use crate::sandbox::world::people::peer::Peer;

/// The quotas that a call counts against. Calls that fail later count as well, unless they can't be parsed.
pub fn charges(call: &Call, name: &str, function: &[u8]) -> Vec<Charge> {
    match call.world.quotas() {
        Quotas::None => Vec::new(),
        Quotas::Realistic => realistic(call, name, function).unwrap_or_default(),
    }
}

fn realistic(call: &Call, name: &str, function: &[u8]) -> Option<Vec<Charge>> {
    let me = |quotas: &[&'static Quota], amount: usize| {
        quotas.iter().map(|quota| charge(quota, Subject::Account(call.me), amount)).collect()
    };
    Some(match name {
        "contacts.resolveUsername" => me(&[&reported::RESOLVES_A_MINUTE, &reported::RESOLVES_A_DAY], 1),
        "contacts.resolvePhone" => me(&[&reported::NUMBERS], 1),
        "contacts.importContacts" => {
            let request: contacts::ImportContacts = row::parse(function).ok()?;
            me(&[&reported::NUMBERS], request.contacts.len())
        }
        "messages.getDialogs" => me(&[&reported::DIALOGS], 1),
        "messages.getHistory" => me(&[&reported::HISTORY], 1),
        "auth.exportAuthorization" => me(&[&reported::EXPORTS], 1),
        "channels.joinChannel" | "messages.importChatInvite" => {
            me(&[&reported::JOINS_IN_A_BURST, &reported::JOINS_A_DAY], 1)
        }
        "messages.createChat" | "channels.createChannel" => me(&[&reported::NEW_CHATS], 1),
        "auth.importBotAuthorization" => {
            let request: auth::ImportBotAuthorization = row::parse(function).ok()?;
            let bot = request.bot_auth_token.split_once(':')?.0.parse().ok()?;
            vec![charge(&reported::BOT_LOGINS, Subject::Account(bot), 1)]
        }
        "auth.sendCode" => {
            let request: auth::SendCode = row::parse(function).ok()?;
            of_code(&request.phone_number, true)
        }
        "auth.resendCode" => {
            let request: auth::ResendCode = row::parse(function).ok()?;
            of_code(&request.phone_number, true)
        }
        "auth.signIn" => {
            let request: auth::SignIn = row::parse(function).ok()?;
            of_code(&request.phone_number, false)
        }
        "messages.sendMessage" => {
            let request: messages::SendMessage = row::parse(function).ok()?;
            of_messages(call, &request.peer, 1)?
        }
        "messages.sendMedia" => {
            let request: messages::SendMedia = row::parse(function).ok()?;
            of_messages(call, &request.peer, 1)?
        }
        "messages.sendMultiMedia" => {
            let request: messages::SendMultiMedia = row::parse(function).ok()?;
            of_messages(call, &request.peer, request.multi_media.len())?
        }
        "messages.sendInlineBotResult" => {
            let request: messages::SendInlineBotResult = row::parse(function).ok()?;
            of_messages(call, &request.peer, 1)?
        }
        "messages.forwardMessages" => {
            let request: messages::ForwardMessages = row::parse(function).ok()?;
            of_messages(call, &request.to_peer, request.id.len())?
        }
        "messages.editMessage" => {
            let request: messages::EditMessage = row::parse(function).ok()?;
            let chat = call.peer(&request.peer).ok()?;
            let quota = match chat {
                Peer::User(_) => &reported::EDITS_FOR_ONE,
                Peer::Group(_) | Peer::Channel(_) => &reported::EDITS_IN_GROUP,
            };
            vec![charge(quota, Subject::Chat(call.me, chat), 1)]
        }
        "channels.inviteToChannel" => {
            let request: channels::InviteToChannel = row::parse(function).ok()?;
            of_invited(call, &request.users)
        }
        "messages.addChatUser" => {
            let request: messages::AddChatUser = row::parse(function).ok()?;
            of_invited(call, std::slice::from_ref(&request.user_id))
        }
        _ => return None,
    })
}

fn charge(quota: &'static Quota, subject: Subject, amount: usize) -> Charge {
    Charge { quota, subject, amount: u32::try_from(amount).unwrap_or(u32::MAX) }
}

/// A step of a login by code. `is_sent` if it sends one.
fn of_code(phone: &str, is_sent: bool) -> Vec<Charge> {
    let of = |quota| charge(quota, Subject::Phone(digits(phone)), 1);
    let sent = is_sent.then(|| of(&reported::CODES));
    sent.into_iter().chain([of(&reported::WRONG_CODES)]).collect()
}

fn of_messages(call: &Call, to: &InputPeer, amount: usize) -> Option<Vec<Charge>> {
    let chat = call.peer(to).ok()?;
    let (me, quota) = match chat {
        Peer::User(_) => (call.me, &reported::SENDS_TO_ONE),
        Peer::Group(_) | Peer::Channel(_) => (call.me, &reported::SENDS_TO_GROUP),
    };
    let mut charges = vec![
        charge(&reported::SENDS_A_SECOND, Subject::Account(me), amount),
        charge(&reported::SENDS_AN_HOUR, Subject::Account(me), amount),
        charge(quota, Subject::Chat(me, chat), amount),
    ];
    if let Peer::User(other) = chat
        && is_stranger(call, other)
    {
        charges.push(charge(&reported::STRANGERS, Subject::Account(me), 1));
    }
    Some(charges)
}

fn of_invited(call: &Call, people: &[InputUser]) -> Vec<Charge> {
    let people = people.iter().filter_map(|person| call.user(person).ok());
    let strangers = people.filter(|person| is_stranger(call, *person)).count();
    match strangers {
        0 => Vec::new(),
        _ => vec![charge(&reported::INVITED_STRANGERS, Subject::Account(call.me), strangers)],
    }
}

/// Whether the caller is a stranger to a user: they have no chat, and the caller isn't the user's contact. Never true
/// of bots, which anyone may write to and which only reply.
fn is_stranger(call: &Call, other: i64) -> bool {
    let world = &*call.world;
    let is_contact = || world.person(other).is_some_and(|person| person.contacts.contains(&call.me));
    other != call.me
        && !world.is_bot(call.me)
        && !world.is_bot(other)
        && !world.has_dialog(call.me, Peer::User(other))
        && !is_contact()
}
