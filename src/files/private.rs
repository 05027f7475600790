//! The daemon's own files, which callers can never access.
//!
//! Hard links, symbolic links, bind mounts and `/proc/self/fd` give one file many names. So files are compared by device
//! and inode after they were opened.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

use super::place::{Id, Place};

/// The files and folders that callers may neither read nor write.
#[derive(Debug, Default)]
pub struct Private {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    series: Vec<Series>,
    /// The files as they were at creation. Holding them open prevents reuse of their inodes, and protects a key that is
    /// moved away.
    held: Vec<Place>,
}

/// Files with a date in their names, such as `telewire.2026-11-22.log`.
#[derive(Clone, Debug)]
pub struct Series {
    pub folder: PathBuf,
    pub stem: String,
    pub suffix: String,
}

impl Private {
    /// `files` and `folders` need not exist. Folders are private with everything below them.
    ///
    /// # Errors
    ///
    /// If a path is relative and the current folder is gone.
    pub fn new(files: Vec<PathBuf>, folders: Vec<PathBuf>, series: Vec<Series>) -> io::Result<Self> {
        let absolute =
            |paths: Vec<PathBuf>| paths.iter().map(std::path::absolute).collect::<io::Result<Vec<_>>>();
        let files = absolute(files)?;
        let held = files.iter().filter_map(|path| Place::find(path, OFlags::empty()).ok()).collect();
        let series = series
            .into_iter()
            .map(|series| Ok(Series { folder: std::path::absolute(&series.folder)?, ..series }));
        Ok(Self { folders: absolute(folders)?, series: series.collect::<io::Result<_>>()?, files, held })
    }

    /// Whether this is one of the files or folders, or is inside one of the folders.
    ///
    /// Deleted files are private too, as only `/proc` leads to them. So is `/proc` itself, which exposes the environment
    /// and memory of processes.
    pub fn holds(&self, place: &Place) -> io::Result<bool> {
        if place.is_in_proc()? || place.links()? == 0 {
            return Ok(true);
        }
        Ok(self.ids().contains(&place.id()?))
    }

    /// Whether a private file may appear under this name.
    pub fn names(&self, folder: &Place, name: &OsStr) -> io::Result<bool> {
        let here = folder.id()?;
        let is_here = |path: &Path| std::fs::metadata(path).is_ok_and(|found| id(&found) == here);
        let is_named = |path: &PathBuf| {
            let spelt = [Some(path.clone()), path.canonicalize().ok()];
            spelt
                .iter()
                .flatten()
                .any(|path| path.file_name() == Some(name) && path.parent().is_some_and(is_here))
        };
        Ok(self.files.iter().chain(&self.folders).any(is_named)
            || self.series.iter().any(|series| series.names(name) && is_here(&series.folder)))
    }

    fn ids(&self) -> HashSet<Id> {
        let mut ids: HashSet<Id> = self.held.iter().filter_map(|place| place.id().ok()).collect();
        for file in &self.files {
            add(file, &mut ids);
        }
        for folder in &self.folders {
            add_tree(folder, &mut ids);
        }
        for series in &self.series {
            let names = std::fs::read_dir(&series.folder).into_iter().flatten().flatten();
            names
                .filter(|entry| series.names(&entry.file_name()))
                .for_each(|entry| add(&entry.path(), &mut ids));
        }
        ids
    }
}

impl Series {
    fn names(&self, name: &OsStr) -> bool {
        let day = name
            .to_str()
            .and_then(|name| name.strip_prefix(&self.stem)?.strip_prefix('.')?.strip_suffix(&self.suffix));
        let is_digit =
            |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
        day.is_some_and(|day| day.len() == 10 && day.bytes().enumerate().all(is_digit))
    }
}

/// Adds a file, and its target if it is a symbolic link.
fn add(path: &Path, ids: &mut HashSet<Id>) {
    ids.extend([path.symlink_metadata(), path.metadata()].iter().flatten().map(id));
}

fn add_tree(folder: &Path, ids: &mut HashSet<Id>) {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        add(&folder, ids);
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(path),
                _ => add(&path, ids),
            }
        }
    }
}

fn id(metadata: &std::fs::Metadata) -> Id {
    Id { device: metadata.dev(), inode: metadata.ino() }
}
