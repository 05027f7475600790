//! The chats that a daemon's callers may reach, when `--allow-chat` names them.

use std::collections::HashSet;
use std::sync::Arc;

use super::{ChatId, Peer, PeerId, Target};
use crate::error::{Error, Kind, Result};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;

/// The chats as they were named; none named means all.
#[derive(Clone, Debug, Default)]
pub struct Allowed(Option<Arc<[ChatId]>>);

impl Allowed {
    pub fn new(chats: Vec<ChatId>) -> Self {
        Self((!chats.is_empty()).then(|| chats.into()))
    }
}

/// The chats as one account knows them.
#[derive(Clone, Debug)]
pub enum Permitted {
    All,
    These(HashSet<PeerId>),
}

impl Permitted {
    pub fn is_all(&self) -> bool {
        matches!(self, Permitted::All)
    }

    pub fn permits(&self, id: PeerId) -> bool {
        match self {
            Permitted::All => true,
            Permitted::These(these) => these.contains(&id),
        }
    }
}

impl Account {
    /// Which chats may be reached. Names are resolved once; a name that means nothing to this account permits nothing.
    pub async fn permitted(&self, attempt: &Attempt) -> Result<Permitted> {
        let Allowed(Some(allowed)) = self.allowed() else { return Ok(Permitted::All) };
        let mut these = HashSet::new();
        for chat in allowed.iter() {
            let id = match chat.target() {
                Target::Id(id) => Ok(*id),
                _ => self.named(chat, attempt).await.map(|peer| peer.id),
            };
            match id {
                Ok(id) => drop(these.insert(id)),
                Err(error) if is_unknown(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Permitted::These(these))
    }

    /// Fails unless the chat may be reached.
    pub(super) async fn judge(&self, peer: &Peer, attempt: &Attempt) -> Result<()> {
        match self.permitted(attempt).await?.permits(peer.id) {
            true => Ok(()),
            false => Err(denied()),
        }
    }

    /// Fails unless the account may join this chat. What is behind an invite link is not known before: so the link
    /// itself must be named, or the chat if the account is in it already.
    pub async fn may_join(&self, chat: &ChatId, attempt: &Attempt) -> Result<()> {
        let Allowed(Some(allowed)) = self.allowed() else { return Ok(()) };
        if allowed.contains(chat) {
            return Ok(());
        }
        match self.named(chat, attempt).await {
            Ok(peer) => self.judge(&peer, attempt).await,
            Err(error) if is_unknown(&error) => Err(denied()),
            Err(error) => Err(error),
        }
    }
}

fn is_unknown(error: &Error) -> bool {
    matches!(
        error.kind(),
        Kind::ChatNotFound
            | Kind::UserNotFound
            | Kind::PeerInvalid
            | Kind::PhoneInvalid
            | Kind::InviteInvalid
            | Kind::InviteExpired
    )
}

fn denied() -> Error {
    Error::new(
        Kind::PolicyDenied,
        "this chat is not allowed: this daemon was started with --allow-chat, and none names it",
    )
    .hint("who starts the daemon sets its rules")
}
