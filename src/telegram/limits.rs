//! The limits of an account. <https://core.telegram.org/api/config#client-configuration>

use std::time::Duration;

use parking_lot::Mutex;
use schemars::JsonSchema;
use serde::Serialize;
use tokio::time::Instant;

use super::tl;

/// Size of a file part in bytes. Telegram's limit counts parts.
const PART: u64 = 524_288;

/// How long limits are cached.
const CACHE_TIME: Duration = Duration::from_secs(6 * 60 * 60);

macro_rules! numbers {
    ($($(#[doc = $doc:literal])+ $field:ident: $key:literal, $default:literal, $premium:literal;)*) => {
        /// An account's limits.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
        #[schemars(rename = "LimitValues")]
        pub struct Numbers {
            /// Bytes of one file.
            pub upload_size: u64,
            $($(#[doc = $doc])+ pub $field: u64,)*
        }

        impl Numbers {
            /// The documented limits.
            const DEFAULT: Self = Self { upload_size: 4000 * PART, $($field: $default,)* };
            /// The documented limits with Telegram Premium.
            const PREMIUM: Self = Self { upload_size: 8000 * PART, $($field: $premium,)* };

            /// The limits in Telegram's configuration. `premium` selects the keys.
            fn from_config(config: &[(String, f64)], premium: bool) -> Self {
                let mut numbers = if premium { Self::PREMIUM } else { Self::DEFAULT };
                let suffix = if premium { "premium" } else { "default" };
                let find = |key: &str| {
                    let whole = |(name, _): &&(String, f64)| {
                        name == key || name.strip_prefix(key).and_then(|rest| rest.strip_prefix('_')) == Some(suffix)
                    };
                    config.iter().find(whole).map(|(_, value)| *value as u64).filter(|value| *value > 0)
                };
                if let Some(parts) = find("upload_max_fileparts") {
                    numbers.upload_size = parts.saturating_mul(PART);
                }
                $(if let Some(number) = find($key) {
                    numbers.$field = number;
                })*
                numbers
            }
        }
    };
}

numbers! {
    /// Characters of a caption.
    caption_length: "caption_length_limit", 1024, 2048;
    /// Characters of a text message.
    message_length: "message_length_max", 4096, 4096;
    /// Characters of the account's bio.
    bio_length: "about_length_limit", 70, 140;
    /// Channels and supergroups that the account is in.
    channels: "channels_limit", 500, 1000;
    /// Public channels and supergroups that the account owns.
    public_channels: "channels_public_limit", 10, 20;
    /// Chats pinned in the main list.
    pinned_chats: "dialogs_pinned_limit", 5, 10;
    /// Chats pinned in the archive.
    pinned_archived_chats: "dialogs_folder_pinned_limit", 100, 200;
    /// Folders.
    folders: "dialog_filters_limit", 10, 20;
    /// Chats of one folder.
    folder_chats: "dialog_filters_chats_limit", 100, 200;
    /// Invite links of one shared folder.
    folder_invites: "chatlist_invites_limit", 3, 20;
    /// Shared folders.
    shared_folders: "chatlists_joined_limit", 2, 20;
    /// Reactions that the account gives to one message.
    reactions: "reactions_user_max", 1, 3;
    /// Saved GIFs.
    saved_gifs: "saved_gifs_limit", 200, 400;
    /// Favourite stickers.
    faved_stickers: "stickers_faved_limit", 5, 10;
    /// Options of a poll.
    poll_options: "poll_answers_max", 12, 12;
}

/// The limits of an account, now and with Telegram Premium.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "LimitDetails")]
pub struct Limits {
    /// Whether the account has Telegram Premium.
    pub is_premium: bool,
    /// The account's limits.
    pub limits: Numbers,
    /// The limits with Telegram Premium.
    pub with_premium: Numbers,
}

/// The cached limits of a login.
#[derive(Default)]
pub struct LimitsCache(Mutex<Option<(Instant, Limits)>>);

impl Limits {
    /// The documented limits, for accounts that can't fetch the configuration.
    pub const DOCUMENTED: Self =
        Self { is_premium: false, limits: Numbers::DEFAULT, with_premium: Numbers::PREMIUM };

    /// The limits in Telegram's configuration.
    pub fn from_config(config: tl::enums::Jsonvalue, premium: bool) -> Self {
        let config = numbers_of(config);
        let limits = Numbers::from_config(&config, premium);
        Self { is_premium: premium, limits, with_premium: Numbers::from_config(&config, true) }
    }
}

impl LimitsCache {
    pub fn get(&self) -> Option<Limits> {
        let known = *self.0.lock();
        known.filter(|(asked, _)| asked.elapsed() < CACHE_TIME).map(|(_, limits)| limits)
    }

    pub fn set(&self, limits: Limits) {
        *self.0.lock() = Some((Instant::now(), limits));
    }
}

/// The numbers in Telegram's configuration by key.
fn numbers_of(config: tl::enums::Jsonvalue) -> Vec<(String, f64)> {
    let tl::enums::Jsonvalue::JsonObject(object) = config else { return Vec::new() };
    let number = |entry: tl::enums::JsonobjectValue| {
        let tl::enums::JsonobjectValue::JsonObjectValue(entry) = entry;
        match entry.value {
            tl::enums::Jsonvalue::JsonNumber(number) => Some((entry.key, number.value)),
            _ => None,
        }
    };
    object.value.into_iter().filter_map(number).collect()
}
