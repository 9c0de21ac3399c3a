#!/usr/bin/env python3
"""How quickly lists go in, and what they cost those who ask meanwhile.

    KIT=... CONSENTRY=build/release/consentry ASKING=build/release/tests/bench/bench_asking \\
        python3 -B tests/bench/lists.py [ROWS] [ROUNDS]

KIT is the folder of the benchmark kit, built (`make -k -C $KIT`). One run: a list of ROWS (1,000,000) is taken in through
a server; 10,000 contacts are asked for in one call; then single checks and the bare Beast server of the
kit, which does nothing, are asked in turn, ROUNDS (7) times a second each: alone, while webhooks are written, and while a
list is taken in as well. Prints figures, and ends with 1 if a check with webhooks has less than 30 % of the bare server's rate."""

import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "integration"))

from support import configuration, program  # noqa: E402
from support.server import Server  # noqa: E402

KIT = pathlib.Path(os.environ.get("KIT", "."))
ASKING = os.environ.get("ASKING", "build/release/tests/bench/bench_asking")
MIX_SECRET = "bench-app-secret"  # By which the mixes of the kit are signed.
NULL_PORT = 18190
CONNECTIONS = 64
WEBHOOKS_A_SECOND = 500


def write_list(path, count, prefix):
    with path.open("w") as file:
        file.write("contact,scope,state,occurred_at,source\n")
        for index in range(count):
            file.write(f"+346{prefix}{index:07d},marketing,opted_in,2026-01-01T00:00:00Z,list\n")


def import_command(server, path, count):
    return program.mortal([program.path(), "import", str(path), "--admin", f"http://127.0.0.1:{server.admin_port}",
                           "--key", configuration.ADMIN_KEY, "--expect", str(count + 1), "--json"])


def peak_kib(process):
    """The most that the process ever had in memory, while it is there."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def take_in(server, folder, count):
    path = folder / "list.csv"
    write_list(path, count, "0")
    begin = time.monotonic()
    process = subprocess.Popen(import_command(server, path, count), stdout=subprocess.PIPE, env=server.environment)
    peak = 0
    while process.poll() is None:
        peak = max(peak, peak_kib(process))
        time.sleep(0.2)
    told = json.loads(process.stdout.read())
    seconds = time.monotonic() - begin
    assert told["kept"] == count, told
    print(f"import: {count:,} rows in {seconds:.1f} s, {count / seconds:,.0f} a second; importer {peak / 1024:.0f} MiB, "
          f"server {peak_kib(server.process) / 1024:.0f} MiB at most")


def check_many(server, count):
    contacts = [f"+3460{random.randrange(count):07d}" for _ in range(10_000)]
    for _ in range(3):
        begin = time.monotonic()
        answer = server.tell("/v1/check", {"scope": "marketing", "contacts": contacts})
        seconds = time.monotonic() - begin
    assert answer.status == 200 and all(one["allowed"] for one in answer.json["results"])
    print(f"10,000 contacts in one call: {seconds * 1000:.0f} ms")


def ask(port, file, seconds, key=None):
    command = [ASKING, str(port), str(CONNECTIONS), str(seconds), str(file), *([key] if key else [])]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def cpu_seconds(pid):
    """What the process has used of the processors, of all its threads together."""
    times = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
    return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")


def cost(pid, port, file, seconds, key=None):
    """The figures of asking, and what an answer costs the server in microseconds of a processor."""
    before = cpu_seconds(pid)
    figures = ask(port, file, seconds, key)
    return {**figures, "cpu_us": (cpu_seconds(pid) - before) / figures["answers"] * 1e6}


def side_by_side(name, server, null, questions, rounds):
    """Both servers asked in turn, a second each, so that whatever else the machine does meets both; the medians."""
    seen = {"bare": [], "checks": []}
    for _ in range(rounds):
        seen["bare"].append(cost(null.pid, NULL_PORT, questions, 1))
        seen["checks"].append(cost(server.process.pid, server.admin_port, questions, 1, configuration.ADMIN_KEY))
    middle = {who: {what: statistics.median(one[what] for one in all_of) for what in all_of[0]}
              for who, all_of in seen.items()}
    bare, checks = middle["bare"], middle["checks"]
    share = statistics.median(one["per_second"] / other["per_second"] for one, other in zip(seen["checks"], seen["bare"]))
    print(f"{name}: {checks['per_second']:,.0f} a second beside {bare['per_second']:,.0f} of the bare server, {100 * share:.0f} %; "
          f"a processor's time for each {checks['cpu_us']:.1f} us beside {bare['cpu_us']:.1f} us; median "
          f"{checks['p50_us']:,.0f} us, 99 of 100 within {checks['p99_us']:,.0f} us (bare {bare['p50_us']:,.0f}, "
          f"{bare['p99_us']:,.0f})")
    return share


def webhooks(server, seconds):
    return subprocess.Popen([KIT / "build" / "loadgen", "--port", str(server.public_port), "--path", "/webhooks/meta",
                             "--file", KIT / "data" / "mixA.bin", "--rate", str(WEBHOOKS_A_SECOND), "--seconds",
                             str(seconds), "--conns", "8"], stdout=subprocess.PIPE, text=True)


def written(name, writing):
    """Says how the webhooks fared that were written meanwhile."""
    figures = json.loads(writing.communicate()[0])
    print(f"  STOPs {name}: {figures['ok']:,} answered 200, {figures['errors']} failed; median {figures['p50_us']} us, 99 of "
          f"100 within {figures['p99_us']} us")


def single_checks(server, folder, count, rounds):
    questions = folder / "questions"
    questions.write_text("".join(f"/v1/check?contact=%2B3460{random.randrange(count):07d}&scope=marketing\n"
                                 for _ in range(100_000)))
    second_list = folder / "second.csv"
    write_list(second_list, count, "1")
    null = subprocess.Popen(program.mortal([str(KIT / "build" / "null_beast")]),
                            env={**os.environ, "BENCH_PORT": str(NULL_PORT), "BENCH_THREADS": "1"})
    time.sleep(0.5)
    try:
        side_by_side("checks alone", server, null, questions, rounds)
        writing = webhooks(server, 2 * rounds)
        share = side_by_side(f"beside {WEBHOOKS_A_SECOND} STOPs a second", server, null, questions, rounds)
        written("beside checks", writing)
        writing = webhooks(server, 2 * rounds)
        taking = subprocess.Popen(import_command(server, second_list, count), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, env=server.environment)
        name = "beside those and an import"
        side_by_side(name, server, null, questions, rounds)
        if taking.poll() is not None:
            print("  the import ended before")
        taking.terminate()
        taking.wait()
        written(name, writing)
    finally:
        null.terminate()
        null.wait()
    return share >= 0.3


def main(rows=1_000_000, rounds=7):
    with tempfile.TemporaryDirectory(prefix="consentry-") as name:
        folder = pathlib.Path(name)
        brand = configuration.brand(scope=[configuration.marketing(valid_for="3650d"), configuration.orders()],
                                    number=[])
        server = Server(folder, configuration.whole(brand), APP_SECRET=MIX_SECRET).start()
        try:
            take_in(server, folder, rows)
            check_many(server, rows)
            good = single_checks(server, folder, rows, rounds)
        finally:
            server.finish()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
