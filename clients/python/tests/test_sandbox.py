"""Accounts on a sandbox: what a program does with the client, from login to the failures that Telegram has ready."""

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

    def test_a_login_sends_and_the_other_side_reads(self) -> None:
        ann, bob = self.login(ANN), self.login(BOB)
        text = "Grüße 🦀\nsecond line"
        sent = ann.messages.send(chat_id="@bob_baker", text=text)
        self.assertTrue(sent["is_outgoing"])
        read = bob.messages.history(chat_id="@ann_archer", limit=1)["items"][0]
        self.assertEqual((read["text"], read["is_outgoing"]), (text, False))
        self.assertEqual(read.get("sender", {}).get("username"), "ann_archer")

    def test_what_was_sent_is_edited_found_passed_on_and_deleted(self) -> None:
        ann, bob = self.login(ANN), self.login(BOB)
        sent = ann.messages.send(chat_id="@bob_baker", text="Lunch at noon?")
        ids = [sent["message_id"]]
        text = "*Lunch* at one?"
        edited = ann.messages.edit(chat_id=sent["chat"], message_id=ids[0], text=text, format="markdown")
        self.assertEqual(edited["text"], "Lunch at one?")
        found = ann.messages.search(chat_id="@bob_baker", query="lunch", from_date=sent["date"])["items"]
        self.assertEqual([message["message_id"] for message in found], ids)
        kept = ann.messages.forward(from_chat_id="@bob_baker", chat_id="me", message_ids=ids)["items"]
        self.assertEqual(kept[0].get("forward", {}).get("sender", {}).get("username"), "ann_archer")
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

    def test_a_session_takes_a_password_and_goes_on_in_another_process(self) -> None:
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

    def test_a_session_given_to_one_call_changes_nothing_for_the_next(self) -> None:
        ann, bob = self.login(ANN), self.login(BOB)
        self.assertEqual(ann.account.me(session=bob.session_string)["first_name"], "Bob")
        self.assertEqual(ann.account.me()["first_name"], "Ann")
        self.assertEqual(self.client.account.me(session=bob.session_string)["first_name"], "Bob")

    def test_a_call_without_a_session_is_told_so(self) -> None:
        error = self.failure(lambda: self.client.account.me())
        self.assertEqual((error.kind, error.data["path"]), ("invalid_params", "session"))

    def test_a_session_that_is_none_is_told_by_its_reason(self) -> None:
        error = self.failure(lambda: self.client.account.me(session="tw1.secret"))
        self.assertEqual((error.kind, error.code, error.reason), ("session_invalid", 401, "malformed"))
        self.assertNotIn("secret", repr(error) + str(error))

    def test_a_login_that_was_ended_is_told(self) -> None:
        ann = self.login(ANN)
        ann.auth.log_out()
        self.assertEqual(self.failure(ann.account.me).kind, "session_revoked")

    def test_a_flood_wait_is_an_error_that_says_how_long(self) -> None:
        ann = self.login(ANN)
        self.fault(kind="flood_wait", method="messages.sendMessage", duration=30)
        error = self.failure(lambda: ann.messages.send(chat_id="me", text="hi"))
        self.assertEqual((error.kind, error.code, error.retry_after), ("rate_limited", 429, 30))
        self.assertTrue(error.is_retryable)

    def test_a_short_flood_wait_is_waited_out_and_seen(self) -> None:
        ann = self.login(ANN)
        # The first call after a login connects.
        ann.account.me()
        self.fault(kind="flood_wait", method="messages.sendMessage", duration=1)
        told: List[Progress] = []
        sent = ann.messages.send(chat_id="me", text="hi", max_wait=2, progress=told.append)
        self.assertEqual(sent["text"], "hi")
        self.assertEqual({(report["kind"], report.get("retry_after")) for report in told}, {("flood_wait", 1)})

    def test_a_slow_call_holds_up_no_other(self) -> None:
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

    def test_a_timeout_is_the_daemons_and_says_what_became_of_the_send(self) -> None:
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
        # Telegram takes about 30 a second from one account.
        sends = [{"chat_id": "me", "text": text, "max_wait": 20} for text in texts]
        threads = [threading.Thread(target=ann.messages.send, kwargs=send) for send in sends]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        history = ann.messages.history(chat_id="me", limit=40)["items"]
        self.assertEqual({message["text"] for message in history}, set(texts))

    def test_pages_follow_one_another_to_the_end(self) -> None:
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

    def test_results_hold_what_their_types_promise(self) -> None:
        ann = self.login(ANN)
        sent = ann.messages.send(chat_id="@bob_baker", text="hi")
        joined = ann.groups.join(chat_id="@sandbox_lounge")
        kept(self, types.Message, sent)
        kept(self, types.User, ann.account.me())
        kept(self, types.Joined, joined)
        kept(self, types.Chat, joined.get("chat"))
        for message in ann.messages.history(chat_id="@sandbox_news", limit=100)["items"]:
            kept(self, types.Message, message)
        for chat in ann.chats.list()["items"]:
            kept(self, types.ListedChat, chat)


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

    def test_messages_come_in_order_and_the_next_run_goes_on_behind_them(self) -> None:
        ann = self.login(self.spawn(), ANN)
        with ann.events(kinds=["message_new"]) as events:
            self.write("one", "two", "three")
            self.assertEqual(self.texts(events, 3), ["one", "two", "three"])
            # Asked for another, it knows that these are done with.
            self.write("four")
            self.assertEqual(self.texts(events, 1), ["four"])
            kept = events.cursor
        self.write("five")
        later = self.spawn().with_session(ann.session_string)
        with later.events(kinds=["message_new"], cursor=kept) as events:
            told: List[str] = []
            while not told or told[-1] != "five":
                told += self.texts(events, 1)
        self.assertEqual(told[-2:], ["four", "five"])

    def test_a_daemon_that_is_killed_costs_no_message(self) -> None:
        client = self.spawn()
        ann = self.login(client, ANN)
        with ann.events(kinds=["message_new"]) as events:
            self.write("one")
            self.assertEqual(self.texts(events, 1), ["one"])
            with self.assertLogs("telewire", "WARNING"):
                os.kill(client.daemon.info()["process_id"], signal.SIGKILL)
                self.write("two")
                told = self.texts(events, 1)
                while told[-1] != "two":
                    told += self.texts(events, 1)
            self.write("three")
            self.assertEqual(self.texts(events, 1), ["three"])
        self.assertIn(told, (["two"], ["one", "two"]))
        self.assertEqual(ann.account.me()["first_name"], "Ann")

    def test_a_daemon_on_a_socket_that_is_started_again_costs_no_message(self) -> None:
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

    def test_a_login_that_ends_ends_its_stream(self) -> None:
        ann = self.login(self.spawn("--updates-silence", "1"), ANN)
        with ann.events() as events, self.assertRaises(TelewireError) as failed:
            ann.auth.log_out()
            for _ in events:
                pass
        self.assertEqual(failed.exception.kind, "session_revoked")

    def test_chats_and_kinds_are_chosen(self) -> None:
        ann = self.login(self.spawn(), ANN)
        with ann.events(kinds=["message_new"], chat_ids=["@bob_baker"]) as events:
            ann.messages.send(chat_id="me", text="no")
            self.write("yes")
            self.assertEqual(self.texts(events, 1), ["yes"])

    def test_a_bad_cursor_is_told(self) -> None:
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

    async def test_a_login_sends_and_the_other_side_reads(self) -> None:
        ann, bob = await asyncio.gather(self.login(ANN), self.login(BOB))
        await ann.messages.send(chat_id="@bob_baker", text="hi")
        read = await bob.messages.history(chat_id="@ann_archer", limit=1)
        self.assertEqual(read["items"][0]["text"], "hi")

    async def test_a_stream_tells_what_is_written(self) -> None:
        ann, bob = await asyncio.gather(self.login(ANN), self.login(BOB))
        async with ann.events(kinds=["message_new"]) as events:
            await bob.messages.send(chat_id="@ann_archer", text="hi")
            async for event in events:
                self.assertEqual((new(event)["text"], new(event)["is_outgoing"]), ("hi", False))
                break

    async def test_a_cancelled_task_ends_its_call_at_once(self) -> None:
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
    """The message that an event tells of, which must be a new one."""
    assert event["kind"] == "message_new", event
    return event["message"]


def kept(case: unittest.TestCase, promised: Any, given: Any) -> None:
    """What a type says is always there is there, and nothing is there that it doesn't name."""
    case.assertLessEqual(set(given), set(typing.get_type_hints(promised)), promised.__name__)
    case.assertLessEqual(promised.__required_keys__, set(given), promised.__name__)


if __name__ == "__main__":
    unittest.main()
