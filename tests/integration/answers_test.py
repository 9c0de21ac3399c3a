"""YES and NO mean something only as answers: what they bind to, and when they bind to nothing."""

import datetime
import unittest

from support import configuration, meta
from support.configuration import NUMBER, OTHER_NUMBER
from support.meta import did, rfc3339, said, seconds, someone
from support.story import SharedServer

DAY = 86400


def moment(ago):
    return datetime.datetime.fromtimestamp(seconds(ago), datetime.timezone.utc)


class Answers(SharedServer):
    def states(self, who):
        return {scope: self.shared.state(who.plus, scope) for scope in ("marketing", "orders")}

    def assert_states(self, who, marketing="unknown", orders="unknown"):
        self.assertEqual(self.states(who), {"marketing": marketing, "orders": orders})

    def ask(self, who, scope="marketing", ago=3600, **more):
        return self.shared.prompt(who.plus, scope, asked_at=rfc3339(seconds(ago)), **more)

    def test_a_yes_without_a_question_changes_nothing_and_is_told_to_nobody(self):
        who = someone()
        self.shared.hear(said(who, "YES", ago=60))
        self.assert_states(who)
        self.assertEqual([event["type"] for event in self.shared.history(who.plus)], ["consent.unmatched"])
        self.shared.hear(said(who, "STOP"))
        self.crm.wait_for_events(who)
        self.assertEqual(self.crm.types_of(who), ["consent.opted_out"])

    def test_a_yes_after_its_question_opens_that_scope_only(self):
        who = someone()
        self.ask(who, wording="v3", language="es")
        self.shared.hear(said(who, "SÍ"))
        self.assert_states(who, marketing="opted_in")
        opened, = [event for event in self.crm.wait_for_events(who) if event["type"] == "consent.opted_in"]
        data = opened["data"]
        self.assertEqual((data["scope"], data["state"], data["wording"]), ("marketing", "opted_in", "v3"))
        self.assertEqual((data["prompt"]["scope"], data["prompt"]["wording"]), ("marketing", "v3"))
        self.assertEqual(data["states"]["orders"]["allowed"], False)
        self.assertIn("valid_until", data["states"]["marketing"])

    def test_a_no_declines_the_scope_that_was_asked_for_and_no_other(self):
        who = someone()
        self.shared.opt_in(who, "orders")
        self.ask(who)
        self.shared.hear(said(who, "No"))
        self.assert_states(who, marketing="declined", orders="opted_in")
        self.assert_denied(self.shared, who, reason="declined")

    def test_a_question_that_is_told_twice_is_one_question(self):
        who = someone()
        told = self.ask(who, message_id="wamid.ask-once")
        again = self.ask(who, message_id="wamid.ask-once")
        self.assertEqual((told["duplicate"], again["duplicate"], again["events"]), (False, True, []))

    def test_two_questions_of_one_scope_are_one_open_scope(self):
        who = someone()
        self.ask(who, ago=7200, message_id=meta.new_id())
        self.ask(who, ago=3600, message_id=meta.new_id())
        self.shared.hear(said(who, "yes"))
        self.assert_states(who, marketing="opted_in")

    def test_with_two_scopes_open_a_yes_that_quotes_nothing_binds_to_nothing(self):
        who = someone()
        self.ask(who)
        self.ask(who, "orders")
        self.shared.hear(said(who, "yes"))
        self.assert_states(who)

    def test_with_two_scopes_open_a_yes_binds_to_the_question_that_it_quotes(self):
        who, asked = someone(), meta.new_id()
        self.ask(who)
        self.ask(who, "orders", message_id=asked)
        self.shared.hear(said(who, "yes", context=asked))
        self.assert_states(who, orders="opted_in")

    def test_a_yes_that_quotes_an_unknown_message_binds_to_nothing_else(self):
        who = someone()
        self.ask(who)
        self.shared.hear(said(who, "yes", context=meta.new_id()))
        self.assert_states(who)

    def test_a_yes_that_came_before_its_question_is_bound_when_the_question_comes(self):
        who = someone()
        self.shared.hear(said(who, "sí", ago=60))
        self.assert_states(who)
        told = self.ask(who, ago=120)
        self.assertEqual(len(told["events"]), 2)
        self.assert_states(who, marketing="opted_in")
        answered = [event for event in self.shared.history(who.plus) if event["type"] == "consent.unmatched"]
        self.assertEqual(self.shared.check(who.plus)["since"], answered[0]["timestamp"])

    def test_a_yes_is_no_answer_to_a_question_that_was_asked_after_it(self):
        who = someone()
        self.shared.hear(said(who, "sí", ago=600))
        self.ask(who, ago=60)
        self.assert_states(who)

    def test_a_yes_that_quotes_its_late_question_is_bound_to_that_one_of_two(self):
        who, asked = someone(), meta.new_id()
        self.shared.hear(said(who, "sí", ago=60, context=asked))
        self.ask(who, ago=120)
        self.assert_states(who)
        self.ask(who, "orders", ago=120, message_id=asked)
        self.assert_states(who, orders="opted_in")

    def test_an_expired_question_is_open_no_more(self):
        who = someone()
        self.ask(who, ago=2 * DAY, expires_in="1d")
        self.shared.hear(said(who, "yes"))
        self.assert_states(who)
        # By its own time the answer counts, however late it arrives.
        self.shared.hear(said(who, "yes", ago=DAY + 3600))
        self.assert_states(who, marketing="opted_in")

    def test_ok_and_a_thumb_bind_by_the_quoted_question_only(self):
        for body in ("OK", "👍", "vale", "gracias"):
            with self.subTest(body=body):
                who, asked = someone(), meta.new_id()
                self.ask(who, message_id=asked)
                before = len(self.shared.history(who.plus))
                self.shared.hear(said(who, body))
                self.assert_states(who)
                self.assertEqual(len(self.shared.history(who.plus)), before)
                self.shared.hear(said(who, body, context=asked))
                self.assert_states(who, marketing="opted_in")

    def test_a_payload_carries_its_question_with_it(self):
        agreed, declined, refused = someone(), someone(), someone()
        self.shared.hear(did(meta.button(agreed, "consentry:yes:marketing:v3", "¡Sí!"), agreed))
        self.shared.hear(did(meta.list_reply(declined, "consentry:no:marketing", "Mejor no"), declined))
        self.shared.hear(did(meta.button(refused, "consentry:yes:nothing-of-ours", "Venga"), refused))
        self.assert_states(agreed, marketing="opted_in")
        self.assertEqual(self.shared.history(agreed.plus)[0]["data"]["wording"], "v3")
        self.assert_states(declined, marketing="declined")
        self.assert_states(refused)

    def test_a_yes_after_a_stop_opens_what_was_asked_and_leaves_the_rest_stopped(self):
        who = someone()
        self.shared.hear(said(who, "STOP", ago=7200))
        self.ask(who)
        self.shared.hear(said(who, "yes"))
        self.assert_states(who, marketing="opted_in", orders="opted_out")

    def test_help_is_noted_and_changes_nothing(self):
        who = someone()
        self.shared.hear(said(who, "HELP"))
        self.assert_states(who)
        self.assertEqual([event["type"] for event in self.shared.history(who.plus)], ["keyword.help"])

    def test_open_questions_stand_beside_the_subject_until_they_are_answered_or_expire(self):
        who = someone()
        self.ask(who, wording="v3")
        subject = self.shared.get(f"/v1/subjects/{who.phone}").json
        self.assertEqual([(prompt["scope"], prompt["wording"]) for prompt in subject["open_prompts"]],
                         [("marketing", "v3")])


class Campaigns(SharedServer):
    @classmethod
    def config(cls):
        campaign = {"scope": "marketing", "wording": "v3", "number": NUMBER, "from": moment(ago=DAY),
                    "until": moment(ago=-DAY), "words": ["sí", "quiero ofertas"]}
        return configuration.whole(configuration.brand(prompt=[campaign]))

    def test_a_word_of_the_campaign_opens_its_scope_for_everybody_of_that_number(self):
        for body in ("Sí", "SI!", "quiero ofertas"):
            with self.subTest(body=body):
                who = someone()
                self.shared.hear(said(who, body))
                self.assertEqual(self.shared.state(who.plus), "opted_in")

    def test_elsewhere_before_it_or_in_other_words_it_opens_nothing(self):
        for made in (lambda who: said(who, "sí", number=OTHER_NUMBER), lambda who: said(who, "sí", ago=2 * DAY),
                     lambda who: said(who, "quiero patatas")):
            who = someone()
            self.shared.hear(made(who))
            self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_a_stop_is_a_stop_in_the_middle_of_any_campaign(self):
        who = someone()
        self.shared.hear(said(who, "sí", ago=60))
        self.shared.hear(said(who, "STOP"))
        self.assert_denied(self.shared, who)


class StartScopes(SharedServer):
    @classmethod
    def config(cls):
        granting = configuration.brand("granting", start_scopes=["marketing"], start_wording="v3",
                                       unprompted_yes="opt_in", stop_reach="all", portfolio="granting")
        return configuration.whole(granting)

    def test_start_grants_somebody_new_what_the_brand_asked_for_word_for_word(self):
        who = someone()
        self.shared.hear(said(who, "START"))
        self.assertEqual((self.shared.state(who.plus), self.shared.state(who.plus, "orders")), ("opted_in", "unknown"))

    def test_an_unprompted_yes_opens_the_same_scopes_where_the_brand_says_so(self):
        who = someone()
        self.shared.hear(said(who, "yes"))
        self.assertEqual((self.shared.state(who.plus), self.shared.state(who.plus, "orders")), ("opted_in", "unknown"))

    def test_a_stop_of_one_scope_reaches_all_where_the_brand_says_so(self):
        who = someone()
        self.shared.hear(said(who, "STOP OFFERS"))
        self.assert_denied(self.shared, who, "marketing")
        self.assert_denied(self.shared, who, "orders")


if __name__ == "__main__":
    unittest.main()
