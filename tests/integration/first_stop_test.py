"""One message, end to end: a person writes BAJA, and everybody who could write to them knows."""

import json
import unittest

from support import configuration, meta
from support.meta import said, someone
from support.story import Story


class FirstStop(Story):
    def setUp(self):
        self.crm = self.receiver()
        self.server_ = self.serve_for(self.crm)
        self.ana = someone()

    def send(self, *more):
        """`consentry send`, as the README tells a newcomer to."""
        url = f"http://127.0.0.1:{self.server_.public_port}/webhooks/meta"
        return self.server_.run("send", "--url", url, "--secret", configuration.APP_SECRET, "--from", self.ana.phone,
                                "--number", configuration.NUMBER, *more)

    def test_whoever_nobody_knows_is_unknown_and_denied(self):
        answer = self.server_.check(self.ana.plus)
        self.assertEqual(answer, {"contact": self.ana.plus, "scope": "marketing", "allowed": False,
                                  "state": "unknown", "reason": "unknown", "matched": "exact", "since": None,
                                  "event": None})

    def test_a_stop_in_spanish_is_a_no_at_the_next_check_with_its_reason_and_its_event(self):
        sent = self.send("--text", "BAJA")
        self.assertEqual(sent.returncode, 0, sent.stdout + sent.stderr)
        for scope in ("marketing", "orders"):
            answer = self.assert_denied(self.server_, self.ana, scope)
            self.assertEqual(answer["state"], "opted_out")
            self.assertRegex(answer["event"], "^evt_[0-9a-z]{26}$")
            self.assertRegex(answer["since"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_the_log_tells_in_a_line_each_what_was_heard_and_what_went_out(self):
        self.server_.hear(said(self.ana, "BAJA"))
        event, = self.crm.wait_for_events(self.ana)
        kept = self.server_.wait_for_entry("webhook.kept")
        self.assertEqual((kept["brand"], kept["number"], kept["signals"], kept["entries"], kept["events"]),
                         ("demo", configuration.NUMBER, 1, 1, event["data"]["id"]))
        self.assertNotIn(self.ana.phone, json.dumps(self.server_.log))
        delivered = self.server_.wait_for_entry("delivery.attempted")
        self.assertEqual((delivered["event_id"], delivered["outcome"]), (event["data"]["id"], "delivered"))

    def test_the_crm_is_told_under_a_valid_signature_in_the_words_of_the_contract(self):
        at = meta.seconds(ago=60)
        made = meta.text(self.ana, "BAJA", at=at)
        self.server_.hear(meta.did(made, self.ana))
        event, = self.crm.wait_for_events(self.ana)
        self.assertEqual(self.crm.refused, [])
        data = event["data"]
        self.assertEqual(event["type"], "consent.opted_out")
        self.assertEqual(event["timestamp"], data["message"]["timestamp"])
        self.assertEqual((data["brand"], data["scope"], data["state"], data["effective"]),
                         ("demo", "*", "opted_out", True))
        self.assertEqual(set(data["states"]), {"marketing", "orders"})
        for state in data["states"].values():
            self.assertEqual((state["state"], state["allowed"], state["reason"]), ("opted_out", False, "opted_out"))
        self.assertEqual((data["subject"]["phone"], data["subject"]["wa_id"]), (self.ana.plus, self.ana.phone))
        self.assertRegex(data["subject"]["id"], "^sub_[0-9a-z]{26}$")
        self.assertNotIn("user_id", data["subject"])
        self.assertEqual((data["number"], data["source"]), (configuration.NUMBER, "whatsapp_message"))
        match = data["match"]
        self.assertEqual((match["keyword"], match["language"], match["tier"], match["rule"]),
                         ("baja", "es", "exact", "es/opt_out/baja"))
        self.assertRegex(match["pack"], r"^es@\d+\+[0-9a-f]{16}$")
        self.assertEqual((data["message"]["id"], data["message"]["text"], data["message"]["context_id"]),
                         (made["id"], "BAJA", None))
        self.assertIsNone(data["prompt"])
        self.assertRegex(data["recorded_at"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d\d\dZ$")
        attempt = self.crm.attempts[0]
        self.assertEqual(attempt.id, data["id"])
        self.assertEqual(attempt.headers["content-type"], "application/json")
        self.assertEqual(self.server_.check(self.ana.plus)["event"], data["id"])

    def test_the_history_tells_the_story_over_http_and_in_the_terminal(self):
        self.send("--text", "BAJA")
        event, = self.server_.history(self.ana.plus)
        self.assertEqual((event["type"], event["data"]["message"]["text"]), ("consent.opted_out", "BAJA"))
        told = self.server_.command("subject", "history", self.ana.plus)
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertIn("consent.opted_out", told.stdout)
        self.assertIn("«BAJA»", told.stdout)
        self.assertIn("es/opt_out/baja", told.stdout)
        as_json = self.server_.command("subject", "history", self.ana.plus, "--json")
        self.assertEqual([json.loads(line) for line in as_json.stdout.splitlines()], [event])

    def test_after_a_power_cut_everything_that_was_acknowledged_is_as_before(self):
        self.send("--text", "BAJA")
        self.crm.wait_for_events(self.ana)
        before = self.server_.check(self.ana.plus), self.server_.history(self.ana.plus), self.server_.events()
        self.server_.crash_and_restart()
        self.assertEqual((self.server_.check(self.ana.plus), self.server_.history(self.ana.plus),
                          self.server_.events()), before)
        self.assert_content(self.server_)

    def test_the_same_webhook_again_changes_nothing_and_says_nothing_twice(self):
        body = said(self.ana, "BAJA", ago=60)
        self.server_.hear(body)
        self.crm.wait_for_events(self.ana)
        before = self.server_.events()
        self.server_.hear(body)
        self.server_.crash_and_restart()
        self.server_.hear(body)
        self.assertEqual(self.server_.events(), before)
        # The next event of the same person comes behind whatever was still to be said of them.
        self.server_.hear(said(self.ana, "START"))
        self.crm.wait_for(lambda: "consent.lifted" in self.crm.types_of(self.ana), "the START")
        ids = [event["data"]["id"] for event in self.crm.of(self.ana)]
        self.assertEqual(len(set(ids)), 2)

    def test_a_ledger_that_nobody_touched_is_verified_while_the_server_runs_and_after(self):
        for text in ("BAJA", "START", "STOP"):
            self.server_.hear(said(self.ana, text))
        self.assert_content(self.server_)
        self.assertEqual(self.server_.stop(), 0)
        self.assert_content(self.server_)


if __name__ == "__main__":
    unittest.main()
