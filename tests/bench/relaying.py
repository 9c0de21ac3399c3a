#!/usr/bin/env python3
"""What it costs to pass webhooks on: those without a signal, with a relay and without, in the same run.

    KIT=... CONSENTRY=build/release/consentry python3 -B tests/bench/relaying.py [ROUNDS] [SECONDS] [CONNECTIONS]

KIT is the folder of the benchmark kit, built (`make -k -C $KIT`). Three servers in turn, SECONDS (3) each, ROUNDS (5) times: one
without a relay, which has nothing to write; one whose relay is paused, so that only the log is written; and one that relays to
the bare Beast server of the kit. Webhooks of 16 numbers, over 64 CONNECTIONS with one under way on each; half of them statuses,
half chat."""

import hmac
import json
import os
import pathlib
import statistics
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from support import configuration, meta, program  # noqa: E402
from support.server import Server  # noqa: E402
from support.waiting import until  # noqa: E402

KIT = pathlib.Path(os.environ.get("KIT", "."))
NULL_PORT = 18191
NUMBERS = [str(106540352243000 + place) for place in range(16)]
BODIES = 20_000


def write_mix(path):
    """Signed webhooks as the load generator reads them."""
    with path.open("wb") as file:
        file.write(b"CBM1" + struct.pack("<I", BODIES))
        for place in range(BODIES):
            number = NUMBERS[place % len(NUMBERS)]
            who = meta.someone()
            change = (meta.status(who, "delivered", number=number) if place % 2 else
                      meta.messages(meta.text(who, f"Where is my order {place}?"), number=number, people=[who]))
            body = meta.webhook(change)
            signature = hmac.digest(configuration.APP_SECRET.encode(), body, "sha256").hex().encode()
            file.write(struct.pack("<II", len(body), 0) + signature + body)


def serve(folder, *relays):
    folder.mkdir()
    brand = configuration.brand(number=[{"phone_number_id": one} for one in NUMBERS], destination=list(relays))
    return Server(folder, configuration.whole(brand, relay={"limit": "16GiB"})).start()


def cpu_seconds(server):
    """What the process has used of the processors, of all its threads together."""
    times = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def load(server, mix, seconds, connections):
    """The load generator's figures, and what a webhook costs in microseconds of a processor."""
    before, heard = cpu_seconds(server), server.heard("webhooks")
    outcome = subprocess.run([KIT / "build" / "loadgen", "--port", str(server.public_port), "--path", "/webhooks/meta",
                              "--file", mix, "--seconds", str(seconds), "--conns", str(connections), "--wrap"],
                             check=True, capture_output=True, text=True)
    figures = json.loads(outcome.stdout)
    assert figures["errors"] == 0, figures
    figures["cpu_us"] = (cpu_seconds(server) - before) / (server.heard("webhooks") - heard) * 1e6
    return figures


def relayed(server):
    return server.metric("consentry_relay_delivered_total", brand="demo", destination="bot")


def main(rounds=5, seconds=3, connections=64):
    with tempfile.TemporaryDirectory(prefix="consentry-") as name:
        folder = pathlib.Path(name)
        mix = folder / "mix.bin"
        write_mix(mix)
        null = subprocess.Popen(program.mortal([str(KIT / "build" / "null_beast")]),
                                env={**os.environ, "BENCH_PORT": str(NULL_PORT), "BENCH_THREADS": "1"})
        bot = f"http://127.0.0.1:{NULL_PORT}/webhook"
        servers = {"none": serve(folder / "none"),
                   "kept": serve(folder / "kept", configuration.relay(bot, paused=True)),
                   "relayed": serve(folder / "relayed", configuration.relay(bot, concurrency=64))}
        try:
            seen = {who: [] for who in servers}
            delivered = 0
            for _ in range(rounds):
                for who, server in servers.items():
                    before = relayed(server) if who == "relayed" else 0
                    seen[who].append(load(server, mix, seconds, connections))
                    delivered += relayed(server) - before if who == "relayed" else 0
            for who, figures in seen.items():
                share = statistics.median(one["rps"] / bare["rps"] for one, bare in zip(figures, seen["none"]))
                print(f"{who}: {statistics.median(one['rps'] for one in figures):,.0f} a second, {100 * share:.0f} % of none; median "
                      f"{statistics.median(one['p50_us'] for one in figures):,.0f} us, 99 of 100 within "
                      f"{statistics.median(one['p99_us'] for one in figures):,.0f} us; "
                      f"{statistics.median(one['cpu_us'] for one in figures):.1f} us of a processor each")
            print(f"relayed meanwhile: {delivered / rounds / seconds:,.0f} a second; the server has "
                  f"{resident_mib(servers['relayed'])} MiB in memory with "
                  f"{servers['relayed'].metric('consentry_relay_behind', brand='demo', destination='bot'):,} behind, the one that is "
                  f"paused {resident_mib(servers['kept'])} MiB with "
                  f"{servers['kept'].metric('consentry_relay_behind', brand='demo', destination='bot'):,}")
            until(lambda: servers["relayed"].metric("consentry_relay_behind", brand="demo", destination="bot") == 0, "the end")
        finally:
            for server in servers.values():
                server.finish()
            null.terminate()
            null.wait()


def resident_mib(server):
    for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
