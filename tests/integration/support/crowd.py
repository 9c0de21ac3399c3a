"""Clients that hold connections and give nothing for them: idle ones, and slow ones that send a byte now and then."""

import resource
import selectors
import socket
import threading
import time

from . import meta
from .configuration import APP_SECRET

DRIP_EVERY = 1.0


def room():
    """How many sockets this process may open, after raising its limit as far as it goes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard - 256


def _request(slow_body):
    """A webhook cut where the slow client begins to drip: within the header, or behind it."""
    body = meta.said(meta.someone(), "Hello " + "x" * 4000)
    head = (f"POST /webhooks/meta HTTP/1.1\r\nHost: localhost\r\nX-Hub-Signature-256: {meta.signature(body, APP_SECRET)}"
            f"\r\nContent-Length: {len(body)}\r\n\r\n").encode()
    return (head, body) if slow_body else (b"", head + body)


class Crowd:
    """As many of both kinds as asked, kept at that number: whoever is closed comes back."""

    def __init__(self, port, idle, slow):
        self.address = ("127.0.0.1", port)
        self.closed = {"idle": 0, "slow": 0}  # By the server, so far.
        self.kept_up = True  # Else the machine was too slow for so many, and fewer were there than asked.
        self._idle = [self._connect() for _ in range(idle)]
        self._slow = [self._begin(place) for place in range(slow)]
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()
        for stream in self._idle + [stream for stream, _ in self._slow]:
            stream.close()

    def _connect(self):
        stream = socket.create_connection(self.address, timeout=10)
        stream.setblocking(False)
        return stream

    def _begin(self, place):
        at_once, later = _request(place % 2)
        stream = self._connect()
        stream.send(at_once)
        return stream, iter(later)

    def _run(self):
        while not self._ended.wait(DRIP_EVERY):
            begin = time.monotonic()
            for place, (stream, octets) in enumerate(self._slow):
                try:
                    stream.send(bytes([next(octets)]))
                except (OSError, StopIteration):
                    stream.close()
                    self.closed["slow"] += 1
                    self._slow[place] = self._begin(place)
            self._replace_closed_idle()
            if time.monotonic() - begin > 5 * DRIP_EVERY:
                self.kept_up = False
                return

    def _replace_closed_idle(self):
        """Whoever can be read was closed: nothing is owed to one that asked nothing."""
        with selectors.DefaultSelector() as selector:
            for place, stream in enumerate(self._idle):
                selector.register(stream, selectors.EVENT_READ, place)
            gone = [key.data for key, _ in selector.select(0)]
        for place in gone:
            self._idle[place].close()
            self.closed["idle"] += 1
            self._idle[place] = self._connect()
