#!/usr/bin/env python3
"""Is a STOP answered in time while thousands of connections are held by clients that give nothing for them?

    CONSENTRY=build/release/consentry python3 -B tests/bench/crowd.py [IDLE] [SLOW] [STOPS]

10000 idle, 500 slow and 200 STOPs unless told otherwise. Each STOP comes over a connection of its own, and the check
that follows has to say no. Ends with 1 if one STOP took longer than a second or was not kept."""

import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from support import configuration, meta  # noqa: E402
from support.crowd import Crowd, room  # noqa: E402
from support.server import Server  # noqa: E402


def resident(process):
    """What the process has in memory, in KiB."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("the process has no memory")


def stop(server):
    """The seconds until the 200, and whether the next check says no."""
    who = meta.someone()
    begin = time.monotonic()
    server.hear(meta.said(who, "STOP"))
    took = time.monotonic() - begin
    return took, not server.check(who.plus, "marketing")["allowed"]


def measure(server, name, stops):
    """Prints the times of so many STOPs; whether all were kept, within a second each."""
    outcomes = [stop(server) for _ in range(stops)]
    times = sorted(took for took, _ in outcomes)
    kept = sum(kept for _, kept in outcomes)
    print(f"{name}: {kept} of {stops} kept; median {times[stops // 2] * 1000:.1f} ms, "
          f"99 of 100 within {times[stops * 99 // 100] * 1000:.1f} ms, longest {times[-1] * 1000:.1f} ms; "
          f"{resident(server.process) // 1024} MiB")
    return kept == stops and times[-1] < 1


def main(idle=10_000, slow=500, stops=200):
    if idle + slow > room():
        sys.exit(f"only {room()} files may be open here; raise `ulimit -n`, or ask for fewer")
    with tempfile.TemporaryDirectory(prefix="consentry-") as folder:
        server = Server(pathlib.Path(folder), configuration.whole()).start()
        try:
            good = measure(server, "alone", stops)
            before = resident(server.process)
            with Crowd(server.public_port, idle, slow) as crowd:
                time.sleep(5)
                good &= measure(server, f"beside {idle} idle and {slow} slow", stops)
                time.sleep(30)  # Deadlines of the slow ones pass, and they come back.
                good &= measure(server, "half a minute later", stops)
                if not crowd.kept_up:
                    sys.exit("this machine is too slow to keep so many up; ask for fewer")
                each = (resident(server.process) - before) / (idle + slow)
                print(f"{each:.1f} KiB for each connection; closed meanwhile: {crowd.closed['slow']} slow, "
                      f"{crowd.closed['idle']} idle; turned away: {server.metric('consentry_http_total', what='refused'):.0f}")
            good &= measure(server, "when they have gone", stops)
        finally:
            server.finish()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
