"""Mailchimp's audience of contacts with SMS numbers: merge fields, by the digest of the number."""

import base64
import hashlib
import re

from .vendor import Answer, Flaw, Vendor, expect, members


def problem(status, title):
    return Answer(status, {"type": "https://mailchimp.com/developer/marketing/docs/errors/", "title": title,
                           "status": status, "detail": "in some words", "instance": "995c5cb0-3280-4a6e-808b-3b096d0bb219"})


THROTTLED = problem(429, "Too Many Requests")


class Mailchimp(Vendor):
    def __init__(self, key="0123456789abcdef0123456789abcdef-us21", audience="a1b2c3d4e5"):
        self.key = key
        self.audience = audience
        self.merge_fields = {"FNAME": "text", "WAMKT": "text", "WAMKTAT": "date", "WAEVENT": "text"}
        self.contacts = {}  # By the digest of the number.
        self.changes = []
        super().__init__()

    def add(self, number):
        with self._news:
            identity = hashlib.sha256(number.encode()).hexdigest()
            self.contacts[identity] = {}
            return identity

    def consent(self, identity, field="WAMKT"):
        with self._news:
            return self.contacts[identity].get(field)

    def respond(self, request):
        told = request.headers.get("authorization", "")
        expect(told.startswith("Basic "), f"the authorization is {told[:6]}")
        name, _, password = base64.b64decode(told[6:], validate=True).decode().partition(":")
        expect(name, "a name is needed, whichever it is")
        if password != self.key:
            return problem(401, "API Key Invalid")
        match (request.method, *request.path):
            case ("PATCH", "3.0", "audiences", audience, "contacts", identity):
                expect(audience == self.audience and re.fullmatch(r"sms:[0-9a-f]{64}", identity), f"{request.target}")
                request.expect_query()
                return self._update(request, identity.removeprefix("sms:"))
            case ("GET", "3.0", "lists", audience, "merge-fields"):
                request.expect_nothing()
                request.expect_query(("count", "100"), ("fields", "merge_fields.tag"))
                if audience != self.audience:
                    return problem(404, "Resource Not Found")
                return Answer(200, {"merge_fields": [{"tag": tag} for tag in self.merge_fields]})
        raise Flaw("there is no such path")

    def _update(self, request, identity):
        fields, = members(request.json(), "merge_fields")  # Never the status of the subscription to e-mails.
        if identity not in self.contacts:
            return problem(404, "Resource Not Found")
        for tag, value in fields.items():
            kind = self.merge_fields.get(tag)
            if kind is None or (kind == "date" and not re.fullmatch(r"\d{4}-\d\d-\d\d", value)):
                return problem(400, "Invalid Resource")
        self.contacts[identity].update(fields)
        self.changes.append((identity, fields))
        return Answer(200, {"contact_id": identity[:32], "merge_fields": self.contacts[identity], "sms_channel": {}})
