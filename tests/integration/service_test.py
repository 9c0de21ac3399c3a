"""What a service manager is told: ready, alive, reloading, stopping. And silence, where it no longer lives."""

import socket
import unittest

from support.meta import said, someone
from support.story import Story

WATCHDOG_SECONDS = 1.5


class Manager:
    """The socket that systemd listens on."""

    def __init__(self, folder):
        self.path = str(folder / "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def next(self, within=60.0):
        """The next notice as its lines."""
        self.socket.settimeout(within)
        return self.socket.recv(1024).decode().split("\n")

    def next_but_alive(self):
        while (notice := self.next()) == ["WATCHDOG=1"]:
            pass
        return notice

    def silent(self, seconds):
        try:
            return self.next(within=seconds) is None
        except TimeoutError:
            return True


class Service(Story):
    def begin(self, **variables):
        self.manager = Manager(self.folder())
        self.addCleanup(self.manager.socket.close)
        return self.serve(NOTIFY_SOCKET=self.manager.path, **variables)

    def test_it_tells_when_it_serves_when_it_reads_its_configuration_again_and_when_it_ends(self):
        server = self.begin()
        self.assertEqual(self.manager.next(), ["READY=1"])
        server.reload()
        begun = self.manager.next()
        self.assertEqual(begun[0], "RELOADING=1")
        self.assertRegex(begun[1], "^MONOTONIC_USEC=[0-9]+$")
        self.assertEqual(self.manager.next(), ["READY=1"])
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.manager.next(), ["STOPPING=1"])

    def test_it_is_alive_again_and_again_while_it_serves(self):
        server = self.begin(WATCHDOG_USEC=str(int(WATCHDOG_SECONDS * 1_000_000)))
        for _ in range(4):
            server.hear(said(someone(), "STOP"))
            while self.manager.next() != ["WATCHDOG=1"]:
                pass
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.manager.next_but_alive(), ["STOPPING=1"])

    def test_one_that_is_watched_by_nobody_says_nothing_of_it(self):
        self.begin(WATCHDOG_USEC="300000", WATCHDOG_PID="4999999")  # Larger than any id there is.
        self.assertEqual(self.manager.next(), ["READY=1"])
        self.assertTrue(self.manager.silent(seconds=0.5))


if __name__ == "__main__":
    unittest.main()
