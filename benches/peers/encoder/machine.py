"""A process run to its end, with its time, its memory, and what else the machine did meanwhile."""

import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds():
    """(busy, stolen) seconds of all cores since the machine started."""
    fields = [int(x) / TICKS for x in Path("/proc/stat").read_text().split("\n")[0].split()[1:]]
    user, nice, system, _idle, _wait, irq, soft, steal = fields[:8]
    return user + nice + system + irq + soft, steal


def watch(pid, peak):
    """Keeps `peak[0]` at the most memory that the process held, in MB, until it ends. (The kernel's ru_maxrss counts this
    process too, from which that one was split off.)"""
    start = time.perf_counter()
    while True:
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
            peak[0] = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024 / 1e6
        except (OSError, StopIteration):
            return
        time.sleep(0.002 + 0.02 * min(1, time.perf_counter() - start))


def run(command, **environment):
    """Runs `command` and returns (its standard output, a record): wall and cpu seconds, peak memory, and on average over
    that time the cores that others kept busy and the cores that the host took away."""
    busy, stolen = cpu_seconds()
    record = {"load_before": round(os.getloadavg()[0], 2)}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        environment = os.environ | environment | {"BENCH_STARTED_NS": str(time.time_ns())}
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=errors, env=environment)
        peak = [0.0]
        watcher = threading.Thread(target=watch, args=(process.pid, peak))
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        watcher.join()
        for file in (output, errors):
            file.seek(0)
        if process.returncode != 0:
            raise SystemExit(f"{command[0]} failed ({process.returncode}):\n{errors.read().decode()}")
        text = output.read().decode()
    now_busy, now_stolen = cpu_seconds()
    own = usage.ru_utime + usage.ru_stime
    record |= {"wall_seconds": wall, "cpu_seconds": own, "peak_rss_mb": peak[0],
               "others": round(max(0.0, now_busy - busy - own) / wall, 3), "steal": round((now_stolen - stolen) / wall, 3)}
    return text, record


def threads(number):
    """Environment that holds every library to `number` threads."""
    names = ["OMP", "MKL", "OPENBLAS", "RAYON", "CANDLE", "RTEN"]
    return {f"{name}_NUM_THREADS": str(number) for name in names} | {"TOKENIZERS_PARALLELISM": "false"}
