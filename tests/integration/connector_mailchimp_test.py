"""Mailchimp: merge fields of contacts with an SMS number, and never the subscription to e-mails."""

import base64
import unittest

from support import meta
from support.connected import Connected
from support.meta import said, someone, somebody
from support.vendors import mailchimp


class MailchimpStory(Connected):
    kind = "mailchimp"
    settings = {"dc": "us21", "list": "a1b2c3d4e5"}

    def setUp(self):
        self.mailchimp = self.vendor(mailchimp.Mailchimp())

    def serve_audience(self, **more):
        return self.connect(self.mailchimp, {"key": self.mailchimp.key}, **{"scopes": ["marketing"], **more})

    def until(self, contact, state):
        self.mailchimp.wait_for(lambda: self.mailchimp.consent(contact) == state, state)

    def test_a_stop_and_a_yes_are_merge_fields(self):
        server, who = self.serve_audience(), someone()
        contact = self.mailchimp.add(who.plus)
        server.prompt(who.plus, wording="v3", language="es", asked_at=meta.rfc3339(meta.seconds(60)))
        server.hear(said(who, "sí", ago=30))
        self.until(contact, "opted_in")
        server.hear(said(who, "STOP", at=(at := meta.seconds(20))))
        self.until(contact, "opted_out")
        self.assertEqual(self.mailchimp.contacts[contact], {
            "WAMKT": "opted_out", "WAMKTAT": meta.rfc3339(at)[:10], "WAEVENT": server.history(who.plus)[-1]["data"]["id"]})

    def test_a_scope_without_a_merge_field_is_not_told_and_that_is_said(self):
        server, who = self.serve_audience(scopes=["marketing", "orders"]), someone()
        contact = self.mailchimp.add(who.plus)
        server.hear(said(who, "STOP PEDIDOS"))
        self.assertIn("orders", self.ended(server, 1, "skipped")[0]["last_error"])
        server.hear(said(who, "STOP"))
        self.until(contact, "opted_out")
        self.ended(server, 1, "delivered")

    def test_a_second_scope_has_merge_fields_of_the_configuration(self):
        self.mailchimp.merge_fields |= {"WAORD": "text", "WAORDAT": "date"}
        server = self.serve_audience(scopes=["marketing", "orders"], maps={
            "field": {"orders": "WAORD"}, "field_at": {"orders": "WAORDAT"}})
        who = someone()
        contact = self.mailchimp.add(who.plus)
        server.hear(said(who, "STOP"))
        self.mailchimp.wait_for(lambda: self.mailchimp.consent(contact, "WAORD") == "opted_out", "both scopes")

    def test_who_has_no_sms_number_there_is_skipped(self):
        server = self.serve_audience()
        server.hear(said(someone(), "STOP"))
        self.assertIn("no such contact", self.ended(server, 1, "skipped")[0]["last_error"])

    def test_a_brazilian_is_found_under_either_spelling(self):
        meta_knows, list_knows = somebody("553183120006"), somebody("5531983120006")
        server, contact = self.serve_audience(), self.mailchimp.add(list_knows.plus)
        server.hear(said(meta_knows, "PARAR"))
        self.until(contact, "opted_out")

    def test_throttled_and_then_fine(self):
        server, who = self.serve_audience(), someone()
        contact = self.mailchimp.add(who.plus)
        self.mailchimp.fail(mailchimp.THROTTLED)
        server.hear(said(who, "STOP"))
        self.ended(server, 1, "waiting")
        self.steer(server, "retry")  # Rather than to wait for the ten seconds.
        self.until(contact, "opted_out")

    def test_a_merge_field_that_is_not_there_is_a_dead_letter(self):
        server, who = self.serve_audience(), someone()
        self.mailchimp.add(who.plus)
        del self.mailchimp.merge_fields["WAMKT"]
        server.hear(said(who, "STOP"))
        self.assertEqual(self.ended(server, 1, "dead")[0]["last_status"], 400)

    def test_a_wrong_key_loses_nothing_and_is_in_no_log_in_whatever_form(self):
        who = someone()
        contact = self.mailchimp.add(who.plus)
        server = self.connect(self.mailchimp, {"key": "of-another-account-us21"}, scopes=["marketing"])
        self.assertEqual(self.steer(server, "test").json["status"], 401)
        server.hear(said(who, "STOP"))
        self.eventually(lambda: self.status(server)["failing"], "that it fails")
        server.secrets["CRM_KEY"] = self.mailchimp.key
        server.restart()
        self.until(contact, "opted_out")
        self.assertEqual(self.steer(server, "test").json["works"], True)
        for key in (self.mailchimp.key, "of-another-account-us21"):
            self.assertNotIn(base64.b64encode(f"consentry:{key}".encode()).decode(), str(server.log))
        self.assertNotIn(contact, str(server.log))  # The digest of a number is as good as the number.


if __name__ == "__main__":
    unittest.main()
