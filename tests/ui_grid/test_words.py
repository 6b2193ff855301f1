"""Conditions in words, as chips and the head of a printed list say them."""

from __future__ import annotations

import datetime as dt

from crm.queries.view import ViewSpec
from crm.queries.where import parse_where
from crm.records.ledger import LEDGERS
from ui.grid.words import lined_up, view_words


def test_a_printed_list_says_what_it_lets_through() -> None:
    assert view_words(ViewSpec("leads")) == ""
    conditions = parse_where("leads", "计划总投资>1亿 且 签约日期=今年 且 阶段=签约", today=dt.date(2024, 5, 30))
    view = ViewSpec("leads", conditions, search="光学")
    assert view_words(view) == "搜索“光学”；计划总投资 ＞ 1亿；签约日期 今年；阶段 是 签约"


def test_yuan_in_hundred_millions_stand_with_their_points_under_each_other() -> None:
    invested, capital = LEDGERS["leads"].fields["total_investment"], LEDGERS["enterprises"].fields["registered_capital"]
    assert [lined_up(invested, text) for text in ("3", "0.8", "1,234.5", "0.2716", "")] == [
        "3.00", "0.80", "1,234.50", "0.2716", "",
    ]  # fmt: skip
    assert lined_up(capital, "5,000") == "5,000", "万元 have no places to line up"
