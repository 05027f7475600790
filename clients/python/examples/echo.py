"""Answers each private text message with its own text: python echo.py CURSOR_FILE

TELEWIRE_SESSION holds the session string that login.py printed. Further arguments go to telewire.
"""

import os
import sys
from hashlib import blake2b

from telewire import Telewire, TelewireError

with Telewire.spawn(["telewire", *sys.argv[2:]]) as tw:
    me = tw.with_session(os.environ["TELEWIRE_SESSION"])
    for event in me.events(kinds=["message_new"], cursor_file=sys.argv[1]):
        message = event["message"] if event["kind"] == "message_new" else None
        if message and message["text"] and not message["is_outgoing"] and message["chat"]["kind"] == "user":
            # A message that arrives again after a crash isn't answered twice: its random_id is the same.
            key = f"echo {message['chat']['id']} {message['message_id']}".encode()
            random_id = int.from_bytes(blake2b(key, digest_size=8).digest(), "big", signed=True)
            try:
                me.messages.send(chat_id=message["chat"], text=message["text"], random_id=random_id, max_wait=60)
            except TelewireError as error:
                if error.kind not in ("forbidden", "user_not_found", "telegram_rejected"):
                    raise
