//! The server's side of SRP, which checks a password without seeing it (https://core.telegram.org/api/srp).

use std::sync::OnceLock;

use num_bigint::BigUint;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256, Sha512};

/// The generator and prime that Telegram uses.
pub const G: u32 = 3;

pub const P: [u8; 256] = hex_prime();

const ITERATIONS: u32 = 100_000;

#[derive(Serialize, Deserialize)]
pub struct Password {
    /// Absent if a client set the password: then only its verifier is known.
    pub text: Option<String>,
    pub salt1: Vec<u8>,
    pub salt2: Vec<u8>,
    pub hint: Option<String>,
    /// Receives a code if the password is forgotten.
    pub recovery_email: Option<String>,
    /// Computed on first use, as that takes a tenth of a second.
    #[serde(with = "once")]
    pub verifier: OnceLock<BigUint>,
    /// Consecutive wrong attempts.
    pub wrong: u32,
    pub locked_until: i32,
}

/// One attempt at a password, from `account.getPassword` to `auth.checkPassword`.
#[derive(Serialize, Deserialize)]
pub struct Challenge {
    pub account: i64,
    pub id: i64,
    b: BigUint,
    /// 256 bytes, as sent.
    pub g_b: Vec<u8>,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Password {
    pub(in crate::sandbox::world) fn new(text: String, mut salts: Vec<u8>) -> Self {
        let salt2 = salts.split_off(8.min(salts.len()));
        let (hint, verifier) = (None, OnceLock::new());
        Self {
            text: Some(text),
            salt1: salts,
            salt2,
            hint,
            recovery_email: None,
            verifier,
            wrong: 0,
            locked_until: 0,
        }
    }

    pub fn salt1(&self) -> &[u8] {
        &self.salt1
    }

    pub fn salt2(&self) -> &[u8] {
        &self.salt2
    }

    /// v := g^x mod p
    fn verifier(&self) -> &BigUint {
        self.verifier.get_or_init(|| BigUint::from(G).modpow(&self.x(), &prime()))
    }

    /// x := PH2(password, salt1, salt2)
    fn x(&self) -> BigUint {
        let salted = |data: &[u8], salt: &[u8]| hash(&[salt, data, salt]);
        let ph1 =
            salted(&salted(self.text.as_deref().unwrap_or_default().as_bytes(), self.salt1()), self.salt2());
        let mut stretched = [0; 64];
        pbkdf2::pbkdf2_hmac::<Sha512>(&ph1, self.salt1(), ITERATIONS, &mut stretched);
        BigUint::from_bytes_be(&salted(&stretched, self.salt2()))
    }
}

/// A new password, as the verifier that a client computed.
#[derive(Clone)]
pub struct NewPassword {
    pub salt1: Vec<u8>,
    pub salt2: Vec<u8>,
    /// v, 256 bytes.
    pub verifier: Vec<u8>,
    pub hint: Option<String>,
}

/// A proof of knowing the password.
#[derive(Clone)]
pub struct Proof {
    pub srp_id: i64,
    pub a: Vec<u8>,
    pub m1: Vec<u8>,
}

impl Challenge {
    pub fn new(account: i64, id: i64, b: &[u8], password: &Password) -> Self {
        let b = BigUint::from_bytes_be(b);
        let g_b = (multiplier() * password.verifier() + BigUint::from(G).modpow(&b, &prime())) % prime();
        Self { account, id, b, g_b: padded(&g_b).to_vec() }
    }

    /// Whether `m1` proves that the sender of `g_a` knows the password.
    pub fn accepts(&self, password: &Password, g_a: &[u8], m1: &[u8]) -> bool {
        let a = BigUint::from_bytes_be(g_a);
        let one = BigUint::from(1u32);
        if g_a.len() > 256 || a <= one || a >= prime() - one {
            return false;
        }
        let g_a = padded(&a);
        let u = BigUint::from_bytes_be(&hash(&[&g_a, &self.g_b]));
        let shared = (a * password.verifier().modpow(&u, &prime())).modpow(&self.b, &prime());
        let key = hash(&[&padded(&shared)]);

        let (hash_p, hash_g) = (hash(&[&P]), hash(&[&padded(&BigUint::from(G))]));
        let mixed: Vec<u8> = hash_p.iter().zip(hash_g).map(|(p, g)| p ^ g).collect();
        let salts = (hash(&[password.salt1()]), hash(&[password.salt2()]));
        let expected = hash(&[&mixed, &salts.0, &salts.1, &g_a, &self.g_b, &key]);
        expected == m1
    }
}

/// k := H(p | g)
fn multiplier() -> BigUint {
    BigUint::from_bytes_be(&hash(&[&P, &padded(&BigUint::from(G))]))
}

pub(in crate::sandbox::world) fn prime() -> BigUint {
    BigUint::from_bytes_be(&P)
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// Pads to 256 bytes, big-endian. Every number here is below the prime, so it fits.
fn padded(number: &BigUint) -> [u8; 256] {
    let bytes = number.to_bytes_be();
    let mut padded = [0; 256];
    padded[256 - bytes.len()..].copy_from_slice(&bytes);
    padded
}

/// Telegram's 2048-bit safe prime.
const fn hex_prime() -> [u8; 256] {
    const HEX: &[u8; 512] = b"\
        c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4db\
        fa336f6e0ac925139543aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f64\
        2477fe96bb2a941d5bcd1d4ac8cc49880708fa9b378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b41\
        0dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1178d169c6bc465b0d6ff9ca3928fef5b9ae4\
        e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee2e4e15d04b2454bf\
        6f4fadf034b10403119cd8e3b92fcc5b";
    const fn nibble(digit: u8) -> u8 {
        if digit <= b'9' { digit - b'0' } else { digit - b'a' + 10 }
    }
    let mut bytes = [0; 256];
    let mut at = 0;
    while at < 256 {
        bytes[at] = nibble(HEX[2 * at]) << 4 | nibble(HEX[2 * at + 1]);
        at += 1;
    }
    bytes
}

/// Serializes a value that may not be computed yet.
mod once {
    use std::sync::OnceLock;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(cell: &OnceLock<T>, to: S) -> Result<S::Ok, S::Error> {
        cell.get().serialize(to)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<OnceLock<T>, D::Error> {
        Ok(Option::<T>::deserialize(from)?.map_or_else(OnceLock::new, OnceLock::from))
    }
}
