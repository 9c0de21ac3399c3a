"""How a server ends and begins: gently, alone on its store, and only with what it can use."""

import os
import shutil
import socket
import time
import unittest

from support import configuration, program
from support.configuration import brand, whole
from support.load import Load
from support.meta import said, someone
from support.server import Server
from support.story import Story


class Ending(Story):
    def test_asked_to_end_under_load_it_loses_no_accepted_webhook(self):
        crm = self.receiver()
        server = self.serve_for(crm)
        load = Load(server)
        load.wait_for(100)
        self.assertEqual(server.stop(), 0)
        load.end()
        stopped, = server.entries("serve.stopped")
        self.assertTrue(stopped["all_answered"])
        self.assertTrue(stopped["all_settled"])
        self.assertEqual(load.refused, [])
        server.start()
        answer = server.tell("/v1/check", {"scope": "orders", "contacts": [who.plus for who in load.people]})
        self.assertEqual({result["reason"] for result in answer.json["results"]}, {"opted_out"})
        names = {who.phone for who in load.people}
        crm.wait_for(lambda: names <= {event["data"]["subject"]["wa_id"] for event in crm.events}, "all of them")
        self.assert_content(server)

    def test_it_ends_while_a_client_holds_a_connection_and_says_nothing(self):
        server = self.serve()
        with socket.create_connection(("127.0.0.1", server.public_port)), \
                socket.create_connection(("127.0.0.1", server.admin_port)):
            self.assertEqual(server.stop(), 0)

    def test_it_ends_while_a_receiver_hangs_and_tells_it_again_afterwards(self):
        crm = self.receiver()
        server = self.serve_for(crm, limits={"drain_time": "1s"})
        who = someone()
        crm.hang()
        server.hear(said(who, "STOP"))
        begun = crm.wait_for_attempts(1)[0].id
        self.assertEqual(server.stop(), 0)
        crm.release()
        server.start()
        again = crm.wait_for(lambda: [a for a in crm.attempts[1:] if a.status == 204 and a.id == begun], "it again")
        self.assertEqual(again[0].event["data"]["subject"]["wa_id"], who.phone)

    def test_all_its_parts_share_the_time_that_a_stop_may_take(self):
        crm = self.receiver()
        server = self.serve_for(crm, limits={"drain_time": "2s"})
        crm.hang()
        self.addCleanup(crm.release)
        server.hear(said(someone(), "STOP"))
        crm.wait_for_attempts(1)
        half = b"POST /webhooks/meta HTTP/1.1\r\nHost: "
        with socket.create_connection(("127.0.0.1", server.public_port)) as first, \
                socket.create_connection(("127.0.0.1", server.admin_port)) as second:
            first.sendall(half)
            second.sendall(half)
            begin = time.monotonic()
            self.assertEqual(server.stop(), 0)
            self.assertLess(time.monotonic() - begin, 3.5)


class Beginning(Story):
    def refused(self, server, code):
        """Starts what must not start; what it says."""
        self.assertEqual(server.start_in_vain(), code, (server.log, server.garbage))
        said_, server.garbage = "".join(server.garbage), []
        return said_ + " ".join(str(entry.get("why", "")) for entry in server.entries("serve.refused"))

    def test_a_second_server_on_the_same_store_ends_with_3_and_names_the_first(self):
        first = self.serve()
        second = Server(first.folder, whole())
        second.config_file = first.folder / "second.toml"
        second.configure(whole(store={"url": f"sqlite:{first.store_file}"}))
        self.assertIn(str(first.process.pid), self.refused(second, 3))
        who = someone()
        first.hear(said(who, "STOP"))
        self.assert_denied(first, who)
        first.kill()
        second.start()
        self.addCleanup(second.finish)
        self.assert_denied(second, who)

    def test_an_address_that_is_taken_ends_it_with_3(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            for listen in ({"public": address, "admin": "127.0.0.1:0"}, {"public": "127.0.0.1:0", "admin": address}):
                server = self.server(whole(listen=listen))
                self.assertIn(address.split(":")[1], self.refused(server, 3))

    def test_a_configuration_that_is_wrong_ends_it_with_2_and_says_where(self):
        wrong = {
            "verify_tokn": (whole(brand(verify_tokn="x")), {}),
            "APP_SECRET": (whole(), {"APP_SECRET": ""}),
            "start_wording": (whole(brand(start_scopes=["marketing"])), {}),
            "no-such-folder": (whole(keywords={"path": "no-such-folder"}), {}),
        }
        for words, (config, secrets) in wrong.items():
            with self.subTest(words=words):
                server = Server(self.folder(), config)
                server.secrets.update(secrets)
                self.assertIn(words, self.refused(server, 2))

    def test_a_broken_pack_ends_it_with_2_and_names_file_and_line(self):
        server = self.server(whole(keywords={"path": "packs"}))
        packs = server.folder / "packs"
        shutil.copytree(program.KEYWORDS, packs)
        (packs / "es.toml").write_text('language = "es"\nversion = 1\n[opt_out]\nstrong = ["baja", "baja"]\n')
        self.assertRegex(self.refused(server, 2), r"es\.toml:4: ")

    def test_a_connector_that_is_missing_or_wrong_ends_it_with_2_and_says_where(self):
        crm = {"name": "crm", "kind": "crm", "credentials": {"token": "env:APP_SECRET"}}
        server = self.server(whole(brand(destination=[crm]), connectors={"path": "connectors"}))
        self.assertRegex(self.refused(server, 2), r"consentry\.toml:\d+: brand\.destination\.kind: there is no connector")
        folder = server.folder / "connectors"
        folder.mkdir()
        (folder / "crm.toml").write_text('[connector]\nabout = "x"\nsetup = "x"\n[[step]]\nid = "write"\n'
                                         'method = "PUT"\nurl = "https://crm.example.com/{{contact.e614}}"\n')
        said = self.refused(server, 2)
        self.assertRegex(said, r"crm\.toml:7: step\.url: .*Did you mean \{\{contact\.e164\}\}\?")

    def test_a_store_that_is_foreign_or_no_database_or_has_lost_its_key_is_refused_in_words(self):
        server = self.server()
        damaged = b"SQLite format 3\0" + b"\xff" * 4000
        for octets, words in ((damaged, "cannot be read"), (b"hello" * 1000, "no database")):
            server.store_file.write_bytes(octets)
            self.assertIn(words, self.refused(server, 3))
            self.assertEqual(server.store_file.read_bytes(), octets)
        server.store_file.unlink()
        server.start()
        who = someone()
        server.hear(said(who, "STOP"))
        server.stop()
        key = server.folder / "consentry.key"
        kept = key.read_bytes()
        key.unlink()
        self.assertIn("key", self.refused(server, 3))
        key.write_bytes(kept)
        server.start()
        self.assert_denied(server, who)

    def test_the_suppression_key_and_the_store_are_nobody_elses_to_read(self):
        server = self.serve()
        self.assertEqual(os.stat(server.folder / "consentry.key").st_mode & 0o777, 0o600)

    def test_a_server_that_shows_its_readiness_needs_no_key_for_it_but_everything_else_does(self):
        server = self.serve()
        self.assertEqual(server.get("/readyz", key=None).status, 200)
        self.assertEqual(server.get("/v1/events", key=None).status, 401)
        self.assertEqual(server.get("/v1/events", key=configuration.READER_KEY).status, 200)


if __name__ == "__main__":
    unittest.main()
