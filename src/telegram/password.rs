//! Two-step verification: proves knowledge of the password, and sets a new one, without sending either.
//! <https://core.telegram.org/api/srp>

use grammers_client::tl;
use grammers_crypto::two_factor_auth::calculate_2fa;
use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha512};
use zeroize::Zeroizing;

use super::group;
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

type Algorithm = tl::types::PasswordKdfAlgoSha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow;

/// The proof for `auth.checkPassword` and similar functions. `asked` is a fresh answer of `account.getPassword`.
///
/// Deriving the key takes more than a tenth of a second, so it runs on a blocking thread.
pub async fn proof(
    asked: tl::types::account::Password,
    password: Secret,
) -> Result<tl::enums::InputCheckPasswordSrp> {
    let (Some(algorithm), Some(srp_b), Some(srp_id)) = (asked.current_algo, asked.srp_b, asked.srp_id) else {
        return Err(Error::new(Kind::LoginStage, "This account has no two-step verification password")
            .hint("auth.status returns the next step"));
    };
    let algorithm = known(algorithm)?;
    let proof = move || {
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

/// The settings of a new password. `asked` is a fresh answer of `account.getPassword`.
pub async fn new_settings(
    asked: tl::types::account::Password,
    password: Secret,
    hint: String,
    email: Option<String>,
) -> Result<tl::types::account::PasswordInputSettings> {
    let mut algorithm = known(asked.new_algo)?;
    let settle = move || {
        group::check(&algorithm.p, algorithm.g).map_err(unsafe_group)?;
        // Telegram gives the start of the first salt, and the client extends it.
        let mut own = [0; 32];
        getrandom::fill(&mut own).map_err(|error| Error::internal(error.to_string()))?;
        algorithm.salt1.extend(own);
        let verifier = verifier(&algorithm, &password);
        Ok(tl::types::account::PasswordInputSettings {
            new_algo: Some(algorithm.into()),
            new_password_hash: Some(verifier),
            hint: Some(hint),
            email,
            new_secure_settings: None,
        })
    };
    tokio::task::spawn_blocking(settle).await.map_err(Error::internal)?
}

/// The settings that remove the password.
pub fn no_password() -> tl::types::account::PasswordInputSettings {
    tl::types::account::PasswordInputSettings {
        new_algo: Some(tl::enums::PasswordKdfAlgo::Unknown),
        new_password_hash: Some(Vec::new()),
        hint: Some(String::new()),
        email: None,
        new_secure_settings: None,
    }
}

/// v = g^x mod p, where x = PH2(password, salt1, salt2).
fn verifier(algorithm: &Algorithm, password: &Secret) -> Vec<u8> {
    let Algorithm { salt1, salt2, g, p } = algorithm;
    let salted = |data: &[u8], salt: &[u8]| Sha256::digest([salt, data, salt].concat());
    let hash = salted(&salted(password.expose().as_bytes(), salt1), salt2);
    let mut derived = Zeroizing::new([0; 64]);
    pbkdf2::pbkdf2_hmac::<Sha512>(&hash, salt1, 100_000, &mut *derived);
    let x = BigUint::from_bytes_be(&salted(&*derived, salt2));
    let v = BigUint::from(g.cast_unsigned()).modpow(&x, &BigUint::from_bytes_be(p)).to_bytes_be();
    [vec![0; 256 - v.len()], v].concat()
}

fn known(algorithm: tl::enums::PasswordKdfAlgo) -> Result<Algorithm> {
    use tl::enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow as Known;
    match algorithm {
        Known(algorithm) => Ok(algorithm),
        tl::enums::PasswordKdfAlgo::Unknown => {
            Err(Error::new(Kind::TelegramRejected, "Telegram requires an unknown algorithm for the password")
                .hint("upgrade Telewire"))
        }
    }
}

fn unsafe_group(error: group::Unsafe) -> Error {
    let message = "The server's parameters for the password are not safe, so it was not sent";
    Error::new(Kind::TelegramRejected, message).because(error)
}
