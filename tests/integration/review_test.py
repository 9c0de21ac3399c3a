"""What may be an opt-out waits for a person, and what was decided by mistake is taken back."""

import time
import unittest

from support import meta
from support.configuration import ADMIN_KEY
from support.meta import said, someone
from support.story import SharedServer

# A sentence that may be an opt-out and says so of nothing in particular.
DOUBTFUL = "cancel"
DECISION = {"actor": "ana@shop.example", "reason": "she meant the order"}


class Holds(SharedServer):
    def hold(self, who):
        """Somebody agreed, and then wrote something that may be an opt-out; the hold of marketing."""
        self.shared.opt_in(who)
        self.shared.hear(said(who, DOUBTFUL))
        self.assert_denied(self.shared, who, reason="held")
        return self.waiting(who)[0]

    def waiting(self, who):
        holds, after, more = [], "0", True
        while more:
            page = self.shared.get("/v1/holds", after=after).json
            holds += page["holds"]
            after, more = page["next"], page["more"]
        return [hold for hold in holds if hold["contact"] == who.plus]

    def decide(self, hold, verdict, **more):
        return self.shared.tell(f"/v1/holds/{hold['id']}/{verdict}", {**DECISION, **more})

    def test_the_queue_shows_the_words_and_the_crm_is_told_not_to_send(self):
        who = someone()
        hold = self.hold(who)
        self.assertEqual((hold["text"], hold["scope"]), (DOUBTFUL, "marketing"))
        self.assertEqual(hold["event"]["type"], "consent.held")
        self.crm.wait_for(lambda: "consent.held" in self.crm.types_of(who), "the hold")

    def test_confirmed_it_is_an_opt_out_from_when_it_was_said(self):
        who = someone()
        hold = self.hold(who)
        answer = self.decide(hold, "confirm")
        self.assertEqual((answer.status, answer.json["changed"]), (200, True))
        self.assertEqual(self.assert_denied(self.shared, who)["since"], hold["since"])
        self.assertEqual(self.waiting(who), [])
        event = self.shared.history(who.plus)[-1]
        self.assertEqual(event["data"]["message"]["text"], DOUBTFUL)
        self.assertEqual((event["data"]["actor"], event["data"]["reason"], event["data"]["caused_by"]),
                         (DECISION["actor"], DECISION["reason"], hold["id"]))

    def test_released_it_is_as_if_nothing_was_said(self):
        who = someone()
        hold = self.hold(who)
        self.assertEqual(self.decide(hold, "release").status, 200)
        self.assertTrue(self.shared.check(who.plus)["allowed"])
        self.assertEqual(self.waiting(who), [])
        self.crm.wait_for(lambda: "consent.released" in self.crm.types_of(who), "the release")

    def test_whoever_comes_second_is_told_so(self):
        hold = self.hold(someone())
        self.assertEqual(self.decide(hold, "release").status, 200)
        late = self.decide(hold, "confirm")
        self.assertEqual((late.status, late.json["type"]), (409, "urn:consentry:problem:conflict"))

    def test_a_clear_word_of_the_person_settles_it(self):
        who = someone()
        self.hold(who)
        time.sleep(1.1)  # Meta's clock counts seconds, and of the same second the hold would count.
        self.shared.hear(said(who, "STOP"))
        self.assertEqual(self.waiting(who), [])
        self.assert_denied(self.shared, who)

    def test_a_decision_needs_somebody_who_answers_for_it(self):
        hold = self.hold(someone())
        for left_out in ("actor", "reason"):
            answer = self.decide(hold, "confirm", **{left_out: ""})
            self.assertEqual((answer.status, answer.json["field"]), (400, left_out))

    def test_what_holds_nothing_is_not_found(self):
        who = someone()
        self.shared.opt_in(who)
        event = self.shared.history(who.plus)[-1]["data"]["id"]
        self.assertEqual(self.decide({"id": event}, "confirm").status, 404)
        self.assertEqual(self.decide({"id": "evt_00000000000zzzzzzzzzzzzzzz"}, "confirm").status, 404)


class Undo(SharedServer):
    def undo(self, event, key=ADMIN_KEY):
        return self.shared.tell(f"/v1/events/{event}/undo", DECISION, key)

    def stop_of(self, who):
        return [event for event in self.shared.history(who.plus) if event["type"] == "consent.opted_out"][-1]["data"]["id"]

    def test_a_stop_by_mistake_is_taken_back_and_stays_in_the_record(self):
        who = someone()
        self.shared.opt_in(who)
        stop = said(who, "STOP")
        self.shared.hear(stop)
        self.assert_denied(self.shared, who)
        answer = self.undo(self.stop_of(who))
        self.assertEqual((answer.status, answer.json["changed"]), (200, True))
        self.assertTrue(self.shared.check(who.plus)["allowed"])
        self.shared.hear(stop)  # Meta sends it again.
        self.assertTrue(self.shared.check(who.plus)["allowed"])
        self.assertEqual([event["type"] for event in self.shared.history(who.plus)],
                         ["consent.opted_in", "consent.opted_out", "consent.undone"])
        self.crm.wait_for(lambda: "consent.undone" in self.crm.types_of(who), "the undo")
        self.assert_content(self.shared)

    def test_it_makes_no_consent_that_was_not_there(self):
        who = someone()
        self.shared.hear(said(who, "STOP"))
        self.assertEqual(self.undo(self.stop_of(who)).status, 200)
        self.assert_denied(self.shared, who, reason="unknown")

    def test_twice_is_once_and_an_undo_is_not_undone(self):
        who = someone()
        self.shared.hear(said(who, "STOP"))
        event = self.stop_of(who)
        undone = self.undo(event).json["events"][0]
        self.assertFalse(self.undo(event).json["changed"])
        self.assertEqual(self.undo(undone).status, 409)


if __name__ == "__main__":
    unittest.main()
