//! The Telegram server that this daemon connects to: its name, the DCs' addresses, and the RSA keys that authenticate it.
//!
//! A DC has several addresses, the preferred one first, because some networks block certain addresses or address families.
//!
//! A server is identified by its name. Session strings, cursors and refs are bound only to that name, so they stay valid
//! when the server's RSA keys or addresses change.

mod keys;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::connection::{Endpoint, Network};
use crate::session::Family;

pub use super::connection::RATE;
pub use keys::PublicKey;

/// The names of Telegram's own servers.
const PRODUCTION: &str = "production";
const TEST: &str = "test";

/// A Telegram server.
#[derive(Clone, Debug)]
pub struct Server {
    pub name: String,
    /// The DC where logins begin.
    pub home_dc: i32,
    /// At least one, the preferred one first.
    keys: Vec<PublicKey>,
    dcs: Vec<Dc>,
    network: Arc<Network>,
    /// Maximum number of new connections per second to each DC.
    pub connect_rate: u32,
    /// Added to a DC's id in the key exchange: 10000 on Telegram's test servers.
    dc_offset: i32,
}

/// One address of a DC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
struct Dc {
    id: i32,
    #[serde(flatten)]
    endpoint: Endpoint,
}

/// Maximum number of addresses per DC in a description.
const MAX_ADDRESSES: usize = 16;

/// Why a server's description can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot read the server description {path}: {source}")]
    Unreadable { path: String, source: std::io::Error },
    #[error("the server description is invalid: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("name is {0:?}: use 1 to 64 characters, and not `production` or `test`")]
    Name(String),
    #[error("rsa_public_key: {0}")]
    Key(#[from] keys::KeyError),
    #[error("dcs is empty: a server has at least one DC")]
    NoDcs,
    #[error("dcs names {1} twice for DC {0}")]
    AddressTwice(i32, SocketAddr),
    #[error("dcs names more than {MAX_ADDRESSES} addresses for DC {0}")]
    TooManyAddresses(i32),
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
                (1, &["149.154.175.50", "149.154.175.53"], "2001:b28:f23d:f001::a"),
                (2, &["149.154.167.51", "149.154.167.41", "95.161.76.100"], "2001:67c:4e8:f002::a"),
                (3, &["149.154.175.100"], "2001:b28:f23d:f003::a"),
                (4, &["149.154.167.91", "149.154.167.92"], "2001:67c:4e8:f004::a"),
                (5, &["149.154.171.5", "91.108.56.104", "91.108.56.130"], "2001:b28:f23f:f005::a"),
            ],
        )
    }

    /// Telegram's public test servers.
    pub fn test() -> Self {
        Self::known(
            TEST,
            keys::TEST,
            10_000,
            &[
                (1, &["149.154.175.10"], "2001:b28:f23d:f001::e"),
                (2, &["149.154.167.40"], "2001:67c:4e8:f002::e"),
                (3, &["149.154.175.117"], "2001:b28:f23d:f003::e"),
            ],
        )
    }

    /// One of Telegram's own servers. Every DC answers on three ports. The usual one comes first for all addresses.
    fn known(name: &str, keys: &str, dc_offset: i32, dcs: &[(i32, &[&str], &str)]) -> Self {
        let mut known = Vec::new();
        for &(id, v4, v6) in dcs {
            for port in [443, 80, 5222] {
                for ip in v4.iter().chain([&v6]) {
                    let ip = ip.parse().expect("the embedded addresses are valid");
                    known.push(Dc { id, endpoint: Endpoint::new(SocketAddr::new(ip, port)) });
                }
            }
        }
        let keys = PublicKey::list_from_pem(keys).expect("the embedded keys are valid");
        Self::of(name.to_owned(), 2, keys, known, dc_offset)
    }

    fn of(name: String, home_dc: i32, keys: Vec<PublicKey>, dcs: Vec<Dc>, dc_offset: i32) -> Self {
        let server =
            Self { name, home_dc, keys, dcs, network: Arc::default(), connect_rate: RATE, dc_offset };
        server.connecting_at(RATE)
    }

    /// Sets the maximum number of new connections per second to each DC, after an initial burst.
    #[must_use]
    pub fn connecting_at(self, rate: u32) -> Self {
        let described: Vec<_> = self.dcs.iter().map(|dc| (dc.id, dc.endpoint)).collect();
        Self { network: Arc::new(Network::new(&described, rate)), connect_rate: rate, ..self }
    }

    /// Reads a server description from a file, in the format that `telewire sandbox` prints.
    pub fn from_file(path: &Path) -> Result<Self, ServerError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ServerError::Unreadable { path: path.display().to_string(), source })?;
        Self::from_json(&text)
    }

    /// Reads a server description. Unknown fields are ignored.
    pub fn from_json(text: &str) -> Result<Self, ServerError> {
        #[derive(Deserialize)]
        struct Description {
            name: String,
            rsa_public_key: String,
            home_dc: i32,
            dcs: Vec<Dc>,
        }
        let Description { name, rsa_public_key, home_dc, dcs } = serde_json::from_str(text)?;
        // Otherwise logins of Telegram's own servers would be sent to a server that only has the same name.
        if matches!(&*name, PRODUCTION | TEST) || !(1..=64).contains(&name.trim().chars().count()) {
            return Err(ServerError::Name(name));
        }
        let keys = PublicKey::list_from_pem(&rsa_public_key)?;
        if dcs.is_empty() {
            return Err(ServerError::NoDcs);
        }
        for (at, dc) in dcs.iter().enumerate() {
            let before = || dcs[..at].iter().filter(|other| other.id == dc.id);
            if before().any(|other| other.endpoint.address == dc.endpoint.address) {
                return Err(ServerError::AddressTwice(dc.id, dc.endpoint.address));
            }
            if before().count() == MAX_ADDRESSES {
                return Err(ServerError::TooManyAddresses(dc.id));
            }
        }
        if !dcs.iter().any(|dc| dc.id == home_dc) {
            return Err(ServerError::NoHome(home_dc));
        }
        Ok(Self::of(name, home_dc, keys, dcs, 0))
    }

    /// One of its CDN DCs, as a server with its own addresses and RSA keys.
    #[must_use]
    pub fn cdn(&self, dc: i32, addresses: &[SocketAddr], keys: Vec<PublicKey>) -> Self {
        let dcs = addresses.iter().map(|address| Dc { id: dc, endpoint: Endpoint::new(*address) }).collect();
        Self { home_dc: dc, keys, dcs, ..self.clone() }.connecting_at(self.connect_rate)
    }

    /// Identifies the server in cursors, refs and file ids: the first 8 bytes of SHA-256 of its name.
    pub fn identity(&self) -> i64 {
        let hash = Sha256::new().chain_update(b"telewire server").chain_update(&self.name).finalize();
        i64::from_le_bytes(*hash.first_chunk().expect("SHA-256 has 32 bytes"))
    }

    /// The RSA keys that authenticate the server: at least one, the preferred one first.
    pub fn keys(&self) -> &[PublicKey] {
        &self.keys
    }

    pub fn has_dc(&self, dc: i32) -> bool {
        self.dcs.iter().any(|known| known.id == dc)
    }

    /// The preferred address of a DC for a key that is bound to this address family.
    pub fn address(&self, dc: i32, family: Option<Family>) -> Option<SocketAddr> {
        let of_dc = || self.dcs.iter().filter(|known| known.id == dc).map(|known| known.endpoint);
        let fits = of_dc().find(|endpoint| family.is_none_or(|family| endpoint.family() == family));
        fits.or_else(|| of_dc().next()).map(|endpoint| endpoint.address)
    }

    /// The ids of its DCs.
    pub fn dcs(&self) -> BTreeSet<i32> {
        self.dcs.iter().map(|dc| dc.id).collect()
    }

    /// What this process knows about the addresses of its DCs.
    pub(super) fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// The DC's number in the key exchange.
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
        assert_eq!(server.address(2, None), Some("[::1]:4432".parse().unwrap()));
        assert_eq!(server.address(3, None), None);
    }

    #[test]
    fn a_dc_may_have_several_addresses_within_bounds() {
        let mut description = description();
        let dcs = description["dcs"].as_array_mut().unwrap();
        dcs.push(json!({"id": 2, "address": "[::ffff:127.0.0.1]:80", "tcpo_only": true}));
        let server = Server::from_json(&description.to_string()).unwrap();
        assert_eq!(server.address(2, None), Some("[::1]:4432".parse().unwrap()));
        assert_eq!(server.address(2, Some(Family::V4)), Some("127.0.0.1:80".parse().unwrap()));
        assert_eq!(server.dcs().into_iter().collect::<Vec<_>>(), [1, 2]);
        assert!(server.dcs[2].endpoint.only_obfuscated);
        let many = |n: u16| {
            complaint(|d| {
                let dcs = (0..n).map(|port| json!({"id": 2, "address": format!("127.0.0.1:{port}")}));
                d["dcs"] = dcs.collect();
            })
        };
        assert!(many(17).contains("more than 16 addresses for DC 2"));
    }

    #[test]
    fn telegrams_own_dcs_have_addresses_of_both_families_and_three_ports() {
        for server in [Server::production(), Server::test()] {
            for dc in server.dcs() {
                for family in [Family::V4, Family::V6] {
                    let ports: BTreeSet<u16> = server
                        .dcs
                        .iter()
                        .filter(|known| known.id == dc && known.endpoint.family() == family)
                        .map(|known| known.endpoint.address.port())
                        .collect();
                    assert_eq!(ports.into_iter().collect::<Vec<_>>(), [80, 443, 5222]);
                }
                assert_eq!(server.address(dc, None).unwrap().port(), 443);
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_description_is_said() {
        assert!(complaint(|d| d["home_dc"] = json!(4)).contains("home_dc is 4"));
        assert!(complaint(|d| d["dcs"] = json!([])).contains("at least one DC"));
        assert!(
            complaint(|d| d["dcs"][1] = d["dcs"][0].clone()).contains("names 127.0.0.1:4431 twice for DC 1")
        );
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
