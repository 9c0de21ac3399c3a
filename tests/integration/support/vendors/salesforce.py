"""Salesforce: contacts by an external id, platform events, sessions by client credentials or a signed assertion."""

import re

from .tokens import Tokens, claims_of, refused
from .vendor import Answer, Flaw, Vendor, expect, is_e164, is_time, members

VERSION = "v64.0"
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def _error(status, code, message="in some words"):
    return Answer(status, [{"message": message, "errorCode": code, "fields": []}])


QUOTA = _error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
ROW_LOCK = _error(400, "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record")
RULE = _error(400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "a rule of the org refuses it")


class Salesforce(Vendor):
    """One org. It is reached under two names, as a real one: tokens at `url`, all else at the `instance_url` of these."""

    def __init__(self, key=None):
        self.client = ("3MVG9.consumer_key", "A1B2C3consumersecret")
        self.key = key  # Of the certificate that the connected app has, for signed assertions.
        self.user = "consentry@acme.example"
        self.audience = "https://login.salesforce.com"
        self.tokens = Tokens("00Dxx!")
        self.fields = {"Id": "id", "Name": "text", "WhatsApp_E164__c": "external", "WhatsApp_Consent_Event__c": "text"}
        for scope in ("marketing", "orders"):
            self.fields[f"WhatsApp_Consent_{scope}__c"] = "picklist"
            self.fields[f"WhatsApp_Consent_{scope}_At__c"] = "datetime"
        self.may_publish = True
        self.contacts = {}
        self.events = []
        self.changes = []
        super().__init__()
        self.instance_url = f"http://localhost:{self.port}"

    def add(self, number, **more):
        with self._news:
            identity = f"003xx{len(self.contacts):013d}"
            self.contacts[identity] = {"Id": identity, "WhatsApp_E164__c": number, **more}
            return identity

    def consent(self, identity, scope="marketing"):
        with self._news:
            return self.contacts[identity].get(f"WhatsApp_Consent_{scope}__c")

    def respond(self, request):
        host = request.headers["host"].partition(":")[0]
        if request.path == ("services", "oauth2", "token"):
            expect(host == "127.0.0.1", "tokens are got from the org's own host")
            return self._give(request)
        expect(host == "localhost", "all else is asked at the token's instance_url")
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens.good:
            return _error(401, "INVALID_SESSION_ID", "Session expired or invalid")
        match (request.method, *request.path):
            case ("PATCH", "services", "data", "v64.0", "sobjects", "Contact", field, value):
                return self._upsert(request, field, value)
            case ("PATCH", "services", "data", "v64.0", "sobjects", "Contact", identity):
                request.expect_query()
                return self._write([identity], request)
            case ("GET", "services", "data", "v64.0", "query"):
                return self._query(request)
            case ("POST", "services", "data", "v64.0", "sobjects", "WhatsApp_Consent__e", ""):
                return self._publish(request)
            case ("GET", "services", "data", "v64.0", "sobjects", "WhatsApp_Consent__e", "describe"):
                request.expect_nothing()
                return Answer(200, {"name": "WhatsApp_Consent__e", "createable": self.may_publish, "fields": []})
        raise Flaw("there is no such path")

    def _give(self, request):
        expect(request.method == "POST", "tokens are got by POST")
        request.expect_query()
        form = request.form()
        if form.get("grant_type") == JWT:
            members(form, "grant_type", "assertion")
            claims = claims_of(form["assertion"], self.key, 300)
            if claims is None:
                return refused("invalid_grant")
            members(claims, "iss", "sub", "aud", "exp", "iat")
            if (claims["iss"], claims["sub"], claims["aud"]) != (self.client[0], self.user, self.audience):
                return refused("invalid_grant")
        else:
            members(form, "grant_type", "client_id", "client_secret")
            expect(form["grant_type"] == "client_credentials", f"a grant {form['grant_type']}")
            if (form["client_id"], form["client_secret"]) != self.client:
                return refused("invalid_client", 401)
        return Answer(200, {"access_token": self.tokens.give(), "signature": "c2lnbmF0dXJl", "token_format": "opaque",
                            "instance_url": self.instance_url, "id": "https://login.salesforce.com/id/00Dxx/005xx",
                            "token_type": "Bearer", "issued_at": "1795341000000"})

    def _upsert(self, request, field, value):
        request.expect_query(("updateOnly", "true"))
        expect(is_e164(value), f"{value} is no number")
        if self.fields.get(field) != "external":
            return _error(404, "NOT_FOUND", f"Provided external ID field does not exist or is not accessible: {field}")
        expect(field not in request.json(), "the external id stands in the body, too")
        found = [identity for identity, told in self.contacts.items() if told.get(field) == value]
        if not found:
            return _error(404, "NOT_FOUND", "The requested resource does not exist")
        if len(found) > 1:
            return Answer(300, [f"/services/data/{VERSION}/sobjects/Contact/{one}" for one in found])
        return self._write(found, request)

    def _write(self, found, request):
        wanted = request.json()
        expect("Id" not in wanted, "the id stands in the body, too")
        for name, value in wanted.items():
            if name not in self.fields:
                return _error(400, "INVALID_FIELD", f"No such column '{name}' on sobject of type Contact")
            kind = self.fields[name]
            expect(kind != "datetime" or is_time(value), f"{name} is {value}")
            expect(value is None or isinstance(value, str), f"{name} is {value}")
            if kind == "picklist" and value not in ("opted_in", "opted_out", None):
                return _error(400, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST")
        for identity in found:
            if identity not in self.contacts:
                return _error(404, "NOT_FOUND", "The requested resource does not exist")
            self.contacts[identity].update(wanted)
            self.changes.append((identity, wanted))
        return Answer(204, None, {"Sforce-Limit-Info": "api-usage=18/15000"})

    def _query(self, request):
        request.expect_nothing()
        (name, text), = request.query
        expect(name == "q", f"a parameter {name}")
        told = re.fullmatch(r"SELECT ([\w, ]+) FROM Contact(?: WHERE (\w+) = '((?:[^'\\]|\\.)*)')? LIMIT (\d+)", text)
        expect(told, f"a query {text}")
        columns = told[1].split(", ")
        unknown = [column for column in [*columns, *filter(None, [told[2]])] if column not in self.fields]
        if unknown:
            return _error(400, "INVALID_FIELD", f"No such column '{unknown[0]}' on entity 'Contact'")
        rows = [row for row in self.contacts.values() if not told[2] or row.get(told[2]) == told[3]][:int(told[4])]
        shown = [{"attributes": {"type": "Contact"}, **{column: row.get(column) for column in columns}} for row in rows]
        return Answer(200, {"totalSize": len(shown), "done": True, "records": shown})

    def _publish(self, request):
        request.expect_query()
        phone, status, scope, at, event, kind = members(
            request.json(), "Phone__c", "Status__c", "Scope__c", "Occurred_At__c", "Event_Id__c", "Event_Type__c")
        expect(is_e164(phone) and is_time(at) and re.fullmatch(r"[a-z]+_[0-9a-z_]+", event) and scope and kind, f"{request.octets}")
        expect(status in ("opted_in", "opted_out", "unknown"), f"a status {status}")
        if not self.may_publish:
            return _error(403, "INSUFFICIENT_ACCESS", "the user may not publish")
        self.events.append(request.json())
        return Answer(201, {"id": "e00xx0000000001AAA", "success": True, "errors": [
            {"statusCode": "OPERATION_ENQUEUED", "message": "6a9b2c7e-1f0d-4c3b-8a5e-0d1c2b3a4f5e", "fields": []}]})
