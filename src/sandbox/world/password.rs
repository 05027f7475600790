//! Two-step verification by SRP, the server's side (https://core.telegram.org/api/srp).

use std::sync::OnceLock;

use num_bigint::BigUint;
use sha2::{Digest, Sha256, Sha512};

use super::World;

/// The prime and the generator that Telegram itself gives out.
pub const G: u32 = 3;
pub const P: [u8; 256] = hex_prime();

const ITERATIONS: u32 = 100_000;

pub struct Password {
    text: String,
    salts: Vec<u8>,
    /// Costs a tenth of a second, so it is worked out when it is first asked for.
    verifier: OnceLock<BigUint>,
    /// Wrong tries in a row.
    pub wrong: u32,
    pub locked_until: i32,
}

/// One try at a password, from `account.getPassword` to `auth.checkPassword`.
pub struct Challenge {
    pub account: i64,
    pub id: i64,
    b: BigUint,
    /// As it is sent: 256 bytes.
    pub g_b: Vec<u8>,
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Password {
    pub(super) fn new(text: String, salts: Vec<u8>) -> Self {
        Self { text, salts, verifier: OnceLock::new(), wrong: 0, locked_until: 0 }
    }

    pub fn salt1(&self) -> &[u8] {
        &self.salts[..8]
    }

    pub fn salt2(&self) -> &[u8] {
        &self.salts[8..]
    }

    /// v := g^x mod p
    fn verifier(&self) -> &BigUint {
        self.verifier.get_or_init(|| BigUint::from(G).modpow(&self.x(), &prime()))
    }

    /// x := PH2(password, salt1, salt2)
    fn x(&self) -> BigUint {
        let salted = |data: &[u8], salt: &[u8]| hash(&[salt, data, salt]);
        let ph1 = salted(&salted(self.text.as_bytes(), self.salt1()), self.salt2());
        let mut stretched = [0; 64];
        pbkdf2::pbkdf2_hmac::<Sha512>(&ph1, self.salt1(), ITERATIONS, &mut stretched);
        BigUint::from_bytes_be(&salted(&stretched, self.salt2()))
    }
}

impl Challenge {
    fn new(account: i64, id: i64, b: &[u8], password: &Password) -> Self {
        let b = BigUint::from_bytes_be(b);
        let g_b = (multiplier() * password.verifier() + BigUint::from(G).modpow(&b, &prime())) % prime();
        Self { account, id, b, g_b: padded(&g_b).to_vec() }
    }

    /// Whether `m1` proves that whoever made `g_a` knows the password.
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

impl World {
    /// Begins a try at the account's password, if it has one.
    pub fn challenge(&mut self, account: i64) -> Option<(&Password, &Challenge)> {
        let b = self.draw_bytes(256);
        let id = self.draw();
        let password = self.people.get(&account)?.password.as_ref()?;
        let challenge = Challenge::new(account, id, &b, password);
        // Only the newest is good, so that they don't heap up.
        self.challenges.retain(|_, challenge| challenge.account != account);
        let challenge = self.challenges.entry(id).insert_entry(challenge).into_mut();
        Some((password, challenge))
    }

    /// Fresh bytes for a client that wants to set a password.
    pub fn secure_random(&mut self) -> Vec<u8> {
        self.draw_bytes(256)
    }

    /// Salts to set a new password with; the client adds bytes of its own.
    pub fn new_salts(&mut self) -> (Vec<u8>, Vec<u8>) {
        (self.draw_bytes(8), self.draw_bytes(16))
    }
}

/// k := H(p | g)
fn multiplier() -> BigUint {
    BigUint::from_bytes_be(&hash(&[&P, &padded(&BigUint::from(G))]))
}

fn prime() -> BigUint {
    BigUint::from_bytes_be(&P)
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// As 256 bytes, big-endian. Every number here is below the prime and so fits.
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
