"""Importing a login from Kurigram's session file."""

import os

from stage import ANN, BINARY, BOT_TOKEN, CAROL, Fact, within
from telewire import AsyncTelewire
from telewire.migrate import read


class Files(Fact):
    async def test_a_file_is_imported_after_kurigram_has_stopped(self) -> None:
        for phone, dc in ((ANN, 2), (CAROL, 1)):
            client = await self.kurigram_of(phone, name=f"their{dc}")
            me = await within(client.get_me())
            string = await within(client.export_session_string())
            await within(client.stop())
            path = os.path.join(self.folder, f"their{dc}.session")
            (login,) = read(path, lambda _: self.fail("there is no passcode"))
            self.assertEqual((login.program, login.dc, login.user_id, login.api_id), ("Pyrogram", dc, me.id, 1))
            daemon = AsyncTelewire.spawn([BINARY, "--server", self.server_file], env=self.env)
            async with daemon as ours:
                for value in (login.session_string(), string):
                    taken = await within(ours.call("session.import", {"value": value}))
                    self.assertEqual(taken["user"]["id"], me.id)

    async def test_a_bots_file_is_imported(self) -> None:
        bot = await self.kurigram(name="bot")
        await within(bot.sign_in_bot(BOT_TOKEN))
        me = await within(bot.get_me())
        await within(bot.disconnect())
        (login,) = read(os.path.join(self.folder, "bot.session"), lambda _: "")
        self.assertEqual(login.user_id, me.id)
