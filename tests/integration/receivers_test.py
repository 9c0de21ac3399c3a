"""The samples of docs/receivers, each run by its language: they take what consentry signed, and nothing else."""

import base64
import dataclasses
import hashlib
import hmac
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from support import configuration, program
from support.configuration import WEBHOOK_SECRET
from support.meta import said, someone
from support.story import SharedServer

SAMPLES = program.PROJECT / "docs" / "receivers"
NEXT_SECRET = "whsec_" + base64.b64encode(b"what the receiver is to know soon").decode()
UNKNOWN_SECRET = "whsec_" + base64.b64encode(b"what somebody else has made of it").decode()
WITHIN = 120.0  # A compiler on a busy machine.


@dataclasses.dataclass(frozen=True)
class Delivery:
    """What a sample is given: the three headers and the body."""

    id: str
    timestamp: str
    signature: str
    body: bytes

    def but(self, **changes):
        return dataclasses.replace(self, **changes)


def signed_by_us(secret, timestamp, body=b"{}", id="evt_1"):
    """As the specification has it, by this file."""
    stamp = str(int(timestamp))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.digest(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256)
    return Delivery(id, stamp, "v1," + base64.b64encode(mac).decode(), body)


class Sample(SharedServer):
    """What holds for every language. `command` runs the sample; `knows_keys` says whether it verifies v1a."""

    knows_keys = True
    installed = True  # By script/setup, wherever that is run.

    @classmethod
    def config(cls):
        pair = json.loads(program.run("keys", "webhook", "--ed25519", "--json").stdout)
        cls.public, cls.secrets = pair["public"], {"PRIVATE_KEY": pair["private"], "NEXT_SECRET": NEXT_SECRET}
        secrets = ["env:PRIVATE_KEY", "env:NEXT_SECRET", "env:WEBHOOK_SECRET"]
        return configuration.whole(configuration.brand(destination=[configuration.destination(cls.crm.url, secrets=secrets)]))

    @classmethod
    def setUpClass(cls):
        if cls is Sample:
            raise unittest.SkipTest("what the languages have in common")
        folder = tempfile.TemporaryDirectory(prefix="consentry-")
        cls.addClassCleanup(folder.cleanup)
        cls.command = cls.prepare(pathlib.Path(folder.name))
        super().setUpClass()
        who = someone()
        cls.shared.hear(said(who, "STOP, por favor 👍"))
        cls.crm.wait_for_events(who)
        attempt = cls.crm.attempts[-1]
        names = ("id", "timestamp", "signature")
        cls.sent = Delivery(*(attempt.headers[f"webhook-{name}"] for name in names), attempt.octets)

    @classmethod
    def need(cls, *tools):
        """The first of the tools that is there."""
        for tool in tools:
            if shutil.which(tool):
                return tool
        sentence = f"not run here: there is no {' or '.join(tools)}"
        if os.environ.get("CI") and cls.installed:
            raise AssertionError(sentence)
        raise unittest.SkipTest(sentence)

    @staticmethod
    def compile(*command):
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=WITHIN, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def says(self, delivery, *secrets):
        done = subprocess.run([*map(str, self.command), delivery.id, delivery.timestamp, delivery.signature],
                              input=delivery.body, capture_output=True, timeout=WITHIN, check=False,
                              env=program.environment(WEBHOOK_SECRET=" ".join(secrets)))
        answer = done.stdout.decode().strip()
        self.assertEqual((answer, done.stderr), ("no" if done.returncode else "yes", b""), done)
        return answer

    def test_what_consentry_signed_is_genuine_by_each_secret_that_signed(self):
        self.assertEqual([one.split(",")[0] for one in self.sent.signature.split(" ")], ["v1a", "v1", "v1"])
        for secrets in ((WEBHOOK_SECRET,), (NEXT_SECRET,), (NEXT_SECRET, WEBHOOK_SECRET), (UNKNOWN_SECRET, WEBHOOK_SECRET)):
            with self.subTest(secrets=secrets):
                self.assertEqual(self.says(self.sent, *secrets), "yes")

    def test_a_key_verifies_where_the_language_has_it(self):
        self.assertEqual(self.says(self.sent, self.public), "yes" if self.knows_keys else "no")
        self.assertEqual(self.says(self.sent.but(body=self.sent.body + b" "), self.public), "no")
        other = json.loads(program.run("keys", "webhook", "--ed25519", "--json").stdout)["public"]
        self.assertEqual(self.says(self.sent, other), "no")

    def test_whatever_was_changed_is_no_longer_genuine(self):
        later = str(int(self.sent.timestamp) + 1)
        changed = {"body": self.sent.body.replace(b"opted_out", b"opted_in_"), "longer": self.sent.body + b"\n"}
        for name, body in changed.items():
            with self.subTest(changed=name):
                self.assertEqual(self.says(self.sent.but(body=body), WEBHOOK_SECRET), "no")
        for change in ({"id": "evt_2"}, {"id": ""}, {"timestamp": later}, {"timestamp": ""}, {"timestamp": "now"},
                       {"signature": ""}, {"signature": "v1,"}, {"signature": "v1"}, {"signature": "v1a,AAAA v1,AAAA"},
                       {"signature": self.sent.signature.replace("v1,", "v2,")}):
            with self.subTest(**change):
                self.assertEqual(self.says(self.sent.but(**change), WEBHOOK_SECRET), "no")
        self.assertEqual(self.says(self.sent, UNKNOWN_SECRET), "no")

    def test_what_is_old_or_from_the_future_is_not_genuine(self):
        now = time.time()
        for seconds, expected in ((0, "yes"), (-200, "yes"), (200, "yes"), (-310, "no"), (500, "no")):
            with self.subTest(seconds=seconds):
                self.assertEqual(self.says(signed_by_us(WEBHOOK_SECRET, now + seconds), WEBHOOK_SECRET), expected)

    def test_every_byte_of_the_body_counts_as_it_came(self):
        for body in ('{"text":"ÄÖ 👍"}\r\n'.encode(), b'{"text":"$& \\u00e4 %s"}', b"\x00\xff not even text", b""):
            with self.subTest(body=body):
                self.assertEqual(self.says(signed_by_us(WEBHOOK_SECRET, time.time(), body), WEBHOOK_SECRET), "yes")


class Python(Sample):
    knows_keys = False

    @classmethod
    def prepare(cls, _folder):
        return [cls.need("python3"), "-B", SAMPLES / "verify.py"]


class Node(Sample):
    @classmethod
    def prepare(cls, _folder):
        return [cls.need("node"), SAMPLES / "verify.mjs"]


class Go(Sample):
    @classmethod
    def prepare(cls, folder):
        made = folder / "verify"
        tool = cls.need("go", "gccgo")
        cls.compile(*(["go", "build"] if tool == "go" else ["gccgo"]), "-o", made, SAMPLES / "verify.go")
        return [made]


class Php(Sample):
    @classmethod
    def prepare(cls, _folder):
        return [cls.need("php"), SAMPLES / "verify.php"]


class Ruby(Sample):
    @classmethod
    def prepare(cls, _folder):
        return [cls.need("ruby"), SAMPLES / "verify.rb"]


class Java(Sample):
    installed = False  # It would be the largest of all packages that tests need.

    @classmethod
    def prepare(cls, folder):
        cls.need("javac")
        cls.compile("javac", "-d", folder, SAMPLES / "Verify.java")
        return [cls.need("java"), "-cp", folder, "Verify"]


class CSharp(Sample):
    knows_keys = False
    installed = False  # Not every release of a distribution has it.

    @classmethod
    def prepare(cls, folder):
        cls.need("mcs")
        cls.compile("mcs", f"-out:{folder / 'verify.exe'}", SAMPLES / "Verify.cs")
        return [cls.need("mono"), folder / "verify.exe"]


if __name__ == "__main__":
    unittest.main()
