"""The base of the stories of connectors: a server that tells a false vendor, with the templates that are shipped."""

import base64

from . import configuration, program
from .story import Story
from .vendors import hubspot
from .vendors.tokens import Tokens

TEMPLATES = program.PROJECT / "connectors"
COUNTRIES = {"languages": ["en", "es", "pt"]}


class Connected(Story):
    """A story calls `connect`; then people say something, and the vendor is looked at."""

    kind = ""  # Of the template.
    settings = {}

    def vendor(self, made):
        self.addCleanup(made.close)
        return made

    def destination(self, vendor, credentials, name="crm", **more):
        """`credentials` are texts by their names in the template."""
        made = {"name": name, "kind": self.kind, "url": vendor.url, "allow_private_network": True,
                "credentials": {key: f"env:{name.upper()}_{key.upper()}" for key in credentials}, **more}
        if self.settings:
            made["settings"] = {**self.settings, **more.get("settings", {})}
        return made

    def connect(self, vendor, credentials, templates=TEMPLATES, beside=(), start=True, schedule=configuration.SOON, **more):
        """A server of the usual brand with that destination, and others beside it."""
        config = configuration.whole(
            configuration.brand(**COUNTRIES, destination=[self.destination(vendor, credentials, **more), *beside]),
            connectors={"path": str(templates)}, forward={"schedule": schedule})
        made = self.server(config, **{f"CRM_{key.upper()}": value for key, value in credentials.items()})
        self.addCleanup(self.assert_secrets_are_kept, made, vendor, credentials)
        return made.start() if start else made

    @staticmethod
    def assert_secrets_are_kept(server, vendor, credentials):
        """What opens the vendor is not in the log, in whatever form. (Of people a server sees to that by itself.)"""
        log = str(server.log)
        lines = [line for value in credentials.values() for line in value.splitlines() if len(line) > 30]
        basic = [base64.b64encode(f"consentry:{value}".encode()).decode() for value in credentials.values()]
        for secret in {*lines, *basic, *getattr(vendor, "tokens", Tokens("")).all}:
            assert secret not in log, secret

    # How it went.

    def deliveries(self, server, state=None, destination="crm"):
        asked = {"state": state} if state else {}
        answer = server.get("/v1/deliveries", destination=destination, limit=1000, **asked)
        self.assertEqual(answer.status, 200, answer)
        return answer.json["deliveries"]

    def ended(self, server, count, state, destination="crm"):
        """The deliveries that ended so, once there are as many."""
        return self.eventually(lambda: (listed := self.deliveries(server, state, destination)) and len(listed) >= count
                               and listed, f"{count} that are {state}")

    def status(self, server, name="crm"):
        listed = server.get("/v1/destinations").json["destinations"]
        return next(one for one in listed if one["name"] == name)

    def steer(self, server, what, document=None, name="crm"):
        return server.tell(f"/v1/destinations/{name}/{what}", document if document is not None else b"")

    def replayed(self, server, document=None, name="crm"):
        """Tells everything once more, and waits until that is over."""
        answer = self.steer(server, "replay", document or {}, name)
        self.assertEqual(answer.status, 202, answer)
        live = len(server.get("/v1/destinations").json["destinations"]) - 1
        self.eventually(lambda: len(server.get("/v1/destinations").json["destinations"]) <= live, "the replay's end")

    def by_command(self, server, what, *more, name="crm"):
        return server.run("destinations", what, name, *more, "--admin", f"http://127.0.0.1:{server.admin_port}", "--key",
                          configuration.ADMIN_KEY)


def is_write(request):
    return request.method == "PATCH"


class HubSpotStory(Connected):
    kind = "hubspot"

    def setUp(self):
        self.hubspot = self.vendor(hubspot.HubSpot())

    def known(self, *people):
        """People whom HubSpot has as contacts."""
        ids = [self.hubspot.add(whatsapp_e164=who.plus, phone=who.plus) for who in people]
        return ids if len(ids) > 1 else ids[0]

    def serve_hubspot(self, **more):
        return self.connect(self.hubspot, {"token": self.hubspot.token}, **more)

    def until(self, identity, state, scope="marketing"):
        self.hubspot.wait_for(lambda: self.hubspot.consent(identity, scope) == state, f"{state} of {scope}")

    def written(self, identity, scope="marketing"):
        """What was ever written, in its order."""
        return [wanted[f"whatsapp_consent_{scope}"] for one, wanted in self.hubspot.changes
                if one == identity and f"whatsapp_consent_{scope}" in wanted]
