//! What Telegram's functions do that a policy asks about. What is not named here is taken to change something.

/// Whether a function only reads, or only wraps another.
pub fn reads(function: &str) -> bool {
    READS.binary_search(&function).is_ok() || WRAPPERS.contains(&function)
}

/// Functions that carry another and do nothing themselves.
const WRAPPERS: [&str; 6] = [
    "invokeAfterMsg",
    "invokeAfterMsgs",
    "invokeWithBusinessConnection",
    "invokeWithMessagesRange",
    "invokeWithTakeout",
    "invokeWithoutUpdates",
];

/// Functions that begin a connection: the account's own has begun.
pub const GREETINGS: [&str; 2] = ["initConnection", "invokeWithLayer"];

/// Functions that give away a login, token or key, also to a site or mini app, or accept another client's login.
pub const EXPORTS: [&str; 30] = [
    "account.acceptAuthorization",
    "account.getTmpPassword",
    "account.initPasskeyRegistration",
    "account.registerPasskey",
    "auth.acceptLoginToken",
    "auth.bindTempAuthKey",
    "auth.checkPassword",
    "auth.exportAuthorization",
    "auth.exportLoginToken",
    "auth.finishFirebasePnvLogin",
    "auth.finishPasskeyLogin",
    "auth.firebasePnvSignUp",
    "auth.importAuthorization",
    "auth.importBotAuthorization",
    "auth.importLoginToken",
    "auth.importWebTokenAuthorization",
    "auth.initFirebasePnvLogin",
    "auth.initPasskeyLogin",
    "auth.recoverPassword",
    "auth.signIn",
    "auth.signUp",
    "bots.exportBotToken",
    "messages.acceptUrlAuth",
    "messages.requestAppWebView",
    "messages.requestChatJoinWebView",
    "messages.requestMainWebView",
    "messages.requestSimpleWebView",
    "messages.requestUrlAuth",
    "messages.requestWebView",
    "wallet.exportSecretPhrase",
];

/// Functions that change nothing, in order. Some that are called `get…` are missing: they press buttons, count views or
/// use codes up.
const READS: &[&str] = &[
    "account.checkUsername",
    "account.getAccountTTL",
    "account.getAuthorizations",
    "account.getAutoDownloadSettings",
    "account.getContentSettings",
    "account.getGlobalPrivacySettings",
    "account.getNotifyExceptions",
    "account.getNotifySettings",
    "account.getPassword",
    "account.getPrivacy",
    "account.getWebAuthorizations",
    "bots.getBotCommands",
    "bots.getBotInfo",
    "bots.getBotMenuButton",
    "channels.checkUsername",
    "channels.getAdminLog",
    "channels.getAdminedPublicChannels",
    "channels.getChannelRecommendations",
    "channels.getChannels",
    "channels.getFullChannel",
    "channels.getGroupsForDiscussion",
    "channels.getInactiveChannels",
    "channels.getLeftChannels",
    "channels.getMessageAuthor",
    "channels.getMessages",
    "channels.getParticipant",
    "channels.getParticipants",
    "channels.getSendAs",
    "chatlists.checkChatlistInvite",
    "chatlists.getExportedInvites",
    "contacts.getBirthdays",
    "contacts.getBlocked",
    "contacts.getContactIDs",
    "contacts.getContacts",
    "contacts.getSaved",
    "contacts.getStatuses",
    "contacts.getTopPeers",
    "contacts.resolvePhone",
    "contacts.resolveUsername",
    "contacts.search",
    "help.getAppConfig",
    "help.getCdnConfig",
    "help.getConfig",
    "help.getCountriesList",
    "help.getDeepLinkInfo",
    "help.getNearestDc",
    "help.getPeerColors",
    "help.getPromoData",
    "help.getSupport",
    "help.getTimezonesList",
    "langpack.getDifference",
    "langpack.getLangPack",
    "langpack.getLanguage",
    "langpack.getLanguages",
    "langpack.getStrings",
    "messages.checkChatInvite",
    "messages.getAdminsWithInvites",
    "messages.getAllDrafts",
    "messages.getAllStickers",
    "messages.getAttachedStickers",
    "messages.getAvailableEffects",
    "messages.getAvailableReactions",
    "messages.getChatInviteImporters",
    "messages.getChats",
    "messages.getCommonChats",
    "messages.getCustomEmojiDocuments",
    "messages.getDefaultHistoryTTL",
    "messages.getDialogFilters",
    "messages.getDialogUnreadMarks",
    "messages.getDialogs",
    "messages.getDiscussionMessage",
    "messages.getDocumentByHash",
    "messages.getEmojiKeywords",
    "messages.getEmojiStickers",
    "messages.getExportedChatInvite",
    "messages.getExportedChatInvites",
    "messages.getFactCheck",
    "messages.getFavedStickers",
    "messages.getFeaturedStickers",
    "messages.getForumTopics",
    "messages.getForumTopicsByID",
    "messages.getFullChat",
    "messages.getHistory",
    "messages.getMaskStickers",
    "messages.getMessageEditData",
    "messages.getMessageReactionsList",
    "messages.getMessageReadParticipants",
    "messages.getMessages",
    "messages.getMessagesReactions",
    "messages.getOnlines",
    "messages.getOutboxReadDate",
    "messages.getPeerDialogs",
    "messages.getPeerSettings",
    "messages.getPinnedDialogs",
    "messages.getPollResults",
    "messages.getPollVotes",
    "messages.getQuickReplies",
    "messages.getQuickReplyMessages",
    "messages.getRecentLocations",
    "messages.getRecentReactions",
    "messages.getRecentStickers",
    "messages.getReplies",
    "messages.getSavedDialogs",
    "messages.getSavedGifs",
    "messages.getSavedHistory",
    "messages.getScheduledHistory",
    "messages.getScheduledMessages",
    "messages.getSearchCounters",
    "messages.getSearchResultsCalendar",
    "messages.getSearchResultsPositions",
    "messages.getSplitRanges",
    "messages.getStickerSet",
    "messages.getStickers",
    "messages.getTopReactions",
    "messages.getUnreadMentions",
    "messages.getUnreadReactions",
    "messages.getWebPage",
    "messages.getWebPagePreview",
    "messages.search",
    "messages.searchCustomEmoji",
    "messages.searchGlobal",
    "messages.searchSentMedia",
    "messages.searchStickerSets",
    "phone.getGroupCall",
    "phone.getGroupParticipants",
    "photos.getUserPhotos",
    "premium.getBoostsStatus",
    "stats.getBroadcastStats",
    "stats.getMegagroupStats",
    "stats.getMessagePublicForwards",
    "stats.getMessageStats",
    "stories.getAllStories",
    "stories.getPeerStories",
    "stories.getPinnedStories",
    "stories.getStoriesByID",
    "updates.getChannelDifference",
    "updates.getDifference",
    "updates.getState",
    "upload.getFile",
    "upload.getFileHashes",
    "upload.getWebFile",
    "users.getFullUser",
    "users.getUsers",
];

#[cfg(test)]
mod tests {
    use super::super::grave::GRAVE;
    use super::*;

    #[test]
    fn every_name_is_one_of_the_layers_functions_and_in_its_place() {
        assert!(READS.is_sorted());
        let schema = crate::telegram::invoke::schema();
        let names = READS.iter().chain(&WRAPPERS).chain(&GREETINGS).chain(&EXPORTS);
        let strangers: Vec<_> = names.filter(|name| schema.function(name).is_none()).collect();
        assert!(strangers.is_empty(), "{strangers:?}");
    }

    /// Whatever Telegram adds of this sort is seen here.
    #[test]
    fn every_function_that_has_to_do_with_logins_is_known_to_give_none_away_or_does() {
        const HARMLESS: [&str; 22] = [
            "account.deletePasskey",
            "account.getPasskeys",
            "auth.cancelCode",
            "auth.cancelWebTokenAuthorization",
            "auth.checkPaidAuth",
            "auth.checkRecoveryPassword",
            "auth.dropTempAuthKeys",
            "auth.reportMissingCode",
            "auth.requestFirebaseSms",
            "auth.requestPasswordRecovery",
            "auth.resendCode",
            "auth.resetAuthorizations",
            "auth.resetLoginEmail",
            "auth.sendCode",
            "bots.getRequestedWebViewButton",
            "bots.invokeWebViewCustomMethod",
            "bots.requestWebViewButton",
            "messages.checkUrlAuthMatchCode",
            "messages.declineUrlAuth",
            "messages.prolongWebView",
            "messages.sendWebViewData",
            "messages.sendWebViewResultMessage",
        ];
        let sorts = ["auth.", "asskey", "UrlAuth", "WebView", "LoginToken", "BotToken", "TmpPassword"];
        let definitions = crate::telegram::invoke::schema().definitions();
        let functions = definitions.iter().filter(|definition| definition.is_function);
        let unknown: Vec<&str> = functions
            .map(|function| function.name.as_str())
            .filter(|name| sorts.iter().any(|sort| name.contains(sort)))
            .filter(|name| !EXPORTS.contains(name) && !GRAVE.contains(name) && !HARMLESS.contains(name))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
