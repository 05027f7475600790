//! The users and chats that a message refers to.

use super::entity::Style;
use super::message::{Action, Body, Media, Message};
use crate::sandbox::world::people::peer::Peer;

#[derive(Default)]
pub struct References {
    /// Chats, and users that are part of the message itself, such as the bot that it was sent through.
    pub peers: Vec<Peer>,
    /// Users that it only mentions: its author, members it is about, mentions by name.
    pub users: Vec<i64>,
    /// The poll that it shows.
    pub poll: Option<i64>,
}

impl References {
    pub fn contains(&self, peer: Peer) -> bool {
        self.peers.contains(&peer) || matches!(peer, Peer::User(id) if self.users.contains(&id))
    }
}

impl Message {
    pub fn references(&self) -> References {
        let mut references = References { peers: vec![self.chat], ..References::default() };
        if !self.post {
            references.users.push(self.author);
        }
        references.peers.extend(self.carried.via.map(Peer::User));
        if let Some(forward) = &self.carried.forward {
            match forward.from {
                Peer::User(id) => references.users.push(id),
                chat => references.peers.push(chat),
            }
            references.peers.extend(forward.saved_from.map(|(chat, _)| chat));
        }
        match &*self.body {
            Body::Text { entities, media, .. } => {
                if let Some(Media::Poll(poll)) = media {
                    references.poll = Some(poll.id);
                }
                references.users.extend(entities.iter().filter_map(|entity| match entity.style {
                    Style::MentionName { user } => Some(user),
                    _ => None,
                }));
            }
            Body::Service(action) => references.add_action(action),
        }
        references
    }
}

impl References {
    fn add_action(&mut self, action: &Action) {
        match action {
            Action::GroupCreated { members, .. } | Action::Added { members } => self.users.extend(members),
            Action::JoinedByLink { inviter: id } | Action::Left { member: id } => self.users.push(*id),
            Action::MigratedTo { channel } => self.peers.push(Peer::Channel(*channel)),
            Action::MigratedFrom { group, .. } => self.peers.push(Peer::Group(*group)),
            Action::ChannelCreated { .. }
            | Action::TitleChanged { .. }
            | Action::HistoryCleared
            | Action::PhotoChanged { .. }
            | Action::PhotoDeleted
            | Action::JoinedByRequest
            | Action::Pinned
            | Action::TopicCreated { .. }
            | Action::TopicEdited(_) => {}
        }
    }
}
