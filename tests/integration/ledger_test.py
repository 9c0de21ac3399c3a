"""The proof: whoever changes, removes or reorders anything in the ledger is found out by `verify`."""

import shutil
import sqlite3
import subprocess
import unittest

from support import configuration, meta
from support.configuration import whole
from support.meta import said, someone
from support.server import Server
from support.story import Story

LEDGER = {"entry": ("fields", "who_commitment", "said_commitment", "hash"),
          "personal": ("who_salt", "who", "said_salt", "said")}


def shell(file, statement):
    """The sqlite3 shell, as somebody with access to the file would use it."""
    done = subprocess.run(["sqlite3", str(file), statement], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@unittest.skipUnless(shutil.which("sqlite3"), "the sqlite3 shell is not installed")
class Tampering(Story):
    """One store with a story in it, copied for each of the crimes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        story = cls("prepare")
        cls.addClassCleanup(story.doCleanups)
        story.prepare()
        cls.original, cls.entries = story.original, story.entries

    def prepare(self):
        server = self.serve()
        ana, bea = someone(user_id=True), someone()
        asked = meta.new_id()
        server.opt_in(ana)
        server.prompt(bea.plus, message_id=asked, wording="v3", asked_at=meta.rfc3339(meta.seconds(500)))
        server.hear(said(ana, "BAJA, por favor", ago=400))
        server.hear(said(bea, "SÍ", ago=300, context=asked))
        server.hear(meta.webhook(meta.preference(bea, "stop", ago=200)))
        server.hear(said(someone(), "no", ago=100))
        self.entries = len(server.events())
        self.assertEqual(server.stop(), 0)
        shell(server.store_file, "PRAGMA wal_checkpoint(TRUNCATE)")
        self.original = server

    def copy(self):
        folder = self.folder()
        shutil.copytree(self.original.folder, folder, dirs_exist_ok=True)
        return Server(folder, whole())

    def assert_found(self, server, *words):
        outcome = server.command("verify")
        self.assertEqual(outcome.returncode, 1, outcome.stdout + outcome.stderr)
        for word in words:
            self.assertIn(word, outcome.stdout + outcome.stderr)

    def rows(self, table):
        return shell(self.original.store_file, f"SELECT place FROM {table} ORDER BY place").split()

    def test_the_untouched_copy_is_content(self):
        self.assert_content(self.copy())

    def test_one_bit_flipped_in_any_row_and_column_is_found_and_its_entry_named(self):
        for table, columns in LEDGER.items():
            places = self.rows(table)
            self.assertEqual(len(places), self.entries)
            for seq, place in enumerate(places, 1):
                server = self.copy()
                clean = server.store_file.read_bytes()
                for column in columns:
                    with self.subTest(table=table, column=column, entry=seq):
                        server.store_file.write_bytes(clean)
                        if self.flip(server, table, column, place):
                            self.assert_found(server, f"entry {seq} of brand demo")

    def flip(self, server, table, column, place):
        """Flips one bit in the middle of the value; false if there is nothing to flip."""
        where = f"FROM {table} WHERE place = {place}"
        octets = bytearray.fromhex(shell(server.store_file, f"SELECT hex({column}) {where}"))
        kind = shell(server.store_file, f"SELECT typeof({column}) {where}")
        if not octets:
            return False
        # Bit 0 of an ASCII character leaves it one, so that text stays text.
        octets[len(octets) // 2] ^= 1
        value = f"x'{octets.hex()}'"
        value = f"CAST({value} AS TEXT)" if kind == "text" else value
        shell(server.store_file, f"UPDATE {table} SET {column} = {value} WHERE place = {place}")
        return True

    def test_an_entry_that_is_missing_is_found(self):
        for seq, place in enumerate(self.rows("entry"), 1):
            with self.subTest(entry=seq):
                server = self.copy()
                shell(server.store_file, f"DELETE FROM entry WHERE place = {place};"
                                         f"DELETE FROM personal WHERE place = {place}")
                self.assert_found(server, "brand demo")

    def test_two_entries_that_changed_places_are_found(self):
        first, second = self.rows("entry")[1:3]
        server = self.copy()
        for table in LEDGER:
            shell(server.store_file, f"UPDATE {table} SET place = -1 WHERE place = {first};"
                                     f"UPDATE {table} SET place = {first} WHERE place = {second};"
                                     f"UPDATE {table} SET place = {second} WHERE place = -1")
        self.assert_found(server, "entry 2 of brand demo")

    def test_a_state_that_does_not_follow_from_the_entries_is_found(self):
        crimes = {
            "a denial taken away": "DELETE FROM fact WHERE kind = 'opt_out'",
            "a denial made a lift": "UPDATE fact SET kind = 'lift' WHERE kind = 'opt_out'",
            "a grant made longer": "UPDATE fact SET valid_until = valid_until + 1 WHERE kind = 'grant'",
            "a denial moved back": "UPDATE fact SET at = at - 1000000 WHERE kind = 'opt_out'",
            "a fact given to another": "UPDATE fact SET subject = subject + 1 WHERE kind = 'opt_out'",
            "a question taken away": "DELETE FROM prompt",
            "an answer taken away": "DELETE FROM answer",
            "a person renamed": "UPDATE alias SET value = '34699999999' WHERE kind = 'phone' AND subject = 1",
        }
        for crime, statement in crimes.items():
            with self.subTest(crime=crime):
                server = self.copy()
                shell(server.store_file, statement)
                self.assert_found(server)

    def test_what_verify_says_names_no_person(self):
        server = self.copy()
        shell(server.store_file, "UPDATE personal SET who = replace(who, '3', '4');"
                                 "UPDATE alias SET value = value || '1'")
        outcome = server.command("verify")
        self.assertEqual(outcome.returncode, 1)
        for name in meta.everybody():
            self.assertNotIn(name, outcome.stdout + outcome.stderr)

    def test_verify_works_beside_a_running_server_and_leaves_the_store_alone(self):
        server = self.copy()
        server.start()
        self.addCleanup(server.finish)
        self.assert_content(server)
        who = someone()
        server.hear(said(who, "STOP"))
        self.assert_denied(server, who)
        self.assert_content(server)


class AtRest(Story):
    def test_every_chained_field_is_free_of_names_words_and_message_ids(self):
        server = self.serve()
        who = someone(user_id=True)
        made = meta.text(who, "BAJA")
        server.hear(meta.did(made, who))
        server.hear(said(who, "dejen de escribirme"))
        server.stop()
        with sqlite3.connect(f"file:{server.store_file}?mode=ro", uri=True) as store:
            chained = str(store.execute("SELECT fields FROM entry").fetchall())
            kept = str(store.execute("SELECT who, said FROM personal").fetchall())
        for personal in (who.phone, who.user_id, made["id"], "BAJA"):
            self.assertNotIn(personal, chained)
            self.assertIn(personal, kept)

    def test_the_store_says_what_it_is(self):
        server = self.serve()
        with sqlite3.connect(f"file:{server.store_file}?mode=ro", uri=True) as store:
            pragma = {name: store.execute(f"PRAGMA {name}").fetchone()[0]
                      for name in ("application_id", "user_version", "journal_mode")}
        self.assertEqual(pragma, {"application_id": 0x636E7379, "user_version": 5, "journal_mode": "wal"})
        self.assertEqual(configuration.NUMBER, "106540352242922")


if __name__ == "__main__":
    unittest.main()
