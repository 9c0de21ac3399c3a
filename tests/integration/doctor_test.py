"""The doctor: Meta's side asked of a strict Graph API, the way from outside tried, this machine looked at."""

import http.server
import json
import threading
import unittest

from support import configuration, graph
from support.configuration import brand, whole
from support.story import Story

PUBLIC_URL = "https://127.0.0.1:1/webhooks/meta"  # Nobody is there.
NAME = "brand demo: "


class Doctor(Story):
    def setUp(self):
        self.graph = graph.Graph(configuration.APP_SECRET)
        self.addCleanup(self.graph.close)

    def config(self, wabas=(graph.WABA,), public_url=PUBLIC_URL, numbers=None, secrets=("env:APP_SECRET",), **more):
        table = {"token": "env:GRAPH_TOKEN", "wabas": list(wabas), "url": self.graph.url, **more}
        ours = brand(graph=table, app_secrets=list(secrets))
        if numbers is not None:
            ours["number"] = [{"phone_number_id": number} for number in numbers]
        listen = {"public": "127.0.0.1:0", "admin": "127.0.0.1:0"}
        return whole(ours, listen={**listen, "public_url": public_url} if public_url else listen)

    def ask(self, config, *more, code=None, **secrets):
        """What the doctor found, as `about` → findings."""
        secrets = {"GRAPH_TOKEN": graph.TOKEN, **secrets}
        server = self.server(config, **secrets)
        outcome = server.command("doctor", "--json", *more)
        page = json.loads(outcome.stdout)
        self.assertEqual(page["ok"], outcome.returncode == 0, outcome.stdout)
        if code is not None:
            self.assertEqual(outcome.returncode, code, outcome.stdout)
        for secret in server.secrets.values():
            self.assertNotIn(secret, outcome.stdout + outcome.stderr)
        for finding in page["findings"]:
            self.assertEqual(finding["remedy"] is None, finding["verdict"] == "good", finding)
        return page["findings"]

    def of_meta(self, findings, verdict):
        """The brand's findings of that verdict: about and what was found."""
        return [(one["about"].removeprefix(NAME), one["found"]) for one in findings
                if one["verdict"] == verdict and one["about"].startswith(NAME)]

    def assert_found(self, findings, verdict, about, *words):
        found = [text for name, text in self.of_meta(findings, verdict) if name == about]
        self.assertTrue(any(all(word in text for word in words) for text in found),
                        f"no {verdict} about {about} with {words}: {findings}")

    def test_a_brand_that_is_set_up_well_has_no_trouble_on_metas_side(self):
        findings = self.ask(self.config())
        self.assertEqual(self.of_meta(findings, "trouble") + self.of_meta(findings, "advice"), [])
        good = {about for about, _ in self.of_meta(findings, "good")}
        self.assertEqual(good, {"token", "clock", "app secret", "callback", "subscription", "account " + graph.WABA,
                                "number 106540352242922", "number 106540352242933"})

    def test_without_a_graph_table_it_says_that_meta_was_not_asked(self):
        findings = self.ask(whole())
        self.assertIn(("brand demo", "unknown"), [(one["about"], one["verdict"]) for one in findings])
        self.assertEqual(self.graph.calls, [])

    def test_a_token_that_meta_does_not_know_or_that_has_ended(self):
        self.assert_found(self.ask(self.config(), code=1, GRAPH_TOKEN="another"), "trouble", "token", "190")
        self.graph.token["is_valid"] = False
        self.assert_found(self.ask(self.config(), code=1), "trouble", "token", "not valid")

    def test_a_token_that_ends_soon_or_may_too_little(self):
        self.graph.token["expires_at"] = 1_800_000_000
        self.graph.token["scopes"] = []
        findings = self.ask(self.config(), code=1)
        self.assert_found(findings, "trouble", "token", "whatsapp_business_management")
        self.assert_found(findings, "advice", "token", "whatsapp_business_messaging")
        self.assert_found(self.ask(self.config()), "trouble", "token")
        self.graph.token["expires_at"] = 1_600_000_000
        self.assert_found(self.ask(self.config()), "advice", "token", "2020-09-13")

    def test_an_app_that_demands_a_proof_of_the_secret_gets_it(self):
        self.graph.wants_proof = True
        secrets = ("env:OLD_SECRET", "env:APP_SECRET")
        findings = self.ask(self.config(secrets=secrets), OLD_SECRET="one that was rotated away")
        self.assertEqual(self.of_meta(findings, "trouble"), [])

    def test_a_secret_of_another_app(self):
        self.graph.app_secret = "what the app really has"
        findings = self.ask(self.config(), code=1)
        self.assert_found(findings, "trouble", "app secret", graph.APP_ID, "101")

    def test_an_app_that_is_not_subscribed_to_the_fields_that_bear_consent(self):
        self.graph.subscriptions[0]["fields"] = [{"name": "messages", "version": "v26.0"}]
        findings = self.ask(self.config(), code=1)
        self.assert_found(findings, "trouble", "subscription", "user_preferences")
        for field in ("standby", "account_update"):
            self.assert_found(findings, "advice", "subscription", field)

    def test_an_app_without_a_webhook_or_with_one_that_leads_elsewhere(self):
        self.graph.subscriptions[0]["callback_url"] = "https://old.example.com/hook"
        self.assert_found(self.ask(self.config(), code=1), "trouble", "callback", "old.example.com")
        self.graph.subscriptions[0]["active"] = False
        self.assert_found(self.ask(self.config()), "trouble", "subscription", "not active")
        self.graph.subscriptions = [{"object": "page", "callback_url": PUBLIC_URL, "active": True, "fields": []}]
        self.assert_found(self.ask(self.config()), "trouble", "subscription", "no webhook for WhatsApp")

    def test_an_account_to_which_the_app_is_not_subscribed(self):
        self.graph.subscribed[graph.WABA] = [{"whatsapp_business_api_data": {"id": "1", "name": "another"}}]
        self.assert_found(self.ask(self.config(), code=1), "trouble", "account " + graph.WABA, "not subscribed")
        self.assert_found(self.ask(self.config(wabas=["7"]), code=1), "trouble", "account 7", "does not exist")

    def test_an_account_on_a_later_page_of_its_apps_and_numbers(self):
        self.graph.page = 1
        self.graph.subscribed[graph.WABA].insert(0, {"whatsapp_business_api_data": {"id": "1", "name": "another"}})
        findings = self.ask(self.config())
        self.assertEqual(self.of_meta(findings, "trouble") + self.of_meta(findings, "advice"), [])

    def test_overrides_that_lead_elsewhere(self):
        self.graph.subscribed[graph.WABA][0]["override_callback_uri"] = "https://bot.example.com/a"
        self.graph.numbers[graph.WABA][0]["webhook_configuration"] = {"phone_number": "https://bot.example.com/b"}
        findings = self.ask(self.config(), code=1)
        self.assert_found(findings, "trouble", "account " + graph.WABA, "bot.example.com/a")
        self.assert_found(findings, "trouble", "number 106540352242922", "bot.example.com/b")
        self.assert_found(self.ask(self.config(public_url=None)), "advice", "account " + graph.WABA, "/a")

    def test_numbers_that_the_configuration_does_not_list_and_such_as_no_account_has(self):
        findings = self.ask(self.config(numbers=["106540352242922", "99"]), code=1)
        self.assert_found(findings, "advice", "number 106540352242933", "does not list it")
        self.assert_found(findings, "trouble", "number 99", "none of the accounts")

    def test_a_clock_that_differs_from_metas(self):
        self.graph.date = "Sun, 22 Nov 2020 09:30:00 GMT"
        self.assert_found(self.ask(self.config(), code=1), "trouble", "clock", "differs")

    def test_a_graph_api_that_cannot_be_reached_or_is_none(self):
        self.graph.close()
        findings = self.ask(self.config(), code=1)
        self.assertEqual([about for about, _ in self.of_meta(findings, "trouble")], ["Graph API"])


class OutsideAndHere(Story):
    """The callback URL as Meta would reach it, and this machine."""

    def found(self, outcome, verdict, about):
        return [one["found"] for one in json.loads(outcome.stdout)["findings"]
                if (one["verdict"], one["about"]) == (verdict, about)]

    def test_a_configuration_with_problems_is_explained_and_is_wrong_usage(self):
        server = self.server(whole(brand(app_secrets=["env:NOBODY_SET_THIS"])))
        outcome = server.command("doctor")
        self.assertEqual(outcome.returncode, 2)
        self.assertIn("NOBODY_SET_THIS", outcome.stdout)
        self.assertIn("→", outcome.stdout)

    def test_a_running_server_is_found_ready_and_reached(self):
        port = free_port()
        server = self.serve(whole(listen={"public": "127.0.0.1:0", "admin": f"127.0.0.1:{port}", "threads": 1}))
        url = f"http://127.0.0.1:{server.public_port}/webhooks/meta"
        outcome = server.command("doctor", "--json", "--public-url", url)
        self.assertTrue(self.found(outcome, "good", "server"), outcome.stdout)
        self.assertTrue(self.found(outcome, "good", "store"), outcome.stdout)
        self.assertTrue(self.found(outcome, "good", "key"), outcome.stdout)
        good = " ".join(self.found(outcome, "good", "public URL"))
        self.assertIn("verify token", good)
        self.assertIn("3000 kB", good)
        self.assertEqual(len(self.found(outcome, "trouble", "public URL")), 1)  # That it is not https.
        self.assertEqual(outcome.returncode, 1)

    def test_without_a_server_and_a_store_it_says_how_they_come_about(self):
        server = self.server(whole())
        outcome = server.command("doctor", "--json")
        self.assertEqual(outcome.returncode, 0, outcome.stdout)
        self.assertTrue(self.found(outcome, "advice", "server"), outcome.stdout)
        self.assertTrue(self.found(outcome, "advice", "store"), outcome.stdout)

    def test_a_key_that_others_can_read_is_trouble(self):
        server = self.serve()
        server.stop()
        (server.folder / "consentry.key").chmod(0o644)
        outcome = server.command("doctor", "--json")
        self.assertEqual(outcome.returncode, 1)
        self.assertTrue(self.found(outcome, "trouble", "key"), outcome.stdout)

    def test_a_public_url_with_something_else_behind_it(self):
        server = self.server(whole())
        cases = {
            "http://127.0.0.1:1/webhooks/meta": "127.0.0.1",
            "ftp://127.0.0.1/": "must begin with http",
            proxy(self, lambda _: (200, b"<html>welcome</html>")): "not with the challenge alone",
            proxy(self, lambda _: (404, b"")): "404",
            proxy(self, echo(413)): "413",
            proxy(self, echo(401)): "401",
        }
        for url, words in cases.items():
            with self.subTest(words):
                outcome = server.command("doctor", "--json", "--public-url", url)
                self.assertEqual(outcome.returncode, 1)
                self.assertTrue(any(words in found for found in self.found(outcome, "trouble", "public URL")),
                                outcome.stdout)


def echo(refusal):
    """A proxy that passes the handshake on and refuses bodies of more than a megabyte, as nginx does by itself."""
    def answer(request):
        if request.command == "GET":
            return 200, request.path.split("hub.challenge=")[1].split("&")[0].encode()
        return (refusal, b"") if int(request.headers["content-length"]) > 1_000_000 or refusal == 401 else (200, b"")
    return answer


def proxy(story, answer):
    """The URL of a server that answers as told."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def reply(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            status, body = answer(self)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = reply

        def log_message(self, *_):
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    story.addCleanup(server.server_close)
    story.addCleanup(server.shutdown)
    return f"http://127.0.0.1:{server.server_address[1]}/webhooks/meta"


def free_port():
    with http.server.HTTPServer(("127.0.0.1", 0), None) as taken:
        return taken.server_address[1]


if __name__ == "__main__":
    unittest.main()
