//! groups.create.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::add_members::{Addition, MissingMember, MissingReason, missing, people};
use super::group::Group;
use crate::api::call::Call;
use crate::api::types::people::Chat;
use crate::api::types::result_updates::ResultUpdates;
use crate::error::{Error, Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer, PeerKind};
use crate::telegram::{naming_user, tl};

/// Creates a group or channel owned by the account.
///
/// Telegram: `messages.createChat`, or `channels.createChannel` and `channels.inviteToChannel`. Users who could not be
/// added are listed in `missing` with a reason; the chat is created anyway. Fails with `user_not_found` if one of them
/// is not known, with `account_limited` if the account has too many chats, and with `telegram_rejected` if Telegram
/// takes no such title (CHAT_TITLE_EMPTY) or no basic group of so few (USERS_TOO_FEW).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Create {
    /// 1 to 128 characters.
    #[schemars(length(min = 1, max = 128))]
    pub title: String,
    /// The kind of chat.
    pub kind: CreateKind,
    /// Users to add: a `ref`, `"@name"` or id each. A basic group needs at least one.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub user_ids: Vec<ChatId>,
    /// Up to 255 characters.
    #[schemars(length(max = 255))]
    pub description: Option<String>,
    /// Whether a supergroup is a forum, with topics. Default: false.
    #[serde(default)]
    pub is_forum: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CreateKind {
    /// A basic group: up to 200 members, fewer features.
    Group,
    Supergroup,
    Channel,
}

/// A new chat.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CreatedChat {
    pub chat: Chat,
    /// The users who could not be added.
    pub missing: Vec<MissingMember>,
}

impl Method for Create {
    const NAME: &'static str = "groups.create";
    const FAILS: Fails = &[&[
        Kind::PeerInvalid,
        Kind::ChatFull,
        Kind::Forbidden,
        Kind::UserOnly,
        Kind::PaymentRequired,
        Kind::UserNotFound,
    ]];
    type Result = CreatedChat;
}

pub async fn create(call: Call, params: Create) -> Result<CreatedChat> {
    if params.is_forum && params.kind != CreateKind::Supergroup {
        return Err(Error::new(Kind::InvalidParams, "Only a supergroup can be a forum")
            .with("path", "is_forum")
            .with("expected", "only with `kind` supergroup"));
    }
    let account = call.account()?;
    let people = people(&call, &account, &params.user_ids).await?;
    match params.kind {
        CreateKind::Group => create_group(&call, &account, params, &people).await,
        CreateKind::Supergroup | CreateKind::Channel => {
            create_channel(&call, &account, params, &people).await
        }
    }
}

async fn create_group(
    call: &Call,
    account: &Account,
    params: Create,
    people: &[Peer],
) -> Result<CreatedChat> {
    let users = people.iter().map(Peer::input_user).collect::<Result<Vec<_>>>()?;
    let function = tl::functions::messages::CreateChat { users, title: params.title, ttl_period: None };
    let created = account.invoke(&function, call.attempt()).await;
    let tl::enums::messages::InvitedUsers::Users(invited) =
        created.map_err(|error| naming_user(error, "user_ids"))?;
    let changes = ResultUpdates::of(call, account, invited.updates)?;
    let (chat, peer) = made(&changes, PeerKind::Group)?;
    let group = Group { call, account: call.account()?, peer };
    let missing = missing(&group, people, &invited.missing_invitees);
    if let Some(about) = params.description.filter(|about| !about.is_empty()) {
        let peer = group.peer.input_peer();
        group.invoke(&tl::functions::messages::EditChatAbout { peer, about }).await.map_err(|error| {
            error.hint(format!("the group is there all the same, as {}; it only lacks this", chat.id))
        })?;
    }
    Ok(CreatedChat { chat, missing })
}

async fn create_channel(
    call: &Call,
    account: &Account,
    params: Create,
    people: &[Peer],
) -> Result<CreatedChat> {
    let function = tl::functions::channels::CreateChannel {
        broadcast: params.kind == CreateKind::Channel,
        megagroup: params.kind == CreateKind::Supergroup,
        for_import: false,
        forum: params.is_forum,
        title: params.title,
        about: params.description.unwrap_or_default(),
        geo_point: None,
        address: None,
        ttl_period: None,
    };
    let updates = account.invoke(&function, call.attempt()).await?;
    let (chat, peer) = made(&ResultUpdates::of(call, account, updates)?, PeerKind::Channel)?;
    let group = Group { call, account: call.account()?, peer };
    let mut addition = Addition { group: &group, began: false, missing: Vec::new() };
    if let Err(error) = addition.add(people).await {
        // The chat exists: only adding the members failed.
        let telegram = error.telegram_name().unwrap_or(error.kind().name()).to_owned();
        people.iter().for_each(|one| addition.miss(one, MissingReason::NotTried, Some(telegram.clone())));
    }
    Ok(CreatedChat { chat, missing: addition.missing })
}

/// The new chat.
fn made(changes: &ResultUpdates, kind: PeerKind) -> Result<(Chat, Peer)> {
    let id = changes.chat(kind);
    let made = id.and_then(|id| Some((changes.cast.chat(id), changes.cast.peer(id)?)));
    made.ok_or_else(|| Error::unexpected("Telegram made a chat and did not tell which"))
}
