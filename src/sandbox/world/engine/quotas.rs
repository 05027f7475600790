//! How many there may be of something (https://core.telegram.org/api/config, https://limits.tginfo.me/en), and how often
//! something may be done: [`rates`] counts it, [`reported`] has the numbers.

pub mod counting;
pub mod rates;
pub mod reported;

use std::net::IpAddr;

use super::refusal::{Refusal, bad};
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{Chat, Kind, Role};
use crate::sandbox::world::people::peer::Peer;
use rates::{Charge, Quotas, Subject};
use reported::CONNECTS;

/// Members of a basic group (`chat_size_max`).
pub const MAX_IN_GROUP: usize = 200;

/// Channels and supergroups that an account is in (`channels_limit_default`).
pub const MAX_CHANNELS: usize = 500;

/// Of those that an account owns, the ones that have a username (`channels_public_limit_default`).
pub const MAX_PUBLIC: usize = 10;

/// Bots in one chat.
const MAX_BOTS: usize = 20;

/// Admins of one channel or supergroup, its owner included.
const MAX_ADMINS: usize = 50;

impl World {
    /// Whether these people fit into a chat, besides those who are in it.
    pub(in crate::sandbox::world) fn check_room(&self, peer: Peer, coming: &[i64]) -> Result<(), Refusal> {
        let Some(chat) = self.chat(peer) else { return Ok(()) };
        if chat.kind == Kind::Group && chat.present().count() + coming.len() > MAX_IN_GROUP {
            return Err(bad("USERS_TOO_MUCH"));
        }
        let new_bots = coming.iter().filter(|id| self.is_bot(**id)).count();
        let bots = || chat.present().filter(|(id, _)| self.is_bot(*id)).count();
        if new_bots > 0 && bots() + new_bots > MAX_BOTS {
            return Err(bad("BOTS_TOO_MUCH"));
        }
        Ok(())
    }

    /// Whether an account may be in one more channel or supergroup.
    pub(in crate::sandbox::world) fn check_channel_count(&self, account: i64) -> Result<(), Refusal> {
        let all = (account, Peer::Channel(i64::MIN))..=(account, Peer::Channel(i64::MAX));
        match self.dialogs.range(all).count() {
            ..MAX_CHANNELS => Ok(()),
            _ => Err(bad("CHANNELS_TOO_MUCH")),
        }
    }

    /// Whether an account may make this channel or supergroup public, unless it is already.
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

    /// Whether one more connection from an address to a DC is taken. Counts it if so.
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

    /// Whether a chat may have one more admin.
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
