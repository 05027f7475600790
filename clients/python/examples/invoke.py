"""Creates a poll with a function of Telegram's API: python invoke.py CHAT QUESTION OPTION OPTION

telegram.invoke calls any function of Telegram's API by its name, with JSON for its types. telegram.describe returns a
function's parameters. TELEWIRE_SESSION holds the session string that login.py printed. Further arguments go to telewire.
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
        # A peer takes any chat_id. 64-bit numbers are strings.
        params = {"peer": chat, "media": media, "message": "", "random_id": str(random.getrandbits(63))}
        me.telegram.invoke(method="messages.sendMedia", params=params)


try:
    main(*sys.argv[1:])
except TelewireError as error:
    sys.exit(f"{error}")
