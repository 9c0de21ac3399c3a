"""HubSpot knows of every STOP and every YES: by a property, by search, by an app's tokens."""

import unittest

from support import configuration, meta
from support.connected import TEMPLATES, HubSpotStory, is_write
from support.meta import said, someone, somebody, webhook
from support.vendors import hubspot
from support.vendors.vendor import Answer

DOWN = Answer(503, "down")


def is_search(request):
    return request.path[-1] == "search"


def changed_number(old, new, ago=0):
    made = {"id": meta.new_id(), "from": old.phone, "timestamp": str(meta.seconds(ago)), "type": "system",
            "system": {"body": "names changed", "type": "user_changed_number", "wa_id": new.phone}}
    return webhook(meta.messages(made))


class ByProperty(HubSpotStory):
    """A contact is found by its property with unique values."""

    def test_a_stop_is_written_for_every_scope_with_its_time_and_the_event(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        server.hear(said(who, "STOP", at=(at := meta.seconds(5))))
        self.until(contact, "opted_out")
        self.until(contact, "opted_out", "orders")
        told = self.hubspot.contacts[contact]
        self.assertEqual(told["whatsapp_consent_marketing_at"], meta.rfc3339(at))
        self.assertEqual(told["whatsapp_consent_event"], server.history(who.plus)[-1]["data"]["id"])
        self.assertEqual(self.hubspot.count(), 2)  # One request for each scope, and nothing else.
        self.ended(server, 1, "delivered")

    def test_a_yes_to_what_was_asked_and_a_start_after_a_stop_are_opt_ins(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        server.prompt(who.plus, wording="v3", language="es", asked_at=meta.rfc3339(meta.seconds(60)))
        server.hear(said(who, "sí", ago=30))
        self.until(contact, "opted_in")
        self.assertIsNone(self.hubspot.consent(contact, "orders"))  # Of which nothing was said.
        server.hear(said(who, "STOP", ago=20))
        self.until(contact, "opted_out")
        server.hear(said(who, "START", ago=10))
        self.until(contact, "opted_in")
        self.until(contact, "opted_out", "orders")  # Taken back, but never agreed to.

    def test_who_is_no_contact_is_skipped_and_not_made_one(self):
        server, stranger, who = self.serve_hubspot(), someone(), someone()
        contact = self.known(who)
        server.hear(said(stranger, "STOP"))
        server.hear(said(who, "STOP"))
        self.until(contact, "opted_out")
        skipped = self.ended(server, 1, "skipped")
        self.assertIn("no such contact", skipped[0]["last_error"])
        self.assertEqual(len(self.hubspot.contacts), 1)
        self.assertEqual(self.deliveries(server, "dead"), [])

    def test_a_brazilian_is_found_under_either_spelling(self):
        meta_knows, crm_knows = somebody("553183120001"), somebody("5531983120001")
        server, contact = self.serve_hubspot(), self.known(crm_knows)
        server.hear(said(meta_knows, "PARAR"))
        self.until(contact, "opted_out")
        delivered = self.ended(server, 1, "delivered")
        self.assertEqual(len(delivered), 1)
        targets = {one.request.path[-1] for one in self.hubspot.asked}
        self.assertEqual(targets, {meta_knows.plus, crm_knows.plus})

    def test_after_a_change_of_number_the_old_one_is_opted_out_and_the_new_one_stands_as_before(self):
        server = self.serve_hubspot()
        old, new = someone(), someone()
        contact_old, contact_new = self.known(old, new)
        server.opt_in(old)
        self.until(contact_old, "opted_in")
        server.hear(changed_number(old, new))
        self.until(contact_old, "opted_out")
        self.until(contact_new, "opted_in")

    def test_the_same_twice_leaves_the_same(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        self.hubspot.fail(DOWN, times=2, when=is_write, applied=True)  # It was done, but the answer got lost.
        server.hear(said(who, "STOP"))
        self.ended(server, 1, "delivered")
        self.assertEqual(set(self.written(contact)), {"opted_out"})
        self.replayed(server)
        self.assertEqual(set(self.written(contact)), {"opted_out"})
        self.assertEqual(self.hubspot.consent(contact), "opted_out")

    def test_a_throttled_request_is_made_again(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        self.hubspot.fail(Answer(429, hubspot.THROTTLED.body, {"Retry-After": "1"}), when=is_write)
        self.hubspot.fail(hubspot.LOCKED, when=is_write)
        server.hear(said(who, "STOP"))
        self.until(contact, "opted_out")
        self.assertEqual([self.hubspot.count(status=status) for status in (429, 423)], [1, 1])
        self.ended(server, 1, "delivered")

    def test_a_quota_of_the_day_is_waited_for_and_nobody_dies_of_it(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        self.hubspot.fail(hubspot.DAILY, times=1000)
        server.hear(said(who, "STOP"))
        waiting = self.ended(server, 1, "waiting")
        self.assertEqual((waiting[0]["last_status"], waiting[0]["attempts"]), (429, 0))
        self.hubspot.heal()
        self.assertEqual(self.steer(server, "retry").status, 202)
        self.until(contact, "opted_out")

    def test_a_property_that_is_not_there_is_a_dead_letter_that_says_so_and_the_test_finds_it(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        del self.hubspot.properties["whatsapp_consent_orders_at"]
        answer = self.steer(server, "test").json
        self.assertEqual((answer["works"], answer["status"]), (False, 404))
        self.assertEqual(answer["error"], "answered 404: OBJECT_NOT_FOUND")
        self.assertEqual(answer["detail"], "at the step field_at for the scope orders")
        server.hear(said(who, "STOP"))
        dead = self.ended(server, 1, "dead")[0]
        self.assertEqual(dead["last_error"], "answered 400: VALIDATION_ERROR")
        self.until(contact, "opted_out")  # The scope that has what it needs.
        self.hubspot.properties.update(hubspot.properties("orders"))
        self.assertEqual(self.steer(server, "test").json["works"], True)
        self.assertEqual(self.steer(server, "retry").status, 202)
        self.until(contact, "opted_out", "orders")

    def test_wrong_credentials_lose_nothing_and_are_told(self):
        people = [someone() for _ in range(3)]
        contacts = self.known(*people)
        server = self.connect(self.hubspot, {"token": "pat-of-somebody-else"})
        self.assertEqual(self.steer(server, "test").json["status"], 401)
        for who in people:
            server.hear(said(who, "STOP"))
        self.eventually(lambda: self.status(server)["failing"], "that it fails")
        self.assertEqual(self.status(server)["dead"], 0)
        server.secrets["CRM_TOKEN"] = self.hubspot.token
        server.restart()
        for contact in contacts:
            self.until(contact, "opted_out")
        self.ended(server, 3, "delivered")

    def test_a_right_that_is_missing_is_waited_for(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        self.hubspot.scopes.discard("crm.objects.contacts.write")
        server.hear(said(who, "STOP"))
        waiting = self.ended(server, 1, "waiting")
        self.assertEqual(waiting[0]["last_status"], 403)
        self.hubspot.scopes.add("crm.objects.contacts.write")
        self.steer(server, "retry")
        self.until(contact, "opted_out")

    def test_a_test_asks_for_the_definitions_and_with_a_contact_writes_how_they_stand(self):
        server, who = self.serve_hubspot(), someone()
        contact = self.known(who)
        self.assertEqual(self.steer(server, "test").json["works"], True)
        self.assertEqual(self.hubspot.changes, [])
        self.hubspot.properties["whatsapp_e164"]["hasUniqueValue"] = False
        self.assertIn("number", self.steer(server, "test").json["detail"])
        self.hubspot.properties["whatsapp_e164"]["hasUniqueValue"] = True
        server.hear(said(who, "STOP"))
        self.until(contact, "opted_out", "orders")
        self.hubspot.contacts[contact]["whatsapp_consent_marketing"] = ""
        answer = self.steer(server, "test", {"contact": who.plus}).json
        self.assertEqual((answer["works"], answer["detail"]), (True, "2 written"))
        self.until(contact, "opted_out")
        done = self.by_command(server, "test", "--contact", who.plus)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn('"works":true', done.stdout)

    def test_the_configuration_names_the_properties_and_the_scopes(self):
        self.hubspot.properties["wa_offers"] = hubspot.property_()
        self.hubspot.properties["wa_offers_at"] = hubspot.property_("datetime")
        who = someone()
        contact = self.known(who)
        server = self.serve_hubspot(scopes=["marketing"], maps={
            "field": {"marketing": "wa_offers"}, "field_at": {"marketing": "wa_offers_at"}})
        server.hear(said(who, "STOP"))
        self.hubspot.wait_for(lambda: self.hubspot.contacts[contact].get("wa_offers") == "opted_out", "the property")
        self.ended(server, 1, "delivered")
        self.assertEqual(self.hubspot.count(), 1)

    def test_a_snapshot_brings_what_was_said_before_there_was_a_connector(self):
        gone, there = [someone() for _ in range(5)], [someone() for _ in range(5)]
        contacts = {who: self.known(who) for who in gone + there}
        server = self.serve_for(self.receiver())
        for who in gone:
            server.hear(said(who, "STOP"))
        for who in there:
            server.opt_in(who)
        server.secrets["CRM_TOKEN"] = self.hubspot.token
        server.configure(configuration.whole(
            configuration.brand(destination=[self.destination(self.hubspot, {"token"})]),
            connectors={"path": str(TEMPLATES)}))
        server.restart()
        self.assertEqual(self.steer(server, "snapshot").status, 202)
        for who, contact in contacts.items():
            self.until(contact, "opted_out" if who in gone else "opted_in")


class BySearch(HubSpotStory):
    """A contact is found by whatever number it has."""

    kind = "hubspot_search"

    def test_a_number_is_found_however_it_is_written_and_only_that_one(self):
        who, pole = someone(), somebody("48600111222")
        spaced = f"+34 {who.phone[2:5]} {who.phone[5:8]}-{who.phone[8:]}"
        found = [self.hubspot.add(hs_whatsapp_phone_number=who.plus), self.hubspot.add(phone=spaced),
                 self.hubspot.add(mobilephone=who.phone)]
        other = self.hubspot.add(phone="+48" + who.phone[2:])  # The same digits in another country.
        server = self.serve_hubspot()
        server.hear(said(who, "STOP"))
        for contact in found:
            self.until(contact, "opted_out")
            self.until(contact, "opted_out", "orders")
        self.assertIsNone(self.hubspot.consent(other))
        self.ended(server, 1, "delivered")
        server.hear(said(pole, "STOP"))
        self.ended(server, 1, "waiting")  # HubSpot may not have indexed them yet: it looks once more, in a minute.
        self.steer(server, "retry")
        self.ended(server, 1, "skipped")

    def test_an_opt_in_goes_to_no_contact_where_there_are_several_and_an_opt_out_to_all(self):
        who = someone()
        twins = [self.hubspot.add(phone=who.plus), self.hubspot.add(mobilephone=who.plus)]
        server = self.serve_hubspot()
        server.opt_in(who)
        dead = self.ended(server, 1, "dead")[0]
        self.assertIn("several contacts", dead["last_error"])
        self.assertEqual(self.hubspot.changes, [])
        server.hear(said(who, "STOP"))
        for contact in twins:
            self.until(contact, "opted_out")

    def test_an_opt_in_goes_to_several_where_the_configuration_says_so(self):
        who = someone()
        twins = [self.hubspot.add(phone=who.plus), self.hubspot.add(mobilephone=who.plus)]
        server = self.serve_hubspot(several="all")
        server.opt_in(who)
        for contact in twins:
            self.until(contact, "opted_in")

    def test_more_contacts_than_are_looked_at_are_for_a_person_but_the_first_are_opted_out(self):
        who = someone()
        contacts = [self.hubspot.add(phone=who.plus) for _ in range(51)]
        server = self.serve_hubspot(scopes=["marketing"])
        server.hear(said(who, "STOP"))
        dead = self.ended(server, 1, "dead")[0]
        self.assertIn("more contacts", dead["last_error"])
        self.assertEqual(sum(self.hubspot.consent(one) == "opted_out" for one in contacts), 50)

    def test_a_retry_does_not_repeat_what_was_done(self):
        who = someone()
        first, second = (self.hubspot.add(phone=who.plus) for _ in range(2))
        self.hubspot.fail(DOWN, when=lambda request: is_write(request) and request.path[-1] == second)
        server = self.serve_hubspot(scopes=["marketing"])
        server.hear(said(who, "STOP"))
        self.until(second, "opted_out")
        self.assertEqual([len(self.written(one)) for one in (first, second)], [1, 1])

    def test_a_brazilian_is_searched_under_both_spellings(self):
        meta_knows, crm_knows = somebody("553183120002"), somebody("5531983120002")
        contact = self.hubspot.add(phone="+55 (31) 98312-0002")
        server = self.serve_hubspot(scopes=["marketing"])
        server.hear(said(meta_knows, "PARAR"))
        self.until(contact, "opted_out")
        self.ended(server, 1, "delivered")
        self.assertEqual(self.hubspot.count(is_search), 2)


class ByOAuth(HubSpotStory):
    """An app that was installed by OAuth gets tokens that end."""

    def serve_app(self, **more):
        names = ("client_id", "client_secret", "refresh_token")
        return self.connect(self.hubspot, {**dict(zip(names, self.hubspot.client)), **more})

    def test_a_token_that_is_good_no_more_is_got_anew_once_for_all_who_wait(self):
        server, who = self.serve_app(), someone()
        self.until_out(server, who)
        self.hubspot.tokens.expire()
        people = [someone() for _ in range(12)]
        contacts = self.known(*people)
        for person in people:
            server.hear(said(person, "STOP"))
        for contact in contacts:
            self.until(contact, "opted_out")
        self.ended(server, 13, "delivered")
        self.assertEqual(self.hubspot.tokens.given, 2)

    def until_out(self, server, who):
        contact = self.known(who)
        server.hear(said(who, "STOP"))
        self.until(contact, "opted_out")

    def test_a_refresh_token_that_is_refused_is_waited_for(self):
        server, who = self.serve_app(refresh_token="refresh-of-yesterday"), someone()
        contact = self.known(who)
        server.hear(said(who, "STOP"))
        self.eventually(lambda: self.status(server)["failing"], "that it fails")
        self.assertEqual((self.status(server)["dead"], self.hubspot.tokens.given), (0, 0))
        server.secrets["CRM_REFRESH_TOKEN"] = self.hubspot.client[2]
        server.restart()
        self.until(contact, "opted_out")


if __name__ == "__main__":
    unittest.main()
