//! Functions that need an `--allow` of their own: one mistake with them is one too many.

/// Functions that take an account over or help to, destroy it or what belongs to it, or spend its money. In order.
pub const GRAVE: [&str; 73] = [
    "account.acceptAuthorization",
    "account.cancelPasswordEmail",
    "account.changeAuthorizationSettings",
    "account.changePhone",
    "account.confirmBotConnection",
    "account.confirmPasswordEmail",
    "account.confirmPhone",
    "account.declinePasswordReset",
    "account.deleteAccount",
    "account.deletePasskey",
    "account.deleteSecureValue",
    "account.initPasskeyRegistration",
    "account.registerPasskey",
    "account.resetAuthorization",
    "account.resetPassword",
    "account.resetWebAuthorization",
    "account.resetWebAuthorizations",
    "account.saveSecureValue",
    "account.sendChangePhoneCode",
    "account.sendConfirmPhoneCode",
    "account.sendVerifyEmailCode",
    "account.sendVerifyPhoneCode",
    "account.setAccountTTL",
    "account.setAuthorizationTTL",
    "account.updateConnectedBot",
    "account.updatePasswordSettings",
    "account.verifyEmail",
    "account.verifyPhone",
    "auth.logOut",
    "auth.resetAuthorizations",
    "auth.resetLoginEmail",
    "bots.editAccessSettings",
    "bots.exportBotToken",
    "bots.updateStarRefProgram",
    "messages.editChatCreator",
    "messages.sendPaidReaction",
    "payments.applyGiftCode",
    "payments.assignAppStoreTransaction",
    "payments.assignPlayMarketTransaction",
    "payments.botCancelStarsSubscription",
    "payments.changeStarsSubscription",
    "payments.connectStarRefBot",
    "payments.convertStarGift",
    "payments.craftStarGift",
    "payments.createOnrampSession",
    "payments.editConnectedStarRefBot",
    "payments.fulfillStarsSubscription",
    "payments.getStarGiftWithdrawalUrl",
    "payments.getStarsRevenueAdsAccountUrl",
    "payments.getStarsRevenueWithdrawalUrl",
    "payments.launchPrepaidGiveaway",
    "payments.refundStarsCharge",
    "payments.resolveStarGiftOffer",
    "payments.sendPaymentForm",
    "payments.sendStarGiftOffer",
    "payments.sendStarsForm",
    "payments.transferStarGift",
    "payments.updateStarGiftPrice",
    "payments.upgradeStarGift",
    "smsjobs.join",
    "toncenter.performApiRequest",
    "wallet.disableBackup",
    "wallet.enableBackup",
    "wallet.exportSecretPhrase",
    "wallet.fetchEncryptedSecretPhrasePart",
    "wallet.replaceWallet",
    "wallet.sendTransfer",
    "wallet.tonConnectClaimRequest",
    "wallet.tonConnectCloseSession",
    "wallet.tonConnectCreateSession",
    "wallet.tonConnectRegisterKey",
    "wallet.tonConnectSubmitConnectResult",
    "wallet.tonConnectSubmitResponse",
];

#[cfg(test)]
mod tests {
    use super::super::reads::{EXPORTS, reads};
    use super::*;

    /// What has to do with logins, ownership or money and does no such harm.
    const HARMLESS: [&str; 88] = [
        "account.clearRecentEmojiStatuses",
        "account.createBusinessChatLink",
        "account.createTheme",
        "account.deleteAutoSaveExceptions",
        "account.deleteBusinessChatLink",
        "account.deleteWebBrowserSettingsExceptions",
        "account.disablePeerConnectedBot",
        "account.editBusinessChatLink",
        "account.finishTakeoutSession",
        "account.initTakeoutSession",
        "account.installTheme",
        "account.installWallPaper",
        "account.invalidateSignInCodes",
        "account.registerDevice",
        "account.reorderUsernames",
        "account.reportPeer",
        "account.reportProfilePhoto",
        "account.resendPasswordEmail",
        "account.resetNotifySettings",
        "account.resetWallPapers",
        "account.resolveBusinessChatLink",
        "account.saveAutoDownloadSettings",
        "account.saveAutoSaveSettings",
        "account.saveMusic",
        "account.saveRingtone",
        "account.saveTheme",
        "account.saveWallPaper",
        "account.setContactSignUpNotification",
        "account.setContentSettings",
        "account.setGlobalPrivacySettings",
        "account.setMainProfileTab",
        "account.setPrivacy",
        "account.setReactionsNotifySettings",
        "account.toggleConnectedBotPaused",
        "account.toggleNoPaidMessagesException",
        "account.toggleSponsoredMessages",
        "account.toggleUsername",
        "account.toggleWebBrowserSettingsException",
        "account.unregisterDevice",
        "account.updateBirthday",
        "account.updateBusinessAwayMessage",
        "account.updateBusinessGreetingMessage",
        "account.updateBusinessIntro",
        "account.updateBusinessLocation",
        "account.updateBusinessWorkHours",
        "account.updateColor",
        "account.updateDeviceLocked",
        "account.updateEmojiStatus",
        "account.updateNotifySettings",
        "account.updatePersonalChannel",
        "account.updateProfile",
        "account.updateStatus",
        "account.updateTheme",
        "account.updateUsername",
        "account.updateWebBrowserSettings",
        "account.uploadRingtone",
        "account.uploadTheme",
        "account.uploadWallPaper",
        "auth.cancelCode",
        "auth.cancelWebTokenAuthorization",
        "auth.dropTempAuthKeys",
        "auth.reportMissingCode",
        "auth.requestFirebaseSms",
        "auth.requestPasswordRecovery",
        "auth.resendCode",
        "auth.sendCode",
        "channels.updatePaidMessagesPrice",
        "invokeWithApnsSecret",
        "invokeWithTakeout",
        "messages.togglePaidReactionPrivacy",
        "payments.clearSavedInfo",
        "payments.createStarGiftCollection",
        "payments.deleteStarGiftCollection",
        "payments.exportInvoice",
        "payments.reorderStarGiftCollections",
        "payments.saveStarGift",
        "payments.toggleChatStarGiftNotifications",
        "payments.toggleStarGiftsPinnedToTop",
        "payments.updateStarGiftCollection",
        "payments.validateRequestedInfo",
        "phone.toggleGroupCallStartSubscription",
        "smsjobs.finishJob",
        "smsjobs.leave",
        "smsjobs.updateSettings",
        "users.setSecureValueErrors",
        "wallet.tonConnectGetPending",
        "wallet.tonConnectGetSessions",
        "wallet.tonConnectNextEventId",
    ];

    /// Of these sorts are the functions that must be in one of the lists.
    fn is_of_the_sort(name: &str) -> bool {
        let spaces = ["account.", "auth.", "fragment.", "payments.", "smsjobs.", "toncenter.", "wallet."];
        let words = [
            "AccessSettings",
            "BotToken",
            "ConnectedBot",
            "Creator",
            "Paid",
            "Password",
            "Secret",
            "Secure",
            "Star",
            "Takeout",
            "Transfer",
            "Withdraw",
        ];
        spaces.iter().any(|space| name.starts_with(space)) || words.iter().any(|word| name.contains(word))
    }

    /// Whether it says of itself that it only looks, and gives nothing away.
    fn looks(name: &str) -> bool {
        let verb = name.split('.').next_back().unwrap_or_default();
        let looks = ["get", "check", "can", "is"].iter().any(|it| {
            verb.strip_prefix(it)
                .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_uppercase()))
        });
        looks && !["Withdraw", "TmpPassword", "Secret"].iter().any(|word| name.contains(word))
    }

    /// Whatever Telegram adds of this sort is seen here.
    #[test]
    fn every_function_that_may_do_great_harm_is_known_to_or_known_not_to() {
        let schema = crate::telegram::invoke::schema();
        let names = || GRAVE.iter().chain(&HARMLESS);
        assert!(GRAVE.is_sorted() && HARMLESS.is_sorted());
        let strangers: Vec<_> = names().filter(|name| schema.function(name).is_none()).collect();
        assert!(strangers.is_empty(), "{strangers:?}");
        let functions = schema.definitions().iter().filter(|definition| definition.is_function);
        let unknown: Vec<&str> = functions
            .map(|function| function.name.as_str())
            .filter(|name| is_of_the_sort(name) && !looks(name) && !reads(name) && !EXPORTS.contains(name))
            .filter(|name| !names().any(|known| known == name))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        assert!(GRAVE.iter().all(|name| !reads(name) && !HARMLESS.contains(name)));
    }
}
