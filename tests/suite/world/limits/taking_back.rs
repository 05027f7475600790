//! What can be edited, pinned and deleted, and for how long.

use telewire::sandbox::world::chats::rights::AdminRights;

use super::super::administration::{edit_admin, found};
use super::super::buttons::met;
use super::super::deleting::delete;
use super::super::editing::edit;
use super::super::files::{KB, document, jpeg, send as send_media, upload};
use super::super::pinning::pin;
use super::super::polling::{OPTIONS, media as poll_media, poll};
use super::super::{as_channel, as_user};
use super::*;

const DAY: u32 = 24 * 3600;

fn dice() -> enums::InputMedia {
    types::InputMediaDice { emoticon: "🎲".to_owned() }.into()
}

#[test]
fn media_without_captions_cannot_get_one() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let own = found(&mut telegram, &ann, false);
    let place = types::InputGeoPoint { lat: 1.0, long: 2.0, accuracy_radius: None };
    let contact = types::InputMediaContact {
        phone_number: "+9996620002".to_owned(),
        first_name: "Bob".to_owned(),
        last_name: String::new(),
        vcard: String::new(),
    };
    let round = types::DocumentAttributeVideo {
        round_message: true,
        supports_streaming: false,
        nosound: false,
        duration: 1.0,
        w: 100,
        h: 100,
        preload_prefix_size: None,
        video_start_ts: None,
        video_codec: None,
    };
    let voice = types::DocumentAttributeAudio {
        voice: true,
        duration: 1,
        title: None,
        performer: None,
        waveform: None,
    };
    let file = |telegram: &mut Telegram, id, attribute: enums::DocumentAttribute| -> enums::InputMedia {
        let file = upload(telegram, &ann, id, &jpeg(200, 200), KB);
        types::InputMediaUploadedDocument { attributes: vec![attribute], ..document(file) }.into()
    };
    let without: [enums::InputMedia; 5] = [
        dice(),
        types::InputMediaGeoPoint { geo_point: place.into() }.into(),
        contact.into(),
        poll_media(poll(&OPTIONS)).into(),
        file(&mut telegram, 1, round.into()),
    ];
    let with = file(&mut telegram, 2, voice.into());
    for (at, media) in without.into_iter().enumerate() {
        telegram.call(&ann, &send_media(&own, media, 10 + at as i64)).expect("it may be sent");
        let id = telegram.history(&ann, &own)[0].id();
        assert_eq!(telegram.refusal(&ann, &edit(&own, id, "Look at that")), "400 MESSAGE_ID_INVALID", "{at}");
    }
    telegram.call(&ann, &send_media(&own, with, 20)).expect("it may be sent");
    let id = telegram.history(&ann, &own)[0].id();
    telegram.call(&ann, &edit(&own, id, "Listen to that")).expect("a voice message has a caption");
}

#[test]
fn dice_stay_in_a_private_chat_for_a_day() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let (bob, own) = (telegram.resolve(&ann, "bob_baker"), enums::InputPeer::PeerSelf);
    let throw = |telegram: &mut Telegram, to: &enums::InputPeer, random_id| {
        telegram.call(&ann, &send_media(to, dice(), random_id)).expect("she may");
        telegram.history(&ann, to)[0].id()
    };
    let (there, here) = (throw(&mut telegram, &bob, 1), throw(&mut telegram, &own, 2));
    let refused = [(delete(&[there], true), "403 MESSAGE_DELETE_FORBIDDEN")];
    telegram.limit(&ann, &[delete(&[here], true)], &refused);
    telegram.world.advance(DAY);
    telegram.limit(&ann, &[], &refused);
    telegram.world.advance(1);
    telegram.limit(&ann, &[delete(&[there], true)], &[]);
}

#[test]
fn a_bot_deletes_messages_up_to_two_days_old_unless_it_is_an_admin() {
    let mut telegram = Telegram::new();
    let (ann, bot, to_bot, to_ann) = met(&mut telegram);
    let crew = found(&mut telegram, &ann, false);
    let invite =
        functions::channels::InviteToChannel { channel: as_channel(&crew), users: vec![as_user(&to_bot)] };
    telegram.call(&ann, &invite).expect("it is hers");
    let enums::InputPeer::Channel(types::InputPeerChannel { channel_id, .. }) = crew else { panic!() };
    let its = types::InputPeerChannel { channel_id, access_hash: 0 }.into();
    telegram.send(&bot, &to_ann, "Ahoy", 1);
    telegram.send(&bot, &to_ann, "Ahoy again", 2);
    telegram.send(&bot, &its, "Ahoy crew", 3);
    telegram.send(&bot, &its, "Ahoy crew again", 4);
    let newest = |telegram: &mut Telegram, with| {
        let history = telegram.history(&ann, with);
        [history[1].id(), history[0].id()]
    };
    let there = newest(&mut telegram, &crew);
    let account = super::super::administration::account(&telegram, &bot);
    let own = telegram.world.mailbox(telewire::sandbox::world::messages::owner::Owner::Account(account));
    let last = own.last(telewire::sandbox::world::people::peer::Peer::User(
        super::super::administration::account(&telegram, &ann),
    ));
    let last = last.expect("it wrote to her").id;
    let in_crew = |id| functions::channels::DeleteMessages { channel: as_channel(&its), id: vec![id] };
    telegram.world.advance(2 * DAY);
    telegram.limit(&bot, &[delete(&[last - 1], true)], &[]);
    telegram.limit(&bot, &[in_crew(there[0])], &[]);
    telegram.world.advance(1);
    const NO: &str = "403 MESSAGE_DELETE_FORBIDDEN";
    telegram.limit(&bot, &[], &[(delete(&[last], true), NO)]);
    telegram.limit(&bot, &[], &[(in_crew(there[1]), NO)]);
    let rights = AdminRights { delete_messages: true, ..AdminRights::default() };
    telegram.call(&ann, &edit_admin(&crew, &to_bot, rights)).expect("it is hers");
    telegram.limit(&bot, &[in_crew(there[1])], &[]);
}

#[test]
fn the_creation_message_of_a_chat_cannot_be_deleted() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    for broadcast in [true, false] {
        let own = found(&mut telegram, &ann, broadcast);
        let first = telegram.history(&ann, &own)[0].id();
        telegram.send(&ann, &own, "Ahoy", 1);
        let said = telegram.history(&ann, &own)[0].id();
        let gone = |id| functions::channels::DeleteMessages { channel: as_channel(&own), id };
        telegram.limit(
            &ann,
            &[gone(vec![said])],
            &[(gone(vec![first, said]), "403 MESSAGE_DELETE_FORBIDDEN")],
        );
    }
}

#[test]
fn only_messages_with_content_are_pinned_and_by_bots_for_both_sides() {
    let mut telegram = Telegram::new();
    let (ann, bot, _, to_ann) = met(&mut telegram);
    let own = found(&mut telegram, &ann, false);
    let service = telegram.history(&ann, &own)[0].id();
    telegram.send(&ann, &own, "Ahoy", 2);
    let said = telegram.history(&ann, &own)[0].id();
    telegram.limit(&ann, &[pin(&own, said)], &[(pin(&own, service), "400 MESSAGE_ID_INVALID")]);

    let enums::Updates::UpdateShortSentMessage(sent) = telegram.send(&bot, &to_ann, "Ahoy", 3) else {
        panic!()
    };
    let one_side = functions::messages::UpdatePinnedMessage { pm_oneside: true, ..pin(&to_ann, sent.id) };
    telegram.limit(&bot, &[pin(&to_ann, sent.id)], &[(one_side, "400 BOT_ONESIDE_NOT_AVAIL")]);
}
