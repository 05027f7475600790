"""Takes a login over from the files of another program: python -m telewire.migrate FILE"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import Any, Dict, List, Optional

from .. import Telewire, TelewireError, _kept_file
from . import Login, NotTaken, read

_DESCRIPTION = """\
Takes a login over from a session file of Telethon or Pyrogram (and Kurigram, Pyrofork, Hydrogram), or from Telegram
Desktop's folder `tdata`, and gives a Telewire session string. The file is not changed.

Stop the old program first, and start it no more: it is one login, and Telegram ends a login that is used from two
places at once. If you can log in anew (`telewire login`), do that instead.
"""

_WARNING = """\
This is the same login, not a second one. Telegram ends a login that is used from two places at once: stop the old
program before you go on, and do not start it again. A new login (`telewire login`) is safer.
"""

#: What people are asked again for a mistyped passcode.
_TRIES = 3


def main(arguments: Optional[List[str]] = None) -> int:
    try:
        return _run(_options(arguments))
    except NotTaken as error:
        return _failed(str(error))
    except TelewireError as error:
        if error.kind in ("session_revoked", "session_invalid"):
            return _failed(f"Telegram does not accept this login (any more): it was logged out; log in anew ({error})")
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}")
    except (EOFError, KeyboardInterrupt):
        return _failed("nothing was taken over")


def _options(arguments: Optional[List[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m telewire.migrate",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="What comes behind `--` goes to telewire, as `-- --key-file FILE` does.",
    )
    parser.add_argument("file", metavar="FILE", help="a .session file, or the folder `tdata`")
    parser.add_argument("--list", action="store_true", help="say what is in it, and do no more")
    parser.add_argument(
        "--account", metavar="N", help="which of several accounts, by the number that --list shows; or `all`"
    )
    parser.add_argument(
        "--session-file",
        metavar="OUT",
        help="keep the session string in this file, readable by you only; `{id}` stands for the user's id. "
        "Without it the string goes to standard output, if that is no terminal",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace OUT if it is there")
    parser.add_argument("--api-id", type=int, metavar="ID", help="your program's; else $TELEWIRE_API_ID")
    server = parser.add_mutually_exclusive_group()
    server.add_argument("--server", metavar="SERVER", help="`production`, `test` or a server's file, as telewire takes it")
    server.add_argument("--test", action="store_true", help="Telegram's test servers, as --server test")
    parser.add_argument("--telewire", metavar="PATH", default="telewire", help="the telewire binary")
    given = sys.argv[1:] if arguments is None else arguments
    end = given.index("--") if "--" in given else len(given)
    options = parser.parse_args(given[:end])
    options.telewire_options = given[end + 1 :]
    return options


def _run(options: argparse.Namespace) -> int:
    if options.session_file is None and not options.list and sys.stdout.isatty():
        return _failed("the session string is the whole login, and not for a terminal: give --session-file OUT", 2)
    logins = read(options.file, _Passcode())
    if options.list:
        for number, login in enumerate(logins, 1):
            print(f"{number}: {login.described()}")
        return 0
    chosen = _chosen(logins, options)
    files = [_file(login, options) for login in chosen]
    if len(set(files)) < len(files) and files[0] is not None:
        return _failed("several accounts need several files: put `{id}` into --session-file", 2)
    server = _server(chosen, options)
    params = [_program(login, options) for login in chosen]
    print(_WARNING, file=sys.stderr)
    command = [options.telewire, *(["--server", server] if server else []), *options.telewire_options]
    with Telewire.spawn(command) as tw:
        for login, file, program in zip(chosen, files, params):
            taken: Any = tw.session.import_(value=login.session_string(), format="telethon", **program)
            if file is None:
                print(taken["session"], flush=True)
                where = ""
            else:
                _keep(file, taken["session"])
                where = f" The session string is in {file}."
            print(f"Signed in as {_shown(taken['user'].get('first_name') or '')}.{where}", file=sys.stderr)
    return 0


def _chosen(logins: List[Login], options: argparse.Namespace) -> List[Login]:
    if options.account == "all" or (options.account is None and len(logins) == 1):
        return logins
    number = options.account or ""
    if number.isdecimal() and 1 <= int(number) <= len(logins):
        return [logins[int(number) - 1]]
    listed = "".join(f"\n  {number}: {login.described()}" for number, login in enumerate(logins, 1))
    if options.account is None:
        raise NotTaken(f"there are {len(logins)} accounts: choose with --account N, or --account all{listed}")
    raise NotTaken(f"there is no account {options.account}; there are:{listed}")


def _file(login: Login, options: argparse.Namespace) -> Optional[str]:
    """Where the session string goes. What is in the way is told before Telegram is asked."""
    if options.session_file is None:
        return None
    if "{id}" in options.session_file and login.user_id is None:
        raise NotTaken("the file doesn't say whose login it is: give a --session-file without `{id}`")
    file: str = options.session_file.replace("{id}", str(login.user_id))
    folder = os.path.dirname(os.path.abspath(file))
    if not os.path.isdir(folder):
        raise NotTaken(f"there is no folder {folder} for the session file")
    if os.path.lexists(file) and not (os.path.isfile(file) and (options.overwrite or os.path.getsize(file) == 0)):
        raise NotTaken(f"the session file {file} is there already; pass --overwrite to replace it")
    if os.path.exists(file) and os.path.exists(options.file) and os.path.samefile(file, options.file):
        raise NotTaken("the session file is the very file that is read: give another one")
    return file


def _keep(file: str, session: str) -> None:
    try:
        _kept_file.write(file, session)
    except OSError as error:
        raise NotTaken(f"the login works, but {file} can't be written: {error.strerror or error}") from None


def _server(logins: List[Login], options: argparse.Namespace) -> Optional[str]:
    given: Optional[str] = "test" if options.test else options.server
    kinds = {login.is_test for login in logins}
    if len(kinds) > 1:
        raise NotTaken("some accounts are on Telegram's test servers: take them over one by one, with --account N")
    (is_test,) = kinds
    if given is None:
        if is_test is None:
            raise NotTaken("the login is on a server that is not Telegram's: name it with --server")
        return "test" if is_test else None
    if is_test is not None and given in ("test", "production") and is_test != (given == "test"):
        where = "on Telegram's test servers" if is_test else "not on a test server"
        raise NotTaken(f"the login is {where}: leave --server and --test away")
    return given


def _program(login: Login, options: argparse.Namespace) -> Dict[str, Any]:
    """The api_id and api_hash. An api_id that the file names is the login's own."""
    environment = os.environ.get("TELEWIRE_API_ID", "")
    default = int(environment) if environment.isdecimal() else None
    api_id = options.api_id or login.api_id or default
    api_hash = os.environ.get("TELEWIRE_API_HASH") or None
    if api_id is None:
        if not sys.stdin.isatty():
            raise NotTaken("an api_id is needed, from https://my.telegram.org: give --api-id or $TELEWIRE_API_ID")
        api_id = _number(_ask("api_id (from https://my.telegram.org): "))
    if options.api_id is None and default is not None and default != api_id:
        raise NotTaken(
            f"the login was made with api_id {api_id}, and $TELEWIRE_API_ID is {default}: give --api-id {api_id} and "
            f"its api_hash in $TELEWIRE_API_HASH, or --api-id {default}"
        )
    if api_hash is None:
        if not sys.stdin.isatty():
            raise NotTaken("the api_hash that belongs to the api_id is needed: give it in $TELEWIRE_API_HASH")
        api_hash = getpass.getpass("api_hash: ", sys.stderr).strip()
    return {"api_id": api_id, "api_hash": api_hash}


class _Passcode:
    """Asks for Telegram Desktop's passcode; from a pipe it is a line, as `telewire login` reads a password."""

    def __init__(self) -> None:
        self._left = _TRIES if sys.stdin.isatty() else 1

    def __call__(self, is_again: bool) -> str:
        if not self._left:
            raise NotTaken("the local passcode is wrong; it is Telegram Desktop's own, not the two-step password")
        self._left -= 1
        again = "That is not it. " if is_again else ""
        question = f"{again}Telegram Desktop's local passcode: "
        if sys.stdin.isatty():
            return getpass.getpass(question, sys.stderr)
        line = sys.stdin.readline()
        if not line:
            raise NotTaken("there is a local passcode: run this at a terminal, or pass it as a line of standard input")
        return line.rstrip("\r\n")


def _ask(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return input()


def _number(text: str) -> int:
    try:
        return int(text.strip())
    except ValueError:
        raise NotTaken("an api_id is a number, as 123456") from None


def _shown(text: str) -> str:
    """A name as a terminal may have it."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _failed(why: str, code: int = 1) -> int:
    print(f"telewire.migrate: {why}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
