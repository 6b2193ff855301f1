"""The county of the published figures, from workbooks to the month's JSON: 59 projects, 49.86 against 45.05 and 53."""

import pytest

from tests.cli.counties import County

TARGETS = (
    ("年度", "指标", "对象类别", "年度任务", "一季度目标", "二季度目标", "三季度目标", "四季度目标"),
    (2024, "签约资金", "全县", 53, 12, 25, 45.05, 53),
    (2024, "签约项目", "全县", 80, None, None, 59, None),
    (2024, "开工率", "全县", 90, None, None, 80, None),
    (2024, "资金到位率", "全县", 70, None, None, 75, None),
)


def leads():
    """59 projects signed by September: 20 and 28 of 1.00 and 30 that share 1.86; two in 2023, 20 and 30."""
    yield "项目名称", "签约日期", "签约金额（亿元）", "开工日期", "入统日期", "投产日期"
    for n in range(59):
        amount = 20 if n == 0 else 1 if n <= 28 else 0.062
        signed = f"2024年{n % 9 + 1}月{n % 28 + 1}日"
        begun = "2024.9" if n < 53 else None
        yield f"公布项目{n}", signed, amount, begun, "2024-09-30" if n < 18 else None, "2024-09-30" if n < 3 else None
    yield "去年前九月", "2023-09-30", "20亿", "2023-10-01", "2024-01-05", "2024-02-06"
    yield "去年第四季度", "2023-10-01", "300000万元", None, None, None


@pytest.fixture
def county(cli, tmp_path):
    county = County(cli, tmp_path)
    county.load("targets", *TARGETS)
    county.load("leads", *leads())
    county.load(
        "arrivals",
        ("项目", "月份", "自报金额（万元）"),
        ("公布项目0", "2024-03", 200_000),
        ("公布项目1", "2024年9月", 174_000),
        ("去年前九月", "2024-09", 26_000),
        ("去年前九月", "2023-09", 100_000),
        ("去年前九月", "2024-10", 1),
    )
    return county


def test_signed_money_against_the_quarter_the_year_and_last_year(county):
    row = county.indicators("2024-09")["signed_amount"]
    assert (row["cumulative"], row["annual_target"], row["quarter_target"]) == (
        4_986_000_000, 5_300_000_000, 4_505_000_000,
    )  # fmt: skip
    assert (row["quarter_completion"], row["completion"], row["ahead"]) == ("110.68", "94.08", 481_000_000)
    # 94.0755 − 75 and (49.86 − 20) ÷ 20.
    assert (row["pace_gap"], row["last_year"], row["growth"]) == ("19.08", 2_000_000_000, "149.30")


def test_projects_count_once_each(county):
    row = county.indicators("2024-09")["signed_count"]
    assert (row["cumulative"], row["completion"], row["quarter_completion"]) == (59, "73.75", "100.00")
    # Every ninth of 0…58 from 8 on: 8, 17, 26, 35, 44, 53.
    assert (row["month_value"], row["ahead"], row["pace_gap"], row["last_year"]) == (6, 0, "-1.25", 1)
    assert row["growth"] == "5800.00"


def test_rates_are_of_their_own_cohorts(county):
    rows = county.indicators("2024-09")
    # 53 of 59 begun; the money of the year's own projects is 37.40 of 49.86; 18 of 53 entered.
    assert [rows[key]["cumulative"] for key in ("start_rate", "arrival_rate", "register_rate")] == [
        "89.8", "75.0", "34.0",
    ]  # fmt: skip
    assert (rows["start_rate"]["completion"], rows["start_rate"]["annual_target"]) == ("99.81", "90.0")
    assert (rows["arrival_rate"]["quarter_completion"], rows["arrival_rate"]["ahead"]) == ("100.01", "0.0")
    assert (rows["start_rate"]["last_year"], rows["register_rate"]["last_year"]) == ("0.0", None)


def test_arrivals_and_productions_of_older_projects_count_too(county):
    rows = county.indicators("2024-09")
    money = rows["arrived_amount"]
    assert (money["month_value"], money["cumulative"], money["last_year"]) == (
        2_000_000_000, 4_000_000_000, 1_000_000_000,
    )  # fmt: skip
    assert (money["growth"], money["completion"]) == ("300.00", None)
    assert (rows["production_count"]["month_value"], rows["production_count"]["cumulative"]) == (3, 4)


def test_what_cannot_be_computed_is_null_and_says_why(county):
    data = county.month("2024-09")
    said = {(p["subject"], p["detail"]) for p in data["problems"] if p["kind"] == "无法计算"}
    assert ("入统率", "上年同期数、同比：上年同期没有新开工项目，分母为0") in said
    assert any(subject == "到位资金" and detail.endswith("未下达年度任务") for subject, detail in said)
    missing = [row["key"] for row in data["indicators"] if None in row.values()]
    assert {row["name"] for row in data["indicators"] if row["key"] in missing} <= {subject for subject, _ in said}


def test_last_months_bulletin_is_untouched_by_september(county):
    rows = county.indicators("2024-08")
    assert rows["signed_count"]["cumulative"] == 53
    assert rows["start_rate"]["cumulative"] == "0.0"
    # 40 of the year's first quarter to come: no second half is asked of the third quarter's first month.
    assert rows["signed_amount"]["quarter_target"] == 4_505_000_000


def test_the_text_and_the_checks_say_the_same(county):
    data = county.month("2024-09")
    assert all(check["ok"] for check in data["checks"])
    for words in (
        "截至9月底，全县签约招商引资项目59个、签约资金49.86亿元",
        "超第三季度调度目标4.81亿元",
        "110.68%",
        "94.08%",
        "资金到位率75.0%",
        "其中9月新签约6个",
    ):
        assert words in data["text"]


def test_parts_of_the_whole_add_up(county):
    data = county.month("2024-09")
    tiers = {part["name"]: (part["count"], part["amount"], part["count_share"]) for part in data["structure"]["规模档"]}
    assert tiers == {
        "10亿元以上": (1, 2_000_000_000, "1.7"),
        "1亿—5亿元": (28, 2_800_000_000, "47.5"),
        "1亿元以下": (30, 186_000_000, "50.8"),
    }
    steps = {row["stage"]: (row["entered"], row["advanced"], row["conversion"]) for row in data["funnel"]}
    assert steps["签约"] == (59, 53, "89.8")
    # Of the 53 begun this year 18 are entered; the 19th was begun last year.
    assert steps["开工"] == (53, 18, "34.0")
