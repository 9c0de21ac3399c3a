"""The catalogue of events: docs/events.md shows each type as its schema in docs/schemas has it, and no schema takes everything."""

import copy
import json
import re
import unittest

from support import program, schemas

CATALOGUE = (program.PROJECT / "docs" / "events.md").read_text(encoding="utf-8")
# Every other member of `data` may be absent or null of somebody.
ALWAYS = ("id", "brand", "version", "effective", "subject", "scope", "state", "states", "source", "match", "message",
          "prompt", "recorded_at")


def shown():
    return [json.loads(text) for text in re.findall(r"^```json\n(.*?)^```", CATALOGUE, re.DOTALL | re.MULTILINE)]


def examples():
    """Those that tell of somebody, or of consentry: a test of a destination is no event."""
    return [event for event in shown() if event["type"] != "system.test"]


def changed(event, change):
    made = copy.deepcopy(event)
    change(made)
    return made


@unittest.skipUnless(schemas.available(), "not run here: no jsonschema; `script/setup tests` installs it")
class Catalogue(unittest.TestCase):
    def test_every_example_is_what_the_schema_of_its_type_says(self):
        for example in shown():
            with self.subTest(type=example["type"], id=example["data"]["id"]):
                self.assertEqual(schemas.flaws(example), [])

    def test_no_member_may_be_missing_or_of_another_kind(self):
        for example in examples():
            with self.subTest(type=example["type"], id=example["data"]["id"]):
                for name in ("timestamp", "data"):
                    self.assertTrue(schemas.flaws(changed(example, lambda event: event.pop(name))), name)
                for name in ALWAYS:
                    self.assertTrue(schemas.flaws(changed(example, lambda event: event["data"].pop(name))), name)
                    self.assertTrue(schemas.flaws(changed(example, lambda event: event["data"].update({name: 1.5}))), name)

    def test_an_event_is_of_its_own_type_only(self):
        for example in examples():
            others = [kind for kind in schemas.types() if kind != example["type"]]
            for kind in others:
                self.assertTrue(schemas.flaws_by(kind, example), f"{example['type']} is taken for {kind}")

    def test_what_is_new_does_no_harm(self):
        for example in examples():
            more = changed(example, lambda event: event["data"].update(colour="blue", replayed=True))
            self.assertEqual(schemas.flaws(more), [])
            self.assertTrue(schemas.flaws(changed(example, lambda event: event["data"].update(replayed=False))))

    def test_what_nobody_knows_has_no_schema(self):
        self.assertTrue(schemas.flaws({**examples()[0], "type": "consent.unheard_of"}))


if __name__ == "__main__":
    unittest.main()
