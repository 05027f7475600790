"""A line that is kept in a file from one run to the next: a cursor, or a session string."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from typing import Optional

from ._link import Path

#: Far more than any cursor or session string: a file that is longer is some other file.
_LONGEST = 64 * 1024


def read(path: Path) -> Optional[str]:
    """The line, or nothing if there is no file yet."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            return file.read(_LONGEST).strip() or None
    except FileNotFoundError:
        return None


def read_private(path: Path) -> Optional[str]:
    """The same of a file that must be its owner's only. A pipe, as from ``<(pass show telewire)``, has no others."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            # Asked of the open file, so that it is the one that is read.
            found = os.fstat(file.fileno())
            if stat.S_ISREG(found.st_mode):
                mode = stat.S_IMODE(found.st_mode)
                if found.st_uid not in (os.geteuid(), 0):
                    why = f"the session file belongs to another user (uid {found.st_uid}), so it is not used"
                    raise PermissionError(errno.EACCES, why, os.fspath(path))
                if mode & 0o077:
                    why = f"others can read the session file (mode {mode:04o}), so it is not used: run chmod 600 on it"
                    raise PermissionError(errno.EACCES, why, os.fspath(path))
            return file.read(_LONGEST).strip() or None
    except FileNotFoundError:
        return None


def write(path: Path, line: str) -> None:
    """Replaces the file, which has mode 0600 from then on. If this is stopped half-way, the old one is there, whole.

    A symbolic link stays, and the file it leads to is replaced. Anything but a regular file is left as it is.
    """
    path = os.path.realpath(path)
    if os.path.lexists(path) and not os.path.isfile(path):
        raise OSError(errno.EINVAL, "something other than a file is there", path)
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
