"""A bot made with a public WhatsApp SDK, placed behind the relay: it verifies every message as if it came from Meta."""

import json
import shutil
import subprocess
import threading
import unittest

from support import meta, node, program
from support.configuration import APP_SECRET, NUMBER, OTHER_NUMBER, brand, relay, whole
from support.feed import Feed
from support.meta import someone
from support.story import Story
from support.waiting import PATIENCE

ROUNDS = 6


class PublicBot:
    """The bot as a process of its own, and what it has said."""

    def __init__(self, folder):
        shutil.copy(node.BOT / "bot.mjs", folder / "bot.mjs")
        self.messages = []
        self.refused = []
        self._news = threading.Condition()
        self._process = subprocess.Popen(program.mortal(["node", "bot.mjs"]), cwd=folder, stdout=subprocess.PIPE,
                                         stdin=subprocess.DEVNULL, env=program.environment(APP_SECRET=APP_SECRET))
        self.port = json.loads(self._process.stdout.readline())["port"]
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self):
        for line in self._process.stdout:
            told = json.loads(line)
            with self._news:
                (self.refused if "refused" in told else self.messages).append(told)
                self._news.notify_all()

    def wait_for(self, ids):
        wanted = set(ids)
        with self._news:
            there = self._news.wait_for(lambda: wanted <= {told["id"] for told in self.messages}, PATIENCE)
        assert there, f"{len(wanted - {told['id'] for told in self.messages})} messages did not arrive"

    def of(self, number):
        """The ids of a number's messages, without repetitions."""
        return list(dict.fromkeys(told["id"] for told in self.messages if told["number"] == number))

    def close(self):
        self._process.kill()
        self._process.wait(PATIENCE)
        self._thread.join(PATIENCE)
        self._process.stdout.close()


def body_of(number, place):
    who = someone()
    message = meta.text(who, f"mensaje n.º {place} 🌻", message_id=f"wamid.{number}.{place:06d}")
    return meta.webhook(meta.messages(message, number=number, people=[who]))


def id_of(body):
    return json.loads(body)["entry"][0]["changes"][0]["value"]["messages"][0]["id"]


class Behind(Story):
    def test_a_public_sdk_verifies_every_message_in_order_though_consentry_is_killed_again_and_again(self):
        with node.folder(node.BOT) as folder:
            bot = PublicBot(folder)
            self.addCleanup(bot.close)
        server = self.serve(whole(brand(destination=[relay(f"http://127.0.0.1:{bot.port}/webhook")])))
        feeds = [Feed(server, number, body_of) for number in (NUMBER, OTHER_NUMBER)]
        for cut in range(ROUNDS):
            for feed in feeds:
                feed.wait_for_more(25 + 20 * cut)
            server.crash_and_restart()
        for feed in feeds:
            sent = [id_of(body) for body in feed.end()]
            bot.wait_for(sent)
            arrived = bot.of(feed.number)
            self.assertEqual([one for one in arrived if one in set(sent)], sent)
        self.assertEqual(bot.refused, [])


if __name__ == "__main__":
    unittest.main()
