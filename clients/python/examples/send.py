"""Sends a message, then prints the chat's last ones: python send.py CHAT TEXT

TELEWIRE_SESSION_FILE is the file with the session string that login.py printed, readable by you only. What this learns
of Telegram goes there too, so that the next run need not ask for it again. Further arguments go to telewire.
"""

import asyncio
import os
import sys

from telewire import AsyncTelewire, TelewireError


async def main(chat: str, text: str, *options: str) -> None:
    async with AsyncTelewire.spawn(["telewire", *options]) as tw:
        me = tw.with_session(session_file=os.environ["TELEWIRE_SESSION_FILE"])
        # Up to 30 seconds of a flood wait are waited out; a longer one is an error that tells how long.
        await me.messages.send(chat_id=chat, text=text, max_wait=30)
        history = await me.messages.history(chat_id=chat, limit=5)
        for message in reversed(history["items"]):
            print(f"{message['date']} {message['text']}")


try:
    asyncio.run(main(*sys.argv[1:]))
except TelewireError as error:
    if error.kind == "rate_limited":
        sys.exit(f"Telegram asks to wait {error.retry_after} seconds.")
    sys.exit(f"{error}")
