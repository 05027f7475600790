//! Where to download a file from: its current file reference, and its own DC or a CDN DC.

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

/// Fetches the file's message again for a fresh file reference.
pub type Refresh<'a> =
    Box<dyn Fn() -> BoxFuture<'a, Result<tl::enums::InputFileLocation>> + Send + Sync + 'a>;

/// Maximum number of CDN tokens to try for one piece.
const MAX_TOKENS: u32 = 3;

/// The location of one file, shared by all pieces of a download.
pub struct Location<'a> {
    size: u64,
    /// With the number of times that it was refreshed.
    reference: RwLock<(u32, tl::enums::InputFileLocation)>,
    refresh: Refresh<'a>,
    /// With the number of times that it changed.
    source: Mutex<(u32, Source<'a>)>,
}

#[derive(Clone)]
enum Source<'a> {
    /// The file's DC, which may redirect to a CDN DC.
    Any,
    Cdn(Arc<Redirect<'a>>),
    /// The file's DC, because the CDN DC failed with this error.
    Own(Arc<Error>),
}

impl<'a> Location<'a> {
    pub fn new(location: tl::enums::InputFileLocation, size: u64, refresh: Refresh<'a>) -> Self {
        let (reference, source) = (RwLock::new((0, location)), Mutex::new((0, Source::Any)));
        Self { size, reference, refresh, source }
    }

    /// Downloads one piece.
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
                            debug!(%error, "a CDN DC failed: falling back to the file's own DC");
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

    /// Changes the source for all pieces, unless another piece has changed it since `version`.
    fn go_on_with(&self, version: u32, next: Source<'a>) {
        let mut source = self.source.lock();
        if source.0 == version {
            *source = (version + 1, next);
        }
    }

    /// Requests a piece with the current reference. If that has expired, fetches the message again, once for all pieces.
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
            self.refresh_reference(version, error).await?;
        }
    }

    async fn refresh_reference(&self, version: u32, error: Error) -> Result<()> {
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

/// The error of a file that is available only from a failing CDN DC. Errors about its key don't concern the login.
fn only_by_cdn(dc: i32, why: &Error) -> Error {
    let subject = format!("The file is available only from CDN DC {dc}, which failed");
    match why.kind() {
        Kind::Offline | Kind::RateLimited | Kind::ResourceExhausted | Kind::UnreadableAnswer => {
            why.again().about(&subject)
        }
        _ => Error::new(Kind::TelegramInternal, format!("{subject}: {why}")),
    }
}
