"""增资 from a sheet to the month's figures: only the increase counts, on its own day, under its own 口径."""

import pytest

from crm.book import open_book
from crm.bulletin.settings import Convention, save_convention
from tests.cli.counties import County, workbook

HEAD = ("项目名称", "产业链", "责任单位", "签约日期", "签约金额（亿元）", "增资日期", "增资金额（亿元）")
OLD = ("旧项目", "纺织", "发改局", "2024-05-06", 2, "2025-03-10", 0.5)
FRESH = ("新项目", "电子", "商务局", "2025-02-08", 1, None, None)


@pytest.fixture
def county(cli, tmp_path):
    return County(cli, tmp_path)


def test_a_lead_signed_last_year_counts_with_its_increase_only(county, cli):
    county.load("leads", HEAD, OLD, FRESH)
    county.load(
        "arrivals", ("项目", "月份", "自报金额（万元）"), ("旧项目", "2025-03", 3000), ("新项目", "2025-03", 6000)
    )
    told = county.month("2025-03")
    rows = {row["key"]: row for row in told["indicators"]}
    assert (rows["signed_count"]["cumulative"], rows["signed_count"]["month_value"]) == (1, 0)
    # 1 + 0.5 this year, 0.5 of it in March; 2 by May of last year, none by March.
    assert (rows["signed_amount"]["cumulative"], rows["signed_amount"]["month_value"]) == (150_000_000, 50_000_000)
    assert rows["signed_amount"]["last_year"] == 0
    # Of the newly signed 0.6 has arrived, against the 1.5 of the year.
    assert rows["arrival_rate"]["cumulative"] == "40.0"
    chains = {part["name"]: (part["count"], part["amount"]) for part in told["structure"]["产业链"]}
    assert chains == {"电子": (1, 100_000_000), "纺织": (0, 50_000_000)}
    assert [check for check in told["checks"] if not check["ok"]] == []


def test_an_increase_that_the_city_recognises_counts_by_市认定_only(county, path):
    head = ("项目名称", "签约日期·市认定", "签约金额·市认定（亿元）", "增资日期·市认定", "增资金额·市认定（亿元）")
    county.load("leads", head, ("旧项目", "2024-05-06", 2, "2025-03-10", 0.5))
    assert county.indicators("2025-03")["signed_amount"]["cumulative"] == 0
    book = open_book(path)
    save_convention(book, Convention(basis="市认定"))
    book.close()
    rows = county.indicators("2025-03")
    assert (rows["signed_amount"]["cumulative"], rows["signed_count"]["cumulative"]) == (50_000_000, 0)


def test_a_later_sheet_adds_another_increase_and_each_sheet_again_changes_nothing(county, cli, tmp_path):
    first = county.load("leads", HEAD, OLD)
    assert first["created"] == 1
    again = workbook(tmp_path / "三月.xlsx", HEAD, OLD)
    later = workbook(tmp_path / "六月.xlsx", HEAD, (*OLD[:5], "2025-06-20", 0.5))
    assert cli("import", "leads", again, "--json").json["unchanged"] == 1
    told = cli("import", "leads", later, "--json").json
    assert (told["updated"], told["created"]) == (1, 0)
    assert county.indicators("2025-06")["signed_amount"]["cumulative"] == 100_000_000
    for file in (again, later):
        assert cli("import", "leads", file, "--json").json["unchanged"] == 1
    cli("undo", str(told["batch"]))
    assert county.indicators("2025-06")["signed_amount"]["cumulative"] == 50_000_000


def test_an_amount_without_its_day_is_named_and_the_row_waits(county, cli, tmp_path):
    file = workbook(tmp_path / "缺日期.xlsx", HEAD, (*OLD[:5], None, 0.5))
    told = cli("import", "leads", file, "--json").json
    assert [(e["row"], e["column"], e["reason"]) for e in told["errors"]] == [
        (2, "增资日期", "填了增资金额而没有增资日期，请补填增资日期")
    ]
    assert told["created"] == 0


def test_two_rows_of_one_project_bring_both_increases(county, cli, tmp_path):
    file = workbook(tmp_path / "两次.xlsx", HEAD, OLD, (*OLD[:5], "2025-06-20", 0.25))
    assert cli("import", "leads", file, "--json").json["created"] == 1
    assert county.indicators("2025-06")["signed_amount"]["cumulative"] == 75_000_000
    assert cli("import", "leads", file, "--json").json["unchanged"] == 2
