"""Tokens as far systems give them: RFC 6749 and RFC 7523, as strict as they are."""

import base64
import hashlib
import json
import re
import subprocess
import time

from .vendor import Answer, Flaw, expect

_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")  # RFC 8017, 9.2: the name of the digest, in DER.


class Key:
    """An RSA key of a story, made by openssl."""

    def __init__(self):
        self.pem = subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
                                  capture_output=True, text=True, check=True).stdout
        told = subprocess.run(["openssl", "rsa", "-noout", "-modulus"], input=self.pem, capture_output=True, text=True,
                              check=True).stdout
        self._modulus = int(told.strip().removeprefix("Modulus="), 16)

    def signed(self, octets, signature):
        """RSASSA-PKCS1-v1_5 with SHA-256."""
        size = (self._modulus.bit_length() + 7) // 8
        told = pow(int.from_bytes(signature, "big"), 65537, self._modulus).to_bytes(size, "big")
        digest = _SHA256 + hashlib.sha256(octets).digest()
        return told == b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest


def _decoded(part):
    expect(re.fullmatch(r"[A-Za-z0-9_-]+", part), "a part of the assertion is no base64url")
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims_of(assertion, key, longest, header=None):
    """What an assertion claims, once its signature and its times have been looked at; None if it is signed by another
    key or not of this time."""
    parts = assertion.split(".")
    expect(len(parts) == 3, "the assertion has not three parts")
    told = json.loads(_decoded(parts[0]))
    if told != {"alg": "RS256", "typ": "JWT", **(header or {})}:
        raise Flaw(f"the assertion's header is {told}")
    claims = json.loads(_decoded(parts[1]))
    expect(isinstance(claims.get("exp"), int) and isinstance(claims.get("iat"), int), "the times are no numbers")
    expect(0 < claims["exp"] - claims["iat"] <= longest, "the assertion is good for too long")
    now = time.time()
    good = claims["iat"] <= now + 5 and now < claims["exp"]
    return claims if good and key.signed(f"{parts[0]}.{parts[1]}".encode(), _decoded(parts[2])) else None


class Tokens:
    """Access tokens that were given, and are still good."""

    def __init__(self, prefix):
        self._prefix = prefix
        self.given = 0
        self.good = set()
        self.all = set()

    def give(self):
        self.given += 1
        token = f"{self._prefix}{self.given}-{hashlib.sha256(str(self.given).encode()).hexdigest()[:16]}"
        self.good.add(token)
        self.all.add(token)
        return token

    def expire(self):
        """Those that were given are good no more; the vendor says so when it gets one."""
        self.good.clear()


def refused(error, status=400):
    return Answer(status, {"error": error, "error_description": "in some words"})
