//! Creating chats, and the actions of admins.

use grammers_tl_types::{enums, functions, types};
use telewire::sandbox::functions::Caller;
use telewire::sandbox::world::chats::rights::{AdminRights, Bans};
use telewire::sandbox::world::people::peer::Peer;

use super::{ANN, BOB, Telegram, as_channel, as_user, brought, input_channel, send};

pub const FOR_EVER: i32 = i32::MAX;

pub fn account(telegram: &Telegram, caller: &Caller) -> i64 {
    telegram.world.account_of(caller.auth_key_id).expect("signed in")
}

pub fn create_channel(title: &str, broadcast: bool) -> functions::channels::CreateChannel {
    functions::channels::CreateChannel {
        broadcast,
        megagroup: !broadcast,
        for_import: false,
        forum: false,
        title: title.to_owned(),
        about: "About it".to_owned(),
        geo_point: None,
        address: None,
        ttl_period: None,
    }
}

/// Creates a supergroup or channel of the caller.
pub fn found(telegram: &mut Telegram, caller: &Caller, broadcast: bool) -> enums::InputPeer {
    let made = telegram.call(caller, &create_channel("Crew", broadcast)).expect("anyone may");
    match &brought(made).chats[..] {
        [enums::Chat::Channel(channel)] => input_channel(channel),
        other => panic!("{other:?}"),
    }
}

/// Adds a user. Returns the chat as they name it.
pub fn bring(
    telegram: &mut Telegram,
    owner: &Caller,
    chat: &enums::InputPeer,
    name: &str,
    friend: &Caller,
) -> enums::InputPeer {
    let user = telegram.resolve(owner, name);
    let invite =
        functions::channels::InviteToChannel { channel: as_channel(chat), users: vec![as_user(&user)] };
    let enums::messages::InvitedUsers::Users(invited) = telegram.call(owner, &invite).expect("she may");
    assert!(invited.missing_invitees.is_empty());
    let enums::InputPeer::Channel(channel) = chat else { panic!("{chat:?}") };
    let me = account(telegram, friend);
    let access_hash = telegram.world.access_hash(me, Peer::Channel(channel.channel_id));
    types::InputPeerChannel { channel_id: channel.channel_id, access_hash }.into()
}

pub fn admin_rights(rights: AdminRights) -> enums::ChatAdminRights {
    types::ChatAdminRights {
        change_info: rights.change_info,
        post_messages: rights.post_messages,
        edit_messages: rights.edit_messages,
        delete_messages: rights.delete_messages,
        ban_users: rights.ban_users,
        invite_users: rights.invite_users,
        pin_messages: rights.pin_messages,
        add_admins: rights.add_admins,
        anonymous: false,
        manage_call: false,
        other: false,
        manage_topics: rights.manage_topics,
        post_stories: false,
        edit_stories: false,
        delete_stories: false,
        manage_direct_messages: false,
        manage_ranks: false,
        manage_linked_peers: false,
        manage_welcome_messages: false,
    }
    .into()
}

pub fn banned_rights(bans: Bans, until_date: i32) -> enums::ChatBannedRights {
    types::ChatBannedRights {
        view_messages: bans.view_messages,
        send_messages: bans.send_messages,
        send_media: bans.send_media,
        send_stickers: bans.send_stickers,
        send_gifs: bans.send_gifs,
        send_games: bans.send_games,
        send_inline: bans.send_inline,
        embed_links: bans.embed_links,
        send_polls: bans.send_polls,
        change_info: bans.change_info,
        invite_users: bans.invite_users,
        pin_messages: bans.pin_messages,
        manage_topics: bans.manage_topics,
        send_photos: bans.send_photos,
        send_videos: bans.send_videos,
        send_roundvideos: bans.send_roundvideos,
        send_audios: bans.send_audios,
        send_voices: bans.send_voices,
        send_docs: bans.send_docs,
        send_plain: bans.send_plain,
        edit_rank: bans.edit_rank,
        send_reactions: bans.send_reactions,
        manage_linked_peers: bans.manage_linked_peers,
        until_date,
    }
    .into()
}

pub fn edit_admin(
    chat: &enums::InputPeer,
    user: &enums::InputPeer,
    rights: AdminRights,
) -> functions::channels::EditAdmin {
    functions::channels::EditAdmin {
        channel: as_channel(chat),
        user_id: as_user(user),
        admin_rights: admin_rights(rights),
        rank: Some("Mate".to_owned()),
    }
}

pub fn edit_banned(
    chat: &enums::InputPeer,
    user: &enums::InputPeer,
    bans: Bans,
    until_date: i32,
) -> functions::channels::EditBanned {
    functions::channels::EditBanned {
        channel: as_channel(chat),
        participant: user.clone(),
        banned_rights: banned_rights(bans, until_date),
    }
}

pub fn get_participant(
    chat: &enums::InputPeer,
    user: &enums::InputPeer,
) -> functions::channels::GetParticipant {
    functions::channels::GetParticipant { channel: as_channel(chat), participant: user.clone() }
}

fn participant(
    telegram: &mut Telegram,
    caller: &Caller,
    chat: &enums::InputPeer,
    user: &enums::InputPeer,
) -> enums::ChannelParticipant {
    let enums::channels::ChannelParticipant::Participant(found) =
        telegram.call(caller, &get_participant(chat, user)).expect("it may be asked");
    found.participant
}

fn participants(
    telegram: &mut Telegram,
    caller: &Caller,
    chat: &enums::InputPeer,
    filter: enums::ChannelParticipantsFilter,
    (offset, limit): (i32, i32),
) -> (i32, usize) {
    let get =
        functions::channels::GetParticipants { channel: as_channel(chat), filter, offset, limit, hash: 0 };
    match telegram.call(caller, &get).expect("it may be asked") {
        enums::channels::ChannelParticipants::Participants(found) => (found.count, found.participants.len()),
        other => panic!("{other:?}"),
    }
}

const KICK: Bans = Bans { view_messages: true, ..NO_BANS };
const SILENCE: Bans = Bans { send_messages: true, ..NO_BANS };
/// `Default` isn't const.
const NO_BANS: Bans = Bans {
    view_messages: false,
    send_messages: false,
    send_media: false,
    send_stickers: false,
    send_gifs: false,
    send_games: false,
    send_inline: false,
    embed_links: false,
    send_polls: false,
    change_info: false,
    invite_users: false,
    pin_messages: false,
    manage_topics: false,
    send_photos: false,
    send_videos: false,
    send_roundvideos: false,
    send_audios: false,
    send_voices: false,
    send_docs: false,
    send_plain: false,
    edit_rank: false,
    send_reactions: false,
    manage_linked_peers: false,
};

#[test]
fn a_channel_belongs_to_its_creator() {
    let mut telegram = Telegram::new();
    let ann = telegram.sign_in(ANN);
    let made = brought(telegram.call(&ann, &create_channel("Crew", false)).expect("anyone may"));
    assert!(matches!(made.updates[..], [enums::Update::NewChannelMessage(_), enums::Update::Channel(_)]));
    let [enums::Chat::Channel(chat)] = &made.chats[..] else { panic!("{made:?}") };
    assert!(chat.creator && chat.megagroup && !chat.left && chat.title == "Crew");
    assert_eq!(telegram.refusal(&ann, &create_channel(" ", false)), "400 CHAT_TITLE_EMPTY");
}

#[test]
fn a_user_who_blocked_the_inviter_is_not_added() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let id = telegram.resolve(&bob, "ann_archer");
    telegram.call(&bob, &functions::contacts::Block { my_stories_from: false, id }).expect("he may");
    let crew = found(&mut telegram, &ann, false);
    let bob_user = telegram.resolve(&ann, "bob_baker");
    let invite =
        functions::channels::InviteToChannel { channel: as_channel(&crew), users: vec![as_user(&bob_user)] };
    let enums::messages::InvitedUsers::Users(invited) = telegram.call(&ann, &invite).expect("she may");
    let enums::MissingInvitee::Invitee(missing) = &invited.missing_invitees[0];
    assert_eq!(missing.user_id, account(&telegram, &bob));
    assert_eq!(telegram.refusal(&ann, &get_participant(&crew, &bob_user)), "400 USER_NOT_PARTICIPANT");
}

#[test]
fn an_admin_has_the_granted_rights_and_grants_no_others() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let (bob_user, carol) = (telegram.resolve(&ann, "bob_baker"), telegram.resolve(&bob, "carol_clark"));
    let title = functions::channels::EditTitle { channel: as_channel(&his), title: "Bob's".to_owned() };
    let pin = AdminRights { pin_messages: true, ..AdminRights::default() };
    assert_eq!(telegram.refusal(&bob, &edit_admin(&his, &carol, pin)), "400 CHAT_ADMIN_REQUIRED");

    let given = AdminRights { change_info: true, invite_users: true, add_admins: true, ..Default::default() };
    telegram.pushed(&bob);
    telegram.call(&ann, &edit_admin(&crew, &bob_user, given)).expect("it is hers");
    assert!(
        telegram
            .pushed(&bob)
            .into_iter()
            .flat_map(|push| brought(push).updates)
            .any(|update| matches!(update, enums::Update::Channel(_))),
        "he is told to look at his rights"
    );
    let enums::ChannelParticipant::Admin(admin) = participant(&mut telegram, &ann, &crew, &bob_user) else {
        panic!("he is an admin");
    };
    assert_eq!((admin.rank.as_deref(), admin.promoted_by), (Some("Mate"), account(&telegram, &ann)));
    assert_eq!(admin.admin_rights, admin_rights(given));
    telegram.call(&bob, &title).expect("he may change the title");
    assert_eq!(telegram.refusal(&bob, &title), "400 CHAT_NOT_MODIFIED");
    assert_eq!(telegram.refusal(&bob, &edit_admin(&his, &carol, pin)), "403 RIGHT_FORBIDDEN");
    assert_eq!(telegram.refusal(&bob, &edit_banned(&his, &carol, KICK, 0)), "400 CHAT_ADMIN_REQUIRED");
    let anns_name = telegram.resolve(&bob, "ann_archer");
    assert_eq!(telegram.refusal(&bob, &edit_admin(&his, &anns_name, given)), "400 USER_CREATOR");

    telegram.call(&ann, &edit_admin(&crew, &bob_user, AdminRights::default())).expect("it is hers");
    assert!(matches!(
        participant(&mut telegram, &ann, &crew, &bob_user),
        enums::ChannelParticipant::Participant(_)
    ));
}

#[test]
fn a_channels_admin_needs_the_right_to_post() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let news = found(&mut telegram, &ann, true);
    let his = bring(&mut telegram, &ann, &news, "bob_baker", &bob);
    let bob_user = telegram.resolve(&ann, "bob_baker");
    let info = AdminRights { change_info: true, ..Default::default() };
    telegram.call(&ann, &edit_admin(&news, &bob_user, info)).expect("it is hers");
    assert_eq!(telegram.refusal(&bob, &send(&his, "News", 1)), "400 CHAT_ADMIN_REQUIRED");
    let posts = AdminRights { post_messages: true, ..info };
    telegram.call(&ann, &edit_admin(&news, &bob_user, posts)).expect("it is hers");
    telegram.send(&bob, &his, "News", 2);
}

#[test]
fn a_banned_member_is_removed_until_the_ban_ends() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let bob_user = telegram.resolve(&ann, "bob_baker");
    let until = super::NOW as i32 + 3600;
    telegram.call(&ann, &edit_banned(&crew, &bob_user, KICK, until)).expect("it is hers");
    assert_eq!(telegram.refusal(&bob, &send(&his, "Let me in", 1)), "400 CHANNEL_PRIVATE");
    let last = telegram.history(&ann, &crew).remove(0);
    assert!(matches!(
        last,
        enums::Message::Service(said) if matches!(said.action, enums::MessageAction::ChatDeleteUser(_))
    ));
    let enums::ChannelParticipant::Banned(banned) = participant(&mut telegram, &ann, &crew, &bob_user) else {
        panic!("he is banned");
    };
    assert!(banned.left);
    assert_eq!(
        (banned.kicked_by, banned.banned_rights),
        (account(&telegram, &ann), banned_rights(KICK, until))
    );
    let invite =
        functions::channels::InviteToChannel { channel: as_channel(&crew), users: vec![as_user(&bob_user)] };
    assert_eq!(telegram.refusal(&ann, &invite), "400 USER_KICKED");

    telegram.world.advance(3599);
    assert_eq!(telegram.refusal(&ann, &invite), "400 USER_KICKED");
    telegram.world.advance(1);
    telegram.call(&ann, &invite).expect("the ban is over");
    telegram.send(&bob, &his, "Here again", 2);
}

#[test]
fn a_silenced_member_can_still_read() {
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let bob_user = telegram.resolve(&ann, "bob_baker");
    telegram.call(&ann, &edit_banned(&crew, &bob_user, SILENCE, 0)).expect("it is hers");
    assert_eq!(telegram.refusal(&bob, &send(&his, "Ahoy", 1)), "403 CHAT_WRITE_FORBIDDEN");
    telegram.send(&ann, &crew, "Silence", 1);
    assert_eq!(super::texts(&telegram.history(&bob, &his))[0], "Silence");
    telegram.call(&ann, &edit_banned(&crew, &bob_user, NO_BANS, 0)).expect("it is hers");
    telegram.send(&bob, &his, "Thanks", 2);

    let default = functions::messages::EditChatDefaultBannedRights {
        peer: crew.clone(),
        banned_rights: banned_rights(Bans { send_plain: true, ..NO_BANS }, FOR_EVER),
    };
    let told = brought(telegram.call(&ann, &default).expect("it is hers"));
    assert!(matches!(told.updates[..], [enums::Update::ChatDefaultBannedRights(_)]));
    assert_eq!(telegram.refusal(&ann, &default), "400 CHAT_NOT_MODIFIED");
    assert_eq!(telegram.refusal(&bob, &send(&his, "And now?", 3)), "403 CHAT_SEND_PLAIN_FORBIDDEN");
    telegram.send(&ann, &crew, "Admins are free", 2);
}

#[test]
fn members_are_filtered_and_paged() {
    use enums::ChannelParticipantsFilter as Filter;
    let mut telegram = Telegram::new();
    let (ann, bob) = (telegram.sign_in(ANN), telegram.sign_in(BOB));
    let crew = found(&mut telegram, &ann, false);
    let his = bring(&mut telegram, &ann, &crew, "bob_baker", &bob);
    let carol = telegram.resolve(&ann, "carol_clark");
    let users = vec![as_user(&carol)];
    let invite = functions::channels::InviteToChannel { channel: as_channel(&crew), users };
    telegram.call(&ann, &invite).expect("it is hers");
    let q = String::new;
    let search = |q: &str| types::ChannelParticipantsSearch { q: q.to_owned() }.into();
    let mut count = |filter, page| participants(&mut telegram, &ann, &crew, filter, page);
    assert_eq!(count(Filter::ChannelParticipantsRecent, (0, 100)), (3, 3));
    assert_eq!(count(Filter::ChannelParticipantsRecent, (2, 100)), (3, 1));
    assert_eq!(count(Filter::ChannelParticipantsRecent, (0, 2)), (3, 2));
    assert_eq!(count(Filter::ChannelParticipantsAdmins, (0, 100)), (1, 1));
    assert_eq!(count(search("cla"), (0, 100)), (1, 1));
    assert_eq!(count(search("nobody"), (0, 100)), (0, 0));
    assert_eq!(count(types::ChannelParticipantsContacts { q: q() }.into(), (0, 100)), (2, 2));
    telegram.call(&ann, &edit_banned(&crew, &carol, KICK, 0)).expect("it is hers");
    let mut count = |filter| participants(&mut telegram, &ann, &crew, filter, (0, 100));
    assert_eq!(count(Filter::ChannelParticipantsRecent), (2, 2));
    assert_eq!(count(types::ChannelParticipantsKicked { q: q() }.into()), (1, 1));
    assert_eq!(count(types::ChannelParticipantsBanned { q: q() }.into()), (0, 0));

    let kicked = functions::channels::GetParticipants {
        channel: as_channel(&his),
        filter: types::ChannelParticipantsKicked { q: q() }.into(),
        offset: 0,
        limit: 10,
        hash: 0,
    };
    assert_eq!(telegram.refusal(&bob, &kicked), "400 CHAT_ADMIN_REQUIRED");
}
