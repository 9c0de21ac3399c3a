"""What consent has to rest on: how long it lasts, which wording counts, who says yes twice; and who is asked again."""

import time
import unittest

from support import meta
from support.configuration import brand, destination, marketing, orders, whole
from support.meta import said, someone
from support.story import Story

GERMANY = "4915{:09d}"
WORDINGS = [{"scope": "marketing", "version": version, "language": "es", "text": f"¿Ofertas? ({version})"}
            for version in ("v3", "v4")] + [{"scope": "orders", "version": "v1", "language": "es", "text": "¿Avisos?"}]


def renewals(server, why=None, scope="marketing", **query):
    found, after, more = [], "0", True
    while more:
        page = server.get("/v1/re-consent", scope=scope, after=after, **query).json
        found += page["renewals"]
        after, more = page["next"], page["more"]
    return [one for one in found if why in (None, one["why"])]


class Rules(Story):
    def config(self, crm, **rules):
        scopes = [marketing(**rules), orders()]
        return whole(brand(scope=scopes, wording=WORDINGS, destination=[destination(crm.url)]))

    def asked_and_agreed(self, server, who, message="wamid.q"):
        server.prompt(who.plus, wording="v3", message_id=message + who.phone)
        answer = said(who, "sí", context=message + who.phone)
        server.hear(answer)

    def test_a_new_wording_asks_again_and_receivers_are_told(self):
        crm = self.receiver()
        server = self.serve(self.config(crm))
        who = someone()
        self.asked_and_agreed(server, who)
        self.assertTrue(server.check(who.plus)["allowed"])
        server.configure(self.config(crm, required_wordings=["v4"]))
        server.reload()
        self.assert_denied(server, who, reason="expired")
        self.assertEqual([one["event"] for one in renewals(server, "old_wording")],
                         [server.check(who.plus)["event"]])
        told = crm.wait_for(lambda: [event for event in crm.of(who) if event["type"] == "consent.expired"], "the end")
        self.assertFalse(told[0]["data"]["states"]["marketing"]["allowed"])

        server.prompt(who.plus, wording="v4", message_id="wamid.new")
        server.hear(said(who, "sí", context="wamid.new"))
        self.assertTrue(server.check(who.plus)["allowed"])
        self.assertEqual(renewals(server), [])
        server.restart()
        self.assert_content(server)
        self.assertEqual(crm.types_of(who).count("consent.expired"), 1)

    def test_where_people_say_it_twice_once_does_not_count(self):
        crm = self.receiver()
        server = self.serve(self.config(crm, double_opt_in=["DE"]))
        german = meta.somebody(GERMANY.format(int(time.time()) % 10**9))
        spaniard = someone()
        for who in (german, spaniard):
            self.asked_and_agreed(server, who)
        self.assertTrue(server.check(spaniard.plus)["allowed"])
        self.assert_denied(server, german, reason="unknown")
        self.assertEqual([one["aliases"][0]["value"] for one in renewals(server, "unconfirmed")], [german.plus])
        time.sleep(1.1)  # The second question comes after the first answer, by a clock that counts seconds.
        self.asked_and_agreed(server, german, "wamid.confirm")
        self.assertTrue(server.check(german.plus)["allowed"])
        crm.wait_for(lambda: crm.latest(german).get("marketing", {}).get("allowed"), "the second yes")
        self.assert_content(server)

    def test_the_end_of_consent_is_told_once_and_asked_about_before(self):
        crm = self.receiver()
        server = self.serve(self.config(crm, valid_for="1h"))
        soon, ended = someone(), someone()
        server.opt_in(soon, ago=1800)
        server.opt_in(ended, ago=3595)
        self.assertEqual(len(renewals(server, "ends", within="1h")), 2)
        self.eventually(lambda: server.check(ended.plus)["state"] == "expired", "the end")
        server.restart()  # A round begins at each start.
        crm.wait_for(lambda: "consent.expired" in crm.types_of(ended), "the event")
        server.restart()
        self.assertEqual([one["why"] for one in renewals(server, within="1s")], ["ended"])
        self.assertNotIn("consent.expired", crm.types_of(soon))
        self.assertEqual(crm.types_of(ended).count("consent.expired"), 1)
        self.assert_content(server)

    def test_a_reply_needs_no_consent_as_long_as_the_window_is_open(self):
        server = self.serve(self.config(self.receiver(), reply_window="1h"))
        who = someone()
        for minutes, allowed in ((59, True), (61, False)):
            told = server.check(who.plus, last_message_at=meta.rfc3339(meta.seconds(minutes * 60)))
            self.assertEqual(told["allowed"], allowed)
        self.assertEqual(server.get("/v1/check", contact=who.plus, scope="marketing", last_message_at="soon").status, 400)
        server.configure(self.config(self.receiver(), reply_window="0s"))
        server.reload()
        self.assertFalse(server.check(who.plus, reply="true")["allowed"])

    def test_each_question_tells_how_it_was_received(self):
        server = self.serve(self.config(self.receiver()))
        for word in ("sí", "sí", "no", "BAJA"):
            who = someone()
            server.prompt(who.plus, wording="v3", message_id="wamid.q" + who.phone)
            server.hear(said(who, word, context="wamid.q" + who.phone))
        self.assertEqual(server.get("/v1/prompts").json["prompts"],
                         [{"scope": "marketing", "wording": "v3", "asked": 4, "opted_in": 2, "declined": 1,
                           "opted_out": 1, "opt_in_rate": 0.5, "opt_out_rate": 0.25}])


if __name__ == "__main__":
    unittest.main()
