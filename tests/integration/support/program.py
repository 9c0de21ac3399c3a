"""The program under test, as people call it."""

import os
import pathlib
import shutil
import subprocess

PROJECT = pathlib.Path(__file__).resolve().parents[3]
KEYWORDS = PROJECT / "keywords"

# A command ends in well under a second; sanitizers and a busy machine take their time.
COMMAND_WITHIN = 120.0


def path():
    """Where the program is: CONSENTRY in the environment, as ctest sets it, else the release build."""
    given = pathlib.Path(os.environ.get("CONSENTRY") or PROJECT / "build" / "release" / "consentry").resolve()
    if not given.exists():
        raise SystemExit(f"there is no program at {given}: build it, or set CONSENTRY")
    return str(given)


def environment(**more):
    """The environment of this process without what the program would read from it, and with `more`."""
    ours = ("CONSENTRY_", "META_", "CRM_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    clean.update(more)
    return clean


def mortal(command):
    """The command such that the system ends it when this process dies, however that happens."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--", *command] if setpriv else list(command)


def run(*arguments, stdin="", env=None, cwd=None):
    """Runs a command to its end; the outcome has `returncode`, `stdout` and `stderr`."""
    done = subprocess.run(mortal([path(), *map(str, arguments)]), input=stdin, capture_output=True, text=True,
                          encoding="utf-8", timeout=COMMAND_WITHIN, env=env or environment(), cwd=cwd, check=False)
    for mark in ("Sanitizer", "runtime error:"):
        assert mark not in done.stderr, done.stderr
    return done
