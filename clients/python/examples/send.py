"""Sends a message, then prints the chat's last ones: python send.py CHAT TEXT

TELEWIRE_SESSION_FILE is the file with the session string that login.py printed, readable by you only. It is updated
with what this run learned, so that the next one doesn't ask Telegram again. Further arguments go to telewire.
"""

import asyncio
import os
import sys

from telewire import AsyncTelewire, TelewireError


async def main(chat: str, text: str, *options: str) -> None:
    async with AsyncTelewire.spawn(["telewire", *options]) as tw:
        me = tw.with_session(session_file=os.environ["TELEWIRE_SESSION_FILE"])
        # Waits out a flood wait of up to 30 seconds. A longer one is an error with the time to wait.
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
