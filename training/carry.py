"""Training on a machine that takes and gives back little at a time: 64 MiB in with the working tree, eight files of 16 MiB out.

`python training/carry.py pack FOLDER` here, 15 minutes of two cores after prepare.py and teacher.py, writes what the machine
needs into FOLDER/first and FOLDER/second: prepared.pkl, which stances the teachers are asked (as the shipped model sees the
unlabelled sentences), and 8-bit weights of the teachers' base and of the shipped model, without the words that no text has.
Each part needs a working tree without models/ and data/. Bring both and training/ into one folder there, and run `bash
training/carry.sh SECONDS BACK`. Then, here, `python training/carry.py join BACK OUT` makes the checkpoints that export.py reads.
Training mends what 8 bits lose, but for the words, which it keeps: fit the thresholds after exporting (evaluate.py --calibrate).
"""

import argparse
import lzma
import pickle
import shutil
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from model import stored_tensors

HERE = Path(__file__).resolve().parent
SHIPPED, MPNET, PREPARED = HERE.parent / "models/default", HERE / "work/mpnet", HERE / "work/prepared.pkl"
WORDS = "word_embeddings.weight"
FIRST_SHARE = 0.41  # of the base's weights, so that the two parts are of a size
MOST = 15 << 20     # bytes of a file that comes back


def used_words(prepared, inputs):
    """Which tokens any sequence of training or development has."""
    from codebook import ENTRIES, TARGETS

    runs = prepared["runs"] + prepared["unlabelled"] + prepared["dev_runs"]
    texts = {text for run in runs for text in [run.title, run.lead, *run.context, *(row.text for row in run.rows)] if text}
    pairs = prepared["pairs"] + prepared["entailment"]
    texts |= {text for pair in pairs for text in (pair.text, pair.target)} | set(ENTRIES.values()) | {p for _, p in TARGETS.values()}
    texts |= {inputs.config.speaker_role, inputs.config.narrator_role}
    inputs.fill(texts)
    used = np.zeros(inputs.tokenizer.get_vocab_size(), bool)
    used[[0, 100, 101, 102, 103]] = True
    for text in texts:
        used[inputs.ids(text)] = True
    return used


def in_bytes(tensors, used, moved):
    """Matrices as signed bytes with a scale a row (`NAME|scale`); rows of words that are not used are zero."""
    out = {}
    for name, tensor in tensors.items():
        values = tensor.float().numpy()
        if values.ndim == 2 and values.size > 4096:
            scale = np.maximum(np.abs(values).max(1), 1e-12) / 127
            values, out[f"{name}|scale"] = np.round(values / scale[:, None]).astype(np.int8), scale.astype(np.float32)
            if name.endswith(WORDS):
                kept = np.ones(len(values), bool)
                kept[moved : moved + len(used)] = used[: len(values) - moved]
                kept[: moved + 1] = True
                values[~kept] = 0
        out[name] = values
    return out


def pack(out):
    from batching import half_precision
    from inputs import Inputs
    from model import load_shipped
    from train import Net, opinions  # not there, where starting quickly counts

    first, second = out / "first", out / "second"
    for folder in (first, second):
        folder.mkdir(parents=True, exist_ok=True)
    with open(PREPARED, "rb") as file:
        prepared = pickle.load(file)
    inputs, model = Inputs(SHIPPED / "tokenizer.json"), load_shipped(SHIPPED)
    used = used_words(prepared, inputs)
    base = {name: t for name, t in load_file(str(MPNET / "model.safetensors")).items() if "pooler" not in name and "position_ids" not in name}
    parts, at, total = ({}, {}), 0, sum(tensor.numel() for tensor in base.values())
    for name in sorted(base):
        parts[at > FIRST_SHARE * total][name] = base[name]
        at += base[name].numel()
    for folder, part in zip((first, second), parts):
        np.savez_compressed(folder / f"base-{folder.name}.npz", **in_bytes(part, used, 4))
    np.savez_compressed(first / "init.npz", **in_bytes(stored_tensors(SHIPPED / "model.safetensors"), used, 0))
    for name, source in {"base.json": MPNET / "config.json", "init.json": SHIPPED / "config.json", "tokenizer.json": SHIPPED / "tokenizer.json"}.items():
        shutil.copy(source, first / name)
    with half_precision():
        opinions([Net(model).eval()], inputs, prepared["unlabelled"], out / "asked.pkl")
    for source in (PREPARED, out / "asked.pkl"):
        (first / f"{source.stem}.xz").write_bytes(lzma.compress(source.read_bytes()))


def unpack(folder):
    """There: the two parts, copied into one folder, to what train.py reads."""
    for name, files in {"init": ["init"], "base": ["base-first", "base-second"]}.items():
        (folder / name).mkdir(exist_ok=True)
        tensors = {}
        for stored in (np.load(folder / f"{file}.npz") for file in files):
            for key in (key for key in stored.files if not key.endswith("|scale")):
                scale = stored[f"{key}|scale"][:, None] if f"{key}|scale" in stored.files else 1
                tensors[key] = torch.from_numpy((stored[key].astype(np.float32) * scale).astype(np.float32))
        save_file(tensors, str(folder / name / "model.safetensors"), metadata={"format": "pt"})
        shutil.copy(folder / f"{name}.json", folder / name / "config.json")
    shutil.copy(folder / "tokenizer.json", folder / "init")
    for name in ("prepared", "asked"):
        (folder / f"{name}.pkl").write_bytes(lzma.decompress((folder / f"{name}.xz").read_bytes()))


def split(folder, out):
    """There: the students' checkpoints in files small enough to come back, matrices in half precision, without the words."""
    out.mkdir(exist_ok=True)
    for path in folder.glob("student*.pt"):
        saved = torch.load(path, weights_only=True)
        parts, size = [{}], 0
        for name, tensor in saved.pop("model").items():
            if name.endswith(WORDS):
                continue
            tensor = tensor.half() if tensor.dim() == 2 else tensor
            if size + tensor.nbytes > MOST:
                parts, size = parts + [{}], 0
            parts[-1][name], size = tensor.clone(), size + tensor.nbytes
        for number, part in enumerate(parts):
            torch.save(saved | {"model": part}, out / f"{path.stem}.{number}.pt")


def join(folder, out):
    """Here: the files that came back to checkpoints, with the words of the shipped model."""
    out.mkdir(parents=True, exist_ok=True)
    words = {f"encoder.embeddings.{WORDS}": stored_tensors(SHIPPED / "model.safetensors")[f"embeddings.{WORDS}"]}
    for stem in sorted({path.name.split(".")[0] for path in folder.glob("student*.*.pt")}):
        parts = [torch.load(path, weights_only=True) for path in sorted(folder.glob(f"{stem}.*.pt"))]
        model = {name: tensor.float() for part in parts for name, tensor in part["model"].items()}
        torch.save(parts[0] | {"model": model | words}, out / f"{stem}.pt")
        print(out / f"{stem}.pt")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for command, folders in {pack: ["out"], unpack: ["folder"], split: ["folder", "out"], join: ["folder", "out"]}.items():
        of = commands.add_parser(command.__name__)
        of.set_defaults(run=command)
        for folder in folders:
            of.add_argument(folder, type=Path)
    args = vars(parser.parse_args())
    del args["command"]
    args.pop("run")(**args)


if __name__ == "__main__":
    main()
