//! The initial world of a sandbox.

use grammers_tl_types::{Deserializable, Identifiable, RemoteCall, Serializable, enums, functions, types};
use telewire::sandbox::functions::{self as sandbox, Outcome};
use telewire::sandbox::world::World;

use super::{ANN, BOB, NOW, Telegram, plain, texts};

#[test]
fn the_same_seed_gives_the_same_world() {
    let dialogs = |seed| {
        let mut telegram = Telegram::new();
        telegram.world = World::at(seed, telegram.world.dcs().to_vec(), NOW);
        let ann = telegram.sign_in(ANN);
        telegram.call_bytes(&ann, &super::chats::get_dialogs().to_bytes()).expect("signed in")
    };
    assert_eq!(dialogs(1), dialogs(1));
    assert_ne!(dialogs(1), dialogs(2));
}

#[test]
fn the_world_contains_everything_the_tour_needs() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    for name in ["ann_archer", "@Bob_Baker", "carol_clark", "sandbox_bot", "sandbox_news", "sandbox_lounge"] {
        telegram.resolve(&bob, name);
    }
    for (hash, title) in [("SandboxBackRoom", "Back Room"), ("SandboxWaiting", "Waiting Room")] {
        let check = functions::messages::CheckChatInvite { hash: hash.to_owned() };
        let enums::ChatInvite::Already(known) = telegram.call(&bob, &check).expect("the link is good") else {
            panic!("Bob is in it");
        };
        assert!(matches!(known.chat, enums::Chat::Channel(chat) if chat.title == title && chat.megagroup));
    }
}

#[test]
fn the_history_has_a_photo_and_a_document() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let with_bob = telegram.history(&ann, &bob);
    assert_eq!(texts(&with_bob), ["Its papers, at last.", "Hi Bob. How is the new boat?", "Hi Ann!"]);
    assert!(matches!(plain(&with_bob[0]).media, Some(enums::MessageMedia::Document(_))));
    assert!(plain(&with_bob[1]).out && !plain(&with_bob[2]).out);

    let news = telegram.resolve(&ann, "sandbox_news");
    let posts = telegram.history(&ann, &news);
    assert!(posts.iter().any(|post| matches!(
        post,
        enums::Message::Message(post) if matches!(post.media, Some(enums::MessageMedia::Photo(_)))
    )));
    assert!(plain(&posts[0]).post && plain(&posts[0]).from_id.is_none());
    assert!(plain(&posts[0]).entities.as_ref().is_some_and(|entities| entities.len() == 1));
}

#[test]
fn the_configuration_lists_every_dc_and_none_as_static() {
    let mut telegram = Telegram::new();
    let caller = telegram.connect(1);
    let enums::Config::Config(config) =
        telegram.call(&caller, &functions::help::GetConfig {}).expect("anyone may ask");
    assert_eq!((config.this_dc, i64::from(config.date)), (1, NOW));
    let options: Vec<_> = config
        .dc_options
        .into_iter()
        .map(|option| {
            let enums::DcOption::Option(option) = option;
            (option.id, option.ip_address, option.port, option.r#static || option.ipv6)
        })
        .collect();
    let home = || "127.0.0.1".to_owned();
    assert_eq!(options, [(1, home(), 4431, false), (2, home(), 4432, false)]);
}

#[test]
fn unsupported_functions_are_named() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let unknown = functions::stories::GetAllReadPeerStories {};
    assert_eq!(
        telegram.refusal(&ann, &unknown),
        "400 METHOD_NOT_IMPLEMENTED_IN_SANDBOX: stories.getAllReadPeerStories"
    );
}

#[test]
fn bytes_that_are_not_a_function_are_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let mut cut = functions::messages::GetAllDrafts {}.to_bytes();
    cut.truncate(3);
    let half = &super::history(&enums::InputPeer::PeerSelf).to_bytes()[..12];
    for bytes in [&[][..], &cut, &[0xff; 8], half] {
        let refusal = telegram.call_bytes(&ann, bytes).expect_err("that is no function");
        assert_eq!((refusal.code, refusal.name.as_str()), (400, "INPUT_METHOD_INVALID"));
    }
}

#[test]
fn endlessly_nested_bytes_are_rejected() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let mut peer: enums::InputPeer = enums::InputPeer::PeerSelf;
    for _ in 0..50 {
        peer = types::InputPeerUserFromMessage { peer, msg_id: 1, user_id: 1 }.into();
    }
    assert_eq!(telegram.refusal(&ann, &super::history(&peer)), "400 PEER_ID_INVALID");

    let deep = types::InputPeerUserFromMessage::CONSTRUCTOR_ID.to_le_bytes().repeat(1 << 20);
    let function = [&functions::messages::GetHistory::CONSTRUCTOR_ID.to_le_bytes(), &deep[..]].concat();
    let refusal = telegram.call_bytes(&ann, &function).expect_err("it has no end");
    assert_eq!(refusal.name, "INPUT_METHOD_INVALID");
}

#[test]
fn the_default_world_uses_the_current_time() {
    let mut world = World::new(7, vec![(2, ([127, 0, 0, 1], 1).into())]);
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
    assert!((i64::from(world.now()) - now.as_secs() as i64).abs() <= 5);
    let before = world.now();
    world.advance(3600);
    assert!(world.now() - before >= 3600);
    let caller = Telegram::new().connect(2);
    let function = functions::help::GetNearestDc {};
    let reply = sandbox::call(&mut world, &caller, &function.to_bytes());
    let Ok(Outcome::Answer(answer)) = reply.answer else { panic!("anyone may ask") };
    <functions::help::GetNearestDc as RemoteCall>::Return::from_bytes(&answer).expect("it is one");
}
