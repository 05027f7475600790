"""Telethon's bots: buttons, inline queries and commands."""

import asyncio
from typing import Any, Awaitable, Tuple, TypeVar

from stage import ANN, BOT_TOKEN, LOUNGE, Fact, Inbox, within
from telethon import Button, TelegramClient, errors, events, functions, types
from telethon.tl.custom import InlineResults

T = TypeVar("T")

# Layer 228 gave buttons a type. Before, each kind of button was a constructor of its own.
if hasattr(types, "KeyboardInlineButton"):

    def callback_button(text: str, data: bytes) -> Any:
        return types.KeyboardInlineButton(text, types.InlineButtonTypeCallback(data))

    def copy_button(text: str, copied: str) -> Any:
        return types.KeyboardInlineButton(text, types.InlineButtonTypeCopy(copied))

    def web_view_button(text: str, url: str) -> Any:
        return types.KeyboardInlineButton(text, types.InlineButtonTypeWebView(url))

    def requests_phone(button: Any) -> bool:
        return isinstance(button.type, types.ButtonTypeRequestPhone)

    def kind_of(button: Any) -> str:
        return type(button.type).__name__.removeprefix("InlineButtonType")

else:

    def callback_button(text: str, data: bytes) -> Any:
        return types.KeyboardButtonCallback(text, data)

    def copy_button(text: str, copied: str) -> Any:
        return types.KeyboardButtonCopy(text, copied)

    def web_view_button(text: str, url: str) -> Any:
        return types.KeyboardButtonWebView(text, url)

    def requests_phone(button: Any) -> bool:
        return isinstance(button, types.KeyboardButtonRequestPhone)

    def kind_of(button: Any) -> str:
        return type(button).__name__.removeprefix("KeyboardButton")


class Bots(Fact):
    async def met(self) -> Tuple[TelegramClient, TelegramClient]:
        """Ann and a bot that she has started."""
        ann, bot = await self.telethon_of(ANN), await self.telethon()
        await within(bot.sign_in(bot_token=BOT_TOKEN))
        inbox = Inbox(bot)
        await within(ann.send_message("sandbox_bot", "/start"))
        await inbox.next()
        return ann, bot

    async def newest(self, client: TelegramClient, chat: Any) -> Any:
        return (await within(client.get_messages(chat, limit=1)))[0]

    async def meanwhile(self, waiting: Awaitable[T], answering: Awaitable[Any]) -> T:
        """Returns the result of a call that the other side must answer."""
        came, _ = await within(asyncio.gather(waiting, answering))
        return came

    async def test_buttons_of_each_kind_arrive_as_they_were_sent(self) -> None:
        ann, bot = await self.met()
        inbox = Inbox(ann)
        rows = [
            [Button.inline("Press", b"pressed"), Button.url("Read", "https://example.com/page")],
            [Button.switch_inline("Ask", "boats", same_peer=True)],
            [copy_button("Copy", "copied")],
            [web_view_button("Open", "https://example.com/app")],
        ]
        await within(bot.send_message("ann_archer", "Choose", buttons=rows))
        came = await inbox.next()
        read = await self.newest(ann, "sandbox_bot")
        for message in [came.message, read]:
            texts = [[button.text for button in row] for row in message.buttons]
            self.assertEqual(texts, [["Press", "Read"], ["Ask"], ["Copy"], ["Open"]])
            kinds = [kind_of(button.button) for row in message.buttons for button in row]
            self.assertEqual(
                kinds,
                ["Callback", "Url", "SwitchInline", "Copy", "WebView"],
            )
        self.assertEqual(read.buttons[0][0].data, b"pressed")
        self.assertEqual(read.buttons[0][1].url, "https://example.com/page")
        self.assertEqual(read.buttons[1][0].inline_query, "boats")

    async def test_keyboards_arrive_as_they_were_sent_and_a_key_sends_its_text(self) -> None:
        ann, bot = await self.met()
        keys = [[Button.text("Yes", resize=True), Button.request_phone("My number")]]
        await within(bot.send_message("ann_archer", "Choose", buttons=keys))
        read = await self.newest(ann, "sandbox_bot")
        self.assertIsInstance(read.reply_markup, types.ReplyKeyboardMarkup)
        self.assertTrue(read.reply_markup.resize)
        self.assertTrue(requests_phone(read.buttons[0][1].button))
        inbox = Inbox(bot)
        await within(read.click(text="Yes"))
        self.assertEqual((await inbox.next()).raw_text, "Yes")
        for markup, kind in [
            (Button.force_reply(), types.ReplyKeyboardForceReply),
            (Button.clear(), types.ReplyKeyboardHide),
        ]:
            await within(bot.send_message("ann_archer", "And now?", buttons=markup))
            self.assertIsInstance((await self.newest(ann, "sandbox_bot")).reply_markup, kind)

    async def test_a_click_is_answered_with_an_alert_and_the_bot_edits_its_message(self) -> None:
        ann, bot = await self.met()
        presses, edits = Inbox(bot, events.CallbackQuery()), Inbox(ann, events.MessageEdited())
        await within(bot.send_message("ann_archer", "Choose", buttons=[Button.inline("Press", b"pressed")]))
        message = await self.newest(ann, "sandbox_bot")

        async def answer() -> None:
            press = await presses.next()
            self.assertEqual((press.data, press.sender_id), (b"pressed", (await ann.get_me()).id))
            self.assertEqual((await press.get_message()).raw_text, "Choose")
            # For Telethon, an edit is also an answer unless there was one.
            await press.answer("Well done", alert=True, cache_time=5)
            await press.edit("Pressed", buttons=[Button.inline("Again", b"again")])

        answered = await self.meanwhile(message.click(0), answer())
        self.assertEqual((answered.message, answered.alert, answered.cache_time), ("Well done", True, 5))
        edited = await edits.next()
        self.assertEqual((edited.raw_text, edited.buttons[0][0].data), ("Pressed", b"again"))
        self.assertEqual(edited.id, message.id)

    async def test_a_click_times_out_when_the_bot_does_not_answer(self) -> None:
        ann, bot = await self.met()
        presses = Inbox(bot, events.CallbackQuery())
        await within(bot.send_message("ann_archer", "Choose", buttons=[Button.inline("Press", b"pressed")]))
        message = await self.newest(ann, "sandbox_bot")
        pressing = functions.messages.GetBotCallbackAnswerRequest("sandbox_bot", message.id, data=b"pressed")

        async def wait() -> Any:
            press = await presses.next()
            await self.sandbox("advance", duration=60)
            return press

        press = asyncio.ensure_future(wait())
        with self.assertRaises(errors.BotResponseTimeoutError):
            await within(ann(pressing))
        with self.assertRaises(errors.QueryIdInvalidError):
            await within((await press).answer("Sorry"))
        with self.assertRaises(errors.DataInvalidError):
            await within(
                ann(functions.messages.GetBotCallbackAnswerRequest("sandbox_bot", message.id, data=b"other"))
            )

    async def test_invalid_buttons_are_rejected(self) -> None:
        _, bot = await self.met()
        for button, error in [
            (
                callback_button("Press", b"d" * 65),
                errors.ButtonDataInvalidError,
            ),
            (Button.url("Read", "nowhere"), errors.ButtonUrlInvalidError),
            (Button.buy("Buy"), errors.ButtonTypeInvalidError),
        ]:
            with self.assertRaises(error):
                await within(bot.send_message("ann_archer", "Choose", buttons=[button]))
        with self.assertRaises(errors.ReplyMarkupTooLongError):
            many = [[Button.inline("b", b"d")] for _ in range(101)]
            await within(bot.send_message("ann_archer", "Choose", buttons=many))

    async def test_an_inline_result_can_be_sent_to_any_chat(self) -> None:
        ann, bot = await self.met()
        await within(ann(functions.channels.JoinChannelRequest(LOUNGE)))
        queries, presses = Inbox(bot, events.InlineQuery()), Inbox(bot, events.CallbackQuery())

        async def find() -> None:
            query = await queries.next()
            self.assertEqual((query.text, query.sender_id), ("boats", (await ann.get_me()).id))
            like = [Button.inline("Like", b"like")]
            await query.answer(
                [
                    query.builder.article("Sloop", text="A **sloop**", buttons=like),
                    query.builder.article("Ketch", text="A ketch"),
                ],
                cache_time=60,
            )

        found: InlineResults = await self.meanwhile(ann.inline_query("sandbox_bot", "boats"), find())
        self.assertEqual([result.title for result in found], ["Sloop", "Ketch"])
        sent = await within(found[0].click(LOUNGE))
        read = await self.newest(ann, LOUNGE)
        self.assertEqual((read.id, read.raw_text), (sent.id, "A sloop"))
        self.assertEqual(read.via_bot_id, (await bot.get_me()).id)
        self.assertIsInstance(read.entities[0], types.MessageEntityBold)

        async def answer() -> None:
            press = await presses.next()
            self.assertTrue(press.via_inline)
            await press.answer("Liked")
            await press.edit("A sloop, liked")

        answered = await self.meanwhile(read.click(0), answer())
        self.assertEqual(answered.message, "Liked")
        self.assertEqual((await self.newest(ann, LOUNGE)).raw_text, "A sloop, liked")

        # The bot isn't queried again for results that Telegram has cached.
        again = await within(ann.inline_query("sandbox_bot", "boats"))
        self.assertEqual([result.title for result in again], ["Sloop", "Ketch"])
        self.assertTrue(queries.empty())

    async def test_a_bots_commands_are_shown_in_their_scope(self) -> None:
        ann, bot = await self.met()
        everybody, private = types.BotCommandScopeDefault(), types.BotCommandScopeUsers()
        start = [types.BotCommand("start", "Begins")]
        for scope, commands in [(everybody, start), (private, [types.BotCommand("private", "In private")])]:
            await within(bot(functions.bots.SetBotCommandsRequest(scope, "", commands)))
        kept = await within(bot(functions.bots.GetBotCommandsRequest(everybody, "")))
        self.assertEqual([command.command for command in kept], ["start"])

        async def shown() -> Any:
            full = await within(ann(functions.users.GetFullUserRequest("sandbox_bot")))
            return [command.command for command in full.full_user.bot_info.commands]

        self.assertEqual(await shown(), ["private"])
        await within(bot(functions.bots.ResetBotCommandsRequest(private, "")))
        self.assertEqual(await shown(), ["start"])

    async def test_our_daemon_clicks_the_buttons_of_telethons_bot(self) -> None:
        _, bot = await self.met()
        ours = await self.daemon_of(ANN)
        presses = Inbox(bot, events.CallbackQuery())
        await within(bot.send_message("ann_archer", "Choose", buttons=[Button.inline("Press", b"pressed")]))
        message = (await ours("messages.history", chat_id="@sandbox_bot", limit=1))["items"][0]
        self.assertEqual(message["buttons"][0][0]["callback_data"], "pressed")

        async def answer() -> None:
            await (await presses.next()).answer("By Telethon")

        click = ours("messages.click", chat_id="@sandbox_bot", message_id=message["message_id"], row=0)
        clicked = await self.meanwhile(click, answer())
        self.assertEqual((clicked["kind"], clicked["text"]), ("answer", "By Telethon"))
