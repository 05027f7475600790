"""Drive Telegram through the telewire daemon.

from telewire import Telewire

with Telewire.spawn() as tw:
    me = tw.with_session(session)
    me.messages.send(chat_id="me", text="hi")
"""

from . import types
from ._async_client import AsyncSession, AsyncTelewire
from ._async_events import AsyncEvents
from ._calls import OnProgress, Progress
from ._client import Session, Telewire
from ._errors import TelewireError
from ._events import Events

__all__ = [
    "AsyncEvents",
    "AsyncSession",
    "AsyncTelewire",
    "Events",
    "OnProgress",
    "Progress",
    "Session",
    "Telewire",
    "TelewireError",
    "types",
]
__version__ = "0.1.0"
