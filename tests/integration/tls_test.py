"""TLS of consentry's own: who is let in, and what an operator hears of the others."""

import http.client
import json
import socket
import ssl
import time
import unittest
import warnings

from support import configuration, meta
from support.authority import Authority, bundle
from support.configuration import brand, whole
from support.meta import said, someone
from support.story import Story
from support.waiting import until

META = "client.webhooks.fbclientcerts.com"


class Tls(Story):
    def setUp(self):
        self.files = self.folder()
        self.authority = Authority(self.files, "ours")
        self.certificate, self.key = self.authority.issue("consent.example.com")

    def config(self, public=None, admin=None, **sections):
        listen = {"public": "127.0.0.1:0", "admin": "127.0.0.1:0", "threads": 2}
        identity = {"certificate": str(self.certificate), "key": str(self.key)}
        if public is not None:
            listen["public_tls"] = {**identity, **public}
        if admin is not None:
            listen["admin_tls"] = {**identity, **admin}
        return whole(brand(), listen=listen, **sections)

    def context(self, identity=None, authority=None):
        made = ssl.create_default_context(cafile=str((authority or self.authority).certificate))
        if identity:
            made.load_cert_chain(*map(str, identity))
        return made

    def connect(self, server, identity=None, authority=None, port=None):
        connection = http.client.HTTPSConnection("127.0.0.1", port or server.public_port, timeout=60,
                                                 context=self.context(identity, authority))
        self.addCleanup(connection.close)
        return connection

    def post(self, connection, body):
        connection.request("POST", "/webhooks/meta", body,
                           {"X-Hub-Signature-256": meta.signature(body, configuration.APP_SECRET)})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def assert_shut_out(self, server, identity, why):
        """A client with this certificate hears nothing, and the log tells why."""
        before = len(server.log)
        with self.assertRaises((ssl.SSLError, ConnectionError, http.client.HTTPException)):
            # With TLS 1.3 a client hears of it only when it reads.
            self.post(self.connect(server, identity), said(someone(), "STOP"))
        self.assertIn(why, server.wait_for_entry("http.handshake_failed", before)["why"])
        time.sleep(1.1)  # One line a second says it.


class OwnCertificate(Tls):
    def test_a_webhook_comes_over_tls_on_a_connection_that_is_kept(self):
        server = self.server(self.config(public={})).start()
        connection = self.connect(server)
        people = [someone() for _ in range(20)]
        for who in people:
            self.assertEqual(self.post(connection, said(who, "STOP")), 200)
            self.assert_denied(server, who)
        self.assertEqual(connection.sock.version(), "TLSv1.3")
        self.assertEqual(server.metric("consentry_http_total", what="accepted"), 1)

    def test_a_large_webhook_and_a_large_answer_pass_whole(self):
        server = self.server(self.config(public={}, admin={})).start()
        body = meta.webhook(meta.messages(*[meta.text(someone(), "hello " + "x" * 3000) for _ in range(900)]))
        self.assertGreater(len(body), 2_500_000)
        self.assertEqual(self.post(self.connect(server), body), 200)
        admin = self.connect(server, port=server.admin_port)
        contacts = [f"+346{i:08d}" for i in range(10_000)]
        admin.request("POST", "/v1/check", json.dumps({"scope": "marketing", "contacts": contacts}),
                      {"Authorization": "Bearer " + configuration.ADMIN_KEY})
        answer = admin.getresponse()
        self.assertEqual(answer.status, 200)
        self.assertEqual(len(json.loads(answer.read())["results"]), 10_000)

    def test_old_versions_and_plain_http_are_turned_away_and_others_are_served(self):
        server = self.server(self.config(public={})).start()
        old = self.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # That these versions are old is the point.
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", server.public_port)) as plain, self.assertRaises(ssl.SSLError):
            old.wrap_socket(plain, server_hostname="127.0.0.1")
        with socket.create_connection(("127.0.0.1", server.public_port), timeout=60) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertNotIn(b"HTTP/1.1", plain.recv(4096))
        until(lambda: server.metric("consentry_http_total", what="handshakes_failed") >= 2, "both counted")
        self.assertEqual(self.post(self.connect(server), said(someone(), "STOP")), 200)

    def test_a_client_that_never_shakes_hands_is_closed_at_the_deadline(self):
        server = self.server(self.config(public={}, limits={"header_time": "1s"})).start()
        with socket.create_connection(("127.0.0.1", server.public_port), timeout=60) as silent:
            self.assertEqual(silent.recv(1), b"")
        with socket.create_connection(("127.0.0.1", server.public_port), timeout=60) as halfway:
            halfway.sendall(b"\x16\x03\x01")
            self.assertEqual(halfway.recv(1), b"")

    def test_files_that_cannot_be_used_are_refused_at_the_start(self):
        other = self.authority.issue("other")
        empty = self.files / "empty.pem"
        empty.touch()
        cases = {
            "no start line": {"certificate": str(empty)},
            "is not the key of": {"key": str(other[1])},
            "no private key": {"key": str(self.certificate)},
            "certificate of an authority": {"client_ca": str(empty), "client_name": META},
            "No such file": {"certificate": "nowhere.pem"},
        }
        for words, change in cases.items():
            with self.subTest(words):
                server = self.server(self.config(public=change))
                self.assertEqual(server.start_in_vain(), 2)
                said_ = "".join(server.garbage)
                server.garbage.clear()
                self.assertIn("listen.public_tls", said_)
                checked = server.run("check-config", server.config_file)
                self.assertEqual(checked.returncode, 2)
                self.assertIn(words.lower(), (checked.stdout + checked.stderr).lower())


class ClientCertificates(Tls):
    """mTLS: what Meta shows, and what others show."""

    def serve_mtls(self, *authorities, **more):
        ca = bundle(self.files / "clients.pem", *(each.certificate for each in authorities))
        return self.server(self.config(public={"client_ca": str(ca), "client_name": META, **more})).start()

    def test_the_right_certificate_is_let_in_and_whoever_has_none_may_only_shake_hands(self):
        clients = Authority(self.files, "clients")
        server = self.serve_mtls(clients)
        self.assertEqual(self.post(self.connect(server, clients.issue(META)), said(someone(), "STOP")), 200)
        without = self.connect(server)
        self.assertEqual(self.post(without, said(someone(), "STOP")), 403)
        without = self.connect(server)
        token = "a%20token%20%2B%20of%20our%20own"
        without.request("GET", f"/webhooks/meta?hub.mode=subscribe&hub.challenge=17&hub.verify_token={token}")
        answer = without.getresponse()
        self.assertEqual((answer.status, answer.read()), (200, b"17"))
        self.assertIn("shows no certificate", server.wait_for_entry("webhook.refused")["why"])

    def test_a_wrong_an_expired_a_future_and_a_foreign_certificate_are_shut_out(self):
        clients, strangers = Authority(self.files, "clients"), Authority(self.files, "strangers")
        server = self.serve_mtls(clients)
        self.assert_shut_out(server, strangers.issue(META), "unable to get local issuer")
        self.assert_shut_out(server, clients.issue(META, begins=-30, ends=-1), "expired")
        self.assert_shut_out(server, clients.issue(META, begins=1), "not yet valid")
        self.assert_shut_out(server, clients.issue("graph.facebook.com"), "another name")
        self.assert_shut_out(server, clients.issue(META + ".example.com"), "another name")
        self.assert_shut_out(server, clients.issue("x" + META), "another name")
        self.assert_shut_out(server, clients.issue(META, use="serverAuth"), "purpose")
        self.assertEqual(self.post(self.connect(server, clients.issue(META)), said(someone(), "STOP")), 200)

    def test_a_certificate_comes_with_the_one_between_it_and_its_authority(self):
        clients = Authority(self.files, "clients")
        between = Authority(self.files, "between", above=clients)
        server = self.serve_mtls(clients)
        certificate, key = between.issue(META)
        self.assert_shut_out(server, (certificate, key), "issuer")
        chain = bundle(self.files / "chain.pem", certificate, between.certificate)
        self.assertEqual(self.post(self.connect(server, (chain, key)), said(someone(), "STOP")), 200)

    def test_while_authorities_change_either_is_good(self):
        old, new = Authority(self.files, "old"), Authority(self.files, "new")
        server = self.serve_mtls(old, new)
        for clients in (old, new):
            self.assertEqual(self.post(self.connect(server, clients.issue(META)), said(someone(), "STOP")), 200)

    def test_an_admin_listener_that_asks_serves_nobody_without(self):
        clients = Authority(self.files, "clients")
        server = self.server(self.config(admin={"client_ca": str(clients.certificate), "client_name": "crm"})).start()
        for identity, status in ((None, 403), (clients.issue("crm"), 200)):
            admin = self.connect(server, identity, port=server.admin_port)
            admin.request("GET", "/healthz")
            self.assertEqual(admin.getresponse().status, status)


class Renewal(Tls):
    def test_a_new_certificate_counts_from_the_reload_on_and_old_connections_go_on(self):
        server = self.server(self.config(public={})).start()
        kept = self.connect(server)
        self.assertEqual(self.post(kept, said(someone(), "STOP")), 200)
        renewed = Authority(self.files, "renewed")
        self.certificate, self.key = renewed.issue("consent.example.com")
        server.configure(self.config(public={}))
        server.reload()
        who = someone()
        self.assertEqual(self.post(kept, said(who, "STOP")), 200)
        self.assert_denied(server, who)
        with self.assertRaises(ssl.SSLCertVerificationError):
            self.post(self.connect(server), said(someone(), "STOP"))
        self.assertEqual(self.post(self.connect(server, authority=renewed), said(someone(), "STOP")), 200)

    def test_a_broken_certificate_is_refused_and_the_old_one_stays(self):
        server = self.server(self.config(public={})).start()
        self.certificate.write_text("no certificate any more")
        self.assertIn("certificate", server.reload_in_vain()["why"])
        self.assertEqual(self.post(self.connect(server), said(someone(), "STOP")), 200)


if __name__ == "__main__":
    unittest.main()
