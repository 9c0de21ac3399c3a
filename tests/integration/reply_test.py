"""Who says STOP is told, in their language, that it is done: once, soon, and only as long as it is so."""

import json
import unittest

from support import configuration, graph, meta
from support.configuration import NUMBER, brand, destination, marketing, orders, whole
from support.meta import button, did, said, someone
from support.story import Story


class Replying(Story):
    def setUp(self):
        self.graph = graph.Graph(configuration.APP_SECRET)
        self.addCleanup(self.graph.close)

    def tearDown(self):
        self.assertEqual(self.graph.flaws, [])

    def reply(self, **more):
        return {"name": "confirmation", "kind": "reply", "url": self.graph.url, "token": "env:WHATSAPP_TOKEN",
                "called": "Zapatería Ana", "allow_private_network": True, **more}

    def serve_replies(self, **keys):
        """The usual brand, which answers people."""
        return self.serve(whole(brand(destination=[self.reply(**keys)])), WHATSAPP_TOKEN=graph.TOKEN)

    def replies_to(self, who):
        names = {who.plus if who.phone else "", who.user_id} - {""}
        return [sent for sent in self.graph.sent if {sent.body.get("to"), sent.body.get("recipient")} & names]

    def reply_to(self, who):
        self.eventually(lambda: self.replies_to(who), "a reply")
        sent, = self.replies_to(who)
        return sent.body

    def text_to(self, who):
        return self.reply_to(who)["text"]["body"]

    def settle(self, server, state, count=1, destination="confirmation"):
        """Waits until so many deliveries of the destination stand so; they."""
        def deliveries():
            return server.get("/v1/deliveries", state=state, destination=destination).json["deliveries"]
        return self.eventually(lambda: len(deliveries()) >= count and deliveries(), f"{count} {state}")

    def assert_no_reply_to(self, server, *people):
        """Once somebody who spoke behind them is answered, they are not."""
        last = someone()
        server.hear(said(last, "STOP"))
        self.reply_to(last)
        for who in people:
            self.assertEqual(self.replies_to(who), [])


class Confirming(Replying):
    def test_a_stop_is_confirmed_once_in_its_language_quoting_it(self):
        server = self.serve_replies()
        who, wamid = someone(user_id=True), meta.new_id()
        body = said(who, "baja", message_id=wamid)
        server.hear(body)
        sent = self.reply_to(who)
        event, = server.history(who.plus)
        self.assertEqual(sent, {
            "messaging_product": "whatsapp", "recipient_type": "individual", "to": who.plus, "type": "text",
            "context": {"message_id": wamid},
            "text": {"body": "Se ha dado de baja y no recibirá más mensajes nuestros. "
                             "Para volver a recibirlos, responda ALTA.", "preview_url": False},
            "biz_opaque_callback_data": "consentry:reply:" + event["data"]["id"]})
        self.assertEqual(self.graph.sent[0].number, NUMBER)
        delivery, = self.settle(server, "delivered")
        self.assertEqual((delivery["attempts"], delivery["last_status"]), (1, 200))
        labels = {"brand": "demo", "destination": "confirmation"}
        self.assertEqual(server.metric("consentry_delivery_seconds_bucket", **labels, le="300"), 1)
        server.hear(body)  # Meta repeats itself,
        server.hear(said(who, "Baja!"))  # and the person does.
        self.assert_no_reply_to(server)
        self.assertEqual(len(self.replies_to(who)), 1)

    def test_each_is_answered_in_the_language_of_their_words(self):
        server = self.serve_replies()
        words = {"arrêter": "Votre désinscription est enregistrée", "abmelden": "Sie sind abgemeldet",
                 "बंद करें": "आपकी सदस्यता", "توقف": "تم إلغاء اشتراكك", "отписаться": "Вы отписались",
                 "配信停止": "配信を停止しました", "unsubscribe me": "You have been unsubscribed"}
        people = {word: someone() for word in words}
        for word, who in people.items():
            server.hear(said(who, word))
        for word, begin in words.items():
            self.assertTrue(self.text_to(people[word]).startswith(begin), (word, self.text_to(people[word])))

    def test_a_word_of_every_language_and_a_button_are_answered_by_the_number_and_the_brand(self):
        server = self.serve_replies()
        spanish, british, japanese = someone(), meta.somebody("447700900123"), meta.somebody("819012345678")
        server.hear(said(spanish, "STOP"))
        server.hear(said(british, "STOP"))
        server.hear(did(button(japanese, "consentry:stop")))
        self.assertIn("responda ALTA", self.text_to(spanish))
        for who in (british, japanese):
            self.assertIn("reply START", self.text_to(who))

    def test_a_stop_of_one_scope_names_it_as_the_person_did(self):
        server = self.serve_replies()
        who, other = someone(), someone()
        server.opt_in(who, "orders")
        server.hear(said(who, "BAJA ofertas"))
        self.assertEqual(self.text_to(who), "No recibirá más mensajes nuestros de «ofertas». "
                                            "Para volver a recibirlos, responda ALTA.")
        self.assertEqual(server.state(who.plus, "orders"), "opted_in")
        server.hear(did(button(other, "consentry:stop:orders")))
        self.assertIn("«orders»", self.text_to(other))

    def test_a_stop_of_several_scopes_is_confirmed_once_for_all_of_them(self):
        scopes = [marketing(aliases=[]), marketing(name="price_alerts", aliases=[]), orders()]
        ours = brand(scope=scopes, wording=[], destination=[self.reply()])
        server = self.serve(whole(ours), WHATSAPP_TOKEN=graph.TOKEN)
        who = someone()
        server.hear(said(who, "STOP PROMOTIONS"))
        self.assertIn("“marketing, price alerts”", self.text_to(who))
        self.assert_no_reply_to(server)
        self.assertEqual(len(self.replies_to(who)), 1)

    def test_texts_of_the_brand_go_before_those_of_the_packs(self):
        server = self.serve_replies(reply=[
            {"language": "es", "to": "opted_out", "text": "{brand}: hecho. ¿Por error? Responda {start}."},
            {"language": "es", "to": "opted_out_scope", "scope": "marketing", "text": "No más ofertas de {brand}."}])
        who, other, third = someone(), someone(), someone()
        server.hear(said(who, "baja"))
        server.hear(said(other, "baja ofertas"))
        server.hear(said(third, "unsubscribe me"))
        self.assertEqual(self.text_to(who), "Zapatería Ana: hecho. ¿Por error? Responda ALTA.")
        self.assertEqual(self.text_to(other), "No más ofertas de Zapatería Ana.")
        self.assertIn("reply START", self.text_to(third))

    def test_who_is_known_by_a_user_id_alone_is_answered_by_it(self):
        server = self.serve_replies()
        who = someone(user_id=True, phone=False)
        server.hear(said(who, "STOP"))
        sent = self.reply_to(who)
        self.assertEqual(sent["recipient"], who.user_id)
        self.assertNotIn("to", sent)

    def test_who_asks_for_help_is_told_who_writes_and_how_to_stop_it(self):
        server = self.serve_replies(help=True)
        who, stopped = someone(), someone()
        server.hear(said(stopped, "STOP"))
        self.reply_to(stopped)
        server.hear(said(who, "ayuda"))
        self.assertEqual(self.text_to(who),
                         "Somos Zapatería Ana. Para dejar de recibir nuestros mensajes, responda BAJA.")

    def test_a_start_is_confirmed_where_the_brand_has_words_for_it(self):
        server = self.serve_replies(confirm=["opted_out", "lifted"], reply=[
            {"language": "es", "to": "lifted", "text": "Volverá a recibir nuestros mensajes. Responda {stop} si no."}])
        who = someone()
        server.hear(said(who, "baja", ago=2))
        self.reply_to(who)
        server.hear(said(who, "alta"))
        self.eventually(lambda: len(self.replies_to(who)) == 2, "both replies")
        self.assertIn("Responda BAJA", self.replies_to(who)[1].body["text"]["body"])


class KeepingQuiet(Replying):
    def test_what_the_person_did_not_say_to_the_business_just_now_is_not_confirmed(self):
        server = self.serve_replies()
        told, preferring, imported, late, asking, agreeing, passed_on = (someone() for _ in range(7))
        self.assertEqual(server.consent(told.plus, "opted_out", "*").status, 200)
        server.hear(meta.webhook(meta.preference(preferring, "stop")))
        self.assertEqual(server.consent(imported.plus, "opted_out", source="import").status, 200)
        server.hear(said(late, "STOP", ago=86400))
        server.hear(said(asking, "HELP"))
        server.opt_in(agreeing)
        answer = server.tell("/v1/messages", {"id": "SM1", "contact": passed_on.plus, "text": "STOP",
                                              "timestamp": meta.seconds(), "number": NUMBER})
        self.assertEqual(answer.status, 200, answer)
        self.assert_no_reply_to(server, told, preferring, imported, late, asking, agreeing, passed_on)
        skipped, = self.settle(server, "skipped")
        self.assertEqual(skipped["last_error"], "too late: the 24-hour window is closed")

    def test_what_was_said_to_a_number_that_the_brand_does_not_list_is_not_answered(self):
        server = self.serve_replies()
        who = someone()
        server.hear(said(who, "STOP", number="106540352249999"))
        self.assert_denied(server, who)
        skipped, = self.settle(server, "skipped")
        self.assertEqual(skipped["last_error"], "not said to a number of the brand")
        self.assert_no_reply_to(server, who)

    def test_who_has_come_back_meanwhile_is_not_told_that_they_are_gone(self):
        server = self.serve_replies()
        who = someone()
        server.opt_in(who)
        server.tell("/v1/destinations/confirmation/pause", b"")
        server.hear(said(who, "STOP", ago=2))
        server.hear(said(who, "START"))
        self.assertEqual(server.state(who.plus), "opted_in")
        server.tell("/v1/destinations/confirmation/resume", b"")
        skipped, = self.settle(server, "skipped")
        self.assertEqual(skipped["last_error"], "no longer so")
        self.assert_no_reply_to(server, who)

    def test_without_such_a_destination_nobody_is_answered(self):
        crm = self.receiver()
        server = self.serve(whole(brand(destination=[destination(crm.url)])))
        who = someone()
        server.hear(said(who, "STOP"))
        crm.wait_for_events(who)
        self.assertEqual(self.graph.sent, [])


class Failing(Replying):
    def test_what_meta_certainly_did_not_accept_is_tried_again(self):
        server = self.serve_replies()
        self.graph.fail(130429, 131016)
        self.graph.fail(80007, status=500)
        who = someone()
        server.hear(said(who, "STOP"))
        self.eventually(lambda: len(self.replies_to(who)) == 4, "four attempts")
        self.assertEqual([sent.code for sent in self.replies_to(who)], [130429, 131016, 80007, 0])
        delivery, = self.settle(server, "delivered")
        self.assertEqual(delivery["attempts"], 4)

    def test_too_many_messages_to_one_person_have_to_wait(self):
        server = self.serve_replies()
        self.graph.fail(131056)
        who = someone()
        server.hear(said(who, "STOP"))
        self.eventually(lambda: len(self.replies_to(who)) == 2, "two attempts")
        first, second = self.replies_to(who)
        self.assertGreaterEqual(second.at - first.at, 1)

    def test_what_lies_with_the_person_is_skipped(self):
        server = self.serve_replies()
        codes = (131047, 131026, 131050)
        for code in codes:
            self.graph.fail(code)
            who = someone()
            server.hear(said(who, "STOP"))
            self.reply_to(who)
        skipped = self.settle(server, "skipped", len(codes))
        self.assertEqual({one["last_error"].rsplit(" ", 1)[1] for one in skipped}, {f"({code})" for code in codes})
        self.assert_no_reply_to(server)

    def test_a_token_that_is_refused_is_for_somebody_to_mend(self):
        server = self.serve(whole(brand(destination=[self.reply()])), WHATSAPP_TOKEN="EAAGnomoretokenofmetas")
        who = someone()
        server.hear(said(who, "STOP"))
        letter, = self.settle(server, "dead")
        self.assertEqual(letter["last_error"], "the token is refused (190)")
        entry = server.wait_for_entry("delivery.attempted")
        self.assertIn("make a token of a system user", entry["why"])
        alarm = server.wait_for_entry("alarm.raised")
        self.assertEqual((alarm["code"], alarm["about"]), ("delivery_backlog", "demo/confirmation"))
        self.assertEqual(self.graph.sent, [])

    def test_a_number_that_the_token_cannot_reach_is_told(self):
        server = self.serve_replies()
        self.graph.numbers = {}
        server.hear(said(someone(), "STOP"))
        letter, = self.settle(server, "dead")
        self.assertEqual(letter["last_error"], "a parameter is refused (100)")

    def test_an_app_that_wants_to_see_a_secret_in_each_call_sees_the_right_one(self):
        self.graph.wants_proof = True
        ours = brand(app_secrets=["env:OLD_SECRET", "env:APP_SECRET"], destination=[self.reply()])
        server = self.serve(whole(ours), WHATSAPP_TOKEN=graph.TOKEN, OLD_SECRET="the secret of an app of old")
        who = someone()
        server.hear(said(who, "STOP"))
        self.reply_to(who)
        self.settle(server, "delivered")

    def test_what_may_have_been_accepted_is_not_sent_again_not_even_by_a_person(self):
        server = self.serve_replies()
        self.graph.fail(0, status=502)
        who = someone()
        server.hear(said(who, "STOP"))
        left, = self.settle(server, "unknown")
        self.assertEqual(left["attempts"], 1)
        self.eventually(lambda: self.settle(server, "unknown")[0].get("last_status") == 502, "the receipt")
        self.assertEqual(server.tell(f"/v1/deliveries/{left['id']}/retry", b"").status, 409)
        self.assert_no_reply_to(server)
        self.assertEqual(len(self.replies_to(who)), 1)

    def test_a_kill_while_meta_is_asked_costs_the_reply_and_never_doubles_it(self):
        server = self.serve_replies()
        self.graph.hang()
        who = someone()
        server.hear(said(who, "STOP"))
        self.reply_to(who)
        other = someone()
        server.hear(said(other, "STOP"))
        self.reply_to(other)
        server.kill()
        self.graph.release()
        server.start()
        self.settle(server, "unknown", 2)
        self.assert_no_reply_to(server)
        self.assertEqual((len(self.replies_to(who)), len(self.replies_to(other))), (1, 1))
        self.assert_denied(server, who)
        self.assert_content(server)

    def test_a_kill_between_two_attempts_costs_nothing(self):
        server = self.serve_replies()
        self.graph.fail(130429, 130429, 130429)
        who = someone()
        server.hear(said(who, "STOP"))
        self.settle(server, "waiting")
        server.crash_and_restart()
        self.settle(server, "delivered")
        self.assertEqual(self.replies_to(who)[-1].code, 0)
        self.assertEqual([sent.code for sent in self.replies_to(who)].count(0), 1)


class TheConfiguration(Replying):
    def checked(self, *destinations, **more):
        server = self.server(whole(brand(destination=list(destinations), **more)), WHATSAPP_TOKEN=graph.TOKEN)
        outcome = server.run("check-config", "--json", str(server.config_file))
        return json.loads(outcome.stdout)

    def test_a_language_in_which_nothing_can_be_said_is_told(self):
        self.assertEqual(self.checked(self.reply())["warnings"], [])
        warning, = [one for one in self.checked(self.reply(), languages=["en", "mt"])["warnings"]
                    if one["key"] == "brand.destination.reply"]
        self.assertIn('"mt"', warning["reason"])

    def test_two_of_a_brand_would_answer_twice(self):
        problem, = self.checked(self.reply(), self.reply(name="another"))["problems"]
        self.assertIn("answered twice", problem["reason"])

    def test_a_reload_changes_what_is_said(self):
        server = self.serve_replies()
        text = {"language": "es", "to": "opted_out", "text": "Hecho."}
        server.configure(whole(brand(destination=[self.reply(reply=[text])])))
        server.reload()
        who = someone()
        server.hear(said(who, "baja"))
        self.assertEqual(self.text_to(who), "Hecho.")


if __name__ == "__main__":
    unittest.main()
