"""STOP and START by their own time: whatever order they arrive in, however often, the state is the same."""

import itertools
import unittest

from support.meta import said, someone, webhook
from support import meta
from support.story import SharedServer

DAY = 86400


class OrderOfArrival(SharedServer):
    def states(self, who):
        return {scope: self.shared.check(who.plus, scope) for scope in ("marketing", "orders")}

    def outcome(self, who):
        """The states without what names the person and the entry."""
        return {scope: {name: value for name, value in answer.items() if name not in ("contact", "event")}
                for scope, answer in self.states(who).items()}

    def assert_crm_agrees(self, who):
        """The receiver that applies the highest version knows what a check says."""
        def known(answers):
            return {scope: (answer["allowed"], answer["state"]) for scope, answer in answers.items()}

        states = known(self.states(who))
        self.crm.wait_for(lambda: known(self.crm.latest(who)) == states, f"the states {states}")

    def test_stop_and_start_give_the_same_state_in_either_order_and_twice(self):
        base = meta.seconds(ago=3 * DAY)
        for first, second, state in (("STOP", "START", "opted_in"), ("START", "STOP", "opted_out")):
            outcomes = []
            for order in ((0, 1), (1, 0), (0, 1, 0, 1), (1, 0, 1, 0), (0, 0, 1, 1), (1, 1, 0, 0)):
                who = someone()
                self.shared.opt_in(who, at=base - 7 * DAY)
                bodies = [said(who, first, at=base), said(who, second, at=base + DAY)]
                for place in order:
                    self.shared.hear(bodies[place])
                outcomes.append(self.outcome(who))
                self.assert_crm_agrees(who)
            for outcome in outcomes:
                self.assertEqual(outcome["marketing"]["state"], state)
                self.assertEqual(outcome["marketing"]["allowed"], state == "opted_in")
            self.assertEqual([outcome["marketing"]["since"] for outcome in outcomes],
                             [outcomes[0]["marketing"]["since"]] * len(outcomes))

    def test_four_messages_give_the_same_state_in_all_their_orders_and_in_one_webhook(self):
        base = meta.seconds(ago=3 * DAY)
        words = ("STOP", "START", "STOP OFFERS", "STOP PEDIDOS")
        seen = set()
        for order in itertools.permutations(range(4)):
            who = someone()
            made = [meta.text(who, body, at=base + 3600 * place) for place, body in enumerate(words)]
            for place in order:
                self.shared.hear(meta.did(made[place], who))
            seen.add(str(self.outcome(who)))
        together = someone()
        made = [meta.text(together, body, at=base + 3600 * place) for place, body in enumerate(words)]
        self.shared.hear(webhook(meta.messages(*reversed(made))))
        seen.add(str(self.outcome(together)))
        self.assertEqual(len(seen), 1, seen)
        self.assert_crm_agrees(together)

    def test_a_start_that_is_older_than_a_known_stop_is_entered_but_not_told_to_the_crm(self):
        who = someone()
        self.shared.opt_in(who, ago=10 * DAY)
        self.shared.hear(said(who, "STOP", ago=DAY))
        before = self.shared.check(who.plus)
        self.shared.hear(said(who, "START", ago=2 * DAY))
        self.assertEqual(self.shared.check(who.plus), before)
        late = self.shared.history(who.plus)[-1]
        self.assertEqual((late["type"], late["data"]["effective"]), ("consent.lifted", False))
        self.assertEqual(late["data"]["states"]["marketing"]["state"], "opted_out")
        # What is told next of the same person comes behind whatever was to be told before.
        self.shared.prompt(who.plus)
        self.shared.hear(said(who, "YES"))
        self.crm.wait_for(lambda: "consent.opted_in" in self.crm.types_of(who)[1:], "the YES")
        self.assertNotIn("consent.lifted", self.crm.types_of(who))

    def test_versions_grow_from_event_to_event_of_a_person(self):
        who = someone()
        for ago, body in enumerate(("STOP", "START", "STOP OFFERS", "STOP", "START")):
            self.shared.hear(said(who, body, ago=(10 - ago) * DAY))
        versions = [event["data"]["version"] for event in self.shared.history(who.plus)]
        self.assertEqual(versions, sorted(set(versions)))

    def test_a_start_lifts_the_stop_and_the_scopes_regain_what_they_had(self):
        who = someone()
        self.shared.opt_in(who, ago=10 * DAY)
        self.shared.hear(said(who, "STOP", ago=60))
        self.shared.hear(said(who, "START"))
        self.assertEqual(self.shared.state(who.plus), "opted_in")
        self.assertEqual(self.shared.state(who.plus, "orders"), "unknown")
        self.assert_crm_agrees(who)

    def test_a_strangers_start_opens_nothing(self):
        who = someone()
        self.shared.hear(said(who, "START"))
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_at_the_same_second_the_stop_wins_in_either_order(self):
        at = meta.seconds(ago=DAY)
        for order in (("STOP", "START"), ("START", "STOP")):
            who = someone()
            for body in order:
                self.shared.hear(said(who, body, at=at))
            self.assert_denied(self.shared, who)

    def test_a_time_in_the_future_is_cut_to_the_arrival(self):
        who = someone()
        self.shared.hear(said(who, "STOP", ago=-10 * DAY))
        self.assertLessEqual(self.shared.check(who.plus)["since"], meta.rfc3339(meta.seconds()))

    def test_names_that_turn_out_to_be_one_person_share_everything_that_was_said(self):
        known_by_id, known_by_phone = someone(user_id=True, phone=False), someone()
        self.shared.hear(said(known_by_id, "STOP OFFERS", ago=DAY))
        self.shared.hear(said(known_by_phone, "STOP PEDIDOS", ago=2 * DAY))
        both = meta.Person(known_by_phone.phone, known_by_id.user_id)
        self.shared.hear(said(both, "HELP"))
        for name in (known_by_phone.plus, known_by_id.user_id):
            for scope in ("marketing", "orders"):
                self.assertEqual(self.shared.state(name, scope), "opted_out", (name, scope))
        self.assertEqual(self.shared.get(f"/v1/subjects/{both.phone}").json["id"],
                         self.shared.get(f"/v1/subjects/{both.user_id}").json["id"])
        self.assert_content(self.shared)


if __name__ == "__main__":
    unittest.main()
