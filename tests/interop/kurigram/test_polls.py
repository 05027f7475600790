"""Polls in Kurigram."""

from typing import Tuple

from pyrogram import enums, errors, types
from stage import ANN, BOB, Fact, Kurigram, within

ANSWERS = ["Oars", "Sails", "Engine"]


def voters(poll: types.Poll) -> list:
    return [option.voter_count for option in poll.options]


class Polls(Fact):
    async def crew(self) -> Tuple[Kurigram, Kurigram, int]:
        """Bob's group with Ann in it."""
        ann, bob = await self.kurigram_of(ANN), await self.kurigram_of(BOB)
        crew = await within(bob.create_supergroup("Crew"))
        await within(bob.add_chat_members(crew.id, "ann_archer"))
        return ann, bob, crew.id

    async def poll_in(self, client: Kurigram) -> types.Message:
        while not (came := await client.messages.next()).poll:
            pass
        return came

    async def test_a_vote_is_counted_changed_retracted_and_the_poll_closed(self) -> None:
        ann, bob, crew = await self.crew()
        asked = await within(bob.send_poll(crew, "How do we row?", ANSWERS))
        came = await self.poll_in(ann)
        self.assertEqual(came.poll.question.text, "How do we row?")
        self.assertEqual([option.text.text for option in came.poll.options], ANSWERS)
        voted = await within(ann.vote_poll(crew, came.id, 1))
        self.assertEqual((voters(voted), voted.chosen_option_ids), ([0, 1, 0], [1]))
        await within(bob.vote_poll(crew, asked.id, 0))
        self.assertEqual((await within(ann.get_messages(crew, came.id))).poll.total_voter_count, 2)
        await within(ann.retract_vote(crew, came.id))
        closed = await within(bob.stop_poll(crew, asked.id))
        self.assertEqual((closed.is_closed, closed.total_voter_count), (True, 1))
        with self.assertRaises(errors.MessagePollClosed):
            await within(ann.vote_poll(crew, came.id, 2))

    async def test_a_quiz_shows_the_correct_answer(self) -> None:
        ann, bob, crew = await self.crew()
        # Without bold text, Kurigram omits a required list of entities.
        await within(
            bob.send_poll(
                crew, "How do we row?", ANSWERS, type=enums.PollType.QUIZ, correct_option_ids=[2],
                explanation="There is **no** wind.",
            )
        )
        came = await self.poll_in(ann)
        self.assertEqual(came.poll.type, enums.PollType.QUIZ)
        voted = await within(ann.vote_poll(crew, came.id, 0))
        self.assertEqual((voted.correct_option_ids, voted.explanation.text), ([2], "There is no wind."))
        with self.assertRaises(errors.RevoteNotAllowed):
            await within(ann.vote_poll(crew, came.id, 2))
