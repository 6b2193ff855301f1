"""The journeys of the tests under a watch over the screen's thread: the longest blocks, and where they stood."""

from __future__ import annotations

from benchmarks.measure import Measured, told_by


def run() -> list[Measured]:
    """Run tests/journeys in a process of their own."""
    blocks = told_by("benchmarks.watchdog", "BLOCK")
    for cpu, during, where in blocks[:6]:
        print(f"        {float(cpu):6.0f} ms  {during}\n                {where}")
    return [Measured("longest hold of the screen's thread in a journey", float(blocks[0][0]), "ms", 50)]
