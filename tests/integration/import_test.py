"""Consent from lists: through a running server or into the store itself, row by row, as often as it is tried."""

import csv
import io
import json
import os
import pathlib
import pty
import signal
import subprocess
import unittest

from support import meta, program
from support.configuration import ADMIN_KEY, READER_KEY, REOPENER_KEY, WRITER_KEY, whole
from support.meta import rfc3339, said, seconds, someone, webhook
from support.story import SharedServer, Story
from support.waiting import until

DAY = 86400


def row(who, state="opted_in", scope="marketing", ago=DAY, **more):
    return {"contact": who.plus, "scope": scope, "state": state, "occurred_at": rfc3339(seconds(ago)), **more}


def table(rows, separator=",", end="\r\n"):
    text = io.StringIO()
    names = list(dict.fromkeys(name for one in rows for name in one))
    writer = csv.DictWriter(text, names, delimiter=separator, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class ThroughAServer(SharedServer):
    def file(self, text, name="rows.csv"):
        path = self.folder() / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def test_what_was_exported_is_answered_the_same_elsewhere(self):
        agreed, stopped, declined, unheard, expired = (someone() for _ in range(5))
        for who in (agreed, stopped, unheard):
            self.shared.opt_in(who)
        self.shared.opt_in(expired, ago=731 * DAY)
        self.shared.hear(said(stopped, "STOP"))
        self.shared.prompt(declined.plus)
        self.shared.hear(said(declined, "NO"))
        self.shared.hear(webhook(meta.preference(unheard, "stop")))
        people = (agreed, stopped, declined, unheard, expired)
        outcome = self.shared.command("export")
        self.assertEqual(outcome.returncode, 0, outcome.stderr)
        rows = {one["contact"]: one for one in csv.DictReader(io.StringIO(outcome.stdout)) if one["scope"] == "marketing"}
        for who in people:
            here = self.shared.check(who.plus)
            row = rows[who.plus]
            self.assertEqual((row["state"], row["allowed"], row["reason"], row["event"], row["occurred_at"]),
                             (here["state"], str(here["allowed"]).lower(), here["reason"], here["event"], here["since"]))
        elsewhere = self.serve()
        path = self.file(outcome.stdout)
        taken = elsewhere.run("import", path, "--admin", f"http://127.0.0.1:{elsewhere.admin_port}", "--key", ADMIN_KEY,
                              "--expect", 10_000)
        self.assertEqual(taken.returncode, 0, taken.stdout + taken.stderr)
        for who in people:
            self.assertEqual(elsewhere.check(who.plus)["allowed"], who is agreed)
        only = self.shared.command("export", "--scope", "marketing", "--state", "opted_in", "--format", "jsonl", "--to",
                                   path.parent / "some.jsonl")
        self.assertEqual(only.returncode, 0)
        some = [json.loads(line) for line in (path.parent / "some.jsonl").read_text().splitlines()]
        self.assertEqual({one["state"] for one in some}, {"opted_in"})
        self.assertIn(agreed.plus, {one["contact"] for one in some})
        self.assertEqual((path.parent / "some.jsonl").stat().st_mode & 0o077, 0)

    def take_in(self, path, *more, key=WRITER_KEY, **how):
        return self.shared.run("import", path, "--admin", f"http://127.0.0.1:{self.shared.admin_port}", "--key", key,
                               *more, **how)

    def test_rows_are_kept_with_all_that_they_tell(self):
        ana, bea = someone(), someone()
        outcome = self.take_in(self.file(table([row(ana, source="fair in May", wording="v3", evidence="form 7"),
                                               row(bea, "opted_out", "orders")])))
        self.assertEqual((outcome.returncode, outcome.stdout), (0, "2 rows: 2 kept, 0 unchanged, 0 refused\n"))
        event, = self.shared.history(ana.plus)
        self.assertEqual((event["data"]["source"], event["data"]["origin"], event["data"]["actor"]),
                         ("import", "fair in May", "writer"))
        self.assertTrue(self.shared.check(ana.plus)["allowed"])
        self.assertEqual(self.shared.state(bea.plus, "orders"), "opted_out")
        self.assertEqual(self.crm.wait_for_events(ana)[0]["data"]["wording"], "v3")

    def test_files_as_spreadsheets_write_them_are_read(self):
        people = [someone() for _ in range(4)]
        rows = [{"Teléfono": who.phone[2:], "Nombre": 'Ana "la"; de\nSoria'} for who in people]
        usual = ["--map", "teléfono=contact", "--scope", "marketing", "--state", "opted_in", "--occurred-at",
                 rfc3339(seconds(DAY))]
        for who, separator, end, mark in zip(people, ",;\t;", ("\n", "\r\n", "\n", "\r\n"), ("", "\ufeff", "", "\ufeff")):
            alone = [one for one in rows if one["Teléfono"] == who.phone[2:]]
            outcome = self.take_in(self.file(mark + table(alone, separator, end)), *usual)
            self.assertEqual((outcome.returncode, outcome.stderr), (0, "consentry: not read: Nombre\n"))
            self.assertTrue(self.shared.check(who.plus)["allowed"])

    def test_json_lines_and_standard_input(self):
        ana, bea = someone(), someone()
        lines = "".join(json.dumps(row(who)) + "\n" for who in (ana, bea))
        self.assertEqual(self.take_in(self.file(lines, "rows.jsonl")).returncode, 0)
        told = self.take_in("-", "--format", "jsonl", "--json", stdin=lines)
        self.assertEqual((told.returncode, json.loads(told.stdout)["unchanged"]), (0, 2))
        self.assertEqual(len(self.shared.history(ana.plus)), 1)

    def test_bad_rows_are_told_by_line_and_the_good_ones_go_in(self):
        ana, bea = someone(), someone()
        text = table([row(ana), row(someone(), scope="nothing"), {**row(someone()), "contact": "nobody"},
                      {**row(someone()), "occurred_at": "yesterday"}, row(bea)])
        path = self.file(text)
        rejects = path.parent / "rejects.csv"
        outcome = self.take_in(path, "--rejects", rejects)
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("5 rows: 2 kept, 0 unchanged, 3 refused", outcome.stdout)
        for line, field in ((3, "scope"), (4, "contact"), (5, "occurred_at")):
            self.assertIn(f"line {line}: {field}: ", outcome.stderr)
        self.assertTrue(self.shared.check(ana.plus)["allowed"] and self.shared.check(bea.plus)["allowed"])
        refused = list(csv.DictReader(io.StringIO(rejects.read_text())))
        self.assertEqual([one["line"] for one in refused], ["3", "4", "5"])
        self.assertEqual(rejects.stat().st_mode & 0o077, 0)
        mended = [{**one, "scope": "marketing", "occurred_at": rfc3339(seconds(DAY))} for one in refused]
        again = self.take_in(self.file(table(mended)))
        self.assertIn("3 rows: 2 kept, 0 unchanged, 1 refused", again.stdout)

    def test_a_nightly_sync_that_writes_yes_for_everybody_lifts_nobodys_no(self):
        stopped, declined, unsubscribed, agreed = (someone() for _ in range(4))
        for who in (stopped, declined, agreed):
            self.shared.opt_in(who, ago=3 * DAY)
        self.shared.opt_in(unsubscribed, ago=3 * DAY)
        self.shared.hear(said(stopped, "STOP", ago=2 * DAY))
        self.shared.prompt(declined.plus, asked_at=rfc3339(seconds(2 * DAY)))
        self.shared.hear(said(declined, "NO", ago=DAY))
        self.assertEqual(self.shared.consent(unsubscribed.plus, "opted_out", source="unsubscribe link").status, 200)
        everybody = (stopped, declined, unsubscribed, agreed)
        before = [self.shared.check(who.plus) for who in everybody]
        for _ in range(2):
            outcome = self.take_in(self.file(table([row(who, ago=0) for who in everybody])), "--json")
            counts = json.loads(outcome.stdout)
            self.assertEqual((outcome.returncode, counts["refused"], counts["unchanged"], counts["kept"]), (1, 3, 1, 0))
            self.assertEqual([self.shared.check(who.plus) for who in everybody], before)
        self.assertEqual([answer["allowed"] for answer in before], [False, False, False, True])

    def test_only_evidence_and_a_key_that_may_reopen_outrank_a_no(self):
        who = someone()
        self.shared.hear(said(who, "STOP", ago=2 * DAY))
        path = self.file(table([row(who, ago=60, wording="v3", evidence="signed form 4711")]))
        self.assertEqual(self.take_in(path, key=REOPENER_KEY).returncode, 1)
        self.assertEqual(self.take_in(path, "--may-reopen").returncode, 1)
        self.assert_denied(self.shared, who)
        self.assertEqual(self.take_in(path, "--may-reopen", key=REOPENER_KEY).returncode, 0)
        self.assertTrue(self.shared.check(who.plus)["allowed"])

    def test_a_dry_run_tells_what_would_change_and_writes_nothing(self):
        ana, bea, eva = someone(), someone(), someone()
        self.shared.opt_in(bea, ago=2 * DAY)
        self.shared.hear(said(eva, "STOP"))
        path = self.file(table([row(ana), row(bea, "opted_out"), row(eva), row(ana)]))
        before = len(self.shared.events())
        outcome = self.take_in(path, "--dry-run")
        self.assertEqual(outcome.returncode, 1)
        self.assertIn("4 rows: 2 would be kept, 1 unchanged, 1 refused", outcome.stdout)
        self.assertIn("marketing: unknown -> opted_in", outcome.stdout)
        self.assertIn("opted_in -> opted_out  1", outcome.stdout)
        self.assertIn("line 4: the person said no", outcome.stderr)
        for who in (ana, bea, eva):
            self.assertNotIn(who.phone, outcome.stdout + outcome.stderr)
        self.assertEqual(len(self.shared.events()), before)
        self.assertEqual(os.listdir(path.parent), ["rows.csv"])

    def test_what_cannot_work_is_refused_before_anything_is_written(self):
        path = self.file(table([row(someone())]))
        for more, key, code in ((["--map", "phone=contact"], WRITER_KEY, 2), (["--separator", "|"], WRITER_KEY, 2),
                                ([], "no key of ours", 1), ([], READER_KEY, 1)):
            with self.subTest(more=more, key=key):
                self.assertEqual(self.take_in(path, *more, key=key).returncode, code)
        self.assertEqual(self.take_in(path.parent).returncode, 2)
        self.assertEqual(self.take_in(self.file("name\nAna\n")).returncode, 2)

    def test_a_terminal_sees_a_bar(self):
        path = self.file(table([row(someone()) for _ in range(3)]))
        main, other = pty.openpty()
        process = subprocess.Popen(
            program.mortal([program.path(), "import", str(path), "--admin", f"http://127.0.0.1:{self.shared.admin_port}",
                            "--key", WRITER_KEY]), stdout=subprocess.DEVNULL, stderr=other, env=self.shared.environment)
        self.assertEqual(process.wait(60), 0)
        os.close(other)
        seen = os.read(main, 4096).decode()
        os.close(main)
        self.assertIn("[########################] 100 %  3 rows", seen)


class IntoTheStore(Story):
    def write(self, folder, count, **more):
        people = [someone() for _ in range(count)]
        path = folder / "rows.csv"
        path.write_text(table([row(who, **more) for who in people]))
        return path, people

    def test_without_a_server_the_store_is_written_under_its_lock(self):
        server = self.serve()
        path, people = self.write(server.folder, 50)
        held = server.command("import", path)
        self.assertEqual(held.returncode, 3)
        self.assertIn("--admin", held.stderr)
        server.stop()
        self.assertEqual(server.command("import", path, "--dry-run").stdout.splitlines()[-2:],
                         ["  unknown -> opted_in  50", "nothing was written; if all of it is meant: --expect 50"])
        self.assertEqual(server.command("import", path).returncode, 0)
        server.start()
        self.assertTrue(all(server.check(who.plus)["allowed"] for who in people))
        self.assert_content(server)

    def test_killed_in_the_middle_the_same_command_goes_on(self):
        server = self.serve()
        path, people = self.write(server.folder, 6_000)
        command = program.mortal([program.path(), "import", str(path), "--admin",
                                  f"http://127.0.0.1:{server.admin_port}", "--key", ADMIN_KEY,
                                  "--expect", "6000"])
        mark = pathlib.Path(f"{path}.import")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=server.environment, cwd=server.folder)
        until(lambda: mark.exists() or process.poll() is not None, "the first part is in")
        process.send_signal(signal.SIGKILL)
        process.wait()
        was_done = not mark.exists()
        again = server.run(*command[command.index(program.path()) + 1:], "--json")
        self.assertEqual(again.returncode, 0, again.stderr)
        told = json.loads(again.stdout)
        if not was_done:
            self.assertIn("going on at line ", again.stderr)
            self.assertGreater(told["begun_at_line"], 1_000)
            self.assertEqual((told["rows"], told["refused"]), (6_000, 0))
        self.assertFalse(mark.exists())
        self.assertEqual(len(server.events()), len(people))
        self.assert_content(server)

    def test_a_server_that_goes_and_comes_back_is_waited_for(self):
        server = self.serve()
        path, people = self.write(server.folder, 3_000)
        process = subprocess.Popen(
            program.mortal([program.path(), "import", str(path), "--admin", f"http://127.0.0.1:{server.admin_port}",
                            "--key", ADMIN_KEY, "--expect", "3000", "--json"]), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=server.environment, cwd=server.folder)
        until(lambda: pathlib.Path(f"{path}.import").exists() or process.poll() is not None, "the first part is in")
        port = server.admin_port
        server.kill()
        server.configure(self.with_port(port))
        server.start()
        told = json.loads(process.communicate(timeout=120)[0])
        self.assertEqual((process.returncode, told["rows"], told["complete"]), (0, 3_000, True))
        self.assertEqual(len(server.events()), len(people))

    @staticmethod
    def with_port(port):
        return whole(listen={"public": "127.0.0.1:0", "admin": f"127.0.0.1:{port}", "threads": 2})


if __name__ == "__main__":
    unittest.main()
