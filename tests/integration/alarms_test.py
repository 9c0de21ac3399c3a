"""Alarms reach those who asked for them, as surely as a STOP does."""

import pathlib
import resource
import unittest

from support import meta
from support.configuration import NUMBER, OTHER_NUMBER, brand, destination, whole
from support.meta import said, someone, webhook
from support.story import Story

STRANGE = "106540352242944"
CODES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "runbook.md"


class Alarms(Story):
    def setUp(self):
        self.crm, self.pager = self.receiver(), self.receiver()

    def tearDown(self):
        self.assertEqual(self.crm.refused + self.pager.refused, [])

    def config(self, **more):
        return whole(brand(number=[{"phone_number_id": NUMBER}], destination=[
            destination(self.crm.url),
            destination(self.pager.url, "pager", events=["system.alarm"])]), **more)

    def wait_for_alarms(self, receiver, count):
        return receiver.wait_for(lambda: len(receiver.events) >= count and receiver.events, f"{count} alarms")

    def raise_one(self, server, number=STRANGE):
        server.hear(said(someone(), "Hello", number=number))

    def test_whoever_names_them_is_told_and_nobody_else(self):
        server = self.serve(self.config())
        self.raise_one(server)
        event, = self.wait_for_alarms(self.pager, 1)
        self.assertEqual(event["type"], "system.alarm")
        data = event["data"]
        self.assertIsNone(data["subject"])
        self.assertEqual((data["brand"], data["source"], data["effective"]), ("demo", "system", True))
        alarm = data["alarm"]
        self.assertEqual((alarm["code"], alarm["about"], alarm["raised"]), ("unlisted_number", STRANGE, True))
        self.assertIn(f"## `{alarm['code']}`", CODES.read_text())
        who = someone()
        server.hear(said(who, "STOP"))
        self.assertEqual([told["type"] for told in self.crm.wait_for_events(who)], ["consent.opted_out"])
        self.assertEqual([told["type"] for told in self.crm.events], ["consent.opted_out"])
        self.assertEqual([told["type"] for told in self.pager.events], ["system.alarm"])

    def test_they_stand_in_the_feed_and_in_a_ledger_that_verifies(self):
        server = self.serve(self.config())
        who = someone()
        self.raise_one(server)
        self.wait_for_alarms(self.pager, 1)
        server.hear(said(who, "STOP"))
        self.assertEqual([event["type"] for event in server.get("/v1/events").json["events"]],
                         ["system.alarm", "consent.opted_out"])
        self.assert_content(server)
        self.assert_denied(server, who)

    def test_they_wait_for_a_receiver_that_is_down(self):
        server = self.serve(self.config())
        self.pager.fail(2, 503)
        self.raise_one(server)
        self.assertEqual(len(self.wait_for_alarms(self.pager, 1)), 1)
        self.assertEqual(len(self.pager.attempts), 3)

    def test_a_brand_is_not_told_of_another(self):
        other_pager = self.receiver()
        server = self.serve(whole(
            brand(destination=[destination(self.pager.url, "pager", events=["system.alarm"])],
                  number=[{"phone_number_id": NUMBER}]),
            brand("other", destination=[destination(other_pager.url, "pager", events=["system.*"])],
                  number=[{"phone_number_id": OTHER_NUMBER}])))
        server.hear(webhook(meta.messages(meta.text(someone(user_id=True, phone=False), "STOP"))))
        self.raise_one(server)
        codes = lambda receiver: sorted(event["data"]["alarm"]["code"] for event in receiver.events)
        self.pager.wait_for(lambda: codes(self.pager) == ["unlinked_opt_out", "unlisted_number"], "both alarms")
        self.assertEqual(codes(other_pager), ["unlisted_number"])

    def test_that_the_store_could_not_be_written_is_told_when_it_can(self):
        server = self.serve(self.config())
        self.raise_one(server)
        self.wait_for_alarms(self.pager, 1)
        _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, most))
        self.assertEqual(server.post(said(someone(), "STOP")).status, 503)
        self.eventually(lambda: server.metric("consentry_alarm", code="store_failing") == 1, "the alarm")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        told = [event["data"]["alarm"] for event in self.wait_for_alarms(self.pager, 3)]
        self.assertEqual([(alarm["code"], alarm["raised"]) for alarm in told],
                         [("unlisted_number", True), ("store_failing", True), ("store_failing", False)])
        self.assertEqual(told[1]["since"], told[2]["since"])
        self.assert_content(server)

    def test_what_was_given_up_is_an_alarm_until_somebody_has_seen_to_it(self):
        server = self.serve_for(self.crm, forward={"schedule": ["0s", "2h"], "give_up": "1h"})
        stands = lambda: server.metric("consentry_alarm", code="delivery_backlog")
        self.crm.fail(1)
        server.hear(said(someone(), "STOP"))
        self.eventually(lambda: stands() == 1, "the alarm")
        server.crash_and_restart()
        self.eventually(lambda: stands() == 1, "the alarm after a restart")
        letter, = server.get("/v1/deliveries", state="dead").json["deliveries"]
        server.tell(f"/v1/deliveries/{letter['id']}/retry", b"")
        self.eventually(lambda: stands() == 0, "no alarm")


if __name__ == "__main__":
    unittest.main()
