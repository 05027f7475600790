//! Answers to joining a chat and to adding members.

use grammers_tl_types::{enums, types};

use super::updates;
use crate::sandbox::world::World;
use crate::sandbox::world::people::peer::Peer;

/// The answer to joining a chat, by username or link.
pub fn joined(world: &World, me: i64, chat: Peer) -> enums::messages::ChatInviteJoinResult {
    types::messages::ChatInviteJoinResultOk { updates: updates::with_chat(world, me, chat) }.into()
}

/// The answer to adding members: updates, and the users who can't be added.
pub fn invited(world: &World, me: i64, chat: Peer, missing: Vec<i64>) -> enums::messages::InvitedUsers {
    let missing_invitees = missing.into_iter().map(|user_id| {
        types::MissingInvitee { premium_would_allow_invite: false, premium_required_for_pm: false, user_id }
            .into()
    });
    let missing_invitees = missing_invitees.collect();
    types::messages::InvitedUsers { updates: updates::with_chat(world, me, chat), missing_invitees }.into()
}
