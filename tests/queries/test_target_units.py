"""A task is read with its unit: 亿元 for money, 个 for projects, % for rates, as the bulletin prints the indicator."""

from __future__ import annotations

from pathlib import Path

from crm.actions.edit import create
from crm.book import Book
from crm.bulletin.definitions import PRESETS
from crm.bulletin.figures import spec_of
from crm.excel.export import export
from crm.queries.listing import cells, ids
from crm.queries.view import Filter, ViewSpec
from crm.records.ledger import LEDGERS
from crm.records.office import INDICATOR_UNITS, INDICATORS


def told(book: Book, indicator: str) -> str | None:
    row = create(book, "targets", {"year": 2025, "indicator": indicator, "scope": "全县", "annual": 10})[0]
    with book.read() as session:
        unit: str | None = cells(session, "targets", [row], ["unit"])[0].values["unit"]
    return unit


def test_each_indicator_has_the_unit_that_the_bulletin_prints(book: Book) -> None:
    for preset in PRESETS:
        assert told(book, preset.name) == spec_of(preset).unit
    assert set(INDICATORS) <= set(INDICATOR_UNITS)
    assert (told(book, "有效线索"), told(book, "拜访企业")) == ("条", "家")


def test_of_a_countys_own_indicator_only_a_rate_is_known_by_its_name(book: Book) -> None:
    assert (told(book, "亿元项目开工率"), told(book, "标准厂房面积")) == ("%", None)


def test_tasks_are_found_by_their_unit_and_it_goes_out_under_a_head_of_its_own(book: Book, tmp_path: Path) -> None:
    money, _count = (
        create(book, "targets", {"year": 2025, "indicator": name, "scope": "全县", "annual": 10})[0]
        for name in ("签约资金", "签约项目")
    )
    with book.read() as session:
        assert ids(session, ViewSpec("targets", (Filter("unit", "=", "亿元"),))) == [money]
    export(book, ViewSpec("targets"), tmp_path / "任务.csv")
    head, *lines = (tmp_path / "任务.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("年度,指标,计量单位,对象类别,对象名称,年度任务")
    assert sorted(line.split(",")[1:3] for line in lines) == [["签约资金", "亿元"], ["签约项目", "个"]]


def test_days_are_not_called_days_of_days() -> None:
    assert LEDGERS["trips"].fields["days"].header == "天数"
    assert LEDGERS["leads"].fields["land"].header == "用地（亩）"
