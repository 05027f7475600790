"""Votes in a chat's newest poll, and prints the result: python vote.py CHAT OPTION

TELEWIRE_SESSION holds the session string that login.py printed. Further arguments go to telewire.
"""

import os
import sys

from telewire import Telewire, TelewireError


def main(chat: str, wanted: str, *options: str) -> None:
    with Telewire.spawn(["telewire", *options]) as tw:
        me = tw.with_session(os.environ["TELEWIRE_SESSION"])
        for message in me.messages.history(chat_id=chat, media="poll", limit=1)["items"]:
            media = message.get("media")
            # `kind` tells a union's types apart, for type checkers too.
            assert media is not None and media["kind"] == "poll"
            texts = [option["text"] for option in media["options"]]
            if wanted not in texts:
                sys.exit(f"Options: {', '.join(texts)}")
            message_id = message["message_id"]
            poll = me.messages.vote(chat_id=chat, message_id=message_id, option_ids=[texts.index(wanted)])
            for option in poll["options"]:
                print(f"{option.get('voter_count', '?')} {option['text']}")


try:
    main(*sys.argv[1:])
except TelewireError as error:
    sys.exit(f"{error}")
