"""Run every benchmark, or those named: python -m benchmarks [import grid month ...]."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Measured


def main(names: list[str]) -> int:
    """Print what each benchmark measured against its aim; the exit status says whether all aims were met."""
    found = sorted(p.stem.removeprefix("bench_") for p in Path(__file__).parent.glob("bench_*.py"))
    unknown = [name for name in names if name not in found]
    if unknown:
        print(f"no benchmark named {', '.join(unknown)}; there are: {', '.join(found)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or found:
        print(f"\n{name}", flush=True)
        rows: list[Measured] = import_module(f"benchmarks.bench_{name}").run()
        for row in rows:
            missed += not row.met
            print(f"  {'ok  ' if row.met else 'MISS'}  {row.name:<58} {row.value:>9.2f} {row.unit:<4} aim {row.aim:g}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
