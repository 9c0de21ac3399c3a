"""The admin API as a CRM uses it: asking, recording, looking, and every way of being refused."""

import json
import re
import unittest
import urllib.parse

from support import http_client, meta
from support.configuration import ADMIN_KEY, NUMBER, READER_KEY, REOPENER_KEY, WRITER_KEY
from support.meta import rfc3339, said, seconds, someone
from support.story import SharedServer

DAY = 86400


class Checking(SharedServer):
    def test_a_contact_may_be_written_in_every_usual_way(self):
        who = someone()
        self.shared.hear(said(who, "STOP"))
        national = who.phone[2:]
        spaced = f"+34 {national[:3]} {national[3:6]}-{national[6:]}"
        for contact in (who.phone, who.plus, "00" + who.phone, national, spaced, f"(+34) {national}"):
            with self.subTest(contact=contact):
                self.assertEqual(self.shared.check(contact)["contact"], who.plus)
                self.assertEqual(self.shared.state(contact), "opted_out")

    def test_a_plus_that_became_a_blank_on_its_way_is_understood(self):
        who = someone()
        self.shared.hear(said(who, "STOP"))
        for written in ("%2B", "+", "%20"):
            answer = self.shared.get(f"/v1/check?contact={written}{who.phone}&scope=marketing")
            self.assertEqual(answer.json["reason"], "opted_out", written)

    def test_a_user_id_is_a_contact(self):
        who = someone(user_id=True, phone=False)
        self.shared.hear(said(who, "STOP"))
        answer = self.shared.check(who.user_id)
        self.assertEqual((answer["contact"], answer["state"]), (who.user_id, "opted_out"))

    def test_a_list_of_ten_thousand_is_answered_in_order(self):
        stopped = [someone() for _ in range(5)]
        for who in stopped:
            self.shared.hear(said(who, "STOP"))
        contacts = [f"+346990{index:05d}" for index in range(10_000)]
        for place, who in zip((0, 499, 500, 5_000, 9_999), stopped):
            contacts[place] = who.plus
        answer = self.shared.tell("/v1/check", {"scope": "marketing", "contacts": contacts})
        self.assertEqual(answer.status, 200)
        results = answer.json["results"]
        self.assertEqual([result["contact"] for result in results], contacts)
        self.assertEqual([place for place, result in enumerate(results) if result["state"] == "opted_out"],
                         [0, 499, 500, 5_000, 9_999])
        self.assertEqual(results[499], self.shared.check(stopped[1].plus))

    def test_more_than_ten_thousand_or_none_is_refused(self):
        many = self.shared.tell("/v1/check", {"scope": "marketing", "contacts": ["+34600111222"] * 10_001})
        self.assertEqual((many.status, many.problem), (413, "too-large"))
        none = self.shared.tell("/v1/check", {"scope": "marketing", "contacts": []})
        self.assertEqual((none.problem, none.json["field"]), ("malformed", "contacts"))

    def test_one_unreadable_contact_of_a_list_is_named(self):
        answer = self.shared.tell("/v1/check", {"scope": "marketing", "contacts": ["+34600111222", "nobody"]})
        self.assertEqual((answer.problem, answer.json["field"]), ("malformed", "contacts[1]"))

    def test_an_unknown_scope_or_number_or_contact_form_is_400_and_never_unknown(self):
        wrong = {"scope": {"scope": "nothing"}, "number": {"number": "1"}, "contact": {"contact": "not a contact"},
                 "reply": {"reply": "perhaps"}}
        for field, change in wrong.items():
            query = {"contact": "+34600111222", "scope": "marketing", **change}
            answer = self.shared.get("/v1/check", **query)
            self.assertEqual((answer.status, answer.problem, answer.json["field"]), (400, "malformed", field))
        for missing in ("contact", "scope"):
            query = {"contact": "+34600111222", "scope": "marketing"}
            del query[missing]
            self.assertEqual(self.shared.get("/v1/check", **query).json["field"], missing)


class Recording(SharedServer):
    def test_consent_gathered_elsewhere_opens_its_scope_with_its_evidence(self):
        who = someone()
        told = self.shared.consent(who.plus, "opted_in", occurred_at=rfc3339(seconds(DAY)), source="web form",
                                   wording="v3", evidence="form 48213", key=WRITER_KEY)
        self.assertEqual((told.status, told.json["changed"], len(told.json["events"])), (200, True, 1))
        answer = self.shared.check(who.plus)
        self.assertEqual((answer["allowed"], answer["event"]), (True, told.json["events"][0]))
        event, = self.shared.history(who.plus)
        self.assertEqual((event["data"]["source"], event["data"]["origin"], event["data"]["actor"]),
                         ("api", "web form", "writer"))
        self.assertEqual(self.crm.wait_for_events(who)[0]["data"]["wording"], "v3")

    def test_a_record_that_changes_nothing_makes_no_event(self):
        who = someone()
        for changed in (True, False):
            told = self.shared.consent(who.plus, "opted_out", occurred_at=rfc3339(seconds(DAY)), source="call centre")
            self.assertEqual((told.json["changed"], len(self.shared.history(who.plus))), (changed, 1))

    def test_an_opt_out_of_everything_may_be_recorded_under_a_star(self):
        who = someone()
        self.assertEqual(self.shared.consent(who.plus, "opted_out", "*", source="call centre").status, 200)
        self.assert_denied(self.shared, who, "orders")
        self.assertEqual(self.shared.consent(who.plus, "opted_in", "*", occurred_at=rfc3339(seconds()),
                                             source="web form").problem, "malformed")

    def test_what_a_receiver_caused_itself_does_not_go_back_to_it(self):
        who = someone()
        self.shared.consent(who.plus, "opted_out", occurred_at=rfc3339(seconds(DAY)), source="crm",
                            caused_by="crm:4711")
        self.shared.hear(said(who, "STOP"))
        event, = self.crm.wait_for_events(who)
        self.assertEqual(event["data"]["source"], "whatsapp_message")

    def test_a_persons_own_no_outranks_the_business(self):
        who = someone()
        self.shared.hear(said(who, "STOP", ago=DAY))
        later = {"occurred_at": rfc3339(seconds(60)), "source": "web form"}
        evidence = {"wording": "v3", "evidence": "form 48213"}
        refusals = {
            "without evidence": ({**later}, REOPENER_KEY),
            "without the right to reopen": ({**later, **evidence}, WRITER_KEY),
            "before the person's no": ({**later, **evidence, "occurred_at": rfc3339(seconds(2 * DAY))}, REOPENER_KEY),
        }
        for case, (members, key) in refusals.items():
            with self.subTest(case=case):
                answer = self.shared.consent(who.plus, "opted_in", key=key, **members)
                self.assertEqual((answer.status, answer.problem), (409, "conflict"))
                self.assert_denied(self.shared, who)
        answer = self.shared.consent(who.plus, "opted_in", key=REOPENER_KEY, **later, **evidence)
        self.assertEqual(answer.status, 200)
        self.assertTrue(self.shared.check(who.plus)["allowed"])

    def test_an_opt_in_needs_its_time_and_nothing_lies_in_the_future(self):
        who = someone()
        told = self.shared.consent(who.plus, "opted_in", source="web form")
        self.assertEqual((told.problem, told.json["field"]), ("malformed", "occurred_at"))
        for ago in (-3600, -2 * DAY):
            told = self.shared.consent(who.plus, "opted_in", source="web form", occurred_at=rfc3339(seconds(ago)))
            self.assertEqual((told.problem, told.json["field"]), ("malformed", "occurred_at"))
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_each_wrong_member_of_a_body_is_named(self):
        good = {"contact": "+34600111222", "scope": "marketing", "state": "opted_out", "source": "test"}
        wrong = {"contact": 17, "scope": "nothing", "state": "maybe", "occurred_at": "yesterday", "wording": "v99",
                 "evidence": ["x"]}
        for field, value in wrong.items():
            with self.subTest(field=field):
                answer = self.shared.tell("/v1/consents", {**good, field: value})
                self.assertEqual((answer.status, answer.json.get("field")), (400, field))
        prompt = {"contact": "+34600111222", "scope": "marketing"}
        for field, value in {"expires_in": "soon", "asked_at": 17, "wording": "v99", "number": "1"}.items():
            with self.subTest(field=field):
                answer = self.shared.tell("/v1/prompts", {**prompt, field: value})
                self.assertEqual((answer.status, answer.json.get("field")), (400, field))

    def test_what_is_no_json_object_or_holds_what_nobody_asked_for_is_refused(self):
        for body in (b"", b"{", b"[]", b"null", b'{"contact":"+34600111222","scoop":"marketing"}', b"\xff\xfe"):
            with self.subTest(body=body):
                for path in ("/v1/check", "/v1/consents", "/v1/prompts", "/v1/match"):
                    self.assertEqual(self.shared.tell(path, body).problem, "malformed")

    def test_a_body_over_the_limit_is_413(self):
        answer = self.shared.tell("/v1/match", b'{"text":"' + b"x" * (4 * 1024 * 1024) + b'"}')
        self.assertEqual(answer.status, 413)


class Looking(SharedServer):
    def test_a_subject_is_shown_with_its_names_states_and_the_time_of_its_last_event(self):
        who = someone(user_id=True)
        self.shared.hear(said(who, "STOP OFFERS"))
        subject = self.shared.get(f"/v1/subjects/{urllib.parse.quote(who.plus)}").json
        self.assertEqual({(alias["kind"], alias["value"]) for alias in subject["aliases"]},
                         {("phone", who.plus), ("user_id", who.user_id)})
        self.assertEqual(subject["states"]["marketing"]["state"], "opted_out")
        self.assertEqual(subject["states"]["orders"]["state"], "unknown")
        self.assertIn("last_event_at", subject)
        self.assertEqual(self.shared.get(f"/v1/subjects/{who.user_id}").json, subject)

    def test_nobody_is_404(self):
        for path in ("/v1/subjects/+34699999999", "/v1/subjects/+34699999999/history", "/v1/events/evt_0",
                     "/v1/events/evt_0/deliveries"):
            self.assertEqual(self.shared.get(path).problem, "not-found", path)

    def test_the_feed_is_read_page_by_page_without_a_gap(self):
        people = [someone() for _ in range(25)]
        first = self.shared.events()
        start = first[-1]["data"]["id"] if first else 0
        for who in people:
            self.shared.hear(said(who, "STOP"))
        pages, after = [], start
        while True:
            page = self.shared.get("/v1/events", after=after, limit=10).json
            pages.append([event["data"]["subject"]["wa_id"] for event in page["events"]])
            after = page["next"]
            if not page["more"]:
                break
        self.assertEqual([len(page) for page in pages], [10, 10, 5])
        self.assertEqual(sum(pages, []), [who.phone for who in people])
        self.assertEqual(self.shared.get("/v1/events", after=after).json, {"events": [], "next": None, "more": False})
        for query in ({"limit": 0}, {"limit": 100_000}, {"limit": "many"}, {"after": "somewhere"}):
            self.assertEqual(self.shared.get("/v1/events", **query).problem, "malformed", query)

    def test_an_event_and_where_it_went_are_found_by_its_id(self):
        who = someone()
        self.shared.hear(said(who, "STOP"))
        told, = self.crm.wait_for_events(who)
        identity = told["data"]["id"]
        self.assertEqual(self.shared.get(f"/v1/events/{identity}").json, told)

        def delivered():
            return [delivery["state"] for delivery in
                    self.shared.get(f"/v1/events/{identity}/deliveries").json["deliveries"]] == ["delivered"]

        self.eventually(delivered, "its receipt")
        delivery, = self.shared.get(f"/v1/events/{identity}/deliveries").json["deliveries"]
        self.assertEqual((delivery["event"], delivery["type"], delivery["destination"], delivery["attempts"],
                          delivery["last_status"]), (identity, "consent.opted_out", "crm", 1, 204))
        self.assertEqual(self.shared.tell(f"/v1/deliveries/{delivery['id']}/retry", b"").problem, "conflict")
        self.assertEqual(self.shared.tell("/v1/deliveries/dlv_99_99/retry", b"").problem, "not-found")

    def test_destinations_tell_how_they_are_doing(self):
        destination, = self.shared.get("/v1/destinations").json["destinations"]
        self.assertEqual((destination["name"], destination["paused"], destination["failing"]), ("crm", False, False))

    def test_match_tells_what_a_text_would_say_and_why(self):
        answer = self.shared.tell("/v1/match", {"text": "Hola, BAJA por favor", "number": NUMBER}).json
        self.assertEqual((answer["signal"], answer["decision"], answer["tier"], answer["rule"]),
                         ("opt_out", "act", "courtesy", "es/opt_out/baja"))
        nothing = self.shared.tell("/v1/match", {"text": "stop by at 5"}).json
        self.assertEqual((nothing["signal"], nothing["decision"], nothing["rule"]), ("none", "note", None))
        self.assertTrue(all(candidate["why"] for candidate in nothing["candidates"]))
        self.assertEqual(self.shared.tell("/v1/match", {"text": "STOP OFFERS"}).json["scopes"], ["marketing"])

    def test_operators_need_no_key_on_this_machine(self):
        self.assertEqual(self.shared.get("/healthz", key=None).text, "ok\n")
        self.assertEqual(self.shared.get("/readyz", key=None).status, 200)
        verbose = self.shared.get("/readyz?verbose", key=None).json
        self.assertTrue(verbose["ready"])
        self.assertTrue(verbose["parts"]["store"]["ready"])
        page = self.shared.get("/metrics", key=None)
        self.assertTrue(page.headers["content-type"].startswith("text/plain"))
        names = {line.split()[2] for line in page.text.splitlines() if line.startswith("# TYPE")}
        samples = {line.split("{")[0].split(" ")[0] for line in page.text.splitlines() if not line.startswith("#")}
        self.assertEqual({re.sub("_seconds_(bucket|sum|count)$", "_seconds", name) for name in samples}, names)

    def test_the_metrics_count_what_was_heard(self):
        before = self.shared.heard("opt_outs"), self.shared.heard("statuses")
        self.shared.hear(meta.webhook(meta.messages(meta.text(someone(), "STOP")), meta.status(someone(), "read")))
        self.assertEqual((self.shared.heard("opt_outs"), self.shared.heard("statuses")),
                         (before[0] + 1, before[1] + 1))


class Keys(SharedServer):
    CALLS = {
        ("GET", "/v1/check?contact=%2B34600111222&scope=marketing"): "reader",
        ("POST", "/v1/check"): "reader",
        ("GET", "/v1/subjects/+34600111222"): "reader",
        ("GET", "/v1/subjects/+34600111222/history"): "reader",
        ("GET", "/v1/events"): "reader",
        ("GET", "/v1/deliveries"): "reader",
        ("GET", "/v1/destinations"): "reader",
        ("POST", "/v1/match"): "reader",
        ("POST", "/v1/consents"): "writer",
        ("POST", "/v1/prompts"): "writer",
        ("POST", "/v1/deliveries/dlv_1_1/retry"): "writer",
    }

    def call(self, method, path, authorization):
        headers = {"Authorization": authorization} if authorization else {}
        return http_client.request(self.shared.admin_port, method, path, b"{}" if method == "POST" else None, headers)

    def test_without_a_good_key_nothing_is_answered(self):
        for method, path in self.CALLS:
            for authorization in (None, "", "Bearer", "Bearer ", "Bearer wrong", ADMIN_KEY, "Basic " + ADMIN_KEY,
                                  f"Bearer {ADMIN_KEY} ", f"Bearer {ADMIN_KEY}x"):
                if authorization == f"Bearer {ADMIN_KEY} ":
                    continue  # White space behind a field's value is no part of it.
                with self.subTest(call=(method, path), authorization=authorization):
                    answer = self.call(method, path, authorization)
                    self.assertEqual((answer.status, answer.problem), (401, "unauthentic"))
                    self.assertEqual(answer.headers["www-authenticate"], "Bearer")

    def test_a_reader_may_not_write(self):
        for (method, path), role in self.CALLS.items():
            with self.subTest(call=(method, path)):
                status = self.call(method, path, "Bearer " + READER_KEY).status
                self.assertEqual(status == 403, role == "writer")
                self.assertNotEqual(self.call(method, path, "Bearer " + WRITER_KEY).status, 403)

    def test_the_scheme_may_be_written_in_any_case(self):
        self.assertEqual(self.call("GET", "/v1/events", "bearer " + READER_KEY).status, 200)

    def test_a_path_that_is_none_is_404_and_a_wrong_method_405(self):
        self.assertEqual(self.call("GET", "/v1/nothing", "Bearer " + ADMIN_KEY).problem, "no-such-path")
        self.assertEqual(self.call("GET", "/webhooks/meta", "Bearer " + ADMIN_KEY).problem, "no-such-path")
        answer = self.call("POST", "/v1/events", "Bearer " + ADMIN_KEY)
        self.assertEqual((answer.problem, answer.headers["allow"]), ("wrong-method", "GET"))
        self.assertEqual(self.call("DELETE", "/v1/check", "Bearer " + ADMIN_KEY).headers["allow"], "GET, POST")

    def test_a_problem_says_what_to_do_and_names_no_person(self):
        who = someone()
        answer = self.shared.get("/v1/subjects/" + who.phone)
        self.assertNotIn(who.phone, json.dumps(answer.json))


if __name__ == "__main__":
    unittest.main()
