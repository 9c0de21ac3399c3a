#!/usr/bin/env python3
"""Checks a proof of consentry with nothing but Python: usage  verify_bundle.py BUNDLE.json [PUBLIC_KEY_IN_BASE64]

Written from docs/ledger.md alone and shares no line with consentry. Exit code 0: all of it was in the signed ledger;
1: something does not fit; 2: this is no proof."""

import base64
import hashlib
import json
import re
import sys


class Wrong(Exception):
    pass


def require(holds, what):
    if not holds:
        raise Wrong(what)


# Ed25519, RFC 8032: verification only. Points are (x, y); slow, short and sufficient for a signature or two.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(a, b):
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P)


def times(scalar, point):
    result = (0, 1)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


def point_of(octets):
    y = int.from_bytes(octets, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    require(y < P and (x * x - square) % P == 0 and not (x == 0 and sign), "a point is not on the curve")
    return (P - x if x & 1 != sign else x, y)


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(message, signature, key):
    require(len(key) == 32 and len(signature) == 64, "a key or signature has the wrong length")
    scalar = int.from_bytes(signature[32:], "little")
    hashed = hashlib.sha512(signature[:32] + key + message).digest()
    challenge = int.from_bytes(hashed, "little") % ORDER
    right = add(point_of(signature[:32]), times(challenge, point_of(key)))
    return scalar < ORDER and times(scalar, BASE) == right


# The proof.


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def unhex(text):
    require(re.fullmatch("([0-9a-f]{2})*", text), "something is not written in hexadecimal digits")
    return bytes.fromhex(text)


def once(pairs):
    """Another reader may believe the other of two members of one name."""
    require(len(dict(pairs)) == len(pairs), "an object has two members of one name")
    return dict(pairs)


def members(value, *names):
    require(isinstance(value, dict) and sorted(value) == sorted(names), f"an object has to have the members {names}")
    return (value[name] for name in names)


def root_of(leaf, index, count, path):
    """RFC 9162: on which side a sibling stands follows from the place of the leaf and the number of leaves."""
    sides = []
    while count > 1:
        left = 1 << (count - 1).bit_length() - 1
        sides.append(index < left)
        index, count = (index, left) if index < left else (index - left, count - left)
    require(len(sides) == len(path), "a path has another length than the tree is high there")
    for is_left, sibling in zip(reversed(sides), path):
        leaf = sha256(b"\1", leaf, sibling) if is_left else sha256(b"\1", sibling, leaf)
    return leaf


def check_part(part, commitment, what):
    if part is None:
        return {}  # Erased: the commitment stays.
    salt, text = members(part, "salt", "json")
    require(sha256(unhex(salt), text.encode()) == commitment, f"{what} are not those that were committed to")
    return json.loads(text)


def check_entry(entry, brand, count, root, subjects):
    seq, previous, who_commitment, said_commitment, fields, who, said, path = members(
        entry, "seq", "previous", "who_commitment", "said_commitment", "fields", "who", "said", "path")
    who_commitment, said_commitment = unhex(who_commitment), unhex(said_commitment)
    hashed = sha256(unhex(previous), who_commitment, said_commitment, fields.encode())
    require(len(previous) == 64 and type(seq) is int and 1 <= seq <= count, f"entry {seq}: the checkpoint does not cover it")
    found = root_of(sha256(b"\0", hashed), seq - 1, count, [unhex(sibling) for sibling in path])
    require(found == root, f"entry {seq}: it does not lead to the signed root")
    check_part(who, who_commitment, f"entry {seq}: the names")
    words = check_part(said, said_commitment, f"entry {seq}: the words")
    event = json.loads(fields)
    require((event["brand"], event["seq"]) == (brand, seq), f"entry {seq}: it names another place")
    require(event["subject"] in subjects, f"entry {seq}: it is somebody else's")
    return event, words


def check_keys(keys, wanted, trusted):
    """The key that signed. With a trusted one: that, or one that it endorsed, and so on."""
    by_id, endorsed, statements = {}, {}, {}
    for key in keys:
        public, since, former, own, endorsement = members(
            key, "public_key", "since", "former", "own_signature", "endorsement")
        octets = base64.b64decode(public, validate=True)
        name = sha256(octets).hex()[:16]
        statement = f"consentry-key/1 {name} {public} {since} {former or '-'}".encode()
        require(is_signed(statement, base64.b64decode(own), octets), f"key {name} is not what it says of itself")
        by_id[name], endorsed[name] = octets, former if endorsement else None
        statements[name] = statement, endorsement
    for name, former in endorsed.items():
        statement, endorsement = statements[name]
        require(not former or former in by_id and is_signed(statement, base64.b64decode(endorsement), by_id[former]),
                f"key {name} is not endorsed, as it says")
    require(wanted in by_id, "the key that signed is not in it")
    name = wanted
    while trusted and by_id.get(name) != trusted:
        name = endorsed.pop(name, None)  # Taken out, so that no circle is walked for ever.
        require(name, "the key that signed does not follow from yours")
    return by_id[wanted]


def check(proof, trusted):
    form, brand, _, subjects, line, keys, wordings, entries = members(
        proof, "format", "brand", "made_at", "subjects", "checkpoint", "keys", "wordings", "entries")
    require(form == "consentry-proof/1", "it is of another format")
    shape = r"consentry-checkpoint/1 (\S+) ([1-9]\d*) ([0-9a-f]{64}) ([0-9a-f]{64}) (\S+) ([0-9a-f]{16}) (\S+)"
    match = re.fullmatch(shape, line)
    require(match and match[1] == brand, "the checkpoint is none, or of another brand")
    key = check_keys(keys, match[6], trusted)
    signed = line.rsplit(" ", 1)[0].encode()
    require(is_signed(signed, base64.b64decode(match[7], validate=True), key), "the checkpoint is not signed by its key")

    count, root = int(match[2]), unhex(match[4])
    require(entries, "it holds no entry")
    story = [check_entry(entry, brand, count, root, subjects) for entry in entries]
    places = [event["seq"] for event, _ in story]
    require(places == sorted(set(places)), "entries are not in the order of the ledger")
    one_person = {subjects[0]}
    for _ in story:
        for event, _ in story:
            pair = {event["subject"], event.get("merged_subject", event["subject"])}
            one_person |= pair if pair & one_person else set()
    require(one_person >= set(subjects), "nothing tells that its subjects are one person")

    texts = {}
    for wording in wordings:
        scope, version, language, text = members(wording, "scope", "version", "language", "text")
        texts[sha256("\0".join((scope, version, language, text)).encode()).hex()] = text
    named = {event["wording_digest"] for event, _ in story if "wording_digest" in event}
    require(named == set(texts) and len(texts) == len(wordings), "its wordings are not those that its entries name")
    return story, texts, match, key


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            proof = json.load(file, object_pairs_hook=once)
        trusted = base64.b64decode(arguments[1], validate=True) if len(arguments) > 1 else None
        if not isinstance(proof, dict) or "format" not in proof:
            raise ValueError("it names no format")
    except (Wrong, OSError, RecursionError, ValueError) as error:
        print(f"no proof: {error}\n{__doc__}", file=sys.stderr)
        return 2
    try:
        story, texts, checkpoint, key = check(proof, trusted)
    except (Wrong, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        print(f"NOT ok: {error}")
        return 1
    for event, words in story:
        print(event["timestamp"], event["type"], event.get("scope", ""), event["state"])
        if "text" in words:
            print("    said:", words["text"])
        if event.get("wording_digest") in texts:
            print("    asked:", texts[event["wording_digest"]])
    print(f"ok: {len(story)} entries of brand {checkpoint[1]}, signed on {checkpoint[5]} with", end=" ")
    print("your key" if trusted else "the key " + base64.b64encode(key).decode() + ": compare it with one got elsewhere")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
