"""The subscriptions of one connection, and whose they are.

It knows neither threads nor loops, as `_calls` doesn't.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Dict, List, Mapping, Optional, Protocol

from ._calls import Answer, Item, Notification
from ._errors import TelewireError

SUBSCRIBE, UNSUBSCRIBE, EVENT = "updates.subscribe", "updates.unsubscribe", "updates.event"


class Inbox(Protocol):
    """Where what comes in goes. Whoever reads the connection fills it, and must not be held up."""

    def feed(self, params: Mapping[str, Any]) -> bool:
        """Takes the params of a notification. Says whether the subscription goes on."""

    def end(self, error: Optional[TelewireError]) -> None:
        """Nothing more will come."""


class Subscriptions:
    def __init__(self, unsubscribe: Callable[[str], object]) -> None:
        # Whoever drops the last name of a stream, on whatever thread and line, unsubscribes by that.
        self._lock = threading.RLock()
        self._inboxes: Dict[str, Inbox] = {}
        self._asked = 0
        #: What came for a subscription that we know no name of yet, while one is being asked for.
        self._early: List[Mapping[str, Any]] = []
        self._unsubscribe = unsubscribe
        self._lost: Optional[TelewireError] = None

    def ask(self, inbox: Inbox) -> Asking:
        """Somebody is about to subscribe."""
        with self._lock:
            self._asked += 1
        return Asking(self, inbox)

    def settle(self) -> None:
        """They have been answered, or have given up."""
        with self._lock:
            self._asked -= 1
            if not self._asked:
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
        """Nobody wants to know more."""
        with self._lock:
            known = self._inboxes.pop(subscription, None)
        if known is not None:
            self._unsubscribe(subscription)

    def take(self, notification: Notification) -> None:
        """Gives a notification to whom it is for. Others may want to know it, too."""
        params = notification.params
        if notification.method != EVENT or not isinstance(params, dict):
            return
        subscription = str(params.get("subscription"))
        with self._lock:
            inbox = self._inboxes.get(subscription)
            if inbox is None and self._asked:
                self._early.append(params)
        if inbox is not None:
            self._feed(subscription, inbox, params)

    def lose(self, error: TelewireError) -> None:
        """The connection has ended, and all subscriptions with it."""
        with self._lock:
            self._lost = self._lost or error
            inboxes, self._inboxes = list(self._inboxes.values()), {}
        for inbox in inboxes:
            inbox.end(error)

    def _feed(self, subscription: str, inbox: Inbox, params: Mapping[str, Any]) -> None:
        if not inbox.feed(params):
            self.drop(subscription)


class Asking:
    """A subscription that is being asked for. Whoever gives that up has none, though an answer may come still."""

    def __init__(self, subscriptions: Subscriptions, inbox: Inbox) -> None:
        self._subscriptions = subscriptions
        self._inbox = inbox
        self._given_up = False
        self._subscription: Optional[str] = None

    def take(self, item: Item) -> None:
        """Takes the answer in, where it is read: events come right behind it."""
        if isinstance(item, Answer):
            self._subscription = str(item.result["subscription"])
            self._subscriptions.open(self._subscription, self._inbox)
            # Between these lines and those below it is seen by one of them at least, whichever comes first.
            if self._given_up:
                self._subscriptions.drop(self._subscription)

    def give_up(self) -> None:
        self._given_up = True
        if self._subscription is not None:
            self._subscriptions.drop(self._subscription)
