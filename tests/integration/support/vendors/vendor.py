"""What false vendors have in common: a listener, strict reading of requests, and answers that they are told to give."""

import dataclasses
import http.server
import json
import re
import threading
import time
import urllib.parse

from ..listener import Listener
from ..waiting import PATIENCE, Overdue

# All that may stand in a URL but for `+`, which a server would read as a blank.
_TARGET = re.compile(r"/(?:[A-Za-z0-9\-._~!$&'()*,;=:@/?]|%[0-9A-F]{2})*")


class Flaw(Exception):
    """A request that no such vendor would have understood: a mistake of the template or of the program."""


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    body: object = None  # None: empty. A text is sent as it is, all else as JSON.
    headers: dict = dataclasses.field(default_factory=dict)

    @property
    def octets(self):
        if self.body is None:
            return b""
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict  # By names in small letters.
    octets: bytes

    def __post_init__(self):
        if not _TARGET.fullmatch(self.target):
            raise Flaw("the target is not escaped as it should be")

    @property
    def path(self):
        """Its parts, decoded."""
        parts = self.target.partition("?")[0].split("/")[1:]
        return tuple(urllib.parse.unquote(part, errors="strict") for part in parts)

    @property
    def query(self):
        """Names and values in their order, decoded."""
        query = self.target.partition("?")[2]
        return tuple(urllib.parse.parse_qsl(query, strict_parsing=True, keep_blank_values=True)) if query else ()

    def expect_query(self, *pairs):
        if self.query != pairs:
            raise Flaw(f"the query is {self.query}, not {pairs}")

    def expect_type(self, name):
        if self.headers.get("content-type") != name:
            raise Flaw(f"the content's type is {self.headers.get('content-type')}, not {name}")

    def json(self):
        self.expect_type("application/json")
        return json.loads(self.octets, object_pairs_hook=_unambiguous)

    def form(self):
        self.expect_type("application/x-www-form-urlencoded")
        pairs = urllib.parse.parse_qsl(self.octets.decode("ascii"), strict_parsing=True, keep_blank_values=True)
        return _unambiguous(pairs)

    def expect_nothing(self):
        if self.octets or "content-type" in self.headers:
            raise Flaw("there is a body")


def _unambiguous(pairs):
    if len({name for name, _ in pairs}) != len(pairs):
        raise Flaw(f"a name stands there twice: {pairs}")
    return dict(pairs)


def members(value, *needed, optional=()):
    """The members of an object: these, and no others."""
    if not isinstance(value, dict):
        raise Flaw(f"{value!r} is no object")
    if set(needed) - set(value) or set(value) - set(needed) - set(optional):
        raise Flaw(f"the members are {sorted(value)}, not {sorted(needed)}")
    return [value[name] for name in needed]


def expect(truth, what):
    if not truth:
        raise Flaw(what)


def is_time(text):
    """RFC 3339 in UTC, of whole seconds, and not of the future."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text):
        return False
    return text <= time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 2))


def is_e164(text):
    return isinstance(text, str) and re.fullmatch(r"\+[1-9][0-9]{6,14}", text) is not None


@dataclasses.dataclass(frozen=True)
class Asked:
    """A request that came, and what it was answered."""

    request: Request
    status: int
    at: float

    def __repr__(self):
        return f"{self.request.method} {self.request.target} -> {self.status}"


@dataclasses.dataclass
class _Plan:
    times: int
    answer: Answer
    when: object
    applied: bool


class Vendor:
    """A subclass has `respond(request)`, which returns an Answer or raises a Flaw."""

    def __init__(self):
        self.asked = []
        self.flaws = []
        self._plans = []
        self._news = threading.Condition()
        self._server = Listener(("127.0.0.1", 0), _Handler, self)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)
        assert not self.flaws, self.flaws

    def fail(self, answer, times=1, when=lambda request: True, applied=False):
        """Answers the next `times` requests that are so with that, in place of what they would get. `applied`: after
        having done what they ask for, as when an answer is lost on the way."""
        with self._news:
            self._plans.append(_Plan(times, answer, when, applied))

    def heal(self):
        """From now on all is well."""
        with self._news:
            self._plans.clear()

    def wait_for(self, question, what):
        """Waits until the answer is true, asked again with every request; returns it."""
        answer = []

        def there():
            answer[:] = [question()]
            return answer[0]

        with self._news:
            if self._news.wait_for(there, PATIENCE):
                return answer[0]
        raise Overdue(f"the vendor waited in vain for {what}; it was asked {self.asked[-8:]}, flaws {self.flaws}")

    def count(self, when=lambda request: True, status=None):
        """How many such requests came."""
        with self._news:
            return sum(when(one.request) and status in (None, one.status) for one in self.asked)

    def take(self, method, target, headers, octets):
        with self._news:
            try:
                request = Request(method, target, headers, octets)
                expect(headers.get("user-agent", "").startswith("consentry/"), "no user agent of ours")
                answer = self._planned(request) or self.respond(request)
            except Flaw as flaw:
                self.flaws.append(f"{method} {target}: {flaw}")
                answer = Answer(400, "this is a flaw")
            except (ValueError, LookupError, TypeError, AttributeError) as flaw:
                self.flaws.append(f"{method} {target}: {flaw!r}")
                answer = Answer(400, "this is a flaw")
            else:
                self.asked.append(Asked(request, answer.status, time.monotonic()))
            self._news.notify_all()
        return answer

    def _planned(self, request):
        plan = next((one for one in self._plans if one.times > 0 and one.when(request)), None)
        if plan is None:
            return None
        plan.times -= 1
        if plan.applied:
            self.respond(request)
        return plan.answer

    def respond(self, request):
        raise NotImplementedError


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE
    disable_nagle_algorithm = True

    def _take(self):
        octets = self.rfile.read(int(self.headers.get("content-length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.played.take(self.command, self.path, headers, octets)
        self.send_response(answer.status)
        if not isinstance(answer.body, str) and answer.body is not None:
            self.send_header("Content-Type", "application/json; charset=UTF-8")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(answer.octets)))
        self.end_headers()
        self.wfile.write(answer.octets)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _take

    def log_message(self, *_):
        """Says nothing: what was asked is in `asked`."""
