"""The client for threads, on the wire."""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, List
from unittest import mock

from stage import PACKAGE, SCRIPTED, Home, home, listening

from telewire import Telewire, TelewireError
from telewire import _calls as calls
from telewire._framing import frame, read_frame


class AClient(unittest.TestCase):
    home: Home

    def setUp(self) -> None:
        self.home = home(self)

    def spawn(self, *arguments: str) -> Telewire:
        client = Telewire.spawn(self.home.command(*arguments), env=self.home.env)
        self.addCleanup(client.close)
        return client

    def scripted(self) -> Telewire:
        client = Telewire.spawn(SCRIPTED)
        self.addCleanup(client.close)
        return client

    def stopped(self, client: Telewire) -> int:
        """Stops the daemon, so that it no longer answers. Returns its process id."""
        daemon = client.daemon.info()["process_id"]
        os.kill(daemon, signal.SIGSTOP)
        return daemon

    def failure(self, future: Any) -> TelewireError:
        with self.assertRaises(TelewireError) as failed:
            future.result(30)
        return failed.exception

    def test_calls_from_many_threads_each_get_their_own_answer(self) -> None:
        client = self.scripted()
        with ThreadPoolExecutor(32) as pool:
            answers = list(pool.map(lambda n: client.call("echo", {"n": n, "pad": "x" * n}), range(2000)))
        self.assertEqual([answer["n"] for answer in answers], list(range(2000)))

    def test_answers_may_come_in_another_order(self) -> None:
        client = self.scripted()
        order: List[str] = []

        def hold(name: str) -> None:
            order.append(client.call("hold", {"name": name})["name"])

        threads = {name: threading.Thread(target=hold, args=(name,)) for name in ("a", "b", "c")}
        for thread in threads.values():
            thread.start()
        while client.call("held") != ["a", "b", "c"]:
            pass
        for name in ("c", "a", "b"):
            client.call("release", {"names": [name]})
            threads[name].join(10)
        self.assertEqual(order, ["c", "a", "b"])

    def test_a_real_daemon_is_spawned_called_and_ended(self) -> None:
        with self.spawn() as client:
            info = client.daemon.info()
            self.assertEqual(client.daemon.ping(), {"pong": True})
        with self.assertRaises(ProcessLookupError):
            os.kill(info["process_id"], 0)

    def test_a_socket_is_shared_by_clients(self) -> None:
        path = self.home.file("socket")
        listening(self, self.home, path)
        with Telewire.connect(path) as one, Telewire.connect(path) as two:
            self.assertEqual(one.daemon.info()["process_id"], two.daemon.info()["process_id"])
            self.assertEqual(one.daemon.stats()["connections"], 2)
        with Telewire.connect(path) as three:
            self.assertEqual(three.daemon.ping(), {"pong": True})

    def test_a_message_of_a_megabyte_and_any_character_comes_back_unchanged(self) -> None:
        client = self.scripted()
        text = "Zoë 🦀 \u2028 \x00 \U0010ffff " * 50_000
        self.assertGreater(len(text.encode()), 1_000_000)
        self.assertEqual(client.call("echo", {"text": text})["text"], text)

    def test_a_message_over_the_daemons_limit_fails_only_that_call(self) -> None:
        client = self.spawn("--max-message", "10000")
        with ThreadPoolExecutor(8) as pool:
            large = [pool.submit(client.call, "daemon.ping", {"pad": "x" * 20_000}) for _ in range(4)]
            small = [pool.submit(client.daemon.ping) for _ in range(50)]
            kinds = [self.failure(one).kind for one in large]
            answers = [one.result(30) for one in small]
        self.assertEqual(kinds, ["too_large"] * 4)
        self.assertEqual(answers, [{"pong": True}] * 50)

    def test_an_unpaired_surrogate_fails_before_anything_is_sent(self) -> None:
        client = self.spawn()
        with self.assertRaises(TelewireError) as failed:
            client.call("daemon.ping", {"text": "\ud83e secret"})
        self.assertEqual(failed.exception.kind, "invalid_params")
        self.assertEqual(client.daemon.ping(), {"pong": True})

    def test_errors_carry_the_daemons_fields(self) -> None:
        client = self.spawn()
        with self.assertRaises(TelewireError) as failed:
            client.call("daemon.pign")
        error = failed.exception
        self.assertEqual((error.kind, error.code), ("method_not_found", -32601))
        self.assertEqual(error.data["did_you_mean"], "daemon.ping")
        self.assertFalse(error.is_retryable)
        again = pickle.loads(pickle.dumps(error))
        self.assertEqual((again.kind, again.code, again.data), (error.kind, error.code, error.data))

    def test_an_error_prints_neither_params_nor_data(self) -> None:
        client = self.spawn()
        with self.assertRaises(TelewireError) as failed:
            client.call("daemon.ping", {"sesion": "tw1.secret"})
        self.assertEqual(failed.exception.kind, "invalid_params")
        self.assertNotIn("secret", repr(failed.exception) + str(failed.exception))

    def test_a_daemon_that_is_killed_fails_every_waiting_call(self) -> None:
        client = self.spawn()
        daemon = self.stopped(client)
        with ThreadPoolExecutor(16) as pool:
            waiting = [pool.submit(client.call, "daemon.ping", {"random_id": "7"}) for _ in range(16)]
            os.kill(daemon, signal.SIGKILL)
            errors = [self.failure(one) for one in waiting]
        self.assertEqual({error.kind for error in errors}, {"disconnected"})
        self.assertEqual({error.message for error in errors}, {"the daemon was killed by SIGKILL"})
        self.assertEqual({error.random_id for error in errors}, {"7"})
        with self.assertRaises(TelewireError) as later:
            client.daemon.ping()
        self.assertEqual((later.exception.kind, later.exception.outcome), ("disconnected", "not_sent"))

    def test_a_send_in_flight_at_the_daemons_end_has_an_unknown_outcome(self) -> None:
        client = self.scripted()
        with self.assertRaises(TelewireError) as failed:
            client.call("die", {"status": 3, "random_id": "7"})
        error = failed.exception
        self.assertEqual((error.kind, error.outcome, error.random_id), ("disconnected", "unknown", "7"))
        self.assertEqual(error.message, "the daemon exited with status 3")

    def test_a_daemon_that_exits_in_the_middle_of_an_answer_is_reported(self) -> None:
        with self.assertRaises(TelewireError) as failed:
            self.scripted().call("die_in_a_frame")
        self.assertEqual(failed.exception.kind, "disconnected")
        self.assertIn("in the middle of a message", failed.exception.message)

    def test_a_program_that_is_not_a_daemon_is_reported(self) -> None:
        with self.assertRaises(TelewireError) as failed:
            self.scripted().call("nonsense")
        self.assertEqual(failed.exception.kind, "disconnected")
        self.assertIn("hello there", failed.exception.message)

    def test_a_daemon_that_is_missing_is_reported(self) -> None:
        attempts: List[Callable[[], Telewire]] = [
            lambda: Telewire.spawn([self.home.file("telewire")]),
            lambda: Telewire.connect(self.home.file("socket")),
        ]
        for attempt in attempts:
            with self.assertRaises(TelewireError) as failed:
                attempt()
            self.assertEqual(failed.exception.kind, "disconnected")
            self.assertIn(self.home.path, failed.exception.message)

    def test_a_call_times_out_when_the_daemon_does_not_answer(self) -> None:
        client = self.spawn()
        daemon = self.stopped(client)
        with mock.patch.object(calls, "GRACE", 0.0), self.assertRaises(TelewireError) as failed:
            client.daemon.ping(timeout=0.05)
        self.assertEqual((failed.exception.kind, failed.exception.code), ("timeout", 504))
        self.assertTrue(failed.exception.is_retryable)
        os.kill(daemon, signal.SIGCONT)
        self.assertEqual(client.daemon.ping(), {"pong": True})

    def test_a_call_that_times_out_is_cancelled_at_the_daemon(self) -> None:
        client = self.scripted()
        with mock.patch.object(calls, "GRACE", 0.0), self.assertRaises(TelewireError):
            client.call("hold", {"name": "a", "timeout": 0.05})
        self.assertEqual(client.call("cancelled"), [1])
        self.assertEqual(client.call("held"), [])

    def test_an_interrupt_cancels_the_call_and_not_the_daemon(self) -> None:
        script = (
            "import sys\nfrom telewire import Telewire\n"
            "tw = Telewire.spawn(sys.argv[1:])\n"
            "try:\n"
            "    tw.call('hold', {'name': 'a'}, progress=lambda _: print('held', flush=True))\n"
            "except KeyboardInterrupt:\n"
            "    print(tw.call('cancelled'), tw.call('held'), flush=True)\n"
            "tw.close()\n"
        )
        child = subprocess.Popen(
            [sys.executable, "-c", script, *SCRIPTED],
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(PACKAGE / "src")},
        )
        assert child.stdout is not None
        self.addCleanup(child.stdout.close)
        self.assertEqual(child.stdout.readline(), b"held\n")
        # Ctrl-C signals the whole foreground process group.
        os.killpg(child.pid, signal.SIGINT)
        self.assertEqual(child.stdout.read(), b"[1] []\n")
        self.assertEqual(child.wait(30), 0)

    def test_progress_is_reported_in_the_callers_thread_before_the_answer(self) -> None:
        client = self.scripted()
        values: List[Dict[str, Any]] = [
            {"kind": "upload", "done": 1, "total": 2},
            {"kind": "upload", "done": 2, "total": 2},
        ]
        received: List[Any] = []
        client.call(
            "report",
            {"values": values},
            progress=lambda progress: received.append((progress, threading.current_thread())),
        )
        self.assertEqual(received, [(value, threading.current_thread()) for value in values])

    def test_a_progress_function_that_raises_cancels_the_call(self) -> None:
        client = self.scripted()

        def refuse(_: Any) -> None:
            raise RuntimeError("enough")

        with self.assertRaisesRegex(RuntimeError, "enough"):
            client.call("report", {"values": [{"kind": "upload", "done": 1}]}, progress=refuse)
        self.assertEqual(client.call("echo", {"still": "here"}), {"still": "here"})

    def test_notifications_reach_their_listeners_which_may_call(self) -> None:
        client = self.scripted()
        received: List[Any] = []
        done = threading.Event()

        def listen(params: Any) -> None:
            received.append(client.call("echo", params))
            done.set()

        remove = client.on("updates.event", listen)
        client.call("notify", {"method": "updates.event", "params": {"n": 1}})
        self.assertTrue(done.wait(10))
        remove()
        client.call("notify", {"method": "updates.event", "params": {"n": 2}})
        client.close()
        self.assertEqual(received, [{"n": 1}])

    def test_a_listener_that_fails_does_not_end_the_others(self) -> None:
        client = self.scripted()
        done = threading.Event()
        client.on("updates.event", lambda params: params["nothing"])
        client.on("updates.event", lambda _: done.set())
        with self.assertLogs("telewire", "ERROR"):
            client.call("notify", {"method": "updates.event", "params": {}})
            self.assertTrue(done.wait(10))

    def test_closing_waits_for_calls_in_flight(self) -> None:
        client = self.scripted()
        with ThreadPoolExecutor(64) as pool:
            calls_ = [pool.submit(client.call, "echo", {"n": n}) for n in range(500)]
            calls_[-1].result(30)
            client.close()
            self.assertEqual([call.result(30)["n"] for call in calls_], list(range(500)))

    def test_an_unanswered_call_fails_when_the_client_closes(self) -> None:
        client = self.scripted()
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(client.call, "hold", {"name": "a"})
            while client.call("held") != ["a"]:
                pass
            client.close()
            self.assertEqual(self.failure(waiting).kind, "disconnected")
        with self.assertRaises(TelewireError) as later:
            client.call("echo")
        self.assertIn("closed", later.exception.message)

    def test_calls_that_a_lost_daemon_never_read_fail_too(self) -> None:
        client = self.scripted()
        with ThreadPoolExecutor(9) as pool:
            waiting = [pool.submit(client.call, "deaf")]
            waiting += [pool.submit(client.call, "echo", {"pad": "x" * 1_000_000}) for _ in range(8)]
            self.assertEqual({self.failure(one).kind for one in waiting}, {"disconnected"})
        with mock.patch("telewire._link.TERMINATE", 0.1):
            client.close()

    def test_a_cursor_file_that_cannot_be_read_is_reported(self) -> None:
        client = self.scripted()
        unraisable: List[Any] = []
        with mock.patch("sys.unraisablehook", unraisable.append):
            with self.assertRaises(IsADirectoryError):
                client.events(session="s", cursor_file=self.home.path)
            gc.collect()
        self.assertEqual(unraisable, [])

    def test_a_daemon_that_hangs_is_killed_on_closing(self) -> None:
        client = self.spawn()
        daemon = self.stopped(client)
        with mock.patch("telewire._link.TERMINATE", 0.1):
            client.close(drain=0.1)
        with self.assertRaises(ProcessLookupError):
            os.kill(daemon, 0)

    def test_a_daemon_that_was_started_through_a_script_is_ended_with_it(self) -> None:
        script = ["sh", "-c", '"$0"; true', *self.home.command()]
        client = Telewire.spawn(script, env=self.home.env)
        daemon = self.stopped(client)
        with mock.patch("telewire._link.TERMINATE", 0.1):
            client.close(drain=0.1)
        deadline = time.monotonic() + 10
        while alive(daemon):
            self.assertLess(time.monotonic(), deadline, "the daemon goes on")


def alive(process_id: int) -> bool:
    """Whether a process that isn't our child still runs. A killed one may remain as a zombie."""
    try:
        with open(f"/proc/{process_id}/stat", encoding="utf-8") as stat:
            return ") Z" not in stat.read()
    except (FileNotFoundError, ProcessLookupError):
        return False


class AFrame(unittest.TestCase):
    def test_frames_are_read_as_they_were_written(self) -> None:
        stream = io.BytesIO(frame(b"{}") + frame(b"") + frame("Zoë".encode()))
        self.assertEqual([read_frame(stream) for _ in range(4)], [b"{}", b"", "Zoë".encode(), None])

    def test_a_content_length_header_in_any_case_is_found_among_others(self) -> None:
        stream = io.BytesIO(b"content-type: x\r\ncontent-length:  2\r\n\r\n{}")
        self.assertEqual(read_frame(stream), b"{}")


if __name__ == "__main__":
    unittest.main()
