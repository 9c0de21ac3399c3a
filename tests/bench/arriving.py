#!/usr/bin/env python3
"""How long it takes from a STOP until the CRM knows, when there is little to do.

    CONSENTRY=build/release/consentry python3 -B tests/bench/arriving.py [STOPS] [EVERY_MS]

STOPS (200) signed webhooks, one every 200 ms, each over a connection of its own; the time runs from before the connection
is made until a receiver on this machine has read the event and checked its signature. Once with that receiver alone, and
once beside one that answers 500 and one that never answers. Prints figures; judges nothing."""

import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from support import configuration, meta  # noqa: E402
from support.receiver import Receiver  # noqa: E402
from support.server import Server  # noqa: E402


def stop_to_crm(server, crm):
    """The milliseconds until the 200, and until the receiver has the event."""
    who = meta.someone()
    body = meta.said(who, "STOP")
    begin = time.monotonic()
    server.hear(body)
    kept = time.monotonic()
    crm.wait_for_events(who)
    arrived, = (attempt.at for attempt in crm.attempts if attempt.event["data"]["subject"]["wa_id"] == who.phone)
    return (kept - begin) * 1000, (arrived - begin) * 1000


def told(times):
    times = sorted(times)
    return (f"median {times[len(times) // 2]:.1f} ms, 95 of 100 within {times[len(times) * 95 // 100]:.1f} ms, longest "
            f"{times[-1]:.1f} ms")


def measure(server, crm, name, stops, every_ms):
    """Prints the times of so many STOPs, one after the other."""
    stop_to_crm(server, crm)  # The first one makes the connections.
    outcomes = []
    due = time.monotonic()
    for _ in range(stops):
        outcomes.append(stop_to_crm(server, crm))
        due += every_ms / 1000
        time.sleep(max(0.0, due - time.monotonic()))
    print(f"{name}: {stops} STOPs, one every {every_ms} ms, at the CRM: {told([arrived for _, arrived in outcomes])}; "
          f"answered 200: {told([kept for kept, _ in outcomes])}")


def serve(folder, **receivers):
    folder.mkdir()
    brand = configuration.brand(
        destination=[configuration.destination(receiver.url, name) for name, receiver in receivers.items()])
    return Server(folder, configuration.whole(brand)).start()


def main(stops=200, every_ms=200):
    with tempfile.TemporaryDirectory(prefix="consentry-") as name:
        folder = pathlib.Path(name)
        for beside in (False, True):
            crm, failing, hanging = Receiver(), Receiver(), Receiver()
            failing.plan = lambda event: 500
            hanging.hang()
            others = {"failing": failing, "hanging": hanging} if beside else {}
            server = serve(folder / f"{beside}", crm=crm, **others)
            try:
                measure(server, crm, "beside two that do not work" if beside else "alone", stops, every_ms)
            finally:
                hanging.release()
                server.finish()
                for receiver in (crm, failing, hanging):
                    receiver.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
