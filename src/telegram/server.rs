//! Which Telegram is talked to: its addresses, and the RSA key by which it proves who it is.
//!
//! A server is its RSA key: session strings name it by the key's fingerprint, and nothing else in this program
//! tells one server from another.

use std::net::SocketAddr;
use std::path::Path;

use grammers_client::tl::Serializable;
use grammers_crypto::rsa;
use num_bigint::BigUint;
use pkcs1::der::{Decode, Document};
use serde::Deserialize;
use sha1::{Digest, Sha1};

/// One Telegram.
#[derive(Clone, Debug)]
pub struct Server {
    pub name: String,
    /// Where a login begins.
    pub home_dc: i32,
    key: PublicKey,
    dcs: Vec<Dc>,
    /// Added to a DC's id where the key exchange names it: 10000 on Telegram's test servers.
    dc_offset: i32,
}

/// One of a server's data centers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Dc {
    pub id: i32,
    pub address: SocketAddr,
}

/// Why a server's description can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot read the server description {path}: {source}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("the server description is not what it should be: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("rsa_public_key is not a PKCS#1 public key in PEM (-----BEGIN RSA PUBLIC KEY-----): {0}")]
    KeyUnreadable(String),
    #[error("rsa_public_key has {0} bits, and MTProto wants 2048")]
    KeySize(u64),
    #[error("dcs is empty: a server has at least one DC")]
    NoDcs,
    #[error("dcs names DC {0} twice")]
    DcTwice(i32),
    #[error("home_dc is {0}, which is not among dcs")]
    NoHome(i32),
}

impl Server {
    /// Telegram itself.
    pub fn production() -> Self {
        Self::known(
            "production",
            PRODUCTION_KEY,
            0,
            &[
                (1, "149.154.175.53:443"),
                (2, "149.154.167.41:443"),
                (3, "149.154.175.100:443"),
                (4, "149.154.167.92:443"),
                (5, "91.108.56.104:443"),
            ],
        )
    }

    /// Telegram's public test servers.
    pub fn test() -> Self {
        Self::known(
            "test",
            TEST_KEY,
            10_000,
            &[(1, "149.154.175.10:443"), (2, "149.154.167.40:443"), (3, "149.154.175.117:443")],
        )
    }

    fn known(name: &str, modulus: &str, dc_offset: i32, dcs: &[(i32, &str)]) -> Self {
        let key = PublicKey {
            n: modulus.parse().expect("the embedded modulus is a decimal number"),
            e: BigUint::from(65537u32),
        };
        let dcs = dcs
            .iter()
            .map(|&(id, address)| Dc {
                id,
                address: address.parse().expect("the embedded addresses are valid"),
            })
            .collect();
        Self { name: name.to_owned(), home_dc: 2, key, dcs, dc_offset }
    }

    /// Reads the description of a server from a file, as `telewire sandbox` prints it.
    pub fn from_file(path: &Path) -> Result<Self, ServerError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ServerError::Unreadable { path: path.display().to_string(), source })?;
        Self::from_json(&text)
    }

    /// Reads the description of a server. Fields that aren't known are passed over.
    pub fn from_json(text: &str) -> Result<Self, ServerError> {
        #[derive(Deserialize)]
        struct Description {
            name: String,
            rsa_public_key: String,
            home_dc: i32,
            dcs: Vec<Dc>,
        }
        let Description { name, rsa_public_key, home_dc, dcs } = serde_json::from_str(text)?;
        let key = PublicKey::from_pem(&rsa_public_key)?;
        if dcs.is_empty() {
            return Err(ServerError::NoDcs);
        }
        if let Some(twice) =
            dcs.iter().enumerate().find(|(i, dc)| dcs[..*i].iter().any(|other| other.id == dc.id))
        {
            return Err(ServerError::DcTwice(twice.1.id));
        }
        if !dcs.iter().any(|dc| dc.id == home_dc) {
            return Err(ServerError::NoHome(home_dc));
        }
        Ok(Self { name, home_dc, key, dcs, dc_offset: 0 })
    }

    /// What a session string remembers of the server: its RSA key's fingerprint.
    pub fn identity(&self) -> i64 {
        self.key.fingerprint()
    }

    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    pub fn address(&self, dc: i32) -> Option<SocketAddr> {
        self.dcs.iter().find(|known| known.id == dc).map(|known| known.address)
    }

    pub fn dcs(&self) -> &[Dc] {
        &self.dcs
    }

    /// The DC as the key exchange names it.
    /// <https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication>
    pub fn dc_in_exchange(&self, dc: i32) -> i32 {
        dc + self.dc_offset
    }
}

/// A server's RSA public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    n: BigUint,
    e: BigUint,
}

impl PublicKey {
    fn from_pem(pem: &str) -> Result<Self, ServerError> {
        // Files that passed through JSON or an editor may have blanks around the armour.
        let (_, der) =
            Document::from_pem(pem.trim()).map_err(|e| ServerError::KeyUnreadable(e.to_string()))?;
        let key = pkcs1::RsaPublicKeyRef::from_der(der.as_bytes())
            .map_err(|e| ServerError::KeyUnreadable(e.to_string()))?;
        let key = Self {
            n: BigUint::from_bytes_be(key.modulus.as_bytes()),
            e: BigUint::from_bytes_be(key.public_exponent.as_bytes()),
        };
        match key.n.bits() {
            2048 => Ok(key),
            bits => Err(ServerError::KeySize(bits)),
        }
    }

    /// The low 64 bits of SHA1 over n and e as TL bytes.
    /// <https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation>
    pub fn fingerprint(&self) -> i64 {
        let mut bytes = Vec::new();
        self.n.to_bytes_be().serialize(&mut bytes);
        self.e.to_bytes_be().serialize(&mut bytes);
        let hash = Sha1::digest(&bytes);
        i64::from_le_bytes(hash[12..20].try_into().expect("SHA1 has 20 bytes"))
    }

    /// The key as grammers' RSA takes it.
    pub fn for_encryption(&self) -> rsa::Key {
        rsa::Key::new(&self.n.to_string(), &self.e.to_string()).expect("these are decimal numbers")
    }
}

const PRODUCTION_KEY: &str = "29379598170669337022986177149456128565388431120058863768162556424047512191330847455146576344487764408661701890505066208632169112269581063774293102577308490531282748465986139880977280302242772832972539403531316010870401287642763009136156734339538042419388722777357134487746169093539093850251243897188928735903389451772730245253062963384108812842079887538976360465290946139638691491496062099570836476454855996319192747663615955633778034897140982517446405334423701359108810182097749467210509584293428076654573384828809574217079944388301239431309115013843331317877374435868468779972014486325557807783825502498215169806323";

const TEST_KEY: &str = "25342889448840415564971689590713473206898847759084779052582026594546022463853940585885215951168491965708222649399180603818074200620463776135424884632162512403163793083921641631564740959529419359595852941166848940585952337613333022396096584117954892216031229237302943701877588456738335398602461675225081791820393153757504952636234951323237820036543581047826906120927972487366805292115792231423684261262330394324750785450942589751755390156647751460719351439969059949569615302809050721500330239005077889855323917509948255722081644689442127297605422579707142646660768825302832201908302295573257427896031830742328565032949";

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// Telegram's production key, as Telegram publishes it.
    const PEM: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEA6LszBcC1LGzyr992NzE0ieY+BSaOW622Aa9Bd4ZHLl+TuFQ4lo4g
5nKaMBwK/BIb9xUfg0Q29/2mgIR6Zr9krM7HjuIcCzFvDtr+L0GQjae9H0pRB2OO
62cECs5HKhT5DZ98K33vmWiLowc621dQuwKWSQKjWf50XYFw42h21P2KXUGyp2y/
+aEyZ+uVgLLQbRA1dEjSDZ2iGRy12Mk5gpYc397aYp438fsJoHIgJ2lgMv5h7WY9
t6N/byY9Nw9p21Og3AoXSL2q/2IJ1WRUhebgAdGVMlV1fkuOQoEzR7EdpqtQD9Cs
5+bfo3Nhmcyvk5ftB0WkJ9z6bNZ7yxrP8wIDAQAB
-----END RSA PUBLIC KEY-----";

    fn description() -> Value {
        json!({
            "name": "mine", "rsa_public_key": PEM, "home_dc": 2, "control": "/run/control",
            "dcs": [{"id": 1, "address": "127.0.0.1:4431"}, {"id": 2, "address": "[::1]:4432", "more": true}],
        })
    }

    fn complaint(change: impl FnOnce(&mut Value)) -> String {
        let mut description = description();
        change(&mut description);
        Server::from_json(&description.to_string()).unwrap_err().to_string()
    }

    #[test]
    fn telegrams_own_servers_have_the_fingerprints_they_answer_with() {
        assert_eq!(Server::production().identity(), -3414540481677951611);
        assert_eq!(Server::test().identity(), -5595554452916591101);
    }

    #[test]
    fn a_description_gives_key_and_addresses() {
        let server = Server::from_json(&description().to_string()).unwrap();
        assert_eq!(server.identity(), -3414540481677951611);
        assert_eq!(server.key(), Server::production().key());
        assert_eq!(server.home_dc, 2);
        assert_eq!(server.address(2), Some("[::1]:4432".parse().unwrap()));
        assert_eq!(server.address(3), None);
    }

    #[test]
    fn what_is_wrong_with_a_description_is_said() {
        assert!(complaint(|d| d["home_dc"] = json!(4)).contains("home_dc is 4"));
        assert!(complaint(|d| d["dcs"] = json!([])).contains("at least one DC"));
        assert!(complaint(|d| d["dcs"][1]["id"] = json!(1)).contains("DC 1 twice"));
        assert!(complaint(|d| d["dcs"][0]["address"] = json!("localhost")).contains("socket address"));
        assert!(complaint(|d| d["rsa_public_key"] = json!("hello")).contains("PKCS#1"));
        assert!(
            complaint(|d| _ = d.as_object_mut().unwrap().remove("name")).contains("missing field `name`")
        );
    }

    #[test]
    fn only_the_test_servers_shift_their_dcs() {
        assert_eq!(Server::production().dc_in_exchange(4), 4);
        assert_eq!(Server::test().dc_in_exchange(2), 10_002);
    }
}
