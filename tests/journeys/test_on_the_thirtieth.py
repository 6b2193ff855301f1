"""办公室 on the 30th: a list brought in, its bad cell put right, the month printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtWidgets import QDialog

from tests.journeys.conftest import User
from ui.core.ask import Ask
from ui.core.files import Files
from ui.dialogs.import_wizard import ImportWizard

ROWS = (
    ("云溪县重点目标企业摸排表", None, None, None),
    ("序号", "企业名称", "注册资金（万元）", "联系人"),
    (1, "苏州澄远光电科技有限公司", "5,000", "顾明远"),
    (2, "无锡启衡精密机械有限公司", "1.2亿", "沈知秋"),
    (3, "常州曜石储能科技有限公司", "八千", "唐以宁"),
    ("合计", None, 17000, None),
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A list as a station sends it, with a title, a total and an amount in letters."""
    book = Workbook()
    for row in ROWS:
        book.worksheets[0].append(row)
    path = tmp_path / "摸排表.xlsx"
    book.save(path)
    return path


def answer_dialogs(monkeypatch: pytest.MonkeyPatch, do: Callable[[QDialog], None]) -> None:
    """Work through the next dialog as its user, then go on."""

    def run(dialog: QDialog) -> None:
        dialog.show()
        do(dialog)
        dialog.close()
        dialog.deleteLater()

    monkeypatch.setattr(Ask, "run", run)


def test_a_list_is_brought_in_its_bad_cell_put_right_and_taken_back_as_one_step(
    sit_down: Callable[..., User], sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = sit_down()
    wrong = tmp_path / "错误行.xlsx"
    monkeypatch.setattr(Files, "to_open", lambda *_a, **_k: sheet)
    monkeypatch.setattr(Files, "to_save", lambda *_a, **_k: wrong)

    def first(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportWizard)
        user.rest()
        assert user.sees("表头在第 2 行，数据 3 行，1 行合计、说明等不导入")
        user.click("下一步：对应列", dialog)
        assert user.sees("注册资本（万元）")
        user.click("下一步：看结果", dialog)
        assert user.sees("1 行有误不会导入")
        assert user.sees("八千")
        user.click("另存错误行…", dialog)
        user.click("导入 2 行", dialog)
        assert user.sees("新建 2 家")
        user.click("完成", dialog)

    answer_dialogs(monkeypatch, first)
    user.press("Ctrl+9")
    user.click("选择文件…")
    user.look_for("启衡", on="Ctrl+5")
    assert user.sees("无锡启衡精密机械有限公司")
    assert user.sees("12,000")
    user.look_for("曜石", on="Ctrl+5")
    assert user.sees_no_more("常州曜石储能科技有限公司")

    corrected = load_workbook(wrong)
    cells = [cell for row in corrected.worksheets[0].iter_rows() for cell in row if cell.value == "八千"]
    assert len(cells) == 1
    cells[0].value = 8000
    corrected.save(wrong)
    monkeypatch.setattr(Files, "to_open", lambda *_a, **_k: wrong)

    def second(dialog: QDialog) -> None:
        user.rest()
        user.click("下一步：对应列", dialog)
        user.click("下一步：看结果", dialog)
        user.click("导入 1 行", dialog)
        user.click("完成", dialog)

    answer_dialogs(monkeypatch, second)
    user.press("Ctrl+I")
    user.rest()
    user.look_for("曜石", on="Ctrl+5")
    assert user.sees("常州曜石储能科技有限公司")
    assert user.sees("8,000")

    user.press("Ctrl+Z", "Ctrl+Z")
    assert user.sees("已撤销：导入 摸排表.xlsx")
    assert user.sees_no_more("常州曜石储能科技有限公司")
    user.look_for("启衡", on="Ctrl+5")
    assert user.sees_no_more("无锡启衡精密机械有限公司")


def test_the_month_is_printed_as_the_page_shows_it(
    sit_down: Callable[..., User], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = sit_down()
    shown: list[Path] = []
    monkeypatch.setattr(Files, "folder", lambda *_a, **_k: tmp_path)
    monkeypatch.setattr(Files, "show", shown.append)
    user.press("Ctrl+8")
    assert user.sees("截至10月底，全县签约招商引资项目")
    text = next(words for words in user.texts() if words.startswith("截至10月底"))
    user.click("生成通报")
    workbook = tmp_path / "云溪县2024年10月招商引资工作通报.xlsx"
    document = tmp_path / "云溪县2024年10月招商引资工作通报.docx"
    assert workbook.is_file()
    assert document.is_file()
    assert shown == [tmp_path]
    assert user.sees("已生成 云溪县2024年10月招商引资工作通报")

    from docx import Document

    paragraphs = "".join(paragraph.text for paragraph in Document(str(document)).paragraphs)
    assert text.partition("。")[0] in paragraphs
