"""Spoki: a status of marketing for each number, and custom fields for every purpose."""

import unittest

from support import meta
from support.connected import Connected
from support.meta import said, someone, somebody
from support.vendors import spoki
from support.vendors.vendor import Answer


class SpokiStory(Connected):
    kind = "spoki"

    def setUp(self):
        self.spoki = self.vendor(spoki.Spoki())

    def serve_spoki(self, **more):
        return self.connect(self.spoki, {"key": self.spoki.key}, **more)

    def until(self, who, status):
        self.spoki.wait_for(lambda: self.spoki.status(who.plus) == status, status)

    def test_a_stop_unsubscribes_and_is_noted_for_each_scope(self):
        server, who = self.serve_spoki(), someone()
        self.spoki.add(who.plus, "Subscribed")
        server.hear(said(who, "STOP", at=(at := meta.seconds(5))))
        self.until(who, "Unsubscribed")
        self.ended(server, 1, "delivered")
        self.assertEqual(self.spoki.contacts[who.plus]["custom_fields"], {
            "WHATSAPP_CONSENT_MARKETING": "opted_out", "WHATSAPP_CONSENT_MARKETING_AT": meta.rfc3339(at),
            "WHATSAPP_CONSENT_ORDERS": "opted_out", "WHATSAPP_CONSENT_ORDERS_AT": meta.rfc3339(at),
            "CONSENT_EVENT": server.history(who.plus)[-1]["data"]["id"]})

    def test_a_no_to_orders_does_not_touch_the_status_of_marketing(self):
        server, who = self.serve_spoki(), someone()
        self.spoki.add(who.plus, "Subscribed")
        server.hear(said(who, "STOP PEDIDOS"))
        self.spoki.wait_for(lambda: self.spoki.field(who.plus, "WHATSAPP_CONSENT_ORDERS") == "opted_out", "the field")
        self.ended(server, 1, "delivered")
        self.assertEqual(self.spoki.status(who.plus), "Subscribed")
        self.assertEqual(self.spoki.count(), 1)

    def test_a_yes_and_a_start_subscribe(self):
        server, who = self.serve_spoki(), someone()
        server.prompt(who.plus, wording="v3", language="es", asked_at=meta.rfc3339(meta.seconds(60)))
        server.hear(said(who, "sí", ago=30))
        self.until(who, "Subscribed")
        server.hear(said(who, "STOP", ago=20))
        self.until(who, "Unsubscribed")
        server.hear(said(who, "START", ago=10))
        self.until(who, "Subscribed")

    def test_who_is_not_there_yet_is_created_once_under_the_number_that_whatsapp_tells(self):
        server, who = self.serve_spoki(), somebody("553183120007")
        server.hear(said(who, "PARAR"))
        self.until(who, "Unsubscribed")
        self.ended(server, 1, "delivered")
        self.assertEqual(list(self.spoki.contacts), [who.plus])

    def test_a_replay_starts_no_automation_a_second_time(self):
        server, who = self.serve_spoki(scopes=["marketing"]), someone()
        self.spoki.fail(Answer(502), applied=True)
        server.opt_in(who)
        self.until(who, "Subscribed")
        server.hear(said(who, "STOP"))
        self.until(who, "Unsubscribed")
        self.replayed(server)
        self.assertEqual(self.spoki.changes, [(who.plus, "Subscribed"), (who.plus, "Unsubscribed")])

    def test_throttled_and_then_fine(self):
        server, who = self.serve_spoki(scopes=["marketing"]), someone()
        self.spoki.fail(spoki.throttled(1))
        server.hear(said(who, "STOP"))
        self.until(who, "Unsubscribed")
        first, second = (one.at for one in self.spoki.asked)
        self.assertGreaterEqual(second - first, 1)

    def test_a_wrong_key_loses_nothing_and_is_told(self):
        who = someone()
        server = self.connect(self.spoki, {"key": "of another account"})
        self.assertEqual(self.steer(server, "test").json["status"], 401)
        server.hear(said(who, "STOP"))
        self.eventually(lambda: self.status(server)["failing"], "that it fails")
        self.assertEqual(self.status(server)["dead"], 0)
        server.secrets["CRM_KEY"] = self.spoki.key
        server.restart()
        self.until(who, "Unsubscribed")
        self.assertEqual(self.steer(server, "test").json["works"], True)

    def test_a_number_that_is_refused_is_a_dead_letter(self):
        server, who = self.serve_spoki(scopes=["marketing"]), someone()
        self.spoki.fail(Answer(400, {"phone": ["Enter a valid phone number."]}))
        server.hear(said(who, "STOP"))
        self.assertEqual(self.ended(server, 1, "dead")[0]["last_status"], 400)


if __name__ == "__main__":
    unittest.main()
