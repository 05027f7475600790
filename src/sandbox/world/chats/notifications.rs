//! Notification settings (https://core.telegram.org/api/push-updates#notification-settings).

use serde::{Deserialize, Serialize};

use crate::sandbox::world::people::peer::Peer;

/// What notification settings apply to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NotifyScope {
    Chat(Peer),
    People,
    Groups,
    Channels,
}

/// Notification settings. Absent fields inherit the settings for all chats of that kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotifySettings {
    pub show_previews: Option<bool>,
    pub silent: Option<bool>,
    pub mute_until: Option<i32>,
}
