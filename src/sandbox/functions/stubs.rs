//! What clients look at when they start, and the sandbox has none of: languages, stickers, themes, devices.

use grammers_tl_types::functions::{account, contacts, help, langpack, messages};
use grammers_tl_types::{enums, types};

use super::table::rows;
use super::{Answer, Call, RpcError};
use crate::sandbox::read::input;
use crate::sandbox::show::{blank, peers};
use crate::sandbox::world::engine::refusal::bad;
use crate::sandbox::world::people::peer::Peer;
use crate::sandbox::world::people::person::Status;

rows! {
    help::GetCountriesList => get_countries_list, Anyone;
    help::GetAppUpdate => |_, _| Ok(enums::help::AppUpdate::NoAppUpdate), Anyone;
    help::SaveAppLog => |_, _| Ok(true), Anyone;
    help::DismissSuggestion => |_, _| Ok(true), User;
    help::GetPeerColors => |_, _| Ok(no_colours()), User;
    help::GetPeerProfileColors => |_, _| Ok(no_colours()), User;
    help::GetTimezonesList => |_, _| Ok(types::help::TimezonesList { timezones: Vec::new(), hash: 0 }.into()), User;
    langpack::GetLangPack => |_, asked| Ok(strings(asked.lang_code, 0)), Anyone;
    langpack::GetDifference => |_, asked| Ok(strings(asked.lang_code, asked.from_version)), Anyone;
    langpack::GetStrings => get_strings, Anyone;
    langpack::GetLanguages => |_, _| Ok(vec![english()]), Anyone;
    langpack::GetLanguage => get_language, Anyone;
    account::RegisterDevice => |_, asked| token(&asked.token), User;
    account::UnregisterDevice => |_, asked| token(&asked.token), User;
    account::GetContentSettings => get_content_settings, User;
    account::GetPrivacy => get_privacy, User;
    account::GetContactSignUpNotification => |_, _| Ok(false), User;
    account::GetWebAuthorizations => get_web_authorizations, User;
    account::GetThemes => |_, _| Ok(types::account::Themes { hash: 0, themes: Vec::new() }.into()), User;
    account::GetDefaultEmojiStatuses => get_default_emoji_statuses, User;
    messages::GetAllStickers => |_, _| Ok(types::messages::AllStickers { hash: 0, sets: Vec::new() }.into()), User;
    messages::GetStickers => get_stickers, User;
    messages::GetRecentStickers => get_recent_stickers, User;
    messages::GetFavedStickers => get_faved_stickers, User;
    messages::GetFeaturedStickers => get_featured_stickers, User;
    messages::GetSavedGifs => |_, _| Ok(types::messages::SavedGifs { hash: 0, gifs: Vec::new() }.into()), User;
    messages::GetAttachMenuBots => get_attach_menu_bots, User;
    messages::GetDefaultHistoryTtl => |_, _| Ok(types::DefaultHistoryTtl { period: 0 }.into()), User;
    messages::GetSuggestedDialogFilters => |_, _| Ok(Vec::new()), User;
    messages::GetAllDrafts => get_all_drafts, User;
    messages::GetPeerSettings => get_peer_settings, User;
    messages::GetOnlines => get_onlines, User;
    messages::ReceivedMessages => |_, _| Ok(Vec::new()), User;
    contacts::GetStatuses => get_statuses, User;
    contacts::GetContactIds => get_contact_ids, User;
    contacts::GetTopPeers => get_top_peers, User;
}

/// The only language, in the clients' own words: there is nothing to translate.
const LANGUAGE: &str = "en";
/// The only country, where test numbers come from.
const COUNTRY: &str = "AQ";
/// Changes whenever the list does.
const COUNTRIES_HASH: i32 = 1;

fn get_countries_list(_: &mut Call, asked: help::GetCountriesList) -> Answer<help::GetCountriesList> {
    if asked.hash == COUNTRIES_HASH {
        return Ok(enums::help::CountriesList::NotModified);
    }
    let code = types::help::CountryCode {
        country_code: "999".to_owned(),
        prefixes: Some(vec!["66".to_owned()]),
        patterns: Some(vec!["XX X XXXX".to_owned()]),
    };
    let country = types::help::Country {
        hidden: false,
        iso2: COUNTRY.to_owned(),
        default_name: "Antarctica".to_owned(),
        name: None,
        country_codes: vec![code.into()],
    };
    Ok(types::help::CountriesList { countries: vec![country.into()], hash: COUNTRIES_HASH }.into())
}

fn no_colours() -> enums::help::PeerColors {
    types::help::PeerColors { hash: 0, colors: Vec::new() }.into()
}

fn strings(lang_code: String, from_version: i32) -> enums::LangPackDifference {
    types::LangPackDifference { lang_code, from_version, version: 1, strings: Vec::new() }.into()
}

/// Every string is one that the client has itself.
fn get_strings(_: &mut Call, asked: langpack::GetStrings) -> Answer<langpack::GetStrings> {
    Ok(asked.keys.into_iter().map(|key| types::LangPackStringDeleted { key }.into()).collect())
}

fn get_language(_: &mut Call, asked: langpack::GetLanguage) -> Answer<langpack::GetLanguage> {
    if asked.lang_code == LANGUAGE { Ok(english()) } else { Err(bad("LANG_CODE_NOT_SUPPORTED").into()) }
}

fn english() -> enums::LangPackLanguage {
    types::LangPackLanguage {
        official: true,
        rtl: false,
        beta: false,
        name: "English".to_owned(),
        native_name: "English".to_owned(),
        lang_code: LANGUAGE.to_owned(),
        base_lang_code: None,
        plural_code: LANGUAGE.to_owned(),
        strings_count: 0,
        translated_count: 0,
        translations_url: "https://translations.telegram.org/en/".to_owned(),
    }
    .into()
}

fn get_content_settings(_: &mut Call, _: account::GetContentSettings) -> Answer<account::GetContentSettings> {
    Ok(types::account::ContentSettings { sensitive_enabled: false, sensitive_can_change: false }.into())
}

/// Nobody here hides anything, but numbers from those who are no contacts.
fn get_privacy(call: &mut Call, asked: account::GetPrivacy) -> Answer<account::GetPrivacy> {
    let rule = match asked.key {
        enums::InputPrivacyKey::PhoneNumber => enums::PrivacyRule::PrivacyValueAllowContacts,
        _ => enums::PrivacyRule::PrivacyValueAllowAll,
    };
    let users = vec![peers::user(call.world, call.me, call.me)];
    Ok(types::account::PrivacyRules { rules: vec![rule], chats: Vec::new(), users }.into())
}

fn get_web_authorizations(
    _: &mut Call,
    _: account::GetWebAuthorizations,
) -> Answer<account::GetWebAuthorizations> {
    Ok(types::account::WebAuthorizations { authorizations: Vec::new(), users: Vec::new() }.into())
}

fn get_default_emoji_statuses(
    _: &mut Call,
    _: account::GetDefaultEmojiStatuses,
) -> Answer<account::GetDefaultEmojiStatuses> {
    Ok(types::account::EmojiStatuses { hash: 0, statuses: Vec::new() }.into())
}

/// Where pushes would go. Every token is as good as another, as nothing is ever pushed.
fn token(token: &str) -> Result<bool, RpcError> {
    if token.is_empty() { Err(bad("TOKEN_EMPTY").into()) } else { Ok(true) }
}

/// Nobody here has them counted. The flags say which kinds are wanted.
fn get_top_peers(_: &mut Call, asked: contacts::GetTopPeers) -> Answer<contacts::GetTopPeers> {
    let kinds = [
        asked.correspondents,
        asked.bots_pm,
        asked.bots_inline,
        asked.phone_calls,
        asked.forward_users,
        asked.forward_chats,
        asked.groups,
        asked.channels,
        asked.bots_app,
        asked.bots_guestchat,
    ];
    if kinds.contains(&true) {
        return Ok(enums::contacts::TopPeers::Disabled);
    }
    Err(bad("TYPES_EMPTY").into())
}

fn get_stickers(_: &mut Call, asked: messages::GetStickers) -> Answer<messages::GetStickers> {
    if asked.emoticon.is_empty() {
        return Err(bad("EMOTICON_EMPTY").into());
    }
    Ok(types::messages::Stickers { hash: 0, stickers: Vec::new() }.into())
}

fn get_recent_stickers(_: &mut Call, _: messages::GetRecentStickers) -> Answer<messages::GetRecentStickers> {
    let (packs, stickers, dates) = (Vec::new(), Vec::new(), Vec::new());
    Ok(types::messages::RecentStickers { hash: 0, packs, stickers, dates }.into())
}

fn get_faved_stickers(_: &mut Call, _: messages::GetFavedStickers) -> Answer<messages::GetFavedStickers> {
    Ok(types::messages::FavedStickers { hash: 0, packs: Vec::new(), stickers: Vec::new() }.into())
}

fn get_featured_stickers(
    _: &mut Call,
    _: messages::GetFeaturedStickers,
) -> Answer<messages::GetFeaturedStickers> {
    let (sets, unread) = (Vec::new(), Vec::new());
    Ok(types::messages::FeaturedStickers { premium: false, hash: 0, count: 0, sets, unread }.into())
}

fn get_attach_menu_bots(_: &mut Call, _: messages::GetAttachMenuBots) -> Answer<messages::GetAttachMenuBots> {
    Ok(types::AttachMenuBots { hash: 0, bots: Vec::new(), users: Vec::new() }.into())
}

fn get_all_drafts(call: &mut Call, _: messages::GetAllDrafts) -> Answer<messages::GetAllDrafts> {
    Ok(crate::sandbox::show::events::wrap(call.world, call.me, Vec::new(), &Default::default()))
}

/// What a client offers above a chat: to add whoever is no contact yet.
fn get_peer_settings(call: &mut Call, asked: messages::GetPeerSettings) -> Answer<messages::GetPeerSettings> {
    let chat = input::peer(call, &asked.peer)?;
    let (mut settings, mut mentioned) = (blank::peer_settings(), peers::Mentioned::default());
    mentioned.peer(chat);
    if let Peer::User(id) = chat {
        let contact = call.world.person(call.me).is_some_and(|me| me.contacts.contains(&id));
        settings.add_contact = !contact && id != call.me && !call.world.is_bot(id);
        settings.block_contact = settings.add_contact;
    }
    let (users, chats) = (mentioned.users(call.world, call.me), mentioned.chats(call.world, call.me));
    Ok(types::messages::PeerSettings { settings: settings.into(), chats, users }.into())
}

fn get_onlines(call: &mut Call, asked: messages::GetOnlines) -> Answer<messages::GetOnlines> {
    let chat = input::peer(call, &asked.peer)?;
    let chat = call.world.chat(chat).ok_or(bad("CHAT_ID_INVALID"))?;
    let now = call.world.now();
    let online = chat.present().filter(|(id, _)| {
        let status = call.world.person(*id).map(|person| person.status);
        matches!(status, Some(Status::Online { expires }) if expires > now)
    });
    Ok(types::ChatOnlines { onlines: online.count() as i32 }.into())
}

fn get_statuses(call: &mut Call, _: contacts::GetStatuses) -> Answer<contacts::GetStatuses> {
    let me = call.world.person(call.me).into_iter();
    let known = me.flat_map(|me| &me.contacts).filter_map(|id| call.world.person(*id));
    let status = |status| peers::status(call.world, status);
    Ok(known
        .map(|person| types::ContactStatus { user_id: person.id, status: status(person.status) }.into())
        .collect())
}

/// As numbers of 32 bits: an id that doesn't fit is left out.
fn get_contact_ids(call: &mut Call, _: contacts::GetContactIds) -> Answer<contacts::GetContactIds> {
    let contacts = call.world.person(call.me).into_iter().flat_map(|me| &me.contacts);
    Ok(contacts.filter_map(|id| i32::try_from(*id).ok()).collect())
}
