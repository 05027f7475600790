//! Wrappers around a function: `invokeWithTakeout` and `invokeWithMessagesRange`.

use grammers_tl_types as tl;
use grammers_tl_types::{Cursor, Identifiable, enums};

use crate::sandbox::world::engine::ids::IdRange;
use crate::tl::reading::next;

/// A function without its wrappers, and what they say.
pub struct Wrapped<'a> {
    pub function: &'a [u8],
    /// From `invokeWithTakeout`.
    pub takeout: Option<i64>,
    /// From `invokeWithMessagesRange`.
    pub range: Option<IdRange>,
}

impl<'a> Wrapped<'a> {
    pub fn new(function: &'a [u8]) -> Self {
        let mut wrapped = Self { function, takeout: None, range: None };
        while wrapped.unwrap_once().is_some() {}
        wrapped
    }

    /// Removes one wrapper. Each may occur once: a second one stays, and is then an unknown function.
    fn unwrap_once(&mut self) -> Option<()> {
        let mut cursor = Cursor::from_slice(self.function);
        match next::<u32>(&mut cursor).ok()? {
            tl::functions::InvokeWithTakeout::<()>::CONSTRUCTOR_ID if self.takeout.is_none() => {
                self.takeout = Some(next::<i64>(&mut cursor).ok()?);
            }
            tl::functions::InvokeWithMessagesRange::<()>::CONSTRUCTOR_ID if self.range.is_none() => {
                let enums::MessageRange::Range(range) = next::<enums::MessageRange>(&mut cursor).ok()?;
                self.range = Some(IdRange { min_id: range.min_id, max_id: range.max_id });
            }
            _ => return None,
        }
        self.function = &self.function[cursor.pos()..];
        Some(())
    }
}
