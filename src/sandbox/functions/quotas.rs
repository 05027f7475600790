//! What each call is counted for, where the sandbox has quotas.

use grammers_tl_types::enums::{InputPeer, InputUser};
use grammers_tl_types::functions::{auth, channels, contacts, messages};

use super::{Call, table};
use crate::sandbox::read::input;
use crate::sandbox::world::engine::quotas::rates::{Charge, Quota, Quotas, Subject};
use crate::sandbox::world::engine::quotas::reported;
use crate::sandbox::world::people::lookup::digits;
use crate::sandbox::world::people::peer::Peer;

/// What a call of the function is counted for. What is wrong with the call is found out later, and counts all the same
/// unless it can't even be read.
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
            let asked: contacts::ImportContacts = table::asked(function).ok()?;
            me(&[&reported::NUMBERS], asked.contacts.len())
        }
        "messages.getDialogs" => me(&[&reported::DIALOGS], 1),
        "messages.getHistory" => me(&[&reported::HISTORY], 1),
        "auth.exportAuthorization" => me(&[&reported::EXPORTS], 1),
        "channels.joinChannel" | "messages.importChatInvite" => {
            me(&[&reported::JOINS_IN_A_BURST, &reported::JOINS_A_DAY], 1)
        }
        "messages.createChat" | "channels.createChannel" => me(&[&reported::NEW_CHATS], 1),
        "auth.importBotAuthorization" => {
            let asked: auth::ImportBotAuthorization = table::asked(function).ok()?;
            let bot = asked.bot_auth_token.split_once(':')?.0.parse().ok()?;
            vec![charge(&reported::BOT_LOGINS, Subject::Account(bot), 1)]
        }
        "auth.sendCode" => {
            let asked: auth::SendCode = table::asked(function).ok()?;
            of_code(&asked.phone_number, true)
        }
        "auth.resendCode" => {
            let asked: auth::ResendCode = table::asked(function).ok()?;
            of_code(&asked.phone_number, true)
        }
        "auth.signIn" => {
            let asked: auth::SignIn = table::asked(function).ok()?;
            of_code(&asked.phone_number, false)
        }
        "messages.sendMessage" => {
            let asked: messages::SendMessage = table::asked(function).ok()?;
            of_messages(call, &asked.peer, 1)?
        }
        "messages.sendMedia" => {
            let asked: messages::SendMedia = table::asked(function).ok()?;
            of_messages(call, &asked.peer, 1)?
        }
        "messages.sendMultiMedia" => {
            let asked: messages::SendMultiMedia = table::asked(function).ok()?;
            of_messages(call, &asked.peer, asked.multi_media.len())?
        }
        "messages.sendInlineBotResult" => {
            let asked: messages::SendInlineBotResult = table::asked(function).ok()?;
            of_messages(call, &asked.peer, 1)?
        }
        "messages.forwardMessages" => {
            let asked: messages::ForwardMessages = table::asked(function).ok()?;
            of_messages(call, &asked.to_peer, asked.id.len())?
        }
        "messages.editMessage" => {
            let asked: messages::EditMessage = table::asked(function).ok()?;
            let chat = input::peer(call, &asked.peer).ok()?;
            let quota = match chat {
                Peer::User(_) => &reported::EDITS_FOR_ONE,
                Peer::Group(_) | Peer::Channel(_) => &reported::EDITS_IN_GROUP,
            };
            vec![charge(quota, Subject::Chat(call.me, chat), 1)]
        }
        "channels.inviteToChannel" => {
            let asked: channels::InviteToChannel = table::asked(function).ok()?;
            of_invited(call, &asked.users)
        }
        "messages.addChatUser" => {
            let asked: messages::AddChatUser = table::asked(function).ok()?;
            of_invited(call, std::slice::from_ref(&asked.user_id))
        }
        _ => return None,
    })
}

fn charge(quota: &'static Quota, subject: Subject, amount: usize) -> Charge {
    Charge { quota, subject, amount: u32::try_from(amount).unwrap_or(u32::MAX) }
}

/// A step of a login by a code, with which one is sent or not.
fn of_code(phone: &str, is_sent: bool) -> Vec<Charge> {
    let of = |quota| charge(quota, Subject::Phone(digits(phone)), 1);
    let sent = is_sent.then(|| of(&reported::CODES));
    sent.into_iter().chain([of(&reported::WRONG_CODES)]).collect()
}

fn of_messages(call: &Call, to: &InputPeer, amount: usize) -> Option<Vec<Charge>> {
    let chat = input::peer(call, to).ok()?;
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
    let people = people.iter().filter_map(|person| input::user(call, person).ok());
    let strangers = people.filter(|person| is_stranger(call, *person)).count();
    match strangers {
        0 => Vec::new(),
        _ => vec![charge(&reported::INVITED_STRANGERS, Subject::Account(call.me), strangers)],
    }
}

/// Whether a user has nothing to do with another one so far: they have no chat, and aren't the other's contact. Bots are
/// written to by anybody, and write only to those who wrote first.
fn is_stranger(call: &Call, other: i64) -> bool {
    let world = &*call.world;
    let is_contact = || world.person(other).is_some_and(|person| person.contacts.contains(&call.me));
    other != call.me
        && !world.is_bot(call.me)
        && !world.is_bot(other)
        && !world.has_dialog(call.me, Peer::User(other))
        && !is_contact()
}
