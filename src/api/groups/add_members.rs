//! groups.addMembers, and the users that it could not add.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::group::{Group, Input};
use crate::api::call::Call;
use crate::api::types::fails;
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer, PeerId};
use crate::telegram::tl;

/// Adds users to a group or channel.
///
/// Telegram: `channels.inviteToChannel`, or `messages.addChatUser` one by one in a basic group, whose last 100 messages
/// they are shown. Existing members are skipped. Users who could not be added are listed in `missing` with a reason,
/// and the others are still added. Fails with `forbidden` if the account may not add people, with `chat_full`, with
/// `account_limited`, with `user_not_found` if one of them is not known (and then adds nobody), with `chat_not_found`
/// and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddMembers {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The users: a `ref`, `"@name"` or id each.
    #[schemars(length(min = 1, max = 200))]
    pub user_ids: Vec<ChatId>,
}

/// The result of adding users.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AddedMembers {
    /// The users who could not be added.
    pub missing: Vec<MissingMember>,
}

/// A user who could not be added.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MissingMember {
    pub user_id: i64,
    /// Identifies the user in any `chat_id` or `user_id`, for this account only.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    pub reason: MissingReason,
    /// Telegram's name for the error, if it gave one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telegram: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissingReason {
    /// Their privacy settings forbid it: send them an invite link.
    Privacy,
    /// They accept messages and invitations only from Telegram Premium users.
    PremiumRequired,
    /// They left earlier, and only a mutual contact can add them back.
    NotMutualContact,
    /// They are banned from the chat: unban them first.
    Banned,
    /// They are in too many chats.
    TooManyChats,
    /// The bot can't join groups, can only be an admin here, or there are too many bots.
    BotRefused,
    /// The user was deleted.
    Deleted,
    /// Not tried, because Telegram stopped accepting requests; `telegram` says why.
    NotTried,
}

impl Method for AddMembers {
    const NAME: &'static str = "groups.addMembers";
    const FAILS: Fails = &[fails::CHAT, &[Kind::ChatFull, Kind::PaymentRequired]];
    type Result = AddedMembers;
}

pub async fn add_members(call: Call, params: AddMembers) -> Result<AddedMembers> {
    let group = Group::of(&call, &params.chat_id).await?;
    let people = people(&call, &group.account, &params.user_ids).await?;
    let mut addition = Addition { group: &group, began: false, missing: Vec::new() };
    addition.add(&people).await?;
    Ok(AddedMembers { missing: addition.missing })
}

/// The users, without duplicates.
pub async fn people(call: &Call, account: &Account, user_ids: &[ChatId]) -> Result<Vec<Peer>> {
    let (mut people, mut seen) = (Vec::new(), HashSet::new());
    for (at, user_id) in user_ids.iter().enumerate() {
        let user = account.user(user_id, call.attempt()).await;
        let user = user.map_err(|error| error.with("path", format!("user_ids[{at}]")))?;
        if seen.insert(user.id) {
            people.push(user);
        }
    }
    Ok(people)
}

/// Telegram's limit per request.
const AT_ONCE: usize = 100;

/// How many of a basic group's latest messages a new member sees.
const FORWARDED: i32 = 100;

/// The progress of adding.
pub struct Addition<'a> {
    pub group: &'a Group<'a>,
    /// Whether any user was processed.
    pub began: bool,
    pub missing: Vec<MissingMember>,
}

impl Addition<'_> {
    pub async fn add(&mut self, people: &[Peer]) -> Result<()> {
        let at_once = if matches!(self.group.input()?, Input::Basic(_)) { 1 } else { AT_ONCE };
        let mut left = people;
        while !left.is_empty() {
            let (some, rest) = left.split_at(at_once.min(left.len()));
            match self.add_some(some).await {
                // Telegram refuses all of them for one: they are tried apart.
                Err(error) if some.len() > 1 && is_of_one(&error) => {
                    for (at, one) in some.iter().enumerate() {
                        if let Err(error) = self.add_some(std::slice::from_ref(one)).await {
                            return self.give_up(error, &left[at..]);
                        }
                        self.began = true;
                    }
                }
                Err(error) => return self.give_up(error, left),
                Ok(()) => {}
            }
            self.began = true;
            left = rest;
        }
        Ok(())
    }

    /// Stops at an error. Fails only if nothing was done before.
    fn give_up(&mut self, error: Error, left: &[Peer]) -> Result<()> {
        if !self.began {
            return Err(if error.facts().subject.is_some() { error.with("path", "user_ids") } else { error });
        }
        let telegram = error.telegram_name().unwrap_or(error.kind().name()).to_owned();
        for person in left {
            self.miss(person, MissingReason::NotTried, Some(telegram.clone()));
        }
        Ok(())
    }

    async fn add_some(&mut self, people: &[Peer]) -> Result<()> {
        let users = people.iter().map(Peer::input_user).collect::<Result<Vec<_>>>()?;
        let answer = match (self.group.input()?, &users[..]) {
            (Input::Basic(chat_id), [user_id]) => {
                let user_id = user_id.clone();
                let function =
                    tl::functions::messages::AddChatUser { chat_id, user_id, fwd_limit: FORWARDED };
                self.group.invoke(&function).await
            }
            (Input::Channel(channel), _) => {
                self.group.invoke(&tl::functions::channels::InviteToChannel { channel, users }).await
            }
            (Input::Basic(_), _) => Err(Error::internal("a basic group takes people one by one")),
        };
        match (answer, people) {
            (Ok(tl::enums::messages::InvitedUsers::Users(invited)), _) => {
                ResultUpdates::of(self.group.call, &self.group.account, invited.updates)?;
                self.missing.extend(missing(self.group, people, &invited.missing_invitees));
                Ok(())
            }
            (Err(error), [_]) if is_in_already(&error) => Ok(()),
            (Err(error), [one]) => match reason(&error) {
                Some(reason) => {
                    self.miss(one, reason, error.telegram_name().map(str::to_owned));
                    Ok(())
                }
                None => Err(error),
            },
            (Err(error), _) => Err(error),
        }
    }

    pub fn miss(&mut self, person: &Peer, reason: MissingReason, telegram: Option<String>) {
        let reference = self.group.account.reference(person);
        self.missing.push(MissingMember { user_id: person.id.marked(), reference, reason, telegram });
    }
}

/// The users whose privacy settings forbid it, according to Telegram.
pub fn missing(
    group: &Group<'_>,
    people: &[Peer],
    invitees: &[tl::enums::MissingInvitee],
) -> Vec<MissingMember> {
    let told = invitees.iter().map(|tl::enums::MissingInvitee::Invitee(invitee)| {
        let id = PeerId::user(invitee.user_id);
        let person = people.iter().find(|person| person.id == id);
        let premium = invitee.premium_required_for_pm || invitee.premium_would_allow_invite;
        MissingMember {
            user_id: id.marked(),
            reference: person.and_then(|person| group.account.reference(person)),
            reason: if premium { MissingReason::PremiumRequired } else { MissingReason::Privacy },
            telegram: None,
        }
    });
    told.collect()
}

fn is_of_one(error: &Error) -> bool {
    is_in_already(error) || reason(error).is_some()
}

fn is_in_already(error: &Error) -> bool {
    error.telegram_name() == Some("USER_ALREADY_PARTICIPANT")
}

/// Why a user could not be added, if the reason is the user.
fn reason(error: &Error) -> Option<MissingReason> {
    Some(match error.telegram_name()? {
        "USER_PRIVACY_RESTRICTED" => MissingReason::Privacy,
        "USER_NOT_MUTUAL_CONTACT" => MissingReason::NotMutualContact,
        "USER_KICKED" | "USER_BLOCKED" | "USER_BANNED_IN_CHANNEL" => MissingReason::Banned,
        "USER_CHANNELS_TOO_MUCH" => MissingReason::TooManyChats,
        "USER_BOT" | "BOT_GROUPS_BLOCKED" | "BOTS_TOO_MUCH" => MissingReason::BotRefused,
        "INPUT_USER_DEACTIVATED" | "USER_DELETED" | "USER_ID_INVALID" => MissingReason::Deleted,
        _ => return None,
    })
}
