"""Streams of events, for threads and for asyncio, from a scripted daemon."""

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


#: Makes the scripted daemon send an event at once.
EARLY: Any = ["early"]


def new(*numbers: int) -> List[Dict[str, Any]]:
    return [{"kind": "message_new", "n": n} for n in numbers]


def number(received: Any) -> int:
    """Returns the number of a scripted event."""
    return int(received["n"])


def event(subscription: str, items: List[Dict[str, Any]], **more: Any) -> Dict[str, Any]:
    return {"method": "updates.event", "params": {"subscription": subscription, "items": items, **more}}


class AStream(unittest.TestCase):
    def setUp(self) -> None:
        self.client = Telewire.spawn(SCRIPTED)
        self.addCleanup(self.client.close)
        pauses = mock.patch("telewire._stream.RETRY_DELAYS", (0.0, 0.0, 0.0))
        pauses.start()
        self.addCleanup(pauses.stop)
        self.pool = ThreadPoolExecutor(4)
        self.addCleanup(self.pool.shutdown)

    def events(self, **options: Any) -> Events:
        events = self.client.events(session="tw1.x", **options)
        self.addCleanup(events.close)
        return events

    def notify(self, *items: Any, **more: Any) -> None:
        self.client.call("notify", event(*items, **more))

    def subscriptions(self) -> Any:
        """Returns the subscriptions of the running daemon, once there is one."""
        while True:
            try:
                return self.client.call("subscriptions")
            except TelewireError as error:
                self.assertEqual(error.kind, "disconnected")

    def waiting(self, events: Events) -> Future[Any]:
        """Waits for the next event in a thread."""
        return self.pool.submit(next, events, None)

    def test_the_cursor_advances_as_the_loop_processes_events(self) -> None:
        seen: List[Tuple[int, Optional[str]]] = []
        with self.events(kinds=["message_new"], chat_ids=["me"]) as events:
            self.assertEqual(events.cursor, "c0")
            self.notify("s1", new(1, 2), cursor="c1")
            self.notify("another", new(99))
            self.notify("s1", new(3))
            self.notify("s1", [], cursor="c2")
            self.notify("s1", new(4))
            for one in events:
                seen.append((number(one), events.cursor))
                if number(one) == 4:
                    break
        self.assertEqual(seen, [(1, "c0"), (2, "c0"), (3, "c1"), (4, "c2")])
        asked = {"kinds": ["message_new"], "chat_ids": ["me"], "session": "tw1.x"}
        self.assertEqual(self.subscriptions(), {"asked": [asked], "ended": ["s1"]})

    def test_a_stream_starts_at_a_given_cursor(self) -> None:
        cursors: List[str] = []
        with self.events(cursor="c7", on_cursor=cursors.append) as events:
            self.assertEqual((events.cursor, cursors), ("c7", []))
            self.notify("s1", new(1), cursor="c8")
            next(events)
            self.assertEqual(cursors, [])
        self.assertEqual(self.subscriptions()["asked"], [{"session": "tw1.x", "cursor": "c7"}])

    def test_a_cursor_file_is_written_and_resumed_from(self) -> None:
        folder = home(self)
        file = folder.file("cursor")
        with self.events(cursor_file=file) as events:
            self.notify("s1", new(1), cursor="c1")
            self.notify("s1", new(2), cursor="c2")
            next(events)
            with open(file, encoding="ascii") as saved:
                self.assertEqual(saved.read(), "c0\n")
            next(events)
            with open(file, encoding="ascii") as saved:
                self.assertEqual(saved.read(), "c1\n")
        self.assertEqual(os.listdir(folder.path), ["cursor"])
        with self.events(cursor_file=file) as events:
            self.assertEqual(events.cursor, "c1")
        with self.events(cursor_file=file, cursor="c0") as events:
            self.assertEqual(events.cursor, "c0")
        self.assertEqual([asked.get("cursor") for asked in self.subscriptions()["asked"]], [None, "c1", "c0"])

    def test_cursors_advance_without_events(self) -> None:
        cursors: List[str] = []
        received = threading.Event()

        def keep(cursor: str) -> None:
            cursors.append(cursor)
            if cursor == "c1":
                received.set()

        events = self.events(on_cursor=keep)
        waiting = self.waiting(events)
        while not self.subscriptions()["asked"]:
            pass
        self.notify("s1", [], cursor="c1")
        self.assertTrue(received.wait(10))
        self.assertEqual(cursors, ["c0", "c1"])
        events.close()
        self.assertIsNone(waiting.result(10))

    def test_events_may_arrive_before_the_subscription_id(self) -> None:
        with self.events(kinds=EARLY) as events:
            self.assertEqual(number(next(events)), 0)

    def test_leaving_the_loop_ends_the_subscription(self) -> None:
        for _ in self.client.events(session="tw1.x", kinds=EARLY):
            break
        self.assertEqual(self.subscriptions()["ended"], ["s1"])

    def test_a_waiting_thread_is_released_by_closing_the_stream_or_the_client(self) -> None:
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

    def test_a_daemon_that_dies_is_restarted_and_the_stream_resumes_from_its_cursor(self) -> None:
        events = self.events()
        with events, self.assertLogs("telewire", "WARNING"):
            self.notify("s1", new(1), cursor="c1")
            self.notify("s1", new(2))
            with self.assertRaises(TelewireError):
                self.client.call("die", {"status": 1})
            # Events received before the daemon died come first.
            self.assertEqual([number(next(events)), number(next(events))], [1, 2])
            waiting = self.waiting(events)
            while not self.subscriptions()["asked"]:
                pass
            self.assertEqual(self.subscriptions()["asked"], [{"session": "tw1.x", "cursor": "c1"}])
            self.notify("s1", new(2, 3))
            self.assertEqual([waiting.result(10)["n"], number(next(events))], [2, 3])

    def test_two_streams_share_the_restarted_daemon(self) -> None:
        with self.events() as one, self.events() as other, self.assertLogs("telewire", "WARNING"):
            with self.assertRaises(TelewireError):
                self.client.call("die", {"status": 1})
            waiting = [self.waiting(one), self.waiting(other)]
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.notify("s1", new(1))
            self.notify("s2", new(1))
            self.assertEqual([future.result(10)["n"] for future in waiting], [1, 1])

    def test_a_daemon_that_cannot_be_restarted_is_reported(self) -> None:
        marker = home(self).file("started")
        command = ["sh", "-c", '[ -e "$0" ] && exit 3; touch "$0"; exec "$@"', marker, *SCRIPTED]
        with Telewire.spawn(command) as client, self.assertLogs("telewire", "WARNING") as log:
            with client.events(session="tw1.x") as events:
                with self.assertRaises(TelewireError):
                    client.call("die", {"status": 1})
                with self.assertRaises(TelewireError) as failed:
                    next(events)
                self.assertEqual(failed.exception.message, "the daemon exited with status 3")
                self.assertEqual(list(events), [])
        self.assertEqual(len(log.output), 3)

    def test_a_stream_that_waits_to_subscribe_again_ends_with_the_client(self) -> None:
        events = self.events()
        waiting = self.waiting(events)
        while not self.subscriptions()["asked"]:
            pass
        failing = mock.Mock(side_effect=TelewireError("disconnected", "not there"))
        with mock.patch("telewire._stream.RETRY_DELAYS", (0.0, 600.0)), self.assertLogs("telewire", "WARNING"):
            with mock.patch.object(self.client, "_open_link", failing):
                with self.assertRaises(TelewireError):
                    self.client.call("die", {"status": 0})
                while not self.client._paused:
                    pass
                self.client.close()
                self.assertIsNone(waiting.result(30))

    def test_a_permanent_error_is_raised_after_the_received_events(self) -> None:
        with self.events() as events:
            self.notify("s1", new(1), cursor="c1", error=REVOKED)
            self.assertEqual(number(next(events)), 1)
            with self.assertRaises(TelewireError) as failed:
                next(events)
            self.assertEqual((failed.exception.kind, events.cursor), ("session_revoked", "c1"))
            self.assertEqual(list(events), [])

    def test_a_first_subscription_that_fails_is_raised(self) -> None:
        with self.assertRaises(TelewireError) as failed:
            next(self.events(kinds=["refused"]))
        self.assertEqual(failed.exception.kind, "session_revoked")

    def test_a_temporary_error_is_retried(self) -> None:
        with self.events() as events, self.assertLogs("telewire", "WARNING"):
            self.notify("s1", new(1), cursor="c1", error=OFFLINE)
            self.assertEqual(number(next(events)), 1)
            waiting = self.waiting(events)
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.notify("s2", new(2))
            self.assertEqual(waiting.result(10)["n"], 2)
            self.assertEqual(self.subscriptions()["asked"][1]["cursor"], "c1")

    def test_a_long_flood_wait_is_raised(self) -> None:
        data = {"kind": "rate_limited", "is_retryable": True, "retry_after": 300}
        with self.events() as events:
            self.notify("s1", [], error={"code": 429, "message": "wait", "data": data})
            with self.assertRaises(TelewireError) as failed:
                next(events)
        self.assertEqual(failed.exception.retry_after, 300)

    def test_events_that_the_daemon_dropped_are_fetched_from_the_cursor(self) -> None:
        with self.events() as events:
            self.notify("s1", [*new(1), GAP], cursor="c1")
            self.notify("s1", new(9), cursor="c9")
            self.assertEqual([next(events), next(events)], [*new(1), GAP])
            waiting = self.waiting(events)
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.notify("s2", new(2))
            self.assertEqual(waiting.result(10)["n"], 2)
        self.assertEqual(self.subscriptions()["asked"][1]["cursor"], "c1")

    def test_a_stalled_loop_blocks_no_call_and_fills_no_memory(self) -> None:
        with mock.patch("telewire._backlog.MAX_BACKLOG", 100), self.events() as events:
            for n in range(200):
                self.notify("s1", new(2 * n, 2 * n + 1), **({"cursor": f"c{n}"} if n % 10 == 9 else {}))
            # The calls were answered although no event was taken.
            self.assertEqual(self.subscriptions()["ended"], ["s1"])
            # The stream yields the events up to the last cursor in the queue.
            received = [next(events) for _ in range(81)]
            self.assertEqual(received, [*new(*range(80)), GAP])
            waiting = self.waiting(events)
            while len(self.subscriptions()["asked"]) < 2:
                pass
            self.assertEqual(self.subscriptions()["asked"][1]["cursor"], "c39")
            self.notify("s2", new(80))
            self.assertEqual(waiting.result(10)["n"], 80)

    def test_events_without_a_cursor_are_never_dropped(self) -> None:
        with mock.patch("telewire._backlog.MAX_BACKLOG", 10), self.events() as events:
            self.notify("s1", new(*range(50)))
            self.notify("s1", new(*range(50, 60)), cursor="c1")
            self.assertEqual([number(next(events)) for _ in range(60)], list(range(60)))
            self.assertEqual(next(events), GAP)

    def test_listeners_get_the_events_of_streams_too(self) -> None:
        received: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.client.on("updates.event", received.put)
        with self.events() as events:
            self.notify("s1", new(1))
            self.assertEqual(number(next(events)), 1)
        self.assertEqual(received.get(timeout=10), {"subscription": "s1", "items": new(1)})


class AStreamOfATask(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.client = await AsyncTelewire.spawn(SCRIPTED)
        self.addAsyncCleanup(self.client.close)
        pauses = mock.patch("telewire._stream.RETRY_DELAYS", (0.0, 0.0, 0.0))
        pauses.start()
        self.addCleanup(pauses.stop)

    def events(self, **options: Any) -> AsyncEvents:
        return self.client.events(session="tw1.x", **options)

    async def notify(self, *items: Any, **more: Any) -> None:
        await self.client.call("notify", event(*items, **more))

    async def subscriptions(self) -> Any:
        while True:
            try:
                return await self.client.call("subscriptions")
            except TelewireError as error:
                self.assertEqual(error.kind, "disconnected")
                await asyncio.sleep(0)

    async def waiting(self, events: AsyncEvents, asked: int) -> asyncio.Future[Any]:
        """Waits for the next event in a task, after `asked` subscriptions."""
        task = asyncio.ensure_future(events.__anext__())
        while len((await self.subscriptions())["asked"]) < asked:
            pass
        return task

    async def test_the_cursor_advances_as_the_loop_processes_events(self) -> None:
        seen: List[Tuple[int, Optional[str]]] = []
        cursors: List[str] = []
        async with self.events(on_cursor=cursors.append) as events:
            await self.notify("s1", new(1, 2), cursor="c1")
            await self.notify("s1", new(3))
            async for one in events:
                seen.append((number(one), events.cursor))
                if number(one) == 3:
                    break
        self.assertEqual((seen, cursors), ([(1, "c0"), (2, "c0"), (3, "c1")], ["c0", "c1"]))
        self.assertEqual((await self.subscriptions())["ended"], ["s1"])

    async def test_events_may_arrive_before_the_subscription_id(self) -> None:
        async with self.events(kinds=EARLY) as events:
            self.assertEqual(number(await events.__anext__()), 0)

    async def test_leaving_the_loop_ends_the_subscription(self) -> None:
        async for _ in self.events(kinds=EARLY):
            break
        while (await self.subscriptions())["ended"] != ["s1"]:
            pass

    async def test_a_waiting_task_may_be_cancelled_and_wait_again(self) -> None:
        async with self.events() as events:
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(events.__anext__(), 0.01)
            await self.notify("s1", new(1))
            self.assertEqual(number(await events.__anext__()), 1)

    async def test_a_subscription_that_is_answered_after_cancellation_is_ended(self) -> None:
        events = self.events(kinds=["late"])
        task = await self.waiting(events, 1)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        while (await self.subscriptions())["ended"] != ["s1"]:
            pass

    async def test_a_waiting_task_is_released_by_closing_the_stream_or_the_client(self) -> None:
        events, other = self.events(), self.events()
        waiting = [await self.waiting(events, 1), await self.waiting(other, 2)]
        events.close()
        with self.assertRaises(StopAsyncIteration):
            await waiting[0]
        await self.client.close()
        with self.assertRaises(StopAsyncIteration):
            await waiting[1]

    async def test_a_daemon_that_dies_is_restarted_and_the_stream_resumes_from_its_cursor(self) -> None:
        async with self.events() as events:
            with self.assertLogs("telewire", "WARNING"):
                await self.notify("s1", new(1), cursor="c1")
                with self.assertRaises(TelewireError):
                    await self.client.call("die", {"status": 1})
                self.assertEqual(number(await events.__anext__()), 1)
                waiting = await self.waiting(events, 1)
            self.assertEqual((await self.subscriptions())["asked"], [{"session": "tw1.x", "cursor": "c1"}])
            await self.notify("s1", new(2))
            self.assertEqual((await waiting)["n"], 2)

    async def test_a_stream_that_waits_to_subscribe_again_ends_with_the_client(self) -> None:
        events = self.events()
        waiting = await self.waiting(events, 1)
        failing = mock.Mock(side_effect=TelewireError("disconnected", "not there"))
        with mock.patch("telewire._stream.RETRY_DELAYS", (0.0, 600.0)), self.assertLogs("telewire", "WARNING"):
            with mock.patch.object(self.client, "_connect", failing):
                with self.assertRaises(TelewireError):
                    await self.client.call("die", {"status": 0})
                while not self.client._paused:
                    await asyncio.sleep(0)
                await self.client.close()
                with self.assertRaises(StopAsyncIteration):
                    await asyncio.wait_for(waiting, 30)

    async def test_a_permanent_error_is_raised(self) -> None:
        async with self.events() as events:
            await self.notify("s1", [], error=REVOKED)
            with self.assertRaises(TelewireError) as failed:
                await events.__anext__()
        self.assertEqual(failed.exception.kind, "session_revoked")

    async def test_a_stalled_loop_resumes_from_its_last_cursor(self) -> None:
        with mock.patch("telewire._backlog.MAX_BACKLOG", 10):
            async with self.events() as events:
                await self.notify("s1", new(*range(10)), cursor="c1")
                await self.notify("s1", new(10))
                self.assertEqual([await events.__anext__() for _ in range(11)], [*new(*range(10)), GAP])
                waiting = await self.waiting(events, 2)
                self.assertEqual((await self.subscriptions())["asked"][1]["cursor"], "c1")
                await self.notify("s2", new(10))
                self.assertEqual((await waiting)["n"], 10)


if __name__ == "__main__":
    unittest.main()
