"""Accounts on a sandbox: what programs do with the client, from login to Telegram's errors."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
import time
import typing
import unittest
from typing import Any, List, Optional

from stage import ANN, BOB, CAROL, Home, home, listening, sandbox

from telewire import AsyncSession, AsyncTelewire, Events, Progress, Session, Telewire, TelewireError, types


class AnAccount(unittest.TestCase):
    home: Home

    def setUp(self) -> None:
        self.home = home(self)
        self.client = Telewire.spawn(self.home.command("--sandbox"), env=self.home.env)
        self.addCleanup(self.client.close)

    def login(self, phone: str, code: str = "22222", client: Optional[Telewire] = None) -> Session:
        session = (client or self.client).with_session()
        session.auth.send_code(phone=phone)
        signed_in = session.auth.sign_in(code=code)
        self.assertEqual(signed_in["next"], "done")
        return session

    def fault(self, **fault: Any) -> None:
        self.client.call("sandbox.fault", fault)

    def failure(self, call: typing.Callable[[], Any]) -> TelewireError:
        with self.assertRaises(TelewireError) as failed:
            call()
        return failed.exception

    def test_one_account_sends_and_another_reads(self) -> None:
        ann, bob = self.login(ANN), self.login(BOB)
        text = "Grüße 🦀\nsecond line"
        sent = ann.messages.send(chat_id="@bob_baker", text=text)
        self.assertTrue(sent["is_outgoing"])
        read = bob.messages.history(chat_id="@ann_archer", limit=1)["items"][0]
        self.assertEqual((read["text"], read["is_outgoing"]), (text, False))
        self.assertEqual(read.get("sender", {}).get("username"), "ann_archer")

    def test_a_message_is_edited_found_forwarded_and_deleted(self) -> None:
        ann, bob = self.login(ANN), self.login(BOB)
        sent = ann.messages.send(chat_id="@bob_baker", text="Lunch at noon?")
        ids = [sent["message_id"]]
        text = "*Lunch* at one?"
        edited = ann.messages.edit(chat_id=sent["chat"], message_id=ids[0], text=text, format="markdown")
        self.assertEqual(edited["text"], "Lunch at one?")
        found = ann.messages.search(chat_id="@bob_baker", query="lunch", from_date=sent["date"])["items"]
        self.assertEqual([message["message_id"] for message in found], ids)
        forwarded = ann.messages.forward(from_chat_id="@bob_baker", chat_id="me", message_ids=ids)["items"]
        self.assertEqual(forwarded[0].get("forward", {}).get("sender", {}).get("username"), "ann_archer")
        read = bob.messages.history(chat_id="@ann_archer")["items"][0]
        bob.messages.react(chat_id="@ann_archer", message_id=read["message_id"], reactions=["🔥"])
        liked = ann.messages.get(chat_id="@bob_baker", message_ids=ids)["items"][0]
        self.assertEqual(liked.get("reactions"), [{"kind": "emoji", "emoji": "🔥", "total_count": 1}])
        gone = ann.messages.delete(chat_id="@bob_baker", message_ids=ids + [1_000_000])
        self.assertEqual(gone["deleted_count"], 1)
        self.assertEqual(gone.get("failed"), [{"message_id": 1_000_000, "kind": "message_not_found"}])
        self.assertNotEqual(bob.messages.history(chat_id="@ann_archer")["items"][0]["text"], "Lunch at one?")

    def test_any_peer_of_a_result_is_a_chat_id(self) -> None:
        ann = self.login(ANN)
        sent = ann.messages.send(chat_id="@bob_baker", text="hi")
        chats: List[types.ChatId] = [sent["chat"], sent["chat"]["id"], sent["chat"].get("ref", "")]
        for chat in chats:
            last = ann.messages.history(chat_id=chat, limit=1)["items"][0]
            self.assertEqual(last["message_id"], sent["message_id"])

    def test_a_login_with_a_password_continues_in_another_process(self) -> None:
        stand_alone = sandbox(self, self.home)
        with Telewire.spawn(self.home.command("--server", stand_alone), env=self.home.env) as first:
            carol = first.with_session()
            carol.auth.send_code(phone=CAROL)
            step = carol.auth.sign_in(code="11111")
            self.assertEqual(step["next"], "check_password")
            asked = carol.session_string
        with Telewire.spawn(self.home.command("--server", stand_alone), env=self.home.env) as second:
            carol = second.with_session(asked)
            wrong = self.failure(lambda: carol.auth.check_password(password="wrong horse"))
            self.assertEqual(wrong.kind, "password_invalid")
            carol.auth.check_password(password="correct horse")
            self.assertNotEqual(carol.session_string, asked)
            self.assertEqual(carol.account.me().get("username"), "carol_clark")

    def test_an_explicit_session_does_not_change_later_calls(self) -> None:
        ann, bob = self.login(ANN), self.login(BOB)
        self.assertEqual(ann.account.me(session=bob.session_string)["first_name"], "Bob")
        self.assertEqual(ann.account.me()["first_name"], "Ann")
        self.assertEqual(self.client.account.me(session=bob.session_string)["first_name"], "Bob")

    def test_a_call_without_a_session_is_rejected(self) -> None:
        error = self.failure(lambda: self.client.account.me())
        self.assertEqual((error.kind, error.data["path"]), ("invalid_params", "session"))

    def test_a_malformed_session_is_rejected_with_a_reason(self) -> None:
        error = self.failure(lambda: self.client.account.me(session="tw1.secret"))
        self.assertEqual((error.kind, error.code, error.reason), ("session_invalid", 401, "malformed"))
        self.assertNotIn("secret", repr(error) + str(error))

    def test_a_revoked_login_is_reported(self) -> None:
        ann = self.login(ANN)
        ann.auth.log_out()
        self.assertEqual(self.failure(ann.account.me).kind, "session_revoked")

    def test_a_flood_wait_is_an_error_that_says_how_long(self) -> None:
        ann = self.login(ANN)
        self.fault(kind="flood_wait", method="messages.sendMessage", duration=30)
        error = self.failure(lambda: ann.messages.send(chat_id="me", text="hi"))
        self.assertEqual((error.kind, error.code, error.retry_after), ("rate_limited", 429, 30))
        self.assertTrue(error.is_retryable)

    def test_a_short_flood_wait_is_waited_out_and_reported(self) -> None:
        ann = self.login(ANN)
        # The first call after a login opens the connection.
        ann.account.me()
        self.fault(kind="flood_wait", method="messages.sendMessage", duration=1)
        received: List[Progress] = []
        sent = ann.messages.send(chat_id="me", text="hi", max_wait=2, progress=received.append)
        self.assertEqual(sent["text"], "hi")
        self.assertEqual({(report["kind"], report.get("retry_after")) for report in received}, {("flood_wait", 1)})

    def test_a_slow_call_does_not_block_others(self) -> None:
        ann = self.login(ANN)
        self.fault(kind="delay", method="messages.sendMessage", duration=2)
        done: List[str] = []
        slow = threading.Thread(target=lambda: done.append(ann.messages.send(chat_id="me", text="slow")["text"]))
        slow.start()
        for _ in range(20):
            self.client.daemon.ping()
        self.assertEqual(done, [])
        slow.join(30)
        self.assertEqual(done, ["slow"])

    def test_a_timeout_comes_from_the_daemon_and_reports_the_sends_outcome(self) -> None:
        ann = self.login(ANN)
        ann.messages.send(chat_id="me", text="first")
        self.fault(kind="delay", method="messages.sendMessage", duration=2)
        error = self.failure(lambda: ann.messages.send(chat_id="me", text="once", timeout=0.5))
        self.assertEqual((error.kind, error.outcome), ("timeout", "unknown"))
        self.assertIsNotNone(error.random_id)
        again = ann.messages.send(chat_id="me", text="once", random_id=error.random_id)
        self.assertEqual(again["text"], "once")
        texts = [message["text"] for message in ann.messages.history(chat_id="me", limit=10)["items"]]
        self.assertEqual(texts.count("once"), 1)

    def test_many_threads_share_one_account(self) -> None:
        ann = self.login(ANN)
        texts = [f"message {n}" for n in range(40)]
        # Telegram accepts about 30 messages a second from one account.
        sends = [{"chat_id": "me", "text": text, "max_wait": 20} for text in texts]
        threads = [threading.Thread(target=ann.messages.send, kwargs=send) for send in sends]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        history = ann.messages.history(chat_id="me", limit=40)["items"]
        self.assertEqual({message["text"] for message in history}, set(texts))

    def test_pages_follow_each_other_to_the_end(self) -> None:
        ann = self.login(ANN)
        self.client.call("sandbox.say", {"sender_id": BOB, "chat_id": ANN, "text": "hi", "count": 230})
        ids: List[int] = []
        cursor: Optional[str] = None
        while True:
            page = ann.messages.history(chat_id="@bob_baker", limit=100, cursor=cursor)
            ids += [message["message_id"] for message in page["items"]]
            cursor = page.get("next_cursor")
            if cursor is None:
                break
        self.assertGreaterEqual(len(ids), 230)
        self.assertEqual(ids, sorted(set(ids), reverse=True))

    def test_results_match_their_types(self) -> None:
        ann = self.login(ANN)
        sent = ann.messages.send(chat_id="@bob_baker", text="hi")
        joined = ann.groups.join(chat_id="@sandbox_lounge")
        assert_matches_type(self, types.Message, sent)
        assert_matches_type(self, types.User, ann.account.me())
        assert_matches_type(self, types.Joined, joined)
        assert_matches_type(self, types.Chat, joined.get("chat"))
        for message in ann.messages.history(chat_id="@sandbox_news", limit=100)["items"]:
            assert_matches_type(self, types.Message, message)
        for chat in ann.chats.list()["items"]:
            assert_matches_type(self, types.ListedChat, chat)


class AStreamOfAnAccount(unittest.TestCase):
    """On a sandbox that outlives the daemons."""

    def setUp(self) -> None:
        self.home = home(self)
        self.server = sandbox(self, self.home)
        self.other = self.spawn()
        self.bob = self.login(self.other, BOB)

    def spawn(self, *options: str) -> Telewire:
        client = Telewire.spawn(self.home.command("--server", self.server, *options), env=self.home.env)
        self.addCleanup(client.close)
        return client

    def login(self, client: Telewire, phone: str) -> Session:
        session = client.with_session()
        session.auth.send_code(phone=phone)
        session.auth.sign_in(code="22222")
        return session

    def write(self, *texts: str) -> None:
        for text in texts:
            self.bob.messages.send(chat_id="@ann_archer", text=text)

    def texts(self, events: Events, count: int) -> List[str]:
        return [new(next(events))["text"] for _ in range(count)]

    def test_messages_arrive_in_order_and_the_next_run_continues_after_them(self) -> None:
        ann = self.login(self.spawn(), ANN)
        with ann.events(kinds=["message_new"]) as events:
            self.write("one", "two", "three")
            self.assertEqual(self.texts(events, 3), ["one", "two", "three"])
            # Requesting another event marks these as processed.
            self.write("four")
            self.assertEqual(self.texts(events, 1), ["four"])
            cursor = events.cursor
        self.write("five")
        later = self.spawn().with_session(ann.session_string)
        with later.events(kinds=["message_new"], cursor=cursor) as events:
            received: List[str] = []
            while not received or received[-1] != "five":
                received += self.texts(events, 1)
        self.assertEqual(received[-2:], ["four", "five"])

    def test_no_message_is_lost_when_the_daemon_is_killed(self) -> None:
        client = self.spawn()
        ann = self.login(client, ANN)
        with ann.events(kinds=["message_new"]) as events:
            self.write("one")
            self.assertEqual(self.texts(events, 1), ["one"])
            with self.assertLogs("telewire", "WARNING"):
                os.kill(client.daemon.info()["process_id"], signal.SIGKILL)
                self.write("two")
                received = self.texts(events, 1)
                while received[-1] != "two":
                    received += self.texts(events, 1)
            self.write("three")
            self.assertEqual(self.texts(events, 1), ["three"])
        self.assertIn(received, (["two"], ["one", "two"]))
        self.assertEqual(ann.account.me()["first_name"], "Ann")

    def test_no_message_is_lost_when_a_daemon_on_a_socket_is_restarted(self) -> None:
        path = self.home.file("socket")
        first = listening(self, self.home, path, "--server", self.server)
        with Telewire.connect(path) as client:
            ann = self.login(client, ANN)
            with ann.events(kinds=["message_new"]) as events:
                first.kill()
                first.wait()
                self.write("while nobody listened")
                listening(self, self.home, path, "--server", self.server)
                with self.assertLogs("telewire", "WARNING"):
                    self.assertEqual(self.texts(events, 1), ["while nobody listened"])

    def test_a_logout_ends_the_stream(self) -> None:
        ann = self.login(self.spawn("--updates-silence", "1"), ANN)
        with ann.events() as events, self.assertRaises(TelewireError) as failed:
            ann.auth.log_out()
            for _ in events:
                pass
        self.assertEqual(failed.exception.kind, "session_revoked")

    def test_a_stream_is_filtered_by_chat_and_kind(self) -> None:
        ann = self.login(self.spawn(), ANN)
        with ann.events(kinds=["message_new"], chat_ids=["@bob_baker"]) as events:
            ann.messages.send(chat_id="me", text="no")
            self.write("yes")
            self.assertEqual(self.texts(events, 1), ["yes"])

    def test_a_bad_cursor_is_reported(self) -> None:
        ann = self.login(self.spawn(), ANN)
        with self.assertRaises(TelewireError) as failed:
            next(ann.events(cursor="nonsense"))
        self.assertEqual(failed.exception.kind, "cursor_invalid")


class AnAccountOfATask(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.home = home(self)
        self.client = await AsyncTelewire.spawn(self.home.command("--sandbox"), env=self.home.env)
        self.addAsyncCleanup(self.client.close)

    async def login(self, phone: str) -> AsyncSession:
        session = self.client.with_session()
        await session.auth.send_code(phone=phone)
        signed_in = await session.auth.sign_in(code="22222")
        self.assertEqual(signed_in["next"], "done")
        return session

    async def test_one_account_sends_and_another_reads(self) -> None:
        ann, bob = await asyncio.gather(self.login(ANN), self.login(BOB))
        await ann.messages.send(chat_id="@bob_baker", text="hi")
        read = await bob.messages.history(chat_id="@ann_archer", limit=1)
        self.assertEqual(read["items"][0]["text"], "hi")

    async def test_a_stream_yields_new_messages(self) -> None:
        ann, bob = await asyncio.gather(self.login(ANN), self.login(BOB))
        async with ann.events(kinds=["message_new"]) as events:
            await bob.messages.send(chat_id="@ann_archer", text="hi")
            async for event in events:
                self.assertEqual((new(event)["text"], new(event)["is_outgoing"]), ("hi", False))
                break

    async def test_cancelling_a_task_cancels_its_call_at_once(self) -> None:
        ann = await self.login(ANN)
        await self.client.call("sandbox.fault", {"kind": "delay", "method": "messages.getHistory", "duration": 20})
        before = (await self.client.daemon.stats())["in_flight"]
        slow = asyncio.ensure_future(ann.messages.history(chat_id="me"))
        while (await self.client.daemon.stats())["in_flight"] == before:
            pass
        started = time.monotonic()
        slow.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await slow
        while (await self.client.daemon.stats())["in_flight"] > before:
            pass
        self.assertLess(time.monotonic() - started, 10)

    async def test_a_daemon_that_is_killed_fails_a_send_as_unknown(self) -> None:
        ann = await self.login(ANN)
        await self.client.call("sandbox.fault", {"kind": "delay", "method": "messages.sendMessage", "duration": 20})
        daemon = (await self.client.daemon.info())["process_id"]
        send = asyncio.ensure_future(ann.messages.send(chat_id="me", text="hi", random_id="77"))
        while (await self.client.daemon.stats())["in_flight"] < 2:
            pass
        subprocess.run(["kill", "-9", str(daemon)], check=True)
        with self.assertRaises(TelewireError) as failed:
            await send
        error = failed.exception
        self.assertEqual((error.kind, error.outcome, error.random_id), ("disconnected", "unknown", "77"))


def new(event: types.Event) -> types.Message:
    """Returns the message of a `message_new` event."""
    assert event["kind"] == "message_new", event
    return event["message"]


def assert_matches_type(case: unittest.TestCase, promised: Any, given: Any) -> None:
    """Checks that a result has all required fields of its type, and no unknown ones."""
    case.assertLessEqual(set(given), set(typing.get_type_hints(promised)), promised.__name__)
    case.assertLessEqual(promised.__required_keys__, set(given), promised.__name__)


if __name__ == "__main__":
    unittest.main()
