"""The workbook as other programs read it: structure, formulas and the values they carry."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook

from crm.bulletin import monthly
from crm.rules.problem import Problem
from crm.store.save import replaced

SHEETS = [
    "主要指标",
    "通报文字",
    "驻外工作情况",
    "片区和单位完成情况",
    "新签约项目一览表",
    "新开工项目一览表",
    "新投产项目一览表",
    "项目转化",
    "项目结构",
    "图表",
    "问题清单",
    "自报与认定对照",
    "与上期差异",
    "口径说明及核验",
]


@pytest.fixture
def filled(published, stations):
    """The published county with posted staff and units."""
    ids = stations()
    published.trip(ids["李明朗"], "2025-09-01", "2025-09-20")
    published.trip(ids["周宁"], "2025-09-01", "2025-09-07")
    for n, unit in enumerate(("发改局", "工信局", "发改局", "=乡镇")):
        published.lead(f"加项{n}", yi="0.25", signed_date="2025-09-21", unit=unit, investor="云溪新材有限公司")
    return published


@pytest.fixture
def workbook(filled, tmp_path: Path) -> Path:
    """The bulletin of September."""
    return next(f for f in monthly(filled.book, "2025-09", tmp_path / "out").files if f.suffix == ".xlsx")


def _sheet(path: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_the_sheets_come_in_the_order_an_office_sends_them(workbook) -> None:
    assert CalamineWorkbook.from_path(workbook).sheet_names == SHEETS
    assert workbook.name == "云溪县2025年9月招商引资工作通报.xlsx"


def test_the_main_sheet_shows_the_figures_in_their_units(workbook) -> None:
    rows = _sheet(workbook, "主要指标")
    assert rows[0][0] == "云溪县2025年9月招商引资主要指标完成情况"
    assert rows[2][:4] == ["指标", "单位", "任务", ""] and rows[3][2:4] == ["年度任务", "季度调度目标"]
    money = next(r for r in rows if r[0] == "签约资金")
    assert money[1:4] == ["亿元", 53, 45.05]
    assert money[5] == 50.86
    foreign = next(r for r in rows if r[0] == "利用外资")
    assert foreign[2] == "—"


def test_formulas_agree_with_the_values_they_carry(workbook) -> None:
    formulas, values = load_workbook(workbook), load_workbook(workbook, data_only=True)
    seen = 0
    for name in SHEETS:
        sheet = formulas[name]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                carried = values[name][cell.coordinate].value
                assert carried == pytest.approx(_subtotal(sheet, cell.value)), (name, cell.coordinate)
                seen += 1
    assert seen >= 60


def _subtotal(sheet, formula: str) -> float:
    """SUBTOTAL(9, …): the sum of a range without the subtotals in it."""
    if formula == "=0":
        return 0
    left, top, right, bottom = range_boundaries(re.fullmatch(r"=SUBTOTAL\(9,([A-Z0-9:]+)\)", formula)[1])
    cells = [sheet.cell(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)]
    return sum(c.value for c in cells if isinstance(c.value, int | float))


def test_posted_staff_have_subtotals_and_a_total(workbook) -> None:
    rows = _sheet(workbook, "驻外工作情况")
    named = [(r[0], r[1], r[2]) for r in rows[4:12]]
    assert ("长三角", "李明朗", 20) in named and ("", "小计", 20) in named
    assert ("成渝", "（无人员）", 0) in named
    assert ("合计", "", 27) in named


def test_project_lists_group_by_unit(workbook) -> None:
    rows = _sheet(workbook, "新签约项目一览表")
    labels = [r[0] for r in rows]
    assert "发改局小计（2个）" in labels and "未填责任单位小计（59个）" in labels
    total = next(r for r in rows if r[0] == "合计（63个）")
    assert total[7] == pytest.approx(50.86)


def test_a_text_that_begins_with_an_equals_sign_stays_a_text(workbook) -> None:
    sheet = load_workbook(workbook)["新签约项目一览表"]
    cells = [c for row in sheet.iter_rows() for c in row if c.value == "=乡镇"]
    assert cells and all(c.data_type == "s" for c in cells)


def test_pages_are_ready_to_print(workbook) -> None:
    book = load_workbook(workbook)
    for name in SHEETS:
        sheet = book[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToWidth == 1 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows and sheet.print_area
        assert "&P" in sheet.oddFooter.center.text
        assert any(str(m).startswith("A1:") for m in sheet.merged_cells.ranges)
        assert sheet["A1"].font.name == "方正小标宋简体"


def test_the_convention_is_printed_with_the_checks(workbook) -> None:
    texts = [str(c) for row in _sheet(workbook, "口径说明及核验") for c in row]
    assert any("里程碑日期按自报口径统计" in t for t in texts)
    assert "相符" in texts and "不符" not in texts


def test_the_json_is_the_headless_contract(filled) -> None:
    bulletin = monthly(filled.book, "2025-09")
    data = json.loads(json.dumps(bulletin.as_json(), ensure_ascii=False))
    assert list(data) == [
        "month", "indicators", "stations", "funnel", "structure", "problems", "checks", "text", "files"
    ]  # fmt: skip
    assert data["month"] == "2025-09" and data["files"] == []
    assert [r["key"] for r in data["indicators"]] == [
        "signed_count", "signed_amount", "arrived_amount", "start_rate", "arrival_rate", "register_rate",
        "production_count", "foreign_capital",
    ]  # fmt: skip
    assert list(data["stations"][0]) == [
        "station", "person", "days", "visits", "enterprises", "receptions", "new_leads", "valid_leads",
        "leader_visits", "negotiating", "signed_count", "signed_amount", "score", "rank",
    ]  # fmt: skip
    assert set(data["problems"][0]) == {"kind", "subject", "detail"}
    assert set(data["checks"][0]) == {"rule", "ok", "detail"}


def test_printing_twice_gives_the_same_tables(filled, tmp_path: Path) -> None:
    sheets = []
    for name in ("一", "二"):
        path = next(f for f in monthly(filled.book, "2025-09", tmp_path / name).files if f.suffix == ".xlsx")
        with zipfile.ZipFile(path) as file:
            sheets.append({n: file.read(n) for n in file.namelist() if n.startswith("xl/worksheets/")})
    assert sheets[0] == sheets[1]


def test_a_file_that_cannot_be_replaced_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    held = tmp_path / "通报.xlsx"
    held.mkdir()
    with pytest.raises(Problem, match="“通报.xlsx”是文件夹，请另取一个文件名"):
        replaced(held, lambda path: path.write_bytes(b"x") and None)
    assert [p.name for p in tmp_path.iterdir()] == ["通报.xlsx"]


def test_a_month_that_cannot_be_read_is_told(filled) -> None:
    with pytest.raises(Problem, match="13月"):
        monthly(filled.book, "2025-13")


def test_the_breakdown_lists_every_stage_and_every_part_with_its_sum(filled, workbook) -> None:
    from crm.bulletin.assemble import dataset

    data = dataset(filled.book, "2025-09")
    stages = _sheet(workbook, "项目转化")[3:-1]
    assert [(r[0], r[1]) for r in stages] == [(s.stage, s.entered) for s in data.funnel]
    rows = _sheet(workbook, "项目结构")[3:-1]
    expected = []
    for name, own in data.structure.items():
        expected += [*((name, p.name, p.count) for p in own), (name, "小计", 63)]
    assert [tuple(r[:3]) for r in rows] == expected
    assert {r[5] for r in rows if r[1] == "小计"} == {100}


def test_charts_are_drawn_from_the_cells_of_the_tables(workbook) -> None:
    with zipfile.ZipFile(workbook) as file:
        charts = [file.read(n).decode() for n in sorted(file.namelist()) if n.startswith("xl/charts/chart")]
    drawn = [re.findall(r"<(?:c:)?f>'([^']+)'!([^<]+)</", chart) for chart in charts]
    assert [{sheet for sheet, _ in own} for own in drawn] == [{"主要指标"}, {"项目结构"}]
    assert drawn[0] == [
        ("主要指标", "$A$5:$A$13"), ("主要指标", "$G$5:$G$13"), ("主要指标", "$A$5:$A$13"), ("主要指标", "$J$5:$J$13")
    ]  # fmt: skip


def test_figures_are_kept_as_they_are_printed(workbook) -> None:
    with zipfile.ZipFile(workbook) as file:
        sheets = [file.read(n).decode() for n in file.namelist() if n.startswith("xl/worksheets/sheet")]
    figures = [v for xml in sheets for v in re.findall(r"<v>(-?\d+\.\d+)</v>", xml)]
    assert figures and all(len(v.partition(".")[2]) <= 8 for v in figures)


def test_why_a_figure_is_missing_stands_below_the_figures_and_is_no_problem_of_the_county(workbook) -> None:
    below = next(row[0] for row in _sheet(workbook, "主要指标") if str(row[0]).startswith("比率类指标"))
    assert "“—”为无法计算：" in below and "比率类指标不比序时进度（开工率、资金到位率、入统率、履约率）" in below
    assert "问题清单" not in below, "the ranking prints this table too and has no 问题清单"
    assert "无法计算" not in {row[1] for row in _sheet(workbook, "问题清单")}
