"""A light is put out with a reason, shows it from then on, and is lit again when it turns red."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from crm.bulletin import monthly
from crm.bulletin.assemble import dataset
from crm.bulletin.cleared import clear_light, light_again
from crm.bulletin.dataset import Dataset, rows_behind
from crm.rules.problem import BadValue


@pytest.fixture
def late(county):
    """A project due in July and not begun: 黄 in September, 红 from October."""
    county.lead("超期项目", yi="1", signed_date="2025-01-05", due_start="2025-07-01", stall_reason="等用地")
    return county


def kinds(data: Dataset) -> list[str]:
    return [one.kind for one in data.problems if one.subject == "超期项目"]


def test_a_light_put_out_leaves_the_text_and_stays_in_the_list_with_its_reason(late, tmp_path: Path) -> None:
    data = dataset(late.book, "2025-09")
    (found,) = [one for one in data.problems if one.subject == "超期项目"]
    late.book.set_setting("me", {"name": "赵之远"})
    clear_light(late.book, found, data.month, "已列入四季度集中开工")
    assert late.book.undo_label() == "消灯：超期项目"
    data = dataset(late.book, "2025-09")
    assert kinds(data) == [] and "超期项目" not in data.text
    (out,) = data.cleared
    assert out.kind == "已签约超期未开工（已消灯）"
    assert out.detail.endswith("2025-10-08 赵之远消灯，理由：已列入四季度集中开工")
    assert rows_behind(data, "cleared/0")[1] == found.ids
    files = monthly(late.book, "2025-09", tmp_path).files
    rows = CalamineWorkbook.from_path(next(f for f in files if f.suffix == ".xlsx")).get_sheet_by_name("问题清单")
    assert any(out.kind in row and out.detail in row for row in rows.to_python())


def test_it_is_lit_again_when_it_turns_red_and_was_lit_before_it_was_put_out(late) -> None:
    data = dataset(late.book, "2025-09")
    clear_light(late.book, data.problems[0], data.month, "集中开工")
    assert kinds(dataset(late.book, "2025-09")) == []
    assert kinds(dataset(late.book, "2025-10")) == ["已签约超期未开工"]
    assert kinds(dataset(late.book, "2025-08")) == ["已签约超期未开工"]


def test_putting_out_can_be_taken_back(late) -> None:
    data = dataset(late.book, "2025-09")
    clear_light(late.book, data.problems[0], data.month, "集中开工")
    light_again(late.book, dataset(late.book, "2025-09").cleared[0])
    assert late.book.undo_label() == "恢复亮灯：超期项目"
    assert kinds(dataset(late.book, "2025-09")) == ["已签约超期未开工"]


def test_no_reason_no_light_no_clearing(late) -> None:
    late.lead("无地", yi="1", signed_date="2025-01-05", started_date="2025-02-01", land_papers=False)
    data = dataset(late.book, "2025-09")
    light = next(one for one in data.problems if one.kind == "已签约超期未开工")
    with pytest.raises(BadValue, match="消灯要写明理由"):
        clear_light(late.book, light, data.month, "  ")
    other = next(one for one in data.problems if one.kind == "已报开工无用地手续")
    with pytest.raises(BadValue, match="不是亮灯，要先改正项目的记录"):
        clear_light(late.book, other, data.month, "无妨")
