//! The DC addresses in the server's configuration.

use std::net::{IpAddr, SocketAddr};

use grammers_client::tl::{self, Serializable};

use super::endpoint::Endpoint;
use super::obfuscated::Secret;
use crate::tl::reading;

pub fn request() -> Vec<u8> {
    tl::functions::help::GetConfig {}.to_bytes()
}

/// The addresses in the configuration that serve any request. Those for files only and those of CDN DCs are left out.
/// <https://core.telegram.org/constructor/dcOption>
pub fn endpoints(answer: &[u8]) -> Vec<(i32, Endpoint)> {
    let Ok(tl::enums::Config::Config(config)) = reading::object(answer) else { return Vec::new() };
    config.dc_options.into_iter().filter_map(endpoint).collect()
}

fn endpoint(option: tl::enums::DcOption) -> Option<(i32, Endpoint)> {
    let tl::enums::DcOption::Option(option) = option;
    if option.cdn || option.media_only {
        return None;
    }
    let ip: IpAddr = option.ip_address.parse().ok()?;
    let address = SocketAddr::new(ip.to_canonical(), u16::try_from(option.port).ok()?);
    let secret = match option.secret.as_deref() {
        None | Some([]) => None,
        Some(bytes) => Some(Secret::read(bytes)?),
    };
    Some((option.id, Endpoint { address, only_obfuscated: option.tcpo_only, secret }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(ip: &str, port: i32) -> tl::types::DcOption {
        tl::types::DcOption {
            ipv6: ip.contains(':'),
            media_only: false,
            tcpo_only: false,
            cdn: false,
            r#static: false,
            this_port_only: false,
            id: 2,
            ip_address: ip.to_owned(),
            port,
            secret: None,
        }
    }

    #[test]
    fn only_addresses_are_taken_that_serve_every_request() {
        let read = |option: tl::types::DcOption| endpoint(option.into()).map(|(_, endpoint)| endpoint);
        let plain = read(option("192.0.2.1", 443)).unwrap();
        assert_eq!(plain, Endpoint::new("192.0.2.1:443".parse().unwrap()));
        assert_eq!(read(option("2001:db8::1", 80)).unwrap().address, "[2001:db8::1]:80".parse().unwrap());
        assert_eq!(read(option("::ffff:192.0.2.1", 443)), Some(plain), "it is an IPv4 address");
        assert!(
            read(tl::types::DcOption { tcpo_only: true, ..option("192.0.2.1", 1) }).unwrap().only_obfuscated
        );
        let secret = |bytes: &[u8]| {
            read(tl::types::DcOption { secret: Some(bytes.to_vec()), ..option("192.0.2.1", 1) })
        };
        assert!(secret(&[1; 16]).unwrap().secret.is_some());
        assert!(secret(&[0xee; 30]).is_none(), "that would be another transport");
        for unfit in [
            tl::types::DcOption { cdn: true, ..option("192.0.2.1", 1) },
            tl::types::DcOption { media_only: true, ..option("192.0.2.1", 1) },
            option("example.org", 443),
            option("192.0.2.1", -1),
            option("192.0.2.1", 70_000),
        ] {
            assert_eq!(read(unfit), None);
        }
        assert!(endpoints(b"what?").is_empty());
    }
}
