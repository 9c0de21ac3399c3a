"""A disk that takes no more: 503 to Meta, which tries again for days, and recovery without a hand."""

import os
import resource
import shutil
import subprocess
import unittest

from support import configuration, meta
from support.configuration import brand, destination, whole
from support.meta import said, someone
from support.story import Story


class FullDisk(Story):
    def assert_refuses(self, server, who):
        """What could not be kept is not acknowledged, nothing is half-written, and whoever looks is told."""
        answer = server.post(said(who, "STOP", message_id=f"wamid.of-{who.phone}"))
        self.assertEqual((answer.status, answer.problem), (503, "unavailable"))
        self.assertIn("retry-after", answer.headers)
        ready = server.get("/readyz?verbose", key=None)
        store = ready.json["parts"]["store"]
        self.assertEqual((ready.status, ready.json["ready"], store["ready"]), (503, False, False))
        self.assertTrue(store["detail"])
        self.assertEqual(server.metric("consentry_ready", part="store"), 0)
        self.assertEqual(server.get("/healthz", key=None).status, 200)
        told = server.consent(who.plus, "opted_out", source="call centre", key=configuration.WRITER_KEY)
        self.assertEqual((told.status, told.problem), (503, "unavailable"))
        self.assertEqual(server.state(who.plus), "unknown")

    def assert_recovers(self, server, crm, who, known):
        """Nobody does anything; then Meta's next attempt is kept, once."""
        self.eventually(lambda: server.get("/readyz", key=None).status == 200, "readiness")
        again = said(who, "STOP", message_id=f"wamid.of-{who.phone}")
        for _ in range(2):
            server.hear(again)
        self.assert_denied(server, who)
        self.assertEqual(len(server.history(who.plus)), 1)
        self.assert_denied(server, known)
        for one in (known, who):
            crm.wait_for_events(one)
        server.wait_for_entry("store.failing")
        server.wait_for_entry("store.recovered")
        self.assert_content(server)
        server.crash_and_restart()
        self.assert_denied(server, who)
        self.assert_content(server)

    def chat(self, server):
        """What needs no disk is acknowledged all the while."""
        server.hear(meta.webhook(meta.messages(meta.text(someone(), "hello")), meta.status(someone(), "read")))

    def test_when_files_may_not_grow_stops_are_503_until_they_may_again(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        known, who = someone(), someone()
        server.hear(said(known, "STOP"))
        _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, most))
        self.assert_refuses(server, who)
        self.chat(server)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        self.assert_recovers(server, crm, who, known)

    def test_when_the_disk_is_full_stops_are_503_until_there_is_room_again(self):
        crm = self.receiver()
        folder = self.folder()
        self.mount_small_disk(folder / "store")
        server = self.server(whole(brand(destination=[destination(crm.url)])), folder).start()
        known, who = someone(), someone()
        server.hear(said(known, "STOP"))
        ballast = server.store_file.parent / "ballast"
        fill(ballast)
        # What the write-ahead log has room for is still kept; behind that nothing is.
        crowd = []
        while server.post(said(someone(), "STOP")).status == 200:
            crowd.append(1)
            self.assertLess(len(crowd), 10_000)
        self.assert_refuses(server, who)
        self.chat(server)
        ballast.unlink()
        self.assert_recovers(server, crm, who, known)

    def test_what_is_not_understood_is_503_too_until_the_journal_has_room(self):
        server = self.serve()
        strange = meta.webhook({**meta.messages(meta.text(someone(), "STOP")), "field": "something_of_2027"})
        _, most = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, most))
        for _ in range(3):
            self.assertEqual(server.post(strange).status, 503)
        self.assertEqual(list((server.folder / "journal").iterdir()), [])
        self.assertEqual(server.metric("consentry_alarm", code="journal_failing"), 1)
        self.chat(server)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, most))
        server.hear(strange)
        server.crash_and_restart()
        record, = server.get("/v1/journal").json["records"]
        self.assertEqual(record["gaps"], ["unknown_field"])

    def mount_small_disk(self, folder):
        """A file system of two megabytes at `folder`, where the machine lets us make one."""
        mount = shutil.which("mount")
        if not mount or os.geteuid() != 0:
            self.skipTest("only root can mount a small file system")
        folder.mkdir()
        done = subprocess.run([mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True,
                              check=False)
        if done.returncode != 0:
            self.skipTest("this machine lets nobody mount a small file system: " + done.stderr.decode().strip())
        self.addCleanup(subprocess.run, ["umount", "--lazy", folder], check=True)


def fill(path):
    """Takes all the room there is."""
    with open(path, "wb") as ballast:
        try:
            while True:
                os.write(ballast.fileno(), b"\0" * 4096)
        except OSError:
            return


if __name__ == "__main__":
    unittest.main()
