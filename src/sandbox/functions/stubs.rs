//! Empty answers to what clients request at start: languages, stickers, themes, devices.

use grammers_tl_types::functions::{account, contacts, help, langpack, messages};
use grammers_tl_types::{enums, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::show::{people, updates};
use crate::sandbox::world::engine::refusal::{Refusal, bad};

rows! {
    help::GetCountriesList => get_countries_list, Anyone;
    help::GetAppUpdate => |_, _| Ok(enums::help::AppUpdate::NoAppUpdate), Anyone;
    help::SaveAppLog => |_, _| Ok(true), Anyone;
    help::DismissSuggestion => |_, _| Ok(true), User;
    help::GetPeerColors => |_, _| Ok(no_colours()), User;
    help::GetPeerProfileColors => |_, _| Ok(no_colours()), User;
    help::GetTimezonesList => |_, _| Ok(types::help::TimezonesList { timezones: Vec::new(), hash: 0 }.into()), User;
    langpack::GetLangPack => |_, request| Ok(strings(request.lang_code, 0)), Anyone;
    langpack::GetDifference => |_, request| Ok(strings(request.lang_code, request.from_version)), Anyone;
    langpack::GetStrings => get_strings, Anyone;
    langpack::GetLanguages => |_, _| Ok(vec![english()]), Anyone;
    langpack::GetLanguage => get_language, Anyone;
    account::RegisterDevice => |_, request| token(&request.token), User;
    account::UnregisterDevice => |_, request| token(&request.token), User;
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
    messages::ReceivedMessages => |_, _| Ok(Vec::new()), User;
    contacts::GetTopPeers => get_top_peers, User;
}

/// The only language. Clients have its strings built in.
const LANGUAGE: &str = "en";

/// The only country, which has the test numbers.
const COUNTRY: &str = "AQ";

/// Changes whenever the list does.
const COUNTRIES_HASH: i32 = 1;

fn get_countries_list(_: &mut Call, request: help::GetCountriesList) -> Answer<help::GetCountriesList> {
    if request.hash == COUNTRIES_HASH {
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

/// Reports every string as deleted, so that clients use their own.
fn get_strings(_: &mut Call, request: langpack::GetStrings) -> Answer<langpack::GetStrings> {
    Ok(request.keys.into_iter().map(|key| types::LangPackStringDeleted { key }.into()).collect())
}

fn get_language(_: &mut Call, request: langpack::GetLanguage) -> Answer<langpack::GetLanguage> {
    if request.lang_code == LANGUAGE { Ok(english()) } else { Err(bad("LANG_CODE_NOT_SUPPORTED")) }
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

/// Everything is public except phone numbers, which only contacts see.
fn get_privacy(call: &mut Call, request: account::GetPrivacy) -> Answer<account::GetPrivacy> {
    let rule = match request.key {
        enums::InputPrivacyKey::PhoneNumber => enums::PrivacyRule::PrivacyValueAllowContacts,
        _ => enums::PrivacyRule::PrivacyValueAllowAll,
    };
    let users = vec![people::user(call.world, call.me, call.me)];
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

/// Accepts any push token: nothing is ever pushed.
fn token(token: &str) -> Result<bool, Refusal> {
    if token.is_empty() { Err(bad("TOKEN_EMPTY")) } else { Ok(true) }
}

/// Top peers are disabled. The flags say which kinds are requested.
fn get_top_peers(_: &mut Call, request: contacts::GetTopPeers) -> Answer<contacts::GetTopPeers> {
    let kinds = [
        request.correspondents,
        request.bots_pm,
        request.bots_inline,
        request.phone_calls,
        request.forward_users,
        request.forward_chats,
        request.groups,
        request.channels,
        request.bots_app,
        request.bots_guestchat,
    ];
    if kinds.contains(&true) {
        return Ok(enums::contacts::TopPeers::Disabled);
    }
    Err(bad("TYPES_EMPTY"))
}

fn get_stickers(_: &mut Call, request: messages::GetStickers) -> Answer<messages::GetStickers> {
    if request.emoticon.is_empty() {
        return Err(bad("EMOTICON_EMPTY"));
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
    Ok(updates::wrap(call.world, call.me, Vec::new(), &Default::default()))
}
