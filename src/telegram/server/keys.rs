//! RSA public keys, which authenticate a server in the key exchange.
//! <https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation>

use grammers_client::tl::Serializable;
use grammers_crypto::rsa;
use num_bigint::BigUint;
use pkcs1::der::{Decode, Document};
use sha1::{Digest, Sha1};

/// The keys of Telegram's production servers, current and reserve, as in TDLib and Telethon. The keys of CDN DCs come from
/// `help.getCdnConfig` instead.
pub const PRODUCTION: &str = include_str!("production.pem");

/// The keys of Telegram's test servers.
pub const TEST: &str = include_str!("test.pem");

const BEGIN: &str = "-----BEGIN";

/// A server's RSA public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    n: BigUint,
    e: BigUint,
}

/// Why a key can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("not a PKCS#1 public key in PEM (-----BEGIN RSA PUBLIC KEY-----): {0}")]
    Unreadable(String),
    #[error("a key of {0} bits; MTProto uses 2048")]
    Size(u64),
}

impl PublicKey {
    /// Reads one or more concatenated PEM blocks.
    pub fn list_from_pem(pem: &str) -> Result<Vec<Self>, KeyError> {
        let mut starts: Vec<usize> = pem.match_indices(BEGIN).map(|(at, _)| at).collect();
        if starts.is_empty() {
            // Lets the parser report what is wrong.
            starts.push(0);
        }
        let ends = starts.iter().skip(1).copied().chain([pem.len()]);
        starts.iter().zip(ends).map(|(start, end)| Self::from_pem(&pem[*start..end])).collect()
    }

    fn from_pem(pem: &str) -> Result<Self, KeyError> {
        // Text that passed through JSON or an editor may have whitespace around it.
        let (_, der) = Document::from_pem(pem.trim()).map_err(|e| KeyError::Unreadable(e.to_string()))?;
        let key = pkcs1::RsaPublicKeyRef::from_der(der.as_bytes())
            .map_err(|e| KeyError::Unreadable(e.to_string()))?;
        let key = Self {
            n: BigUint::from_bytes_be(key.modulus.as_bytes()),
            e: BigUint::from_bytes_be(key.public_exponent.as_bytes()),
        };
        match key.n.bits() {
            2048 => Ok(key),
            bits => Err(KeyError::Size(bits)),
        }
    }

    /// The low 64 bits of SHA1 over n and e as TL bytes.
    pub fn fingerprint(&self) -> i64 {
        let mut bytes = Vec::new();
        self.n.to_bytes_be().serialize(&mut bytes);
        self.e.to_bytes_be().serialize(&mut bytes);
        let hash = Sha1::digest(&bytes);
        i64::from_le_bytes(hash[12..20].try_into().expect("SHA1 has 20 bytes"))
    }

    /// The key in grammers' type.
    pub fn for_encryption(&self) -> rsa::Key {
        rsa::Key::new(&self.n.to_string(), &self.e.to_string()).expect("these are decimal numbers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingerprints(pem: &str) -> Vec<i64> {
        PublicKey::list_from_pem(pem).unwrap().iter().map(PublicKey::fingerprint).collect()
    }

    #[test]
    fn telegrams_keys_have_the_fingerprints_that_its_servers_offer() {
        let production = [
            -3414540481677951611,
            847625836280919973,
            1562291298945373506,
            -5859577972006586033,
            6491968696586960280,
            -4344800451088585951,
            -7306692244673891685,
            -5738946642031285640,
            8205599988028290019,
        ];
        assert_eq!(fingerprints(PRODUCTION), production);
        assert_eq!(fingerprints(TEST), [-5595554452916591101, -4344800451088585951]);
    }

    #[test]
    fn a_list_with_one_bad_key_is_refused() {
        let cut = PRODUCTION.replacen("MIIBCgKCAQEA", "MIIB", 1);
        assert!(matches!(PublicKey::list_from_pem(&cut), Err(KeyError::Unreadable(_))));
        assert!(matches!(PublicKey::list_from_pem("hello"), Err(KeyError::Unreadable(_))));
        assert!(matches!(PublicKey::list_from_pem(""), Err(KeyError::Unreadable(_))));
    }
}
