//! Events as subscribers get them, and the trait that makes them from Telegram's updates.

use std::fmt::Debug;

use grammers_client::tl;
use serde_json::value::RawValue;

use super::gap::Gap;
use crate::telegram::peer::PeerId;

/// One event, serialized once for all subscribers.
#[derive(Debug)]
pub struct Event<K> {
    pub kind: K,
    /// The chat that the event is about, if Telegram says so.
    pub chat: Option<PeerId>,
    /// The event is about a chat that Telegram doesn't name.
    pub chat_is_unknown: bool,
    /// The id of the new channel message that the event was made from.
    pub message: Option<i32>,
    pub json: Box<RawValue>,
}

/// Makes the events of one account.
pub trait Render: Send + Sync + 'static {
    /// Tells events apart, for filters.
    type Kind: Copy + Debug + Send + Sync + 'static;

    /// Returns the events of each update. `users` and `chats` arrived with the updates.
    fn events(
        &self,
        updates: &[tl::enums::Update],
        users: Vec<tl::enums::User>,
        chats: Vec<tl::enums::Chat>,
    ) -> Vec<Vec<Event<Self::Kind>>>;

    /// The connection to Telegram has come up or gone down.
    fn connection(&self, up: bool) -> Option<Event<Self::Kind>>;

    fn gap(&self, gap: Gap) -> Option<Event<Self::Kind>>;
}
