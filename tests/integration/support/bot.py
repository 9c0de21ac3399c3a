"""A bot that expects to be Meta's webhook: it checks Meta's signature by itself, and keeps every body as it came."""

import json
import time

from . import meta
from .configuration import APP_SECRET
from .receiver import Attempt, Receiver


class Bot(Receiver):
    """Answers 200 unless told otherwise. `plan` is asked for each body: a status, or a status and headers."""

    def take(self, headers, body):
        if headers.get("x-hub-signature-256") != meta.signature(body, APP_SECRET):
            with self._news:
                self.refused.append(headers.get("x-hub-signature-256", "no signature"))
                self._news.notify_all()
            return 401, {}
        plan = self.plan
        answer = plan(body) if plan else 200
        status, more = answer if isinstance(answer, tuple) else (answer, {})
        self._keep(Attempt({}, body, headers, status, time.monotonic()))
        return status, more

    def misshapen(self):
        return []  # It gets no events.

    def _summary(self):
        return f"{len(self.bodies)} bodies"

    @property
    def bodies(self):
        """What it has acknowledged, in the order of arrival."""
        with self._news:
            return [attempt.octets for attempt in self.attempts if attempt.status // 100 == 2]

    @property
    def firsts(self):
        """The same without repetitions."""
        return list(dict.fromkeys(self.bodies))

    def wait_for_bodies(self, *bodies):
        """Waits until it has acknowledged all of them."""
        wanted = set(bodies)
        return self.wait_for(lambda: wanted <= set(self.bodies), f"{len(wanted)} bodies")

    def fail_number(self, number, status=500):
        """Answers every body of a number with an error; `plan = None` ends it."""
        self.plan = lambda body: status if number_in(body) == number else 200


def number_in(body):
    """The number of the first change, if there is one."""
    return json.loads(body)["entry"][0]["changes"][0]["value"].get("metadata", {}).get("phone_number_id")
