"""Replies that come through somebody else: a provider, an inbox, a shop that passes on what people write to it."""

import unittest

from support import configuration, meta
from support.configuration import NUMBER, OTHER_NUMBER, READER_KEY, WRITER_KEY
from support.meta import rfc3339, said, seconds, someone
from support.story import SharedServer


class Messages(SharedServer):
    def tell(self, who, text=None, key=WRITER_KEY, **more):
        message = {"id": meta.new_id().replace("wamid.", "twilio-"), "contact": who.plus, "timestamp": seconds(), **more}
        if text is not None:
            message["text"] = text
        return self.shared.tell("/v1/messages", message, key)

    def heard(self, who, text=None, **more):
        answer = self.tell(who, text, **more)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def test_a_stop_that_was_passed_on_counts_at_once_and_says_why(self):
        who = someone()
        answer = self.heard(who, "Hola, BAJA por favor", source="twilio")
        self.assertEqual((answer["signal"], answer["decision"], answer["tier"]), ("opt_out", "act", "courtesy"))
        self.assertEqual((answer["match"]["keyword"], answer["match"]["language"], answer["match"]["rule"]),
                         ("baja", "es", "es/opt_out/baja"))
        self.assert_denied(self.shared, who)
        self.assert_denied(self.shared, who, "orders")
        event, = self.crm.wait_for_events(who)
        self.assertEqual([event["data"]["id"]], answer["events"])
        self.assertEqual((event["data"]["source"], event["data"]["origin"], event["data"]["actor"]),
                         ("message_api", "twilio", "writer"))

    def test_it_is_the_persons_own_word_so_nothing_of_the_business_outranks_it(self):
        who = someone()
        self.heard(who, "STOP", timestamp=seconds(60))
        self.assertEqual(self.shared.consent(who.plus, "opted_in", source="form", occurred_at=rfc3339(seconds())).problem,
                         "conflict")

    def test_a_yes_answers_the_question_that_it_quotes_or_the_only_open_one(self):
        who = someone()
        self.shared.prompt(who.plus, "marketing", asked_at=rfc3339(seconds(600)), message_id="wamid.of-marketing")
        self.shared.prompt(who.plus, "orders", asked_at=rfc3339(seconds(500)), message_id="wamid.of-orders")
        unbound = self.heard(who, "SÍ")
        self.assertEqual((unbound["signal"], unbound["decision"]), ("affirm", "note"))
        quoted = self.heard(who, "vale, SÍ", context_id="wamid.of-orders")
        self.assertEqual(quoted["decision"], "act")
        self.assertEqual((self.shared.state(who.plus), self.shared.state(who.plus, "orders")), ("unknown", "opted_in"))

    def test_payloads_of_ours_count_in_the_payload_only(self):
        who = someone()
        typed = self.heard(who, "consentry:yes:marketing:v3")
        self.assertEqual((typed["signal"], typed["events"], typed["match"]), ("none", [], None))
        self.assertEqual(self.shared.state(who.plus), "unknown")
        pressed = self.heard(who, payload="consentry:yes:marketing:v3")
        self.assertEqual((pressed["signal"], pressed["tier"]), ("affirm", "id"))
        self.assertEqual(self.shared.state(who.plus), "opted_in")
        self.heard(who, "No, thanks", payload="consentry:stop:marketing")
        self.assert_denied(self.shared, who)

    def test_what_says_nothing_is_answered_and_writes_nothing(self):
        who = someone()
        answer = self.heard(who, "¿Qué horario tenéis?")
        self.assertEqual((answer["signal"], answer["decision"], answer["changed"]), ("none", "note", False))
        self.assertEqual(self.shared.get(f"/v1/subjects/{who.phone}").problem, "not-found")

    def test_a_message_is_heard_once_however_often_it_is_told(self):
        who = someone()
        first = self.heard(who, "STOP", id="inbox-1")
        again = self.heard(who, "STOP", id="inbox-1", timestamp=rfc3339(seconds()))
        self.assertEqual((first["duplicate"], again["duplicate"], again["events"]), (False, True, []))
        self.assertEqual((again["signal"], again["decision"]), ("opt_out", "act"))
        self.assertEqual(len(self.shared.history(who.plus)), 1)

    def test_a_shop_that_pipes_what_meta_tells_as_well_has_one_entry(self):
        for meta_is_first in (True, False):
            with self.subTest(meta_is_first=meta_is_first):
                who, wamid, at = someone(), meta.new_id(), seconds(30)
                by_meta = [lambda: self.shared.hear(said(who, "STOP", message_id=wamid, at=at))]
                by_shop = [lambda: self.heard(who, "STOP", id=wamid, timestamp=at, number=NUMBER)]
                for step in by_meta + by_shop if meta_is_first else by_shop + by_meta:
                    step()
                self.assertEqual(len(self.shared.history(who.plus)), 1)

    def test_a_stale_yes_that_meta_has_told_lifts_no_later_stop(self):
        who, wamid = someone(), meta.new_id()
        self.shared.prompt(who.plus, asked_at=rfc3339(seconds(600)))
        self.shared.hear(said(who, "SÍ", message_id=wamid, ago=500))
        self.shared.hear(said(who, "BAJA", ago=400))
        late = self.heard(who, " sí ", id=wamid)
        self.assertEqual((late["duplicate"], late["events"]), (True, []))
        self.assert_denied(self.shared, who)

    def test_the_wrong_is_named(self):
        who = someone()
        wrong = {"contact": "somebody", "timestamp": seconds(-3600), "number": "1", "id": "", "text": "", "source": 7}
        for field, value in wrong.items():
            with self.subTest(field=field):
                answer = self.tell(who, **{"text": "STOP", field: value})
                self.assertEqual((answer.status, answer.problem, answer.json["field"]), (400, "malformed", field))
        self.assertEqual(self.tell(who, "STOP", key=READER_KEY).problem, "forbidden")
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_a_user_id_and_any_number_of_the_brand_do(self):
        who = someone(user_id=True, phone=False)
        self.heard(who, "STOP", contact=who.user_id, number=OTHER_NUMBER)
        self.assert_denied(self.shared, who)

    def test_what_was_passed_on_is_chained_like_all_else(self):
        self.heard(someone(), "STOP", source="an inbox")
        self.assert_content(self.shared)


if __name__ == "__main__":
    unittest.main()
