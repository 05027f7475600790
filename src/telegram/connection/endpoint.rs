//! Where a DC can be reached, and how.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Deserializer};

use super::obfuscated::Secret;
use crate::session::Family;

/// One of a DC's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub struct Endpoint {
    #[serde(deserialize_with = "unmapped")]
    pub address: SocketAddr,
    /// Only the obfuscated transport is understood there.
    #[serde(default, rename = "tcpo_only")]
    pub only_obfuscated: bool,
    /// What the obfuscated transport is keyed with there.
    #[serde(skip)]
    pub secret: Option<Secret>,
}

/// How packets are framed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    Plain,
    /// Looks like random bytes, for networks that cut the plain transport.
    Obfuscated,
}

/// One way to try.
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

    /// The ways to try, the plain one first.
    pub fn modes(&self) -> &'static [Mode] {
        // A secret keys the obfuscated transport: nothing else is understood with one.
        match self.only_obfuscated || self.secret.is_some() {
            true => &[Mode::Obfuscated],
            false => &[Mode::Plain, Mode::Obfuscated],
        }
    }
}

/// Whether an address means this machine or its own network, which a server elsewhere has no business to name.
pub fn is_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// An IPv4 address in the form of an IPv6 one is an IPv4 address: that is what the packets go by.
fn unmapped<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let address = SocketAddr::deserialize(deserializer)?;
    Ok(SocketAddr::new(address.ip().to_canonical(), address.port()))
}
