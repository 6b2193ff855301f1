"""The journeys of the tests under a watch over the screen's thread: the longest blocks, and where they stood."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import Measured


def run() -> list[Measured]:
    """Run tests/journeys in a process of their own."""
    done = _watched()
    if done.returncode < 0:
        # A look at a stack that just changes can end the process; the times are then taken without looking.
        print("        the look at the stack ended the journeys; once more for the times alone")
        done = _watched("--times-only")
    if done.returncode:
        raise SystemExit(f"the journeys failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    blocks = [line.split("\t")[1:] for line in done.stdout.splitlines() if line.startswith("BLOCK\t")]
    for cpu, wall, during, where in blocks[:6]:
        print(f"        {float(cpu):6.0f} ms ({float(wall):.0f} by the clock)  {during}\n                {where}")
    return [Measured("longest hold of the screen's thread in a journey", float(blocks[0][0]), "ms", 50)]


def _watched(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.watchdog", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)
