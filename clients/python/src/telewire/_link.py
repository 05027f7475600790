"""The transport between the client and a daemon: a subprocess's pipes or a socket."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from typing import IO, Any, BinaryIO, Dict, Optional, Sequence, Union

from ._errors import TelewireError, disconnected

Path = Union[str, "os.PathLike[str]"]
#: A daemon's standard error, as in `subprocess`. None inherits ours.
Stderr = Union[int, IO[Any], None]

#: Seconds to wait for the calls in flight when the client is closed, slightly longer than the daemon takes for them.
DRAIN = 35.0
#: Seconds to wait for the daemon to exit after each signal.
TERMINATE = 6.0


class Process:
    """A spawned daemon, on its standard input and output."""

    def __init__(self, command: Sequence[str], **options: Any) -> None:
        try:
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **spawning(), **options
            )
        except OSError as error:
            raise not_started(command, error) from error
        assert self._child.stdin is not None and self._child.stdout is not None
        self.writer: BinaryIO = self._child.stdin  # type: ignore[assignment]
        self.reader: BinaryIO = self._child.stdout  # type: ignore[assignment]

    def end_input(self) -> None:
        self.writer.close()

    def exit_error(self) -> TelewireError:
        """Returns an error that says how the daemon exited. Call it at the end of its output."""
        try:
            status: Optional[int] = self._child.wait(1)
        except subprocess.TimeoutExpired:
            status = None
        return ended(status)

    def close(self) -> None:
        """Stops the daemon: waits for it, then sends SIGTERM, then SIGKILL."""
        for number in (None, signal.SIGTERM, signal.SIGKILL):
            if number is not None:
                send_signal(self._child.pid, number)
            try:
                self._child.wait(TERMINATE)
                break
            except subprocess.TimeoutExpired:
                continue

    def abandon(self) -> None:
        """Kills processes that still hold the daemon's output after the spawned one has exited."""
        send_signal(self._child.pid, signal.SIGKILL)


class Socket:
    """A running daemon, on its socket."""

    def __init__(self, path: Optional[Path]) -> None:
        path = socket_path(path)
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(path)
        except OSError as error:
            self._socket.close()
            raise not_reached(path, error) from error
        self.reader: BinaryIO = self._socket.makefile("rb")
        self.writer: BinaryIO = self._socket.makefile("wb")

    def end_input(self) -> None:
        self.writer.close()
        self._socket.shutdown(socket.SHUT_WR)

    def exit_error(self) -> TelewireError:
        return disconnected("the daemon closed the connection")

    def close(self) -> None:
        try:
            # Unblocks a thread that still reads or writes.
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()

    def abandon(self) -> None:
        """Does nothing: no other process holds our end of the socket."""


def spawning() -> Dict[str, Any]:
    """Returns options to start a daemon in its own session, so that Ctrl-C doesn't stop it before it has answered the
    calls in flight."""
    return {"start_new_session": True}


def send_signal(pid: int, number: int) -> None:
    """Signals a spawned daemon's process group, which includes any wrapper it was started through."""
    try:
        os.killpg(pid, number)
    except OSError:
        # It has exited.
        pass


def socket_path(path: Optional[Path]) -> str:
    """Returns the path, by default the one of `telewire serve --socket`."""
    if path is not None:
        return os.fspath(path)
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if not folder:
        raise disconnected("$XDG_RUNTIME_DIR is not set", "pass the socket's path: connect(path)")
    return os.path.join(folder, "telewire", "socket")


def not_started(command: Sequence[str], error: OSError) -> TelewireError:
    return disconnected(
        f"{command[0]} cannot be started: {error.strerror or error}",
        'install telewire, or pass its path: spawn(["/path/to/telewire"])',
    )


def not_reached(path: str, error: OSError) -> TelewireError:
    return disconnected(
        f"cannot connect to a daemon at {path}: {error.strerror or error}",
        f"start one with `telewire serve --socket={path}`",
    )


def ended(status: Optional[int]) -> TelewireError:
    """Returns the error for a spawned daemon that exited with this status."""
    if status is None:
        return disconnected("the daemon closed its output")
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return disconnected(f"the daemon was killed by {name}")
    hint = "see its standard error" if status else None
    return disconnected(f"the daemon exited with status {status}", hint)
