#!/usr/bin/env python3
"""What it costs in memory that a destination is far behind: towards one that hangs, one that is not there, one that works.

    CONSENTRY=build/release/consentry DELIVERING=build/release/tests/bench/bench_delivering \\
        python3 -B tests/bench/behind.py [EVENTS] [SECONDS]

EVENTS (1,000,000) people say STOP while three destinations are paused. The server is started anew and the destinations are
resumed one after the other: SECONDS (90) for the one that hangs, as many for the one that is not there, and until all is
delivered for the one that works. Prints what the process has in memory meanwhile. Ends with 1 if an event did not come once."""

import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from delivering import Counter, halt, say_stop, serve  # noqa: E402
from hanging import Hanging, closed_port  # noqa: E402
from support import configuration  # noqa: E402


def resident_mib(process, what="VmRSS:"):
    """What the process has in memory; `VmHWM:` is the most it ever had."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    return 0


class Memory:
    """What a process has in memory, looked at ten times a second, in MiB."""

    def __init__(self, process):
        self._process = process
        self._seen = [resident_mib(process)]
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self):
        while not self._end.wait(0.1):
            self._seen.append(resident_mib(self._process))

    def tell(self, name):
        self._end.set()
        self._thread.join()
        print(f"{name}: {self._seen[0]:.0f} MiB at first, {max(self._seen):.0f} at most, {resident_mib(self._process):.0f} in "
              f"the end; the most since the start {resident_mib(self._process, 'VmHWM:'):.0f}", flush=True)


def fill(server, events):
    memory = Memory(server.process)
    begin = time.monotonic()
    say_stop(server, 0, events)
    seconds = time.monotonic() - begin
    memory.tell(f"{events:,} STOPs heard in {seconds:.0f} s, all destinations paused")


def watch(server, name, seconds):
    """One that does not work, for a while."""
    memory = Memory(server.process)
    halt(server, "resume", name)
    time.sleep(seconds)
    memory.tell(f"towards the one that is {name}, {seconds} s")


def main(events=1_000_000, seconds=90):
    with tempfile.TemporaryDirectory(prefix="consentry-") as name, Hanging() as hanging:
        counter = Counter()
        urls = {"hanging": hanging.url, "absent": f"http://127.0.0.1:{closed_port()}/", "working": counter.url}
        server = serve(pathlib.Path(name) / "server", *(configuration.destination(url, to) for to, url in urls.items()))
        try:
            for to in urls:
                halt(server, "pause", to)
            fill(server, events)
            server.restart()
            for to in ("hanging", "absent"):
                watch(server, to, seconds)
            memory = Memory(server.process)
            halt(server, "resume", "working")
            rate = counter.rate(events)
            memory.tell(f"towards the one that is working, {events / rate:.0f} s, {rate:,.0f} a second, each event once")
            for to in ("hanging", "absent"):
                behind, = (one["behind"] for one in server.get("/v1/destinations").json["destinations"] if one["name"] == to)
                print(f"the one that is {to} is {behind:,} behind")
        finally:
            server.finish()
            counter.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
