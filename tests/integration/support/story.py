"""The base of every story: servers and receivers that end with it."""

import pathlib
import tempfile
import unittest

from . import configuration
from .receiver import Receiver
from .server import Server
from .waiting import until


class Story(unittest.TestCase):
    """A story that needs a server of its own calls `serve`; the receiver is to be there before it."""

    maxDiff = None

    def folder(self):
        made = tempfile.TemporaryDirectory(prefix="consentry-")
        self.addCleanup(made.cleanup)
        return pathlib.Path(made.name)

    def receiver(self, **more):
        made = Receiver(**more)
        self.addCleanup(made.close)
        return made

    def server(self, config=None, folder=None, **secrets):
        """A server that is not started yet."""
        made = Server(folder or self.folder(), config or configuration.whole(), **secrets)
        self.addCleanup(made.finish)
        return made

    def serve(self, config=None, **secrets):
        return self.server(config, **secrets).start()

    def serve_for(self, receiver, **sections):
        """The usual brand, with the receiver as its CRM."""
        brand = configuration.brand(destination=[configuration.destination(receiver.url)])
        return self.serve(configuration.whole(brand, **sections))

    def eventually(self, question, what):
        return until(question, what)

    def assert_denied(self, server, who, scope="marketing", reason="opted_out"):
        answer = server.check(who.plus if who.phone else who.user_id, scope)
        self.assertEqual((answer["allowed"], answer["reason"]), (False, reason))
        return answer

    def assert_content(self, server, *more):
        """`verify` finds nothing wrong."""
        outcome = server.command("verify", *more)
        self.assertEqual(outcome.returncode, 0, outcome.stdout + outcome.stderr)


class SharedServer(Story):
    """Stories that one server can take in any order, since each has people of its own."""

    secrets = {}  # By their name in the environment, besides the usual ones.

    @classmethod
    def config(cls):
        """The configuration of all stories of the class; `cls.crm` is there to be named in it."""
        return configuration.whole(configuration.brand(destination=[configuration.destination(cls.crm.url)]))

    @classmethod
    def setUpClass(cls):
        cls.crm = Receiver()
        cls.addClassCleanup(cls.crm.close)
        folder = tempfile.TemporaryDirectory(prefix="consentry-")
        cls.addClassCleanup(folder.cleanup)
        server = Server(pathlib.Path(folder.name), cls.config(), **cls.secrets)
        cls.addClassCleanup(server.finish)
        cls.shared = server.start()

    def tearDown(self):
        self.assertEqual(self.crm.refused, [])
