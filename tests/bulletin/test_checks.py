"""自洽核验: each rule fails when its figures are tampered with, names itself, and opens rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from crm.actions.edit import change, delete
from crm.bulletin import monthly
from crm.bulletin.assemble import dataset
from crm.bulletin.checks import checks
from crm.bulletin.dataset import Dataset, called, rows_behind
from crm.bulletin.release import release
from crm.rules.problem import Problem


@pytest.fixture
def data(county, stations) -> Dataset:
    """Two signed projects of one 片区, one begun, money arrived, tasks given, one person posted."""
    ids = stations()
    county.target("签约资金", "10", q3="8")
    county.trip(ids["李明朗"], "2025-09-01", "2025-09-12")
    lead = county.lead("甲", yi="2", signed_date="2025-03-01", started_date="2025-05-01", station=ids["长三角"])
    county.lead("乙", yi="3", signed_date="2025-09-01", unit="发改局", station=ids["长三角"])
    county.arrival(lead, "2025-04-01", "1")
    return dataset(county.book, "2025-09")


def failing(data: Dataset) -> list[str]:
    return [check.rule for check in checks(data) if not check.ok]


def indicator(data: Dataset, key: str, **changed: object) -> Dataset:
    rows = [replace(row, **changed) if row.key == key else row for row in data.indicators]
    return replace(data, indicators=rows, words={})


def person(data: Dataset) -> Dataset:
    rows = [replace(row, days=row.days + 1) if row.person else row for row in data.stations]
    return replace(data, stations=rows, words={})


def share(data: Dataset) -> Dataset:
    parts = data.structure["产次"]
    return replace(data, structure={"产次": [replace(parts[0], count_share="99.9"), *parts[1:]]}, words={})


def one_more(data: Dataset) -> Dataset:
    parts = data.structure["规模档"]
    return replace(data, structure={"规模档": [replace(parts[0], count=parts[0].count + 1), *parts[1:]]}, words={})


def unit(data: Dataset) -> Dataset:
    rows = [replace(row, amount=row.amount + 1) if row.scope == "单位" else row for row in data.scopes]
    return replace(data, scopes=rows, words={})


def words(data: Dataset) -> Dataset:
    """The table changes after the text was written."""
    return replace(indicator(data, "signed_amount", month_value=400_000_000), words=data.words)


@pytest.mark.parametrize(
    ("tamper", "rule"),
    [
        (person, "驻外工作各片区小计之和等于合计"),
        (share, "产次分项之和等于总数"),
        (one_more, "规模档分项之和等于总数"),
        (unit, "各单位签约之和等于总数"),
        (lambda data: indicator(data, "start_rate", cumulative="68.9"), "比率等于其分子除以分母"),
        (lambda data: indicator(data, "signed_amount", completion="50.01"), "完成率等于累计完成除以任务"),
        (lambda data: indicator(data, "arrived_amount", month_value=1), "到位资金累计不小于上月且等于上月累计加当月"),
        (words, "文字与表格一致"),
    ],
)
def test_a_figure_tampered_with_fails_its_rule(data, tamper: Callable[[Dataset], Dataset], rule: str) -> None:
    assert failing(data) == []
    assert rule in failing(tamper(data))


def test_a_published_rate_that_is_not_its_own_quotient_is_caught(county) -> None:
    """A city printed 22/32 as 68.9 %; it is 68.8 %."""
    for n in range(32):
        begun = {"started_date": "2025-05-01"} if n < 22 else {}
        county.lead(f"项目{n}", yi="1", signed_date="2025-03-01", **begun)
    data = dataset(county.book, "2025-06")
    assert data.indicator("start_rate").cumulative == "68.8"
    assert failing(data) == []
    assert "比率等于其分子除以分母" in failing(indicator(data, "start_rate", cumulative="68.9"))


def test_a_number_that_the_text_says_otherwise_than_the_table_is_named(data) -> None:
    (check,) = [c for c in checks(words(data)) if c.rule == "文字与表格一致"]
    assert check.detail == "文中数字与表格不符：3.00（“….00亿元，距第三季度调度目标欠3.00亿元，完成第三季…”）"


def test_every_rule_about_projects_opens_them(data) -> None:
    for at, check in enumerate(data.checks):
        if "之和等于总数" in check.rule:
            assert len(rows_behind(data, f"check/{at}")[1]) == 2


def test_entered_without_works_and_backwards_dates_are_opened_by_name(county) -> None:
    county.lead("先入统", signed_date="2025-03-01", yi="1", registered_date="2025-05-01")
    back = county.lead("倒序", signed_date="2025-03-10", yi="1", started_date="2025-03-01")
    data = dataset(county.book, "2025-09")
    broken = {check.rule: check for check in data.checks if not check.ok}
    assert set(broken) == {"入统不大于开工", "里程碑日期先后有序"}
    assert "先入统" in broken["入统不大于开工"].detail
    assert broken["里程碑日期先后有序"].ids == (back,)


def test_less_than_the_issue_before_printed_stops_the_release_without_a_reason(published, tmp_path: Path) -> None:
    release(published.book, "2025-08", tmp_path)
    first = dataset(published.book, "2025-09").behind["signed_amount.cumulative"][1][0]
    delete(published.book, "leads", [first])
    data = dataset(published.book, "2025-09")
    (check,) = [c for c in data.checks if not c.ok]
    assert check.rule == "累计数不小于上期印发数"
    assert "签约资金上期印发49.302亿元，本期29.86亿元" in check.detail
    assert first in check.ids
    with pytest.raises(Problem, match="累计数不小于上期印发数"):
        monthly(published.book, "2025-09", tmp_path)
    sent = release(published.book, "2025-09", tmp_path, override="项目1经核实撤回")
    assert sent.data.override == "项目1经核实撤回"
    assert published.book.setting("releases")[0]["failed"] == ["累计数不小于上期印发数"]


def test_more_than_the_issue_before_printed_is_in_order(published, tmp_path: Path) -> None:
    release(published.book, "2025-08", tmp_path)
    lead = dataset(published.book, "2025-09").behind["signed_amount.cumulative"][1][0]
    change(published.book, "leads", {lead: {"signed_amount": 30 * 10**8}})
    assert dataset(published.book, "2025-09").sound


def test_a_figure_of_the_prose_is_headed_by_what_it_is_about(data) -> None:
    assert called(data, "signed_amount.cumulative") == "签约资金："
    assert called(data, "problems/已投产未入统") == "已投产未入统："
    assert called(data, "structure/产次/二产/amount") == "二产："
    assert called(data, "scope/单位/发改局/quarter") == "发改局："
    assert called(data, "station/合计//days") == "合计："
    assert called(data, "funnel/签约/advanced") == "签约："
    assert called(data, "problem/0") == "" and called(data, "calendar") == ""
