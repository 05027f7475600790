"""Telethon logs in."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from stage import ANN, BOB, BOT_TOKEN, CAROL, PASSWORDS, Fact, within
from telethon import TelegramClient, connection, errors, functions, types
from telethon.sessions import StringSession


class Transports(Fact):
    async def signs_in_and_talks(self, transport: type) -> None:
        ann = await self.telethon_of(ANN, connection=transport)
        me = await within(ann.get_me())
        self.assertEqual(
            (me.first_name, me.username, me.phone, me.bot), ("Ann", "ann_archer", ANN[1:], False)
        )
        # Longer in both directions than a one-byte abridged length.
        text = "Ahoy! " * 600
        sent = await within(ann.send_message("bob_baker", text))
        self.assertEqual((await within(ann.get_messages("bob_baker", ids=sent.id))).raw_text, text.strip())

    async def test_full(self) -> None:
        await self.signs_in_and_talks(connection.ConnectionTcpFull)

    async def test_abridged(self) -> None:
        await self.signs_in_and_talks(connection.ConnectionTcpAbridged)

    async def test_intermediate(self) -> None:
        await self.signs_in_and_talks(connection.ConnectionTcpIntermediate)

    async def test_obfuscated(self) -> None:
        await self.signs_in_and_talks(connection.ConnectionTcpObfuscated)


class Codes(Fact):
    async def test_a_wrong_code_is_rejected_and_the_right_one_is_still_accepted(self) -> None:
        ann = await self.telethon()
        await within(ann.send_code_request(ANN))
        with self.assertRaises(errors.PhoneCodeInvalidError):
            await within(ann.sign_in(ANN, "12345"))
        self.assertFalse(await within(ann.is_user_authorized()))
        self.assertEqual((await within(ann.sign_in(ANN, "22222"))).username, "ann_archer")
        self.assertTrue(await within(ann.is_user_authorized()))

    async def test_the_code_is_the_one_that_the_sandbox_returns(self) -> None:
        bob = await self.telethon()
        await within(bob.send_code_request(BOB))
        code = (await self.sandbox("lastCode", phone=BOB))["code"]
        self.assertEqual((await within(bob.sign_in(BOB, code))).username, "bob_baker")

    async def test_a_code_is_valid_only_with_its_hash(self) -> None:
        ann = await self.telethon()
        await within(ann.send_code_request(ANN))
        with self.assertRaises(errors.PhoneCodeExpiredError):
            await within(ann.sign_in(ANN, "22222", phone_code_hash="0123456789abcdef00"))

    async def test_an_invalid_number_is_rejected(self) -> None:
        nobody = await self.telethon()
        with self.assertRaises(errors.PhoneNumberInvalidError):
            await within(nobody.send_code_request("+12"))

    async def test_api_id_0_is_rejected(self) -> None:
        client = await self.telethon()
        with self.assertRaises(errors.ApiIdInvalidError):
            await within(client(functions.auth.SendCodeRequest(ANN, 0, "", types.CodeSettings())))

    async def test_an_unknown_number_has_to_sign_up(self) -> None:
        client = await self.telethon()
        await within(client.send_code_request("+9996620099"))
        # Telethon's name for it, as it can't sign up.
        with self.assertRaises(errors.PhoneNumberUnoccupiedError):
            await within(client.sign_in("+9996620099", "22222"))
        self.assertFalse(await within(client.is_user_authorized()))


class Password(Fact):
    async def carol_before_her_password(self) -> TelegramClient:
        carol = await self.telethon()
        await within(carol.send_code_request(CAROL))
        with self.assertRaises(errors.SessionPasswordNeededError):
            await within(carol.sign_in(CAROL, "11111"))
        return carol

    async def test_carol_is_redirected_to_dc_1_and_signs_in_with_her_password(self) -> None:
        session = self.session()
        carol = await self.telethon(session)
        self.assertEqual(session.dc_id, 2)
        await within(carol.send_code_request(CAROL))
        self.assertEqual((session.dc_id, session.port), (1, int(self.addresses[1].rsplit(":", 1)[1])))
        with self.assertRaises(errors.SessionPasswordNeededError):
            await within(carol.sign_in(CAROL, "11111"))
        self.assertFalse(await within(carol.is_user_authorized()))
        await within(carol.sign_in(password=PASSWORDS[CAROL]))
        self.assertEqual((await within(carol.get_me())).username, "carol_clark")

    async def test_a_wrong_password_is_rejected_and_the_right_one_is_still_accepted(self) -> None:
        carol = await self.carol_before_her_password()
        with self.assertRaises(errors.PasswordHashInvalidError):
            await within(carol.sign_in(password="wrong horse"))
        self.assertFalse(await within(carol.is_user_authorized()))
        self.assertEqual((await within(carol.sign_in(password=PASSWORDS[CAROL]))).username, "carol_clark")

    async def test_without_her_password_carol_reads_nothing(self) -> None:
        carol = await self.carol_before_her_password()
        with self.assertRaises(errors.SessionPasswordNeededError):
            await within(carol(functions.updates.GetStateRequest()))


class Bots(Fact):
    async def test_a_bot_signs_in_with_its_token(self) -> None:
        bot = await self.telethon()
        await within(bot.sign_in(bot_token=BOT_TOKEN))
        me = await within(bot.get_me())
        self.assertEqual((me.id, me.username, me.bot), (7000001, "sandbox_bot", True))

    async def test_a_wrong_token_is_rejected(self) -> None:
        bot = await self.telethon()
        with self.assertRaises(errors.AccessTokenInvalidError):
            await within(bot.sign_in(bot_token="7000001:wrong"))

    async def test_a_bot_may_not_list_dialogs(self) -> None:
        bot = await self.telethon()
        await within(bot.sign_in(bot_token=BOT_TOKEN))
        with self.assertRaises(errors.BotMethodInvalidError):
            await within(bot.get_dialogs())


class Sessions(Fact):
    async def test_a_session_string_signs_another_client_in(self) -> None:
        ann = await self.telethon_of(ANN)
        other = await self.telethon(StringSession(StringSession.save(ann.session)))
        self.assertEqual((await within(other.get_me())).username, "ann_archer")

    async def test_logging_out_revokes_the_session_for_every_client_that_has_it(self) -> None:
        ann = await self.telethon_of(ANN)
        kept = StringSession.save(ann.session)
        other = await self.telethon(StringSession(kept))
        self.assertTrue(await within(other.is_user_authorized()))
        self.assertTrue(await within(ann.log_out()))

        with self.assertRaises(errors.AuthKeyUnregisteredError):
            await within(other(functions.updates.GetStateRequest()))
        later = await self.telethon(StringSession(kept))
        self.assertFalse(await within(later.is_user_authorized()))
        self.assertIsNone(await within(later.get_me()))

    async def test_logging_out_does_not_end_the_accounts_other_logins(self) -> None:
        ann, other, ours = await self.telethon_of(ANN), await self.telethon_of(ANN), await self.daemon_of(ANN)
        await within(ann.log_out())
        self.assertEqual((await within(other.get_me())).username, "ann_archer")
        self.assertEqual((await ours("account.me"))["username"], "ann_archer")
        await ours("auth.logOut")
        self.assertEqual((await within(other.get_me())).username, "ann_archer")


class Readme(Fact):
    async def test_the_program_in_the_sandboxs_readme_runs(self) -> None:
        readme = (Path(__file__).parents[3] / "src/sandbox/README.md").read_text("utf-8")
        program = readme.split("```python\n")[1].split("```")[0]
        folder = str(Path(os.environ["TELEWIRE_BIN"]).resolve().parent)
        path = f"{folder}{os.pathsep}{os.environ['PATH']}"
        ran = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, env={**os.environ, "PATH": path}, stderr=subprocess.PIPE
        )
        _, said = await within(ran.communicate())
        self.assertEqual((ran.returncode, said.decode()), (0, ""))
