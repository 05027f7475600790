//! Mentions, and which are unread. <https://core.telegram.org/api/mentions>

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;

use super::deleting::delete;
use super::searching::search;
use super::topics::reply;
use super::{
    ANN, BOB, Telegram, as_channel, as_user, brought, history, ids, messages, plain, send, texts, updates,
};

struct Group {
    telegram: Telegram,
    ann: Caller,
    bob: Caller,
    ann_user: enums::InputPeer,
    /// The group as Ann names it, and as Bob does.
    named: [enums::InputPeer; 2],
}

impl Group {
    /// A supergroup of Bob's that Ann has joined.
    fn new() -> Self {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let named = [&ann, &bob].map(|caller| telegram.resolve(caller, "sandbox_lounge"));
        let ann_user = telegram.resolve(&bob, "ann_archer");
        let join = functions::channels::JoinChannel { channel: as_channel(&named[0]) };
        telegram.call(&ann, &join).expect("it is public");
        Self { telegram, ann, bob, ann_user, named }
    }

    /// A basic group of Bob's with Ann.
    fn basic() -> Self {
        let mut telegram = Telegram::new();
        let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
        let ann_user = telegram.resolve(&bob, "ann_archer");
        let (users, title) = (vec![as_user(&ann_user)], "Crew".to_owned());
        let create = functions::messages::CreateChat { users, title, ttl_period: None };
        let enums::messages::InvitedUsers::Users(made) = telegram.call(&bob, &create).expect("anyone may");
        let [enums::Chat::Chat(crew)] = &brought(made.updates).chats[..] else { panic!("it is one group") };
        let peer = enums::InputPeer::from(types::InputPeerChat { chat_id: crew.id });
        Self { telegram, ann, bob, ann_user, named: [peer.clone(), peer] }
    }

    fn anns(&mut self, text: &str) -> i32 {
        let to = self.named[0].clone();
        self.telegram.send(&self.ann, &to, text, 1 + self.telegram.world.now() as i64);
        self.telegram.history(&self.ann, &to)[0].id()
    }

    fn bobs(&mut self, text: &str) {
        self.bobs_answer(text, None);
    }

    fn bobs_answer(&mut self, text: &str, reply_to: Option<enums::InputReplyTo>) {
        self.telegram.world.advance(1);
        let random_id = self.telegram.world.now().into();
        let message = functions::messages::SendMessage { reply_to, ..send(&self.named[1], text, random_id) };
        self.telegram.call(&self.bob, &message).expect("it may be sent");
    }

    /// For the messages in the group: whether each mentions Ann, and whether that is unread.
    fn mentioning(&mut self) -> Vec<(String, bool)> {
        let all = self.telegram.history(&self.ann, &self.named[0]);
        let plain = all.iter().filter_map(|message| match message {
            enums::Message::Message(message) => Some(message),
            _ => None,
        });
        let plain = plain.filter(|message| message.mentioned || message.media_unread);
        plain.map(|message| (message.message.clone(), message.media_unread)).collect()
    }

    fn unread(&mut self) -> Vec<String> {
        let unread = functions::messages::GetUnreadMentions {
            peer: self.named[0].clone(),
            top_msg_id: None,
            offset_id: 1,
            add_offset: -10,
            limit: 10,
            max_id: 0,
            min_id: 0,
        };
        let unread = messages(self.telegram.call(&self.ann, &unread).expect("she is a member"));
        let peer = types::InputDialogPeer { peer: self.named[0].clone() }.into();
        let get = functions::messages::GetPeerDialogs { peers: vec![peer] };
        let enums::messages::PeerDialogs::Dialogs(found) =
            self.telegram.call(&self.ann, &get).expect("she is a member");
        let [enums::Dialog::Dialog(dialog)] = &found.dialogs[..] else { panic!("it is one") };
        assert_eq!(dialog.unread_mentions_count as usize, unread.len());
        texts(&unread).into_iter().map(str::to_owned).collect()
    }
}

#[test]
fn usernames_user_links_and_replies_mention() {
    let mut group = Group::new();
    let hers = group.anns("Anybody here?");
    group.bobs("@ann_archer come");
    group.bobs("@ann_archery is a sport, ann_archer");
    group.bobs_answer("yes", reply(hers, None));
    group.telegram.world.advance(1);
    let entity =
        types::InputMessageEntityMentionName { offset: 0, length: 3, user_id: as_user(&group.ann_user) };
    let message = functions::messages::SendMessage {
        entities: Some(vec![enums::MessageEntity::InputMessageEntityMentionName(entity)]),
        ..send(&group.named[1], "You there", 1)
    };
    group.telegram.call(&group.bob, &message).expect("he is a member");
    group.anns("I, @ann_archer, am here");
    let expected = ["You there", "yes", "@ann_archer come"];
    assert_eq!(group.mentioning(), expected.map(|text| (text.to_owned(), true)));
    assert_eq!(group.unread(), expected);
    let bobs = group.telegram.history(&group.bob, &group.named[1]);
    assert!(bobs.iter().all(|message| !matches!(message, enums::Message::Message(it) if it.mentioned)));
}

#[test]
fn a_read_mention_stays_a_mention_and_is_pushed_to_other_connections() {
    let mut group = Group::new();
    let other = group.telegram.sign_in(ANN);
    for text in ["@ann_archer one", "@ann_archer two", "@ann_archer three"] {
        group.bobs(text);
    }
    let first = ids(&group.telegram.history(&group.ann, &group.named[0]))[2];
    group.telegram.pushed(&other);
    let channel = as_channel(&group.named[0]);
    let look = functions::channels::ReadMessageContents { channel: channel.clone(), id: vec![first, 1, 999] };
    assert_eq!(group.telegram.call(&group.ann, &look), Ok(true));
    let looked_at =
        |told: Vec<enums::Updates>| match &told.into_iter().flat_map(updates).collect::<Vec<_>>()[..] {
            [enums::Update::ChannelReadMessagesContents(update)] => update.messages.clone(),
            other => panic!("{other:?}"),
        };
    assert_eq!(looked_at(group.telegram.pushed(&other)), [first]);
    assert_eq!(group.unread(), ["@ann_archer three", "@ann_archer two"]);

    let all = functions::messages::ReadMentions { peer: group.named[0].clone(), top_msg_id: None };
    let enums::messages::AffectedHistory::History(done) =
        group.telegram.call(&group.ann, &all).expect("she is a member");
    assert_eq!((done.pts_count, done.offset), (0, 0));
    assert_eq!(looked_at(group.telegram.pushed(&other)), [first + 1, first + 2]);
    assert!(group.unread().is_empty());
    let expected = ["@ann_archer three", "@ann_archer two", "@ann_archer one"];
    assert_eq!(group.mentioning(), expected.map(|text| (text.to_owned(), false)));

    let mine = |peer: &enums::InputPeer| functions::messages::Search {
        filter: enums::MessagesFilter::InputMessagesFilterMyMentions,
        ..search(peer, "")
    };
    let found = messages(group.telegram.call(&group.ann, &mine(&group.named[0])).expect("she may search"));
    assert_eq!(texts(&found), expected);
    let found = messages(group.telegram.call(&group.bob, &mine(&group.named[1])).expect("he may search"));
    assert!(found.is_empty(), "they don't mention him");
}

#[test]
fn in_a_basic_group_reading_mentions_counts_in_pts() {
    let mut group = Group::basic();
    let other = group.telegram.sign_in(ANN);
    group.bobs("Ahoy");
    group.telegram.pushed(&other);
    group.bobs("@ann_archer");
    let [enums::Updates::UpdateShortChatMessage(short)] = &group.telegram.pushed(&other)[..] else {
        panic!("she knows him by now");
    };
    assert!(short.mentioned && short.media_unread);
    assert_eq!(group.unread(), ["@ann_archer"]);
    let look = functions::messages::ReadMessageContents { id: vec![short.id] };
    let enums::messages::AffectedMessages::Messages(done) =
        group.telegram.call(&group.ann, &look).expect("it is hers");
    assert_eq!((done.pts, done.pts_count), (short.pts + 1, 1));
    let told: Vec<_> = group.telegram.pushed(&other).into_iter().flat_map(updates).collect();
    let [enums::Update::ReadMessagesContents(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((&told.messages[..], told.pts, told.pts_count), (&[short.id][..], done.pts, 1));
    // Reading it once is enough.
    let enums::messages::AffectedMessages::Messages(again) =
        group.telegram.call(&group.ann, &look).expect("it is hers");
    assert_eq!((again.pts, again.pts_count), (done.pts, 0));
    assert_eq!(group.mentioning(), [("@ann_archer".to_owned(), false)]);
}

#[test]
fn private_and_deleted_messages_mention_nobody() {
    let mut group = Group::basic();
    group.bobs("@ann_archer, are you there?");
    let bobs = group.telegram.history(&group.bob, &group.named[1])[0].id();
    group.telegram.call(&group.bob, &delete(&[bobs], true)).expect("it is his");
    assert!(group.unread().is_empty());

    let private = group.ann_user.clone();
    group.telegram.send(&group.bob, &private, "@ann_archer", 99);
    let to_bob = group.telegram.resolve(&group.ann, "bob_baker");
    let private = messages(group.telegram.call(&group.ann, &history(&to_bob)).expect("it is hers"));
    assert_eq!(plain(&private[0]).message, "@ann_archer");
    assert!(!plain(&private[0]).mentioned && !plain(&private[0]).media_unread);
}
