"""Several people at once, each with a STOP or whatever else is given, until told to end or the server is gone."""

import http.client
import threading

from . import http_client, meta
from .configuration import APP_SECRET
from .waiting import PATIENCE


class Load:
    """`acknowledged` have their 200; `uncertain` were sent and got no answer."""

    def __init__(self, server, threads=4, most=2_000, body_of=lambda who: meta.said(who, "STOP")):
        self.acknowledged = []
        self.refused = []
        self.uncertain = []
        self._left = most
        self._body_of = body_of
        self._news = threading.Condition()
        self._port = server.public_port
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def _run(self):
        try:
            with http_client.Connection(self._port) as connection:
                while who := self._next():
                    body = self._body_of(who)
                    self._note(self.uncertain, (who, body))
                    headers = {"X-Hub-Signature-256": meta.signature(body, APP_SECRET)}
                    status = connection.request("POST", "/webhooks/meta", body, headers).status
                    self.uncertain.remove((who, body))
                    self._note(self.acknowledged if status == 200 else self.refused, (who, body))
        except (OSError, http.client.HTTPException):
            pass  # The server is gone, which is what the story is about.
        finally:
            with self._news:
                self._news.notify_all()

    def _next(self):
        with self._news:
            self._left -= 1
            return meta.someone() if self._left >= 0 else None

    def _note(self, where, what):
        with self._news:
            where.append(what)
            self._news.notify_all()

    def wait_for(self, count):
        """Waits until so many are acknowledged, or nobody asks any more."""
        with self._news:
            return self._news.wait_for(
                lambda: len(self.acknowledged) >= count or not any(thread.is_alive() for thread in self._threads),
                PATIENCE)

    def end(self):
        """No more from now on; returns when every answer is there that will ever come."""
        with self._news:
            self._left = 0
        for thread in self._threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in self._threads), "the load did not end"
        return self

    @property
    def people(self):
        return [who for who, _ in self.acknowledged]
