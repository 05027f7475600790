//! The group or channel of a call.

use std::sync::Arc;

use crate::api::call::Call;
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::peer::{ChatId, Peer, PeerKind};
use crate::telegram::{naming_user, tl};

pub struct Group<'a> {
    pub call: &'a Call,
    pub account: Arc<Account>,
    pub peer: Peer,
}

/// The argument of Telegram's functions, which differ between basic groups and channels.
/// <https://core.telegram.org/api/channel>
pub enum Input {
    /// A basic group, by its id.
    Basic(i64),
    /// A supergroup or channel.
    Channel(tl::enums::InputChannel),
}

impl<'a> Group<'a> {
    pub async fn of(call: &'a Call, chat_id: &ChatId) -> Result<Self> {
        let account = call.account()?;
        let peer = account.peer(chat_id, call.attempt()).await?;
        if peer.id.kind == PeerKind::User {
            let told = Error::new(Kind::PeerInvalid, "This is a private chat, and no group or channel");
            return Err(told.hint("take the id, @name, link or ref of a group or channel"));
        }
        Ok(Self { call, account, peer })
    }

    pub fn input(&self) -> Result<Input> {
        match self.peer.id.kind {
            PeerKind::Group => Ok(Input::Basic(self.peer.id.bare)),
            PeerKind::User | PeerKind::Channel => Ok(Input::Channel(self.peer.input_channel()?)),
        }
    }

    /// The channel, or an error for basic groups: `what` names what only supergroups can do, such as "ban a member
    /// until a date".
    pub async fn channel(&self, what: &str) -> Result<tl::enums::InputChannel> {
        match self.input()? {
            Input::Channel(channel) => Ok(channel),
            Input::Basic(_) => {
                self.account.is_current(&self.peer, self.call.attempt()).await?;
                Err(takes_a_supergroup(what))
            }
        }
    }

    /// Invokes a function that changes something.
    pub async fn invoke<F: tl::RemoteCall>(&self, function: &F) -> Result<F::Return> {
        let came = self.account.invoke(function, self.call.attempt()).await;
        self.about(came).await
    }

    /// The result; an error about the user names the user's field.
    async fn about<T>(&self, came: Result<T>) -> Result<T> {
        let came = self.account.about(&self.peer, came, self.call.attempt()).await;
        came.map_err(|error| naming_user(error, "user_id"))
    }

    /// Invokes a function that only reads.
    pub async fn read<F: tl::RemoteCall>(&self, function: &F) -> Result<F::Return> {
        let came = self.account.read(function, self.call.attempt()).await;
        self.about(came).await
    }

    /// Resolves a user.
    pub async fn user(&self, user_id: &ChatId) -> Result<Peer> {
        let user = self.account.user(user_id, self.call.attempt()).await;
        user.map_err(|error| error.with("path", "user_id"))
    }
}

fn takes_a_supergroup(what: &str) -> Error {
    Error::new(Kind::PeerInvalid, format!("A basic group cannot {what}: that takes a supergroup")).hint(
        "its owner can make it a supergroup, which has a new id, with telegram.invoke of messages.migrateChat",
    )
}
