"""Logins move between Telethon and us."""

from stage import ANN, BINARY, BOB, CAROL, Fact, within
from telethon.sessions import StringSession
from telewire import AsyncTelewire


class Sessions(Fact):
    async def exporting(self) -> AsyncTelewire:
        daemon = await AsyncTelewire.spawn([BINARY, "--allow-export", "--server", self.server_file], env=self.env)
        self.addAsyncCleanup(daemon.close)
        return daemon

    async def test_telethons_login_continues_with_us(self) -> None:
        for phone, name in ((ANN, "ann_archer"), (CAROL, "carol_clark")):
            client = await self.telethon_of(phone)
            string = StringSession.save(client.session)
            # A login may be used in only one place at a time.
            await within(client.disconnect())
            daemon = await self.daemon()
            taken = await within(daemon.call("session.import", {"value": string}))
            self.assertEqual(taken["user"]["username"], name)
            account = daemon.with_session(taken["session"])
            sent = await within(account.call("messages.send", {"chat_id": "@bob_baker", "text": f"From {name}"}))
            self.assertEqual(sent["text"], f"From {name}")

    async def test_our_login_continues_with_telethon(self) -> None:
        daemon = await self.exporting()
        for phone, name in ((BOB, "bob_baker"), (ANN, "ann_archer")):
            account = daemon.with_session()
            await within(account.call("auth.sendCode", {"phone": phone}))
            await within(account.call("auth.signIn", {"code": phone[6] * 5}))
            exported = await within(account.call("session.export", {"format": "telethon"}))
            client = await self.telethon(StringSession(exported["value"]))
            self.assertEqual((await within(client.get_me())).username, name)
            await within(client.disconnect())
