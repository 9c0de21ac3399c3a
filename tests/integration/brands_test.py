"""Several brands behind one server: apart in everything but the people of a shared portfolio."""

import unittest

from support import configuration, meta
from support.configuration import brand, destination, key
from support.meta import said, someone, text, webhook
from support.receiver import Receiver
from support.story import SharedServer

SHOES, HATS = "106540352242001", "106540352242002"
HAT_SECRET = "the secret of another app"
SHOE_KEY, HAT_KEY, BOTH_KEY = "key-of-the-shoe-shop", "key-of-the-hat-shop", "key-of-both"


class Brands(SharedServer):
    secrets = {"SHOES_KEY": SHOE_KEY, "HATS_KEY": HAT_KEY, "BOTH_KEY": BOTH_KEY, "HAT_SECRET": HAT_SECRET,
               "HAT_TOKEN": "another token"}

    @classmethod
    def config(cls):
        cls.hat_crm = Receiver()
        cls.addClassCleanup(cls.hat_crm.close)
        shoes = brand("shoes", number=[{"phone_number_id": SHOES}], destination=[destination(cls.crm.url)])
        hats = brand("hats", number=[{"phone_number_id": HATS}], destination=[destination(cls.hat_crm.url)],
                     app_secrets=["env:HAT_SECRET"], verify_token="env:HAT_TOKEN")
        keys = [key("admin", "admin", brands=["shoes", "hats"]), key("shoes", "admin", brands=["shoes"]),
                key("hats", "writer", brands=["hats"]), key("both", "reader", brands=["shoes", "hats"])]
        return configuration.whole(shoes, hats, api={"key": keys})

    def check(self, who, api_key, **query):
        return self.shared.get("/v1/check", key=api_key, contact=who.plus, scope="marketing", **query)

    def test_a_stop_to_one_brand_says_nothing_to_the_other(self):
        who = someone()
        self.shared.hear(said(who, "STOP", number=SHOES))
        self.assertEqual(self.check(who, SHOE_KEY).json["state"], "opted_out")
        self.assertEqual(self.check(who, HAT_KEY).json["state"], "unknown")
        self.assertEqual(self.crm.wait_for_events(who)[0]["data"]["brand"], "shoes")
        self.shared.hear(said(who, "STOP", number=HATS), secret=HAT_SECRET)
        self.hat_crm.wait_for_events(who)
        self.assertEqual(self.check(who, HAT_KEY).json["state"], "opted_out")
        self.assertEqual([event["data"]["brand"] for event in self.hat_crm.of(who)], ["hats"])
        self.assertEqual([event["data"]["brand"] for event in self.crm.of(who)], ["shoes"])

    def test_a_key_of_several_brands_names_one_and_a_key_of_one_has_no_business_with_another(self):
        who = someone()
        unnamed = self.check(who, BOTH_KEY)
        self.assertEqual((unnamed.problem, unnamed.json["field"]), ("malformed", "brand"))
        for name in ("shoes", "hats"):
            self.assertEqual(self.check(who, BOTH_KEY, brand=name).status, 200)
        self.assertEqual(self.check(who, SHOE_KEY, brand="shoes").status, 200)
        for name in ("hats", "nobody"):
            self.assertEqual(self.check(who, SHOE_KEY, brand=name).problem, "forbidden")
        told = self.shared.tell("/v1/prompts", {"brand": "shoes", "contact": who.plus, "scope": "marketing"}, HAT_KEY)
        self.assertEqual(told.problem, "forbidden")

    def test_each_brand_has_a_ledger_of_its_own_without_a_gap(self):
        for _ in range(3):
            self.shared.hear(said(someone(), "STOP", number=SHOES))
            self.shared.hear(said(someone(), "STOP", number=HATS), secret=HAT_SECRET)
        for name, api_key in (("shoes", SHOE_KEY), ("hats", HAT_KEY)):
            events = self.shared.get("/v1/events", key=api_key, limit=1000).json["events"]
            self.assertEqual({event["data"]["brand"] for event in events}, {name})
            self.assertEqual([event["data"]["version"] for event in events], list(range(1, len(events) + 1)))
        event = self.shared.get("/v1/events", key=HAT_KEY).json["events"][0]["data"]["id"]
        self.assertEqual(self.shared.get(f"/v1/events/{event}", key=SHOE_KEY).status, 404)
        self.assertEqual(self.shared.get(f"/v1/events/{event}", key=HAT_KEY).status, 200)

    def test_a_webhook_acts_only_on_brands_that_know_its_secret(self):
        for body in ("STOP", "START"):
            who = someone()
            before = self.shared.heard("foreign_numbers")
            self.shared.hear(said(who, body, number=HATS))  # Signed with the secret of the shoe shop's app.
            self.assertEqual(self.check(who, HAT_KEY).json["state"], "unknown")
            self.assertEqual(self.check(who, SHOE_KEY).json["state"], "unknown")
            self.assertEqual(self.shared.heard("foreign_numbers"), before + 1)

    def test_the_path_of_a_brand_takes_that_brands_secret_and_token_only(self):
        who = someone()
        body = said(who, "STOP", number=HATS)
        self.assertEqual(self.shared.post(body, path="/webhooks/meta/hats").status, 401)
        self.shared.hear(body, path="/webhooks/meta/hats", secret=HAT_SECRET)
        self.assertEqual(self.check(who, HAT_KEY).json["state"], "opted_out")
        query = {"hub.mode": "subscribe", "hub.verify_token": "another token", "hub.challenge": "1"}
        self.assertEqual(self.shared.handshake("/webhooks/meta/hats", **query).status, 200)
        self.assertEqual(self.shared.handshake("/webhooks/meta/shoes", **query).status, 403)
        self.assertEqual(self.shared.handshake(**query).status, 200)

    def test_deliveries_and_destinations_of_another_brand_are_not_shown(self):
        who = someone()
        self.shared.hear(said(who, "STOP", number=SHOES))
        event = self.crm.wait_for_events(who)[0]["data"]["id"]
        self.eventually(lambda: self.shared.get(f"/v1/events/{event}/deliveries", key=SHOE_KEY).json["deliveries"],
                        "the delivery")
        delivery = self.shared.get(f"/v1/events/{event}/deliveries", key=SHOE_KEY).json["deliveries"][0]["id"]
        self.assertEqual(self.shared.tell(f"/v1/deliveries/{delivery}/retry", b"", HAT_KEY).problem, "not-found")
        for api_key in (SHOE_KEY, HAT_KEY):
            self.assertEqual(len(self.shared.get("/v1/destinations", key=api_key).json["destinations"]), 1)

    def test_both_ledgers_are_verified(self):
        self.shared.hear(webhook(meta.messages(text(someone(), "STOP"), number=SHOES)))
        self.shared.hear(said(someone(), "STOP", number=HATS), secret=HAT_SECRET)
        self.assert_content(self.shared)


class SharedPortfolio(SharedServer):
    @classmethod
    def config(cls):
        shoes = brand("shoes", number=[{"phone_number_id": SHOES}], portfolio="group")
        hats = brand("hats", number=[{"phone_number_id": HATS}], portfolio="group")
        return configuration.whole(shoes, hats)

    def test_one_person_has_states_of_their_own_with_each_brand(self):
        who = someone(user_id=True)
        self.shared.hear(said(who, "STOP", number=SHOES))
        self.shared.hear(said(who, "STOP OFFERS", number=HATS))
        seen = [self.shared.get(f"/v1/subjects/{who.phone}", brand=name).json for name in ("shoes", "hats")]
        self.assertEqual(seen[0]["id"], seen[1]["id"])
        self.assertEqual([subject["states"]["orders"]["state"] for subject in seen], ["opted_out", "unknown"])
        self.assertEqual([subject["states"]["marketing"]["state"] for subject in seen], ["opted_out", "opted_out"])

    def test_a_stop_to_a_number_that_nobody_lists_acts_for_every_brand_of_the_secret(self):
        who = someone()
        self.shared.hear(said(who, "STOP", number="106540352242999"))
        for name in ("shoes", "hats"):
            self.assertEqual(self.shared.state(who.plus, brand=name), "opted_out")

    def test_two_names_of_one_person_are_found_to_be_one_for_both_brands(self):
        by_phone, by_id = someone(), someone(user_id=True, phone=False)
        self.shared.hear(said(by_phone, "STOP", number=SHOES))
        self.shared.hear(said(by_id, "STOP", number=HATS))
        self.shared.hear(said(meta.Person(by_phone.phone, by_id.user_id), "HELP", number=SHOES))
        for name in ("shoes", "hats"):
            for contact in (by_phone.plus, by_id.user_id):
                self.assertEqual(self.shared.state(contact, brand=name), "opted_out")
        self.assert_content(self.shared)


if __name__ == "__main__":
    unittest.main()
