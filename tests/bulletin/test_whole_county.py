"""A county of twelve projects over two years, every figure of its October worked out on paper beside it.

Leads by 亿元 at the first signing; what each contributes stands in the table of `LEADS`:

甲 3.00 signed 2025-02, begun, entered, producing; 市 3.00, 省 2.80    乙 0.80 signed 2025-03, begun
丙 1.50 signed 2025-05, given up in September    丁 2.00 signed 2024-06, 增资 0.60 in July 2025
戊 5.00 signed 2025-10, foreign, brought by two of the posted staff    己 1.20 signed 2025-10, begun
庚 in talks since October    辛 a lead of October    壬 0.90 signed 2024-10, producing, not entered
癸 1.10 signed 2024-03, given up    子 0.70 signed 2025-01, 增资 0.30 in April, entered
丑 4.00 signed 2024-12, begun and entered in 2025
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from crm.bulletin import monthly
from crm.bulletin.assemble import dataset
from crm.bulletin.papers import PAPERS

YI = 100_000_000
LEADS: dict[str, dict[str, str]] = {
    "甲电子": {"yi": "3.00", "first_date": "2024-12-01", "signed_date": "2025-02-10", "started_date": "2025-04-15",
            "registered_date": "2025-06-20", "produced_date": "2025-09-05", "unit": "发改局", "sector": "二产",
            "staff": "李明朗", "city_signed_date": "2025-02-20", "province_signed_date": "2025-03-15"},
    "乙食品": {"yi": "0.80", "first_date": "2025-01-10", "signed_date": "2025-03-20", "started_date": "2025-08-10",
            "unit": "工信局", "sector": "二产", "staff": "王海"},
    "丙物流": {"yi": "1.50", "first_date": "2025-02-01", "signed_date": "2025-05-06", "ended_date": "2025-09-01",
            "unit": "发改局", "sector": "三产", "staff": "王海"},
    "丁农业": {"yi": "2.00", "first_date": "2024-04-01", "signed_date": "2024-06-10", "started_date": "2024-09-01",
            "registered_date": "2025-02-01", "unit": "工信局", "sector": "一产", "staff": "周宁",
            "increased_date": "2025-07-15"},
    "戊新材": {"yi": "5.00", "first_date": "2025-05-01", "signed_date": "2025-10-12", "unit": "发改局",
            "sector": "二产", "staff": "李明朗", "capital_kind": "外资", "introducer": "李明朗、周宁"},
    "己装备": {"yi": "1.20", "first_date": "2025-06-01", "signed_date": "2025-10-20", "started_date": "2025-10-28",
            "unit": "工信局", "sector": "二产", "staff": "周宁"},
    "庚医药": {"first_date": "2025-10-02", "talk_date": "2025-10-08", "staff": "周宁"},
    "辛纺织": {"first_date": "2025-10-15", "staff": "李明朗"},
    "壬建材": {"yi": "0.90", "first_date": "2024-08-01", "signed_date": "2024-10-18", "started_date": "2025-01-15",
            "produced_date": "2025-07-01", "staff": "王海"},
    "癸家居": {"yi": "1.10", "first_date": "2024-01-10", "signed_date": "2024-03-05", "ended_date": "2024-08-01"},
    "子光伏": {"yi": "0.70", "first_date": "2024-11-20", "signed_date": "2025-01-25", "started_date": "2025-03-01",
            "registered_date": "2025-05-01", "unit": "工信局", "sector": "二产", "staff": "李明朗",
            "increased_date": "2025-04-20"},
    "丑冷链": {"yi": "4.00", "first_date": "2024-10-01", "signed_date": "2024-12-15", "started_date": "2025-02-20",
            "registered_date": "2025-04-10", "staff": "王海"},
}  # fmt: skip
MONEY = {"甲电子": {"city_signed_amount": 3 * YI, "province_signed_amount": 280_000_000},
         "丁农业": {"increased_amount": 60_000_000}, "子光伏": {"increased_amount": 30_000_000}}  # fmt: skip
ARRIVALS = (
    ("丁农业", "2024-07-01", "1.00"), ("丑冷链", "2025-02-01", "0.50"), ("甲电子", "2025-03-01", "1.00"),
    ("子光伏", "2025-04-01", "0.40"), ("甲电子", "2025-06-01", "0.50"), ("丁农业", "2025-08-01", "0.30"),
    ("乙食品", "2025-09-01", "0.20"), ("己装备", "2025-10-01", "0.10"),
)  # fmt: skip
OCTOBER = "2025-10"


@pytest.fixture
def whole(county, stations):
    """The county of the table, with its tasks, money, trips and visits."""
    ids = stations()
    home = {"李明朗": "长三角", "王海": "长三角", "周宁": "珠三角"}
    leads = {}
    for name, told in LEADS.items():
        values = dict(told) | MONEY.get(name, {})
        who = values.pop("staff", None)
        own = {"staff": ids[who], "station": ids[home[who]]} if who else {}
        leads[name] = county.lead(name, **values, **own)
    for name, month, yi in ARRIVALS:
        county.arrival(leads[name], month, yi)
    foreign = {"source": "境外", "foreign_amount": Decimal(1000), "rate": Decimal("7.2")}
    county.arrival(leads["戊新材"], "2025-10-01", "0.72", **foreign)
    county.target("签约资金", "15", q1="3", q2="6", q3="10", q4="15")
    county.target("签约项目", "8")
    county.target("到位资金", "5")
    county.target("利用外资", "2000")
    county.add("targets", year=2025, indicator="签约资金", scope="片区", subject="长三角", annual=Decimal(8))
    county.add("targets", year=2025, indicator="签约资金", scope="片区", subject="珠三角", annual=Decimal(3))
    county.add(
        "targets", year=2025, indicator="签约资金", scope="单位", subject="工信局", annual=Decimal(4), q4=Decimal(4)
    )
    _posted(county, ids, leads)
    return county


def _posted(county, ids, leads) -> None:
    """李明朗 19 days in two trips that overlap by three, 王海 5 of a trip that began in September, 周宁 25."""
    from crm.actions.edit import change

    county.trip(ids["李明朗"], "2025-10-01", "2025-10-12")
    county.trip(ids["李明朗"], "2025-10-10", "2025-10-19")
    county.trip(ids["李明朗"], "2025-10-20", "2025-10-22", kind="请假")
    county.trip(ids["王海"], "2025-09-25", "2025-10-05")
    county.trip(ids["王海"], "2025-10-25", "2025-10-27", kind="回县培训")
    county.trip(ids["周宁"], "2025-10-01", "2025-10-25")
    firms = [county.add("enterprises", name=f"云溪来访{n}有限公司") for n in range(3)]
    for n, day in enumerate(("02", "03", "04", "05")):
        county.visit(ids["李明朗"], f"2025-10-{day}", enterprise=firms[n % 3], leader_led=n == 0)
    for n, day in enumerate(("02", "03")):
        county.visit(ids["王海"], f"2025-10-{day}", enterprise=firms[n])
    for n, day in enumerate(("06", "07", "08")):
        county.visit(ids["周宁"], f"2025-10-{day}", enterprise=firms[n])
    county.visit(ids["李明朗"], "2025-10-09", method="接待", people=8)
    county.visit(ids["王海"], "2025-10-01", method="接待", people=3)
    county.visit(ids["王海"], "2025-10-02", method="接待", people=4)
    change(county.book, "leads", {leads["庚医药"]: {"valid": True, "valid_date": dt.date(2025, 10, 9)}})


def test_every_indicator_of_october(whole) -> None:
    """Six signed in 2025 (甲 乙 丙 戊 己 子), three by October 2024 (丁 壬 癸); 13.1 against 4.0亿元."""
    data = dataset(whole.book, OCTOBER)
    told = {row.key: row for row in data.indicators}
    number, money, arrived = told["signed_count"], told["signed_amount"], told["arrived_amount"]
    assert (number.cumulative, number.month_value, number.last_year, number.growth) == (6, 2, 3, "100.00")
    # 6 ÷ 8 = 75.00 %, less 10/12; the fourth quarter has the task of the year.
    assert (number.completion, number.quarter_completion, number.ahead, number.pace_gap) == (
        "75.00",
        "75.00",
        -2,
        "-8.33",
    )
    # 3 + 0.8 + 1.5 + 5 + 1.2 + 0.7 + 0.3 and 丁's 0.6; the year before 2 + 0.9 + 1.1.
    assert (money.cumulative, money.month_value, money.last_year) == (1_310_000_000, 620_000_000, 400_000_000)
    # 13.1 ÷ 15; 13.1 − 15; 87.3333 − 83.3333; 9.1 ÷ 4.
    assert (money.completion, money.ahead, money.pace_gap, money.growth) == ("87.33", -190_000_000, "4.00", "227.50")
    assert money.month_growth is None, "nothing was signed in September"
    # 0.5 + 1 + 0.4 + 0.5 + 0.3 + 0.2 + 0.1 + 0.72; the year before 丁's 1.
    assert (arrived.cumulative, arrived.month_value, arrived.last_year) == (372_000_000, 82_000_000, YI)
    # 3.72 ÷ 5; 74.40 − 83.3333; 2.72 ÷ 1; (0.82 − 0.2) ÷ 0.2.
    assert (arrived.completion, arrived.pace_gap, arrived.growth) == ("74.40", "-8.93", "272.00")
    assert arrived.month_growth == "310.00"
    rates = {key: (told[key].cumulative, told[key].month_value, told[key].last_year) for key in told if "rate" in key}
    assert rates == {
        "start_rate": ("66.7", "50.0", "33.3"),  # 甲 乙 己 子 of six; 己 of 戊 己; 丁 of 丁 壬 癸
        "arrival_rate": ("22.3", "13.2", "25.0"),  # (1.5 + 0.2 + 0.72 + 0.4 + 0.1) ÷ 13.1; 0.82 ÷ 6.2; 1 ÷ 4
        "register_rate": ("50.0", "0.0", "0.0"),  # 甲 子 丑 of 甲 乙 己 壬 子 丑; none of 己; none of 丁
        "honour_rate": ("83.3", "100.0", "33.3"),  # all but 丙; 戊 己; 丁 alone, for 壬 began in 2025
    }
    assert (told["production_count"].cumulative, told["production_count"].month_value) == (2, 0)
    foreign = told["foreign_capital"]
    # 1,000万美元 of 2,000; in the headless contract 0.72亿元.
    assert (foreign.cumulative, foreign.completion, foreign.pace_gap) == (10_000_000, "50.00", "-33.33")
    assert foreign.as_json()["cumulative"] == 72_000_000
    assert data.sound


def test_the_truths_of_the_city_and_the_province_stand_beside(whole) -> None:
    data = dataset(whole.book, OCTOBER)
    told = {one.spec.key: [one.values[basis] for basis in ("自报", "市认定", "省认定")] for one in data.truths}
    assert told["signed_count"] == [6, 1, 1]
    assert told["signed_amount"] == [1_310_000_000, 3 * YI, 280_000_000]
    first = next(one for one in data.disputes if one.project == "甲电子" and one.stage == "签约")
    assert (first.said["市认定"], first.said["省认定"]) == ("2025年2月20日，3亿元", "2025年3月15日，2.8亿元")
    assert first.gap == "金额不一致"


def test_the_breakdowns_add_up_to_the_whole(whole) -> None:
    data = dataset(whole.book, OCTOBER)
    parts = {part.name: (part.count, part.amount, part.amount_share) for part in data.structure["产次"]}
    # 83.97, 11.45 and 4.58 per cent: rounded each they come to 100.1, so 三产, least above its tenth, gives way.
    assert parts == {
        "一产": (0, 60_000_000, "4.6"), "二产": (5, 1_100_000_000, "84.0"), "三产": (1, 150_000_000, "11.4"),
    }  # fmt: skip
    tiers = {part.name: (part.count, part.amount) for part in data.structure["规模档"]}
    # 戊; 甲 丙 己 with 丁's 0.6; 乙 and 子 with its 0.3.
    assert sorted(tiers.values()) == [(1, 500_000_000), (2, 180_000_000), (3, 630_000_000)]
    stages = {row.stage: (row.entered, row.advanced, row.conversion) for row in data.funnel}
    assert stages == {
        "线索": (6, 5, "83.3"),  # 乙 丙 戊 己 庚 辛 met in 2025; 辛 is not in talks
        "在谈": (7, 6, "85.7"),  # 甲 乙 丙 戊 己 庚 子; 庚 has not signed
        "签约": (6, 4, "66.7"),  # 开工率
        "开工": (6, 3, "50.0"),  # 入统率: 壬 is in production, but in nobody's register
        "入统": (4, 1, "25.0"),  # 甲 丁 子 丑; 甲 is in production
        "投产": (2, None, None),  # 甲 壬
    }
    assert {p.kind for p in data.problems if p.subject == "壬建材"} >= {"已投产未入统"}


def test_stations_and_units_against_their_tasks(whole) -> None:
    rows = {row.subject: row for row in dataset(whole.book, OCTOBER).scopes}
    # 甲 3 + 乙 0.8 + 丙 1.5 + 戊 5 + 子 1 ÷ 8; 己 1.2 + 丁 0.6 ÷ 3; 乙 0.8 + 丁 0.6 + 己 1.2 + 子 1 ÷ 4.
    assert (rows["长三角"].count, rows["长三角"].amount, rows["长三角"].completion) == (
        5,
        1_130_000_000,
        Decimal("141.25"),
    )
    assert (rows["珠三角"].count, rows["珠三角"].amount, rows["珠三角"].completion) == (
        1,
        180_000_000,
        Decimal("60.00"),
    )
    assert (rows["珠三角"].pace_gap, rows["长三角"].rank, rows["珠三角"].rank) == (Decimal("-23.33"), 1, 2)
    assert (rows["工信局"].count, rows["工信局"].amount, rows["工信局"].quarter_completion) == (
        3,
        360_000_000,
        Decimal("90.00"),
    )


def test_posted_staff_and_their_points(whole) -> None:
    rows = {(row.station, row.person): row for row in dataset(whole.book, OCTOBER).stations}
    li, wang, zhou = rows["长三角", "李明朗"], rows["长三角", "王海"], rows["珠三角", "周宁"]
    assert (li.days, li.leave, li.training) == (19, 3, 0) and (wang.days, wang.training, zhou.days) == (5, 3, 25)
    assert (li.enterprises, li.visits, li.receptions, li.guests, li.leader_visits) == (3, 4, 1, 8, 1)
    assert (li.new_leads, li.valid_leads, li.signed_count, li.signed_amount) == (1, 0, 1, 5 * YI)
    assert (zhou.new_leads, zhou.valid_leads, zhou.negotiating, zhou.signed_amount) == (1, 1, 1, 120_000_000)
    # 9 + 10 + 5 + 15 + 0 + 20 + half of 20; 4 + 5 + 10; 10 + 10 + 0 + 15 + 15 + 0 + 10.
    assert [(one.score, one.rank) for one in (li, wang, zhou)] == [("69.00", 1), ("19.00", 2), ("60.00", 1)]
    assert "驻点19天，属15–19天档，9分" in li.working and "接待1批次，组内最多2批次，1÷2×10=5分" in li.working
    assert (rows["长三角", None].days, rows["成渝", None].days, rows["合计", None].days) == (24, 0, 49)


def test_the_papers_print_these_figures(whole, tmp_path: Path) -> None:
    files = {file.suffix: file for file in monthly(whole.book, OCTOBER, tmp_path).files}
    sheet = load_workbook(files[".xlsx"], data_only=True)["主要指标"]
    printed = {row[0]: row[1:] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert printed["签约资金"][:10] == ("亿元", 15, 15, 6.2, 13.1, 87.33, 87.33, -1.9, 83.33, 4)
    assert printed["利用外资"][:5] == ("万美元", 2000, 2000, 1000, 1000)
    text = "".join(paragraph.text for paragraph in Document(str(files[".docx"])).paragraphs)
    assert "全县签约招商引资项目6个、签约资金13.10亿元" in text
    assert "开工6个，其中已转入统3个，转化率50.0%；入统4个，其中已转投产1个，转化率25.0%" in text
    assert "新开工项目6个，已入统3个，入统率50.0%" in text
    for paper in PAPERS.values():
        assert paper.write(whole.book, dt.date(2025, 10, 31), tmp_path / paper.key)
