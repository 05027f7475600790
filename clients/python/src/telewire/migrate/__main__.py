"""Imports a login from a file of another program: python -m telewire.migrate FILE"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from typing import Any, Dict, List, Optional

from .. import Telewire, TelewireError, _line_file
from . import Login, NotTaken, read

_DESCRIPTION = """\
Imports a login from a session file of Telethon or Pyrogram (and Kurigram, Pyrofork, Hydrogram), or from Telegram
Desktop's folder `tdata`, as a Telewire session string. The file is only read.

Stop the old program first, and don't start it again: it is one login, and Telegram ends a login that is used from two
places at once. If you can, make a new login (`telewire login`) instead.
"""

_WARNING = """\
This is the same login, not a second one. Telegram ends a login that is used from two places at once: stop the old
program now, and don't start it again. A new login (`telewire login`) is safer.
"""

#: How often a passcode may be typed.
_TRIES = 3


def main(arguments: Optional[List[str]] = None) -> int:
    try:
        return _run(_options(arguments))
    except NotTaken as error:
        return _failed(str(error))
    except TelewireError as error:
        if error.kind in ("session_revoked", "session_invalid"):
            return _failed(f"Telegram rejected this login: it was logged out. Log in again ({error})")
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}")
    except (EOFError, KeyboardInterrupt):
        return _failed("stopped; nothing was imported")


def _options(arguments: Optional[List[str]]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m telewire.migrate",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="Arguments after `--` are passed to telewire, as in `-- --key-file FILE`.",
    )
    parser.add_argument("file", metavar="FILE", help="a .session file, or the folder `tdata`")
    parser.add_argument("--list", action="store_true", help="list the accounts, and import nothing")
    parser.add_argument(
        "--account", metavar="N", help="import account N as numbered by --list, or `all`"
    )
    parser.add_argument(
        "--session-file",
        metavar="OUT",
        help="write the session string to this file, readable by you only; `{id}` is replaced by the user's id. "
        "Default: standard output, unless it is a terminal",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    parser.add_argument("--api-id", type=int, metavar="ID", help="your program's api_id. Default: $TELEWIRE_API_ID")
    server = parser.add_mutually_exclusive_group()
    server.add_argument("--server", metavar="SERVER", help="`production`, `test` or a server file, as for telewire")
    server.add_argument("--test", action="store_true", help="use Telegram's test servers, like --server test")
    parser.add_argument("--telewire", metavar="PATH", default="telewire", help="the telewire binary")
    given = sys.argv[1:] if arguments is None else arguments
    end = given.index("--") if "--" in given else len(given)
    options = parser.parse_args(given[:end])
    options.telewire_options = given[end + 1 :]
    return options


def _run(options: argparse.Namespace) -> int:
    if options.session_file is None and not options.list and sys.stdout.isatty():
        return _failed("a session string is the login itself and isn't printed to a terminal: pass --session-file OUT", 2)
    logins = read(options.file, _Passcode())
    if options.list:
        for number, login in enumerate(logins, 1):
            print(f"{number}: {login.described()}")
        return 0
    chosen = _chosen(logins, options)
    files = [_file(login, options) for login in chosen]
    if len(set(files)) < len(files) and files[0] is not None:
        return _failed("several accounts need several files: use `{id}` in --session-file", 2)
    server = _server(chosen, options)
    params = [_program(login, options) for login in chosen]
    print(_WARNING, file=sys.stderr)
    command = [options.telewire, *(["--server", server] if server else []), *options.telewire_options]
    with Telewire.spawn(command) as tw:
        for login, file, program in zip(chosen, files, params):
            imported: Any = tw.session.import_(value=login.session_string(), format="telethon", **program)
            if file is None:
                print(imported["session"], flush=True)
                where = ""
            else:
                _save(file, imported["session"])
                where = f" The session string is in {file}."
            print(f"Signed in as {_printable(imported['user'].get('first_name') or '')}.{where}", file=sys.stderr)
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
    raise NotTaken(f"there is no account {options.account}. Accounts:{listed}")


def _file(login: Login, options: argparse.Namespace) -> Optional[str]:
    """Returns the file for the session string. Fails before Telegram is called if it can't be written."""
    if options.session_file is None:
        return None
    if "{id}" in options.session_file and login.user_id is None:
        raise NotTaken("the file doesn't contain the user's id: pass a --session-file without `{id}`")
    file: str = options.session_file.replace("{id}", str(login.user_id))
    folder = os.path.dirname(os.path.abspath(file))
    if not os.path.isdir(folder):
        raise NotTaken(f"the session file's folder {folder} does not exist")
    if os.path.lexists(file) and not (os.path.isfile(file) and (options.overwrite or os.path.getsize(file) == 0)):
        raise NotTaken(f"the session file {file} exists already; pass --overwrite to replace it")
    if os.path.exists(file) and os.path.exists(options.file) and os.path.samefile(file, options.file):
        raise NotTaken("--session-file is the file to import: pass another one")
    return file


def _save(file: str, session: str) -> None:
    try:
        _line_file.write(file, session)
    except OSError as error:
        raise NotTaken(f"the login works, but {file} can't be written: {error.strerror or error}") from None


def _server(logins: List[Login], options: argparse.Namespace) -> Optional[str]:
    given: Optional[str] = "test" if options.test else options.server
    kinds = {login.is_test for login in logins}
    if len(kinds) > 1:
        raise NotTaken("some accounts are on Telegram's test servers: import them one by one, with --account N")
    (is_test,) = kinds
    if given is None:
        if is_test is None:
            raise NotTaken("the login is on a server that is not Telegram's: pass --server")
        return "test" if is_test else None
    if is_test is not None and given in ("test", "production") and is_test != (given == "test"):
        where = "on Telegram's test servers" if is_test else "not on a test server"
        raise NotTaken(f"the login is {where}: omit --server and --test")
    return given


def _program(login: Login, options: argparse.Namespace) -> Dict[str, Any]:
    """Returns the api_id and api_hash. An api_id in the file is the one that the login was made with."""
    environment = os.environ.get("TELEWIRE_API_ID", "")
    default = int(environment) if environment.isdecimal() else None
    api_id = options.api_id or login.api_id or default
    api_hash = os.environ.get("TELEWIRE_API_HASH") or None
    if api_id is None:
        if not sys.stdin.isatty():
            raise NotTaken("an api_id is needed, from https://my.telegram.org: pass --api-id or set $TELEWIRE_API_ID")
        api_id = _number(_ask("api_id (from https://my.telegram.org): "))
    if options.api_id is None and default is not None and default != api_id:
        raise NotTaken(
            f"the login was made with api_id {api_id}, and $TELEWIRE_API_ID is {default}: pass --api-id {api_id} and set "
            f"$TELEWIRE_API_HASH to its api_hash, or pass --api-id {default}"
        )
    if api_hash is None:
        if not sys.stdin.isatty():
            raise NotTaken("the api_hash that belongs to the api_id is needed: set $TELEWIRE_API_HASH")
        api_hash = getpass.getpass("api_hash: ", sys.stderr).strip()
    return {"api_id": api_id, "api_hash": api_hash}


class _Passcode:
    """Reads Telegram Desktop's passcode from the terminal, or as a line from a pipe like `telewire login`."""

    def __init__(self) -> None:
        self._left = _TRIES if sys.stdin.isatty() else 1

    def __call__(self, is_again: bool) -> str:
        if not self._left:
            raise NotTaken("the local passcode is wrong: it is the one of Telegram Desktop, not the two-step password")
        self._left -= 1
        again = "Wrong passcode. " if is_again else ""
        question = f"{again}Telegram Desktop's local passcode: "
        if sys.stdin.isatty():
            return getpass.getpass(question, sys.stderr)
        line = sys.stdin.readline()
        if not line:
            raise NotTaken("Telegram Desktop has a local passcode: run this in a terminal, or pipe in the passcode")
        return line.rstrip("\r\n")


def _ask(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    return input()


def _number(text: str) -> int:
    try:
        return int(text.strip())
    except ValueError:
        raise NotTaken("an api_id is a number, such as 123456") from None


def _printable(text: str) -> str:
    """Replaces characters that a terminal might interpret."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _failed(why: str, code: int = 1) -> int:
    print(f"telewire.migrate: {why}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
