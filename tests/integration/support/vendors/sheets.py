"""Google Sheets: rows at the end of a sheet, written by a service account."""

import json
import re

from .tokens import Key, Tokens, claims_of, refused
from .vendor import Answer, Flaw, Vendor, expect, is_e164, is_time, members

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_SCOPE = "https://www.googleapis.com/auth/spreadsheets"


def _error(code, status):
    return Answer(code, {"error": {"code": code, "message": "in some words", "status": status}})


THROTTLED = _error(429, "RESOURCE_EXHAUSTED")


def key_file(token_url, key, email="somebody@acme-shop.iam.gserviceaccount.com", key_id="0a1b2c3d"):
    """Of a service account, as Google gives it."""
    return json.dumps({"type": "service_account", "project_id": "acme-shop", "private_key_id": key_id, "private_key": key.pem,
                       "client_email": email, "client_id": "1061234567890",
                       "auth_uri": "https://accounts.google.com/o/oauth2/auth", "token_uri": token_url}, indent=2)


class Sheets(Vendor):
    def __init__(self):
        self.key = Key()
        self.key_id = "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432"
        self.email = "consentry@acme-shop.iam.gserviceaccount.com"
        self.sheet = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCd"
        self.is_shared = True
        self.tabs = {"Consent"}
        self.tokens = Tokens("ya29.")
        self.rows = []
        super().__init__()
        self.token_url = self.url + "/token"

    @property
    def key_file(self):
        return key_file(self.token_url, self.key, self.email, self.key_id)

    def rows_of(self, number, scope):
        with self._news:
            return [row for row in self.rows if row[3] == number and row[4] == scope]

    def respond(self, request):
        if request.path == ("token",):
            return self._give(request)
        if request.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens.good:
            return _error(401, "UNAUTHENTICATED")
        expect(request.path[:3] == ("v4", "spreadsheets", self.sheet), f"{request.target}")
        if not self.is_shared:
            return _error(403, "PERMISSION_DENIED")
        match (request.method, *request.path[3:]):
            case ("POST", "values", where):
                return self._append(request, where)
            case ("GET",):
                request.expect_nothing()
                (first, where), second = request.query
                expect(first == "ranges" and second == ("fields", "spreadsheetId"), f"{request.query}")
                if where.partition("!")[0] not in self.tabs:
                    return _error(400, "INVALID_ARGUMENT")
                return Answer(200, {"spreadsheetId": self.sheet})
        raise Flaw("there is no such path")

    def _give(self, request):
        expect(request.method == "POST", "tokens are got by POST")
        request.expect_query()
        form = request.form()
        members(form, "grant_type", "assertion")
        expect(form["grant_type"] == _GRANT, f"a grant {form['grant_type']}")
        claims = claims_of(form["assertion"], self.key, 3600, {"kid": self.key_id})
        if claims is None:
            return refused("invalid_grant")
        members(claims, "iss", "scope", "aud", "iat", "exp")
        if (claims["iss"], claims["scope"], claims["aud"]) != (self.email, _SCOPE, self.token_url):
            return refused("invalid_grant")
        return Answer(200, {"access_token": self.tokens.give(), "expires_in": 3599, "token_type": "Bearer"})

    def _append(self, request, where):
        # Anything but RAW would read a number with its plus as an amount, and a text with `=` as a formula.
        request.expect_query(("valueInputOption", "RAW"), ("insertDataOption", "INSERT_ROWS"))
        expect(where.endswith(":append"), f"{where}")
        tab = where.removesuffix(":append").partition("!")[0]
        if tab not in self.tabs:
            return _error(400, "INVALID_ARGUMENT")
        values, = members(request.json(), "values")
        row, = values
        event, kind, at, phone, _, status, _, _ = row
        expect(all(isinstance(cell, str) for cell in row), f"{row}")
        expect(re.fullmatch(r"[a-z]+_[0-9a-z_]+", event) and kind and is_time(at) and is_e164(phone), f"{row}")
        expect(status in ("opted_in", "opted_out", "unknown"), f"{row}")
        self.rows.append(row)
        return Answer(200, {"spreadsheetId": self.sheet, "tableRange": f"{tab}!A1:H{len(self.rows)}", "updates": {
            "spreadsheetId": self.sheet, "updatedRange": f"{tab}!A{len(self.rows) + 1}", "updatedRows": 1,
            "updatedColumns": 8, "updatedCells": 8}})
