//! A log file per day (in UTC) that only its owner can read.
//!
//! tracing-appender's own rolling file uses the umask's mode, and prunes all files that begin with the file's name and end
//! with its suffix: `--log-file ~/log` would delete `~/logbook`.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

pub(super) struct Daily {
    folder: PathBuf,
    stem: String,
    suffix: String,
    file: File,
    day: Date,
    /// The end of `day`.
    until: Timestamp,
    pruned: bool,
}

/// How the files of a log are named: `stem.2026-11-22suffix` in the folder.
#[derive(Debug)]
pub struct Days {
    pub folder: PathBuf,
    pub stem: String,
    /// With its dot, or empty.
    pub suffix: String,
}

impl Days {
    /// The names for a log at this path.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy();
        let (stem, suffix) = match name.rsplit_once('.') {
            Some((stem, suffix)) if !stem.is_empty() => (stem.to_owned(), format!(".{suffix}")),
            _ => (name.into_owned(), String::new()),
        };
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        Some(Self { folder: folder.to_owned(), stem, suffix })
    }
}

/// Number of days to keep, including the current one.
const MAX_DAYS: usize = 7;

impl Daily {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let Days { folder, stem, suffix } = Days::of(path).ok_or(io::ErrorKind::InvalidInput)?;
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let (day, until) = day_of(Timestamp::now());
        let file = append(&folder.join(file_name(&stem, day, &suffix)))?;
        Ok(Self { folder, stem, suffix, file, day, until, pruned: false })
    }

    /// The current file.
    pub(super) fn current(&self) -> PathBuf {
        self.path(self.day)
    }

    fn path(&self, day: Date) -> PathBuf {
        self.folder.join(file_name(&self.stem, day, &self.suffix))
    }

    /// Switches to the next file when the day is over. If that fails, keeps writing to the old one.
    fn roll(&mut self, now: Timestamp) {
        if now >= self.until {
            let (day, until) = day_of(now);
            if let Ok(file) = append(&self.path(day)) {
                (self.file, self.day, self.until, self.pruned) = (file, day, until, false);
            }
        }
        if !self.pruned {
            self.pruned = true;
            self.prune();
        }
    }

    /// Deletes all but the newest files of this log.
    fn prune(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut days: Vec<Date> =
            entries.flatten().filter_map(|entry| self.day_in(entry.file_name().to_str()?)).collect();
        days.sort_unstable_by(|a, b| b.cmp(a));
        for day in days.into_iter().skip(MAX_DAYS) {
            // Another process may have deleted it.
            let _ = fs::remove_file(self.path(day));
        }
    }

    fn day_in(&self, name: &str) -> Option<Date> {
        let day =
            name.strip_prefix(&self.stem)?.strip_prefix('.')?.strip_suffix(&self.suffix)?.parse().ok()?;
        // The parser accepts other spellings of a date too.
        (file_name(&self.stem, day, &self.suffix) == name).then_some(day)
    }
}

impl Write for Daily {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.roll(Timestamp::now());
        self.file.write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn file_name(stem: &str, day: Date, suffix: &str) -> String {
    format!("{stem}.{day}{suffix}")
}

/// The day in UTC, and when it ends.
fn day_of(now: Timestamp) -> (Date, Timestamp) {
    let day = now.to_zoned(TimeZone::UTC).date();
    let midnight = day.checked_add(1.day()).and_then(|next| next.to_zoned(TimeZone::UTC));
    (day, midnight.map_or(Timestamp::MAX, |midnight| midnight.timestamp()))
}

/// Opens for appending, as several processes may write to the same file. Each line is one write.
fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_midnight_a_new_file_begins_and_seven_are_kept_of_ours_and_all_of_others() {
        let folder = tempfile::tempdir().unwrap();
        let names = || {
            let mut names: Vec<String> = fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        };
        let others =
            ["log", "log.2020-1-1", "log.20200101", "log.2020-01-01.gz", "logbook", "login.2020-01-01"];
        for name in others {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let mut daily = Daily::open(&folder.path().join("log")).unwrap();
        let first = daily.day;
        for day in 1..=9 {
            let noon = first.checked_add(day.days()).unwrap().at(12, 0, 0, 0);
            daily.roll(noon.to_zoned(TimeZone::UTC).unwrap().timestamp());
            daily.file.write_all(b"a line\n").unwrap();
        }
        let kept: Vec<Date> = names().iter().filter_map(|name| daily.day_in(name)).collect();
        let expected: Vec<Date> = (3..=9).map(|day| first.checked_add(day.days()).unwrap()).collect();
        assert_eq!(kept, expected);
        assert_eq!(fs::read_to_string(daily.path(expected[6])).unwrap(), "a line\n");
        for name in others {
            assert!(names().contains(&name.to_owned()), "{name} was not ours to delete");
        }
    }
}
