//! Reactions.

use grammers_tl_types::{enums, functions, types};

use super::login::sign_in_carol;
use super::{ANN, BOB, Telegram, ids, plain, updates};

pub fn react(peer: &enums::InputPeer, id: i32, emoji: &str) -> functions::messages::SendReaction {
    let reaction = types::ReactionEmoji { emoticon: emoji.to_owned() };
    functions::messages::SendReaction {
        big: false,
        add_to_recent: false,
        peer: peer.clone(),
        msg_id: id,
        reaction: Some(vec![reaction.into()]),
    }
}

fn results(reactions: &enums::MessageReactions) -> Vec<(String, i32, bool)> {
    let enums::MessageReactions::Reactions(reactions) = reactions;
    let one = |count: &enums::ReactionCount| {
        let enums::ReactionCount::Count(count) = count;
        let enums::Reaction::Emoji(emoji) = &count.reaction else { panic!("{count:?}") };
        (emoji.emoticon.clone(), count.count, count.chosen_order.is_some())
    };
    reactions.results.iter().map(one).collect()
}

#[test]
fn a_reaction_is_on_both_sides_with_its_author() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    telegram.send(&ann, &to_bob, "Ahoy", 1);
    let (hers, his) = (telegram.history(&ann, &to_bob)[0].id(), telegram.history(&bob, &to_ann)[0].id());
    telegram.pushed(&ann);
    let told = updates(telegram.call(&bob, &react(&to_ann, his, "❤")).expect("he may"));
    let [enums::Update::MessageReactions(told)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((told.msg_id, results(&told.reactions)), (his, vec![("❤".to_owned(), 1, true)]));
    let pushed = updates(telegram.pushed(&ann).remove(0));
    let [enums::Update::MessageReactions(pushed)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((pushed.msg_id, results(&pushed.reactions)), (hers, vec![("❤".to_owned(), 1, false)]));
    let read = telegram.history(&ann, &to_bob).remove(0);
    assert_eq!(plain(&read).reactions, Some(pushed.reactions.clone()));

    telegram.call(&bob, &react(&to_ann, his, "👍")).expect("he changes his mind");
    let read = telegram.history(&ann, &to_bob).remove(0);
    let now = plain(&read).reactions.as_ref().map(results);
    assert_eq!(now, Some(vec![("👍".to_owned(), 1, false)]));
    assert_eq!(telegram.refusal(&bob, &react(&to_ann, his, "👍")), "400 MESSAGE_NOT_MODIFIED");
    let none = functions::messages::SendReaction { reaction: None, ..react(&to_ann, his, "👍") };
    telegram.call(&bob, &none).expect("he takes it back");
    assert_eq!(plain(&telegram.history(&ann, &to_bob)[0]).reactions, None);
    assert_eq!(telegram.refusal(&bob, &none), "400 MESSAGE_NOT_MODIFIED");
}

#[test]
fn invalid_reactions_are_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (bob, lounge) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "sandbox_lounge"));
    let id = telegram.history(&ann, &bob)[0].id();
    assert_eq!(telegram.refusal(&ann, &react(&bob, id, "x")), "400 REACTION_INVALID");
    assert_eq!(telegram.refusal(&ann, &react(&bob, 4711, "👍")), "400 MESSAGE_ID_INVALID");
    let there = telegram.history(&ann, &lounge)[0].id();
    assert_eq!(telegram.refusal(&ann, &react(&lounge, there, "👍")), "403 CHAT_WRITE_FORBIDDEN");
}

#[test]
fn in_a_supergroup_reactions_are_counted_and_listed_by_author() {
    let mut telegram = Telegram::new();
    let (bob, carol) = (telegram.sign_in(BOB), sign_in_carol(&mut telegram));
    let (lounge, hers) =
        (telegram.resolve(&bob, "sandbox_lounge"), telegram.resolve(&carol, "sandbox_lounge"));
    let id = ids(&telegram.history(&bob, &lounge))[0];
    telegram.call(&bob, &react(&lounge, id, "👍")).expect("he is in it");
    telegram.call(&carol, &react(&hers, id, "👍")).expect("she is in it");
    let read = telegram.history(&bob, &lounge).remove(0);
    assert_eq!(plain(&read).reactions.as_ref().map(results), Some(vec![("👍".to_owned(), 2, true)]));
    let list = |offset| functions::messages::GetMessageReactionsList {
        peer: lounge.clone(),
        id,
        reaction: None,
        offset,
        limit: 1,
    };
    let enums::messages::MessageReactionsList::List(first) =
        telegram.call(&bob, &list(None)).expect("he is in it");
    assert_eq!((first.count, first.reactions.len(), first.users.len()), (2, 1, 1));
    let enums::messages::MessageReactionsList::List(second) =
        telegram.call(&bob, &list(first.next_offset)).expect("he is in it");
    let enums::MessagePeerReaction::Reaction(his) = &second.reactions[0];
    assert!(his.my && second.next_offset.is_none());
}
