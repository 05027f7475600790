//! Every field of a send appears in the message or is rejected: none is silently lost.

use std::collections::BTreeSet;

use grammers_tl_types::{RemoteCall, enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::tl::layers;
use telewire::tl::schema::Type;

use super::super::administration::bring;
use super::super::files::{self, KB, jpeg, photo_of, upload};
use super::super::topics::Forum;
use super::super::{Telegram, plain, send, updates};
use super::answering;

/// What happens to a field.
enum Fate {
    /// The message shows it.
    Seen(fn(&types::Message) -> bool),
    /// It has no effect in the sandbox: drafts, previews, sticker sets, paid messages.
    Idle,
    /// It is rejected as unsupported by the sandbox.
    NotThere,
    Refused(&'static str),
}

use Fate::{Idle, NotThere, Refused, Seen};

type Row<T> = (&'static str, fn(&mut T), Fate);

/// Existing ids.
const TOPIC: i32 = 3;
const ANSWERED: i32 = 5;

/// A bot in a forum with a topic and a message: so that buttons, topics and replies are possible.
struct Scene {
    telegram: Telegram,
    bot: Caller,
    forum: enums::InputPeer,
    sends: i64,
}

impl Scene {
    fn new() -> Self {
        let mut forum = Forum::new();
        assert_eq!(forum.topic("Boats"), TOPIC);
        let Forum { mut telegram, ann, hers, .. } = forum;
        let bot = telegram.sign_in_bot();
        let forum = bring(&mut telegram, &ann, &hers, "sandbox_bot", &bot);
        let mut scene = Self { telegram, bot, forum, sends: 100 };
        let said = scene.sent(&send(&scene.forum.clone(), "First", 100)).expect("a bot may write");
        assert_eq!(said.id, ANSWERED);
        scene
    }

    fn sent<S: RemoteCall<Return = enums::Updates>>(
        &mut self,
        function: &S,
    ) -> Result<types::Message, String> {
        let answer = self.telegram.call(&self.bot, function);
        let all = updates(answer.map_err(|error| format!("{} {}", error.code, error.name))?);
        let message = all.iter().find_map(|update| match update {
            enums::Update::NewChannelMessage(new) => Some(plain(&new.message).clone()),
            _ => None,
        });
        Ok(message.expect("it is told"))
    }

    /// Sends with each field of a function or constructor in turn. `made` has the base and a random_id.
    fn each<T: Clone, S: RemoteCall<Return = enums::Updates>>(
        &mut self,
        (of, told_as): (&str, &str),
        base: &T,
        made: impl Fn(T, i64) -> S,
        rows: &[Row<T>],
    ) {
        let schema = layers::newest().schema();
        let definition = schema.function(of).or(schema.constructor(of)).expect("it is in the layer");
        let fields = definition.fields.iter().filter(|field| field.ty != Type::Flags);
        let fields: BTreeSet<&str> = fields.map(|field| field.name.as_str()).collect();
        assert_eq!(rows.iter().map(|(field, ..)| *field).collect::<BTreeSet<_>>(), fields);
        for (field, set, fate) in rows {
            self.sends += 1;
            let mut changed = base.clone();
            set(&mut changed);
            let sent = self.sent(&made(changed, self.sends));
            match (fate, sent) {
                (Seen(seen), Ok(message)) => assert!(seen(&message), "{field}: {message:?}"),
                (Idle, Ok(_)) => {}
                (NotThere, Err(refused)) => {
                    let name = format!("400 METHOD_NOT_IMPLEMENTED_IN_SANDBOX: {told_as} with {field}");
                    assert_eq!(refused, name);
                }
                (Refused(name), Err(refused)) => assert_eq!(refused, *name),
                (_, sent) => panic!("{of} with {field}: {sent:?}"),
            }
        }
    }
}

fn peer() -> Option<enums::InputPeer> {
    Some(enums::InputPeer::PeerSelf)
}

fn shortcut() -> Option<enums::InputQuickReplyShortcut> {
    Some(types::InputQuickReplyShortcutId { shortcut_id: 1 }.into())
}

fn suggested() -> Option<enums::SuggestedPost> {
    let post = types::SuggestedPost { accepted: false, rejected: false, price: None, schedule_date: None };
    Some(post.into())
}

fn bold() -> Option<Vec<enums::MessageEntity>> {
    Some(vec![types::MessageEntityBold { offset: 0, length: 1 }.into()])
}

fn force_reply() -> Option<enums::ReplyMarkup> {
    Some(types::ReplyKeyboardForceReply { single_use: false, selective: false, placeholder: None }.into())
}

fn rich() -> Option<enums::InputRichMessage> {
    let (rtl, noautolink, files) = (false, false, None);
    Some(types::InputRichMessageHtml { rtl, noautolink, html: "<b>Look</b>".to_owned(), files }.into())
}

fn header(message: &types::Message) -> &types::MessageReplyHeader {
    match &message.reply_to {
        Some(enums::MessageReplyHeader::Header(header)) => header,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_field_of_a_text_is_shown_or_rejected() {
    let mut scene = Scene::new();
    let base = send(&scene.forum, "Look", 0);
    let made = |function, random_id| functions::messages::SendMessage { random_id, ..function };
    scene.each(
        ("messages.sendMessage", "messages.sendMessage"),
        &base,
        made,
        &[
            ("no_webpage", |it| it.no_webpage = true, Idle),
            ("silent", |it| it.silent = true, Seen(|message| message.silent)),
            ("background", |it| it.background = true, Idle),
            ("clear_draft", |it| it.clear_draft = true, Idle),
            ("noforwards", |it| it.noforwards = true, NotThere),
            ("update_stickersets_order", |it| it.update_stickersets_order = true, Idle),
            ("invert_media", |it| it.invert_media = true, NotThere),
            ("allow_paid_floodskip", |it| it.allow_paid_floodskip = true, Idle),
            ("peer", |_| {}, Seen(|message| matches!(message.peer_id, enums::Peer::Channel(_)))),
            (
                "reply_to",
                |it| it.reply_to = Some(answering(ANSWERED).into()),
                Seen(|message| header(message).reply_to_msg_id == Some(ANSWERED)),
            ),
            ("message", |_| {}, Seen(|message| message.message == "Look")),
            ("random_id", |_| {}, Seen(|message| message.id > ANSWERED)),
            (
                "reply_markup",
                |it| it.reply_markup = force_reply(),
                Seen(|message| message.reply_markup == force_reply()),
            ),
            ("entities", |it| it.entities = bold(), Seen(|message| message.entities == bold())),
            (
                "schedule_date",
                |it| it.schedule_date = Some(i32::MAX),
                Refused("400 SCHEDULE_BOT_NOT_ALLOWED"),
            ),
            ("schedule_repeat_period", |it| it.schedule_repeat_period = Some(86_400), NotThere),
            ("send_as", |it| it.send_as = peer(), NotThere),
            ("quick_reply_shortcut", |it| it.quick_reply_shortcut = shortcut(), NotThere),
            ("effect", |it| it.effect = Some(1), NotThere),
            ("allow_paid_stars", |it| it.allow_paid_stars = Some(1), NotThere),
            ("suggested_post", |it| it.suggested_post = suggested(), NotThere),
            ("rich_message", |it| it.rich_message = rich(), NotThere),
        ],
    );
}

#[test]
fn each_field_of_a_send_of_media_is_shown_or_rejected() {
    let mut scene = Scene::new();
    let photo = photo_of(upload(&mut scene.telegram, &scene.bot.clone(), 31, &jpeg(400, 400), KB));
    let base = files::send(&scene.forum, photo, 0);
    let made = |function, random_id| functions::messages::SendMedia { random_id, ..function };
    scene.each(
        ("messages.sendMedia", "messages.sendMedia"),
        &base,
        made,
        &[
            ("silent", |it| it.silent = true, Seen(|message| message.silent)),
            ("background", |it| it.background = true, Idle),
            ("clear_draft", |it| it.clear_draft = true, Idle),
            ("noforwards", |it| it.noforwards = true, NotThere),
            ("update_stickersets_order", |it| it.update_stickersets_order = true, Idle),
            ("invert_media", |it| it.invert_media = true, NotThere),
            ("allow_paid_floodskip", |it| it.allow_paid_floodskip = true, Idle),
            ("peer", |_| {}, Seen(|message| matches!(message.peer_id, enums::Peer::Channel(_)))),
            (
                "reply_to",
                |it| it.reply_to = Some(answering(ANSWERED).into()),
                Seen(|message| header(message).reply_to_msg_id == Some(ANSWERED)),
            ),
            ("media", |_| {}, Seen(|message| message.media.is_some())),
            ("message", |_| {}, Seen(|message| message.message == "Look")),
            ("random_id", |_| {}, Seen(|message| message.id > ANSWERED)),
            (
                "reply_markup",
                |it| it.reply_markup = force_reply(),
                Seen(|message| message.reply_markup == force_reply()),
            ),
            ("entities", |it| it.entities = bold(), Seen(|message| message.entities == bold())),
            (
                "schedule_date",
                |it| it.schedule_date = Some(i32::MAX),
                Refused("400 SCHEDULE_BOT_NOT_ALLOWED"),
            ),
            ("schedule_repeat_period", |it| it.schedule_repeat_period = Some(86_400), NotThere),
            ("send_as", |it| it.send_as = peer(), NotThere),
            ("quick_reply_shortcut", |it| it.quick_reply_shortcut = shortcut(), NotThere),
            ("effect", |it| it.effect = Some(1), NotThere),
            ("allow_paid_stars", |it| it.allow_paid_stars = Some(1), NotThere),
            ("suggested_post", |it| it.suggested_post = suggested(), NotThere),
        ],
    );
}

#[test]
fn each_field_of_a_reply_is_shown_or_rejected() {
    let mut scene = Scene::new();
    let forum = scene.forum.clone();
    let base = answering(ANSWERED);
    let made = |reply: types::InputReplyToMessage, random_id| functions::messages::SendMessage {
        reply_to: Some(reply.into()),
        ..send(&forum, "Look", random_id)
    };
    scene.each(
        ("inputReplyToMessage", "messages.sendMessage"),
        &base,
        made,
        &[
            ("reply_to_msg_id", |_| {}, Seen(|message| header(message).reply_to_msg_id.is_some())),
            (
                "top_msg_id",
                |it| it.top_msg_id = Some(TOPIC),
                Seen(|message| header(message).forum_topic && header(message).reply_to_top_id == Some(TOPIC)),
            ),
            ("reply_to_peer_id", |it| it.reply_to_peer_id = peer(), NotThere),
            (
                "quote_text",
                |it| it.quote_text = Some("irs".to_owned()),
                Seen(|message| header(message).quote_text.as_deref() == Some("irs")),
            ),
            (
                "quote_entities",
                |it| (it.quote_text, it.quote_entities) = (Some("irs".to_owned()), bold()),
                Seen(|message| header(message).quote_entities == bold()),
            ),
            (
                "quote_offset",
                |it| (it.quote_text, it.quote_offset) = (Some("irs".to_owned()), Some(1)),
                Seen(|message| header(message).quote_offset == Some(1)),
            ),
            ("monoforum_peer_id", |it| it.monoforum_peer_id = peer(), NotThere),
            ("todo_item_id", |it| it.todo_item_id = Some(1), NotThere),
            ("poll_option", |it| it.poll_option = Some(vec![1]), NotThere),
        ],
    );
}
