"""The Python peers: `peer.py onnxruntime|torch --model DIR --ids FILE --threads N`, with the output of harness.rs."""

import argparse
import json
import os
import time
from pathlib import Path

import numpy as np

WARM_UP = 64


class OnnxRuntime:
    def __init__(self, folder, threads):
        import onnxruntime
        self.version = onnxruntime.__version__
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self.session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, ["CPUExecutionProvider"])

    def states(self, ids, mask):
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return self.session.run(["last_hidden_state"], inputs)[0]


class Torch:
    def __init__(self, folder, threads):
        os.environ["HF_HUB_OFFLINE"] = "1"
        import torch
        from transformers import BertModel
        self.torch, self.version = torch, torch.__version__
        torch.set_num_threads(threads)
        self.model = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="sdpa").eval()

    def states(self, ids, mask):
        with self.torch.inference_mode():
            ids, mask = self.torch.from_numpy(ids), self.torch.from_numpy(mask)
            return self.model(input_ids=ids, attention_mask=mask).last_hidden_state.numpy()


def encode(peer, sequences, size):
    """The mean over the tokens of each sequence: [sequences, hidden]."""
    vectors = []
    for start in range(0, len(sequences), size):
        chunk = sequences[start:start + size]
        ids = np.zeros((len(chunk), max(map(len, chunk))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(chunk):
            ids[row, :len(sequence)], mask[row, :len(sequence)] = sequence, 1
        states = peer.states(ids, mask)
        weights = (mask / mask.sum(1, keepdims=True)).astype(np.float32)
        vectors.append(np.einsum("bth,bt->bh", states, weights))
    return np.concatenate(vectors)


def peak_rss_mb():
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024 / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("peer", choices=["onnxruntime", "torch"])
    parser.add_argument("--model", required=True, type=Path)
    parser.add_argument("--ids", required=True, type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--vectors", type=Path)
    args = parser.parse_args()
    with args.ids.open() as lines:
        sequences = [np.array(next(lines).split(), dtype=np.int64)]
    start = time.perf_counter()
    peer = {"onnxruntime": OnnxRuntime, "torch": Torch}[args.peer](args.model, args.threads)
    load_ms = (time.perf_counter() - start) * 1e3
    encode(peer, sequences, args.batch)
    first_vector_ms = (time.time_ns() - int(os.environ["BENCH_STARTED_NS"])) / 1e6

    sequences = [np.array(line.split(), dtype=np.int64) for line in args.ids.read_text().splitlines()]
    encode(peer, sequences[:WARM_UP], args.batch)
    start = time.perf_counter()
    vectors = encode(peer, sequences, args.batch)
    seconds = time.perf_counter() - start
    if args.vectors:
        vectors.astype("<f4").tofile(args.vectors)
    print(json.dumps({
        "version": peer.version, "sentences": len(sequences), "tokens": int(sum(map(len, sequences))),
        "seconds": [seconds], "sentences_per_second": len(sequences) / seconds, "load_ms": load_ms,
        "first_vector_ms": first_vector_ms, "peak_rss_mb": peak_rss_mb()}))


if __name__ == "__main__":
    main()
