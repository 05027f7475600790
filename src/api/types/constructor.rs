//! Telegram's own names for values.

use crate::telegram::tl;

/// A value's constructor, by Telegram's own name for it.
pub fn name_of(value: &impl tl::Serializable) -> String {
    let bytes = value.to_bytes();
    let id = bytes.first_chunk::<4>().map(|id| u32::from_le_bytes(*id));
    id.map(tl::name_for_id).unwrap_or_default().to_owned()
}
