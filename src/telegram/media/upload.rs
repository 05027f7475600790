//! Bytes on their way to Telegram.

use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use grammers_client::tl;

use super::{IN_FLIGHT, Lane, PART};
use crate::error::{Error, Kind, Result};
use crate::files::Opened;
use crate::telegram::attempt::Attempt;
use crate::telegram::mtproto::random_id;

/// Files over so many bytes are big ones, whose parts go by another function.
/// <https://core.telegram.org/api/files#uploading-files>
const BIG: u64 = 10 * 1024 * 1024;

/// The most bytes that Telegram takes, from subscribers; from others it is half as much.
/// <https://core.telegram.org/api/config#upload-max-fileparts-premium>
pub const LARGEST: u64 = 8000 * PART;

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

    /// So many bytes of the beginning, or as many as there are.
    pub async fn beginning(&self, length: u64) -> Result<bytes::Bytes> {
        self.read(0, length.min(self.size())).await
    }

    /// Reads some bytes from a place here and now, for readers that may wait for a disk. None are left behind the end.
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
                // Made here and not there: the allocator keeps memory for each thread that has ever made a buffer.
                let buffer = vec![0; length as usize];
                let read = tokio::task::spawn_blocking(move || file.fill(buffer, offset));
                Ok(read.await.map_err(Error::internal)??.into())
            }
            Self::Bytes(bytes) => Ok(bytes.slice(offset as usize..(offset + length) as usize)),
        }
    }
}

/// A file that Telegram has taken in and keeps for a while, until a message shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uploaded {
    pub id: i64,
    pub parts: i32,
    /// Of small files alone: 16 bytes.
    pub md5: Option<[u8; 16]>,
}

impl Uploaded {
    /// The file as functions take it, under a name.
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

/// Uploads bytes, and tells after each part how many of them Telegram has.
pub async fn upload(
    lane: &Lane<'_>,
    source: &Source,
    attempt: &Attempt,
    max_wait: Duration,
    done: impl Fn(u64),
) -> Result<Uploaded> {
    let size = source.size();
    if size > LARGEST {
        return Err(Error::new(
            Kind::TooLarge,
            format!("the file has {size} bytes, and Telegram takes {LARGEST} at most"),
        ));
    }
    let id = random_id();
    let parts = size.div_ceil(PART) as i32;
    let mut checksum = (size <= BIG).then(md5::Context::new);
    let total_if_big = (size > BIG).then_some(parts);
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
        // It leaves now, while the next one is read.
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

/// Says how many bytes there were.
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
        false => Err(Error::new(Kind::TelegramInternal, "Telegram did not keep a part of the file")),
    }
}
