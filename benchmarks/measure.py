"""How benchmarks measure: the median of several runs, and a ratio to a bare run beside it."""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
_RUNS, _TRIES = 5, 3


@dataclass(frozen=True)
class Measured:
    """One figure and its aim; lower is better unless `at_least`."""

    name: str
    value: float
    unit: str
    aim: float
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the aim is reached."""
        return self.value >= self.aim if self.at_least else self.value <= self.aim


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> float:
    """How many times the processor time of one call another takes: the median of pairs taken one after the other."""
    processor(ours), processor(theirs)
    return statistics.median(processor(ours) / processor(theirs) for _ in range(_RUNS))


def processor(work: Callable[[], object]) -> float:
    """The processor time of one call on all threads, in seconds: what others do on the machine does not count.

    Garbage is collected before and not during it, as the window does (ui/core/garbage.py).
    """
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return time.process_time() - start
    finally:
        gc.enable()


def best(work: Callable[[], object]) -> float:
    """The least processor time of some calls, in seconds: what it takes where nothing else is in the way."""
    return min(processor(work) for _ in range(_TRIES))


def seconds(work: Callable[[], object]) -> float:
    """The median time of a call, in seconds, after one run that is not counted."""
    work()
    return statistics.median(once(work) for _ in range(_RUNS))


def once(work: Callable[[], object]) -> float:
    """The time of one call, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def told_by(module: str, mark: str) -> list[list[str]]:
    """Run a module in a process of its own; the parts, split at tabs, of each line it prints that begins with a mark.

    Its bytecode is there already, as in the installed program. SystemExit when the process fails.
    """
    kept = os.environ.get("PYTHONPYCACHEPREFIX") or str(Path(tempfile.gettempdir()) / "zhaoyin-bench-bytecode")
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": kept, "PYTHONDONTWRITEBYTECODE": ""}
    command = [sys.executable, "-m", "compileall", "-q", *(str(HERE / name) for name in ("crm", "ui", "benchmarks"))]
    subprocess.run(command, env=environment, check=True)
    command = [sys.executable, "-m", module]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stdout[-2000:]}{done.stderr[-3000:]}")
    return [line.split("\t")[1:] for line in done.stdout.splitlines() if line.startswith(f"{mark}\t")]
