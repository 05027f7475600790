//! Basic groups.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::world::people::peer::Peer;

use super::administration::account;
use super::{ANN, BOB, Telegram, as_user, brought, send};

#[test]
fn users_are_added_to_a_basic_group_and_removed() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (bob_user, carol) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "carol_clark"));
    let create =
        |users| functions::messages::CreateChat { users, title: "Crew".to_owned(), ttl_period: None };
    assert_eq!(telegram.refusal(&ann, &create(Vec::new())), "400 USERS_TOO_FEW");
    let enums::messages::InvitedUsers::Users(made) =
        telegram.call(&ann, &create(vec![as_user(&bob_user)])).expect("anyone may");
    let made = brought(made.updates);
    let [enums::Chat::Chat(crew)] = &made.chats[..] else { panic!("{made:?}") };
    let (chat_id, peer) = (crew.id, enums::InputPeer::from(types::InputPeerChat { chat_id: crew.id }));
    telegram.pushed(&bob);

    let add = functions::messages::AddChatUser { chat_id, user_id: as_user(&carol), fwd_limit: 0 };
    telegram.call(&ann, &add).expect("it is hers");
    assert_eq!(telegram.refusal(&ann, &add), "400 USER_ALREADY_PARTICIPANT");
    let remove = |user: &enums::InputPeer| functions::messages::DeleteChatUser {
        revoke_history: false,
        chat_id,
        user_id: as_user(user),
    };
    let bobs_carol = telegram.resolve(&bob, "carol_clark");
    assert_eq!(telegram.refusal(&bob, &remove(&bobs_carol)), "400 CHAT_ADMIN_REQUIRED");
    let admin =
        |is_admin| functions::messages::EditChatAdmin { chat_id, user_id: as_user(&bob_user), is_admin };
    telegram.call(&ann, &admin(true)).expect("it is hers");
    telegram.call(&bob, &remove(&bobs_carol)).expect("he is an admin now");
    telegram.call(&ann, &admin(false)).expect("it is hers");
    let title = functions::messages::EditChatTitle { chat_id, title: "Bob's crew".to_owned() };
    telegram.call(&bob, &title).expect("any member may, unless told otherwise");
    telegram.call(&ann, &remove(&bob_user)).expect("it is hers");
    assert_eq!(telegram.refusal(&bob, &send(&peer, "Ahoy", 1)), "403 CHAT_WRITE_FORBIDDEN");
    let kinds: Vec<&str> = telegram
        .history(&ann, &peer)
        .iter()
        .map(|message| match message {
            enums::Message::Service(said) => match said.action {
                enums::MessageAction::ChatCreate(_) => "create",
                enums::MessageAction::ChatAddUser(_) => "add",
                enums::MessageAction::ChatDeleteUser(_) => "delete",
                enums::MessageAction::ChatEditTitle(_) => "title",
                _ => "other",
            },
            _ => "text",
        })
        .collect();
    assert_eq!(kinds, ["delete", "title", "delete", "add", "create"]);
}

#[test]
fn a_basic_group_becomes_a_supergroup_with_the_same_members() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let users = vec![as_user(&telegram.resolve(&ann, "bob_baker"))];
    let create = functions::messages::CreateChat { users, title: "Crew".to_owned(), ttl_period: None };
    let enums::messages::InvitedUsers::Users(made) = telegram.call(&ann, &create).expect("anyone may");
    let [enums::Chat::Chat(crew)] = &brought(made.updates).chats[..] else { panic!("it is one group") };
    let migrate = functions::messages::MigrateChat { chat_id: crew.id };
    assert_eq!(telegram.refusal(&bob, &migrate), "400 CHAT_ADMIN_REQUIRED");
    telegram.pushed(&bob);
    let done = brought(telegram.call(&ann, &migrate).expect("it is hers"));
    let old = done.chats.iter().find_map(|chat| match chat {
        enums::Chat::Chat(chat) => Some(chat),
        _ => None,
    });
    let Some(types::Chat { deactivated: true, migrated_to: Some(enums::InputChannel::Channel(to)), .. }) =
        old
    else {
        panic!("{old:?}");
    };
    let new = types::InputPeerChannel { channel_id: to.channel_id, access_hash: to.access_hash }.into();
    let first = telegram.history(&ann, &new).remove(0);
    assert!(matches!(
        first,
        enums::Message::Service(said) if said.action == types::MessageActionChannelMigrateFrom {
            title: "Crew".to_owned(),
            chat_id: crew.id,
        }.into()
    ));
    let group = enums::InputPeer::from(types::InputPeerChat { chat_id: crew.id });
    let last = telegram.history(&bob, &group).remove(0);
    assert!(matches!(
        last,
        enums::Message::Service(said)
            if said.action == types::MessageActionChatMigrateTo { channel_id: to.channel_id }.into()
    ));
    assert_eq!(telegram.refusal(&bob, &send(&group, "Ahoy", 1)), "403 CHAT_WRITE_FORBIDDEN");
    assert_eq!(telegram.refusal(&ann, &migrate), "400 CHAT_ID_INVALID");
    let told = telegram.pushed(&bob).into_iter().flat_map(|push| brought(push).updates).collect::<Vec<_>>();
    assert!(told.iter().any(|update| matches!(update, enums::Update::Channel(_))), "{told:?}");
    let bob_id = account(&telegram, &bob);
    let access_hash = telegram.world.access_hash(bob_id, Peer::Channel(to.channel_id));
    let his = types::InputPeerChannel { channel_id: to.channel_id, access_hash }.into();
    telegram.send(&bob, &his, "All here", 2);
}
