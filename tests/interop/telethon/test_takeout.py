"""Telethon's exports."""

from stage import ANN, BOB, Fact, within
from telethon import errors, functions, types


class Takeouts(Fact):
    async def test_an_export_reads_everything_and_finishes(self) -> None:
        ann = await self.telethon_of(ANN)
        await self.sandbox("say", sender_id=BOB, chat_id=ANN, text="For the archive", count=120)

        exports = []

        async def export() -> int:
            async with ann.takeout(users=True) as takeout:
                exports.append(ann.session.takeout_id)
                texts = [message.raw_text async for message in takeout.iter_messages("bob_baker")]
                return len([text for text in texts if text.startswith("For the archive")])

        self.assertEqual(await within(export()), 120)
        self.assertIsNone(ann.session.takeout_id)
        me = functions.users.GetUsersRequest([types.InputUserSelf()])
        with self.assertRaises(errors.TakeoutInvalidError):
            await within(ann(functions.InvokeWithTakeoutRequest(exports[0], me)))

    async def test_a_finished_export_is_rejected(self) -> None:
        ann = await self.telethon_of(ANN)
        async with ann.takeout(users=True) as takeout:
            await within(takeout.get_me())
            other = await self.telethon_of(ANN)
            other.session.takeout_id = ann.session.takeout_id + 1
            with self.assertRaises(errors.TakeoutInvalidError):
                async with other.takeout() as gone:
                    await within(gone.get_me())

    async def test_an_export_that_must_wait_reports_how_long(self) -> None:
        ann = await self.telethon_of(ANN)
        delay = "TAKEOUT_INIT_DELAY_86400"
        await self.sandbox("fault", kind="error", method="account.initTakeoutSession", code=420, name=delay)
        with self.assertRaises(errors.TakeoutInitDelayError) as refused:
            async with ann.takeout(users=True):
                pass
        self.assertEqual(refused.exception.seconds, 86400)
