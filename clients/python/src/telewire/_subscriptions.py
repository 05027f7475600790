"""The subscriptions of one connection.

Like `_calls`, it uses neither threads nor asyncio.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, List, Mapping, Optional, Protocol

from ._calls import Answer, Item, Notification
from ._errors import TelewireError

SUBSCRIBE, UNSUBSCRIBE, EVENT = "updates.subscribe", "updates.unsubscribe", "updates.event"


class Inbox(Protocol):
    """Receives the notifications of a subscription. Called by the connection's reader, so it must not block."""

    def feed(self, params: Mapping[str, Any]) -> bool:
        """Takes the params of a notification. Returns whether the subscription continues."""

    def end(self, error: Optional[TelewireError]) -> None:
        """Marks the end: no more notifications will follow."""


class Subscriptions:
    def __init__(self, unsubscribe: Callable[[str], object]) -> None:
        # Reentrant: a stream may be garbage-collected, and so unsubscribed, on any thread and at any line.
        self._lock = threading.RLock()
        self._inboxes: Dict[str, Inbox] = {}
        #: The number of `updates.subscribe` calls in flight.
        self._pending = 0
        #: Notifications of unknown subscriptions, while a call is in flight that may return their id.
        self._early: List[Mapping[str, Any]] = []
        self._unsubscribe = unsubscribe
        self._lost: Optional[TelewireError] = None

    def begin(self, inbox: Inbox) -> PendingSubscription:
        """Call this before `updates.subscribe`."""
        with self._lock:
            self._pending += 1
        return PendingSubscription(self, inbox)

    def settle(self) -> None:
        """Call this after `updates.subscribe` has returned or failed."""
        with self._lock:
            self._pending -= 1
            if not self._pending:
                self._early.clear()

    def open(self, subscription: str, inbox: Inbox) -> None:
        with self._lock:
            self._inboxes[subscription] = inbox
            lost = self._lost
            early = [params for params in self._early if params.get("subscription") == subscription]
        for params in early:
            self._feed(subscription, inbox, params)
        if lost is not None:
            inbox.end(lost)

    def drop(self, subscription: str) -> None:
        """Ends a subscription. Does nothing if it has ended already."""
        with self._lock:
            known = self._inboxes.pop(subscription, None)
        if known is not None:
            self._unsubscribe(subscription)

    def take(self, notification: Notification) -> None:
        """Passes an event notification to its subscription's inbox, and ignores all others."""
        params = notification.params
        if notification.method != EVENT or not isinstance(params, dict):
            return
        subscription = str(params.get("subscription"))
        with self._lock:
            inbox = self._inboxes.get(subscription)
            if inbox is None and self._pending:
                self._early.append(params)
        if inbox is not None:
            self._feed(subscription, inbox, params)

    def lose(self, error: TelewireError) -> None:
        """Ends all subscriptions, as the connection is lost."""
        with self._lock:
            self._lost = self._lost or error
            inboxes, self._inboxes = list(self._inboxes.values()), {}
        for inbox in inboxes:
            inbox.end(error)

    def _feed(self, subscription: str, inbox: Inbox, params: Mapping[str, Any]) -> None:
        if not inbox.feed(params):
            self.drop(subscription)


class PendingSubscription:
    """An `updates.subscribe` call in flight. If it is given up, a late answer is unsubscribed at once."""

    def __init__(self, subscriptions: Subscriptions, inbox: Inbox) -> None:
        self._subscriptions = subscriptions
        self._inbox = inbox
        self._given_up = False
        self._subscription: Optional[str] = None

    def take(self, item: Item) -> None:
        """Takes the answer on the reader's thread, since events may follow it immediately."""
        if isinstance(item, Answer):
            self._subscription = str(item.result["subscription"])
            self._subscriptions.open(self._subscription, self._inbox)
            # Both here and in `give_up`, as the two may run concurrently.
            if self._given_up:
                self._subscriptions.drop(self._subscription)

    def give_up(self) -> None:
        self._given_up = True
        if self._subscription is not None:
            self._subscriptions.drop(self._subscription)
