"""Somebody asks to be forgotten: at once nobody may write to them, then nothing of them is left, and nothing else breaks."""

import datetime
import time
import unittest

from support import configuration, meta
from support.configuration import NUMBER, WRITER_KEY, brand, destination, whole
from support.meta import said, someone, text, webhook
from support.story import Story

LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
IN_LONG = datetime.datetime(2100, 1, 1, tzinfo=datetime.timezone.utc)
UNLISTED = "106540352242944"
WORDS = "hola, STOP por favor, muchas gracias"


class Erasure(Story):
    def traces(self, server, *needles):
        """What can be read of somebody in any file of the store, its log, the journal, or the program's own log."""
        files = [path for path in server.folder.rglob("*") if path.is_file() and path.suffix != ".toml"]
        contents = b"".join(path.read_bytes() for path in files) + repr(server.log).encode()
        self.assertTrue(any(path.name == "consentry.db" for path in files))
        return [needle for needle in needles if needle.encode() in contents]

    def until_purged(self, server):
        self.eventually(lambda: server.metric("consentry_erasures_pending") == 0
                        and server.metric("consentry_erasures_purged_total") > 0, "the purge")

    def a_second_later(self):
        """Times are in whole seconds: only what is said in a later one is from after the erasure."""
        time.sleep(1.1 - time.time() % 1 + 1)

    def a_life(self, server, who, neighbour):
        """What somebody leaves behind; the ids of their messages."""
        ids = [meta.new_id() for _ in range(4)]
        server.hear(said(who, WORDS, message_id=ids[0], ago=30))
        server.prompt(who.plus, wording="v3", message_id=ids[1], asked_at=meta.rfc3339(meta.seconds(20)))
        server.hear(said(who, "sí", message_id=ids[2], context=ids[1], ago=10))
        self.assertEqual(server.state(who.plus), "opted_in")
        both = [text(who, "sí quiero", message_id=ids[3]), text(neighbour, "sí quiero")]
        server.hear(webhook(meta.messages(*both, number=UNLISTED, people=[who, neighbour])))
        return ids

    def test_nothing_of_somebody_is_left_and_they_may_begin_anew(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        who, neighbour = someone(user_id=True), someone()
        ids = self.a_life(server, who, neighbour)
        needles = [who.phone, who.user_id, "por favor", *ids]
        self.assertEqual(self.traces(server, *needles), needles)

        before = meta.seconds()
        answer = server.erase(who.plus, actor="Eva Pérez", reason="letter 4711")
        self.assertEqual(answer.status, 202, answer)
        self.assertTrue(answer.json["changed"])
        for scope in ("marketing", "orders"):
            self.assert_denied(server, who, scope, reason="erased")
        self.assertFalse(server.check(who.user_id)["allowed"])
        erased = crm.wait_for(lambda: [event for event in crm.of(who) if event["type"] == "subject.erased"], "the news")
        self.assertEqual(erased[0]["data"]["states"]["marketing"],
                         {"state": "unknown", "allowed": False, "reason": "erased"})
        self.until_purged(server)
        self.assertEqual(self.traces(server, *needles, "Eva Pérez", "letter 4711"), [])
        self.assertEqual(self.traces(server, neighbour.phone), [neighbour.phone])
        self.assert_content(server)
        self.assertEqual(server.get(f"/v1/subjects/{who.user_id}").status, 404)
        self.assertEqual(server.erase(who.plus).status, 200)

        # Nobody else's words went with theirs: once the number is listed, the neighbour's YES is heard.
        server.configure(whole(brand(
            number=[{"phone_number_id": NUMBER}, {"phone_number_id": UNLISTED}],
            prompt=[{"scope": "marketing", "wording": "v3", "from": LONG_AGO, "until": IN_LONG}], destination=[destination(crm.url)])))
        server.reload()
        self.eventually(lambda: server.state(neighbour.plus) == "opted_in", "the neighbour's yes")
        self.assert_denied(server, who, reason="erased")

        # What is from before stays away, whichever way it comes.
        server.hear(said(who, WORDS, message_id=ids[0], at=before))
        server.hear(said(who, "STOP", at=before - 60))
        server.hear(webhook(meta.status(who, "read", recipient_user_id=who.user_id)))
        refused = server.consent(who.plus, "opted_in", occurred_at=meta.rfc3339(meta.seconds()), source="nightly sync")
        self.assertEqual((refused.status, refused.json["type"]), (409, "urn:consentry:problem:conflict"))
        self.assertEqual(server.consent(who.plus, "opted_out").status, 409)
        self.assertEqual(self.traces(server, *needles), [])
        self.assert_denied(server, who, reason="erased")

        # Their own word to a new question does not.
        self.a_second_later()
        asked = server.prompt(who.plus, wording="v3", message_id="wamid.anew")
        self.assertTrue(asked["changed"])
        self.assert_denied(server, who, reason="erased")
        server.hear(said(who, "sí", context="wamid.anew"))
        self.assertTrue(server.check(who.plus)["allowed"])
        self.assertEqual([event["type"] for event in server.history(who.plus)][-1], "consent.opted_in")
        self.assertNotIn("consent.opted_out", [event["type"] for event in server.history(who.plus)])
        self.assert_content(server)

    def test_what_waits_for_a_receiver_is_delivered_first(self):
        crm = self.receiver()
        crm.plan = lambda event: 503
        server = self.serve_for(crm)
        who = someone()
        server.hear(said(who, WORDS))
        crm.wait_for(lambda: crm.attempts, "an attempt")
        self.assertEqual(server.erase(who.plus).status, 202)
        time.sleep(2.5)
        self.assertEqual(server.metric("consentry_erasures_pending"), 1)
        self.assertIn(who.phone, self.traces(server, who.phone))
        server.crash_and_restart()
        self.assert_denied(server, who, reason="erased")
        crm.plan = None
        types = crm.wait_for(lambda: crm.types_of(who)[-1:] == ["subject.erased"] and crm.types_of(who), "the news")
        self.assertIn("consent.opted_out", types)
        self.until_purged(server)
        self.assertEqual(self.traces(server, who.phone, "por favor"), [])
        self.assert_content(server)

    def test_killed_at_any_moment_of_the_purge_it_is_finished_by_the_next_start(self):
        server = self.serve()
        people = [someone(user_id=True) for _ in range(12)]
        for who in people:
            server.hear(said(who, WORDS))
            server.hear(webhook(meta.messages(text(who, "sí"), number=UNLISTED, people=[who])))
        for i, who in enumerate(people):
            self.assertEqual(server.erase(who.plus).status, 202)
            if i % 3 == 2:
                time.sleep(i / 12)
                server.crash_and_restart()
        names = [name for who in people for name in (who.phone, who.user_id)]
        self.eventually(lambda: self.traces(server, *names) == [], "nothing to be left")
        self.assert_content(server)

    def test_by_the_command_where_no_server_runs_and_where_one_does(self):
        server = self.serve()
        first, second = someone(), someone()
        for who in (first, second):
            server.hear(said(who, WORDS))
        there = server.run("subject", "erase", first.plus, "--admin", f"http://127.0.0.1:{server.admin_port}",
                           "--key", configuration.ADMIN_KEY)
        self.assertEqual(there.returncode, 0, there.stderr)
        self.assertIn("erased", there.stdout)
        self.until_purged(server)
        self.assertEqual(server.stop(), 0)
        here = server.command("subject", "erase", second.plus, "--actor", "Eva", "--reason", "letter 12")
        self.assertEqual(here.returncode, 0, here.stderr)
        self.assertEqual(self.traces(server, first.phone, second.phone, "por favor", "letter 12"), [])
        self.assert_content(server)
        server.start()
        self.assert_denied(server, second, reason="erased")

    def test_who_may_and_whom(self):
        server = self.serve()
        who = someone()
        server.hear(said(who, WORDS))
        self.assertEqual(server.erase(who.plus, key=WRITER_KEY).status, 403)
        self.assertEqual(server.erase("+34600000000").status, 404)
        self.assertEqual(server.erase("nobody").status, 400)
        self.assertEqual(server.erase(who.plus, reson="a typo").status, 400)
        self.assertEqual(server.state(who.plus), "opted_out")

    def test_brands_of_one_portfolio_forget_together(self):
        config = whole(brand(), brand("hats", portfolio="demo", number=[{"phone_number_id": UNLISTED}]))
        config["api"]["key"].append(configuration.key("reader", "admin", brands=["demo"]))
        config["api"]["key"] = [one for one in config["api"]["key"] if one["name"] != "reader" or one["role"] == "admin"]
        server = self.serve(config)
        who = someone()
        server.hear(said(who, "STOP"))
        server.hear(said(who, "STOP", number=UNLISTED))
        alone = server.erase(who.plus, key=configuration.READER_KEY)
        self.assertEqual(alone.status, 403, alone)
        self.assertEqual(server.erase(who.plus, brand="hats").status, 202)
        for name in ("demo", "hats"):
            self.assertEqual(server.events(brand=name)[-1]["type"], "subject.erased")
            self.assertEqual(server.check(who.plus, brand=name)["reason"], "erased")


if __name__ == "__main__":
    unittest.main()
