"""The client's exception."""

from __future__ import annotations

from typing import Any, Mapping, Optional


class TelewireError(Exception):
    """A call failed, or the daemon cannot be reached.

    Decide by ``kind``. All kinds come from the daemon except ``disconnected``, which is the client's own: the daemon
    could not be started or reached, it exited, or the client was closed.
    """

    def __init__(self, kind: str, message: str, *, code: int = 0, data: Optional[Mapping[str, Any]] = None) -> None:
        super().__init__(message)
        #: The kind of error: ``rate_limited``, ``session_revoked``, …
        self.kind = kind
        #: A description of the error, for people.
        self.message = message
        #: The kind's number: a JSON-RPC error code, an HTTP-like status, or 0 for ``disconnected``.
        self.code = code
        #: All fields of the error's ``data``.
        self.data: Mapping[str, Any] = dict(data or {})

    @classmethod
    def from_wire(cls, error: Mapping[str, Any]) -> TelewireError:
        """Converts the ``error`` of a JSON-RPC response."""
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
        """Whether the same call may succeed later."""
        return bool(self.data.get("is_retryable", False))

    @property
    def retry_after(self) -> Optional[float]:
        """Seconds to wait before trying again."""
        return self.data.get("retry_after")

    @property
    def reason(self) -> Optional[str]:
        """The cause within a kind, such as why a session is invalid."""
        return self.data.get("reason")

    @property
    def hint(self) -> Optional[str]:
        """How to fix it."""
        return self.data.get("hint")

    @property
    def outcome(self) -> Optional[str]:
        """``not_sent``, or ``unknown`` if Telegram may have carried out the request."""
        return self.data.get("outcome")

    @property
    def random_id(self) -> Optional[Any]:
        """The send's ``random_id``. Pass it when you repeat a send whose outcome is unknown: nothing is sent twice."""
        return self.data.get("random_id")

    def __str__(self) -> str:
        text = f"{self.kind}: {self.message}"
        return f"{text} ({self.hint})" if self.hint else text

    def __repr__(self) -> str:
        # Without `data`, since a repr ends up in logs.
        return f"TelewireError(kind={self.kind!r}, code={self.code}, message={self.message!r})"

    def __reduce__(self) -> Any:
        return _rebuild, (self.kind, self.message, self.code, self.data)


def _rebuild(kind: str, message: str, code: int, data: Mapping[str, Any]) -> TelewireError:
    """Unpickles an exception. Without this, pickling loses its fields."""
    return TelewireError(kind, message, code=code, data=data)


def disconnected(message: str, hint: Optional[str] = None, **data: Any) -> TelewireError:
    """Returns an error of the kind ``disconnected``."""
    fields = {"kind": "disconnected", "is_retryable": False, "hint": hint, **data}
    return TelewireError(
        "disconnected", message, data={name: value for name, value in fields.items() if value is not None}
    )
