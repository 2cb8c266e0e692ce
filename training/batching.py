"""Batches by token budget, longest with longest, in a seeded random order."""

import random
from pathlib import Path

import torch

DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
HALF_PRECISION = DEVICE.type == "cuda" or Path("/proc/cpuinfo").exists() and "bf16" in Path("/proc/cpuinfo").read_text()

if DEVICE.type == "cuda":
    torch.backends.cuda.enable_cudnn_sdp(False)  # plans anew for each shape, and here no two batches have the same


def batches(items, lengths, budget, seed):
    """Lists of items: sorted by noisy length, cut where items × longest would pass `budget` tokens, then shuffled."""
    rng = random.Random(seed)
    order = sorted(range(len(items)), key=lambda i: lengths[i] * rng.uniform(0.9, 1.1))
    out, rows, longest = [], [], 0
    for i in order:
        if rows and (len(rows) + 1) * max(longest, lengths[i]) > budget:
            out.append(rows)
            rows, longest = [], 0
        rows.append(items[i])
        longest = max(longest, lengths[i])
    if rows:
        out.append(rows)
    rng.shuffle(out)
    return out


def half_precision():
    """Matrix products in bfloat16 where the processor has them (a GPU, AVX512-BF16, AMX): twice the speed; weights stay f32."""
    return torch.autocast(DEVICE.type, dtype=torch.bfloat16, enabled=HALF_PRECISION)
