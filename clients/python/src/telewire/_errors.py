"""The one exception."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class TelewireError(Exception):
    """A call that failed, or a daemon that cannot be reached.

    ``kind`` is the word to decide by. All kinds are the daemon's own, but for one: ``disconnected`` says that this
    client has no daemon to talk to: it could not be started or found, it ended, or the client was closed.
    """

    def __init__(self, kind: str, message: str, *, code: int = 0, data: Optional[Mapping[str, Any]] = None) -> None:
        super().__init__(message)
        #: What went wrong, in one word: ``rate_limited``, ``session_revoked``, …
        self.kind = kind
        #: What went wrong, in a sentence.
        self.message = message
        #: The number that goes with the kind: JSON-RPC's own, an HTTP-like status, or 0 for ``disconnected``.
        self.code = code
        #: All that the daemon said besides.
        self.data: Mapping[str, Any] = dict(data or {})

    @classmethod
    def from_wire(cls, error: Mapping[str, Any]) -> TelewireError:
        """Reads the ``error`` of a JSON-RPC answer."""
        data = error.get("data")
        data = data if isinstance(data, dict) else {}
        kind = data.get("kind")
        return cls(
            kind if isinstance(kind, str) else "internal",
            str(error.get("message", "")),
            code=int(error.get("code", 0)),
            data=data,
        )

    @property
    def is_retryable(self) -> bool:
        """Whether the same call may well succeed when it is made again."""
        return bool(self.data.get("is_retryable", False))

    @property
    def retry_after(self) -> Optional[float]:
        """Seconds until another try makes sense."""
        return self.data.get("retry_after")

    @property
    def reason(self) -> Optional[str]:
        """Tells cases of one kind apart: why a session is invalid, for one."""
        return self.data.get("reason")

    @property
    def hint(self) -> Optional[str]:
        """What to do about it."""
        return self.data.get("hint")

    @property
    def outcome(self) -> Optional[str]:
        """``not_sent`` or ``unknown``: whether Telegram may have carried the request out all the same."""
        return self.data.get("outcome")

    @property
    def random_id(self) -> Optional[Any]:
        """Repeat a send whose outcome is unknown with this ``random_id``, and it is never sent twice."""
        return self.data.get("random_id")

    def __str__(self) -> str:
        text = f"{self.kind}: {self.message}"
        return f"{text} ({self.hint})" if self.hint else text

    def __repr__(self) -> str:
        # Neither params nor `data`, as what is printed ends up in logs.
        return f"TelewireError(kind={self.kind!r}, code={self.code}, message={self.message!r})"

    def __reduce__(self) -> Any:
        return _rebuild, (self.kind, self.message, self.code, self.data)


def _rebuild(kind: str, message: str, code: int, data: Mapping[str, Any]) -> TelewireError:
    """Lets the exception travel between processes, whose pickling would otherwise lose its fields."""
    return TelewireError(kind, message, code=code, data=data)


def disconnected(message: str, hint: Optional[str] = None, **data: Any) -> TelewireError:
    """There is no daemon to talk to."""
    fields = {"kind": "disconnected", "is_retryable": False, "hint": hint, **data}
    return TelewireError(
        "disconnected", message, data={name: value for name, value in fields.items() if value is not None}
    )
