//! Exporting all that an account has (https://core.telegram.org/api/takeout).

use grammers_tl_types::{self as tl, Cursor, Identifiable, enums, functions, types};

use super::{Answer, Call};
use crate::sandbox::world::engine::ids::IdRange;
use crate::sandbox::world::engine::refusal::Refusal;
use crate::tl::reading::next;

/// A function, taken out of what says how it is meant.
pub struct Wrapped<'a> {
    pub function: &'a [u8],
    /// Of `invokeWithTakeout`.
    pub takeout: Option<i64>,
    /// Of `invokeWithMessagesRange`.
    pub range: Option<IdRange>,
}

impl<'a> Wrapped<'a> {
    pub fn new(function: &'a [u8]) -> Self {
        let mut wrapped = Self { function, takeout: None, range: None };
        while wrapped.unwrap_once().is_some() {}
        wrapped
    }

    /// Each of the two once: what is wrapped again is no function that anybody knows.
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

/// No other device is asked whether it may begin, as Telegram does: a fault can say `TAKEOUT_INIT_DELAY_86400`.
pub fn init_takeout_session(
    call: &mut Call,
    _: functions::account::InitTakeoutSession,
) -> Answer<functions::account::InitTakeoutSession> {
    let id = call.world.begin_takeout(call.caller.auth_key_id);
    Ok(types::account::Takeout { id }.into())
}

pub fn finish_takeout_session(
    call: &mut Call,
    _: functions::account::FinishTakeoutSession,
) -> Answer<functions::account::FinishTakeoutSession> {
    let takeout = call.takeout.ok_or(Refusal::new(403, "TAKEOUT_REQUIRED"))?;
    call.world.end_takeout(call.me, takeout)?;
    Ok(true)
}

pub fn get_split_ranges(
    call: &mut Call,
    _: functions::messages::GetSplitRanges,
) -> Answer<functions::messages::GetSplitRanges> {
    let ranges = call.world.split_ranges(call.me).into_iter();
    let range = |IdRange { min_id, max_id }| types::MessageRange { min_id, max_id }.into();
    Ok(ranges.map(range).collect())
}
