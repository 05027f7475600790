//! groups.join.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::types::cast::{Cast, id_of};
use crate::api::types::fails;
use crate::api::types::people::Chat;
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer, PeerKind, Target};
use crate::telegram::tl;

/// Joins a group or channel: a public one by its name, another by an invite link.
///
/// Telegram: `channels.joinChannel` or `messages.importChatInvite`. Fails with `chat_not_found`; with `invite_invalid`
/// if the link never existed; with `invite_expired` if it is used up, expired or revoked, or if the account is banned
/// from the chat; with `banned` if the account is banned from a public chat; with `chat_full`; with `account_limited`
/// if it is in too many chats; and with `peer_invalid` for a user or bot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// The group or channel: `"@name"`, a `t.me` link, or a `ref`.
    pub chat_id: Option<ChatId>,
    /// An invite link, as `https://t.me/+…`.
    pub invite_link: Option<ChatId>,
}

/// The result of joining.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Joined {
    pub status: JoinStatus,
    /// The chat, if the account may see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum JoinStatus {
    Joined,
    AlreadyMember,
    /// An admin must approve the request.
    Requested,
    /// The chat's bot asks for confirmation first, which needs an official app.
    ConfirmationRequired,
    /// Joining costs Telegram Stars, which needs an official app.
    PaymentRequired,
}

impl Method for Join {
    const NAME: &'static str = "groups.join";
    const FAILS: Fails =
        &[fails::CHAT, &[Kind::InviteInvalid, Kind::InviteExpired, Kind::ChatFull, Kind::PaymentRequired]];
    type Result = Joined;
}

pub async fn join(call: Call, params: Join) -> Result<Joined> {
    let chat = match (&params.chat_id, &params.invite_link) {
        (Some(chat_id), None) => chat_id,
        (None, Some(link)) if matches!(link.target(), Target::Invite(_)) => link,
        (None, Some(_)) => return Err(no_invite_link()),
        _ => {
            return Err(Error::new(
                Kind::InvalidParams,
                "`chat_id` or `invite_link`: exactly one of them must be given",
            )
            .with("path", "chat_id")
            .with("expected", "`chat_id` or `invite_link`"));
        }
    };
    let account = call.account()?;
    match chat.target() {
        Target::Invite(hash) => {
            account.may_join(chat, call.attempt()).await?;
            join_by_invite(&call, &account, hash).await
        }
        _ => {
            let peer = account.peer(chat, call.attempt()).await?;
            join_public(&call, &account, &peer).await
        }
    }
}

/// The error for an `invite_link` that is none.
pub fn no_invite_link() -> Error {
    Error::new(Kind::InvalidParams, "`invite_link` is not an invite link")
        .with("path", "invite_link")
        .with("expected", "an invite link, as https://t.me/+…")
        .hint("for chats that have a name or a ref, use `chat_id`: of groups.join, or of chats.get to look at one")
}

async fn join_public(call: &Call, account: &Account, peer: &Peer) -> Result<Joined> {
    account.is_current(peer, call.attempt()).await?;
    if peer.id.kind != PeerKind::Channel {
        return Err(Error::new(
            Kind::PeerInvalid,
            "Only public groups and channels can be joined without an invite link",
        )
        .hint("ask for an invite link, and pass it as invite_link"));
    }
    let channel = peer.input_channel()?;
    let look = tl::functions::channels::GetChannels { id: vec![channel.clone()] };
    let (tl::enums::messages::Chats::Chats(tl::types::messages::Chats { chats })
    | tl::enums::messages::Chats::Slice(tl::types::messages::ChatsSlice { chats, .. })) =
        account.read(&look, call.attempt()).await.map_err(as_banned)?;
    let before = Cast::new(call.viewer(account)?, Vec::new(), chats.clone()).chat(peer.id);
    if let Some(tl::enums::Chat::Channel(channel)) = chats.first()
        && !channel.left
    {
        return Ok(Joined { status: JoinStatus::AlreadyMember, chat: Some(before) });
    }
    let joined = account.invoke(&tl::functions::channels::JoinChannel { channel }, call.attempt()).await;
    outcome(call, account, joined.map_err(as_banned), Some(before))
}

/// A chat that was resolved exists, so a refusal means that it is closed to this account.
fn as_banned(error: Error) -> Error {
    if error.telegram_name() != Some("CHANNEL_PRIVATE") {
        return error;
    }
    error.restated(Kind::Banned, "The account was banned from this chat, or the chat was made private")
}

async fn join_by_invite(call: &Call, account: &Account, hash: &str) -> Result<Joined> {
    let look = tl::functions::messages::CheckChatInvite { hash: hash.to_owned() };
    if let tl::enums::ChatInvite::Already(already) = account.read(&look, call.attempt()).await? {
        let chats = vec![already.chat];
        account.learn(&[], &chats);
        let id = id_of(&chats[0]);
        let chat = Cast::new(call.viewer(account)?, Vec::new(), chats).chat(id);
        return Ok(Joined { status: JoinStatus::AlreadyMember, chat: Some(chat) });
    }
    let import = tl::functions::messages::ImportChatInvite { hash: hash.to_owned() };
    let joined = account.invoke(&import, call.attempt()).await;
    outcome(call, account, joined, None)
}

/// The result of joining. Telegram reports some regular outcomes as errors.
fn outcome(
    call: &Call,
    account: &Account,
    joined: Result<tl::enums::messages::ChatInviteJoinResult>,
    before: Option<Chat>,
) -> Result<Joined> {
    let status = match joined {
        Ok(tl::enums::messages::ChatInviteJoinResult::Ok(joined)) => {
            let chat = ResultUpdates::of(call, account, joined.updates)?.any_chat().or(before);
            return Ok(Joined { status: JoinStatus::Joined, chat });
        }
        Ok(tl::enums::messages::ChatInviteJoinResult::WebView(_)) => JoinStatus::ConfirmationRequired,
        Err(error) => match error.telegram_name() {
            Some("INVITE_REQUEST_SENT") => JoinStatus::Requested,
            Some("USER_ALREADY_PARTICIPANT") => JoinStatus::AlreadyMember,
            Some("STARS_PAYMENT_REQUIRED") => JoinStatus::PaymentRequired,
            _ => return Err(error),
        },
    };
    Ok(Joined { status, chat: before })
}
