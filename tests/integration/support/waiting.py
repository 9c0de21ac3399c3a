"""Waiting for what will happen: as short as it takes, never longer than a deadline."""

import time

# Long enough for a program under sanitizers on a busy machine; nothing waits that long when all is well.
PATIENCE = 60.0


class Overdue(AssertionError):
    """What was waited for did not happen."""


def until(question, what, within=PATIENCE, every=0.02):
    """Asks until the answer is true, and returns it. A failed look counts as a no."""
    deadline = time.monotonic() + within
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Overdue(f"waited {within:.0f} s in vain for {what}")
        time.sleep(every)
