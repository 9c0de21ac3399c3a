"""What is heard of labelled sentences, per language and by tier. See script/accuracy."""

import argparse
import collections
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "tests/data/sentences"
FIGURES = ROOT / "tests/data/figures.tsv"
LABELS = ("opt_out", "opt_in", "affirm", "none")
COLUMNS = ("language", "opt_outs", "heard", "acted", "agreements", "understood", "others", "silenced", "held")
TO_BE_MORE = ("heard", "acted", "understood")
TO_BE_LESS = ("silenced", "held")


def answers(texts):
    """What consentry says of each text: its `match --jsonl`, in the order of the texts."""
    program = os.environ.get("CONSENTRY", str(ROOT / "build/release/consentry"))
    packs = os.environ.get("PACKS", str(ROOT / "keywords"))
    lines = "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts))
    run = subprocess.run([program, "match", "--jsonl", "--packs", packs], input=lines, text=True, encoding="utf-8",
                         stdout=subprocess.PIPE, check=True)
    found = [json.loads(line) for line in run.stdout.splitlines()]
    if len(found) != len(texts):
        sys.exit(f"{program} answered {len(found)} of {len(texts)} texts.")
    return found


def sentences():
    """Every labelled sentence: language, label, text, why."""
    rows = []
    for file in sorted(SENTENCES.glob("*.tsv")):
        head, *lines = file.read_text(encoding="utf-8").splitlines()
        if head != "label\ttext\twhy":
            sys.exit(f"{file}: the first line is not label, text, why.")
        for number, line in enumerate(lines, 2):
            fields = line.split("\t")
            if len(fields) != 3 or fields[0] not in LABELS or not all(fields):
                sys.exit(f"{file}:{number}: not a label of {', '.join(LABELS)}, a text and a reason, parted by tabs.")
            rows.append((file.stem, fields[0], fields[1].replace("\\n", "\n"), fields[2]))
    return rows


def is_as_labelled(label, answer):
    if label == "none":
        return answer["signal"] not in ("opt_out", "opt_in")
    return answer["signal"] == label


def count(rows, found):
    """The figures of each language."""
    figures = collections.defaultdict(lambda: dict.fromkeys(COLUMNS[1:], 0))
    for (language, label, _, _), answer in zip(rows, found):
        of_language = figures[language]
        heard = answer["signal"] == "opt_out"
        acted = heard and answer["decision"] == "act"
        if label == "opt_out":
            of_language["opt_outs"] += 1
            of_language["heard"] += heard
            of_language["acted"] += acted
        elif label == "none":
            of_language["others"] += 1
            of_language["silenced"] += acted
            of_language["held"] += heard and not acted
        else:
            of_language["agreements"] += 1
            of_language["understood"] += answer["signal"] == label
    return dict(figures)


def committed():
    if not FIGURES.exists():
        return {}
    head, *lines = (line.split("\t") for line in FIGURES.read_text(encoding="utf-8").splitlines())
    return {line[0]: dict(zip(head[1:], map(int, line[1:]))) for line in lines}


def worse(figures, before):
    """A sentence for each figure that is worse than the committed one."""
    problems = []
    for language, old in sorted(before.items()):
        new = figures.get(language)
        if new is None:
            problems.append(f"{language}: its sentences are gone.")
            continue
        problems += [f"{language}: {column} fell from {old[column]} to {new[column]}."
                     for column in TO_BE_MORE if new[column] < old[column]]
        problems += [f"{language}: {column} rose from {old[column]} to {new[column]}."
                     for column in TO_BE_LESS if new[column] > old[column]]
    return problems


def write(figures):
    lines = ["\t".join(COLUMNS)]
    lines += ["\t".join([language, *(str(figures[language][column]) for column in COLUMNS[1:])])
              for language in sorted(figures)]
    FIGURES.write_text("\n".join(lines) + "\n", encoding="utf-8")


def share(part, whole):
    return f"{100 * part / whole:5.1f} %" if whole else "    -  "


def show(figures, rows, found):
    total = {column: sum(of[column] for of in figures.values()) for column in COLUMNS[1:]}
    print(f"{'language':9} {'opt-outs':>8} {'heard':>8} {'acted':>8} {'others':>7} {'silenced':>9} {'held':>8}")
    for language, of in [*sorted(figures.items()), ("all", total)]:
        print(f"{language:9} {of['opt_outs']:8} {share(of['heard'], of['opt_outs']):>8}"
              f" {share(of['acted'], of['opt_outs']):>8} {of['others']:7} {share(of['silenced'], of['others']):>9}"
              f" {share(of['held'], of['others']):>8}")
    print(f"\nagreements understood: {total['understood']} of {total['agreements']}")
    tiers = collections.Counter(answer["tier"] for (_, label, _, _), answer in zip(rows, found)
                                if label == "opt_out" and answer["signal"] == "opt_out")
    print("opt-outs by tier: " + ", ".join(f"{tier} {number}" for tier, number in tiers.most_common()))


def measure_ordinary(file):
    texts = [line for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines() if line.strip()]
    found = answers(texts)
    heard = [answer for answer in found if answer["signal"] == "opt_out"]
    acted = sum(answer["decision"] == "act" for answer in heard)
    print(f"{len(texts)} sentences: {10000 * acted / len(texts):.2f} of 10,000 acted on,"
          f" {10000 * (len(heard) - acted) / len(texts):.2f} held")


def main():
    parser = argparse.ArgumentParser(prog="script/accuracy")
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--ordinary", metavar="FILE")
    options = parser.parse_args()
    if options.ordinary:
        measure_ordinary(options.ordinary)
        return
    rows = sentences()
    found = answers([text for _, _, text, _ in rows])
    figures = count(rows, found)
    show(figures, rows, found)
    if options.misses:
        for (language, label, text, why), answer in zip(rows, found):
            if not is_as_labelled(label, answer) or (label == "opt_out" and answer["decision"] != "act"):
                print(f"{language}: {label}, read as {answer['signal']} {answer['decision']} by {answer['rule']}:"
                      f" {text!r} ({why})")
    if options.update:
        write(figures)
        return
    problems = worse(figures, committed())
    print("\n".join(problems))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
