"""A message that is sent to somebody who had said no: the business learns of it, and so does whoever answers for it."""

import unittest

from support import configuration, meta
from support.configuration import NUMBER, OTHER_NUMBER, brand, destination, whole
from support.meta import said, someone, webhook
from support.story import SharedServer, Story


def sent(who, category="marketing", ago=60, at=None, number=NUMBER, message_id=None, state="sent", **more):
    """Meta's report that a message to somebody is on its way; `category` as it is priced."""
    if category:
        more["pricing"] = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": category}
    if at is not None:
        more["timestamp"] = str(at)
    if who.user_id:
        more["recipient_user_id"] = who.user_id
    return webhook(meta.status(who, state, ago=ago, number=number, message_id=message_id, **more))


def types_in(history):
    return [event["type"] for event in history]


class AfterANo(SharedServer):
    """Each person agreed a day ago and said STOP ten minutes ago; messages are sent a minute ago unless it says so."""

    def stopped(self, words="STOP"):
        who = someone()
        self.shared.opt_in(who)
        self.shared.hear(said(who, words, ago=600))
        return who

    def violations_of(self, who):
        history = self.shared.history(who.plus if who.phone else who.user_id)
        return [event for event in history if event["type"] == "consent.violated"]

    def test_the_receiver_is_told_which_message_it_was_and_the_check_still_says_no(self):
        who = self.stopped()
        self.shared.hear(sent(who, message_id="wamid.of-the-campaign"))
        stop, event = self.crm.wait_for_events(who, 3)[1:]
        self.assertEqual(event["type"], "consent.violated")
        data = event["data"]
        self.assertEqual(data["message"]["id"], "wamid.of-the-campaign")
        self.assertEqual(data["message"]["timestamp"], event["timestamp"])
        self.assertNotIn("text", data["message"])
        self.assertEqual((data["number"], data["source"], data["effective"]), (NUMBER, "meta_status", False))
        self.assertEqual((data["scope"], data["state"]), ("*", "opted_out"))
        self.assertFalse(data["states"]["marketing"]["allowed"])
        self.assertEqual(data["violation"], {"category": "marketing", "since": stop["timestamp"],
                                             "event": stop["data"]["id"]})
        self.assertGreater(data["version"], stop["data"]["version"])
        self.assert_denied(self.shared, who)
        self.assert_content(self.shared)

    def test_a_message_that_was_sent_before_the_stop_is_none_though_it_is_reported_after_it(self):
        who, stop = someone(), meta.seconds(600)
        self.shared.hear(said(who, "STOP", at=stop))
        self.shared.hear(sent(who, at=stop - 1))
        self.shared.hear(sent(who, at=stop))
        self.assertEqual(self.violations_of(who), [])
        self.shared.hear(sent(who, at=stop + 1))
        self.assertEqual(len(self.violations_of(who)), 1)

    def test_that_it_was_delivered_or_read_after_the_stop_does_not_make_it_one(self):
        who = self.stopped()
        for state in ("delivered", "read"):
            self.shared.hear(sent(who, state=state))
        self.assertEqual(self.violations_of(who), [])

    def test_an_answer_inside_the_window_is_none(self):
        who = self.stopped()
        for category in ("service", "referral_conversion"):
            self.shared.hear(sent(who, category))
        self.assertEqual(self.violations_of(who), [])

    def test_a_message_of_a_kind_that_was_not_denied_is_none(self):
        who = self.stopped("STOP OFFERS")
        self.assert_denied(self.shared, who)
        self.shared.hear(sent(who, "utility"))
        self.shared.hear(sent(who, "authentication"))
        self.shared.hear(sent(who, None))
        self.assertEqual(self.violations_of(who), [])
        self.shared.hear(sent(who, "marketing_lite"))
        violation, = self.violations_of(who)
        self.assertEqual(violation["data"]["scope"], "marketing")

    def test_a_stop_to_everything_forbids_whatever_is_no_answer(self):
        who = self.stopped()
        for category in ("utility", "authentication", None):
            self.shared.hear(sent(who, category))
        self.assertEqual([event["data"]["violation"].get("category") for event in self.violations_of(who)],
                         ["utility", "authentication", None])

    def test_a_message_is_told_of_once_however_often_it_is_reported(self):
        who = self.stopped()
        body = sent(who, message_id="wamid.reported-often")
        for _ in range(3):
            self.shared.hear(body)
        self.shared.hear(sent(who, message_id="wamid.reported-often", ago=50))
        self.assertEqual(len(self.violations_of(who)), 1)

    def test_who_agreed_again_is_written_to(self):
        who = self.stopped()
        self.shared.hear(said(who, "START", ago=300))
        self.shared.hear(sent(who))
        self.assertEqual(self.violations_of(who), [])
        self.shared.hear(sent(who, ago=400))
        self.assertEqual(len(self.violations_of(who)), 1)

    def test_who_never_said_no_is_written_to(self):
        agreed, stranger = someone(), someone()
        self.shared.opt_in(agreed)
        for who in (agreed, stranger):
            self.shared.hear(sent(who))
            self.assertEqual(self.violations_of(who), [])
        self.assertEqual(self.shared.history(stranger.plus), [])

    def test_a_no_that_the_business_recorded_counts_as_well(self):
        who = someone()
        answer = self.shared.consent(who.plus, "opted_out", occurred_at=meta.rfc3339(meta.seconds(600)))
        self.assertEqual(answer.status, 200)
        self.shared.hear(sent(who))
        self.assertEqual(len(self.violations_of(who)), 1)

    def test_the_setting_in_whatsapp_itself_counts_for_its_number(self):
        who = someone()
        self.shared.opt_in(who)
        self.shared.hear(webhook(meta.preference(who, "stop", ago=600)))
        self.shared.hear(sent(who, number=OTHER_NUMBER))
        self.assertEqual(self.violations_of(who), [])
        self.shared.hear(sent(who))
        self.assertEqual(len(self.violations_of(who)), 1)

    def test_a_person_of_whom_only_the_user_id_is_known(self):
        who = someone(user_id=True, phone=False)
        self.shared.hear(said(who, "STOP", ago=600))
        self.shared.hear(sent(who))
        violation, = self.violations_of(who)
        self.assertEqual(violation["data"]["subject"]["user_id"], who.user_id)

    def test_the_report_that_tells_who_it_is_tells_of_the_violation_too(self):
        both = someone(user_id=True)
        self.shared.hear(said(meta.somebody(both.phone), "STOP", ago=600))
        self.shared.hear(sent(both))
        self.assertEqual(types_in(self.shared.history(both.user_id)),
                         ["consent.opted_out", "subject.linked", "consent.violated"])

    def test_the_stop_and_the_message_in_one_webhook(self):
        who = someone()
        stop = meta.messages(meta.text(who, "STOP", ago=600))
        report = meta.status(who, "sent", ago=60, pricing={"category": "marketing"})
        self.shared.hear(webhook(report, stop))
        self.assertEqual(types_in(self.shared.history(who.plus)), ["consent.opted_out", "consent.violated"])

    def test_a_stop_that_comes_late_accuses_nobody_of_what_was_sent_before_it_came(self):
        who = someone()
        self.shared.opt_in(who)
        self.shared.hear(sent(who))
        self.shared.hear(said(who, "STOP", ago=600))
        self.assertEqual(self.violations_of(who), [])

    def test_the_proof_of_the_person_holds_it_and_verifies(self):
        who = self.stopped()
        self.shared.hear(sent(who, message_id="wamid.in-the-proof"))
        bundle = self.shared.folder / "proof.json"
        made = self.shared.get("/v1/subjects/" + who.phone + "/proof")
        self.assertEqual(made.status, 200)
        bundle.write_bytes(made.body)
        self.assertIn("consent.violated", made.text)
        checked = self.shared.run("verify", str(bundle))
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)


class Brands(Story):
    def test_another_brand_of_the_portfolio_to_which_nobody_said_no_is_told_nothing(self):
        crm, other = self.receiver(), self.receiver()
        server = self.serve(whole(
            brand("demo", portfolio="both", number=[{"phone_number_id": NUMBER}], destination=[destination(crm.url)]),
            brand("other", portfolio="both", number=[{"phone_number_id": OTHER_NUMBER}],
                  destination=[destination(other.url)])))
        who = someone()
        server.hear(said(who, "STOP", ago=600))
        server.hear(sent(who, number=OTHER_NUMBER))
        server.hear(sent(who, number=NUMBER))
        crm.wait_for_events(who, 2)
        self.assertEqual(crm.types_of(who), ["consent.opted_out", "consent.violated"])
        self.assertEqual(server.events(brand="other"), [])
        self.assertEqual(other.events, [])


class Operators(Story):
    def test_an_alarm_and_a_counter_tell_of_it_and_a_restart_forgets_nobody_who_said_no(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        who = someone()
        server.hear(said(who, "STOP", ago=600))
        self.assertEqual(server.metric("consentry_violations_total", brand="demo"), 0)
        self.assertEqual(server.metric("consentry_alarm", code="sent_after_stop"), 0)
        server.restart()
        body = sent(who)
        server.hear(body)
        server.crash_and_restart()
        server.hear(body)  # Told already: neither counted nor entered once more.
        self.assertEqual(server.metric("consentry_violations_total", brand="demo"), 0)
        server.hear(sent(who))
        self.assertEqual(server.metric("consentry_violations_total", brand="demo"), 1)
        alarm, = [one for one in server.get("/readyz", key=None, verbose=1).json["alarms"]
                  if one["code"] == "sent_after_stop"]
        self.assertEqual(alarm["about"], "demo")
        self.assertNotIn(who.phone, alarm["detail"])
        self.assertEqual(types_in(server.history(who.plus)),
                         ["consent.opted_out", "consent.violated", "consent.violated"])
        crm.wait_for_events(who, 3)
        self.assert_content(server)

    def test_of_who_was_erased_nothing_is_kept(self):
        server = self.serve()
        who = someone()
        server.hear(said(who, "STOP", ago=600))
        server.hear(sent(who))
        self.assertEqual(server.erase(who.plus, actor="ana").status, 202)
        before = len(server.events())
        server.hear(sent(who))
        self.assertEqual(len(server.events()), before)
        self.assertEqual(server.metric("consentry_violations_total", brand="demo"), 1)
        self.assert_content(server)


if __name__ == "__main__":
    unittest.main()
