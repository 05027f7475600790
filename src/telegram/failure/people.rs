//! Telegram's errors about another user rather than the account: the one to add, ban, promote or write to.

use crate::error::Kind;

/// An error about another user.
#[derive(Debug)]
pub struct AboutUser {
    name: &'static str,
    /// The functions in which it is about another user. In others it is about the account.
    functions: &'static [&'static str],
    pub kind: Kind,
    pub fact: &'static str,
    pub hint: Option<&'static str>,
}

/// The functions that act on current or future members.
const MEMBERS: &[&str] = &[
    "channels.deleteParticipantHistory",
    "channels.editAdmin",
    "channels.editBanned",
    "channels.editCreator",
    "channels.getParticipant",
    "channels.inviteToChannel",
    "messages.addChatUser",
    "messages.createChat",
    "messages.deleteChatUser",
    "messages.editChatAdmin",
    "messages.editChatCreator",
    "messages.editChatParticipantRank",
    "messages.hideChatJoinRequest",
];

const ALL: &[&str] = &[];

/// The error of this name in this function, if it is about another user.
pub fn about_user(name: &str, function: &str) -> Option<&'static AboutUser> {
    let is_meant = |row: &&AboutUser| {
        row.name == name && (row.functions.is_empty() || row.functions.contains(&function))
    };
    ROWS.iter().find(is_meant)
}

const fn row(
    name: &'static str,
    functions: &'static [&'static str],
    kind: Kind,
    fact: &'static str,
    hint: Option<&'static str>,
) -> AboutUser {
    AboutUser { name, functions, kind, fact, hint }
}

const ROWS: &[AboutUser] = &[
    // Members and future members.
    row(
        "USER_NOT_PARTICIPANT",
        MEMBERS,
        Kind::UserNotFound,
        "The user is not a member of this chat",
        Some("groups.members lists the members; groups.addMembers adds one"),
    ),
    row(
        "PARTICIPANT_ID_INVALID",
        ALL,
        Kind::UserNotFound,
        "This user or chat cannot be looked up in this chat",
        Some("groups.members lists those who can"),
    ),
    row(
        "HIDE_REQUESTER_MISSING",
        ALL,
        Kind::UserNotFound,
        "The user has no pending join request",
        Some("it was answered or withdrawn; groups.joinRequests lists the pending ones"),
    ),
    row(
        "USER_ALREADY_PARTICIPANT",
        MEMBERS,
        Kind::NotModified,
        "The user is already a member of this chat",
        None,
    ),
    row(
        "USER_NOT_MUTUAL_CONTACT",
        ALL,
        Kind::Forbidden,
        "The user left this chat, and only a mutual contact can bring them back",
        Some("send them an invite link from groups.createInvite"),
    ),
    row(
        "USER_PRIVACY_RESTRICTED",
        ALL,
        Kind::Forbidden,
        "The user's privacy settings forbid this",
        Some("to bring them into a chat, send them an invite link from groups.createInvite"),
    ),
    row(
        "USER_CHANNELS_TOO_MUCH",
        MEMBERS,
        Kind::Forbidden,
        "The user is in as many groups and channels as Telegram allows",
        Some("they have to leave some first"),
    ),
    row(
        "USER_KICKED",
        MEMBERS,
        Kind::Forbidden,
        "The user is banned from this chat",
        Some("lift the ban with groups.unban first"),
    ),
    row(
        "USER_BLOCKED",
        MEMBERS,
        Kind::Forbidden,
        "The user is banned from this chat",
        Some("lift the ban with groups.unban first"),
    ),
    row(
        "USER_ADMIN_INVALID",
        ALL,
        Kind::Forbidden,
        "The user is an admin that this account did not appoint, or the account is not an admin",
        Some("the owner, or the admin who appointed them, can do this"),
    ),
    row(
        "USER_CREATOR",
        MEMBERS,
        Kind::Forbidden,
        "The user owns this chat: nobody can restrict, demote or remove them",
        None,
    ),
    row(
        "USER_BOT",
        ALL,
        Kind::Forbidden,
        "The user is a bot, and bots can only be admins in a channel",
        Some("make it an admin with groups.promote"),
    ),
    row(
        "BOT_GROUPS_BLOCKED",
        ALL,
        Kind::Forbidden,
        "The user is a bot that cannot be added to groups",
        Some("its owner can change that with /setjoingroups at @BotFather"),
    ),
    // Recipients.
    row(
        "USER_IS_BLOCKED",
        ALL,
        Kind::Forbidden,
        "The user has blocked this account",
        Some("only they can unblock it; do not try again"),
    ),
    row(
        "YOU_BLOCKED_USER",
        ALL,
        Kind::Forbidden,
        "The account has blocked this user",
        Some("unblock them with contacts.unblock first"),
    ),
    row("USER_IS_BOT", ALL, Kind::PeerInvalid, "The user is a bot, and bots cannot write to bots", None),
    row(
        "PRIVACY_PREMIUM_REQUIRED",
        ALL,
        Kind::Forbidden,
        "The user accepts messages only from contacts and from accounts with Telegram Premium",
        None,
    ),
    row(
        "VOICE_MESSAGES_FORBIDDEN",
        ALL,
        Kind::Forbidden,
        "The user does not accept voice and video messages",
        None,
    ),
    // Deleted and unknown users.
    row(
        "INPUT_USER_DEACTIVATED",
        ALL,
        Kind::PeerInvalid,
        "The user's account was deleted",
        Some("remove the user from your lists"),
    ),
    row("USER_DELETED", ALL, Kind::Forbidden, "The user's account was deleted", None),
    row(
        "USER_ID_INVALID",
        ALL,
        Kind::PeerInvalid,
        "This account has not met this user yet",
        Some("use the ref of a result or a @name: an id works only for users that the account has met"),
    ),
    row("USER_INVALID", ALL, Kind::PeerInvalid, "The user does not exist", None),
    row("USER_BOT_INVALID", ALL, Kind::PeerInvalid, "The user is not a bot", None),
    row("BOT_INVALID", ALL, Kind::PeerInvalid, "The user is not a bot", None),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_of_an_error_depends_on_the_function() {
        let kind = |name, function| about_user(name, function).map(|row| row.kind);
        assert_eq!(kind("USER_NOT_PARTICIPANT", "channels.editAdmin"), Some(Kind::UserNotFound));
        assert_eq!(kind("USER_NOT_PARTICIPANT", "channels.leaveChannel"), None);
        assert_eq!(kind("USER_KICKED", "channels.inviteToChannel"), Some(Kind::Forbidden));
        assert_eq!(kind("USER_KICKED", "channels.joinChannel"), None);
        assert_eq!(kind("INPUT_USER_DEACTIVATED", "messages.sendMessage"), Some(Kind::PeerInvalid));
    }

    #[test]
    fn each_name_is_listed_once() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(ROWS[..at].iter().all(|other| other.name != row.name), "{}", row.name);
        }
    }
}
