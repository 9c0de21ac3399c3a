"""A Google sheet gets a row for every change, written as it is."""

import unittest

from support import meta
from support.connected import Connected
from support.meta import said, someone, somebody
from support.vendors import sheets
from support.vendors.tokens import Key
from support.vendors.vendor import Answer


def is_append(request):
    return request.path[-1].endswith(":append")


class SheetsStory(Connected):
    kind = "google_sheets"

    def setUp(self):
        self.sheets = self.vendor(sheets.Sheets())
        self.settings = {"sheet_id": self.sheets.sheet}

    def serve_sheet(self, **more):
        return self.connect(self.sheets, {"account": self.sheets.key_file}, **more)

    def until_rows(self, who, count, scope="marketing"):
        return self.sheets.wait_for(lambda: len(self.sheets.rows_of(who.plus, scope)) >= count
                                    and self.sheets.rows_of(who.plus, scope), f"{count} rows")

    def test_every_change_is_a_row_with_its_event_time_and_words(self):
        server, who = self.serve_sheet(), someone()
        server.prompt(who.plus, wording="v3", language="es", asked_at=meta.rfc3339(meta.seconds(60)))
        server.hear(said(who, "sí", at=(yes := meta.seconds(30))))
        self.until_rows(who, 1)
        server.hear(said(who, "STOP", at=(no := meta.seconds(20))))
        rows = self.until_rows(who, 2)
        ids = [event["data"]["id"] for event in server.history(who.plus) if event["data"]["effective"]
               and event["type"] != "consent.prompted"]
        self.assertEqual(rows, [
            [ids[0], "consent.opted_in", meta.rfc3339(yes), who.plus, "marketing", "opted_in", "sí", "demo"],
            [ids[1], "consent.opted_out", meta.rfc3339(no), who.plus, "marketing", "opted_out", "STOP", "demo"]])
        self.until_rows(who, 1, "orders")
        self.assertEqual(self.sheets.tokens.given, 1)

    def test_what_looks_like_a_formula_stays_a_text(self):
        server, who = self.serve_sheet(scopes=["marketing"], text="full"), someone()
        server.hear(said(who, "=STOP"))  # Sent RAW, which the sheet insists on.
        server.hear(said(who, "STOP"))
        self.assertEqual(self.until_rows(who, 1)[-1][6].lstrip("="), "STOP")

    def test_an_answer_that_got_lost_is_a_second_row_that_tells_itself_by_its_event(self):
        server, who = self.serve_sheet(scopes=["marketing"]), someone()
        self.sheets.fail(Answer(503), when=is_append, applied=True)
        server.hear(said(who, "STOP"))
        rows = self.until_rows(who, 2)
        self.ended(server, 1, "delivered")
        self.assertEqual(len({row[0] for row in rows}), 1)

    def test_a_row_that_is_late_tells_the_present(self):
        server, who = self.serve_sheet(scopes=["marketing"], schedule=["0s", "1h"]), someone()
        self.sheets.fail(Answer(503), when=is_append)
        server.opt_in(who)
        self.ended(server, 1, "waiting")
        server.hear(said(who, "STOP"))
        self.steer(server, "retry")
        self.assertEqual({row[5] for row in self.until_rows(who, 2)}, {"opted_out"})

    def test_a_brazilian_is_one_row(self):
        server, who = self.serve_sheet(scopes=["marketing"]), somebody("553183120008")
        server.hear(said(who, "PARAR"))
        self.ended(server, 1, "delivered")
        self.assertEqual([row[3] for row in self.sheets.rows], [who.plus])

    def test_throttled_and_then_fine(self):
        server, who = self.serve_sheet(scopes=["marketing"]), someone()
        self.sheets.fail(Answer(429, sheets.THROTTLED.body, {"Retry-After": "1"}), when=is_append)
        server.hear(said(who, "STOP"))
        self.until_rows(who, 1)
        self.ended(server, 1, "delivered")

    def test_a_spreadsheet_that_is_not_shared_is_waited_for(self):
        server, who = self.serve_sheet(scopes=["marketing"]), someone()
        self.sheets.is_shared = False
        answer = self.steer(server, "test").json
        self.assertEqual((answer["works"], answer["status"]), (False, 403))
        self.assertIn("PERMISSION_DENIED", answer["error"])
        server.hear(said(who, "STOP"))
        self.ended(server, 1, "waiting")
        self.sheets.is_shared = True
        self.steer(server, "retry")
        self.until_rows(who, 1)

    def test_a_sheet_that_is_not_there_is_found_by_a_test(self):
        server = self.serve_sheet(settings={"range": "Consents!A:H"})
        answer = self.steer(server, "test").json
        self.assertEqual((answer["works"], answer["status"]), (False, 400))
        self.assertIn("INVALID_ARGUMENT", answer["error"])

    def test_a_key_that_was_withdrawn_is_waited_for_and_nothing_of_it_is_logged(self):
        other = Key()
        server = self.connect(self.sheets, {"account": self.sheets.key_file.replace(
            self.sheets.key.pem.replace("\n", "\\n"), other.pem.replace("\n", "\\n"))})
        server.hear(said(someone(), "STOP"))
        self.eventually(lambda: self.status(server)["failing"], "that it fails")
        self.assertEqual(self.status(server)["dead"], 0)
        for line in other.pem.splitlines()[1:-1]:
            self.assertNotIn(line, str(server.log))


if __name__ == "__main__":
    unittest.main()
