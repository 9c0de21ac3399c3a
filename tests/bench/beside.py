#!/usr/bin/env python3
"""What a receiver notices of another one that is dead and is owed a hundred thousand events.

    CONSENTRY=build/release/consentry DELIVERING=build/release/tests/bench/bench_delivering \\
        python3 -B tests/bench/beside.py [ROUNDS] [EVENTS] [OWED] [STOPS]

Two servers in turn, ROUNDS (5) times: one with a destination that works, one with a second destination besides, which hangs
and is owed OWED (100,000) events from before and all that follow. Each round: the one that works is paused, EVENTS (50,000)
people say STOP, and it is resumed, for the rate; then STOPS (50) single ones, one every 100 ms, for the time until they have
arrived. Prints figures; ends with 1 if an event did not come once."""

import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from arriving import told  # noqa: E402
from behind import resident_mib  # noqa: E402
from delivering import Counter, deliver, say_stop, serve  # noqa: E402
from hanging import Hanging  # noqa: E402
from support import configuration, meta  # noqa: E402
from support.waiting import until  # noqa: E402


class Side:
    """One of the two servers, with a receiver of its own."""

    def __init__(self, folder, *others):
        self.counter = Counter()
        self.server = serve(folder, configuration.destination(self.counter.url), *others)
        self.rates = []
        self.delays = []
        self._people = 0

    def hear(self, events):
        """So many more STOPs, delivered."""
        self.counter.begin()
        say_stop(self.server, self._people, events)
        self._people += events
        self.counter.rate(events)

    def round(self, events, stops):
        self.rates.append(deliver(self.server, self.counter, self._people, events)["rate"])
        self._people += events
        self.counter.begin()
        for index in range(stops):
            self.delays.append(self.delay(index + 1))
            time.sleep(0.1)

    def delay(self, count):
        """The milliseconds from a STOP until its arrival."""
        body = meta.said(meta.Person(f"346{self._people:08d}"), "STOP")
        self._people += 1
        begin = time.monotonic()
        self.server.hear(body)
        figures = until(lambda: (now := self.counter.figures())["count"] == count and now, "the event", every=0.005)
        return (figures["last_at"] - begin) * 1000

    def tell(self, name):
        print(f"{name}: {statistics.median(self.rates):,.0f} a second ({min(self.rates):,.0f} to {max(self.rates):,.0f}); a "
              f"single STOP is there after {told(self.delays)}; {resident_mib(self.server.process):.0f} MiB")

    def finish(self):
        self.server.finish()
        self.counter.close()


def main(rounds=5, events=50_000, owed=100_000, stops=50):
    with tempfile.TemporaryDirectory(prefix="consentry-") as name, Hanging() as hanging:
        folder = pathlib.Path(name)
        alone = Side(folder / "alone")
        beside = Side(folder / "beside", configuration.destination(hanging.url, "dead"))
        try:
            for side in (alone, beside):
                side.hear(owed)
            for _ in range(rounds):
                for side in (alone, beside):
                    side.round(events, stops)
            alone.tell("alone")
            beside.tell("beside the dead one")
            behind, = (one["behind"] for one in beside.server.get("/v1/destinations").json["destinations"]
                       if one["name"] == "dead")
            print(f"which is owed {behind:,}")
        finally:
            alone.finish()
            beside.finish()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
