//! `account.*`: one's own account.

use grammers_tl_types::{enums, functions::account as functions, types};

use super::table::rows;
use super::{Answer, Call, notify};
use crate::sandbox::world::password::{G, P};

rows! {
    functions::GetPassword => get_password, Half;
    functions::UpdateStatus => update_status, User;
    functions::UpdateNotifySettings => notify::update_notify_settings, User;
    functions::GetNotifySettings => notify::get_notify_settings, User;
}

fn get_password(call: &mut Call, _: functions::GetPassword) -> Answer<functions::GetPassword> {
    let secure_random = call.world.secure_random();
    let (new_salt1, new_salt2) = call.world.new_salts();
    let (secure_salt, _) = call.world.new_salts();
    let challenge = call.world.challenge(call.me);
    let asked = challenge.map(|(password, challenge)| {
        let algo = algo(password.salt1().to_vec(), password.salt2().to_vec());
        (algo, challenge.g_b.clone(), challenge.id)
    });
    let has_password = asked.is_some();
    let (current_algo, srp_b, srp_id) = match asked {
        Some((algo, g_b, id)) => (Some(algo), Some(g_b), Some(id)),
        None => (None, None, None),
    };
    Ok(types::account::Password {
        has_recovery: false,
        has_secure_values: false,
        has_password,
        current_algo,
        srp_b,
        srp_id,
        hint: None,
        email_unconfirmed_pattern: None,
        new_algo: algo(new_salt1, new_salt2),
        new_secure_algo: types::SecurePasswordKdfAlgoPbkdf2Hmacsha512iter100000 { salt: secure_salt }.into(),
        secure_random,
        pending_reset_date: None,
        login_email_pattern: None,
    }
    .into())
}

fn update_status(call: &mut Call, asked: functions::UpdateStatus) -> Answer<functions::UpdateStatus> {
    call.world.set_status(call.me, asked.offline);
    Ok(true)
}

fn algo(salt1: Vec<u8>, salt2: Vec<u8>) -> enums::PasswordKdfAlgo {
    types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow {
        salt1,
        salt2,
        g: G as i32,
        p: P.to_vec(),
    }
    .into()
}
