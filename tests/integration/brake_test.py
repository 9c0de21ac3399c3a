"""The brake: what changes more consent than usual is held, people's own words are not, and nobody is lost."""

import json
import unittest

from support import meta
from support.configuration import ADMIN_KEY, WRITER_KEY, brand, destination, whole
from support.meta import messages, rfc3339, said, seconds, someone, text, webhook
from support.story import Story

DAY = 86400
FEW = {"window": "10m", "opt_outs": 5, "opt_ins": 10, "percent": 5}


class Brake(Story):
    def braked(self, **more):
        pager = self.receiver()
        self.pager = pager
        return self.serve(whole(brand(brake=FEW, destination=[destination(pager.url, "pager", events=["system.alarm"])]),
                                **more))

    def rows(self, people, state, **more):
        return [{"contact": who.plus, "scope": "marketing", "state": state, "occurred_at": rfc3339(seconds(60)), **more}
                for who in people]

    def batch(self, server, people, state, **more):
        answer = server.tell("/v1/consents/batch", {"rows": self.rows(people, state, **more)}, WRITER_KEY)
        self.assertEqual(answer.status, 200)
        return answer.json

    def holding(self, server):
        return {(brake["source"], brake["direction"]) for brake in server.get("/v1/brakes").json["brakes"] if brake["holds"]}

    def release(self, server, source, direction, **more):
        answer = server.tell(f"/v1/brakes/{source}/{direction}/release", {"actor": "ana", "reason": "meant", **more})
        self.assertEqual(answer.status, 200, answer.json)

    def test_a_crm_that_opens_everybody_is_stopped_and_goes_on_when_it_was_meant(self):
        server = self.braked()
        people = [someone() for _ in range(15)]
        outcome = self.batch(server, people, "opted_in", source="api")
        self.assertEqual((outcome["kept"], outcome["refused"]), (10, 5))
        self.assertEqual(outcome["results"][14]["problem"]["type"], "urn:consentry:problem:braked")
        single = server.consent(people[14].plus, "opted_in", source="api", occurred_at=rfc3339(seconds(60)))
        self.assertEqual((single.status, single.problem), (429, "braked"))
        self.assertIn("retry-after", single.headers)
        self.assertEqual([server.check(who.plus)["allowed"] for who in people], [True] * 10 + [False] * 5)
        self.assertEqual(self.holding(server), {("api", "opt_ins")})
        alarm = self.eventually(lambda: server.metric("consentry_alarm", code="mass_change"), "the alarm is raised")
        self.assertEqual(alarm, 1)
        self.pager.wait_for(lambda: self.pager.events, "the pager is told")
        self.assertEqual(self.pager.events[0]["data"]["alarm"]["about"], "demo/api/opt_ins")

        server.crash_and_restart()
        self.assertEqual(self.batch(server, people[14:], "opted_in", source="api")["refused"], 1)
        self.release(server, "api", "opt_ins")
        self.assertEqual(self.batch(server, people[10:], "opted_in", source="api")["kept"], 5)
        self.eventually(lambda: server.metric("consentry_alarm", code="mass_change") == 0, "the alarm falls")
        self.assert_content(server)

    def test_another_source_in_the_row_is_no_other_brake(self):
        server = self.braked()
        people = [someone() for _ in range(12)]
        for who in people:
            server.hear(said(who, "START"))
        self.assertEqual(self.batch(server, people[:10], "opted_in", source="api")["kept"], 10)
        for source in ("import", "cli", "api"):
            self.assertEqual(self.batch(server, people[10:], "opted_in", source=source)["refused"], 2)
        self.assertEqual(self.holding(server), {("api", "opt_ins")})
        self.release(server, "cli", "opt_ins")
        self.assertEqual(self.batch(server, people[10:], "opted_in", source="import")["kept"], 2)

    def test_a_mass_of_opt_outs_is_held_and_nobody_of_them_is_written_to(self):
        server = self.braked()
        people = [someone() for _ in range(9)]
        for who in people:
            server.opt_in(who)
        outcome = self.batch(server, people, "opted_out")
        self.assertEqual((outcome["kept"], outcome["held"]), (5, 4))
        self.assertEqual([server.state(who.plus) for who in people], ["opted_out"] * 5 + ["held"] * 4)
        self.assertFalse(any(server.check(who.plus)["allowed"] for who in people))
        held = [event["data"]["id"] for event in server.events() if event["type"] == "consent.held"]
        self.assertEqual(len(held), 4)
        released = server.tell(f"/v1/holds/{held[0]}/release", {"actor": "ana", "reason": "the list was wrong"})
        self.assertEqual(released.status, 200, released.json)
        self.assertTrue(server.check(people[5].plus)["allowed"])
        self.release(server, "import", "opt_outs")
        self.assertEqual(self.batch(server, people[6:], "opted_out")["kept"], 3)
        self.assertEqual([server.state(who.plus) for who in people[6:]], ["opted_out"] * 3)
        self.assert_content(server)

    def test_stops_by_status_codes_are_held_and_not_lost(self):
        server = self.braked()
        people = [someone() for _ in range(8)]
        for who in people:
            server.opt_in(who)
        for who in people * 2:
            server.hear(webhook(meta.status(who, "failed", 131050)))
        self.assertEqual([server.check(who.plus)["reason"] for who in people], ["meta_preference"] * 5 + ["held"] * 3)
        self.assertEqual(self.holding(server), {("meta_status", "opt_outs")})
        self.assertEqual(len([event for event in server.events() if event["type"] == "consent.held"]), 3)
        self.assert_content(server)

    def test_peoples_own_words_are_never_held(self):
        server = self.braked()
        self.batch(server, [someone() for _ in range(15)], "opted_in", source="api")
        people = [someone() for _ in range(30)]
        for who in people:
            server.hear(said(who, "STOP"))
        self.assertEqual({server.state(who.plus) for who in people}, {"opted_out"})
        self.assertEqual(self.holding(server), {("api", "opt_ins")})

    def test_a_list_of_people_of_whom_nothing_was_ever_said_is_how_a_business_begins(self):
        server = self.braked()
        self.assertEqual(self.batch(server, [someone() for _ in range(50)], "opted_in")["kept"], 50)
        self.assertEqual(self.batch(server, [someone() for _ in range(50)], "opted_out")["kept"], 50)
        self.assertEqual(self.holding(server), set())

    def test_a_long_import_is_announced_or_stops_and_goes_on(self):
        server = self.braked()
        people = [someone() for _ in range(2_500)]
        for begin in range(0, len(people), 500):  # They have all said something before.
            server.hear(webhook(messages(*(text(who, "START") for who in people[begin:begin + 500]))))
        path = server.folder / "rows.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in self.rows(people, "opted_in")))
        there = ["--admin", f"http://127.0.0.1:{server.admin_port}", "--key", ADMIN_KEY]
        held = server.run("import", path, *there)
        self.assertEqual(held.returncode, 1)
        self.assertIn("--expect", held.stderr)
        passed = sum(server.check(who.plus)["allowed"] for who in people)
        self.assertEqual(passed, 125)  # One in twenty of those who are known.
        listed = server.command("brakes", "list")
        self.assertIn("api         opt_ins    holds since", listed.stdout)
        goes_on = server.run("import", path, *there, "--expect", 2_500)
        self.assertEqual((goes_on.returncode, goes_on.stdout),
                         (0, "2,500 rows: 2,375 kept, 125 unchanged, 0 refused\n"), goes_on.stderr)

    def test_it_is_released_from_the_command_line_as_well(self):
        server = self.braked()
        people = [someone() for _ in range(11)]
        self.batch(server, people, "opted_in", source="api")
        reason = ["--actor", "ana", "--reason", "the fair's list"]
        done = server.command("brakes", "release", "api", "opt_ins", *reason, "--admin",
                              f"http://127.0.0.1:{server.admin_port}", "--key", ADMIN_KEY)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.holding(server), set())
        self.batch(server, [someone() for _ in range(11)], "opted_in", source="api")
        server.stop()
        self.assertEqual(server.command("brakes", "release", "api", "opt_ins", *reason).returncode, 0)
        shown, = (json.loads(line) for line in server.command("brakes", "list", "--json").stdout.splitlines())
        self.assertEqual((shown["holds"], shown["released_by"], shown["reason"]), (False, "ana", "the fair's list"))

    def test_without_a_window_nothing_is_held(self):
        server = self.serve(whole(brand(brake={**FEW, "window": "0s"})))
        self.assertEqual(self.batch(server, [someone() for _ in range(50)], "opted_in")["kept"], 50)


if __name__ == "__main__":
    unittest.main()
