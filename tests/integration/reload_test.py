"""A hang-up reads the configuration, the packs and the certificates anew: as a whole, or not at all."""

import shutil
import unittest

from support import configuration, program
from support.configuration import brand, destination, key, marketing, orders, whole
from support.load import Load
from support.meta import said, someone
from support.story import Story

NEW_SECRET = "the secret after the rotation"


class Reload(Story):
    def reload_with(self, server, config):
        server.configure(config)
        return server.reload()

    def test_a_secret_is_rotated_without_losing_a_webhook(self):
        server = self.serve(NEW_SECRET=NEW_SECRET)
        self.assertEqual(server.post(said(someone(), "STOP"), secret=NEW_SECRET).status, 401)
        self.reload_with(server, whole(brand(app_secrets=["env:APP_SECRET", "env:NEW_SECRET"])))
        for secret in (configuration.APP_SECRET, NEW_SECRET):
            server.hear(said(someone(), "STOP"), secret=secret)
        self.reload_with(server, whole(brand(app_secrets=["env:NEW_SECRET"])))
        self.assertEqual(server.post(said(someone(), "STOP")).status, 401)
        server.hear(said(someone(), "STOP"), secret=NEW_SECRET)

    def test_scopes_words_and_numbers_count_from_the_reload_on(self):
        server = self.serve(whole(brand(scope=[marketing()], wording=[])))
        who = someone()
        server.hear(said(who, "zanahoria"))
        self.assertEqual(server.state(who.plus), "unknown")
        self.assertEqual(server.get("/v1/check", contact=who.plus, scope="orders").status, 400)
        own = [{"text": "zanahoria", "signal": "opt_out"}]
        self.reload_with(server, whole(brand(scope=[marketing(), orders()], wording=[], keyword=own)))
        who = someone()
        server.hear(said(who, "zanahoria"))
        self.assert_denied(server, who, "orders")

    def test_api_keys_come_and_go(self):
        server = self.serve()
        only_admin = whole(api={"key": [key("admin", "admin", brands=["demo"])]})
        self.reload_with(server, only_admin)
        self.assertEqual(server.get("/v1/events", key=configuration.READER_KEY).status, 401)
        self.assertEqual(server.get("/v1/events").status, 200)

    def test_a_new_destination_begins_with_what_comes_now_and_a_former_one_gets_nothing_more(self):
        first, second = self.receiver(), self.receiver()
        server = self.serve_for(first)
        before, after = someone(), someone()
        server.hear(said(before, "STOP"))
        first.wait_for_events(before)
        self.reload_with(server, whole(brand(destination=[destination(second.url, name="other")])))
        self.eventually(lambda: [one["name"] for one in server.get("/v1/destinations").json["destinations"]]
                        == ["other"], "the new destination alone")
        server.hear(said(after, "STOP"))
        second.wait_for_events(after)
        self.assertEqual(second.of(before), [])
        self.assertEqual(first.of(after), [])

    def test_a_destination_that_moved_gets_what_waited_for_it(self):
        first, second = self.receiver(), self.receiver()
        server = self.serve_for(first)
        first.fail(10**6)
        who = someone()
        server.hear(said(who, "STOP"))
        first.wait_for_attempts(1)
        self.reload_with(server, whole(brand(destination=[destination(second.url)])))
        second.wait_for_events(who)

    def test_a_configuration_or_a_pack_that_is_wrong_changes_nothing_and_says_where(self):
        server = self.serve()
        server.config_file.write_text("[listen]\npublik = 1\n" + server.config_file.read_text())
        refused = server.reload_in_vain()
        self.assertIn("consentry.toml", refused["file"])
        self.assertTrue(refused["why"] and refused["remedy"], refused)

        packs = server.folder / "packs"
        shutil.copytree(program.KEYWORDS, packs)
        (packs / "es.toml").write_text("language = \"es\"\nversion = one\n")
        server.configure(whole(keywords={"path": str(packs)}))
        refused = server.reload_in_vain()
        self.assertTrue(refused["file"].endswith("es.toml") and refused["line"] > 0, refused)
        who = someone()
        server.hear(said(who, "baja"))
        self.assert_denied(server, who)

    def test_a_connector_that_is_wrong_changes_nothing_and_says_where(self):
        server = self.serve()
        folder = server.folder / "connectors"
        folder.mkdir()
        (folder / "crm.toml").write_text('[connector]\nabout = "x"\nsetup = "x"\nbased = "x"\n')
        server.configure(whole(brand(destination=[{"name": "crm", "kind": "crm"}])))
        refused = server.reload_in_vain()
        self.assertTrue(refused["file"].endswith("crm.toml") and refused["line"] > 0, refused)

    def test_what_only_a_start_can_change_is_refused_by_name(self):
        server = self.serve()
        server.configure(whole(store={"url": "sqlite:elsewhere.db"}, limits={"header_time": "5s"}))
        refused = server.reload_in_vain()
        self.assertEqual(refused["key"], "limits, store.url")
        self.assertIn("restart", refused["remedy"])
        self.assertFalse((server.folder / "elsewhere.db").exists())

    def test_under_load_no_webhook_is_lost_and_none_is_judged_by_half_a_configuration(self):
        crm = self.receiver()
        configs = [whole(brand(destination=[destination(crm.url)], app_secrets=secrets))
                   for secrets in (["env:APP_SECRET"], ["env:NEW_SECRET", "env:APP_SECRET"])]
        server = self.serve(configs[0], NEW_SECRET=NEW_SECRET)
        load = Load(server, most=1_500)
        for turn in range(20):
            load.wait_for(40 * turn)
            self.reload_with(server, configs[(turn + 1) % 2])
        load.end()
        self.assertEqual((load.refused, load.uncertain), ([], []))
        people = {who.phone for who, _ in load.acknowledged}
        self.assertGreaterEqual(len(people), 800)
        events = [event["data"]["subject"]["wa_id"] for event in server.events()]
        self.assertEqual(sorted(events), sorted(people))
        crm.wait_for(lambda: len(crm.events) >= len(people), "all of them")
        self.assertEqual({event["data"]["subject"]["wa_id"] for event in crm.events}, people)
        self.assert_content(server)


if __name__ == "__main__":
    unittest.main()
