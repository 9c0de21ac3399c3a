"""Whether a webhook is genuine: Standard Webhooks, scheme v1, with Python's standard library.

    WEBHOOK_SECRET=whsec_… python3 verify.py ID TIMESTAMP SIGNATURE < body

Says yes and ends with 0, or no and 1. The standard library has no Ed25519, so keys (whpk_…) verify nothing here; the
package `cryptography` has it.
"""

import base64
import hashlib
import hmac
import os
import sys
import time

TOLERANCE = 300  # Seconds.


def is_genuine(secrets, identity, timestamp, signatures, body, now=None):
    """`secrets` as consentry has them, several while they change; the three headers; the body's bytes as they came."""
    if not identity or not timestamp.isascii() or not timestamp.isdigit():
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE:
        return False
    signed = f"{identity}.{timestamp}.".encode() + body
    genuine = False
    for secret in secrets:
        if not secret.startswith("whsec_"):
            continue
        key = base64.b64decode(secret[len("whsec_"):])
        expected = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
        for signature in signatures.split(" "):
            genuine |= hmac.compare_digest(expected, signature.encode())
    return genuine


if __name__ == "__main__":
    yes = is_genuine(os.environ["WEBHOOK_SECRET"].split(), *sys.argv[1:4], sys.stdin.buffer.read())
    print("yes" if yes else "no")
    sys.exit(0 if yes else 1)
