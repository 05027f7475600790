//! Reading a file that holds a secret, if it is its owner's alone.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use zeroize::Zeroizing;

/// What keeps others from reading a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    Mode,
    /// systemd guards the whole folder, and the rights it gives the service's user show as the group's in the mode.
    Folder,
}

/// Why a file is not used.
#[derive(Debug)]
pub enum Refused {
    Unreadable(io::Error),
    /// Others can read it.
    Exposed {
        mode: u32,
    },
    /// Another user than this one and root owns it, and knows what it holds.
    Foreign {
        owner: u32,
    },
}

/// Far more than any keyring or session string: a file that is longer is some other file.
const LONGEST: u64 = 64 * 1024;

/// Reads a file of this user's, or of root's. A pipe, as from `<(pass show telewire)`, has no others.
pub fn read(path: &Path, privacy: Privacy) -> Result<Zeroizing<String>, Refused> {
    let file = File::open(path).map_err(Refused::Unreadable)?;
    // Asked of the open file, so that it is the one that is read.
    let metadata = file.metadata().map_err(Refused::Unreadable)?;
    if metadata.is_file() {
        let (mode, owner) = (metadata.mode() & 0o7777, metadata.uid());
        if !is_own(owner, rustix::process::geteuid().as_raw()) {
            return Err(Refused::Foreign { owner });
        }
        if privacy == Privacy::Mode && mode & 0o077 != 0 {
            return Err(Refused::Exposed { mode });
        }
    }
    let room = metadata.len().min(LONGEST) as usize + 1;
    let mut text = Zeroizing::new(String::with_capacity(room));
    file.take(LONGEST).read_to_string(&mut text).map_err(Refused::Unreadable)?;
    Ok(text)
}

/// Root, too, uses only its own: whoever owns a file can read what was written into it.
fn is_own(owner: u32, user: u32) -> bool {
    owner == user || owner == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_ones_own_or_roots() {
        assert!(is_own(1000, 1000) && is_own(0, 1000) && is_own(0, 0));
        assert!(!is_own(1000, 0) && !is_own(1000, 1001));
    }
}
