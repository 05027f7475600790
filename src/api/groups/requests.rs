//! Join requests.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::group::Group;
use crate::api::call::Call;
use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::empty::Empty;
use crate::api::types::fails;
use crate::api::types::join_request::JoinRequest;
use crate::api::types::page::{Limit, Page};
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, PeerId};
use crate::telegram::tl;

/// Lists the pending join requests of a group or channel, newest first.
///
/// Telegram: `messages.getChatInviteImporters`. Fails with `forbidden` if the account may not invite, with `chat_not_found`,
/// with `peer_invalid` and with `cursor_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoinRequests {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// Only requests through this invite link.
    pub invite_link: Option<String>,
    /// 1–100 items. Default: 50.
    #[serde(default)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

/// The position of a page: after this request.
#[derive(Serialize, Deserialize)]
struct Behind {
    date: i32,
    /// The requester's `ref`.
    user: Option<String>,
    /// The number of items on earlier pages.
    seen: i32,
}

impl Method for JoinRequests {
    const NAME: &'static str = "groups.joinRequests";
    const FAILS: Fails = &[fails::CHAT, &[Kind::CursorInvalid]];
    type Result = Page<JoinRequest>;
}

pub async fn join_requests(call: Call, params: JoinRequests) -> Result<Page<JoinRequest>> {
    let group = Group::of(&call, &params.chat_id).await?;
    let viewer = call.viewer(&group.account)?;
    let list = (group.peer.id.marked(), &params.invite_link);
    let cursors = call.cursors(viewer, JoinRequests::NAME, list);
    let begin: Option<Behind> = cursors.read(params.cursor.as_deref())?;
    let offset_user = begin.as_ref().and_then(|begin| ChatId::parse(begin.user.as_deref()?));
    let offset_user = match offset_user {
        Some(user) => group.user(&user).await?.input_user()?,
        None => tl::enums::InputUser::Empty,
    };
    let (offset_date, seen) = begin.map_or((0, 0), |begin| (begin.date, begin.seen));
    let function = tl::functions::messages::GetChatInviteImporters {
        requested: true,
        subscription_expired: false,
        peer: group.peer.input_peer(),
        link: params.invite_link,
        q: None,
        offset_date,
        offset_user,
        limit: params.limit.get(),
    };
    let tl::enums::messages::ChatInviteImporters::Importers(found) = group.read(&function).await?;
    group.account.learn(&found.users, &[]);
    let cast = Cast::new(viewer, found.users, Vec::new());
    let seen = seen.saturating_add(found.importers.len() as i32);
    let requests: Vec<(i32, JoinRequest)> = found
        .importers
        .into_iter()
        .map(|tl::enums::ChatInviteImporter::Importer(importer)| {
            let user = cast.chat(PeerId::user(importer.user_id));
            let about = importer.about.filter(|about| !about.is_empty());
            (importer.date, JoinRequest { user, date: timestamp(importer.date), bio: about })
        })
        .collect();
    let last = requests.last().filter(|_| seen < found.count);
    let next = last.map(|(date, last)| Behind { date: *date, user: last.user.reference.clone(), seen });
    Ok(Page {
        next_cursor: next.map(|behind| cursors.write(&behind)),
        items: requests.into_iter().map(|(_, request)| request).collect(),
        total: Some(found.count),
    })
}

/// Approves a join request.
///
/// Telegram: `messages.hideChatJoinRequest`. Fails with `forbidden` if the account may not invite, with
/// `user_not_found` if they have no pending request, with `not_modified` if they are a member already, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveRequest {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for ApproveRequest {
    const NAME: &'static str = "groups.approveRequest";
    const FAILS: Fails = &[fails::CHAT, &[Kind::ChatFull, Kind::NotModified, Kind::PaymentRequired]];
    type Result = Empty;
}

pub async fn approve_request(call: Call, params: ApproveRequest) -> Result<Empty> {
    answer(&call, &params.chat_id, &params.user_id, true).await
}

/// Declines a join request. The user may ask again.
///
/// Telegram: `messages.hideChatJoinRequest`. Fails with `forbidden` if the account may not invite, with
/// `user_not_found` if they have no pending request, with `not_modified` if they are a member already, with
/// `chat_not_found` and with `peer_invalid`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineRequest {
    /// The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
    pub chat_id: ChatId,
    /// The user: a `ref`, `"@name"` or id.
    pub user_id: ChatId,
}

impl Method for DeclineRequest {
    const NAME: &'static str = "groups.declineRequest";
    const FAILS: Fails = &[fails::CHAT, &[Kind::NotModified]];
    type Result = Empty;
}

pub async fn decline_request(call: Call, params: DeclineRequest) -> Result<Empty> {
    answer(&call, &params.chat_id, &params.user_id, false).await
}

async fn answer(call: &Call, chat_id: &ChatId, user_id: &ChatId, approved: bool) -> Result<Empty> {
    let group = Group::of(call, chat_id).await?;
    let user_id = group.user(user_id).await?.input_user()?;
    let peer = group.peer.input_peer();
    group.invoke(&tl::functions::messages::HideChatJoinRequest { approved, peer, user_id }).await?;
    Ok(Empty {})
}
