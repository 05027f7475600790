//! The CDN DC and the files on it, each encrypted with a key of its own.

use std::collections::HashMap;
use std::net::SocketAddr;

use super::contents::Contents;

/// The CDN DC as clients see it.
#[derive(Clone, Debug)]
pub struct Cdn {
    pub dc: i32,
    pub address: SocketAddr,
    /// PKCS#1 PEM.
    pub public_key: String,
}

#[derive(Default)]
pub struct CdnFiles {
    pub cdn: Option<Cdn>,
    pub tokens: HashMap<Vec<u8>, CdnEntry>,
    /// Number of tokens issued.
    pub given: i64,
}

/// A file on the CDN DC.
pub struct CdnEntry {
    pub file: i64,
    pub letter: &'static str,
    /// Whether the CDN DC still has the file. If not, `request_token` is needed to upload it again.
    pub is_there: bool,
    pub request_token: Vec<u8>,
}

/// What a client needs to read a file on the CDN DC.
pub struct CdnRedirect {
    pub dc: i32,
    pub token: Vec<u8>,
    pub key: [u8; 32],
    pub iv: [u8; 16],
}

/// The file behind a token.
pub enum CdnFile {
    Here {
        contents: Contents,
        key: [u8; 32],
        iv: [u8; 16],
    },
    /// The file's home DC must upload it again, given this token.
    Gone {
        request_token: Vec<u8>,
    },
}
