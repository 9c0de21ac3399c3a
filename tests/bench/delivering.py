#!/usr/bin/env python3
"""How quickly a backlog goes out, beside a bare Beast client that posts as much to the same receiver.

    CONSENTRY=build/release/consentry DELIVERING=build/release/tests/bench/bench_delivering \\
        python3 -B tests/bench/delivering.py [ROUNDS] [EVENTS] [CONCURRENCY...]

For each CONCURRENCY (16 and 64) a server with one destination. ROUNDS (7) times: the destination is paused, EVENTS (50,000)
people say STOP, and it is resumed; then the bare client posts as many requests like the last delivery, over as many
connections. The rates are the receiver's, from the first to the last. Ends with 1 if the receiver did not get every event
once, or if the median is less than 60 % of the bare client's rate."""

import json
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from support import configuration, http_client, meta, program  # noqa: E402
from support.server import Server  # noqa: E402
from support.waiting import until  # noqa: E402

DELIVERING = os.environ.get("DELIVERING", "build/release/tests/bench/bench_delivering")
SHARE_MIN = 0.6
PEOPLE_IN_A_WEBHOOK = 1_000


class UnheardServer(Server):
    """Its log is read and thrown away: whoever looks at each line takes the processor from what is measured."""

    def _read_log(self, stream):
        for line in stream:
            entry = json.loads(line)
            with self._news:
                self.log.append(entry)
                self._news.notify_all()
            if entry["event"] == "serve.listening":
                break
        while os.read(stream.fileno(), 1 << 20):
            pass
        stream.close()


class Counter:
    """The receiver of the benchmark, in a process of its own."""

    def __init__(self):
        with socket.create_server(("127.0.0.1", 0)) as reserved:
            self.port = reserved.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks/consent"
        self._process = subprocess.Popen(program.mortal([DELIVERING, "receive", str(self.port)]))
        until(self._listens, "the receiver")

    def _listens(self):
        try:
            return self.figures()
        except OSError:
            return None

    def _get(self, path):
        return http_client.request(self.port, "GET", path)

    def figures(self):
        return self._get("/figures").json

    def last(self):
        return self._get("/last").body

    def begin(self):
        http_client.request(self.port, "DELETE", "/")

    def rate(self, count):
        """Events a second since begin(), once there are so many; each must have come once."""
        until(lambda: self.figures()["count"] >= count, f"{count:,} events", within=600, every=0.2)
        figures = self.figures()
        assert (figures["count"], figures["distinct"]) == (count, count), figures
        return (count - 1) / figures["seconds"]

    def close(self):
        self._process.terminate()
        self._process.wait()


def serve(folder, *destinations):
    folder.mkdir()
    return UnheardServer(folder, configuration.whole(configuration.brand(destination=list(destinations)))).start()


def say_stop(server, first, count):
    """So many people, from a number on, in few webhooks."""
    for begin in range(first, first + count, PEOPLE_IN_A_WEBHOOK):
        end = min(begin + PEOPLE_IN_A_WEBHOOK, first + count)
        people = (meta.Person(f"346{index:08d}") for index in range(begin, end))
        server.hear(meta.webhook(meta.messages(*(meta.text(who, "STOP") for who in people))))


def halt(server, what, name="crm"):
    answer = server.tell(f"/v1/destinations/{name}/{what}", b"")
    assert answer.status == 200, answer


def cpu_seconds(server):
    """What the process has used of the processors, of all its threads together."""
    times = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def deliver(server, counter, first, events):
    """Events a second, and what one costs in microseconds of a processor."""
    halt(server, "pause")
    say_stop(server, first, events)
    counter.begin()
    before = cpu_seconds(server)
    halt(server, "resume")
    rate = counter.rate(events)
    return {"rate": rate, "cpu_us": (cpu_seconds(server) - before) / events * 1e6}


def post(counter, request, events, concurrency):
    """The same of the bare client."""
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    counter.begin()
    before = used()
    subprocess.run([DELIVERING, "send", str(counter.port), str(concurrency), str(events), request], check=True)
    return {"rate": counter.rate(events), "cpu_us": (used() - before) / events * 1e6}


def compare(folder, concurrency, rounds, events):
    counter = Counter()
    server = serve(folder, configuration.destination(counter.url, concurrency=concurrency))
    request = folder / "request"
    ours, bare = [], []
    try:
        for round_ in range(rounds):
            ours.append(deliver(server, counter, round_ * events, events))
            request.write_bytes(counter.last())
            bare.append(post(counter, request, events, concurrency))
    finally:
        server.finish()
        counter.close()
    shares = sorted(one["rate"] / other["rate"] for one, other in zip(ours, bare))
    middle = {what: [statistics.median(one[what] for one in of) for of in (ours, bare)] for what in ("rate", "cpu_us")}
    print(f"{concurrency} at a time, {rounds} rounds of {events:,} events of {request.stat().st_size} octets: "
          f"{middle['rate'][0]:,.0f} a second beside {middle['rate'][1]:,.0f} of the bare client; share {shares[0]:.0%} at least, "
          f"{statistics.median(shares):.0%} median, {shares[-1]:.0%} at most; a processor's time for each "
          f"{middle['cpu_us'][0]:.1f} us beside {middle['cpu_us'][1]:.1f} us", flush=True)
    return statistics.median(shares)


def main(rounds=7, events=50_000, *concurrencies):
    with tempfile.TemporaryDirectory(prefix="consentry-") as folder:
        shares = [compare(pathlib.Path(folder) / str(one), one, rounds, events) for one in concurrencies or (16, 64)]
    return 0 if min(shares) >= SHARE_MIN else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
