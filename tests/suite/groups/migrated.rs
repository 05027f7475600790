//! Basic groups that were upgraded to supergroups.

use serde_json::json;
use telewire::sandbox::world::people::peer::Peer;

use super::Club;
use crate::stage::{ANN, BOB};

#[tokio::test]
async fn every_method_reports_the_new_id_of_an_upgraded_group() {
    let club = Club::of("group", &[BOB]).await;
    let bob = json!({"user_id": "@bob_baker"});
    let group = club.chat_id.as_i64().unwrap();
    let moved = club.stage.world(|world| {
        let ann = world.resolve_phone(ANN).unwrap().id;
        match world.migrate(ann, Peer::Group(-group)).unwrap() {
            Peer::Channel(id) => -1_000_000_000_000 - id,
            other => panic!("{other:?} is no supergroup"),
        }
    });
    for (method, more) in [
        ("chats.get", json!({})),
        ("chats.markRead", json!({})),
        ("chats.setTyping", json!({"action": "typing"})),
        ("chats.archive", json!({})),
        ("chats.unarchive", json!({})),
        ("chats.mute", json!({})),
        ("chats.unmute", json!({})),
        ("groups.join", json!({})),
        ("groups.topics", json!({})),
        ("groups.leave", json!({})),
        ("groups.edit", json!({"title": "x"})),
        ("groups.edit", json!({"description": "x"})),
        ("groups.edit", json!({"username": "chess_club"})),
        ("groups.members", json!({})),
        ("groups.members", json!({"filter": "contacts"})),
        ("groups.addMembers", json!({"user_ids": ["@carol_clark"]})),
        ("groups.ban", bob.clone()),
        ("groups.unban", bob.clone()),
        ("groups.restrict", json!({"user_id": "@bob_baker", "permissions": {}})),
        ("groups.promote", bob.clone()),
        ("groups.promote", json!({"user_id": "@bob_baker", "rights": {}})),
        ("groups.demote", bob.clone()),
        ("groups.createInvite", json!({})),
        ("groups.invites", json!({})),
        ("groups.revokeInvite", json!({"invite_link": "https://t.me/+Anything"})),
        ("groups.joinRequests", json!({})),
        ("groups.approveRequest", bob.clone()),
        ("groups.declineRequest", bob.clone()),
    ] {
        // A process that has no data about the group.
        let error = club.stage.other().fail(method, club.here(&club.ann, more.clone())).await;
        assert_eq!(error["data"]["kind"], "peer_invalid", "{method} {more}: {error}");
        assert_eq!(error["data"]["migrated_to"]["id"], moved, "{method}");
    }
}
