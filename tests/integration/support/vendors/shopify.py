"""Shopify's GraphQL Admin API: customers by phone number, their consent to WhatsApp marketing, metafields."""

import re

from .tokens import Tokens, refused
from .vendor import Answer, Flaw, Vendor, expect, is_e164, is_time, members

VERSION = "2026-07"
_TYPES = {"p": "String!", "i": "CustomerWhatsAppMarketingConsentUpdateInput!", "m": "[MetafieldsSetInput!]!"}
_SCOPES = ("read_customers", "write_customers")


def _errors(code, message, **cost):
    return Answer(200, {"errors": [{"message": message, "extensions": {"code": code}}], "extensions": {"cost": {
        "requestedQueryCost": 10, "actualQueryCost": None,
        "throttleStatus": {"maximumAvailable": 1000.0, "currentlyAvailable": 0, "restoreRate": 50.0, **cost}}}})


def throttled(available=0, per_second=5):
    return _errors("THROTTLED", "Throttled", currentlyAvailable=available, restoreRate=per_second)


DENIED = _errors("ACCESS_DENIED", "This app is not approved to access the Customer object.")


def _tree(text):
    """A selection as nested lists of (field, arguments, selection)."""
    tokens = re.findall(r"\w+|\([^()]*\)|[{}]", text)
    expect("".join(tokens) == text.replace(" ", ""), f"what is {text}?")

    def selection():
        fields = []
        while tokens and tokens[0] != "}":
            name = tokens.pop(0)
            expect(re.fullmatch(r"\w+", name), f"what is {name}?")
            arguments = tokens.pop(0) if tokens and tokens[0].startswith("(") else ""
            inner = []
            if tokens and tokens[0] == "{":
                tokens.pop(0)
                inner = selection()
                expect(tokens and tokens.pop(0) == "}", "a bracket is open")
            fields.append((name, arguments, inner))
        return fields

    made = selection()
    expect(not tokens, "a bracket too many")
    return made


class Shopify(Vendor):
    def __init__(self, token="shpat_0123456789abcdef"):
        self.token = token
        self.client = ("3a1f0c9d", "shpss_secret")
        self.tokens = Tokens("shpca_")
        self.scopes = list(_SCOPES)
        self.customers = {}
        self.changes = []
        super().__init__()

    def add(self, number):
        with self._news:
            identity = f"gid://shopify/Customer/{7_000_000_000_001 + len(self.customers)}"
            self.customers[identity] = {"phone": number, "consent": {"state": "NEVER_SUBSCRIBED"}, "metafields": {}}
            return identity

    def state(self, identity):
        with self._news:
            return self.customers[identity]["consent"]["state"]

    def metafield(self, identity, key):
        with self._news:
            return self.customers[identity]["metafields"].get(key, (None, None))[1]

    def respond(self, request):
        request.expect_query()
        expect(request.method == "POST", "there is only POST")
        if request.path == ("admin", "oauth", "access_token"):
            return self._give(request)
        if request.path != ("admin", "api", VERSION, "graphql.json"):
            return Answer(404, {"errors": "Not Found"})
        if request.headers.get("x-shopify-access-token") not in {self.token, *self.tokens.good}:
            return Answer(401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"})
        expect("authorization" not in request.headers, "a header that is not Shopify's")
        query, variables = members(request.json(), "query", "variables")
        told = re.fullmatch(r"(query|mutation)\(\$(\w):([\w!\[\]]+)\)\{(.*)\}", query)
        expect(told and _TYPES.get(told[2]) == told[3] and set(variables) == {told[2]}, f"what is {query}?")
        data = {}
        for name, arguments, inner in _tree(told[4]):
            data[name] = self._field(told[1], name, arguments, inner, variables)
        return Answer(200, {"data": data, "extensions": {"cost": {
            "requestedQueryCost": 10, "actualQueryCost": 10,
            "throttleStatus": {"maximumAvailable": 1000.0, "currentlyAvailable": 990, "restoreRate": 50.0}}}})

    def _give(self, request):
        form = request.form()
        members(form, "grant_type", "client_id", "client_secret")
        expect(form["grant_type"] == "client_credentials", f"a grant {form['grant_type']}")
        if (form["client_id"], form["client_secret"]) != self.client:
            return refused("invalid_client", 400)
        return Answer(200, {"access_token": self.tokens.give(), "scope": ",".join(self.scopes), "expires_in": 86399})

    def _field(self, operation, name, arguments, inner, variables):
        names = [field for field, _, _ in inner]
        match (operation, name, arguments):
            case ("query", "customerByIdentifier", "(identifier:{phoneNumber:$p})"):
                expect(is_e164(variables["p"]) and names == ["id"], "a lookup")
                return next(({"id": identity} for identity, told in self.customers.items()
                             if told["phone"] == variables["p"]), None)
            case ("query", "currentAppInstallation", ""):
                expect(inner == [("accessScopes", "", [("handle", "", [])])], "what is asked of the app")
                return {"accessScopes": [{"handle": one} for one in self.scopes]}
            case ("mutation", "customerWhatsAppMarketingConsentUpdate", "(input:$i)"):
                expect(names == ["customerPhoneNumber", "userErrors"], "what is asked of the consent")
                return self._consent(variables["i"])
            case ("mutation", "metafieldsSet", "(metafields:$m)"):
                expect(names == ["metafields", "userErrors"], "what is asked of the metafields")
                return self._metafields(variables["m"])
        raise Flaw(f"there is no {operation} {name}{arguments}")

    def _consent(self, told):
        identity, consent = members(told, "customerId", "whatsAppMarketingConsent")
        state, at = members(consent, "state", "updatedAt", optional=["optInLevel"])
        expect(state in ("SUBSCRIBED", "UNSUBSCRIBED") and is_time(at), f"a consent {consent}")
        expect(consent.get("optInLevel") == ("SINGLE_OPT_IN" if state == "SUBSCRIBED" else None), "a level")
        if identity not in self.customers or not self.customers[identity]["phone"]:
            return {"customerPhoneNumber": None, "userErrors": [
                {"code": "INVALID", "field": ["input"], "message": "has no phone number"}]}
        self.customers[identity]["consent"] = consent
        self.changes.append((identity, state))
        return {"customerPhoneNumber": {"phoneNumber": self.customers[identity]["phone"]}, "userErrors": []}

    def _metafields(self, told):
        expect(isinstance(told, list) and 1 <= len(told) <= 25, "too many metafields")
        for one in told:
            owner, namespace, key, kind, value = members(one, "ownerId", "namespace", "key", "type", "value")
            expect(namespace == "consentry" and re.fullmatch(r"[a-z0-9_-]{2,64}", key), f"a key {key}")
            expect(kind == "single_line_text_field" and value or kind == "date_time" and is_time(value), f"{one}")
            self.customers[owner]["metafields"][key] = (kind, value)
            self.changes.append((owner, f"{key}={value}"))
        return {"metafields": [{"key": one["key"]} for one in told], "userErrors": []}
