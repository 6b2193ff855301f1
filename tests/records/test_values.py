"""Values are read as people type them and shown as people read them."""

import datetime as dt
from decimal import Decimal

import pytest

from crm.records import LEDGERS
from crm.records.values import is_blank, parse, plain, show
from crm.rules.dates import Day
from crm.rules.problem import BadValue

ENTERPRISE, LEAD, VISIT, TARGET, ASSISTANCE = (
    LEDGERS[k].fields for k in ("enterprises", "leads", "visits", "targets", "assistance")
)


@pytest.mark.parametrize(
    ("spec", "typed", "value"),
    [
        (ENTERPRISE["name"], " \u3000宁波华彩包装有限公司 ", "宁波华彩包装有限公司"),
        (ENTERPRISE["name"], 3.0, "3"),
        (ENTERPRISE["name"], dt.date(2024, 5, 1), "2024-05-01"),
        (ENTERPRISE["registered_capital"], "5000", 50_000_000),
        (ENTERPRISE["registered_capital"], "2.37亿元", 237_000_000),
        (LEAD["total_investment"], 1.2, 120_000_000),
        (LEAD["land"], "80亩", Decimal(80)),
        (LEAD["land"], 26.5, Decimal("26.5")),
        (TARGET["year"], "２０２４", 2024),
        (TARGET["annual"], "53", Decimal(53)),
        (TARGET["annual"], "50%", Decimal(50)),
        (VISIT["people"], "12人", 12),
        (VISIT["people"], "约20余人次", 20),
        (TARGET["year"], "2024年", 2024),
        (TARGET["annual"], "20个", Decimal(20)),
        (TARGET["annual"], "5.3亿元", Decimal("5.3")),
        (TARGET["annual"], "5000万元", Decimal("0.5")),
        (VISIT["method"], "走访", "拜访"),
        (VISIT["method"], "来访", "接待"),
        (ASSISTANCE["state"], "正在办理", "办理中"),
        (ASSISTANCE["state"], "未办结", "办理中"),
        (ASSISTANCE["state"], "已完成", "已办结"),
        (VISIT["leader_led"], "是", True),
        (VISIT["leader_led"], "√", True),
        (VISIT["leader_led"], "否", False),
        (VISIT["leader_led"], True, True),
        (VISIT["method"], "拜访", "拜访"),
        (VISIT["method"], "实地拜访", "拜访"),
        (LEAD["method"], "朋友介绍", "朋友介绍"),
        (VISIT["date"], "2024.5.18", dt.date(2024, 5, 18)),
        (VISIT["contact_phone"], 19392180516.0, "19392180516"),
        (VISIT["contact_phone"], "194-0143-9147、0551-65135408", "19401439147、0551-65135408"),
        (ENTERPRISE["credit_code"], " 91330100799655058b", "91330100799655058B"),
        (ENTERPRISE["city"], "  ", None),
        (ENTERPRISE["city"], None, None),
    ],
)
def test_typed_text_becomes_a_value(spec, typed, value) -> None:
    parsed = parse(spec, typed)
    assert (parsed.value, parsed.warning) == (value, "")


@pytest.mark.parametrize(
    ("spec", "typed", "reason"),
    [
        (VISIT["method"], "喝茶", "方式只能填拜访、接待、电话、线上、活动，现在是“喝茶”"),
        (VISIT["leader_led"], "也许", "县领导带队请填“是”或“否”，现在是“也许”"),
        (VISIT["date"], "2024年5月32日", "没有"),
        (ENTERPRISE["registered_capital"], "若干", "若干"),
        (TARGET["year"], "今年", "今年"),
        (TARGET["annual"], "5元", "不是数字"),
        (LEAD["land"], "5万", "不是数字"),
        (LEAD["land"], "9e+30", "太大，请检查是不是多写了几位"),
        (VISIT["people"], "99999999999999999999", "太大，请检查是不是多写了几位"),
    ],
)
def test_what_a_field_cannot_take_is_told_with_the_remedy(spec, typed, reason) -> None:
    with pytest.raises(BadValue, match=reason):
        parse(spec, typed)


def test_a_wrong_credit_code_is_kept_with_a_warning() -> None:
    parsed = parse(ENTERPRISE["credit_code"], "91350100M000100Y4Z")
    assert parsed.value == "91350100M000100Y4Z"
    assert parsed.warning


def test_a_date_known_to_the_month_says_so_and_a_stated_unit_or_year_completes_a_cell() -> None:
    assert parse(LEAD["signed_date"], "2023.11").month_only
    assert parse(LEAD["signed_date"], Day(dt.date(2023, 11, 1), "month")).month_only
    assert parse(VISIT["date"], "5月3日", year=2024).value == dt.date(2024, 5, 3)
    assert parse(LEAD["total_investment"], 6000, unit="万元").value == 60_000_000


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        (ENTERPRISE["registered_capital"], 520_000_000, "52,000"),
        (LEAD["total_investment"], 237_000_000, "2.37"),
        (LEAD["land"], Decimal("1280.50"), "1,280.5"),
        (LEAD["land"], Decimal(80), "80"),
        (TARGET["year"], 2024, "2024"),
        (VISIT["leader_led"], False, "否"),
        (VISIT["date"], dt.date(2024, 5, 3), "2024-05-03"),
        (VISIT["contact_phone"], "19392180516", "19392180516"),
        (VISIT["content"], "谈用地", "谈用地"),
        (VISIT["content"], None, ""),
    ],
)
def test_a_value_is_shown_as_people_read_it(spec, value, text) -> None:
    assert show(spec, value) == text


def test_a_month_is_shown_as_a_month_and_a_phone_is_masked_on_request() -> None:
    assert show(LEAD["signed_date"], dt.date(2023, 11, 1), month_only=True) == "2023-11"
    assert show(VISIT["contact_phone"], "13812345678", masked=True) == "138****5678"


def test_json_gets_dates_iso_and_decimals_as_text() -> None:
    assert [plain(v) for v in (dt.date(2024, 5, 3), Decimal("80.5000"), 7, None, "字")] == [
        "2024-05-03",
        "80.5",
        7,
        None,
        "字",
    ]


def test_spaces_of_every_kind_are_blank() -> None:
    assert [is_blank(v) for v in ("", " \u3000\xa0\n", None, 0, False)] == [True, True, True, False, False]
