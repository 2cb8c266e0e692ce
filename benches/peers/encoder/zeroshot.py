"""The pipeline that a user would pick today, timed: spaCy's sentences, then transformers' zero-shot pipeline.

`zeroshot.py ARTICLES --model DIR --codebook TOML --threads N [--stances]`: the texts of `.txt` and `.jsonl` files, three
themes for every sentence, and with `--stances` all four targets of
every sentence too (this pipeline knows no theme before it has asked; `demarche` asks for targets of present themes only).

The NLI model has the shape of the default encoder with random weights: its answers mean nothing, its time is that of a
trained one. spaCy's sentences are its rule-based ones: the trained pipelines are not on PyPI, and would be slower.
"""

import argparse
import json
import os
import time
import tomllib
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"
START = time.perf_counter()


def texts(folder):
    for path in sorted(Path(folder).iterdir()):
        if path.suffix == ".jsonl":
            yield from (json.loads(line)["text"] for line in path.read_text().splitlines())
        elif path.suffix == ".txt":
            yield path.read_text()


def classifier(folder, threads):
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast, pipeline
    torch.set_num_threads(threads)
    torch.manual_seed(6)
    labels = {0: "contradiction", 1: "neutral", 2: "entailment"}
    config = BertConfig.from_pretrained(folder, num_labels=3, id2label=labels,
                                        label2id={label: i for i, label in labels.items()})
    config._attn_implementation = "sdpa"
    model = BertForSequenceClassification(config).eval()
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(Path(folder) / "tokenizer.json"), pad_token="[PAD]",
                                        cls_token="[CLS]", sep_token="[SEP]", unk_token="[UNK]", model_max_length=512)
    return pipeline("zero-shot-classification", model=model, tokenizer=tokenizer, batch_size=32, device="cpu")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles")
    parser.add_argument("--model", required=True, help="config.json and tokenizer.json")
    parser.add_argument("--codebook", required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--stances", action="store_true")
    args = parser.parse_args()
    themes = tomllib.loads(Path(args.codebook).read_text())["theme"]
    import spacy
    segmenter = spacy.blank("en")
    segmenter.add_pipe("sentencizer")
    classify = classifier(args.model, args.threads)
    loaded = time.perf_counter()
    sentences = [s.text.strip() for doc in segmenter.pipe(texts(args.articles)) for s in doc.sents if s.text.strip()]
    classify(sentences, [theme["label"] for theme in themes], multi_label=True)
    pairs = len(themes)
    if args.stances:
        propositions = [target["proposition"] for theme in themes for target in theme["target"]]
        classify(sentences, propositions, hypothesis_template="{}", multi_label=True)
        pairs += len(propositions)
    end = time.perf_counter()
    import transformers
    print(json.dumps({"version": f"spaCy {spacy.__version__}, transformers {transformers.__version__}",
                      "sentences": len(sentences), "pairs": pairs * len(sentences), "load_seconds": loaded - START,
                      "work_seconds": end - loaded}))


if __name__ == "__main__":
    main()
