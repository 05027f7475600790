//! The key exchange, from the server's side. <https://core.telegram.org/mtproto/auth_key>

mod inner;
mod prime;

use std::time::Duration;

use grammers_crypto::aes::{ige_decrypt, ige_encrypt};
use grammers_crypto::generate_key_data_from_nonce;
use grammers_tl_types::{self as tl, Cursor, Identifiable, Serializable};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};

use inner::Inner;

use super::crypto::AuthKey;
use super::random;
use super::rsa;
use crate::secret::SecretBytes;
use crate::tl::reading::next;

/// The query is invalid. The exchange must restart; until then all queries fail.
const INCORRECT_QUERY: i32 = 404;
/// The client expected another DC.
const INVALID_DC: i32 = 444;

/// Maximum times that a client is asked for another `g_b`.
const MAX_RETRIES: u32 = 5;

/// A client's key exchange.
pub struct Handshake {
    dc: i32,
    stage: Stage,
    /// The previous query and its answer, for a client that lost it.
    last: Option<(Vec<u8>, Vec<u8>)>,
}

enum Stage {
    Idle,
    Pq { nonces: Nonces, p: u32, q: u32 },
    Dh(Box<Dh>),
}

#[derive(Clone, Copy)]
struct Nonces {
    nonce: [u8; 16],
    server_nonce: [u8; 16],
}

struct Dh {
    nonces: Nonces,
    new_nonce: [u8; 32],
    expires_in: Option<i32>,
    a: BigUint,
    /// auth_key_aux_hash of the previous attempt, or 0.
    retry_id: i64,
    retries: u32,
}

/// The response to a query, and the key after the last step.
pub struct Answer {
    pub body: Vec<u8>,
    pub key: Option<NewKey>,
}

/// A new auth key.
pub struct NewKey {
    pub key: AuthKey,
    pub first_salt: i64,
    /// Lifetime of a temporary key in seconds.
    pub expires_in: Option<i32>,
}

impl Handshake {
    pub fn new(dc: i32) -> Self {
        Self { dc, stage: Stage::Idle, last: None }
    }

    /// Answers a query, or fails with a transport error. `taken` checks whether a key id exists.
    pub fn answer(
        &mut self,
        query: &[u8],
        rsa: &rsa::Key,
        now: Duration,
        taken: impl FnOnce(i64) -> bool,
    ) -> Result<Answer, i32> {
        // > If the server has already sent a response to this query (exactly the same request and not just similar)
        // > but it did not get to the client, the server will simply re-send the same response.
        if let Some((_, body)) = self.last.as_ref().filter(|(last, _)| last == query) {
            return Ok(Answer { body: body.clone(), key: None });
        }
        let answer = self.step(query, rsa, now, taken);
        match &answer {
            Ok(answer) => self.last = Some((query.to_vec(), answer.body.clone())),
            // > any subsequent request also returns -404, even if it is correct
            Err(_) => (self.stage, self.last) = (Stage::Idle, None),
        }
        answer
    }

    fn step(
        &mut self,
        query: &[u8],
        rsa: &rsa::Key,
        now: Duration,
        taken: impl FnOnce(i64) -> bool,
    ) -> Result<Answer, i32> {
        let cursor = &mut Cursor::from_slice(query);
        let incorrect = |_| INCORRECT_QUERY;
        let body = match next(cursor).map_err(incorrect)? {
            tl::functions::ReqPq::CONSTRUCTOR_ID => {
                self.req_pq(next::<tl::functions::ReqPq>(cursor).map_err(incorrect)?.nonce, rsa)
            }
            tl::functions::ReqPqMulti::CONSTRUCTOR_ID => {
                self.req_pq(next::<tl::functions::ReqPqMulti>(cursor).map_err(incorrect)?.nonce, rsa)
            }
            tl::functions::ReqDhParams::CONSTRUCTOR_ID => {
                let query = next::<tl::functions::ReqDhParams>(cursor).map_err(incorrect)?;
                self.req_dh_params(query, rsa, now)?
            }
            tl::functions::SetClientDhParams::CONSTRUCTOR_ID => {
                let query = next::<tl::functions::SetClientDhParams>(cursor).map_err(incorrect)?;
                return self.set_client_dh_params(query, taken);
            }
            _ => return Err(INCORRECT_QUERY),
        };
        Ok(Answer { body, key: None })
    }

    fn req_pq(&mut self, nonce: [u8; 16], rsa: &rsa::Key) -> Vec<u8> {
        let nonces = Nonces { nonce, server_nonce: random::array() };
        let (p, q) = prime::pair();
        self.stage = Stage::Pq { nonces, p, q };
        tl::enums::ResPq::Pq(tl::types::ResPq {
            nonce,
            server_nonce: nonces.server_nonce,
            pq: (u64::from(p) * u64::from(q)).to_be_bytes().to_vec(),
            server_public_key_fingerprints: vec![rsa.fingerprint()],
        })
        .to_bytes()
    }

    fn req_dh_params(
        &mut self,
        query: tl::functions::ReqDhParams,
        rsa: &rsa::Key,
        now: Duration,
    ) -> Result<Vec<u8>, i32> {
        let Stage::Pq { nonces, p, q } = self.stage else { return Err(INCORRECT_QUERY) };
        if !nonces.are(&query.nonce, &query.server_nonce)
            || query.public_key_fingerprint != rsa.fingerprint()
            || !is_number(&query.p, p)
            || !is_number(&query.q, q)
        {
            return Err(INCORRECT_QUERY);
        }
        let inner = Inner::from(rsa.open(&query.encrypted_data).ok_or(INCORRECT_QUERY)?);
        if !nonces.are(&inner.data.nonce, &inner.data.server_nonce)
            || inner.data.pq != (u64::from(p) * u64::from(q)).to_be_bytes()
            || !is_number(&inner.data.p, p)
            || !is_number(&inner.data.q, q)
        {
            return Err(INCORRECT_QUERY);
        }
        // > 10000 has to be added to the DC ID when connecting to the test servers; it has to be made negative if the
        // > DC we're connecting to is a media (not CDN) DC.
        if inner.dc.is_some_and(|dc| dc.unsigned_abs() % 10_000 != self.dc.unsigned_abs()) {
            return Err(INVALID_DC);
        }

        let (a, g_a) = prime::dh_pair();
        let answer = tl::enums::ServerDhInnerData::Data(tl::types::ServerDhInnerData {
            nonce: nonces.nonce,
            server_nonce: nonces.server_nonce,
            g: prime::G as i32,
            dh_prime: prime::DH_PRIME.to_vec(),
            g_a: g_a.to_bytes_be(),
            server_time: now.as_secs() as i32,
        })
        .to_bytes();
        // > answer_with_hash := SHA1(answer) + answer + (0-15 random bytes); such that the length be divisible by 16
        let mut encrypted_answer = Sha1::digest(&answer).to_vec();
        encrypted_answer.extend_from_slice(&answer);
        let start = encrypted_answer.len();
        encrypted_answer.resize(start.next_multiple_of(16), 0);
        random::fill(&mut encrypted_answer[start..]);
        let (key, iv) = generate_key_data_from_nonce(&nonces.server_nonce, &inner.data.new_nonce);
        ige_encrypt(&mut encrypted_answer, &key, &iv);

        self.stage = Stage::Dh(Box::new(Dh {
            nonces,
            new_nonce: inner.data.new_nonce,
            expires_in: inner.expires_in,
            a,
            retry_id: 0,
            retries: 0,
        }));
        Ok(tl::enums::ServerDhParams::Ok(tl::types::ServerDhParamsOk {
            nonce: nonces.nonce,
            server_nonce: nonces.server_nonce,
            encrypted_answer,
        })
        .to_bytes())
    }

    fn set_client_dh_params(
        &mut self,
        query: tl::functions::SetClientDhParams,
        taken: impl FnOnce(i64) -> bool,
    ) -> Result<Answer, i32> {
        let Stage::Dh(dh) = &mut self.stage else { return Err(INCORRECT_QUERY) };
        let Nonces { nonce, server_nonce } = dh.nonces;
        if !dh.nonces.are(&query.nonce, &query.server_nonce) {
            return Err(INCORRECT_QUERY);
        }
        let inner = dh.open(query.encrypted_data).ok_or(INCORRECT_QUERY)?;
        // > The retry_id field is equal to zero at the time of the first attempt; otherwise, it is equal to
        // > auth_key_aux_hash from the previous failed attempt
        if !dh.nonces.are(&inner.nonce, &inner.server_nonce) || inner.retry_id != dh.retry_id {
            return Err(INCORRECT_QUERY);
        }

        let g_b = BigUint::from_bytes_be(&inner.g_b);
        let key = dh.shared_key(&g_b);
        if !prime::is_safe(&g_b) || dh.retries == MAX_RETRIES {
            let body = tl::enums::SetClientDhParamsAnswer::DhGenFail(tl::types::DhGenFail {
                nonce,
                server_nonce,
                new_nonce_hash3: dh.new_nonce_hash(3, &key),
            });
            self.stage = Stage::Idle;
            return Ok(Answer { body: body.to_bytes(), key: None });
        }
        // > The server checks whether there already is another key with the same auth_key_hash
        if taken(key.id()) {
            dh.retry_id = i64::from_le_bytes(key.aux_hash());
            dh.retries += 1;
            let body = tl::enums::SetClientDhParamsAnswer::DhGenRetry(tl::types::DhGenRetry {
                nonce,
                server_nonce,
                new_nonce_hash2: dh.new_nonce_hash(2, &key),
            });
            return Ok(Answer { body: body.to_bytes(), key: None });
        }
        let body = tl::enums::SetClientDhParamsAnswer::DhGenOk(tl::types::DhGenOk {
            nonce,
            server_nonce,
            new_nonce_hash1: dh.new_nonce_hash(1, &key),
        });
        // > server_salt is initially set to substr(new_nonce, 0, 8) XOR substr(server_nonce, 0, 8)
        let half = |bytes: &[u8]| i64::from_le_bytes(bytes[..8].try_into().expect("eight bytes"));
        let first_salt = half(&dh.new_nonce) ^ half(&server_nonce);
        let expires_in = dh.expires_in;
        self.stage = Stage::Idle;
        Ok(Answer { body: body.to_bytes(), key: Some(NewKey { key, first_salt, expires_in }) })
    }
}

impl Nonces {
    fn are(&self, nonce: &[u8; 16], server_nonce: &[u8; 16]) -> bool {
        self.nonce == *nonce && self.server_nonce == *server_nonce
    }
}

impl Dh {
    fn open(&self, mut encrypted: Vec<u8>) -> Option<tl::types::ClientDhInnerData> {
        if encrypted.len() < 32 || !encrypted.len().is_multiple_of(16) {
            return None;
        }
        let (key, iv) = generate_key_data_from_nonce(&self.nonces.server_nonce, &self.new_nonce);
        ige_decrypt(&mut encrypted, &key, &iv);
        let (hash, data) = encrypted.split_at(20);
        let mut cursor = Cursor::from_slice(data);
        let tl::enums::ClientDhInnerData::Data(inner) = next(&mut cursor).ok()?;
        let length = cursor.pos();
        (data.len() - length < 16 && Sha1::digest(&data[..length])[..] == *hash).then_some(inner)
    }

    fn shared_key(&self, g_b: &BigUint) -> AuthKey {
        let bytes = g_b.modpow(&self.a, &prime::dh_prime()).to_bytes_be();
        let mut key = [0; 256];
        key[256 - bytes.len()..].copy_from_slice(&bytes);
        AuthKey::new(SecretBytes::new(&mut key))
    }

    /// > new_nonce_hash1, new_nonce_hash2, and new_nonce_hash3 are obtained as the 128 lower-order bits of SHA1 of the
    /// > byte string derived from the new_nonce string by adding a single byte with the value of 1, 2, or 3, and
    /// > followed by another 8 bytes with auth_key_aux_hash.
    fn new_nonce_hash(&self, number: u8, key: &AuthKey) -> [u8; 16] {
        let hash = Sha1::new()
            .chain_update(self.new_nonce)
            .chain_update([number])
            .chain_update(key.aux_hash())
            .finalize();
        hash[4..].try_into().expect("SHA-1 has 20 bytes")
    }
}

/// Whether big-endian bytes, with any leading zeros, equal a number.
fn is_number(bytes: &[u8], number: u32) -> bool {
    bytes.len() <= 8 && bytes.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)) == u64::from(number)
}

#[cfg(test)]
mod tests;
