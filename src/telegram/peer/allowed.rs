//! The chats that callers may reach: those that `--allow-chat` names, and those that their session strings do.

use std::collections::HashSet;
use std::sync::Arc;

use super::{ChatId, Peer, PeerId, Target};
use crate::error::{Error, Kind, Result};
use crate::session::{Purpose, Restrictions};
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

/// The chats that one call may reach. The default is all of them.
#[derive(Clone, Debug, Default)]
pub struct Permitted {
    /// As the account knows those that the daemon allows, if it doesn't allow all.
    these: Option<HashSet<PeerId>>,
    /// What the call's session string allows.
    restrictions: Option<Arc<Restrictions>>,
    purpose: Purpose,
}

impl Permitted {
    /// These chats and no others.
    pub fn only(these: HashSet<PeerId>) -> Self {
        Self { these: Some(these), ..Self::default() }
    }

    /// Whether nothing says which chats they are.
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
    /// Which chats this call may reach. Names are resolved once; a name that means nothing to this account permits nothing.
    pub async fn permitted(&self, attempt: &Attempt) -> Result<Permitted> {
        Ok(Permitted {
            these: self.allowed_by_daemon(attempt).await?,
            restrictions: attempt.restrictions().cloned(),
            purpose: attempt.purpose(),
        })
    }

    /// The chat's id, whether or not it may be reached. Telegram is asked only if the chat is given by a name.
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

    /// Fails unless the account may join this chat. What is behind an invite link is not known before: so the link
    /// itself must be named, or the chat if the account is in it already.
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
            // The daemon names the link itself.
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
    Error::new(
        Kind::PolicyDenied,
        "this chat is not allowed: this daemon was started with --allow-chat, and none names it",
    )
    .hint("who starts the daemon sets its rules")
}
