"""What joins the client to a daemon: the pipes of a subprocess, or a socket."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from typing import IO, Any, BinaryIO, Dict, Optional, Sequence, Union

from ._errors import TelewireError, disconnected

Path = Union[str, "os.PathLike[str]"]
#: Where a daemon's standard error goes, as `subprocess` takes it. None: where ours goes.
Stderr = Union[int, IO[Any], None]

#: Seconds that the daemon takes at most to answer what is in flight when its input ends, and a little more.
DRAIN = 35.0
#: Seconds that it is given to end on SIGTERM, when it answers no more calls.
TERMINATE = 6.0


class Process:
    """A daemon of our own, on its standard input and output."""

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

    def fate(self) -> TelewireError:
        """What became of it, once its output has ended."""
        try:
            status: Optional[int] = self._child.wait(1)
        except subprocess.TimeoutExpired:
            status = None
        return ended(status)

    def close(self) -> None:
        """Makes sure that it ends; by itself, if it can."""
        for number in (None, signal.SIGTERM, signal.SIGKILL):
            if number is not None:
                tell(self._child.pid, number)
            try:
                self._child.wait(TERMINATE)
                break
            except subprocess.TimeoutExpired:
                continue

    def abandon(self) -> None:
        """Ends whoever still holds the daemon's output, when what was started has ended before it."""
        tell(self._child.pid, signal.SIGKILL)


class Socket:
    """A daemon that others share."""

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

    def fate(self) -> TelewireError:
        return disconnected("the daemon closed the connection")

    def close(self) -> None:
        try:
            # Frees a thread that still reads or writes.
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()

    def abandon(self) -> None:
        """Nobody but us holds a socket's end."""


def spawning() -> Dict[str, Any]:
    """How any daemon is started: in a session of its own, so that Ctrl-C reaches our process and not the daemon,
    which can then still answer what is in flight."""
    return {"start_new_session": True}


def tell(pid: int, number: int) -> None:
    """Signals a daemon that we spawned, and with it what it was started through: they are a group of their own."""
    try:
        os.killpg(pid, number)
    except OSError:
        # It is gone.
        pass


def socket_path(path: Optional[Path]) -> str:
    """The path given, or where `telewire serve --socket` listens unless told otherwise."""
    if path is not None:
        return os.fspath(path)
    folder = os.environ.get("XDG_RUNTIME_DIR")
    if not folder:
        raise disconnected("$XDG_RUNTIME_DIR is not set", "name the socket, as in connect(path)")
    return os.path.join(folder, "telewire", "socket")


def not_started(command: Sequence[str], error: OSError) -> TelewireError:
    return disconnected(
        f"{command[0]} cannot be started: {error.strerror or error}",
        'install telewire, or name it, as in spawn(["/path/to/telewire"])',
    )


def not_reached(path: str, error: OSError) -> TelewireError:
    return disconnected(
        f"no daemon can be reached at {path}: {error.strerror or error}",
        f"start one with `telewire serve --socket={path}`",
    )


def ended(status: Optional[int]) -> TelewireError:
    """The end of a daemon of our own, by its exit status."""
    if status is None:
        return disconnected("the daemon closed its output")
    if status < 0:
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        return disconnected(f"the daemon was killed by {name}")
    hint = "its standard error tells why" if status else None
    return disconnected(f"the daemon ended with exit status {status}", hint)
