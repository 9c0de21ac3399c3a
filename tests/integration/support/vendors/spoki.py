"""Spoki: a contact for each phone number, with a status of marketing and custom fields."""

from .vendor import Answer, Flaw, Vendor, expect, is_e164, is_time, members

_STATUSES = ("Subscribed", "Unsubscribed", "Not Declared")


def throttled(seconds):
    return Answer(429, {"detail": "Request was throttled."}, {"Retry-After": str(seconds)})


class Spoki(Vendor):
    def __init__(self, key="spoki-0f1e2d3c4b5a"):
        self.key = key
        self.fields = {"CONSENT_EVENT"} | {f"WHATSAPP_CONSENT_{scope}{end}" for scope in ("MARKETING", "ORDERS")
                                          for end in ("", "_AT")}
        self.contacts = {}  # By number.
        self.changes = []  # Of statuses: number and status. Each may have started an automation.
        super().__init__()

    def add(self, number, status="Not Declared"):
        with self._news:
            self.contacts[number] = {"status": status, "custom_fields": {}}

    def status(self, number):
        with self._news:
            return self.contacts[number]["status"] if number in self.contacts else None

    def field(self, number, name):
        with self._news:
            return self.contacts[number]["custom_fields"].get(name) if number in self.contacts else None

    def respond(self, request):
        expect(request.headers.get("accept") == "application/json", "what is accepted is not said")
        expect("authorization" not in request.headers, "a header that is not Spoki's")
        if request.headers.get("x-spoki-api-key") != self.key:
            return Answer(401, {"detail": "Invalid token."})
        match (request.method, *request.path):
            case ("POST", "api", "1", "contacts", "sync", ""):
                request.expect_query()
                return self._sync(request.json())
            case ("GET", "api", "1", "contacts", ""):
                request.expect_nothing()
                (name, number), = request.query
                expect(name == "phone" and is_e164(number), f"a lookup {request.query}")
                return Answer(200, {"count": 0, "results": []})
        raise Flaw("there is no such path")

    def _sync(self, told):
        phone, fields = members(told, "phone", "custom_fields", optional=["status"])
        if not is_e164(phone):
            return Answer(400, {"phone": ["Enter a valid phone number."]})
        status = told.get("status")
        expect(status is None or status in _STATUSES, f"a status {status}")
        expect(set(fields) <= self.fields and all(isinstance(value, str) for value in fields.values()), f"{fields}")
        expect(all(is_time(value) for name, value in fields.items() if name.endswith("_AT")), f"{fields}")
        is_new = phone not in self.contacts
        contact = self.contacts.setdefault(phone, {"status": "Not Declared", "custom_fields": {}})
        if status and status != contact["status"]:
            contact["status"] = status
            self.changes.append((phone, status))
        contact["custom_fields"].update(fields)
        return Answer(201 if is_new else 200, {"id": 1, "phone": phone, "first_name": "", "last_name": "", "email": "",
                                               "language": "es", **contact})
