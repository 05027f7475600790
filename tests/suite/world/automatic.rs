//! Links, usernames, hashtags, commands, addresses and phone numbers in unmarked text.

use grammers_tl_types::{enums, functions, types};

use super::editing::edit;
use super::{ANN, BOB, Telegram, messages, plain, send, texts};

/// The entities that were found, by kind and text.
fn found(message: &types::Message) -> Vec<(&'static str, String)> {
    let units: Vec<u16> = message.message.encode_utf16().collect();
    let one = |entity: &enums::MessageEntity| {
        let kind = match entity {
            enums::MessageEntity::Mention(_) => "mention",
            enums::MessageEntity::Hashtag(_) => "hashtag",
            enums::MessageEntity::Cashtag(_) => "cashtag",
            enums::MessageEntity::BotCommand(_) => "command",
            enums::MessageEntity::Url(_) => "url",
            enums::MessageEntity::Email(_) => "email",
            enums::MessageEntity::Phone(_) => "phone",
            enums::MessageEntity::Bold(_) => "bold",
            enums::MessageEntity::Code(_) => "code",
            enums::MessageEntity::TextUrl(_) => "text_url",
            _ => "other",
        };
        let from = entity.offset() as usize;
        (kind, String::from_utf16_lossy(&units[from..from + entity.length() as usize]))
    };
    message.entities.iter().flatten().map(one).collect()
}

#[test]
fn entities_are_found_in_unmarked_text() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let texts: &[(&str, &[(&str, &str)])] = &[
        ("🙂 ask @bob_baker, é", &[("mention", "@bob_baker")]),
        ("@abc a@bob_baker @bob_bakerá @gif", &[("mention", "@gif")]),
        ("#boat #2024 #Ключ_1 a#no ##x", &[("hashtag", "#boat"), ("hashtag", "#Ключ_1")]),
        ("$USD $usd A$EUR $TOOLONGTAG, $GBP.", &[("cashtag", "$USD"), ("cashtag", "$GBP")]),
        (
            "/start /help@sandbox_bot, and/or /a/b <b>",
            &[("command", "/start"), ("command", "/help@sandbox_bot")],
        ),
        (
            "See https://example.org/a(b)?q=1#top. Or telegram.org!",
            &[("url", "https://example.org/a(b)?q=1#top"), ("url", "telegram.org")],
        ),
        ("boat.pdf e.g. 1.5 README.md t.me/+abc", &[("url", "README.md"), ("url", "t.me/+abc")]),
        ("tg://resolve?domain=x mailto:a foo://bar.org/x", &[("url", "tg://resolve?domain=x")]),
        ("http://localhost:8080/x http://nothing/y", &[("url", "http://localhost:8080/x")]),
        ("ann@example.org, or bob@pdf.pdf", &[("email", "ann@example.org")]),
        ("https://t.me/@bob_baker/#tag", &[("url", "https://t.me/@bob_baker/#tag")]),
        ("Call +1 (555) 010-0199 or +12, 2+4915112345678", &[("phone", "+1 (555) 010-0199")]),
        ("nothing here", &[]),
    ];
    for (at, (text, expected)) in (1..).zip(texts) {
        telegram.send(&ann, &bob, text, at);
        let sent = plain(&telegram.history(&ann, &bob)[0]).clone();
        let expected: Vec<(&str, String)> =
            expected.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect();
        assert_eq!(found(&sent), expected, "{text}");
    }
}

#[test]
fn found_entities_are_added_to_marked_ones_except_within_code_or_links() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let bob = telegram.resolve(&ann, "bob_baker");
    let text = "#one #two #three @bob_baker";
    let marked = |entities| functions::messages::SendMessage {
        entities: Some(entities),
        no_webpage: true,
        ..send(&bob, text, 1)
    };
    let entities = vec![
        types::MessageEntityCode { offset: 5, length: 4 }.into(),
        types::MessageEntityTextUrl { offset: 10, length: 6, url: "https://example.org/".to_owned() }.into(),
        types::MessageEntityBold { offset: 0, length: 27 }.into(),
        types::MessageEntityMention { offset: 17, length: 10 }.into(),
        // Marking other text as such has no effect.
        types::MessageEntityHashtag { offset: 18, length: 3 }.into(),
    ];
    telegram.call(&ann, &marked(entities)).expect("it may be sent");
    let sent = plain(&telegram.history(&ann, &bob)[0]).clone();
    let kinds: Vec<&str> = found(&sent).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["bold", "hashtag", "code", "text_url", "mention"]);
}

#[test]
fn an_edit_finds_entities_again_and_a_search_matches_whole_tags() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let (to_bob, to_ann) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "ann_archer"));
    for (at, text) in (1..).zip(["A #Boat for sale", "#boats for sale", "boat for sale"]) {
        telegram.send(&ann, &to_bob, text, at);
    }
    let search = |telegram: &mut Telegram, q| {
        let found = telegram.call(&bob, &super::searching::search(&to_ann, q)).expect("it is his");
        texts(&messages(found)).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(search(&mut telegram, "#boat"), ["A #Boat for sale"]);
    assert_eq!(search(&mut telegram, "#boat rent"), [""; 0]);
    let id = telegram.history(&ann, &to_bob)[0].id();
    telegram.call(&ann, &edit(&to_bob, id, "boat for rent #boat")).expect("it is hers");
    let edited = plain(&telegram.history(&bob, &to_ann)[0]).clone();
    assert_eq!(found(&edited), [("hashtag", "#boat".to_owned())]);
    assert_eq!(search(&mut telegram, "#boat"), ["boat for rent #boat", "A #Boat for sale"]);
    assert_eq!(search(&mut telegram, "#boat rent"), ["boat for rent #boat"]);
    assert_eq!(telegram.refusal(&ann, &edit(&to_bob, id, "boat for rent #boat")), "400 MESSAGE_NOT_MODIFIED");
}
