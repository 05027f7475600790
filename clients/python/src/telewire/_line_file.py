"""Files of one line: a cursor or a session string."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from typing import Optional

from ._link import Path

#: Bytes read at most, far more than any cursor or session string has.
_MAX_SIZE = 64 * 1024


def read(path: Path) -> Optional[str]:
    """Returns the line, or None if the file doesn't exist."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read(_MAX_SIZE).strip() or None
    except FileNotFoundError:
        return None


def read_private(path: Path) -> Optional[str]:
    """Reads a file that only its owner may be able to read. Pipes, as from ``<(pass show telewire)``, are accepted."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            # Checks the open file rather than the path, so that it is the file that is read.
            status = os.fstat(file.fileno())
            if stat.S_ISREG(status.st_mode):
                mode = stat.S_IMODE(status.st_mode)
                if status.st_uid not in (os.geteuid(), 0):
                    why = f"the session file belongs to another user (uid {status.st_uid}), so it is not used"
                    raise PermissionError(errno.EACCES, why, os.fspath(path))
                if mode & 0o077:
                    why = f"others can read the session file (mode {mode:04o}), so it is not used: run chmod 600 on it"
                    raise PermissionError(errno.EACCES, why, os.fspath(path))
            return file.read(_MAX_SIZE).strip() or None
    except FileNotFoundError:
        return None


def write(path: Path, line: str) -> None:
    """Replaces the file atomically. The new file has mode 0600.

    A symbolic link is followed. Anything but a regular file is an error.
    """
    path = os.path.realpath(path)
    if os.path.lexists(path) and not os.path.isfile(path):
        raise OSError(errno.EINVAL, "not a regular file", path)
    with tempfile.NamedTemporaryFile(
        "w", encoding="ascii", dir=os.path.dirname(path), prefix=".telewire-", delete=False
    ) as file:
        try:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
