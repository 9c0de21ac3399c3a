"""One line under two spellings is one person; one person under many names is one story."""

import itertools
import random
import unittest

from support import configuration, meta
from support.configuration import REOPENER_KEY, brand, destination, whole
from support.meta import said, someone, somebody, webhook
from support.story import SharedServer, Story

YES = "consentry:yes:marketing:v3"


def brazilian(number):
    """The person as Meta knows them, without the ninth digit, and as an address book does."""
    return somebody(f"55318{number:07d}"), somebody(f"553198{number:07d}")


def argentine(number):
    """A mobile number with the 9 that it has from abroad, and the same digits without it."""
    return somebody(f"549112{number:07d}"), somebody(f"54112{number:07d}")


class Spellings(SharedServer):
    def matched(self, who, scope="marketing"):
        answer = self.shared.check(who.plus, scope)
        return answer["matched"], answer["reason"]

    def test_the_stop_of_a_brazilian_without_the_ninth_digit_blocks_the_crms_number_and_their_yes_opens_it(self):
        meta_knows, crm_knows = brazilian(1)
        self.shared.opt_in(crm_knows)
        self.assertEqual(self.matched(crm_knows), ("exact", "opted_in"))
        self.assertEqual(self.matched(meta_knows), ("variant", "opted_in"))

        self.shared.hear(said(meta_knows, "PARAR", ago=5))  # Of one second a STOP outranks the YES.
        self.assert_denied(self.shared, crm_knows)
        self.assert_denied(self.shared, meta_knows)
        told = self.crm.wait_for(lambda: [event for event in self.crm.events if event["type"] == "consent.opted_out"
                                          and event["data"]["subject"].get("wa_id") == meta_knows.phone], "the STOP")
        self.assertEqual(told[0]["data"]["subject"]["phone"], crm_knows.plus)

        self.assertEqual(self.shared.consent(crm_knows.plus, "opted_in", source="sync",
                                             occurred_at=meta.rfc3339(meta.seconds())).status, 409)
        self.shared.prompt(crm_knows.plus)
        self.shared.hear(said(meta_knows, "sim"))
        self.assertEqual(self.matched(crm_knows), ("exact", "opted_in"))

    def test_who_is_known_in_one_spelling_is_found_in_the_other(self):
        meta_knows, crm_knows = brazilian(2)
        self.shared.hear(said(meta_knows, "PARAR"))
        self.assertEqual(self.matched(crm_knows), ("variant", "opted_out"))
        listed = self.shared.tell("/v1/check", {"scope": "marketing", "contacts": [meta_knows.plus, crm_knows.plus]})
        self.assertEqual([one["matched"] for one in listed.json["results"]], ["exact", "variant"])
        subject = self.shared.get(f"/v1/subjects/{crm_knows.phone}").json
        self.assertEqual(subject["matched"], "variant")
        self.assertEqual([alias["value"] for alias in subject["aliases"]], [meta_knows.plus])
        self.assertEqual(len(self.shared.history(crm_knows.plus)), 1)
        shown = self.shared.command("subject", "show", crm_knows.plus)
        self.assertIn("another spelling", shown.stdout)

    def test_a_landline_with_the_same_digits_is_another_person(self):
        landline, mobile = somebody("553132120003"), somebody("5531932120003")
        self.shared.opt_in(mobile)
        self.shared.hear(said(landline, "PARAR"))
        self.assertEqual(self.matched(mobile), ("exact", "opted_in"))
        self.assertEqual(self.matched(landline), ("exact", "opted_out"))
        self.assertNotEqual(*(self.shared.get(f"/v1/subjects/{one.phone}").json["id"] for one in (landline, mobile)))

    def test_an_area_that_does_not_exist_has_no_other_spelling(self):
        short, long = somebody("552082120003"), somebody("5520982120003")
        self.shared.hear(said(short, "PARAR"))
        self.assertEqual(self.matched(long), ("exact", "unknown"))

    def test_both_spellings_in_one_webhook_are_one_subject(self):
        meta_knows, crm_knows = brazilian(4)
        self.shared.hear(webhook(meta.messages(meta.text(meta_knows, "PARAR", ago=20), meta.text(crm_knows, "START"))))
        ids = {self.shared.get(f"/v1/subjects/{one.phone}").json["id"] for one in (meta_knows, crm_knows)}
        self.assertEqual(len(ids), 1)
        self.assertEqual(self.matched(meta_knows), ("exact", "unknown"))

    def test_a_mexican_with_and_without_the_1(self):
        meta_knows, crm_knows = somebody("5215512340005"), somebody("525512340005")
        self.shared.opt_in(crm_knows)
        self.shared.hear(said(meta_knows, "BAJA"))
        self.assert_denied(self.shared, crm_knows)

    def test_a_pair_is_learnt_though_the_person_is_known_in_the_other_spelling(self):
        meta_knows, crm_knows = brazilian(6)
        user = someone(user_id=True, phone=False)
        self.shared.opt_in(crm_knows)
        self.shared.hear(webhook(meta.status(meta_knows, recipient_user_id=user.user_id)))
        self.shared.hear(said(user, "PARAR"))
        self.assert_denied(self.shared, crm_knows)

    def test_a_change_of_number_ends_every_spelling_of_the_old_one(self):
        meta_knows, crm_knows = brazilian(7)
        moved = someone()
        self.shared.opt_in(crm_knows, ago=500)
        self.shared.hear(renumbered(meta_knows, moved, ago=300))
        self.assertEqual(self.matched(moved), ("exact", "opted_in"))
        for old in (meta_knows, crm_knows):
            self.assertEqual(self.shared.state(old.plus), "unknown")
        self.shared.hear(said(meta_knows, "PARAR"))  # The next owner.
        self.assert_denied(self.shared, crm_knows)
        self.assertEqual(self.matched(moved), ("exact", "opted_in"))

    def test_numbers_that_may_be_one_line_share_denials_and_nothing_else(self):
        mobile, perhaps = argentine(8)
        self.shared.opt_in(perhaps, ago=500)
        self.assertEqual(self.matched(mobile), ("exact", "unknown"))
        self.shared.hear(said(mobile, "BAJA", ago=400))
        self.assertEqual(self.matched(perhaps), ("shared", "opted_out"))
        check = self.shared.check(perhaps.plus)
        self.assertEqual(check["event"], self.shared.history(mobile.plus)[-1]["data"]["id"])
        states = self.shared.get(f"/v1/subjects/{perhaps.phone}").json["states"]
        self.assertEqual((states["marketing"]["allowed"], states["marketing"]["matched"]), (False, "shared"))

        fresh = {"source": "sync", "occurred_at": meta.rfc3339(meta.seconds(100)), "wording": "v3"}
        self.assertEqual(self.shared.consent(perhaps.plus, "opted_in", **fresh).status, 409)
        with_evidence = self.shared.consent(perhaps.plus, "opted_in", key=REOPENER_KEY, evidence="form 7", **fresh)
        self.assertEqual(with_evidence.status, 200)
        self.assertEqual(self.matched(perhaps), ("exact", "opted_in"))
        self.assert_denied(self.shared, mobile)

    def test_their_own_yes_under_the_other_number_opens_that_number(self):
        mobile, perhaps = argentine(9)
        self.shared.hear(said(mobile, "BAJA", ago=400))
        self.assertEqual(self.matched(perhaps), ("shared", "opted_out"))
        self.shared.hear(meta.did(meta.button(perhaps, YES, ago=300), perhaps))
        self.assertEqual(self.matched(perhaps), ("exact", "opted_in"))
        self.assertEqual(self.matched(perhaps, "orders"), ("shared", "opted_out"))

    def tearDown(self):
        super().tearDown()
        self.assert_content(self.shared)


def renumbered(old, new, ago):
    """The news that somebody has another number."""
    told = {"body": "changed", "type": "user_changed_number", "wa_id": new.phone}
    if new.user_id:
        told.update(user_id=new.user_id, previous_user_id=old.user_id)
    return webhook(meta.messages({"from": old.phone, "id": meta.new_id(), "timestamp": str(meta.seconds(ago)),
                                  "type": "system", "system": told}))


class OneStory(Story):
    """By phone, by phone and user id, by user id alone, and then with another number."""

    def steps(self, old, new):
        phone, user, new_user = somebody(old.phone), somebody(user_id=old.user_id), somebody(user_id=new.user_id)
        return [
            meta.did(meta.button(phone, YES, ago=500), phone),
            said(old, "hola, ¿qué tal?", ago=400),
            said(user, "STOP", ago=300),
            renumbered(old, new, ago=200),
            meta.did(meta.button(new_user, YES, ago=100), new_user),
        ]

    def assert_one_story(self, server, old, new):
        self.assertEqual(server.state(new.plus), "opted_in")
        self.assertEqual(server.state(new.user_id), "opted_in")
        self.assert_denied(server, old)  # The no stays with the number; the yes does not.
        ids = {server.get(f"/v1/subjects/{name}").json["id"] for name in (new.phone, new.user_id, old.user_id)}
        self.assertEqual(len(ids), 1)
        story = [event["type"] for event in server.history(new.plus)]
        for type in ("consent.opted_in", "consent.opted_out", "subject.renumbered"):
            self.assertIn(type, story)

    def test_right_at_each_step(self):
        server = self.serve()
        old, new = someone(user_id=True), someone(user_id=True)
        yes, chat, stop, move, yes_again = self.steps(old, new)
        server.hear(yes)
        self.assertEqual(server.state(old.plus), "opted_in")
        self.assertEqual(server.state(old.user_id), "unknown")
        server.hear(chat)
        self.assertEqual(server.state(old.user_id), "opted_in")
        server.hear(stop)
        self.assert_denied(server, old)
        self.assert_denied(server, somebody(user_id=old.user_id))
        server.hear(move)
        self.assert_denied(server, new)
        self.assert_denied(server, somebody(user_id=new.user_id))
        server.hear(yes_again)
        self.assert_one_story(server, old, new)
        # The old number's next owner has no opt-in, and their own story.
        server.hear(said(somebody(old.phone, someone(user_id=True, phone=False).user_id), "hola"))
        self.assertFalse(server.check(old.plus)["allowed"])
        server.hear(said(somebody(old.phone), "STOP"))
        self.assertEqual(server.state(new.plus), "opted_in")
        self.assert_content(server)

    def test_whatever_the_order_of_arrival(self):
        server = self.serve(whole(brand(learn_links="all")))
        for order in itertools.permutations(range(5)):
            with self.subTest(order=order):
                old, new = someone(user_id=True), someone(user_id=True)
                steps = self.steps(old, new)
                for place in order:
                    server.hear(steps[place])
                server.hear(steps[random.choice(order)])
                self.assert_one_story(server, old, new)
        self.assert_content(server)

    def test_whatever_the_order_once_anything_is_known(self):
        server = self.serve()
        old, new = someone(user_id=True), someone(user_id=True)
        yes, chat, stop, move, yes_again = self.steps(old, new)
        for body in (yes_again, move, stop, chat, yes):
            server.hear(body)
        self.assert_one_story(server, old, new)
        self.assert_content(server)


class SharedContacts(SharedServer):
    """A STOP under a user id alone, of somebody whom the CRM knows by phone; then they share their contact."""

    @classmethod
    def config(cls):
        return whole(brand(destination=[destination(cls.crm.url)], portfolio="group"))

    def share(self, **card):
        phone, user = someone(), someone(user_id=True, phone=False)
        self.shared.opt_in(phone)
        self.shared.hear(said(user, "STOP"))
        self.assertEqual(self.shared.state(phone.plus), "opted_in")
        made = {"name": {"formatted_name": "Ana"},
                **{key: value.format(phone.phone) if isinstance(value, str) else [
                    {name: text.format(phone.phone) for name, text in one.items()} for one in value]
                   for key, value in card.items()}}
        self.shared.hear(webhook(meta.messages(meta.message(user, "contacts", [made]), people=[user])))
        return phone, user

    def test_the_account_in_the_phones(self):
        phone, user = self.share(origin="contact_request", phones=[{"phone": "600", "wa_id": "{}"}])
        self.assert_denied(self.shared, phone)
        listed = self.shared.get("/v1/subjects", unlinked=1).json["subjects"]
        self.assertNotIn(user.user_id, [alias["value"] for one in listed for alias in one["aliases"]])

    def test_the_account_in_the_vcard(self):
        card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ana\r\nTEL;type=CELL;waid={0}:+{0}\r\nEND:VCARD"
        phone, _ = self.share(origin="contact_request", vcard=card)
        self.assert_denied(self.shared, phone)

    def test_an_international_number_alone(self):
        phone, _ = self.share(origin="contact_request", phones=[{"phone": "+{}"}])
        self.assert_denied(self.shared, phone)

    def test_a_card_that_nobody_asked_for(self):
        phone, _ = self.share(origin="other", phones=[{"phone": "+{}", "wa_id": "{}"}])
        self.assertEqual(self.shared.state(phone.plus), "opted_in")

    def test_parent_ids_link_as_the_others_do(self):
        phone, user = someone(), someone(user_id=True, phone=False)
        parent = "ES.ENT." + user.user_id[3:]
        meta.somebody(user_id=parent)
        self.shared.opt_in(phone)
        self.shared.hear(webhook(meta.status(phone, recipient_parent_user_id=parent)))
        stop = {**meta.text(user, "STOP"), "from_parent_user_id": parent}
        self.shared.hear(webhook(meta.messages(stop)))
        for name in (phone.plus, user.user_id, parent):
            self.assertEqual(self.shared.state(name), "opted_out")
        kinds = [alias["kind"] for alias in self.shared.get(f"/v1/subjects/{parent}").json["aliases"]]
        self.assertEqual(sorted(kinds), ["parent_user_id", "phone", "user_id"])

    def tearDown(self):
        super().tearDown()
        self.assert_content(self.shared)


if __name__ == "__main__":
    unittest.main()
