//! How a chat id becomes a peer, and which requests that takes.

use std::sync::Arc;

use grammers_tl_types::{self as tl, Deserializable, Serializable};
use telewire::error::{Error, Kind};
use telewire::sandbox::functions::RpcError;
use telewire::session::payload;
use telewire::telegram::account::Account;
use telewire::telegram::attempt::Attempt;
use telewire::telegram::login;
use telewire::telegram::peer::{Access, ChatId, Peer, PeerId};
use telewire::telegram::server::Server;

use crate::script::{Stage, greeting};

const ME: i64 = 1000;
const DIALOGS: i64 = 1000;

/// A stage where `@news` is channel 1, `+4900001` belongs to contact 5, and the account is in channels 1 to 1000.
async fn stage() -> Stage {
    let stage = Stage::new().await;
    stage.account.belongs_to(payload::Account { id: ME, bot: false });
    stage.sandbox.with_world(|script| script.answer = Some(Box::new(answer)));
    stage
}

fn answer(name: &str, body: &[u8]) -> Option<Result<Vec<u8>, RpcError>> {
    let refused = |name: &str| Err(RpcError { code: 400, name: name.to_owned() });
    Some(match name {
        "contacts.resolveUsername" => {
            let request = tl::functions::contacts::ResolveUsername::from_bytes(&body[4..]).unwrap();
            match request.username.as_str() {
                "news" => Ok(resolved(channel(1))),
                "odd_name" => refused("USERNAME_INVALID"),
                _ => refused("USERNAME_NOT_OCCUPIED"),
            }
        }
        "contacts.resolvePhone" => refused("PHONE_NOT_OCCUPIED"),
        "messages.checkChatInvite" => {
            let request = tl::functions::messages::CheckChatInvite::from_bytes(&body[4..]).unwrap();
            match request.hash.as_str() {
                "Inside" => {
                    Ok(tl::enums::ChatInvite::Already(tl::types::ChatInviteAlready { chat: channel(3) })
                        .to_bytes())
                }
                _ => refused("INVITE_HASH_EXPIRED"),
            }
        }
        "messages.getDialogs" => {
            let request = tl::functions::messages::GetDialogs::from_bytes(&body[4..]).unwrap();
            Ok(dialogs(request.offset_date, request.limit).to_bytes())
        }
        _ => return None,
    })
}

fn channel(id: i64) -> tl::enums::Chat {
    tl::enums::Chat::ChannelForbidden(tl::types::ChannelForbidden {
        broadcast: true,
        megagroup: false,
        monoforum: false,
        id,
        access_hash: id * 7,
        title: "News".to_owned(),
        until_date: None,
    })
}

fn resolved(chat: tl::enums::Chat) -> Vec<u8> {
    tl::enums::contacts::ResolvedPeer::Peer(tl::types::contacts::ResolvedPeer {
        peer: tl::types::PeerChannel { channel_id: chat.id() }.into(),
        chats: vec![chat],
        users: Vec::new(),
    })
    .to_bytes()
}

/// Channel n has the last message n, dated 10000 - n: so the ids increase from page to page.
fn dialogs(before: i32, limit: i32) -> tl::enums::messages::Dialogs {
    let first = if before == 0 { 1 } else { 10_000 - i64::from(before) + 1 };
    let ids = || first..(first + i64::from(limit)).min(DIALOGS + 1);
    let dialog = |id: i64| {
        tl::enums::Dialog::Dialog(tl::types::Dialog {
            pinned: false,
            unread_mark: false,
            view_forum_as_messages: false,
            peer: tl::types::PeerChannel { channel_id: id }.into(),
            top_message: id as i32,
            read_inbox_max_id: 0,
            read_outbox_max_id: 0,
            unread_count: 0,
            unread_mentions_count: 0,
            unread_reactions_count: 0,
            unread_poll_votes_count: 0,
            notify_settings: tl::types::PeerNotifySettings {
                show_previews: None,
                silent: None,
                mute_until: None,
                ios_sound: None,
                android_sound: None,
                other_sound: None,
                stories_muted: None,
                stories_hide_sender: None,
                stories_ios_sound: None,
                stories_android_sound: None,
                stories_other_sound: None,
            }
            .into(),
            pts: None,
            draft: None,
            folder_id: None,
            ttl_period: None,
        })
    };
    let message = |id: i64| {
        tl::enums::Message::Service(tl::types::MessageService {
            out: false,
            mentioned: false,
            media_unread: false,
            reactions_are_possible: false,
            silent: false,
            post: true,
            legacy: false,
            id: id as i32,
            from_id: None,
            peer_id: tl::types::PeerChannel { channel_id: id }.into(),
            saved_peer_id: None,
            reply_to: None,
            date: 10_000 - id as i32,
            action: tl::enums::MessageAction::Empty,
            reactions: None,
            ttl_period: None,
        })
    };
    tl::types::messages::DialogsSlice {
        count: DIALOGS as i32,
        dialogs: ids().map(dialog).collect(),
        messages: ids().map(message).collect(),
        chats: ids().map(channel).collect(),
        users: Vec::new(),
    }
    .into()
}

async fn peer(account: &Account, text: &str) -> Result<Peer, Error> {
    account.peer(&ChatId::parse(text).unwrap(), &Attempt::default()).await
}

fn news(id: i64) -> Peer {
    Peer { id: PeerId::channel(id), access: Access::Hash(id * 7) }
}

#[tokio::test]
async fn concurrent_calls_resolve_a_name_once_in_any_form() {
    let stage = stage().await;
    let account = Arc::new(stage.account);
    let mut calls = tokio::task::JoinSet::new();
    for text in ["@news", "@News", "https://t.me/News/7"].into_iter().cycle().take(30) {
        let account = account.clone();
        calls.spawn(async move { peer(&account, text).await.unwrap() });
    }
    assert_eq!(calls.join_all().await, vec![news(1); 30]);
    let calls = stage.sandbox.with_world(|script| script.calls.len());
    assert_eq!(calls, 1);
    assert_eq!(peer(&account, "-1000000000001").await.unwrap(), news(1), "its id is known now");
    assert_eq!(stage.sandbox.with_world(|script| script.calls.len()), 1);
}

#[tokio::test]
async fn an_unknown_name_is_not_found_and_resolved_again_next_time() {
    let stage = stage().await;
    for name in ["@nobody", "@nobody", "@odd_name"] {
        assert_eq!(peer(&stage.account, name).await.unwrap_err().kind(), Kind::ChatNotFound, "{name}");
    }
    assert_eq!(stage.calls().len(), 3);
    assert_eq!(peer(&stage.account, "+49 0000 1").await.unwrap_err().kind(), Kind::UserNotFound);
}

#[tokio::test]
async fn a_ref_needs_no_request_and_is_valid_in_another_process() {
    let stage = stage().await;
    let found = peer(&stage.account, "@news").await.unwrap();
    let reference = stage.account.reference(&found).unwrap();

    let later = stage.reopened();
    later.belongs_to(payload::Account { id: ME, bot: false });
    assert_eq!(peer(&later, &reference).await.unwrap(), found);
    assert_eq!(stage.calls().len(), 1);

    let other = stage.reopened();
    other.belongs_to(payload::Account { id: ME + 1, bot: false });
    assert_eq!(peer(&other, &reference).await.unwrap_err().kind(), Kind::PeerInvalid);
}

#[tokio::test]
async fn a_bare_id_is_looked_up_in_the_dialogs_no_further_than_needed() {
    let stage = stage().await;
    assert_eq!(peer(&stage.account, "-1000000000050").await.unwrap(), news(50));
    assert_eq!(stage.calls().len(), 1);
    assert_eq!(peer(&stage.account, "-1000000000099").await.unwrap(), news(99), "of the same page");
    assert_eq!(stage.calls().len(), 1);
    assert_eq!(peer(&stage.account, "-1000000000250").await.unwrap(), news(250), "two pages on");
    assert_eq!(stage.calls().len(), 3);
}

#[tokio::test]
async fn after_five_pages_an_id_is_not_found_and_the_next_one_not_looked_up() {
    let stage = stage().await;
    for unknown in ["-1000000000777", "-1000000000778", "4321"] {
        let error = peer(&stage.account, unknown).await.unwrap_err();
        assert_eq!(error.kind(), Kind::ChatNotFound);
        assert!(error.facts().hint.as_ref().unwrap().contains("ref"));
        assert_eq!(stage.calls().len(), 5);
    }
    assert_eq!(peer(&stage.account, "-1000000000500").await.unwrap(), news(500), "what was seen is known");
}

#[tokio::test]
async fn peers_without_an_access_hash_are_not_looked_up() {
    let stage = stage().await;
    let me = Peer { id: PeerId::user(ME), access: Access::Myself };
    assert_eq!(peer(&stage.account, "me").await.unwrap(), me);
    assert_eq!(peer(&stage.account, "1000").await.unwrap(), me);
    let group = Peer { id: PeerId::group(5), access: Access::Free };
    assert_eq!(peer(&stage.account, "-5").await.unwrap(), group);

    stage.account.belongs_to(payload::Account { id: ME, bot: true });
    let unknown = Peer { id: PeerId::channel(9999), access: Access::Hash(0) };
    assert_eq!(
        peer(&stage.account, "-1000000009999").await.unwrap(),
        unknown,
        "a bot may leave the hash out"
    );
    assert!(stage.calls().is_empty());
}

#[tokio::test]
async fn an_invite_link_names_the_chat_for_its_members() {
    let stage = stage().await;
    assert_eq!(peer(&stage.account, "https://t.me/+Inside").await.unwrap(), news(3));
    let error = peer(&stage.account, "https://t.me/joinchat/Outdated").await.unwrap_err();
    assert_eq!(error.kind(), Kind::InviteExpired);
}

#[tokio::test]
async fn no_chat_is_resolved_before_the_login_is_finished() {
    let stage = Stage::new().await;
    for text in ["me", "5", "-1000000000005"] {
        assert_eq!(peer(&stage.account, text).await.unwrap_err().kind(), Kind::NotSignedIn);
    }
    assert!(stage.calls().is_empty());
}

/// Ann, signed in to the sandbox's own world.
async fn ann() -> (telewire::sandbox::Sandbox, Account) {
    let sandbox = telewire::sandbox::Sandbox::start(Default::default()).unwrap();
    let server = Server::from_json(&serde_json::to_string(sandbox.description()).unwrap()).unwrap();
    let phone = "+9996620001".to_owned();
    let send_code = tl::functions::auth::SendCode {
        phone_number: phone.clone(),
        api_id: 17,
        api_hash: "hash".to_owned(),
        settings: tl::types::CodeSettings {
            allow_flashcall: false,
            current_number: false,
            allow_app_hash: false,
            allow_missed_call: false,
            allow_firebase: false,
            unknown_number: false,
            logout_tokens: None,
            token: None,
            app_sandbox: None,
        }
        .into(),
    };
    let attempt = Attempt::default();
    let (account, sent) = login::begin(&Arc::new(server), greeting(), &send_code, &attempt).await.unwrap();
    let tl::enums::auth::SentCode::Code(sent) = sent else { panic!("a code was expected") };
    let sign_in = tl::functions::auth::SignIn {
        phone_number: phone,
        phone_code_hash: sent.phone_code_hash,
        phone_code: Some("22222".to_owned()),
        email_verification: None,
    };
    let tl::enums::auth::Authorization::Authorization(signed_in) =
        account.invoke(&sign_in, &attempt).await.unwrap()
    else {
        panic!("an account was expected")
    };
    account.belongs_to(payload::Account { id: signed_in.user.id(), bot: false });
    (sandbox, account)
}

#[tokio::test]
async fn every_form_of_a_chat_id_resolves_to_the_same_peer() {
    let (_sandbox, account) = ann().await;
    let lounge = peer(&account, "@sandbox_lounge").await.unwrap();
    let marked = lounge.id.marked().to_string();
    let reference = account.reference(&lounge).unwrap();
    for text in [
        "https://t.me/Sandbox_Lounge",
        "t.me/@sandbox_lounge",
        "tg://resolve?domain=sandbox_lounge",
        &marked,
        &reference,
    ] {
        assert_eq!(peer(&account, text).await.unwrap(), lounge, "{text}");
    }
    let bob = peer(&account, "@bob_baker").await.unwrap();
    assert_eq!(peer(&account, "+999 662 0002").await.unwrap(), bob);
    assert_eq!(peer(&account, "@ann_archer").await.unwrap(), peer(&account, "me").await.unwrap());

    let attempt = Attempt::default();
    for who in [&lounge, &bob, &peer(&account, "me").await.unwrap()] {
        let history = tl::functions::messages::GetHistory {
            peer: who.input_peer(),
            offset_id: 0,
            offset_date: 0,
            add_offset: 0,
            limit: 1,
            max_id: 0,
            min_id: 0,
            hash: 0,
        };
        account.read(&history, &attempt).await.unwrap();
    }
    let forged = Peer { id: lounge.id, access: Access::Hash(1) };
    let full = tl::functions::channels::GetFullChannel { channel: forged.input_channel().unwrap() };
    assert_eq!(account.read(&full, &attempt).await.unwrap_err().kind(), Kind::PeerInvalid);
}

#[tokio::test]
async fn a_chat_of_the_dialogs_is_found_by_its_bare_id() {
    let (sandbox, account) = ann().await;
    let [news, bob, lounge] = [
        peer(&account, "@sandbox_news").await.unwrap(),
        peer(&account, "@bob_baker").await.unwrap(),
        peer(&account, "@sandbox_lounge").await.unwrap(),
    ];
    let session = payload::Session {
        server: account.server().name.clone(),
        dc: account.home_dc(),
        auth_key: account.auth_key().clone(),
        api_id: 17,
        api_hash: telewire::secret::Secret::new("hash"),
        client: payload::Client::default(),
        account: account.owner(),
        stage: payload::Stage::SignedIn,
        created_at: jiff::Timestamp::UNIX_EPOCH,
        learned: payload::Learned::default(),
        restrictions: None,
    };
    let later = Account::new(account.server().clone(), &session).unwrap();
    for known in [news, bob] {
        assert_eq!(peer(&later, &known.id.marked().to_string()).await.unwrap(), known);
    }
    let stranger = peer(&later, &lounge.id.marked().to_string()).await.unwrap_err();
    assert_eq!(stranger.kind(), Kind::ChatNotFound, "Ann is not in the lounge");
    assert_eq!(sandbox.stats().calls["messages.getDialogs"], 1);
}
