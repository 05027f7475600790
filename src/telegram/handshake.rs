//! The key exchange, which gives a fresh authorization key shared with one DC.
//!
//! <https://core.telegram.org/mtproto/auth_key>, with the checks that
//! <https://core.telegram.org/mtproto/security_guidelines> requires. grammers' own exchange knows only Telegram's two RSA
//! keys, so this one serves every server.

use std::time::Duration;

use grammers_client::tl::{self, Cursor, RemoteCall, Serializable};
use grammers_crypto::{aes, factorize, generate_key_data_from_nonce, rsa};
use grammers_mtproto::mtp::{Mtp, Plain};
use num_bigint::BigUint;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use secret_power::Exponent;

use super::connection::{Broken, Connection, Hello, Way, packet_buffer};
use super::group::{self, Unsafe};
use super::mtproto::Clock;
use super::server::{PublicKey, Server};
use crate::secret::SecretBytes;
use crate::tl::reading::{Flat, flat, next};

/// Limit for a whole exchange.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Attempts at the last step when the DC asks to retry it.
const RETRIES: usize = 5;

/// A new key and the connection that it was exchanged on.
pub struct Exchanged {
    pub key: SecretBytes<256>,
    pub salt: i64,
    pub clock: Clock,
    pub connection: Connection,
}

/// Why a key exchange failed.
#[derive(Debug, thiserror::Error)]
pub enum HandshakeError {
    #[error(transparent)]
    Broken(#[from] Broken),
    #[error("the key exchange took longer than {} s", TIMEOUT.as_secs())]
    Timeout,
    #[error("the server has none of the RSA keys in its description (it offers {0:x?})")]
    OtherServer(Vec<i64>),
    #[error(transparent)]
    Group(#[from] Unsafe),
    #[error("the server failed a check of the key exchange: {0}")]
    Unsafe(&'static str),
    #[error("the server refused the key exchange")]
    Refused,
}

/// Exchanges a key with a DC, over any of its addresses. The key is bound to the address family that was used.
pub async fn exchange(server: &Server, way: &Way) -> Result<Exchanged, HandshakeError> {
    let connection = way.connect().await?;
    let report = connection.report.clone();
    let exchanged = tokio::time::timeout(TIMEOUT, exchange_on(connection, server, way.dc)).await;
    match exchanged.map_err(|_| HandshakeError::Timeout)? {
        Err(HandshakeError::Broken(why)) => Err(report.ended(why).into()),
        exchanged => exchanged,
    }
}

async fn exchange_on(
    mut connection: Connection,
    server: &Server,
    dc: i32,
) -> Result<Exchanged, HandshakeError> {
    let (nonce, answer) = match connection.hello.take() {
        Some(Hello { nonce, answer }) => (nonce, read(&answer)?),
        None => {
            let nonce = random::<16>();
            (nonce, ask(&mut connection, &tl::functions::ReqPqMulti { nonce }).await?)
        }
    };
    let (request, mut exchange) = {
        let (key, dc) = (offered(server, &answer)?, server.dc_in_exchange(dc));
        off_thread(move || Exchange::begin(nonce, answer, &key, dc)).await?
    };

    let answer = ask(&mut connection, &request).await?;
    let parameters = exchange.parameters(answer)?;
    let clock = Clock::showing(Duration::from_secs(parameters.server_time));

    let mut retry_id = 0;
    for _ in 0..RETRIES {
        let (request, shared, carried) = {
            let parameters = parameters.clone();
            off_thread(move || {
                let (request, shared) = exchange.answer(&parameters, retry_id)?;
                Ok((request, shared, exchange))
            })
            .await?
        };
        exchange = carried;
        let answer = ask(&mut connection, &request).await?;
        match exchange.verdict(answer, &shared)? {
            Verdict::Agreed => {
                return Ok(Exchanged { key: shared.key, salt: exchange.first_salt(), clock, connection });
            }
            Verdict::Retry => retry_id = shared.aux_hash(),
        }
    }
    Err(HandshakeError::Refused)
}

/// The first of the known RSA keys that the server offers.
fn offered(server: &Server, answer: &tl::enums::ResPq) -> Result<PublicKey, HandshakeError> {
    let tl::enums::ResPq::Pq(answer) = answer;
    let offered = &answer.server_public_key_fingerprints;
    let known = server.keys().iter().find(|key| offered.contains(&key.fingerprint()));
    known.cloned().ok_or_else(|| HandshakeError::OtherServer(offered.clone()))
}

async fn ask<R: RemoteCall<Return: Flat>>(
    connection: &mut Connection,
    request: &R,
) -> Result<R::Return, HandshakeError> {
    let mut packet = packet_buffer(512);
    Plain::new().push(&mut packet, &request.to_bytes());
    let answer = connection.round_trip(packet).await?;
    read(&answer)
}

fn read<T: Flat>(answer: &[u8]) -> Result<T, HandshakeError> {
    let answer = plain(answer).ok_or_else(|| Broken::protocol("the answer is not a plain packet"))?;
    Ok(flat(answer).map_err(Broken::protocol)?)
}

/// The body of an unencrypted message: a key id of 0, a message id and the length come before it.
/// <https://core.telegram.org/mtproto/description#unencrypted-message>
fn plain(packet: &[u8]) -> Option<&[u8]> {
    let (&[0, 0, 0, 0, 0, 0, 0, 0], rest) = packet.split_first_chunk::<8>()? else { return None };
    let (id, rest) = rest.split_first_chunk()?;
    let (length, body) = rest.split_first_chunk()?;
    let length = usize::try_from(i32::from_le_bytes(*length)).ok()?;
    // > Server message identifiers modulo 4 yield 1 if the message is a response to a client message.
    (i64::from_le_bytes(*id) % 4 == 1).then(|| body.get(..length))?
}

/// Runs arithmetic on big numbers in a blocking thread. It takes milliseconds, which would delay other calls.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HandshakeError> + Send + 'static,
) -> Result<T, HandshakeError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(HandshakeError::Unsafe("the arithmetic failed")))
}

/// The nonces of one exchange.
struct Exchange {
    nonce: [u8; 16],
    server_nonce: [u8; 16],
    new_nonce: Zeroizing<[u8; 32]>,
}

/// The server's half of the Diffie-Hellman exchange.
#[derive(Clone, Debug)]
struct Parameters {
    prime: BigUint,
    g: u32,
    g_a: BigUint,
    /// Seconds since 1970.
    server_time: u64,
}

struct Shared {
    key: SecretBytes<256>,
}

impl Shared {
    /// Identifies a key that the server rejected, for the retry with another.
    fn aux_hash(&self) -> i64 {
        let hash = Sha1::digest(self.key.expose());
        i64::from_le_bytes(*hash.first_chunk().expect("SHA1 has 20 bytes"))
    }

    /// `new_nonce_hash1`, 2 or 3, which authenticates the server's last answer.
    fn new_nonce_hash(&self, new_nonce: &[u8; 32], number: u8) -> [u8; 16] {
        let hash = Sha1::new()
            .chain_update(new_nonce)
            .chain_update([number])
            .chain_update(self.aux_hash().to_le_bytes())
            .finalize();
        *hash.last_chunk().expect("SHA1 has 20 bytes")
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Agreed,
    Retry,
}

impl Exchange {
    fn begin(
        nonce: [u8; 16],
        answer: tl::enums::ResPq,
        key: &PublicKey,
        dc: i32,
    ) -> Result<(tl::functions::ReqDhParams, Self), HandshakeError> {
        let tl::enums::ResPq::Pq(answer) = answer;
        ensure(answer.nonce == nonce, "resPQ has another nonce")?;
        let pq = answer.pq.as_slice().try_into().map(u64::from_be_bytes);
        let pq = pq.map_err(|_| HandshakeError::Unsafe("pq does not have 8 bytes"))?;
        ensure(is_composite(pq), "pq is not a product of two primes")?;
        let (p, q) = factorize(pq);
        ensure(1 < p && p < q && p.checked_mul(q) == Some(pq), "pq is not a product of two primes")?;

        let this = Self { nonce, server_nonce: answer.server_nonce, new_nonce: Zeroizing::new(random()) };
        let (p, q) = (big_endian(p), big_endian(q));
        let inner = Zeroizing::new(
            tl::enums::PQInnerData::Dc(tl::types::PQInnerDataDc {
                pq: answer.pq,
                p: p.clone(),
                q: q.clone(),
                nonce,
                server_nonce: this.server_nonce,
                new_nonce: *this.new_nonce,
                dc,
            })
            .to_bytes(),
        );
        let request = tl::functions::ReqDhParams {
            nonce,
            server_nonce: this.server_nonce,
            p,
            q,
            public_key_fingerprint: key.fingerprint(),
            encrypted_data: rsa::encrypt_hashed(&inner, &key.for_encryption(), &random()),
        };
        Ok((request, this))
    }

    /// Decrypts and checks the server's half.
    fn parameters(&self, answer: tl::enums::ServerDhParams) -> Result<Parameters, HandshakeError> {
        let mut answer = match answer {
            tl::enums::ServerDhParams::Ok(answer) => answer,
            tl::enums::ServerDhParams::Fail(answer) => {
                self.check_nonces(&answer.nonce, &answer.server_nonce)?;
                return Err(HandshakeError::Refused);
            }
        };
        self.check_nonces(&answer.nonce, &answer.server_nonce)?;
        let encrypted = &mut answer.encrypted_answer;
        ensure(encrypted.len() % 16 == 0 && encrypted.len() > 20, "the encrypted answer has an odd length")?;
        let (key, iv) = self.temporary_key();
        aes::ige_decrypt(encrypted, &key, &iv);

        let (hash, content) = encrypted.split_at(20);
        let mut cursor = Cursor::from_slice(content);
        let tl::enums::ServerDhInnerData::Data(inner) =
            next(&mut cursor).map_err(|_| HandshakeError::Unsafe("the encrypted answer can't be read"))?;
        ensure(*hash == *Sha1::digest(&content[..cursor.pos()]), "the encrypted answer has another hash")?;
        self.check_nonces(&inner.nonce, &inner.server_nonce)?;

        let prime = BigUint::from_bytes_be(&inner.dh_prime);
        group::check(&inner.dh_prime, inner.g)?;
        let g_a = BigUint::from_bytes_be(&inner.g_a);
        group::check_range(&g_a, &prime)?;
        Ok(Parameters {
            prime,
            g: inner.g.unsigned_abs(),
            g_a,
            server_time: u64::try_from(inner.server_time).unwrap_or_default(),
        })
    }

    /// Makes the client's half, and derives the key from both.
    fn answer(
        &self,
        parameters: &Parameters,
        retry_id: i64,
    ) -> Result<(tl::functions::SetClientDhParams, Shared), HandshakeError> {
        let exponent = Exponent::random();
        let g = BigUint::from(parameters.g);
        let g_b = BigUint::from_bytes_be(exponent.raise(&g, &parameters.prime)?.expose());
        group::check_range(&g_b, &parameters.prime)?;
        let key = exponent.raise(&parameters.g_a, &parameters.prime)?;

        let inner = tl::enums::ClientDhInnerData::Data(tl::types::ClientDhInnerData {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            retry_id,
            g_b: g_b.to_bytes_be(),
        })
        .to_bytes();
        let mut encrypted_data = Sha1::digest(&inner).to_vec();
        encrypted_data.extend(&inner);
        let padding = encrypted_data.len().next_multiple_of(16) - encrypted_data.len();
        encrypted_data.extend(&random::<16>()[..padding]);
        let (aes_key, iv) = self.temporary_key();
        aes::ige_encrypt(&mut encrypted_data, &aes_key, &iv);

        let request = tl::functions::SetClientDhParams {
            nonce: self.nonce,
            server_nonce: self.server_nonce,
            encrypted_data,
        };
        Ok((request, Shared { key }))
    }

    fn verdict(
        &self,
        answer: tl::enums::SetClientDhParamsAnswer,
        shared: &Shared,
    ) -> Result<Verdict, HandshakeError> {
        use tl::enums::SetClientDhParamsAnswer as Answer;
        let (nonce, server_nonce, hash, number, verdict) = match answer {
            Answer::DhGenOk(x) => (x.nonce, x.server_nonce, x.new_nonce_hash1, 1, Ok(Verdict::Agreed)),
            Answer::DhGenRetry(x) => (x.nonce, x.server_nonce, x.new_nonce_hash2, 2, Ok(Verdict::Retry)),
            Answer::DhGenFail(x) => {
                (x.nonce, x.server_nonce, x.new_nonce_hash3, 3, Err(HandshakeError::Refused))
            }
        };
        self.check_nonces(&nonce, &server_nonce)?;
        let expected = shared.new_nonce_hash(&self.new_nonce, number);
        ensure(hash == expected, "the new nonce has another hash")?;
        verdict
    }

    fn first_salt(&self) -> i64 {
        let salt: [u8; 8] = std::array::from_fn(|i| self.new_nonce[i] ^ self.server_nonce[i]);
        i64::from_le_bytes(salt)
    }

    fn temporary_key(&self) -> ([u8; 32], [u8; 32]) {
        generate_key_data_from_nonce(&self.server_nonce, &self.new_nonce)
    }

    fn check_nonces(&self, nonce: &[u8; 16], server_nonce: &[u8; 16]) -> Result<(), HandshakeError> {
        ensure(*nonce == self.nonce, "an answer has another nonce")?;
        ensure(*server_nonce == self.server_nonce, "an answer has another server nonce")
    }
}

fn ensure(holds: bool, otherwise: &'static str) -> Result<(), HandshakeError> {
    if holds { Ok(()) } else { Err(HandshakeError::Unsafe(otherwise)) }
}

/// Fermat's primality test. Factoring a prime would take hours.
fn is_composite(n: u64) -> bool {
    let modulus = u128::from(n);
    let (mut power, mut base, mut exponent) = (1, 2, n.wrapping_sub(1));
    if n < 4 {
        return false;
    }
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    power != 1
}

/// The number in as few bytes as possible.
fn big_endian(number: u64) -> Vec<u8> {
    BigUint::from(number).to_bytes_be()
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes
}

mod secret_power;
#[cfg(test)]
mod tests;
