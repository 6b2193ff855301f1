"""Likely duplicates: precision and recall on 5,000 invented names, and the time that 100,000 names take."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.big_book import big_book
from benchmarks.measure import Measured, percentile, processor
from benchmarks.twin_names import Names, make
from crm.actions.rows import insert_rows
from crm.book import create_book
from crm.queries.twins import find_twins, twins_of
from crm.records.ledger import LEDGERS

TYPED = ("苏州恒业光电有限公司", "凌云正帆精密机械有限公司", "宁波华彩食品", "佰维沃特包装（深圳）有限公司", "恒业")
SEEDS = (3, 4, 5)


def judge(names: Names) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """The pairs found and the pairs planted, by row number; found through a real book."""
    kept = tuple(LEDGERS["enterprises"].fields)
    with tempfile.TemporaryDirectory() as folder:
        book = create_book(Path(folder) / "names.zhaoyin")
        with book.write("名称") as writer:
            rows = [{k: v for k, v in row.items() if k in kept and v} for row in names.rows]
            place = {row_id: at for at, row_id in enumerate(insert_rows(writer, LEDGERS["enterprises"], rows))}
        with book.read() as session:
            found = {(place[pair.a], place[pair.b]) for pair in find_twins(session, "enterprises")}
        book.close()
    return found, names.same


def missed_by_kind(names: Names, found: set[tuple[int, int]]) -> dict[str, str]:
    """Kind of twin -> missed of planted."""
    planted, missed = Counter(names.kinds.values()), Counter(names.kinds[p] for p in names.same - found)
    return {kind: f"{missed[kind]}/{n}" for kind, n in planted.items()}


def run() -> list[Measured]:
    """Precision and recall over three sets of names; the search of a big book, and the answer while typing."""
    right = found_all = same_all = 0
    for seed in SEEDS:
        found, same = judge(make(seed=seed))
        right, found_all, same_all = right + len(found & same), found_all + len(found), same_all + len(same)
    book = big_book()
    with book.read() as session:
        whole = processor(lambda: find_twins(session, "enterprises"))
        answers = [processor(lambda name=name: twins_of(session, "enterprises", {"name": name})) for name in TYPED * 4]
    book.close()
    return [
        Measured("precision, 3 sets of 5,000 names", right / found_all, "", 0.98, at_least=True),
        Measured("recall, 3 sets of 5,000 names", right / same_all, "", 0.95, at_least=True),
        Measured("search of 100,000 enterprises, processor time", whole, "s", 15),
        Measured("answer while typing among 100,000, processor time", percentile(answers, 0.95) * 1000, "ms", 150),
    ]
