"""Receivers that are none: one that takes connections and never answers, and a port where nobody is."""

import socket
import threading


class Hanging:
    """Takes every connection and lets it be."""

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/hooks/consent"
        self._held = []
        threading.Thread(target=self._hold, daemon=True).start()
        return self

    def _hold(self):
        try:
            while True:
                self._held.append(self._listener.accept()[0])
        except OSError:
            pass  # It is over.

    def __exit__(self, *_):
        self._listener.close()
        for connection in self._held:
            connection.close()


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        return reserved.getsockname()[1]
