"""The API as others program against it: docs/openapi.yaml passes a linter, a client is made of it, and curl will do."""

import json
import shutil
import subprocess
import unittest

from support import configuration, node, program
from support.configuration import ADMIN_KEY
from support.meta import someone
from support.openapi import Description
from support.operations import GOOD, Office
from support.story import SharedServer

DESCRIPTION_FILE = program.PROJECT / "docs" / "openapi.yaml"


class Linted(unittest.TestCase):
    def test_the_description_passes_the_linter(self):
        with node.folder() as folder:
            shutil.copy(node.FOLDER / "lint.mjs", folder / "lint.mjs")
            outcome = node.run(folder, "node", "lint.mjs", DESCRIPTION_FILE)
        self.assertEqual((outcome.returncode, outcome.stdout), (0, ""), outcome.stderr)

    def test_the_linter_finds_what_is_wrong(self):
        with node.folder() as folder:
            shutil.copy(node.FOLDER / "lint.mjs", folder / "lint.mjs")
            text = DESCRIPTION_FILE.read_text(encoding="utf-8")
            (folder / "wrong.yaml").write_text(text.replace("#/components/schemas/Event\"", "#/components/schemas/Evnt\""),
                                               encoding="utf-8")
            outcome = node.run(folder, "node", "lint.mjs", "wrong.yaml")
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("Can't resolve $ref", outcome.stdout)


class Clients(SharedServer):
    @classmethod
    def config(cls):
        return configuration.whole(configuration.brand(destination=[
            configuration.destination(cls.crm.url),
            configuration.destination("http://127.0.0.1:9/nobody-is-there", name="silent"),
        ]))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = Description().operations
        cls.office = Office(cls.shared, cls.crm)

    def given(self):
        return {
            "url": f"http://127.0.0.1:{self.shared.admin_port}",
            "key": ADMIN_KEY,
            "erased": self.office.stopped().plus,
            "stopped": self.office.stopped().plus,
            "strangers": [someone().plus for _ in range(5)],
            "event": self.office.told(),
            "holds": [self.office.hold(), self.office.hold()],
            "undo": self.office.told(),
            "delivery": self.office.delivery("silent"),
        }

    def test_a_generated_client_calls_every_operation(self):
        with node.folder() as folder:
            made = node.run(folder, "openapi-ts", "-i", DESCRIPTION_FILE, "-o", "client", "-c", "@hey-api/client-fetch")
            self.assertEqual(made.returncode, 0, made.stdout + made.stderr)
            for name in ("client_test.ts", "tsconfig.json"):
                shutil.copy(node.FOLDER / name, folder / name)
            compiled = node.run(folder, "tsc", "--project", "tsconfig.json")
            self.assertEqual(compiled.returncode, 0, compiled.stdout)
            outcome = node.run(folder, "node", "compiled/client_test.js", GIVEN=json.dumps(self.given()))
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        answers = [json.loads(line) for line in outcome.stdout.splitlines()]
        self.assertEqual({answer["name"] for answer in answers}, set(self.operations))
        for answer in answers:
            with self.subTest(operation=answer["name"]):
                self.assertTrue(200 <= answer["status"] < 300, answer)

    def test_curl_calls_every_operation(self):
        for name, operation in self.operations.items():
            with self.subTest(operation=name):
                ask = GOOD[name](self.office)
                command = ["curl", "--silent", "--show-error", "--output", "-", "--write-out", "\n%{http_code}",
                           "--request", operation.method, "--header", f"Authorization: Bearer {ADMIN_KEY}"]
                if ask.body is not None:
                    command += ["--header", "Content-Type: application/json", "--data", json.dumps(ask.body)]
                target = operation.target(ask.path, ask.query)
                outcome = subprocess.run([*command, f"http://127.0.0.1:{self.shared.admin_port}{target}"],
                                         capture_output=True, text=True, timeout=90, check=False)
                self.assertEqual(outcome.returncode, 0, outcome.stderr)
                self.assertTrue(outcome.stdout.splitlines()[-1].startswith("2"), outcome.stdout)


if __name__ == "__main__":
    unittest.main()
