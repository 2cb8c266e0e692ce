"""entries.safetensors: the encoder that compares texts with codebook entries, for themes without a trained head.

`python training/entries.py models/default --beats data/beats [--write] [--parity tests/fixtures/entries.json]`
It is all-MiniLM-L6-v2 as it was published: what the shipped encoder was trained on since cost it its sense of likeness. Its
layers stand in 8 bits, and it shares the word embeddings of model.safetensors, which are brought to 8 bits too where they
are not. Scale, bias and threshold are fitted on the articles of `development.jsonl`; figures of `test.jsonl`, where it is
there, are printed alone. Both are in own words. No text of a publisher is read.
"""

import argparse
import json
import tomllib
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.linear_model import LogisticRegression
from torch.nn import functional as F
from transformers import BertConfig, BertModel

from data import Run, Statement
from export import calibration_of, update, write_sums
from model import base_folder, in_bytes, stored_tensors
from parity import articles, read_inputs, rounded
from windows import windows_of

FILE, WORDS, KEPT = "entries.safetensors", "embeddings.word_embeddings.weight", 8


def layers_of(base):
    """The tensors of the base but for its words: matrices of layers in 8 bits, of positions and types in F16."""
    out = {}
    for name, tensor in base.items():
        name = name.removeprefix("bert.")
        if name.startswith("encoder.layer.") and tensor.dim() == 2:
            out |= in_bytes(name, tensor)
        elif name.startswith(("encoder.layer.", "embeddings.")) and name != WORDS and "position_ids" not in name:
            out[name] = (tensor.half() if tensor.dim() == 2 else tensor.float()).contiguous()
    return out


def write(folder):
    """entries.safetensors, and the words of model.safetensors in 8 bits."""
    save_file(layers_of(load_file(str(base_folder() / "model.safetensors"))), str(folder / FILE))
    shipped = load_file(str(folder / "model.safetensors"))
    if shipped[WORDS].dtype != torch.int8:
        words = shipped.pop(WORDS)
        save_file(shipped | in_bytes(WORDS, words.float()), str(folder / "model.safetensors"))
    for file in (FILE, "model.safetensors"):
        (folder / file).chmod(0o644)
    write_sums(folder)


def load(folder):
    """The encoder as it is shipped, computed in fp32."""
    keys = {k: v for k, v in json.loads((folder / "config.json").read_text()).items() if k != "demarche"}
    encoder = BertModel(BertConfig(**keys, attention_probs_dropout_prob=0.0), add_pooling_layer=False)
    words = stored_tensors(folder / "model.safetensors")[WORDS]
    encoder.load_state_dict(stored_tensors(folder / FILE) | {WORDS: words}, strict=True)
    return encoder.eval()


@torch.no_grad()
def means(encoder, ids, spans):
    """The mean vector of each span of a sequence, each of length 1."""
    states = encoder(input_ids=torch.tensor([ids])).last_hidden_state[0]
    return F.normalize(torch.stack([states[start:end].mean(0) for start, end in spans]), dim=-1)


def direction(encoder, inputs, theme):
    """What a sentence is compared with: the mean of the label, of label and definition, and of the propositions' mean."""
    def of(text):
        ids = inputs.entry(text)[0]
        return means(encoder, ids, [(0, len(ids))])[0]

    parts = [of(theme["label"]), of(f"{theme['label']}. {theme['definition'].strip()}")]
    if theme.get("target"):
        parts.append(torch.stack([of(target["proposition"]) for target in theme["target"]]).mean(0))
    return torch.stack(parts).mean(0)


def vectors_of(encoder, inputs, run):
    """(window, [the vector of each sentence that it reads]): the mean of the sentence's own and of the window's."""
    for window in windows_of(inputs, run):
        ids, _, spans = inputs.theme(window.sentences, window.title)
        spans = [(start, max(end, start + 1)) for start, end in (spans[window.span(n)] for n in window.read)]
        own = means(encoder, ids, spans + [(0, len(ids))])
        yield window, ids, spans, (own[:-1] + own[-1]) / 2


def similarities(encoder, inputs, gold, themes):
    """[sentences, themes]: similarities and whether the sentence is on the theme."""
    directions = torch.stack([direction(encoder, inputs, theme) for theme in themes])
    found, right = [], []
    for article in dict.fromkeys(row["article"] for row in gold):
        rows = [row for row in gold if row["article"] == article]
        statements = [Statement("", row["text"], row.get("title"), None, False, [], {}, "", i=i) for i, row in enumerate(rows)]
        vectors = torch.cat([v for *_, v in vectors_of(encoder, inputs, Run("", rows[0].get("title"), None, [], statements, []))])
        found.append(vectors @ directions.T)
        right += [[theme["id"] in row["themes"] for theme in themes] for row in rows]
    return torch.cat(found).numpy(), np.array(right)


def f1(right, guess):
    return 2 * (right & guess).sum() / max(1, right.sum() + guess.sum())


def show(name, probability, right, threshold):
    guess = probability >= threshold
    precision, recall = (right & guess).sum() / max(1, guess.sum()), (right & guess).sum() / right.sum()
    each = [f1(right[:, t], guess[:, t]) for t in range(right.shape[1])]
    first = (probability.argmax(1) == right.argmax(1))[right.any(1)].mean()
    print(f"{name}: {right.shape[0]} sentences, {right.shape[1]} themes: precision {precision:.3f}, recall {recall:.3f}, "
          f"F1 {f1(right, guess):.3f} (mean of the themes {np.mean(each):.3f}, least {min(each):.3f}); the right theme is first "
          f"for {first:.3f}")


def parity(encoder, inputs, out):
    """Windows over the sentences of the parity fixture, and what comes of them."""
    cases = []
    for article in articles(Path(__file__).with_name("parity_sentences.jsonl")):
        rows = [Statement("", text, article["title"], None, False, [], {}, "", i=i) for i, text in enumerate(article["sentences"])]
        run = Run("", article["title"], None, [], rows, [])
        cases.append({"title": article["title"], "sentences": article["sentences"],
                      "vectors": [rounded(row[:KEPT]) for *_, v in vectors_of(encoder, inputs, run) for row in v]})
    theme = {"label": "Sea ports", "definition": "The building, sale and running of sea ports.",
             "target": [{"proposition": "Sea ports should be run by private companies."}, {"proposition": "More ports should be built."}]}
    head = {"theme": theme, "direction": rounded(direction(encoder, inputs, theme)[:KEPT])}
    body = ",\n".join(json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    out.write_text(json.dumps(head, ensure_ascii=False)[:-1] + ', "cases": [\n' + body + "\n]}\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--beats", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write the weights, fit scale, bias and threshold, and store them")
    parser.add_argument("--parity", type=Path, help="write the fixture of src/classify/parity.rs")
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if args.write:
        write(args.model)
    encoder, inputs = load(args.model), read_inputs(args.model)
    if args.parity:
        parity(encoder, inputs, args.parity)

    def read(name):
        themes = tomllib.loads((args.beats / f"{name}.toml").read_text())["theme"]
        gold = [json.loads(line) for line in (args.beats / f"{name}.jsonl").read_text().splitlines()]
        return similarities(encoder, inputs, gold, themes)

    found, right = read("development")
    if args.write:
        fitted = LogisticRegression(C=1e6).fit(found.reshape(-1, 1), right.reshape(-1))
        scale, bias = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
        probability = 1 / (1 + np.exp(-(scale * found + bias)))
        threshold = float(max(np.round(np.arange(0.1, 0.91, 0.01), 2), key=lambda t: f1(right, probability >= t)))
        unseen = {"threshold": threshold, "scale": round(scale, 4), "bias": round(bias, 4)}
        update(args.model, calibration_of(args.model) | {"unseen": unseen})
    unseen = json.loads((args.model / "config.json").read_text())["demarche"]["unseen"]
    print(unseen)
    for name in ("development", "test"):
        if (args.beats / f"{name}.jsonl").exists():
            found, right = read(name)
            show(name, 1 / (1 + np.exp(-(unseen["scale"] * found + unseen["bias"]))), right, unseen["threshold"])


if __name__ == "__main__":
    main()
