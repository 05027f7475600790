"""Telethon creates and administers groups, and manages its account."""

from datetime import timedelta
from typing import Any, Tuple

from stage import ANN, BOB, CAROL, Fact, Inbox, within
from telethon import TelegramClient, errors, events, functions, types, utils


class Administration(Fact):
    async def crew(self, megagroup: bool = True) -> Tuple[TelegramClient, TelegramClient, Any]:
        """Ann's new supergroup, with Bob in it."""
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        create = functions.channels.CreateChannelRequest(
            "Crew", "Rowers", megagroup=megagroup, broadcast=not megagroup
        )
        crew = (await within(ann(create))).chats[0]
        invited = await within(ann(functions.channels.InviteToChannelRequest(crew, ["bob_baker"])))
        self.assertEqual(invited.missing_invitees, [])
        return ann, bob, crew

    async def test_an_admin_is_promoted_with_a_title_and_demoted(self) -> None:
        ann, bob, crew = await self.crew()
        await within(ann.edit_admin(crew, "bob_baker", change_info=True, title="Cox"))
        permissions = await within(ann.get_permissions(crew, "bob_baker"))
        self.assertTrue(permissions.is_admin and permissions.change_info)
        self.assertFalse(permissions.ban_users)
        self.assertEqual(permissions.participant.rank, "Cox")
        his = next(d.entity for d in await within(bob.get_dialogs()) if d.name == "Crew")
        await within(bob(functions.channels.EditTitleRequest(his, "Eight")))
        self.assertEqual((await within(ann.get_entity(crew))).title, "Eight")
        with self.assertRaises(errors.ChatAdminRequiredError):
            await within(bob.edit_permissions(his, "carol_clark", view_messages=False))
        await within(ann.edit_admin(crew, "bob_baker", is_admin=False))
        self.assertFalse((await within(ann.get_permissions(crew, "bob_baker"))).is_admin)

    async def test_members_are_listed_and_searched(self) -> None:
        ann, _, crew = await self.crew()
        everyone = await within(ann.get_participants(crew))
        self.assertEqual(sorted(user.first_name for user in everyone), ["Ann", "Bob"])
        self.assertEqual(everyone.total, 2)
        self.assertEqual([u.first_name for u in await within(ann.get_participants(crew, search="bak"))], ["Bob"])
        admins = await within(ann.get_participants(crew, filter=types.ChannelParticipantsAdmins()))
        self.assertEqual([user.first_name for user in admins], ["Ann"])

    async def test_a_restriction_ends_by_the_worlds_clock(self) -> None:
        ann, bob, crew = await self.crew()
        his = next(d.entity for d in await within(bob.get_dialogs()) if d.name == "Crew")
        await within(ann.edit_permissions(crew, "bob_baker", timedelta(hours=1), send_messages=False))
        with self.assertRaises(errors.ChatWriteForbiddenError):
            await within(bob.send_message(his, "But I"))
        await self.sandbox("advance", duration=3700)
        self.assertEqual((await within(bob.send_message(his, "At last"))).raw_text, "At last")

    async def test_a_kicked_user_may_join_again(self) -> None:
        ann, bob, crew = await self.crew()
        his = next(d.entity for d in await within(bob.get_dialogs()) if d.name == "Crew")
        await within(ann.edit_permissions(crew, "bob_baker", view_messages=False))
        with self.assertRaises(errors.ChannelPrivateError):
            await within(bob.send_message(his, "Hello?"))
        kicked = await within(ann.get_participants(crew, filter=types.ChannelParticipantsKicked("")))
        self.assertEqual([user.first_name for user in kicked], ["Bob"])
        await within(ann.edit_permissions(crew, "bob_baker"))
        await within(ann(functions.channels.InviteToChannelRequest(crew, ["bob_baker"])))
        self.assertEqual((await within(bob.send_message(his, "Back"))).raw_text, "Back")

    async def test_slow_mode_reports_how_long_to_wait(self) -> None:
        ann, bob, crew = await self.crew()
        his = next(d.entity for d in await within(bob.get_dialogs()) if d.name == "Crew")
        await within(ann(functions.channels.ToggleSlowModeRequest(crew, 900)))
        await within(bob.send_message(his, "One"))
        with self.assertRaises(errors.SlowModeWaitError) as refused:
            await within(bob.send_message(his, "Two"))
        self.assertTrue(880 <= refused.exception.seconds <= 900)

    async def test_a_link_is_valid_up_to_its_member_limit(self) -> None:
        ann, bob, crew = await self.crew()
        carol = await self.telethon_of(CAROL)
        await within(ann.kick_participant(crew, "bob_baker"))
        link = (await within(ann(functions.messages.ExportChatInviteRequest(crew, usage_limit=1)))).link
        code = utils.parse_username(link)[0]
        joined = await within(bob(functions.messages.ImportChatInviteRequest(code)))
        self.assertEqual(joined.updates.chats[0].title, "Crew")
        with self.assertRaises(errors.InviteHashExpiredError):
            await within(carol(functions.messages.ImportChatInviteRequest(code)))
        came = await within(
            ann(
                functions.messages.GetChatInviteImportersRequest(
                    crew, offset_date=None, offset_user=types.InputUserEmpty(), limit=10, link=link
                )
            )
        )
        self.assertEqual([user.first_name for user in came.users], ["Bob"])

    async def test_a_join_request_is_pushed_to_an_admin_who_approves_it(self) -> None:
        ann, _, crew = await self.crew()
        carol = await self.telethon_of(CAROL)
        export = functions.messages.ExportChatInviteRequest(crew, request_needed=True, title="Guests")
        code = utils.parse_username((await within(ann(export))).link)[0]
        pending = Inbox(ann, events.Raw(types.UpdatePendingJoinRequests))
        with self.assertRaises(errors.InviteRequestSentError):
            await within(carol(functions.messages.ImportChatInviteRequest(code)))
        asked = await pending.next()
        self.assertEqual(asked.requests_pending, 1)
        answer = functions.messages.HideChatJoinRequestRequest(crew, asked.recent_requesters[0], approved=True)
        await within(ann(answer))
        self.assertIn("Crew", [d.name for d in await within(carol.get_dialogs())])

    async def test_users_are_added_to_a_basic_group_and_removed(self) -> None:
        ann, bob = await self.telethon_of(ANN), await self.telethon_of(BOB)
        inbox = Inbox(bob)
        made = await within(ann(functions.messages.CreateChatRequest(["bob_baker"], "Boat")))
        boat = made.updates.chats[0]
        await within(ann.send_message(boat, "Aboard?"))
        self.assertEqual((await inbox.up_to("Aboard?"))[-1], "Aboard?")
        self.assertEqual(len(await within(ann.get_participants(boat))), 2)
        await within(ann.kick_participant(boat, "bob_baker"))
        self.assertEqual([u.first_name for u in await within(ann.get_participants(boat))], ["Ann"])


class Accounts(Fact):
    async def test_a_password_is_set_required_changed_and_removed(self) -> None:
        ann = await self.telethon_of(ANN)
        self.assertTrue(await within(ann.edit_2fa(new_password="row", hint="boat")))
        other = await self.telethon()
        await within(other.send_code_request(ANN))
        with self.assertRaises(errors.SessionPasswordNeededError):
            await within(other.sign_in(ANN, "22222"))
        with self.assertRaises(errors.PasswordHashInvalidError):
            await within(other.sign_in(password="sail"))
        self.assertEqual((await within(other.sign_in(password="row"))).first_name, "Ann")
        with self.assertRaises(errors.PasswordHashInvalidError):
            await within(ann.edit_2fa(current_password="sail", new_password="x"))
        self.assertTrue(await within(ann.edit_2fa(current_password="row", new_password="sail")))
        self.assertTrue(await within(ann.edit_2fa(current_password="sail", new_password=None)))
        self.assertFalse((await within(ann(functions.account.GetPasswordRequest()))).has_password)

    async def test_logins_are_listed_and_terminated(self) -> None:
        ann, other = await self.telethon_of(ANN), await self.telethon_of(ANN)
        await self.sandbox("advance", duration=25 * 3600)
        listed = (await within(ann(functions.account.GetAuthorizationsRequest()))).authorizations
        self.assertEqual([each.current for each in listed], [True, False])
        await within(ann(functions.account.ResetAuthorizationRequest(listed[1].hash)))
        with self.assertRaises(errors.AuthKeyUnregisteredError):
            await within(other(functions.updates.GetStateRequest()))
        self.assertEqual((await within(ann.get_me())).first_name, "Ann")

    async def test_a_qr_code_signs_in(self) -> None:
        ann, screen = await self.telethon_of(ANN), await self.telethon()
        shown = await within(screen.qr_login())
        await within(ann(functions.auth.AcceptLoginTokenRequest(shown.token)))
        self.assertEqual((await within(shown.wait())).first_name, "Ann")

    async def test_a_profile_is_edited(self) -> None:
        ann = await self.telethon_of(ANN)
        await within(ann(functions.account.UpdateProfileRequest(first_name="Annie", about="Rows")))
        self.assertEqual((await within(ann.get_me())).first_name, "Annie")
        full = await within(ann(functions.users.GetFullUserRequest("me")))
        self.assertEqual(full.full_user.about, "Rows")
        with self.assertRaises(errors.UsernameOccupiedError):
            await within(ann(functions.account.UpdateUsernameRequest("bob_baker")))
