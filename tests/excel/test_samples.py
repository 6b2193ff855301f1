"""The four sample ledgers come in as their makers meant them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm.book import Book
from crm.excel.run import import_file

Read = Callable[..., list[tuple[Any, ...]]]
FILES = {
    "enterprises": "目标企业清单.xlsx",
    "hometown": "在外老乡名录.xls",
    "visits": "驻外拜访日志.csv",
    "leads": "重要线索项目情况表.xlsx",
}


def test_the_list_of_enterprises_gives_32_of_33_rows_and_warns_of_three_codes(
    book: Book, samples: Path, read: Read
) -> None:
    expected = json.loads((samples / "expected.json").read_text(encoding="utf-8"))["enterprises"]
    report = import_file(book, "enterprises", samples / FILES["enterprises"]).as_json()
    assert report["header_rows"] == expected["header_rows"]
    assert (report["rows"], report["created"]) == (expected["enterprise_rows"], expected["distinct"])
    assert report["duplicates"] == [{"row": 24, "of": 8, "why": "统一社会信用代码相同"}]
    assert [w["row"] for w in report["warnings"]] == [9, 29, 39]
    assert len(report["warnings"]) == expected["invalid_codes"]
    assert report["errors"] == []
    assert [s["row"] for s in report["skipped"]] == [25, 35, 41, 42]
    assert len(read("enterprises", "name")) == 32


def test_units_in_cells_and_merged_stations_are_understood(book: Book, samples: Path, read: Read) -> None:
    import_file(book, "enterprises", samples / FILES["enterprises"])
    rows = {row[0]: row[1:] for row in read("enterprises", "name", "registered_capital", "revenue", "station")}
    assert rows["北京乐凯源包装集团有限公司"] == (17_000_000, 2_174_000_000, "长三角片区")
    assert rows["激光智光电股份有限公司"] == (237_000_000, 2_110_000_000, "长三角片区")
    assert rows["昆山乐凯源食品股份有限公司"][0] == 526_000_000
    assert rows["昆山星源智能装备股份有限公司"][0] == 328_000_000
    assert rows["深圳星源包装股份有限公司"][2] == "京津冀片区"


def test_a_twin_in_the_file_fills_in_and_loses_nothing(book: Book, samples: Path, read: Read) -> None:
    import_file(book, "enterprises", samples / FILES["enterprises"])
    rows = {r[0]: r[1:] for r in read("enterprises", "name", "contact_title", "revenue", "note")}
    assert rows["嘉兴长阳新材料有限公司"] == ("董事长", 1_372_000_000, "有扩产意向\n关注皖北\n与第3条重复")


def test_the_list_of_fellow_countrymen_is_parted_into_its_fields(book: Book, samples: Path, read: Read) -> None:
    report = import_file(book, "hometown", samples / FILES["hometown"])
    assert (report.rows, report.created, report.header_rows) == (26, 26, (2, 2))
    rows = read("hometown", "name", "town", "village", "province", "city", "employer", "title", "phone")
    assert rows[0] == (
        "马艳华", "城关镇", "东街村", "广东省", "深圳市", "深圳星源包装股份有限公司", "董事长", "19401439147",
    )  # fmt: skip
    assert rows[1][7] == "19392180516"
    assert rows[4][3:5] == ("北京市", "北京市")


def test_the_visit_log_keeps_its_authors_and_takes_its_year_from_the_day_of_reporting(
    book: Book, samples: Path, read: Read
) -> None:
    report = import_file(book, "visits", samples / FILES["visits"]).as_json()
    assert (report["rows"], report["created"]) == (45, 44)
    assert report["errors"] == [
        {"row": 13, "column": "日期", "value": "5月32日", "reason": "没有5月32日这一天，请改成实际日期"}
    ]
    rows = read("visits", "date", "staff", "station", "enterprise", "leader_led", "content")
    assert {row[0].year for row in rows} == {2024}
    assert rows[6][:4] == (dt.date(2024, 5, 6), "王磊", "京津冀", "昆山万润薄膜科技有限公司")
    assert rows[0][4] is True
    assert rows[6][4] is None
    assert rows[0][5] == "介绍县内光电产业配套，企业拟投资6亿元，\n“用地约26亩”"
    with book.read() as session:
        from sqlalchemy import select

        from crm.records.visit import Visit

        authors = session.execute(select(Visit.author).order_by(Visit.id)).scalars().all()
    assert authors[:3] == ["王磊", "李敏", "赵静"]
    assert sorted(row[0] for row in read("stations", "name")) == ["京津冀", "珠三角", "长三角"]
    assert sorted(row[0] for row in read("staff", "name")) == ["李敏", "王磊", "赵静", "陈刚"]


def test_the_list_of_leads_carries_its_milestones_and_the_unit_above_its_header(
    book: Book, samples: Path, read: Read
) -> None:
    report = import_file(book, "leads", samples / FILES["leads"])
    assert (report.rows, report.created, report.header_rows) == (22, 22, (3, 3))
    rows = read("leads", "name", "total_investment", "first_date", "signed_date", "started_date", "registered_date")
    assert sum(row[1] for row in rows) == 6_530_000_000
    assert rows[0][2:] == (dt.date(2023, 9, 30), dt.date(2023, 11, 1), dt.date(2023, 11, 1), dt.date(2023, 12, 30))
    assert rows[1][3:] == (None, None, None)


def test_an_investor_known_by_that_name_is_linked(book: Book, samples: Path, read: Read) -> None:
    import_file(book, "enterprises", samples / FILES["enterprises"])
    import_file(book, "leads", samples / FILES["leads"])
    linked = {row[0]: row[1] for row in read("leads", "investor", "enterprise")}
    assert linked["苏州皖维光薄膜股份有限公司"] == "苏州皖维光薄膜股份有限公司"
    assert linked["成都星源包装有限公司"] is None


@pytest.mark.parametrize("ledger", FILES)
def test_a_second_import_of_the_same_file_changes_nothing(book: Book, samples: Path, ledger: str) -> None:
    first = import_file(book, ledger, samples / FILES[ledger])
    second = import_file(book, ledger, samples / FILES[ledger])
    assert second.unchanged == first.rows - len(first.errors)
    assert (second.created, second.updated, second.batch) == (0, 0, None)


@pytest.mark.parametrize("ledger", FILES)
def test_a_dry_run_tells_the_same_and_writes_nothing(book: Book, samples: Path, read: Read, ledger: str) -> None:
    dry = import_file(book, ledger, samples / FILES[ledger], dry_run=True).as_json()
    assert dry["batch"] is None
    assert read(ledger, "note") == []
    wet = import_file(book, ledger, samples / FILES[ledger]).as_json()
    assert wet["batch"] is not None
    assert {**wet, "batch": None} == dry


@pytest.mark.parametrize("ledger", FILES)
def test_an_import_is_one_step_and_undone_as_one(book: Book, samples: Path, read: Read, ledger: str) -> None:
    report = import_file(book, ledger, samples / FILES[ledger])
    assert book.undo_label() == f"导入 {FILES[ledger]}"
    assert report.batch is not None
    book.undo_batch(report.batch)
    for kept in (ledger, "stations", "staff", "enterprises"):
        assert read(kept, "date" if kept == "visits" else "name") == []


def test_the_four_files_agree_on_stations_and_enterprises(book: Book, samples: Path, read: Read) -> None:
    for ledger, name in FILES.items():
        import_file(book, ledger, samples / name)
    assert len(read("stations", "name")) == 3
    names = [row[0] for row in read("enterprises", "name")]
    assert len(names) == len(set(names))
