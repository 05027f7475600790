//! From what a caller names to a peer that Telegram takes.

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

/// How many pages of dialogs are looked through for an id that nothing is known of…
const DIALOG_PAGES: usize = 5;

/// … and how long that counts.
const DIALOGS_COUNT_FOR: Duration = Duration::from_secs(10 * 60);

/// How many peers and names of an account are remembered at least.
const PEERS: usize = 2048;
const NAMES: usize = 256;
const FACES: usize = 1024;
const GROUPS: usize = 256;

/// What an account knows of its peers. It is a memory to save requests; everything works without it.
pub struct Peers {
    known: Mutex<Known<PeerId, Peer>>,
    /// The supergroups that basic groups have become.
    migrated: Mutex<Known<PeerId, Peer>>,
    /// Users by their bare ids.
    faces: Mutex<Known<i64, Arc<Face>>>,
    /// Groups and channels as they were last told.
    chats: Mutex<Known<PeerId, Arc<tl::enums::Chat>>>,
    /// Names, numbers and invites in use, each asked for once a day.
    named: Mutex<Known<Target, Arc<Naming>>>,
    dialogs: tokio::sync::Mutex<Search>,
}

/// A name, and whose it is once Telegram has been asked.
type Naming = OnceCell<Named>;

#[derive(Clone)]
struct Named {
    peer: Peer,
    /// Unix time in seconds, by Telegram's clock.
    resolved_at: i64,
}

/// How long a name is taken to be whose it was, in seconds: names change hands, but seldom.
const NAMES_COUNT_FOR: i64 = 24 * 60 * 60;

impl Named {
    fn is_fresh(&self, now: i64) -> bool {
        let age = now - self.resolved_at;
        (-NAMES_COUNT_FOR..NAMES_COUNT_FOR).contains(&age)
    }
}

/// How far the dialogs were looked through.
#[derive(Default)]
struct Search {
    began: Option<Instant>,
    pages: usize,
    /// Where the next page begins; none at the end of the dialogs.
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

    /// The cell of a name; a new one if what is in the old has become too old.
    fn naming(&self, target: &Target, now: i64) -> Arc<Naming> {
        let mut named = self.named.lock();
        let known = named.get(target).filter(|cell| cell.get().is_none_or(|named| named.is_fresh(now)));
        known.unwrap_or_else(|| {
            let cell = Arc::new(Naming::new());
            named.insert(target.clone(), cell.clone());
            cell
        })
    }

    /// Takes in usernames that another process resolved, as far as they are newer.
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

    /// The usernames that were resolved lately. `now` is in seconds since 1970.
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

    /// Forgets what is told again with most answers, and what was not used lately.
    pub(in crate::telegram) fn shrink(&self) {
        *self.faces.lock() = Known::new(FACES);
        *self.chats.lock() = Known::new(GROUPS);
        self.known.lock().shrink();
        self.named.lock().shrink();
        self.migrated.lock().shrink();
    }

    /// The supergroup that this basic group has become, if that was seen.
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
        let mut told = self.chats.lock();
        for chat in chats {
            // What is told of these is the same for everybody, and less.
            let min = matches!(chat, tl::enums::Chat::Channel(channel) if channel.min);
            if let Some(peer) = Peer::of_chat(chat).filter(|_| !min) {
                told.insert(peer.id, Arc::new(chat.clone()));
            }
        }
        drop(told);
        let mut faces = self.faces.lock();
        for user in users {
            if let tl::enums::User::User(user) = user {
                faces.insert(user.id, Arc::new(Face::of(user)));
            }
        }
    }
}

impl Account {
    /// The chat that a caller means, if it may be reached.
    pub async fn peer(&self, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        self.peer_for(attempt.purpose(), chat, attempt).await
    }

    /// The chat that a caller means, if it may be read: by a method that changes something in another chat.
    pub async fn source(&self, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        self.peer_for(Purpose::Read, chat, attempt).await
    }

    async fn peer_for(&self, purpose: Purpose, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        let peer = self.named(chat, attempt).await?;
        self.judge(&peer, purpose, attempt).await?;
        self.unmigrated(&peer)?;
        Ok(peer)
    }

    /// A user who is spoken of, as a member or an author in a chat that may be reached: not spoken to.
    pub async fn user(&self, user: &ChatId, attempt: &Attempt) -> Result<Peer> {
        let peer = self.named(user, attempt).await.map_err(|error| match error.kind() {
            Kind::ChatNotFound => Error::new(Kind::UserNotFound, error.message())
                .hint("an id alone works for users met before: use the ref of a result, or a @name"),
            _ => error,
        })?;
        match peer.id.kind {
            PeerKind::User => Ok(peer),
            _ => Err(Error::new(Kind::UserNotFound, "this names a chat and not a user")),
        }
    }

    /// A chat that only marks a place in a list.
    pub async fn marker(&self, chat: &ChatId, attempt: &Attempt) -> Result<Peer> {
        self.named(chat, attempt).await
    }

    /// The peer behind a name, whether or not it may be reached.
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

    /// Remembers the peers of a result, so that their bare ids can be used from now on.
    pub fn learn(&self, users: &[tl::enums::User], chats: &[tl::enums::Chat]) {
        self.peers().learn(users, chats);
    }

    /// How requests can name a peer, if that was seen lately.
    pub fn known(&self, id: PeerId) -> Option<Peer> {
        match self.owner() {
            Some(owner) if id == PeerId::user(owner.id) => self.myself().ok(),
            _ => self.peers().known(id),
        }
    }

    /// Remembers a peer that was named whole.
    pub(in crate::telegram) fn remember(&self, peer: &Peer) {
        if matches!(peer.access, Access::Hash(_)) {
            self.peers().known.lock().insert(peer.id, peer.clone());
        }
    }

    /// A group or channel, if it was seen lately.
    pub fn chat(&self, id: PeerId) -> Option<Arc<tl::enums::Chat>> {
        self.peers().chats.lock().get(&id)
    }

    /// What a user is called, if that was seen lately.
    pub fn face(&self, user_id: i64) -> Option<Arc<Face>> {
        self.peers().faces.lock().get(&user_id)
    }

    /// The `ref` of a peer for this account. None before the account has signed in.
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

    /// The chat behind an invite link, if the account is in it already or may look into it.
    async fn peer_by_invite(&self, hash: &str, attempt: &Attempt) -> Result<Peer> {
        let request = tl::functions::messages::CheckChatInvite { hash: hash.to_owned() };
        let chat = match self.read(&request, attempt).await? {
            tl::enums::ChatInvite::Already(already) => already.chat,
            tl::enums::ChatInvite::Peek(peek) => peek.chat,
            tl::enums::ChatInvite::Invite(_) => {
                let told =
                    Error::new(Kind::ChatNotFound, "the account is not in the chat of this invite link");
                return Err(told.hint("join it first, with groups.join"));
            }
        };
        self.learn(&[], std::slice::from_ref(&chat));
        Peer::of_chat(&chat)
            .ok_or_else(|| Error::new(Kind::ChatNotFound, "the chat of this invite link has no name"))
    }

    /// Looks for an id in the dialogs: some pages, each once in a while.
    async fn peer_in_dialogs(&self, id: PeerId, attempt: &Attempt) -> Result<Peer> {
        let mut search = self.peers().dialogs.lock().await;
        // Another call may have found it while this one waited.
        if let Some(peer) = self.peers().known(id) {
            return Ok(peer);
        }
        if search.began.is_none_or(|began| began.elapsed() >= DIALOGS_COUNT_FOR) {
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
    /// An error about a peer that was named by an id alone, if that is why Telegram doesn't know it.
    pub(super) fn unknown_to_telegram(&self, peer: &Peer, error: Error) -> Error {
        let name = error.telegram_name().unwrap_or_default();
        let is_unknown = matches!(name, "PEER_ID_INVALID" | "CHAT_ID_INVALID" | "USER_ID_INVALID");
        let by_bot = peer.id.kind == PeerKind::User && self.owner().is_some_and(|owner| owner.bot);
        if by_bot && (is_unknown || name == "USER_IS_BLOCKED") {
            let error = error.hint(
                "a bot can't write first, nor to somebody who has blocked it: the person has to start it, at \
                 https://t.me/ and its username",
            );
            return match peer.id.as_channel().filter(|_| is_unknown && peer.access == Access::Hash(0)) {
                Some(channel) => error.with("did_you_mean", channel.marked().to_string()),
                None => error,
            };
        }
        let by_id_alone = matches!(peer.access, Access::Free | Access::Hash(0));
        match peer.id.as_channel().filter(|_| by_id_alone && is_unknown) {
            None => error,
            Some(channel) => {
                let id = channel.marked();
                error.with("did_you_mean", id.to_string()).hint(format!(
                    "if this is the number of a channel or supergroup, as in t.me/c/{}, its id is {id}",
                    peer.id.bare,
                ))
            }
        }
    }
}

fn not_found(id: PeerId) -> Error {
    let error = Error::new(Kind::ChatNotFound, format!("this account knows nothing of {}", id.marked()));
    match id.as_channel() {
        Some(channel) => error.with("did_you_mean", channel.marked().to_string()).hint(format!(
            "an id alone works for peers among the newest dialogs: use the ref of a result, a @name or a link; if \
             this is the number of a channel or supergroup, as in t.me/c/{}, its id is {}",
            id.bare,
            channel.marked()
        )),
        None => error.hint(
            "an id alone works for peers among the newest dialogs: use the ref of a result, a @name or a link",
        ),
    }
}

fn not_signed_in() -> Error {
    Error::new(Kind::NotSignedIn, "the login is not finished").hint("auth.status tells the next step")
}

/// What resolving a name takes for a name that can't be.
fn as_not_found(error: Error, name: &str) -> Error {
    match error.telegram_name() == Some(name) {
        true => error.restated(Kind::ChatNotFound, "there is no such name"),
        false => error,
    }
}
