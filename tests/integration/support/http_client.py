"""Requests over real sockets, each on a connection of its own unless a `Connection` is kept."""

import dataclasses
import http.client
import json
import socket

# Longer than any deadline of the program, so that it is the program that answers or gives up.
ANSWER_WITHIN = 90.0


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def text(self):
        return self.body.decode()

    @property
    def problem(self):
        """The name of the problem that the answer tells: `malformed`, `conflict`, …"""
        assert self.headers.get("content-type") == "application/problem+json", self
        told = self.json
        assert told["status"] == self.status and told["title"] and told["detail"], told
        prefix = "urn:consentry:problem:"
        assert told["type"].startswith(prefix), told
        return told["type"][len(prefix):]


class Connection:
    """Keeps its connection from request to request, as Meta does."""

    def __init__(self, port, host="127.0.0.1"):
        self._connection = http.client.HTTPConnection(host, port, timeout=ANSWER_WITHIN)

    def request(self, method, target, body=None, headers=None):
        self._connection.request(method, target, body=body, headers=headers or {})
        response = self._connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, response.read())

    def close(self):
        self._connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def request(port, method, target, body=None, headers=None):
    with Connection(port) as connection:
        return connection.request(method, target, body, headers)


def raw(port, octets):
    """Sends octets as they are and returns the first line of what comes back; empty if nothing does."""
    with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_WITHIN) as stream:
        stream.sendall(octets)
        answer = b""
        while b"\r\n" not in answer:
            part = stream.recv(4096)
            if not part:
                break
            answer += part
        return answer.split(b"\r\n")[0].decode()
