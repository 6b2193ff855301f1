"""The county of the published figures: 49.86 against 45.05 and 53."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from crm.bulletin import monthly
from crm.bulletin.assemble import dataset
from crm.bulletin.papers import PAPERS
from tests.published import BEGUN, HONOURED, SIGNED, sign_published


def test_signed_money_against_quarter_and_year_is_as_published(published) -> None:
    row = dataset(published.book, "2025-09").indicator("signed_amount")
    assert row.cumulative == 4_986_000_000
    assert (row.annual_target, row.quarter_target) == (5_300_000_000, 4_505_000_000)
    assert row.quarter_completion == "110.68"
    assert row.completion == "94.08"
    assert row.ahead == 481_000_000


def test_pace_gap_is_taken_from_exact_values(published) -> None:
    # 49.86 ÷ 53 = 94.0755 %, September is 75 % of the year.
    assert dataset(published.book, "2025-09").indicator("signed_amount").pace_gap == "19.08"


def test_59_projects_are_counted_once_each(published) -> None:
    row = dataset(published.book, "2025-09").indicator("signed_count")
    assert (row.cumulative, row.month_value, row.ahead) == (59, 9, 9)


def test_money_arrived_for_new_projects_is_75_percent_of_what_they_signed(published) -> None:
    row = dataset(published.book, "2025-09").indicator("arrival_rate")
    assert row.cumulative == "75.0"
    assert row.ahead == "25.0"


def test_the_paragraph_says_the_published_sentence_in_figures(published) -> None:
    text = dataset(published.book, "2025-09").text
    for words in (
        "截至9月底，全县签约招商引资项目59个、签约资金49.86亿元",
        "超第三季度调度目标4.81亿元",
        "第三季度调度指标的110.68%",
        "年度任务的94.08%",
        "超序时进度19.08个百分点",
        "累计到位资金37.40亿元",
        "资金到位率75.0%",
    ):
        assert words in text


def test_every_check_holds_on_sound_records(published) -> None:
    data = dataset(published.book, "2025-09")
    assert data.sound, [c for c in data.checks if not c.ok]


def test_last_months_bulletin_does_not_know_september(published) -> None:
    row = dataset(published.book, "2025-08").indicator("signed_count")
    # Of the 49 projects numbered 2 to 50, the six with n % 8 = 7 were signed in August.
    assert (row.cumulative, row.month_value) == (50, 6)


def test_quarter_target_follows_the_month(published) -> None:
    targets = {
        m: dataset(published.book, f"2025-{m:02d}").indicator("signed_amount").quarter_target for m in (3, 6, 9, 12)
    }
    assert targets == {3: 10 * 10**8, 6: 25 * 10**8, 9: 45_0500_0000, 12: 53 * 10**8}


def test_a_missing_fourth_quarter_target_is_the_annual_one(published) -> None:
    assert dataset(published.book, "2025-12").indicator("arrived_amount").quarter_target == 2_700_000_000


def test_a_figure_opens_its_rows(published) -> None:
    from crm.bulletin.dataset import rows_behind
    from crm.rules.problem import Problem

    data = dataset(published.book, "2025-09")
    ledger, ids = rows_behind(data, "signed_amount.cumulative")
    assert ledger == "leads" and len(set(ids)) == 59
    assert rows_behind(data, "start_rate.cumulative")[1] == ids[:1]
    assert len(rows_behind(data, "start_rate.cumulative.denominator")[1]) == 59
    assert rows_behind(data, "arrived_amount.month_value")[0] == "arrivals"
    assert rows_behind(data, "signed_amount.annual_target")[0] == "targets"
    with pytest.raises(Problem, match="没有“nothing”这个数"):
        rows_behind(data, "nothing")


def test_the_published_rates_are_what_the_papers_print(county, tmp_path: Path) -> None:
    """履约率 244 ÷ 247 → 98.8 % and 开工率 222 ÷ 247 → 89.9 %, read back by pandas and openpyxl from every paper."""
    import pandas as pd
    from docx import Document
    from openpyxl import load_workbook

    sign_published(county.book, 2025)
    workbook, document = monthly(county.book, "2025-06", tmp_path / "月").files
    quarter, words = PAPERS["ranking"].write(county.book, dt.date(2025, 6, 30), tmp_path / "季")
    for file in (workbook, quarter):
        frame = pd.read_excel(file, "主要指标", engine="openpyxl", header=None, skiprows=4, index_col=0)
        assert (frame.loc["履约率", 5], frame.loc["开工率", 5], frame.loc["签约项目", 5]) == (98.8, 89.9, SIGNED)
    sheets = load_workbook(workbook, data_only=True)
    checks = {row[1]: row[2:4] for row in sheets["口径说明及核验"].iter_rows(min_row=4, values_only=True)}
    result, ground = checks["比率等于其分子除以分母"]
    assert result == "相符"
    assert f"履约率{HONOURED}÷{SIGNED}=98.8%" in ground and f"开工率{BEGUN}÷{SIGNED}=89.9%" in ground
    said = str(sheets["通报文字"]["A3"].value)
    assert f"当年新签约项目{SIGNED}个，已开工{BEGUN}个，开工率89.9%" in said and "履约率98.8%" in said
    for paper in (Document(str(document)), Document(str(words))):
        rows = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
        assert next(row[5] for row in rows if row[:2] == ["履约率", "%"]) == "98.8"
    assert "履约率98.8%" in "".join(p.text for p in Document(str(document)).paragraphs)
