//! Uploads.

use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use grammers_client::tl;

use super::{IN_FLIGHT, Lane, PART};
use crate::error::{Error, Kind, Result};
use crate::files::Opened;
use crate::telegram::attempt::Attempt;
use crate::telegram::mtproto::random_id;

/// Files larger than this are uploaded with another function.
/// <https://core.telegram.org/api/files#uploading-files>
const BIG_FILE: u64 = 10 * 1024 * 1024;

/// Maximum size of a file with Telegram Premium, in bytes. Half as much without it.
/// <https://core.telegram.org/api/config#upload-max-fileparts-premium>
pub const MAX_UPLOAD: u64 = 8000 * PART;

/// Where the bytes come from.
#[derive(Clone)]
pub enum Source {
    File(Opened),
    Bytes(bytes::Bytes),
}

impl Source {
    pub fn size(&self) -> u64 {
        match self {
            Self::File(file) => file.size(),
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }

    /// Reads up to `length` bytes from the start.
    pub async fn beginning(&self, length: u64) -> Result<bytes::Bytes> {
        self.read(0, length.min(self.size())).await
    }

    /// Reads some bytes at an offset. Blocks. Returns 0 at the end.
    pub fn read_at(&self, bytes: &mut [u8], offset: u64) -> std::io::Result<usize> {
        match self {
            Self::File(file) => file.read_at(bytes, offset),
            Self::Bytes(own) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX).min(own.len());
                let read = bytes.len().min(own.len() - from);
                bytes[..read].copy_from_slice(&own[from..from + read]);
                Ok(read)
            }
        }
    }

    async fn read(&self, offset: u64, length: u64) -> Result<bytes::Bytes> {
        match self {
            Self::File(file) => {
                let file = file.clone();
                // Allocated here because the allocator keeps memory for every thread that has allocated a buffer.
                let buffer = vec![0; length as usize];
                let read = tokio::task::spawn_blocking(move || file.fill(buffer, offset));
                Ok(read.await.map_err(Error::internal)??.into())
            }
            Self::Bytes(bytes) => Ok(bytes.slice(offset as usize..(offset + length) as usize)),
        }
    }
}

/// An uploaded file, which Telegram keeps for a while until a message uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    pub id: i64,
    pub parts: i32,
    /// Small files only.
    pub md5: Option<[u8; 16]>,
}

impl Uploaded {
    /// The file as a function's argument, with a name.
    pub fn input(&self, name: &str) -> tl::enums::InputFile {
        let Self { id, parts, md5 } = *self;
        let name = name.to_owned();
        match md5 {
            Some(md5) => {
                let md5_checksum = format!("{:x}", md5::Digest(md5));
                tl::types::InputFile { id, parts, name, md5_checksum }.into()
            }
            None => tl::types::InputFileBig { id, parts, name }.into(),
        }
    }
}

/// Uploads bytes. Calls `done` after each part with the number of uploaded bytes.
pub async fn upload(
    lane: &Lane<'_>,
    source: &Source,
    attempt: &Attempt,
    max_wait: Duration,
    done: impl Fn(u64),
) -> Result<Uploaded> {
    let size = source.size();
    if size > MAX_UPLOAD {
        return Err(Error::new(
            Kind::TooLarge,
            format!("the file has {size} bytes, and Telegram accepts at most {MAX_UPLOAD}"),
        ));
    }
    let id = random_id();
    let parts = size.div_ceil(PART) as i32;
    let mut checksum = (size <= BIG_FILE).then(md5::Context::new);
    let total_if_big = (size > BIG_FILE).then_some(parts);
    let mut taken = 0;
    let mut on_their_way = FuturesUnordered::new();
    for part in 0..parts {
        if on_their_way.len() == IN_FLIGHT {
            taken += on_their_way.next().await.unwrap_or(Ok(0))?;
            done(taken);
        }
        let offset = part as u64 * PART;
        let bytes = source.read(offset, PART.min(size - offset)).await?;
        if let Some(checksum) = &mut checksum {
            checksum.consume(&bytes);
        }
        on_their_way.push(save(lane, id, part, total_if_big, bytes, attempt.of_a_part(max_wait)));
        // Polls the upload, so that it starts before the next part is read.
        while let Some(Some(through)) = on_their_way.next().now_or_never() {
            taken += through?;
            done(taken);
        }
    }
    while let Some(through) = on_their_way.next().await {
        taken += through?;
        done(taken);
    }
    Ok(Uploaded { id, parts, md5: checksum.map(|checksum| checksum.finalize().0) })
}

/// Uploads one part and returns its size.
async fn save(
    lane: &Lane<'_>,
    file_id: i64,
    file_part: i32,
    total_if_big: Option<i32>,
    bytes: bytes::Bytes,
    attempt: Attempt,
) -> Result<u64> {
    let length = bytes.len() as u64;
    let bytes = Vec::from(bytes);
    let taken = match total_if_big {
        Some(file_total_parts) => {
            let part = tl::functions::upload::SaveBigFilePart { file_id, file_part, file_total_parts, bytes };
            lane.ask(part, &attempt).await?
        }
        None => {
            let part = tl::functions::upload::SaveFilePart { file_id, file_part, bytes };
            lane.ask(part, &attempt).await?
        }
    };
    match taken {
        true => Ok(length),
        false => Err(Error::new(Kind::TelegramInternal, "Telegram did not accept a part of the file")),
    }
}
