//! Loads the sealing keys, and creates the key file on first use.

use std::fs::{DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::secret::Secret;
use crate::session::keys::{BadKeys, Keyring};
use crate::session::own_file::{self, Privacy, Refused};

/// The source of the sealing keys: the first of these that is given.
#[derive(Debug)]
pub enum Source {
    /// `--key-file`. The file must exist.
    File(PathBuf),
    /// `TELEWIRE_KEY`.
    Environment(Secret),
    /// `telewire.key` in systemd's `$CREDENTIALS_DIRECTORY`.
    Credential(PathBuf),
    /// The key file in the config directory, created on first use.
    Config(PathBuf),
}

/// Why the sealing keys can't be loaded. Messages never contain anything from a key file.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("cannot read the key file {}: {cause}", path.display())]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error(
        "the key file {} is readable by others (mode {mode:04o}), so it is not used: run chmod 600 on it, and make a new \
         key if others may have read it", path.display()
    )]
    Exposed { path: PathBuf, mode: u32 },
    #[error(
        "the key file {} belongs to another user (uid {owner}), so it is not used: run chown on it, or use your own key \
         file", path.display()
    )]
    Foreign { path: PathBuf, owner: u32 },
    #[error("{place}: {cause}")]
    Bad { place: String, cause: BadKeys },
    #[error("cannot create the key file {}: {cause}; pass a key with --key-file or TELEWIRE_KEY", path.display())]
    Unmade { path: PathBuf, cause: io::Error },
    #[error("there is no home directory for a key file; pass a key with --key-file or TELEWIRE_KEY")]
    Homeless,
}

impl Source {
    /// Chooses the source. Empty variables count as absent.
    ///
    /// `key` is the value of `TELEWIRE_KEY`.
    pub fn choose(key_file: Option<PathBuf>, key: Option<Secret>) -> Result<Self, KeyError> {
        Self::choose_from(key_file, key, |name| std::env::var_os(name).filter(|value| !value.is_empty()))
    }

    fn choose_from(
        key_file: Option<PathBuf>,
        key: Option<Secret>,
        variable: impl Fn(&str) -> Option<std::ffi::OsString>,
    ) -> Result<Self, KeyError> {
        if let Some(path) = key_file {
            return Ok(Source::File(path));
        }
        if let Some(key) = key {
            return Ok(Source::Environment(key));
        }
        let credential =
            variable("CREDENTIALS_DIRECTORY").map(|folder| Path::new(&folder).join("telewire.key"));
        if let Some(path) = credential.filter(|path| path.exists()) {
            return Ok(Source::Credential(path));
        }
        Ok(Source::Config(config_folder().ok_or(KeyError::Homeless)?.join("key")))
    }
}

fn config_folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("telewire"))
}

/// The folders that may contain keys, whether or not this process uses them.
pub fn folders() -> Vec<PathBuf> {
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|folder| !folder.is_empty());
    config_folder().into_iter().chain(credentials.map(PathBuf::from)).collect()
}

impl Keyring {
    /// Reads the keys. Also returns the path of the key file if it was created: the user must know about it, as losing it
    /// means losing all logins sealed with it.
    pub fn load(source: &Source) -> Result<(Self, Option<PathBuf>), KeyError> {
        let keyring = match source {
            Source::File(path) => from_file(path, Privacy::Mode)?,
            Source::Environment(keys) => parse(keys.expose(), || "TELEWIRE_KEY".to_owned())?,
            Source::Credential(path) => from_file(path, Privacy::Folder)?,
            Source::Config(path) => {
                let made = !path.exists()
                    && make(path).map_err(|cause| KeyError::Unmade { path: path.clone(), cause })?;
                return Ok((from_file(path, Privacy::Mode)?, made.then(|| path.clone())));
            }
        };
        Ok((keyring, None))
    }
}

fn from_file(path: &Path, privacy: Privacy) -> Result<Keyring, KeyError> {
    let text = own_file::read(path, privacy).map_err(|refused| {
        let path = path.to_owned();
        match refused {
            Refused::Unreadable(cause) => KeyError::Unreadable { path, cause },
            Refused::Exposed { mode } => KeyError::Exposed { path, mode },
            Refused::Foreign { owner } => KeyError::Foreign { path, owner },
        }
    })?;
    parse(&text, || path.display().to_string())
}

fn parse(text: &str, place: impl Fn() -> String) -> Result<Keyring, KeyError> {
    Keyring::parse(text).map_err(|cause| KeyError::Bad { place: place(), cause })
}

/// Creates the key file atomically, and returns whether this process did. If two processes start at once, one wins, and
/// both read its file.
fn make(path: &Path) -> io::Result<bool> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let key = Keyring::make_key();
    // tempfile creates files with mode 0600.
    let mut file = tempfile::Builder::new().prefix(".key-").tempfile_in(folder)?;
    writeln!(
        file,
        "# The sealing key of Telewire. Without it, session strings sealed with it can't be opened."
    )?;
    writeln!(file, "{}", key.expose())?;
    // On disk before any string is sealed with it.
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => File::open(folder)?.sync_all().map(|()| true),
        Err(lost) if lost.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(lost) => Err(lost.error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    #[test]
    fn the_first_source_that_is_given_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let choose = |key_file: Option<&str>, variables: &[(&str, &Path)]| {
            let variables: Vec<(String, OsString)> = variables
                .iter()
                .map(|(name, value)| (name.to_string(), value.as_os_str().to_owned()))
                .collect();
            let key = variables.iter().find(|(name, _)| name == "TELEWIRE_KEY");
            let key = key.map(|(_, key)| Secret::new(key.to_string_lossy()));
            Source::choose_from(key_file.map(PathBuf::from), key, |name| {
                variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
            })
            .unwrap()
        };
        let key = ("TELEWIRE_KEY", Path::new("a key"));
        let credentials = ("CREDENTIALS_DIRECTORY", folder.path());

        assert!(
            matches!(choose(Some("k"), &[key, credentials]), Source::File(path) if path == Path::new("k"))
        );
        assert!(
            matches!(choose(None, &[key, credentials]), Source::Environment(key) if key.expose() == "a key")
        );
        // The unit was given credentials, but none for us.
        assert!(matches!(choose(None, &[credentials]), Source::Config(_)));
        std::fs::write(folder.path().join("telewire.key"), "").unwrap();
        assert!(
            matches!(choose(None, &[credentials]), Source::Credential(path) if path.starts_with(&folder))
        );
        assert!(matches!(choose(None, &[]), Source::Config(path) if path.ends_with("telewire/key")));
    }

    #[test]
    fn of_two_who_make_the_key_file_the_second_keeps_what_the_first_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config").join("key");
        assert!(make(&path).unwrap());
        let first = std::fs::read_to_string(&path).unwrap();
        // Both saw that there was none, and this one comes late.
        assert!(!make(&path).unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "something was left behind"
        );
    }
}
