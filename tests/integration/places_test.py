"""Every place where a person's STOP may stand, and every place where the word is not theirs."""

import unittest

from support import configuration, meta
from support.meta import did, someone, text, webhook
from support.story import SharedServer


class WhereAStopCounts(SharedServer):
    @classmethod
    def config(cls):
        brand = configuration.brand(
            button=[{"id": "UNSUB_PROMO", "signal": "opt_out", "scope": "marketing"},
                    {"id": "UNSUB_ALL", "signal": "opt_out"}],
            flow_field=[{"field": "newsletter", "scope": "marketing"}],
            keyword=[{"text": "no more of this", "signal": "opt_out"}, {"text": "salir", "signal": "none"}],
            destination=[configuration.destination(cls.crm.url)])
        return configuration.whole(brand)

    def assert_counts(self, made, who, source="whatsapp_message"):
        self.shared.hear(did(made, who))
        answer = self.assert_denied(self.shared, who, "orders")
        self.assertEqual(self.crm.wait_for_events(who)[0]["data"]["source"], source)
        return answer

    def test_it_counts_as_a_text_in_any_dress(self):
        for body in ("STOP", "stop", " Stop! ", "*STOP*", "Ｓ Ｔ Ｏ Ｐ", "hola, stop por favor", "BAJA", "unsubscribe",
                     "🛑", "no more of this"):
            with self.subTest(body=body):
                who = someone()
                self.assert_counts(text(who, body), who)

    def test_it_counts_in_every_language_there_is_a_pack_for(self):
        words = {"en": "unsubscribe", "es": "no me escriban más", "pt": "descadastrar", "fr": "désabonner",
                 "de": "abmelden", "it": "cancellami", "ar": "إيقاف", "hi": "बंद करो", "id": "berhenti",
                 "ru": "отписаться"}
        for language, body in words.items():
            with self.subTest(language=language):
                who = someone()
                self.assert_counts(text(who, body), who)
                self.assertEqual(self.crm.of(who)[0]["data"]["match"]["language"], language)

    def test_it_counts_in_the_caption_of_a_picture_a_video_or_a_document(self):
        for kind in ("image", "video", "document"):
            with self.subTest(kind=kind):
                who = someone()
                self.assert_counts(meta.caption(who, "STOP", kind), who)

    def test_it_counts_in_the_note_of_an_order(self):
        who = someone()
        self.assert_counts(meta.order(who, "STOP"), who)

    def test_it_counts_in_an_edit_of_an_earlier_message(self):
        who = someone()
        self.shared.hear(meta.said(who, "Hi"))
        self.assert_counts(meta.edit(who, "STOP"), who)

    def test_it_counts_as_the_label_of_a_button_that_was_pressed(self):
        for made in (lambda who: meta.button(who, "some-payload", "Stop"),
                     lambda who: meta.button(who, "STOP"),
                     lambda who: meta.button_reply(who, "some-id", "Darme de baja"),
                     lambda who: meta.list_reply(who, "some-row", "Unsubscribe")):
            who = someone()
            self.assert_counts(made(who), who, "whatsapp_button")

    def test_it_counts_as_the_payload_or_id_that_the_brand_put_there(self):
        for made in (lambda who: meta.button(who, "consentry:stop", "Ya no"),
                     lambda who: meta.button_reply(who, "consentry:stop", "Ya no"),
                     lambda who: meta.list_reply(who, "consentry:stop", "Ya no"),
                     lambda who: meta.button(who, "UNSUB_ALL", "Ya no"),
                     lambda who: meta.list_reply(who, "UNSUB_ALL", "Ya no")):
            who = someone()
            self.assert_counts(made(who), who, "whatsapp_button")

    def test_a_payload_may_name_one_scope_and_stops_that_one_only(self):
        for payload in ("consentry:stop:marketing", "UNSUB_PROMO"):
            with self.subTest(payload=payload):
                who = someone()
                self.shared.opt_in(who, "orders")
                self.shared.hear(did(meta.button(who, payload, "No más ofertas"), who))
                self.assert_denied(self.shared, who, "marketing")
                self.assertEqual(self.shared.state(who.plus, "orders"), "opted_in")

    def test_a_typed_stop_may_name_one_scope_by_any_of_its_aliases(self):
        for body in ("STOP OFFERS", "stop the offers", "baja ofertas", "STOP PROMOTIONS", "detener promociones"):
            with self.subTest(body=body):
                who = someone()
                self.shared.opt_in(who, "orders")
                self.shared.hear(meta.said(who, body))
                self.assert_denied(self.shared, who, "marketing")
                self.assertEqual(self.shared.state(who.plus, "orders"), "opted_in")

    def test_stop_all_denies_every_scope(self):
        who = someone()
        self.shared.hear(meta.said(who, "STOP ALL"))
        for scope in ("marketing", "orders"):
            self.assert_denied(self.shared, who, scope)

    def test_it_counts_in_standby_while_another_application_handles_the_conversation(self):
        who = someone()
        self.shared.hear(webhook(meta.standby(text(who, "STOP"), people=[who])))
        self.assert_denied(self.shared, who)

    def test_it_counts_from_somebody_who_has_no_phone_number(self):
        who = someone(user_id=True, phone=False)
        self.shared.hear(did(text(who, "STOP"), who))
        self.assert_denied(self.shared, who)
        event, = self.crm.wait_for_events(who)
        self.assertEqual(set(event["data"]["subject"]), {"id", "user_id"})

    def test_two_names_of_one_person_share_what_was_said_under_either(self):
        who = someone(user_id=True)
        self.shared.hear(did(text(who, "STOP"), who))
        self.assert_denied(self.shared, meta.Person(phone=who.phone))
        self.assert_denied(self.shared, meta.Person(user_id=who.user_id))

    def test_the_setting_in_whatsapp_itself_denies_marketing_of_that_number_and_is_resumed_there(self):
        who = someone()
        self.shared.opt_in(who)
        self.shared.opt_in(who, "orders")
        self.shared.hear(webhook(meta.preference(who, "stop", ago=60)))
        self.assert_denied(self.shared, who, reason="meta_preference")
        self.assertTrue(self.shared.check(who.plus, "orders")["allowed"])
        self.assertFalse(self.shared.check(who.plus, number=configuration.NUMBER)["allowed"])
        self.assertTrue(self.shared.check(who.plus, number=configuration.OTHER_NUMBER)["allowed"])
        self.assertTrue(self.shared.check(who.plus, reply="true")["allowed"])
        self.shared.hear(webhook(meta.preference(who, "resume")))
        self.assertTrue(self.shared.check(who.plus)["allowed"])

    def test_the_sign_up_link_is_the_persons_own_opt_in(self):
        who = someone()
        self.shared.hear(webhook(meta.preference(who, "signup")))
        self.assertEqual(self.shared.state(who.plus), "opted_in")
        self.assertEqual(self.shared.state(who.plus, "orders"), "unknown")

    def test_a_failed_status_131050_denies_marketing_when_the_setting_was_missed(self):
        for code in (131050, 498):
            with self.subTest(code=code):
                who = someone()
                self.shared.opt_in(who)
                self.shared.hear(webhook(meta.status(who, "failed", code)))
                self.assert_denied(self.shared, who, reason="meta_preference")

    def test_a_preference_that_comes_again_is_entered_once(self):
        who = someone()
        body = webhook(meta.preference(who, "stop"))
        self.shared.hear(body)
        self.shared.hear(body)
        self.assertEqual([event["type"] for event in self.shared.history(who.plus)], ["preference.stopped"])

    def test_a_ticked_field_of_a_flow_grants_its_scope(self):
        who, other = someone(), someone()
        self.shared.hear(did(meta.flow_reply(who, {"newsletter": True, "name": "Ana"}), who))
        self.shared.hear(did(meta.flow_reply(other, {"newsletter": False}), other))
        self.assertEqual(self.shared.state(who.plus), "opted_in")
        self.assertNotEqual(self.shared.state(other.plus), "opted_in")

    def test_a_weak_word_acts_where_the_law_names_it_and_waits_for_a_person_elsewhere(self):
        american, spaniard = meta.somebody("12125550101"), someone()
        self.shared.hear(meta.said(american, "cancel"))
        self.shared.hear(meta.said(spaniard, "cancelar"))
        self.assert_denied(self.shared, american)
        self.assert_denied(self.shared, spaniard, reason="held")

    def test_a_word_that_the_brand_switched_off_says_nothing(self):
        who = someone()
        self.shared.hear(meta.said(who, "salir"))
        self.assertEqual(self.shared.state(who.plus), "unknown")


class WhereAStopIsNotTheirs(SharedServer):
    def assert_counts_for_nothing(self, body, who):
        self.shared.opt_in(who)
        before = len(self.shared.events())
        self.shared.hear(body)
        self.assertTrue(self.shared.check(who.plus)["allowed"])
        self.assertEqual(len(self.shared.events()), before)

    def test_an_echo_is_the_businesss_own_word(self):
        who = someone()
        self.assert_counts_for_nothing(webhook(meta.echo(who, "STOP")), who)
        inner = {"message_echoes": [meta.echo(who, "STOP")["value"]["message_echoes"][0]]}
        self.assert_counts_for_nothing(
            webhook({"field": "standby", "value": {**meta.messages()["value"], "standby": inner}}), someone())

    def test_history_is_from_before_the_number_was_connected(self):
        who = someone()
        self.assert_counts_for_nothing(webhook(meta.history(who, "STOP")), who)

    def test_a_forwarded_message_is_the_word_of_somebody_else(self):
        for often in (False, True):
            who = someone()
            self.assert_counts_for_nothing(did(meta.forwarded(text(who, "STOP"), often), who), who)

    def test_a_message_in_a_group_is_not_to_the_business_alone(self):
        who = someone()
        self.assert_counts_for_nothing(did(meta.in_group(text(who, "STOP")), who), who)

    def test_a_reaction_is_no_statement(self):
        for emoji in ("🛑", "👎", ""):
            who = someone()
            self.assert_counts_for_nothing(did(meta.reaction(who, emoji), who), who)

    def test_a_sample_of_metas_dashboard_is_a_test(self):
        who = meta.somebody("16315551181")
        self.assert_counts_for_nothing(webhook(meta.dashboard_sample("STOP")), who)

    def test_the_words_of_an_advertisement_or_of_a_quoted_message_are_not_the_persons(self):
        who = someone()
        referral = {"source_type": "ad", "source_id": "1", "headline": "STOP", "body": "STOP",
                    "source_url": "https://fb.me/x"}
        self.assert_counts_for_nothing(did(text(who, "Hola, me interesa el anuncio", referral=referral), who), who)

    def test_our_own_payloads_count_in_buttons_only_and_never_as_typed_text(self):
        who = someone()
        self.assert_counts_for_nothing(did(text(who, "consentry:stop"), who), who)
        who = someone()
        self.assert_counts_for_nothing(did(meta.caption(who, "consentry:stop:marketing"), who), who)

    def test_a_revoked_message_leaves_what_was_said(self):
        who = someone()
        self.assert_counts_for_nothing(
            did(meta.message(who, "revoke", {"original_message_id": meta.new_id()}), who), who)

    def test_a_failed_status_of_any_other_code_says_nothing(self):
        for code in (131026, 131049, 130472, 131047, 131048, 137000, 368):
            with self.subTest(code=code):
                who = someone()
                self.assert_counts_for_nothing(webhook(meta.status(who, "failed", code)), who)

    def test_a_status_that_did_not_fail_says_nothing_whatever_codes_it_carries(self):
        who = someone()
        self.assert_counts_for_nothing(webhook(meta.status(who, "sent", 131050)), who)

    def test_another_category_of_preference_says_nothing_of_marketing(self):
        who = someone()
        self.assert_counts_for_nothing(webhook(meta.preference(who, "stop", category="utility_messages")), who)

    def test_sentences_in_which_the_word_means_something_else_change_nothing(self):
        for body in ("Stop by at 5", "Please don't stop the music", "cancel my order", "¿puedo dar de baja el anuncio?",
                     "the bus stop is closed", "non-stop", "STOP by 5 offers"):
            with self.subTest(body=body):
                who = someone()
                self.assert_counts_for_nothing(meta.said(who, body), who)


if __name__ == "__main__":
    unittest.main()
