//! Resolves what callers name to peers that requests can use.

use std::sync::Arc;
use std::time::Duration;

use grammers_client::tl;
use jiff::Timestamp;
use parking_lot::Mutex;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use super::migration::migrated_to;
use super::{Access, ChatId, Face, Known, Peer, PeerId, PeerKind, Target};
use crate::error::{Error, Kind, Result};
use crate::session::{self, Purpose};
use crate::telegram::account::Account;
use crate::telegram::attempt::Attempt;
use crate::telegram::dialogs::Offset;

/// Maximum number of pages of dialogs to search for an unknown id.
const DIALOG_PAGES: usize = 5;

/// How long the result of that search is used.
const DIALOGS_TTL: Duration = Duration::from_secs(10 * 60);

/// Minimum numbers of peers, names and so on to remember per account.
const PEERS: usize = 2048;
const NAMES: usize = 256;
const FACES: usize = 1024;
const GROUPS: usize = 256;

/// The peers that an account knows. This is only a cache, which saves requests.
pub struct Peers {
    known: Mutex<Known<PeerId, Peer>>,
    /// The supergroups that basic groups have become.
    migrated: Mutex<Known<PeerId, Peer>>,
    /// Users by their bare ids.
    faces: Mutex<Known<i64, Arc<Face>>>,
    /// Groups and channels as in the latest result.
    chats: Mutex<Known<PeerId, Arc<tl::enums::Chat>>>,
    /// Names, numbers and invites in use. Each is resolved once a day.
    named: Mutex<Known<Target, Arc<Naming>>>,
    dialogs: tokio::sync::Mutex<Search>,
}

/// A name, and its peer once it is resolved.
type Naming = OnceCell<Named>;

#[derive(Clone)]
struct Named {
    peer: Peer,
    /// Unix time in seconds, by Telegram's clock.
    resolved_at: i64,
}

/// How long a resolved name is used, in seconds. Names change hands, but rarely.
const NAMES_TTL: i64 = 24 * 60 * 60;

impl Named {
    fn is_fresh(&self, now: i64) -> bool {
        let age = now - self.resolved_at;
        (-NAMES_TTL..NAMES_TTL).contains(&age)
    }
}

/// The state of the search through the dialogs.
#[derive(Default)]
struct Search {
    began: Option<Instant>,
    pages: usize,
    /// Where the next page begins. `None` at the end of the dialogs.
    next: Option<Offset>,
}

impl Default for Peers {
    fn default() -> Self {
        Self {
            known: Mutex::new(Known::new(PEERS)),
            migrated: Mutex::new(Known::new(GROUPS)),
            faces: Mutex::new(Known::new(FACES)),
            chats: Mutex::new(Known::new(GROUPS)),
            named: Mutex::new(Known::new(NAMES)),
            dialogs: tokio::sync::Mutex::default(),
        }
    }
}

impl Peers {
    fn known(&self, id: PeerId) -> Option<Peer> {
        self.known.lock().get(&id)
    }

    /// The cell of a name. A new one if the old one has expired.
    fn naming(&self, target: &Target, now: i64) -> Arc<Naming> {
        let mut named = self.named.lock();
        let known = named.get(target).filter(|cell| cell.get().is_none_or(|named| named.is_fresh(now)));
        known.unwrap_or_else(|| {
            let cell = Arc::new(Naming::new());
            named.insert(target.clone(), cell.clone());
            cell
        })
    }

    /// Merges usernames that another process resolved, where they are newer.
    pub(in crate::telegram) fn take_in(&self, names: &[session::Name]) {
        for name in names {
            let Some(id) = PeerId::from_marked(name.id).filter(|id| id.kind != PeerKind::Group) else {
                continue;
            };
            let peer = Peer { id, access: Access::Hash(name.access_hash) };
            let resolved_at = name.resolved_at.as_second();
            let target = Target::Username(name.name.clone());
            let mut named = self.named.lock();
            let known = named.get(&target).and_then(|cell| cell.get().map(|named| named.resolved_at));
            if known.is_none_or(|known| known < resolved_at) {
                named.insert(
                    target,
                    Arc::new(Naming::new_with(Some(Named { peer: peer.clone(), resolved_at }))),
                );
                self.known.lock().insert(id, peer);
            }
        }
    }

    /// The usernames that were resolved recently. `now` is in seconds since 1970.
    pub(in crate::telegram) fn names(&self, now: i64) -> Vec<session::Name> {
        let named = self.named.lock();
        let resolved = named.iter().filter_map(|(target, cell)| match (target, cell.get()) {
            (Target::Username(name), Some(named)) if named.is_fresh(now) => Some((name, named)),
            _ => None,
        });
        let names = resolved.filter_map(|(name, named)| match named.peer.access {
            Access::Hash(access_hash) => Some(session::Name {
                name: name.clone(),
                id: named.peer.id.marked(),
                access_hash,
                resolved_at: Timestamp::from_second(named.resolved_at).ok()?,
            }),
            _ => None,
        });
        names.collect()
    }

    /// Drops what most answers contain anyway, and what was not used lately.
    pub(in crate::telegram) fn shrink(&self) {
        *self.faces.lock() = Known::new(FACES);
        *self.chats.lock() = Known::new(GROUPS);
        self.known.lock().shrink();
        self.named.lock().shrink();
        self.migrated.lock().shrink();
    }

    /// The supergroup that this basic group has become, if known.
    pub(super) fn migrated(&self, id: PeerId) -> Option<Peer> {
        if id.kind != PeerKind::Group {
            return None;
        }
        self.migrated.lock().get(&id)
    }

    /// Remembers the peers of a result.
    pub fn learn(&self, users: &[tl::enums::User], chats: &[tl::enums::Chat]) {
        let peers = users.iter().filter_map(Peer::of_user).chain(chats.iter().filter_map(Peer::of_chat));
        let mut known = self.known.lock();
        for peer in peers.filter(|peer| matches!(peer.access, Access::Hash(_))) {
            known.insert(peer.id, peer);
        }
        for (group, to) in chats.iter().filter_map(|chat| Some((chat.id(), migrated_to(chat)?))) {
            self.migrated.lock().insert(PeerId::group(group), to.clone());
            known.insert(to.id, to);
        }
        drop(known);
        let mut full = self.chats.lock();
        for chat in chats {
            // `min` chats lack details that are specific to the account.
            let min = matches!(chat, tl::enums::Chat::Channel(channel) if channel.min);
            if let Some(peer) = Peer::of_chat(chat).filter(|_| !min) {
                full.insert(peer.id, Arc::new(chat.clone()));
            }
        }
        drop(full);
        let mut faces = self.faces.lock();
        for user in users {
            if let tl::enums::User::User(user) = user {
                faces.insert(user.id, Arc::new(Face::of(user)));
            }
        }
    }
}

impl Account {
    /// Resolves a chat that the caller may reach for the call's purpose.
    pub async fn peer(&self, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        self.peer_for(attempt.purpose(), chat, attempt).await
    }

    /// Resolves a chat that the caller may read, for methods that change another chat.
    pub async fn source(&self, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        self.peer_for(Purpose::Read, chat, attempt).await
    }

    async fn peer_for(&self, purpose: Purpose, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        let peer = self.named(chat, attempt).await?;
        self.judge(&peer, purpose, attempt).await?;
        self.unmigrated(&peer)?;
        Ok(peer)
    }

    /// Resolves a user who is only referred to, such as a member or an author in a chat. Not subject to the allowed chats.
    pub async fn user(&self, user: &ChatId, attempt: &Attempt) -> Result<Peer> {
        let peer = self.named(user, attempt).await.map_err(|error| match error.kind() {
            Kind::ChatNotFound => Error::new(Kind::UserNotFound, error.message()).hint(
                "use the ref of a result or a @name: an id works only for users that the account has met",
            ),
            _ => error,
        })?;
        match peer.id.kind {
            PeerKind::User => Ok(peer),
            _ => Err(Error::new(Kind::UserNotFound, "this is a chat, not a user")),
        }
    }

    /// Resolves a chat that only marks a position in a list.
    pub async fn marker(&self, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        self.named(chat, attempt).await
    }

    /// Resolves a chat or user, whether or not it may be reached.
    pub(super) async fn named(&self, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        match chat.target() {
            Target::Me => self.myself(),
            Target::Reference(text) => {
                let owner = self.owner().ok_or_else(not_signed_in)?;
                Peer::from_reference(text, self.server().identity(), owner.id)
            }
            Target::Id(id) => self.peer_by_id(*id, attempt).await,
            target => {
                let cell = self.peers().naming(target, self.now().into());
                let named = cell.get_or_try_init(async || {
                    let peer = self.peer_by_name(target, attempt).await?;
                    Ok::<_, Error>(Named { peer, resolved_at: self.now().into() })
                });
                Ok(named.await?.peer.clone())
            }
        }
    }

    /// Remembers the peers of a result, so that they can be named by id.
    pub fn learn(&self, users: &[tl::enums::User], chats: &[tl::enums::Chat]) {
        self.peers().learn(users, chats);
    }

    /// The peer with this id, if it was seen recently.
    pub fn known(&self, id: PeerId) -> Option<Peer> {
        match self.owner() {
            Some(owner) if id == PeerId::user(owner.id) => self.myself().ok(),
            _ => self.peers().known(id),
        }
    }

    /// Remembers a peer that was given with its access hash.
    pub(in crate::telegram) fn remember(&self, peer: &Peer) {
        if matches!(peer.access, Access::Hash(_)) {
            self.peers().known.lock().insert(peer.id, peer.clone());
        }
    }

    /// A group or channel, if it was seen recently.
    pub fn chat(&self, id: PeerId) -> Option<Arc<tl::enums::Chat>> {
        self.peers().chats.lock().get(&id)
    }

    /// The names of a user, if seen recently.
    pub fn face(&self, user_id: i64) -> Option<Arc<Face>> {
        self.peers().faces.lock().get(&user_id)
    }

    /// The `ref` of a peer for this account. `None` before the account has signed in.
    pub fn reference(&self, peer: &Peer) -> Option<String> {
        Some(peer.reference(self.server().identity(), self.owner()?.id))
    }

    fn myself(&self) -> Result<Peer> {
        let owner = self.owner().ok_or_else(not_signed_in)?;
        Ok(Peer { id: PeerId::user(owner.id), access: Access::Myself })
    }

    async fn peer_by_id(&self, id: PeerId, attempt: &Attempt) -> Result<Peer> {
        let owner = self.owner().ok_or_else(not_signed_in)?;
        if id == PeerId::user(owner.id) {
            return self.myself();
        }
        if id.kind == PeerKind::Group {
            return Ok(Peer { id, access: Access::Free });
        }
        if let Some(peer) = self.peers().known(id) {
            return Ok(peer);
        }
        if owner.bot {
            // https://core.telegram.org/api/peers#bots
            return Ok(Peer { id, access: Access::Hash(0) });
        }
        self.peer_in_dialogs(id, attempt).await
    }

    async fn peer_by_name(&self, target: &Target, attempt: &Attempt) -> Result<Peer> {
        let resolved = match target {
            Target::Username(name) => {
                let request =
                    tl::functions::contacts::ResolveUsername { username: name.clone(), referer: None };
                self.read(&request, attempt).await.map_err(|error| as_not_found(error, "USERNAME_INVALID"))?
            }
            Target::Phone(phone) => {
                let request = tl::functions::contacts::ResolvePhone { phone: phone.clone() };
                self.read(&request, attempt).await?
            }
            Target::Invite(hash) => return self.peer_by_invite(hash, attempt).await,
            Target::Me | Target::Id(_) | Target::Reference(_) => return self.myself(),
        };
        let tl::enums::contacts::ResolvedPeer::Peer(resolved) = resolved;
        self.learn(&resolved.users, &resolved.chats);
        let id = PeerId::from(&resolved.peer);
        let users = resolved.users.iter().filter_map(Peer::of_user);
        let mut peers = users.chain(resolved.chats.iter().filter_map(Peer::of_chat));
        peers.find(|peer| peer.id == id).ok_or_else(|| not_found(id))
    }

    /// The chat of an invite link, if the account is already in it or may preview it.
    async fn peer_by_invite(&self, hash: &str, attempt: &Attempt) -> Result<Peer> {
        let request = tl::functions::messages::CheckChatInvite { hash: hash.to_owned() };
        let chat = match self.read(&request, attempt).await? {
            tl::enums::ChatInvite::Already(already) => already.chat,
            tl::enums::ChatInvite::Peek(peek) => peek.chat,
            tl::enums::ChatInvite::Invite(_) => {
                let error =
                    Error::new(Kind::ChatNotFound, "the account is not in the chat of this invite link");
                return Err(error.hint("join it first with groups.join"));
            }
        };
        self.learn(&[], std::slice::from_ref(&chat));
        Peer::of_chat(&chat).ok_or_else(|| {
            Error::new(Kind::ChatNotFound, "the chat of this invite link cannot be named in requests")
        })
    }

    /// Searches the first pages of the dialogs for an id. Each page is fetched only once in a while.
    async fn peer_in_dialogs(&self, id: PeerId, attempt: &Attempt) -> Result<Peer> {
        let mut search = self.peers().dialogs.lock().await;
        // Another call may have found it while this one waited.
        if let Some(peer) = self.peers().known(id) {
            return Ok(peer);
        }
        if search.began.is_none_or(|began| began.elapsed() >= DIALOGS_TTL) {
            *search = Search { began: Some(Instant::now()), pages: 0, next: Some(Offset::START) };
        }
        while let Some(offset) = search.next.clone().filter(|_| search.pages < DIALOG_PAGES) {
            search.next = self.dialogs(offset, attempt).await?.next;
            search.pages += 1;
            if let Some(peer) = self.peers().known(id) {
                return Ok(peer);
            }
        }
        Err(not_found(id))
    }
}

impl Account {
    /// Adds a hint to an error about a peer that Telegram doesn't know because it was named only by its id.
    pub(super) fn unknown_to_telegram(&self, peer: &Peer, error: Error) -> Error {
        let name = error.telegram_name().unwrap_or_default();
        let is_unknown = matches!(name, "PEER_ID_INVALID" | "CHAT_ID_INVALID" | "USER_ID_INVALID");
        let by_bot = peer.id.kind == PeerKind::User && self.owner().is_some_and(|owner| owner.bot);
        if by_bot && (is_unknown || name == "USER_IS_BLOCKED") {
            let error = error.hint(
                "a bot cannot write to users who have not started it or have blocked it; they can start it at \
                 https://t.me/<its username>",
            );
            return match peer.id.as_channel().filter(|_| is_unknown && peer.access == Access::Hash(0)) {
                Some(channel) => error.with("did_you_mean", channel.marked().to_string()),
                None => error,
            };
        }
        let only_by_id = matches!(peer.access, Access::Free | Access::Hash(0));
        match peer.id.as_channel().filter(|_| only_by_id && is_unknown) {
            None => error,
            Some(channel) => {
                let id = channel.marked();
                error.with("did_you_mean", id.to_string()).hint(format!(
                    "if this is the number of a channel or supergroup, as in t.me/c/{}, use the id {id}",
                    peer.id.bare,
                ))
            }
        }
    }
}

fn not_found(id: PeerId) -> Error {
    let error = Error::new(Kind::ChatNotFound, format!("this account does not know {}", id.marked()));
    match id.as_channel() {
        Some(channel) => error.with("did_you_mean", channel.marked().to_string()).hint(format!(
            "use the ref of a result, a @name or a link: an id works only for peers in the newest dialogs; if this \
             is the number of a channel or supergroup, as in t.me/c/{}, use the id {}",
            id.bare,
            channel.marked()
        )),
        None => error.hint(
            "use the ref of a result, a @name or a link: an id works only for peers in the newest dialogs",
        ),
    }
}

fn not_signed_in() -> Error {
    Error::new(Kind::NotSignedIn, "the login is not finished").hint("auth.status returns the next step")
}

/// Turns Telegram's error for an invalid name into `chat_not_found`.
fn as_not_found(error: Error, name: &str) -> Error {
    match error.telegram_name() == Some(name) {
        true => error.restated(Kind::ChatNotFound, "no chat has this name"),
        false => error,
    }
}
