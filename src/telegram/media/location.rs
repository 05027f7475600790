//! Where a file's bytes come from, as far as that is known by now: the reference that holds, and which DC gives them.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use grammers_client::tl;
use parking_lot::Mutex;
use tokio::sync::RwLock;
use tracing::debug;

use super::Lane;
use super::cdn::{Failure, Redirect};
use crate::error::{Error, Kind, Result};
use crate::telegram::attempt::Attempt;

/// Fetches the file's message anew, for a reference that holds.
pub type Refresh<'a> =
    Box<dyn Fn() -> BoxFuture<'a, Result<tl::enums::InputFileLocation>> + Send + Sync + 'a>;

/// How often one piece is asked for with another token of a CDN's.
const MAX_TOKENS: u32 = 3;

/// One file, for all pieces of a download.
pub struct Location<'a> {
    size: u64,
    /// Counts how often it was fetched.
    reference: RwLock<(u32, tl::enums::InputFileLocation)>,
    refresh: Refresh<'a>,
    /// Counts how often it changed.
    source: Mutex<(u32, Source<'a>)>,
}

#[derive(Clone)]
enum Source<'a> {
    /// The file's DC, which may send us to a CDN.
    Any,
    Cdn(Arc<Redirect<'a>>),
    /// The file's DC, because the CDN failed so.
    Own(Arc<Error>),
}

impl<'a> Location<'a> {
    pub fn new(location: tl::enums::InputFileLocation, size: u64, refresh: Refresh<'a>) -> Self {
        let (reference, source) = (RwLock::new((0, location)), Mutex::new((0, Source::Any)));
        Self { size, reference, refresh, source }
    }

    /// One piece.
    pub async fn get(&self, lane: &Lane<'a>, offset: u64, limit: u64, attempt: &Attempt) -> Result<Vec<u8>> {
        let mut tokens = 0;
        loop {
            let (version, source) = self.source();
            match source {
                Source::Any | Source::Own(_) => {
                    let cdn_supported = matches!(source, Source::Any);
                    let redirect = match self.ask(lane, offset, limit, cdn_supported, attempt).await? {
                        tl::enums::upload::File::File(file) => return Ok(file.bytes),
                        tl::enums::upload::File::CdnRedirect(redirect) => redirect,
                    };
                    if let Source::Own(why) = source {
                        return Err(only_by_cdn(redirect.dc_id, &why));
                    }
                    debug!(cdn = redirect.dc_id, "a file comes from a CDN");
                    let redirect = Redirect::new(lane, redirect, self.size)?;
                    self.go_on_with(version, Source::Cdn(Arc::new(redirect)));
                }
                Source::Cdn(redirect) => {
                    let wanted = offset..self.size.min(offset + limit);
                    let next = match redirect.get(lane, wanted, attempt).await {
                        Ok(bytes) => return Ok(bytes),
                        Err(Failure::WrongBytes(error)) => return Err(error),
                        Err(Failure::Token(_)) if tokens < MAX_TOKENS => {
                            tokens += 1;
                            Source::Any
                        }
                        Err(Failure::Token(error) | Failure::Unavailable(error)) => {
                            debug!(%error, "a CDN gave no bytes: the file's own DC is asked");
                            Source::Own(Arc::new(error))
                        }
                    };
                    self.go_on_with(version, next);
                }
            }
        }
    }

    fn source(&self) -> (u32, Source<'a>) {
        self.source.lock().clone()
    }

    /// Changes the source for all pieces, unless another piece has since this one looked at it.
    fn go_on_with(&self, version: u32, next: Source<'a>) {
        let mut source = self.source.lock();
        if source.0 == version {
            *source = (version + 1, next);
        }
    }

    /// Asks with the reference that holds. When it has expired, the message is fetched anew, once for all pieces.
    async fn ask(
        &self,
        lane: &Lane<'_>,
        offset: u64,
        limit: u64,
        cdn_supported: bool,
        attempt: &Attempt,
    ) -> Result<tl::enums::upload::File> {
        loop {
            let (version, location) = self.reference.read().await.clone();
            let function = tl::functions::upload::GetFile {
                precise: false,
                cdn_supported,
                location,
                offset: offset as i64,
                limit: limit as i32,
            };
            let error = match lane.ask(function, attempt).await {
                Ok(file) => return Ok(file),
                Err(error) => error,
            };
            if !is_reference_gone(&error) {
                return Err(error);
            }
            self.fetch_anew(version, error).await?;
        }
    }

    async fn fetch_anew(&self, version: u32, error: Error) -> Result<()> {
        let mut reference = self.reference.write().await;
        if reference.0 > version {
            return Ok(());
        }
        if version > 0 {
            return Err(error);
        }
        *reference = (version + 1, (self.refresh)().await?);
        Ok(())
    }
}

fn is_reference_gone(error: &Error) -> bool {
    error.telegram_name().is_some_and(|name| name.starts_with("FILE_REFERENCE_"))
}

/// What the CDN DC said of a key is not about the login.
fn only_by_cdn(dc: i32, why: &Error) -> Error {
    let subject = format!("Telegram gives the file only by CDN DC {dc}, which failed");
    match why.kind() {
        Kind::Offline | Kind::RateLimited | Kind::ResourceExhausted | Kind::UnreadableAnswer => {
            why.again().about(&subject)
        }
        _ => Error::new(Kind::TelegramInternal, format!("{subject}: {why}")),
    }
}
