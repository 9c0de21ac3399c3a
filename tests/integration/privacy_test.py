"""What people may ask for: everything that is known of them, and who has looked at it."""

import html.parser
import json
import unittest
import urllib.parse

from support import meta
from support.configuration import READER_KEY, WRITER_KEY
from support.meta import said, someone
from support.story import Story


class Page(html.parser.HTMLParser):
    """The text of a page, and every element in it."""

    def __init__(self):
        super().__init__()
        self.elements = set()
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("src", "href"), (tag, name, value)

    def handle_data(self, data):
        self.text += data


class Privacy(Story):
    def known(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        who = someone(user_id=True)
        server.prompt(who.plus, wording="v3", message_id="wamid.question", asked_at=meta.rfc3339(meta.seconds(20)))
        server.hear(said(who, "sí", context="wamid.question", ago=10))
        server.hear(said(who, "<b>STOP</b> أوقف", ago=5))
        server.hear(said(who, "STOP"))
        crm.wait_for(lambda: crm.types_of(who)[-1:] == ["consent.opted_out"], "the news")
        return server, who

    def test_a_person_gets_what_is_known_of_them(self):
        server, who = self.known()
        path = f"/v1/subjects/{who.plus}/export"
        answer = server.get(path, key=READER_KEY)
        self.assertEqual(answer.status, 200, answer)

        def of_the_yes(report):
            return [event for event in report["events"] if event["event"]["type"] == "consent.opted_in"][0]

        self.eventually(lambda: of_the_yes(server.get(path).json)["disclosed_to"], "the receipt")
        report = server.get(path).json
        self.assertEqual({alias["value"] for alias in report["subject"]["aliases"]}, {who.plus, who.user_id})
        self.assertEqual(report["subject"]["states"]["marketing"]["reason"], "opted_out")
        agreed = of_the_yes(report)
        self.assertEqual(agreed["wording_text"], "Responde SÍ para recibir ofertas.")
        self.assertEqual(agreed["disclosed_to"][0]["destination"], "crm")
        self.assertEqual(report["destinations"], ["crm"])
        self.assertEqual(report["kept_for"]["words_without_a_question"], "7d")

        page = Page()
        page.feed(server.get(path, format="html").text)
        self.assertNotIn("script", page.elements)
        for words in (who.plus, who.user_id, "We may not write to you: you asked us to stop", "You agreed",
                      "Responde SÍ para recibir ofertas.", "Given to crm on "):
            self.assertIn(words, page.text)
        self.assertIn("We asked you a question", server.get(path, format="text").text)
        self.assertEqual(server.get(path, format="pdf").status, 400)
        self.assertEqual(server.get("/v1/subjects/+34600000000/export").status, 404)

        shown = server.run("subject", "export", who.plus, "--format", "html", "--admin",
                           f"http://127.0.0.1:{server.admin_port}", "--key", READER_KEY)
        self.assertEqual(shown.returncode, 0, shown.stderr)
        self.assertIn("<!doctype html>", shown.stdout)

    def test_who_has_looked(self):
        server, who = self.known()
        subject = server.get(f"/v1/subjects/{who.plus}", key=READER_KEY).json["id"]
        server.get(f"/v1/subjects/{who.user_id}/history", key=WRITER_KEY)
        server.get("/v1/events")
        server.get("/v1/subjects/+34600000000", key=READER_KEY)
        server.check(who.plus)

        def reads(**query):
            answer = server.get("/v1/audit?" + urllib.parse.urlencode(query))
            self.assertEqual(answer.status, 200, answer)
            return [(read["key"], read["call"], read.get("subject")) for read in answer.json["reads"]]

        expected = [("reader", "GET /v1/subjects/{contact}", subject),
                    ("writer", "GET /v1/subjects/{contact}/history", subject), ("admin", "GET /v1/events", None)]
        self.eventually(lambda: reads() == expected, "the notes")
        self.assertEqual(reads(key="writer"), expected[1:2])
        self.assertEqual(reads(contact=who.plus), expected)
        self.assertEqual(reads(contact="+34600000000"), [])
        self.assertEqual(server.get("/v1/audit", key=None).status, 401)
        server.restart()
        told = server.run("audit", "--contact", who.plus, "--json", "--admin",
                          f"http://127.0.0.1:{server.admin_port}", "--key", "key-of-the-admin")
        self.assertEqual(told.returncode, 0, told.stderr)
        self.assertEqual(len(json.loads(told.stdout)["reads"]), 3)
        self.assert_content(server)
        self.assertEqual(server.metric("consentry_retention_due", kind="message_text"), 0)


if __name__ == "__main__":
    unittest.main()
