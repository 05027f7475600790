"""Imports logins from files of Telethon, Pyrogram and Telegram Desktop: ``python -m telewire.migrate FILE``."""

from __future__ import annotations

import os
from typing import Callable, List

from .._link import Path
from ._login import Login, NotTaken
from ._sqlite import is_sqlite, read_sqlite
from ._tdata import find_tdata, read_tdata

__all__ = ["Login", "NotTaken", "read"]


def read(path: Path, passcode: Callable[[bool], str]) -> List[Login]:
    """Returns the logins in a file or folder, at least one. Only reads it.

    ``passcode`` is called for Telegram Desktop's local passcode if it has one; its argument is whether the previous one
    was wrong.
    """
    path = os.fspath(path)
    if not os.path.exists(path):
        # Telethon and Pyrogram take the name without its extension.
        suggestion = f"{path}.session"
        raise NotTaken(f"{path} does not exist" + (f"; pass {suggestion}" if os.path.exists(suggestion) else ""))
    tdata = find_tdata(path)
    if tdata is not None:
        return read_tdata(tdata, passcode)
    if os.path.isdir(path):
        raise NotTaken(f"{path} has no key_datas of Telegram Desktop: pass its `tdata` folder, or a .session file")
    if is_sqlite(path):
        return [read_sqlite(path)]
    raise NotTaken(
        f"{path} is neither a session file of Telethon or Pyrogram (SQLite) nor Telegram Desktop's `tdata`; "
        "import a session string with `telewire call session.import value=@FILE`"
    )
