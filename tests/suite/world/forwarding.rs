//! Forwarding messages.

use grammers_tl_types::{enums, functions, types};

use super::{ANN, BOB, Telegram, plain, text, texts, updates};

pub fn forward(
    from: &enums::InputPeer,
    id: &[i32],
    to: &enums::InputPeer,
) -> functions::messages::ForwardMessages {
    functions::messages::ForwardMessages {
        silent: false,
        background: false,
        with_my_score: false,
        drop_author: false,
        drop_media_captions: false,
        noforwards: false,
        allow_paid_floodskip: false,
        from_ephemeral: false,
        from_peer: from.clone(),
        id: id.to_vec(),
        random_id: id.iter().map(|id| 100 + i64::from(*id)).collect(),
        to_peer: to.clone(),
        top_msg_id: None,
        reply_to: None,
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        video_timestamp: None,
        allow_paid_stars: None,
        suggested_post: None,
    }
}

fn header(message: &enums::Message) -> types::MessageFwdHeader {
    let Some(enums::MessageFwdHeader::Header(header)) = plain(message).fwd_from.clone() else {
        panic!("{message:?} is no forward");
    };
    header
}

#[test]
fn posts_are_forwarded_with_their_channel() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (news, to_bob) = (telegram.resolve(&ann, "sandbox_news"), telegram.resolve(&ann, "bob_baker"));
    let posts = telegram.history(&ann, &news);
    let (newer, older) = (plain(&posts[0]).clone(), plain(&posts[1]).clone());
    let function = forward(&news, &[older.id, newer.id], &to_bob);
    let told = updates(telegram.call(&ann, &function).expect("it is public"));
    let [
        enums::Update::MessageId(first),
        enums::Update::MessageId(second),
        enums::Update::NewMessage(a),
        enums::Update::NewMessage(b),
    ] = &told[..]
    else {
        panic!("{told:?}");
    };
    assert_eq!((first.id, first.random_id), (a.message.id(), 100 + i64::from(older.id)));
    assert_eq!((second.id, second.random_id), (b.message.id(), 100 + i64::from(newer.id)));
    assert_eq!((b.pts, b.pts_count), (a.pts + 1, 1));

    let to_ann = telegram.resolve(&bob, "ann_archer");
    let came = telegram.history(&bob, &to_ann);
    assert_eq!((text(&came[0]), plain(&came[0]).entities.clone()), (&newer.message[..], newer.entities));
    let header_of = header(&came[1]);
    assert_eq!((header_of.from_id, header_of.channel_post), (Some(older.peer_id), Some(older.id)));
    assert_eq!((header_of.date, header_of.saved_from_peer), (older.date, None));
    assert!(plain(&came[1]).media.is_some(), "the photo goes along");
    let pushed = telegram.pushed(&bob);
    let enums::Updates::Updates(pushed) = &pushed[0] else { panic!("{pushed:?}") };
    assert_eq!(pushed.chats.len(), 1, "the channel is brought along");

    let again = updates(telegram.call(&ann, &function).expect("it is repeated"));
    assert!(matches!(&again[2], enums::Update::NewMessage(repeated) if repeated.pts_count == 0));
    assert_eq!(telegram.history(&bob, &to_ann).len(), came.len());
}

#[test]
fn a_message_forwarded_twice_names_its_author_and_a_saved_one_its_origin() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    let carol = telegram.resolve(&ann, "carol_clark");
    let hers = telegram.history(&ann, &carol)[0].id();
    telegram.call(&ann, &forward(&carol, &[hers], &to_bob)).expect("she may read it");
    let came = telegram.history(&bob, &to_ann).remove(0);
    telegram
        .call(&bob, &forward(&to_ann, &[came.id()], &enums::InputPeer::PeerSelf))
        .expect("he may keep it");
    let kept = telegram.history(&bob, &enums::InputPeer::PeerSelf).remove(0);
    assert_eq!(header(&kept).from_id, header(&came).from_id);
    let saved = (header(&kept).saved_from_peer, header(&kept).saved_from_msg_id);
    assert_eq!(saved, (Some(plain(&came).peer_id.clone()), Some(came.id())));
    let edit = super::editing::edit(&enums::InputPeer::PeerSelf, kept.id(), "Not hers");
    assert_eq!(telegram.refusal(&bob, &edit), "403 MESSAGE_AUTHOR_REQUIRED");
}

#[test]
fn authors_and_captions_can_be_left_out() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (news, me) = (telegram.resolve(&ann, "sandbox_news"), enums::InputPeer::PeerSelf);
    let posts = telegram.history(&ann, &news);
    let photo = posts.iter().find(|post| plain(post).media.is_some()).expect("there is one").id();
    let without_author =
        functions::messages::ForwardMessages { drop_author: true, ..forward(&news, &[photo], &me) };
    telegram.call(&ann, &without_author).expect("it is public");
    let without_caption = functions::messages::ForwardMessages {
        drop_media_captions: true,
        random_id: vec![7],
        ..forward(&news, &[photo], &me)
    };
    telegram.call(&ann, &without_caption).expect("it is public");
    let kept = telegram.history(&ann, &me);
    assert_eq!(texts(&kept[..2]), ["", "The harbour this morning."]);
    assert!(kept[..2].iter().all(|kept| plain(kept).fwd_from.is_none() && plain(kept).media.is_some()));
}

#[test]
fn invalid_forwards_are_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (news, bob) = (telegram.resolve(&ann, "sandbox_news"), telegram.resolve(&ann, "bob_baker"));
    let mut refusal = |function| telegram.refusal(&ann, &function);
    assert_eq!(refusal(forward(&bob, &[4711], &bob)), "400 MESSAGE_ID_INVALID");
    assert_eq!(refusal(forward(&news, &[1], &bob)), "400 MESSAGE_ID_INVALID", "a service message");
    assert_eq!(refusal(forward(&news, &[2], &news)), "400 CHAT_ADMIN_REQUIRED");
    let unequal =
        functions::messages::ForwardMessages { random_id: vec![1, 2], ..forward(&news, &[2], &bob) };
    assert_eq!(refusal(unequal), "400 RANDOM_ID_INVALID");
}
