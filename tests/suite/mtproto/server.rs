//! Starting a sandbox, and its description.

use std::net::SocketAddr;

use serde_json::{Value, json};
use telewire::sandbox::{Options, Sandbox};

use super::client::{Client, Framing};
use super::script::{Script, Stage};

fn start(options: Options) -> std::io::Result<Sandbox<Script>> {
    Sandbox::start_with(options, |_| Script::default())
}

#[test]
fn the_description_is_a_valid_server_file() {
    let stage = Stage::new();
    let mut description = serde_json::to_value(stage.0.description()).unwrap();
    let pem = description["rsa_public_key"].take();
    assert!(pem.as_str().unwrap().starts_with("-----BEGIN RSA PUBLIC KEY-----\n"), "{pem}");
    let fingerprint = description["fingerprint"].take();
    assert!(fingerprint.as_str().unwrap().parse::<i64>().is_ok(), "{fingerprint}");
    let address = |dc| stage.0.address(dc).unwrap().to_string();
    assert_eq!(
        description,
        json!({
            "name": "sandbox",
            "rsa_public_key": Value::Null,
            "fingerprint": Value::Null,
            "home_dc": 2,
            "dcs": [
                {"id": 1, "address": address(1)},
                {"id": 2, "address": address(2)},
                {"id": 3, "address": address(3)},
            ],
        })
    );
}

#[test]
fn the_built_in_key_stays_the_same() {
    let fingerprint = || start(Options::default()).unwrap().description().fingerprint.clone();
    assert_eq!(fingerprint(), fingerprint());
}

#[test]
fn another_rsa_key_can_be_given() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    std::fs::write(&path, include_str!("other_key.pem")).unwrap();
    let sandbox = start(Options { rsa_key: Some(path), ..Options::default() }).unwrap();
    assert_ne!(sandbox.description().fingerprint, Stage::new().0.description().fingerprint);
    let mut client = Client::connect(sandbox.address(1).unwrap(), Framing::Full);
    client.exchange_keys(sandbox.description());
    client.settle();
}

#[test]
fn a_file_that_is_not_a_key_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let public = Stage::new().0.description().rsa_public_key.clone();
    for text in ["", "no key", &public] {
        std::fs::write(&path, text).unwrap();
        let error = start(Options { rsa_key: Some(path.clone()), ..Options::default() }).err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidData, "{error}");
    }
    let missing = folder.path().join("missing.pem");
    let error = start(Options { rsa_key: Some(missing), ..Options::default() }).err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn the_sandbox_listens_only_on_ipv4_loopback() {
    for address in ["0.0.0.0:0", "192.0.2.1:0", "[::]:0", "[::1]:0"] {
        let listen: SocketAddr = address.parse().unwrap();
        let error = start(Options { listen, ..Options::default() }).err().unwrap();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput, "{error}");
    }
    let stage = Stage::new();
    for dc in &stage.0.description().dcs {
        assert!(dc.address.ip().is_loopback());
    }
}

#[test]
fn a_port_in_use_is_an_error() {
    let stage = Stage::new();
    let listen = stage.0.address(1).unwrap();
    let error = start(Options { listen, ..Options::default() }).err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}
