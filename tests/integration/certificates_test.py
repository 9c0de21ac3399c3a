"""Whom events are sent to: a receiver with a good certificate, at an address that it may have, and nobody else."""

import shutil
import socket
import ssl
import unittest

from support import configuration
from support.authority import Authority, bundle
from support.configuration import brand, destination, whole
from support.meta import said, someone
from support.story import Story


def identity(certificate, key):
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(str(certificate), str(key))
    return made


class Certificates(Story):
    def setUp(self):
        self.files = self.folder()
        self.root = Authority(self.files, "root")
        self.branch = Authority(self.files, "branch", above=self.root)
        self.lists = self.files / "lists.pem"
        self.trust = {"schedule": configuration.SOON, "ca_file": str(self.root.certificate)}

    def receiver_with(self, issued, *between):
        """A receiver that shows this certificate, and those between it and the root."""
        certificate, key = issued
        chain = bundle(certificate.with_suffix(".chain"), certificate, *between)
        return self.receiver(tls=identity(chain, key))

    def publish(self, *authorities):
        self.lists.write_bytes(b"".join(authority.list_of_revoked().read_bytes() for authority in authorities))

    def serve_receivers(self, receivers, **forward):
        destinations = [destination(receiver.url, name=name) for name, receiver in receivers.items()]
        return self.serve(whole(brand(destination=destinations), forward={**self.trust, **forward}))

    def refusal(self, server, name):
        """Why the first attempt at a destination did not come to be."""
        attempts = self.eventually(
            lambda: [entry for entry in server.entries("delivery.attempted") if entry["destination"] == name], name)
        self.assertEqual((attempts[0]["outcome"], attempts[0]["error"]), ("waiting", "tls"), attempts[0])
        return attempts[0]["why"]

    def test_a_good_certificate_by_an_authority_of_ones_own_is_taken(self):
        crm = self.receiver_with(self.branch.issue("localhost", "DNS:localhost"), self.branch.certificate)
        server = self.serve_receivers({"crm": crm})
        for who in (someone(), someone()):
            server.hear(said(who, "BAJA"))
            crm.wait_for_events(who)

    def test_every_other_is_refused_before_anything_is_sent_and_the_log_says_why(self):
        stranger = Authority(self.files, "stranger")
        alone = Authority(self.files, "localhost")
        receivers = {
            "elsewhere": self.receiver_with(self.root.issue("crm", "DNS:crm.example.com")),
            "ended": self.receiver_with(self.root.issue("localhost", "DNS:localhost", begins=-30, ends=-2)),
            "to-come": self.receiver_with(self.root.issue("localhost", "DNS:localhost", begins=2)),
            "strange": self.receiver_with(stranger.issue("localhost", "DNS:localhost")),
            "alone": self.receiver_with((alone.certificate, alone.key)),
            "torn": self.receiver_with(self.branch.issue("localhost", "DNS:localhost")),
        }
        server = self.serve_receivers(receivers)
        server.hear(said(someone(), "BAJA"))
        expected = {"elsewhere": "is for crm.example.com, not for localhost", "ended": "its certificate ended on 20",
                    "to-come": "its certificate begins on 20", "strange": 'is by "stranger", which is not trusted here',
                    "alone": "is signed by itself", "torn": 'is by "branch", which is not trusted here'}
        for name, words in expected.items():
            with self.subTest(destination=name):
                self.assertIn(words, self.refusal(server, name))
                self.assertEqual((receivers[name].attempts, receivers[name].refused), ([], []))

    def test_revoked_certificates_are_refused_and_so_is_whoever_has_no_list(self):
        fallen = Authority(self.files, "fallen", above=self.root)
        revoked = self.branch.issue("localhost", "DNS:localhost")
        unlisted = Authority(self.files, "unlisted", above=self.root)
        self.branch.revoke(revoked[0])
        self.root.revoke(fallen.certificate)
        self.publish(self.root, self.branch, fallen)
        receivers = {
            "good": self.receiver_with(self.branch.issue("localhost", "DNS:localhost"), self.branch.certificate),
            "revoked": self.receiver_with(revoked, self.branch.certificate),
            "fallen": self.receiver_with(fallen.issue("localhost", "DNS:localhost"), fallen.certificate),
            "unlisted": self.receiver_with(unlisted.issue("localhost", "DNS:localhost"), unlisted.certificate),
        }
        server = self.serve_receivers(receivers, crl_file=str(self.lists))
        who = someone()
        server.hear(said(who, "BAJA"))
        receivers["good"].wait_for_events(who)
        self.assertIn('its certificate was revoked by "branch"', self.refusal(server, "revoked"))
        self.assertIn('authority "fallen" was revoked by "root"', self.refusal(server, "fallen"))
        self.assertIn('no list of revoked certificates by "unlisted"', self.refusal(server, "unlisted"))

    def test_a_reload_takes_a_new_list_and_gives_up_connections_of_before(self):
        issued = self.branch.issue("localhost", "DNS:localhost")
        crm = self.receiver_with(issued, self.branch.certificate)
        self.publish(self.root, self.branch)
        server = self.serve_receivers({"crm": crm}, crl_file=str(self.lists))
        first, second = someone(), someone()
        server.hear(said(first, "BAJA"))
        crm.wait_for_events(first)
        self.branch.revoke(issued[0])
        self.publish(self.root, self.branch)
        server.reload()
        begin = len(server.log)
        server.hear(said(second, "BAJA"))
        attempt = server.wait_for_entry("delivery.attempted", begin)
        self.assertIn("was revoked", attempt["why"])
        self.assertEqual(crm.of(second), [])

    def test_a_file_that_is_no_good_is_refused_at_the_start_and_by_a_reload(self):
        crm = self.receiver_with(self.root.issue("localhost", "DNS:localhost"))
        self.publish(self.root)
        server = self.serve_receivers({"crm": crm}, crl_file=str(self.lists))
        shutil.copy(self.root.certificate, self.lists)
        refused = server.reload_in_vain()
        self.assertIn("lists.pem holds no list of revoked certificates", refused["why"])
        who = someone()
        server.hear(said(who, "BAJA"))
        crm.wait_for_events(who)
        checked = server.run("check-config", str(server.config_file))
        self.assertEqual(checked.returncode, 2)
        self.assertIn("crl_file", checked.stderr)


class Addresses(Story):
    """A name is judged by where it leads, when it is connected to."""

    def listener(self, name):
        """A socket that a name leads to, on this machine."""
        family, kind, _, _, address = socket.getaddrinfo(name, 0, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind)
        self.addCleanup(made.close)
        made.bind(address)
        made.listen()
        made.settimeout(60)
        return made

    def name_of_this_machine(self):
        """One that only a look-up leads to it; `localhost` is known without."""
        for name in (socket.gethostname(), "ip6-localhost", "ip6-loopback"):
            try:
                found = {entry[4][0] for entry in socket.getaddrinfo(name, 0, type=socket.SOCK_STREAM)}
            except OSError:
                continue
            if found <= {"127.0.0.1", "127.0.1.1", "::1"}:
                return name
        self.skipTest("not run here: no name but localhost leads to this machine alone")
        return None

    def test_a_name_that_leads_to_this_machine_is_refused_unless_that_is_allowed(self):
        name = self.name_of_this_machine()
        guarded, allowed = self.listener(name), self.listener(name)
        urls = {socket_: f"http://{name}:{socket_.getsockname()[1]}/hooks" for socket_ in (guarded, allowed)}
        server = self.serve(whole(brand(destination=[
            destination(urls[guarded], name="guarded", allow_private_network=False),
            destination(urls[allowed], name="allowed")])))
        server.hear(said(someone(), "BAJA"))
        allowed.accept()[0].close()
        allowed.close()  # What comes again need not wait for an answer.
        attempts = self.eventually(
            lambda: [entry for entry in server.entries("delivery.attempted") if entry["destination"] == "guarded"],
            "an attempt")
        self.assertEqual(attempts[0]["error"], "forbidden_address")
        self.assertIn(f"{name} is not on the public internet (loopback)", attempts[0]["why"])
        guarded.setblocking(False)
        with self.assertRaises(BlockingIOError):
            guarded.accept()


if __name__ == "__main__":
    unittest.main()
