"""Backup and restore: nothing is lost that was in it, and what receivers know is never outdone by an old version."""

import json
import unittest

from support.load import Load
from support.meta import said, someone
from support.story import Story


class Backup(Story):
    def back_up(self, server, name="backup.db", code=0):
        target = server.folder / name
        outcome = server.command("backup", "--to", str(target), "--json")
        self.assertEqual(outcome.returncode, code, outcome.stdout + outcome.stderr)
        return target, json.loads(outcome.stdout) if code == 0 else outcome.stderr

    def restore(self, server, source, *more, code=0):
        outcome = server.command("restore", str(source), "--json", *more)
        self.assertEqual(outcome.returncode, code, outcome.stdout + outcome.stderr)
        return json.loads(outcome.stdout) if code == 0 else outcome.stderr

    def test_versions_after_a_restore_exceed_all_that_receivers_have_seen(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        kept, lost = someone(), someone()
        server.hear(said(kept, "STOP"))
        target, report = self.back_up(server)
        self.assertEqual((report["entries"], target.stat().st_mode & 0o777), (1, 0o600))
        server.hear(said(kept, "START", ago=-1))
        server.hear(said(lost, "STOP"))
        crm.wait_for_events(lost)
        seen = max(event["data"]["version"] for event in crm.events)
        self.assertIn("in use", self.restore(server, target, "--force", code=3))
        server.kill()
        self.assertIn("--force", self.restore(server, target, code=1))
        restored = self.restore(server, target, "--force")
        self.assertTrue(restored["set_aside"])
        server.start()
        self.assert_denied(server, kept)
        self.assertEqual(server.state(lost.plus), "unknown")
        server.hear(said(lost, "STOP"))
        crm.wait_for(lambda: any(event["data"]["version"] > seen for event in crm.of(lost)), "a higher version")
        newest = max(crm.of(lost), key=lambda event: event["data"]["version"])["data"]["version"]
        self.assertLess(newest, 2 ** 53)
        self.assert_content(server)
        server.stop()
        again = self.restore(server, target, "--force")
        self.assertGreater(again["epoch"], restored["epoch"])

    def test_a_backup_under_load_is_whole(self):
        server = self.serve()
        load = Load(server, most=600)
        load.wait_for(50)
        for i in range(5):
            self.back_up(server, f"backup-{i}.db")
        load.end()
        server.stop()
        self.restore(server, server.folder / "backup-4.db", "--force")
        server.start()
        self.assert_content(server)
        self.assertGreaterEqual(len(server.events()), 50)

    def test_what_is_no_backup_or_belongs_to_another_key_is_refused(self):
        server, other = self.serve(), self.serve()
        server.hear(said(someone(), "STOP"))
        target, _ = self.back_up(server)
        self.assertIn("already", self.back_up(server, code=1)[1])
        other.hear(said(someone(), "STOP"))
        other.stop()
        self.assertIn("is not the one", self.restore(other, target, "--force", code=3))
        nonsense = server.folder / "nonsense"
        nonsense.write_bytes(b"no database" * 100)
        self.restore(other, nonsense, "--force", code=3)
        self.restore(other, server.folder / "nowhere", "--force", code=1)
        other.start()
        self.assertEqual(len(other.events()), 1)


if __name__ == "__main__":
    unittest.main()
