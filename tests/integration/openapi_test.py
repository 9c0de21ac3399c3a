"""docs/openapi.yaml and the running server say the same: every operation, every status, every body."""

import contextlib
import sqlite3
import threading
import unittest

from support import configuration
from support.configuration import ADMIN_KEY, READER_KEY, WRITER_KEY
from support.openapi import Description
from support.operations import ELSEWHERE, GOOD, MORE, NEEDS_NO_STORE, OPT_INS_AT_A_TIME, SPECIAL, Office, send
from support.story import SharedServer, Story
from support.waiting import until

DESCRIPTION = Description()
OPERATIONS = DESCRIPTION.operations
STRANGER_KEY = "key-of-another-brand"

WEAKER = {"writer": READER_KEY, "admin": WRITER_KEY}


def two_brands(crm):
    """The usual brand with a CRM that takes everything, one that takes nothing and one that is paused; and another, whose key is no good here."""
    brake = {"window": "10m", "opt_ins": OPT_INS_AT_A_TIME, "percent": 1}
    brand = configuration.brand(brake=brake, destination=[
        configuration.destination(crm.url),
        configuration.destination("http://127.0.0.1:9/nobody-is-there", name="silent"),
        configuration.destination("http://127.0.0.1:9/nobody-is-there", name="asleep", paused=True),
    ])
    other = configuration.brand("hats", number=[{"phone_number_id": "106540352242999"}])
    config = configuration.whole(brand, other)
    for key in config["api"]["key"]:
        key["brands"] = ["demo"]
    config["api"]["key"].append(configuration.key("stranger", "admin", brands=["hats"]))
    return config


class Described(unittest.TestCase):
    def test_every_operation_is_tried(self):
        self.assertEqual(set(GOOD), set(OPERATIONS), "support/operations.py has a line for each operation")

    def test_the_table_of_special_cases_speaks_of_what_is_described(self):
        for name, status in [(name, status) for name, status, _ in SPECIAL] + list(ELSEWHERE):
            self.assertIn(status, OPERATIONS[name].responses, name)

    def test_every_example_is_what_its_schema_says(self):
        count = 0
        for place, schema, example in DESCRIPTION.examples():
            with self.subTest(place=place):
                self.assertEqual(DESCRIPTION.flaws(schema, example), [])
                count += 1
        self.assertGreater(count, 20)

    def test_every_problem_that_is_described_is_a_type_that_is_listed(self):
        listed = DESCRIPTION.document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
        self.assertEqual(len(listed), len(set(listed)))
        self.assertTrue(all(name.startswith("urn:consentry:problem:") for name in listed))


class Answers(SharedServer):
    secrets = {"STRANGER_KEY": STRANGER_KEY}

    @classmethod
    def config(cls):
        return two_brands(cls.crm)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = Office(cls.shared, cls.crm)
        cls.seen = set()

    def see(self, operation, answer):
        """Notes a status, and holds the answer against what is described of it."""
        self.seen.add((operation.name, answer.status))
        self.assertEqual(DESCRIPTION.flaws_of_answer(operation, answer), [], f"{operation.name}: {answer}")
        if answer.status >= 400 and operation.role:
            self.assertTrue(answer.problem)
        return answer

    def ask(self, name, ask, status=None, **more):
        operation = OPERATIONS[name]
        answer = self.see(operation, send(self.shared, operation, ask, **more))
        if status is not None:
            self.assertEqual(answer.status, status, f"{name}: {answer}")
        return answer

    def test_whatever_is_described_is_answered_and_nothing_else(self):
        steps = (self.do_well, self.go_other_ways, self.come_without_a_key, self.come_with_a_key_that_may_not,
                 self.misspell_a_parameter, self.meet_what_is_special, self.come_twice, self.come_while_it_runs,
                 self.find_the_store_locked, self.find_the_store_broken)
        for step in steps:
            with self.subTest(step=step.__name__):
                step()
        described = {(operation.name, status) for operation in OPERATIONS.values() for status in operation.responses}
        self.assertEqual(described - self.seen - set(ELSEWHERE), set(), "described, and never answered")
        self.assertEqual(self.seen - described, set(), "answered, and not described")

    def do_well(self):
        for name, operation in OPERATIONS.items():
            with self.subTest(operation=name):
                ask = GOOD[name](self.office)
                if operation.body:
                    self.assertEqual(DESCRIPTION.flaws(operation.body, ask.body), [])
                self.assertLess(self.ask(name, ask).status, 300)

    def go_other_ways(self):
        for name, make in MORE:
            with self.subTest(operation=name):
                self.ask(name, make(self.office), 200)

    def come_without_a_key(self):
        for name, operation in OPERATIONS.items():
            if operation.role:
                for key in (None, "key-of-nobody"):
                    with self.subTest(operation=name, key=key):
                        self.ask(name, GOOD[name](self.office), 401, key=key)

    def come_with_a_key_that_may_not(self):
        for name, operation in OPERATIONS.items():
            if operation.role in WEAKER:
                with self.subTest(operation=name, role=operation.role):
                    self.ask(name, GOOD[name](self.office), 403, key=WEAKER[operation.role])
            if "brand" in operation.query_names():
                with self.subTest(operation=name, brand="another"):
                    self.ask(name, GOOD[name](self.office), 403, key=STRANGER_KEY, query={"brand": "demo"})

    def misspell_a_parameter(self):
        for name, operation in OPERATIONS.items():
            if operation.role:
                with self.subTest(operation=name):
                    ask = GOOD[name](self.office)
                    self.ask(name, ask, 400, query={"colour": "red"})
                    # A parameter that is described may be wrong, but is never unknown.
                    for parameter in operation.query_names() - set(ask.query):
                        answer = self.ask(name, ask, query={parameter: "demo"})
                        self.assertNotIn("is no parameter", answer.text)

    def meet_what_is_special(self):
        for name, status, make in SPECIAL:
            with self.subTest(operation=name, status=status):
                self.ask(name, make(self.office), status)

    def come_twice(self):
        for name, operation in OPERATIONS.items():
            if operation.writes:
                with self.subTest(operation=name):
                    ask = GOOD[name](self.office)
                    key = {"Idempotency_Key": f"{name}-twice"}
                    first = self.ask(name, ask, **key)
                    again = self.ask(name, ask, first.status, **key)
                    self.assertEqual((again.body, again.headers["idempotent-replayed"]), (first.body, "true"))
                    ask.body = {**(ask.body or {}), "brand": "demo"}
                    self.ask(name, ask, 422, **key)
                    self.ask(name, ask, 400, Idempotency_Key="two words")

    def come_while_it_runs(self):
        for name, operation in OPERATIONS.items():
            if operation.writes:
                with self.subTest(operation=name):
                    ask = GOOD[name](self.office)
                    key = {"Idempotency_Key": f"{name}-at-once"}
                    statuses = []
                    both = [threading.Thread(target=lambda: statuses.append(self.ask(name, ask, **key).status))
                            for _ in range(2)]
                    with self.nobody_can_write():
                        for one in both:
                            one.start()
                        until(lambda: statuses == [409], "the one that came second")
                    for one in both:
                        one.join()
                    self.assertLess(statuses[1], 300)

    def find_the_store_locked(self):
        waiting = GOOD["recordConsent"](self.office)
        with self.nobody_can_write():
            self.ask("recordConsent", waiting, 503)  # After it has waited long enough.
            for query in ({}, {"verbose": 1}):
                self.ask("readiness", GOOD["readiness"](self.office), 503, query=query)
        until(lambda: self.ask("readiness", GOOD["readiness"](self.office)).status == 200, "the store")

    @contextlib.contextmanager
    def nobody_can_write(self):
        """Holds the store's write lock, so that whatever has to be kept waits for it."""
        with contextlib.closing(self.database()) as store:
            store.execute("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                store.execute("ROLLBACK")

    def database(self):
        return sqlite3.connect(self.shared.folder / "store" / "consentry.db", isolation_level=None, timeout=30)

    def find_the_store_broken(self):
        asks = {name: make(self.office) for name, make in GOOD.items()}
        with contextlib.closing(self.database()) as store:
            tables = [name for name, in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for table in tables:
                store.execute(f"ALTER TABLE {table} RENAME TO {table}_away")
            try:
                for name, ask in asks.items():
                    with self.subTest(operation=name):
                        answer = self.ask(name, ask)
                        if name not in NEEDS_NO_STORE:
                            self.assertEqual((answer.status, answer.headers["retry-after"]), (503, "5"))
            finally:
                for table in tables:
                    store.execute(f"ALTER TABLE {table}_away RENAME TO {table}")


if __name__ == "__main__":
    unittest.main()
