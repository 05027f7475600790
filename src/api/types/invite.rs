//! Invite links, converted from Telegram's types.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::api::types::cast::Cast;
use crate::api::types::date::timestamp;
use crate::api::types::people::Chat;
use crate::telegram::peer::PeerId;
use crate::telegram::tl;

/// An invite link of a group or channel.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Invite {
    pub invite_link: String,
    /// The admin who created the link.
    pub creator: Chat,
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub creation_date: Timestamp,
    /// Shown to admins only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When the link expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expire_date: Option<Timestamp>,
    /// How many users can join by the link.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member_limit: Option<i32>,
    /// How many users joined by the link.
    pub member_count: i32,
    /// How many join requests are pending.
    pub pending_join_request_count: i32,
    /// Whether an admin must approve everyone who joins by the link.
    pub creates_join_request: bool,
    /// The admin's primary link. There is one at a time.
    pub is_primary: bool,
    pub is_revoked: bool,
}

impl Invite {
    /// None for those who come without a link.
    pub fn of(invite: &tl::enums::ExportedChatInvite, cast: &Cast) -> Option<Self> {
        let tl::enums::ExportedChatInvite::ChatInviteExported(invite) = invite else { return None };
        Some(Self {
            invite_link: invite.link.clone(),
            creator: cast.chat(PeerId::user(invite.admin_id)),
            creation_date: timestamp(invite.date),
            name: invite.title.clone().filter(|name| !name.is_empty()),
            expire_date: invite.expire_date.map(timestamp),
            member_limit: invite.usage_limit,
            member_count: invite.usage.unwrap_or(0),
            pending_join_request_count: invite.requested.unwrap_or(0),
            creates_join_request: invite.request_needed,
            is_primary: invite.permanent,
            is_revoked: invite.revoked,
        })
    }
}
