"""The month's bulletin over a busy county: the dataset against the bare SQL it stands for, and all its files."""

from __future__ import annotations

import datetime as dt
import sqlite3
import tempfile
from pathlib import Path

from openpyxl import load_workbook

from benchmarks import month_by_pandas
from benchmarks.busy_county import busy_county
from benchmarks.measure import Measured, best, processor, ratio
from crm.bulletin.assemble import dataset
from crm.bulletin.month import monthly
from crm.bulletin.papers import PAPERS, month_end
from crm.bulletin.papers.readings import Readings
from crm.bulletin.papers_xlsx import write_workbook
from crm.rules.dates import parse_month

MONTH, DAY = "2025-09", dt.date(2025, 9, 30)
BARE = (
    "SELECT m.lead, m.basis, m.kind, min(m.date), m.amount, m.month_only, m.evidence FROM milestone m "
    "JOIN lead l ON l.id = m.lead WHERE m.deleted_at IS NULL AND l.deleted_at IS NULL AND m.date <= '2025-09-30' "
    "GROUP BY m.lead, m.basis, m.kind",
    "SELECT id, name, registered_name, unit, sector, chain, method, origin, investor, capital_kind, staff, station, "
    "total_investment, fixed_investment, land, land_papers, valid, valid_date, first_date, due_start, stall_reason "
    "FROM lead WHERE deleted_at IS NULL",
    "SELECT lead, month, source, sum(amount), sum(confirmed), sum(foreign_amount) FROM arrival "
    "WHERE deleted_at IS NULL AND month <= '2025-09-30' GROUP BY lead, month, source",
    "SELECT lead, max(date) FROM visit WHERE deleted_at IS NULL AND lead IS NOT NULL AND date <= '2025-09-30' "
    "GROUP BY lead",
    "SELECT lead, name FROM introducer WHERE deleted_at IS NULL ORDER BY lead, position",
    "SELECT v.staff, v.method, count(*), count(DISTINCT e.id), sum(v.people), "
    "sum(v.leader_led OR t.leader_kind = '党政主职') FROM visit v NOT INDEXED "
    "LEFT JOIN enterprise e ON e.id = v.enterprise AND e.deleted_at IS NULL "
    "LEFT JOIN trip t ON t.id = v.trip AND t.deleted_at IS NULL WHERE v.deleted_at IS NULL "
    "AND v.date BETWEEN '2025-09-01' AND '2025-09-30' GROUP BY v.staff, v.method",
    "SELECT staff, kind, start, \"end\" FROM trip WHERE deleted_at IS NULL AND start <= '2025-09-30' "
    "AND \"end\" >= '2025-09-01'",
    "SELECT id, name, station, role, posted_from, posted_to, active FROM staff WHERE deleted_at IS NULL",
    "SELECT * FROM target WHERE year = 2025",
)
"""Every aggregation that the dataset needs, as one would write it by hand: three bases, and what names a project."""


def run() -> list[Measured]:
    """Five years of a busy county; files in processor time."""
    book = busy_county()
    bare = sqlite3.connect(book.path)
    times = ratio(lambda: dataset(book, MONTH), lambda: [bare.execute(sql).fetchall() for sql in BARE])
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        files = best(lambda: monthly(book, MONTH, out, override="测速"))
        workbook = best(lambda: write_workbook(dataset(book, MONTH), out / "ours.xlsx"))
        theirs = best(lambda: month_by_pandas.write(book.path, out / "pandas.xlsx"))
        readings = Readings(book)
        readings.data(parse_month(MONTH))
        papers = {p.label: processor(lambda p=p: p.write(book, DAY, out, readings=readings)) for p in PAPERS.values()}
        everything = best(lambda: month_end(book, parse_month(MONTH), out, override="测速"))
        plain, full = _cells(out / "pandas.xlsx"), _cells(out / "ours.xlsx")
    bare.close()
    book.close()
    print(f"        pandas and openpyxl, plain sheets of {plain:,} cells: {theirs:.2f} s; ours have {full:,} cells")
    print(f"        each of the {len(papers)} other papers, its month read already:")
    print("        " + ", ".join(f"{label} {took:.2f} s" for label, took in papers.items()))
    return [
        Measured("dataset of a month, times its bare SQL", times, "x", 3),
        Measured("month pack: dataset, workbook, document", files, "s", 4),
        Measured(f"all files of the month's end: the pack and {len(papers)} papers", everything, "s", 4),
        Measured("dataset and workbook, times pandas groupby and to_excel", workbook / theirs, "x", 1),
    ]


def _cells(path: Path) -> int:
    workbook = load_workbook(path, read_only=True)
    return sum(value is not None for sheet in workbook for row in sheet.iter_rows(values_only=True) for value in row)
