//! Reads files with secrets, if only their owner can read them.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use zeroize::Zeroizing;

/// What protects a file from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    Mode,
    /// The folder, as set up by systemd. The access of the service's user shows as the group's in the file's mode.
    Folder,
}

/// Why a file is refused.
#[derive(Debug)]
pub enum Refused {
    Unreadable(io::Error),
    /// Others can read it.
    Exposed {
        mode: u32,
    },
    /// Another user owns it, other than this one and root, and may know its content.
    Foreign {
        owner: u32,
    },
}

/// Maximum number of bytes to read. Key files and session files are far smaller.
const MAX_SIZE: u64 = 64 * 1024;

/// Reads a file that this user or root owns. Pipes, as from `<(pass show telewire)`, are not checked.
pub fn read(path: &Path, privacy: Privacy) -> Result<Zeroizing<String>, Refused> {
    let file = File::open(path).map_err(Refused::Unreadable)?;
    // Checks the open file, so that it is the one that is read.
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
    let capacity = metadata.len().min(MAX_SIZE) as usize + 1;
    let mut text = Zeroizing::new(String::with_capacity(capacity));
    file.take(MAX_SIZE).read_to_string(&mut text).map_err(Refused::Unreadable)?;
    Ok(text)
}

/// Applies to root too, because the owner of a file knows its content.
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
