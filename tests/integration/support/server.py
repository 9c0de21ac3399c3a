"""One consentry in a folder of its own: started, asked, stopped, killed."""

import json
import signal
import subprocess
import threading
import urllib.parse

from . import configuration, http_client, meta, program, schemas, toml
from .waiting import PATIENCE, Overdue

_EVENTS_MAX = 2000  # Held against their schemas; more of them would take longer than what they are told for.


class Server:
    """What stands in `folder` outlives the process, so a server can be started there again."""

    def __init__(self, folder, config, **secrets):
        self.folder = folder
        self.config_file = folder / "consentry.toml"
        self.store_file = folder / "store" / "consentry.db"
        self.secrets = {**configuration.SECRETS, **secrets}
        self.log = []  # Every entry so far, over all starts.
        self.garbage = []  # Lines of standard error that are none: a sanitizer, a crash.
        self.process = None
        self._reader = None
        self._news = threading.Condition()
        self.store_file.parent.mkdir(exist_ok=True)
        self.configure(config)

    def configure(self, config):
        """Writes the configuration, for the next start."""
        self.config_file.write_text(toml.dumps(config), encoding="utf-8")

    @property
    def environment(self):
        return program.environment(**self.secrets)

    def start(self):
        """Starts and waits until both listeners are open."""
        assert not self.is_running(), "it runs already"
        begin = len(self.log)
        self._spawn()
        listening = self.wait_for_entry("serve.listening", begin)
        self.public_port = listening["public_port"]
        self.admin_port = listening["admin_port"]
        return self

    def start_in_vain(self):
        """Starts a process that should end by itself; its exit code."""
        self._spawn()
        return self._ended()

    def _spawn(self):
        self.process = subprocess.Popen(
            program.mortal([program.path(), "serve", "--config", str(self.config_file)]), stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env=self.environment, cwd=self.folder)
        self._reader = threading.Thread(target=self._read_log, args=(self.process.stderr,), daemon=True)
        self._reader.start()

    def _read_log(self, stream):
        with stream:
            for line in stream:
                try:
                    entry = json.loads(line, object_pairs_hook=_unambiguous)
                except ValueError:
                    entry = None
                with self._news:
                    if isinstance(entry, dict):
                        self.log.append(entry)
                    else:
                        self.garbage.append(line.decode(errors="replace"))
                    self._news.notify_all()
        with self._news:
            self._news.notify_all()

    def entries(self, event):
        with self._news:
            return [entry for entry in self.log if entry["event"] == event]

    def wait_for_entry(self, event, begin=0):
        """The first log entry of that name from place `begin` on."""
        found = []

        def there():
            found[:] = [entry for entry in self.log[begin:] if entry["event"] == event]
            return found or not self._reader.is_alive()

        with self._news:
            self._news.wait_for(there, PATIENCE)
            if found:
                return found[0]
            raise Overdue(f"no {event} in the log; its end: {self.log[begin:][-5:]} {self.garbage}")

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def _ended(self):
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Overdue("the server did not end when it was told to") from None
        self._reader.join(PATIENCE)
        return code

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def stop(self):
        """Asks it to end, as an operator does; its exit code."""
        self.terminate()
        return self._ended()

    def kill(self):
        """Ends it as a power cut would: nothing of it runs any more when this returns."""
        self.process.send_signal(signal.SIGKILL)
        return self._ended()

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def reload(self):
        """Has it read its configuration anew, and waits until that counts."""
        begin = len(self.log)
        self.hang_up()
        return self.wait_for_entry("serve.reloaded", begin)

    def reload_in_vain(self):
        """The same with a configuration that it refuses: the first reason."""
        begin = len(self.log)
        self.hang_up()
        return self.wait_for_entry("serve.reload_refused", begin)

    def restart(self):
        assert self.stop() == 0, self.garbage
        return self.start()

    def crash_and_restart(self):
        self.kill()
        return self.start()

    def finish(self):
        """Ends whatever runs and complains of what no story should cause."""
        code = self.stop() if self.is_running() else 0
        assert code == 0, f"the server ended with {code}: {''.join(self.garbage)}"
        assert not self.garbage, "".join(self.garbage)
        self._assert_nothing_private(json.dumps(self.log))

    def _assert_nothing_private(self, log):
        """Neither people nor secrets stand in the log in the clear."""
        for contact in meta.everybody():
            assert contact not in log, f"{contact} stands in the log"
        for name, secret in self.secrets.items():
            assert secret not in log, f"{name} stands in the log"

    # Meta's side.

    def post(self, body, secret=configuration.APP_SECRET, path="/webhooks/meta", **headers):
        """Posts the octets as Meta would, signed with `secret`; further headers replace the usual ones."""
        usual = {"Content-Type": "application/json", "X-Hub-Signature-256": meta.signature(body, secret)}
        usual.update({name.replace("_", "-"): value for name, value in headers.items()})
        kept = {name: value for name, value in usual.items() if value is not None}
        return http_client.request(self.public_port, "POST", path, body, kept)

    def hear(self, body, **more):
        """Posts a webhook that has to be acknowledged."""
        answer = self.post(body, **more)
        assert answer.status == 200, answer
        return answer

    def handshake(self, path="/webhooks/meta", **query):
        return http_client.request(self.public_port, "GET", path + "?" + urllib.parse.urlencode(query))

    # The CRM's side.

    def get(self, path, key=configuration.ADMIN_KEY, **query):
        if query:
            path += "?" + urllib.parse.urlencode(query)
        return http_client.request(self.admin_port, "GET", path, headers=_authorization(key))

    def tell(self, path, document, key=configuration.ADMIN_KEY, **more):
        """Posts a document, or octets as they are; `more` are further headers."""
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        headers = {"Content-Type": "application/json", **_authorization(key)}
        headers.update({name.replace("_", "-"): value for name, value in more.items()})
        return http_client.request(self.admin_port, "POST", path, body, headers)

    def check(self, contact, scope="marketing", **query):
        answer = self.get("/v1/check", contact=contact, scope=scope, **query)
        assert answer.status == 200, answer
        return answer.json

    def state(self, contact, scope="marketing", **query):
        return self.check(contact, scope, **query)["state"]

    def prompt(self, contact, scope="marketing", **more):
        answer = self.tell("/v1/prompts", {"contact": contact, "scope": scope, **more})
        assert answer.status == 200, answer
        return answer.json

    def consent(self, contact, state, scope="marketing", key=configuration.ADMIN_KEY, **more):
        return self.tell("/v1/consents", {"contact": contact, "scope": scope, "state": state, **more}, key)

    def erase(self, contact, key=configuration.ADMIN_KEY, **more):
        headers = {"Content-Type": "application/json", **_authorization(key)}
        path = "/v1/subjects/" + urllib.parse.quote(contact)
        return http_client.request(self.admin_port, "DELETE", path, json.dumps(more).encode(), headers)

    def opt_in(self, who, scope="marketing", ago=86400, at=None):
        """Lets somebody have agreed elsewhere: a day ago, or at a time."""
        answer = self.consent(who.plus if who.phone else who.user_id, "opted_in", scope, source="web form",
                              occurred_at=meta.rfc3339(at or meta.seconds(ago)),
                              wording="v3" if scope == "marketing" else "v1")
        assert answer.status == 200, answer
        return answer.json

    def history(self, contact):
        """The events of somebody, oldest first; none if nobody knows of them."""
        return self._pages(f"/v1/subjects/{urllib.parse.quote(contact)}/history")

    def events(self, **query):
        """The whole ledger of a brand; each event is what the schema of its type says."""
        events = self._pages("/v1/events", **query)
        if len(events) <= _EVENTS_MAX:
            wrong = [flaw for event in events for flaw in schemas.flaws(event)]
            assert not wrong, wrong
        return events

    def _pages(self, path, **query):
        events, after, more = [], 0, True
        while more:
            answer = self.get(path, after=after, limit=1000, **query)
            if answer.status == 404:
                return events
            assert answer.status == 200, answer
            page = answer.json
            events += page["events"]
            after, more = page["next"], page["more"]
        return events

    def metric(self, name, **labels):
        """The value of one sample of /metrics."""
        wanted = name
        if labels:
            wanted += "{" + ",".join(f'{label}="{value}"' for label, value in labels.items()) + "}"
        page = self.get("/metrics", key=None).text
        for line in page.splitlines():
            if line.startswith(wanted + " "):
                return int(line.rsplit(" ", 1)[1])
        raise AssertionError(f"no {wanted} in the metrics")

    def heard(self, what):
        return self.metric("consentry_intake_total", what=what)

    # The terminal.

    def run(self, *arguments, **more):
        """A command with this server's secrets in its environment."""
        return program.run(*arguments, env=self.environment, cwd=self.folder, **more)

    def command(self, *arguments, **more):
        """A command on this server's configuration."""
        return self.run(*arguments, "--config", self.config_file, **more)


def _unambiguous(members):
    """An object whose members have names of their own; of two with one name a reader would keep the last."""
    if len({name for name, _ in members}) != len(members):
        raise ValueError(f"a name stands there twice: {members}")
    return dict(members)


def _authorization(key):
    return {} if key is None else {"Authorization": f"Bearer {key}"}
