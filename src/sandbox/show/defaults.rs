//! Telegram's larger types with default values, to be completed by `..defaults::user()`.
//!
//! The generated types don't implement `Default`, as some of their fields have no obvious one.

use grammers_tl_types::{enums, types};

macro_rules! blanks {
    ($($name:ident: $type:ident {
        $($field:ident),* $(,)?
    } $({ $($given:ident = $value:expr),* $(,)? })?)*) => {
        $(pub fn $name() -> types::$type {
            types::$type { $($field: Default::default(),)* $($($given: $value,)*)? }
        })*
    };
}

blanks! {
    user: User {
        is_self, contact, mutual_contact, deleted, bot, bot_chat_history, bot_nochats, verified,
        restricted, min, bot_inline_geo, support, scam, apply_min_photo, fake, bot_attach_menu,
        premium, attach_menu_enabled, bot_can_edit, close_friend, stories_hidden, stories_unavailable,
        contact_require_premium, bot_business, bot_has_main_app, bot_forum_view,
        bot_forum_can_manage_topics, bot_can_manage_bots, bot_guestchat, bot_guard, id, access_hash,
        first_name, last_name, username, phone, photo, status, bot_info_version, restriction_reason,
        bot_inline_placeholder, lang_code, emoji_status, usernames, stories_max_id, color,
        profile_color, bot_active_users, bot_verification_icon, send_paid_messages_stars,
        linked_community_id
    }
    group: Chat {
        creator, left, deactivated, call_active, call_not_empty, noforwards, id, title,
        participants_count, date, version, migrated_to, admin_rights, default_banned_rights
    } {
        photo = enums::ChatPhoto::Empty,
    }
    channel: Channel {
        creator, left, broadcast, verified, megagroup, restricted, signatures, min, scam, has_link,
        has_geo, slowmode_enabled, call_active, call_not_empty, fake, gigagroup, noforwards,
        join_to_send, join_request, forum, stories_hidden, stories_hidden_min, stories_unavailable,
        signature_profiles, autotranslation, broadcast_messages_allowed, monoforum, forum_tabs, id,
        access_hash, title, username, date, restriction_reason, admin_rights, banned_rights,
        default_banned_rights, participants_count, usernames, stories_max_id, color, profile_color,
        emoji_status, level, subscription_until_date, bot_verification_icon, send_paid_messages_stars,
        linked_monoforum_id, linked_community_id
    } {
        photo = enums::ChatPhoto::Empty,
    }
    message: Message {
        out, mentioned, media_unread, silent, post, from_scheduled, legacy, edit_hide, pinned,
        noforwards, invert_media, offline, video_processing_pending, paid_suggested_post_stars,
        paid_suggested_post_ton, id, from_id, from_boosts_applied, from_rank, saved_peer_id, fwd_from,
        via_bot_id, via_business_bot_id, guestchat_via_from, reply_to, date, message, media,
        reply_markup, entities, views, forwards, replies, edit_date, post_author, grouped_id,
        reactions, restriction_reason, ttl_period, quick_reply_shortcut_id, effect, factcheck,
        report_delivery_until_date, paid_message_stars, suggested_post, schedule_repeat_period,
        summary_from_language, rich_message
    } {
        peer_id = enums::Peer::User(types::PeerUser { user_id: 0 }),
    }
    service_message: MessageService {
        out, mentioned, media_unread, reactions_are_possible, silent, post, legacy, id, from_id,
        saved_peer_id, reply_to, date, reactions, ttl_period
    } {
        peer_id = enums::Peer::User(types::PeerUser { user_id: 0 }),
        action = enums::MessageAction::Empty,
    }
    user_full: UserFull {
        blocked, phone_calls_available, phone_calls_private, can_pin_message, has_scheduled,
        video_calls_available, voice_messages_forbidden, translations_disabled,
        stories_pinned_available, blocked_my_stories_from, wallpaper_overridden,
        contact_require_premium, read_dates_private, sponsored_enabled, can_view_revenue,
        bot_can_manage_emoji_status, display_gifts_button, noforwards_my_enabled,
        noforwards_peer_enabled, unofficial_security_risk, id, about, personal_photo, profile_photo,
        fallback_photo, bot_info, pinned_msg_id, common_chats_count, folder_id, ttl_period, theme,
        private_forward_name, bot_group_admin_rights, bot_broadcast_admin_rights, wallpaper, stories,
        business_work_hours, business_location, business_greeting_message, business_away_message,
        business_intro, birthday, personal_channel_id, personal_channel_message, stargifts_count,
        starref_program, bot_verification, send_paid_messages_stars, disallowed_gifts, stars_rating,
        stars_my_pending_rating, stars_my_pending_rating_date, main_tab, saved_music, note,
        bot_manager_id
    } {
        settings = peer_settings().into(),
        notify_settings = notify_settings().into(),
    }
    group_full: ChatFull {
        can_set_username, has_scheduled, translations_disabled, has_welcome_messages, id, about,
        chat_photo, exported_invite, bot_info, pinned_msg_id, folder_id, call, ttl_period,
        groupcall_default_join_as, theme_emoticon, requests_pending, recent_requesters,
        available_reactions, reactions_limit
    } {
        participants = enums::ChatParticipants::Forbidden(types::ChatParticipantsForbidden { chat_id: 0, self_participant: None }),
        notify_settings = notify_settings().into(),
    }
    channel_full: ChannelFull {
        can_view_participants, can_set_username, can_set_stickers, hidden_prehistory,
        can_set_location, has_scheduled, can_view_stats, blocked, can_delete_channel, antispam,
        participants_hidden, translations_disabled, stories_pinned_available, view_forum_as_messages,
        restricted_sponsored, can_view_revenue, paid_media_allowed, can_view_stars_revenue,
        paid_reactions_available, stargifts_available, paid_messages_available, has_welcome_messages,
        id, about, participants_count, admins_count, kicked_count, banned_count, online_count,
        read_inbox_max_id, read_outbox_max_id, unread_count, exported_invite, bot_info,
        migrated_from_chat_id, migrated_from_max_id, pinned_msg_id, stickerset, available_min_id,
        folder_id, linked_chat_id, location, slowmode_seconds, slowmode_next_send_date, stats_dc, pts,
        call, ttl_period, pending_suggestions, groupcall_default_join_as, theme_emoticon,
        requests_pending, recent_requesters, default_send_as, available_reactions, reactions_limit,
        stories, wallpaper, boosts_applied, boosts_unrestrict, emojiset, bot_verification,
        stargifts_count, send_paid_messages_stars, main_tab, guard_bot_id
    } {
        chat_photo = enums::Photo::Empty(types::PhotoEmpty { id: 0 }),
        notify_settings = notify_settings().into(),
    }
    dialog: Dialog {
        pinned, unread_mark, view_forum_as_messages, top_message, read_inbox_max_id,
        read_outbox_max_id, unread_count, unread_mentions_count, unread_reactions_count,
        unread_poll_votes_count, pts, draft, folder_id, ttl_period
    } {
        peer = enums::Peer::User(types::PeerUser { user_id: 0 }),
        notify_settings = notify_settings().into(),
    }
    notify_settings: PeerNotifySettings {
        show_previews, silent, mute_until, ios_sound, android_sound, other_sound, stories_muted,
        stories_hide_sender, stories_ios_sound, stories_android_sound, stories_other_sound
    }
    peer_settings: PeerSettings {
        report_spam, add_contact, block_contact, share_contact, need_contacts_exception, report_geo,
        autoarchived, invite_members, request_chat_broadcast, business_bot_paused,
        business_bot_can_reply, geo_distance, request_chat_title, request_chat_date, business_bot_id,
        business_bot_manage_url, charge_paid_message_stars, registration_month, phone_country,
        name_change_date, photo_change_date
    }
    reply_header: MessageReplyHeader {
        reply_to_scheduled, forum_topic, quote, reply_to_ephemeral, reply_to_msg_id, reply_to_peer_id,
        reply_from, reply_media, reply_to_top_id, quote_text, quote_entities, quote_offset,
        todo_item_id, poll_option
    }
    admin_rights: ChatAdminRights {
        change_info, post_messages, edit_messages, delete_messages, ban_users, invite_users,
        pin_messages, add_admins, anonymous, manage_call, other, manage_topics, post_stories,
        edit_stories, delete_stories, manage_direct_messages, manage_ranks, manage_linked_peers,
        manage_welcome_messages
    }
    invite: ChatInvite {
        channel, broadcast, public, megagroup, request_needed, verified, scam, fake,
        can_refulfill_subscription, title, about, participants_count, participants, color,
        subscription_pricing, subscription_form_id, bot_verification
    } {
        photo = enums::Photo::Empty(types::PhotoEmpty { id: 0 }),
    }
}
