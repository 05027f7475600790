//! The kinds of errors: the part of an error that clients can rely on.

macro_rules! kinds {
    ($($kind:ident = $code:literal, $name:literal, $doc:literal;)*) => {
        /// What went wrong: the `data.kind` of an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind { $(#[doc = $doc] $kind,)* }

        impl Kind {
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// The error's `code`.
            pub const fn code(self) -> i32 {
                match self { $(Kind::$kind => $code,)* }
            }

            /// The error's `data.kind`.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$kind => $name,)* }
            }

            /// When it happens. A semicolon precedes notes on the error's other fields.
            pub const fn doc(self) -> &'static str {
                match self { $(Kind::$kind => $doc,)* }
            }
        }
    };
}

kinds! {
    ParseError = -32700, "parse_error", "The message is not valid JSON.";
    InvalidRequest = -32600, "invalid_request", "The message is JSON but not a valid request.";
    MethodNotFound = -32601, "method_not_found", "There is no method of this name; `did_you_mean` is the closest match.";
    InvalidParams = -32602, "invalid_params", "A parameter is missing, unknown or invalid; `path` names it, and `expected` says what is allowed.";
    Internal = -32603, "internal", "A bug in Telewire; `log_id` finds it in the log.";
    Cancelled = -32800, "cancelled", "The caller cancelled the call.";
    TelegramRejected = 400, "telegram_rejected", "Telegram refused the request for a reason for which the method has no kind; `telegram.name` has it.";
    PhoneInvalid = 400, "phone_invalid", "Telegram does not accept this phone number.";
    CodeInvalid = 400, "code_invalid", "The login code is wrong.";
    CodeExpired = 400, "code_expired", "The login code has expired: request a new one.";
    PasswordInvalid = 400, "password_invalid", "The two-step verification password is wrong.";
    PeerInvalid = 400, "peer_invalid", "This account cannot use this chat or user.";
    InviteInvalid = 400, "invite_invalid", "There is no such invite link.";
    InviteExpired = 400, "invite_expired", "The invite link has expired or was revoked.";
    ChatFull = 400, "chat_full", "The chat has reached a limit of Telegram's: of members, admins, bots, pinned or scheduled messages.";
    NotModified = 400, "not_modified", "The request would change nothing.";
    CursorInvalid = 400, "cursor_invalid", "The cursor does not come from this method, account and list.";
    EmailSetupRequired = 400, "email_setup_required", "Telegram requires an e-mail address to be set up first.";
    LoginStage = 400, "login_stage", "This step does not follow from the session's stage of login.";
    SessionInvalid = 401, "session_invalid", "The session string cannot be opened; `reason` says why.";
    SessionRevoked = 401, "session_revoked", "Telegram has ended this login: log in again; `reason` is `confirmed` if Telegram repeated it over a fresh connection, or `unconfirmed` if it could not be asked again: then retry later.";
    SessionDuplicated = 401, "session_duplicated", "Telegram ended the login because it was used from two addresses at once: log in again; `reason` is `confirmed` or `unconfirmed`, as for `session_revoked`.";
    NotSignedIn = 401, "not_signed_in", "The login is not finished; `auth.status` has the next step.";
    AccountBanned = 401, "account_banned", "Telegram has banned this account or phone number.";
    Forbidden = 403, "forbidden", "The account is not allowed to do this in this chat.";
    PolicyDenied = 403, "policy_denied", "The daemon's rules or the restrictions of the session string forbid this; for a session string, `restriction` says which one and `label` names the string.";
    UserOnly = 403, "user_only", "Bots cannot do this.";
    BotOnly = 403, "bot_only", "Only bots can do this.";
    Banned = 403, "banned", "The account is banned from this chat.";
    AccountLimited = 403, "account_limited", "Telegram limits this account, or the account has reached a limit of Telegram's: do not retry.";
    PaymentRequired = 402, "payment_required", "This costs money or Telegram Stars; `stars` is the price, if Telegram gave one.";
    PremiumRequired = 403, "premium_required", "This requires Telegram Premium.";
    OfficialAppRequired = 403, "official_app_required", "Telegram requires a proof that only its own apps can give.";
    UpgradeRequired = 426, "upgrade_required", "Telegram requires a newer version of Telewire.";
    TooFresh = 403, "too_fresh", "The login or password is too recent for this; retry after `retry_after` seconds.";
    ChatNotFound = 404, "chat_not_found", "This account knows no such chat.";
    UserNotFound = 404, "user_not_found", "This account knows no such user.";
    MessageNotFound = 404, "message_not_found", "There is no such message in this chat.";
    FileNotFound = 404, "file_not_found", "There is no such file.";
    FileExists = 409, "file_exists", "The file exists, and `overwrite` was not set.";
    TooLarge = 413, "too_large", "The message or file exceeds a size limit.";
    RateLimited = 429, "rate_limited", "Telegram asks to wait `retry_after` seconds, or the session string has used up its `sends_per_day` until then.";
    TelegramInternal = 500, "telegram_internal", "Telegram reported an internal error.";
    UnreadableAnswer = 502, "unreadable_answer", "Telegram's answer cannot be read: it is malformed, too large, nested too deep or from a newer layer; `reason` says which.";
    HashMismatch = 502, "hash_mismatch", "A CDN sent bytes that do not match Telegram's SHA-256 of the file. They were discarded.";
    Offline = 503, "offline", "Telegram cannot be reached.";
    ResourceExhausted = 503, "resource_exhausted", "The daemon is out of memory, file descriptors or another resource for now; `reason` says which.";
    Timeout = 504, "timeout", "The call took longer than its `timeout`.";
}

impl Kind {
    /// Whether the same call may succeed later.
    pub const fn retryable(self) -> bool {
        matches!(
            self,
            Kind::RateLimited
                | Kind::TooFresh
                | Kind::TelegramInternal
                | Kind::Offline
                | Kind::ResourceExhausted
                | Kind::Timeout
        )
    }
}
