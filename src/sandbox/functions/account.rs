//! `account.*`: profile and status.

use grammers_tl_types::functions::account as functions;

use super::call::{Answer, Call};
use super::row::rows;
use crate::sandbox::show::people;
use crate::sandbox::world::people::peer::Peer;

pub mod login_email;
pub mod notifications;
pub mod password;
pub mod sessions;

rows! {
    functions::UpdateProfile => update_profile, User;
    functions::UpdateUsername => update_username, User;
    functions::CheckUsername => check_username, User;
    functions::UpdateStatus => update_status, User;
}

fn update_profile(call: &mut Call, request: functions::UpdateProfile) -> Answer<functions::UpdateProfile> {
    call.world.edit_profile(call.me, request.first_name, request.last_name, request.about)?;
    Ok(people::user(call.world, call.me, call.me))
}

fn update_username(call: &mut Call, request: functions::UpdateUsername) -> Answer<functions::UpdateUsername> {
    call.world.set_username(call.me, &request.username)?;
    Ok(people::user(call.world, call.me, call.me))
}

fn check_username(call: &mut Call, request: functions::CheckUsername) -> Answer<functions::CheckUsername> {
    match call.world.check_username(Peer::User(call.me), &request.username) {
        Ok(()) => Ok(true),
        Err(refusal) if refusal.name == "USERNAME_OCCUPIED" => Ok(false),
        Err(refusal) => Err(refusal),
    }
}

fn update_status(call: &mut Call, request: functions::UpdateStatus) -> Answer<functions::UpdateStatus> {
    call.world.set_status(call.me, request.offline);
    Ok(true)
}
