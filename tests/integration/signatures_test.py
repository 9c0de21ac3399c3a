"""Who is let in: Meta's signature over the very octets, and Meta's handshake."""

import unittest

from support import configuration, http_client, meta
from support.configuration import APP_SECRET, VERIFY_TOKEN
from support.meta import said, signature, someone
from support.story import SharedServer

# Vectors of the signature, computed apart from this code: secret, body, signature.
VECTOR_SECRET = "consentry-test-secret"
VECTORS = [
    ('{"object":"whatsapp_business_account","entry":[],"t":"äöå @ / 👍"}'.encode(),
     "f0b378b1846f6140b9ff11bf70a421a34b49cfa42cf83c566a754c541ef0e110"),
    (rb'{"object":"whatsapp_business_account","entry":[],"t":"\u00e4\u00f6\u00e5 \u0040 \/ \ud83d\udc4d"}',
     "759059b79853e994e48de43e9d8e048159511e9457fbf93899bdaefae0f0928e"),
    (rb'{"object":"whatsapp_business_account","entry":[],"t":"\u00E4\u00F6\u00E5 \u0040 \/ \uD83D\uDC4D"}',
     "88fc60eecf24dce70a1ba7e398614fca6ac15d1a96ab4eebf3f165ed630a15b3"),
]


class Signatures(SharedServer):
    secrets = {"NEXT_SECRET": VECTOR_SECRET}

    @classmethod
    def config(cls):
        return configuration.whole(configuration.brand(app_secrets=["env:APP_SECRET", "env:NEXT_SECRET"]))

    def assert_refused(self, body, who, **headers):
        """401, nothing parsed, nothing written."""
        before = self.shared.heard("messages"), self.shared.heard("webhooks"), len(self.shared.events())
        refused = self.shared.heard("unauthentic")
        answer = self.shared.post(body, **headers)
        self.assertEqual((answer.status, answer.problem), (401, "unauthentic"))
        self.assertEqual((self.shared.heard("messages"), self.shared.heard("webhooks"), len(self.shared.events())),
                         before)
        self.assertEqual(self.shared.heard("unauthentic"), refused + 1)
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_a_signature_by_another_secret_is_refused(self):
        who = someone()
        self.assert_refused(said(who, "STOP"), who, secret="somebody else's secret")

    def test_a_signature_of_another_body_is_refused(self):
        who = someone()
        other = signature(said(who, "hello"), APP_SECRET)
        self.assert_refused(said(who, "STOP"), who, X_Hub_Signature_256=other)

    def test_a_body_that_was_changed_by_one_octet_is_refused(self):
        who = someone()
        body = said(who, "STOP")
        self.assert_refused(body + b" ", who, X_Hub_Signature_256=signature(body, APP_SECRET))

    def test_a_signature_that_is_missing_or_malformed_is_refused(self):
        who = someone()
        body = said(who, "STOP")
        good = signature(body, APP_SECRET)
        malformed = (None, "", "sha256=", good.removeprefix("sha256="), good[:-1], good + "0", good[:-1] + "g",
                     good.replace("sha256", "sha1"), good.replace("=", ":"))
        for header in malformed:
            with self.subTest(header=header):
                self.assert_refused(body, who, X_Hub_Signature_256=header)

    def test_the_old_signature_by_sha_1_alone_opens_nothing(self):
        who = someone()
        self.assert_refused(said(who, "STOP"), who, X_Hub_Signature_256=None, X_Hub_Signature="sha1=" + "0" * 40)

    def test_without_a_signature_the_body_is_not_even_waited_for(self):
        announced = (b"POST /webhooks/meta HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                     b"Content-Length: 4000000\r\n\r\n")
        self.assertEqual(http_client.raw(self.shared.public_port, announced).split(" ")[1], "401")

    def test_any_secret_of_the_brand_is_accepted_while_secrets_change(self):
        for secret in (APP_SECRET, VECTOR_SECRET):
            with self.subTest(secret=secret):
                who = someone()
                self.shared.hear(said(who, "STOP"), secret=secret)
                self.assert_denied(self.shared, who)

    def test_the_signature_is_over_the_octets_as_they_came_escaped_or_not(self):
        for body, digest in VECTORS:
            with self.subTest(body=body):
                self.assertEqual(self.shared.post(body, X_Hub_Signature_256="sha256=" + digest).status, 200)
        raw, escaped = VECTORS[0], VECTORS[1]
        self.assertEqual(self.shared.post(raw[0], X_Hub_Signature_256="sha256=" + escaped[1]).status, 401)

    def test_a_body_over_the_limit_is_413_and_one_of_three_megabytes_is_read(self):
        self.assertEqual(self.shared.post(b" " * (4 * 1024 * 1024 + 1)).status, 413)
        who = someone()
        large = said(who, "STOP").replace(b'{"object"', b'{"padding":"' + b"x" * 3_000_000 + b'","object"')
        self.shared.hear(large)
        self.assert_denied(self.shared, who)


class Handshake(SharedServer):
    def test_the_right_token_gets_the_challenge_back_byte_for_byte(self):
        for challenge in ("1158201444", "no number / at + all & so?=%"):
            with self.subTest(challenge=challenge):
                answer = self.shared.handshake(**{"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN,
                                                  "hub.challenge": challenge})
                self.assertEqual((answer.status, answer.text), (200, challenge))
                self.assertEqual(answer.headers["content-type"], "text/plain")
                self.assertEqual(answer.headers["x-content-type-options"], "nosniff")

    def test_a_wrong_token_is_403(self):
        for token in ("", "wrong", VERIFY_TOKEN + "x", VERIFY_TOKEN.upper()):
            with self.subTest(token=token):
                answer = self.shared.handshake(**{"hub.mode": "subscribe", "hub.verify_token": token,
                                                  "hub.challenge": "1"})
                self.assertEqual((answer.status, answer.problem), (403, "forbidden"))
                self.assertNotEqual(answer.text, "1")

    def test_what_is_no_handshake_is_told_so(self):
        for query in ({}, {"hub.mode": "subscribe", "hub.challenge": "1"},
                      {"hub.mode": "unsubscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1"}):
            with self.subTest(query=query):
                self.assertEqual(self.shared.handshake(**query).problem, "malformed")

    def test_each_brand_has_a_path_of_its_own_and_nobody_else_has_one(self):
        query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "7"}
        self.assertEqual(self.shared.handshake("/webhooks/meta/demo", **query).text, "7")
        self.assertEqual(self.shared.handshake("/webhooks/meta/nobody", **query).status, 404)
        who = someone()
        self.shared.hear(said(who, "STOP"), path="/webhooks/meta/demo")
        self.assert_denied(self.shared, who)
        self.assertEqual(self.shared.post(said(who, "STOP"), path="/webhooks/meta/nobody").status, 404)

    def test_the_public_listener_serves_meta_and_nothing_else(self):
        for path in ("/", "/healthz", "/metrics", "/v1/check", "/webhooks", "/webhooks/metaphor"):
            with self.subTest(path=path):
                self.assertEqual(http_client.request(self.shared.public_port, "GET", path).status, 404)
        answer = http_client.request(self.shared.public_port, "PUT", "/webhooks/meta")
        self.assertEqual((answer.status, answer.headers["allow"]), (405, "GET, POST"))

    def test_a_connection_is_kept_from_webhook_to_webhook(self):
        people = [someone() for _ in range(3)]
        with http_client.Connection(self.shared.public_port) as connection:
            for who in people:
                body = said(who, "STOP")
                headers = {"X-Hub-Signature-256": signature(body, APP_SECRET)}
                self.assertEqual(connection.request("POST", "/webhooks/meta", body, headers).status, 200)
        for who in people:
            self.assert_denied(self.shared, who)


if __name__ == "__main__":
    unittest.main()
