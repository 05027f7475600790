"""Asks a question in a poll, by Telegram's own function: python invoke.py CHAT QUESTION OPTION OPTION

What Telewire has no method for, telegram.invoke calls by Telegram's name, with JSON for its types; telegram.describe
tells what a function takes. TELEWIRE_SESSION holds the session string that login.py printed. Further arguments go to
telewire.
"""

import os
import random
import sys
from typing import Any, Dict

from telewire import Telewire, TelewireError


def phrase(text: str) -> Dict[str, Any]:
    return {"_": "textWithEntities", "text": text, "entities": []}


def main(chat: str, question: str, one: str, other: str, *options: str) -> None:
    answers = [{"_": "inputPollAnswer", "text": phrase(text)} for text in (one, other)]
    poll = {"_": "poll", "id": "0", "hash": "0", "question": phrase(question), "answers": answers}
    media = {"_": "inputMediaPoll", "poll": poll}
    with Telewire.spawn(["telewire", *options]) as tw:
        me = tw.with_session(os.environ["TELEWIRE_SESSION"])
        # A chat is named as everywhere. A number of 64 bits is a string.
        params = {"peer": chat, "media": media, "message": "", "random_id": str(random.getrandbits(63))}
        me.telegram.invoke(method="messages.sendMedia", params=params)


try:
    main(*sys.argv[1:])
except TelewireError as error:
    sys.exit(f"{error}")
