//! CDN DCs: third-party computers that hold popular files, encrypted.
//!
//! Their addresses and RSA keys come from the account's own DC. A key for a CDN DC belongs to no account, is used only
//! for `upload.getCdnFile`, and isn't kept beyond this process.
//! <https://core.telegram.org/cdn>

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use grammers_client::tl;
use parking_lot::Mutex;
use tokio::sync::OnceCell;
use tokio::time::{Instant, timeout};
use tracing::debug;

use super::account::{Account, key_id};
use super::attempt::{Attempt, Progress};
use super::connection::Way;
use super::failure;
use super::handshake::{self, HandshakeError};
use super::line::Line;
use super::media::Thread;
use super::memory::OtherDc;
use super::mtproto::Learned;
use super::server::{PublicKey, Server};
use crate::error::{Error, Kind, Result};

/// Limit for a key exchange with a CDN DC, over all of its addresses. It is short because the file's own DC has the file
/// too.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(10);

/// How long to avoid a CDN DC that could not be reached.
const AVOID_FOR: Duration = Duration::from_secs(60);

/// Retries of a request whose link is lost. Each may take half a minute if the DC is silent.
const RETRIES: u32 = 1;

/// Maximum number of addresses to try per CDN DC.
const MAX_ADDRESSES: usize = 4;

/// The CDN DCs that a login knows, and its keys with them.
#[derive(Default)]
pub struct Cdns {
    listed: tokio::sync::Mutex<Option<Arc<Listed>>>,
    keys: Mutex<HashMap<i32, Arc<OnceCell<Agreed>>>>,
    unreachable: Mutex<HashMap<i32, Instant>>,
}

/// Each CDN DC as a server of its own.
struct Listed(HashMap<i32, Server>);

/// A CDN DC, and the key with it.
struct Agreed {
    server: Server,
    key: OtherDc,
}

impl Cdns {
    /// A line to a CDN DC for one transfer.
    pub async fn line(
        &self,
        account: &Account,
        dc: i32,
        thread: Arc<Thread>,
        attempt: &Attempt,
    ) -> Result<Line> {
        if self.is_unreachable(dc) {
            return Err(unreachable(dc));
        }
        let cell = self.keys.lock().entry(dc).or_default().clone();
        let Agreed { server, key } = cell.get_or_try_init(|| self.agree(account, dc, attempt)).await?;
        let OtherDc { key, salts, family } = key.clone();
        let line = Line::new(server, dc, key, salts, Arc::new(account.greeting().to_cdn()), family)?;
        Ok(line.of_its_own(thread).retrying(RETRIES))
    }

    /// Drops a key that its DC no longer knows.
    pub fn forget(&self, dc: i32, key: i64) {
        let mut keys = self.keys.lock();
        let known = keys.get(&dc).and_then(|cell| cell.get());
        if known.is_some_and(|known| key_id(&known.key.key) == key) {
            keys.remove(&dc);
        }
    }

    /// Avoids a CDN DC for a while.
    pub fn avoid(&self, dc: i32) {
        self.unreachable.lock().insert(dc, Instant::now());
    }

    fn is_unreachable(&self, dc: i32) -> bool {
        self.unreachable.lock().get(&dc).is_some_and(|since| since.elapsed() < AVOID_FOR)
    }

    async fn agree(&self, account: &Account, dc: i32, attempt: &Attempt) -> Result<Agreed> {
        // Another transfer may have tried while this one waited.
        if self.is_unreachable(dc) {
            return Err(unreachable(dc));
        }
        attempt.report(Progress::Connect);
        let (listed, is_fresh) = self.listed(account, attempt).await?;
        let agreed = match exchange(&listed, dc).await {
            // The DC is new, or has new keys.
            Err(HandshakeError::OtherServer(_)) if !is_fresh => {
                let listed = self.list_again(&listed, account, attempt).await?;
                exchange(&listed, dc).await
            }
            agreed => agreed,
        };
        agreed.map_err(|error| {
            debug!(dc, %error, "no key with a CDN DC");
            // With other keys listed, the next transfer may succeed.
            if !matches!(error, HandshakeError::OtherServer(_)) {
                self.avoid(dc);
            }
            failure::handshake(&error)
        })
    }

    /// Returns the CDN DCs, and whether they were just fetched rather than cached.
    async fn listed(&self, account: &Account, attempt: &Attempt) -> Result<(Arc<Listed>, bool)> {
        let mut listed = self.listed.lock().await;
        if let Some(listed) = &*listed {
            return Ok((listed.clone(), false));
        }
        Ok((listed.insert(ask(account, attempt).await?).clone(), true))
    }

    async fn list_again(
        &self,
        old: &Arc<Listed>,
        account: &Account,
        attempt: &Attempt,
    ) -> Result<Arc<Listed>> {
        let mut listed = self.listed.lock().await;
        match &*listed {
            Some(newer) if !Arc::ptr_eq(newer, old) => Ok(newer.clone()),
            _ => Ok(listed.insert(ask(account, attempt).await?).clone()),
        }
    }
}

async fn ask(account: &Account, attempt: &Attempt) -> Result<Arc<Listed>> {
    let tl::enums::Config::Config(config) = account.read(&tl::functions::help::GetConfig {}, attempt).await?;
    let tl::enums::CdnConfig::Config(cdns) =
        account.read(&tl::functions::help::GetCdnConfig {}, attempt).await?;
    let mut keys: HashMap<i32, Vec<PublicKey>> = HashMap::new();
    for tl::enums::CdnPublicKey::Key(key) in cdns.public_keys {
        match PublicKey::list_from_pem(&key.public_key) {
            Ok(read) => keys.entry(key.dc_id).or_default().extend(read),
            Err(error) => debug!(dc = key.dc_id, %error, "a CDN DC's key can't be read"),
        }
    }
    let mut options: Vec<_> =
        config.dc_options.into_iter().map(|tl::enums::DcOption::Option(it)| it).collect();
    options.retain(|option| option.cdn && !option.tcpo_only);
    options.sort_by_key(|option| option.ipv6);
    let mut addresses: HashMap<i32, Vec<SocketAddr>> = HashMap::new();
    for option in options {
        let (Ok(ip), Ok(port)) = (option.ip_address.parse::<IpAddr>(), u16::try_from(option.port)) else {
            continue;
        };
        let addresses = addresses.entry(option.id).or_default();
        if addresses.len() < MAX_ADDRESSES {
            addresses.push(SocketAddr::new(ip, port));
        }
    }
    let servers = addresses.into_iter().filter_map(|(dc, addresses)| {
        let keys = keys.remove(&dc)?;
        Some((dc, account.server().cdn(dc, &addresses, keys)))
    });
    Ok(Arc::new(Listed(servers.collect())))
}

/// Agrees on a key at the first address that answers.
async fn exchange(listed: &Listed, dc: i32) -> Result<Agreed, HandshakeError> {
    let server = listed.0.get(&dc).ok_or(HandshakeError::OtherServer(Vec::new()))?;
    let way = Way::new(server.network().clone(), dc, None);
    let agreed = timeout(EXCHANGE_TIMEOUT, handshake::exchange(server, &way)).await;
    let agreed = agreed.unwrap_or(Err(HandshakeError::Timeout))?;
    let salts = Arc::new(Learned::new(agreed.salt, agreed.clock));
    let family = Some(agreed.connection.report.family());
    Ok(Agreed { server: server.clone(), key: OtherDc { key: agreed.key, salts, family } })
}

fn unreachable(dc: i32) -> Error {
    Error::new(Kind::Offline, format!("CDN DC {dc} could not be reached less than a minute ago"))
}
