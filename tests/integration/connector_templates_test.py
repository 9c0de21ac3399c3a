"""Templates, and the pages that lead to them."""

import re
import textwrap
import tomllib
import unittest

from support import configuration, program, toml
from support.connected import TEMPLATES, Connected, HubSpotStory
from support.meta import said, someone
from support.vendors import sheets
from support.vendors.tokens import Key

ACCOUNTS = {
    "hubspot": '[[brand.destination]]\nname = "crm"\nkind = "hubspot"\ncredentials = { token = "env:TOKEN" }\n',
    "salesforce": '[[brand.destination]]\nname = "crm"\nkind = "salesforce"\nsettings = { domain = "acme" }\n'
                  'credentials = { client_id = "env:ID", client_secret = "env:SECRET" }\n',
}


class Templates(HubSpotStory):
    """What is wrong with a template is told at start, with its line."""

    def folder_with(self, text):
        folder = self.folder() / "connectors"
        folder.mkdir()
        (folder / "hubspot.toml").write_text(text, encoding="utf-8")
        return folder

    def test_a_template_that_names_what_is_not_there_is_refused_with_its_line(self):
        good = (TEMPLATES / "hubspot.toml").read_text(encoding="utf-8")
        line = next(place for place, text in enumerate(good.splitlines(), 1) if "{{contact.e164}}" in text)
        folder = self.folder_with(good.replace("{{contact.e164}}", "{{contact.e146}}"))
        server = self.connect(self.hubspot, {"token": self.hubspot.token}, templates=folder, start=False)
        self.assertEqual(server.start_in_vain(), 2)
        told = " ".join(map(str, server.log)) + "".join(server.garbage)
        server.garbage.clear()
        checked = server.run("check-config", str(server.config_file))
        self.assertEqual(checked.returncode, 2)
        for where in (told, checked.stdout + checked.stderr):
            self.assertIn(f"hubspot.toml:{line}", where)
            self.assertIn("contact.e146", where)

    def test_a_kind_without_a_template_and_a_credential_that_is_missing_are_refused(self):
        for change, given, what in (({"kind": "hubspott"}, {"token"}, "hubspott"), ({}, {}, "credentials"),
                                    ({}, {"client_id"}, "credentials"), ({"settings": {"shop": "acme"}}, {"token"}, "shop")):
            with self.subTest(what, given=given):
                server = self.connect(self.hubspot, dict.fromkeys(given, self.hubspot.token), start=False, **change)
                checked = server.run("check-config", str(server.config_file))
                self.assertEqual(checked.returncode, 2, checked.stdout)
                self.assertIn(what, checked.stdout + checked.stderr)

    def test_a_reload_with_a_broken_template_leaves_the_running_one(self):
        good = (TEMPLATES / "hubspot.toml").read_text(encoding="utf-8")
        folder = self.folder_with(good)
        server, who = self.serve_hubspot(templates=folder), someone()
        contact = self.known(who)
        (folder / "hubspot.toml").write_text(good.replace("[[step]]", "[[steps]]"), encoding="utf-8")
        refused = server.reload_in_vain()
        self.assertTrue(refused["file"].endswith("hubspot.toml"), refused)
        self.assertEqual(good.splitlines()[refused["line"] - 1], "[[step]]")
        server.hear(said(who, "STOP"))
        self.until(contact, "opted_out")


class Pages(Connected):
    """What somebody copies from a page, or from a template's head, is good."""

    def test_the_configurations_of_the_pages_are_good(self):
        for page in ("connect-hubspot", "connect-salesforce", "connectors"):
            text = (program.PROJECT / "docs" / f"{page}.md").read_text(encoding="utf-8")
            blocks = [textwrap.dedent(block) for block in re.findall(r"```toml\n(.*?)```", text, re.S) if "brand.destination" in block]
            self.assertTrue(blocks, page)
            for block in blocks:
                with self.subTest(page=page, block=block):
                    self.assert_good(block)

    def assert_good(self, block):
        folder = self.folder()
        for name, text in (("salesforce.key", Key().pem), ("google.json", sheets.key_file("http://127.0.0.1/token", Key()))):
            (folder / name).write_text(text, encoding="utf-8")
            (folder / name).chmod(0o600)
        if not block.lstrip().startswith("[[brand.destination]]"):
            kind = "salesforce" if "WA_" in block else "hubspot"
            block = ACCOUNTS[kind] + block
        names = set(re.findall(r"env:(\w+)", block))
        config = toml.dumps(configuration.whole(connectors={"path": str(TEMPLATES)}))
        server = self.server(folder=folder, **dict.fromkeys(names, "a secret of somebody's"))
        server.config_file.write_text(f"{config}\n{block}", encoding="utf-8")
        checked = server.run("check-config", str(server.config_file))
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_every_template_tells_what_it_needs_in_words(self):
        for file in sorted(TEMPLATES.glob("*.toml")):
            with self.subTest(file.name), file.open("rb") as stream:
                template = tomllib.load(stream)
                for page in re.findall(r"docs/[\w-]+\.md", template["connector"]["setup"]):
                    self.assertTrue((program.PROJECT / page).exists(), page)
                self.assertTrue(template["test"], "a test proves that the fields are there")
                self.assertIn(f"`{file.stem}`", (program.PROJECT / "docs" / "connectors.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
