"""What is installed, and where; and that its manual and completions know what the program knows."""

import os
import pathlib
import re
import shutil
import subprocess
import unittest

from support import program
from support.story import Story


def commands(*path):
    """Every command below `path`, as the help lists them."""
    helped = program.run(*path, "--help").stdout
    listed = re.search(r"^(?:Subcommands|SUBCOMMANDS):\n(.*?)(?:\n\n|\Z)", helped, re.MULTILINE | re.DOTALL)
    names = re.findall(r"^  ([a-z][a-z-]*)", listed.group(1), re.MULTILINE) if listed else []
    return [(*path, name) for name in names] + [one for name in names for one in commands(*path, name)]


class Described(Story):
    def complete(self, *words):
        """What bash would offer for the last word."""
        script = f"""
            source <(printf '%s' "$COMPLETION")
            COMP_WORDS=(consentry {' '.join(f"'{word}'" for word in words)})
            COMP_CWORD={len(words)}
            _consentry
            printf '%s\\n' "${{COMPREPLY[@]}}"
            """
        done = subprocess.run(["bash", "--norc", "-c", script], capture_output=True, text=True, check=True,
                              env={**os.environ, "COMPLETION": program.run("completion", "bash").stdout})
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_the_manual_and_the_completions_know_every_command(self):
        known = commands()
        self.assertIn(("deliveries", "retry"), known)
        manual = program.run("man").stdout
        for path in known:
            self.assertIn("\n.SS " + " ".join(path).replace("-", "\\-") + "\n", manual)
            for shell in ("bash", "zsh", "fish"):
                self.assertIn(path[-1], program.run("completion", shell).stdout)

    def test_bash_completes_commands_and_options_at_their_place(self):
        self.assertEqual(self.complete("ser"), ["serve"])
        self.assertEqual(self.complete("deliveries", "re"), ["retry"])
        self.assertEqual(self.complete("deliveries", "list", "--dest"), ["--destination"])
        self.assertEqual(self.complete("serve", "--dest"), [])
        for path in commands():
            self.assertIn(path[-1], self.complete(*path[:-1], path[-1]))

    def test_bash_leaves_the_place_of_a_value_to_the_names_of_files(self):
        self.assertEqual(self.complete("serve", "--config", ""), [])

    def test_the_completions_are_sound_to_their_shells(self):
        for shell, check in (("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")):
            if shutil.which(shell):
                script = program.run("completion", shell).stdout
                outcome = subprocess.run([shell, check, "/dev/stdin"], input=script, capture_output=True, text=True,
                                         check=False)
                self.assertEqual((outcome.returncode, outcome.stderr), (0, ""), shell)

    def test_a_shell_that_nobody_knows_is_refused(self):
        self.assertEqual(program.run("completion", "tcsh").returncode, 2)


class Installed(Story):
    def install(self, *options, **variables):
        build = pathlib.Path(program.path()).parent
        outcome = subprocess.run(["cmake", "--install", str(build), *options], capture_output=True, text=True,
                                 env={**os.environ, **variables}, check=False)
        self.assertEqual(outcome.returncode, 0, outcome.stderr)

    def test_everything_lies_where_it_is_looked_for_below_a_prefix(self):
        prefix = self.folder() / "opt"
        self.install("--prefix", str(prefix))
        for name in ("bin/consentry", "share/consentry/keywords/en.toml", "share/consentry/config/README.md",
                     "share/man/man1/consentry.1.gz", "share/bash-completion/completions/consentry",
                     "share/zsh/vendor-completions/_consentry", "share/fish/vendor_completions.d/consentry.fish",
                     "share/doc/consentry/README.md", "lib/systemd/system/consentry.service",
                     "lib/sysusers.d/consentry.conf", "lib/tmpfiles.d/consentry.conf"):
            self.assertTrue((prefix / name).is_file(), name)
        self.assertTrue((prefix / "share/consentry/connectors").is_dir())
        unit = (prefix / "lib/systemd/system/consentry.service").read_text(encoding="utf-8")
        self.assertIn(f"ExecStart={prefix}/bin/consentry serve", unit)

    def test_an_installed_program_takes_the_packs_that_were_installed_with_it(self):
        prefix = self.folder() / "opt"
        self.install("--prefix", str(prefix))
        (prefix / "share/consentry/keywords/es.toml").unlink()
        outcome = subprocess.run([prefix / "bin/consentry", "match", "--json", "BAJA"], cwd=self.folder(),
                                 capture_output=True, text=True, env=program.environment(), check=False)
        self.assertIn('"signal":"none"', outcome.stdout.replace(" ", ""), outcome.stderr)
        outcome = subprocess.run([prefix / "bin/consentry", "match", "--json", "STOP"], cwd=self.folder(),
                                 capture_output=True, text=True, env=program.environment(), check=False)
        self.assertIn('"signal":"opt_out"', outcome.stdout.replace(" ", ""), outcome.stderr)

    def test_one_component_brings_its_own_files_only(self):
        prefix = self.folder() / "opt"
        self.install("--prefix", str(prefix), "--component", "program")
        self.assertTrue((prefix / "bin/consentry").is_file())
        self.assertFalse((prefix / "lib").exists())

    def test_a_packager_can_have_it_all_below_a_folder_of_its_own(self):
        root = self.folder()
        self.install("--prefix", "/usr", DESTDIR=str(root))
        self.assertTrue((root / "usr/bin/consentry").is_file())
        unit = (root / "usr/lib/systemd/system/consentry.service").read_text(encoding="utf-8")
        self.assertIn("ExecStart=/usr/bin/consentry serve", unit)


if __name__ == "__main__":
    unittest.main()
