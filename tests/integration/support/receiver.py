"""A CRM of our own: it checks every signature by itself, keeps what it gets, and fails as it is told to."""

import base64
import dataclasses
import hashlib
import hmac
import http.server
import json
import threading
import time

from . import schemas
from .configuration import WEBHOOK_SECRET
from .listener import Listener
from .waiting import PATIENCE, Overdue

TOLERANCE = 300  # Seconds by which the timestamp of a delivery may differ from our clock.


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One delivery as it arrived, and what it was answered (0: nothing)."""

    event: dict
    octets: bytes
    headers: dict
    status: int
    at: float

    @property
    def id(self):
        return self.headers["webhook-id"]


def flaw(headers, body, secret=WEBHOOK_SECRET, now=None):
    """What is wrong with a delivery by the rules of Standard Webhooks; empty if nothing is."""
    identity, stamp, signatures = (headers.get("webhook-" + name, "") for name in ("id", "timestamp", "signature"))
    if not identity or "." in identity:
        return f"webhook-id is {identity!r}"
    if not stamp.isdigit() or abs((now or time.time()) - int(stamp)) > TOLERANCE:
        return f"webhook-timestamp is {stamp!r}"
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    expected = hmac.new(key, f"{identity}.{stamp}.".encode() + body, hashlib.sha256).digest()
    for one in signatures.split(" "):
        version, _, value = one.partition(",")
        if version == "v1" and hmac.compare_digest(base64.b64decode(value), expected):
            return ""
    return f"webhook-signature fits not: {signatures!r}"


class Receiver:
    """Answers 204 unless told otherwise. `plan` is asked for each event: a status, or a status and headers. `tls` is the
    context of one that is reached over https, under the name localhost."""

    def __init__(self, secret=WEBHOOK_SECRET, port=0, tls=None):
        self.secret = secret
        self.attempts = []
        self.refused = []  # Deliveries whose signature was wrong, and why.
        self.plan = None
        self._news = threading.Condition()
        self._released = threading.Event()
        self._server = Listener(("127.0.0.1", port), _Handler, self)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks/consent"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            self.url = f"https://localhost:{self.port}/hooks/consent"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)
        assert not self.misshapen(), self.misshapen()

    def misshapen(self):
        """What is wrong with the events that came, by the schemas of their types. Each is looked at once."""
        events = {attempt.octets: attempt.event for attempt in self.attempts}
        return [flaw for event in events.values() for flaw in schemas.flaws(event)]

    # What it is told to do.

    def fail(self, times, status=500, headers=()):
        """Answers the next `times` deliveries with an error."""
        left = [times]

        def plan(_event):
            left[0] -= 1
            if left[0] < 0:
                return 204
            return status, dict(headers)

        self.plan = plan

    def fail_for(self, subject, status=500):
        """Answers every delivery about one person with an error; `plan = None` ends it."""
        self.plan = lambda event: status if event["data"]["subject"].get("wa_id") == subject else 204

    def hang(self):
        """Takes deliveries and answers none until `release`."""
        self._released.clear()
        self.plan = self._hold

    def _hold(self, _event):
        self._released.wait()  # The end of the story releases it.
        return 204

    def release(self):
        self.plan = None
        self._released.set()

    # What it was told.

    @property
    def events(self):
        """What it has acknowledged, in the order of arrival."""
        with self._news:
            return [attempt.event for attempt in self.attempts if attempt.status // 100 == 2]

    def of(self, who):
        """The acknowledged events about one person."""
        return [event for event in self.events if concerns(event, who)]

    def types_of(self, who):
        return [event["type"] for event in self.of(who)]

    def latest(self, who):
        """What a CRM knows that applies the highest version only: the scopes by name."""
        events = self.of(who)
        return max(events, key=lambda event: event["data"]["version"])["data"]["states"] if events else {}

    def wait_for(self, question, what):
        """Waits until the answer is true, asked again with every delivery; returns it."""
        answer = []

        def asked():
            answer[:] = [question()]
            return answer[0]

        with self._news:
            if self._news.wait_for(asked, PATIENCE):
                return answer[0]
        raise Overdue(f"the receiver waited in vain for {what}; it has {self._summary()}")

    def _summary(self):
        return [event["type"] for event in self.events]

    def wait_for_events(self, who, count=1):
        """The acknowledged events about somebody, once there are at least `count`."""
        return self.wait_for(lambda: len(self.of(who)) >= count and self.of(who), f"{count} events")

    def wait_for_attempts(self, count):
        return self.wait_for(lambda: len(self.attempts) >= count and list(self.attempts), f"{count} attempts")

    def take(self, headers, body):
        """One delivery, judged and answered: a status and headers."""
        wrong = flaw(headers, body, self.secret)
        if wrong:
            with self._news:
                self.refused.append(wrong)
                self._news.notify_all()
            return 401, {}
        event = json.loads(body)
        plan = self.plan
        if plan == self._hold:
            self._keep(Attempt(event, body, headers, 0, time.monotonic()))
        answer = plan(event) if plan else 204
        status, more = answer if isinstance(answer, tuple) else (answer, {})
        self._keep(Attempt(event, body, headers, status, time.monotonic()))
        return status, more

    def _keep(self, attempt):
        with self._news:
            self.attempts.append(attempt)
            self._news.notify_all()


def concerns(event, who):
    subject = event["data"].get("subject") or {}  # Alarms and tests are about nobody.
    return bool((who.phone and subject.get("wa_id") == who.phone)
                or (who.user_id and subject.get("user_id") == who.user_id))


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, more = self.server.played.take(headers, body)
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Says nothing: what happened is in the attempts."""
