//! The users and chats that an event refers to.

use super::mentioned::Mentioned;
use super::queries;
use crate::sandbox::world::World;
use crate::sandbox::world::chats::notifications::NotifyScope;
use crate::sandbox::world::messages::owner::Owner;
use crate::sandbox::world::messages::polls::shown_in;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::updates::event::{Change, Event};

/// Adds the users and chats that an event refers to.
pub fn mention(world: &World, of: Owner, event: &Event, mentioned: &mut Mentioned) {
    if let Owner::Channel(channel) = of {
        mentioned.peer(Peer::Channel(channel));
    }
    match event.change {
        Change::NewMessage { id } => {
            world.mailbox(of).message(id).into_iter().for_each(|message| mentioned.message(message));
        }
        Change::ReadInbox { chat, .. } | Change::ReadOutbox { chat, .. } => mentioned.peer(chat),
        Change::ChannelReadInbox { channel, .. }
        | Change::ChannelReadOutbox { channel, .. }
        | Change::ChannelChanged { channel }
        | Change::AvailableMessages { channel, .. }
        | Change::TopicRead { channel, .. } => mentioned.peer(Peer::Channel(channel)),
        Change::GroupMembers { group } => {
            let group = Peer::Group(group);
            mentioned.peer(group);
            let chat = world.chat(group).into_iter();
            chat.flat_map(|chat| chat.present()).for_each(|(id, _)| mentioned.user(id));
        }
        Change::JoinRequests { chat } => {
            mentioned.peer(chat);
            let requests = world.chat(chat).into_iter().flat_map(|chat| chat.requests.keys());
            requests.for_each(|id| mentioned.user(*id));
        }
        Change::DefaultBans { chat } | Change::ChatChanged { chat } => mentioned.peer(chat),
        Change::Person { user } | Change::Name { user } | Change::Blocked { user, .. } => {
            mentioned.user(user)
        }
        Change::Status { .. } | Change::Typing { .. } | Change::NewLogin { .. } => {}
        Change::BotQuery(ref query) => queries::mention(query, mentioned),
        Change::Edited { id } => {
            world.mailbox(of).message(id).into_iter().for_each(|message| mentioned.message(message));
        }
        Change::Pinned { chat, .. }
        | Change::DialogPinned { chat, .. }
        | Change::DialogUnreadMark { chat, .. }
        | Change::NotifySettings { about: NotifyScope::Chat(chat) }
        | Change::Unscheduled { chat, .. } => mentioned.peer(chat),
        Change::PinnedDialogs { ref chats, .. } => chats.iter().for_each(|chat| mentioned.peer(*chat)),
        Change::DialogFolders { ref chats } => chats.iter().for_each(|(chat, _)| mentioned.peer(*chat)),
        Change::Scheduled { chat, id } => {
            mentioned.peer(chat);
            if let Owner::Account(account) = of {
                let waiting = world.scheduled_message(account, chat, id);
                waiting.iter().for_each(|message| mentioned.message(message));
            }
        }
        Change::Poll { id, .. } => {
            let shown = world.mailbox(of).message(id).and_then(shown_in);
            shown.into_iter().for_each(|poll| mentioned.poll(poll.id));
        }
        Change::PollVote { by, .. } => mentioned.user(by),
        Change::MentionsRead { channel, .. } => {
            channel.into_iter().for_each(|id| mentioned.peer(Peer::Channel(id)));
        }
        Change::Reactions { chat, id } => {
            mentioned.peer(chat);
            let known = world.mailbox(of).message(id).into_iter();
            known.flat_map(|message| world.reactions(message)).for_each(|by| mentioned.user(by.by));
        }
        Change::Deleted { .. }
        | Change::Views { .. }
        | Change::Forwards { .. }
        | Change::NotifySettings { .. }
        | Change::TopicPinned { .. }
        | Change::PinnedTopics { .. } => {}
    }
}
