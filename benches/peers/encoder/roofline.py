"""The matrix product at the encoder's shapes by numpy (OpenBLAS) or torch (MKL): `roofline.py numpy|torch --threads N`.

One product over all threads, best of 30, weights as [out, in]; the output is that of `encode_rate product`.
"""

import argparse
import json
import time

SHAPES = [(384, 1152), (384, 384), (384, 1536), (1536, 384)]
ROWS = [512, 960]
BEST_OF = 30


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("library", choices=["numpy", "torch"])
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    if args.library == "numpy":  # its threads come from OPENBLAS_NUM_THREADS
        import numpy as library
        full = lambda shape, value: library.full(shape, value, dtype=library.float32)  # noqa: E731
    else:
        import torch as library
        library.set_num_threads(args.threads)
        full = library.full
    products = []
    for m in ROWS:
        for k, n in SHAPES:
            a, b, c = full((m, k), 0.5), full((n, k), 0.25), full((m, n), 0.0)
            best = float("inf")
            for _ in range(BEST_OF):
                start = time.perf_counter()
                library.matmul(a, b.T, out=c)
                best = min(best, time.perf_counter() - start)
            products.append({"m": m, "k": k, "n": n, "gflops": round(2 * m * k * n / best / 1e9, 1)})
    print(json.dumps({"version": library.__version__, "products": products}))


if __name__ == "__main__":
    main()
