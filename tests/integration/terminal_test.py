"""The commands as people and scripts use them: what they print, and the exit codes that scripts rely on."""

import json
import re
import subprocess
import unittest

from support import configuration, meta, program, receiver
from support.configuration import brand, destination, whole
from support.meta import said, someone
from support.story import SharedServer, Story
from support.waiting import PATIENCE


class WithoutAServer(Story):
    def run_(self, *arguments, code=0, **more):
        done = program.run(*arguments, **more)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def packs(self):
        return ("--packs", program.KEYWORDS)

    def lines(self, text):
        return [json.loads(line) for line in text.splitlines()]

    def test_without_a_command_or_with_an_unknown_one_the_usage_is_wrong(self):
        for arguments in ((), ("no-such-command",), ("match",), ("match", "--no-such-option"), ("subject",)):
            self.run_(*arguments, code=2)
        self.assertIn("serve", self.run_("--help").stdout)
        self.assertRegex(self.run_("--version").stdout, r"^consentry \d+\.\d+\.\d+\n$")

    def test_match_answers_each_line_in_the_shape_of_the_contract(self):
        questions = [{"id": "a", "text": "BAJA"}, {"id": 2, "language": "en", "text": "hi, stop please!!"},
                     {"id": None, "text": "yes"}, {"text": "stop by at 5"}, {"id": "c", "text": "cancelar"},
                     {"id": "d", "text": "START"}, {"id": "e", "text": "👍"}, {"id": "f", "text": "No"},
                     {"id": "g", "text": "HELP"}]
        asked = "".join(json.dumps(question) + "\n" for question in questions)
        answers = self.lines(self.run_("match", "--jsonl", *self.packs(), stdin=asked).stdout)
        self.assertEqual([answer["id"] for answer in answers], [question.get("id") for question in questions])
        self.assertEqual([(answer["signal"], answer["decision"]) for answer in answers],
                         [("opt_out", "act"), ("opt_out", "act"), ("affirm", "note"), ("none", "note"),
                          ("opt_out", "hold"), ("opt_in", "act"), ("acknowledge", "note"), ("decline", "note"),
                          ("help", "note")])
        for answer in answers:
            self.assertEqual(list(answer), ["id", "signal", "decision", "tier", "language", "keyword", "rule"])
        self.assertEqual((answers[0]["tier"], answers[0]["language"], answers[0]["keyword"], answers[0]["rule"]),
                         ("exact", "es", "baja", "es/opt_out/baja"))
        self.assertEqual((answers[3]["tier"], answers[3]["rule"]), (None, None))

    def test_match_goes_on_behind_a_line_that_is_wrong_and_ends_with_1(self):
        done = self.run_("match", "--jsonl", *self.packs(), code=1, stdin='{"text":1}\nnonsense\n{"text":"STOP"}\n')
        self.assertEqual([answer["signal"] for answer in self.lines(done.stdout)], ["opt_out"])
        self.assertIn("line 1", done.stderr)
        self.assertIn("line 2", done.stderr)

    def test_match_explains_to_people_and_to_programs(self):
        people = self.run_("match", *self.packs(), "hola,", "baja", "por", "favor").stdout
        for words in ("opt_out", "es/opt_out/baja", "hola"):
            self.assertIn(words, people)
        told = json.loads(self.run_("match", "--json", *self.packs(), "hola, baja por favor").stdout)
        self.assertEqual((told["signal"], told["tier"], told["rule"]), ("opt_out", "courtesy", "es/opt_out/baja"))
        self.run_("match", "--packs", "no-such-folder", "STOP", code=2)

    def test_check_template_holds_each_promise_against_what_is_heard(self):
        kept = self.run_("check-template", *self.packs(), "Reply STOP to opt out", "Envía BAJA para salir").stdout
        self.assertIn("text 1: STOP is heard as opt_out", kept)
        self.assertIn("text 2: BAJA is heard as opt_out", kept)
        broken = self.run_("check-template", *self.packs(), "Reply", "FOO", "to", "unsubscribe", code=1).stdout
        self.assertIn("promises FOO as a way out, but nobody listens for it", broken)

        template = {"name": "promo", "language": "es_MX", "category": "MARKETING",
                    "components": [{"type": "BODY", "text": "¡20 % hoy!"}]}
        page = json.dumps({"data": [template], "paging": {}})
        told = self.run_("check-template", *self.packs(), "--file", "-", code=1, stdin=page).stdout
        self.assertIn("promo (es_MX): warning: a MARKETING template that tells nobody how to opt out", told)
        template["components"].append({"type": "FOOTER", "text": "Responde BAJA para no recibir más"})
        answer = self.run_("check-template", "--json", *self.packs(), "-", stdin=json.dumps(template)).stdout
        checked = json.loads(answer)
        self.assertTrue(checked["ok"])
        self.assertEqual([(promise["part"], promise["word"], promise["signal"], promise["decision"])
                          for promise in checked["templates"][0]["promises"]], [("footer", "BAJA", "opt_out", "act")])

        self.run_("check-template", *self.packs(), code=2)
        self.run_("check-template", *self.packs(), "no-such-file.json", code=2)
        self.assertIn("holds no template", self.run_("check-template", "--file", "-", code=2, stdin="{}").stderr)

    def test_decode_prints_a_line_for_each_item_in_the_shape_of_the_contract(self):
        ana, bea = someone(user_id=True), someone()
        said_ = (meta.text(ana, "¡BAJA! 👋"), meta.button(bea, "P-1", "Stop"))
        body = meta.webhook(meta.messages(*said_, people=[ana, bea]),
                            meta.preference(ana, "stop"), meta.echo(bea, "STOP"), meta.status(bea, "read"))
        items = self.lines(self.run_("decode", stdin=body.decode()).stdout)
        self.assertEqual([item["kind"] for item in items], ["message", "message", "preference", "echo", "status"])
        for item in items:
            for member in ("file", "kind", "field", "waba", "number", "message_id", "timestamp", "from", "user_id",
                           "type", "texts", "payloads", "scan", "why"):
                self.assertIn(member, item)
        first, second = items[:2]
        self.assertEqual((first["file"], first["from"], first["user_id"], first["texts"], first["scan"], first["why"]),
                         ("-", ana.phone, ana.user_id, ["¡BAJA! 👋"], True, "text"))
        self.assertEqual((second["type"], second["payloads"], second["scan"]), ("button", ["P-1"], True))
        self.assertEqual([item["scan"] for item in items[2:]], [False, False, False])
        self.assertEqual((first["waba"], first["number"]), (meta.WABA, configuration.NUMBER))

    def test_decode_reads_files_and_ends_with_1_where_a_body_is_broken(self):
        folder = self.folder()
        body = meta.webhook(meta.messages(meta.text(someone(), "one")), meta.messages(meta.text(someone(), "two")))
        whole_file, broken_file = folder / "whole.json", folder / "broken.json"
        whole_file.write_bytes(body + b"\n" + body + b"\n")
        broken_file.write_bytes(body[:body.rindex(b"timestamp")])
        self.assertEqual(len(self.lines(self.run_("decode", whole_file).stdout)), 4)
        done = self.run_("decode", broken_file, whole_file, code=1)
        items = self.lines(done.stdout)
        self.assertEqual([item["file"] for item in items].count(str(whole_file)), 4)
        self.assertIn(["one"], [item["texts"] for item in items if item["file"] == str(broken_file)])
        self.assertIn(str(broken_file), done.stderr)
        self.run_("decode", folder / "none.json", code=2)

    def test_check_config_says_ok_or_every_problem_with_line_key_reason_and_remedy(self):
        server = self.server()
        good = server.run("check-config", server.config_file)
        self.assertEqual((good.returncode, good.stdout.startswith("ok: ")), (0, True), good.stderr)
        config = whole(brand(countri="ES", languages=["xx"], scope=[configuration.marketing(valid_for="soon")]))
        server.configure(config)
        bad = server.run("check-config", server.config_file, "--json")
        self.assertEqual(bad.returncode, 2)
        told = json.loads(bad.stdout)
        self.assertFalse(told["ok"])
        problems = {problem["key"]: problem for problem in told["problems"]}
        self.assertGreaterEqual(len(problems), 2)
        text = server.config_file.read_text(encoding="utf-8").splitlines()
        misspelt = next(problem for key, problem in problems.items() if "countri" in key)
        self.assertIn("countri", text[misspelt["line"] - 1])
        self.assertIn("country", misspelt["remedy"] + misspelt["reason"])
        for problem in told["problems"]:
            self.assertTrue(problem["reason"] and problem["remedy"] and problem["line"], problem)
        for_people = server.run("check-config", server.config_file)
        self.assertEqual(for_people.returncode, 2)
        for problem in told["problems"]:
            self.assertIn(problem["reason"], for_people.stderr)
        self.run_("check-config", "no-such-file.toml", code=2)

    def test_a_new_key_and_its_hash_open_the_api(self):
        made = json.loads(self.run_("keys", "new", "--json").stdout)
        self.assertRegex(made["hash"], "^sha256:[0-9a-f]{64}$")
        self.assertNotEqual(made["key"], json.loads(self.run_("keys", "new", "--json").stdout)["key"])
        config = whole()
        config["api"]["key"].append({"name": "made", "role": "reader", "hash": made["hash"], "brands": ["demo"]})
        server = self.serve(config)
        self.assertEqual(server.get("/v1/events", key=made["key"]).status, 200)
        self.assertEqual(server.get("/v1/events", key=made["hash"]).status, 401)

    def test_new_secrets_of_a_destination_are_others_every_time(self):
        made = [json.loads(self.run_("keys", "webhook", *more, "--json").stdout)
                for more in ((), (), ("--ed25519",), ("--ed25519",))]
        self.assertEqual(len({json.dumps(one) for one in made}), 4)
        for one in made[:2]:
            self.assertRegex(one["secret"], "^whsec_[A-Za-z0-9+/]{43}=$")
        for one in made[2:]:
            self.assertRegex(one["private"], "^whsk_[A-Za-z0-9+/]{43}=$")
            self.assertRegex(one["public"], "^whpk_[A-Za-z0-9+/]{43}=$")

    def test_send_needs_a_server_and_good_sense(self):
        self.run_("send", "--url", "http://127.0.0.1:1/", "--from", "34600111222", "--text", "x", code=3)
        for arguments in (("--text", "x"), ("--from", "34600111222"), ("--from", "nobody", "--text", "x"),
                          ("--from", "34600111222", "--text", "x", "--button", "y")):
            self.run_("send", *arguments, code=2)

    def test_commands_that_look_end_with_1_where_there_is_no_store(self):
        server = self.server()
        for command in (("subject", "show", "+34600111222"), ("deliveries", "list")):
            done = server.command(*command)
            self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
            self.assertIn(str(server.store_file), done.stderr)
        self.assertFalse(server.store_file.exists())


class BesideAServer(SharedServer):
    def test_what_the_server_holds_is_the_same_failure_to_every_command(self):
        rows = self.shared.folder / "one.csv"
        rows.write_text("contact,scope,state\n+34600111222,*,opted_out\n")
        decided = ["--actor", "ana", "--reason", "so"]
        for command in (("subject", "erase", "+34600111222"), ("undo", "evt_0000000000009wwr9k5fnmahwm", *decided),
                        ("brakes", "release", "api", "opt_outs", *decided), ("keys", "rotate"),
                        ("subject", "export", "+34600111222"), ("import", rows)):
            done = self.shared.command(*command)
            self.assertEqual(done.returncode, 3, (command, done.stdout, done.stderr))
            self.assertIn("in use", done.stderr)

    def test_the_notes_of_who_has_read_what_are_shown_beside_the_server(self):
        who = someone()
        self.shared.opt_in(who)
        self.shared.history(who.plus)
        there = ["--admin", f"http://127.0.0.1:{self.shared.admin_port}", "--key", configuration.ADMIN_KEY]
        for form in ([], ["--json"]):
            asked = self.eventually(lambda: self.shared.run("audit", "--contact", who.plus, *form, *there).stdout,
                                    "the note is kept")
            here = self.shared.command("audit", "--contact", who.plus, *form)
            self.assertEqual((here.returncode, here.stderr), (0, ""))
            self.assertIn("/history", here.stdout)
            self.assertEqual(here.stdout.splitlines()[:1], asked.splitlines()[:1])
        self.assertEqual(self.shared.command("audit", "--of-key", "nobody").stdout, "")
        self.assertEqual(self.shared.command("audit", "--contact", "nobody").returncode, 2)

    def test_health_for_people_and_for_programs(self):
        there = ["--admin", f"http://127.0.0.1:{self.shared.admin_port}"]
        self.assertEqual(self.shared.run("health", *there).stdout, "ok\n")
        for asked in ([], ["--ready"]):
            told = self.shared.run("health", *asked, "--json", *there)
            self.assertEqual((told.returncode, json.loads(told.stdout)["healthy"], json.loads(told.stdout)["status"]),
                             (0, True, 200))
        nobody = self.shared.run("health", "--json", "--admin", "http://127.0.0.1:1")
        self.assertEqual((nobody.returncode, json.loads(nobody.stdout)["healthy"], json.loads(nobody.stdout)["status"]),
                         (1, False, None))

    def send(self, *arguments, code=0, secret=configuration.APP_SECRET):
        url = f"http://127.0.0.1:{self.shared.public_port}/webhooks/meta"
        done = self.shared.run("send", "--url", url, "--secret", secret, "--json", *arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def test_send_posts_texts_buttons_and_whole_files_as_meta_would(self):
        ana, bea, cleo = someone(), someone(user_id=True, phone=False), someone()
        sent = self.send("--from", ana.plus, "--text", "BAJA", "--timestamp", meta.rfc3339(meta.seconds(600)))
        self.assertEqual((sent["status"], sent["message_id"].startswith("wamid.")), (200, True))
        self.assertEqual(self.shared.history(ana.plus)[0]["data"]["message"]["id"], sent["message_id"])
        self.send("--user-id", bea.user_id, "--button", "consentry:stop", "--label", "No más")
        file = self.shared.folder / "webhook.json"
        file.write_bytes(said(cleo, "STOP"))
        self.send("--file", str(file))
        for who in (ana, bea, cleo):
            self.assert_denied(self.shared, who)

    def test_send_ends_with_1_where_the_answer_is_no(self):
        refused = self.send("--from", someone().phone, "--text", "BAJA", secret="wrong", code=1)
        self.assertEqual(refused["status"], 401)

    def test_send_repeats_an_id_as_meta_repeats_a_webhook(self):
        who = someone()
        repeated = ("--id", "wamid.again", "--timestamp", str(meta.seconds(ago=60)))
        for _ in range(2):
            self.send("--from", who.phone, "--text", "STOP", "--number", configuration.NUMBER, *repeated)
        self.assertEqual(len(self.shared.history(who.plus)), 1)

    def test_a_subject_is_shown_to_people_and_to_programs_while_the_server_runs(self):
        who = someone(user_id=True)
        self.shared.prompt(who.plus, asked_at=meta.rfc3339(meta.seconds(600)))
        self.shared.hear(said(who, "STOP PEDIDOS"))
        told = self.shared.command("subject", "show", who.plus, "--json")
        self.assertEqual(json.loads(told.stdout), self.shared.get(f"/v1/subjects/{who.phone}").json)
        people = self.shared.command("subject", "show", who.user_id).stdout
        for words in (who.plus, who.user_id, "orders: not allowed, opted_out", "asked     marketing"):
            self.assertIn(words, people)

    def test_a_contact_that_nobody_knows_is_exit_1_and_one_that_is_none_2(self):
        for command in ("show", "history"):
            self.assertEqual(self.shared.command("subject", command, someone().plus).returncode, 1)
            self.assertEqual(self.shared.command("subject", command, "nobody").returncode, 2)

    def test_deliveries_are_listed_as_the_api_lists_them(self):
        who = someone()
        self.shared.hear(said(who, "STOP"))
        event = self.crm.wait_for_events(who)[0]["data"]["id"]

        def listed():
            lines = self.shared.command("deliveries", "list", "--json", "--state", "delivered").stdout.splitlines()
            return [one for one in map(json.loads, lines) if one["event"] == event]

        delivery, = self.eventually(listed, "the delivery")
        self.assertEqual(self.shared.get(f"/v1/events/{event}/deliveries").json["deliveries"], [delivery])
        self.assertEqual(self.shared.command("deliveries", "list", "--destination", "other").stdout, "")
        self.assertEqual(self.shared.command("deliveries", "list", "--state", "lost").returncode, 2)


class Listening(Story):
    """`consentry listen` stands in for a CRM."""

    def listen(self, *arguments, secret=configuration.WEBHOOK_SECRET):
        command = [program.path(), "listen", "--port", "0", "--secret", secret, *arguments]
        process = subprocess.Popen(
            program.mortal(command),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
            env=program.environment())
        self.addCleanup(self.end, process)
        return process, re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline()).group(0)

    def end(self, process):
        process.terminate()
        _, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, errors)

    def test_it_prints_what_it_is_told_once_it_has_checked_the_signature(self):
        process, url = self.listen()
        server = self.serve(whole(brand(destination=[destination(url)])))
        who = someone()
        server.hear(said(who, "BAJA"))
        line = process.stdout.readline()
        for words in ("consent.opted_out", who.plus, "«BAJA»", "es/opt_out/baja", "marketing no, orders no"):
            self.assertIn(words, line)

    def test_it_prints_events_as_they_came_and_fails_as_it_is_asked_to(self):
        process, url = self.listen("--json", "--fail", "2")
        server = self.serve(whole(brand(destination=[destination(url)])))
        who = someone()
        server.hear(said(who, "BAJA"))
        event = json.loads(process.stdout.readline())
        self.assertEqual(event, server.get(f"/v1/events/{event['data']['id']}").json)
        self.eventually(lambda: server.metric("consentry_failed_attempts_total", brand="demo", destination="crm") == 2,
                        "two failures")

    def test_it_verifies_with_a_public_key_while_secrets_of_both_kinds_sign(self):
        made = json.loads(program.run("keys", "webhook", "--ed25519", "--json").stdout)
        process, url = self.listen("--json", secret=made["public"])
        signing = destination(url, secrets=["env:PRIVATE_KEY", "env:WEBHOOK_SECRET"])
        server = self.serve(whole(brand(destination=[signing])), PRIVATE_KEY=made["private"])
        server.hear(said(someone(), "BAJA"))
        self.assertEqual(json.loads(process.stdout.readline())["type"], "consent.opted_out")

    def test_a_secret_that_a_receiver_must_not_have_is_refused_and_not_repeated(self):
        made = json.loads(program.run("keys", "webhook", "--ed25519", "--json").stdout)
        outcome = program.run("listen", "--secret", made["private"])
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("whpk_", outcome.stderr)
        self.assertNotIn(made["private"][5:], outcome.stderr)

    def test_it_refuses_what_is_not_signed_with_its_secret(self):
        process, url = self.listen()
        config = whole(brand(destination=[destination(url)]), forward={"schedule": ["0s", "30m"]})
        server = self.serve(config, WEBHOOK_SECRET="whsec_c2hhcmVkIHdpdGggc29tZWJvZHkgZWxzZSBlbnRpcmVseQ==")
        server.hear(said(someone(), "BAJA"))
        self.assertIn("refused", process.stderr.readline())
        self.assertNotEqual(receiver.WEBHOOK_SECRET, server.secrets["WEBHOOK_SECRET"])


if __name__ == "__main__":
    unittest.main()
