//! The chats that callers may reach, by `--allow-chat` and by the restrictions of their session strings.

use std::collections::HashSet;
use std::sync::Arc;

use super::{ChatId, Peer, PeerId, Target};
use crate::error::{Error, Kind, Result};
use crate::session::{Purpose, Restrictions};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;

/// The chats that `--allow-chat` names. `None` allows all.
#[derive(Clone, Debug, Default)]
pub struct Allowed(Option<Arc<[ChatId]>>);

impl Allowed {
    pub fn new(chats: Vec<ChatId>) -> Self {
        Self((!chats.is_empty()).then(|| chats.into()))
    }
}

/// The chats that one call may reach. Default: all.
#[derive(Clone, Debug, Default)]
pub struct Permitted {
    /// The chats that the daemon allows, unless it allows all.
    these: Option<HashSet<PeerId>>,
    /// The restrictions of the call's session string.
    restrictions: Option<Arc<Restrictions>>,
    purpose: Purpose,
}

impl Permitted {
    /// Permits only these chats.
    pub fn only(these: HashSet<PeerId>) -> Self {
        Self { these: Some(these), ..Self::default() }
    }

    /// Whether all chats are permitted.
    pub fn is_all(&self) -> bool {
        let limits = |restrictions: &Arc<Restrictions>| restrictions.limits(self.purpose);
        self.these.is_none() && !self.restrictions.as_ref().is_some_and(limits)
    }

    /// Whether there is no limit of any kind.
    pub fn is_unrestricted(&self) -> bool {
        self.these.is_none() && self.restrictions.is_none()
    }

    pub fn permits(&self, id: PeerId) -> bool {
        self.these.as_ref().is_none_or(|these| these.contains(&id))
            && self
                .restrictions
                .as_ref()
                .is_none_or(|restrictions| restrictions.permits(id.marked(), self.purpose))
    }
}

impl Account {
    /// Returns the chats that this call may reach. Names that this account can't resolve permit nothing.
    pub async fn permitted(&self, attempt: &Attempt) -> Result<Permitted> {
        Ok(Permitted {
            these: self.allowed_by_daemon(attempt).await?,
            restrictions: attempt.restrictions().cloned(),
            purpose: attempt.purpose(),
        })
    }

    /// Returns the chat's id, whether or not it may be reached. Sends a request only if the chat is given by name.
    pub async fn id_of(&self, chat: &ChatId, attempt: &Attempt) -> Result<PeerId> {
        match chat.target() {
            Target::Id(id) => Ok(*id),
            _ => self.named(chat, attempt).await.map(|peer| peer.id),
        }
    }

    async fn allowed_by_daemon(&self, attempt: &Attempt) -> Result<Option<HashSet<PeerId>>> {
        let Allowed(Some(allowed)) = self.allowed() else { return Ok(None) };
        let mut these = HashSet::new();
        for chat in allowed.iter() {
            match self.id_of(chat, attempt).await {
                Ok(id) => drop(these.insert(id)),
                Err(error) if is_unknown(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Some(these))
    }

    /// Fails unless the chat may be reached for this purpose.
    pub(super) async fn judge(&self, peer: &Peer, purpose: Purpose, attempt: &Attempt) -> Result<()> {
        if self.allowed_by_daemon(attempt).await?.is_some_and(|these| !these.contains(&peer.id)) {
            return Err(denied());
        }
        match attempt.restrictions() {
            Some(restrictions) => restrictions.judge_chat(peer.id.marked(), purpose),
            None => Ok(()),
        }
    }

    /// Fails unless the account may join this chat. The chat of an invite link isn't known before joining, so either the
    /// link itself must be allowed, or the chat if the account is already in it.
    pub async fn may_join(&self, chat: &ChatId, attempt: &Attempt) -> Result<()> {
        let limits = attempt.restrictions().filter(|restrictions| restrictions.limits(attempt.purpose()));
        let by_daemon = match self.allowed() {
            Allowed(Some(allowed)) => !allowed.contains(chat),
            Allowed(None) => false,
        };
        if !by_daemon && limits.is_none() {
            return Ok(());
        }
        match self.named(chat, attempt).await {
            // The daemon allows the link itself.
            Ok(peer) if !by_daemon => match limits {
                Some(restrictions) => restrictions.judge_chat(peer.id.marked(), attempt.purpose()),
                None => Ok(()),
            },
            Ok(peer) => self.judge(&peer, attempt.purpose(), attempt).await,
            Err(error) if is_unknown(&error) => Err(match limits {
                Some(restrictions) if !by_daemon => restrictions.unknown_chat(),
                _ => denied(),
            }),
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
    Error::new(Kind::PolicyDenied, "this chat is not allowed: no --allow-chat of this daemon names it")
        .hint("only the person who runs the daemon can change this")
}
