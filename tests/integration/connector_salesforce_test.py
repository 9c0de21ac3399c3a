"""Salesforce knows of every STOP and every YES: in a field of the contact, or by an event that a flow acts upon."""

import unittest

from support import meta
from support.connected import Connected
from support.meta import said, someone, somebody
from support.vendors import salesforce
from support.vendors.tokens import Key
from support.vendors.vendor import Answer

DOWN = Answer(503, [{"errorCode": "SERVER_UNAVAILABLE", "message": "in some words"}])


def is_token(request):
    return request.path[-1] == "token"


def is_write(request):
    return request.method == "PATCH"


class SalesforceStory(Connected):
    settings = {"domain": "acme"}

    def setUp(self):
        self.salesforce = self.vendor(salesforce.Salesforce())

    def serve_salesforce(self, **more):
        client, secret = self.salesforce.client
        return self.connect(self.salesforce, {"client_id": client, "client_secret": secret}, **more)

    def until(self, identity, state, scope="marketing"):
        self.salesforce.wait_for(lambda: self.salesforce.consent(identity, scope) == state, f"{state} of {scope}")


class ByExternalId(SalesforceStory):
    kind = "salesforce"

    def test_a_stop_and_a_yes_are_written_with_their_times_and_the_event(self):
        server, who = self.serve_salesforce(), someone()
        contact = self.salesforce.add(who.plus)
        server.prompt(who.plus, wording="v3", language="es", asked_at=meta.rfc3339(meta.seconds(60)))
        server.hear(said(who, "sí", ago=30))
        self.until(contact, "opted_in")
        server.hear(said(who, "STOP", at=(at := meta.seconds(20))))
        self.until(contact, "opted_out")
        self.until(contact, "opted_out", "orders")
        told = self.salesforce.contacts[contact]
        self.assertEqual(told["WhatsApp_Consent_marketing_At__c"], meta.rfc3339(at))
        self.assertEqual(told["WhatsApp_Consent_Event__c"], server.history(who.plus)[-1]["data"]["id"])
        server.hear(said(who, "START", ago=10))
        self.until(contact, "opted_in")
        self.assertEqual(self.salesforce.tokens.given, 1)

    def test_who_is_no_contact_is_skipped_and_not_made_one(self):
        server = self.serve_salesforce()
        server.hear(said(someone(), "STOP"))
        self.assertIn("no such contact", self.ended(server, 1, "skipped")[0]["last_error"])
        self.assertEqual(self.salesforce.contacts, {})

    def test_several_with_one_number_are_all_opted_out_and_none_is_opted_in(self):
        server, who = self.serve_salesforce(), someone()
        twins = [self.salesforce.add(who.plus) for _ in range(2)]
        other = self.salesforce.add(someone().plus)
        server.opt_in(who)
        self.assertIn("several contacts", self.ended(server, 1, "dead")[0]["last_error"])
        self.assertEqual(self.salesforce.changes, [])
        server.hear(said(who, "STOP"))
        for contact in twins:
            self.until(contact, "opted_out")
        self.ended(server, 1, "delivered")
        self.assertIsNone(self.salesforce.consent(other))

    def test_a_brazilian_is_found_under_either_spelling(self):
        meta_knows, crm_knows = somebody("553183120003"), somebody("5531983120003")
        server, contact = self.serve_salesforce(), self.salesforce.add(crm_knows.plus)
        server.hear(said(meta_knows, "PARAR"))
        self.until(contact, "opted_out")
        self.ended(server, 1, "delivered")

    def test_the_quota_of_the_day_uses_up_no_attempt_and_a_locked_row_is_tried_again(self):
        server, who = self.serve_salesforce(), someone()
        contact = self.salesforce.add(who.plus)
        self.salesforce.fail(salesforce.QUOTA, times=1000, when=is_write)
        server.hear(said(who, "STOP"))
        waiting = self.ended(server, 1, "waiting")[0]
        self.assertEqual((waiting["last_status"], waiting["attempts"]), (403, 0))
        self.salesforce.heal()
        self.salesforce.fail(salesforce.ROW_LOCK, when=is_write)
        self.steer(server, "retry")
        self.until(contact, "opted_out", "orders")
        self.eventually(lambda: self.deliveries(server, "waiting") or self.deliveries(server, "delivered"), "its end")
        self.steer(server, "retry")  # Rather than to wait for the seconds of a lock.
        self.until(contact, "opted_out")

    def test_what_a_rule_of_the_org_refuses_is_a_dead_letter_that_says_so(self):
        server, who = self.serve_salesforce(), someone()
        contact = self.salesforce.add(who.plus)
        self.salesforce.fail(salesforce.RULE, when=is_write)
        server.hear(said(who, "STOP"))
        dead = self.ended(server, 1, "dead")[0]
        self.assertIn("FIELD_CUSTOM_VALIDATION_EXCEPTION", dead["last_error"])
        self.steer(server, "retry")
        self.until(contact, "opted_out")

    def test_a_field_that_is_not_there_is_found_by_a_test(self):
        server = self.serve_salesforce()
        self.assertEqual(self.steer(server, "test").json["works"], True)
        for field in ("WhatsApp_Consent_orders_At__c", "WhatsApp_E164__c", "WhatsApp_Consent_Event__c"):
            kind = self.salesforce.fields.pop(field)
            answer = self.steer(server, "test").json
            self.assertEqual((answer["works"], answer["error"]), (False, "answered 400: INVALID_FIELD"), field)
            self.salesforce.fields[field] = kind
        self.assertEqual(self.salesforce.changes, [])

    def test_a_session_that_ended_is_opened_anew_once_for_all_who_wait(self):
        server, who = self.serve_salesforce(), someone()
        first = self.salesforce.add(who.plus)
        server.hear(said(who, "STOP"))
        self.until(first, "opted_out", "orders")
        self.salesforce.tokens.expire()
        people = [someone() for _ in range(12)]
        contacts = [self.salesforce.add(one.plus) for one in people]
        for one in people:
            server.hear(said(one, "STOP"))
        for contact in contacts:
            self.until(contact, "opted_out")
        self.ended(server, 13, "delivered")
        self.assertEqual(self.salesforce.tokens.given, 2)
        self.assertEqual(self.deliveries(server, "dead"), [])

    def test_a_wrong_secret_loses_nothing_and_is_told(self):
        who = someone()
        contact = self.salesforce.add(who.plus)
        server = self.connect(self.salesforce, {"client_id": self.salesforce.client[0], "client_secret": "of another app"})
        self.assertEqual(self.steer(server, "test").json["works"], False)
        server.hear(said(who, "STOP"))
        self.eventually(lambda: self.status(server)["failing"], "that it fails")
        self.assertEqual(self.status(server)["dead"], 0)
        server.secrets["CRM_CLIENT_SECRET"] = self.salesforce.client[1]
        server.restart()
        self.until(contact, "opted_out")

    def test_a_retry_and_a_replay_write_the_present(self):
        server, who = self.serve_salesforce(schedule=["0s", "1h"]), someone()
        contact = self.salesforce.add(who.plus)
        self.salesforce.fail(DOWN, when=is_write)
        server.opt_in(who)
        self.ended(server, 1, "waiting")
        server.hear(said(who, "STOP"))
        self.steer(server, "retry")
        self.until(contact, "opted_out")
        self.ended(server, 2, "delivered")
        self.replayed(server)
        states = [wanted["WhatsApp_Consent_marketing__c"] for _, wanted in self.salesforce.changes
                  if "WhatsApp_Consent_marketing__c" in wanted]
        self.assertEqual(set(states), {"opted_out"})


class ByAssertion(SalesforceStory):
    kind = "salesforce"

    def setUp(self):
        self.salesforce = self.vendor(salesforce.Salesforce(Key()))

    def test_a_signed_assertion_opens_a_session(self):
        who = someone()
        contact = self.salesforce.add(who.plus)
        server = self.connect(self.salesforce, {"client_id": self.salesforce.client[0], "private_key": self.salesforce.key.pem},
                              settings={"user": self.salesforce.user})
        server.hear(said(who, "STOP"))
        self.until(contact, "opted_out")
        self.assertEqual(self.salesforce.count(is_token), 1)

    def test_another_key_is_refused_and_waited_for(self):
        server = self.connect(self.salesforce, {"client_id": self.salesforce.client[0], "private_key": Key().pem},
                              settings={"user": self.salesforce.user})
        server.hear(said(someone(), "STOP"))
        waiting = self.ended(server, 1, "waiting")[0]
        self.assertEqual(waiting["last_status"], 400)
        self.assertEqual(self.status(server)["dead"], 0)


class ByEvent(SalesforceStory):
    kind = "salesforce_event"

    def events_of(self, who):
        return [event for event in self.salesforce.events if event["Phone__c"] == who.plus]

    def test_each_change_is_published_for_each_scope(self):
        server, who = self.serve_salesforce(), someone()
        server.hear(said(who, "STOP"))
        self.salesforce.wait_for(lambda: len(self.events_of(who)) == 2, "two events")
        self.assertEqual([(event["Scope__c"], event["Status__c"]) for event in self.events_of(who)],
                         [("marketing", "opted_out"), ("orders", "opted_out")])
        self.assertEqual({event["Event_Type__c"] for event in self.events_of(who)}, {"consent.opted_out"})
        self.ended(server, 1, "delivered")

    def test_what_is_published_late_is_the_present(self):
        server, who = self.serve_salesforce(schedule=["0s", "1h"]), someone()
        self.salesforce.fail(DOWN, when=lambda request: request.method == "POST" and not is_token(request))
        server.opt_in(who)
        self.ended(server, 1, "waiting")
        server.hear(said(who, "STOP"))
        self.steer(server, "retry")
        self.salesforce.wait_for(lambda: self.events_of(who), "an event")
        self.assertEqual({event["Status__c"] for event in self.events_of(who)}, {"opted_out"})

    def test_a_brazilian_is_told_of_once_as_whatsapp_calls_them(self):
        server, who = self.serve_salesforce(scopes=["marketing"]), somebody("553183120004")
        server.hear(said(who, "PARAR"))
        self.ended(server, 1, "delivered")
        self.assertEqual([event["Phone__c"] for event in self.salesforce.events], [who.plus])

    def test_a_test_tells_whether_the_user_may_publish(self):
        server = self.serve_salesforce()
        self.assertEqual(self.steer(server, "test").json["works"], True)
        self.salesforce.may_publish = False
        self.assertEqual(self.steer(server, "test").json["works"], False)
        self.assertEqual(self.salesforce.events, [])


if __name__ == "__main__":
    unittest.main()
