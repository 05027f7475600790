//! Coming into chats and leaving them.

use super::chat::{Chat, Invite, Kind, Member, Role};
use super::mailbox::{Action, Change, Mailbox, Owner};
use super::refusal::{Refusal, bad};
use super::{Peer, World};

/// A chat to be made.
#[derive(Clone, Debug)]
pub struct NewChat {
    pub kind: Kind,
    pub title: String,
    pub about: String,
    pub username: Option<String>,
    pub owner: i64,
    pub members: Vec<i64>,
}

/// How somebody came in.
#[derive(Clone, Copy)]
enum By {
    /// On their own, or by the owner of the sandbox.
    Self_,
    Link {
        inviter: i64,
    },
}

impl World {
    /// Makes a chat with its members, and its first message, which says so.
    pub fn found(&mut self, new: NewChat) -> Peer {
        let peer = match new.kind {
            Kind::Group => Peer::Group(self.draw_id(Peer::Group)),
            Kind::Supergroup | Kind::Channel => Peer::Channel(self.draw_id(Peer::Channel)),
        };
        if let Peer::Channel(id) = peer {
            self.mailboxes.insert(Owner::Channel(id), Mailbox::default());
        }
        let created = self.now();
        let NewChat { kind, title, about, username, owner, members } = new;
        let member = |id: i64| {
            let role = if id == owner { Role::Owner } else { Role::Member };
            (id, Member { role, joined: created, inviter: owner })
        };
        let action = match kind {
            Kind::Group => Action::GroupCreated { title: title.clone(), members: members.clone() },
            Kind::Supergroup | Kind::Channel => Action::ChannelCreated { title: title.clone() },
        };
        let everyone: Vec<i64> = std::iter::once(owner).chain(members).collect();
        let chat = Chat {
            peer,
            kind,
            title,
            about,
            username,
            created,
            members: everyone.iter().copied().map(member).collect(),
            requests: Default::default(),
            invites: Vec::new(),
            version: 1,
        };
        self.chats.insert(peer, chat);
        for id in everyone {
            self.dialog_mut(id, peer);
        }
        self.announce(owner, peer, action);
        peer
    }

    pub(super) fn chat_mut(&mut self, peer: Peer) -> Option<&mut Chat> {
        self.chats.get_mut(&peer)
    }

    /// Joins a public channel or supergroup. Who is in it already stays so.
    pub fn join(&mut self, account: i64, peer: Peer) -> Result<(), Refusal> {
        self.may_read(account, peer)?;
        if !self.chat(peer).is_some_and(|chat| chat.has(account)) {
            self.let_in(account, peer, By::Self_);
        }
        Ok(())
    }

    /// The invite link of that hash, with its chat.
    pub fn invite(&self, hash: &str) -> Result<(Peer, &Invite), Refusal> {
        if hash.is_empty() {
            return Err(bad("INVITE_HASH_EMPTY"));
        }
        let all =
            self.chats.values().flat_map(|chat| chat.invites.iter().map(move |invite| (chat.peer, invite)));
        let mut named = all.filter(|(_, invite)| invite.hash == hash);
        let (peer, invite) = named.next().ok_or(bad("INVITE_HASH_INVALID"))?;
        let over = invite.expires.is_some_and(|expires| expires <= self.now());
        let full = invite.limit.is_some_and(|limit| invite.used >= limit);
        if invite.revoked || over || full {
            return Err(bad("INVITE_HASH_EXPIRED"));
        }
        Ok((peer, invite))
    }

    /// Follows an invite link.
    pub fn join_by_invite(&mut self, account: i64, hash: &str) -> Result<Peer, Refusal> {
        let (peer, invite) = self.invite(hash)?;
        let (inviter, by_request) = (invite.creator, invite.by_request);
        let role = self.chat(peer).and_then(|chat| chat.role(account));
        match role {
            Some(Role::Banned) => return Err(bad("INVITE_HASH_EXPIRED")),
            Some(role) if role.is_in() => return Err(bad("USER_ALREADY_PARTICIPANT")),
            _ => {}
        }
        if by_request {
            self.ask_in(account, peer);
            return Err(bad("INVITE_REQUEST_SENT"));
        }
        let invites = self.chat_mut(peer).into_iter().flat_map(|chat| chat.invites.iter_mut());
        invites.filter(|invite| invite.hash == hash).for_each(|invite| invite.used += 1);
        self.let_in(account, peer, By::Link { inviter });
        Ok(peer)
    }

    pub fn leave(&mut self, account: i64, peer: Peer) -> Result<(), Refusal> {
        let now = self.now();
        let chat = self.chat_mut(peer).ok_or(bad("CHANNEL_INVALID"))?;
        let kind = chat.kind;
        let member = chat.members.get_mut(&account).filter(|member| member.role.is_in());
        let member = member.ok_or(bad("USER_NOT_PARTICIPANT"))?;
        if member.role == Role::Owner {
            return Err(bad("USER_CREATOR"));
        }
        *member = Member { role: Role::Left, joined: now, inviter: member.inviter };
        chat.version += 1;
        if kind == Kind::Supergroup {
            self.announce(account, peer, Action::Left { member: account });
        }
        self.dialogs.remove(&(account, peer));
        self.tell_changed(account, peer);
        Ok(())
    }

    fn let_in(&mut self, account: i64, peer: Peer, by: By) {
        let now = self.now();
        let read = self.top_message(account, peer).map_or(0, |message| message.id);
        let inviter = match by {
            By::Self_ => account,
            By::Link { inviter } => inviter,
        };
        let Some(chat) = self.chat_mut(peer) else { return };
        chat.members.insert(account, Member { role: Role::Member, joined: now, inviter });
        chat.requests.remove(&account);
        chat.version += 1;
        let kind = chat.kind;
        // What was written before isn't news to whoever comes in.
        self.dialog_mut(account, peer).read_inbox_max_id = read;
        self.tell_changed(account, peer);
        match (kind, by) {
            (Kind::Channel, _) => {}
            (_, By::Self_) => drop(self.announce(account, peer, Action::Added { members: vec![account] })),
            (_, By::Link { inviter }) => drop(self.announce(account, peer, Action::JoinedByLink { inviter })),
        }
    }

    fn ask_in(&mut self, account: i64, peer: Peer) {
        let now = self.now();
        let Some(chat) = self.chat_mut(peer) else { return };
        chat.requests.entry(account).or_insert(now);
        let admins: Vec<i64> =
            chat.present().filter(|(_, member)| member.role.is_admin()).map(|(id, _)| id).collect();
        for admin in admins {
            self.tell_live(admin, Change::JoinRequests { chat: peer });
        }
    }

    fn tell_changed(&mut self, account: i64, peer: Peer) {
        match peer {
            Peer::Channel(channel) => self.tell(account, 0, Change::ChannelChanged { channel }),
            Peer::Group(group) => {
                let present: Vec<i64> =
                    self.chat(peer).into_iter().flat_map(|chat| chat.present()).map(|(id, _)| id).collect();
                for member in present {
                    self.tell_live(member, Change::GroupMembers { group });
                }
            }
            Peer::User(_) => {}
        }
    }
}
