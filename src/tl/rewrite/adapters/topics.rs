//! Forum topics, which only supergroups had.

use super::Parts;
use crate::tl::schema::Schema;
use crate::tl::value::Value;

pub fn pinned_in_channel(mut parts: Parts, to: &Schema) -> Parts {
    if to.constructor(&parts.name).is_some() {
        return parts;
    }
    // The older layer can't express topics in a chat with a bot.
    if let Some(Value::Object(peer)) = parts.get("peer")
        && let Some(channel) = peer.get("channel_id").cloned()
    {
        parts.put("channel_id", channel);
        parts.name = parts.name.replace("PinnedForumTopic", "ChannelPinnedTopic");
    }
    parts
}
