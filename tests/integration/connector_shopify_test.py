"""Shopify has its own consent to WhatsApp marketing; what is no marketing is kept in metafields."""

import unittest

from support import meta
from support.connected import Connected
from support.meta import said, someone, somebody
from support.vendors import shopify
from support.vendors.vendor import Answer


class ShopifyStory(Connected):
    kind = "shopify"
    settings = {"shop": "acme"}

    def setUp(self):
        self.shopify = self.vendor(shopify.Shopify())

    def serve_shop(self, **more):
        return self.connect(self.shopify, {"token": self.shopify.token}, **more)

    def until(self, customer, state):
        self.shopify.wait_for(lambda: self.shopify.state(customer) == state, state)

    def test_a_stop_ends_the_marketing_consent_and_is_noted_for_orders(self):
        server, who = self.serve_shop(), someone()
        customer = self.shopify.add(who.plus)
        server.hear(said(who, "STOP", at=(at := meta.seconds(5))))
        self.until(customer, "UNSUBSCRIBED")
        self.shopify.wait_for(lambda: self.shopify.metafield(customer, "whatsapp_orders") == "opted_out", "the metafield")
        self.ended(server, 1, "delivered")
        self.assertEqual(self.shopify.customers[customer]["consent"], {"state": "UNSUBSCRIBED", "updatedAt": meta.rfc3339(at)})
        self.assertEqual(self.shopify.metafield(customer, "whatsapp_orders_at"), meta.rfc3339(at))
        self.assertEqual(self.shopify.metafield(customer, "whatsapp_orders_event"), server.history(who.plus)[-1]["data"]["id"])
        self.assertIsNone(self.shopify.metafield(customer, "whatsapp_marketing"))
        self.assertEqual(self.shopify.count(), 4)  # For each scope a lookup and an update.

    def test_a_yes_and_a_start_are_single_opt_ins(self):
        server, who = self.serve_shop(), someone()
        customer = self.shopify.add(who.plus)
        server.prompt(who.plus, wording="v3", language="es", asked_at=meta.rfc3339(meta.seconds(60)))
        server.hear(said(who, "sí", ago=30))
        self.until(customer, "SUBSCRIBED")
        self.assertEqual(self.shopify.customers[customer]["consent"]["optInLevel"], "SINGLE_OPT_IN")
        server.hear(said(who, "STOP", ago=20))
        self.until(customer, "UNSUBSCRIBED")
        server.hear(said(who, "START", ago=10))
        self.until(customer, "SUBSCRIBED")

    def test_who_is_no_customer_is_skipped(self):
        server = self.serve_shop()
        server.hear(said(someone(), "STOP"))
        self.assertIn("no such contact", self.ended(server, 1, "skipped")[0]["last_error"])

    def test_a_brazilian_is_found_under_either_spelling(self):
        meta_knows, shop_knows = somebody("553183120005"), somebody("5531983120005")
        server, customer = self.serve_shop(), self.shopify.add(shop_knows.plus)
        server.hear(said(meta_knows, "PARAR"))
        self.until(customer, "UNSUBSCRIBED")

    def test_an_empty_bucket_is_waited_for_as_long_as_it_takes_to_fill(self):
        server, who = self.serve_shop(scopes=["marketing"]), someone()
        customer = self.shopify.add(who.plus)
        self.shopify.fail(shopify.throttled(available=0, per_second=10))
        server.hear(said(who, "STOP"))
        self.until(customer, "UNSUBSCRIBED")
        self.ended(server, 1, "delivered")
        self.assertEqual(self.shopify.count(), 3)

    def test_an_app_without_access_to_customers_is_waited_for(self):
        server, who = self.serve_shop(), someone()
        customer = self.shopify.add(who.plus)
        self.shopify.fail(shopify.DENIED, times=1000)
        answer = self.steer(server, "test").json
        self.assertEqual(answer["works"], False)
        self.assertIn("ACCESS_DENIED", answer["error"])
        server.hear(said(who, "STOP"))
        self.ended(server, 1, "waiting")
        self.assertEqual(self.deliveries(server, "dead"), [])
        self.shopify.heal()
        self.steer(server, "retry")
        self.until(customer, "UNSUBSCRIBED")

    def test_a_refusal_within_a_good_answer_is_a_dead_letter_that_says_so(self):
        server, who = self.serve_shop(scopes=["marketing"]), someone()
        self.shopify.add(who.plus)
        refusal = {"data": {"customerWhatsAppMarketingConsentUpdate": {"customerPhoneNumber": None, "userErrors": [
            {"code": "INVALID", "field": ["input"], "message": "has no phone number"}]}}}
        self.shopify.fail(Answer(200, refusal), when=lambda request: b"mutation" in request.octets)
        server.hear(said(who, "STOP"))
        self.assertIn("INVALID", self.ended(server, 1, "dead")[0]["last_error"])

    def test_a_shop_that_does_not_know_the_version_or_the_token_keeps_its_deliveries(self):
        who = someone()
        customer = self.shopify.add(who.plus)
        server = self.connect(self.shopify, {"token": "shpat_of_another_shop"})
        self.assertEqual(self.steer(server, "test").json["status"], 401)
        server.hear(said(who, "STOP"))
        self.eventually(lambda: self.status(server)["failing"], "that it fails")
        self.assertEqual(self.status(server)["dead"], 0)
        server.secrets["CRM_TOKEN"] = self.shopify.token
        server.restart()
        self.until(customer, "UNSUBSCRIBED")

    def test_an_app_of_the_dashboard_gets_its_token_once(self):
        client, secret = self.shopify.client
        server = self.connect(self.shopify, {"client_id": client, "client_secret": secret})
        people = [someone() for _ in range(6)]
        customers = [self.shopify.add(who.plus) for who in people]
        for who in people:
            server.hear(said(who, "STOP"))
        for customer in customers:
            self.until(customer, "UNSUBSCRIBED")
        self.assertEqual(self.shopify.tokens.given, 1)
        self.shopify.tokens.expire()
        self.assertEqual(self.steer(server, "test").json["works"], True)
        self.assertEqual(self.shopify.tokens.given, 2)

    def test_the_same_twice_leaves_the_same(self):
        server, who = self.serve_shop(scopes=["marketing"]), someone()
        customer = self.shopify.add(who.plus)
        self.shopify.fail(Answer(502), when=lambda request: b"mutation" in request.octets, applied=True)
        server.opt_in(who)
        self.until(customer, "SUBSCRIBED")
        server.hear(said(who, "STOP"))
        self.until(customer, "UNSUBSCRIBED")
        self.shopify.changes.clear()
        self.replayed(server)
        self.assertEqual(set(self.shopify.changes), {(customer, "UNSUBSCRIBED")})


if __name__ == "__main__":
    unittest.main()
