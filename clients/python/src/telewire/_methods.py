"""All methods of the daemon, for threads.

Written by generate.py from schema/openrpc.json: change it there.
"""

from __future__ import annotations

import typing as t

from . import types
from ._calls import OnProgress

_Call = t.Callable[[str, t.Dict[str, t.Any], t.Optional[OnProgress]], t.Any]


class Methods:
    """Every namespace as an attribute, and the methods that have none."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call
        self.rpc = _Rpc(call)
        self.daemon = _Daemon(call)
        self.session = _Session(call)
        self.auth = _Auth(call)
        self.account = _Account(call)
        self.chats = _Chats(call)
        self.messages = _Messages(call)
        self.media = _Media(call)
        self.groups = _Groups(call)
        self.contacts = _Contacts(call)
        self.bots = _Bots(call)
        self.updates = _Updates(call)
        self.telegram = _Telegram(call)

    def initialize(
        self,
        *,
        protocol_version: t.Optional[str] = None,
        client_info: t.Optional[types.InitializeClientInfo] = None,
        process_id: t.Optional[int] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Initialized:
        """Begins a connection, for clients that like to: nothing needs it.

        It takes what hosts of language servers send, too; fields that it does not know are ignored.

        Args:
            protocol_version: The version of the protocol that the client was written for.
            client_info: Who the client is.
            process_id: The client's process: when it ends, so does the connection, and on stdio the daemon.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "protocol_version": protocol_version,
            "client_info": client_info,
            "process_id": process_id,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Initialized = self._invoke("initialize", _params, progress)
        return result

    def shutdown(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Ends the connection, and on stdio the daemon: calls that wait are cancelled, those in flight are
        answered, then this is, and `exit` or a second of silence ends it.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("shutdown", _params, progress)
        return result


class _Rpc:
    """The methods of `rpc`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def discover(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Document:
        """Describes every method, as an OpenRPC document.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Document = self._invoke("rpc.discover", _params, progress)
        return result


class _Daemon:
    """The methods of `daemon`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def info(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.DaemonDetails:
        """Tells which daemon this is and which Telegram it speaks to.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.DaemonDetails = self._invoke("daemon.info", _params, progress)
        return result

    def ping(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Pong:
        """Answers at once.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Pong = self._invoke("daemon.ping", _params, progress)
        return result

    def stats(
        self,
        *,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.DaemonCounters:
        """Counts what the daemon has done since it started and what it holds open.

        Args:
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.DaemonCounters = self._invoke("daemon.stats", _params, progress)
        return result


class _Session:
    """The methods of `session`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def attach(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Attached:
        """Gives the session string a short name that is good on this connection alone.

        The handle is taken wherever `session` is, so that an editor's log of requests need not hold the
        secret. It follows: when a call returns a newer session string, the handle stands for that one.
        Fails with `session_invalid` if a handle is given that is none, and with `resource_exhausted` if
        the connection has 1,024 handles.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Attached = self._invoke("session.attach", _params, progress)
        return result

    def detach(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Forgets the handle that is given as `session`.

        Fails with `session_invalid` if there is no such handle.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("session.detach", _params, progress)
        return result

    def inspect(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Inspected:
        """Tells what a session string is good for, and nothing that is secret.

        Telegram is not asked: whether the login is still alive is for `auth.status` to find out. Fails
        with `session_invalid` if the string can't be opened; its `reason` says why.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Inspected = self._invoke("session.inspect", _params, progress)
        return result

    def renew(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Renewed:
        """Seals the session anew with the first sealing key, for when keys are rotated.

        The old string works as before, as long as its key is among the sealing keys. Fails with
        `session_invalid` if it can't be opened; its `reason` says why.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Renewed = self._invoke("session.renew", _params, progress)
        return result

    def refresh(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Refreshed:
        """Returns the session string with what was learned since it was made.

        Usernames that were resolved (for a day each) and keys of other DCs cost requests that Telegram
        limits. A process that begins with a refreshed string need not make them again. Call it at the end
        of a short process and keep the string; a string that is not refreshed works as well. It holds up
        to 64 names and is at most 4,096 characters long. Fails with `session_invalid` if the string can't
        be opened, and with `not_signed_in` before the login is finished.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Refreshed = self._invoke("session.refresh", _params, progress)
        return result

    def restrict(
        self,
        *,
        read_only: t.Optional[bool] = None,
        methods: t.Optional[t.Sequence[str]] = None,
        chats: t.Optional[t.Sequence[types.ChatId]] = None,
        read_chats: t.Optional[t.Sequence[types.ChatId]] = None,
        write_chats: t.Optional[t.Sequence[types.ChatId]] = None,
        files_root: t.Optional[str] = None,
        expire_date: t.Optional[t.Union[str, float]] = None,
        sends_per_day: t.Optional[int] = None,
        label: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Restricted:
        """Makes a session string of the same login that can do less, to hand it to an editor, an agent or a
        colleague.

        The restrictions are sealed in the new string, and every daemon that opens it enforces them: in
        each method, in lists, searches and updates, which show only the chats that it may read, and in
        telegram.invoke. What they refuse fails with `policy_denied`: `restriction` names the field, and
        `label` is the string's. The string that is given keeps all its rights, and so does a handle that
        is given in its place. A restricted string can be restricted again, and both restrictions hold:
        each list of `methods` must allow a method, and only chats that are in both lists remain. Telegram
        is asked only if a chat is given by a name, a phone number or a link, which is resolved to its id
        at once. No restricted string exports a login, logs out, ends other logins or changes the
        password, whatever `methods` says. It calls telegram.invoke only if `methods` names it, as
        `telegram.invoke` or `telegram.invoke:messages.get*`. It does not reach Telegram's service chat
        (777000), where login codes arrive, unless one of the lists of chats names it. Under `chats`,
        `read_chats` or `write_chats`, methods that no list of chats can cover are off, telegram.invoke
        among them, and so are those that change the account itself: its profile, logins and contacts.
        Fails with `invalid_params` if nothing is restricted, a method does not exist, a date is in the
        past or the string would be longer than 4,096 characters; with `policy_denied` if `files_root` is
        outside of the folders that may be used, or if `methods` names telegram.invoke and the string
        given may not call it; with `file_not_found`, `chat_not_found`, and with `not_signed_in` before
        the login is finished.

        Args:
            read_only: Nothing may be changed at Telegram, and no files are written, except in `files_root`.
            methods: The only methods that may be called, as globs: `messages.*`. The methods of the string
                itself (session.attach, detach, inspect, refresh, renew and restrict) always may.
            chats: Chats that may be read and written to. If any of the three lists is given, no other chats
                can be reached.
            read_chats: Chats that may be read but not written to.
            write_chats: Chats that may be written to but not read. What a call itself writes is in its answer.
            files_root: The only folder whose files may be named, symbolic links resolved. It must exist.
            expire_date: From then on the string fails with `session_invalid` and the reason `expired`, by
                Telegram's clock as far as the daemon knows it. Subscriptions and long polls end, too.
            sends_per_day: How many messages may be sent a day, by messages.send, sendFile, sendAlbum, sendPoll and
                forward; each item of an album and each forwarded message counts, a repeat too. A day is
                24 hours from its first message on. More fails with `rate_limited`. What Telegram refuses
                does not count. All strings that are made from this one share the number. Each daemon
                counts for itself, and begins anew when it starts.
            label: Who the string is for: errors and session.inspect show it. A second one is added to the
                first.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "read_only": read_only,
            "methods": methods,
            "chats": chats,
            "read_chats": read_chats,
            "write_chats": write_chats,
            "files_root": files_root,
            "expire_date": expire_date,
            "sends_per_day": sends_per_day,
            "label": label,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Restricted = self._invoke("session.restrict", _params, progress)
        return result

    def import_(
        self,
        *,
        value: str,
        format: t.Optional[types.ImportFormat] = None,
        api_id: t.Optional[int] = None,
        api_hash: t.Optional[str] = None,
        client: t.Optional[types.LoginClient] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.LoginAnswer:
        """Takes over a login from Telethon, Pyrogram (and Kurigram), GramJS or mtcute, by its session
        string.

        Telegram: `users.getUsers`, which verifies the login. Only the DC and the auth key are taken from
        the string; what it says of addresses is not looked at. The login is one and the same from then
        on: do not use the other library's string on another machine. Fails with `session_revoked` if
        Telegram does not know the login any more, and with `invalid_params` if the string is of none of
        these libraries.

        Args:
            value: The session string.
            format: Which library made the string; found by its form unless told.
            api_id: The api_id of the program that logged in; the string's own if it holds one, else
                $TELEWIRE_API_ID of the daemon.
            api_hash: The api_hash that belongs to it; $TELEWIRE_API_HASH of the daemon unless given.
            client: How the program introduces itself to Telegram. Best what the other library said, so that
                the login looks the same.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "value": value,
            "format": format,
            "api_id": api_id,
            "api_hash": api_hash,
            "client": client,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.LoginAnswer = self._invoke("session.import", _params, progress)
        return result

    def export(
        self,
        *,
        format: types.ExportFormat,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Exported:
        """Gives the login to another library, as that library's own session string.

        Only on a daemon that was started with `--allow-export`. The string is the whole login in the
        clear: whoever has it has the account. It is the same login, not another: keep both on one
        machine. Fails with `policy_denied` without `--allow-export`, and with `not_signed_in` before the
        login is finished.

        Args:
            format: Which library the string is for. Telethon, GramJS and mtcute get the home DC's address
                with it.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "format": format,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Exported = self._invoke("session.export", _params, progress)
        return result


class _Auth:
    """The methods of `auth`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def send_code(
        self,
        *,
        phone: str,
        api_id: t.Optional[int] = None,
        api_hash: t.Optional[str] = None,
        client: t.Optional[types.LoginClient] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.CodeAnswer:
        """Begins a login: Telegram sends a code to the account's owner.

        Telegram: `auth.sendCode`. The session string that comes back holds all that the next steps need,
        in this process or another. The owner must not send the code to anybody in a Telegram chat: that
        voids it. Fails with `phone_invalid`, with `rate_limited` when too many codes were asked for, with
        `account_banned` for a banned number, with `payment_required` where Telegram wants money for the
        code, with `official_app_required` where it wants a proof that its own apps give, and with
        `upgrade_required` where it wants a newer Telewire.

        Args:
            phone: The phone number, with its country's code: `+999…`.
            api_id: Your program's api_id from https://my.telegram.org; $TELEWIRE_API_ID of the daemon unless
                given.
            api_hash: The api_hash that belongs to it; $TELEWIRE_API_HASH of the daemon unless given.
            client: How the program introduces itself to Telegram.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "phone": phone,
            "api_id": api_id,
            "api_hash": api_hash,
            "client": client,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.CodeAnswer = self._invoke("auth.sendCode", _params, progress)
        return result

    def resend_code(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.CodeAnswer:
        """Asks Telegram to send the code again, by the next means it named.

        Telegram: `auth.resendCode`. Fails with `rate_limited` before `resend_after`, and with
        `login_stage` if no code was sent before.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.CodeAnswer = self._invoke("auth.resendCode", _params, progress)
        return result

    def cancel_code(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Gives a login up: the code that was sent is no longer good.

        Telegram: `auth.cancelCode`. Fails with `login_stage` if no code was sent.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("auth.cancelCode", _params, progress)
        return result

    def sign_in(
        self,
        *,
        code: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.LoginAnswer:
        """Goes on with a login, with the code that Telegram sent.

        Telegram: `auth.signIn`. Fails with `code_invalid`, with `code_expired`, with `rate_limited` after
        too many tries, and with `login_stage` if no code was sent. If its answer was lost, call it again:
        it goes on where the login stands.

        Args:
            code: The code, as it was sent.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "code": code,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.LoginAnswer = self._invoke("auth.signIn", _params, progress)
        return result

    def check_password(
        self,
        *,
        password: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.LoginAnswer:
        """Goes on with a login, with the password of two-step verification.

        Telegram: `auth.checkPassword`. The password never leaves this machine: Telegram is given a proof
        of it (SRP). Fails with `password_invalid`, with `rate_limited` after too many tries, and with
        `login_stage` if no password is asked for.

        Args:
            password: The two-step verification password.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "password": password,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.LoginAnswer = self._invoke("auth.checkPassword", _params, progress)
        return result

    def request_password_recovery(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.RecoveryRequested:
        """Has a code sent to the recovery address of an account whose password was forgotten.

        Telegram: `auth.requestPasswordRecovery`. Fails with `telegram_rejected` (PASSWORD_RECOVERY_NA) if
        the account has no recovery address, and with `login_stage` if the login asks for no password.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.RecoveryRequested = self._invoke("auth.requestPasswordRecovery", _params, progress)
        return result

    def recover_password(
        self,
        *,
        code: str,
        new_password: t.Optional[str] = None,
        hint: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.LoginAnswer:
        """Goes on with a login, with the code that auth.requestPasswordRecovery sent instead of the
        password.

        Telegram: `auth.recoverPassword`. The old password is no longer good; without a new one the
        account has none. Fails with `code_invalid`, with `code_expired`, and with `login_stage` if the
        login asks for no password.

        Args:
            code: The code that came by mail.
            new_password: The password from now on; none unless given.
            hint: What to remember the new password by; it is shown to whoever logs in.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "code": code,
            "new_password": new_password,
            "hint": hint,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.LoginAnswer = self._invoke("auth.recoverPassword", _params, progress)
        return result

    def sign_in_bot(
        self,
        *,
        token: str,
        api_id: t.Optional[int] = None,
        api_hash: t.Optional[str] = None,
        client: t.Optional[types.LoginClient] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.LoginAnswer:
        """Logs a bot in.

        Telegram: `auth.importBotAuthorization`. Fails with `telegram_rejected` (ACCESS_TOKEN_INVALID) if
        @BotFather gave out no such token.

        Args:
            token: From @BotFather: `123456:ABC…`, without the message around it.
            api_id: Your program's api_id from https://my.telegram.org; $TELEWIRE_API_ID of the daemon unless
                given.
            api_hash: The api_hash that belongs to it; $TELEWIRE_API_HASH of the daemon unless given.
            client: How the program introduces itself to Telegram.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "token": token,
            "api_id": api_id,
            "api_hash": api_hash,
            "client": client,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.LoginAnswer = self._invoke("auth.signInBot", _params, progress)
        return result

    def start_qr(
        self,
        *,
        api_id: t.Optional[int] = None,
        api_hash: t.Optional[str] = None,
        client: t.Optional[types.LoginClient] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.QrAnswer:
        """Begins a login by QR code: nobody types a number or a code, a signed-in app scans what you show.

        Telegram: `auth.exportLoginToken`. In Telegram's apps it is Settings, Devices, Link Desktop
        Device. Fails with `telegram_rejected` (API_ID_INVALID) if there is no such program.

        Args:
            api_id: Your program's api_id from https://my.telegram.org; $TELEWIRE_API_ID of the daemon unless
                given.
            api_hash: The api_hash that belongs to it; $TELEWIRE_API_HASH of the daemon unless given.
            client: How the program introduces itself to Telegram.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "api_id": api_id,
            "api_hash": api_hash,
            "client": client,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.QrAnswer = self._invoke("auth.startQr", _params, progress)
        return result

    def poll_qr(
        self,
        *,
        wait: t.Optional[float] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.QrAnswer:
        """Waits for the QR code of a login to be scanned.

        Telegram: `auth.exportLoginToken`, `auth.importLoginToken`. Answers as soon as something has
        changed, or when `wait` is over. A code that has expired is made anew: show the `url` of each
        answer. Fails with `login_stage` if no code was given out.

        Args:
            wait: Seconds to wait: 0 to 300, 30 unless told.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; no limit unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "wait": wait,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.QrAnswer = self._invoke("auth.pollQr", _params, progress)
        return result

    def status(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.StatusAnswer:
        """Tells how far a login has come, and asks Telegram whether it still stands.

        Fails with `session_revoked` if it doesn't; the `reason` is `unconfirmed` when Telegram said so
        once and could not be asked again.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.StatusAnswer = self._invoke("auth.status", _params, progress)
        return result

    def log_out(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Ends the login: Telegram forgets it, and the session string is worth nothing any more.

        Telegram: `auth.logOut`. When this succeeds the login is gone everywhere; when it fails, it may
        still stand. Fails with `session_revoked` if it was gone already, and with `login_stage` if it has
        yet to begin.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("auth.logOut", _params, progress)
        return result


class _Account:
    """The methods of `account`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def me(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.User:
        """Tells who is signed in.

        Telegram: `users.getUsers`. Fails with `not_signed_in` before the login is finished.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.User = self._invoke("account.me", _params, progress)
        return result

    def password(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.PasswordState:
        """Tells whether the account has two-step verification.

        Telegram: `account.getPassword`. Fails with `not_signed_in` before the login is finished, and with
        `user_only` for a bot.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.PasswordState = self._invoke("account.password", _params, progress)
        return result

    def set_password(
        self,
        *,
        new_password: str,
        current_password: t.Optional[str] = None,
        hint: t.Optional[str] = None,
        email: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.PasswordSet:
        """Sets the password of two-step verification, or another in its place.

        Telegram: `account.updatePasswordSettings`. Neither password leaves this machine: Telegram is
        given proofs of them (SRP). With `email` the password counts once account.confirmPasswordEmail has
        had the code that is sent there. Fails with `password_invalid` if the current password is wrong,
        and with `too_fresh` where Telegram wants the login to be older.

        Args:
            new_password: The password as it shall be.
            current_password: The password as it is, if there is one.
            hint: What to remember it by; it is shown to whoever logs in.
            email: An address by which a forgotten password can be recovered.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "new_password": new_password,
            "current_password": current_password,
            "hint": hint,
            "email": email,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.PasswordSet = self._invoke("account.setPassword", _params, progress)
        return result

    def confirm_password_email(
        self,
        *,
        code: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Confirms the e-mail address that account.setPassword was given.

        Telegram: `account.confirmPasswordEmail`. Fails with `code_invalid` and with `code_expired`.

        Args:
            code: The code that was sent to the address.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "code": code,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("account.confirmPasswordEmail", _params, progress)
        return result

    def remove_password(
        self,
        *,
        current_password: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Takes the password away: logins ask for the code alone.

        Telegram: `account.updatePasswordSettings`. Fails with `password_invalid` if the current password
        is wrong or there is none, and with `too_fresh` where Telegram wants the login to be older.

        Args:
            current_password: The password as it is.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "current_password": current_password,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("account.removePassword", _params, progress)
        return result

    def limits(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.LimitDetails:
        """Returns what the account may have: sizes, lengths and counts, and what Telegram Premium would
        change.

        Telegram: `help.getAppConfig` and `users.getUsers`, asked once in six hours for a login. For a
        bot, which can't ask, these are the documented limits. A file or caption over the limit fails with
        `too_large` before anything is uploaded. Fails with `not_signed_in` before the login is finished.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.LimitDetails = self._invoke("account.limits", _params, progress)
        return result

    def send_verify_email_code(
        self,
        *,
        email: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.EmailCodeSent:
        """Sends a code to an e-mail address that is to be the login e-mail address of the account.

        Telegram: `account.sendVerifyEmailCode`. For a login that answered `next: "set_up_email"`. Give
        the code to `account.verifyEmail`, with the same session string. Fails with `telegram_rejected`
        (EMAIL_INVALID, EMAIL_NOT_ALLOWED) if Telegram does not take the address, with `code_expired` if
        the login took too long, and with `login_stage` if the login waits for something else.

        Args:
            email: The address.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "email": email,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.EmailCodeSent = self._invoke("account.sendVerifyEmailCode", _params, progress)
        return result

    def verify_email(
        self,
        *,
        code: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.CodeAnswer:
        """Sets the login e-mail address up, with the code that was sent there. The login goes on.

        Telegram: `account.verifyEmail`. Telegram then sends the login code, mostly to the new address;
        the answer is that of `auth.sendCode`. Fails with `code_invalid`, with `code_expired`, and with
        `login_stage` if the login waits for something else.

        Args:
            code: The code from the mail.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "code": code,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.CodeAnswer = self._invoke("account.verifyEmail", _params, progress)
        return result

    def authorizations(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.AuthorizationList:
        """Lists the account's logins, this one among them.

        Telegram: `account.getAuthorizations`. Fails with `not_signed_in` before the login is finished,
        and with `user_only` for a bot.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.AuthorizationList = self._invoke("account.authorizations", _params, progress)
        return result

    def revoke_authorization(
        self,
        *,
        authorization_id: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Ends another login of the account.

        Telegram: `account.resetAuthorization`. Fails with `telegram_rejected` (HASH_INVALID) if there is
        no such login, and with `too_fresh` while this login is younger than a day.

        Args:
            authorization_id: The `authorization_id` that account.authorizations tells.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "authorization_id": authorization_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("account.revokeAuthorization", _params, progress)
        return result

    def revoke_other_authorizations(
        self,
        *,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Ends all other logins of the account.

        Telegram: `auth.resetAuthorizations`. Fails with `too_fresh` while this login is younger than a
        day.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("account.revokeOtherAuthorizations", _params, progress)
        return result

    def update(
        self,
        *,
        first_name: t.Optional[str] = None,
        last_name: t.Optional[str] = None,
        bio: t.Optional[str] = None,
        username: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.User:
        """Changes how the account shows itself.

        Telegram: `account.updateUsername`, then `account.updateProfile`. What isn't given stays. What
        fails changes nothing that comes after it, and says in `changed` which fields were changed before.
        Fails with `not_modified` if all is so already, and with `telegram_rejected` if the username can't
        be had (USERNAME_OCCUPIED, USERNAME_INVALID) or Telegram doesn't take the name or the words
        (FIRSTNAME_INVALID, ABOUT_TOO_LONG).

        Args:
            first_name: 1 to 64 characters.
            last_name: Up to 64 characters; empty for none.
            bio: Up to 70 characters, 140 with Telegram Premium; empty for none.
            username: Without `@`: 5 to 32 letters, digits and `_`; empty for none.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "first_name": first_name,
            "last_name": last_name,
            "bio": bio,
            "username": username,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.User = self._invoke("account.update", _params, progress)
        return result


class _Chats:
    """The methods of `chats`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def list(
        self,
        *,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        archived: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.ListedChatPage:
        """Lists the account's chats, the pinned ones first and then those with the newest messages.

        Telegram: `messages.getDialogs`. Each chat's `id` and `ref` are good as `chat_id`, in this process
        or another; a `ref` needs no look-up. Nothing comes twice, whatever is written meanwhile: but a
        chat that has yet to come and is written in moves to the front, so a whole new list is needed to
        see it. Fails with `cursor_invalid` if the cursor is of another method.

        Args:
            limit: How many chats: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before.
            archived: Lists the archived chats instead of the others.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "limit": limit,
            "cursor": cursor,
            "archived": archived,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.ListedChatPage = self._invoke("chats.list", _params, progress)
        return result

    def get(
        self,
        *,
        chat_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.ChatDetails:
        """Tells what is known of one chat.

        Telegram: `users.getFullUser`, `messages.getFullChat` or `channels.getFullChannel`. Fails with
        `chat_not_found` if no such chat is known to the account, and with `peer_invalid` if the `ref` is
        another account's.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.ChatDetails = self._invoke("chats.get", _params, progress)
        return result

    def mark_read(
        self,
        *,
        chat_id: types.ChatId,
        max_id: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Marks a chat's messages as read, which their senders are told where Telegram tells them.

        Telegram: `messages.readHistory` or `channels.readHistory`. What is read already stays so. Fails
        with `chat_not_found`, with `peer_invalid`, and with `forbidden` if the account may not read the
        chat.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            max_id: Up to this message, itself included; all of them unless told.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "max_id": max_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("chats.markRead", _params, progress)
        return result

    def set_typing(
        self,
        *,
        chat_id: types.ChatId,
        action: types.ChatAction,
        topic_id: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Shows the others in a chat what the account is about to send, for 6 seconds or until a message
        comes.

        Telegram: `messages.setTyping`. Fails with `forbidden` if the account may not write in the chat,
        with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            action: What the account is about to send: `typing`, `upload_photo`… as in the Bot API, or
                `cancel`.
            topic_id: In which topic of a forum.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "action": action,
            "topic_id": topic_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("chats.setTyping", _params, progress)
        return result

    def archive(
        self,
        *,
        chat_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Moves a chat into the archive. chats.list shows it with `archived` from then on.

        Telegram: `folders.editPeerFolders`. Fails with `chat_not_found`, and with `peer_invalid` if the
        chat is not in the account's list.

        Args:
            chat_id: Which chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("chats.archive", _params, progress)
        return result

    def unarchive(
        self,
        *,
        chat_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Takes a chat out of the archive.

        Telegram: `folders.editPeerFolders`. Fails with `chat_not_found`, and with `peer_invalid` if the
        chat is not in the account's list.

        Args:
            chat_id: Which chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("chats.unarchive", _params, progress)
        return result

    def mute(
        self,
        *,
        chat_id: types.ChatId,
        mute_for: t.Optional[int] = None,
        until_date: t.Optional[t.Union[str, float]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Mutes a chat: for some time, until a date, or until chats.unmute.

        Telegram: `account.updateNotifySettings`. Fails with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            mute_for: Seconds for which it is muted, from now on. Not together with `until_date`.
            until_date: A date until which it is muted, in 2038 at the latest. Default: until chats.unmute.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "mute_for": mute_for,
            "until_date": until_date,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("chats.mute", _params, progress)
        return result

    def unmute(
        self,
        *,
        chat_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Lets a chat be heard again.

        Telegram: `account.updateNotifySettings`. Fails with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("chats.unmute", _params, progress)
        return result


class _Messages:
    """The methods of `messages`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def send(
        self,
        *,
        chat_id: types.ChatId,
        text: str,
        format: t.Optional[types.TextFormat] = None,
        entities: t.Optional[t.Sequence[types.Entity]] = None,
        reply_to_message_id: t.Optional[int] = None,
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        link_preview: t.Optional[bool] = None,
        buttons: t.Optional[types.Buttons] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Message:
        """Sends a text message.

        Telegram: `messages.sendMessage`. Sends of one connection for one account reach Telegram in the
        order in which they were made. A send that fails with `timeout`, `cancelled`, `offline` or
        `internal` says in `outcome` whether it may have been sent, and in `random_id` how to repeat it
        without doubling it. Fails with `forbidden` or `banned` if the account may not write there, with
        `message_not_found` if what it answers or the topic is not there, with `bot_only` if a user gives
        `buttons` and `user_only` if a bot gives `schedule_date`, with `rate_limited` if Telegram asks to
        wait longer than `max_wait`, with `account_limited`, with `too_large`, with `chat_not_found` and
        with `peer_invalid`.

        Args:
            chat_id: Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            text: 1 to 4096 characters after formatting, not all of them blank or invisible. Other line ends
                than `\\n` become it.
            format: How `text` is formatted; plain unless told.
            entities: How the text is formatted, by UTF-16 offsets, instead of `format`.
            reply_to_message_id: The message that this answers.
            topic_id: The topic of a forum.
            silent: Whether it comes without a sound; false unless told.
            link_preview: Whether the first link is shown with a preview; true unless told.
            buttons: What stands under the message, or takes the place of its readers' keyboards. Bots alone.
            schedule_date: When it is to be sent, in a year at most; now unless told. Until then it is a message of
                messages.scheduled. Users alone.
            random_id: Your own id for this send, fresh in this chat: a repeat under the same id is not sent
                again but answered with the first message and `is_duplicate`. If that was deleted since,
                the repeat fails with `message_not_found` and `is_duplicate`: nothing is sent then, and
                another id sends it once more.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "text": text,
            "format": format,
            "entities": entities,
            "reply_to_message_id": reply_to_message_id,
            "topic_id": topic_id,
            "silent": silent,
            "link_preview": link_preview,
            "buttons": buttons,
            "schedule_date": schedule_date,
            "random_id": random_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Message = self._invoke("messages.send", _params, progress)
        return result

    def send_file(
        self,
        *,
        chat_id: types.ChatId,
        path: t.Optional[str] = None,
        data_base64: t.Optional[str] = None,
        file_id: t.Optional[str] = None,
        file_name: t.Optional[str] = None,
        caption: t.Optional[str] = None,
        format: t.Optional[types.TextFormat] = None,
        entities: t.Optional[t.Sequence[types.Entity]] = None,
        kind: t.Optional[types.FileKind] = None,
        width: t.Optional[int] = None,
        height: t.Optional[int] = None,
        duration: t.Optional[float] = None,
        title: t.Optional[str] = None,
        performer: t.Optional[str] = None,
        waveform: t.Optional[t.Union[str, t.Sequence[int]]] = None,
        thumbnail: t.Optional[types.Thumbnail] = None,
        has_spoiler: t.Optional[bool] = None,
        reply_to_message_id: t.Optional[int] = None,
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        buttons: t.Optional[types.Buttons] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Message:
        """Sends a file: a photo, a video, music, a voice message or a document.

        Telegram: `upload.saveFilePart` or `upload.saveBigFilePart` on a connection of its own, then
        `messages.sendMedia`. While it uploads, sends of the same connection to other chats pass it; those
        to the same chat wait for it, so that each chat gets what it is sent in the order in which it was
        asked for. Where they should not wait, call media.upload first and send its `file_id`. Waits that
        Telegram asks for during the upload are waited out up to `max_wait` for each part, 60 seconds
        unless told. A send that fails with `timeout`, `cancelled`, `offline` or `internal` says in
        `outcome` whether it may have been sent, and in `random_id` how to repeat it without doubling it.
        Fails with `file_not_found` if there is no file at the path or Telegram no longer has `file_id`,
        with `too_large`, with `policy_denied` if the path is not for this daemon to read, with
        `forbidden` or `banned` if the account may not send this there, with `message_not_found` if what
        it answers or the topic is not there, with `bot_only` if a user gives `buttons` and `user_only` if
        a bot gives `schedule_date`, with `rate_limited`, with `account_limited`, with `telegram_rejected`
        if Telegram can't make a photo of it, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            path: Where the file is: absolute, if the daemon listens on a socket. One of `path`,
                `data_base64` and `file_id` is given.
            data_base64: The file itself, in base64 or as a `data:` URL: for small ones, up to `--max-inline`.
            file_id: A file that Telegram has: `file_id` of media.upload or of a message's media.
            file_name: What the file is called. Default: the last part of `path`. Over 255 bytes, it is cut
                before its extension.
            caption: Up to 1024 characters after formatting, 2048 with Telegram Premium; account.limits has the
                number.
            format: How `caption` is formatted; plain unless told.
            entities: How the caption is formatted, by UTF-16 offsets, instead of `format`.
            kind: What the file is shown as; auto unless told.
            width: Pixels, of a video or animation. Default: as the file says.
            height: Pixels, of a video or animation. Default: as the file says.
            duration: Seconds, of a video, animation, music or voice message. Default: as the file says.
            title: Of music. Default: as the file's tags say.
            performer: Of music. Default: as the file's tags say.
            waveform: How loud a voice message is: 1–100 values from 0 to 31, or base64 of them in 5 bits each,
                as Telegram packs them. Telewire doesn't compute it: without it, apps draw a flat line.
            thumbnail: Shown until the file is there. Photos make their own.
            has_spoiler: Whether it is covered until it is tapped; false unless told.
            reply_to_message_id: The message that this answers.
            topic_id: The topic of a forum.
            silent: Whether it comes without a sound; false unless told.
            buttons: What stands under the message, or takes the place of its readers' keyboards. Bots alone.
            schedule_date: When it is to be sent, in a year at most; now unless told. Until then it is a message of
                messages.scheduled. Users alone.
            random_id: Your own id for this send, fresh in this chat: a repeat under the same id is not sent
                again but answered with the first message and `is_duplicate`. If that was deleted since,
                the repeat fails with `message_not_found` and `is_duplicate`: nothing is sent then, and
                another id sends it once more.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; no limit unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "path": path,
            "data_base64": data_base64,
            "file_id": file_id,
            "file_name": file_name,
            "caption": caption,
            "format": format,
            "entities": entities,
            "kind": kind,
            "width": width,
            "height": height,
            "duration": duration,
            "title": title,
            "performer": performer,
            "waveform": waveform,
            "thumbnail": thumbnail,
            "has_spoiler": has_spoiler,
            "reply_to_message_id": reply_to_message_id,
            "topic_id": topic_id,
            "silent": silent,
            "buttons": buttons,
            "schedule_date": schedule_date,
            "random_id": random_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Message = self._invoke("messages.sendFile", _params, progress)
        return result

    def send_album(
        self,
        *,
        chat_id: types.ChatId,
        items: t.Sequence[types.AlbumItem],
        reply_to_message_id: t.Optional[int] = None,
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Album:
        """Sends 2 to 10 files that are shown together, all of them or none.

        Photos and videos go together; music only with music, and documents only with documents. Telegram
        shows no buttons under an album: a bot that wants some sends a message of its own behind it.
        Telegram: the functions of messages.sendFile's uploads, then `messages.uploadMedia` for each file
        and `messages.sendMultiMedia`. What messages.sendFile says of order, of waits and of repeating
        holds here, too. Fails with `file_not_found` if there is no file at a path or Telegram no longer
        has a `file_id`, with `too_large`, with `policy_denied` if a path is not for this daemon to read,
        with `forbidden` or `banned` if the account may not send this there, with `message_not_found` if
        what it answers or the topic is not there, with `rate_limited`, with `account_limited`, with
        `user_only` if a bot gives `schedule_date`, with `telegram_rejected` if Telegram can't make a
        photo of one, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            items: In the order in which they are shown. The caption of the first is the album's, if no other
                has one.
            reply_to_message_id: The message that this answers.
            topic_id: The topic of a forum.
            silent: Whether it comes without a sound; false unless told.
            schedule_date: When it is to be sent, in a year at most; now unless told. Until then its messages are
                among messages.scheduled. Users alone.
            random_id: Your own id for this send, fresh in this chat: a repeat under the same id is not sent
                again but answered with the first message and `is_duplicate`. If all of it was deleted
                since, the repeat fails with `message_not_found` and `is_duplicate`: nothing is sent then,
                and another id sends it once more.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; no limit unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "items": items,
            "reply_to_message_id": reply_to_message_id,
            "topic_id": topic_id,
            "silent": silent,
            "schedule_date": schedule_date,
            "random_id": random_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Album = self._invoke("messages.sendAlbum", _params, progress)
        return result

    def edit(
        self,
        *,
        chat_id: types.ChatId,
        message_id: int,
        text: str,
        format: t.Optional[types.TextFormat] = None,
        entities: t.Optional[t.Sequence[types.Entity]] = None,
        link_preview: t.Optional[bool] = None,
        buttons: t.Optional[types.Buttons] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Message:
        """Changes the text of a message, or the caption of its media.

        Telegram: `messages.editMessage`. Formatting is set anew with the text. Fails with `not_modified`
        if the message reads so already, with `message_not_found`, with `forbidden` if it is another's or
        too old to be edited, with `bot_only` if a user gives `buttons`, with `too_large`, with
        `chat_not_found` and with `peer_invalid`. One that fails with `outcome` unknown can be repeated:
        at worst it is `not_modified`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: Which message.
            text: What is to stand there: 1 to 4096 characters after formatting; as a caption 0 to 1024.
            format: How `text` is formatted; plain unless told.
            entities: How the text is formatted, by UTF-16 offsets, instead of `format`.
            link_preview: Whether the first link is shown with a preview; true unless told.
            buttons: The buttons that are to stand under the message, row by row; those that aren't given again
                go. Bots alone, and no keyboards.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "text": text,
            "format": format,
            "entities": entities,
            "link_preview": link_preview,
            "buttons": buttons,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Message = self._invoke("messages.edit", _params, progress)
        return result

    def delete(
        self,
        *,
        chat_id: types.ChatId,
        message_ids: t.Sequence[int],
        revoke: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Deleted:
        """Deletes messages.

        Telegram: `messages.deleteMessages` or `channels.deleteMessages`, a hundred at once. What isn't in
        the chat is told in `failed` as `message_not_found`, what the account may not delete as
        `forbidden`; the others are deleted all the same. When Telegram asks to wait longer than
        `max_wait` after some were deleted, the rest is told as `rate_limited`. Fails with `forbidden` if
        the account may not read the chat, with `rate_limited`, with `chat_not_found` and with
        `peer_invalid`. It can be repeated without harm.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: Which messages, as many as you like.
            revoke: Whether they go for the others of a private chat or basic group, too; true unless told. In
                channels and supergroups they go for everybody, and bots can delete only so.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_ids": message_ids,
            "revoke": revoke,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Deleted = self._invoke("messages.delete", _params, progress)
        return result

    def forward(
        self,
        *,
        from_chat_id: types.ChatId,
        chat_id: types.ChatId,
        message_ids: t.Sequence[int],
        send_copy: t.Optional[bool] = None,
        remove_caption: t.Optional[bool] = None,
        silent: t.Optional[bool] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        topic_id: t.Optional[int] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Messages:
        """Passes messages on to another chat.

        Telegram: `messages.forwardMessages`, a hundred at once; albums stay albums. `items` are the new
        messages, in the order of `message_ids`; what isn't there or can't be passed on, as service
        messages, is told in `failed` as `message_not_found`. Each message has a `random_id` of its own,
        made of yours and its `message_id`: a call that fails with `timeout`, `cancelled`, `offline` or
        `internal` says in `outcome` whether some may have been sent, and in `random_id` how to repeat it
        without doubling them. Fails with `message_not_found` if none can be passed on, or if the topic is
        not there, with `forbidden` or `banned` if the account may not write there, or if the chat lets
        nothing be passed on, with `rate_limited` if Telegram asks to wait longer than `max_wait`, with
        `account_limited`, with `chat_not_found` and with `peer_invalid`.

        Args:
            from_chat_id: Where they are: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            chat_id: Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: Which messages, as many as you like.
            send_copy: Whether they come as if this account had written them; false unless told.
            remove_caption: Whether media comes without its captions, and as by `send_copy`; false unless told.
            silent: Whether they come without a sound; false unless told.
            schedule_date: When they are to be sent, in a year at most; now unless told.
            topic_id: The topic of a forum.
            random_id: Your own id for this call, fresh in the chat they go to: what a repeat under the same id
                would send again is answered with the first message and `is_duplicate`; what was deleted
                since is in `failed`, with `is_duplicate`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "from_chat_id": from_chat_id,
            "chat_id": chat_id,
            "message_ids": message_ids,
            "send_copy": send_copy,
            "remove_caption": remove_caption,
            "silent": silent,
            "schedule_date": schedule_date,
            "topic_id": topic_id,
            "random_id": random_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Messages = self._invoke("messages.forward", _params, progress)
        return result

    def history(
        self,
        *,
        chat_id: types.ChatId,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        offset_id: t.Optional[int] = None,
        min_id: t.Optional[int] = None,
        max_id: t.Optional[int] = None,
        from_date: t.Optional[t.Union[str, float]] = None,
        to_date: t.Optional[t.Union[str, float]] = None,
        sender_id: t.Optional[types.ChatId] = None,
        query: t.Optional[str] = None,
        media: t.Optional[types.MediaFilter] = None,
        reverse: t.Optional[bool] = None,
        topic_id: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.MessagePage:
        """Reads a chat's messages, the newest first.

        Telegram: `messages.getHistory`, `messages.search` or `messages.getReplies`. A message has to fit
        all filters that are given. What is written or deleted between two pages moves nothing. A page may
        be short, or empty, while there is a `next_cursor`. Fails with `forbidden` if the account may not
        read the chat, with `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            limit: How many messages: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before; the filters are to be given again.
            offset_id: Begins with the message behind this one: an older one, or a newer one with `reverse`.
            min_id: Only messages newer than this one.
            max_id: Only messages older than this one.
            from_date: Only messages of this moment or later.
            to_date: Only messages earlier than this moment.
            sender_id: Only messages that this user, or this channel, sent.
            query: Only messages with words that begin so, as Telegram searches.
            media: Only messages that carry this, or are such.
            reverse: Whether the oldest come first; false unless told.
            topic_id: Only messages of this topic of a forum, or this thread of comments.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "limit": limit,
            "cursor": cursor,
            "offset_id": offset_id,
            "min_id": min_id,
            "max_id": max_id,
            "from_date": from_date,
            "to_date": to_date,
            "sender_id": sender_id,
            "query": query,
            "media": media,
            "reverse": reverse,
            "topic_id": topic_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.MessagePage = self._invoke("messages.history", _params, progress)
        return result

    def click(
        self,
        *,
        chat_id: types.ChatId,
        message_id: int,
        row: t.Optional[int] = None,
        column: t.Optional[int] = None,
        text: t.Optional[str] = None,
        callback_data: t.Optional[str] = None,
        callback_data_base64: t.Optional[str] = None,
        password: t.Optional[str] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Clicked:
        """Presses a button of a message, and tells what the message's bot says to it.

        The button is named by its place, its text or its data: the first that fits is pressed. A button
        that needs no bot (`url`, `copy_text`, …) gives what it holds; a key of a keyboard sends its text.
        Telegram: `messages.getBotCallbackAnswer`, or `messages.sendMessage` for a key.

        Fails with `message_not_found`, with `telegram_rejected` (BOT_RESPONSE_TIMEOUT) if the bot doesn't
        answer in its time, which is some 15 seconds, with `password_invalid` if the button takes a
        password and it is wrong or missing, with `chat_not_found` and with `peer_invalid`. A key fails as
        messages.send does, and can be repeated as that under the `random_id` that the error tells.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message with the button.
            row: The button's row, counted from 0.
            column: Its place in that row, counted from 0; 0 unless told.
            text: What stands on the button, instead of its place.
            callback_data: The `callback_data` of a button, instead of its place.
            callback_data_base64: The `callback_data_base64` of a button, instead of its place.
            password: The two-step verification password, where the button takes it.
            random_id: Your own id for what a key sends, fresh in this chat: a repeat under the same id is not
                sent again but answered with the first message and `is_duplicate`. Other buttons send
                nothing, and have no use for it.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "row": row,
            "column": column,
            "text": text,
            "callback_data": callback_data,
            "callback_data_base64": callback_data_base64,
            "password": password,
            "random_id": random_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Clicked = self._invoke("messages.click", _params, progress)
        return result

    def search(
        self,
        *,
        chat_id: t.Optional[types.ChatId] = None,
        query: t.Optional[str] = None,
        media: t.Optional[types.MediaFilter] = None,
        from_date: t.Optional[t.Union[str, float]] = None,
        to_date: t.Optional[t.Union[str, float]] = None,
        sender_id: t.Optional[types.ChatId] = None,
        topic_id: t.Optional[int] = None,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.MessagePage:
        """Finds messages in one chat or in all of the account's, the newest first.

        Telegram: `messages.search` or `messages.searchGlobal`. A message has to fit all that is given;
        through all chats a `query` or `media` is needed, and Telegram knows neither senders nor topics. A
        page may be short, or empty, while there is a `next_cursor`. Fails with `forbidden` if the account
        may not read the chat, with `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`. All chats unless
                told.
            query: Words of the message, or their beginnings.
            media: Only messages that carry this, or are such.
            from_date: Only messages of this moment or later.
            to_date: Only messages earlier than this moment.
            sender_id: Only messages that this user, or this channel, sent; in one chat.
            topic_id: Only messages of this topic of a forum, or this thread of comments; in one chat.
            limit: How many messages: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before; the filters are to be given again.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "query": query,
            "media": media,
            "from_date": from_date,
            "to_date": to_date,
            "sender_id": sender_id,
            "topic_id": topic_id,
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.MessagePage = self._invoke("messages.search", _params, progress)
        return result

    def get(
        self,
        *,
        chat_id: types.ChatId,
        message_ids: t.Sequence[int],
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Messages:
        """Reads messages by their ids.

        Telegram: `messages.getMessages` or `channels.getMessages`. What isn't in the chat is told in
        `failed`, as `message_not_found`. Fails with `forbidden` if the account may not read the chat,
        with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: Which messages, as many as you like.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_ids": message_ids,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Messages = self._invoke("messages.get", _params, progress)
        return result

    def pin(
        self,
        *,
        chat_id: types.ChatId,
        message_id: int,
        silent: t.Optional[bool] = None,
        only_for_self: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Pins a message.

        Telegram: `messages.updatePinnedMessage`. A chat can have many pinned messages: messages.history
        with `media: "pinned"` lists them. Fails with `not_modified` if it is pinned, with
        `message_not_found`, with `forbidden` if the account has no right to pin there, with
        `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: Which message.
            silent: Whether nobody is notified; false unless told.
            only_for_self: In a private chat, pins it for this account and not for the other side. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "silent": silent,
            "only_for_self": only_for_self,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("messages.pin", _params, progress)
        return result

    def unpin(
        self,
        *,
        chat_id: types.ChatId,
        message_id: t.Optional[int] = None,
        topic_id: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Unpins a message, or all of a chat or topic.

        Telegram: `messages.updatePinnedMessage` or `messages.unpinAllMessages`. Fails with `not_modified`
        if the message isn't pinned, with `message_not_found`, with `forbidden` if the account has no
        right to pin there, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: Which message; all unless told.
            topic_id: Only those of this topic of a forum, when all are meant.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "topic_id": topic_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("messages.unpin", _params, progress)
        return result

    def react(
        self,
        *,
        chat_id: types.ChatId,
        message_id: int,
        reactions: t.Sequence[str],
        is_big: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Reacts to a message, in place of what this account had chosen before.

        Telegram: `messages.sendReaction`. Without a subscription of Telegram's an account has one
        reaction to a message. Fails with `not_modified` if nothing changes, with `message_not_found`,
        with `telegram_rejected` if Telegram or the chat doesn't take this emoji, with `forbidden` if the
        account may not react there, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: Which message.
            reactions: Emoji, with or without U+FE0F; none takes the account's reactions back.
            is_big: Whether it is shown large for a moment; false unless told.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "reactions": reactions,
            "is_big": is_big,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("messages.react", _params, progress)
        return result

    def send_poll(
        self,
        *,
        chat_id: types.ChatId,
        question: str,
        options: t.Sequence[str],
        kind: t.Optional[types.PollKind] = None,
        is_anonymous: t.Optional[bool] = None,
        allows_multiple_answers: t.Optional[bool] = None,
        allows_revoting: t.Optional[bool] = None,
        shuffle_options: t.Optional[bool] = None,
        hide_results_until_closes: t.Optional[bool] = None,
        correct_option_ids: t.Optional[t.Sequence[int]] = None,
        explanation: t.Optional[str] = None,
        format: t.Optional[types.TextFormat] = None,
        entities: t.Optional[t.Sequence[types.Entity]] = None,
        open_period: t.Optional[int] = None,
        close_date: t.Optional[t.Union[str, float]] = None,
        reply_to_message_id: t.Optional[int] = None,
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        buttons: t.Optional[types.Buttons] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Message:
        """Sends a poll, or a quiz.

        Telegram: `messages.sendMedia` of an `inputMediaPoll`. What messages.send says of order and of
        repeating holds here, too. In private chats Telegram takes polls only to bots, from bots and to
        oneself. Fails with `forbidden` or `banned` if the account may not send polls there, with
        `telegram_rejected` if Telegram doesn't take the question or the options (POLL_QUESTION_INVALID,
        POLL_ANSWERS_INVALID, POLL_ANSWER_INVALID) or no poll in this chat (MEDIA_INVALID), with
        `message_not_found` if what it answers or the topic is not there, with `bot_only` if a user gives
        `buttons` and `user_only` if a bot gives `schedule_date`, with `rate_limited` if Telegram asks to
        wait longer than `max_wait`, with `account_limited`, with `chat_not_found` and with
        `peer_invalid`.

        Args:
            chat_id: Where to: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            question: 1 to 255 characters, of a bot to 300.
            options: 2 to 12 options of 1 to 100 characters.
            kind: A poll unless told.
            is_anonymous: Whether nobody is told who chose what; true unless told. In channels it must be.
            allows_multiple_answers: Whether one may choose several options; false unless told.
            allows_revoting: Whether one may take a vote back or change it; true unless told, and never in a quiz.
            shuffle_options: Whether everybody is shown the options in another order; false unless told.
            hide_results_until_closes: Whether nobody is shown the results before it is closed; false unless told.
            correct_option_ids: The right options of a quiz, by their places in `options`, from 0. More than one if it
                allows multiple answers.
            explanation: What a quiz tells those who have voted: up to 200 characters.
            format: How `explanation` is formatted; plain unless told.
            entities: How the explanation is formatted, by UTF-16 offsets, instead of `format`.
            open_period: Seconds for which it is open: 5 to 2628000. Either this or `close_date`, if it closes by
                itself.
            close_date: When it closes by itself: 5 to 2628000 seconds after it is sent.
            reply_to_message_id: The message that this answers.
            topic_id: The topic of a forum.
            silent: Whether it comes without a sound; false unless told.
            buttons: What stands under the message, or takes the place of its readers' keyboards. Bots alone.
            schedule_date: When it is to be sent, in a year at most; now unless told. Until then it is a message of
                messages.scheduled. Users alone.
            random_id: Your own id for this send, fresh in this chat: a repeat under the same id is not sent
                again but answered with the first message and `is_duplicate`. If that was deleted since,
                the repeat fails with `message_not_found` and `is_duplicate`: nothing is sent then, and
                another id sends it once more.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "question": question,
            "options": options,
            "kind": kind,
            "is_anonymous": is_anonymous,
            "allows_multiple_answers": allows_multiple_answers,
            "allows_revoting": allows_revoting,
            "shuffle_options": shuffle_options,
            "hide_results_until_closes": hide_results_until_closes,
            "correct_option_ids": correct_option_ids,
            "explanation": explanation,
            "format": format,
            "entities": entities,
            "open_period": open_period,
            "close_date": close_date,
            "reply_to_message_id": reply_to_message_id,
            "topic_id": topic_id,
            "silent": silent,
            "buttons": buttons,
            "schedule_date": schedule_date,
            "random_id": random_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Message = self._invoke("messages.sendPoll", _params, progress)
        return result

    def close_poll(
        self,
        *,
        chat_id: types.ChatId,
        message_id: int,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Poll:
        """Closes a poll for good, and tells how it came out.

        Telegram: `messages.editMessage`. Buttons under the message go. Fails with `not_modified` if the
        poll is closed already, with `message_not_found` if there is no such message or it shows no poll,
        with `forbidden` if it is another's, was passed on or is too old to be changed, with
        `chat_not_found` and with `peer_invalid`. One that fails with `outcome` unknown can be repeated:
        at worst it is `not_modified`.

        Args:
            chat_id: Where the poll is: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message that shows it.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Poll = self._invoke("messages.closePoll", _params, progress)
        return result

    def vote(
        self,
        *,
        chat_id: types.ChatId,
        message_id: int,
        option_ids: t.Sequence[int],
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Poll:
        """Votes in a poll, or takes a vote back.

        Telegram: `messages.sendVote`. A new vote takes the place of the old one. Fails with
        `message_not_found` if there is no such message or it shows no poll, with `forbidden` if the poll
        is closed, is a quiz that was answered before, or takes votes only once or only from others, with
        `telegram_rejected` if it takes one option and several are chosen, with `chat_not_found` and with
        `peer_invalid`.

        Args:
            chat_id: Where the poll is: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message that shows it.
            option_ids: The chosen options by their places in the poll's `options`, from 0. None takes the vote
                back.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "option_ids": option_ids,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Poll = self._invoke("messages.vote", _params, progress)
        return result

    def scheduled(
        self,
        *,
        chat_id: types.ChatId,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.MessagePage:
        """Lists the messages of a chat that this account has waiting for their time, the next to be sent
        first.

        Telegram: `messages.getScheduledHistory`, which gives all of them for each page. Their ids are a
        count of their own. Fails with `cursor_invalid`, with `forbidden` if the account may not read the
        chat, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            limit: How many messages: 1–100. Default: 50.
            cursor: `next_cursor` of the page before.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.MessagePage = self._invoke("messages.scheduled", _params, progress)
        return result

    def send_scheduled(
        self,
        *,
        chat_id: types.ChatId,
        message_ids: t.Sequence[int],
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Messages:
        """Sends messages that wait for their time, now.

        Telegram: `messages.sendScheduledMessages`. `items` are the messages as they were sent; what
        doesn't wait any more is told in `failed` as `message_not_found`. It can be repeated: what was
        sent waits no more. Fails with `message_not_found` if none of them waits, with `forbidden` or
        `banned` if the account may not write there, with `rate_limited` if Telegram asks to wait longer
        than `max_wait`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: Which messages, by their ids in messages.scheduled.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_ids": message_ids,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Messages = self._invoke("messages.sendScheduled", _params, progress)
        return result

    def delete_scheduled(
        self,
        *,
        chat_id: types.ChatId,
        message_ids: t.Sequence[int],
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Deleted:
        """Deletes messages that wait for their time.

        Telegram: `messages.deleteScheduledMessages`. What doesn't wait any more is told in `failed` as
        `message_not_found`. It can be repeated without harm. Fails with `forbidden` if the account may
        not read the chat, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Which chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: Which messages, by their ids in messages.scheduled.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_ids": message_ids,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Deleted = self._invoke("messages.deleteScheduled", _params, progress)
        return result


class _Media:
    """The methods of `media`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def download(
        self,
        *,
        chat_id: types.ChatId,
        message_id: int,
        path: t.Optional[str] = None,
        inline: t.Optional[bool] = None,
        offset: t.Optional[int] = None,
        length: t.Optional[int] = None,
        thumbnail: t.Optional[bool] = None,
        overwrite: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Downloaded:
        """Downloads the file that a message shows, to a path or into the answer.

        Telegram: `upload.getFile`, on a connection of its own to the file's DC. To a path, the bytes are
        gathered beside it in a file `.telewire-….part`, which takes the path's name when all are on disk;
        both have mode 0600. When the call fails, is cancelled or the process dies, what is there of it
        stays if it is at least 512 KiB, and the same call goes on from there. A file that Telegram keeps
        on a CDN comes from the CDN DC, each byte proven by the SHA-256 that the file's own DC names, or
        from the file's own DC if the CDN fails. Waits that Telegram asks for are waited out up to
        `max_wait` for each part, by default 60 seconds. Fails with `message_not_found`, with
        `file_not_found` if the message has no file or the path no folder, with `file_exists`, with
        `too_large` if the bytes are more than `--max-inline`, with `policy_denied` if the path is not for
        this daemon to write, with `hash_mismatch` if a CDN sends other bytes than the file's, with
        `rate_limited`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Where the message is: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message that shows the file.
            path: Where the file goes: absolute, if the daemon listens on a socket. The folder must be
                there. Either this or `inline` is given.
            inline: Whether the bytes come in the answer, as base64, instead.
            offset: The first byte. Default: 0.
            length: How many bytes, at least 1. Default: to the end.
            thumbnail: Whether it is the small image of a video or document, or the smallest copy of a photo,
                that is wanted.
            overwrite: Whether a regular file that is at the path is replaced. Default: false. Nothing else is
                ever replaced.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; no limit unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "message_id": message_id,
            "path": path,
            "inline": inline,
            "offset": offset,
            "length": length,
            "thumbnail": thumbnail,
            "overwrite": overwrite,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Downloaded = self._invoke("media.download", _params, progress)
        return result

    def upload(
        self,
        *,
        path: t.Optional[str] = None,
        data_base64: t.Optional[str] = None,
        file_name: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.UploadedFile:
        """Uploads a file, to be sent by messages.sendFile or messages.sendAlbum, or to be a photo of
        groups.edit.

        Telegram: `upload.saveFilePart` and `upload.saveBigFilePart`, on a connection of its own. Nobody
        sees the file until it is sent. Telegram keeps it for some minutes to some hours, so send it soon.
        Waits that Telegram asks for are waited out up to `max_wait` for each part, 60 seconds unless
        told. Fails with `file_not_found` if there is no file at the path, with `too_large` if the file is
        over what the account may upload (2,097,152,000 bytes, 4,194,304,000 with Telegram Premium:
        account.limits) or `data_base64` over `--max-inline`, with `policy_denied` if the path is not for
        this daemon to read, and with `rate_limited`.

        Args:
            path: Where the file is: absolute, if the daemon listens on a socket. Either this or
                `data_base64` is given.
            data_base64: The file itself, in base64 or as a `data:` URL: for small ones.
            file_name: What the file is called. Default: the last part of `path`. Over 255 bytes, it is cut
                before its extension.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; no limit unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "path": path,
            "data_base64": data_base64,
            "file_name": file_name,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.UploadedFile = self._invoke("media.upload", _params, progress)
        return result


class _Groups:
    """The methods of `groups`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def join(
        self,
        *,
        chat_id: t.Optional[types.ChatId] = None,
        invite_link: t.Optional[types.ChatId] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Joined:
        """Joins a group or channel: a public one by its name, another by an invite link.

        Telegram: `channels.joinChannel` or `messages.importChatInvite`. Fails with `chat_not_found`; with
        `invite_invalid` if there never was such a link; with `invite_expired` if it is used up, too old
        or revoked, which Telegram also says to whoever was banned from the chat behind it; with `banned`
        if the account was thrown out of a public chat; with `chat_full`; with `account_limited` if it is
        in too many chats; and with `peer_invalid` if it is a user or bot that is named.

        Args:
            chat_id: Which one: `"@name"`, a `t.me` link, or a `ref`. Either this or `invite_link`.
            invite_link: An invite link, as `https://t.me/+…`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "invite_link": invite_link,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Joined = self._invoke("groups.join", _params, progress)
        return result

    def check_invite(
        self,
        *,
        invite_link: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.CheckedInvite:
        """Returns details about the group or channel behind an invite link, without joining.

        Telegram: `messages.checkChatInvite`. Fails with `invite_invalid` if there never was such a link,
        and with `invite_expired` if it is used up, too old or revoked, or if the account was banned from
        the chat.

        Args:
            invite_link: The link, as `https://t.me/+…`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "invite_link": invite_link,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.CheckedInvite = self._invoke("groups.checkInvite", _params, progress)
        return result

    def leave(
        self,
        *,
        chat_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Leaves a group or channel.

        Telegram: `channels.leaveChannel` or `messages.deleteChatUser`. Fails with `forbidden` if the
        account is not in it (USER_NOT_PARTICIPANT), or owns it and Telegram lets no owner go
        (USER_CREATOR), and with `chat_not_found` and `peer_invalid`.

        Args:
            chat_id: Which one: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.leave", _params, progress)
        return result

    def create(
        self,
        *,
        title: str,
        kind: types.CreateKind,
        user_ids: t.Optional[t.Sequence[types.ChatId]] = None,
        description: t.Optional[str] = None,
        is_forum: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.CreatedChat:
        """Makes a group or channel, with the account as its owner.

        Telegram: `messages.createChat`, or `channels.createChannel` and `channels.inviteToChannel`. Those
        who couldn't be added are told in `missing`, each with a reason; the chat is there all the same.
        Fails with `user_not_found` if one of them is not known, with `account_limited` if the account has
        too many chats, and with `telegram_rejected` if Telegram takes no such title (CHAT_TITLE_EMPTY) or
        no basic group of so few (USERS_TOO_FEW).

        Args:
            title: 1 to 128 characters.
            kind: What it is to be.
            user_ids: Whom to add: a `ref`, `"@name"` or id each. A basic group takes one or more.
            description: What the chat says of itself: up to 255 characters.
            is_forum: Makes a supergroup a forum, with topics.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "title": title,
            "kind": kind,
            "user_ids": user_ids,
            "description": description,
            "is_forum": is_forum,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.CreatedChat = self._invoke("groups.create", _params, progress)
        return result

    def edit(
        self,
        *,
        chat_id: types.ChatId,
        title: t.Optional[str] = None,
        description: t.Optional[str] = None,
        username: t.Optional[str] = None,
        photo: t.Optional[types.Picture] = None,
        delete_photo: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.ChatDetails:
        """Changes what a group or channel is called and says of itself, and its photo.

        Telegram: `channels.updateUsername`, then `channels.editPhoto` or `messages.editChatPhoto`, then
        `channels.editTitle` or `messages.editChatTitle`, then `messages.editChatAbout`. What isn't given
        stays. A new photo is uploaded first, as by media.upload. What fails changes nothing that comes
        after it, and says in `changed` which fields were changed before. Fails with `not_modified` if all
        is so already, with `forbidden` if the account may not, with `user_only` if a bot gives a
        `username`, with `telegram_rejected` if the name can't be had (USERNAME_OCCUPIED,
        USERNAME_INVALID) or Telegram makes no photo of the file (IMAGE_PROCESS_FAILED,
        PHOTO_INVALID_DIMENSIONS), with `file_not_found` if there is no file at the path or Telegram no
        longer has it, with `too_large` if the photo has over 10 MiB or its `data_base64` over `--max-
        inline`, with `policy_denied` if the path is not for this daemon to read, with `rate_limited`,
        with `chat_not_found`, and with `peer_invalid` if a basic group is to have a name.

        Args:
            chat_id: Which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            title: 1 to 128 characters.
            description: Up to 255 characters; empty for none.
            username: Makes a supergroup or channel public under this name, without `@`: 5 to 32 letters, digits
                and `_`. Empty makes it private. For its owner, who is no bot.
            photo: What is shown beside the title.
            delete_photo: Whether the photo is taken away; false unless told.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; no limit unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "title": title,
            "description": description,
            "username": username,
            "photo": photo,
            "delete_photo": delete_photo,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.ChatDetails = self._invoke("groups.edit", _params, progress)
        return result

    def members(
        self,
        *,
        chat_id: types.ChatId,
        query: t.Optional[str] = None,
        filter: t.Optional[types.MemberFilter] = None,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.MemberPage:
        """Lists the members of a group or channel, or those who are kept out of it.

        Telegram: `channels.getParticipants` or `messages.getFullChat`. While people come and go, somebody
        may come twice or be left out. Telegram tells of some thousands at most. Fails with `forbidden` if
        the account may not know (a channel's members, and who is banned or restricted, are for its
        admins), with `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: Of which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            query: Only those of whose name or username a word begins so. Not with the filters `admins` and
                `bots`.
            filter: Which of them.
            limit: How many: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "query": query,
            "filter": filter,
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.MemberPage = self._invoke("groups.members", _params, progress)
        return result

    def add_members(
        self,
        *,
        chat_id: types.ChatId,
        user_ids: t.Sequence[types.ChatId],
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.AddedMembers:
        """Adds people to a group or channel.

        Telegram: `channels.inviteToChannel`, or `messages.addChatUser` one by one in a basic group, whose
        last 100 messages they are shown. Who is in it already stays. Those who couldn't be added are told
        in `missing`, each with a reason, and the others are added all the same. Fails with `forbidden` if
        the account may not add people, with `chat_full`, with `account_limited`, with `user_not_found` if
        one of them is not known (and then adds nobody), with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: To which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_ids: Whom: a `ref`, `"@name"` or id each.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_ids": user_ids,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.AddedMembers = self._invoke("groups.addMembers", _params, progress)
        return result

    def ban(
        self,
        *,
        chat_id: types.ChatId,
        user_id: types.ChatId,
        until_date: t.Optional[t.Union[str, float]] = None,
        revoke_messages: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Throws somebody out, and keeps them from coming back.

        Telegram: `channels.editBanned`, then `channels.deleteParticipantHistory` if asked to;
        `messages.deleteChatUser` in a basic group, which keeps nobody from being added again, and can't
        with `until_date`. Fails with `forbidden` if the account may not or they are an admin, with
        `user_not_found`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: From which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whom: a `ref`, `"@name"` or id.
            until_date: A date until which it holds: 35 seconds to 366 days from now. Default: for ever.
            revoke_messages: Deletes all that they wrote in the chat, too.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "until_date": until_date,
            "revoke_messages": revoke_messages,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.ban", _params, progress)
        return result

    def unban(
        self,
        *,
        chat_id: types.ChatId,
        user_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Lifts a ban, or gives a member back what groups.restrict took. They aren't in the chat by that.

        Telegram: `channels.editBanned`. Fails with `forbidden` if the account may not, with
        `user_not_found`, with `chat_not_found`, and with `peer_invalid` in a basic group, which bans
        nobody.

        Args:
            chat_id: In which supergroup or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whom: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.unban", _params, progress)
        return result

    def restrict(
        self,
        *,
        chat_id: types.ChatId,
        user_id: types.ChatId,
        permissions: types.Permissions,
        until_date: t.Optional[t.Union[str, float]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Takes rights from one member, or gives them back. Whoever was banned is banned no more.

        Telegram: `channels.editBanned`. Fails with `forbidden` if the account may not or they are an
        admin, with `user_not_found`, with `chat_not_found`, and with `peer_invalid` in a basic group.

        Args:
            chat_id: In which supergroup: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whom: a `ref`, `"@name"` or id.
            permissions: What they may do from now on, if every member may. What isn't given as true is taken from
                them.
            until_date: A date until which it holds: 35 seconds to 366 days from now. Default: for ever.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "permissions": permissions,
            "until_date": until_date,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.restrict", _params, progress)
        return result

    def promote(
        self,
        *,
        chat_id: types.ChatId,
        user_id: types.ChatId,
        rights: t.Optional[types.AdminRights] = None,
        custom_title: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Makes somebody an admin, or gives an admin other rights. Whoever isn't in the supergroup or
        channel is added.

        Telegram: `channels.editAdmin`, or `messages.editChatAdmin` in a basic group, whose admins all may
        do the same: there `rights` and `custom_title` can't be given. Fails with `forbidden` if the
        account may not, or gives more than it has; with `user_only` if a bot tries it in a basic group,
        with `user_not_found`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: In which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whom: a `ref`, `"@name"` or id.
            rights: What they may do from now on; needed in supergroups and channels. Every admin may see who
                is in the chat and what its admins do.
            custom_title: Shown beside their name: up to 16 characters.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "rights": rights,
            "custom_title": custom_title,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.promote", _params, progress)
        return result

    def demote(
        self,
        *,
        chat_id: types.ChatId,
        user_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Makes an admin a member like any other.

        Telegram: `channels.editAdmin` or `messages.editChatAdmin`. Fails with `forbidden` if the account
        may not, or somebody else made them an admin, with `user_only` if a bot tries it in a basic group,
        with `user_not_found`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: In which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whom: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.demote", _params, progress)
        return result

    def create_invite(
        self,
        *,
        chat_id: types.ChatId,
        expire_date: t.Optional[t.Union[str, float]] = None,
        member_limit: t.Optional[int] = None,
        creates_join_request: t.Optional[bool] = None,
        name: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Invite:
        """Makes an invite link, beside those that there are.

        Telegram: `messages.exportChatInvite`. Fails with `forbidden` if the account may not invite, with
        `telegram_rejected` if Telegram takes no such link (EXPIRE_DATE_INVALID, USAGE_LIMIT_INVALID),
        with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: To which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            expire_date: From when on it lets nobody in: a date to come, in 2038 at the latest. Default: never.
            member_limit: How many it lets in: 1 to 99999. Not with `creates_join_request`.
            creates_join_request: Whether an admin has to let everybody in.
            name: Shown to admins alone: up to 32 characters.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "expire_date": expire_date,
            "member_limit": member_limit,
            "creates_join_request": creates_join_request,
            "name": name,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Invite = self._invoke("groups.createInvite", _params, progress)
        return result

    def invites(
        self,
        *,
        chat_id: types.ChatId,
        user_id: t.Optional[types.ChatId] = None,
        revoked: t.Optional[bool] = None,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.InvitePage:
        """Lists an admin's invite links, the newest first.

        Telegram: `messages.getExportedChatInvites`. Fails with `forbidden` if the account may not invite,
        or asks for another admin's links and isn't the owner; with `user_not_found`, with
        `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: To which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whose links; the account's own unless told.
            revoked: Lists the revoked links instead of the others.
            limit: How many: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "revoked": revoked,
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.InvitePage = self._invoke("groups.invites", _params, progress)
        return result

    def revoke_invite(
        self,
        *,
        chat_id: types.ChatId,
        invite_link: str,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.RevokedInvite:
        """Makes an invite link worthless. An admin's primary link is replaced by a new one.

        Telegram: `messages.editExportedChatInvite`. Fails with `invite_expired` if it was revoked before
        or is no link of this chat, with `forbidden` if the account may not, with `chat_not_found` and
        with `peer_invalid`.

        Args:
            chat_id: To which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            invite_link: The link, as `https://t.me/+…`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "invite_link": invite_link,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.RevokedInvite = self._invoke("groups.revokeInvite", _params, progress)
        return result

    def join_requests(
        self,
        *,
        chat_id: types.ChatId,
        invite_link: t.Optional[str] = None,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.JoinRequestPage:
        """Lists those who ask to be let into a group or channel, the newest first.

        Telegram: `messages.getChatInviteImporters`. Fails with `forbidden` if the account may not invite,
        with `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: Into which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            invite_link: Only those who came by this invite link.
            limit: How many: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "invite_link": invite_link,
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.JoinRequestPage = self._invoke("groups.joinRequests", _params, progress)
        return result

    def approve_request(
        self,
        *,
        chat_id: types.ChatId,
        user_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Lets somebody in who asked to be.

        Telegram: `messages.hideChatJoinRequest`. Fails with `forbidden` if the account may not invite,
        with `user_not_found` if no request of theirs waits, with `not_modified` if they are a member
        already, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: Into which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whom: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.approveRequest", _params, progress)
        return result

    def decline_request(
        self,
        *,
        chat_id: types.ChatId,
        user_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Turns down somebody who asked to be let in. They may ask again.

        Telegram: `messages.hideChatJoinRequest`. Fails with `forbidden` if the account may not invite,
        with `user_not_found` if no request of theirs waits, with `not_modified` if they are a member
        already, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: To which group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: Whom: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "user_id": user_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("groups.declineRequest", _params, progress)
        return result

    def topics(
        self,
        *,
        chat_id: types.ChatId,
        query: t.Optional[str] = None,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.TopicPage:
        """Lists the topics of a forum, the pinned ones first and then those with the newest messages.

        Telegram: `messages.getForumTopics`. A `topic_id` is good for `messages.send` and
        `messages.history`. Fails with `peer_invalid` if the chat has no topics, with `forbidden` if the
        account may not read it, with `chat_not_found` and with `cursor_invalid`.

        Args:
            chat_id: Which forum: `"@name"`, a marked id, a `t.me` link or a `ref`.
            query: Only topics whose title has this in it.
            limit: How many topics: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "query": query,
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.TopicPage = self._invoke("groups.topics", _params, progress)
        return result


class _Contacts:
    """The methods of `contacts`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def list(
        self,
        *,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.ContactPage:
        """Lists the account's contacts by name.

        Telegram: `contacts.getContacts`, which gives all of them for each page. Fails with `rate_limited`
        when Telegram asks to wait longer than `max_wait`, with `cursor_invalid`, and with `user_only` for
        a bot.

        Args:
            limit: How many: 1–100. Default: 50.
            cursor: `next_cursor` of the page before.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.ContactPage = self._invoke("contacts.list", _params, progress)
        return result

    def add(
        self,
        *,
        first_name: str,
        user_id: t.Optional[types.ChatId] = None,
        phone: t.Optional[str] = None,
        last_name: t.Optional[str] = None,
        share_phone: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.User:
        """Puts somebody into the account's address book, or gives a contact another name there.

        Telegram: `contacts.addContact`, or `contacts.importContacts` for a phone number. Fails with
        `user_not_found` if nobody who lets themselves be found has that number, with `rate_limited` if
        Telegram takes no more numbers for now, with `chat_not_found`, and with `telegram_rejected` if the
        first name is empty (CONTACT_NAME_EMPTY) or it is the account itself (CONTACT_ID_INVALID).

        Args:
            first_name: 1 to 64 characters.
            user_id: Whom: a `ref`, `"@name"` or id. Either this or `phone`.
            phone: Their number, in international form.
            last_name: Up to 64 characters.
            share_phone: Lets them see the account's own number. Not with `phone`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "first_name": first_name,
            "user_id": user_id,
            "phone": phone,
            "last_name": last_name,
            "share_phone": share_phone,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.User = self._invoke("contacts.add", _params, progress)
        return result

    def delete(
        self,
        *,
        user_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Takes somebody out of the account's address book.

        Telegram: `contacts.deleteContacts`. Whoever isn't in it stays out. Fails with `chat_not_found`,
        and with `peer_invalid` if this is no user.

        Args:
            user_id: Whom: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "user_id": user_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("contacts.delete", _params, progress)
        return result

    def search(
        self,
        *,
        query: str,
        limit: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.FoundChats:
        """Finds people, groups and channels by name or username: first those whom the account knows, then
        public ones.

        Telegram: `contacts.search`. Fails with `telegram_rejected` if there are too few letters to look
        for (QUERY_TOO_SHORT, SEARCH_QUERY_EMPTY).

        Args:
            query: How a word of the name begins, or the username.
            limit: How many of each: 1 to 100, 50 unless told. Telegram gives no more.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "query": query,
            "limit": limit,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.FoundChats = self._invoke("contacts.search", _params, progress)
        return result

    def block(
        self,
        *,
        user_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Keeps somebody from writing to the account, from seeing when it is online, and from adding it to
        chats.

        Telegram: `contacts.block`. Whoever is blocked stays so. Fails with `chat_not_found`, with
        `peer_invalid`, and with `telegram_rejected` if it is the account itself (CONTACT_ID_INVALID).

        Args:
            user_id: Whom: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "user_id": user_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("contacts.block", _params, progress)
        return result

    def unblock(
        self,
        *,
        user_id: types.ChatId,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Blocks somebody no longer.

        Telegram: `contacts.unblock`. Whoever isn't blocked stays so. Fails with `chat_not_found`, with
        `peer_invalid`, and with `telegram_rejected` if it is the account itself (CONTACT_ID_INVALID).

        Args:
            user_id: Whom: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "user_id": user_id,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("contacts.unblock", _params, progress)
        return result

    def blocked(
        self,
        *,
        limit: t.Optional[int] = None,
        cursor: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.BlockedChatPage:
        """Lists those whom the account has blocked, the last one first.

        Telegram: `contacts.getBlocked`. While others are blocked, somebody may come twice. Fails with
        `cursor_invalid`.

        Args:
            limit: How many: 1 to 100, 50 unless told.
            cursor: `next_cursor` of the page before.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "limit": limit,
            "cursor": cursor,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.BlockedChatPage = self._invoke("contacts.blocked", _params, progress)
        return result


class _Bots:
    """The methods of `bots`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def answer_callback(
        self,
        *,
        callback_query_id: str,
        text: t.Optional[str] = None,
        show_alert: t.Optional[bool] = None,
        url: t.Optional[str] = None,
        cache_time: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Answers somebody who has pressed a button, who waits for it until then. Without text and url it
        only ends the wait.

        Telegram: `messages.setBotCallbackAnswer`. Fails with `telegram_rejected`: QUERY_ID_INVALID if it
        was answered already or its time, some 15 seconds, is over, MESSAGE_TOO_LONG, URL_INVALID.

        Args:
            callback_query_id: The press, by the id that its event had.
            text: Up to 200 characters.
            show_alert: Whether the text is shown until it is dismissed; false unless told.
            url: To be opened: a link to the bot itself (`t.me/name?start=…`), or to its game.
            cache_time: Seconds for which clients may remember the answer; 0 unless told.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "callback_query_id": callback_query_id,
            "text": text,
            "show_alert": show_alert,
            "url": url,
            "cache_time": cache_time,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("bots.answerCallback", _params, progress)
        return result

    def answer_inline(
        self,
        *,
        inline_query_id: str,
        results: t.Sequence[types.InlineResult],
        cache_time: t.Optional[int] = None,
        is_personal: t.Optional[bool] = None,
        next_offset: t.Optional[str] = None,
        gallery: t.Optional[bool] = None,
        button: t.Optional[types.StartButton] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Tells somebody who asks the bot from another chat what it has found, who waits for it until then.

        Telegram: `messages.setInlineBotResults`. Fails with `telegram_rejected`: QUERY_ID_INVALID if it
        was answered already or its time, some 15 seconds, is over, RESULT_ID_DUPLICATE and the like; with
        `message_not_found` if a photo's or document's message isn't there or shows none.

        Args:
            inline_query_id: The query, by the id that its event had.
            results: Up to 50.
            cache_time: Seconds for which Telegram may tell others who ask the same, without asking the bot; 300
                unless told.
            is_personal: Whether the results are for whoever asked alone; false unless told.
            next_offset: What the next query of the same text has as its offset, up to 64 bytes; absent if these
                are all.
            gallery: Whether the results are shown as pictures side by side; false unless told.
            button: A button over the results that opens the private chat with the bot.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "inline_query_id": inline_query_id,
            "results": results,
            "cache_time": cache_time,
            "is_personal": is_personal,
            "next_offset": next_offset,
            "gallery": gallery,
            "button": button,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("bots.answerInline", _params, progress)
        return result

    def set_commands(
        self,
        *,
        commands: t.Sequence[types.Command],
        scope: t.Optional[types.Scope] = None,
        language_code: t.Optional[str] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Sets the commands that the bot's readers are offered. No commands at all take the list away.

        Telegram: `bots.setBotCommands`, `bots.resetBotCommands`. Fails with `telegram_rejected`
        (BOT_COMMAND_INVALID and the like), with `chat_not_found`, `user_not_found` and `peer_invalid` for
        a scope that names no chat of the bot's.

        Args:
            commands: Up to 100, in the order in which they are shown.
            scope: For whom; everybody unless told.
            language_code: Two letters of ISO 639-1: for those who use Telegram in this language. Everybody unless
                told.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "commands": commands,
            "scope": scope,
            "language_code": language_code,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("bots.setCommands", _params, progress)
        return result


class _Updates:
    """The methods of `updates`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def subscribe(
        self,
        *,
        cursor: t.Optional[str] = None,
        kinds: t.Optional[t.Sequence[types.EventKind]] = None,
        chat_ids: t.Optional[t.Sequence[types.ChatId]] = None,
        include_unknown_chat: t.Optional[bool] = None,
        watch: t.Optional[t.Sequence[types.ChatId]] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Subscribed:
        """Tells what happens, in `updates.event` notifications on this connection, until updates.unsubscribe
        or its end.

        Telegram: its updates, `updates.getDifference` and `updates.getChannelDifference`. With a
        `cursor`, first comes all that has happened since, then what happens, with no gap between. A
        notification has `items` (events), and a `cursor` whenever the stream comes to rest and at least
        every 64 events: keep it when you have dealt with all items until then, and after a crash, a
        restart or on another machine go on from it. Each event comes at least once and in its chat's
        order; one that comes again is known by its chat and message ids. What is `is_live_only` Telegram
        never tells again, and so isn't told later. What the account itself sends comes too, with
        `is_outgoing`; what this connection's calls do comes behind their answers. A cursor has at most
        2,048 characters. It keeps exactly where the 64 supergroups and channels stand that changed last.
        In the others, new messages are found by their dates: they come as they are now, those of the
        cursor's last second may come twice, and edits and deletions of older messages don't come. What
        can't be told is a `gap` event. A subscriber that stops reading gets one with the reason
        `too_slow`; its notification's cursor resumes before the dropped events. One that only reads more
        slowly than the others is caught up from Telegram. Neither slows down another subscriber. When the
        login ends, the last notification has an `error`, as a call would have. A connection has at most
        `max_subscriptions` of them (see daemon.info); any more fail with `resource_exhausted`. On
        standard input and output they last as long as the input. Fails with `cursor_invalid` (its
        `reason` says why), `session_revoked`, and with `chat_not_found` for a chat that isn't known.

        Args:
            cursor: The newest `cursor` that you have dealt with. Without one, it begins with what happens
                from now on; messages of this very second in supergroups and channels may come, too.
            kinds: The kinds of events that are wanted: all but `raw` unless told. `gap` always comes.
            chat_ids: The chats that events are wanted of: all unless told. `connection`, and a `gap` that may
                be in any chat, always come.
            include_unknown_chat: With `chat_ids`: gives events of a chat that Telegram doesn't tell, too. Those are deleted
                messages of private chats and basic groups, and a few others.
            watch: Supergroups and channels to ask for news all the time, at most 20. Telegram pushes the
                messages of large ones late or not at all. Each is asked as often as Telegram says (about
                every 30 seconds, at most every 10), for as long as the subscription lasts. A public
                channel that the account isn't in can be watched, too.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "cursor": cursor,
            "kinds": kinds,
            "chat_ids": chat_ids,
            "include_unknown_chat": include_unknown_chat,
            "watch": watch,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Subscribed = self._invoke("updates.subscribe", _params, progress)
        return result

    def unsubscribe(
        self,
        *,
        subscription: str,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Empty:
        """Ends a subscription of this connection: nothing more comes of it.

        Fails with `invalid_params` if there is none by that name.

        Args:
            subscription: What updates.subscribe called it.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "subscription": subscription,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Empty = self._invoke("updates.unsubscribe", _params, progress)
        return result

    def poll(
        self,
        *,
        cursor: t.Optional[str] = None,
        kinds: t.Optional[t.Sequence[types.EventKind]] = None,
        chat_ids: t.Optional[t.Sequence[types.ChatId]] = None,
        include_unknown_chat: t.Optional[bool] = None,
        limit: t.Optional[int] = None,
        wait: t.Optional[float] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Polled:
        """Gives what has happened since a cursor; if that is nothing, waits until something does.

        Telegram: `updates.getDifference` and `updates.getChannelDifference`, then its updates as they
        come. Each answer has the cursor for the next call: keep it when you have dealt with the items.
        Whatever happens, nothing that isn't `is_live_only` is missed that way, though it may come twice
        after a crash; two calls with one cursor give the same messages, unless these have changed in
        between. What is `is_live_only` comes only while a call waits: updates.subscribe has all of it.
        What a cursor keeps, and what it finds by dates, is said at updates.subscribe. An answer may have
        no items and still a cursor that is further on: when looking through what was missed took longer
        than `wait`, when the call's `timeout` is near, or when Telegram refused to go on. Go on from
        there; the next call meets the error if there still is one. A connection has at most `max_polls`
        of these calls waiting (see daemon.info); any more fail with `resource_exhausted`. Fails with
        `cursor_invalid` (its `reason` says why), `session_revoked`, and with `chat_not_found` for a chat
        that isn't known.

        Args:
            cursor: The newest `cursor` that you have dealt with. Without one, it begins with what happens
                from now on.
            kinds: The kinds of events that are wanted: all but `raw` unless told. `gap` always comes.
            chat_ids: The chats that events are wanted of: all unless told. `connection`, and a `gap` that may
                be in any chat, always come.
            include_unknown_chat: With `chat_ids`: gives events of a chat that Telegram doesn't tell, too. Those are deleted
                messages of private chats and basic groups, and a few others.
            limit: How many events: 1 to 100, 50 unless told. There may be some more, as what Telegram tells
                at once stays together.
            wait: Seconds to wait: 0 to 300, 30 unless told. What was missed is looked through for a second
                at least.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; no limit unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "cursor": cursor,
            "kinds": kinds,
            "chat_ids": chat_ids,
            "include_unknown_chat": include_unknown_chat,
            "limit": limit,
            "wait": wait,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Polled = self._invoke("updates.poll", _params, progress)
        return result


class _Telegram:
    """The methods of `telegram`."""

    def __init__(self, call: _Call) -> None:
        self._invoke = call

    def invoke(
        self,
        *,
        method: str,
        params: t.Optional[t.Mapping[str, t.Any]] = None,
        dc: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Invoked:
        """Calls any function of Telegram's API, with JSON for its types both ways.

        Telegram: the function itself (<https://core.telegram.org/methods>). An object is tagged by `_`
        with its constructor's name; 64-bit numbers are strings (numbers are taken too), bytes are base64,
        flags follow from which fields are there. Where Telegram wants an InputPeer, InputUser or
        InputChannel, a `chat_id` will do. A wrong field is `invalid_params` with its `path` and what
        Telegram's schema wants there; telegram.describe tells the whole of it. Fails with `policy_denied`
        where the daemon's rules forbid the function, and with whatever Telegram says.

        Args:
            method: The function's name, as `messages.getHistory`.
            params: Its params, by name.
            dc: The DC that is asked; the account's own unless told.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "method": method,
            "params": params,
            "dc": dc,
            "session": session,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Invoked = self._invoke("telegram.invoke", _params, progress)
        return result

    def describe(
        self,
        *,
        name: str,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Description:
        """Describes a function, a type or a constructor of Telegram's API, as JSON Schema.

        The names are those of Telegram's schema (<https://core.telegram.org/schema>), of the layer that
        `daemon.info` tells. Fails with `invalid_params` if there is no such name.

        Args:
            name: As `messages.sendMessage`, `InputPeer` or `inputPeerSelf`.
            timeout: Seconds after which the call fails with `timeout`; 60 unless told.
            max_wait: Seconds of flood wait to wait out rather than to fail with `rate_limited`, as far as
                `timeout` allows; unless told, the daemon's --max-wait, or else 0, and for parts of files
                60.
        """
        _params: t.Dict[str, t.Any] = {
            "name": name,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Description = self._invoke("telegram.describe", _params, progress)
        return result
