"""Webhooks with many items: a STOP among them counts, whatever stands beside it."""

import unittest

from support import meta
from support.configuration import NUMBER, OTHER_NUMBER
from support.meta import said, someone, text, webhook
from support.story import SharedServer

NOT_A_MESSAGE = (None, 17, "STOP", [], {}, {"type": "text"}, {"from": 34600111222, "id": {}, "text": "STOP"})


class Batches(SharedServer):
    def test_a_stop_in_the_middle_of_a_thousand_items_counts_beside_a_broken_one(self):
        crowd = [someone() for _ in range(999)]
        ana = someone()
        made = [text(who, f"Hola, ¿tenéis la talla {index}? 👟") for index, who in enumerate(crowd)]
        made[500:500] = [text(ana, "BAJA")]
        made[499] = {"from": ["broken"], "id": 7, "timestamp": {}, "type": "text", "text": "BAJA"}
        before = self.shared.heard("messages")
        self.shared.hear(webhook(meta.messages(*made, people=[ana, *crowd])))
        self.assert_denied(self.shared, ana)
        self.assertEqual(self.shared.heard("messages"), before + 999)
        self.assertEqual(self.shared.heard("unknown_items"), 1)
        for who in crowd[::100]:
            self.assertEqual(self.shared.state(who.plus), "unknown")
        event, = self.crm.wait_for_events(ana)
        self.assertEqual(event["data"]["message"]["text"], "BAJA")

    def test_a_thousand_people_who_stop_in_one_webhook_are_all_denied_and_told_of(self):
        crowd = [someone() for _ in range(1000)]
        self.shared.hear(webhook(meta.messages(*(text(who, "STOP") for who in crowd))))
        answer = self.shared.tell("/v1/check", {"scope": "orders", "contacts": [who.plus for who in crowd]})
        self.assertEqual({result["reason"] for result in answer.json["results"]}, {"opted_out"})
        names = {who.phone for who in crowd}

        def told():
            return names <= {event["data"]["subject"]["wa_id"] for event in self.crm.events}

        self.crm.wait_for(told, "a thousand people")

    def test_every_entry_every_change_and_every_item_is_read(self):
        people = [someone() for _ in range(6)]
        stops = [text(who, "STOP") for who in people]
        chat = [text(someone(), "¿A qué hora abrís?") for _ in range(6)]
        self.shared.opt_in(people[5])
        self.shared.hear(webhook(
            meta.entry(meta.messages(chat[0], stops[0]), meta.messages(stops[1], chat[1], number=OTHER_NUMBER)),
            meta.entry(meta.status(someone(), "read")),
            meta.entry(meta.messages(chat[2]), {"field": "flows", "value": {"event": "x"}}, meta.standby(stops[2])),
            meta.entry(meta.messages(stops[3], stops[4], chat[3]), waba="102290129340399"),
            meta.entry(meta.preference(people[5], "stop"))))
        for who in people[:5]:
            self.assert_denied(self.shared, who)
        self.assert_denied(self.shared, people[5], reason="meta_preference")

    def test_one_bad_item_never_loses_its_neighbours(self):
        for bad in NOT_A_MESSAGE:
            with self.subTest(bad=bad):
                before, behind = someone(), someone()
                self.shared.hear(webhook(meta.messages(text(before, "STOP"), bad, text(behind, "STOP"))))
                self.assert_denied(self.shared, before)
                self.assert_denied(self.shared, behind)

    def test_one_bad_change_or_entry_never_loses_its_neighbours(self):
        bad_changes = (None, 1, "x", {}, {"field": None, "value": None}, {"field": "messages", "value": []},
                       {"field": "messages", "value": {"messages": {"id": 1}}},
                       {"field": "brand_new", "value": {"a": 1}},
                       {"value": {"metadata": 4, "messages": [None]}, "field": "messages"})
        for bad in bad_changes:
            with self.subTest(bad=bad):
                before, behind = someone(), someone()
                entry = {"id": meta.WABA, "changes": [meta.messages(text(before, "STOP")), bad]}
                self.shared.hear(webhook(entry, {"id": 5, "changes": bad}, meta.messages(text(behind, "STOP"))))
                self.assert_denied(self.shared, before)
                self.assert_denied(self.shared, behind)

    def test_people_are_found_whether_the_contacts_are_parallel_reversed_or_missing(self):
        people = [someone(user_id=True) for _ in range(3)]
        made = [text(meta.Person(phone=who.phone), "STOP") for who in people]
        self.shared.hear(webhook(meta.messages(*made, people=list(reversed(people)))))
        for who in people:
            self.assert_denied(self.shared, who)
            self.assert_denied(self.shared, meta.Person(user_id=who.user_id))
        lonely = someone()
        self.shared.hear(webhook(meta.messages(text(lonely, "STOP"))))
        self.assert_denied(self.shared, lonely)

    def test_a_timestamp_is_read_as_a_string_an_integer_or_milliseconds(self):
        at = meta.seconds(ago=3600)
        answers = set()
        for stamp in (str(at), at, at * 1000, str(at * 1000)):
            who = someone()
            self.shared.hear(webhook(meta.messages({**text(who, "STOP"), "timestamp": stamp})))
            answers.add(self.assert_denied(self.shared, who)["since"])
        self.assertEqual(len(answers), 1)

    def test_an_item_without_a_time_counts_when_it_arrives_and_once(self):
        who = someone()
        timeless = text(who, "STOP")
        del timeless["timestamp"]
        for _ in range(2):
            self.shared.hear(webhook(meta.messages(timeless)))
        self.assert_denied(self.shared, who)
        self.assertEqual(len(self.shared.history(who.plus)), 1)

    def test_one_message_that_comes_under_two_fields_is_entered_once(self):
        who = someone()
        made = text(who, "STOP")
        self.shared.hear(webhook(meta.messages(made), meta.standby(made)))
        self.shared.hear(webhook(meta.standby(made)))
        self.assertEqual(len(self.shared.history(who.plus)), 1)

    def test_a_stop_in_raw_utf_8_and_one_in_escapes_are_the_same_word(self):
        for body in ("ARRÊT", "توقف", "रोकें", "СТОП", "ＳＴＯＰ", "🛑"):
            with self.subTest(body=body):
                escaped, raw = someone(), someone()
                self.shared.hear(said(escaped, body))
                self.shared.hear(meta.encode({}).replace(b"{}", _raw(raw, body)))
                self.assert_denied(self.shared, escaped)
                self.assert_denied(self.shared, raw)

    def test_the_changes_before_a_break_in_a_signed_body_count(self):
        before, behind = someone(), someone()
        whole = webhook(meta.messages(text(before, "STOP")), meta.messages(text(behind, "STOP")))
        self.shared.hear(whole[:whole.rindex(b'"timestamp"')])
        self.assert_denied(self.shared, before)
        self.assertEqual(self.shared.state(behind.plus), "unknown")
        # Should it come once more, and whole, it changes nothing for the first.
        self.shared.hear(whole)
        self.assert_denied(self.shared, behind)
        self.assertEqual(len(self.shared.history(before.plus)), 1)

    def test_bodies_of_other_products_and_empty_ones_are_acknowledged(self):
        for document in ({"object": "page", "entry": [{"id": "1", "messaging": []}]},
                         {"object": "whatsapp_business_account", "entry": []}, {"object": "whatsapp_business_account"}):
            with self.subTest(document=document):
                self.shared.hear(meta.encode(document))

    def test_ordinary_chat_and_statuses_write_nothing(self):
        before = len(self.shared.events())
        who = someone()
        statuses = [meta.status(who, state) for state in ("sent", "delivered", "read")]
        self.shared.hear(webhook(meta.messages(text(who, "Gracias, hasta mañana"), text(who, "ok")), *statuses))
        self.assertEqual(len(self.shared.events()), before)
        self.assertEqual(self.shared.get(f"/v1/subjects/{who.phone}").status, 404)

    def test_an_item_to_a_number_that_nobody_lists_counts_if_it_is_a_stop(self):
        stopped, agreed = someone(), someone()
        self.shared.hear(said(stopped, "STOP", number="999999999999999"))
        self.assert_denied(self.shared, stopped)
        self.shared.prompt(agreed.plus)
        self.shared.hear(said(agreed, "SÍ", number="999999999999999"))
        self.assertEqual(self.shared.state(agreed.plus), "unknown")
        self.assertNotEqual(NUMBER, "999999999999999")


def _raw(who, body):
    """A webhook whose words stand there in UTF-8, unescaped."""
    mark = "the words"
    return said(who, mark).replace(mark.encode(), body.encode())


if __name__ == "__main__":
    unittest.main()
