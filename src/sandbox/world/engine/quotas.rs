//! Limits (https://core.telegram.org/api/config, https://limits.tginfo.me/en). [`rates`] are limits on calls,
//! [`counting`] enforces them and [`reported`] has the numbers.

pub mod counting;
pub mod rates;
pub mod reported;

use std::net::IpAddr;

use super::refusal::{Refusal, bad};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{Chat, ChatKind, Role};
use crate::sandbox::world::people::peer::Peer;
use rates::{Charge, Quotas, Subject};
use reported::CONNECTS;

/// Maximum members of a basic group (`chat_size_max`).
pub const MAX_IN_GROUP: usize = 200;

/// Maximum channels and supergroups of an account (`channels_limit_default`).
pub const MAX_CHANNELS: usize = 500;

/// Maximum public channels and supergroups that an account owns (`channels_public_limit_default`).
pub const MAX_PUBLIC: usize = 10;

/// Maximum bots in one chat.
const MAX_BOTS: usize = 20;

/// Maximum admins of a channel or supergroup, including its owner.
const MAX_ADMINS: usize = 50;

impl World {
    /// Checks that a chat has room for these users.
    pub(in crate::sandbox::world) fn check_room(&self, peer: Peer, coming: &[i64]) -> Result<(), Refusal> {
        let Some(chat) = self.chat(peer) else { return Ok(()) };
        if chat.kind == ChatKind::Group && chat.present().count() + coming.len() > MAX_IN_GROUP {
            return Err(bad("USERS_TOO_MUCH"));
        }
        let new_bots = coming.iter().filter(|id| self.is_bot(**id)).count();
        let bots = || chat.present().filter(|(id, _)| self.is_bot(*id)).count();
        if new_bots > 0 && bots() + new_bots > MAX_BOTS {
            return Err(bad("BOTS_TOO_MUCH"));
        }
        Ok(())
    }

    /// Checks that an account may join one more channel or supergroup.
    pub(in crate::sandbox::world) fn check_channel_count(&self, account: i64) -> Result<(), Refusal> {
        let all = (account, Peer::Channel(i64::MIN))..=(account, Peer::Channel(i64::MAX));
        match self.dialogs.range(all).count() {
            ..MAX_CHANNELS => Ok(()),
            _ => Err(bad("CHANNELS_TOO_MUCH")),
        }
    }

    /// Checks that an account may make this channel or supergroup public, unless it already is.
    pub fn check_public(&self, owner: i64, peer: Peer) -> Result<(), Refusal> {
        if self.chat(peer).is_some_and(Chat::is_public) {
            return Ok(());
        }
        let public = self.chats.values().filter(|chat| {
            chat.role(owner) == Some(Role::Owner) && chat.is_public() && matches!(chat.peer, Peer::Channel(_))
        });
        match public.count() {
            ..MAX_PUBLIC => Ok(()),
            _ => Err(bad("CHANNELS_ADMIN_PUBLIC_TOO_MUCH")),
        }
    }

    /// Whether one more connection from an address to a DC is accepted. If so, counts it.
    pub fn takes_connection(&mut self, from: IpAddr, dc: i32) -> bool {
        if self.quotas() == Quotas::None {
            return true;
        }
        let charges = vec![Charge { quota: &CONNECTS, subject: Subject::Address(from, dc), amount: 1 }];
        let taken = self.check_rates(&charges).is_ok();
        if taken {
            self.count_rates(charges, None);
        }
        taken
    }

    /// Checks that a chat may have one more admin.
    pub(in crate::sandbox::world) fn check_admin_count(&self, peer: Peer) -> Result<(), Refusal> {
        let admins = self.chat(peer).into_iter().flat_map(|chat| {
            let members = chat.present();
            members.filter(|(_, member)| matches!(member.role, Role::Owner | Role::Admin))
        });
        match admins.count() {
            ..MAX_ADMINS => Ok(()),
            _ => Err(bad("ADMINS_TOO_MUCH")),
        }
    }
}
