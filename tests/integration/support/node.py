"""Programs of the npm registry that tests call, in pinned versions, installed beside the build and never into the tree."""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from . import program

TESTS = program.PROJECT / "tests" / "integration"
FOLDER = TESTS / "openapi"
BOT = TESTS / "bot"
WITHIN = 300.0


def _missing(what):
    """A machine without Node, or without a network, runs the rest; one that decides whether a change lands does not."""
    sentence = f"not run here: {what}"
    if os.environ.get("CI"):
        raise AssertionError(sentence)
    raise unittest.SkipTest(sentence)


def _run(command, folder, **environment):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WITHIN, check=False,
                          env=program.environment(NO_COLOR="1", **environment))


def _stamp(lock):
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _install(folder, listed):
    lock = folder / "package-lock.json"
    done = folder / "installed"
    for name in ("package.json", "package-lock.json"):
        shutil.copy(listed / name, folder / name)
    if done.exists() and done.read_text() == _stamp(lock):
        return
    outcome = _run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"], folder)
    if outcome.returncode != 0:
        _missing(f"npm could not install what package-lock.json lists: {outcome.stderr[-500:]}")
    done.write_text(_stamp(lock))


@contextlib.contextmanager
def folder(listed=FOLDER):
    """A folder in which the packages that `listed` names are installed, kept from one run to the next; nobody else works in it."""
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            _missing(f"there is no {tool}; `script/setup tests` installs it")
    kept = os.environ.get("CONSENTRY_NODE")
    with contextlib.ExitStack() as stack:
        made = pathlib.Path(kept or stack.enter_context(tempfile.TemporaryDirectory(prefix="consentry-"))) / listed.name
        made.mkdir(parents=True, exist_ok=True)
        lock = stack.enter_context((made / "lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX)
        _install(made, listed)
        yield made


def run(made, *command, **environment):
    """Runs a command of an installed package, or node itself; the outcome has `returncode`, `stdout`, `stderr`."""
    tool = made / "node_modules" / ".bin" / command[0]
    return _run([str(tool) if tool.exists() else command[0], *map(str, command[1:])], made, **environment)
