//! Actions of users.

use grammers_tl_types::{enums, functions, types};
use proptest::prelude::*;
use telewire::sandbox::world::chats::rights::{AdminRights, Bans};

use super::super::administration::{FOR_EVER, edit_admin, edit_banned};
use super::super::files::{self, KB};
use super::super::{
    as_channel, as_user, brought, deleting, editing, forwarding, invites, messages, pinning, polling,
    reacting, scheduling, send, sending, topics,
};
use super::{Crew, PEOPLE};

#[derive(Clone, Debug)]
pub enum Act {
    Say,
    Reply(u8),
    Edit(u8),
    Delete(u8, bool),
    Clear(bool),
    Pin(u8, bool),
    UnpinAll,
    React(u8, bool),
    Read,
    ForwardTo(u8, u8),
    Schedule,
    SendScheduled,
    Type,
    Rename,
    Archive(bool),
    Join,
    Leave,
    /// Another user.
    Ban(u8, bool),
    Promote(u8, bool),
    Bring(u8),
    Migrate,
    Photo,
    Album,
    /// Whether it needs an admin's approval.
    Link(bool),
    JoinBy(u8),
    Admit(u8, bool),
    AdmitAll(bool),
    Forum(bool),
    Topic,
    SayInTopic(u8),
    CloseTopic(u8, bool),
    DeleteTopic(u8),
    Ask(bool),
    Vote(u8, u8),
    ClosePoll(u8),
    TimePasses,
    CatchUp(u8),
}

pub fn act() -> impl Strategy<Value = Act> {
    let at = || 0..6_u8;
    prop_oneof![
        8 => Just(Act::Say),
        3 => at().prop_map(Act::Reply),
        3 => at().prop_map(Act::Edit),
        4 => (at(), any::<bool>()).prop_map(|(at, revoke)| Act::Delete(at, revoke)),
        1 => any::<bool>().prop_map(Act::Clear),
        2 => (at(), any::<bool>()).prop_map(|(at, unpin)| Act::Pin(at, unpin)),
        1 => Just(Act::UnpinAll),
        2 => (at(), any::<bool>()).prop_map(|(at, up)| Act::React(at, up)),
        2 => Just(Act::Read),
        2 => (at(), at()).prop_map(|(at, to)| Act::ForwardTo(at, to)),
        1 => Just(Act::Schedule),
        1 => Just(Act::SendScheduled),
        1 => Just(Act::Type),
        1 => Just(Act::Rename),
        1 => any::<bool>().prop_map(Act::Archive),
        1 => Just(Act::Join),
        1 => Just(Act::Leave),
        2 => (at(), any::<bool>()).prop_map(|(who, ban)| Act::Ban(who, ban)),
        1 => (at(), any::<bool>()).prop_map(|(who, admin)| Act::Promote(who, admin)),
        1 => at().prop_map(Act::Bring),
        1 => Just(Act::Migrate),
        2 => Just(Act::Photo),
        1 => Just(Act::Album),
        1 => any::<bool>().prop_map(Act::Link),
        2 => at().prop_map(Act::JoinBy),
        1 => (at(), any::<bool>()).prop_map(|(who, admit)| Act::Admit(who, admit)),
        1 => any::<bool>().prop_map(Act::AdmitAll),
        1 => prop::bool::weighted(0.8).prop_map(Act::Forum),
        2 => Just(Act::Topic),
        2 => at().prop_map(Act::SayInTopic),
        1 => (at(), any::<bool>()).prop_map(|(at, closed)| Act::CloseTopic(at, closed)),
        1 => at().prop_map(Act::DeleteTopic),
        2 => any::<bool>().prop_map(Act::Ask),
        4 => (at(), 0..4_u8).prop_map(|(at, option)| Act::Vote(at, option)),
        1 => at().prop_map(Act::ClosePoll),
        2 => Just(Act::TimePasses),
        4 => (1..5_u8).prop_map(Act::CatchUp),
    ]
}

impl Crew {
    /// The message at this position, counted from the newest.
    fn message(&mut self, who: usize, peer: &enums::InputPeer, at: u8) -> Option<i32> {
        let found = self.attempt(who, &super::super::history(peer))?;
        messages(found).get(usize::from(at)).map(enums::Message::id)
    }

    /// The poll at this position, counted from the newest, of all polls.
    fn poll(&mut self, who: usize, peer: &enums::InputPeer, at: u8) -> Option<i32> {
        let found = messages(self.attempt(who, &super::super::history(peer))?);
        let polls = found.iter().filter(|message| super::knowing::poll_in(message).is_some());
        let polls: Vec<i32> = polls.map(enums::Message::id).collect();
        polls.get(usize::from(at).checked_rem(polls.len())?).copied()
    }

    /// One of its topics, if it is a forum.
    fn topic(&mut self, who: usize, forum: &enums::InputPeer, at: u8) -> Option<i32> {
        let enums::messages::ForumTopics::Topics(found) = self.attempt(who, &topics::topics(forum))?;
        let topic = found.topics.get(usize::from(at).checked_rem(found.topics.len())?);
        topic.map(enums::ForumTopic::id)
    }

    pub fn act(&mut self, who: usize, chat: usize, act: &Act) {
        self.said += 1;
        let said = self.said;
        let peer = self.peer(who, chat);
        let in_channel = matches!(peer, enums::InputPeer::Channel(_));
        let in_group = matches!(peer, enums::InputPeer::Chat(_));
        // Actions for supergroups only are done in the first one when they are for another chat.
        let supergroup = if in_channel { peer.clone() } else { self.peer(who, 2) };
        let at = match act {
            Act::Reply(at)
            | Act::Edit(at)
            | Act::Delete(at, _)
            | Act::Pin(at, _)
            | Act::React(at, _)
            | Act::ForwardTo(at, _) => {
                let Some(id) = self.message(who, &peer, *at) else { return };
                id
            }
            _ => 0,
        };
        match *act {
            Act::Say => drop(self.attempt(who, &send(&peer, &format!("said {said}"), said))),
            Act::Reply(_) => {
                let reply = sending::answering(at);
                let said = send(&peer, &format!("reply {said}"), said);
                self.attempt(who, &functions::messages::SendMessage { reply_to: Some(reply.into()), ..said });
            }
            Act::Edit(_) => drop(self.attempt(who, &editing::edit(&peer, at, &format!("edit {said}")))),
            Act::Delete(_, _) if in_channel => {
                let said = self.said_once(who, &peer, at);
                let channel = as_channel(&peer);
                let delete = functions::channels::DeleteMessages { channel, id: vec![at] };
                if self.attempt(who, &delete).is_some() {
                    self.note_gone(said, who, true);
                }
            }
            Act::Delete(_, revoke) => {
                let said = self.said_once(who, &peer, at);
                if self.attempt(who, &deleting::delete(&[at], revoke)).is_some() {
                    self.note_gone(said, who, revoke);
                }
            }
            Act::Clear(revoke) => {
                let clear = functions::messages::DeleteHistory {
                    just_clear: true,
                    revoke,
                    peer,
                    max_id: 0,
                    min_date: None,
                    max_date: None,
                };
                self.attempt(who, &clear);
            }
            Act::Pin(_, unpin) => {
                self.attempt(
                    who,
                    &functions::messages::UpdatePinnedMessage { unpin, ..pinning::pin(&peer, at) },
                );
            }
            Act::UnpinAll => {
                let unpin =
                    functions::messages::UnpinAllMessages { peer, top_msg_id: None, saved_peer_id: None };
                self.attempt(who, &unpin);
            }
            Act::React(_, up) => {
                self.attempt(who, &reacting::react(&peer, at, if up { "👍" } else { "👎" }));
            }
            Act::Read if in_channel => {
                let channel = as_channel(&peer);
                self.attempt(who, &functions::channels::ReadHistory { channel, max_id: 0 });
            }
            Act::Read => drop(self.attempt(who, &functions::messages::ReadHistory { peer, max_id: 0 })),
            Act::ForwardTo(_, to) => {
                let to = self.peer(who, to.into());
                let forward = forwarding::forward(&peer, &[at], &to);
                self.attempt(who, &functions::messages::ForwardMessages { random_id: vec![said], ..forward });
            }
            Act::Schedule => {
                let date = self.telegram.world.now() + 60;
                self.attempt(who, &scheduling::later(&peer, &format!("later {said}"), said, date));
            }
            Act::SendScheduled => {
                let waiting = functions::messages::GetScheduledHistory { peer: peer.clone(), hash: 0 };
                let Some(waiting) = self.attempt(who, &waiting) else { return };
                let id = messages(waiting).iter().map(enums::Message::id).collect();
                self.attempt(who, &functions::messages::SendScheduledMessages { peer, id });
            }
            Act::Type => {
                let action = enums::SendMessageAction::SendMessageTypingAction;
                self.attempt(who, &functions::messages::SetTyping { peer, top_msg_id: None, action });
            }
            Act::Rename if in_channel => {
                let title = format!("Title {said}");
                self.attempt(who, &functions::channels::EditTitle { channel: as_channel(&peer), title });
            }
            Act::Rename => {
                let (chat_id, title) = (self.group, format!("Title {said}"));
                self.attempt(who, &functions::messages::EditChatTitle { chat_id, title });
            }
            Act::Archive(away) => {
                let folder = types::InputFolderPeer { peer, folder_id: away.into() };
                self.attempt(who, &functions::folders::EditPeerFolders { folder_peers: vec![folder.into()] });
            }
            Act::Join => {
                let channel = as_channel(&supergroup);
                self.attempt(who, &functions::channels::JoinChannel { channel });
            }
            // Ann stays, so that one member gets everything.
            Act::Leave if who == 0 => {}
            Act::Leave if in_group => {
                let user_id = enums::InputUser::UserSelf;
                let chat_id = self.group;
                self.attempt(
                    who,
                    &functions::messages::DeleteChatUser { revoke_history: false, chat_id, user_id },
                );
            }
            Act::Leave => {
                let channel = as_channel(&supergroup);
                self.attempt(who, &functions::channels::LeaveChannel { channel });
            }
            Act::Ban(whom, ban) => {
                let user = self.user(who, usize::from(whom) % PEOPLE);
                let bans = Bans { view_messages: ban, ..Bans::default() };
                let ban = edit_banned(&supergroup, &user, bans, FOR_EVER);
                self.attempt(who, &ban);
            }
            Act::Promote(whom, admin) => {
                let user = self.user(who, usize::from(whom) % PEOPLE);
                let rights = AdminRights {
                    delete_messages: admin,
                    ban_users: admin,
                    pin_messages: admin,
                    ..AdminRights::default()
                };
                let promote = edit_admin(&supergroup, &user, rights);
                self.attempt(who, &promote);
            }
            Act::Bring(whom) => {
                let user = as_user(&self.user(who, usize::from(whom) % PEOPLE));
                let chat_id = self.group;
                self.attempt(
                    who,
                    &functions::messages::AddChatUser { chat_id, user_id: user.clone(), fwd_limit: 0 },
                );
                let channel = as_channel(&supergroup);
                self.attempt(who, &functions::channels::InviteToChannel { channel, users: vec![user] });
            }
            Act::Migrate => {
                let migrate = functions::messages::MigrateChat { chat_id: self.group };
                let Some(made) = self.attempt(who, &migrate) else { return };
                let chats = brought(made).chats;
                self.migrated = chats.iter().find_map(|chat| match chat {
                    enums::Chat::Channel(channel) => Some(channel.id),
                    _ => None,
                });
                assert!(self.migrated.is_some(), "{chats:?}");
            }
            Act::Photo => {
                let caller = self.callers[who].clone();
                let file = files::upload(
                    &mut self.telegram,
                    &caller,
                    said,
                    &files::jpeg(600 + said as u16, 600),
                    KB,
                );
                self.attempt(who, &files::send(&peer, files::photo_of(file), said));
            }
            Act::Album => {
                let caller = self.callers[who].clone();
                // They are stored in a chat where the caller may always show them.
                let own = enums::InputPeer::PeerSelf;
                let mut album = files::albums::album_of_two(&mut self.telegram, &caller, &own);
                for (enums::InputSingleMedia::Media(media), half) in album.multi_media.iter_mut().zip(1..) {
                    media.random_id = (said * 4 + half) << 32;
                }
                self.attempt(who, &functions::messages::SendMultiMedia { peer, ..album });
            }
            Act::Link(request_needed) => {
                let export =
                    functions::messages::ExportChatInvite { request_needed, ..invites::export(&peer) };
                let made = self.attempt(who, &export);
                self.links.extend(made.map(|made| invites::exported(made).link));
            }
            Act::JoinBy(at) => {
                let Some(at) = usize::from(at).checked_rem(self.links.len()) else { return };
                let link = self.links[at].clone();
                self.attempt(who, &invites::import(&link));
            }
            Act::Admit(whom, approved) => {
                let user_id = as_user(&self.user(who, usize::from(whom) % PEOPLE));
                self.attempt(who, &functions::messages::HideChatJoinRequest { approved, peer, user_id });
            }
            Act::AdmitAll(approved) => {
                let all = functions::messages::HideAllChatJoinRequests { approved, peer, link: None };
                self.attempt(who, &all);
            }
            Act::Forum(enabled) => {
                let channel = as_channel(&supergroup);
                self.attempt(who, &functions::channels::ToggleForum { channel, enabled, tabs: false });
            }
            Act::Topic => {
                self.attempt(who, &topics::create(&supergroup, &format!("Topic {said}"), said));
            }
            Act::SayInTopic(at) => {
                let Some(topic) = self.topic(who, &supergroup, at) else { return };
                let reply_to = topics::reply(topic, None);
                let text = format!("said {said} in {topic}");
                let said = send(&supergroup, &text, said);
                self.attempt(who, &functions::messages::SendMessage { reply_to, ..said });
            }
            Act::CloseTopic(at, closed) => {
                let Some(topic) = self.topic(who, &supergroup, at) else { return };
                self.attempt(who, &topics::close(&supergroup, topic, closed));
            }
            Act::DeleteTopic(at) => {
                let Some(topic) = self.topic(who, &supergroup, at) else { return };
                self.attempt(who, &topics::delete(&supergroup, topic));
            }
            Act::Ask(public_voters) => {
                let asked = types::Poll { public_voters, ..polling::poll(&polling::OPTIONS) };
                self.attempt(who, &files::send(&peer, polling::media(asked), said));
            }
            Act::Vote(at, option) => {
                let Some(poll) = self.poll(who, &peer, at) else { return };
                // The last one is out of range: the vote is retracted.
                let option = option.to_string();
                let options: &[&str] = if option == "3" { &[] } else { &[&option] };
                self.attempt(who, &polling::vote(&peer, poll, options));
            }
            Act::ClosePoll(at) => {
                let Some(poll) = self.poll(who, &peer, at) else { return };
                let asked = polling::poll(&polling::OPTIONS);
                self.attempt(who, &polling::close(&peer, poll, asked));
            }
            Act::TimePasses => self.telegram.world.advance(45),
            Act::CatchUp(slice) => self.catch_up(who, slice.into()),
        }
    }
}
