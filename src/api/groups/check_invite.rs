//! groups.checkInvite.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::api::call::Call;
use crate::api::groups::join::no_invite_link;
use crate::api::types::cast::{Cast, id_of};
use crate::api::types::people::{Chat, ChatKind};
use crate::error::{Kind, Result};
use crate::rpc::{Fails, Method};
use crate::telegram::peer::{ChatId, Target};
use crate::telegram::tl;

/// Returns details about the group or channel behind an invite link, without joining.
///
/// Telegram: `messages.checkChatInvite`. Fails with `invite_invalid` if the link never existed, and with
/// `invite_expired` if it is used up, expired or revoked, or if the account is banned from the chat.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckInvite {
    /// The invite link: `https://t.me/+…`.
    pub invite_link: ChatId,
}

/// The preview of a chat.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckedInvite {
    pub kind: ChatKind,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_count: Option<i32>,
    /// What the chat says of itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the account is a member of the chat.
    pub is_member: bool,
    /// Whether an admin has to approve the account.
    pub creates_join_request: bool,
    /// Whether joining costs Telegram Stars, which only official apps can pay.
    pub is_payment_required: bool,
    /// The chat, if the account is a member or may preview it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat: Option<Chat>,
}

impl Method for CheckInvite {
    const NAME: &'static str = "groups.checkInvite";
    const FAILS: Fails = &[&[Kind::InviteInvalid, Kind::InviteExpired, Kind::Forbidden, Kind::Banned]];
    type Result = CheckedInvite;
}

pub async fn check_invite(call: Call, params: CheckInvite) -> Result<CheckedInvite> {
    let Target::Invite(hash) = params.invite_link.target() else {
        return Err(no_invite_link());
    };
    let account = call.account()?;
    account.may_join(&params.invite_link, call.attempt()).await?;
    let function = tl::functions::messages::CheckChatInvite { hash: hash.clone() };
    let (chat, joined) = match account.read(&function, call.attempt()).await? {
        tl::enums::ChatInvite::Invite(invite) => return Ok(unseen(invite)),
        tl::enums::ChatInvite::Already(already) => (already.chat, true),
        tl::enums::ChatInvite::Peek(peek) => (peek.chat, false),
    };
    let chats = vec![chat];
    account.learn(&[], &chats);
    let id = id_of(&chats[0]);
    let chat = Cast::new(call.viewer(&account)?, Vec::new(), chats).chat(id);
    Ok(CheckedInvite {
        kind: chat.kind,
        title: chat.title.clone().unwrap_or_default(),
        member_count: chat.member_count,
        description: None,
        is_member: joined,
        creates_join_request: false,
        is_payment_required: false,
        chat: Some(chat),
    })
}

/// A chat that reveals only this much.
fn unseen(invite: tl::types::ChatInvite) -> CheckedInvite {
    CheckedInvite {
        kind: match (invite.channel, invite.broadcast) {
            (_, true) => ChatKind::Channel,
            (true, false) => ChatKind::Supergroup,
            (false, false) => ChatKind::Group,
        },
        title: invite.title,
        member_count: Some(invite.participants_count).filter(|count| *count > 0),
        description: invite.about.filter(|about| !about.is_empty()),
        is_member: false,
        creates_join_request: invite.request_needed,
        is_payment_required: invite.subscription_pricing.is_some() && !invite.can_refulfill_subscription,
        chat: None,
    }
}
