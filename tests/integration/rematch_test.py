"""What if: other packs are run over the words that are kept, and every decision that would change is listed."""

import json
import unittest

from support.configuration import NUMBER, brand, whole
from support.meta import said, someone
from support.story import Story

UNLISTED = "106540352242944"
PACKS = {
    "und": '[opt_out]\nstrong = ["stop"]\n',
    "es": '[opt_out]\nstrong = ["hasta aquí"]\n',
}


class Rematch(Story):
    def packs(self):
        """Two small packs that know STOP and "hasta aquí", and neither BAJA nor a yes."""
        folder = self.folder()
        for language, words in PACKS.items():
            (folder / f"{language}.toml").write_text(f'language = "{language}"\nversion = 1\n{words}', encoding="utf-8")
        return str(folder)

    def changes(self, server, *arguments, code=0):
        done = server.command("rematch", "--json", "--packs", self.packs(), *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        return [(line["source"], line["text"], line["recorded"], line["before"]["signal"], line["before"]["decision"],
                 line["after"]["signal"], line["after"]["decision"]) for line in lines], done.stderr

    def test_texts_of_the_ledger_the_journal_and_a_file_are_read_and_only_changes_are_listed(self):
        server = self.serve(whole(brand(number=[{"phone_number_id": NUMBER}])))
        server.hear(said(someone(), "BAJA"))
        server.hear(said(someone(), "STOP"))
        server.hear(said(someone(), "sí", number=UNLISTED))
        lost = ("ledger", "BAJA", "consent.opted_out", "opt_out", "act", "none", "note")
        waiting = ("journal", "sí", None, "affirm", "note", "none", "note")

        found, summary = self.changes(server)
        self.assertEqual(found, [lost, waiting])
        self.assertIn("3 texts, 2 decisions would change", summary)
        self.assertIn("1  opt_out act → none", summary)
        self.assertEqual(self.changes(server, "--ledger")[0], [lost])
        self.assertEqual(self.changes(server, "--journal")[0], [waiting])
        self.assertEqual(self.changes(server, "--exit-code", code=1)[0], [lost, waiting])

        kept = self.folder() / "inbox.jsonl"
        kept.write_text('{"id":7,"text":"hasta aquí"}\n\nnonsense\n{"text":"hola"}\n{"text":7}\n', encoding="utf-8")
        found, told = self.changes(server, str(kept), code=1)
        self.assertEqual(found, [(str(kept), "hasta aquí", None, "none", "note", "opt_out", "act")])
        self.assertIn("line 3 is no JSON", told)
        self.assertIn('line 5 has no "text"', told)
        self.assertIn("2 texts, 1 decision would change", told)

    def test_people_read_a_line_for_each_change(self):
        server = self.serve()
        server.hear(said(someone(), "BAJA"))
        told = server.command("rematch", "--packs", self.packs()).stdout
        self.assertRegex(told, r"^ledger evt_\w+ \(consent.opted_out\): opt_out act → none  «BAJA»  es/opt_out/baja → –\n$")

    def test_without_packs_or_with_bad_ones_the_usage_is_wrong(self):
        server = self.serve()
        self.assertEqual(server.command("rematch").returncode, 2)
        self.assertEqual(server.command("rematch", "--packs", "no-such-folder").returncode, 2)
        self.assertEqual(server.command("rematch", "--packs", self.packs(), "no-such-file.jsonl").returncode, 2)
        self.assertEqual(server.command("rematch", "--packs", self.packs(), "--brand", "nobody").returncode, 2)
        folder = server.command("rematch", "--packs", self.packs(), str(self.folder()))
        self.assertEqual((folder.returncode, folder.stdout), (2, ""))
        self.assertNotIn("would change", folder.stderr)


if __name__ == "__main__":
    unittest.main()
