mod examples;

use std::fmt::Write;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use self::examples::{
    BOB, CREW, FORUM, NEWS, bob, cast, crew, events, examples, forum, group_peer, news, shown, user_peer,
};
use super::*;
use crate::telegram::tl::{self, Deserializable};
use crate::telegram::updates::is_live_only;
use crate::tl::schema::Type;
use crate::tl::value::{Object, Value as TlValue};
use crate::tl::{bytes, layers};

/// What happens in groups of events.
fn more_events() -> Vec<Event> {
    let migration = json!({ "_": "updateNewMessage", "pts": 1, "pts_count": 1, "message": {
        "_": "messageService", "id": 7, "peer_id": group_peer(CREW), "from_id": user_peer(BOB), "date": 60,
        "action": { "_": "messageActionChatMigrateTo", "channel_id": FORUM } } });
    let archiving = json!({ "_": "updateFolderPeers", "pts": 1, "pts_count": 2, "folder_peers": [
        { "_": "folderPeer", "peer": user_peer(BOB), "folder_id": 1 },
        { "_": "folderPeer", "peer": group_peer(CREW), "folder_id": 0 },
    ] });
    let mut events = [events(&migration), events(&archiving)].concat();
    events.push(Connection::new(true).into());
    events.push(
        Gap { chat: Some(cast().chat(PeerId::channel(NEWS))), reason: GapReason::TooLong, skipped: None }
            .into(),
    );
    events.push(Gap { chat: None, reason: GapReason::TooSlow, skipped: None }.into());
    events
}

#[test]
fn each_update_is_told_as_clients_see_it() {
    for (update, told) in examples() {
        let events = events(&update);
        assert_eq!(events.len(), 1, "{update}");
        assert_eq!(shown(&events[0]), told, "{update}");
    }
}

#[test]
fn a_group_that_migrates_is_told_behind_the_message_that_says_so() {
    let told = [&more_events()[0], &more_events()[1]].map(shown);
    assert_eq!(told[0]["kind"], "message_new");
    assert_eq!(told[0]["message"]["service"], json!({ "kind": "migrated_to", "chat_id": forum()["id"] }));
    assert_eq!(told[1], json!({ "kind": "chat_migrated", "chat": crew(), "migrated_to": forum() }));
}

#[test]
fn each_chat_that_is_moved_into_the_archive_is_told_by_itself() {
    let told: Vec<Value> = more_events()[2..4].iter().map(shown).collect();
    assert_eq!(told[0], json!({ "kind": "chat_archived", "chat": bob(), "is_archived": true }));
    assert_eq!(told[1], json!({ "kind": "chat_archived", "chat": crew(), "is_archived": false }));
}

#[test]
fn the_stream_tells_of_itself() {
    let told: Vec<Value> = more_events()[4..].iter().map(shown).collect();
    assert_eq!(told[0], json!({ "kind": "connection", "is_connected": true, "is_live_only": true }));
    assert_eq!(told[1], json!({ "kind": "gap", "chat": news(), "reason": "too_long" }));
    assert_eq!(told[2], json!({ "kind": "gap", "reason": "too_slow" }));
}

#[test]
fn messages_that_are_gone_are_no_news() {
    let message = json!({ "_": "messageEmpty", "id": 7 });
    for name in
        ["updateNewMessage", "updateNewChannelMessage", "updateEditMessage", "updateEditChannelMessage"]
    {
        let update = json!({ "_": name, "message": message, "pts": 1, "pts_count": 1 });
        assert_eq!(events(&update).len(), 0, "{name}");
    }
    assert_eq!(events(&json!({ "_": "updateNewScheduledMessage", "message": message })).len(), 0);
}

#[test]
fn an_event_says_its_kind_and_which_chat_it_is_about() {
    let examples: Vec<Event> = examples().iter().flat_map(|(update, _)| events(update)).collect();
    let all = [examples, more_events()].concat();
    for event in &all {
        let told = shown(event);
        assert_eq!(told["kind"], json!(event.kind()));
        let message = &told["message"]["chat"]["id"];
        let whom = if told["query"].is_null() { &told["user"]["id"] } else { &Value::Null };
        let chat = [message, &told["chat"]["id"], whom].into_iter().find(|id| !id.is_null());
        // A bot's update is told as it is, and so is its chat.
        let expected = match event.kind() {
            EventKind::Raw => Some(PeerId::channel(NEWS)),
            EventKind::CallbackQuery => told["chat"]["id"].as_i64().and_then(PeerId::from_marked),
            _ => chat.and_then(Value::as_i64).and_then(PeerId::from_marked),
        };
        assert_eq!(event.chat(), expected, "{told}");
    }
    for kind in EventKind::ALL {
        assert!(all.iter().any(|event| event.kind() == *kind), "there is an example of {kind:?}");
    }
}

#[test]
fn what_is_in_an_unknown_chat_says_so() {
    let unknown: Vec<Event> = examples().iter().flat_map(|(update, _)| events(update)).collect();
    let unknown: Vec<Value> = unknown.iter().filter(|event| event.chat_is_unknown()).map(shown).collect();
    let kinds: Vec<&Value> = unknown.iter().map(|event| &event["kind"]).collect();
    assert_eq!(kinds, ["message_deleted", "message_contents_read", "poll", "poll_answer", "callback_query"]);
}

#[test]
fn a_business_accounts_chat_is_none_of_its_bots() {
    let update = json!({ "_": "updateBotDeleteBusinessMessage", "connection_id": "c", "peer": user_peer(BOB),
        "messages": [7], "qts": 1 });
    assert_eq!(events(&update)[0].kind(), EventKind::Raw);
    assert_eq!(events(&update)[0].chat(), None);
}

#[test]
fn every_event_fits_its_published_schema() {
    let generator = SchemaSettings::draft07().for_serialize().into_generator();
    let schema = generator.into_root_schema_for::<Event>();
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let examples: Vec<Event> = examples().iter().flat_map(|(update, _)| events(update)).collect();
    for event in [examples, more_events()].concat() {
        let json = serde_json::to_value(&event).unwrap();
        let errors: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{json}");
        let live_only = json.get("is_live_only");
        assert!(live_only.is_none_or(|live_only| *live_only == true), "{json}");
    }
    assert!(!validator.is_valid(&json!({ "kind": "typing" })));
    for kind in schema.as_value()["oneOf"].as_array().unwrap() {
        assert!(kind["description"].is_string(), "{kind}");
    }
}

/// Whatever Telegram adds is seen here: each update has a kind, is told as it is, or is deliberately not told.
#[test]
fn every_update_of_the_layer_has_its_place() {
    let schema = layers::newest().schema();
    let message = |peer: &str| {
        let zero = |name: &str| TlValue::zero(schema, &Type::Bare(name.to_owned())).unwrap();
        let TlValue::Object(mut message) = zero("message") else { panic!("a message has fields") };
        message.set("peer_id", zero(peer));
        TlValue::Object(message)
    };
    let mut places = String::new();
    for definition in schema.of_type("Update") {
        let mut update = Object::new(definition);
        for (at, field) in definition.fields.iter().enumerate() {
            if field.flag.is_none() && field.ty != Type::Flags {
                update.fields[at] = match &field.ty {
                    Type::Boxed(name) if name == "Message" => {
                        let is_in_channel = definition.name.contains("Channel");
                        Some(message(if is_in_channel { "peerChannel" } else { "peerUser" }))
                    }
                    ty => Some(TlValue::zero(schema, ty).unwrap()),
                };
            }
        }
        let update = tl::enums::Update::from_bytes(&bytes::write_object(&update).unwrap()).unwrap();
        let events = of(&update, &cast());
        for event in &events {
            let is_marked = shown(event)["is_live_only"] == true;
            assert_eq!(is_marked, is_live_only(&update), "{}", definition.name);
        }
        let told = match events.first().map(Event::kind) {
            Some(EventKind::Raw) => "as it is".to_owned(),
            Some(kind) => json!(kind).as_str().unwrap().to_owned(),
            None => "nothing".to_owned(),
        };
        writeln!(places, "{}: {told}", definition.name).unwrap();
    }
    expect_test::expect![[r#"
        updateNewMessage: message_new
        updateMessageID: nothing
        updateDeleteMessages: message_deleted
        updateUserTyping: typing
        updateChatUserTyping: typing
        updateChatParticipants: chat_changed
        updateUserStatus: user_status
        updateUserName: user_changed
        updateNewAuthorization: new_login
        updateNewEncryptedMessage: as it is
        updateEncryptedChatTyping: as it is
        updateEncryption: as it is
        updateEncryptedMessagesRead: as it is
        updateChatParticipantAdd: chat_member
        updateChatParticipantDelete: chat_member
        updateDcOptions: nothing
        updateNotifySettings: as it is
        updateServiceNotification: as it is
        updatePrivacy: as it is
        updateUserPhone: user_changed
        updateReadHistoryInbox: message_read
        updateReadHistoryOutbox: message_read
        updateWebPage: as it is
        updateReadMessagesContents: message_contents_read
        updateChannelTooLong: nothing
        updateChannel: chat_changed
        updateNewChannelMessage: message_new
        updateReadChannelInbox: message_read
        updateDeleteChannelMessages: message_deleted
        updateChannelMessageViews: message_views
        updateChatParticipantAdmin: chat_member
        updateNewStickerSet: as it is
        updateStickerSetsOrder: as it is
        updateStickerSets: as it is
        updateSavedGifs: as it is
        updateBotInlineQuery: inline_query
        updateBotInlineSend: chosen_inline_result
        updateEditChannelMessage: message_edited
        updateBotCallbackQuery: callback_query
        updateEditMessage: message_edited
        updateInlineBotCallbackQuery: callback_query
        updateReadChannelOutbox: message_read
        updateDraftMessage: draft
        updateReadFeaturedStickers: as it is
        updateRecentStickers: as it is
        updateConfig: nothing
        updatePtsChanged: nothing
        updateChannelWebPage: as it is
        updateDialogPinned: chat_pinned
        updatePinnedDialogs: as it is
        updateBotWebhookJSON: as it is
        updateBotWebhookJSONQuery: as it is
        updateBotShippingQuery: as it is
        updateBotPrecheckoutQuery: as it is
        updatePhoneCall: as it is
        updateLangPackTooLong: nothing
        updateLangPack: nothing
        updateFavedStickers: as it is
        updateChannelReadMessagesContents: message_contents_read
        updateContactsReset: as it is
        updateChannelAvailableMessages: history_cleared
        updateDialogUnreadMark: chat_marked_unread
        updateMessagePoll: poll
        updateChatDefaultBannedRights: chat_changed
        updateFolderPeers: nothing
        updatePeerSettings: as it is
        updatePeerLocated: as it is
        updateNewScheduledMessage: message_scheduled
        updateDeleteScheduledMessages: scheduled_deleted
        updateTheme: as it is
        updateGeoLiveViewed: as it is
        updateLoginToken: nothing
        updateMessagePollVote: poll_answer
        updateDialogFilter: as it is
        updateDialogFilterOrder: as it is
        updateDialogFilters: as it is
        updatePhoneCallSignalingData: as it is
        updateChannelMessageForwards: message_views
        updateReadChannelDiscussionInbox: message_read
        updateReadChannelDiscussionOutbox: message_read
        updatePeerBlocked: user_blocked
        updateChannelUserTyping: typing
        updatePinnedMessages: message_pinned
        updatePinnedChannelMessages: message_pinned
        updateChat: chat_changed
        updateGroupCallParticipants: as it is
        updateGroupCall: as it is
        updatePeerHistoryTTL: chat_changed
        updateChatParticipant: chat_member
        updateChannelParticipant: chat_member
        updateBotStopped: bot_stopped
        updateGroupCallConnection: as it is
        updateBotCommands: as it is
        updatePendingJoinRequests: join_requests
        updateBotChatInviteRequester: join_request
        updateMessageReactions: reactions
        updateAttachMenuBots: as it is
        updateWebViewResultSent: as it is
        updateBotMenuButton: as it is
        updateSavedRingtones: as it is
        updateTranscribedAudio: as it is
        updateReadFeaturedEmojiStickers: as it is
        updateUserEmojiStatus: as it is
        updateRecentEmojiStatuses: as it is
        updateRecentReactions: as it is
        updateMoveStickerSetToTop: as it is
        updateMessageExtendedMedia: as it is
        updateUser: user_changed
        updateAutoSaveSettings: as it is
        updateStory: as it is
        updateReadStories: as it is
        updateStoryID: nothing
        updateStoriesStealthMode: as it is
        updateSentStoryReaction: as it is
        updateBotChatBoost: as it is
        updateChannelViewForumAsMessages: as it is
        updatePeerWallpaper: as it is
        updateBotMessageReaction: message_reaction
        updateBotMessageReactions: reactions
        updateSavedDialogPinned: as it is
        updatePinnedSavedDialogs: as it is
        updateSavedReactionTags: as it is
        updateSmsJob: as it is
        updateQuickReplies: as it is
        updateNewQuickReply: as it is
        updateDeleteQuickReply: as it is
        updateQuickReplyMessage: as it is
        updateDeleteQuickReplyMessages: as it is
        updateBotBusinessConnect: as it is
        updateBotNewBusinessMessage: as it is
        updateBotEditBusinessMessage: as it is
        updateBotDeleteBusinessMessage: as it is
        updateNewStoryReaction: as it is
        updateStarsBalance: as it is
        updateBusinessBotCallbackQuery: as it is
        updateStarsRevenueStatus: as it is
        updateBotPurchasedPaidMedia: as it is
        updatePaidReactionPrivacy: as it is
        updateSentPhoneCode: nothing
        updateGroupCallChainBlocks: as it is
        updateReadMonoForumInbox: as it is
        updateReadMonoForumOutbox: as it is
        updateMonoForumNoPaidException: as it is
        updateGroupCallMessage: as it is
        updateGroupCallEncryptedMessage: as it is
        updatePinnedForumTopic: topic_pinned
        updatePinnedForumTopics: as it is
        updateDeleteGroupCallMessages: as it is
        updateStarGiftAuctionState: as it is
        updateStarGiftAuctionUserState: as it is
        updateEmojiGameInfo: as it is
        updateStarGiftCraftFail: as it is
        updateChatParticipantRank: as it is
        updateManagedBot: as it is
        updateBotGuestChatQuery: as it is
        updateAiComposeTones: as it is
        updateJoinChatWebViewDecision: as it is
        updateNewBotConnection: as it is
        updateWebBrowserSettings: as it is
        updateWebBrowserException: as it is
        updateNewEphemeralMessage: as it is
        updateDeleteEphemeralMessages: as it is
        updateEditEphemeralMessage: as it is
        updateEphemeralBotCallbackQuery: as it is
        updateBotStarsSubscription: as it is
        updateWalletState: as it is
        updateSentWalletTransaction: as it is
        updateWalletGaslessInfo: as it is
        updateWalletTonConnectSession: as it is
        updateWalletTonConnectPendingDisconnect: as it is
    "#]]
    .assert_eq(&places);
}
