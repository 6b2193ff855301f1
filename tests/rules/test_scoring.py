"""A scheme scores posted staff with working that anyone can follow by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.problem import BadValue
from crm.rules.scoring import (
    EXAMPLE,
    Band,
    Item,
    Row,
    Scheme,
    scheme_from_json,
    scheme_to_json,
    score,
    split_evenly,
)

D = Decimal


def person(name: str, group: str = "长三角", **values: int | Decimal | Fraction) -> Row:
    return Row(name, name, group, values)


def points_of(days: int) -> Decimal:
    [only] = score([person("陈刚", days=days)], EXAMPLE)
    return only.items[0].points


def test_posted_days_score_by_bands() -> None:
    assert [points_of(days) for days in (31, 20, 19, 15, 14, 10)] == [10, 10, 9, 9, 8, 8]
    assert [points_of(days) for days in (9, 5, 1, 0)] == [8, 4, 0, 0]


@pytest.mark.parametrize(
    ("days", "working"),
    [
        (22, "驻点22天，属20天及以上档，10分"),
        (19, "驻点19天，属15–19天档，9分"),
        (9, "驻点9天，属9天及以下档，按天数减1，8分"),
        (0, "驻点0天，属9天及以下档，按天数减1，0分"),
    ],
)
def test_the_working_names_the_band(days: int, working: str) -> None:
    [only] = score([person("陈刚", days=days)], EXAMPLE)
    assert only.items[0].working == working


def test_relative_items_compare_with_the_best_of_the_group() -> None:
    rows = [person("陈刚", visits=12), person("李敏", visits=6), person("王磊", "珠三角", visits=3)]
    first, second, other_group = score(rows, EXAMPLE)
    assert [scored.items[1].points for scored in (first, second, other_group)] == [10, 5, 10]
    assert second.items[1].working == "拜访6次，组内最多12次，6÷12×10=5分"


def test_where_nobody_did_anything_nobody_scores() -> None:
    [only] = score([person("陈刚")], EXAMPLE)
    assert only.total == 0
    assert only.items[2].working == "接待0批次，组内均为0，0分"


def test_foreign_signings_add_twenty_split_between_introducers() -> None:
    credit = split_evenly([["陈刚", "李敏"], ["陈刚"], ["陈刚", "李敏", "王磊"], []])
    assert credit == {"陈刚": Fraction(11, 6), "李敏": Fraction(5, 6), "王磊": Fraction(1, 3)}
    rows = [person(name, foreign_signed=share) for name, share in credit.items()]
    assert [scored.total for scored in score(rows, EXAMPLE)] == [D("36.67"), D("16.67"), D("6.67")]
    [half] = score([person("陈刚", foreign_signed=Fraction(1, 2))], EXAMPLE)
    assert half.items[-1].working == "签约外资0.5个，每个加20分，10分"


def test_a_whole_month_worked_by_hand() -> None:
    rows = [
        person("陈刚", days=19, visits=12, receptions=2, new_leads=3, valid_leads=1, leader_visits=1),
        person("李敏", days=22, visits=8, receptions=3, new_leads=1, valid_leads=0, leader_visits=2),
    ]
    chen, li = score(rows, EXAMPLE)
    # 9 + 10 + 6.666… + 15 + 15 + 10 and 10 + 6.666… + 10 + 5 + 0 + 20
    assert (chen.total, chen.rank) == (D("65.67"), 1)
    assert (li.total, li.rank) == (D("51.67"), 2)
    assert chen.working.startswith("驻点19天，属15–19天档，9分；拜访12次，")
    assert chen.working.endswith("；合计65.67分，第1名")


def test_totals_are_rounded_once_at_the_end() -> None:
    thirds = Scheme("三项", tuple(Item(key, key, "次", "relative", D(1)) for key in ("a", "b", "c")))
    rows = [person("陈刚", a=1, b=1, c=1), person("李敏", a=3, b=3, c=3)]
    chen = score(rows, thirds)[0]
    assert [item.points for item in chen.items] == [D("0.33")] * 3
    assert chen.total == D("1.00")


def test_ties_share_a_rank_and_the_next_is_skipped() -> None:
    rows = [person("陈刚", days=20), person("李敏", days=25), person("王磊", days=10), person("赵静", "珠三角", days=1)]
    assert [scored.rank for scored in score(rows, EXAMPLE)] == [1, 1, 3, 1]


def test_a_scheme_may_rank_all_groups_together() -> None:
    overall = Scheme("全县", EXAMPLE.items, "all")
    rows = [person("陈刚", visits=10), person("王磊", "珠三角", visits=5)]
    assert [(scored.total, scored.rank) for scored in score(rows, overall)] == [(D(10), 1), (D(5), 2)]


def test_bands_may_add_and_may_leave_a_gap() -> None:
    item = Item("days", "驻点", "天", "banded", bands=(Band(D(10), None, D(2)), Band(D(5), D(1))))
    rows = [person("陈刚", days=12), person("李敏", days=7), person("王磊", days=3)]
    found = score(rows, Scheme("加分", (item,)))
    assert [scored.items[0].working for scored in found] == [
        "驻点12天，属10天及以上档，按天数加2，14分",
        "驻点7天，属5–9天档，1分",
        "驻点3天，不在任何档，0分",
    ]


def test_nobody_to_score() -> None:
    assert score([], EXAMPLE) == []


def test_a_scheme_survives_json() -> None:
    assert scheme_from_json(scheme_to_json(EXAMPLE)) == EXAMPLE
    assert "月度驻点招商考核" in scheme_to_json(EXAMPLE)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name":"x","within":"group","items":[1]}', "null"])
def test_a_damaged_scheme_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="考核方案的内容不完整"):
        scheme_from_json(text)


def edited(change: str, value: object) -> str:
    data = json.loads(scheme_to_json(EXAMPLE))
    if change == "within":
        data["within"] = value
    else:
        data["items"][0][change] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("change", "value", "reason"),
    [
        ("within", "town", "排名范围只能是分组或全部"),
        ("kind", "guess", "考核项“驻点”的计分方式看不懂"),
        ("bands", [], "分档应从高到低排列且不重复"),
        ("points", "十分", "不是数字"),
        (
            "bands",
            [{"at_least": "5", "points": "1", "offset": "0"}, {"at_least": "9", "points": "2", "offset": "0"}],
            "分档应从高到低",
        ),
    ],
)
def test_a_scheme_that_cannot_work_says_why(change: str, value: object, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        scheme_from_json(edited(change, value))


@given(
    st.lists(
        st.fixed_dictionaries({item.key: st.integers(0, 31) for item in EXAMPLE.items}),
        min_size=1,
        max_size=12,
    )
)
def test_ranks_agree_with_scores(figures: list[dict[str, int]]) -> None:
    found = score([Row(str(i), str(i), "组", values) for i, values in enumerate(figures)], EXAMPLE)
    for one in found:
        assert one.rank == 1 + sum(other.total > one.total for other in found)
        assert one.total >= 0
    assert min(one.rank for one in found) == 1
