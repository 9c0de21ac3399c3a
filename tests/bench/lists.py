#!/usr/bin/env python3
"""How quickly lists go in, and what they cost those who ask meanwhile.

    KIT=... CONSENTRY=build/release/consentry ASKING=build/release/tests/bench/bench_asking \\
        python3 -B tests/bench/lists.py [ROWS] [SECONDS]

KIT is the folder of the benchmark kit, built (`make -k -C $KIT`). One run: a list of ROWS (1,000,000) is taken in through
a server; 10,000 contacts are asked for in one call; then single checks, SECONDS (5) at a time, beside the bare Beast
server of the kit that does nothing: alone, while webhooks are written, and while a list is taken in as well. Prints
figures, and ends with 1 if a check with webhooks has less than 30 % of the bare server's rate."""

import json
import os
import pathlib
import random
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


def told(name, figures, bare=None):
    share = f", {100 * figures['per_second'] / bare['per_second']:.0f} % of the bare server's" if bare else ""
    print(f"{name}: {figures['per_second']:,} a second{share}; median {figures['p50_us']} us, 99 of 100 within "
          f"{figures['p99_us']} us, 999 of 1000 within {figures['p999_us']} us, longest {figures['max_us']} us")


def webhooks(server, seconds):
    return subprocess.Popen([KIT / "build" / "loadgen", "--port", str(server.public_port), "--path", "/webhooks/meta",
                             "--file", KIT / "data" / "mixA.bin", "--rate", str(WEBHOOKS_A_SECOND), "--seconds",
                             str(seconds), "--conns", "8"], stdout=subprocess.PIPE, text=True)


def written(name, writing):
    """Says how the webhooks fared that were written meanwhile."""
    figures = json.loads(writing.communicate()[0])
    print(f"  STOPs {name}: {figures['ok']:,} answered 200, {figures['errors']} failed; median {figures['p50_us']} us, 99 of "
          f"100 within {figures['p99_us']} us")


def single_checks(server, folder, count, seconds):
    questions = folder / "questions"
    questions.write_text("".join(f"/v1/check?contact=%2B3460{random.randrange(count):07d}&scope=marketing\n"
                                 for _ in range(100_000)))
    second_list = folder / "second.csv"
    write_list(second_list, count, "1")
    null = subprocess.Popen(program.mortal([str(KIT / "build" / "null_beast")]),
                            env={**os.environ, "BENCH_PORT": str(NULL_PORT), "BENCH_THREADS": "1"})
    time.sleep(0.5)
    key = configuration.ADMIN_KEY
    try:
        bare = ask(NULL_PORT, questions, seconds)
        told("the bare Beast server", bare)
        told("checks alone", ask(server.admin_port, questions, seconds, key), bare)
        writing = webhooks(server, seconds)
        with_webhooks = ask(server.admin_port, questions, seconds, key)
        told(f"checks beside {WEBHOOKS_A_SECOND} STOPs a second", with_webhooks, bare)
        written("beside checks", writing)
        writing = webhooks(server, seconds)
        taking = subprocess.Popen(import_command(server, second_list, count), stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, env=server.environment)
        with_both = ask(server.admin_port, questions, seconds, key)
        was_importing = taking.poll() is None
        taking.terminate()
        taking.wait()
        told("and beside an import" + ("" if was_importing else " (that ended before)"), with_both, bare)
        written("beside checks and an import", writing)
    finally:
        null.terminate()
        null.wait()
    return with_webhooks["per_second"] >= 0.3 * bare["per_second"]


def main(rows=1_000_000, seconds=5):
    with tempfile.TemporaryDirectory(prefix="consentry-") as name:
        folder = pathlib.Path(name)
        brand = configuration.brand(scope=[configuration.marketing(valid_for="3650d"), configuration.orders()],
                                    number=[])
        server = Server(folder, configuration.whole(brand), APP_SECRET=MIX_SECRET).start()
        try:
            take_in(server, folder, rows)
            check_many(server, rows)
            good = single_checks(server, folder, rows, seconds)
        finally:
            server.finish()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
