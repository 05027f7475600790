"""Telethon handles the sandbox's faults."""

import asyncio
from typing import Tuple

from stage import ANN, BOB, LOUNGE, Fact, Inbox, within
from telethon import TelegramClient, errors, functions


class Faults(Fact):
    async def test_a_flood_wait_reports_its_seconds_and_delays_no_other_call(self) -> None:
        ann = await self.telethon_of(ANN)
        await self.sandbox("fault", kind="flood_wait", method="contacts.getContacts", duration=77)
        with self.assertRaises(errors.FloodWaitError) as caught:
            await within(ann(functions.contacts.GetContactsRequest(0)))
        self.assertEqual(caught.exception.seconds, 77)
        self.assertEqual((await within(ann.send_message("bob_baker", "still here"))).raw_text, "still here")

    async def test_slow_mode_reports_its_seconds(self) -> None:
        bob = await self.telethon_of(BOB)
        await self.sandbox("fault", kind="slow_mode", method="messages.sendMessage", duration=90)
        with self.assertRaises(errors.SlowModeWaitError) as caught:
            await within(bob.send_message("sandbox_lounge", "too fast"))
        self.assertEqual(caught.exception.seconds, 90)

    async def test_errors_become_telethons_own_errors(self) -> None:
        ann = await self.telethon_of(ANN)
        await self.sandbox("fault", kind="peer_flood", method="messages.sendMessage")
        with self.assertRaises(errors.PeerFloodError):
            await within(ann.send_message("bob_baker", "hello"))
        await self.sandbox("fault", kind="error", method="messages.*", code=403, name="CHAT_WRITE_FORBIDDEN")
        with self.assertRaises(errors.ChatWriteForbiddenError):
            await within(ann.send_message("bob_baker", "hello"))
        await within(ann.send_message("bob_baker", "hello"))

    async def test_a_fault_of_one_account_does_not_affect_another(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        await self.sandbox("fault", kind="peer_flood", method="messages.sendMessage", account_id="@ann_archer")
        await within(bob.send_message("ann_archer", "hello"))
        with self.assertRaises(errors.PeerFloodError):
            await within(ann.send_message("bob_baker", "hello"))

    async def test_a_login_is_redirected_to_another_network_and_back(self) -> None:
        session = self.session()
        ann = await self.telethon(session)
        await self.sandbox("fault", kind="migrate", name="NETWORK", dc=3, method="auth.sendCode")
        await within(ann.send_code_request(ANN))
        self.assertEqual(session.dc_id, 2)
        stats = await self.sandbox("stats")
        self.assertEqual({known["dc"] for known in stats["connections"]}, {2, 3})
        self.assertEqual((await within(ann.sign_in(ANN, "22222"))).username, "ann_archer")

    async def test_a_late_answer_delays_no_other(self) -> None:
        ann = await self.telethon_of(ANN)
        await within(ann.get_input_entity("bob_baker"))
        await self.sandbox("fault", kind="delay", method="contacts.getContacts", duration=5)
        late = asyncio.ensure_future(ann(functions.contacts.GetContactsRequest(0)))
        await within(ann.get_messages("bob_baker"))
        self.assertFalse(late.done())
        self.assertEqual(len((await within(late)).users), 2)

    async def test_telethon_reconnects_after_a_drop_and_the_call_is_answered(self) -> None:
        # Telethon logs every lost connection.
        self.may_complain = True
        ann, bob = await self.telethon_of(ANN), await self.daemon_of(BOB)
        inbox = Inbox(ann)
        await self.sandbox("fault", kind="drop", method="contacts.getContacts")
        self.assertEqual(len((await within(ann(functions.contacts.GetContactsRequest(0)))).users), 2)
        await bob("messages.send", chat_id="@ann_archer", text="after the drop")
        self.assertEqual((await inbox.next()).raw_text, "after the drop")

    async def test_lost_updates_are_noticed_and_fetched(self) -> None:
        ann, inbox = await self._listening()
        await self.sandbox("fault", kind="lose_updates", account_id="@ann_archer", count=3)
        await self._say(5)
        self.assertEqual(await inbox.up_to("said 5"), [f"said {number}" for number in range(1, 6)])

    async def test_duplicated_updates_are_delivered_once(self) -> None:
        ann, inbox = await self._listening()
        await self.sandbox("fault", kind="duplicate_updates", account_id="@ann_archer", count=0)
        await self._say(5)
        self.assertEqual(await inbox.up_to("said 5"), [f"said {number}" for number in range(1, 6)])
        await self.sandbox("clearFaults")
        await self.sandbox("say", sender_id="@bob_baker", chat_id="@ann_archer", text="the end")
        self.assertEqual(await inbox.up_to("the end"), ["the end"])

    async def test_reordered_updates_are_delivered_in_order(self) -> None:
        ann, inbox = await self._listening()
        await self.sandbox("fault", kind="reorder_updates", account_id="@ann_archer", count=0)
        await self._say(7)
        await self.sandbox("clearFaults")
        self.assertEqual(await inbox.up_to("said 7"), [f"said {number}" for number in range(1, 8)])

    async def test_missing_channel_updates_are_fetched_when_they_resume(self) -> None:
        ann, inbox = await self._listening()
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        await self.sandbox("say", sender_id="@bob_baker", chat_id=f"@{LOUNGE}", text="before")
        await inbox.up_to("before")
        await self.sandbox("fault", kind="stop_channel_updates", account_id="@ann_archer")
        await self._say(3, f"@{LOUNGE}")
        await self.sandbox("say", sender_id="@bob_baker", chat_id="@ann_archer", text="private")
        self.assertEqual(await inbox.up_to("private"), ["private"])
        await self.sandbox("clearFaults")
        await self.sandbox("say", sender_id="@bob_baker", chat_id=f"@{LOUNGE}", text="after")
        self.assertEqual(await inbox.up_to("after"), ["said 1", "said 2", "said 3", "after"])

    async def _listening(self) -> Tuple[TelegramClient, Inbox]:
        ann = await self.telethon_of(ANN, sequential_updates=True)
        # It counts from its last known state.
        await within(ann.get_dialogs())
        return ann, Inbox(ann)

    async def _say(self, count: int, chat_id: str = "@ann_archer") -> None:
        await self.sandbox("say", sender_id="@bob_baker", chat_id=chat_id, text="said", count=count)

    async def test_an_auth_key_that_is_no_longer_registered_ends_the_login(self) -> None:
        ann = await self.telethon_of(ANN)
        await self.sandbox("fault", kind="auth_key_unregistered", account_id="@ann_archer")
        with self.assertRaises(errors.AuthKeyUnregisteredError):
            await within(ann(functions.contacts.GetContactsRequest(0)))
        with self.assertRaises(errors.AuthKeyUnregisteredError):
            await within(ann.get_messages("bob_baker"))
        # The key itself is still valid.
        await within(ann.send_code_request(ANN))
        self.assertEqual((await within(ann.sign_in(ANN, "22222"))).username, "ann_archer")

    async def test_a_lost_auth_key_is_a_transport_error(self) -> None:
        # Telethon logs every lost connection.
        self.may_complain = True
        ann = await self.telethon_of(ANN)
        await self.sandbox("fault", kind="auth_key_lost", account_id="@ann_archer")
        with self.assertRaises(errors.AuthKeyNotFound):
            await within(ann(functions.contacts.GetContactsRequest(0)))

    async def test_the_sandbox_names_unsupported_functions(self) -> None:
        ann = await self.telethon_of(ANN)
        with self.assertRaisesRegex(
            errors.BadRequestError, "METHOD_NOT_IMPLEMENTED_IN_SANDBOX.*getAllReadPeerStories"
        ):
            await within(ann(functions.stories.GetAllReadPeerStoriesRequest()))
