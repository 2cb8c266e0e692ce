"""Writes the figures of compare.py into a Markdown file, between its marker lines: `table.py results.json docs/performance.md`."""

import json
import sys
from pathlib import Path
from statistics import mean, median

START, END = "<!-- bench-peers: start -->", "<!-- bench-peers: end -->"
RUST = {"ort", "rten", "candle", "rust-bert"}


def table(head, rows):
    line = lambda cells: "| " + " | ".join(str(cell) for cell in cells) + " |"  # noqa: E731
    return "\n".join([line(head), "|" + "---|" * len(head), *map(line, rows)])


def pick(runs, **keys):
    return [run for run in runs if all(run[key] == value for key, value in keys.items())]


def middle(runs, field):
    return median(run[field] for run in runs)


def product_rate(record):
    """GFLOPS over the products of a layer, for the better number of rows."""
    rates = []
    for m in {product["m"] for product in record["products"]}:
        shapes = [(p["k"] * p["n"], p["gflops"]) for p in record["products"] if p["m"] == m]
        rates.append(sum(work for work, _ in shapes) / sum(work / rate for work, rate in shapes))
    return max(rates)


def ceilings(results):
    return {t: max(product_rate(record) for record in pick(results["roofline"], threads=t)) for t in (1, 2)}


def title(name, runs):
    version = pick(runs, encoder=name)[0]["version"]
    return f"{'Rust ' if name in RUST else ''}{'**demarche**' if name == 'demarche' else name} {version}"


def machine(results):
    facts, runs = results["facts"], results["rates"]
    others, steal = [run["others"] for run in runs], [run["steal"] for run in runs]
    quiet = "quiet" if mean(others) < 0.05 and mean(steal) < 0.02 else "NOT QUIET, do not rank on these figures"
    return (f"{facts['started']}, commit {facts['commit']}. {facts['cores']} cores of {facts['cpu']} "
            f"({', '.join(facts['vectors'])}), Linux {facts['kernel']}, {facts['rustc']}, Python {facts['python']}. "
            f"Load when it began {facts['load_at_start'][0]:.2f}; while the encoders ran, others kept {mean(others):.2f} "
            f"cores busy (at most {max(others):.2f}), and the host took {mean(steal):.2f} (at most {max(steal):.2f}): {quiet}.")


def encoders(results):
    runs, cost, ceiling = results["rates"], results["cost"], ceilings(results)
    rate = lambda name, threads, order: middle(  # noqa: E731
        pick(runs, encoder=name, threads=threads, order=order), "sentences_per_second")
    rows = []
    for name in dict.fromkeys(run["encoder"] for run in runs):
        for threads in (1, 2):
            cells = [title(name, runs), threads]
            for order in ("sorted", "unsorted"):
                own = rate(name, threads, order)
                share = own * cost[order]["gflop_per_sentence"] / ceiling[threads]
                cells += [f"{own:.0f}", f"{share:.0%}", f"{rate('demarche', threads, order) / own:.2f}"]
            mine = pick(runs, encoder=name, threads=threads)
            cells += [f"{max(run['peak_rss_mb'] for run in mine):.0f}", f"{middle(mine, 'first_vector_ms'):.0f}",
                      f"{results['agreement'][name]:.7f}"]
            rows.append(cells)
    head = ["encoder", "threads", "sorted /s", "of ceiling", "ours is ×", "unsorted /s", "of ceiling", "ours is ×",
            "peak MB", "first vector ms", "least cosine"]
    scaling = ", ".join(f"{name} {rate(name, 2, 'sorted') / rate(name, 1, 'sorted'):.2f}"
                        for name in dict.fromkeys(run["encoder"] for run in runs))
    return table(head, rows) + f"\n\nTwo threads against one, sorted: {scaling}."


def spread(results):
    runs = results["rates"]
    rows = []
    for name in dict.fromkeys(run["encoder"] for run in runs):
        for threads in (1, 2):
            cells = [f"{r['sentences_per_second']:.0f}" for r in pick(runs, encoder=name, threads=threads, order="sorted")]
            more = [f"{r['sentences_per_second']:.0f}" for r in pick(runs, encoder=name, threads=threads, order="unsorted")]
            rows.append([name, threads, " ".join(cells), " ".join(more)])
    return table(["encoder", "threads", "sorted /s, each repetition", "unsorted /s, each repetition"], rows)


def products(results):
    shapes = list(dict.fromkeys((p["m"], p["k"], p["n"]) for p in results["roofline"][0]["products"]))
    rows = [[f"{r['library']} {r['version']}".replace(" gemm", ""), r["threads"], f"{product_rate(r):.0f}",
             *(f"{p['gflops']:.0f}" for p in r["products"])] for r in results["roofline"]]
    return table(["library", "threads", "GFLOPS", *("×".join(map(str, shape)) for shape in shapes)], rows)


def pipelines(results):
    runs = results["pipelines"]
    ours = lambda threads: pick(runs, pipeline="demarche classify", threads=threads)  # noqa: E731
    rows = []
    for name in dict.fromkeys(run["pipeline"] for run in runs):
        for threads in (1, 2):
            mine = pick(runs, pipeline=name, threads=threads)
            sentences = mine[0].get("sentences") or mine[0]["counts"]["sentences"]
            wall = middle(mine, "wall_seconds")
            ours_wall = middle(ours(threads), "wall_seconds")
            working = f"{middle(mine, 'work_seconds') / ours_wall:.1f}" if "work_seconds" in mine[0] else "-"
            rows.append([name, threads, sentences, f"{wall:.2f}", f"{sentences / wall:.0f}", f"{wall / ours_wall:.1f}", working,
                         f"{max(r['peak_rss_mb'] for r in mine):.0f}"])
    return table(["pipeline", "threads", "sentences", "seconds, start to end", "sentences /s", "ours is ×",
                  "ours is ×, their loading left out", "peak MB"], rows)


def overhead(results):
    """What all but the encoder costs, from the profile, if there is one."""
    shares = results.get("profile")
    if not shares or not all(shares.values()):
        return "`perf` was not at hand, so the encoder's share of the job was not measured."
    one, two = (float(shares[key]) for key in sorted(shares, key=int))
    return (f"Of the processor time of `demarche classify`, reading and checking the model included, {one:.0%} is the encoder's on one thread "
            f"and {two:.0%} on two (`perf record`), so the whole job takes {1 / one:.2f} and {1 / two:.2f} times the encoder's own time.")


def growth(results):
    rows, runs = [], results["sweep"]
    for name, value in dict.fromkeys((run["grows"], run["value"]) for run in runs):
        mine = pick(runs, grows=name, value=value)
        counts, wall = mine[0]["counts"], middle(mine, "wall_seconds")
        rows.append([name, value, counts["sentences"], counts["with_theme"], f"{wall:.2f}", f"{counts['sentences'] / wall:.0f}",
                     f"{max(run['peak_rss_mb'] for run in mine):.0f}"])
    return table(["grows", "to", "sentences", "of which with a theme", "seconds", "sentences /s", "peak MB"], rows)


def text(results):
    cost, ceiling, repetitions = results["cost"]["sorted"], ceilings(results), results["repetitions"]
    unsorted, cold = results["cost"]["unsorted"], results["cold"]
    padded = f"{cost['padded_tokens']:,} sorted and {unsorted['padded_tokens']:,} unsorted"
    return f"""{START}
{machine(results)}

### Encoders

{cost['sentences']:,} sentences, {cost['shortest']} to {cost['longest']} tokens, mean {cost['tokens'] / cost['sentences']:.1f}; medians of {repetitions}.

{encoders(results)}

The sentences have {cost['tokens']:,} tokens; in padded batches of 32 they are {padded}.

{spread(results)}

`demarche classify` on one article of one sentence, from the start of the process to its end, one thread: median {middle(cold, 'wall_seconds') * 1e3:.0f} ms, at most {max(run['wall_seconds'] for run in cold) * 1e3:.0f} ms; peak {max(run['peak_rss_mb'] for run in cold):.0f} MB.

### Roofline

Ceiling: {ceiling[1]:.0f} GFLOPS on one thread, {ceiling[2]:.0f} on two. A sentence takes {cost['gflop_per_sentence']:.3f} GFLOP without padding, so the ceiling is {ceiling[1] / cost['gflop_per_sentence']:.0f} and {ceiling[2] / cost['gflop_per_sentence']:.0f} sentences a second.

{products(results)}

### The whole job

{pipelines(results)}

{overhead(results)}

### How the cost grows

`demarche classify`, two threads, medians of {repetitions}, loading included.

{growth(results)}
{END}"""


def main():
    results, docs = json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2])
    page = docs.read_text()
    if page.count(START) != 1 or page.count(END) != 1:
        raise SystemExit(f"{docs}: the lines {START} and {END} have to stand there once")
    docs.write_text(page[:page.index(START)] + text(results) + page[page.index(END) + len(END):])


if __name__ == "__main__":
    main()
