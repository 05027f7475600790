//! The source of a file: a path, bytes, or a file that Telegram has.

use std::path::Path;

use crate::api::call::Call;
use crate::api::types::file::id::{FileId, StoredFile};
use crate::api::types::file::info::FileInfo;
use crate::api::types::file::name;
use crate::base64_text;
use crate::error::{Error, Kind, Result};
use crate::files::named;
use crate::telegram::account::Account;
use crate::telegram::media::{MAX_UPLOAD, Source};

/// The params that name a file. Exactly one of `path`, `data_base64` and `file_id` must be given.
#[derive(Clone, Copy, Debug)]
pub struct FileSource<'a> {
    pub path: Option<&'a str>,
    pub data: Option<&'a str>,
    pub file: Option<&'a FileId>,
    pub name: Option<&'a str>,
}

/// What they name.
pub enum Content {
    New(NewFile),
    Stored(StoredFile),
}

/// A file that Telegram doesn't have yet.
pub struct NewFile {
    pub source: Source,
    /// A plain file name, without folders.
    pub name: String,
    pub looks: FileInfo,
}

/// The name of an unnamed file.
const NAMELESS: &str = "file";

impl FileSource<'_> {
    pub async fn content(self, call: &Call, account: &Account) -> Result<Content> {
        match (self.path, self.data, self.file) {
            (None, None, Some(file)) => {
                let kept = file.of(account)?;
                Ok(Content::Stored(match self.name {
                    Some(name) => kept.named(name::clean(name).unwrap_or_else(|| NAMELESS.to_owned())),
                    None => kept,
                }))
            }
            (Some(_), None, None) | (None, Some(_), None) => Ok(Content::New(self.new_content(call).await?)),
            _ => Err(one_of("`path`, `data_base64` or `file_id`")),
        }
    }

    /// The param that names the file.
    pub fn field(&self) -> &'static str {
        match self {
            Self { path: Some(_), .. } => "path",
            Self { data: Some(_), .. } => "data_base64",
            _ => "file_id",
        }
    }

    /// Adds the file to an error.
    pub fn named(&self, error: Error) -> Error {
        let error = if error.get("path").is_none() { error.with("path", self.field()) } else { error };
        match self.path {
            Some(path) => named(error, path),
            None => error,
        }
    }

    /// The same where a file that Telegram has is not accepted.
    pub async fn new_content(self, call: &Call) -> Result<NewFile> {
        let (source, own_name) = match (self.path, self.data) {
            (Some(path), None) => (open(call, path).await?, Path::new(path).file_name()),
            (None, Some(data)) => (decode(call, data)?, None),
            _ => return Err(one_of("`path` or `data_base64`")),
        };
        check_size(source.size()).map_err(|error| self.named(error))?;
        let own_name = own_name.and_then(|name| name::clean(&name.to_string_lossy()));
        let name = self.name.and_then(name::clean).or(own_name).unwrap_or_else(|| NAMELESS.to_owned());
        let looks = FileInfo::of(&source.beginning(FileInfo::BYTES_READ).await?, &name).probed(&source).await;
        Ok(NewFile { source, name, looks })
    }
}

async fn open(call: &Call, path: &str) -> Result<Source> {
    let (files, path) = (call.files(), path.to_owned());
    let opened = tokio::task::spawn_blocking(move || files.open(&path)).await;
    Ok(Source::File(opened.map_err(Error::internal)??))
}

fn decode(call: &Call, data: &str) -> Result<Source> {
    let most = call.daemon().max_inline;
    // Far over the limit: refused without decoding.
    if base64_text::shortest(data) > most {
        return Err(too_large(most).with("path", "data_base64"));
    }
    let bytes = base64_text::decode(data).map_err(|bad| {
        Error::new(Kind::InvalidParams, format!("`data_base64`: {bad}"))
            .with("path", "data_base64")
            .with("expected", "base64")
    })?;
    match bytes.len() <= most {
        true => Ok(Source::Bytes(bytes.into())),
        false => Err(too_large(most).with("path", "data_base64")),
    }
}

fn check_size(size: u64) -> Result<()> {
    match size {
        0 => Err(Error::new(Kind::InvalidParams, "the file is empty, and Telegram takes no empty files")
            .with("expected", "at least one byte")),
        1..=MAX_UPLOAD => Ok(()),
        _ => Err(Error::new(
            Kind::TooLarge,
            format!("the file has {size} bytes, and Telegram accepts at most {MAX_UPLOAD}"),
        )
        .with("max_size", MAX_UPLOAD)),
    }
}

/// The error of a file that is too large for a message.
pub fn too_large(most: usize) -> Error {
    Error::new(Kind::TooLarge, format!("files of more than {most} bytes do not go into a message"))
        .with("max_inline", most)
        .hint("pass a path instead")
}

fn one_of(fields: &str) -> Error {
    Error::new(Kind::InvalidParams, format!("{fields}: exactly one of them must be given"))
        .with("path", "path")
        .with("expected", format!("one of {fields}"))
}
