"""The journeys of the tests under a watch over the screen's thread: the longest blocks, and where they stood."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.measure import Measured


def run() -> list[Measured]:
    """Run tests/journeys in a process of their own."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.watchdog"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the journeys failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    blocks = [line.split("\t")[1:] for line in done.stdout.splitlines() if line.startswith("BLOCK\t")]
    for cpu, wall, during, where in blocks[:6]:
        print(f"        {float(cpu):6.0f} ms ({float(wall):.0f} by the clock)  {during}\n                {where}")
    return [Measured("longest hold of the screen's thread in a journey", float(blocks[0][0]), "ms", 50)]
