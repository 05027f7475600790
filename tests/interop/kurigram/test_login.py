"""Kurigram logs in."""

from pyrogram import errors, raw
from pyrogram.connection import transport
from stage import ANN, BOB, BOT_TOKEN, CAROL, PASSWORDS, Fact, Kurigram, within


class Layer(Fact):
    async def test_it_speaks_a_layer_that_the_sandbox_has_a_schema_for(self) -> None:
        self.assertEqual(raw.all.layer, 229)


class Transports(Fact):
    async def signs_in_and_talks(self, protocol: type) -> None:
        ann = await self.kurigram_of(ANN, protocol_factory=protocol)
        # Longer in both directions than a one-byte abridged length.
        text = "Ahoy! " * 600
        sent = await within(ann.send_message("bob_baker", text))
        self.assertEqual((await within(ann.get_messages("bob_baker", sent.id))).text, text.strip())

    async def test_full(self) -> None:
        await self.signs_in_and_talks(transport.TCPFull)

    async def test_intermediate(self) -> None:
        await self.signs_in_and_talks(transport.TCPIntermediate)

    async def test_intermediate_obfuscated(self) -> None:
        await self.signs_in_and_talks(transport.TCPIntermediateO)

    async def test_abridged_obfuscated(self) -> None:
        await self.signs_in_and_talks(transport.TCPAbridgedO)


class Codes(Fact):
    async def test_a_login_by_code_returns_the_user(self) -> None:
        ann = await self.kurigram_of(ANN)
        me = await within(ann.get_me())
        self.assertEqual(
            (me.first_name, me.username, me.phone_number, me.is_bot), ("Ann", "ann_archer", ANN[1:], False)
        )

    async def test_a_wrong_code_is_rejected_and_the_right_one_is_still_accepted(self) -> None:
        ann = await self.kurigram()
        sent = await within(ann.send_phone_number_code(ANN))
        with self.assertRaises(errors.PhoneCodeInvalid):
            await within(ann.sign_in(ANN, sent.phone_code_hash, "12345"))
        self.assertEqual((await within(ann.sign_in(ANN, sent.phone_code_hash, "22222"))).username, "ann_archer")

    async def test_a_code_that_is_sent_again_is_valid(self) -> None:
        bob = await self.kurigram()
        sent = await within(bob.send_phone_number_code(BOB))
        again = await within(bob.resend_phone_number_code(BOB, sent.phone_code_hash))
        code = (await self.sandbox("lastCode", phone=BOB))["code"]
        self.assertEqual((await within(bob.sign_in(BOB, again.phone_code_hash, code))).username, "bob_baker")

    async def test_an_invalid_number_is_rejected(self) -> None:
        nobody = await self.kurigram()
        with self.assertRaises(errors.PhoneNumberInvalid):
            await within(nobody.send_phone_number_code("+12"))

    async def test_an_unknown_number_signs_up(self) -> None:
        new = await self.kurigram()
        sent = await within(new.send_phone_number_code("+9996620099"))
        self.assertFalse(await within(new.sign_in("+9996620099", sent.phone_code_hash, "22222")))
        made = await within(new.sign_up("+9996620099", sent.phone_code_hash, "Dora", "Dune"))
        self.assertEqual((made.first_name, made.last_name), ("Dora", "Dune"))
        self.assertEqual((await within(new.get_me())).id, made.id)


class Password(Fact):
    async def test_carol_moves_to_her_dc_and_signs_in_with_her_password(self) -> None:
        carol = await self.kurigram()
        sent = await within(carol.send_phone_number_code(CAROL))
        with self.assertRaises(errors.SessionPasswordNeeded):
            await within(carol.sign_in(CAROL, sent.phone_code_hash, "11111"))
        self.assertEqual(await carol.storage.dc_id(), 1)
        with self.assertRaises(errors.PasswordHashInvalid):
            await within(carol.check_password("wrong horse"))
        self.assertEqual((await within(carol.check_password(PASSWORDS[CAROL]))).username, "carol_clark")

    async def test_a_password_is_set_changed_and_removed(self) -> None:
        bob = await self.kurigram_of(BOB)
        await within(bob.enable_cloud_password("first", hint="the first"))
        self.assertEqual(await within(bob.get_password_hint()), "the first")
        await within(bob.change_cloud_password("first", "second"))
        with self.assertRaises(errors.PasswordHashInvalid):
            await within(bob.remove_cloud_password("first"))

        other = await self.kurigram()
        sent = await within(other.send_phone_number_code(BOB))
        with self.assertRaises(errors.SessionPasswordNeeded):
            await within(other.sign_in(BOB, sent.phone_code_hash, "22222"))
        self.assertEqual((await within(other.check_password("second"))).username, "bob_baker")

        await within(bob.remove_cloud_password("second"))
        self.assertEqual((await within((await self.kurigram_of(BOB)).get_me())).username, "bob_baker")


class Bots(Fact):
    async def test_a_bot_signs_in_with_its_token_and_answers(self) -> None:
        bot = await self.kurigram()
        await within(bot.sign_in_bot(BOT_TOKEN))
        await self.awake(bot)
        self.assertEqual((bot.me.id, bot.me.username, bot.me.is_bot), (7000001, "sandbox_bot", True))
        ann = await self.kurigram_of(ANN)
        await within(ann.send_message("sandbox_bot", "/start"))
        asked = await bot.messages.next()
        self.assertEqual((asked.text, asked.from_user.username), ("/start", "ann_archer"))
        await within(asked.reply("Hello!"))
        self.assertEqual((await ann.messages.next()).text, "Hello!")

    async def test_a_wrong_token_is_rejected(self) -> None:
        bot = await self.kurigram()
        with self.assertRaises(errors.AccessTokenInvalid):
            await within(bot.sign_in_bot("7000001:wrong"))


class Sessions(Fact):
    async def test_a_session_string_signs_another_client_in(self) -> None:
        ann = await self.kurigram_of(ANN)
        other = self.offline(session_string=await within(ann.export_session_string()))
        await within(other.start())
        self.assertEqual(other.me.username, "ann_archer")

    async def test_the_active_sessions_are_listed_and_a_new_login_may_not_end_others(self) -> None:
        ann, other = await self.kurigram_of(ANN), await self.kurigram_of(ANN, device_model="Other phone")
        sessions = (await within(other.get_active_sessions())).active_sessions
        [mine] = [session for session in sessions if session.is_current]
        [others] = [session for session in sessions if not session.is_current]
        self.assertEqual((mine.device_model, others.device_model), ("Other phone", ann.device_model))
        with self.assertRaises(errors.FreshResetAuthorisationForbidden):
            await within(other.reset_session(others.id))

    async def test_logging_out_revokes_the_session(self) -> None:
        ann: Kurigram = await self.kurigram_of(ANN)
        kept = await within(ann.export_session_string())
        self.assertTrue(await within(ann.log_out()))
        other = self.offline(session_string=kept)
        with self.assertRaises(errors.AuthKeyUnregistered):
            await within(other.start())
