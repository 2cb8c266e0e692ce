"""Runs every encoder on the same sentences, in turn, and collects the figures: `compare.py --out results.json`.

Called by run.sh, which builds what it needs. Each figure is of a process of its own. A repetition runs every encoder
once before the next repetition begins, so that a load that comes and goes hits all alike.
"""

import argparse
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np

import machine
import sweep

HERE = Path(__file__).parent
COSINE = 0.99999
ROOT = HERE.parent.parent.parent
WORK = ROOT / "target/peers"
DEMARCHE = ROOT / "target/release/demarche"
ENCODE_RATE = ROOT / "target/release/examples/encode_rate"


def encoders(with_rust_bert):
    """Name to command and further environment."""
    binaries, wheel = WORK / "rust/release", Path(importlib.util.find_spec("onnxruntime").origin).parent
    library = min((wheel / "capi").glob("libonnxruntime.so*"))
    model = ["--model", WORK / "model"]
    found = {
        "demarche": ([ENCODE_RATE, "encode", "--model", ROOT / "models/default"], {}),
        "ort": ([binaries / "peer-ort", "--library", library, *model], {}),
        "Python onnxruntime": ([sys.executable, HERE / "peer.py", "onnxruntime", *model], {}),
        "Python torch": ([sys.executable, HERE / "peer.py", "torch", *model], {}),
        "rten": ([binaries / "peer-rten", *model], {}),
        "candle": ([binaries / "peer-candle", *model], {}),
    }
    if with_rust_bert:
        libraries = {"LD_LIBRARY_PATH": os.environ["DEMARCHE_LIBTORCH"] + "/lib"}
        found["rust-bert"] = ([binaries / "peer-rust-bert", *model], libraries)
    return found


def rates(peers, repetitions):
    """One record a run: encoder, threads, order, and what it printed."""
    runs = []
    for repetition in range(repetitions):
        for threads in (1, 2):
            for order in ("sorted", "unsorted"):
                for name, (command, environment) in peers.items():
                    arguments = [*command, "--ids", WORK / f"{order}.ids", "--threads", threads]
                    if repetition == 0:
                        arguments += ["--vectors", vectors_file(name, threads, order)]
                    text, record = machine.run(arguments, **(machine.threads(threads) | environment))
                    runs.append({"encoder": name, "threads": threads, "order": order} | record | json.loads(text))
                    rate = runs[-1]["sentences_per_second"]
                    print(f"{repetition + 1}/{repetitions} {name}, {threads} threads, {order}: {rate:.1f}/s, "
                          f"others {record['others']:.2f} cores", flush=True)
    return runs


def vectors_file(name, threads, order):
    return WORK / f"{name.replace(' ', '-')}-{threads}-{order}.f32"


def agreement(peers):
    """The least cosine of any sentence's vector with ours of one thread, by encoder."""
    hidden = json.loads((WORK / "model/config.json").read_text())["hidden_size"]
    read = lambda *key: np.fromfile(vectors_file(*key), "<f4").reshape(-1, hidden).astype(np.float64)  # noqa: E731
    least = {}
    for name in peers:
        for threads in (1, 2):
            for order in ("sorted", "unsorted"):
                ours, theirs = read("demarche", 1, order), read(name, threads, order)
                norms = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
                cosine = float(((ours * theirs).sum(1) / norms).min())
                least[name] = min(cosine, least.get(name, 1.0))
    return least


def roofline():
    """GFLOPS of the encoder's matrix products by library and threads."""
    libraries = {"gemm (Rust)": [ENCODE_RATE, "product"], "numpy": [sys.executable, HERE / "roofline.py", "numpy"],
                 "torch": [sys.executable, HERE / "roofline.py", "torch"]}
    found = []
    for threads in (1, 2):
        for name, command in libraries.items():
            text, record = machine.run([*command, "--threads", threads], **machine.threads(threads))
            found.append({"library": name, "threads": threads} | record | json.loads(text))
    return found


def cost():
    """Tokens, padded tokens in batches of 32, and operations of a sentence without padding."""
    found = {}
    shape = json.loads((WORK / "model/config.json").read_text())
    layers, width = shape["num_hidden_layers"], shape["hidden_size"]
    for order in ("sorted", "unsorted"):
        lengths = [len(line.split()) for line in (WORK / f"{order}.ids").read_text().splitlines()]
        chunks = [lengths[i:i + 32] for i in range(0, len(lengths), 32)]
        # A layer has 12 * width^2 weights, and two products of length^2 * width in attention.
        flop = sum(layers * (2 * 12 * width**2 * n + 4 * width * n * n) for n in lengths)
        found[order] = {"sentences": len(lengths), "tokens": sum(lengths), "shortest": min(lengths), "longest": max(lengths),
                        "padded_tokens": sum(max(chunk) * len(chunk) for chunk in chunks),
                        "gflop_per_sentence": flop / len(lengths) / 1e9}
    return found


def classify(inputs, threads, *options):
    """One run of `demarche classify`: its record with its manifest."""
    out = WORK / "run"
    command = [DEMARCHE, "classify", inputs, "--out", out, "--force", "--quiet", "--top", 0, "--threads", threads, *options]
    _, record = machine.run(command)
    manifest = json.loads((out / "manifest.json").read_text())
    return record | {"counts": manifest["counts"], "manifest_seconds": manifest["wall_seconds"]}


def pipelines(repetitions, articles):
    """The whole job: ours and the zero-shot pipeline, in turn, on the same articles."""
    runs = []
    zeroshot = [sys.executable, HERE / "zeroshot.py", articles, "--model", WORK / "model",
                "--codebook", ROOT / "data/codebook.toml"]
    for _ in range(repetitions):
        for threads in (1, 2):
            runs.append({"pipeline": "demarche classify", "threads": threads} | classify(articles, threads))
            for name, options in {"zero-shot, themes": [], "zero-shot, themes and targets": ["--stances"]}.items():
                text, record = machine.run([*zeroshot, "--threads", threads, *options], **machine.threads(threads))
                runs.append({"pipeline": name, "threads": threads} | record | json.loads(text))
                print(f"{name}, {threads} threads: {record['wall_seconds']:.1f} s", flush=True)
    return runs


def cold(repetitions):
    """`demarche classify` on one article of one sentence, from the start of the process to its end."""
    folder = WORK / "one"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "one.txt").write_text("The minister said that trade between the two countries should grow.\n")
    return [classify(folder, 1) for _ in range(repetitions)]


def profile(articles):
    """By number of threads, the share of the whole job's processor time that is the encoder's; nothing where `perf` is not."""
    found, data = {}, WORK / "perf.data"
    for threads in (1, 2) if shutil.which("perf") else ():
        job = [DEMARCHE, "classify", articles, "--out", WORK / "run", "--force", "--quiet", "--top", 0, "--threads", threads]
        try:
            machine.run(["perf", "record", "--quiet", "--freq", 4000, "--output", data, *job])
        except SystemExit as refused:  # the kernel may not let this user
            print(refused, flush=True)
            return {}
        lines, _ = machine.run(["perf", "report", "--stdio", "--no-children", "--fields", "overhead,sym", "--field-separator", ";", "--input", data])
        shares = [line.split(";") for line in lines.splitlines() if ";" in line and "%" in line]
        found[threads] = sum(float(share.strip("% ")) for share, symbol in shares if "demarche::encoder::" in symbol) / 100
    return found


def facts():
    cpu = next(line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    flags = next(line.split() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("flags"))
    say = lambda *command: subprocess.run(command, capture_output=True, text=True, cwd=ROOT).stdout.strip()  # noqa: E731
    return {"cpu": cpu, "cores": os.cpu_count(), "vectors": [f for f in ("avx2", "avx512f", "avx512_vnni") if f in flags],
            "kernel": platform.release(), "python": platform.python_version(), "rustc": say("rustc", "--version"),
            "commit": say("git", "describe", "--always", "--dirty"), "started": say("date", "-u", "+%Y-%m-%d %H:%M UTC"),
            "load_at_start": os.getloadavg()}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--with-rust-bert", action="store_true")
    parser.add_argument("--growth", type=int, default=960, help="sentences of the middle step of what grows")
    parser.add_argument("--small", action="store_true", help="one article, to see that all runs")
    args = parser.parse_args()
    peers = encoders(args.with_rust_bert)
    results = {"facts": facts(), "repetitions": args.repetitions, "cost": cost()}
    steps = {
        "roofline": roofline,
        "rates": lambda: rates(peers, args.repetitions),
        "agreement": lambda: agreement(peers),
        "cold": lambda: cold(args.repetitions),
        "pipelines": lambda: pipelines(args.repetitions, WORK / "one" if args.small else ROOT / "data/articles"),
        "profile": lambda: profile(WORK / "one" if args.small else ROOT / "data/articles"),
        "sweep": lambda: sweep.sweep(classify, ROOT, WORK, args.repetitions, args.growth),
    }
    for name, step in steps.items():
        print(f"== {name}", flush=True)
        results[name] = step()
        args.out.write_text(json.dumps(results, indent=1))
    apart = {name: cosine for name, cosine in results["agreement"].items() if not cosine >= COSINE}
    if apart:
        raise SystemExit(f"vectors differ from ours (least cosine under {COSINE}): {apart}")


if __name__ == "__main__":
    main()
