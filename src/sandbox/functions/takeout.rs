//! Takeout: exports of an account's data (https://core.telegram.org/api/takeout).

use grammers_tl_types::{functions, types};

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::world::engine::ids::IdRange;
use crate::sandbox::world::engine::refusal::Refusal;

rows! {
    functions::account::InitTakeoutSession => init_takeout_session, User;
    functions::account::FinishTakeoutSession => finish_takeout_session, User;
    functions::messages::GetSplitRanges => get_split_ranges, User;
}

/// Needs no confirmation on another device, as Telegram would. A fault can return `TAKEOUT_INIT_DELAY_86400`.
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
