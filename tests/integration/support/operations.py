"""How each operation of docs/openapi.yaml is asked so that it does something, and what leads to each special status.

Whoever adds an operation adds a line to GOOD, and one to SPECIAL for each status that not every operation has. What all
have in common (no key, a key that may not, an unknown parameter, a store that cannot be used, a key of
`Idempotency-Key` used twice) is tried on every operation without being named here.
"""

import dataclasses
import json

from . import http_client, meta
from .configuration import ADMIN_KEY
from .meta import rfc3339, said, seconds, someone
from .waiting import until

OPT_INS_AT_A_TIME = 100

ACTOR = {"actor": "ana@shop.example", "reason": "she said so on the phone"}


@dataclasses.dataclass
class Ask:
    """One request: what stands in the open parts of the path, in the query, in the body."""

    path: dict = dataclasses.field(default_factory=dict)
    query: dict = dataclasses.field(default_factory=dict)
    body: dict | None = None


class Office:
    """What a request needs to be about: people who said something, and events that tell of it."""

    def __init__(self, server, crm):
        self.server = server
        self.crm = crm

    def stopped(self):
        """Somebody who said STOP."""
        who = someone()
        self.server.hear(said(who, "STOP"))
        return who

    def torn(self):
        """A webhook that broke off behind somebody's STOP, and waits in the journal."""
        who = someone()
        self.server.hear(said(who, "STOP")[:-4])
        return who

    def erased(self):
        """Somebody of whom nothing is to be known any more."""
        who = self.stopped()
        answer = http_client.request(self.server.admin_port, "DELETE", f"/v1/subjects/{who.phone}",
                                     headers={"Authorization": f"Bearer {ADMIN_KEY}"})
        assert answer.status == 202, answer
        return who

    def told(self):
        """An event that the CRM has."""
        who = self.stopped()
        return self.crm.wait_for_events(who)[0]["data"]["id"]

    def hold(self):
        """Something that may have been an opt-out and waits for a person."""
        who = someone()
        # By way of the terminal, which no brake holds.
        agreed = self.server.consent(who.plus, "opted_in", source="cli", occurred_at=rfc3339(seconds(86400)), wording="v3")
        assert agreed.status == 200, agreed
        self.server.hear(said(who, "cancel"))
        return self.server.history(who.plus)[-1]["data"]["id"]

    def settled_hold(self):
        hold = self.hold()
        answer = self.server.tell(f"/v1/holds/{hold}/release", ACTOR)
        assert answer.status == 200, answer
        return hold

    def delivery(self, destination):
        """A delivery to the CRM, which takes everything, or to the one that takes nothing and is only probed."""
        self.told()
        found = []

        def is_there():
            deliveries = self.server.get("/v1/deliveries", destination=destination, limit=1).json["deliveries"]
            found[:] = [one["id"] for one in deliveries]
            return found

        until(is_there, f"a delivery to {destination}")
        return found[0]

    def one_too_many(self):
        """An opt-in that the API tells, behind more than may come at a time."""
        told = {"scope": "marketing", "state": "opted_in", "source": "api", "occurred_at": rfc3339(seconds(60))}
        rows = [{"contact": someone().plus, **told} for _ in range(3 * OPT_INS_AT_A_TIME)]
        answer = self.server.tell("/v1/consents/batch", {"rows": rows})
        assert answer.status == 200, answer
        return {"contact": someone().plus, **told}

    def nobody(self):
        return someone().plus


def consent(office, **more):
    return {"contact": someone().plus, "scope": "orders", "state": "opted_out", "source": "call centre", **more}


def message(**more):
    return {"id": meta.new_id(), "contact": someone().plus, "text": "STOP", "timestamp": seconds(), **more}


# One request of each operation that is answered as it hopes.
GOOD = {
    "check": lambda office: Ask(query={"contact": office.stopped().plus, "scope": "marketing"}),
    "checkMany": lambda office: Ask(body={"contacts": [office.stopped().plus, office.nobody()], "scope": "marketing"}),
    "recordConsent": lambda office: Ask(body=consent(office)),
    "recordConsents": lambda office: Ask(body={"rows": [consent(office), consent(office, contact="nobody")]}),
    "listBrakes": lambda office: Ask(),
    "releaseBrake": lambda office: Ask(path={"source": "cli", "direction": "opt_ins"}, body=ACTOR),
    "listReceptions": lambda office: Ask(),
    "registerPrompt": lambda office: Ask(body={"contact": office.nobody(), "scope": "marketing", "wording": "v3"}),
    "passMessage": lambda office: Ask(body=message()),
    "listSubjects": lambda office: Ask(query={"unlinked": 1}),
    "showSubject": lambda office: Ask(path={"contact": office.stopped().plus}),
    "eraseSubject": lambda office: Ask(path={"contact": office.stopped().plus}, body=ACTOR),
    "exportSubject": lambda office: Ask(path={"contact": office.stopped().plus}),
    "listReads": lambda office: Ask(query={"limit": 1000}),
    "showProof": lambda office: Ask(path={"contact": office.stopped().plus}),
    "listCheckpoints": lambda office: Ask(query={"limit": 10}),
    "showHistory": lambda office: Ask(path={"contact": office.stopped().plus}),
    "listEvents": lambda office: Ask(query={"limit": 1000}),
    "showEvent": lambda office: Ask(path={"id": office.told()}),
    "showEventDeliveries": lambda office: Ask(path={"id": office.told()}),
    "undoEvent": lambda office: Ask(path={"id": office.told()}, body=ACTOR),
    "listHolds": lambda office: Ask() if office.hold() else None,
    "confirmHold": lambda office: Ask(path={"id": office.hold()}, body=ACTOR),
    "releaseHold": lambda office: Ask(path={"id": office.hold()}, body=ACTOR),
    "listRenewals": lambda office: Ask(query={"scope": "marketing", "within": "800d"}),
    "listDeliveries": lambda office: Ask(query={"limit": 1000}),
    "retryDelivery": lambda office: Ask(path={"id": office.delivery("silent")}),
    "listDestinations": lambda office: Ask(),
    "pauseDestination": lambda office: Ask(path={"name": "silent"}),
    "resumeDestination": lambda office: Ask(path={"name": "silent"}),
    "retryDestination": lambda office: Ask(path={"name": "silent"}),
    "replayDestination": lambda office: Ask(path={"name": "crm"}, body={"from": rfc3339(seconds(60))}),
    "snapshotDestination": lambda office: Ask(path={"name": "crm"}),
    "testDestination": lambda office: Ask(path={"name": "crm"}, body={}),
    "listJournal": lambda office: Ask(),
    "applyJournal": lambda office: Ask() if office.torn() else None,
    "match": lambda office: Ask(body={"text": "Hola, BAJA por favor"}),
    "health": lambda office: Ask(),
    "readiness": lambda office: Ask(),
    "metrics": lambda office: Ask(),
}

# Other ways to the same success, whose answers are other shapes of the same.
MORE = [
    ("recordConsents", lambda office: Ask(body={"rows": [consent(office)], "dry_run": True})),
    ("check", lambda office: Ask(query={"contact": office.nobody(), "scope": "orders", "reply": "true"})),
    ("passMessage", lambda office: Ask(body=message(text="¿A qué hora abrís?"))),
    ("eraseSubject", lambda office: Ask(path={"contact": office.erased().plus})),
    ("exportSubject", lambda office: Ask(path={"contact": office.stopped().plus}, query={"format": "html"})),
    ("exportSubject", lambda office: Ask(path={"contact": office.stopped().plus}, query={"format": "text"})),
    ("match", lambda office: Ask(body={"text": "stop by at 5", "language": "en"})),
    ("readiness", lambda office: Ask(query={"verbose": 1})),
]

# What not every operation can be answered.
SPECIAL = [
    ("checkMany", 413, lambda office: Ask(body={"contacts": ["+34600111222"] * 10_001, "scope": "marketing"})),
    ("recordConsents", 413, lambda office: Ask(body={"rows": [consent(office)] * 1_001})),
    ("recordConsent", 429, lambda office: Ask(body=office.one_too_many())),
    ("releaseBrake", 404, lambda office: Ask(path={"source": "nobody", "direction": "opt_ins"}, body=ACTOR)),
    ("recordConsent", 409, lambda office: Ask(body=consent(office, contact=office.stopped().plus, state="opted_in",
                                                           occurred_at=rfc3339(seconds())))),
    ("showSubject", 404, lambda office: Ask(path={"contact": office.nobody()})),
    ("eraseSubject", 404, lambda office: Ask(path={"contact": office.nobody()})),
    ("exportSubject", 404, lambda office: Ask(path={"contact": office.nobody()})),
    ("showProof", 404, lambda office: Ask(path={"contact": office.nobody()})),
    ("showHistory", 404, lambda office: Ask(path={"contact": office.nobody()})),
    ("showEvent", 404, lambda office: Ask(path={"id": "evt_0"})),
    ("showEventDeliveries", 404, lambda office: Ask(path={"id": "evt_0"})),
    ("undoEvent", 404, lambda office: Ask(path={"id": "evt_0"}, body=ACTOR)),
    ("confirmHold", 404, lambda office: Ask(path={"id": "evt_0"}, body=ACTOR)),
    ("confirmHold", 409, lambda office: Ask(path={"id": office.settled_hold()}, body=ACTOR)),
    ("releaseHold", 404, lambda office: Ask(path={"id": "evt_0"}, body=ACTOR)),
    ("releaseHold", 409, lambda office: Ask(path={"id": office.settled_hold()}, body=ACTOR)),
    ("pauseDestination", 404, lambda office: Ask(path={"name": "nobody"})),
    ("resumeDestination", 404, lambda office: Ask(path={"name": "nobody"})),
    ("resumeDestination", 409, lambda office: Ask(path={"name": "asleep"})),
    ("retryDestination", 404, lambda office: Ask(path={"name": "nobody"})),
    ("replayDestination", 404, lambda office: Ask(path={"name": "nobody"})),
    ("snapshotDestination", 404, lambda office: Ask(path={"name": "nobody"})),
    ("testDestination", 404, lambda office: Ask(path={"name": "nobody"})),
    ("retryDelivery", 404, lambda office: Ask(path={"id": "dlv_99_99"})),
    ("retryDelivery", 409, lambda office: Ask(path={"id": office.delivery("crm")})),
]

# Described, and seen by other tests only, since it takes more than one machine.
ELSEWHERE = {
    ("health", 401): "from another machine only; tests/unit/api/admin_handler_test.cpp",
    ("readiness", 401): "from another machine only; tests/unit/api/admin_handler_test.cpp",
    ("metrics", 401): "from another machine only; tests/unit/api/admin_handler_test.cpp",
    ("testDestination", 503): "of a connector only; tests/unit/forward/connector_courier_test.cpp",
}

# They read nothing that can fail: whatever is wrong with the store, they answer.
NEEDS_NO_STORE = {"match", "testDestination", "health", "readiness", "metrics", "listJournal"}


def send(server, operation, ask, key=ADMIN_KEY, query=None, **headers):
    """One request, over a connection of its own."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    if key is not None:
        told["Authorization"] = f"Bearer {key}"
    body = None if ask.body is None else json.dumps(ask.body).encode()
    if body is not None:
        told["Content-Type"] = "application/json"
    return http_client.request(server.admin_port, operation.method,
                               operation.target(ask.path, {**ask.query, **(query or {})}), body, told)
