//! The addresses of DCs, and the transports to use with them.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Deserializer};

use super::obfuscated::Secret;
use crate::session::Family;

/// One of a DC's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Endpoint {
    #[serde(deserialize_with = "unmapped")]
    pub address: SocketAddr,
    /// Whether the address supports only the obfuscated transport.
    #[serde(default, rename = "tcpo_only")]
    pub only_obfuscated: bool,
    /// The secret of the obfuscated transport, if the address requires one.
    #[serde(skip)]
    pub secret: Option<Secret>,
}

/// The transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    Plain,
    /// Looks like random bytes, for networks that block the plain transport.
    Obfuscated,
}

/// An address and a transport to try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Candidate {
    pub endpoint: Endpoint,
    pub mode: Mode,
}

impl Endpoint {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, only_obfuscated: false, secret: None }
    }

    pub fn family(&self) -> Family {
        if self.address.is_ipv4() { Family::V4 } else { Family::V6 }
    }

    /// The transports to try, the plain one first.
    pub fn modes(&self) -> &'static [Mode] {
        // A secret works only with the obfuscated transport.
        match self.only_obfuscated || self.secret.is_some() {
            true => &[Mode::Obfuscated],
            false => &[Mode::Plain, Mode::Obfuscated],
        }
    }
}

/// Whether an address is on this machine or its local network. A server elsewhere must not name such an address.
pub fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// Reads an address, and turns an IPv4-mapped IPv6 address into IPv4, the family that is used on the network.
fn unmapped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let address = SocketAddr::deserialize(deserializer)?;
    Ok(SocketAddr::new(address.ip().to_canonical(), address.port()))
}
