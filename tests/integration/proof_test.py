"""What stays provable when nobody trusts the store: checkpoints that somebody keeps elsewhere."""

import base64
import copy
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
import unittest

from support import configuration, meta, program
from support.configuration import READER_KEY
from support.meta import said, someone
from support.story import Story

VERIFIER = pathlib.Path(__file__).resolve().parents[2] / "docs" / "verify_bundle.py"

CUT_TAIL = """
DELETE FROM entry WHERE place & 1099511627775 > {last};
DELETE FROM personal WHERE place & 1099511627775 > {last};
DELETE FROM fact WHERE seq > {last}; DELETE FROM prompt WHERE seq > {last}; DELETE FROM answer WHERE seq > {last};
DELETE FROM seen WHERE place & 1099511627775 > {last};
DELETE FROM alias_key WHERE subject NOT IN (SELECT subject FROM entry);
DELETE FROM alias WHERE subject NOT IN (SELECT subject FROM entry);
DELETE FROM unlinked WHERE subject NOT IN (SELECT subject FROM entry);
DELETE FROM subject WHERE id NOT IN (SELECT subject FROM entry);
DELETE FROM checkpoint WHERE count > {last};
"""


class Checkpoints(Story):
    def stops(self, server, count):
        for _ in range(count):
            server.hear(said(someone(), "STOP"))

    def checkpoint(self, server, count):
        """Waits until a checkpoint covers so many entries; the newest."""
        def covered():
            last = server.get("/v1/checkpoints", key=READER_KEY).json["last"]
            return last if last and last["count"] >= count else None
        return self.eventually(covered, f"a checkpoint over {count} entries")

    def tamper(self, server, script):
        with sqlite3.connect(server.store_file) as store:
            store.executescript(script)
        store.close()

    def verify(self, server, *more):
        outcome = server.command("verify", *more)
        return outcome.returncode, outcome.stdout + outcome.stderr

    def test_the_first_entry_is_covered_at_once_and_a_full_block_as_soon_as_it_is_full(self):
        server = self.serve()
        self.assertIsNone(server.get("/v1/checkpoints").json["last"])
        self.assertEqual(server.command("checkpoint").returncode, 1)
        self.stops(server, 1)
        self.assertEqual(self.checkpoint(server, 1)["count"], 1)
        crowd = [someone() for _ in range(1100)]
        for begin in range(0, len(crowd), 100):
            server.hear(meta.webhook(meta.messages(*(meta.text(who, "STOP") for who in crowd[begin:begin + 100]))))
        last = self.checkpoint(server, 1024)
        self.assertEqual(last["count"], 1024)
        self.assertEqual(server.command("checkpoint").stdout.strip(), last["line"])
        self.assertEqual(json.loads(server.command("checkpoint", "--json").stdout), last)
        self.assertEqual(server.metric("consentry_checkpoint_entries", brand="demo"), 1024)
        self.assertEqual(server.metric("consentry_checkpoint_uncovered", brand="demo"), 77)
        logged = server.entries("ledger.checkpoint")
        self.assertEqual([entry["count"] for entry in logged], [1, 1024])
        self.assertEqual(logged[-1]["line"], last["line"])
        for member in ("brand", "head", "root", "at", "key", "signature"):
            self.assertEqual(logged[-1][member], last[member])
        self.assert_content(server, "--expect", last["line"])

    def test_a_tail_that_was_cut_off_is_found_by_who_kept_a_checkpoint(self):
        server = self.serve()
        self.stops(server, 1)
        self.checkpoint(server, 1)
        self.stops(server, 3)
        # A restart changes nothing of it: the next one is due in a day.
        server.restart()
        self.stops(server, 1)
        proof = server.get("/v1/checkpoints").json
        self.assertEqual(server.stop(), 0)
        early = proof["last"]["line"]
        self.tamper(server, "DELETE FROM checkpoint")
        later = self.cover(server)
        self.tamper(server, CUT_TAIL.format(last=3))
        code, told = self.verify(server)
        self.assertEqual(code, 0, told)
        code, told = self.verify(server, "--expect", later)
        self.assertEqual(code, 1)
        self.assertIn("entry 5 of brand demo: is missing", told)
        self.assertIn("its tail was cut off", told)
        self.assertEqual(self.verify(server, "--expect", early)[0], 0)

    def cover(self, server):
        """A start with no checkpoint at all makes one over everything."""
        begin = len(server.log)
        server.start()
        line = server.wait_for_entry("ledger.checkpoint", begin)["line"]
        self.assertEqual(server.stop(), 0)
        return line

    def test_a_chain_that_was_written_anew_is_found_even_by_its_log(self):
        server = self.serve()
        self.stops(server, 2)
        self.checkpoint(server, 1)
        self.assertEqual(server.stop(), 0)
        log = server.folder / "kept elsewhere.log"
        log.write_text("".join(json.dumps(entry) + "\n" for entry in server.log), encoding="utf-8")
        self.tamper(server, "DELETE FROM checkpoint; UPDATE entry SET hash = randomblob(32)")
        code, told = self.verify(server, "--expect", str(log))
        self.assertEqual(code, 1)
        self.assertIn("the ledger was written anew", told)

    def test_the_key_is_made_once_told_to_anybody_and_missed(self):
        server = self.serve()
        self.stops(server, 1)
        last = self.checkpoint(server, 1)
        file = server.folder / "consentry-signing.key"
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        shown = server.command("keys", "public").stdout.split()
        self.assertEqual(len(base64.b64decode(shown[0])), 32)
        self.assertEqual(shown[1], last["key"])
        self.assertEqual(server.get("/v1/checkpoints").json["keys"][0]["public_key"], shown[0])
        with sqlite3.connect(server.store_file) as store:
            self.assertEqual(
                store.execute("SELECT value FROM installation WHERE key = 'signing_key'").fetchone()[0], shown[0])
        self.assert_content(server, "--key", shown[0])
        self.assertEqual(server.stop(), 0)
        file.rename(file.with_suffix(".elsewhere"))
        self.assertEqual(server.start_in_vain(), 3)
        self.assertIn("keys rotate --lost", server.entries("serve.refused")[-1]["why"])
        self.assertFalse(file.exists())

    def test_a_new_key_follows_from_the_one_before(self):
        server = self.serve()
        self.stops(server, 1)
        self.checkpoint(server, 1)
        trusted = server.command("keys", "public").stdout.split()[0]
        refused = server.command("keys", "rotate")
        self.assertEqual(refused.returncode, 3, refused.stderr)  # A server runs.
        self.assertEqual(server.stop(), 0)
        made = server.command("keys", "rotate", "--json")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertTrue(json.loads(made.stdout)["endorsed"])
        self.tamper(server, "DELETE FROM checkpoint")
        line = self.cover(server)
        self.assertEqual(line.split()[6], json.loads(made.stdout)["id"])
        self.assert_content(server, "--key", trusted, "--expect", line)
        code, told = self.verify(server, "--key", base64.b64encode(bytes(32)).decode())
        self.assertEqual(code, 1)
        self.assertIn("does not follow from the one that was given", told)

    def test_what_is_no_checkpoint_is_wrong_usage(self):
        server = self.serve()
        for arguments in (["--expect", "nonsense"], ["--expect", str(server.config_file)], ["--key", "nonsense"]):
            outcome = server.command("verify", *arguments)
            self.assertEqual(outcome.returncode, 2, outcome.stdout + outcome.stderr)
            self.assertTrue(re.search("--(expect|key)", outcome.stderr))

    def test_each_brand_has_its_own(self):
        brands = [configuration.brand("demo"),
                  configuration.brand("hats", number=[{"phone_number_id": "106540352242999"}])]
        server = self.serve(configuration.whole(*brands))
        self.stops(server, 1)
        server.hear(said(someone(), "STOP", number="106540352242999"))
        def both():
            lines = server.command("checkpoint").stdout.splitlines()
            return [line.split()[1] for line in lines] == ["demo", "hats"]
        self.eventually(both, "a checkpoint of each brand")
        self.assertEqual(len(server.command("checkpoint", "--brand", "hats").stdout.splitlines()), 1)
        self.assert_content(server)


class Proofs(Story):
    """One person's consent, shown to somebody who has neither the store nor any reason to trust it."""

    def asked_and_answered(self, server, who, other):
        asked = meta.new_id()
        server.prompt(who.plus, message_id=asked, wording="v3", asked_at=meta.rfc3339(meta.seconds(500)))
        server.hear(said(other, "STOP", ago=450))
        server.hear(said(who, "SÍ", ago=400, context=asked))
        server.hear(said(other, "START", ago=350))
        server.hear(said(who, "BAJA, por favor", ago=300))

    def proof(self, server, contact):
        answer = server.get(f"/v1/subjects/{contact}/proof", key=READER_KEY)
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def verify(self, proof, *more):
        """What consentry says of it in a folder of its own, without configuration: exit code and words."""
        folder = self.folder()
        (folder / "proof.json").write_text(self.written(proof), encoding="utf-8")
        outcome = subprocess.run([program.path(), "verify", "proof.json", *more], capture_output=True, text=True,
                                 timeout=60, cwd=folder, check=False)
        return outcome.returncode, outcome.stdout + outcome.stderr

    def verify_independently(self, proof, *more):
        file = self.folder() / "proof.json"
        file.write_text(self.written(proof), encoding="utf-8")
        outcome = subprocess.run([sys.executable, "-B", str(VERIFIER), str(file), *more], capture_output=True,
                                 text=True, timeout=60, check=False)
        return outcome.returncode, outcome.stdout + outcome.stderr

    @staticmethod
    def written(proof):
        return proof if isinstance(proof, str) else json.dumps(proof)

    def assert_proved(self, proof, *more):
        code, told = self.verify(proof, *(["--key", more[0]] if more else []))
        self.assertEqual(code, 0, told)
        code, independently = self.verify_independently(proof, *more)
        self.assertEqual(code, 0, independently)
        return told, independently

    def assert_refuted(self, proof, what):
        for verifier in (self.verify, self.verify_independently):
            code, told = verifier(proof)
            self.assertNotEqual(code, 0, f"{what}: {told}")

    def test_without_a_file_the_independent_check_says_how_it_is_used(self):
        asked = subprocess.run([sys.executable, "-B", str(VERIFIER)], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual((asked.returncode, asked.stdout), (2, ""))
        self.assertIn("usage", asked.stderr)
        self.assertNotIn("index", asked.stderr)

    def test_it_shows_what_was_asked_and_answered_word_for_word_and_nobody_else(self):
        server = self.serve()
        who, other = someone(), someone()
        self.asked_and_answered(server, who, other)
        proof = self.proof(server, who.phone)
        self.assertEqual([json.loads(entry["fields"])["type"] for entry in proof["entries"]],
                         ["consent.prompted", "consent.opted_in", "consent.opted_out"])
        for told in self.assert_proved(proof, server.command("keys", "public").stdout.split()[0]):
            for words in ("Responde SÍ para recibir ofertas.", "SÍ", "BAJA, por favor"):
                self.assertIn(words, told)
        self.assertNotIn(other.phone, json.dumps(proof))
        self.assertIn("es/", self.verify(proof)[1])  # By which rule of which pack it was understood.
        self.assertEqual(self.verify(proof, "--key", base64.b64encode(bytes(32)).decode())[0], 1)
        self.assertEqual(self.verify_independently(proof, base64.b64encode(bytes(32)).decode())[0], 1)
        self.assertEqual(self.verify(proof, "--expect", proof["checkpoint"])[0], 0)
        earlier = server.get("/v1/checkpoints").json["checkpoints"][0]["line"]
        self.assertEqual(self.verify(proof, "--expect", earlier)[0], 1 if earlier != proof["checkpoint"] else 0)

    def test_whatever_is_changed_in_it_is_found_by_both_who_check_it(self):
        server = self.serve()
        who, other = someone(), someone()
        self.asked_and_answered(server, who, other)
        proof = self.proof(server, who.phone)
        others = self.proof(server, other.phone)

        def changed(change):
            tampered = copy.deepcopy(proof)
            change(tampered)
            return tampered

        def flip(text):
            middle = len(text) // 2
            return text[:middle] + chr(ord(text[middle]) ^ 1) + text[middle + 1:]

        for place in range(len(proof["entries"])):
            for member in ("fields", "previous", "who_commitment", "said_commitment"):
                self.assert_refuted(changed(lambda it: it["entries"][place].update(
                    {member: flip(it["entries"][place][member])})), f"{member} of {place}")
            for part in ("who", "said"):
                for member in ("salt", "json"):
                    self.assert_refuted(changed(lambda it: it["entries"][place][part].update(
                        {member: flip(it["entries"][place][part][member])})), f"{part} of {place}: {member}")
            self.assert_refuted(changed(lambda it: it["entries"][place]["path"].pop()), f"path of {place}")
            self.assert_refuted(changed(lambda it: it["entries"][place].update(seq=99)), f"seq of {place}")
        for what, change in {
            "a wording": lambda it: it["wordings"][0].update(text="May we?"),
            "no wording": lambda it: it["wordings"].clear(),
            "the brand": lambda it: it.update(brand="hats"),
            "the checkpoint": lambda it: it.update(checkpoint=flip(it["checkpoint"])),
            "the key": lambda it: it["keys"][0].update(public_key=base64.b64encode(bytes(range(32))).decode()),
            "somebody else's entry": lambda it: it["entries"].append(others["entries"][-1]),
            "somebody else as well": lambda it: (it["entries"].append(others["entries"][-1]),
                                                 it["subjects"].append(others["subjects"][0])),
            "another order": lambda it: it["entries"].reverse(),
            "an opinion": lambda it: it.update(note="believe me"),
            "another format": lambda it: it.update(format="consentry-proof/9"),
        }.items():
            self.assert_refuted(changed(change), what)
        twice = '{"entries": [], ' + json.dumps(proof)[1:]
        self.assert_refuted(twice, "two members of one name, of which each reader may believe another")
        for nothing in ([], {}, {"format": "x"}):
            self.assertEqual(self.verify(nothing)[0], 2)

    def test_people_who_turn_out_to_be_one_have_one_proof(self):
        server = self.serve()
        both = someone(user_id=True)
        by_phone, by_user_id = meta.somebody(both.phone), meta.somebody("", both.user_id)
        server.hear(said(by_phone, "STOP", ago=300))
        server.hear(said(by_user_id, "STOP", ago=200))
        server.hear(said(both, "STOP", ago=100))
        proof = self.proof(server, both.phone)
        self.assertEqual(len(proof["subjects"]), 2)
        self.assert_proved(proof)

    def test_of_who_was_erased_it_shows_commitments_only(self):
        server = self.serve()
        who = someone()
        server.hear(said(who, "STOP"))
        subject = server.get(f"/v1/subjects/{who.phone}").json["id"]
        self.assertEqual(self.proof(server, subject)["subjects"], [subject])
        self.assertEqual(server.erase(who.plus, actor="Eva", reason="a letter").status, 202)
        self.assertEqual(server.get(f"/v1/subjects/{who.phone}/proof").status, 404)
        proof = self.proof(server, subject)
        self.assertEqual([json.loads(entry["fields"])["type"] for entry in proof["entries"]],
                         ["consent.opted_out", "subject.erased"])
        for entry in proof["entries"]:
            self.assertEqual((entry["who"], entry["said"]), (None, None))
        self.assert_proved(proof)

    def test_the_terminal_makes_it_too_beside_a_server_that_is_asked_and_without_one(self):
        server = self.serve()
        who = someone()
        server.hear(said(who, "STOP", ago=20))
        server.hear(said(who, "STOP", ago=10))
        address = f"http://127.0.0.1:{server.admin_port}"
        asked = server.command("subject", "proof", who.plus, "--admin", address, "--key", READER_KEY)
        self.assertEqual(asked.returncode, 0, asked.stderr)
        self.assertEqual(len(json.loads(asked.stdout)["entries"]), 2)
        server.hear(said(who, "START"))
        refused = server.command("subject", "proof", who.plus)
        self.assertEqual(refused.returncode, 3, refused.stdout)
        self.assertIn("--admin", refused.stderr)
        self.assertEqual(server.stop(), 0)
        alone = server.command("subject", "proof", who.plus)
        self.assertEqual(alone.returncode, 0, alone.stderr)
        self.assertEqual(len(json.loads(alone.stdout)["entries"]), 3)
        self.assert_proved(json.loads(alone.stdout))
        self.assertEqual(server.command("subject", "proof", "+34699999999").returncode, 1)

    def test_a_wording_that_the_configuration_changed_is_proved_as_it_was_asked(self):
        server = self.serve()
        who = someone()
        asked = meta.new_id()
        server.prompt(who.plus, message_id=asked, wording="v3", asked_at=meta.rfc3339(meta.seconds(500)))
        changed = configuration.brand()
        changed["wording"][0]["text"] = "Something else altogether."
        server.configure(configuration.whole(changed))
        server.reload()
        server.hear(said(who, "SÍ", context=asked))
        proof = self.proof(server, who.phone)
        self.assertEqual([wording["text"] for wording in proof["wordings"]], ["Responde SÍ para recibir ofertas."])
        self.assert_proved(proof)
        self.assert_content(server)

    def test_who_is_unknown_has_none(self):
        server = self.serve()
        self.assertEqual(server.get(f"/v1/subjects/{someone().phone}/proof").status, 404)
        self.assertEqual(server.get("/v1/subjects/sub_00000000000000000000000000/proof").status, 404)
        self.assertEqual(server.get("/v1/subjects/nobody/proof").status, 400)


if __name__ == "__main__":
    unittest.main()
