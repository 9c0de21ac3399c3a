"""What people ask of destinations: once more what happened, how everybody stands, another try, one attempt to see."""

import collections
import concurrent.futures
import http.client
import os
import random
import time
import unittest

from support import configuration, meta
from support.configuration import brand, destination, whole
from support.meta import said, someone
from support.story import Story


def told(attempts, kind):
    return [attempt for attempt in attempts if attempt.event["type"] == kind]


def ids_at(receiver):
    """Of all that a receiver has acknowledged."""
    return {event["data"]["id"] for event in receiver.events}


class Steered(Story):
    def setUp(self):
        self.crm = self.receiver()

    def ask(self, server, what, document=None, name="crm"):
        return server.tell(f"/v1/destinations/{name}/{what}", document if document is not None else b"")

    def replayed_ids(self):
        return [event["data"]["id"] for event in self.crm.events if event["data"].get("replayed")]

    def test_a_replay_tells_once_more_what_happened_under_the_same_ids_and_marked(self):
        server = self.serve_for(self.crm)
        people = [someone() for _ in range(30)]
        for who in people:
            server.hear(said(who, "STOP"))
        for who in people:
            self.crm.wait_for_events(who)
        first = {event["data"]["id"] for event in self.crm.events}
        answer = self.ask(server, "replay", {})
        self.assertEqual(answer.status, 202)
        self.assertRegex(answer.json["deliveries"], r"^crm/replay-\d+$")
        self.eventually(lambda: set(self.replayed_ids()) == first, "everything once more")
        self.eventually(lambda: len(server.get("/v1/destinations").json["destinations"]) == 1, "its end")
        listed = server.get("/v1/deliveries", destination=answer.json["deliveries"], limit=1000).json["deliveries"]
        self.assertEqual({one["state"] for one in listed}, {"delivered"})
        self.assertEqual({one["event"] for one in listed}, first)

    def test_a_replay_of_one_person_tells_of_nobody_else(self):
        server = self.serve_for(self.crm)
        ana, eva = someone(), someone()
        for who in (ana, eva):
            server.hear(said(who, "STOP"))
            self.crm.wait_for_events(who)
        self.assertEqual(self.ask(server, "replay", {"contact": ana.plus}).status, 202)
        self.crm.wait_for_events(ana, 2)
        self.assertEqual(len(self.crm.of(eva)), 1)
        refused = self.ask(server, "replay", {"contact": someone().plus})
        self.assertEqual((refused.status, refused.problem), (404, "not-found"))
        self.assertEqual(self.ask(server, "replay", {"from": "yesterday"}).status, 400)

    def test_a_snapshot_tells_a_new_receiver_how_everybody_stands_even_over_a_crash(self):
        server = self.serve_for(self.crm)
        gone, there = [someone() for _ in range(60)], [someone() for _ in range(40)]
        for who in gone:
            server.hear(said(who, "STOP"))
        for who in there:
            server.opt_in(who)
        shop = self.receiver()
        shop.plan = lambda attempt: 503
        server.configure(whole(brand(destination=[destination(self.crm.url), destination(shop.url, "shop")])))
        server.reload()
        self.assertEqual(self.ask(server, "snapshot", name="shop").status, 202)
        self.eventually(lambda: shop.attempts, "an attempt")
        server.crash_and_restart()
        shop.plan = None

        def states():
            return {event["data"]["subject"]["wa_id"]: event["data"]["states"]["marketing"]["allowed"]
                    for event in shop.events if event["type"] == "consent.snapshot"}

        self.eventually(lambda: len(states()) == 100, "everybody")
        self.assertEqual(states(), {**{who.phone: False for who in gone}, **{who.phone: True for who in there}})
        ids = collections.Counter(attempt.id for attempt in shop.attempts if attempt.status == 204)
        self.assertEqual(set(ids.values()), {1})
        versions = {event["data"]["version"] for event in shop.events}
        self.assertEqual(len(versions), 1)

    def test_what_was_given_up_is_brought_back_when_the_receiver_is_mended(self):
        self.crm.plan = lambda attempt: 400
        server = self.serve_for(self.crm, forward={"schedule": ["0s"], "give_up": "1h"})
        people = [someone() for _ in range(5)]
        for who in people:
            server.hear(said(who, "STOP"))
        self.eventually(lambda: len(self.crm.attempts) >= 5, "attempts")
        self.crm.plan = None
        self.assertEqual(self.ask(server, "retry").status, 202)
        for who in people:
            self.crm.wait_for_events(who)

    def test_a_test_tells_whether_a_destination_works_and_reaches_it_signed(self):
        server = self.serve_for(self.crm)
        answer = self.ask(server, "test")
        self.assertEqual((answer.status, answer.json), (200, {"name": "crm", "works": True, "status": 204}))
        self.assertEqual([event["type"] for event in self.crm.events], ["system.test"])
        self.assertEqual(self.crm.refused, [])
        self.crm.plan = lambda attempt: 401
        self.assertEqual(self.ask(server, "test").json,
                         {"name": "crm", "works": False, "status": 401, "error": "answered 401"})
        self.assertEqual(self.ask(server, "test", name="nobody").status, 404)
        for plan, code in ((lambda attempt: 401, 1), (None, 0)):
            self.crm.plan = plan
            done = server.run("destinations", "test", "crm", "--admin", f"http://127.0.0.1:{server.admin_port}", "--key",
                              configuration.ADMIN_KEY)
            self.assertEqual(done.returncode, code, done.stdout + done.stderr)

    def test_an_opt_out_that_is_not_acknowledged_in_time_is_an_alarm_until_it_is(self):
        self.crm.plan = lambda attempt: 500
        server = self.serve_for(self.crm, alarms={"revocation": "1m"})
        who = someone()
        server.hear(said(who, "STOP"))
        self.eventually(lambda: server.metric("consentry_revocation_unacknowledged_seconds", brand="demo",
                                              destination="crm") >= 1, "the age")
        self.crm.plan = None
        self.assertEqual(self.ask(server, "retry").status, 202)
        self.crm.wait_for_events(who)
        self.eventually(lambda: server.metric("consentry_revocation_unacknowledged_seconds", brand="demo",
                                              destination="crm") == 0, "its end")


class ThreeReceivers(Story):
    """One works, one fails for a while, one hangs: nothing is lost, and the one that works does not notice.

    The power goes once in each round, of which there are six; CONSENTRY_CRASHES rounds of CONSENTRY_CRASH_EVERY seconds are
    for a longer run by hand. After a third of them the one that fails is mended, after two thirds the one that hangs."""

    PEOPLE = 20
    CRASHES = int(os.environ.get("CONSENTRY_CRASHES", 6))
    CRASH_EVERY = float(os.environ.get("CONSENTRY_CRASH_EVERY", 0.4))

    def setUp(self):
        self.fast, self.failing, self.hanging = (self.receiver() for _ in range(3))
        self.failing.plan = lambda attempt: 500
        self.hanging.hang()
        self.people = [someone() for _ in range(self.PEOPLE)]
        self.dice = random.Random(7)

    def insist(self, server, body):
        """Posts as Meta does: the same again until it is answered 200."""
        def answered():
            try:
                return server.post(body).status == 200
            except (OSError, http.client.HTTPException):
                return False  # The power is gone, perhaps behind the commit: what was kept is not kept twice.

        self.eventually(answered, "a 200")

    def everybody_says(self, server, round_, word):
        """Each of the people a word, spread over the round."""
        for who in self.people:
            self.insist(server, said(who, word, ago=36_000 - round_))
            time.sleep(self.CRASH_EVERY / len(self.people))

    def everybody_says_while_the_power_goes(self, server, round_, word):
        with concurrent.futures.ThreadPoolExecutor(1) as aside:
            saying = aside.submit(self.everybody_says, server, round_, word)
            time.sleep(self.dice.uniform(0, self.CRASH_EVERY))
            server.crash_and_restart()
            saying.result()

    def test_each_gets_everything_in_order_and_the_one_that_works_is_not_delayed_through_crashes(self):
        names = {"fast": self.fast, "failing": self.failing, "hanging": self.hanging}
        server = self.serve(whole(brand(destination=[destination(to.url, name) for name, to in names.items()])))
        for round_ in range(self.CRASHES):
            if round_ == self.CRASHES // 3:
                self.failing.plan = None
            if round_ == 2 * self.CRASHES // 3:
                self.hanging.release()
            self.everybody_says_while_the_power_goes(server, round_, ("STOP", "START")[round_ % 2])
            count = (round_ + 1) * len(self.people)
            self.fast.wait_for(lambda n=count: len(ids_at(self.fast)) == n, f"all of round {round_}")
            # It has everything while the others have nothing yet: it waits for neither.
            for other, mended in ((self.failing, self.CRASHES // 3), (self.hanging, 2 * self.CRASHES // 3)):
                if round_ < mended:
                    self.assertEqual(other.events, [])
        self.judge(server)

    def judge(self, server):
        owed = {event["data"]["id"] for event in server.events()}
        self.assertEqual(len(owed), self.CRASHES * len(self.people), "each word once")
        for receiver in (self.fast, self.failing, self.hanging):
            receiver.wait_for(lambda to=receiver: ids_at(to) == owed, "everything")
            for who in self.people:
                versions = list(dict.fromkeys(event["data"]["version"] for event in receiver.of(who)))
                self.assertEqual(versions, sorted(versions))
                self.assertEqual(len(versions), self.CRASHES, "what came twice came under the same id")
            bodies = {(attempt.id, attempt.octets) for attempt in receiver.attempts}
            self.assertEqual(len(bodies), len(owed), "what came twice was the same")
            self.assertEqual(receiver.refused, [])
        self.assert_content(server)


if __name__ == "__main__":
    unittest.main()
