"""Writes the figures of the shipped model into its card and the README, each between its marks, and draws the diagram.

`python3 training/card.py [--only PART,...] [--baselines] [--topics] [--development]` (needs target/release/demarche and the data pack;
Python's own library is enough, but for the parts development and zero-shot, which take the packages of requirements.txt and a
minute or two: --development). A part is what stands between `<!-- figures: PART -->` and `<!-- end -->`. The baselines and
the ten topics take minutes, so they are written anew only when asked for. Labels, outlets, camps and baselines are of both
test sets together.
"""

import argparse
import hashlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path

from pairs import in_fold, read_jsonl

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models/default"
PAGES = (MODEL / "MODEL_CARD.md", ROOT / "README.md")
THEMES = ("brics_expansion", "ukraine", "bilateral_trade")
TARGETS = ("enlargement", "settlement", "support", "closer_ties")
BASELINE_FOLDS = 5  # the baselines learn from one article in so many, by hash
BY_KIND = ("dev3", "dev4", "dev5", "dev6", "dev7")  # development sets drawn by kind of text
KINDS = {"news": "news", "short": "agency briefs and short texts", "brief": "summaries of a sentence or two", "argued": "opinion, blogs, explainers",
         "transcript": "interviews and briefings", "release": "press releases", "address": "addresses"}
FIGURES = (
    [(f"theme `{theme}`, F1", f"themes.{theme}.f1") for theme in THEMES]
    + [("**themes, macro F1**", "themes.macro_f1")]
    + [(f"stance `{target}`, macro F1", f"stance.{target}.macro_f1") for target in TARGETS]
    + [
        ("**stance, mean macro F1**", "stance.mean_macro_f1"),
        ("the same, where a theme that is missed is a stance missed", "end_to_end.mean_macro_f1"),
        ("stance, mean F_avg (favor and against)", "stance.mean_f_avg"),
        ("all speakers of a sentence right", "speakers.exact"),
        ("the same, sentences with a speaker", "speakers.exact_where_spoken"),
        ("speakers, F1", "speakers.f1"),
        ("(sentence, speaker, target, side), F1", "tuples.f1"),
        ("theme, expected calibration error", "calibration.theme.ece"),
        ("stance, expected calibration error", "calibration.stance.ece"),
    ]
)


def run(*command):
    start = time.time()
    done = subprocess.run([str(part) for part in command], cwd=ROOT, capture_output=True, text=True)
    # `evaluate` ends with 1 where an article was not read whole, and says which.
    if done.returncode > ("evaluate" in command):
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr.strip()}")
    print(f"{time.time() - start:5.0f} s  {' '.join(map(str, command))}", flush=True)
    return done.stdout


def at(report, path):
    for key in path.split("."):
        report = report.get(key) if isinstance(report, dict) else None
    return report


def number(value, interval=None):
    if value is None:
        return "-"
    return f"{value:.2f}" + (f" [{interval[0]:.2f}, {interval[1]:.2f}]" if interval else "")


def signed(value, interval=None):
    if value is None:
        return "-"
    return f"{value:+.2f}" + (f" [{interval[0]:+.2f}, {interval[1]:+.2f}]" if interval else "")


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def figures(second, first, samples):
    rows = [(name, *(number(at(test, path), at(test["intervals"], path)) for test in (second, first)), number(at(samples, path)))
            for name, path in FIGURES]
    return table(("what", "second test set (blind) [95 % interval]", "first test set", "samples (own words, easier)"), rows)


def whole(reports):
    """The same where the pipeline reads the articles whole. `reports`: (name, report)."""
    paths = ("themes.macro_f1", "stance.mean_macro_f1", "speakers.exact", "speakers.exact_where_spoken", "speakers.f1", "tuples.f1")
    rows = [(name, *(number(at(of, path), at(of["intervals"], path)) for _, of in reports)) for name, path in FIGURES if path in paths]
    return table(("what", *(name for name, _ in reports)), rows)


def kinds(rows, evaluate):
    """Development by kind of text; `evaluate` measures a file of labels in whole articles."""
    out = []
    for kind in KINDS:
        part = [row for row in rows if row["kind"] == kind]
        path = ROOT / f"target/gold-kind-{kind}.jsonl"
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in part), encoding="utf-8")
        of = evaluate(path)
        figures_of = (number(at(of, path), at(of["intervals"], path)) for path in ("speakers.exact", "speakers.exact_where_spoken"))
        out.append((KINDS[kind], len({row["article"] for row in part}), len(part), *figures_of))
    return table(("kind of text", "texts", "sentences", "all speakers right", "the same, sentences with a speaker"), out)


def labels(test):
    def row(name, label, of, mistakes):
        return (name, label, of["support"], of["predicted"], *(number(of[key]) for key in ("precision", "recall", "f1")), mistakes)

    rows = []
    for target in TARGETS:
        for label, found in test["confusion"]["by"][target].items():
            others = ", ".join(f"{other} {n}" for other, n in found.items() if other != label and n)
            rows.append(row(target, label, at(test, f"stance.{target}.{label}"), others or "-"))
    for theme in THEMES:
        of = at(test, f"themes.{theme}")
        right = round((of["recall"] or 0) * of["support"])
        rows.append(row(theme, "present", of, f"missed {of['support'] - right}, too many {of['predicted'] - right}"))
    return table(("target or theme", "label", "in the gold", "found", "precision", "recall", "F1", "mistaken for"), rows)


def groups(report, by, pairs=False):
    rows = []
    for group in report["groups"]:
        if group["by"] != by:
            continue
        themes, stances, drift = group["themes_wrong"], group["stances_wrong"], group["stance_drift"]
        row = [group["name"], group["articles"], group["sentences"],
               f"{themes['wrong']}: {number(themes['share'], themes['interval'])}",
               signed(themes["difference"], themes["difference_interval"]), stances["of"]]
        row += [f"{stances['wrong']}: {number(stances['share'], stances['interval'])}" if stances["of"] else "-",
                signed(stances["difference"], stances["difference_interval"])]
        if pairs:
            row = [group["name"], group["sentences"], f"{themes['wrong']}: {number(themes['share'])}",
                   f"{stances['wrong']} of {stances['of']}: {number(stances['share'])}",
                   f"{group['pairs']['right']} of {group['pairs']['pairs']}"]
        else:
            row.append(signed(drift["mean"], drift["interval"]))
        rows.append(row)
    if pairs:
        return table(("kind of change", "sentences", "themes wrong", "stances wrong", "sets all right"), rows)
    return table((by, "articles", "sentences", "themes wrong", "less the rest", "stances", "stances wrong", "less the rest", "drift"),
                 rows)


def overall(report):
    targets = ", ".join(f"{target} {number(at(report, f'stance.{target}.macro_f1'))}" for target in TARGETS)
    return (f"Over all of them: themes macro F1 {number(at(report, 'themes.macro_f1'))}, stance mean macro F1 "
            f"{number(at(report, 'stance.mean_macro_f1'))} ({targets}).")


def baselines(test):
    def row(name, of):
        return (name, *(number(at(of, path), at(of["intervals"], path)) for _, path in
                        (("", "themes.macro_f1"), *FIGURES[:3], ("", "stance.mean_macro_f1"), *FIGURES[4:8])))
    rows = [row("**this model**", test)] + [row(of["name"], of["evaluation"]) for of in test["baselines"]]
    return table(("", "themes, macro F1", *THEMES, "stance, mean macro F1", *TARGETS), rows)


def fenced(output):
    return f"```\n{output}```"


def identity():
    weights = MODEL / "model.safetensors"
    settings = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))["demarche"]
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    return f"`{settings['name']}`; `model.safetensors`: {weights.stat().st_size / 1e6:.1f} MB, SHA-256 `{digest}`."


def replace(parts):
    used = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for part, content in parts.items():
            marks = re.compile(rf"(<!-- figures: {part} -->\n).*?(<!-- end -->)", re.S)
            text, times = marks.subn(lambda m: m[1] + content.rstrip() + "\n" + m[2], text)
            used |= {part} if times else set()
        page.write_text(text, encoding="utf-8")
    for part in parts.keys() - used:
        print(f"no page has the part {part}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--binary", default=ROOT / "target/release/demarche")
    parser.add_argument("--only", default="", help="write these parts only, by the names between their marks")
    parser.add_argument("--baselines", action="store_true", help="write the part baselines as well")
    parser.add_argument("--topics", action="store_true", help="write the part topics as well (topics.py)")
    parser.add_argument("--development", action="store_true", help="write the parts development and zero-shot as well")
    parser.add_argument("--python", default=ROOT / "training/venv/bin/python", help="with the packages of requirements.txt")
    parser.add_argument("--labels", default=ROOT / "training/work/labels", help="what train.sh joins, for development")
    args = parser.parse_args()
    first, second = ROOT / "target/gold-test.jsonl", ROOT / "target/gold-test2.jsonl"
    gold, train = ROOT / "target/gold-tests.jsonl", ROOT / "target/gold-train.jsonl"

    def evaluate(data, *options):
        return json.loads(run(args.binary, "evaluate", data, "--json", "--quiet", *options))

    def join(split, out, *options):
        run(sys.executable, "training/join.py", split, "--shared", args.shared, "--out", out, *options)

    def articles(split):
        return ROOT / f"target/articles-{split}.jsonl"

    kinds_of = [ROOT / f"target/gold-{split}.jsonl" for split in BY_KIND]
    for split, path in zip(("test", "test2", *BY_KIND), (first, second, *kinds_of)):
        join(split, path, "--articles", articles(split))
    gold.write_text(first.read_text(encoding="utf-8") + second.read_text(encoding="utf-8"), encoding="utf-8")
    options = ["--by", "source,outlet-camp,speaker-camp", "--reliability", MODEL / "reliability.svg"]
    if args.baselines:
        join("train", train)
        own_words = sorted((ROOT / "data/gold").glob("re*.jsonl")) + [ROOT / "data/gold/seed.jsonl"]
        drawn = ROOT / "target/gold-train-drawn.jsonl"  # all of them take over half an hour
        rows = [row for path in (train, *own_words) for row in read_jsonl(path) if in_fold(row["article"], BASELINE_FOLDS, 0)]
        drawn.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        options += ["--baselines", "--baseline-train", drawn]
    test = evaluate(gold, *options)
    robustness = evaluate("data/gold/robustness.jsonl", "--by", "test")
    parts = {
        "identity": identity(),
        "test": figures(evaluate(second), evaluate(first), evaluate("data/gold/samples.jsonl")),
        "whole": whole([(name, evaluate(path, "--articles", articles(split))) for name, split, path in (
            ("second test set (blind) [95 % interval]", "test2", second), ("first test set", "test", first),
            *((f"`{split}`", split, path) for split, path in zip(BY_KIND, kinds_of)))]),
        "kinds": kinds([row for path in kinds_of for row in read_jsonl(path)],
                       lambda path: evaluate(path, "--articles", *map(articles, BY_KIND))),
        "labels": labels(test),
        "outlets": groups(test, "source"),
        "camps": groups(test, "outlet-camp"),
        "speakers": groups(test, "speaker-camp"),
        "robustness": groups(robustness, "test", pairs=True) + "\n\n" + overall(robustness),
    }
    if args.baselines:
        parts["baselines"] = baselines(test)
    if args.topics:
        parts["topics"] = fenced(run(sys.executable, "training/topics.py", "--shared", args.shared))
    if args.development:
        data = args.shared / "data"
        parts["development"] = fenced(run(args.python, "training/evaluate.py", MODEL, "--annotation", args.shared / "annotation",
                                          "--labels", args.labels, "--data", data))
        parts["zero-shot"] = fenced(run(args.python, "training/entries.py", MODEL, "--beats", "data/beats") + run(sys.executable, "training/unseen.py"))
    only = [part for part in args.only.split(",") if part]
    missing = set(only) - parts.keys()
    if missing:
        sys.exit(f"not made: {', '.join(sorted(missing))} (--baselines, --topics and --development make more parts)")
    replace({part: content for part, content in parts.items() if not only or part in only})


if __name__ == "__main__":
    main()
