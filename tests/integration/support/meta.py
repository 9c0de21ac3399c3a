"""Meta's webhooks as Meta writes them: what a person did, wrapped in changes and entries, with everything escaped."""

import dataclasses
import hashlib
import hmac
import itertools
import json
import threading
import time

from .configuration import NUMBER

WABA = "102290129340398"
BUSINESS_PHONE = "15550783881"

_counter = itertools.count(1)
_everybody = set()
_lock = threading.Lock()


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody with a WhatsApp number, a user id, or both."""

    phone: str = ""
    user_id: str = ""

    @property
    def plus(self):
        return "+" + self.phone


def someone(user_id=False, phone=True):
    """A person whom nobody has heard of yet."""
    with _lock:
        number = next(_counter)
    digits = f"346{number:08d}" if phone else ""
    identity = f"ES.7349120865530{number:06d}" if user_id else ""
    return somebody(digits, identity)


def somebody(phone="", user_id=""):
    with _lock:
        _everybody.update(filter(None, (phone, user_id)))
    return Person(phone, user_id)


def everybody():
    """The names of all who took part in any story of this process."""
    with _lock:
        return frozenset(_everybody)


def seconds(ago=0):
    """Meta's clock, so many seconds ago."""
    return int(time.time()) - ago


def rfc3339(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def new_id():
    with _lock:
        return f"wamid.HBgLMzQ2{next(_counter):010d}FQIAEhg="


# Messages: what a person does.


def message(who, kind, content, ago=0, at=None, message_id=None, context=None, **more):
    """`context` is the id of the message it answers; further members stand beside the others."""
    made = {}
    if who.phone:
        made["from"] = who.phone
    if who.user_id:
        made["from_user_id"] = who.user_id
    made["id"] = message_id or new_id()
    made["timestamp"] = str(seconds(ago) if at is None else at)
    made["type"] = kind
    if content is not None:
        made[kind] = content
    if context:
        made["context"] = {"from": BUSINESS_PHONE, "id": context}
    made.update(more)
    return made


def text(who, body, **more):
    return message(who, "text", {"body": body}, **more)


def caption(who, body, kind="image", **more):
    media = {"mime_type": "image/jpeg", "sha256": "rFQF/3vy+wM=", "id": "1003383421387256", "caption": body}
    return message(who, kind, media, **more)


def order(who, body, **more):
    items = [{"product_retailer_id": "x", "quantity": 1, "item_price": 2.5, "currency": "EUR"}]
    return message(who, "order", {"catalog_id": "7", "text": body, "product_items": items}, **more)


def button(who, payload, label=None, **more):
    """A quick reply of a template."""
    return message(who, "button", {"payload": payload, "text": payload if label is None else label}, **more)


def button_reply(who, identity, title="Tap", **more):
    reply = {"id": identity, "title": title}
    return message(who, "interactive", {"type": "button_reply", "button_reply": reply}, **more)


def list_reply(who, identity, title="Row", **more):
    row = {"id": identity, "title": title, "description": "A row of a list"}
    return message(who, "interactive", {"type": "list_reply", "list_reply": row}, **more)


def flow_reply(who, fields, **more):
    answer = {"name": "flow", "body": "Sent", "response_json": json.dumps({"flow_token": "f-1", **fields})}
    return message(who, "interactive", {"type": "nfm_reply", "nfm_reply": answer}, **more)


def edit(who, body, **more):
    """The text of an earlier message, changed to `body`."""
    inner = {"type": "text", "text": {"body": body}}
    return message(who, "edit", {"original_message_id": new_id(), "message": inner}, **more)


def forwarded(made, often=False):
    return {**made, "context": {"frequently_forwarded" if often else "forwarded": True}}


def quoting_no_message(made):
    return {**made, "context": {"from": BUSINESS_PHONE}}


def in_group(made):
    return {**made, "group_id": "Y2FwaV9ncm91cDoxMjAzNjM0"}


def reaction(who, emoji, **more):
    return message(who, "reaction", {"message_id": new_id(), "emoji": emoji}, **more)


# Changes: where Meta reports it.


def contact(who):
    made = {"profile": {"name": "Ana Muñoz 🌻"}}
    if who.phone:
        made["wa_id"] = who.phone
    if who.user_id:
        made["user_id"] = who.user_id
    return made


def _value(number, **more):
    metadata = {"display_phone_number": BUSINESS_PHONE, "phone_number_id": number}
    return {"messaging_product": "whatsapp", "metadata": metadata, **more}


def messages(*made, number=NUMBER, people=()):
    """A change with messages as they come to the business."""
    contacts = [contact(one) for one in people]
    return {"field": "messages", "value": _value(number, contacts=contacts, messages=list(made))}


def standby(*made, number=NUMBER, people=()):
    """The same while another application handles the conversation: one level deeper."""
    inner = {"contacts": [contact(one) for one in people], "messages": list(made)}
    return {"field": "standby", "value": _value(number, standby=inner)}


def preference(who, value, ago=0, number=NUMBER, category="marketing_messages"):
    told = {"detail": f"User requested to {value} marketing messages", "category": category, "value": value,
            "timestamp": seconds(ago)}
    if who.phone:
        told["wa_id"] = who.phone
    if who.user_id:
        told["user_id"] = who.user_id
    if value == "signup":
        told["signup_id"] = "1234567890"
    return {"field": "user_preferences",
            "value": _value(number, contacts=[contact(who)], user_preferences=[told])}


def status(who, state="delivered", code=None, ago=0, number=NUMBER, message_id=None, **more):
    """What became of a message of the business."""
    told = {"id": message_id or new_id(), "status": state, "timestamp": str(seconds(ago)), "recipient_id": who.phone,
            **more}
    if code is not None:
        told["errors"] = [{"code": code, "title": "Some title", "message": "Some words",
                           "error_data": {"details": "Some more words"}}]
    return {"field": "messages", "value": _value(number, statuses=[told])}


def echo(who, body, ago=0, number=NUMBER):
    """A message that the business wrote in its own WhatsApp."""
    made = {"from": BUSINESS_PHONE, "to": who.phone, "id": new_id(), "timestamp": str(seconds(ago)), "type": "text",
            "text": {"body": body}}
    return {"field": "smb_message_echoes", "value": _value(number, message_echoes=[made])}


def history(who, body, ago=86400, number=NUMBER):
    """A conversation from before the number was connected."""
    made = {**text(who, body, ago=ago), "history_context": {"status": "READ"}}
    thread = {"id": who.phone, "messages": [made]}
    part = {"metadata": {"phase": 0, "chunk_order": 1, "progress": 55}, "threads": [thread]}
    return {"field": "history", "value": _value(number, history=[part])}


def dashboard_sample(body):
    """What the Test button of Meta's dashboard sends."""
    made = {"from": "16315551181", "id": "ABGGFlA5Fpa", "timestamp": "1504902988", "type": "text",
            "text": {"body": body}}
    value = {"messaging_product": "whatsapp",
             "metadata": {"display_phone_number": "16505551111", "phone_number_id": "123456123"},
             "contacts": [{"profile": {"name": "test user name"}, "wa_id": "16315551181"}], "messages": [made]}
    return {"id": "0", "changes": [{"field": "messages", "value": value}]}


# Webhooks: what is posted.


def entry(*changes, waba=WABA):
    return {"id": waba, "changes": list(changes)}


def encode(document):
    """The octets as Meta writes them: no blanks, ASCII only, slashes and at-signs escaped, small hex digits."""
    plain = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    return plain.replace("/", "\\/").replace("@", "\\u0040").encode("ascii")


def webhook(*parts):
    """The body that tells these changes (or whole entries) to the business."""
    entries = [part if "changes" in part else entry(part) for part in parts]
    return encode({"object": "whatsapp_business_account", "entry": entries})


def said(who, body, number=NUMBER, **more):
    """The body of the commonest webhook: one person, one text."""
    return webhook(messages(text(who, body, **more), number=number, people=[who]))


def did(made, who=None, number=NUMBER):
    """The body of a webhook with one message."""
    return webhook(messages(made, number=number, people=[who] if who else []))


def signature(body, secret):
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
