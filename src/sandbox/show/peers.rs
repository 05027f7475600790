//! People and chats as Telegram shows them to one account.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types};

use super::{blank, rights};
use crate::sandbox::functions::photos;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::chat::{Chat, ChatKind, Member, Role};
use crate::sandbox::world::chats::rights::FOR_EVER;
use crate::sandbox::world::messages::entity::Style;
use crate::sandbox::world::messages::message::{Action, Body, Media, Message};
use crate::sandbox::world::messages::poll::Ballot;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::Status;

pub fn peer(peer: Peer) -> enums::Peer {
    match peer {
        Peer::User(user_id) => types::PeerUser { user_id }.into(),
        Peer::Group(chat_id) => types::PeerChat { chat_id }.into(),
        Peer::Channel(channel_id) => types::PeerChannel { channel_id }.into(),
    }
}

/// Whom an answer speaks of, so that it can bring them along.
#[derive(Default)]
pub struct Mentioned {
    users: BTreeSet<i64>,
    /// Those whom only messages speak of: strangers among them come with less (https://core.telegram.org/api/min).
    in_messages: BTreeSet<i64>,
    chats: BTreeSet<Peer>,
    /// Nobody has asked for what is told.
    unasked: bool,
    polls: BTreeSet<i64>,
}

impl Mentioned {
    /// In updates, which come by themselves or for what was missed of them.
    pub fn in_updates() -> Self {
        Self { unasked: true, ..Self::default() }
    }

    /// Whether this message speaks of them.
    pub fn is_in(message: &Message, peer: Peer) -> bool {
        let mut mentioned = Self::default();
        mentioned.message(message);
        match peer {
            Peer::User(id) => mentioned.in_messages.contains(&id) || mentioned.users.contains(&id),
            chat => mentioned.chats.contains(&chat),
        }
    }

    pub fn peer(&mut self, peer: Peer) {
        match peer {
            Peer::User(id) => drop(self.users.insert(id)),
            chat => drop(self.chats.insert(chat)),
        }
    }

    pub fn user(&mut self, id: i64) {
        self.users.insert(id);
    }

    /// Those by whom somebody came to be what they are in a chat.
    pub fn member(&mut self, member: &Member) {
        let others = [member.inviter, member.promoted_by, member.ban.map_or(0, |ban| ban.by)];
        self.users.extend(others.into_iter().filter(|id| *id != 0));
    }

    /// Those who are named in its results.
    pub fn poll(&mut self, id: i64) {
        self.polls.insert(id);
    }

    pub fn message(&mut self, message: &Message) {
        self.peer(message.chat);
        if !message.post {
            self.in_messages.insert(message.author);
        }
        self.users.extend(message.carried.via);
        if let Some(forward) = &message.carried.forward {
            match forward.from {
                Peer::User(id) => drop(self.in_messages.insert(id)),
                chat => self.peer(chat),
            }
            forward.saved_from.into_iter().for_each(|(chat, _)| self.peer(chat));
        }
        match &*message.body {
            Body::Text { entities, media, .. } => {
                if let Some(Media::Poll(poll)) = media {
                    self.poll(poll.id);
                }
                self.in_messages.extend(entities.iter().filter_map(|entity| match entity.style {
                    Style::MentionName { user } => Some(user),
                    _ => None,
                }));
            }
            Body::Service(Action::GroupCreated { members, .. } | Action::Added { members }) => {
                self.in_messages.extend(members);
            }
            Body::Service(Action::JoinedByLink { inviter: id } | Action::Left { member: id }) => {
                self.in_messages.insert(*id);
            }
            Body::Service(Action::MigratedTo { channel }) => self.peer(Peer::Channel(*channel)),
            Body::Service(Action::MigratedFrom { group, .. }) => self.peer(Peer::Group(*group)),
            Body::Service(
                Action::ChannelCreated { .. }
                | Action::TitleChanged { .. }
                | Action::HistoryCleared
                | Action::PhotoChanged { .. }
                | Action::PhotoDeleted
                | Action::JoinedByRequest
                | Action::Pinned
                | Action::TopicCreated { .. }
                | Action::TopicEdited(_),
            ) => {}
        }
    }

    pub fn users(&self, world: &World, me: i64) -> Vec<enums::User> {
        let voters = self.polls.iter().filter_map(|poll| world.ballot(*poll)).flat_map(Ballot::named);
        let users: BTreeSet<i64> = self.users.iter().copied().chain(voters).collect();
        let full = users.iter().map(|id| user(world, me, *id));
        let others = self.in_messages.difference(&users).map(|id| {
            let whole = world.knows(me, *id) || (!self.unasked && world.meets(me, *id));
            if whole { user(world, me, *id) } else { stranger(world, me, *id) }
        });
        full.chain(others).collect()
    }

    pub fn chats(&self, world: &World, me: i64) -> Vec<enums::Chat> {
        self.chats.iter().map(|peer| chat(world, me, *peer)).collect()
    }
}

pub fn user(world: &World, me: i64, id: i64) -> enums::User {
    let Some(person) = world.person(id) else { return types::UserEmpty { id }.into() };
    let is_self = id == me;
    let contact = world.person(me).is_some_and(|me| me.contacts.contains(&id));
    let bot = person.is_bot();
    let own = (Some(person.first_name.clone()), person.last_name.clone());
    let called = world.person(me).and_then(|me| me.contact_names.get(&id));
    let (first_name, last_name) = called.map_or(own, |(first, last)| (Some(first.clone()), last.clone()));
    types::User {
        is_self,
        contact,
        mutual_contact: contact && person.contacts.contains(&me),
        bot,
        premium: person.premium,
        // Bots here read everything that is said in their groups.
        bot_chat_history: bot,
        bot_info_version: bot.then_some(person.bot.version),
        // Clients take it for the sign that a bot can be asked from any chat.
        bot_inline_placeholder: (bot && person.bot.inline).then(String::new),
        id,
        access_hash: Some(world.access_hash(me, Peer::User(id))),
        first_name,
        last_name,
        username: person.username.clone(),
        phone: person.phone.clone().filter(|_| is_self || contact),
        photo: photos::of_user(world, id),
        status: if bot { None } else { Some(status(world, person.status)) },
        ..blank::user()
    }
    .into()
}

/// Somebody who can only be named by the message that speaks of them. The hash is good for their picture alone.
fn stranger(world: &World, me: i64, id: i64) -> enums::User {
    match user(world, me, id) {
        enums::User::User(whole) => types::User {
            min: true,
            access_hash: Some(world.min_access_hash(me, id)),
            status: None,
            phone: None,
            ..whole
        }
        .into(),
        empty => empty,
    }
}

pub fn status(world: &World, status: Status) -> enums::UserStatus {
    match status {
        Status::Never => enums::UserStatus::Empty,
        Status::Online { expires } if expires > world.now() => types::UserStatusOnline { expires }.into(),
        Status::Online { expires: was_online } | Status::Offline { since: was_online } => {
            types::UserStatusOffline { was_online }.into()
        }
    }
}

pub fn chat(world: &World, me: i64, peer: Peer) -> enums::Chat {
    let (Peer::User(id) | Peer::Group(id) | Peer::Channel(id)) = peer;
    let Some(chat) = world.chat(peer) else { return types::ChatEmpty { id }.into() };
    match chat.kind {
        ChatKind::Group if chat.role(me).is_some_and(|role| role != Role::Banned) => {
            group(world, chat, id, me)
        }
        ChatKind::Group => types::ChatForbidden { id, title: chat.title.clone() }.into(),
        ChatKind::Supergroup | ChatKind::Channel if chat.is_open_to(me) => channel(world, chat, id, me),
        kind => types::ChannelForbidden {
            broadcast: kind == ChatKind::Channel,
            megagroup: kind == ChatKind::Supergroup,
            monoforum: false,
            id,
            access_hash: world.access_hash(me, peer),
            title: chat.title.clone(),
            until_date: chat.members.get(&me).and_then(|member| member.ban).map(|ban| ban.until),
        }
        .into(),
    }
}

fn group(world: &World, chat: &Chat, id: i64, me: i64) -> enums::Chat {
    types::Chat {
        creator: chat.role(me) == Some(Role::Owner),
        left: !chat.has(me),
        id,
        title: chat.title.clone(),
        photo: photos::beside_title(world, chat.peer),
        participants_count: chat.present().count() as i32,
        date: chat.created,
        version: chat.version,
        admin_rights: rights::admin_of(chat, me),
        default_banned_rights: Some(rights::bans(chat.default_bans, FOR_EVER)),
        deactivated: chat.migrated_to.is_some(),
        migrated_to: chat.migrated_to.map(|id| migrated_to(world, id, me)),
        ..blank::group()
    }
    .into()
}

fn channel(world: &World, chat: &Chat, id: i64, me: i64) -> enums::Chat {
    types::Channel {
        creator: chat.role(me) == Some(Role::Owner),
        left: !chat.has(me),
        broadcast: chat.kind == ChatKind::Channel,
        megagroup: chat.kind == ChatKind::Supergroup,
        id,
        access_hash: Some(world.access_hash(me, chat.peer)),
        title: chat.title.clone(),
        username: chat.username.clone(),
        photo: photos::beside_title(world, chat.peer),
        date: chat.members.get(&me).map_or(chat.created, |member| member.joined),
        admin_rights: rights::admin_of(chat, me),
        default_banned_rights: (chat.kind == ChatKind::Supergroup)
            .then(|| rights::bans(chat.default_bans, FOR_EVER)),
        banned_rights: chat.members.get(&me).and_then(|member| member.ban).map(rights::ban),
        signatures: chat.signatures,
        slowmode_enabled: chat.slow_mode > 0,
        forum: chat.forum.on,
        forum_tabs: chat.forum.tabs,
        participants_count: Some(chat.present().count() as i32),
        ..blank::channel()
    }
    .into()
}

fn migrated_to(world: &World, id: i64, me: i64) -> enums::InputChannel {
    let access_hash = world.access_hash(me, Peer::Channel(id));
    types::InputChannel { channel_id: id, access_hash }.into()
}
