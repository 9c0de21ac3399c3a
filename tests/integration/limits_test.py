"""What a client may take: slow, stuck, greedy and malformed ones harm nobody but themselves."""

import os
import resource
import socket
import time
import unittest

from support import configuration, http_client, meta
from support.configuration import APP_SECRET, whole
from support.crowd import Crowd, room
from support.meta import said, signature, someone
from support.story import SharedServer, Story
from support.waiting import PATIENCE


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def head(body, *more):
    lines = ["POST /webhooks/meta HTTP/1.1", "Host: localhost", "X-Hub-Signature-256: " + signature(body, APP_SECRET),
             *more]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def status_in(answer):
    return int(answer.split(b" ")[1]) if answer else 0


def all_of(stream):
    """What comes until the server closes."""
    octets = b""
    while part := stream.recv(65536):
        octets += part
    return octets


class Deadlines(SharedServer):
    @classmethod
    def config(cls):
        return whole(limits={"header_time": "1s", "body_time": "1s", "idle_time": "2s"})

    def assert_closed_while_others_are_served(self, octets):
        with connect(self.shared.public_port) as stuck:
            stuck.sendall(octets)
            who = someone()
            self.shared.hear(said(who, "STOP"))
            self.assert_denied(self.shared, who)
            begin = time.monotonic()
            all_of(stuck)
            self.assertLess(time.monotonic() - begin, PATIENCE / 2)

    def test_a_header_that_does_not_end_is_closed_at_the_deadline(self):
        self.assert_closed_while_others_are_served(b"POST /webhooks/meta HTTP/1.1\r\nHost: ")

    def test_a_body_that_does_not_end_is_closed_at_the_deadline_and_counts_for_nothing(self):
        who = someone()
        body = said(who, "STOP")
        self.assert_closed_while_others_are_served(head(body, f"Content-Length: {len(body)}") + body[:-1])
        self.assertEqual(self.shared.state(who.plus), "unknown")

    def test_a_connection_that_says_nothing_is_closed(self):
        self.assert_closed_while_others_are_served(b"")


class Framing(SharedServer):
    def exchange(self, octets):
        with connect(self.shared.public_port) as stream:
            stream.sendall(octets)
            stream.shutdown(socket.SHUT_WR)
            return all_of(stream)

    def test_a_body_in_chunks_is_a_body(self):
        who = someone()
        body = said(who, "STOP")
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:100], body[100:]))
        answer = self.exchange(head(body, "Transfer-Encoding: chunked", "Connection: close") + chunks + b"0\r\n\r\n")
        self.assertEqual(status_in(answer), 200)
        self.assert_denied(self.shared, who)

    def test_requests_that_follow_one_another_at_once_are_answered_in_order(self):
        people = [someone() for _ in range(5)]
        octets = b""
        for who in people:
            body = said(who, "STOP")
            octets += head(body, f"Content-Length: {len(body)}") + body
        octets += b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        answer = self.exchange(octets)
        statuses = [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:]]
        self.assertEqual(statuses, [200] * 5 + [404])
        for who in people:
            self.assert_denied(self.shared, who)

    def test_a_client_that_waits_for_a_go_ahead_gets_it(self):
        who = someone()
        body = said(who, "STOP")
        with connect(self.shared.public_port) as stream:
            stream.sendall(head(body, f"Content-Length: {len(body)}", "Expect: 100-continue", "Connection: close"))
            self.assertEqual(status_in(stream.recv(64)), 100)
            stream.sendall(body)
            self.assertEqual(status_in(all_of(stream)), 200)
        self.assert_denied(self.shared, who)

    def test_headers_without_measure_are_431_and_what_is_no_http_400(self):
        padding = "X-Padding: " + "x" * 20_000
        self.assertEqual(status_in(self.exchange(head(b"", padding, "Content-Length: 0"))), 431)
        for octets in (b"NONSENSE\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"):
            self.assertEqual(status_in(self.exchange(octets)), 400)

    def test_a_client_that_goes_away_in_the_middle_harms_nobody(self):
        for _ in range(20):
            who = someone()
            body = said(who, "STOP")
            with connect(self.shared.public_port) as stream:
                stream.sendall(head(body, f"Content-Length: {len(body)}") + body)
        ana = someone()
        self.shared.hear(said(ana, "STOP"))
        self.assert_denied(self.shared, ana)

    def test_a_signed_body_that_is_no_json_is_kept_in_the_journal_and_breaks_nothing(self):
        deep = b'{"object":"whatsapp_business_account","entry":' + b"[" * 1_000_000
        open_ended = b'{"entry":[{"changes":[{"value":{"messages":['
        for body in (b"", b"\0", b"\xff" * 1000, b'"', b"{" * 1000, deep, open_ended, b"1e", b"9" * 100_000 + b"x"):
            with self.subTest(body=body[:50]):
                self.assertEqual(self.shared.post(body).status, 200)
        who = someone()
        self.shared.hear(said(who, "STOP"))
        self.assert_denied(self.shared, who)

    def test_json_that_few_readers_like_costs_nothing_beside_it(self):
        odd = (b'"\\ud800"', b"1e999999", b"9" * 100_000, b"[" * 100_000 + b"]" * 100_000)
        for value in odd:
            with self.subTest(value=value[:50]):
                self.assertEqual(self.shared.post(b'{"a":' + value + b"}").status, 200)
                who = someone()
                body = said(who, "STOP")
                self.shared.hear(body[:-1] + b',"later":' + value + b"}")
                self.assert_denied(self.shared, who)
                who = someone()
                self.shared.hear(said(who, "STOP").replace(b'{"', b'{"new":' + value + b',"'))
                self.assert_denied(self.shared, who)


class Crowds(Story):
    def test_a_stop_is_heard_among_clients_that_hold_connections_for_nothing(self):
        """tests/bench/crowd.py measures the same with ten thousand of them."""
        server = self.serve(whole(limits={"header_time": "4s", "body_time": "4s", "idle_time": "4s"}))
        idle, slow = min(1_500, room() // 2), 100
        people = []
        with Crowd(server.public_port, idle, slow) as crowd:
            self.eventually(lambda: server.metric("consentry_connections_open") > (idle + slow) // 2, "the crowd")
            begin = time.monotonic()
            while not (crowd.closed["slow"] and crowd.closed["idle"]) and time.monotonic() - begin < PATIENCE:
                people.append(someone())
                asked = time.monotonic()
                server.hear(said(people[-1], "STOP"))
                self.assertLess(time.monotonic() - asked, PATIENCE / 2)
                time.sleep(0.05)
            self.assertTrue(crowd.kept_up, "the crowd was there all the while")
            self.assertTrue(crowd.closed["slow"], "whoever drips is closed at the deadline")
            self.assertTrue(crowd.closed["idle"], "whoever is silent is closed at the deadline")
        for who in people:
            self.assert_denied(server, who)
        self.eventually(lambda: server.metric("consentry_connections_open") == 0, "all gone")

    def test_it_takes_as_many_descriptors_as_the_system_grants_and_says_where_that_is_too_few(self):
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, before[1]))
        try:
            server = self.serve(whole(limits={"connections": 1_000_000}))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
        granted = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        self.assertEqual(granted, (before[1], before[1]))
        if 0 < before[1] < 2_000_000:  # Else there are enough even for so many.
            limited = server.wait_for_entry("serve.connections_limited")
            self.assertLess(limited["connections"], before[1])

    def test_without_descriptors_the_excess_is_refused_and_counted_and_the_ones_there_keep_working(self):
        server = self.serve()
        admin = http_client.Connection(server.admin_port)
        self.addCleanup(admin.close)
        who = someone()
        server.hear(said(someone(), "STOP"))  # So that the store has all its files.
        kept = http_client.Connection(server.public_port)
        self.addCleanup(kept.close)
        self.assertEqual(kept.request("GET", "/nowhere").status, 404)
        # Once before: clang's sanitizer needs descriptors itself where it meets a type for the first time.
        self.assertEqual(admin.request("GET", "/metrics").status, 200)
        used = len(os.listdir(f"/proc/{server.process.pid}/fd"))
        before = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (used, before[1]))
        for _ in range(20):
            with connect(server.public_port) as excess:
                self.assertIn(status_in(all_of(excess)), (0, 503))
        body = said(who, "STOP")
        headers = {"X-Hub-Signature-256": signature(body, configuration.APP_SECRET)}
        self.assertEqual(kept.request("POST", "/webhooks/meta", body, headers).status, 200)
        self.assertIn('consentry_http_total{what="refused"} 20', admin.request("GET", "/metrics").text)
        server.wait_for_entry("http.out_of_descriptors")
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, before)
        self.assert_denied(server, who)

    def test_too_many_connections_are_turned_away_and_the_ones_there_keep_working(self):
        server = self.serve(whole(limits={"connections": 4}))
        who = someone()
        body = said(who, "STOP")
        headers = {"X-Hub-Signature-256": signature(body, configuration.APP_SECRET)}
        kept = [http_client.Connection(server.public_port) for _ in range(4)]
        for connection in kept:
            self.addCleanup(connection.close)
            self.assertEqual(connection.request("GET", "/nowhere").status, 404)
        with connect(server.public_port) as excess:
            self.assertIn(status_in(all_of(excess)), (0, 503))
        for connection in kept:
            self.assertEqual(connection.request("POST", "/webhooks/meta", body, headers).status, 200)
        self.assert_denied(server, who)
        self.assertEqual(server.metric("consentry_http_total", what="refused"), 1)
        for connection in kept:
            connection.close()
        self.eventually(lambda: server.metric("consentry_connections_open") == 0, "room")
        self.assertEqual(server.post(meta.webhook()).status, 200)


if __name__ == "__main__":
    unittest.main()
