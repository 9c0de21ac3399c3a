"""HubSpot's contacts: found by a property with unique values or by search, changed property by property."""

import re

from .tokens import Tokens, refused
from .vendor import Answer, Flaw, Vendor, expect, is_time, members

VERSION = "2026-03"
_FOUND_BY_PHONE = {"hs_searchable_calculated_international_phone_number": "phone",
                   "hs_searchable_calculated_international_mobile_number": "mobilephone"}


def _error(status, category, message, **more):
    return Answer(status, {"status": "error", "message": message, "correlationId": "aeb5f871-7f07-4993-9211-075dc63e7cbf",
                           "category": category, **more})


THROTTLED = _error(429, "RATE_LIMITS", "You have reached your ten_secondly_rolling limit.",
                   errorType="RATE_LIMIT", policyName="TEN_SECONDLY_ROLLING")
DAILY = _error(429, "RATE_LIMITS", "You have reached your daily limit.", errorType="RATE_LIMIT", policyName="DAILY")
LOCKED = _error(423, "LOCKED", "The contact is being written")


def property_(kind="string", unique=False, options=()):
    return {"type": kind, "hasUniqueValue": unique, "options": list(options), "archived": False}


def properties(*scopes):
    """Those that docs/connect-hubspot.md has somebody make, beside what every account has."""
    made = {name: property_() for name in ("phone", "mobilephone", "hs_whatsapp_phone_number", "firstname",
                                           "whatsapp_consent_event", *_FOUND_BY_PHONE)}
    made["whatsapp_e164"] = property_(unique=True)
    for scope in scopes:
        made[f"whatsapp_consent_{scope}"] = property_("enumeration", options=("opted_in", "opted_out"))
        made[f"whatsapp_consent_{scope}_at"] = property_("datetime")
    return made


class HubSpot(Vendor):
    """One account. `token` is a private app's; `client` is an OAuth app's id and secret, with a refresh token."""

    def __init__(self, token="pat-eu1-11111111-2222-3333-4444-555555555555"):
        self.token = token
        self.client = ("client-7f5a", "secret-of-the-app", "refresh-of-the-installation")
        self.tokens = Tokens("CLWc")
        self.lifetime = 1800
        self.scopes = {"crm.objects.contacts.read", "crm.objects.contacts.write", "crm.schemas.contacts.read"}
        self.properties = properties("marketing", "orders")
        self.contacts = {}
        self.changes = []  # Id, and the properties that were written, in their order.
        super().__init__()

    def add(self, **told):
        """A contact; its id."""
        with self._news:
            identity = str(90071992547409930 + len(self.contacts))  # A double would round it.
            self.contacts[identity] = dict(told)
            return identity

    def consent(self, identity, scope="marketing"):
        with self._news:
            return self.contacts[identity].get(f"whatsapp_consent_{scope}")

    def respond(self, request):
        if request.path == ("oauth", "v1", "token"):
            return self._give(request)
        if request.headers.get("authorization", "") not in {f"Bearer {one}" for one in {self.token, *self.tokens.good}}:
            return _error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found")
        match (request.method, *request.path):
            case ("PATCH", "crm", "objects", "2026-03", "contacts", identity):
                return self._allowed("write") or self._update(request, identity)
            case ("POST", "crm", "objects", "2026-03", "contacts", "search"):
                return self._allowed("read") or self._search(request)
            case ("GET", "crm", "properties", "2026-03", "contacts", name):
                return self._allowed("read", "schemas") or self._describe(request, name)
        raise Flaw("there is no such path")

    def _allowed(self, what, of="objects"):
        if f"crm.{of}.contacts.{what}" not in self.scopes:
            return _error(403, "MISSING_SCOPES", "This app hasn't been granted all required scopes")
        return None

    def _give(self, request):
        expect(request.method == "POST", "tokens are got by POST")
        request.expect_query()
        form = request.form()
        members(form, "grant_type", "client_id", "client_secret", "refresh_token")
        if form != dict(zip(("client_id", "client_secret", "refresh_token"), self.client), grant_type="refresh_token"):
            return _error(400, "BAD_REFRESH_TOKEN", "missing or invalid refresh token")
        return Answer(200, {"token_type": "bearer", "access_token": self.tokens.give(), "refresh_token": self.client[2],
                            "expires_in": self.lifetime})

    def _describe(self, request, name):
        request.expect_nothing()
        request.expect_query()
        if name not in self.properties:
            return _error(404, "OBJECT_NOT_FOUND", f"Property {name} does not exist")
        return Answer(200, {"name": name, "label": name, "groupName": "contactinformation", **self.properties[name]})

    def _update(self, request, key):
        if request.query:
            (name, unique), = request.query
            expect(name == "idProperty", f"a parameter {name}")
            if not self.properties.get(unique, {}).get("hasUniqueValue"):
                return _error(400, "VALIDATION_ERROR", f"{unique} is not a unique property")
            key = next((one for one, told in self.contacts.items() if told.get(unique) == key), None)
        wanted, = members(request.json(), "properties")
        expect(wanted and all(isinstance(value, str) for value in wanted.values()), f"properties are {wanted}")
        if key not in self.contacts:
            return _error(404, "OBJECT_NOT_FOUND", "resource not found")
        wrong = [name for name, value in wanted.items() if not self._fits(name, value)]
        if wrong:
            return _error(400, "VALIDATION_ERROR", f"Property values were not valid: {wrong}",
                          errors=[{"message": "is not valid", "context": {"propertyName": wrong}}])
        self.contacts[key].update(wanted)
        self.changes.append((key, wanted))
        return Answer(200, self._shown(key), {"X-HubSpot-RateLimit-Max": "100", "X-HubSpot-RateLimit-Remaining": "99",
                                              "X-HubSpot-RateLimit-Interval-Milliseconds": "10000"})

    def _fits(self, name, value):
        if name not in self.properties or name in _FOUND_BY_PHONE:
            return False
        kind = self.properties[name]["type"]
        if kind == "enumeration":
            return value == "" or value in self.properties[name]["options"]
        return is_time(value) if kind == "datetime" else True

    def _shown(self, identity):
        return {"id": identity, "properties": dict(self.contacts[identity]), "createdAt": "2026-01-01T00:00:00Z",
                "updatedAt": "2026-11-22T09:30:00Z", "archived": False}

    def _search(self, request):
        request.expect_query()
        groups, asked, limit, after, sorts = members(
            request.json(), "filterGroups", "properties", "limit", "after", "sorts")
        expect(isinstance(limit, int) and 1 <= limit <= 200 and after == "0" and sorts == [], "the page is wrong")
        expect(1 <= len(groups) <= 6 and all(isinstance(one, str) for one in asked), "the groups are too many")
        tests = [[self._test(one) for one in members(group, "filters")[0]] for group in groups]
        found = [identity for identity, told in self.contacts.items()
                 if any(all(test(told) for test in group) for group in tests)]
        return Answer(200, {"total": len(found), "results": [self._shown(one) for one in found[:limit]]})

    def _test(self, told):
        operator = told.get("operator")
        expect(operator in ("EQ", "IN"), f"an operator {operator}")
        name, _, wanted = members(told, "propertyName", "operator", "value" if operator == "EQ" else "values")
        expect(name in self.properties, f"a property {name}")
        values = [wanted] if operator == "EQ" else wanted
        expect(values and all(isinstance(one, str) for one in values), "values are no texts")
        return lambda contact: self._value(contact, name) in values

    @staticmethod
    def _value(contact, name):
        """As typed; or what HubSpot makes of it: the digits, with the country's code where one was typed."""
        typed = contact.get(_FOUND_BY_PHONE.get(name, name))
        if name not in _FOUND_BY_PHONE or typed is None:
            return typed
        return ("+" if typed.startswith("+") else "") + re.sub(r"\D", "", typed)
