"""Who is who: names are learnt from whatever Meta sends, so that a STOP under one of them holds for all."""

import json
import unittest

from support import configuration, meta
from support.configuration import brand, destination, marketing, orders, whole
from support.meta import said, someone, webhook
from support.story import SharedServer, Story


def status(who, kind="sent", message_id="wamid.out", ago=0, **more):
    """What became of a message to somebody."""
    made = {"id": message_id, "status": kind, "timestamp": str(meta.seconds(ago)), **more}
    if who.phone:
        made["recipient_id"] = who.phone
    if who.user_id:
        made["recipient_user_id"] = who.user_id
    return made


def statuses(*made, people=()):
    contacts = [meta.contact(one) for one in people]
    value = {"messaging_product": "whatsapp",
             "metadata": {"display_phone_number": meta.BUSINESS_PHONE, "phone_number_id": configuration.NUMBER},
             "statuses": list(made)}
    if contacts:
        value["contacts"] = contacts
    return webhook({"field": "messages", "value": value})


def system(former, message_id="wamid.system", ago=0, **names):
    """The news that somebody goes by other names."""
    made = {"id": message_id, "timestamp": str(meta.seconds(ago)), "type": "system",
            "system": {"body": "names changed", **names}}
    if former.phone:
        made["from"] = former.phone
    return webhook(meta.messages(made))


class Links(SharedServer):
    """Each begins with consent under a phone number, and ends with a STOP under a user id alone."""

    def both(self):
        who = someone(user_id=True)
        self.shared.opt_in(meta.somebody(who.phone))
        return who, meta.somebody(who.phone), meta.somebody(user_id=who.user_id)

    def assert_stopped(self, phone, user):
        self.shared.hear(said(user, "STOP"))
        self.assert_denied(self.shared, phone)
        self.assert_denied(self.shared, user)

    def test_a_status_that_tells_both_names(self):
        both, phone, user = self.both()
        self.shared.hear(statuses(status(both)))
        self.assert_stopped(phone, user)
        types = self.crm.wait_for(lambda: {"subject.linked", "consent.opted_out"} <= set(self.crm.types_of(phone))
                                  and self.crm.types_of(phone),
                                  "the link")
        self.assertIn("consent.opted_out", types)

    def test_the_contacts_beside_a_message_that_says_nothing(self):
        both, phone, user = self.both()
        self.shared.hear(said(both, "hola, ¿qué tal?"))
        self.assert_stopped(phone, user)

    def test_a_setting_in_whatsapp_itself(self):
        both, phone, user = self.both()
        self.shared.hear(webhook(meta.preference(both, "resume")))
        self.assert_stopped(phone, user)

    def test_a_contact_that_the_person_shares_because_it_was_asked_for(self):
        _, phone, user = self.both()
        card = {"origin": "contact_request", "name": {"formatted_name": "Ana"}, "phones": [{"wa_id": phone.phone}]}
        self.shared.hear(webhook(meta.messages(meta.message(user, "contacts", [card]), people=[user])))
        self.assert_stopped(phone, user)

    def test_a_contact_of_somebody_else_tells_nothing(self):
        _, phone, user = self.both()
        card = {"origin": "other", "name": {"formatted_name": "Eva"}, "phones": [{"wa_id": phone.phone}]}
        self.shared.hear(webhook(meta.messages(meta.message(user, "contacts", [card]), people=[user])))
        self.shared.hear(said(user, "STOP"))
        self.assertEqual(self.shared.state(phone.plus), "opted_in")

    def test_a_link_that_comes_after_the_stop(self):
        both, phone, user = self.both()
        self.shared.hear(said(user, "STOP"))
        self.assertEqual(self.shared.state(phone.plus), "opted_in")
        self.assertIn(user.user_id, [alias["value"] for one in self.unlinked() for alias in one["aliases"]])
        self.shared.hear(statuses(status(both, "delivered")))
        self.assert_denied(self.shared, phone)
        self.assertNotIn(user.user_id, [alias["value"] for one in self.unlinked() for alias in one["aliases"]])

    def unlinked(self):
        answer = self.shared.get("/v1/subjects", unlinked=1)
        self.assertEqual(answer.status, 200)
        listed = self.shared.command("subject", "list", "--unlinked")
        self.assertEqual(len(listed.stdout.splitlines()), len(answer.json["subjects"]))
        return answer.json["subjects"]

    def test_names_of_people_who_never_said_anything_are_not_kept(self):
        both = someone(user_id=True)
        before = len(self.shared.events())
        self.shared.hear(statuses(status(both), status(someone(user_id=True), message_id="wamid.other")))
        self.assertEqual(len(self.shared.events()), before)
        self.assertEqual(self.shared.history(both.plus), [])

    def test_a_change_of_number_takes_along_what_was_said_and_the_next_owner_has_agreed_to_nothing(self):
        old, new = someone(user_id=True), someone(user_id=True)
        self.shared.opt_in(meta.somebody(old.phone), ago=500)
        self.shared.hear(statuses(status(old, ago=400)))
        self.shared.hear(system(old, ago=300, type="user_changed_number", wa_id=new.phone, user_id=new.user_id,
                                previous_user_id=old.user_id))
        self.assertEqual(self.shared.state(new.plus), "opted_in")
        self.assertEqual(self.shared.state(old.plus), "unknown")
        moved = self.crm.wait_for(lambda: [event for event in self.crm.of(new) if event["type"] == "subject.renumbered"],
                                  "the change")[0]
        self.assertEqual(moved["data"]["former"], {"phone": old.plus, "wa_id": old.phone})
        next_owner = someone()
        stranger = meta.somebody(old.phone, next_owner.user_id)
        self.shared.hear(said(stranger, "STOP"))
        self.assertEqual(self.shared.state(new.plus), "opted_in")
        late = said(meta.somebody(old.phone, old.user_id), "STOP", ago=350)
        self.shared.hear(late)
        self.assert_denied(self.shared, new)

    def test_a_user_id_that_changes_in_either_form(self):
        first, second, third = (someone(user_id=True, phone=False) for _ in range(3))
        self.shared.hear(said(first, "STOP"))
        self.shared.hear(system(meta.somebody(), type="user_changed_user_id", user_id=second.user_id,
                                previous_user_id=first.user_id))
        self.assert_denied(self.shared, second)
        update = {"field": "user_id_update", "value": {
            "metadata": {"phone_number_id": configuration.NUMBER},
            "user_id_update": [{"detail": "…", "user_id": {"previous": second.user_id, "current": third.user_id},
                                "timestamp": meta.seconds()}]}}
        self.shared.hear(webhook(update))
        self.assert_denied(self.shared, third)

    def tearDown(self):
        super().tearDown()
        self.assert_content(self.shared)


def together(*bodies):
    """What Meta might have sent one by one, in one body."""
    read = [json.loads(body) for body in bodies]
    return json.dumps({**read[0], "entry": [entry for one in read for entry in one["entry"]]}).encode()


class Open(Story):
    """A scope that allows whoever said nothing: here a STOP that is not found is a message too many."""

    def serve_open(self, **settings):
        return self.serve(whole(brand(scope=[marketing(), orders(unknown="allow")], **settings)))

    def test_a_stop_and_what_tells_the_phone_number_in_one_body(self):
        server = self.serve_open(learn_links="known")
        both = someone(user_id=True)
        server.hear(together(said(meta.somebody(user_id=both.user_id), "STOP"), statuses(status(both))))
        self.assert_denied(server, meta.somebody(both.phone), "orders")
        self.assert_content(server)

    def test_a_no_stays_with_the_number_it_was_said_under(self):
        server = self.serve_open()
        old, new = someone(user_id=True), someone(user_id=True)
        server.hear(said(old, "STOP", ago=400))
        server.hear(system(old, ago=300, type="user_changed_number", wa_id=new.phone, user_id=new.user_id,
                           previous_user_id=old.user_id))
        self.assert_denied(server, meta.somebody(new.phone), "orders")
        self.assert_denied(server, meta.somebody(old.phone), "orders")
        self.assert_content(server)

    def test_a_stop_from_before_the_move_that_comes_after_the_news(self):
        server = self.serve_open()
        old, new = someone(user_id=True), someone(user_id=True)
        server.hear(statuses(status(new, ago=200)))
        server.hear(system(meta.somebody(old.phone), ago=300, type="user_changed_number", wa_id=new.phone,
                           user_id=new.user_id, previous_user_id=old.user_id))
        server.hear(said(meta.somebody(user_id=old.user_id), "STOP", ago=400))
        self.assert_denied(server, meta.somebody(new.phone), "orders")
        self.assert_content(server)

    def test_who_is_back_at_a_number_without_news_of_it_is_known_by_it_again(self):
        server = self.serve_open()
        both, other = someone(user_id=True), someone()
        server.hear(statuses(status(both, ago=500)))
        server.hear(statuses(status(both, "delivered", ago=499)))
        server.hear(system(both, ago=400, type="user_changed_number", wa_id=other.phone, user_id=both.user_id))
        server.hear(statuses(status(both, ago=300, message_id="wamid.back")))
        server.hear(said(meta.somebody(user_id=both.user_id), "STOP"))
        self.assert_denied(server, meta.somebody(both.phone), "orders")
        self.assert_content(server)


class Everybody(Story):
    def test_a_brand_that_allows_the_unknown_remembers_every_pair(self):
        server = self.serve(whole(brand(scope=[marketing(), orders(unknown="allow")])))
        both = someone(user_id=True)
        server.hear(statuses(status(both)))
        server.hear(said(meta.somebody(user_id=both.user_id), "STOP"))
        self.assert_denied(server, meta.somebody(both.phone), "orders")
        self.assert_content(server)

    def test_an_opt_out_without_a_phone_number_is_an_alarm(self):
        server = self.serve()
        server.hear(said(someone(user_id=True, phone=False), "STOP"))
        self.eventually(lambda: server.metric("consentry_alarm", code="unlinked_opt_out") == 1, "the alarm")


class Asks(SharedServer):
    """Questions that the business tells with the message itself."""

    def ask(self, who, kind="sent", message_id=None, ago=60, data="order 17; consentry:ask:marketing:v3"):
        self.shared.hear(statuses(status(who, kind, message_id or "wamid.ask." + who.phone, ago,
                                         biz_opaque_callback_data=data)))

    def test_a_yes_after_a_report_is_consent_to_what_was_asked_word_for_word(self):
        who = someone()
        self.ask(who)
        self.shared.hear(said(who, "sí"))
        self.assertEqual(self.shared.state(who.plus), "opted_in")
        granted = self.shared.history(who.plus)[-1]["data"]
        self.assertEqual((granted["scope"], granted["prompt"]["wording"]), ("marketing", "v3"))

    def test_reports_and_answer_in_any_order(self):
        who = someone()
        self.ask(who, "read", ago=10)
        self.shared.hear(said(who, "sí", ago=30))
        self.assertEqual(self.shared.state(who.plus), "unknown")
        self.ask(who, "sent", ago=60)
        self.assertEqual(self.shared.state(who.plus), "opted_in")

    def test_a_message_that_failed_asks_nothing(self):
        who = someone()
        self.ask(who)
        self.ask(who, "failed", ago=59)
        self.shared.hear(said(who, "sí"))
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_a_failure_that_tells_nothing_of_what_was_asked_closes_the_question_too(self):
        who = someone()
        self.ask(who)
        self.ask(who, "failed", ago=59, data="")
        self.shared.hear(said(who, "sí"))
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_no_denies_the_scope_that_was_asked(self):
        who = someone()
        self.ask(who)
        self.shared.hear(said(who, "no"))
        self.assertEqual(self.shared.state(who.plus), "declined")

    def test_what_is_not_configured_is_an_alarm_and_no_question(self):
        who = someone()
        self.ask(who, data="consentry:ask:newsletter")
        self.ask(who, message_id="wamid.b." + who.phone, data="consentry:ask:marketing:v99")
        self.shared.hear(said(who, "sí"))
        self.assertEqual(self.shared.state(who.plus), "unknown")
        alarms = {(one["code"], one["about"]) for one in self.shared.get("/readyz?verbose").json["alarms"]}
        self.assertIn(("unknown_prompt", "newsletter"), alarms)

    def test_a_message_to_a_group_asks_nobody(self):
        who = someone()
        self.shared.hear(statuses(status(who, recipient_type="group",
                                         biz_opaque_callback_data="consentry:ask:marketing")))
        self.shared.hear(said(who, "sí"))
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def tearDown(self):
        super().tearDown()
        self.assert_content(self.shared)


if __name__ == "__main__":
    unittest.main()
