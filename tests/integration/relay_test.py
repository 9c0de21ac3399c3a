"""consentry in front of a bot that expects to be Meta's webhook: it gets every webhook as Meta sent it."""

import json
import resource
import socket
import stat
import unittest

from support import meta
from support.bot import Bot, number_in
from support.configuration import APP_SECRET, NUMBER, OTHER_NUMBER, brand, relay, whole
from support.feed import Feed
from support.meta import said, someone
from support.story import Story

ROUNDS = 8


def numbered(number, place):
    """A webhook of a number that is like no other."""
    return meta.webhook(meta.messages(meta.text(someone(), f"message {place} to {number}"), number=number))


class Relaying(Story):
    def setUp(self):
        self.bot = self.a_bot()

    def tearDown(self):
        self.assertEqual(self.bot.refused, [])

    def a_bot(self, **more):
        made = Bot(**more)
        self.addCleanup(made.close)
        return made

    def behind(self, *relays, **sections):
        """A server with these relays."""
        return self.serve(whole(brand(destination=list(relays)), **sections))

    def of_number(self, number):
        return [body for body in self.bot.firsts if number_in(body) == number]

    def destination(self, server, name="bot"):
        listed, = [one for one in server.get("/v1/destinations").json["destinations"] if one["name"] == name]
        return listed

    # What it gets.

    def test_every_webhook_arrives_byte_for_byte_with_metas_signature(self):
        server = self.behind(relay(self.bot.url))
        ana = someone()
        account = meta.webhook({"field": "account_update", "value": {"event": "ACCOUNT_RESTRICTION"}})
        sent = [
            said(someone(), "Hello"),
            said(ana, "STOP"),
            meta.webhook(meta.status(someone(), "read")),
            account,
            b' {"object": "whatsapp_business_account",\r\n\t"entry": [ ], "more": "\xc3\xb1 \xff" }\n\n',
            said(someone(), "x" * 1_000_000),
        ]
        for body in sent:
            server.hear(body)
        self.bot.wait_for_bodies(*sent)
        self.assertEqual(sorted(self.bot.bodies), sorted(sent))
        for attempt in self.bot.attempts:
            self.assertEqual(attempt.headers["x-hub-signature-256"], meta.signature(attempt.octets, APP_SECRET))
            self.assertEqual(attempt.headers["content-type"], "application/json")
        self.assert_denied(server, ana)
        self.assertEqual(server.post(said(someone(), "Hello"), secret="a stranger's").status, 401)
        self.eventually(lambda: self.destination(server)["behind"] == 0, "nothing behind")
        self.assertEqual(server.metric("consentry_relay_delivered_total", brand="demo", destination="bot"), len(sent))
        self.assertEqual(server.metric("consentry_relay_behind", brand="demo", destination="bot"), 0)
        for file in (server.folder / "relay").iterdir():
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE((server.folder / "relay").stat().st_mode), 0o700)

    def test_a_relay_without_signals_gets_what_says_nothing_and_one_of_fields_what_has_them(self):
        account = self.a_bot()
        server = self.behind(relay(self.bot.url, signals="without_signal", fields=["messages"]),
                             relay(account.url, "account", fields=["account_update"]))
        notice = meta.webhook({"field": "account_update", "value": {"event": "ACCOUNT_RESTRICTION"}})
        chat, last = said(someone(), "Where is my order?"), said(someone(), "Thank you for your help with the order")
        for body in (chat, said(someone(), "STOP"), said(someone(), "YES"), notice, last):
            server.hear(body)
        self.bot.wait_for_bodies(chat, last)
        account.wait_for_bodies(notice)
        self.assertEqual((self.bot.bodies, account.bodies), ([chat, last], [notice]))

    def test_a_brand_gets_the_webhooks_of_its_own_numbers(self):
        other = self.a_bot()
        server = self.serve(whole(
            brand(number=[{"phone_number_id": NUMBER}], destination=[relay(self.bot.url)]),
            brand("hats", number=[{"phone_number_id": OTHER_NUMBER}], destination=[relay(other.url)])))
        mine, theirs = numbered(NUMBER, 1), numbered(OTHER_NUMBER, 1)
        both = meta.webhook(meta.messages(meta.text(someone(), "a")),
                            meta.messages(meta.text(someone(), "b"), number=OTHER_NUMBER))
        for body in (mine, theirs, both):
            server.hear(body)
        self.bot.wait_for_bodies(mine, both)
        other.wait_for_bodies(theirs, both)
        self.assertEqual((self.bot.bodies, other.bodies), ([mine, both], [theirs, both]))

    # In which order, and whatever fails.

    def test_a_number_that_fails_keeps_its_order_and_holds_up_no_other(self):
        server = self.behind(relay(self.bot.url))
        self.bot.fail_number(NUMBER)
        failing = [numbered(NUMBER, place) for place in range(10)]
        others = [numbered(OTHER_NUMBER, place) for place in range(10)]
        for one, other in zip(failing, others):
            server.hear(one)
            server.hear(other)
        self.bot.wait_for_bodies(*others)
        self.assertEqual(self.of_number(NUMBER), [])
        self.assertEqual({attempt.octets for attempt in self.bot.attempts if attempt.status == 500}, {failing[0]})
        self.bot.plan = None
        self.bot.wait_for_bodies(*failing)
        self.assertEqual((self.of_number(NUMBER), self.of_number(OTHER_NUMBER)), (failing, others))

    def test_a_body_that_is_refused_does_not_block_its_number(self):
        server = self.behind(relay(self.bot.url))
        bad, good = numbered(NUMBER, 1), numbered(NUMBER, 2)
        self.bot.plan = lambda body: 400 if body == bad else 200
        server.hear(bad)
        server.hear(good)
        self.bot.wait_for_bodies(good)
        self.assertEqual([attempt.status for attempt in self.bot.attempts], [400] * 3 + [200])
        self.eventually(lambda: self.destination(server)["refused"] == 1, "the refused one")
        self.assertEqual(server.metric("consentry_relay_refused", brand="demo", destination="bot"), 1)
        self.bot.plan = None
        server.tell("/v1/destinations/bot/resume", b"")  # Somebody has mended the bot, and does not want to wait.
        self.bot.wait_for_bodies(bad)

    def test_a_bot_that_is_down_for_a_while_gets_everything_when_it_is_back(self):
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            port = reserved.getsockname()[1]
        server = self.behind(relay(f"http://127.0.0.1:{port}/webhook"))
        sent = [numbered(NUMBER, place) for place in range(30)]
        for body in sent:
            server.hear(body)
        listed = self.eventually(
            lambda: self.destination(server)["failing"] is False and server.entries("relay.failed") and
            self.destination(server), "a failure")
        self.assertEqual((listed["kind"], listed["behind"]), ("relay", 30))
        self.assertGreater(listed["behind_bytes"], 30 * len(sent[0]))
        self.assertTrue(listed["oldest"])
        late = self.a_bot(port=port)
        late.wait_for_bodies(*sent)
        self.assertEqual(late.firsts, sent)

    def test_everything_acknowledged_arrives_in_order_though_consentry_is_killed_again_and_again(self):
        server = self.behind(relay(self.bot.url))
        feeds = [Feed(server, number, numbered) for number in (NUMBER, OTHER_NUMBER)]
        for cut in range(ROUNDS):
            for feed in feeds:
                feed.wait_for_more(20 + 15 * cut)  # Each time at another moment.
            if cut == ROUNDS // 2:
                self.bot.plan = lambda body: 503 if number_in(body) == NUMBER else 200
            server.crash_and_restart()
        self.bot.plan = None
        for feed in feeds:
            feed.end()
        for feed in feeds:
            self.bot.wait_for_bodies(*feed.acknowledged)
            arrived = [body for body in self.of_number(feed.number) if body in set(feed.acknowledged)]
            self.assertEqual([arrived.index(body) for body in feed.acknowledged], list(range(len(arrived))))
        self.assertEqual(server.metric("consentry_relay_dropped_total", brand="demo", destination="bot"), 0)
        self.assertEqual(server.metric("consentry_alarm", code="relay_damaged"), 0)

    def test_what_was_delivered_before_a_stop_is_not_sent_again(self):
        server = self.behind(relay(self.bot.url))
        sent = [numbered(NUMBER, place) for place in range(20)]
        for body in sent:
            server.hear(body)
        self.bot.wait_for_bodies(*sent)
        server.restart()
        last = numbered(NUMBER, 20)
        server.hear(last)
        self.bot.wait_for_bodies(last)
        self.assertEqual(self.bot.bodies, sent + [last])
        self.assertEqual(len(list((server.folder / "relay").glob("*.relay"))), 1)

    # When it cannot be kept.

    def test_when_files_may_not_grow_webhooks_are_503_until_they_may_again(self):
        server = self.behind(relay(self.bot.url, fields=["messages"]))
        first = said(someone(), "Hello")
        server.hear(first)
        _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, most))
        refused = said(someone(), "Anybody there?")
        for _ in range(3):
            answer = server.post(refused)
            self.assertEqual((answer.status, answer.problem), (503, "unavailable"))
            self.assertIn("retry-after", answer.headers)
        self.assertEqual(server.metric("consentry_alarm", code="relay_failing") > 0, True)
        server.hear(meta.webhook({"field": "account_update", "value": {"event": "ACCOUNT_RESTRICTION"}}))
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        server.hear(refused)
        self.bot.wait_for_bodies(first, refused)
        self.eventually(lambda: server.metric("consentry_alarm", code="relay_failing") == 0, "the alarm to fall")
        server.crash_and_restart()
        server.hear(said(someone(), "Hello again"))
        self.bot.wait_for(lambda: len(self.bot.firsts) == 3, "the last one")

    # Steering.

    def test_a_relay_that_is_paused_gets_nothing_until_it_is_resumed_and_then_everything(self):
        server = self.behind(relay(self.bot.url))
        answer = server.tell("/v1/destinations/bot/pause", b"")
        self.assertEqual((answer.status, answer.json), (200, {"name": "bot", "paused": True}))
        sent = [numbered(NUMBER, place) for place in range(3)]
        server.hear(sent[0])
        server.crash_and_restart()
        server.hear(sent[1])
        server.reload()
        server.hear(sent[2])
        self.eventually(lambda: self.destination(server)["behind"] == 3, "three behind")
        self.assertTrue(self.destination(server)["paused"])
        self.assertEqual(self.bot.attempts, [])
        self.assertEqual(server.tell("/v1/destinations/bot/resume", b"").json, {"name": "bot", "paused": False})
        self.bot.wait_for_bodies(*sent)
        self.assertEqual(self.bot.bodies, sent)

    def test_a_reload_takes_new_relays_and_moved_ones_and_forgets_those_that_are_gone(self):
        server = self.serve(whole(brand()))
        server.hear(numbered(NUMBER, 0))
        self.assertFalse((server.folder / "relay").exists())
        server.configure(whole(brand(destination=[relay(self.bot.url)])))
        server.reload()
        first = numbered(NUMBER, 1)
        server.hear(first)
        self.bot.wait_for_bodies(first)
        moved = self.a_bot()
        server.configure(whole(brand(destination=[relay(moved.url)])))
        server.reload()
        second = numbered(NUMBER, 2)
        server.hear(second)
        moved.wait_for_bodies(second)
        server.configure(whole(brand()))
        server.reload()
        self.assertEqual(list((server.folder / "relay").glob("*.place")), [])
        self.assertEqual(server.get("/v1/destinations").json, {"destinations": []})
        server.hear(numbered(NUMBER, 3))
        self.assertEqual((self.bot.bodies, moved.bodies), ([first], [second]))

    def test_a_relay_that_is_misconfigured_is_refused_with_a_remedy(self):
        server = self.server(whole(brand(destination=[relay(self.bot.url, events=["consent.*"])])))
        outcome = server.run("check-config", "--json", server.config_file)
        self.assertEqual(outcome.returncode, 2)
        problem, = json.loads(outcome.stdout)["problems"]
        self.assertEqual(problem["key"], "brand.destination.events")
        self.assertIn("`signals` and `fields`", problem["remedy"])


if __name__ == "__main__":
    unittest.main()
