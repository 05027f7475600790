//! Which Telegram this daemon talks to: a name, the DCs' addresses, and the RSA keys that prove who answers.
//!
//! A server is identified by its name. Session strings, cursors and refs are bound to that name and to nothing else, so
//! they stay valid when the server replaces its RSA keys or moves to other addresses.

mod keys;

use std::net::SocketAddr;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest, Sha256};

pub use keys::PublicKey;

/// The names of Telegram's own servers.
const PRODUCTION: &str = "production";
const TEST: &str = "test";

/// One Telegram.
#[derive(Clone, Debug)]
pub struct Server {
    pub name: String,
    /// Where a login begins.
    pub home_dc: i32,
    /// At least one, the preferred one first.
    keys: Vec<PublicKey>,
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
    #[error(
        "name is {0:?}: a server of your own needs a name of 1 to 64 characters other than `production` and `test`"
    )]
    Name(String),
    #[error("rsa_public_key: {0}")]
    Key(#[from] keys::KeyError),
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
            PRODUCTION,
            keys::PRODUCTION,
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
            TEST,
            keys::TEST,
            10_000,
            &[(1, "149.154.175.10:443"), (2, "149.154.167.40:443"), (3, "149.154.175.117:443")],
        )
    }

    fn known(name: &str, keys: &str, dc_offset: i32, dcs: &[(i32, &str)]) -> Self {
        let dcs = dcs
            .iter()
            .map(|&(id, address)| Dc {
                id,
                address: address.parse().expect("the embedded addresses are valid"),
            })
            .collect();
        let keys = PublicKey::list_from_pem(keys).expect("the embedded keys are valid");
        Self { name: name.to_owned(), home_dc: 2, keys, dcs, dc_offset }
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
        // A login of Telegram's own must never be offered to a server that only calls itself so.
        if matches!(&*name, PRODUCTION | TEST) || !(1..=64).contains(&name.trim().chars().count()) {
            return Err(ServerError::Name(name));
        }
        let keys = PublicKey::list_from_pem(&rsa_public_key)?;
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
        Ok(Self { name, home_dc, keys, dcs, dc_offset: 0 })
    }

    /// Identifies the server in cursors, refs and file ids: the first 8 bytes of SHA-256 of its name.
    pub fn identity(&self) -> i64 {
        let hash = Sha256::new().chain_update(b"telewire server").chain_update(&self.name).finalize();
        i64::from_le_bytes(*hash.first_chunk().expect("SHA-256 has 32 bytes"))
    }

    /// The keys that prove who answers: at least one, the preferred one first.
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const PEM: &str = keys::TEST;

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
    fn a_server_is_its_name_whatever_its_keys_and_addresses() {
        let server = Server::from_json(&description().to_string()).unwrap();
        let mut moved = description();
        moved["rsa_public_key"] = json!(keys::PRODUCTION);
        moved["dcs"] = json!([{"id": 2, "address": "127.0.0.1:5"}]);
        assert_eq!(Server::from_json(&moved.to_string()).unwrap().identity(), server.identity());
        moved["name"] = json!("yours");
        assert_ne!(Server::from_json(&moved.to_string()).unwrap().identity(), server.identity());
        assert_ne!(Server::production().identity(), Server::test().identity());
    }

    #[test]
    fn no_other_server_takes_the_name_of_one_of_telegrams() {
        for name in ["production", "test", "", " ", &"x".repeat(65)] {
            assert!(complaint(|d| d["name"] = json!(name)).contains("name"), "{name}");
        }
    }

    #[test]
    fn a_description_gives_key_and_addresses() {
        let server = Server::from_json(&description().to_string()).unwrap();
        assert_eq!(server.keys(), Server::test().keys());
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
