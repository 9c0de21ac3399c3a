"""Configurations as plain dicts, in the form of the contract; a story changes what it is about."""

import base64

from . import program

NUMBER = "106540352242922"
OTHER_NUMBER = "106540352242933"
APP_SECRET = "an app secret of Meta's"
VERIFY_TOKEN = "a token + of our own"
ADMIN_KEY = "key-of-the-admin"
WRITER_KEY = "key-of-the-writer"
READER_KEY = "key-of-the-reader"
REOPENER_KEY = "key-of-one-who-may-reopen"
WEBHOOK_SECRET = "whsec_" + base64.b64encode(b"what the receiver and we share").decode()

# Retries follow soon upon one another, so that no story has to wait long for one.
SOON = ["0s"] * 4 + ["1s"] * 96

SECRETS = {
    "APP_SECRET": APP_SECRET,
    "VERIFY_TOKEN": VERIFY_TOKEN,
    "ADMIN_KEY": ADMIN_KEY,
    "WRITER_KEY": WRITER_KEY,
    "READER_KEY": READER_KEY,
    "REOPENER_KEY": REOPENER_KEY,
    "WEBHOOK_SECRET": WEBHOOK_SECRET,
}


def marketing(**more):
    return {"name": "marketing", "category": "marketing", "aliases": ["offers", "ofertas"], "meta_marketing": True,
            "valid_for": "730d", **more}


def orders(**more):
    return {"name": "orders", "category": "utility", "aliases": ["pedidos"], **more}


def brand(name="demo", **more):
    return {
        "name": name,
        "verify_token": "env:VERIFY_TOKEN",
        "app_secrets": ["env:APP_SECRET"],
        "languages": ["en", "es"],
        "country": "ES",
        "number": [{"phone_number_id": NUMBER}, {"phone_number_id": OTHER_NUMBER}],
        "scope": [marketing(), orders()],
        "wording": [
            {"scope": "marketing", "version": "v3", "language": "es", "text": "Responde SÍ para recibir ofertas."},
            {"scope": "orders", "version": "v1", "language": "es", "text": "¿Te avisamos de tus pedidos?"},
        ],
        **more,
    }


def destination(url, name="crm", **more):
    return {"name": name, "url": url, "secrets": ["env:WEBHOOK_SECRET"], "allow_private_network": True, **more}


def relay(url, name="bot", **more):
    return {"name": name, "kind": "relay", "url": url, "allow_private_network": True, **more}


def key(name, role, **more):
    return {"name": name, "role": role, "key": f"env:{name.upper()}_KEY", **more}


def whole(*brands, **sections):
    """A configuration of these brands, or of the usual one; `sections` replace the top level's."""
    names = [brand["name"] for brand in brands] or ["demo"]
    return {
        "listen": {"public": "127.0.0.1:0", "admin": "127.0.0.1:0", "threads": 2},
        "store": {"url": "sqlite:store/consentry.db"},
        "keys": {"suppression": "file:consentry.key"},
        "keywords": {"path": str(program.KEYWORDS)},
        "journal": {"path": "journal"},
        "forward": {"schedule": SOON},
        "api": {"key": [
            key("admin", "admin", brands=names),
            key("writer", "writer", brands=names),
            key("reader", "reader", brands=names),
            key("reopener", "writer", brands=names, may_reopen=True),
        ]},
        "brand": list(brands) or [brand()],
        **sections,
    }
