"""What consentry signs is verified by libraries that others have published, in receivers of their own.

Two of independent make, both from the npm registry. Neither verifies v1a: for that there are the samples of
docs/receivers, by the Ed25519 that five languages have of their own.
"""

import contextlib
import json
import queue
import shutil
import subprocess
import threading
import unittest

from support import http_client, node, program
from support.configuration import WEBHOOK_SECRET, brand, destination, whole
from support.meta import said, someone
from support.story import Story
from support.waiting import PATIENCE

LISTED = node.TESTS / "libraries"
LIBRARIES = ("standardwebhooks", "tern")
NEXT_SECRET = "whsec_c2hhcmVkIHdpdGggdGhlIHJlY2VpdmVyIGZyb20gbm93IG9u"
OTHER_SECRET = "whsec_c2hhcmVkIHdpdGggc29tZWJvZHkgZWxzZSBlbnRpcmVseQ=="


class Listening:
    """A receiver's process, and what it said of each delivery."""

    def __init__(self, folder, library, secret):
        shutil.copy(LISTED / "receiver.mjs", folder / "receiver.mjs")
        self.process = subprocess.Popen(
            program.mortal(["node", "receiver.mjs", library]), cwd=folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, text=True, encoding="utf-8", env=program.environment(WEBHOOK_SECRET=secret))
        self.told = queue.Queue()
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()
        self.port = self.next()["port"]
        self.url = f"http://127.0.0.1:{self.port}/hooks/consent"

    def _listen(self):
        for line in self.process.stdout:
            self.told.put(json.loads(line))

    def next(self):
        return self.told.get(timeout=PATIENCE)

    def take(self, headers, body):
        """What it says of a delivery that somebody posts."""
        http_client.request(self.port, "POST", "/", body, headers)
        return self.next()

    def close(self):
        self.process.kill()
        self.process.wait(PATIENCE)
        self.thread.join(PATIENCE)
        self.process.stdout.close()


class Libraries(Story):
    def setUp(self):
        kept = contextlib.ExitStack()
        self.addCleanup(kept.close)
        self.installed = kept.enter_context(node.folder(LISTED))

    def listening(self, library, secret):
        made = Listening(self.installed, library, secret)
        self.addCleanup(made.close)
        return made

    def test_each_library_takes_what_consentry_delivers(self):
        receivers = {library: self.listening(library, WEBHOOK_SECRET) for library in LIBRARIES}
        server = self.serve(whole(brand(destination=[
            destination(receiver.url, name=library) for library, receiver in receivers.items()])))
        for words in ("BAJA", "ALTA", "«Stop» 👍"):
            server.hear(said(someone(), words))
        events = server.events()
        for library, receiver in receivers.items():
            with self.subTest(library=library):
                told = [receiver.next() for event in events if event["data"]["effective"]]
                self.assertEqual({one["status"] for one in told}, {204}, told)
                self.assertLessEqual({one["id"] for one in told}, {event["data"]["id"] for event in events})

    def test_while_secrets_rotate_whoever_knows_either_is_content(self):
        pair = json.loads(program.run("keys", "webhook", "--ed25519", "--json").stdout)
        receivers = {(library, secret): self.listening(library, secret)
                     for library in LIBRARIES for secret in (WEBHOOK_SECRET, NEXT_SECRET)}
        secrets = ["env:PRIVATE_KEY", "env:NEXT_SECRET", "env:WEBHOOK_SECRET"]
        server = self.serve(whole(brand(destination=[
            destination(receiver.url, name=f"crm-{number}", secrets=secrets)
            for number, receiver in enumerate(receivers.values())])), NEXT_SECRET=NEXT_SECRET, PRIVATE_KEY=pair["private"])
        server.hear(said(someone(), "BAJA"))
        for (library, _), receiver in receivers.items():
            self.assertEqual(receiver.next()["status"], 204, library)

    def test_what_was_changed_on_the_way_is_refused(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        who = someone()
        server.hear(said(who, "BAJA"))
        crm.wait_for_events(who)
        sent = crm.attempts[-1]
        headers = {name: value for name, value in sent.headers.items() if name.startswith("webhook-")}
        later = str(int(sent.headers["webhook-timestamp"]) + 1)
        for library in LIBRARIES:
            with self.subTest(library=library):
                receiver = self.listening(library, WEBHOOK_SECRET)
                self.assertEqual(receiver.take(headers, sent.octets)["status"], 204)
                self.assertEqual(receiver.take(headers, sent.octets + b" ")["status"], 401)
                self.assertEqual(receiver.take(headers, sent.octets.replace(b"opted_out", b"opted_in_"))["status"], 401)
                self.assertEqual(receiver.take({**headers, "webhook-id": "evt_other"}, sent.octets)["status"], 401)
                self.assertEqual(receiver.take({**headers, "webhook-timestamp": later}, sent.octets)["status"], 401)
                stranger = self.listening(library, OTHER_SECRET)
                self.assertEqual(stranger.take(headers, sent.octets)["status"], 401)


if __name__ == "__main__":
    unittest.main()
