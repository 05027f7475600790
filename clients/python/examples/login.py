"""Logs in and prints the session string: (umask 077; python login.py > session)

Arguments go to telewire: --sandbox tries it without Telegram. Set TELEWIRE_API_ID and TELEWIRE_API_HASH to your
program's, from https://my.telegram.org.
"""

import sys
from getpass import getpass

from telewire import Telewire, TelewireError


def ask(question: str) -> str:
    print(question, end=" ", file=sys.stderr, flush=True)
    return input()


def secret(question: str) -> str:
    return getpass(question + " ", sys.stderr) if sys.stdin.isatty() else ask(question)


try:
    with Telewire.spawn(["telewire", *sys.argv[1:]]) as tw:
        me = tw.with_session()
        me.auth.send_code(phone=ask("Phone number:"))
        signed_in = me.auth.sign_in(code=ask("Code:"))
        if signed_in["next"] == "check_password":
            me.auth.check_password(password=secret("Password:"))
        print(f"Signed in as {me.account.me()['first_name']}.", file=sys.stderr)
        # It is the login itself: keep it as you would a password.
        print(me.session_string)
except TelewireError as error:
    sys.exit(f"{error}")
