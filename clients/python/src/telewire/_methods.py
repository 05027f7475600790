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
        """Starts a connection. Optional.

        Accepts what language server hosts send. Unknown fields are ignored.

        Args:
            protocol_version: The protocol version that the client was written for.
            client_info: The client's name and version.
            process_id: The client's process id. When that process exits, the connection closes, and on stdio the
                daemon exits.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Closes the connection, and on stdio stops the daemon. Queued calls are cancelled, running calls
        are answered, then this call. The connection closes on `exit` or after a second without input.

        Args:
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns the daemon's version, server, limits and policy.

        Args:
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns immediately, to check that the daemon responds.

        Args:
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns the daemon's counters and open resources.

        Args:
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Creates a handle for a session string, a short name valid only on this connection.

        Use the handle as `session`, so that logs of requests don't contain the secret. When a call
        returns a newer session string, the handle then refers to that one. Fails with `session_invalid`
        for an unknown handle, and with `resource_exhausted` if the connection has 1,024 handles.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Deletes the handle given as `session`.

        Fails with `session_invalid` if there is no such handle.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns a session string's public details, without secrets.

        Works offline: use `auth.status` to check whether the login is still valid. Fails with
        `session_invalid` if the string can't be opened; its `reason` says why.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Reseals the session with the first sealing key, for key rotation.

        The old string works as before, as long as its key is among the sealing keys. Fails with
        `session_invalid` if it can't be opened; its `reason` says why.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns the session string with resolved names and DC keys learned since it was made.

        Usernames that were resolved (for a day each) and keys of other DCs cost requests that Telegram
        limits. A process that begins with a refreshed string need not make them again. Call it at the end
        of a short process and keep the string; a string that is not refreshed works as well. It holds up
        to 64 names and is at most 4,096 characters long. Fails with `session_invalid` if the string can't
        be opened, and with `not_signed_in` before the login is finished.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Creates a restricted session string of the same login, for an editor, an agent or a colleague.

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
            expire_date: When the string expires, by Telegram's clock. It then fails with `session_invalid` and the
                reason `expired`, and its subscriptions and long polls end.
            sends_per_day: Maximum messages sent per day by messages.send, sendFile, sendAlbum, sendPoll and forward.
                Each item of an album, each forwarded message and each repeat counts; messages that
                Telegram refuses don't. A day is 24 hours from its first message. Exceeding it fails with
                `rate_limited`. All strings made from this one share the quota. Each daemon counts
                separately, and from zero when it starts.
            label: A label for the string, shown in errors and session.inspect. A second label is added to
                the first.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Imports a login from a session string of Telethon, Pyrogram (and Kurigram), GramJS or mtcute.

        Telegram: `users.getUsers`, which verifies the login. Only the DC and the auth key are taken from
        the string; its addresses are ignored. It is the same login: don't use the other library's string
        on another machine. Fails with `session_revoked` if Telegram has revoked the login, and with
        `invalid_params` if no library matches the string.

        Args:
            value: The session string.
            format: The library that made the string. Default: detected from its form.
            api_id: The api_id of the program that logged in; the string's own if it holds one, else
                $TELEWIRE_API_ID of the daemon.
            api_hash: The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
            client: How the program introduces itself to Telegram. Best what the other library said, so that
                the login looks the same.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Exports the login as another library's session string.

        Only on a daemon that was started with `--allow-export`. The string is the whole login,
        unencrypted: anyone who has it controls the account. It is the same login, so use both on one
        machine. Fails with `policy_denied` without `--allow-export`, and with `not_signed_in` before the
        login is finished.

        Args:
            format: Which library the string is for. Telethon, GramJS and mtcute get the home DC's address
                with it.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Starts a login: Telegram sends a code to the account's owner.

        Telegram: `auth.sendCode`. The returned session string holds everything that the next steps need,
        in any process. The owner must not send the code in a Telegram chat, which invalidates it. Fails
        with `phone_invalid`, with `rate_limited` after too many codes, with `account_banned` for a banned
        number, with `payment_required` if Telegram charges for the code, with `official_app_required` if
        only official apps can log in, and with `upgrade_required` if a newer Telewire is needed.

        Args:
            phone: The phone number, with its country's code: `+999…`.
            api_id: Your program's api_id from https://my.telegram.org. Default: the daemon's
                $TELEWIRE_API_ID.
            api_hash: The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
            client: How the program introduces itself to Telegram.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sends the code again, by `next_type`.

        Telegram: `auth.resendCode`. Fails with `rate_limited` before `resend_after`, and with
        `login_stage` if no code was sent before.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Cancels a login: the code that was sent becomes invalid.

        Telegram: `auth.cancelCode`. Fails with `login_stage` if no code was sent.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Continues a login with the code that Telegram sent.

        Telegram: `auth.signIn`. Fails with `code_invalid`, with `code_expired`, with `rate_limited` after
        too many tries, and with `login_stage` if no code was sent. If the answer was lost, call it again:
        it continues at the login's stage.

        Args:
            code: The code as it was sent.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Continues a login with the two-step verification password.

        Telegram: `auth.checkPassword`. The password never leaves this machine: Telegram receives a proof
        of it (SRP). Fails with `password_invalid`, with `rate_limited` after too many tries, and with
        `login_stage` if no password is asked for.

        Args:
            password: The two-step verification password.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sends a code to the recovery address of an account with a forgotten password.

        Telegram: `auth.requestPasswordRecovery`. Fails with `telegram_rejected` (PASSWORD_RECOVERY_NA) if
        the account has no recovery address, and with `login_stage` if the login asks for no password.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Continues a login with the code from auth.requestPasswordRecovery instead of the password.

        Telegram: `auth.recoverPassword`. The old password is no longer good; without a new one the
        account has none. Fails with `code_invalid`, with `code_expired`, and with `login_stage` if the
        login asks for no password.

        Args:
            code: The code from the e-mail.
            new_password: The new password. Default: no password.
            hint: A hint for the new password. Shown to anyone who logs in.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            api_id: Your program's api_id from https://my.telegram.org. Default: the daemon's
                $TELEWIRE_API_ID.
            api_hash: The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
            client: How the program introduces itself to Telegram.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Starts a login by QR code: a signed-in app scans the code that you show.

        Telegram: `auth.exportLoginToken`. In Telegram's apps it is Settings, Devices, Link Desktop
        Device. Fails with `telegram_rejected` (API_ID_INVALID) if there is no such program.

        Args:
            api_id: Your program's api_id from https://my.telegram.org. Default: the daemon's
                $TELEWIRE_API_ID.
            api_hash: The api_hash that belongs to it. Default: the daemon's $TELEWIRE_API_HASH.
            client: How the program introduces itself to Telegram.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Waits until the QR code of a login is scanned.

        Telegram: `auth.exportLoginToken`, `auth.importLoginToken`. Returns when something changed, or
        after `wait` seconds. An expired code is replaced: show the `url` of each answer. Fails with
        `login_stage` if no QR login was started.

        Args:
            wait: 0–300 seconds to wait. Default: 30.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: no limit.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns the stage of a login, and asks Telegram whether it is still valid.

        Fails with `session_revoked` if it doesn't; the `reason` is `unconfirmed` when Telegram said so
        once and could not be asked again.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Logs out: Telegram revokes the login, and its session strings become useless.

        Telegram: `auth.logOut`. On success the login is revoked everywhere; on failure it may still be
        valid. Fails with `session_revoked` if it was revoked before, and with `login_stage` before a
        login.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns the signed-in user.

        Telegram: `users.getUsers`. Fails with `not_signed_in` before the login is finished.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns the state of two-step verification.

        Telegram: `account.getPassword`. Fails with `not_signed_in` before the login is finished, and with
        `user_only` for a bot.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sets or changes the two-step verification password.

        Telegram: `account.updatePasswordSettings`. Neither password leaves this machine: Telegram
        receives proofs of them (SRP). With `email`, the password takes effect after
        account.confirmPasswordEmail. Fails with `password_invalid` if the current password is wrong, and
        with `too_fresh` if Telegram requires an older login.

        Args:
            new_password: The new password.
            current_password: The current password, if there is one.
            hint: A password hint. Shown to anyone who logs in.
            email: The recovery e-mail address.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Confirms the recovery e-mail address given to account.setPassword.

        Telegram: `account.confirmPasswordEmail`. Fails with `code_invalid` and with `code_expired`.

        Args:
            code: The code that was sent to the address.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Removes the two-step verification password: logins then ask only for the code.

        Telegram: `account.updatePasswordSettings`. Fails with `password_invalid` if the current password
        is wrong or there is none, and with `too_fresh` if Telegram requires an older login.

        Args:
            current_password: The current password.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns the account's limits on sizes, lengths and counts, and those with Telegram Premium.

        Telegram: `help.getAppConfig` and `users.getUsers`, asked once in six hours for a login. For a
        bot, which can't ask, these are the documented limits. A file or caption over the limit fails with
        `too_large` before anything is uploaded. Fails with `not_signed_in` before the login is finished.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sends a code to an e-mail address, to make it the account's login e-mail address.

        Telegram: `account.sendVerifyEmailCode`. For a login that answered `next: "set_up_email"`. Give
        the code to `account.verifyEmail`, with the same session string. Fails with `telegram_rejected`
        (EMAIL_INVALID, EMAIL_NOT_ALLOWED) if Telegram does not take the address, with `code_expired` if
        the login took too long, and with `login_stage` if the login waits for something else.

        Args:
            email: The address.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Confirms the login e-mail address with the code sent there, and continues the login.

        Telegram: `account.verifyEmail`. Telegram then sends the login code, mostly to the new address;
        the answer is that of `auth.sendCode`. Fails with `code_invalid`, with `code_expired`, and with
        `login_stage` if the login waits for something else.

        Args:
            code: The code from the e-mail.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists the account's logins, including this one.

        Telegram: `account.getAuthorizations`. Fails with `not_signed_in` before the login is finished,
        and with `user_only` for a bot.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Revokes another login of the account.

        Telegram: `account.resetAuthorization`. Fails with `telegram_rejected` (HASH_INVALID) if there is
        no such login, and with `too_fresh` while this login is younger than a day.

        Args:
            authorization_id: The `authorization_id` from account.authorizations.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Revokes all other logins of the account.

        Telegram: `auth.resetAuthorizations`. Fails with `too_fresh` while this login is younger than a
        day.

        Args:
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Edits the account's profile.

        Telegram: `account.updateUsername`, then `account.updateProfile`. Omitted fields stay unchanged.
        Stops at the first error, whose `changed` lists the fields changed before. Fails with
        `not_modified` if nothing changes, and with `telegram_rejected` if the username is not available
        (USERNAME_OCCUPIED, USERNAME_INVALID) or Telegram doesn't take the name or the words
        (FIRSTNAME_INVALID, ABOUT_TOO_LONG).

        Args:
            first_name: 1 to 64 characters.
            last_name: Up to 64 characters. Empty removes it.
            bio: Up to 70 characters, 140 with Telegram Premium. Empty removes it.
            username: 5 to 32 letters, digits and `_`, without `@`. Empty removes it.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists the account's chats: pinned ones first, then those with the newest messages.

        Telegram: `messages.getDialogs`. Use a chat's `id` or `ref` as `chat_id`, in any process; a `ref`
        needs no lookup. No chat is repeated. A chat that receives a message before its page is read moves
        to the front, and appears only in a new list. Fails with `cursor_invalid` if the cursor is of
        another method.

        Args:
            limit: 1–100 chats. Default: 50.
            cursor: `next_cursor` of the previous page.
            archived: Lists the archived chats instead. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns details about a chat.

        Telegram: `users.getFullUser`, `messages.getFullChat` or `channels.getFullChannel`. Fails with
        `chat_not_found` if no such chat is known to the account, and with `peer_invalid` if the `ref` is
        another account's.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Marks a chat's messages as read. Senders see it where Telegram shows read receipts.

        Telegram: `messages.readHistory` or `channels.readHistory`. Read messages stay read. Fails with
        `chat_not_found`, with `peer_invalid`, and with `forbidden` if the account may not read the chat.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            max_id: The last message to mark as read. Default: the newest.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Shows a chat action, such as "typing", for 6 seconds or until a message arrives.

        Telegram: `messages.setTyping`. Fails with `forbidden` if the account may not write in the chat,
        with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            action: The action: `typing`, `upload_photo`, … as in the Bot API, or `cancel`.
            topic_id: The forum topic.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Moves a chat to the archive, where chats.list shows it with `archived`.

        Telegram: `folders.editPeerFolders`. Fails with `chat_not_found`, and with `peer_invalid` if the
        chat is not in the account's list.

        Args:
            chat_id: The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Moves a chat out of the archive.

        Telegram: `folders.editPeerFolders`. Fails with `chat_not_found`, and with `peer_invalid` if the
        chat is not in the account's list.

        Args:
            chat_id: The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Mutes a chat: for a time, until a date, or until chats.unmute.

        Telegram: `account.updateNotifySettings`. Fails with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            mute_for: Seconds for which it is muted, from now on. Not together with `until_date`.
            until_date: A date until which it is muted, in 2038 at the latest. Default: until chats.unmute.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Unmutes a chat.

        Telegram: `account.updateNotifySettings`. Fails with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        format: t.Optional[types.TextFormat] = None,
        entities: t.Optional[t.Sequence[types.Entity]] = None,
        reply_to_message_id: t.Optional[int] = None,
        link_preview: t.Optional[bool] = None,
        buttons: t.Optional[types.Buttons] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Message:
        """Sends a text message.

        Telegram: `messages.sendMessage`. Sends of one connection for one account reach Telegram in call
        order. A send that fails with `timeout`, `cancelled`, `offline` or `internal` says in `outcome`
        whether it may have been sent, and in `random_id` how to repeat it safely. Fails with `forbidden`
        or `banned` if the account may not write there, with `message_not_found` if the replied message or
        the topic does not exist, with `bot_only` if a user gives `buttons` and `user_only` if a bot gives
        `schedule_date`, with `rate_limited` if Telegram asks to wait longer than `max_wait`, with
        `account_limited`, with `too_large`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The target chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            text: 1–4096 characters after formatting. Must not be blank. Line ends become `\\n`.
            topic_id: The forum topic.
            silent: Whether to send without a notification sound. Default: false.
            schedule_date: When to send, at most one year ahead. Until then messages.scheduled lists it. Users only.
                Default: now.
            random_id: Your own id for this send, unique in this chat. A repeat with the same id is not sent
                again, but returns what was sent first, with `is_duplicate`. If all of it was deleted, the
                repeat fails with `message_not_found` and `is_duplicate`, and nothing is sent: use another
                id to send again.
            format: The format of `text`. Default: `plain`.
            entities: Formatting by UTF-16 offsets, instead of `format`.
            reply_to_message_id: The message to reply to.
            link_preview: Whether to show a preview of the first link. Default: true.
            buttons: Inline or reply keyboard. Bots only.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "text": text,
            "topic_id": topic_id,
            "silent": silent,
            "schedule_date": schedule_date,
            "random_id": random_id,
            "format": format,
            "entities": entities,
            "reply_to_message_id": reply_to_message_id,
            "link_preview": link_preview,
            "buttons": buttons,
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
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
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
        buttons: t.Optional[types.Buttons] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Message:
        """Sends a file: a photo, a video, music, a voice message or a document.

        Telegram: `upload.saveFilePart` or `upload.saveBigFilePart` on a connection of its own, then
        `messages.sendMedia`. During the upload, sends of the same connection to other chats continue;
        those to the same chat wait, so that each chat receives messages in call order. To avoid the wait,
        call media.upload first and send its `file_id`. Flood waits during the upload are waited out up to
        `max_wait` for each part. Default: 60 seconds. A send that fails with `timeout`, `cancelled`,
        `offline` or `internal` says in `outcome` whether it may have been sent, and in `random_id` how to
        repeat it safely. Fails with `file_not_found` if there is no file at the path or Telegram no
        longer has `file_id`, with `too_large`, with `policy_denied` if the daemon may not read the path,
        with `forbidden` or `banned` if the account may not send this there, with `message_not_found` if
        the replied message or the topic does not exist, with `bot_only` if a user gives `buttons` and
        `user_only` if a bot gives `schedule_date`, with `rate_limited`, with `account_limited`, with
        `telegram_rejected` if Telegram can't make a photo of it, with `chat_not_found` and with
        `peer_invalid`.

        Args:
            chat_id: The target chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            topic_id: The forum topic.
            silent: Whether to send without a notification sound. Default: false.
            schedule_date: When to send, at most one year ahead. Until then messages.scheduled lists it. Users only.
                Default: now.
            random_id: Your own id for this send, unique in this chat. A repeat with the same id is not sent
                again, but returns what was sent first, with `is_duplicate`. If all of it was deleted, the
                repeat fails with `message_not_found` and `is_duplicate`, and nothing is sent: use another
                id to send again.
            path: The file's path: absolute, if the daemon listens on a socket. Give exactly one of `path`,
                `data_base64` and `file_id`.
            data_base64: The file in base64 or as a `data:` URL, at most `--max-inline` bytes.
            file_id: A file at Telegram: `file_id` of media.upload or of a message's media.
            file_name: The file's name. Names over 255 bytes are shortened before the extension. Default: the
                last part of `path`.
            caption: Up to 1024 characters after formatting, 2048 with Telegram Premium; see account.limits.
            format: The format of `caption`. Default: `plain`.
            entities: Formatting by UTF-16 offsets, instead of `format`.
            kind: How the file is shown. Default: `auto`.
            width: Pixels, of a video or animation. Default: read from the file.
            height: Pixels, of a video or animation. Default: read from the file.
            duration: Seconds, of a video, animation, music or voice message. Default: read from the file.
            title: Of music. Default: read from the file's tags.
            performer: Of music. Default: read from the file's tags.
            waveform: The waveform of a voice message: 1–100 values from 0 to 31, or base64 of them packed in 5
                bits each, as Telegram does. Telewire doesn't compute it; without it, apps draw a flat
                line.
            thumbnail: Shown until the file is downloaded. Telegram creates thumbnails for photos itself.
            has_spoiler: Whether to hide the media under a spoiler animation. Default: false.
            reply_to_message_id: The message to reply to.
            buttons: Inline or reply keyboard. Bots only.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: no limit.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "topic_id": topic_id,
            "silent": silent,
            "schedule_date": schedule_date,
            "random_id": random_id,
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
            "buttons": buttons,
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
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        reply_to_message_id: t.Optional[int] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Album:
        """Sends an album of 2–10 files, all of them or none.

        Photos and videos go together; music only with music, and documents only with documents. Albums
        can't have buttons: a bot can send a separate message with buttons. Telegram: the functions of
        messages.sendFile's uploads, then `messages.uploadMedia` for each file and
        `messages.sendMultiMedia`. The rules of messages.sendFile for order, waits and repetition apply.
        Fails with `file_not_found` if there is no file at a path or Telegram no longer has a `file_id`,
        with `too_large`, with `policy_denied` if the daemon may not read a path, with `forbidden` or
        `banned` if the account may not send this there, with `message_not_found` if the replied message
        or the topic does not exist, with `rate_limited`, with `account_limited`, with `user_only` if a
        bot gives `schedule_date`, with `telegram_rejected` if Telegram can't make a photo of one, with
        `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The target chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            items: In display order. If only the first item has a caption, it is the album's.
            topic_id: The forum topic.
            silent: Whether to send without a notification sound. Default: false.
            schedule_date: When to send, at most one year ahead. Until then messages.scheduled lists it. Users only.
                Default: now.
            random_id: Your own id for this send, unique in this chat. A repeat with the same id is not sent
                again, but returns what was sent first, with `is_duplicate`. If all of it was deleted, the
                repeat fails with `message_not_found` and `is_duplicate`, and nothing is sent: use another
                id to send again.
            reply_to_message_id: The message to reply to.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: no limit.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "items": items,
            "topic_id": topic_id,
            "silent": silent,
            "schedule_date": schedule_date,
            "random_id": random_id,
            "reply_to_message_id": reply_to_message_id,
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
        """Edits the text of a message, or the caption of its media.

        Telegram: `messages.editMessage`. Formatting is replaced along with the text. Fails with
        `not_modified` if nothing changes, with `message_not_found`, with `forbidden` if the message is
        someone else's or too old to edit, with `bot_only` if a user gives `buttons`, with `too_large`,
        with `chat_not_found` and with `peer_invalid`. After `outcome: "unknown"` the call can be
        repeated: at worst it fails with `not_modified`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message.
            text: 1–4096 characters after formatting; 0–1024 for a caption.
            format: The format of `text`. Default: `plain`.
            entities: Formatting by UTF-16 offsets, instead of `format`.
            link_preview: Whether to show a preview of the first link. Default: true.
            buttons: Inline keyboard, row by row. Omitting it removes the buttons. Bots only, and no keyboards.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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

        Telegram: `messages.deleteMessages` or `channels.deleteMessages`, a hundred at once. Messages that
        aren't in the chat are listed in `failed` as `message_not_found`, those that the account may not
        delete as `forbidden`; the others are still deleted. When Telegram asks to wait longer than
        `max_wait` after some were deleted, the rest is listed as `rate_limited`. Fails with `forbidden`
        if the account may not read the chat, with `rate_limited`, with `chat_not_found` and with
        `peer_invalid`. Safe to repeat.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: The messages. No limit on their number.
            revoke: Whether to delete the messages for the other members of a private chat or basic group too.
                In channels and supergroups, and for bots, this is always so. Default: true.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        chat_id: types.ChatId,
        from_chat_id: types.ChatId,
        message_ids: t.Sequence[int],
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
        send_copy: t.Optional[bool] = None,
        remove_caption: t.Optional[bool] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Messages:
        """Forwards messages to another chat.

        Telegram: `messages.forwardMessages`, a hundred at once; albums stay albums. `items` are the new
        messages, in the order of `message_ids`; messages that don't exist or can't be forwarded, such as
        service messages, are listed in `failed` as `message_not_found`. Each message gets its own
        `random_id`, derived from yours and its `message_id`: a call that fails with `timeout`,
        `cancelled`, `offline` or `internal` says in `outcome` whether some may have been sent, and in
        `random_id` how to repeat it safely. Fails with `message_not_found` if none can be forwarded or
        the topic does not exist, with `forbidden` or `banned` if the account may not write there, or the
        source chat protects its content, with `rate_limited` if Telegram asks to wait longer than
        `max_wait`, with `account_limited`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The target chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            from_chat_id: The chat to forward from: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: The messages. No limit on their number.
            topic_id: The forum topic.
            silent: Whether to send without a notification sound. Default: false.
            schedule_date: When to send, at most one year ahead. Until then messages.scheduled lists it. Users only.
                Default: now.
            random_id: Your own id for this send, unique in this chat. A repeat with the same id is not sent
                again, but returns what was sent first, with `is_duplicate`. If all of it was deleted, the
                repeat fails with `message_not_found` and `is_duplicate`, and nothing is sent: use another
                id to send again.
            send_copy: Whether to send copies without a link to the original sender. Default: false.
            remove_caption: Whether to omit the captions of media. Implies `send_copy`. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "from_chat_id": from_chat_id,
            "message_ids": message_ids,
            "topic_id": topic_id,
            "silent": silent,
            "schedule_date": schedule_date,
            "random_id": random_id,
            "send_copy": send_copy,
            "remove_caption": remove_caption,
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
        """Returns a chat's messages, newest first.

        Telegram: `messages.getHistory`, `messages.search` or `messages.getReplies`. A message must match
        all given filters. New and deleted messages do not shift pages. A page may be short, or empty,
        while there is a `next_cursor`. Fails with `forbidden` if the account may not read the chat, with
        `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            limit: 1–100 messages. Default: 50.
            cursor: `next_cursor` of the previous page. Repeat the filters.
            offset_id: Start after this message: with older ones, or newer ones with `reverse`.
            min_id: Only messages newer than this one.
            max_id: Only messages older than this one.
            from_date: Only messages at or after this date.
            to_date: Only messages before this date.
            sender_id: Only messages from this user or channel.
            query: Only messages with words that begin with these, as Telegram searches.
            media: Only messages of this kind.
            reverse: Whether to return the oldest first. Default: false.
            topic_id: Only messages of this forum topic or comment thread.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Presses a button of a message, and returns the result.

        The button is selected by position, text or data: the first match is pressed. A button that needs
        no bot (`url`, `copy_text`, …) returns its content; a key of a keyboard sends its text. Telegram:
        `messages.getBotCallbackAnswer`, or `messages.sendMessage` for a key.

        Fails with `message_not_found`, with `telegram_rejected` (BOT_RESPONSE_TIMEOUT) if the bot doesn't
        answer within about 15 seconds, with `password_invalid` if the button needs a password and it is
        wrong or missing, with `chat_not_found` and with `peer_invalid`. A key fails like messages.send,
        and can be repeated with the `random_id` of the error.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message with the button.
            row: The button's row, from 0.
            column: The button's position in the row, from 0. Default: 0.
            text: The button's text, instead of its position.
            callback_data: The `callback_data` of a button, instead of its place.
            callback_data_base64: The `callback_data_base64` of a button, instead of its place.
            password: The two-step verification password, if the button needs it.
            random_id: Your own id for the message that a key sends, unique in this chat: a repeat with the same
                id is not sent again, but returns the first message with `is_duplicate`. Has no effect on
                other buttons.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Searches messages in one chat or in all chats, newest first.

        Telegram: `messages.search` or `messages.searchGlobal`. A message has to fit all that is given;
        through all chats a `query` or `media` is needed, and Telegram knows neither senders nor topics. A
        page may be short, or empty, while there is a `next_cursor`. Fails with `forbidden` if the account
        may not read the chat, with `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`. Default: all chats.
            query: Words of the message, or their beginnings.
            media: Only messages of this kind.
            from_date: Only messages at or after this date.
            to_date: Only messages before this date.
            sender_id: Only messages from this user or channel. Requires `chat_id`.
            topic_id: Only messages of this forum topic or comment thread. Requires `chat_id`.
            limit: 1–100 messages. Default: 50.
            cursor: `next_cursor` of the previous page. Repeat the filters.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Returns messages by id.

        Telegram: `messages.getMessages` or `channels.getMessages`. Messages that aren't in the chat are
        listed in `failed` as `message_not_found`. Fails with `forbidden` if the account may not read the
        chat, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: The messages. No limit on their number.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message.
            silent: Whether to pin without a notification. Default: false.
            only_for_self: In a private chat, pins it for this account and not for the other side. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Unpins a message, or all messages of a chat or topic.

        Telegram: `messages.updatePinnedMessage` or `messages.unpinAllMessages`. Fails with `not_modified`
        if the message isn't pinned, with `message_not_found`, with `forbidden` if the account has no
        right to pin there, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message. Default: all pinned messages.
            topic_id: Only messages of this forum topic. Ignored with `message_id`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sets the account's reactions to a message.

        Telegram: `messages.sendReaction`. Without a subscription of Telegram's an account has one
        reaction to a message. Fails with `not_modified` if nothing changes, with `message_not_found`,
        with `telegram_rejected` if Telegram or the chat doesn't take this emoji, with `forbidden` if the
        account may not react there, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message.
            reactions: Emoji, with or without U+FE0F. An empty list removes the account's reactions.
            is_big: Whether to show a large animation. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        topic_id: t.Optional[int] = None,
        silent: t.Optional[bool] = None,
        schedule_date: t.Optional[t.Union[str, float]] = None,
        random_id: t.Optional[t.Union[int, str]] = None,
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
        buttons: t.Optional[types.Buttons] = None,
        session: t.Optional[str] = None,
        timeout: t.Optional[float] = None,
        max_wait: t.Optional[float] = None,
        progress: t.Optional[OnProgress] = None,
    ) -> types.Message:
        """Sends a poll or a quiz.

        Telegram: `messages.sendMedia` of an `inputMediaPoll`. The order and repetition rules of
        messages.send apply. In private chats polls can be sent only to bots, by bots and to oneself.
        Fails with `forbidden` or `banned` if the account may not send polls there, with
        `telegram_rejected` if Telegram rejects the question or the options (POLL_QUESTION_INVALID,
        POLL_ANSWERS_INVALID, POLL_ANSWER_INVALID) or no poll in this chat (MEDIA_INVALID), with
        `message_not_found` if the replied message or the topic does not exist, with `bot_only` if a user
        gives `buttons` and `user_only` if a bot gives `schedule_date`, with `rate_limited` if Telegram
        asks to wait longer than `max_wait`, with `account_limited`, with `chat_not_found` and with
        `peer_invalid`.

        Args:
            chat_id: The target chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            question: 1–255 characters, 1–300 for bots.
            options: 2–12 options of 1–100 characters.
            topic_id: The forum topic.
            silent: Whether to send without a notification sound. Default: false.
            schedule_date: When to send, at most one year ahead. Until then messages.scheduled lists it. Users only.
                Default: now.
            random_id: Your own id for this send, unique in this chat. A repeat with the same id is not sent
                again, but returns what was sent first, with `is_duplicate`. If all of it was deleted, the
                repeat fails with `message_not_found` and `is_duplicate`, and nothing is sent: use another
                id to send again.
            kind: Default: `regular`.
            is_anonymous: Whether votes are anonymous. Must be true in channels. Default: true.
            allows_multiple_answers: Whether voters can choose several options. Default: false.
            allows_revoting: Whether voters can change or retract their vote. Never in a quiz. Default: true.
            shuffle_options: Whether to shuffle the options for each user. Default: false.
            hide_results_until_closes: Whether to hide the results until the poll is closed. Default: false.
            correct_option_ids: The correct options of a quiz: positions in `options`, from 0. Several only with
                `allows_multiple_answers`.
            explanation: Up to 200 characters. Shown after a vote in a quiz.
            format: The format of `explanation`. Default: `plain`.
            entities: Formatting of `explanation` by UTF-16 offsets, instead of `format`.
            open_period: Closes the poll after 5–2628000 seconds. Not with `close_date`. Default: never.
            close_date: When to close the poll: 5–2628000 seconds after it is sent. Not with `open_period`.
                Default: never.
            reply_to_message_id: The message to reply to.
            buttons: Inline or reply keyboard. Bots only.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
        """
        _params: t.Dict[str, t.Any] = {
            "chat_id": chat_id,
            "question": question,
            "options": options,
            "topic_id": topic_id,
            "silent": silent,
            "schedule_date": schedule_date,
            "random_id": random_id,
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
            "buttons": buttons,
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
        """Closes a poll permanently, and returns its results.

        Telegram: `messages.editMessage`. Removes buttons under the message. Fails with `not_modified` if
        the poll is closed already, with `message_not_found` if the message does not exist or has no poll,
        with `forbidden` if the message is someone else's, forwarded, or too old, with `chat_not_found`
        and with `peer_invalid`. After `outcome: "unknown"` the call can be repeated: at worst it fails
        with `not_modified`.

        Args:
            chat_id: The chat with the poll: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message with the poll.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Votes in a poll, or retracts a vote.

        Telegram: `messages.sendVote`. A new vote replaces the old one. Fails with `message_not_found` if
        the message does not exist or has no poll, with `forbidden` if the poll is closed, is a quiz that
        was already answered, or does not accept the vote, with `telegram_rejected` if several options are
        given for a single-choice poll, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat with the poll: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message with the poll.
            option_ids: The chosen options: positions in the poll's `options`, from 0. An empty list retracts the
                vote.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists the account's scheduled messages in a chat, next one first.

        Telegram: `messages.getScheduledHistory`, which gives all of them for each page. Their ids are a
        count of their own. Fails with `cursor_invalid`, with `forbidden` if the account may not read the
        chat, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            limit: How many messages: 1–100. Default: 50.
            cursor: `next_cursor` of the previous page.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sends scheduled messages now.

        Telegram: `messages.sendScheduledMessages`. `items` are the messages as they were sent; messages
        that are no longer scheduled are listed in `failed` as `message_not_found`. Safe to repeat: sent
        messages are no longer scheduled. Fails with `message_not_found` if none of them is scheduled,
        with `forbidden` or `banned` if the account may not write there, with `rate_limited` if Telegram
        asks to wait longer than `max_wait`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: The messages, by their ids in messages.scheduled.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Deletes scheduled messages.

        Telegram: `messages.deleteScheduledMessages`. Messages that are no longer scheduled are listed in
        `failed` as `message_not_found`. Safe to repeat. Fails with `forbidden` if the account may not
        read the chat, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_ids: The messages, by their ids in messages.scheduled.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Downloads the file of a message, to a path or into the result.

        Telegram: `upload.getFile`, on a connection of its own to the file's DC. With `path`, the bytes go
        to a file `.telewire-….part` in the same folder, which is renamed when complete; both have mode
        0600. If the call fails or is cancelled, or the process dies, a partial file of at least 512 KiB
        is kept, and the same call resumes it. Files on Telegram's CDN are downloaded from the CDN DC and
        verified with SHA-256 hashes from the file's own DC, or downloaded from the file's own DC if the
        CDN fails. Flood waits are waited out up to `max_wait` for each part. Default: 60 seconds. Fails
        with `message_not_found`, with `file_not_found` if the message has no file or the path's folder
        does not exist, with `file_exists`, with `too_large` if the bytes exceed `--max-inline`, with
        `policy_denied` if the daemon may not write the path, with `hash_mismatch` if a CDN sends wrong
        bytes, with `rate_limited`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The message's chat: `"me"`, `"@name"`, a marked id, a `t.me` link or a `ref`.
            message_id: The message with the file.
            path: The target path: absolute, if the daemon listens on a socket. Its folder must exist. Give
                either this or `inline`.
            inline: Whether to return the bytes in the result, as base64. Default: false.
            offset: The first byte to download. Default: 0.
            length: Bytes to download, at least 1. Default: to the end.
            thumbnail: Whether to download the thumbnail of a video or document, or the smallest size of a photo.
                Default: false.
            overwrite: Whether to replace a regular file at the path. Nothing else is ever replaced. Default:
                false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: no limit.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Uploads a file, to use it in messages.sendFile, messages.sendAlbum or groups.edit.

        Telegram: `upload.saveFilePart` and `upload.saveBigFilePart`, on a connection of its own. The file
        is not visible until it is sent. Telegram keeps it for minutes to hours, so send it soon. Flood
        waits are waited out up to `max_wait` for each part. Default: 60 seconds. Fails with
        `file_not_found` if there is no file at the path, with `too_large` if the file is over what the
        account may upload (2,097,152,000 bytes, 4,194,304,000 with Telegram Premium: account.limits) or
        `data_base64` over `--max-inline`, with `policy_denied` if the daemon may not read the path, and
        with `rate_limited`.

        Args:
            path: The file's path: absolute, if the daemon listens on a socket. Give either this or
                `data_base64`.
            data_base64: The file in base64 or as a `data:` URL, at most `--max-inline` bytes.
            file_name: The file's name. Names over 255 bytes are shortened before the extension. Default: the
                last part of `path`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: no limit.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        `invite_invalid` if the link never existed; with `invite_expired` if it is used up, expired or
        revoked, or if the account is banned from the chat; with `banned` if the account is banned from a
        public chat; with `chat_full`; with `account_limited` if it is in too many chats; and with
        `peer_invalid` for a user or bot.

        Args:
            chat_id: The group or channel: `"@name"`, a `t.me` link, or a `ref`.
            invite_link: An invite link, as `https://t.me/+…`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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

        Telegram: `messages.checkChatInvite`. Fails with `invite_invalid` if the link never existed, and
        with `invite_expired` if it is used up, expired or revoked, or if the account is banned from the
        chat.

        Args:
            invite_link: The invite link: `https://t.me/+…`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Creates a group or channel owned by the account.

        Telegram: `messages.createChat`, or `channels.createChannel` and `channels.inviteToChannel`. Users
        who could not be added are listed in `missing` with a reason; the chat is created anyway. Fails
        with `user_not_found` if one of them is not known, with `account_limited` if the account has too
        many chats, and with `telegram_rejected` if Telegram takes no such title (CHAT_TITLE_EMPTY) or no
        basic group of so few (USERS_TOO_FEW).

        Args:
            title: 1 to 128 characters.
            kind: The kind of chat.
            user_ids: Users to add: a `ref`, `"@name"` or id each. A basic group needs at least one.
            description: Up to 255 characters.
            is_forum: Whether a supergroup is a forum, with topics. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Changes a group's or channel's title, description, username or photo.

        Telegram: `channels.updateUsername`, then `channels.editPhoto` or `messages.editChatPhoto`, then
        `channels.editTitle` or `messages.editChatTitle`, then `messages.editChatAbout`. Omitted fields
        stay unchanged. A new photo is uploaded first, as by media.upload. Stops at the first error, whose
        `changed` lists the fields changed before. Fails with `not_modified` if nothing changes, with
        `forbidden` if the account may not, with `user_only` if a bot gives a `username`, with
        `telegram_rejected` if the username is not available (USERNAME_OCCUPIED, USERNAME_INVALID) or
        Telegram makes no photo of the file (IMAGE_PROCESS_FAILED, PHOTO_INVALID_DIMENSIONS), with
        `file_not_found` if there is no file at the path or Telegram no longer has it, with `too_large` if
        the photo has over 10 MiB or its `data_base64` over `--max-inline`, with `policy_denied` if the
        daemon may not read the path, with `rate_limited`, with `chat_not_found`, and with `peer_invalid`
        if a basic group is to have a name.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            title: 1 to 128 characters.
            description: Up to 255 characters. Empty removes it.
            username: 5 to 32 letters, digits and `_`, without `@`: makes a supergroup or channel public under
                this name. Empty makes it private. Owner only; bots can't be owners.
            photo: The chat's photo.
            delete_photo: Whether to remove the photo. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: no limit.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists the members of a group or channel, or its banned or restricted users.

        Telegram: `channels.getParticipants` or `messages.getFullChat`. If members change between pages,
        some may be repeated or missing. Telegram returns a few thousand at most. Fails with `forbidden`
        if the account may not know (a channel's members, and who is banned or restricted, are for its
        admins), with `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            query: Only members with a word of the name, or a username, that begins with this. Not with the
                filters `admins` and `bots`.
            filter: Which members.
            limit: 1–100 items. Default: 50.
            cursor: `next_cursor` of the previous page.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Adds users to a group or channel.

        Telegram: `channels.inviteToChannel`, or `messages.addChatUser` one by one in a basic group, whose
        last 100 messages they are shown. Existing members are skipped. Users who could not be added are
        listed in `missing` with a reason, and the others are still added. Fails with `forbidden` if the
        account may not add people, with `chat_full`, with `account_limited`, with `user_not_found` if one
        of them is not known (and then adds nobody), with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_ids: The users: a `ref`, `"@name"` or id each.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Bans a user: removes them and prevents them from returning.

        Telegram: `channels.editBanned`, then `channels.deleteParticipantHistory` if asked to;
        `messages.deleteChatUser` in a basic group, which keeps nobody from being added again, and can't
        with `until_date`. Fails with `forbidden` if the account may not or they are an admin, with
        `user_not_found`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The user: a `ref`, `"@name"` or id.
            until_date: When it ends: 35 seconds to 366 days from now. Default: never.
            revoke_messages: Whether to delete all their messages in the chat. Default: false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lifts a ban, or the restrictions of groups.restrict. Does not add the user to the chat.

        Telegram: `channels.editBanned`. Fails with `forbidden` if the account may not, with
        `user_not_found`, with `chat_not_found`, and with `peer_invalid` in a basic group, which bans
        nobody.

        Args:
            chat_id: The supergroup or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The user: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sets what a member may do. Lifts a ban.

        Telegram: `channels.editBanned`. Fails with `forbidden` if the account may not or they are an
        admin, with `user_not_found`, with `chat_not_found`, and with `peer_invalid` in a basic group.

        Args:
            chat_id: The supergroup: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The user: a `ref`, `"@name"` or id.
            permissions: What they may do, within what all members may do. Anything not set to true is denied.
            until_date: When it ends: 35 seconds to 366 days from now. Default: never.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Promotes a user to admin, or changes an admin's rights. In supergroups and channels, adds users
        who are not members.

        Telegram: `channels.editAdmin`, or `messages.editChatAdmin` in a basic group, whose admins all may
        do the same: there `rights` and `custom_title` can't be given. Fails with `forbidden` if the
        account may not, or grants rights that it doesn't have; with `user_only` if a bot tries it in a
        basic group, with `user_not_found`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The user: a `ref`, `"@name"` or id.
            rights: The admin's rights; required in supergroups and channels. Every admin can see the members
                and the admins' actions.
            custom_title: Up to 16 characters. Shown next to the admin's name.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Demotes an admin to an ordinary member.

        Telegram: `channels.editAdmin` or `messages.editChatAdmin`. Fails with `forbidden` if the account
        may not, or somebody else made them an admin, with `user_only` if a bot tries it in a basic group,
        with `user_not_found`, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The user: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Creates an additional invite link.

        Telegram: `messages.exportChatInvite`. Fails with `forbidden` if the account may not invite, with
        `telegram_rejected` if Telegram takes no such link (EXPIRE_DATE_INVALID, USAGE_LIMIT_INVALID),
        with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            expire_date: When the link expires: a future date before 2038-01-19. Default: never.
            member_limit: 1–99999 users who can join by the link. Not with `creates_join_request`. Default: no
                limit.
            creates_join_request: Whether an admin must approve everyone who joins by the link.
            name: Up to 32 characters. Shown to admins only.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists an admin's invite links, newest first.

        Telegram: `messages.getExportedChatInvites`. Fails with `forbidden` if the account may not invite,
        or asks for another admin's links and isn't the owner; with `user_not_found`, with
        `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The admin whose links to list. Default: the account itself.
            revoked: Whether to list the revoked links instead. Default: false.
            limit: 1–100 items. Default: 50.
            cursor: `next_cursor` of the previous page.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Revokes an invite link. An admin's primary link is replaced by a new one.

        Telegram: `messages.editExportedChatInvite`. Fails with `invite_expired` if it was revoked before
        or is no link of this chat, with `forbidden` if the account may not, with `chat_not_found` and
        with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            invite_link: The invite link: `https://t.me/+…`.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists the pending join requests of a group or channel, newest first.

        Telegram: `messages.getChatInviteImporters`. Fails with `forbidden` if the account may not invite,
        with `chat_not_found`, with `peer_invalid` and with `cursor_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            invite_link: Only requests through this invite link.
            limit: 1–100 items. Default: 50.
            cursor: `next_cursor` of the previous page.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Approves a join request.

        Telegram: `messages.hideChatJoinRequest`. Fails with `forbidden` if the account may not invite,
        with `user_not_found` if they have no pending request, with `not_modified` if they are a member
        already, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The user: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Declines a join request. The user may ask again.

        Telegram: `messages.hideChatJoinRequest`. Fails with `forbidden` if the account may not invite,
        with `user_not_found` if they have no pending request, with `not_modified` if they are a member
        already, with `chat_not_found` and with `peer_invalid`.

        Args:
            chat_id: The group or channel: `"@name"`, a marked id, a `t.me` link or a `ref`.
            user_id: The user: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists the topics of a forum: pinned ones first, then those with the newest messages.

        Telegram: `messages.getForumTopics`. A `topic_id` is good for `messages.send` and
        `messages.history`. Fails with `peer_invalid` if the chat has no topics, with `forbidden` if the
        account may not read it, with `chat_not_found` and with `cursor_invalid`.

        Args:
            chat_id: The forum: `"@name"`, a marked id, a `t.me` link or a `ref`.
            query: Only topics with this in the title.
            limit: 1–100 topics. Default: 50.
            cursor: `next_cursor` of the previous page.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            cursor: `next_cursor` of the previous page.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Adds a contact, or renames one.

        Telegram: `contacts.addContact`, or `contacts.importContacts` for a phone number. Fails with
        `user_not_found` if nobody who lets themselves be found has that number, with `rate_limited` if
        Telegram takes no more numbers for now, with `chat_not_found`, and with `telegram_rejected` if the
        first name is empty (CONTACT_NAME_EMPTY) or for the account itself (CONTACT_ID_INVALID).

        Args:
            first_name: 1 to 64 characters.
            user_id: The user: a `ref`, `"@name"` or id. Give either this or `phone`.
            phone: Their phone number in international form.
            last_name: Up to 64 characters.
            share_phone: Whether to share the account's own number with them. Not allowed with `phone`. Default:
                false.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Deletes a contact.

        Telegram: `contacts.deleteContacts`. Deleting a user who isn't a contact has no effect. Fails with
        `chat_not_found`, and with `peer_invalid` if this is no user.

        Args:
            user_id: The user: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Searches for users, groups and channels by name or username: known ones first, then public ones.

        Telegram: `contacts.search`. Fails with `telegram_rejected` if there are too few letters to look
        for (QUERY_TOO_SHORT, SEARCH_QUERY_EMPTY).

        Args:
            query: The beginning of a word of the name, or of the username.
            limit: 1–100 of each kind. Default: 50.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Blocks a user from writing to the account, seeing when it is online, and adding it to chats.

        Telegram: `contacts.block`. Blocking a blocked user has no effect. Fails with `chat_not_found`,
        with `peer_invalid`, and with `telegram_rejected` if it is the account itself
        (CONTACT_ID_INVALID).

        Args:
            user_id: The user: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Unblocks a user.

        Telegram: `contacts.unblock`. Unblocking a user who isn't blocked has no effect. Fails with
        `chat_not_found`, with `peer_invalid`, and with `telegram_rejected` if it is the account itself
        (CONTACT_ID_INVALID).

        Args:
            user_id: The user: a `ref`, `"@name"` or id.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Lists the blocked users, most recently blocked first.

        Telegram: `contacts.getBlocked`. If the list changes between pages, users may be repeated. Fails
        with `cursor_invalid`.

        Args:
            limit: 1–100 items. Default: 50.
            cursor: `next_cursor` of the previous page.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Answers the press of a `callback` button. Without `text` and `url` it only stops the waiting
        indicator.

        Telegram: `messages.setBotCallbackAnswer`. Fails with `telegram_rejected`: QUERY_ID_INVALID if it
        was answered already or more than about 15 seconds ago, MESSAGE_TOO_LONG, URL_INVALID.

        Args:
            callback_query_id: The id from the event.
            text: Up to 200 characters.
            show_alert: Whether to show the text as an alert that must be dismissed. Default: false.
            url: A link to open: to the bot itself (`t.me/name?start=…`), or to its game.
            cache_time: Seconds for which clients may cache the answer. Default: 0.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Answers an inline query.

        Telegram: `messages.setInlineBotResults`. Fails with `telegram_rejected`: QUERY_ID_INVALID if it
        was answered already or more than about 15 seconds ago, RESULT_ID_DUPLICATE and the like; with
        `message_not_found` if a photo's or document's message isn't there or shows none.

        Args:
            inline_query_id: The id from the event.
            results: Up to 50.
            cache_time: Seconds for which Telegram may cache the results on its servers. Default: 300.
            is_personal: Whether to cache the results only for the user who sent the query. Default: false.
            next_offset: The `offset` of the next query with the same text, up to 64 bytes. Absent if there are no
                more results.
            gallery: Whether to show the results as a gallery. Default: false.
            button: A button above the results that opens the private chat with the bot.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        """Sets the bot's commands. An empty list removes them.

        Telegram: `bots.setBotCommands`, `bots.resetBotCommands`. Fails with `telegram_rejected`
        (BOT_COMMAND_INVALID and the like), with `chat_not_found`, `user_not_found` and `peer_invalid` for
        a scope that names no chat of the bot's.

        Args:
            commands: Up to 100, in display order.
            scope: Who sees the commands. Default: everyone.
            language_code: An ISO 639-1 language code: only for users with this language. Default: users of all
                languages.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            timeout: Seconds after which the call fails with `timeout`. Default: no limit.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
        flags follow from the given fields. A `chat_id` is accepted as InputPeer, InputUser or
        InputChannel. A wrong field fails with `invalid_params`, its `path` and the expected type; see
        telegram.describe. Fails with `policy_denied` if the daemon's policy forbids the function, and
        with Telegram's errors.

        Args:
            method: The function's name, such as `messages.getHistory`.
            params: Its params, by name.
            dc: The DC to call. Default: the account's home DC.
            session: The session string, or a handle from session.attach.
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
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
            timeout: Seconds after which the call fails with `timeout`. Default: 60.
            max_wait: Seconds of flood wait to wait out instead of failing with `rate_limited`, within
                `timeout`. Default: the daemon's --max-wait, or 0; 60 for parts of files.
        """
        _params: t.Dict[str, t.Any] = {
            "name": name,
            "timeout": timeout,
            "max_wait": max_wait,
        }
        result: types.Description = self._invoke("telegram.describe", _params, progress)
        return result
