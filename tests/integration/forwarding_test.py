"""Every CRM learns of it: in order per person, at least once, under a stable id, whatever becomes of the receiver."""

import json
import socket
import unittest

from support import configuration, meta
from support.configuration import brand, destination, whole
from support.meta import said, someone
from support.receiver import Receiver, flaw
from support.story import Story

OTHER_SECRET = "whsec_c2hhcmVkIHdpdGggdGhlIG90aGVyIHJlY2VpdmVyIG9ubHk="


class Failing(Story):
    def setUp(self):
        self.crm = self.receiver()

    def tearDown(self):
        self.assertEqual(self.crm.refused, [])

    def stop_and_start(self, server, who, times=4):
        """A story of several events of one person."""
        for place, body in zip(range(times), ("STOP", "START") * times):
            server.hear(said(who, body, ago=600 - place))

    def test_a_destination_that_is_paused_gets_nothing_until_it_is_resumed_and_then_everything(self):
        server = self.serve_for(self.crm)
        ana, eva = someone(), someone()
        for _ in range(2):
            answer = server.tell("/v1/destinations/crm/pause", b"")
            self.assertEqual((answer.status, answer.json), (200, {"name": "crm", "paused": True}))
        server.hear(said(ana, "STOP"))
        server.restart()
        server.hear(said(eva, "STOP"))
        server.reload()
        destination_, = server.get("/v1/destinations").json["destinations"]
        self.assertEqual((destination_["paused"], destination_["behind"]), (True, 2))
        self.assertEqual(self.crm.attempts, [])
        self.assertEqual(server.tell("/v1/destinations/crm/resume", b"").json, {"name": "crm", "paused": False})
        for who in (ana, eva):
            self.crm.wait_for_events(who)
        self.assertEqual(server.tell("/v1/destinations/nobody/pause", b"").problem, "not-found")

    def test_events_of_a_person_arrive_in_order_though_attempts_fail_and_others_flow_on(self):
        server = self.serve_for(self.crm)
        ana, others = someone(), [someone() for _ in range(20)]
        self.crm.fail_for(ana.phone)
        server.opt_in(ana)
        self.stop_and_start(server, ana)
        for who in others:
            server.hear(said(who, "STOP"))
        for who in others:
            self.crm.wait_for_events(who)
        self.assertEqual(self.crm.of(ana), [])
        failed = {attempt.id for attempt in self.crm.attempts if attempt.status == 500}
        self.assertEqual(len(failed), 1, "only the oldest event of a person is tried")
        self.crm.plan = None
        told = self.crm.wait_for_events(ana, 5)
        self.assertEqual([event["type"] for event in told],
                         ["consent.opted_in"] + ["consent.opted_out", "consent.lifted"] * 2)
        versions = [event["data"]["version"] for event in told]
        self.assertEqual(versions, sorted(versions))
        self.assertEqual(failed, {told[0]["data"]["id"]})

    def test_each_attempt_has_the_same_id_and_body_and_a_signature_of_its_own(self):
        server = self.serve_for(self.crm)
        self.crm.fail(4)
        server.hear(said(someone(), "STOP"))
        attempts = self.crm.wait_for_attempts(5)
        self.assertEqual([attempt.status for attempt in attempts], [500] * 4 + [204])
        self.assertEqual(len({(attempt.id, attempt.octets) for attempt in attempts}), 1)
        stamps = [int(attempt.headers["webhook-timestamp"]) for attempt in attempts]
        self.assertEqual(stamps, sorted(stamps))
        self.assertGreater(stamps[-1], stamps[0])
        self.assertEqual([flaw(attempt.headers, attempt.octets) for attempt in attempts], [""] * 5)
        self.eventually(lambda: server.metric("consentry_delivered_total", brand="demo", destination="crm") == 1, "1")
        self.assertEqual(server.metric("consentry_failed_attempts_total", brand="demo", destination="crm"), 4)

    def test_a_receiver_that_asks_for_a_pause_gets_it(self):
        server = self.serve_for(self.crm)
        for status in (429, 503):
            first = len(self.crm.attempts)
            self.crm.fail(1, status, {"Retry-After": "2"})
            server.hear(said(someone(), "STOP"))
            refused, taken = self.crm.wait_for_attempts(first + 2)[first:]
            self.assertEqual((refused.status, taken.status, refused.id), (status, 204, taken.id))
            self.assertGreaterEqual(taken.at - refused.at, 1.99)

    def test_a_hanging_receiver_delays_no_other(self):
        other = self.receiver()
        server = self.serve(whole(brand(destination=[
            destination(self.crm.url), destination(other.url, "other")])))
        self.crm.hang()
        people = [someone() for _ in range(40)]
        for who in people:
            server.hear(said(who, "STOP"))
        for who in people:
            other.wait_for_events(who)
        self.assertEqual(self.crm.events, [])
        self.crm.release()
        for who in people:
            self.crm.wait_for_events(who)
        self.assertEqual(other.refused, [])

    def test_a_receiver_that_is_not_there_yet_is_told_when_it_comes(self):
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            port = reserved.getsockname()[1]
        server = self.serve(whole(brand(destination=[destination(f"http://127.0.0.1:{port}/")])))
        who = someone()
        server.hear(said(who, "STOP"))
        server.wait_for_entry("delivery.attempted")
        late = self.receiver(port=port)
        late.wait_for_events(who)

    def test_a_redirect_is_not_followed(self):
        elsewhere = self.receiver()
        server = self.serve_for(self.crm)
        self.crm.fail(1, 302, {"Location": elsewhere.url})
        who = someone()
        server.hear(said(who, "STOP"))
        self.crm.wait_for_events(who)
        self.assertEqual(elsewhere.attempts, [])

    def test_a_receiver_that_says_it_is_gone_is_told_of_in_the_log_and_nothing_is_lost(self):
        server = self.serve_for(self.crm)
        self.crm.fail(1, 410)
        who = someone()
        server.hear(said(who, "STOP"))
        self.assertEqual(server.wait_for_entry("destination.gone")["destination"], "crm")
        server.crash_and_restart()  # Somebody has seen to it, and does not want to wait for the hourly question.
        self.crm.wait_for_events(who)

    def test_after_a_restart_only_what_is_unsettled_is_sent_again_under_the_same_id(self):
        for ending in ("stop", "kill"):
            with self.subTest(ending=ending):
                crm = self.receiver()
                server = self.serve_for(crm)
                ana, bea = someone(), someone()
                crm.fail_for(ana.phone)
                server.hear(said(ana, "STOP"))
                server.hear(said(bea, "STOP"))
                settled = crm.wait_for_events(bea)[0]["data"]["id"]
                self.eventually(lambda s=server, i=settled: self.states_of(s, i) == ["delivered"], "the receipt")
                owed = [attempt.id for attempt in crm.attempts if attempt.status == 500][0]
                getattr(server, ending)()
                crm.plan = None
                server.start()
                self.assertEqual(crm.wait_for_events(ana)[0]["data"]["id"], owed)
                server.hear(said(bea, "STOP OFFERS", ago=-1))
                self.assertEqual([event["data"]["id"] for event in crm.of(bea)], [settled])

    def states_of(self, server, event):
        return [delivery["state"] for delivery in server.get(f"/v1/events/{event}/deliveries").json["deliveries"]]

    def test_a_dead_letter_frees_its_person_and_a_retry_brings_it_back(self):
        server = self.serve_for(self.crm, forward={"schedule": ["0s", "2h"], "give_up": "1h"})
        who = someone()
        self.crm.fail(1)
        server.hear(said(who, "STOP", ago=60))

        def dead():
            return server.get("/v1/deliveries", state="dead", destination="crm").json["deliveries"]

        letter, = self.eventually(dead, "the dead letter")
        self.assertEqual((letter["attempts"], letter["last_status"], letter["last_error"]), (1, 500, "answered 500"))
        server.hear(said(who, "START"))
        self.crm.wait_for_events(who)
        self.assertEqual(self.crm.types_of(who), ["consent.lifted"])
        server.crash_and_restart()
        self.assertEqual([one["id"] for one in dead()], [letter["id"]])
        retried = server.tell(f"/v1/deliveries/{letter['id']}/retry", b"")
        self.assertEqual(retried.status, 202)
        told = self.crm.wait_for(lambda: [one for one in self.crm.of(who) if one["data"]["id"] == letter["event"]],
                                 "the letter")
        self.assertEqual(told[0]["type"], "consent.opted_out")
        self.eventually(lambda: not dead(), "no dead letter")
        # Applying the highest version is right even though the older event came last.
        self.assertEqual(self.crm.latest(who)["marketing"]["state"], server.state(who.plus))

    def test_a_waiting_delivery_is_listed_and_can_be_hurried_from_the_terminal(self):
        server = self.serve_for(self.crm, forward={"schedule": ["0s", "30m"]})
        who = someone()
        self.crm.fail(1)
        server.hear(said(who, "STOP"))

        def waiting():
            listed = server.command("deliveries", "list", "--state", "waiting", "--json")
            self.assertEqual(listed.returncode, 0, listed.stderr)
            return [json.loads(line) for line in listed.stdout.splitlines()]

        delivery, = self.eventually(waiting, "the delivery")
        self.assertEqual((delivery["state"], delivery["attempts"], delivery["last_error"]),
                         ("waiting", 1, "answered 500"))
        self.assertIn(delivery["id"], server.command("deliveries", "list").stdout)
        admin = f"http://127.0.0.1:{server.admin_port}"
        hurried = server.run("deliveries", "retry", delivery["id"], "--admin", admin, "--key", configuration.ADMIN_KEY)
        self.assertEqual(hurried.returncode, 0, hurried.stdout + hurried.stderr)
        self.assertEqual(self.crm.wait_for_events(who)[0]["data"]["id"], delivery["event"])
        refused = server.run("deliveries", "retry", "dlv_9_9", "--admin", admin, "--key", configuration.ADMIN_KEY)
        self.assertEqual(refused.returncode, 1)


class WhatGoesOut(Story):
    def test_each_destination_gets_the_events_that_it_asks_for(self):
        crm, audit, preferences = self.receiver(), self.receiver(), self.receiver()
        server = self.serve(whole(brand(destination=[
            destination(crm.url),
            destination(audit.url, "audit", events=["*", "consent.unmatched", "consent.prompted", "keyword.help"]),
            destination(preferences.url, "preferences", events=["preference.*"])])))
        who = someone()
        server.prompt(who.plus, asked_at=meta.rfc3339(meta.seconds(600)))
        server.hear(said(who, "HELP", ago=500))
        server.hear(said(who, "YES", ago=400))
        server.hear(meta.webhook(meta.preference(who, "stop", ago=300)))
        server.hear(said(who, "YES", ago=200, context=meta.new_id()))
        server.hear(said(who, "STOP", ago=100))
        everything = ["consent.prompted", "keyword.help", "consent.opted_in", "preference.stopped", "consent.unmatched",
                      "consent.opted_out"]
        audit.wait_for_events(who, len(everything))
        self.assertEqual(audit.types_of(who), everything)
        crm.wait_for(lambda: "consent.opted_out" in crm.types_of(who), "the STOP")
        self.assertEqual(crm.types_of(who), ["consent.opted_in", "preference.stopped", "consent.opted_out"])
        preferences.wait_for_events(who)
        self.assertEqual(preferences.types_of(who), ["preference.stopped"])

    def test_what_a_person_wrote_goes_out_as_far_as_the_destination_may_have_it(self):
        receivers = {text: self.receiver() for text in ("exact", "full", "none")}
        server = self.serve(whole(brand(destination=[
            destination(receiver.url, text, text=text) for text, receiver in receivers.items()])))
        exact, courteous = someone(), someone()
        server.hear(said(exact, "Baja"))
        server.hear(said(courteous, "hola, baja por favor"))
        for who, words in ((exact, {"exact", "full"}), (courteous, {"full"})):
            for text, receiver in receivers.items():
                event, = receiver.wait_for_events(who)
                self.assertEqual("text" in event["data"]["message"], text in words, (text, event))

    def test_while_secrets_change_every_one_of_them_signs(self):
        new, old = self.receiver(secret=OTHER_SECRET), self.receiver()
        both = ["env:NEW_SECRET", "env:WEBHOOK_SECRET"]
        server = self.serve(whole(brand(destination=[
            destination(new.url, "new", secrets=both), destination(old.url, "old", secrets=both)])),
            NEW_SECRET=OTHER_SECRET)
        who = someone()
        server.hear(said(who, "STOP"))
        for receiver in (new, old):
            receiver.wait_for_events(who)
            self.assertEqual(receiver.refused, [])

    def test_a_new_destination_starts_at_the_end_of_the_ledger(self):
        crm, late = self.receiver(), self.receiver()
        server = self.serve_for(crm)
        before, behind = someone(), someone()
        server.hear(said(before, "STOP"))
        server.configure(whole(brand(destination=[destination(crm.url), destination(late.url, "late")])))
        server.restart()
        server.hear(said(behind, "STOP"))
        late.wait_for_events(behind)
        self.assertEqual(late.of(before), [])

    def test_a_paused_destination_keeps_what_it_is_owed(self):
        crm = self.receiver()
        server = self.serve(whole(brand(destination=[destination(crm.url, paused=True)])))
        people = [someone() for _ in range(3)]
        for who in people:
            server.hear(said(who, "STOP"))
        self.assertTrue(server.get("/v1/destinations").json["destinations"][0]["paused"])
        server.configure(whole(brand(destination=[destination(crm.url)])))
        server.stop()
        self.assertEqual(crm.attempts, [])
        server.start()
        for who in people:
            crm.wait_for_events(who)

    def test_a_private_address_is_refused_unless_it_is_allowed(self):
        crm = self.receiver()
        server = self.server(whole(brand(destination=[destination(crm.url, allow_private_network=False)])))
        checked = server.run("check-config", str(server.config_file))
        self.assertEqual(checked.returncode, 2, checked.stdout)
        self.assertIn("allow_private_network", checked.stderr)


class TheReceiverItself(unittest.TestCase):
    """The receiver is the judge of everything above, so it is judged first."""

    # A vector of Standard Webhooks, computed apart from this code.
    HEADERS = {"webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
               "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}
    SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    BODY = b'{"test": 2432232314}'

    def test_it_knows_a_good_signature_from_a_bad_one(self):
        def judged(secret=self.SECRET, body=self.BODY, now=1614265330, **changes):
            return flaw({**self.HEADERS, **{"webhook-" + name: value for name, value in changes.items()}}, body,
                        secret, now)

        self.assertEqual(judged(), "")
        self.assertEqual(judged(signature="v2,x " + self.HEADERS["webhook-signature"]), "")
        for bad in (judged(secret=OTHER_SECRET), judged(body=self.BODY + b" "), judged(id="msg_other"),
                    judged(timestamp="1614265331"), judged(now=1614265330 + 301), judged(signature="")):
            self.assertNotEqual(bad, "")

    def test_it_refuses_what_is_not_signed(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        self.assertEqual(receiver.take({}, b"{}"), (401, {}))
        self.assertEqual((len(receiver.refused), receiver.attempts), (1, []))


if __name__ == "__main__":
    unittest.main()
