"""A cursor, kept in a file from one run to the next."""

from __future__ import annotations

import os
import tempfile
from typing import Optional

from ._link import Path


def read(path: Path) -> Optional[str]:
    try:
        with open(path, encoding="ascii") as file:
            return file.read().strip() or None
    except FileNotFoundError:
        return None


def write(path: Path, cursor: str) -> None:
    """Whoever is stopped in the middle of this finds the old one whole."""
    path = os.fspath(path)
    with tempfile.NamedTemporaryFile(
        "w", encoding="ascii", dir=os.path.dirname(path) or ".", prefix=".cursor-", delete=False
    ) as file:
        try:
            file.write(cursor + "\n")
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
