"""Sends a file, and downloads what was sent: python files.py CHAT FILE COPY

TELEWIRE_SESSION holds the session string that login.py printed. Further arguments go to telewire.
"""

import os
import sys

from telewire import Progress, Telewire, TelewireError


def show(progress: Progress) -> None:
    total = progress.get("total")
    if progress["kind"] in ("upload", "download") and total:
        print(f"\r{progress['kind']} {100 * progress['done'] // total} %", end="", file=sys.stderr)


def main(chat: str, path: str, copy: str, *options: str) -> None:
    with Telewire.spawn(["telewire", *options]) as tw:
        me = tw.with_session(os.environ["TELEWIRE_SESSION"])
        # Transfers have no timeout by default.
        sent = me.messages.send_file(chat_id=chat, path=os.path.abspath(path), kind="document", progress=show)
        # Repeating an interrupted download resumes it.
        copied = me.media.download(
            chat_id=sent["chat"], message_id=sent["message_id"], path=os.path.abspath(copy), progress=show
        )
        print(f"{copied['downloaded_size']} bytes, {copied['mime_type']}")


try:
    main(*sys.argv[1:])
except TelewireError as error:
    sys.exit(f"{error}")
