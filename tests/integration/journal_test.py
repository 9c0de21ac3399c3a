"""The journal: what could not be acted on is on disk before Meta is answered, and is heard when it can be."""

import json
import unittest

from support import configuration, meta
from support.configuration import NUMBER, OTHER_NUMBER, brand, whole
from support.meta import said, someone, text, webhook
from support.story import Story

NEW_NUMBER = "106540352242944"


class Journal(Story):
    def records(self, server):
        answer = server.get("/v1/journal")
        self.assertEqual(answer.status, 200)
        return answer.json["records"]

    def gaps(self, server):
        return [record["gaps"] for record in self.records(server)]

    def listed(self, server, *more):
        outcome = server.command("journal", "list", *more)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        return outcome.stdout

    def with_numbers(self, *numbers):
        return whole(brand(number=[{"phone_number_id": number} for number in numbers]))

    def alarms(self, server):
        return {(alarm["code"], alarm["about"]) for alarm in server.get("/readyz?verbose").json["alarms"]}

    def test_what_is_unknown_is_acknowledged_kept_and_told(self):
        server = self.serve()
        who = someone()
        change = meta.messages(text(who, "STOP"), people=[who])
        server.hear(webhook({**change, "field": "something_of_2027"}))
        server.hear(webhook(meta.messages(meta.message(who, "hologram", {"shape": "cube"}), people=[who])))
        self.assertEqual(self.gaps(server), [["unknown_field"], ["unknown_type"]])
        self.assertEqual(self.alarms(server), {("unknown_items", "something_of_2027"), ("unknown_items", "hologram")})
        self.assertEqual(server.metric("consentry_alarm", code="unknown_items"), 2)
        self.assertEqual(server.metric("consentry_journal_records"), 2)
        listed = self.listed(server)
        self.assertNotIn(who.phone, listed)
        self.assertNotIn("STOP", listed)
        identity = self.records(server)[0]["id"]
        self.assertIn(who.phone, self.listed(server, "--show", identity))
        self.assertEqual(server.command("journal", "list", "--show", "nothing@0").returncode, 1)

    def test_a_torn_body_is_kept_whole_and_its_complete_items_count(self):
        server = self.serve()
        first, second = someone(), someone()
        body = webhook(meta.messages(text(first, "STOP"), text(second, "STOP"), people=[first, second]))
        torn = body[:body.index(b'"STOP"', body.index(b'"STOP"') + 6)]
        self.assertEqual(server.post(torn).status, 200)
        self.assert_denied(server, first)
        self.assertEqual(server.state(second.plus), "unknown")
        record, = self.records(server)
        self.assertEqual((record["gaps"], record["bytes"]), (["broken_body"], len(torn)))
        server.crash_and_restart()
        self.assertEqual([one["id"] for one in self.records(server)], [record["id"]])

    def test_a_yes_to_a_number_that_nobody_lists_counts_when_it_is_listed_and_once(self):
        server = self.serve(self.with_numbers(NUMBER))
        yes, no = someone(), someone()
        server.prompt(yes.plus, number=NUMBER)
        server.hear(said(yes, "YES", number=NEW_NUMBER))
        server.hear(said(no, "STOP", number=NEW_NUMBER))
        self.assert_denied(server, no)  # An opt-out acts at once, wherever it was sent.
        self.assertEqual(server.state(yes.plus), "unknown")
        self.assertEqual(self.gaps(server), [["unlisted_number"]])
        self.assertIn(("unlisted_number", NEW_NUMBER), self.alarms(server))
        server.configure(self.with_numbers(NUMBER, NEW_NUMBER))
        server.reload()
        self.eventually(lambda: server.state(yes.plus) == "opted_in", "the YES heard")
        self.eventually(lambda: not self.records(server), "nothing left")
        count = len(server.history(yes.plus))
        self.assertEqual(server.tell("/v1/journal/apply", {}).json, {"settled": 0, "waiting": 0, "untrusted": 0, "events": 0})
        server.restart()
        self.assertEqual(len(server.history(yes.plus)), count)
        self.assert_content(server)

    def test_another_brands_number_is_kept_until_that_brand_trusts_the_app(self):
        secrets = {"HAT_SECRET": "the secret of another app"}

        def config(*hat_secrets):
            shoes = brand("shoes", number=[{"phone_number_id": NUMBER}])
            hats = brand("hats", number=[{"phone_number_id": OTHER_NUMBER}], app_secrets=list(hat_secrets))
            return whole(shoes, hats)

        server = self.serve(config("env:HAT_SECRET"), **secrets)
        who = someone()
        server.hear(said(who, "STOP", number=OTHER_NUMBER))
        self.assertEqual(self.gaps(server), [["foreign_number"]])
        self.assertIn(("foreign_number", OTHER_NUMBER), self.alarms(server))
        self.assertEqual(server.state(who.plus, brand="hats"), "unknown")
        server.configure(config("env:HAT_SECRET", "env:APP_SECRET"))
        server.reload()
        self.eventually(lambda: server.state(who.plus, brand="hats") == "opted_out", "the STOP heard")

    def test_what_an_app_has_signed_that_is_trusted_no_more_stays_and_is_told(self):
        def config(secret):
            return whole(brand(number=[{"phone_number_id": NUMBER}], app_secrets=[secret]))

        server = self.serve(config("env:APP_SECRET"), NEXT_SECRET="the secret that comes after")
        server.hear(said(someone(), "YES", number=NEW_NUMBER))
        server.configure(config("env:NEXT_SECRET"))
        server.reload()
        outcome = server.tell("/v1/journal/apply", {}).json
        self.assertEqual(outcome, {"settled": 0, "waiting": 0, "untrusted": 1, "events": 0})
        self.assertEqual(self.gaps(server), [["unlisted_number"]])

    def test_its_list_comes_in_pages(self):
        server = self.serve()
        for number in range(3):
            server.hear(webhook({**meta.messages(text(someone(), "STOP")), "field": f"something_of_{number}"}))
        records = self.records(server)
        page = server.get("/v1/journal?limit=2").json
        self.assertEqual((page["records"], page["more"]), (records[:2], True))
        rest = server.get(f"/v1/journal?limit=2&after={page['next']}").json
        self.assertEqual((rest["records"], rest["more"], rest["next"]), (records[2:], False, None))
        self.assertEqual(server.get("/v1/journal?after=nowhere").status, 400)

    def test_what_a_crash_has_cut_off_is_told_and_keeps_nothing_else(self):
        server = self.serve()
        server.hear(webhook({**meta.messages(text(someone(), "STOP")), "field": "something_of_2027"}))
        server.kill()
        file, = (server.folder / "journal").glob("*.journal")
        whole_record = file.read_bytes()
        file.write_bytes(whole_record + whole_record[:-20])
        server.start()
        self.assertEqual(self.gaps(server), [["unknown_field"]])
        first, second = self.listed(server).splitlines()
        self.assertIn("unknown_field", first)
        self.assertIn("cut off", second)

    def test_it_is_applied_by_hand_too_with_a_server_and_without(self):
        server = self.serve(self.with_numbers(NUMBER))
        who = someone()
        server.prompt(who.plus, number=NUMBER)
        server.hear(said(who, "YES", number=NEW_NUMBER))
        there = server.run("journal", "apply", "--admin", f"http://127.0.0.1:{server.admin_port}", "--key",
                           configuration.ADMIN_KEY, "--json")
        self.assertEqual((there.returncode, json.loads(there.stdout)), (0, {"settled": 0, "waiting": 1, "untrusted": 0, "events": 0}))
        told = server.run("journal", "apply", "--admin", f"http://127.0.0.1:{server.admin_port}", "--key",
                          configuration.ADMIN_KEY)
        self.assertTrue(told.stdout.startswith("0 settled, 1 still waiting"), told.stdout)
        self.assertEqual(server.command("journal", "apply").returncode, 3)  # The server holds the store.
        server.stop()
        server.configure(self.with_numbers(NUMBER, NEW_NUMBER))
        here = server.command("journal", "apply", "--json")
        self.assertEqual((here.returncode, json.loads(here.stdout)), (0, {"settled": 1, "waiting": 0, "untrusted": 0, "events": 1}))
        self.assertEqual(server.start().state(who.plus), "opted_in")

    def test_only_an_administrator_looks_into_it(self):
        server = self.serve()
        for key in (configuration.READER_KEY, configuration.WRITER_KEY):
            self.assertEqual(server.get("/v1/journal", key=key).status, 403)
            self.assertEqual(server.tell("/v1/journal/apply", {}, key=key).status, 403)

    def test_where_it_cannot_be_written_meta_is_told_to_repeat_and_everything_else_goes_on(self):
        server = self.serve()
        journal = server.folder / "journal"
        journal.rmdir()
        journal.write_text("no folder any more")
        strange = webhook({**meta.messages(), "field": "something_of_2027"})
        self.assertEqual(server.post(strange).status, 503)
        self.assertIn(("journal_failing", None), self.alarms(server))
        who = someone()
        server.hear(said(who, "STOP"))
        self.assert_denied(server, who)
        journal.unlink()
        journal.mkdir()
        server.hear(strange)
        self.assertEqual(self.gaps(server), [["unknown_field"]])
        self.assertNotIn(("journal_failing", None), self.alarms(server))


if __name__ == "__main__":
    unittest.main()
