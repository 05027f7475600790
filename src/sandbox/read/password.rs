//! Proofs of passwords, and new password settings.

use grammers_tl_types::enums;

use super::unsupported;
use crate::sandbox::world::engine::refusal::{Refusal, bad};
use crate::sandbox::world::login::recovery::Settings;
use crate::sandbox::world::login::srp::{G, NewPassword, P, Proof};

/// New password settings. The client has computed the verifier.
pub fn password_settings(new: enums::account::PasswordInputSettings) -> Result<Settings, Refusal> {
    let enums::account::PasswordInputSettings::Settings(new) = new;
    if new.new_secure_settings.is_some() {
        return Err(unsupported::not_implemented("account.updatePasswordSettings with new_secure_settings"));
    }
    let password = match (new.new_password_hash, new.new_algo) {
        (None, None) => None,
        (Some(none), _) if none.is_empty() => Some(None),
        (
            Some(verifier),
            Some(enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(algo)),
        ) if algo.p == P && algo.g == G as i32 => {
            Some(Some(NewPassword { salt1: algo.salt1, salt2: algo.salt2, verifier, hint: new.hint }))
        }
        _ => return Err(bad("NEW_SETTINGS_INVALID")),
    };
    Ok(Settings { password, email: new.email })
}

/// The SRP proof of a password, or `None` for the empty one.
pub fn proof(given: enums::InputCheckPasswordSrp) -> Option<Proof> {
    match given {
        enums::InputCheckPasswordSrp::Srp(proof) => {
            Some(Proof { srp_id: proof.srp_id, a: proof.a, m1: proof.m1 })
        }
        enums::InputCheckPasswordSrp::InputCheckPasswordEmpty => None,
    }
}
