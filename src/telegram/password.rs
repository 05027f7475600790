//! Two-step verification: proving that one knows the password without sending it.
//! <https://core.telegram.org/api/srp>

use grammers_client::tl;
use grammers_crypto::two_factor_auth::calculate_2fa;
use num_bigint::BigUint;

use super::group;
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// The proof for `auth.checkPassword` and its like. `asked` is a fresh answer of `account.getPassword`.
///
/// Deriving the key takes a good tenth of a second of computing, which is done on another thread.
pub async fn proof(
    asked: tl::types::account::Password,
    password: Secret,
) -> Result<tl::enums::InputCheckPasswordSrp> {
    let (Some(algorithm), Some(srp_b), Some(srp_id)) = (asked.current_algo, asked.srp_b, asked.srp_id) else {
        return Err(Error::new(Kind::LoginStage, "This account has no two-step verification password")
            .hint("auth.status tells the next step"));
    };
    use tl::enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
    let Known(algorithm) = algorithm else {
        return Err(Error::new(
            Kind::TelegramRejected,
            "Telegram asks for the password in a way that is not known here",
        )
        .hint("upgrade telewire"));
    };
    let proof = move || {
        let unsafe_group = |error| {
            let message = "The server's parameters for the password are not safe, so it was not sent";
            Error::new(Kind::TelegramRejected, message).because(error)
        };
        group::check(&algorithm.p, algorithm.g).map_err(unsafe_group)?;
        let (prime, srp_b_number) = (BigUint::from_bytes_be(&algorithm.p), BigUint::from_bytes_be(&srp_b));
        group::check_range(&srp_b_number, &prime).map_err(unsafe_group)?;
        let mut secret = [0; 256];
        getrandom::fill(&mut secret).map_err(|error| Error::internal(error.to_string()))?;
        let (m1, a) = calculate_2fa(
            &algorithm.salt1,
            &algorithm.salt2,
            &algorithm.p,
            &algorithm.g,
            srp_b,
            secret.to_vec(),
            password.expose(),
        );
        Ok(tl::types::InputCheckPasswordSrp { srp_id, a: a.to_vec(), m1: m1.to_vec() }.into())
    };
    tokio::task::spawn_blocking(proof).await.map_err(Error::internal)?
}
