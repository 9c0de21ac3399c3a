"""Meta's Graph API as consentry meets it, as doctor and to send replies: it answers what Meta's pages say, and refuses
all else."""

import hashlib
import hmac
import dataclasses
import http.server
import json
import re
import threading
import time
import urllib.parse

VERSION = "v26.0"
TOKEN = "EAAGnotatokenofmetas"
APP_ID = "670843887433847"
WABA = "102290129340398"


class Refused(Exception):
    """`{"error": …}` with a status, as the Graph API words it."""

    def __init__(self, status, message, code, kind="OAuthException"):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "code": code, "fbtrace_id": "AbCdEf"}}


@dataclasses.dataclass
class Sent:
    """A call that came to POST /<number>/messages, whatever became of it."""

    number: str
    body: dict
    at: float
    code: int = 0  # Of the error; 0: accepted.


def _is_text(value, most, least=1):
    return isinstance(value, str) and least <= len(value) <= most


def flaw(body):
    """What is wrong with a text message that answers another one, by Meta's reference; empty if nothing is."""
    allowed = {"messaging_product", "recipient_type", "to", "recipient", "context", "type", "text",
               "biz_opaque_callback_data"}
    if not isinstance(body, dict):
        return "no object"
    if set(body) - allowed:
        return f"unknown members {sorted(set(body) - allowed)}"
    checks = {
        "messaging_product": body.get("messaging_product") == "whatsapp",
        "recipient_type": body.get("recipient_type") == "individual",
        "type": body.get("type") == "text",
        "to or recipient": ("to" in body) != ("recipient" in body),
        "to": "to" not in body or (isinstance(body["to"], str) and re.fullmatch(r"\+[1-9][0-9]{6,14}", body["to"])),
        "recipient": "recipient" not in body or (isinstance(body["recipient"], str) and re.fullmatch(
            r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}", body["recipient"])),
        "context": "context" not in body or (isinstance(body["context"], dict) and set(body["context"]) == {
            "message_id"} and _is_text(body["context"]["message_id"], 256)),
        "text": isinstance(body.get("text"), dict) and set(body["text"]) == {"body", "preview_url"}
                and _is_text(body["text"]["body"], 4096) and body["text"]["preview_url"] is False,
        "biz_opaque_callback_data": _is_text(body.get("biz_opaque_callback_data", "x"), 512),
    }
    return next((f"{name} is wrong: {body}" for name, right in checks.items() if not right), "")


class Graph:
    """One app, one account. A story changes what it is about, then asks."""

    def __init__(self, app_secret):
        self.app_secret = app_secret
        self.wants_proof = False
        self.date = None  # None: now.
        self.token = {"app_id": APP_ID, "type": "SYSTEM_USER", "application": "Consent", "is_valid": True,
                      "expires_at": 0, "scopes": ["whatsapp_business_management", "whatsapp_business_messaging"]}
        self.subscriptions = [{
            "object": "whatsapp_business_account", "callback_url": "https://127.0.0.1:1/webhooks/meta",
            "active": True, "fields": [{"name": name, "version": VERSION} for name in
                                       ("messages", "user_preferences", "standby", "account_update")]}]
        self.subscribed = {WABA: [{"whatsapp_business_api_data": {"id": APP_ID, "name": "Consent", "link": "…"}}]}
        self.numbers = {WABA: [{"id": "106540352242922"}, {"id": "106540352242933"}]}
        self.page = 100  # Elements of a page at most, whatever is asked for.
        self.calls = []
        self.sent = []  # Replies, in the order in which they came.
        self.flaws = []  # Of calls that Meta would not understand.
        self.failures = []  # What the next calls to /messages are answered with, instead: a code, or a Failure.
        self._free = threading.Event()  # Calls wait for it.
        self._free.set()
        self._lock = threading.Lock()
        self._server = _Listener(("127.0.0.1", 0), self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/{VERSION}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def hang(self):
        """Calls to /messages are taken, and not answered."""
        self._free.clear()

    def release(self):
        self._free.set()

    def fail(self, *codes, status=400):
        """The next calls to /messages end so, one code each; a code of 0 is an answer that is no JSON."""
        self.failures += [(code, status) for code in codes]

    def close(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, target, authorization):
        path, _, query = target.partition("?")
        asked = dict(urllib.parse.parse_qsl(query, strict_parsing=bool(query)))
        self.calls.append(path)
        if not path.startswith(f"/{VERSION}/"):
            raise Refused(400, "Unknown path components: " + path, 2500)
        bearer = authorization.removeprefix("Bearer ") if authorization.startswith("Bearer ") else None
        parts = path.split("/")[2:]
        if len(parts) == 2 and parts[1] == "subscriptions":
            return self._subscriptions(parts[0], bearer)
        self._authenticate(bearer, asked)
        if parts == ["debug_token"]:
            return self._debug(asked)
        if len(parts) == 2 and parts[1] in ("subscribed_apps", "phone_numbers"):
            return self._list(parts[0], parts[1], asked)
        raise Refused(400, f"Unsupported get request. Object with ID '{parts[0]}' does not exist", 100,
                      "GraphMethodException")

    def take(self, target, headers, octets):
        """POST /<number>/messages: what is answered."""
        path, _, query = target.partition("?")
        asked = dict(urllib.parse.parse_qsl(query, strict_parsing=bool(query)))
        number = re.fullmatch(rf"/{re.escape(VERSION)}/([0-9]+)/messages", path)
        if not number:
            self.flaws.append("path " + path)
            raise Refused(400, "Unknown path components: " + path, 2500)
        authorization = headers.get("Authorization", "")
        bearer = authorization.removeprefix("Bearer ") if authorization.startswith("Bearer ") else None
        self._authenticate(bearer, asked)
        known = [one["id"] for numbers in self.numbers.values() for one in numbers]
        if number[1] not in known:
            raise Refused(400, f"Unsupported post request. Object with ID '{number[1]}' does not exist", 100,
                          "GraphMethodException")
        try:
            body = json.loads(octets)
        except ValueError:
            body = None
        wrong = flaw(body)
        if asked:
            wrong = f"unknown parameters {asked}"
        if headers.get("Content-Type") != "application/json":
            wrong = "the type of the content"
        if wrong:
            self.flaws.append(wrong)
            raise Refused(400, "(#100) Invalid parameter", 100)
        return self._accept(number[1], body)

    def _accept(self, number, body):
        sent = Sent(number, body, time.monotonic())
        with self._lock:
            code, status = self.failures.pop(0) if self.failures else (None, 200)
            sent.code = code or 0
            self.sent.append(sent)
            count = len(self.sent)
        self._free.wait()
        if code == 0:
            return status, None
        if code is not None:
            raise Refused(status, f"(#{code}) {body.get('to')} is not well", code)
        who = {"input": body["to"], "wa_id": body["to"][1:]} if "to" in body else {
            "input": body["recipient"], "user_id": body["recipient"]}
        return status, {"messaging_product": "whatsapp", "contacts": [who],
                        "messages": [{"id": f"wamid.HBgL{count}", "message_status": "accepted"}]}

    def _authenticate(self, bearer, asked):
        if bearer != TOKEN:
            raise Refused(401, "Invalid OAuth access token - Cannot parse access token", 190)
        proof = asked.pop("appsecret_proof", None)
        right = hmac.new(self.app_secret.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        if proof is None and self.wants_proof:
            raise Refused(400, "API calls from the server require an appsecret_proof argument", 100,
                          "GraphMethodException")
        if proof is not None and proof != right:
            raise Refused(400, "Invalid appsecret_proof provided in the API argument", 100, "GraphMethodException")

    def _subscriptions(self, app_id, bearer):
        if app_id != APP_ID or bearer != f"{APP_ID}|{self.app_secret}":
            raise Refused(400, "Error validating application. Cannot get application info due to a system error.", 101)
        return {"data": self.subscriptions}

    def _debug(self, asked):
        if list(asked) != ["input_token"] or asked["input_token"] != TOKEN:
            raise Refused(400, "(#100) The parameter input_token is required", 100)
        return {"data": self.token}

    def _list(self, waba, edge, asked):
        known = self.subscribed if edge == "subscribed_apps" else self.numbers
        unknown = set(asked) - {"fields", "limit", "after"}
        if waba not in known or unknown:
            raise Refused(400, f"Unsupported get request. Object with ID '{waba}' does not exist, cannot be loaded due "
                          "to missing permissions, or does not support this operation", 100, "GraphMethodException")
        begin = int(asked.get("after", "0"))
        end = begin + min(self.page, int(asked.get("limit", "25")))
        data = known[waba][begin:end]
        paging = {"cursors": {"before": str(begin), "after": str(end)}}
        if end < len(known[waba]):
            paging["next"] = "https://graph.facebook.com/…"
        return {"data": data, "paging": paging} if data else {"data": []}


class _Listener(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address, graph):
        self.graph = graph
        super().__init__(address, _Handler)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        try:
            status, body = 200, self.server.graph.answer(self.path, self.headers.get("Authorization", ""))
        except Refused as refused:
            status, body = refused.status, refused.body
        self._answer(status, json.dumps(body).encode())

    def do_POST(self):
        octets = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        try:
            status, body = self.server.graph.take(self.path, self.headers, octets)
        except Refused as refused:
            status, body = refused.status, refused.body
        try:
            self._answer(status, b"<html>Bad Gateway</html>" if body is None else json.dumps(body).encode())
        except OSError:
            self.close_connection = True  # Who asked is gone.

    def _answer(self, status, octets):
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=UTF-8")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def date_time_string(self, timestamp=None):
        return self.server.graph.date or super().date_time_string(timestamp)

    def log_message(self, *_):
        """Says nothing: what was asked is in the calls."""
