//! Invite links with conditions, and join requests.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::people::person::NewPerson;

use super::administration::{account, found, get_participant};
use super::{ANN, BOB, Telegram, as_user, brought};

pub fn export(chat: &enums::InputPeer) -> functions::messages::ExportChatInvite {
    functions::messages::ExportChatInvite {
        legacy_revoke_permanent: false,
        request_needed: false,
        peer: chat.clone(),
        expire_date: None,
        usage_limit: None,
        title: None,
        subscription_pricing: None,
    }
}

pub fn exported(invite: enums::ExportedChatInvite) -> types::ChatInviteExported {
    match invite {
        enums::ExportedChatInvite::ChatInviteExported(invite) => invite,
        other => panic!("{other:?}"),
    }
}

pub fn import(link: &str) -> functions::messages::ImportChatInvite {
    let hash = link.strip_prefix("https://t.me/+").expect("a link").to_owned();
    functions::messages::ImportChatInvite { hash }
}

fn edit(chat: &enums::InputPeer, link: &str) -> functions::messages::EditExportedChatInvite {
    functions::messages::EditExportedChatInvite {
        revoked: false,
        peer: chat.clone(),
        link: link.to_owned(),
        expire_date: None,
        usage_limit: None,
        request_needed: None,
        title: None,
    }
}

pub fn importers(
    telegram: &mut Telegram,
    caller: &Caller,
    chat: &enums::InputPeer,
    requested: bool,
) -> Vec<types::ChatInviteImporter> {
    let get = functions::messages::GetChatInviteImporters {
        requested,
        subscription_expired: false,
        peer: chat.clone(),
        link: None,
        q: None,
        offset_date: 0,
        offset_user: enums::InputUser::Empty,
        limit: 100,
    };
    let enums::messages::ChatInviteImporters::Importers(found) =
        telegram.call(caller, &get).expect("an admin may ask");
    let importers = found.importers.into_iter();
    importers.map(|enums::ChatInviteImporter::Importer(importer)| importer).collect()
}

/// A new user.
pub fn newcomer(telegram: &mut Telegram) -> Caller {
    const DAVE: &str = "+9996620009";
    let dave = NewPerson {
        phone: Some(DAVE.to_owned()),
        first_name: "Dave".to_owned(),
        username: Some("dave_dale".to_owned()),
        ..NewPerson::default()
    };
    telegram.world.add_person(dave).expect("nobody has that number");
    telegram.sign_in(DAVE)
}

#[test]
fn a_used_up_link_admits_nobody() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let dave = newcomer(&mut telegram);
    let crew = found(&mut telegram, &ann, false);
    let new = functions::messages::ExportChatInvite { usage_limit: Some(1), ..export(&crew) };
    let link = exported(telegram.call(&ann, &new).expect("it is hers"));
    assert_eq!((link.usage, link.usage_limit, link.permanent), (None, Some(1), false));
    telegram.call(&bob, &import(&link.link)).expect("it is good once");
    assert_eq!(telegram.refusal(&dave, &import(&link.link)), "400 INVITE_HASH_EXPIRED");
    let came = importers(&mut telegram, &ann, &crew, false);
    assert_eq!(came.iter().map(|importer| importer.user_id).collect::<Vec<_>>(), [account(&telegram, &bob)]);
}

#[test]
fn a_link_expires_at_its_date() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let until = |expires: i64| functions::messages::ExportChatInvite {
        expire_date: Some(expires as i32),
        ..export(&crew)
    };
    assert_eq!(telegram.refusal(&ann, &until(super::NOW - 1)), "400 EXPIRE_DATE_INVALID");
    let link = exported(telegram.call(&ann, &until(super::NOW + 60)).expect("it is hers")).link;
    telegram.world.advance(60);
    assert_eq!(telegram.refusal(&bob, &import(&link)), "400 INVITE_HASH_EXPIRED");
    let later = functions::messages::EditExportedChatInvite { expire_date: Some(0), ..edit(&crew, &link) };
    telegram.call(&ann, &later).expect("it is hers");
    telegram.call(&bob, &import(&link)).expect("it never ends now");
}

#[test]
fn a_links_title_is_truncated() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let crew = found(&mut telegram, &ann, false);
    let long = "é".repeat(33);
    let titled = functions::messages::ExportChatInvite { title: Some(long.clone()), ..export(&crew) };
    let made = exported(telegram.call(&ann, &titled).expect("it is hers"));
    assert_eq!(made.title, Some("é".repeat(32)));
    for (title, kept) in [("Friends", Some("Friends")), ("", None), (&long[2..], Some(&long[2..]))] {
        let edit = functions::messages::EditExportedChatInvite {
            title: Some(title.to_owned()),
            ..edit(&crew, &made.link)
        };
        let enums::messages::ExportedChatInvite::Invite(edited) =
            telegram.call(&ann, &edit).expect("it is hers")
        else {
            panic!("no other link is made");
        };
        assert_eq!(exported(edited.invite).title.as_deref(), kept);
    }
}

#[test]
fn a_revoked_link_is_dead_and_a_permanent_one_is_replaced() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let permanent = functions::messages::ExportChatInvite { legacy_revoke_permanent: true, ..export(&crew) };
    let link = exported(telegram.call(&ann, &permanent).expect("it is hers"));
    assert!(link.permanent);
    let revoke = functions::messages::EditExportedChatInvite { revoked: true, ..edit(&crew, &link.link) };
    let answer = telegram.call(&ann, &revoke).expect("it is hers");
    let enums::messages::ExportedChatInvite::Replaced(replaced) = answer else { panic!("{answer:?}") };
    assert!(exported(replaced.invite).revoked);
    let next = exported(replaced.new_invite);
    assert_eq!(telegram.refusal(&bob, &import(&link.link)), "400 INVITE_HASH_EXPIRED");

    let list = |revoked| functions::messages::GetExportedChatInvites {
        revoked,
        peer: crew.clone(),
        admin_id: enums::InputUser::UserSelf,
        offset_date: None,
        offset_link: None,
        limit: 10,
    };
    let mut links = |revoked| -> Vec<String> {
        let enums::messages::ExportedChatInvites::Invites(found) =
            telegram.call(&ann, &list(revoked)).expect("it is hers");
        found.invites.into_iter().map(|invite| exported(invite).link).collect()
    };
    assert_eq!((links(false), links(true)), (vec![next.link.clone()], vec![link.link.clone()]));
    let delete = |link: &str| functions::messages::DeleteExportedChatInvite {
        peer: crew.clone(),
        link: link.to_owned(),
    };
    assert_eq!(telegram.refusal(&ann, &delete(&next.link)), "400 INVITE_REVOKED_MISSING");
    telegram.call(&ann, &delete(&link.link)).expect("it was revoked");
    assert_eq!(telegram.refusal(&bob, &import(&link.link)), "400 INVITE_HASH_INVALID");
    telegram.call(&bob, &import(&next.link)).expect("it is good");
    let elsewhere = list_of(&mut telegram, &bob);
    assert_eq!(telegram.refusal(&bob, &elsewhere), "400 CHAT_ADMIN_REQUIRED");
}

/// Lists links as a user who isn't an admin.
pub fn list_of(telegram: &mut Telegram, caller: &Caller) -> functions::messages::GetExportedChatInvites {
    functions::messages::GetExportedChatInvites {
        revoked: false,
        peer: telegram.resolve(caller, "sandbox_news"),
        admin_id: enums::InputUser::UserSelf,
        offset_date: None,
        offset_link: None,
        limit: 10,
    }
}

#[test]
fn admins_are_notified_of_a_request_and_answer_it() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let dave = newcomer(&mut telegram);
    let crew = found(&mut telegram, &ann, false);
    let both =
        functions::messages::ExportChatInvite { request_needed: true, usage_limit: Some(3), ..export(&crew) };
    assert_eq!(telegram.refusal(&ann, &both), "400 USAGE_LIMIT_INVALID");
    let new = functions::messages::ExportChatInvite {
        request_needed: true,
        title: Some("For guests".to_owned()),
        ..export(&crew)
    };
    let link = exported(telegram.call(&ann, &new).expect("it is hers")).link;
    telegram.pushed(&ann);
    for asking in [&bob, &dave] {
        assert_eq!(telegram.refusal(asking, &import(&link)), "400 INVITE_REQUEST_SENT");
    }
    let told = telegram.pushed(&ann).into_iter().flat_map(|push| brought(push).updates);
    let pending: Vec<i32> = told
        .filter_map(|update| match update {
            enums::Update::PendingJoinRequests(pending) => Some(pending.requests_pending),
            _ => None,
        })
        .collect();
    assert_eq!(pending, [1, 2]);
    assert_eq!(importers(&mut telegram, &ann, &crew, true).len(), 2);

    let (bob_user, dave_user) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "dave_dale"));
    let answer = |user: &enums::InputPeer, approved| functions::messages::HideChatJoinRequest {
        approved,
        peer: crew.clone(),
        user_id: as_user(user),
    };
    let done = brought(telegram.call(&ann, &answer(&bob_user, true)).expect("it is hers"));
    assert!(done.updates.iter().any(|update| matches!(
        update,
        enums::Update::NewChannelMessage(new) if matches!(
            &new.message,
            enums::Message::Service(said) if said.action == enums::MessageAction::ChatJoinedByRequest
        )
    )));
    telegram.call(&ann, &answer(&dave_user, false)).expect("it is hers");
    assert_eq!(telegram.refusal(&ann, &answer(&dave_user, false)), "400 HIDE_REQUESTER_MISSING");
    telegram.call(&ann, &get_participant(&crew, &bob_user)).expect("he is in");
    assert_eq!(telegram.refusal(&ann, &get_participant(&crew, &dave_user)), "400 USER_NOT_PARTICIPANT");
    let came = importers(&mut telegram, &ann, &crew, false);
    assert_eq!(came[0].approved_by, Some(account(&telegram, &ann)));

    assert_eq!(telegram.refusal(&dave, &import(&link)), "400 INVITE_REQUEST_SENT");
    let all = functions::messages::HideAllChatJoinRequests {
        approved: true,
        peer: crew.clone(),
        link: Some(link.clone()),
    };
    telegram.call(&ann, &all).expect("it is hers");
    telegram.call(&ann, &get_participant(&crew, &dave_user)).expect("he is in now");
    assert!(importers(&mut telegram, &ann, &crew, true).is_empty());
}
