"""How the cost of `demarche classify` grows with sentences, tokens, themes and targets.

Articles of twelve sentences in our own words (data/gold), each used once: the classifier encodes what it has seen only
once, so that copies of the samples would cost nothing.
"""

import json
import random
import tomllib

ARTICLE = 12
FURTHER = ["football", "painting", "astronomy", "cooking", "railways", "birds", "chess", "mountaineering", "opera"]


def gold(root):
    """Distinct sentences of data/gold in a fixed order at random."""
    seen = {}
    for file in sorted((root / "data/gold").glob("*.jsonl")):
        for line in file.read_text().splitlines():
            seen.setdefault(" ".join(json.loads(line)["text"].split()))
    return random.Random(6).sample(list(seen), len(seen))


def write(path, sentences):
    """A file of articles, each sentence a paragraph, so that it stays one."""
    with path.open("w") as file:
        for i in range(0, len(sentences), ARTICLE):
            text = "\n\n".join(sentences[i:i + ARTICLE])
            file.write(json.dumps({"id": f"a{i}", "date": "2024-01-01", "title": f"Report {i}", "text": text}) + "\n")
    return path


def write_codebook(path, themes):
    """A codebook; JSON strings are TOML strings."""
    lines = ['name = "sweep"']
    for theme in themes:
        lines += ["[[theme]]", *(f"{key} = {json.dumps(theme[key])}" for key in ("id", "label", "definition"))]
        for target in theme["target"]:
            lines += ["[[theme.target]]", *(f"{key} = {json.dumps(target[key])}" for key in ("id", "proposition"))]
    path.write_text("\n".join(lines) + "\n")
    return path


def more_targets(theme, times):
    """The theme with `times` as many targets."""
    targets = list(theme["target"])
    for i in range(2, times + 1):
        targets += [{"id": f"{t['id']}_{i}", "proposition": f"Claim {i}: {t['proposition']}"} for t in theme["target"]]
    return theme | {"target": targets}


def cases(root, work, base):
    """(what grows, its value, articles, codebook)"""
    sentences = gold(root)
    default = tomllib.loads((root / "data/codebook.toml").read_text())["theme"]
    common = write(work / "sweep.jsonl", sentences[:base])
    book = write_codebook(work / "default.toml", default)
    for number in (base // 4, base // 2, base, base * 2, base * 4):
        yield "sentences", number, write(work / f"sweep-{number}.jsonl", sentences[:number]), book
    # By words: about 1.2 tokens each. The longest are two sentences made one.
    number = base // 2
    between = lambda least, most: [text for text in sentences if least <= len(text.split()) <= most]  # noqa: E731
    twenty = between(18, 22)
    joined = [f"{a.rstrip('.')}; {b}" for a, b in zip(twenty[::2], twenty[1::2])]
    for words, chosen in {10: between(8, 12), 20: twenty, 30: between(28, 33), 40: joined}.items():
        yield "words of a sentence", words, write(work / f"sweep-words-{words}.jsonl", chosen[:number]), book
    for more in (0, 3, 9):
        further = [{"id": topic, "label": topic, "definition": f"Whatever is about {topic}.",
                    "target": [{"id": f"{topic}_more", "proposition": f"There should be more {topic}."}]}
                   for topic in FURTHER[:more]]
        yield "themes", len(default) + more, common, write_codebook(work / f"themes-{more}.toml", default + further)
    for times in (1, 2, 4):
        themes = [more_targets(theme, times) for theme in default]
        targets = sum(len(theme["target"]) for theme in themes)
        yield "targets", targets, common, write_codebook(work / f"targets-{times}.toml", themes)


def sweep(classify, root, work, repetitions, base):
    """One record a run, two threads."""
    runs = []
    prepared = list(cases(root, work, base))
    for _ in range(repetitions):
        for name, value, articles, codebook in prepared:
            record = classify(articles, 2, "--codebook", codebook)
            runs.append({"grows": name, "value": value} | record)
            print(f"{name} {value}: {record['wall_seconds']:.2f} s", flush=True)
    return runs
