//! The server's RSA key, by which clients recognize the sandbox and encrypt to it.

use grammers_crypto::aes::ige_decrypt;
use grammers_tl_types::{self as tl, Cursor, Serializable};
use num_bigint::BigUint;
use pkcs1::der::pem::LineEnding;
use pkcs1::der::{EncodePem, SecretDocument};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::tl::reading::{flat, next};

/// Built in, so that session strings survive a restart. It protects only loopback connections.
const BUILT_IN: &str = include_str!("rsa_key.pem");

/// The CDN DC's key, published only by help.getCdnConfig.
const BUILT_IN_OF_CDN: &str = include_str!("cdn_rsa_key.pem");

pub struct Key {
    modulus: BigUint,
    private_exponent: BigUint,
    fingerprint: i64,
    public_pem: String,
}

impl Key {
    pub fn built_in() -> Self {
        Self::from_pem(BUILT_IN).expect("the key in the binary is whole; a test reads it")
    }

    pub fn built_in_of_cdn() -> Self {
        Self::from_pem(BUILT_IN_OF_CDN).expect("the key in the binary is whole; a test reads it")
    }

    /// Reads a 2048-bit private key in PKCS#1 PEM (`-----BEGIN RSA PRIVATE KEY-----`).
    pub fn from_pem(pem: &str) -> Result<Self, String> {
        let (label, document) =
            SecretDocument::from_pem(pem).map_err(|error| format!("no PEM file: {error}"))?;
        if label != "RSA PRIVATE KEY" {
            return Err(format!("the key is a {label}; wanted is PKCS#1: openssl genrsa -traditional 2048"));
        }
        let private = pkcs1::RsaPrivateKeyRef::try_from(document.as_bytes())
            .map_err(|error| format!("no PKCS#1 private key: {error}"))?;
        let modulus = BigUint::from_bytes_be(private.modulus.as_bytes());
        if modulus.bits() != 2048 {
            return Err(format!("the key has {} bits; MTProto's keys have 2048", modulus.bits()));
        }
        let public = private.public_key();
        let public_pem = public.to_pem(LineEnding::LF).map_err(|error| error.to_string())?;
        Ok(Self {
            fingerprint: fingerprint(public.modulus.as_bytes(), public.public_exponent.as_bytes()),
            private_exponent: BigUint::from_bytes_be(private.private_exponent.as_bytes()),
            modulus,
            public_pem,
        })
    }

    pub fn fingerprint(&self) -> i64 {
        self.fingerprint
    }

    /// The public key in PKCS#1 PEM.
    pub fn public_pem(&self) -> &str {
        &self.public_pem
    }

    /// Decrypts the data in `req_DH_params`, with either padding.
    pub fn open(&self, encrypted: &[u8]) -> Option<tl::enums::PQInnerData> {
        if encrypted.len() > 256 {
            return None;
        }
        let number = BigUint::from_bytes_be(encrypted);
        if number >= self.modulus {
            return None;
        }
        let bytes = number.modpow(&self.private_exponent, &self.modulus).to_bytes_be();
        let mut block = [0; 256];
        block[256 - bytes.len()..].copy_from_slice(&bytes);
        rsa_pad(&block).or_else(|| sha1_padding(&block))
    }
}

/// > `server_public_key_fingerprints` is a list of public RSA key fingerprints (64 lower-order bits of
/// > SHA1 (server_public_key); the public key is represented as a bare type `rsa_public_key n:string e:string`
///
/// <https://core.telegram.org/mtproto/auth_key#2-server-sends-response-of-the-form>
fn fingerprint(modulus: &[u8], exponent: &[u8]) -> i64 {
    let mut serialized = Vec::new();
    modulus.to_vec().serialize(&mut serialized);
    exponent.to_vec().serialize(&mut serialized);
    let hash = Sha1::digest(&serialized);
    i64::from_le_bytes(hash[12..].try_into().expect("SHA-1 has 20 bytes"))
}

/// RSA_PAD, an OAEP+ variant that current clients use.
/// <https://core.telegram.org/mtproto/auth_key#41-rsa-paddata-server-public-key-mentioned-above-is-implemented-as-follows>
fn rsa_pad(block: &[u8; 256]) -> Option<tl::enums::PQInnerData> {
    let (temp_key_xor, aes_encrypted) = block.split_at(32);
    let mut temp_key: [u8; 32] = Sha256::digest(aes_encrypted).into();
    temp_key.iter_mut().zip(temp_key_xor).for_each(|(byte, xor)| *byte ^= xor);

    let mut data_with_hash = aes_encrypted.to_vec();
    ige_decrypt(&mut data_with_hash, &temp_key, &[0; 32]);
    let (data, hash) = data_with_hash.split_at_mut(192);
    data.reverse();
    let expected = Sha256::new().chain_update(temp_key).chain_update(&*data).finalize();
    if *hash != expected[..] {
        return None;
    }
    flat(data).ok()
}

/// The padding before RSA_PAD, which Telethon and Pyrogram still use: a zero byte, SHA1(data), data, random bytes.
fn sha1_padding(block: &[u8; 256]) -> Option<tl::enums::PQInnerData> {
    let ([0], rest) = block.split_at(1) else { return None };
    let (hash, data) = rest.split_at(20);
    let mut cursor = Cursor::from_slice(data);
    let inner = next(&mut cursor).ok()?;
    (Sha1::digest(&data[..cursor.pos()])[..] == *hash).then_some(inner)
}
