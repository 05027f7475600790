"""Takes a login over from the files of Telethon, Pyrogram and Telegram Desktop: ``python -m telewire.migrate FILE``."""

from __future__ import annotations

import os
from typing import Callable, List

from .._link import Path
from ._login import Login, NotTaken
from ._sqlite import is_sqlite, read_sqlite
from ._tdata import find_tdata, read_tdata

__all__ = ["Login", "NotTaken", "read"]


def read(path: Path, passcode: Callable[[bool], str]) -> List[Login]:
    """The logins that a file or folder holds, which is not changed. There is one at least.

    ``passcode`` is asked for Telegram Desktop's local passcode if there is one, and told whether the one before was
    wrong.
    """
    path = os.fspath(path)
    if not os.path.exists(path):
        # Telethon and Pyrogram are given the name without its ending.
        meant = f"{path}.session"
        raise NotTaken(f"there is no {path}" + (f": give {meant}" if os.path.exists(meant) else ""))
    tdata = find_tdata(path)
    if tdata is not None:
        return read_tdata(tdata, passcode)
    if os.path.isdir(path):
        raise NotTaken(f"{path} is a folder without Telegram Desktop's key_datas: name its `tdata`, or a .session file")
    if is_sqlite(path):
        return [read_sqlite(path)]
    raise NotTaken(
        f"{path} is neither a session file of Telethon or Pyrogram (SQLite) nor Telegram Desktop's `tdata`; "
        "a session string goes to `telewire call session.import value=@FILE`"
    )
