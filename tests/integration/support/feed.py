"""Meta as one number sees it: webhook after webhook, each sent again until it is acknowledged, over crashes too."""

import http.client
import threading
import time

from . import http_client, meta
from .configuration import APP_SECRET
from .waiting import PATIENCE

TRY_AGAIN_AFTER = 0.02  # Seconds, while nobody listens.


class Feed:
    """`acknowledged` are the bodies that had their 200, in order. `server` may be killed and started meanwhile."""

    def __init__(self, server, number, body_of):
        self.number = number
        self.acknowledged = []
        self._server = server
        self._body_of = body_of
        self._news = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        place = 0
        body = self._body_of(self.number, place)
        while not self._ended:
            try:
                with http_client.Connection(self._server.public_port) as connection:
                    while not self._ended and self._post(connection, body):
                        place += 1
                        body = self._body_of(self.number, place)
            except (OSError, http.client.HTTPException):
                time.sleep(TRY_AGAIN_AFTER)

    def _post(self, connection, body):
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": meta.signature(body, APP_SECRET)}
        if connection.request("POST", "/webhooks/meta", body, headers).status != 200:
            return False
        with self._news:
            self.acknowledged.append(body)
            self._news.notify_all()
        return True

    def wait_for_more(self, count):
        """Waits until so many more are acknowledged than now."""
        with self._news:
            wanted = len(self.acknowledged) + count
            assert self._news.wait_for(lambda: len(self.acknowledged) >= wanted, PATIENCE), "the feed stands still"

    def end(self):
        self._ended = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive(), "the feed did not end"
        return self.acknowledged
