"""The server behind every stand-in for a far system."""

import http.server


class Listener(http.server.ThreadingHTTPServer):
    """Many connections at once; `played` is who stands in, for the handler to ask."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address, handler, played):
        self.played = played
        super().__init__(address, handler)

    def handle_error(self, request, client_address):
        """A peer that was killed in the middle of a request is no news."""
