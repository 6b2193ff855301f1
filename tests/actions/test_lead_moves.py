"""Leads move on by dated facts, and back when a fact is taken away; children are written whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from crm.actions.children import save_record
from crm.actions.edit import create, delete
from crm.actions.leads import advance, move_back
from crm.book import Book, create_book
from crm.queries.children import children_of
from crm.queries.listing import cells, ids
from crm.queries.view import ViewSpec
from crm.rules.dates import Day
from crm.rules.problem import BadValue, Problem

MAY = dt.date(2024, 5, 6)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A book on 30 May 2024."""
    book = create_book(tmp_path / "云溪县.zhaoyin", clock=lambda: dt.datetime(2024, 5, 30, 10, 42))
    yield book
    book.close()


def stage(book: Book, lead: int) -> str:
    with book.read() as session:
        return str(cells(session, "leads", [lead], ["stage"])[0].values["stage"])


def test_a_dated_fact_moves_a_lead_on_and_undo_moves_it_back(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期"})
    changes = advance(book, lead, "签约", date=MAY, amount=500_000_000, evidence="合同", next_step="办注册")
    assert changes.label == "光学膜二期 推进到签约"
    assert stage(book, lead) == "签约"
    book.undo()
    assert stage(book, lead) == "线索"


def test_a_date_given_again_keeps_the_amount_and_the_other_bases(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期"})
    advance(book, lead, "签约", date=MAY, amount=500_000_000)
    advance(book, lead, "签约", date=Day(dt.date(2024, 5, 1), "month"))
    advance(book, lead, "签约", date=dt.date(2024, 5, 20), basis="市认定")
    with book.read() as session:
        facts = children_of(session, "milestone", lead)
    assert [(f["basis"], f["date"], f["amount"]) for f in facts] == [
        ("自报", Day(dt.date(2024, 5, 1), "month"), 500_000_000),
        ("市认定", dt.date(2024, 5, 20), None),
    ]


def test_moving_back_takes_away_the_facts_beyond(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期", "talk_date": MAY, "signed_date": MAY, "started_date": MAY})
    assert stage(book, lead) == "开工"
    assert move_back(book, lead, "在谈").label == "光学膜二期 退回到在谈"
    assert stage(book, lead) == "在谈"
    move_back(book, lead, "线索")
    assert stage(book, lead) == "线索"


def test_a_lead_moved_back_before_its_signing_has_no_increase_left(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期", "signed_date": MAY, "started_date": MAY})
    advance(book, lead, "增资", date=MAY, amount=100_000_000)
    move_back(book, lead, "签约")
    with book.read() as session:
        assert [fact["kind"] for fact in children_of(session, "milestone", lead)] == ["签约", "增资"]
    move_back(book, lead, "在谈")
    with book.read() as session:
        assert children_of(session, "milestone", lead) == []


def test_a_fact_needs_a_date_that_has_come_and_a_name_that_exists(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期"})
    with pytest.raises(BadValue, match="请填写开工日期"):
        advance(book, lead, "开工", date=None)
    with pytest.raises(BadValue, match="开工日期2024-06-30还没有到"):
        advance(book, lead, "开工", date=dt.date(2024, 6, 30))
    with pytest.raises(BadValue, match="没有“竣工”这个里程碑"):
        advance(book, lead, "竣工", date=MAY)
    with pytest.raises(BadValue, match="没有“竣工”这个阶段"):
        move_back(book, lead, "竣工")
    delete(book, "leads", [lead])
    with pytest.raises(Problem, match="已不在账本里"):
        advance(book, lead, "开工", date=MAY)


def test_a_record_and_its_children_are_saved_as_one_step(book: Book) -> None:
    people = [
        {"name": "王建国", "title": "总经理"},
        {"name": "", "phone": None},
        {"name": "赵敏", "phone": "13800001234"},
    ]
    company, changes = save_record(book, "enterprises", None, values={"name": "甲公司"}, children={"contact": people})
    assert changes.label == "新建目标企业 甲公司"
    with book.read() as session:
        kept = children_of(session, "contact", company)
        assert [(p["name"], p["position"]) for p in kept] == [("王建国", 0), ("赵敏", 1)]
        assert ids(session, ViewSpec("enterprises", search="zm")) == [company]

    swapped = [{**kept[1], "title": "厂长"}]
    _, changes = save_record(book, "enterprises", company, values={}, children={"contact": swapped})
    assert set(changes.ids) == {"enterprises"}
    with book.read() as session:
        (person,) = children_of(session, "contact", company)
        assert (person["id"], person["name"], person["title"], person["position"]) == (kept[1]["id"], "赵敏", "厂长", 0)
        assert ids(session, ViewSpec("enterprises", search="wjg")) == []
    book.undo()
    with book.read() as session:
        assert children_of(session, "contact", company) == kept


def test_introducers_share_a_lead_and_a_fact_needs_its_kind(book: Book) -> None:
    shared = [{"name": "李明朗", "kind": "乡贤", "share": Decimal(60)}, {"name": "周敏", "share": Decimal(40)}]
    lead, _ = save_record(book, "leads", None, values={"name": "二期"}, children={"introducer": shared})
    with book.read() as session:
        assert [(r["name"], r["share"]) for r in children_of(session, "introducer", lead)] == [
            ("李明朗", Decimal(60)),
            ("周敏", Decimal(40)),
        ]
    with pytest.raises(BadValue, match="请填写里程碑"):
        save_record(book, "leads", lead, values={}, children={"milestone": [{"kind": None, "date": MAY}]})


def facts(book: Book, lead: int) -> list[tuple[object, ...]]:
    with book.read() as session:
        return [(f["kind"], f["basis"], f["date"], f["amount"]) for f in children_of(session, "milestone", lead)]


def test_every_increase_of_a_signed_project_is_a_fact_of_its_own_and_no_stage(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期"})
    advance(book, lead, "签约", date=MAY, amount=500_000_000)
    changes = advance(book, lead, "增资", date=dt.date(2024, 5, 20), amount=80_000_000, evidence="补充协议")
    advance(book, lead, "增资", date=dt.date(2024, 5, 28), amount=20_000_000)
    assert changes.label == "光学膜二期 登记增资"
    assert stage(book, lead) == "签约"
    assert facts(book, lead) == [
        ("签约", "自报", MAY, 500_000_000),
        ("增资", "自报", dt.date(2024, 5, 20), 80_000_000),
        ("增资", "自报", dt.date(2024, 5, 28), 20_000_000),
    ]
    book.undo()
    assert len(facts(book, lead)) == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"date": None, "amount": 1}, "请填写增资日期"),
        ({"date": MAY, "amount": None}, "请填写增资金额，只填增加的部分"),
        ({"date": MAY, "amount": 0}, "请填写增资金额，只填增加的部分"),
        ({"date": dt.date(2024, 6, 8), "amount": 1}, "增资日期2024-06-08还没有到，请填写已经发生的日期"),
        ({"date": dt.date(2024, 5, 5), "amount": 1}, "增资日期早于签约日期2024-05-06，请改正其中一个"),
        ({"date": dt.date(2024, 5, 8), "amount": 1}, "5月8日已经登记过增资，要改请打开项目，在里程碑下面修改"),
        ({"date": MAY, "amount": 1, "basis": "市认定"}, "项目还没有签约，签约以后追加的投资才算增资"),
    ],
)
def test_an_increase_that_cannot_be_says_why(book: Book, given: dict[str, Any], sentence: str) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期"})
    advance(book, lead, "签约", date=MAY, amount=500_000_000)
    advance(book, lead, "增资", date=dt.date(2024, 5, 8), amount=1)
    with pytest.raises(BadValue, match=sentence):
        advance(book, lead, "增资", **given)
    assert len(facts(book, lead)) == 2


def test_an_increase_may_be_in_the_month_of_a_signing_whose_day_is_not_known(book: Book) -> None:
    lead, _ = create(book, "leads", {"name": "光学膜二期"})
    advance(book, lead, "签约", date=Day(dt.date(2024, 5, 1), "month"), amount=500_000_000)
    advance(book, lead, "增资", date=Day(dt.date(2024, 5, 1), "month"), amount=1_000)
    assert facts(book, lead)[1][0] == "增资"
