//! What clients request when they start, and one-time settings.

use grammers_tl_types::{enums, functions, types};

use super::administration::account;
use super::{ANN, BOB, Telegram, as_user};

#[test]
fn a_country_and_a_language_are_available_before_signing_in() {
    let mut telegram = Telegram::new();
    let nobody = telegram.connect(2);
    let list = |hash| functions::help::GetCountriesList { lang_code: "en".to_owned(), hash };
    let known = telegram.call(&nobody, &list(0)).expect("anyone may");
    let enums::help::CountriesList::List(known) = known else { panic!("{known:?}") };
    let [enums::help::Country::Country(country)] = &known.countries[..] else { panic!("{known:?}") };
    let nearest = telegram.call(&nobody, &functions::help::GetNearestDc {}).expect("anyone may");
    let enums::NearestDc::Dc(nearest) = nearest;
    assert_eq!(country.iso2, nearest.country);
    let again = telegram.call(&nobody, &list(known.hash)).expect("anyone may");
    assert_eq!(again, enums::help::CountriesList::NotModified);

    let get = |lang_code: &str| functions::langpack::GetLanguage {
        lang_pack: "tdesktop".to_owned(),
        lang_code: lang_code.to_owned(),
    };
    let english = telegram.call(&nobody, &get("en")).expect("it is there");
    let all = functions::langpack::GetLanguages { lang_pack: "tdesktop".to_owned() };
    assert_eq!(telegram.call(&nobody, &all), Ok(vec![english]));
    assert_eq!(telegram.refusal(&nobody, &get("xx")), "400 LANG_CODE_NOT_SUPPORTED");
}

#[test]
fn the_lifetimes_of_an_account_and_its_logins_are_stored() {
    let mut telegram = Telegram::new();
    let (here, there) = (telegram.sign_in(ANN), telegram.sign_in(ANN));
    let set = |days| functions::account::SetAccountTtl { ttl: types::AccountDaysTtl { days }.into() };
    assert!(telegram.call(&here, &set(365)).expect("she may"));
    let known = telegram.call(&there, &functions::account::GetAccountTtl {});
    assert_eq!(known, Ok(types::AccountDaysTtl { days: 365 }.into()));
    assert_eq!(telegram.refusal(&here, &set(0)), "400 TTL_DAYS_INVALID");
    let logins = functions::account::SetAuthorizationTtl { authorization_ttl_days: 7 };
    assert!(telegram.call(&here, &logins).expect("she may"));
    let all = telegram.call(&there, &functions::account::GetAuthorizations {}).expect("she may");
    let enums::account::Authorizations::Authorizations(all) = all;
    assert_eq!((all.authorization_ttl_days, all.authorizations.len()), (7, 2));
}

#[test]
fn contacts_have_their_last_seen_date_and_a_group_its_online_count() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    telegram.call(&bob, &functions::account::UpdateStatus { offline: false }).expect("he may");
    let his = account(&telegram, &bob);
    let seen = telegram.call(&ann, &functions::contacts::GetStatuses {}).expect("she may");
    let online = seen.iter().filter_map(|enums::ContactStatus::Status(contact)| match contact.status {
        enums::UserStatus::Online(_) => Some(contact.user_id),
        _ => None,
    });
    assert_eq!((online.collect::<Vec<_>>(), seen.len()), (vec![his], 2));
    let lounge = telegram.resolve(&bob, "sandbox_lounge");
    let onlines = functions::messages::GetOnlines { peer: lounge };
    assert_eq!(telegram.call(&bob, &onlines), Ok(types::ChatOnlines { onlines: 1 }.into()));
}

#[test]
fn adding_is_suggested_for_strangers_and_not_for_contacts() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let offered = |telegram: &mut Telegram, name| {
        let function = functions::messages::GetPeerSettings { peer: telegram.resolve(&bob, name) };
        let enums::messages::PeerSettings::Settings(told) = telegram.call(&bob, &function).expect("he may");
        let enums::PeerSettings::Settings(settings) = told.settings;
        settings.add_contact
    };
    assert!(!offered(&mut telegram, "ann_archer"));
    assert!(offered(&mut telegram, "carol_clark"));
}

#[test]
fn a_contact_has_the_name_that_was_given() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let carol = telegram.resolve(&bob, "carol_clark");
    let add = |first_name: &str| functions::contacts::AddContact {
        add_phone_privacy_exception: false,
        id: as_user(&carol),
        first_name: first_name.to_owned(),
        last_name: "Captain".to_owned(),
        phone: String::new(),
        note: None,
    };
    assert_eq!(telegram.refusal(&bob, &add(" ")), "400 CONTACT_NAME_EMPTY");
    telegram.call(&bob, &add("Caro")).expect("he may");
    let called = |telegram: &mut Telegram, caller| {
        let id = vec![as_user(&telegram.resolve(caller, "carol_clark"))];
        match telegram.call(caller, &functions::users::GetUsers { id }).expect("they may").remove(0) {
            enums::User::User(user) => {
                (user.first_name.unwrap_or_default(), user.last_name.unwrap_or_default())
            }
            other => panic!("{other:?}"),
        }
    };
    let name = |first: &str, last: &str| (first.to_owned(), last.to_owned());
    assert_eq!(called(&mut telegram, &bob), name("Caro", "Captain"));
    assert_eq!(called(&mut telegram, &ann), name("Carol", "Clark"));
    telegram.call(&bob, &functions::contacts::DeleteContacts { id: vec![as_user(&carol)] }).expect("he may");
    assert_eq!(called(&mut telegram, &bob), name("Carol", "Clark"));
}

#[test]
fn common_groups_are_paged() {
    let mut telegram = Telegram::new();
    let bob = telegram.sign_in(BOB);
    let carol = telegram.resolve(&bob, "carol_clark");
    let common =
        |max_id, limit| functions::messages::GetCommonChats { user_id: as_user(&carol), max_id, limit };
    let titles = |chats: &[enums::Chat]| -> Vec<(i64, String)> {
        let one = |chat: &enums::Chat| match chat {
            enums::Chat::Channel(chat) => (chat.id, chat.title.clone()),
            other => panic!("{other:?}"),
        };
        chats.iter().map(one).collect()
    };
    let all = telegram.call(&bob, &common(0, 100)).expect("he may");
    let enums::messages::Chats::Chats(all) = all else { panic!("{all:?}") };
    let all = titles(&all.chats);
    let mut named: Vec<&str> = all.iter().map(|(_, title)| title.as_str()).collect();
    named.sort_unstable();
    assert_eq!(named, ["Back Room", "Sandbox Lounge", "Waiting Room"]);
    let rest = telegram.call(&bob, &common(all[0].0, 100)).expect("he may");
    let enums::messages::Chats::Slice(rest) = rest else { panic!("{rest:?}") };
    assert_eq!((rest.count, titles(&rest.chats)), (3, all[1..].to_vec()));
    let own =
        functions::messages::GetCommonChats { user_id: enums::InputUser::UserSelf, max_id: 0, limit: 9 };
    assert_eq!(telegram.refusal(&bob, &own), "400 USER_ID_INVALID");
}
