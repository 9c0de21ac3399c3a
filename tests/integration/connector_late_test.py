"""No late news makes a far system forget a STOP."""

import unittest

from support import configuration
from support.connected import HubSpotStory, is_write
from support.meta import said, someone
from support.vendors.vendor import Answer

DOWN = Answer(503, "down")
REFUSED = Answer(400, {"status": "error", "category": "VALIDATION_ERROR", "message": "…", "correlationId": "…"})


class NeverAgain(HubSpotStory):
    """A late START, a replay and a dead letter that is retried never subscribe anybody anew: neither at HubSpot, which
    is told the present, nor at a receiver of events that goes by the highest version."""

    def setUp(self):
        super().setUp()
        self.crm = self.receiver()
        self.server = self.serve_hubspot(beside=[configuration.destination(self.crm.url, "shop")], schedule=["0s", "1h"])
        self.who = someone()
        self.contact = self.known(self.who)

    def assert_stays_out(self):
        self.until(self.contact, "opted_out")
        self.crm.wait_for(lambda: self.crm.latest(self.who).get("marketing", {}).get("allowed") is False, "the STOP")
        self.assertNotIn("opted_in", self.written(self.contact))

    def stop(self):
        self.server.hear(said(self.who, "STOP"))

    def test_an_opt_in_that_waits_until_after_the_stop(self):
        self.hubspot.fail(DOWN, when=is_write)
        self.crm.fail(1, status=503)
        self.server.opt_in(self.who)
        for name in ("crm", "shop"):
            self.ended(self.server, 1, "waiting", name)  # For an hour.
        self.stop()
        for name in ("crm", "shop"):
            self.assertEqual(self.steer(self.server, "retry", name=name).status, 202)
            self.ended(self.server, 2, "delivered", name)
        self.assertEqual(self.crm.types_of(self.who), ["consent.opted_in", "consent.opted_out"])
        self.assert_stays_out()
        self.assertEqual(set(self.written(self.contact)), {"opted_out"})  # On both occasions.

    def test_an_opt_in_that_was_dead_and_is_retried_next_week(self):
        self.hubspot.fail(REFUSED, when=is_write)
        self.server.opt_in(self.who)
        dead, = self.ended(self.server, 1, "dead")
        self.stop()  # A dead letter does not keep it.
        self.assert_stays_out()
        retried = self.server.tell(f"/v1/deliveries/{dead['id']}/retry", b"")
        self.assertIn(retried.status, (200, 202), retried)
        self.ended(self.server, 2, "delivered")
        self.assert_stays_out()

    def test_a_start_of_before_the_stop_that_arrives_after_it(self):
        self.server.opt_in(self.who, ago=90000)
        self.until(self.contact, "opted_in")
        self.hubspot.changes.clear()
        self.stop()
        self.assert_stays_out()
        self.server.hear(said(self.who, "START", ago=3600))
        self.server.hear(said(someone(), "STOP"))  # Behind which the START has been told, if it was told at all.
        self.ended(self.server, 1, "skipped")
        self.assert_stays_out()

    def test_a_replay_of_everything_and_of_the_opt_in_alone(self):
        self.server.opt_in(self.who)
        self.until(self.contact, "opted_in")
        self.stop()
        self.until(self.contact, "opted_out")
        self.hubspot.changes.clear()
        opt_in, stop = (event["data"]["recorded_at"] for event in self.server.history(self.who.plus))
        for document in ({}, {"from": opt_in, "to": stop}):
            for name in ("crm", "shop"):
                self.replayed(self.server, document, name)
        told = [event["type"] for event in self.crm.of(self.who) if event["data"].get("replayed")]
        self.assertEqual(told, ["consent.opted_in", "consent.opted_out", "consent.opted_in"])
        self.assertEqual(len(self.written(self.contact)), 3)
        self.assert_stays_out()

    def test_a_snapshot_that_is_asked_for_before_the_stop_and_delivered_after_it(self):
        self.server.opt_in(self.who)
        self.until(self.contact, "opted_in")
        self.hubspot.changes.clear()
        self.hubspot.fail(DOWN, when=is_write)
        self.assertEqual(self.steer(self.server, "snapshot").status, 202)
        self.hubspot.wait_for(lambda: self.hubspot.count(is_write, 503), "an attempt")
        self.stop()
        self.assert_stays_out()
        self.steer(self.server, "retry")
        self.eventually(lambda: len(self.written(self.contact)) == 2, "the snapshot")
        self.assert_stays_out()


if __name__ == "__main__":
    unittest.main()
