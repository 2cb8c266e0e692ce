"""Makes a large run out of a small one, to measure positions, compare and report: replicate.py RUN ARTICLES OUT

Articles are repeated under new identifiers, with other dates and a number in each sentence that makes it no copy. The
speakers with the most statements stay who they are; the others become other people in each round, as a larger corpus
has more of them. The numbers of the result mean nothing; its size does.
"""

import collections
import datetime
import json
import pathlib
import random
import sys

run, wanted, out = pathlib.Path(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
FAMOUS = 30

articles = collections.defaultdict(list)
spoken = collections.Counter()
for line in open(run / "statements.jsonl", encoding="utf-8"):
    try:
        statement = json.loads(line)
    except ValueError:  # a run that was cut off
        break
    articles[statement["article"]].append(statement)
    if statement["stances"]:
        spoken.update({speaker["name"] for speaker in statement["speakers"]})
famous = {name for name, _ in spoken.most_common(FAMOUS)}
manifest = next((json.load(open(m)) for m in [run / "manifest.json"] if m.exists()), None)
dice = random.Random(1)
out.mkdir(parents=True)
count = sentences = round_number = 0
with open(out / "statements.jsonl", "w", encoding="utf-8") as file:
    while count < wanted:
        round_number += 1
        for name, statements in articles.items():
            if count == wanted:
                break
            count += 1
            shift = datetime.timedelta(days=dice.randrange(1000))
            for place, statement in enumerate(statements):
                end = f" {count}"
                start = statement["start"] + place * len(end)
                text = statement["text"] + end
                new = dict(statement, article=f"{name}-{round_number}", text=text, start=start, end=start + len(text))
                # They may lie in other sentences.
                new["attribution"] = {k: v for k, v in statement["attribution"].items() if k != "spans"}
                if statement["date"]:
                    new["date"] = str(datetime.date.fromisoformat(statement["date"]) - shift)
                new["speakers"] = [
                    s if s["name"] in famous else dict(s, name=f"{s['name']} {round_number}", id=f"{s['id']}-{round_number}")
                    for s in statement["speakers"]
                ]
                file.write(json.dumps(new, ensure_ascii=False) + "\n")
                sentences += 1
if manifest:
    manifest["counts"].update(articles_read=count, sentences=sentences)
    json.dump(manifest, open(out / "manifest.json", "w"))
print(f"{count} articles, {sentences} sentences, {len(articles)} articles repeated")
