"""The codebook's own themes as if no training had seen them, on real news.

`python3 training/unseen.py` (needs target/release/demarche and the labels of training/join.py.)
Themes and targets get other ids, so that no head is used, and the entries alone find them. Development sets of whole
articles. The encoder for entries was never trained on them; the stances are read by the common head, which was.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = ("dev", "dev2", "dev3", "dev5", "dev6", "dev7")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=Path, default=ROOT / "training/work/labels")
    args = parser.parse_args()
    codebook = (ROOT / "data/codebook.toml").read_text().replace('id = "', 'id = "unseen_')
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "codebook.toml").write_text(codebook)
        with open(folder / "gold.jsonl", "w") as out:
            for name in SETS:
                for line in (args.labels / f"{name}_news.jsonl").read_text().splitlines():
                    row = json.loads(line)
                    row["themes"] = [f"unseen_{theme}" for theme in row["themes"]]
                    row["stance"] = {f"unseen_{target}": label for target, label in row["stance"].items()}
                    out.write(json.dumps(row) + "\n")
        command = [ROOT / "target/release/demarche", "evaluate", folder / "gold.jsonl", "--codebook", folder / "codebook.toml", "--json", "-q"]
        found = json.loads(subprocess.run([*command, "--model", ROOT / "models/default"], check=True, capture_output=True).stdout)
    for theme, figures in found["themes"].items():
        if isinstance(figures, dict) and figures["support"]:
            print(f"{theme}: precision {figures['precision']:.3f}, recall {figures['recall']:.3f}, F1 {figures['f1']:.3f} "
                  f"({figures['support']} sentences)")


if __name__ == "__main__":
    main()
