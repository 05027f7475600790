"""Streams of events, for threads and for asyncio, from a daemon that tells what a test has it tell."""

from __future__ import annotations

import asyncio
import os
import queue
import threading
import unittest
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Dict, List, Optional, Tuple
from unittest import mock

from stage import SCRIPTED, home

from telewire import AsyncEvents, AsyncTelewire, Events, Telewire, TelewireError

REVOKED = {"code": 401, "message": "revoked", "data": {"kind": "session_revoked", "is_retryable": False}}
OFFLINE = {"code": 503, "message": "offline", "data": {"kind": "offline", "is_retryable": True}}
GAP = {"kind": "gap", "reason": "too_slow"}


#: What has this daemon tell an event at once.
EARLY: Any = ["early"]


def new(*numbers: int) -> List[Dict[str, Any]]:
    return [{"kind": "message_new", "n": n} for n in numbers]


def number(told: Any) -> int:
    """Of an event that this daemon tells."""
    return int(told["n"])


def event(subscription: str, items: List[Dict[str, Any]], **more: Any) -> Dict[str, Any]:
    return {"method": "updates.event", "params": {"subscription": subscription, "items": items, **more}}


class AStream(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Telewire.spawn(SCRIPTED)
        self.addCleanup(self.client.close)
        pauses = mock.patch("telewire._course.PAUSES", (0.0, 0.0, 0.0))
        pauses.start()
        self.addCleanup(pauses.stop)
        self.pool = ThreadPoolExecutor(4)
        self.addCleanup(self.pool.shutdown)

    def events(self, **options: Any) -> Events:
        events = self.client.events(session="tw1.x", **options)
        self.addCleanup(events.close)
        return events

    def tell(self, *told: Any, **more: Any) -> None:
        self.client.call("tell", event(*told, **more))

    def subscriptions(self) -> Any:
        """Those of the daemon that runs, when one does."""
        while True:
            try:
                return self.client.call("subscriptions")
            except TelewireError as error:
                self.assertEqual(error.kind, "disconnected")

    def waiting(self, events: Events) -> Future[Any]:
        """The next event, which a thread waits for."""
        return self.pool.submit(next, events, None)

    def test_the_cursor_follows_what_the_loop_has_done(self) -> None:
        seen: List[Tuple[int, Optional[str]]] = []
        with self.events(kinds=["message_new"], chat_ids=["me"]) as events:
            self.assertEqual(events.cursor, "c0")
            self.tell("s1", new(1, 2), cursor="c1")
            self.tell("another", new(99))
            self.tell("s1", new(3))
            self.tell("s1", [], cursor="c2")
            self.tell("s1", new(4))
            for one in events:
                seen.append((number(one), events.cursor))
                if number(one) == 4:
                    break
        self.assertEqual(seen, [(1, "c0"), (2, "c0"), (3, "c1"), (4, "c2")])
        asked = {"kinds": ["message_new"], "chat_ids": ["me"], "session": "tw1.x"}
        self.assertEqual(self.subscriptions(), {"asked": [asked], "ended": ["s1"]})

    def test_a_cursor_that_was_kept_is_where_it_begins(self) -> None:
        kept: List[str] = []
        with self.events(cursor="c7", on_cursor=kept.append) as events:
            self.assertEqual((events.cursor, kept), ("c7", []))
            self.tell("s1", new(1), cursor="c8")
            next(events)
            self.assertEqual(kept, [])
        self.assertEqual(self.subscriptions()["asked"], [{"session": "tw1.x", "cursor": "c7"}])

    def test_a_cursor_is_kept_in_a_file_and_taken_up_from_there(self) -> None:
        folder = home(self)
        file = folder.file("cursor")
        with self.events(cursor_file=file) as events:
            self.tell("s1", new(1), cursor="c1")
            self.tell("s1", new(2), cursor="c2")
            next(events)
            with open(file, encoding="ascii") as kept:
                self.assertEqual(kept.read(), "c0\n")
            next(events)
            with open(file, encoding="ascii") as kept:
                self.assertEqual(kept.read(), "c1\n")
        self.assertEqual(os.listdir(folder.path), ["cursor"])
        with self.events(cursor_file=file) as events:
            self.assertEqual(events.cursor, "c1")
        with self.events(cursor_file=file, cursor="c0") as events:
            self.assertEqual(events.cursor, "c0")
        self.assertEqual([asked.get("cursor") for asked in self.subscriptions()["asked"]], [None, "c1", "c0"])

    def test_cursors_are_told_while_nothing_happens(self) -> None:
        kept: List[str] = []
        told = threading.Event()

        def keep(cursor: str) -> None:
            kept.append(cursor)
            if cursor == "c1":
                told.set()

        events = self.events(on_cursor=keep)
        waiting = self.waiting(events)
        while not self.subscriptions()["asked"]:
            pass
        self.tell("s1", [], cursor="c1")
        self.assertTrue(told.wait(10))
        self.assertEqual(kept, ["c0", "c1"])
        events.close()
        self.assertIsNone(waiting.result(10))

    def test_events_may_come_before_the_subscription_has_a_name(self) -> None:
        with self.events(kinds=EARLY) as events:
            self.assertEqual(number(next(events)), 0)

    def test_a_loop_that_is_left_ends_its_subscription(self) -> None:
        for _ in self.client.events(session="tw1.x", kinds=EARLY):
            break
        self.assertEqual(self.subscriptions()["ended"], ["s1"])

    def test_a_thread_that_waits_is_freed_by_closing_the_stream_or_the_client(self) -> None:
        events, other = self.events(), self.events()
        waiting = [self.waiting(events), self.waiting(other)]
        while len(self.subscriptions()["asked"]) < 2:
            pass
        events.close()
        self.assertIsNone(waiting[0].result(10))
        self.assertEqual(len(self.subscriptions()["ended"]), 1)
        self.client.close()
        self.assertIsNone(waiting[1].result(10))
        self.assertEqual(list(events), [])

    def test_a_daemon_that_dies_is_started_again_and_the_stream_goes_on_from_its_cursor(self) -> None:
        events = self.events()
        with events, self.assertLogs("telewire", "WARNING"):
            self.tell("s1", new(1), cursor="c1")
            self.tell("s1", new(2))
            with self.assertRaises(TelewireError):
                self.client.call("die", {"status": 1})
            # What has come in is told before.
            self.assertEqual([number(next(events)), number(next(events))], [1, 2])
            waiting = self.waiting(events)
            while not self.subscriptions()["asked"]:
                pass
            self.assertEqual(self.subscriptions()["asked"], [{"session": "tw1.x", "cursor": "c1"}])
            self.tell("s1", new(2, 3))
            self.assertEqual([waiting.result(10)["n"], number(next(events))], [2, 3])

    def test_two_streams_share_the_daemon_that_is_started_again(self) -> None:
        with self.events() as one, self.events() as other, self.assertLogs("telewire", "WARNING"):
            with self.assertRaises(TelewireError):
                self.client.call("die", {"status": 1})
            waiting = [self.waiting(one), self.waiting(other)]
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.tell("s1", new(1))
            self.tell("s2", new(1))
            self.assertEqual([future.result(10)["n"] for future in waiting], [1, 1])

    def test_a_daemon_that_can_not_be_started_again_is_told(self) -> None:
        marker = home(self).file("started")
        command = ["sh", "-c", '[ -e "$0" ] && exit 3; touch "$0"; exec "$@"', marker, *SCRIPTED]
        with Telewire.spawn(command) as client, self.assertLogs("telewire", "WARNING") as log:
            with client.events(session="tw1.x") as events:
                with self.assertRaises(TelewireError):
                    client.call("die", {"status": 1})
                with self.assertRaises(TelewireError) as failed:
                    next(events)
                self.assertEqual(failed.exception.message, "the daemon ended with exit status 3")
                self.assertEqual(list(events), [])
        self.assertEqual(len(log.output), 3)

    def test_a_stream_that_waits_for_its_next_try_ends_with_the_client(self) -> None:
        events = self.events()
        waiting = self.waiting(events)
        while not self.subscriptions()["asked"]:
            pass
        failing = mock.Mock(side_effect=TelewireError("disconnected", "not there"))
        with mock.patch("telewire._course.PAUSES", (0.0, 600.0)), self.assertLogs("telewire", "WARNING"):
            with mock.patch.object(self.client, "_open_link", failing):
                with self.assertRaises(TelewireError):
                    self.client.call("die", {"status": 0})
                while not self.client._paused:
                    pass
                self.client.close()
                self.assertIsNone(waiting.result(30))

    def test_what_can_not_be_helped_is_raised_behind_what_was_told(self) -> None:
        with self.events() as events:
            self.tell("s1", new(1), cursor="c1", error=REVOKED)
            self.assertEqual(number(next(events)), 1)
            with self.assertRaises(TelewireError) as failed:
                next(events)
            self.assertEqual((failed.exception.kind, events.cursor), ("session_revoked", "c1"))
            self.assertEqual(list(events), [])

    def test_a_first_subscription_that_fails_is_raised(self) -> None:
        with self.assertRaises(TelewireError) as failed:
            next(self.events(kinds=["refused"]))
        self.assertEqual(failed.exception.kind, "session_revoked")

    def test_what_may_pass_is_tried_again(self) -> None:
        with self.events() as events, self.assertLogs("telewire", "WARNING"):
            self.tell("s1", new(1), cursor="c1", error=OFFLINE)
            self.assertEqual(number(next(events)), 1)
            waiting = self.waiting(events)
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.tell("s2", new(2))
            self.assertEqual(waiting.result(10)["n"], 2)
            self.assertEqual(self.subscriptions()["asked"][1]["cursor"], "c1")

    def test_a_wait_that_is_too_long_to_keep_silent_about_is_raised(self) -> None:
        data = {"kind": "rate_limited", "is_retryable": True, "retry_after": 300}
        with self.events() as events:
            self.tell("s1", [], error={"code": 429, "message": "wait", "data": data})
            with self.assertRaises(TelewireError) as failed:
                next(events)
        self.assertEqual(failed.exception.retry_after, 300)

    def test_what_the_daemon_left_out_comes_from_the_cursor_on(self) -> None:
        with self.events() as events:
            self.tell("s1", [*new(1), GAP], cursor="c1")
            self.tell("s1", new(9), cursor="c9")
            self.assertEqual([next(events), next(events)], [*new(1), GAP])
            waiting = self.waiting(events)
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.tell("s2", new(2))
            self.assertEqual(waiting.result(10)["n"], 2)
        self.assertEqual(self.subscriptions()["asked"][1]["cursor"], "c1")

    def test_a_loop_that_stands_still_holds_up_no_call_and_fills_no_memory(self) -> None:
        with mock.patch("telewire._backlog.HELD", 100), self.events() as events:
            for n in range(200):
                self.tell("s1", new(2 * n, 2 * n + 1), **({"cursor": f"c{n}"} if n % 10 == 9 else {}))
            # The calls came back, though nobody took an event.
            self.assertEqual(self.subscriptions()["ended"], ["s1"])
            # It is told as far as the last cursor that there was room for.
            told = [next(events) for _ in range(81)]
            self.assertEqual(told, [*new(*range(80)), GAP])
            waiting = self.waiting(events)
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.assertEqual(self.subscriptions()["asked"][1]["cursor"], "c39")
            self.tell("s2", new(80))
            self.assertEqual(waiting.result(10)["n"], 80)

    def test_events_without_a_cursor_are_all_held(self) -> None:
        with mock.patch("telewire._backlog.HELD", 10), self.events() as events:
            self.tell("s1", new(*range(50)))
            self.tell("s1", new(*range(50, 60)), cursor="c1")
            self.assertEqual([number(next(events)) for _ in range(60)], list(range(60)))
            self.assertEqual(next(events), GAP)

    def test_listeners_are_told_of_every_notification_too(self) -> None:
        told: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.client.on("updates.event", told.put)
        with self.events() as events:
            self.tell("s1", new(1))
            self.assertEqual(number(next(events)), 1)
        self.assertEqual(told.get(timeout=10), {"subscription": "s1", "items": new(1)})


class AStreamOfATask(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.client = await AsyncTelewire.spawn(SCRIPTED)
        self.addAsyncCleanup(self.client.close)
        pauses = mock.patch("telewire._course.PAUSES", (0.0, 0.0, 0.0))
        pauses.start()
        self.addCleanup(pauses.stop)

    def events(self, **options: Any) -> AsyncEvents:
        return self.client.events(session="tw1.x", **options)

    async def tell(self, *told: Any, **more: Any) -> None:
        await self.client.call("tell", event(*told, **more))

    async def subscriptions(self) -> Any:
        while True:
            try:
                return await self.client.call("subscriptions")
            except TelewireError as error:
                self.assertEqual(error.kind, "disconnected")
                await asyncio.sleep(0)

    async def waiting(self, events: AsyncEvents, asked: int) -> asyncio.Future[Any]:
        """The next event, which a task waits for, once that many were subscribed to."""
        task = asyncio.ensure_future(events.__anext__())
        while len((await self.subscriptions())["asked"]) < asked:
            pass
        return task

    async def test_the_cursor_follows_what_the_loop_has_done(self) -> None:
        seen: List[Tuple[int, Optional[str]]] = []
        kept: List[str] = []
        async with self.events(on_cursor=kept.append) as events:
            await self.tell("s1", new(1, 2), cursor="c1")
            await self.tell("s1", new(3))
            async for one in events:
                seen.append((number(one), events.cursor))
                if number(one) == 3:
                    break
        self.assertEqual((seen, kept), ([(1, "c0"), (2, "c0"), (3, "c1")], ["c0", "c1"]))
        self.assertEqual((await self.subscriptions())["ended"], ["s1"])

    async def test_events_may_come_before_the_subscription_has_a_name(self) -> None:
        async with self.events(kinds=EARLY) as events:
            self.assertEqual(number(await events.__anext__()), 0)

    async def test_a_loop_that_is_left_ends_its_subscription(self) -> None:
        async for _ in self.events(kinds=EARLY):
            break
        while (await self.subscriptions())["ended"] != ["s1"]:
            pass

    async def test_a_task_that_waits_may_be_cancelled_and_ask_again(self) -> None:
        async with self.events() as events:
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(events.__anext__(), 0.01)
            await self.tell("s1", new(1))
            self.assertEqual(number(await events.__anext__()), 1)

    async def test_a_subscription_that_is_answered_after_it_was_given_up_is_ended(self) -> None:
        events = self.events(kinds=["late"])
        task = await self.waiting(events, 1)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        while (await self.subscriptions())["ended"] != ["s1"]:
            pass

    async def test_a_task_that_waits_is_freed_by_closing_the_stream_or_the_client(self) -> None:
        events, other = self.events(), self.events()
        waiting = [await self.waiting(events, 1), await self.waiting(other, 2)]
        events.close()
        with self.assertRaises(StopAsyncIteration):
            await waiting[0]
        await self.client.close()
        with self.assertRaises(StopAsyncIteration):
            await waiting[1]

    async def test_a_daemon_that_dies_is_started_again_and_the_stream_goes_on_from_its_cursor(self) -> None:
        async with self.events() as events:
            with self.assertLogs("telewire", "WARNING"):
                await self.tell("s1", new(1), cursor="c1")
                with self.assertRaises(TelewireError):
                    await self.client.call("die", {"status": 1})
                self.assertEqual(number(await events.__anext__()), 1)
                waiting = await self.waiting(events, 1)
            self.assertEqual((await self.subscriptions())["asked"], [{"session": "tw1.x", "cursor": "c1"}])
            await self.tell("s1", new(2))
            self.assertEqual((await waiting)["n"], 2)

    async def test_a_stream_that_waits_for_its_next_try_ends_with_the_client(self) -> None:
        events = self.events()
        waiting = await self.waiting(events, 1)
        failing = mock.Mock(side_effect=TelewireError("disconnected", "not there"))
        with mock.patch("telewire._course.PAUSES", (0.0, 600.0)), self.assertLogs("telewire", "WARNING"):
            with mock.patch.object(self.client, "_connect", failing):
                with self.assertRaises(TelewireError):
                    await self.client.call("die", {"status": 0})
                while not self.client._paused:
                    await asyncio.sleep(0)
                await self.client.close()
                with self.assertRaises(StopAsyncIteration):
                    await asyncio.wait_for(waiting, 30)

    async def test_what_can_not_be_helped_is_raised(self) -> None:
        async with self.events() as events:
            await self.tell("s1", [], error=REVOKED)
            with self.assertRaises(TelewireError) as failed:
                await events.__anext__()
        self.assertEqual(failed.exception.kind, "session_revoked")

    async def test_a_loop_that_stands_still_goes_on_from_the_cursor_that_it_has_reached(self) -> None:
        with mock.patch("telewire._backlog.HELD", 10):
            async with self.events() as events:
                await self.tell("s1", new(*range(10)), cursor="c1")
                await self.tell("s1", new(10))
                self.assertEqual([await events.__anext__() for _ in range(11)], [*new(*range(10)), GAP])
                waiting = await self.waiting(events, 2)
                self.assertEqual((await self.subscriptions())["asked"][1]["cursor"], "c1")
                await self.tell("s2", new(10))
                self.assertEqual((await waiting)["n"], 10)


if __name__ == "__main__":
    unittest.main()
