//! Inline queries.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::{Caller, RpcError};
use telewire::sandbox::world::bots::callbacks::ANSWER_TIMEOUT;
use telewire::sandbox::world::people::peer::Peer;
use telewire::sandbox::world::people::person::NewPerson;

use super::administration::account;
use super::asking::{answered as told, press, say};
use super::buttons::{button, callback, inline};
use super::editing::edit;
use super::files::{KB, jpeg, photo_of, send as send_media, shown_photo, upload};
use super::forwarding::forward;
use super::{ANN, BOB, Telegram, as_user, messages, plain, text, texts, updates};

type Found = types::messages::BotResults;

fn ask(
    bot: &enums::InputPeer,
    peer: &enums::InputPeer,
    query: &str,
) -> functions::messages::GetInlineBotResults {
    functions::messages::GetInlineBotResults {
        bot: as_user(bot),
        peer: peer.clone(),
        geo_point: None,
        query: query.to_owned(),
        offset: String::new(),
    }
}

fn article(id: &str, title: &str, says: &str) -> types::InputBotInlineResult {
    let message = types::InputBotInlineMessageText {
        no_webpage: false,
        invert_media: false,
        message: says.to_owned(),
        entities: None,
        reply_markup: Some(inline(vec![button("Like", callback("like"))])),
    };
    types::InputBotInlineResult {
        id: id.to_owned(),
        r#type: "article".to_owned(),
        title: Some(title.to_owned()),
        description: Some("One of them".to_owned()),
        url: None,
        thumb: None,
        content: None,
        send_message: message.into(),
    }
}

fn find(
    query_id: i64,
    results: Vec<enums::InputBotInlineResult>,
) -> functions::messages::SetInlineBotResults {
    functions::messages::SetInlineBotResults {
        gallery: false,
        private: false,
        query_id,
        results,
        cache_time: 300,
        next_offset: Some("2".to_owned()),
        switch_pm: None,
        switch_webview: None,
    }
}

fn choose(
    to: &enums::InputPeer,
    query_id: i64,
    id: &str,
    random_id: i64,
) -> functions::messages::SendInlineBotResult {
    functions::messages::SendInlineBotResult {
        silent: false,
        background: false,
        clear_draft: false,
        hide_via: false,
        peer: to.clone(),
        reply_to: None,
        random_id,
        query_id,
        id: id.to_owned(),
        schedule_date: None,
        send_as: None,
        quick_reply_shortcut: None,
        allow_paid_stars: None,
    }
}

fn answered(telegram: &mut Telegram, waiting: &Caller) -> Option<Result<Found, RpcError>> {
    let answer = telegram.answered::<functions::messages::GetInlineBotResults>(waiting)?;
    Some(answer.map(|enums::messages::BotResults::Results(found)| found))
}

fn asked(telegram: &mut Telegram, bot: &Caller) -> types::UpdateBotInlineQuery {
    let pushed: Vec<enums::Update> = telegram.pushed(bot).into_iter().flat_map(updates).collect();
    match &pushed[..] {
        [enums::Update::BotInlineQuery(query)] => query.clone(),
        other => panic!("{other:?}"),
    }
}

/// Ann has queried the bot from her chat with Bob, and it has found two boats.
struct Boats {
    telegram: Telegram,
    ann: Caller,
    bob: Caller,
    bot: Caller,
    to_bob: enums::InputPeer,
    the_bot: enums::InputPeer,
    found: Found,
}

fn boats() -> Boats {
    let mut telegram = Telegram::new();
    let (ann, bob, bot) = (telegram.sign_in(ANN), telegram.sign_in(BOB), telegram.sign_in_bot());
    let (to_bob, the_bot) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&ann, "sandbox_bot"));
    let waiting = telegram.ask(&ann, &ask(&the_bot, &to_bob, "boats"));
    assert!(answered(&mut telegram, &waiting).is_none());
    let query = asked(&mut telegram, &bot);
    assert_eq!((query.user_id, &*query.query, &*query.offset), (account(&telegram, &ann), "boats", ""));
    assert_eq!(query.peer_type, Some(enums::InlineQueryPeerType::Pm));
    let results = vec![article("a", "Sloop", "A sloop").into(), article("b", "Ketch", "A ketch").into()];
    assert_eq!(telegram.call(&bot, &find(query.query_id, results)), Ok(true));
    let found = answered(&mut telegram, &waiting).expect("it has come").expect("they are found");
    Boats { telegram, ann, bob, bot, to_bob, the_bot, found }
}

#[test]
fn a_query_is_pushed_to_the_bot_and_its_results_returned() {
    let Boats { found, telegram, bot, .. } = boats();
    assert_eq!((found.next_offset.as_deref(), found.cache_time, found.gallery), (Some("2"), 300, false));
    let [enums::BotInlineResult::Result(sloop), enums::BotInlineResult::Result(ketch)] = &found.results[..]
    else {
        panic!("{:?}", found.results);
    };
    assert_eq!((&*sloop.id, sloop.title.as_deref(), &*ketch.id), ("a", Some("Sloop"), "b"));
    let enums::BotInlineMessage::Text(says) = &sloop.send_message else { panic!("{sloop:?}") };
    assert_eq!(says.message, "A sloop");
    assert_eq!(found.users.iter().map(enums::User::id).collect::<Vec<_>>(), [account(&telegram, &bot)]);
}

#[test]
fn a_result_is_sent_with_its_buttons_and_its_bot() {
    let Boats { mut telegram, ann, bob, bot, to_bob, found, .. } = boats();
    let from_ann = telegram.resolve(&bob, "ann_archer");
    let sent = updates(telegram.call(&ann, &choose(&to_bob, found.query_id, "b", 5)).expect("she may"));
    let shown = sent.iter().find_map(|update| match update {
        enums::Update::NewMessage(new) => Some(plain(&new.message).clone()),
        _ => None,
    });
    let shown = shown.expect("it is told in full");
    let bot_id = account(&telegram, &bot);
    assert_eq!((&*shown.message, shown.via_bot_id, shown.out), ("A ketch", Some(bot_id), true));
    let came = telegram.history(&bob, &from_ann).remove(0);
    assert_eq!((text(&came), plain(&came).via_bot_id), ("A ketch", Some(bot_id)));
    assert_eq!(plain(&came).reply_markup, shown.reply_markup);
    assert!(shown.reply_markup.is_some());
    let enums::Updates::Updates(pushed) = telegram.pushed(&bob).remove(0) else { panic!("in full") };
    assert!(pushed.users.iter().any(|user| user.id() == bot_id), "the bot is brought along");
    assert!(telegram.pushed(&bot).is_empty(), "the bot isn't told where");
}

#[test]
fn a_bot_gets_the_presses_of_its_sent_results_and_edits_them() {
    let Boats { mut telegram, ann, bob, bot, to_bob, found, .. } = boats();
    let from_ann = telegram.resolve(&bob, "ann_archer");
    telegram.call(&ann, &choose(&to_bob, found.query_id, "a", 5)).expect("she may");
    let (hers, his) = (telegram.history(&ann, &to_bob)[0].id(), telegram.history(&bob, &from_ann)[0].id());
    let waiting = telegram.ask(&bob, &press(&from_ann, his, "like"));
    let pushed: Vec<enums::Update> = telegram.pushed(&bot).into_iter().flat_map(updates).collect();
    let [enums::Update::InlineBotCallbackQuery(query)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((query.user_id, query.data.as_deref()), (account(&telegram, &bob), Some(&b"like"[..])));
    telegram.call(&bot, &say(query.query_id, "Liked")).expect("it was asked");
    let answer = told(&mut telegram, &waiting).expect("it has come").expect("it is one");
    assert_eq!(answer.message.as_deref(), Some("Liked"));

    telegram.pushed(&ann);
    let change = functions::messages::EditInlineBotMessage {
        no_webpage: false,
        invert_media: false,
        id: query.msg_id.clone(),
        message: Some("A sloop (1)".to_owned()),
        media: None,
        reply_markup: Some(inline(vec![button("Like", callback("more"))])),
        entities: None,
        rich_message: None,
    };
    assert_eq!(telegram.call(&bot, &change), Ok(true));
    let pushed = updates(telegram.pushed(&ann).remove(0));
    let [enums::Update::EditMessage(edited)] = &pushed[..] else { panic!("{pushed:?}") };
    assert_eq!((edited.message.id(), text(&edited.message)), (hers, "A sloop (1)"));
    assert_eq!(texts(&telegram.history(&bob, &from_ann)[..1]), ["A sloop (1)"]);

    let enums::InputBotInlineMessageId::Id64(named) = query.msg_id.clone() else { panic!("{query:?}") };
    let forged = types::InputBotInlineMessageId64 { access_hash: named.access_hash + 1, ..named };
    let forged = functions::messages::EditInlineBotMessage { id: forged.into(), ..change };
    assert_eq!(telegram.refusal(&bot, &forged), "400 MESSAGE_ID_INVALID");
    // Only the bot may edit a message sent through it.
    assert_eq!(telegram.refusal(&ann, &edit(&to_bob, hers, "Mine")), "403 MESSAGE_AUTHOR_REQUIRED");
}

#[test]
fn a_forwarded_result_keeps_its_buttons_and_its_bot() {
    let Boats { mut telegram, ann, bot, to_bob, found, .. } = boats();
    telegram.call(&ann, &choose(&to_bob, found.query_id, "a", 5)).expect("she may");
    let sent = plain(&telegram.history(&ann, &to_bob)[0]).clone();
    telegram.call(&ann, &forward(&to_bob, &[sent.id], &to_bob)).expect("she may");
    let again = telegram.history(&ann, &to_bob).remove(0);
    assert!(plain(&again).fwd_from.is_some());
    assert_eq!(plain(&again).via_bot_id, Some(account(&telegram, &bot)));
    assert_eq!(plain(&again).reply_markup, sent.reply_markup);
}

#[test]
fn a_cached_query_is_not_sent_to_the_bot_again() {
    let Boats { mut telegram, ann, bob, bot, to_bob, the_bot, found } = boats();
    let again = telegram.call(&ann, &ask(&the_bot, &to_bob, "boats")).expect("it is known");
    assert_eq!(again, found.clone().into());
    let his_bot = telegram.resolve(&bob, "sandbox_bot");
    let his = telegram.call(&bob, &ask(&his_bot, &enums::InputPeer::Empty, "boats")).expect("it is known");
    let enums::messages::BotResults::Results(his) = his;
    assert_eq!(his.results, found.results);
    assert!(telegram.pushed(&bot).is_empty());
    let saved = enums::InputPeer::PeerSelf;
    telegram.call(&bob, &choose(&saved, his.query_id, "a", 5)).expect("he was told of it");

    telegram.ask(&ann, &ask(&the_bot, &to_bob, "ships"));
    assert_eq!(asked(&mut telegram, &bot).query, "ships");
    telegram.world.advance(300);
    telegram.ask(&ann, &ask(&the_bot, &to_bob, "boats"));
    assert_eq!(asked(&mut telegram, &bot).query, "boats");
}

#[test]
fn personal_results_are_cached_per_user() {
    let Boats { mut telegram, ann, bob, bot, to_bob, the_bot, .. } = boats();
    let waiting = telegram.ask(&ann, &ask(&the_bot, &to_bob, "mine"));
    let query = asked(&mut telegram, &bot).query_id;
    let private = functions::messages::SetInlineBotResults {
        private: true,
        ..find(query, vec![article("a", "Hers", "Hers").into()])
    };
    telegram.call(&bot, &private).expect("it was asked");
    answered(&mut telegram, &waiting).expect("it has come").expect("it is found");
    telegram.call(&ann, &ask(&the_bot, &to_bob, "mine")).expect("it is known");
    let his_bot = telegram.resolve(&bob, "sandbox_bot");
    telegram.ask(&bob, &ask(&his_bot, &enums::InputPeer::Empty, "mine"));
    assert_ne!(asked(&mut telegram, &bot).query_id, query);
    assert_eq!(
        telegram.refusal(&bob, &choose(&enums::InputPeer::PeerSelf, query, "a", 5)),
        "400 INLINE_RESULT_EXPIRED"
    );
}

#[test]
fn a_query_times_out_without_an_answer() {
    let Boats { mut telegram, ann, bot, to_bob, the_bot, .. } = boats();
    let waiting = telegram.ask(&ann, &ask(&the_bot, &to_bob, "ships"));
    let query = asked(&mut telegram, &bot).query_id;
    telegram.world.advance(ANSWER_TIMEOUT.unsigned_abs());
    let late = answered(&mut telegram, &waiting).expect("it is over");
    assert_eq!(late, Err(RpcError { code: 400, name: "BOT_RESPONSE_TIMEOUT".to_owned() }));
    assert_eq!(telegram.refusal(&bot, &find(query, vec![])), "400 QUERY_ID_INVALID");
}

#[test]
fn only_bots_in_inline_mode_get_queries() {
    let Boats { mut telegram, ann, to_bob, .. } = boats();
    let new = NewPerson {
        token: Some("7000002:other".to_owned()),
        first_name: "Other".to_owned(),
        username: Some("other_bot".to_owned()),
        ..NewPerson::default()
    };
    telegram.world.add_person(new).expect("it is new");
    let other = telegram.resolve(&ann, "other_bot");
    assert_eq!(telegram.refusal(&ann, &ask(&other, &to_bob, "x")), "400 BOT_INLINE_DISABLED");
    assert_eq!(telegram.refusal(&ann, &ask(&to_bob, &to_bob, "x")), "400 BOT_INVALID");
}

#[test]
fn invalid_results_are_rejected_by_name() {
    let Boats { mut telegram, ann, bob, bot, to_bob, the_bot, found } = boats();
    telegram.ask(&ann, &ask(&the_bot, &to_bob, "ships"));
    let query = asked(&mut telegram, &bot).query_id;
    let one = |result: types::InputBotInlineResult| find(query, vec![result.into()]);
    let file = types::InputBotInlineMessageMediaAuto {
        invert_media: false,
        message: "c".to_owned(),
        entities: None,
        reply_markup: None,
    };
    let untyped = types::InputBotInlineResult { send_message: file.into(), ..article("a", "t", "m") };
    let twice = vec![article("a", "t", "m").into(), article("a", "t", "m").into()];
    let many = (0..51).map(|id| article(&id.to_string(), "t", "m").into()).collect();
    let offset = functions::messages::SetInlineBotResults {
        next_offset: Some("o".repeat(65)),
        ..one(article("a", "t", "m"))
    };
    let switch = types::InlineBotSwitchPm { text: "Sign in".to_owned(), start_param: "no spaces".to_owned() };
    let switch =
        functions::messages::SetInlineBotResults { switch_pm: Some(switch.into()), ..find(query, vec![]) };
    let unstarted = types::InlineBotSwitchPm { text: "Sign in".to_owned(), start_param: String::new() };
    let unstarted =
        functions::messages::SetInlineBotResults { switch_pm: Some(unstarted.into()), ..find(query, vec![]) };
    let of_kind = |kind: &str| types::InputBotInlineResult {
        r#type: kind.to_owned(),
        title: None,
        ..article("a", "", "m")
    };
    let beside = |url: &str, mime_type: &str| {
        let (url, mime_type) = (url.to_owned(), mime_type.to_owned());
        let thumb = types::InputWebDocument { url, size: 0, mime_type, attributes: Vec::new() };
        one(types::InputBotInlineResult { thumb: Some(thumb.into()), ..article("a", "t", "m") })
    };
    let linked = types::InputBotInlineResult { url: Some("no link".to_owned()), ..article("a", "t", "m") };
    let marked = types::InputBotInlineMessageText {
        no_webpage: false,
        invert_media: false,
        message: "m".to_owned(),
        entities: Some(vec![types::MessageEntityBold { offset: 0, length: 2 }.into()]),
        reply_markup: None,
    };
    let marked = types::InputBotInlineResult { send_message: marked.into(), ..article("a", "t", "m") };
    let cases = [
        (one(of_kind("boat")), "400 RESULT_TYPE_INVALID"),
        (one(of_kind("file")), "400 FILE_TITLE_EMPTY"),
        (one(of_kind("video")), "400 VIDEO_TITLE_EMPTY"),
        (beside("no link", "image/jpeg"), "400 WEBDOCUMENT_URL_INVALID"),
        (beside("https://example.com/a.txt", "text/plain"), "400 WEBDOCUMENT_MIME_INVALID"),
        (one(linked), "400 URL_INVALID"),
        (one(marked), "400 ENTITY_BOUNDS_INVALID"),
        (unstarted, "400 START_PARAM_EMPTY"),
        (one(article("", "t", "m")), "400 RESULT_ID_INVALID"),
        (one(article(&"i".repeat(65), "t", "m")), "400 RESULT_ID_INVALID"),
        (find(query, twice), "400 RESULT_ID_DUPLICATE"),
        (find(query, many), "400 RESULTS_TOO_MUCH"),
        (one(article("a", "", "m")), "400 ARTICLE_TITLE_EMPTY"),
        (one(article("a", "t", " ")), "400 MESSAGE_EMPTY"),
        (one(article("a", "t", &"m".repeat(4097))), "400 MESSAGE_TOO_LONG"),
        (one(untyped), "400 SEND_MESSAGE_TYPE_INVALID"),
        (offset, "400 NEXT_OFFSET_INVALID"),
        (switch, "400 START_PARAM_INVALID"),
        (find(found.query_id, vec![]), "400 QUERY_ID_INVALID"),
    ];
    for (function, refusal) in cases {
        assert_eq!(telegram.refusal(&bot, &function), refusal);
    }
    for (by, query, id, refusal) in [
        (&ann, 0, "a", "400 QUERY_ID_EMPTY"),
        (&ann, 1, "a", "400 INLINE_RESULT_EXPIRED"),
        (&ann, found.query_id, "", "400 RESULT_ID_EMPTY"),
        (&ann, found.query_id, "z", "400 RESULT_ID_INVALID"),
        (&bob, found.query_id, "a", "400 INLINE_RESULT_EXPIRED"),
    ] {
        assert_eq!(telegram.refusal(by, &choose(&enums::InputPeer::PeerSelf, query, id, 9)), refusal);
    }
    let whole = (0..50).map(|id| article(&id.to_string(), "t", &"m".repeat(4096)).into()).collect();
    telegram.call(&bot, &find(query, whole)).expect("it is just as much as there may be");
    telegram.world.advance(3601);
    assert_eq!(telegram.refusal(&ann, &choose(&to_bob, found.query_id, "a", 9)), "400 INLINE_RESULT_EXPIRED");
}

#[test]
fn photos_and_places_can_be_results() {
    let Boats { mut telegram, ann, bot, to_bob, the_bot, .. } = boats();
    telegram.send(&ann, &the_bot, "Hello", 40);
    let to_ann = telegram.resolve(&bot, "ann_archer");
    let file = upload(&mut telegram, &bot, 1, &jpeg(640, 480), KB);
    telegram.call(&bot, &send_media(&to_ann, photo_of(file), 1)).expect("it may");
    let ann_id = Peer::User(account(&telegram, &ann));
    let newest = telegram.world.top_message(account(&telegram, &bot), ann_id).expect("it is sent").id;
    let get = functions::messages::GetMessages { id: vec![types::InputMessageId { id: newest }.into()] };
    let own = messages(telegram.call(&bot, &get).expect("it may")).remove(0);
    let photo = shown_photo(plain(&own).media.as_ref()).clone();
    let named = types::InputPhoto {
        id: photo.id,
        access_hash: photo.access_hash,
        file_reference: photo.file_reference.clone(),
    };
    let caption = types::InputBotInlineMessageMediaAuto {
        invert_media: false,
        message: "A photo".to_owned(),
        entities: None,
        reply_markup: None,
    };
    let point = types::InputGeoPoint { lat: 53.5, long: 10.0, accuracy_radius: None };
    let place = types::InputBotInlineMessageMediaGeo {
        geo_point: point.into(),
        heading: None,
        period: None,
        proximity_notification_radius: None,
        reply_markup: None,
    };
    let place = types::InputBotInlineResult { send_message: place.into(), ..article("b", "Here", "") };
    let photo = types::InputBotInlineResultPhoto {
        id: "a".to_owned(),
        r#type: "photo".to_owned(),
        photo: named.into(),
        send_message: caption.into(),
    };
    telegram.pushed(&bot);
    let waiting = telegram.ask(&ann, &ask(&the_bot, &to_bob, "places"));
    let query = asked(&mut telegram, &bot).query_id;
    telegram.call(&bot, &find(query, vec![photo.into(), place.into()])).expect("it was asked");
    let found = answered(&mut telegram, &waiting).expect("it has come").expect("they are found");
    let [enums::BotInlineResult::BotInlineMediaResult(photo), enums::BotInlineResult::Result(place)] =
        &found.results[..]
    else {
        panic!("{:?}", found.results);
    };
    assert!(matches!(photo.photo, Some(enums::Photo::Photo(_))));
    assert!(matches!(place.send_message, enums::BotInlineMessage::MediaGeo(_)));

    telegram.call(&ann, &choose(&to_bob, query, "a", 5)).expect("she may");
    telegram.call(&ann, &choose(&to_bob, query, "b", 6)).expect("she may");
    let sent = telegram.history(&ann, &to_bob);
    assert!(matches!(plain(&sent[0]).media, Some(enums::MessageMedia::Geo(_))));
    assert!(matches!(plain(&sent[1]).media, Some(enums::MessageMedia::Photo(_))));
    assert_eq!(text(&sent[1]), "A photo");
}
