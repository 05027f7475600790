"""The client for asyncio, on the wire."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import unittest
from typing import Any, List
from unittest import mock

from stage import SCRIPTED, Home, home, listening

from telewire import AsyncTelewire, TelewireError
from telewire import _calls as calls


class AnAsyncClient(unittest.IsolatedAsyncioTestCase):
    home: Home

    def setUp(self) -> None:
        self.home = home(self)

    async def spawn(self, *arguments: str) -> AsyncTelewire:
        client = await AsyncTelewire.spawn(self.home.command(*arguments), env=self.home.env)
        self.addAsyncCleanup(client.close)
        return client

    async def scripted(self) -> AsyncTelewire:
        client = await AsyncTelewire.spawn(SCRIPTED)
        self.addAsyncCleanup(client.close)
        return client

    async def stopped(self, client: AsyncTelewire) -> int:
        """Stops the daemon, so that it no longer answers. Returns its process id."""
        daemon = (await client.daemon.info())["process_id"]
        os.kill(daemon, signal.SIGSTOP)
        return daemon

    async def failure(self, call: Any) -> TelewireError:
        with self.assertRaises(TelewireError) as failed:
            await call
        return failed.exception

    async def held(self, client: AsyncTelewire, name: str, **more: Any) -> asyncio.Task[Any]:
        """Starts a call that the daemon holds."""
        received = asyncio.Event()
        call = client.call("hold", {"name": name, **more}, progress=lambda _: received.set())
        task = asyncio.ensure_future(call)
        await received.wait()
        return task

    async def test_calls_from_many_tasks_each_get_their_own_answer(self) -> None:
        client = await self.scripted()
        many = (client.call("echo", {"n": n, "pad": "x" * n}) for n in range(2000))
        answers = await asyncio.gather(*many)
        self.assertEqual([answer["n"] for answer in answers], list(range(2000)))

    async def test_answers_may_come_in_another_order(self) -> None:
        client = await self.scripted()
        tasks = {name: await self.held(client, name) for name in ("a", "b", "c")}
        order: List[str] = []

        async def note(task: asyncio.Task[Any]) -> None:
            order.append((await task)["name"])

        notes = asyncio.gather(*map(note, tasks.values()))
        await client.call("release", {"names": ["c", "a", "b"]})
        await notes
        self.assertEqual(order, ["c", "a", "b"])

    async def test_a_task_that_is_cancelled_cancels_only_its_call(self) -> None:
        client = await self.scripted()
        task, other = await self.held(client, "a"), await self.held(client, "b")
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertEqual(await client.call("cancelled"), [1])
        await client.call("release", {"names": ["b"]})
        self.assertEqual(await other, {"name": "b"})

    async def test_a_task_that_is_cancelled_while_its_answer_comes_is_cancelled(self) -> None:
        client = await self.scripted()
        for steps in range(8):
            task = await self.held(client, f"a{steps}", timeout=60)
            # The answer has arrived, but the task hasn't resumed yet.
            client._connection._calls.receive(b'{"id": %d, "result": {}}' % (2 * steps + 1))
            for _ in range(steps):
                await asyncio.sleep(0)
            is_cancelled = task.cancel()
            outcome = await asyncio.gather(task, return_exceptions=True)
            self.assertEqual(isinstance(outcome[0], asyncio.CancelledError), is_cancelled, steps)
            await client.call("release", {"names": [f"a{steps}"]})

    async def test_a_timeout_of_asyncio_cancels_the_call(self) -> None:
        client = await self.scripted()
        with self.assertRaises(asyncio.TimeoutError):
            await asyncio.wait_for(client.call("hold", {"name": "a"}), 0.05)
        self.assertEqual(await client.call("held"), [])

    async def test_a_real_daemon_is_spawned_called_and_ended(self) -> None:
        async with AsyncTelewire.spawn(self.home.command(), env=self.home.env) as client:
            info = await client.daemon.info()
            self.assertEqual(await client.daemon.ping(), {"pong": True})
        with self.assertRaises(ProcessLookupError):
            os.kill(info["process_id"], 0)

    async def test_a_socket_is_connected_to(self) -> None:
        path = self.home.file("socket")
        daemon = listening(self, self.home, path)
        async with AsyncTelewire.connect(path) as one, AsyncTelewire.connect(path) as two:
            self.assertEqual(await two.daemon.ping(), {"pong": True})
            self.assertEqual((await one.daemon.stats())["connections"], 2)
            daemon.kill()
            self.assertEqual((await self.failure(two.daemon.ping())).kind, "disconnected")

    async def test_a_message_of_a_megabyte_and_any_character_comes_back_unchanged(self) -> None:
        client = await self.scripted()
        text = "Zoë 🦀 \u2028 \x00 \U0010ffff " * 50_000
        self.assertEqual((await client.call("echo", {"text": text}))["text"], text)

    async def test_a_message_over_the_daemons_limit_fails_only_that_call(self) -> None:
        client = await self.spawn("--max-message", "10000")
        large = [client.call("daemon.ping", {"pad": "x" * 20_000}) for _ in range(4)]
        small = [client.daemon.ping() for _ in range(50)]
        answers = await asyncio.gather(*large, *small, return_exceptions=True)
        self.assertEqual([getattr(one, "kind", one) for one in answers[:4]], ["too_large"] * 4)
        self.assertEqual(answers[4:], [{"pong": True}] * 50)

    async def test_a_daemon_that_is_killed_fails_every_waiting_call(self) -> None:
        client = await self.spawn()
        daemon = await self.stopped(client)
        waiting = [asyncio.ensure_future(client.call("daemon.ping", {"random_id": "7"})) for _ in range(16)]
        os.kill(daemon, signal.SIGKILL)
        errors = [await self.failure(call) for call in waiting]
        self.assertEqual({error.kind for error in errors}, {"disconnected"})
        self.assertEqual({error.message for error in errors}, {"the daemon was killed by SIGKILL"})
        self.assertEqual((await self.failure(client.daemon.ping())).kind, "disconnected")

    async def test_a_program_that_is_not_a_daemon_is_reported(self) -> None:
        error = await self.failure((await self.scripted()).call("nonsense"))
        self.assertEqual(error.kind, "disconnected")
        self.assertIn("hello there", error.message)

    async def test_calls_that_a_lost_daemon_never_read_fail_too(self) -> None:
        client = await self.scripted()
        calls_ = [client.call("deaf"), *(client.call("echo", {"pad": "x" * 1_000_000}) for _ in range(8))]
        answers = asyncio.gather(*calls_, return_exceptions=True)
        kinds = {getattr(answer, "kind", answer) for answer in await asyncio.wait_for(answers, 30)}
        self.assertEqual(kinds, {"disconnected"})

    async def test_a_call_that_is_cancelled_while_the_client_closes_is_cancelled(self) -> None:
        path = self.home.file("socket")
        begun = asyncio.Event()
        peers: List[asyncio.StreamWriter] = []

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peers.append(writer)
            await reader.readline()
            begun.set()
            await reader.read()

        server = await asyncio.start_unix_server(silent, path)
        client = await AsyncTelewire.connect(path)
        call = asyncio.ensure_future(client.call("echo"))
        await begun.wait()
        closing = asyncio.ensure_future(client.close())
        while not client._connection._closed:
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        call.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await call
        for peer in peers:
            peer.close()
        await closing
        server.close()

    async def test_a_daemon_that_exits_in_the_middle_of_an_answer_is_reported(self) -> None:
        error = await self.failure((await self.scripted()).call("die_in_a_frame"))
        self.assertIn("in the middle of a message", error.message)

    async def test_a_daemon_that_is_missing_is_reported(self) -> None:
        for opening in (
            AsyncTelewire.spawn([self.home.file("telewire")]),
            AsyncTelewire.connect(self.home.file("socket")),
        ):
            error = await self.failure(opening)
            self.assertEqual(error.kind, "disconnected")
            self.assertIn(self.home.path, error.message)

    async def test_a_call_times_out_when_the_daemon_does_not_answer(self) -> None:
        client = await self.spawn()
        daemon = await self.stopped(client)
        with mock.patch.object(calls, "GRACE", 0.0):
            error = await self.failure(client.daemon.ping(timeout=0.05))
        self.assertEqual((error.kind, error.code, error.outcome), ("timeout", 504, "unknown"))
        os.kill(daemon, signal.SIGCONT)
        self.assertEqual(await client.daemon.ping(), {"pong": True})

    async def test_progress_is_reported_before_the_answer(self) -> None:
        client = await self.scripted()
        values = [{"kind": "upload", "done": 1, "total": 2}, {"kind": "upload", "done": 2, "total": 2}]
        received: List[Any] = []
        await client.call("report", {"values": values}, progress=received.append)
        self.assertEqual(received, values)

    async def test_notifications_reach_their_listeners(self) -> None:
        client = await self.scripted()
        received: List[Any] = []
        remove = client.on("updates.event", received.append)
        await client.call("notify", {"method": "updates.event", "params": {"n": 1}})
        remove()
        await client.call("notify", {"method": "updates.event", "params": {"n": 2}})
        self.assertEqual(received, [{"n": 1}])

    async def test_an_unanswered_call_fails_when_the_client_closes(self) -> None:
        client = await self.scripted()
        waiting = await self.held(client, "a")
        await client.close()
        self.assertEqual((await self.failure(waiting)).kind, "disconnected")
        self.assertIn("closed", (await self.failure(client.call("echo"))).message)

    async def test_a_cursor_file_that_cannot_be_read_is_reported(self) -> None:
        client = await self.scripted()
        unraisable: List[Any] = []
        with mock.patch("sys.unraisablehook", unraisable.append):
            with self.assertRaises(IsADirectoryError):
                client.events(session="s", cursor_file=self.home.path)
            gc.collect()
        self.assertEqual(unraisable, [])

    async def test_a_daemon_that_hangs_is_killed_on_closing(self) -> None:
        client = await self.spawn()
        daemon = await self.stopped(client)
        with mock.patch("telewire._async_connection.TERMINATE", 0.1):
            await client.close(drain=0.1)
        with self.assertRaises(ProcessLookupError):
            os.kill(daemon, 0)


if __name__ == "__main__":
    unittest.main()
