"""A program that got no answer asks again under the same `Idempotency-Key`, and what it asked for is done once."""

import contextlib
import sqlite3
import threading
import unittest

from support import http_client
from support.configuration import ADMIN_KEY, WRITER_KEY
from support.meta import rfc3339, seconds, someone
from support.story import SharedServer, Story
from support.waiting import until


def stop(who, **more):
    return {"contact": who.plus, "scope": "marketing", "state": "opted_out", "source": "call centre", **more}


class Repeating(SharedServer):
    def tell(self, document, again, path="/v1/consents", key=WRITER_KEY):
        return self.shared.tell(path, document, key, Idempotency_Key=again)

    def test_the_same_request_has_the_same_answer_and_is_done_once(self):
        who = someone()
        first = self.tell(stop(who), "a-1")
        # Without the key it would say that nothing has changed.
        again = self.tell(stop(who), "a-1")
        self.assertEqual((first.status, first.json["changed"]), (200, True))
        self.assertEqual((again.status, again.body), (200, first.body))
        self.assertNotIn("idempotent-replayed", first.headers)
        self.assertEqual(again.headers["idempotent-replayed"], "true")
        self.assertFalse(self.shared.consent(who.plus, "opted_out", source="call centre").json["changed"])
        self.assertEqual(len(self.shared.history(who.plus)), 1)

    def test_what_the_rules_refused_is_refused_again_in_the_same_words(self):
        who = someone()
        self.shared.consent(who.plus, "opted_out", source="call centre")
        opt_in = {**stop(who), "state": "opted_in", "occurred_at": rfc3339(seconds(86400 * 2))}
        first = self.tell(opt_in, "refused")
        again = self.tell(opt_in, "refused")
        self.assertEqual((again.status, again.body), (first.status, first.body))

    def test_another_body_under_the_key_is_422_and_is_not_done(self):
        who, other = someone(), someone()
        self.tell(stop(who), "a-2")
        answer = self.tell(stop(other), "a-2")
        self.assertEqual((answer.status, answer.problem), (422, "unprocessable"))
        self.assertEqual(self.shared.state(other.plus), "unknown")

    def test_a_key_of_another_program_or_for_another_path_is_another_key(self):
        who = someone()
        self.tell(stop(who), "a-3")
        self.assertEqual(self.tell(stop(someone()), "a-3", key=ADMIN_KEY).status, 200)
        prompt = {"contact": who.plus, "scope": "marketing"}
        self.assertEqual(self.tell(prompt, "a-3", path="/v1/prompts").status, 200)
        self.assertEqual(self.tell(stop(someone()), "a-3", path="/v1/consents?brand=demo").status, 200)

    def test_a_request_that_was_wrong_may_be_put_right_under_its_key(self):
        who = someone()
        self.assertEqual(self.tell(stop(who, scope="nothing"), "a-4").status, 400)
        self.assertEqual(self.tell(stop(who, wording="v99", state="opted_in", occurred_at=rfc3339(seconds(60))),
                                   "a-4").status, 400)
        self.assertTrue(self.tell(stop(who), "a-4").json["changed"])

    def test_what_is_no_key_is_refused_before_anything_is_done(self):
        who = someone()
        for key in ("", "two words", "x" * 256):
            self.assertEqual(self.tell(stop(who), key).problem, "malformed", key)
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_of_two_that_come_at_once_one_is_done_and_the_other_told_to_wait(self):
        who, answers = someone(), []
        path = self.shared.folder / "store" / "consentry.db"
        both = [threading.Thread(target=lambda: answers.append(self.tell(stop(who), "a-5"))) for _ in range(2)]
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as store:
            store.execute("BEGIN IMMEDIATE")  # Nothing can be kept until it ends.
            for one in both:
                one.start()
            until(lambda: answers, "the answer to the one that came later")
            store.execute("ROLLBACK")
        for one in both:
            one.join()
        told, done = answers
        self.assertEqual((told.problem, told.headers["retry-after"]), ("still-running", "1"))
        self.assertEqual(done.status, 200)
        self.assertEqual(self.tell(stop(who), "a-5").body, done.body)
        self.assertEqual(len(self.shared.history(who.plus)), 1)

    def test_the_store_tells_nobody_who_asked_for_what(self):
        who = someone()
        self.tell(stop(who), "a-6-of-the-shop")
        path = self.shared.folder / "store" / "consentry.db"
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
            rows = store.execute("SELECT key, body, answer FROM receipt").fetchall()
        self.assertTrue(rows)
        for octets in (who.phone.encode(), b"a-6-of-the-shop", b"duplicate"):
            self.assertNotIn(octets, b"".join(part for row in rows for part in row))


class Crashes(Story):
    def test_an_answer_outlives_a_restart_and_a_power_cut_as_what_it_tells_of_does(self):
        server = self.serve()
        people = [someone() for _ in range(20)]
        told = {}
        for index, who in enumerate(people):
            told[who] = server.tell("/v1/consents", stop(who), Idempotency_Key=f"key-{index}")
        server.restart()
        server.crash_and_restart()
        for index, who in enumerate(people):
            again = server.tell("/v1/consents", stop(who), Idempotency_Key=f"key-{index}")
            self.assertEqual((again.status, again.body), (told[who].status, told[who].body))
            self.assertEqual(again.headers["idempotent-replayed"], "true")

    def test_killed_at_any_moment_a_request_that_is_repeated_is_done_once(self):
        server = self.serve()
        for round_ in range(5):
            people = [someone() for _ in range(40)]

            def ask(who):
                with contextlib.suppress(OSError, http_client.http.client.HTTPException):
                    server.tell("/v1/consents", stop(who), Idempotency_Key=f"{round_}-{who.phone}")

            threads = [threading.Thread(target=ask, args=(who,)) for who in people]
            for thread in threads:
                thread.start()
            threads[round_ * 8].join()
            server.crash_and_restart()
            for thread in threads:
                thread.join()
            for who in people:
                answer = server.tell("/v1/consents", stop(who), Idempotency_Key=f"{round_}-{who.phone}")
                self.assertEqual((answer.status, answer.json["changed"]), (200, True), answer)
                self.assertEqual(len(server.history(who.plus)), 1)
        self.assert_content(server)


if __name__ == "__main__":
    unittest.main()
