"""The published rates on real cohorts: 222 of 247, 10 of 21, 370 of 1077; pace at October; what does not count."""

import pytest

from crm.actions.edit import delete
from crm.book import open_book
from crm.bulletin.settings import Convention, save_convention
from tests.cli.counties import County, workbook


@pytest.fixture
def county(cli, tmp_path):
    return County(cli, tmp_path)


HEAD = ("项目名称", "签约日期", "签约金额（亿元）", "开工日期", "入统日期")


def cohort(signed, begun, entered):
    """So many projects of 1亿元 signed in January, the first of them begun in May, of these some entered in June."""
    for n in range(signed):
        dates = ("2024-05-06" if n < begun else None, "2024-06-07" if n < entered else None)
        yield f"项目{n}", "2024-01-08", 1, *dates


@pytest.mark.parametrize(
    ("signed", "begun", "entered", "start_rate", "register_rate"),
    [(247, 222, 200, "89.9", "90.1"), (34, 32, 22, "94.1", "68.8"), (21, 10, 0, "47.6", "0.0"), (3, 0, 0, "0.0", None)],
)
def test_start_and_register_rate(county, signed, begun, entered, start_rate, register_rate):
    county.load("leads", HEAD, *cohort(signed, begun, entered))
    rows = county.indicators("2024-12")
    assert (rows["start_rate"]["cumulative"], rows["register_rate"]["cumulative"]) == (start_rate, register_rate)
    assert rows["signed_amount"]["cumulative"] == signed * 100_000_000


@pytest.mark.parametrize(
    ("month", "signed", "completion", "gap"),
    [
        ("2024-10", 125.64, "125.64", "42.31"),
        ("2024-10", 70.41, "70.41", "-12.92"),
        ("2024-12", 94.005, "94.01", "-6.00"),
    ],
)
def test_pace_at_the_end_of_a_month(county, month, signed, completion, gap):
    county.load("targets", ("年度", "指标", "对象类别", "年度任务"), (2024, "签约资金", "全县", 100))
    county.load("leads", ("项目名称", "签约日期", "签约金额（亿元）"), ("甲项目", "2024-10-31", signed))
    row = county.indicators(month)["signed_amount"]
    assert (row["completion"], row["pace_gap"]) == (completion, gap)
    # No quarter was set; the fourth is the year.
    assert row["quarter_target"] == 10_000_000_000


def test_money_arrived_for_part_of_the_contracts(county, path):
    county.load(
        "leads",
        ("项目名称", "签约日期", "签约金额（亿元）"),
        ("到位", "2024-01-05", 3.70),
        ("未到", "2024-02-05", 7.07),
    )
    county.load(
        "arrivals", ("项目", "月份", "自报金额（万元）", "认定金额（万元）"), ("到位", "2024-02", 18_500, 9_250)
    )
    # 1.85 of 10.77.
    assert county.indicators("2024-03")["arrival_rate"]["cumulative"] == "17.2"
    book = open_book(path)
    save_convention(book, Convention(arrival_rate="B"))
    # The contracts that money has reached: 3.70 of 10.77, published as 370 ÷ 1077.
    assert county.indicators("2024-03")["arrival_rate"]["cumulative"] == "34.4"
    save_convention(book, Convention(basis="市认定"))
    assert county.indicators("2024-03")["arrived_amount"]["cumulative"] == 92_500_000
    book.close()


def test_the_city_recognises_later_and_less(county, path):
    county.load(
        "leads",
        ("项目名称", "签约日期", "签约金额（亿元）", "签约日期·市认定", "签约金额·市认定（亿元）"),
        ("两本账", "2024-03-05", 5, "2024-05-06", 4),
        ("未认定", "2024-03-05", 3, None, None),
    )
    assert county.indicators("2024-05")["signed_amount"]["cumulative"] == 800_000_000
    book = open_book(path)
    save_convention(book, Convention(basis="市认定"))
    book.close()
    rows = county.indicators("2024-05")
    assert (rows["signed_count"]["month_value"], rows["signed_amount"]["cumulative"]) == (1, 400_000_000)
    assert county.indicators("2024-04")["signed_count"]["cumulative"] == 0


def test_deleted_rows_are_left_out_and_ended_ones_stay_signed(county, path):
    county.load(
        "leads",
        ("项目名称", "首谈日期", "签约日期", "签约金额（亿元）", "开工日期", "终止日期"),
        ("在建", "2024-01-02", "2024-02-01", 2, "2024-03-01", None),
        ("终止", "2024-01-02", "2024-02-01", 1, None, "2024-04-01"),
        ("误录", "2024-01-02", "2024-02-01", 9, None, None),
        ("冷线索", "2024-01-02", None, None, None, None),
    )
    county.load("arrivals", ("项目", "月份", "自报金额（万元）"), ("在建", "2024-03", 30_000), ("误录", "2024-03", 7))
    wrong = county.cli("list", "leads", "--where", "项目名称=误录", "--json").json["rows"][0]["id"]
    book = open_book(path)
    delete(book, "leads", [wrong])
    book.close()
    data = county.month("2024-04")
    rows = {row["key"]: row for row in data["indicators"]}
    assert (rows["signed_count"]["cumulative"], rows["signed_amount"]["cumulative"]) == (2, 300_000_000)
    assert rows["arrived_amount"]["cumulative"] == 300_000_000
    # 3亿 for what was signed for 2.
    problems = {(p["kind"], p["subject"]) for p in data["problems"]}
    assert ("到位资金大于签约额", "在建") in problems and ("无进展", "冷线索") in problems
    assert not any(subject in ("终止", "误录") for _, subject in problems)
    standing = {row["stage"]: row["standing"] for row in data["funnel"]}
    assert (standing["线索"], standing["签约"], standing["开工"]) == (1, 0, 1)


def test_a_date_known_to_the_month_is_not_out_of_order_within_it(county):
    county.load("leads", HEAD[:4], ("同月", "2024-09-18", 1, "2024年9月"), ("倒置", "2024-09-18", 1, "2024-08"))
    checks = {check["rule"]: check for check in county.month("2024-09")["checks"]}
    assert checks["里程碑日期先后有序"]["detail"] == "日期先后颠倒：倒置（2024年8月开工，2024年9月18日签约）"
    details = {c["rule"]: c["detail"] for c in county.cli("check", "--json").json["checks"]}
    assert details["里程碑先后有序"].startswith("提示：1 处日期倒置：倒置")


def test_the_large_tier_begins_at_one_hundred_million_exactly(county, path):
    county.load(
        "leads", HEAD[:4], ("正好", "2024-01-05", 1, None), ("差一元", "2024-01-05", "9999.9999万元", "2024-02-01")
    )
    tiers = county.month("2024-03")["structure"]["规模档"]
    assert [(part["name"], part["amount"]) for part in tiers] == [("1亿—5亿元", 100_000_000), ("1亿元以下", 99_999_999)]
    assert county.indicators("2024-03")["start_rate"]["cumulative"] == "50.0"
    book = open_book(path)
    save_convention(book, Convention(rate_floor=100_000_000))
    book.close()
    assert county.indicators("2024-03")["start_rate"]["cumulative"] == "0.0"


def test_tasks_in_other_units_and_of_stations_and_units_named_in_one_column(county):
    county.load(
        "targets",
        ("年度", "指标", "对象", "年度任务（万元）", "三季度调度目标（万元）"),
        (2024, "签约资金", "全县", 530_000, "45.05亿"),
        (2024, "签约资金", "长三角", "20亿元", None),
        (2024, "到位资金", "县发改局", 30_000, None),
        (2024, "开工率", "县本级", "85%", None),
        (2024, "签约项目", "云溪镇", "8个", None),
    )
    listed = county.cli("list", "targets", "--json").json["rows"]
    assert {(r["indicator"], r["scope"], r["subject"], r["annual"], r["q3"]) for r in listed} == {
        ("签约资金", "全县", None, 53, 45.05),
        ("签约资金", "片区", "长三角", 20, None),
        ("到位资金", "单位", "县发改局", 3, None),
        ("开工率", "全县", None, 85, None),
        ("签约项目", "单位", "云溪镇", 8, None),
    }


@pytest.mark.parametrize("order", [1, -1])
def test_a_project_listed_twice_counts_once_at_its_first_signing(county, tmp_path, order):
    rows = [("升级项目", "甲公司", "2024-03-01", 1, None), ("升级项目", "甲公司", "2024-06-01", 1.5, "2024-07-01")][
        ::order
    ]
    sheet = workbook(
        tmp_path / "两次.xlsx", ("项目名称", "投资主体", "签约日期", "签约金额（亿元）", "开工日期"), *rows
    )
    report = county.cli("import", "leads", sheet, "--json").json
    assert (report["created"], [(d["row"], d["of"]) for d in report["duplicates"]]) == (1, [(3, 2)])
    rows = county.indicators("2024-03")
    assert (rows["signed_count"]["month_value"], rows["signed_amount"]["cumulative"]) == (1, 100_000_000)
    rows = county.indicators("2024-07")
    assert (rows["signed_amount"]["cumulative"], rows["start_rate"]["cumulative"]) == (100_000_000, "100.0")
    again = county.cli("import", "leads", sheet, "--json").json
    assert (again["created"], again["updated"], again["batch"]) == (0, 0, None)


def test_an_import_that_was_undone_leaves_no_figure_behind(county, tmp_path):
    county.load("leads", HEAD, *cohort(3, 2, 1))
    later = workbook(
        tmp_path / "更正.xlsx", ("项目名称", "签约金额（亿元）"), ("项目0", 5), ("项目1", None), ("新项目", 1)
    )
    report = county.cli("import", "leads", later, "--json").json
    assert (report["created"], report["updated"], report["unchanged"]) == (1, 1, 1)
    assert county.indicators("2024-02")["signed_amount"]["cumulative"] == 700_000_000
    undone = county.cli("undo", str(report["batch"]), "--json").json
    assert (undone["undone"], undone["kept"]) == (report["batch"], [])
    assert county.indicators("2024-02")["signed_amount"]["cumulative"] == 300_000_000
    assert county.cli("check").status == 0
    first = next(r for r in county.cli("list", "leads", "--json").json["rows"] if r["name"] == "项目0")
    told = county.cli("history", "leads", str(first["id"]), "--json").json["changes"]
    assert [(c["before"], c["after"]) for c in told if c["field"] == "签约金额"] == [
        (None, "1亿元"), ("1亿元", "5亿元"), ("5亿元", "1亿元"),
    ]  # fmt: skip
    batches = county.cli("batches", "--json").json["batches"]
    assert [b["live"] for b in batches if b["batch"] == report["batch"]] == [False]
    assert (batches[0]["reverses"], batches[0]["label"]) == (report["batch"], "撤销：导入 更正.xlsx")
