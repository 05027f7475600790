"""Telethon creates, votes in and closes polls."""

from typing import Any, List, Tuple

from stage import ANN, BOB, BOT_TOKEN, LOUNGE, Fact, Inbox, within
from telethon import TelegramClient, errors, events, functions, types


def phrase(text: str) -> types.TextWithEntities:
    return types.TextWithEntities(text, [])


def poll(**rules: Any) -> types.Poll:
    answers = [types.InputPollAnswer(phrase(text)) for text in ("Oars", "Sails", "Engine")]
    return types.Poll(id=0, question=phrase("How do we row?"), answers=answers, hash=0, **rules)


def counts(results: types.PollResults) -> List[int]:
    return [option.voters for option in results.results]


class Polls(Fact):
    async def crew(self) -> Tuple[TelegramClient, TelegramClient, Any, Any]:
        """Ann's group with Bob in it, as each of them names it."""
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        hers = (await within(ann(functions.channels.CreateChannelRequest("Crew", "", megagroup=True)))).chats[0]
        await within(ann(functions.channels.InviteToChannelRequest(hers, ["bob_baker"])))
        his = next(dialog.entity for dialog in await within(bob.get_dialogs()) if dialog.name == "Crew")
        return ann, bob, hers, his

    async def test_a_vote_is_pushed_to_the_voter_and_to_the_creator(self) -> None:
        ann, bob, hers, his = await self.crew()
        asked = await within(ann.send_message(hers, file=types.InputMediaPoll(poll())))
        self.assertIsNone(asked.poll.results.results)
        seen = (await within(bob.get_messages(his, ids=asked.id))).poll
        self.assertEqual([answer.text.text for answer in seen.poll.answers], ["Oars", "Sails", "Engine"])
        await within(ann(functions.messages.SendVoteRequest(hers, asked.id, [seen.poll.answers[0].option])))
        votes = Inbox(ann, events.Raw(types.UpdateMessagePoll))
        vote = functions.messages.SendVoteRequest(his, asked.id, [seen.poll.answers[1].option])
        [update] = (await within(bob(vote))).updates
        self.assertEqual((counts(update.results), update.results.min), ([1, 1, 0], False))
        self.assertEqual([option.chosen for option in update.results.results], [False, True, False])
        pushed = await votes.next()
        self.assertEqual((pushed.msg_id, pushed.results.total_voters), (asked.id, 2))
        self.assertTrue(pushed.results.min)
        with self.assertRaises(errors.OptionsTooMuchError):
            every = [answer.option for answer in seen.poll.answers]
            await within(bob(functions.messages.SendVoteRequest(his, asked.id, every)))
        await within(bob(functions.messages.SendVoteRequest(his, asked.id, [])))
        taken_back = (await within(bob.get_messages(his, ids=asked.id))).poll.results
        self.assertEqual((taken_back.results, taken_back.total_voters), (None, 1))

    async def test_a_quiz_is_answered_once(self) -> None:
        ann, bob, hers, his = await self.crew()
        quiz = types.InputMediaPoll(poll(quiz=True), [2], solution="There is no wind.", solution_entities=[])
        asked = await within(ann.send_message(hers, file=quiz))
        vote = functions.messages.SendVoteRequest(his, asked.id, [asked.poll.poll.answers[0].option])
        [update] = (await within(bob(vote))).updates
        self.assertEqual([option.correct for option in update.results.results], [False, False, True])
        self.assertEqual(update.results.solution, "There is no wind.")
        with self.assertRaises(errors.RevoteNotAllowedError):
            await within(bob(vote))
        with self.assertRaises(errors.QuizCorrectAnswersEmptyError):
            await within(ann.send_message(hers, file=types.InputMediaPoll(poll(quiz=True), [])))

    async def test_the_voters_of_a_public_poll_are_listed(self) -> None:
        ann, bob, hers, his = await self.crew()
        asked = await within(ann.send_message(hers, file=types.InputMediaPoll(poll(public_voters=True))))
        first = asked.poll.poll.answers[0].option
        votes = functions.messages.GetPollVotesRequest(hers, asked.id, limit=10)
        with self.assertRaises(errors.PollVoteRequiredError):
            await within(ann(votes))
        for client, chat in ((ann, hers), (bob, his)):
            await within(client(functions.messages.SendVoteRequest(chat, asked.id, [first])))
        listed = await within(ann(votes))
        self.assertEqual(sorted(user.first_name for user in listed.users), ["Ann", "Bob"])
        self.assertEqual([vote.option for vote in listed.votes], [first, first])

    async def test_a_poll_is_closed_by_its_creator_and_by_its_date(self) -> None:
        ann, bob, hers, his = await self.crew()
        asked = await within(ann.send_message(hers, file=types.InputMediaPoll(poll())))
        edits = Inbox(bob, events.MessageEdited())
        await within(ann.edit_message(hers, asked.id, file=types.InputMediaPoll(poll(closed=True))))
        self.assertTrue((await edits.next()).message.poll.poll.closed)
        option = asked.poll.poll.answers[0].option
        with self.assertRaises(errors.MessagePollClosedError):
            await within(bob(functions.messages.SendVoteRequest(his, asked.id, [option])))
        timed = await within(ann.send_message(hers, file=types.InputMediaPoll(poll(close_period=60))))
        await self.sandbox("advance", duration=61)
        self.assertTrue((await within(bob.get_messages(his, ids=timed.id))).poll.poll.closed)

    async def test_a_bot_is_notified_of_votes_in_its_poll(self) -> None:
        bot, bob = await self.telethon(), await self.telethon_of(BOB)
        await within(bot.sign_in(bot_token=BOT_TOKEN))
        votes = Inbox(bot, events.Raw(types.UpdateMessagePollVote))
        asked = await within(bot.send_message(LOUNGE, file=types.InputMediaPoll(poll(public_voters=True))))
        option = asked.poll.poll.answers[2].option
        await within(bob(functions.messages.SendVoteRequest(LOUNGE, asked.id, [option])))
        vote = await votes.next()
        self.assertEqual((vote.options, vote.positions), ([option], [2]))
        self.assertEqual(vote.peer.user_id, (await within(bob.get_me())).id)

    async def test_our_votes_and_telethons_count_in_one_poll(self) -> None:
        ann, _, hers, _ = await self.crew()
        asked = await within(ann.send_message(hers, file=types.InputMediaPoll(poll())))
        ours = await self.daemon_of(BOB)
        crew = next(chat for chat in (await ours("chats.list"))["items"] if chat["title"] == "Crew")
        voted = await ours("messages.vote", chat_id=crew["ref"], message_id=asked.id, option_ids=[2])
        self.assertEqual(voted["options"][2], {"text": "Engine", "voter_count": 1, "is_chosen": True})
        self.assertEqual((await within(ann.get_messages(hers, ids=asked.id))).poll.results.total_voters, 1)
