"""200 means kept: whatever was acknowledged before the power went is there afterwards, once."""

import json
import unittest

from support import meta
from support.load import Load
from support.story import Story

ROUNDS = 4
CHECKED_AT_ONCE = 10_000


class PowerCut(Story):
    def denied(self, server, people):
        """How many of them may not be written to."""
        answer = server.tell("/v1/check", {"scope": "marketing", "contacts": [who.plus for who in people]})
        self.assertEqual(answer.status, 200)
        return sum(result["reason"] == "opted_out" for result in answer.json["results"])

    def test_every_acknowledged_stop_survives_a_kill_in_the_middle_of_the_load(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        people, uncertain = [], []
        for cut in range(ROUNDS):
            load = Load(server)
            load.wait_for(60 + 70 * cut)  # Each time at another moment.
            server.kill()
            load.end()
            self.assertEqual(load.refused, [])
            self.assertGreater(len(load.acknowledged), 0)
            people += load.people
            uncertain += load.uncertain
            server.start()
            self.assertEqual(self.denied(server, people), len(people))
        self.assert_content(server)

        # Meta sends again what got no answer. It may have been kept before the cut: then nothing happens twice.
        for who, body in uncertain:
            server.hear(body)
            people.append(who)
        self.assertEqual(self.denied(server, people), len(people))
        ledger = server.events()
        self.assertEqual(sorted(event["data"]["subject"]["wa_id"] for event in ledger),
                         sorted(who.phone for who in people))
        self.assert_content(server)

        # Every one of them reaches the receiver; what comes twice comes under the same id.
        owed = {event["data"]["id"] for event in ledger}
        crm.wait_for(lambda: owed <= {event["data"]["id"] for event in crm.events}, "all events")
        self.assertEqual({event["data"]["id"] for event in crm.events}, owed)
        self.assertEqual(crm.refused, [])

    def test_every_acknowledged_webhook_that_nobody_understands_is_whole_in_the_journal_after_a_kill(self):
        def strange(who):
            return meta.webhook({**meta.messages(meta.text(who, "STOP")), "field": "something_of_2027"})

        server = self.serve()
        kept = []
        for cut in range(ROUNDS):
            load = Load(server, body_of=strange)
            load.wait_for(60 + 70 * cut)
            server.kill()
            kept += [body for _, body in load.end().acknowledged]
            self.assertEqual(load.refused, [])
            server.start()
        files = b"".join(file.read_bytes() for file in (server.folder / "journal").glob("*.journal"))
        self.assertEqual([body for body in kept if files.count(body) != 1], [])
        listed = [json.loads(line) for line in server.command("journal", "list", "--json").stdout.splitlines()]
        whole = [record for record in listed if not record["trouble"]]
        self.assertGreaterEqual(len(whole), len(kept))
        self.assertLessEqual(len(listed) - len(whole), ROUNDS)  # What a kill has cut off was not acknowledged.

    def test_a_kill_while_deliveries_fail_loses_none_of_them(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        crm.plan = lambda event: 500 if int(event["data"]["subject"]["wa_id"]) % 2 else 204
        people = []
        for _ in range(2):
            load = Load(server)
            load.wait_for(40)
            server.kill()
            people += load.end().people
            server.start()
        crm.plan = None
        names = {who.phone for who in people}
        crm.wait_for(lambda: names <= {event["data"]["subject"]["wa_id"] for event in crm.events}, "all of them")
        self.assert_content(server)


if __name__ == "__main__":
    unittest.main()
