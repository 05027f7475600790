//! Whatever people do in a private chat, a basic group and a supergroup: pts never goes back, whoever catches up knows
//! what is there, and what is deleted is nowhere.

use std::collections::{BTreeMap, BTreeSet};

use grammers_tl_types::{RemoteCall, enums, functions, types};
use proptest::prelude::*;
use telewire::sandbox::methods::Caller;
use telewire::sandbox::world::person::NewPerson;
use telewire::sandbox::world::rights::{AdminRights, Bans};
use telewire::sandbox::world::{Peer, World};

use super::administration::{FOR_EVER, account, bring, edit_admin, edit_banned, found};
use super::searching::{search, search_global};
use super::updates::{channel_difference, get_difference, state};
use super::{
    ANN, BOB, Telegram, as_channel, as_user, brought, deleting, editing, forwarding, messages, pinning,
};

const DAVE: &str = "+9996620044";

/// Who: Ann founded the chats, Bob and Dave are in them.
const PEOPLE: usize = 3;
/// Where: with the next of the three in private, in the group, in the supergroup.
const CHATS: usize = 3;

#[derive(Clone, Debug)]
enum Act {
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
    /// Somebody else.
    Ban(u8, bool),
    Promote(u8, bool),
    Bring(u8),
    Migrate,
    TimePasses,
    CatchUp(u8),
}

fn act() -> impl Strategy<Value = Act> {
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
        2 => Just(Act::TimePasses),
        4 => (1..5_u8).prop_map(Act::CatchUp),
    ]
}

/// A message as far as it is the same for whoever asks whenever.
fn told(message: &enums::Message) -> String {
    match message {
        enums::Message::Empty(_) => String::new(),
        enums::Message::Message(message) => {
            format!(
                "{} {:?} {:?} {:?}",
                message.message, message.reply_to, message.edit_date, message.fwd_from
            )
        }
        enums::Message::Service(message) => format!("{:?} {:?}", message.action, message.reply_to),
    }
}

/// What one account has come to know by differences alone.
#[derive(Default)]
struct Knowing {
    pts: i32,
    date: i32,
    channel_pts: i32,
    own: BTreeMap<i32, String>,
    channel: BTreeMap<i32, String>,
    pinned: BTreeSet<i32>,
}

impl Knowing {
    fn learn(&mut self, new: &[enums::Message], other: &[enums::Update], of_channel: bool) {
        let known = if of_channel { &mut self.channel } else { &mut self.own };
        for message in new {
            assert!(
                !told(message).is_empty(),
                "no difference tells of a message that isn't there: {message:?}"
            );
            known.insert(message.id(), told(message));
        }
        for update in other {
            match update {
                enums::Update::EditMessage(types::UpdateEditMessage { message, .. })
                | enums::Update::EditChannelMessage(types::UpdateEditChannelMessage { message, .. }) => {
                    known.insert(message.id(), told(message));
                }
                enums::Update::DeleteMessages(types::UpdateDeleteMessages { messages, .. })
                | enums::Update::DeleteChannelMessages(types::UpdateDeleteChannelMessages {
                    messages, ..
                }) => {
                    for id in messages {
                        known.remove(id);
                        if of_channel {
                            self.pinned.remove(id);
                        }
                    }
                }
                enums::Update::PinnedChannelMessages(pins) => {
                    for id in &pins.messages {
                        if pins.pinned {
                            self.pinned.insert(*id)
                        } else {
                            self.pinned.remove(id)
                        };
                    }
                }
                _ => {}
            }
        }
    }
}

struct Crew {
    telegram: Telegram,
    callers: [Caller; PEOPLE],
    names: [&'static str; PEOPLE],
    group: i64,
    channels: [enums::InputPeer; PEOPLE],
    knowing: [Knowing; PEOPLE],
    pts: BTreeMap<usize, i32>,
    said: i64,
}

impl Crew {
    fn new() -> Self {
        let mut telegram = Telegram::new();
        let [ann, bob] = [ANN, BOB].map(|phone| telegram.sign_in(phone));
        // Somebody without a password, whose login would take longer than all the rest.
        let dave = NewPerson {
            phone: Some(DAVE.to_owned()),
            token: None,
            inline: false,
            first_name: "Dave".to_owned(),
            last_name: None,
            username: Some("dave_diver".to_owned()),
            password: None,
        };
        telegram.world.add_person(dave).expect("the number is free");
        let dave = telegram.sign_in(DAVE);
        let callers = [ann.clone(), bob.clone(), dave.clone()];
        let names = ["ann_archer", "bob_baker", "dave_diver"];
        let users = names[1..].iter().map(|name| as_user(&telegram.resolve(&ann, name))).collect();
        let create = functions::messages::CreateChat { users, title: "Crew".to_owned(), ttl_period: None };
        let enums::messages::InvitedUsers::Users(made) = telegram.call(&ann, &create).expect("anyone may");
        let group = brought(made.updates).chats[0].id();
        let channel = found(&mut telegram, &ann, false);
        let bobs = bring(&mut telegram, &ann, &channel, names[1], &bob);
        let daves = bring(&mut telegram, &ann, &channel, names[2], &dave);
        let mut crew = Self {
            telegram,
            callers,
            names,
            group,
            channels: [channel, bobs, daves],
            knowing: Default::default(),
            pts: BTreeMap::new(),
            said: 0,
        };
        for who in 0..PEOPLE {
            let begin = state(&mut crew.telegram, &crew.callers[who].clone());
            let channel_pts = crew.channel_pts();
            let ids: Vec<i32> = (1..20).collect();
            let [own, channel] =
                [false, true].map(|of_channel| crew.fresh(who, &ids, of_channel).expect("they can be read"));
            let (pts, date) = (begin.pts, begin.date);
            crew.knowing[who] = Knowing { pts, date, channel_pts, own, channel, ..Knowing::default() };
        }
        crew
    }

    fn channel(&self) -> Peer {
        let enums::InputPeer::Channel(channel) = &self.channels[0] else { panic!("a channel") };
        Peer::Channel(channel.channel_id)
    }

    fn channel_pts(&self) -> i32 {
        self.telegram.world.mailbox(World::owner(0, self.channel())).pts
    }

    fn peer(&mut self, who: usize, chat: usize) -> enums::InputPeer {
        match chat % CHATS {
            0 => self.user(who, (who + 1) % PEOPLE),
            1 => types::InputPeerChat { chat_id: self.group }.into(),
            _ => self.channels[who].clone(),
        }
    }

    fn user(&mut self, who: usize, whom: usize) -> enums::InputPeer {
        let caller = self.callers[who].clone();
        self.telegram.resolve(&caller, self.names[whom])
    }

    /// What may not be done is refused by name, and that is that.
    fn attempt<F: RemoteCall>(&mut self, who: usize, function: &F) -> Option<F::Return> {
        match self.telegram.call(&self.callers[who].clone(), function) {
            Ok(answer) => Some(answer),
            Err(refused) => {
                assert!(matches!(refused.code, 400 | 403 | 406 | 420), "{refused:?}");
                assert!(!refused.name.starts_with("METHOD_NOT"), "{refused:?}");
                None
            }
        }
    }

    /// The message so many places from the newest on.
    fn message(&mut self, who: usize, peer: &enums::InputPeer, at: u8) -> Option<i32> {
        let found = self.attempt(who, &super::history(peer))?;
        messages(found).get(usize::from(at)).map(enums::Message::id)
    }

    fn act(&mut self, who: usize, chat: usize, act: &Act) {
        self.said += 1;
        let said = self.said;
        let peer = self.peer(who, chat);
        let in_channel = chat % CHATS == 2;
        let in_group = chat % CHATS == 1;
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
            Act::Say => drop(self.attempt(who, &super::send(&peer, &format!("said {said}"), said))),
            Act::Reply(_) => {
                let reply = types::InputReplyToMessage {
                    reply_to_msg_id: at,
                    top_msg_id: None,
                    reply_to_peer_id: None,
                    quote_text: None,
                    quote_entities: None,
                    quote_offset: None,
                    monoforum_peer_id: None,
                    todo_item_id: None,
                    poll_option: None,
                };
                let send = super::send(&peer, &format!("reply {said}"), said);
                self.attempt(who, &functions::messages::SendMessage { reply_to: Some(reply.into()), ..send });
            }
            Act::Edit(_) => drop(self.attempt(who, &editing::edit(&peer, at, &format!("edit {said}")))),
            Act::Delete(_, _) if in_channel => {
                let channel = as_channel(&peer);
                self.attempt(who, &functions::channels::DeleteMessages { channel, id: vec![at] });
            }
            Act::Delete(_, revoke) => drop(self.attempt(who, &deleting::delete(&[at], revoke))),
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
                self.attempt(who, &super::reacting::react(&peer, at, if up { "👍" } else { "👎" }));
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
                self.attempt(who, &super::scheduling::later(&peer, &format!("later {said}"), said, date));
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
                let channel = as_channel(&self.channels[who]);
                self.attempt(who, &functions::channels::JoinChannel { channel });
            }
            // Ann stays, so that there is one who hears everything.
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
                let channel = as_channel(&self.channels[who]);
                self.attempt(who, &functions::channels::LeaveChannel { channel });
            }
            Act::Ban(whom, ban) => {
                let user = self.user(who, usize::from(whom) % PEOPLE);
                let bans = Bans { view_messages: ban, ..Bans::default() };
                let ban = edit_banned(&self.channels[who].clone(), &user, bans, FOR_EVER);
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
                let promote = edit_admin(&self.channels[who].clone(), &user, rights);
                self.attempt(who, &promote);
            }
            Act::Bring(whom) => {
                let user = as_user(&self.user(who, usize::from(whom) % PEOPLE));
                let chat_id = self.group;
                self.attempt(
                    who,
                    &functions::messages::AddChatUser { chat_id, user_id: user.clone(), fwd_limit: 0 },
                );
                let channel = as_channel(&self.channels[who]);
                self.attempt(who, &functions::channels::InviteToChannel { channel, users: vec![user] });
            }
            Act::Migrate => {
                drop(self.attempt(who, &functions::messages::MigrateChat { chat_id: self.group }))
            }
            Act::TimePasses => self.telegram.world.advance(45),
            Act::CatchUp(slice) => self.catch_up(who, slice.into()),
        }
    }

    /// pts of every box, the channel's last.
    fn pts_never_went_back(&mut self) {
        for who in 0..=PEOPLE {
            let pts = match self.callers.get(who) {
                Some(caller) => {
                    let of = World::owner(account(&self.telegram, caller), Peer::User(0));
                    self.telegram.world.mailbox(of).pts
                }
                None => self.channel_pts(),
            };
            let before = self.pts.insert(who, pts).unwrap_or(1);
            assert!(pts >= before, "{before} before, now {pts}");
        }
    }

    fn catch_up(&mut self, who: usize, slice: i32) {
        loop {
            let Knowing { pts, date, .. } = self.knowing[who];
            let asked =
                functions::updates::GetDifference { pts_limit: Some(slice), ..get_difference(pts, date) };
            let (new, other, enums::updates::State::State(state), more) =
                match self.attempt(who, &asked).expect("signed in") {
                    enums::updates::Difference::Empty(_) => break,
                    enums::updates::Difference::Difference(all) => {
                        (all.new_messages, all.other_updates, all.state, false)
                    }
                    enums::updates::Difference::Slice(part) => {
                        (part.new_messages, part.other_updates, part.intermediate_state, true)
                    }
                    enums::updates::Difference::TooLong(_) => panic!("so much wasn't missed"),
                };
            assert!(state.pts >= pts && (!more || state.pts > pts), "{pts} and then {}", state.pts);
            let knowing = &mut self.knowing[who];
            knowing.learn(&new, &other, false);
            (knowing.pts, knowing.date) = (state.pts, state.date);
            if !more {
                break;
            }
        }
        loop {
            let asked = functions::updates::GetChannelDifference {
                limit: slice,
                ..channel_difference(&self.channels[who], self.knowing[who].channel_pts)
            };
            // Who was thrown out is told nothing.
            let Some(difference) = self.attempt(who, &asked) else { return };
            let knowing = &mut self.knowing[who];
            match difference {
                enums::updates::ChannelDifference::Empty(_) => return,
                enums::updates::ChannelDifference::Difference(part) => {
                    assert!(part.pts > knowing.channel_pts);
                    knowing.channel_pts = part.pts;
                    knowing.learn(&part.new_messages, &part.other_updates, true);
                    if part.r#final {
                        return;
                    }
                }
                enums::updates::ChannelDifference::TooLong(_) => panic!("so much wasn't missed"),
            }
        }
    }

    /// What is there by these ids, asked afresh.
    fn fresh(&mut self, who: usize, ids: &[i32], of_channel: bool) -> Option<BTreeMap<i32, String>> {
        let asked = deleting::get(ids);
        let found = if of_channel {
            let channel = as_channel(&self.channels[who]);
            self.attempt(who, &functions::channels::GetMessages { channel, id: asked.id })?
        } else {
            self.attempt(who, &asked)?
        };
        let there =
            messages(found).into_iter().filter(|message| !matches!(message, enums::Message::Empty(_)));
        Some(there.map(|message| (message.id(), told(&message))).collect())
    }

    fn all_know_what_is_there(&mut self) {
        for who in 0..PEOPLE {
            self.catch_up(who, 3);
            let last = |known: &BTreeMap<i32, String>| known.keys().next_back().copied().unwrap_or_default();
            let ids: Vec<i32> = (1..=last(&self.knowing[who].own) + 3).collect();
            let own = self.fresh(who, &ids, false).expect("they are one's own");
            assert_eq!(self.knowing[who].own, own, "{}", self.names[who]);

            for chat in 0..CHATS {
                let peer = self.peer(who, chat);
                let Some(all) = self.attempt(who, &super::history(&peer)) else { continue };
                let all = messages(all);
                let ids: Vec<i32> = all.iter().map(enums::Message::id).collect();
                let there = self.fresh(who, &ids, chat == 2).expect("they can be read");
                assert_eq!(
                    there.keys().rev().copied().collect::<Vec<_>>(),
                    ids,
                    "newest first, each once, all there"
                );
                let pinned = functions::messages::Search {
                    filter: enums::MessagesFilter::InputMessagesFilterPinned,
                    ..search(&peer, "")
                };
                let shown = self.attempt(who, &pinned).expect("it can be read");
                let shown: BTreeSet<i32> = messages(shown).iter().map(enums::Message::id).collect();
                assert!(shown.iter().all(|id| there.contains_key(id)), "a pin of what is gone");
                if chat == 2 {
                    assert_eq!(shown, self.knowing[who].pinned);
                    assert_eq!(self.knowing[who].channel, there, "{}", self.names[who]);
                }
                for said in ["said", "edit", "reply", "later"] {
                    let found = messages(self.attempt(who, &search(&peer, said)).expect("it can be read"));
                    assert!(
                        found.iter().all(|message| there.contains_key(&message.id())),
                        "{said} is found and gone"
                    );
                }
            }
            let everywhere = messages(self.attempt(who, &search_global("said")).expect("anyone may"));
            assert!(everywhere.iter().all(|message| !told(message).is_empty()));
            let listed = self.attempt(who, &super::chats::get_dialogs()).expect("anyone may");
            let tops = match listed {
                enums::messages::Dialogs::Dialogs(all) => all.messages,
                enums::messages::Dialogs::Slice(part) => part.messages,
                enums::messages::Dialogs::NotModified(_) => panic!("nothing was known before"),
            };
            assert!(tops.iter().all(|message| !told(message).is_empty()), "a chat stands at what is gone");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whoever_catches_up_knows_what_is_there_whatever_is_done(
        acts in prop::collection::vec((0..PEOPLE, 0..CHATS, act()), 1..60),
    ) {
        let mut crew = Crew::new();
        for (who, chat, act) in &acts {
            crew.act(*who, *chat, act);
            crew.pts_never_went_back();
        }
        crew.all_know_what_is_there();
    }
}
