"""Creates a group with a member, and prints its members and an invite link: python group.py TITLE USER

TELEWIRE_SESSION holds the session string that login.py printed. Further arguments go to telewire.
"""

import os
import sys

from telewire import Telewire, TelewireError


def main(title: str, user: str, *options: str) -> None:
    with Telewire.spawn(["telewire", *options]) as tw:
        me = tw.with_session(os.environ["TELEWIRE_SESSION"])
        created = me.groups.create(title=title, kind="supergroup", user_ids=[user])
        for missing in created["missing"]:
            print(f"{user} can't be added: {missing['reason']}", file=sys.stderr)
        # A chat from a result can be passed wherever a method takes a chat.
        group = created["chat"]
        for member in me.groups.members(chat_id=group)["items"]:
            print(f"{member['role']} {member['user'].get('title', '')}")
        print(me.groups.create_invite(chat_id=group, name="friends", member_limit=10)["invite_link"])


try:
    main(*sys.argv[1:])
except TelewireError as error:
    sys.exit(f"{error}")
