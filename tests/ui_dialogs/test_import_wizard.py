"""The import wizard: a real ledger in, looked at before it is written, and taken back in one step."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from crm.actions.edit import change, create
from crm.book import Book
from crm.queries.listing import cells, count, ids
from crm.queries.view import ViewSpec
from crm.records.ledger import METADATA
from crm.store.check import check_file
from tests.on_screen import written_by_another
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.dialogs import import_rows
from ui.dialogs.import_file import letters
from ui.dialogs.import_foot import COLUMNS, END, FILE, ROWS
from ui.dialogs.import_wizard import ImportWizard

SAMPLES = Path(__file__).parents[1] / "excel" / "samples"
Open = Callable[..., ImportWizard]


@pytest.fixture
def opened(app: App, qtbot: QtBot) -> Iterator[Open]:
    """A wizard on a file, read to the end."""
    made: list[ImportWizard] = []

    def show(path: Path | None = None, ledger: str | None = None) -> ImportWizard:
        wizard = ImportWizard(app, ledger=ledger, path=path)
        qtbot.addWidget(wizard)
        wizard.show()
        made.append(wizard)
        rest(app, qtbot)
        return wizard

    yield show
    for wizard in made:
        wizard.reject()


def rest(app: App, qtbot: QtBot) -> None:
    """Wait until nothing is under way."""
    qtbot.waitUntil(lambda: not app.working)


def sheet(path: Path, *rows: Sequence[object]) -> Path:
    """A workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


def column(wizard: ImportWizard, at: int) -> list[str]:
    return [row[at].text for row in wizard.stack.rows.table.plain.rows]


def number_of(book: Book, ledger: str) -> int:
    with book.read() as session:
        return count(session, ViewSpec(ledger))


def test_the_messy_sample_goes_in_with_the_counts_that_the_wizard_announced(
    app: App, opened: Open, qtbot: QtBot
) -> None:
    wizard = opened(SAMPLES / "目标企业清单.xlsx")
    assert wizard.steps.now == FILE
    assert wizard.stack.file.ledger.currentText() == "目标企业"
    assert (wizard.stack.file.first.currentText(), wizard.stack.file.last.currentText()) == ("第 4 行", "第 5 行")
    assert wizard.summary.text() == "表头在第 4–5 行，数据 33 行，4 行合计、说明等不导入"
    wizard.next_button.click()
    assert wizard.steps.now == COLUMNS
    assert "12 列已对应" in wizard.stack.columns.summary.text()
    wizard.next_button.click()
    assert wizard.steps.now == ROWS
    assert wizard.next_button.text() == "导入 32 行，更新 1 行"
    wizard.stack.rows.tabs.set_current("twin")
    assert column(wizard, 0) == ["24"]
    assert "重复于第 8 行（统一社会信用代码相同）" in column(wizard, 3)[0]
    wizard.stack.rows.tabs.set_current("warnings")
    assert column(wizard, 0) == ["9", "29", "39"]
    wizard.stack.rows.tabs.set_current("left out")
    assert len(column(wizard, 0)) == 4 and "小计或合计行" in column(wizard, 2)
    assert not wizard.stack.rows.detail.isVisible()
    wizard.stack.rows.table.setFocus()
    qtbot.keyClick(wizard.stack.rows.table, Qt.Key.Key_Return)
    assert wizard.steps.now == ROWS
    assert number_of(app.book, "enterprises") == 0
    wizard.next_button.click()
    rest(app, qtbot)
    assert wizard.steps.now == END
    assert wizard.stack.end.sentence.text() == "已导入“目标企业清单.xlsx”：新建 32 家，更新 1 家"
    assert number_of(app.book, "enterprises") == 32
    wizard.stack.end.undo_button.click()
    rest(app, qtbot)
    assert wizard.stack.end.sentence.text() == "已撤销这次导入"
    assert number_of(app.book, "enterprises") == 0
    with app.book.read() as session:
        assert all(finding.ok for finding in check_file(session, METADATA))


def test_a_wrong_mapping_is_put_right_by_hand_seen_at_once_and_remembered(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "客户.xlsx", ["企业名称", "产品方向"], ["苏州铭创新材料有限公司", "光学膜"])
    wizard = opened(path, "enterprises")
    wizard.next_button.click()
    box = next(b for b in wizard.stack.columns.boxes if b.name == "产品方向")
    box.box.setCurrentIndex(box.keys.index("chain"))
    box.box.activated.emit(box.box.currentIndex())
    rest(app, qtbot)
    heads = [col.label for col in wizard.stack.columns.preview.plain.cols]
    assert heads == ["行", "企业名称", "产业链"]
    assert [cell.text for cell in wizard.stack.columns.preview.plain.rows[0]] == [
        "2",
        "苏州铭创新材料有限公司",
        "光学膜",
    ]
    wizard.next_button.click()
    wizard.carry_out()
    rest(app, qtbot)
    again = opened(sheet(tmp_path / "下月.xlsx", ["企业名称", "产品方向"], ["宁波华彩有限公司", "包装"]), "enterprises")
    assert again.found is not None
    assert again.found.sound.mapping == {"企业名称": "name", "产品方向": "chain"}


def test_a_field_given_to_another_column_is_taken_from_the_first(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "表.xlsx", ["企业名称", "城市", "总部"], ["甲公司", "苏州市", "上海市"])
    wizard = opened(path, "enterprises")
    wizard.rehearsal.take_mapping("总部", "city")
    rest(app, qtbot)
    assert wizard.found is not None
    assert wizard.found.sound.mapping == {"企业名称": "name", "总部": "city"}
    assert "城市" in wizard.stack.columns.summary.text()


def test_columns_without_a_field_go_to_the_note_when_asked(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "表.xlsx", ["企业名称", "蒸汽用量"], ["甲光电有限公司", "每小时2吨"])
    wizard = opened(path, "enterprises")
    assert "1 列不导入：蒸汽用量" in wizard.stack.columns.summary.text()
    wizard.stack.columns.note.setChecked(True)
    rest(app, qtbot)
    assert "没有漏下的列" in wizard.stack.columns.summary.text()
    assert wizard.stack.columns.boxes[1].box.currentText() == "未对应，转入备注"
    wizard.carry_out()
    rest(app, qtbot)
    with app.book.read() as session:
        row = cells(session, "enterprises", ids(session, ViewSpec("enterprises")), ("note",))[0]
    assert "每小时2吨" in row.values["note"]


def test_what_the_book_knows_is_shown_before_and_after_and_can_be_skipped(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    create(
        app.book,
        "enterprises",
        {"name": "苏州铭创新材料有限公司", "province": "江苏省", "city": "苏州市", "registered_capital": 50_000_000},
    )
    create(app.book, "enterprises", {"name": "宁波华彩包装有限公司", "province": "浙江省", "city": "宁波市"})
    path = sheet(
        tmp_path / "表.xlsx",
        ["企业名称", "市", "注册资本（万元）"],
        ["苏州铭创新材料有限公司", "苏州市", 8000],
        ["宁波华彩包装有限公司", "宁波市", None],
        ["无锡正帆半导体有限公司", "无锡市", 31000],
    )
    wizard = opened(path, "enterprises")
    wizard._go(ROWS)
    assert [key.text for key in [row[1] for row in wizard.stack.rows.table.plain.rows]] == ["更新", "未变", "新建"]
    assert column(wizard, 3)[0] == "注册资本 5,000→8,000"
    wizard.stack.rows._pick(0)
    detail = [[cell.text for cell in row] for row in wizard.stack.rows.detail_table.plain.rows]
    assert ["注册资本（万元）", "5,000", "8,000"] in detail
    assert wizard.next_button.text() == "导入 1 行，更新 1 行"
    wizard.stack.rows.choose(2, "skip")
    assert wizard.next_button.text() == "导入 1 行"
    wizard.stack.rows.all_box.setCurrentIndex(2)
    wizard.stack.rows.all_box.activated.emit(2)
    assert wizard.next_button.text() == "导入 3 行"
    wizard.stack.rows.all_box.activated.emit(0)
    wizard.carry_out()
    rest(app, qtbot)
    assert wizard.report is not None
    assert (wizard.report.created, wizard.report.updated, wizard.report.unchanged) == (1, 1, 1)


@pytest.mark.parametrize("at_once", [3000, 0])
def test_who_decides_row_by_row_stays_on_the_row(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(import_rows, "AT_ONCE", at_once)
    names = [f"苏州第{n}光电有限公司" for n in "一二三四"]
    for name in names:
        create(app.book, "enterprises", {"name": name, "city": "苏州市"})
    path = sheet(tmp_path / "表.xlsx", ["企业名称", "市", "主要产品"], *([name, "苏州市", "光学膜"] for name in names))
    wizard = opened(path, "enterprises")
    wizard._go(ROWS)
    step = wizard.stack.rows
    step.table.setFocus()
    step.table.selectRow(2)
    step.choose(4, "skip")
    rest(app, qtbot)
    assert wizard.next_button.text() == "更新 3 行"
    assert step.table.currentIndex().row() == 2
    assert step.detail.heading.text() == "第 4 行"
    assert QApplication.focusWidget() is step.table


def test_what_a_person_touched_after_the_import_is_kept_by_its_undo_and_told(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    row, _ = create(app.book, "enterprises", {"name": "甲光电有限公司", "products": "膜"})
    wizard = opened(sheet(tmp_path / "表.xlsx", ["企业名称", "主要产品"], ["甲光电有限公司", "光学膜"]), "enterprises")
    wizard.carry_out()
    rest(app, qtbot)
    change(app.book, "enterprises", {row: {"products": "保护膜"}})
    wizard.stack.end.undo_button.click()
    rest(app, qtbot)
    assert wizard.stack.end.detail.text().startswith("有 1 处没有还原")
    with app.book.read() as session:
        assert cells(session, "enterprises", [row], ("products",))[0].values["products"] == "保护膜"


def test_a_bare_day_without_a_year_anywhere_is_asked_for_once(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["日期", "驻外人员", "洽谈内容"], ["5月3日", "王磊", "谈膜"], ["5月4日", "王磊", "再谈"]]
    path = tmp_path / "日志.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    wizard = opened(path, "visits")
    wizard.next_button.click()
    assert wizard.stack.columns.year_bar.isVisible()
    assert wizard.found is not None
    assert wizard.found.sound.counts()["wrong"] == 2
    wizard.stack.columns.year.setText("去年")
    wizard.stack.columns._give_year()
    assert wizard.stack.columns.year_error.text() == "请填四位年份，例如 2024"
    wizard.stack.columns.year.setText("2023")
    wizard.stack.columns._give_year()
    rest(app, qtbot)
    assert wizard.found.sound.counts()["new"] == 2
    assert wizard.stack.columns.preview.plain.rows[0][1].text == "2023-05-03"


def test_the_year_that_the_other_dates_tell_is_offered_and_can_be_put_right(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "日志.csv"
    path.write_text("日期,洽谈内容\n5月3日,谈膜\n2024.5.13,再谈\n", encoding="utf-8")
    wizard = opened(path, "visits")
    wizard.next_button.click()
    step = wizard.stack.columns
    assert step.year_bar.isVisible()
    assert step.year.text() == "2024"
    assert step.preview.plain.rows[0][1].text == "2024-05-03"
    step.year.setText("2023")
    step._give_year()
    rest(app, qtbot)
    assert step.preview.plain.rows[0][1].text == "2023-05-03"


def test_a_wrong_cell_is_named_with_its_remedy_and_its_row_can_be_saved_put_right_and_imported(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wizard = opened(SAMPLES / "驻外拜访日志.csv")
    assert wizard.stack.file.ledger.currentText() == "拜访日志"
    wizard._go(ROWS)
    assert wizard.summary.text().endswith("1 行有误不会导入")
    assert column(wizard, 2)[0] == "2024-05-18\u3000北京欧莱光电科技有限公司（新建）"
    assert [cell.text for cell in wizard.stack.rows.table.plain.rows[11]][:3] == ["13", "有误", "5月32日"]
    wizard.stack.rows.tabs.set_current("wrong")
    line = [cell.text for cell in wizard.stack.rows.table.plain.rows[0]]
    assert line == ["13", "日期", "5月32日", "没有5月32日这一天，请改成实际日期"]
    target = tmp_path / "错误行.xlsx"
    monkeypatch.setattr(Files, "to_save", lambda *_a, **_k: target)
    wizard.stack.rows.errors_button.click()
    rest(app, qtbot)
    copy = openpyxl.load_workbook(target).worksheets[0]
    assert copy.cell(1, copy.max_column).value == "错误原因"
    assert copy.cell(13, copy.max_column).value == "没有5月32日这一天，请改成实际日期"
    wizard.next_button.click()
    rest(app, qtbot)
    assert number_of(app.book, "visits") == 44
    assert "1 行有误没有导入" in wizard.stack.end.detail.text()


def test_the_header_can_be_given_by_hand_where_none_is_found(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "表.xlsx", ["县情"], ["厂家", "何处"], ["甲光电有限公司", "苏州市"])
    wizard = opened(path, "enterprises")
    assert "没有找到目标企业的表头" in wizard.stack.file.error.text()
    assert not wizard.next_button.isEnabled()
    assert len(wizard.stack.file.table.plain.rows) == 3
    wizard.stack.file.first.setCurrentIndex(1)
    rest(app, qtbot)
    wizard.next_button.click()
    assert [box.name for box in wizard.stack.columns.boxes] == ["厂家", "何处"]
    assert not wizard.next_button.isEnabled()
    wizard.rehearsal.take_mapping("厂家", "name")
    rest(app, qtbot)
    wizard.rehearsal.take_mapping("何处", "city")
    rest(app, qtbot)
    wizard._go(ROWS)
    wizard.carry_out()
    rest(app, qtbot)
    with app.book.read() as session:
        row = cells(session, "enterprises", ids(session, ViewSpec("enterprises")), ("name", "city"))[0]
    assert row.values == {"name": "甲光电有限公司", "city": "苏州市"}


def test_another_row_can_be_named_as_the_header(app: App, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "表.xlsx",
        ["企业名称", "市"],
        ["企业名称", "行业"],
        ["甲光电有限公司", "光电"],
        ["乙有限公司", "包装"],
    )
    wizard = opened(path, "enterprises")
    wizard.stack.file.first.setCurrentIndex(1)
    rest(app, qtbot)
    assert wizard.found is not None
    assert wizard.found.sound.header_rows[0] == 2
    assert wizard.found.sound.mapping == {"企业名称": "name", "行业": "industry"}


def test_a_sheet_and_a_ledger_can_be_chosen(app: App, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.worksheets[0]
    first.title = "企业"
    first.append(["企业名称", "市"])
    first.append(["甲光电有限公司", "苏州市"])
    second = book.create_sheet("乡贤")
    second.append(["姓名", "籍贯乡镇", "联系电话"])
    second.append(["李明朗", "城关镇", "13800001111"])
    second.sheet_state = "hidden"
    book.save(tmp_path / "两张.xlsx")
    wizard = opened(tmp_path / "两张.xlsx")
    assert [wizard.stack.file.sheet.itemText(at) for at in range(2)] == ["企业", "乡贤（隐藏）"]
    wizard.stack.file.ledger.setCurrentIndex(wizard.stack.file.ledger.findData("hometown"))
    rest(app, qtbot)
    wizard.stack.file.sheet.setCurrentIndex(1)
    rest(app, qtbot)
    assert wizard.found is not None
    assert (wizard.found.ledger.key, wizard.found.sound.sheet) == ("hometown", "乡贤")
    assert wizard.next_button.isEnabled()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.xlsx", b"", "“空.xlsx”是空文件，请重新导出一份再导入"),
        ("坏.xlsx", b"PK\x03\x04 broken", "“坏.xlsx”已损坏或不是表格文件，请用 WPS 或 Excel 打开后另存为 xlsx 再导入"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_another_can_be_chosen(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    (tmp_path / name).write_bytes(content)
    wizard = opened(tmp_path / name, "enterprises")
    assert wizard.stack.file.error.text() == sentence
    assert not wizard.next_button.isEnabled()
    wizard.take_file(SAMPLES / "在外老乡名录.xls")
    rest(app, qtbot)
    assert wizard.stack.file.error.text() == "" or wizard.found is not None


def test_stopping_an_import_leaves_nothing_behind(app: App, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    rows = [[f"第{at}号光电有限公司", "苏州市"] for at in range(6000)]
    wizard = opened(sheet(tmp_path / "大表.xlsx", ["企业名称", "市"], *rows), "enterprises")
    steps = app.book.undo_label()
    wizard.carry_out()
    wizard.stack.end.cancel_button.click()
    assert not wizard.stack.end.cancel_button.isEnabled()
    rest(app, qtbot)
    assert wizard.steps.now == ROWS
    assert wizard.summary.text() == "已停下，账本没有改动"
    assert number_of(app.book, "enterprises") == 0
    assert app.book.undo_label() == steps


def test_an_import_and_its_undo_wait_for_a_book_that_another_program_holds(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    wizard = opened(sheet(tmp_path / "名单.xlsx", ["企业名称", "市"], ["甲光电有限公司", "苏州市"]), "enterprises")
    said = wizard.stack.end.done_words
    with written_by_another(app.book):
        wizard.carry_out()
        qtbot.waitUntil(lambda: said.text().startswith("账本正被另一个程序占用，等它放开就接着做"))
        assert wizard.steps.now == END and wizard.stack.end.cancel_button.isEnabled()
    rest(app, qtbot)
    assert number_of(app.book, "enterprises") == 1
    with written_by_another(app.book):
        wizard.undo()
        qtbot.waitUntil(lambda: said.text().startswith("账本正被另一个程序占用"))
        wizard.stack.end.cancel_button.click()
        rest(app, qtbot)
    assert wizard.stack.end.undo_button.isVisible() and wizard.stack.end.undo_button.isEnabled()
    assert number_of(app.book, "enterprises") == 1
    wizard.undo()
    rest(app, qtbot)
    assert wizard.stack.end.sentence.text() == "已撤销这次导入"
    assert number_of(app.book, "enterprises") == 0


def test_an_import_that_waits_can_be_given_up(app: App, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    wizard = opened(sheet(tmp_path / "名单.xlsx", ["企业名称", "市"], ["甲光电有限公司", "苏州市"]), "enterprises")
    with written_by_another(app.book):
        wizard.carry_out()
        qtbot.waitUntil(lambda: wizard.stack.end.done_words.text().startswith("账本正被另一个程序占用"))
        wizard.stack.end.cancel_button.click()
        rest(app, qtbot)
    assert (wizard.steps.now, wizard.summary.text()) == (ROWS, "已停下，账本没有改动")
    assert number_of(app.book, "enterprises") == 0


def test_a_file_can_be_dropped_on_the_wizard(app: App, opened: Open, qtbot: QtBot) -> None:
    wizard = opened()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(SAMPLES / "在外老乡名录.xls"))])
    offered = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    fall = QDropEvent(QPointF(9, 9), offered, data, left, none)
    fall.setDropAction(Qt.DropAction.MoveAction)
    wizard.dropEvent(fall)
    assert fall.dropAction() == Qt.DropAction.CopyAction, "a file manager deletes what was moved"
    rest(app, qtbot)
    assert wizard.stack.file.ledger.currentText() == "在外乡贤"
    assert wizard.summary.text() == "表头在第 2 行，数据 26 行"


def test_the_second_import_of_the_same_file_has_nothing_to_do(app: App, opened: Open, qtbot: QtBot) -> None:
    first = opened(SAMPLES / "重要线索项目情况表.xlsx")
    first.carry_out()
    rest(app, qtbot)
    again = opened(SAMPLES / "重要线索项目情况表.xlsx")
    again._go(ROWS)
    assert again.next_button.text() == "没有要导入的行"
    assert not again.next_button.isEnabled()


def test_asking_gives_what_was_imported_and_leads_to_the_ledger(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []
    app.navigated.connect(lambda page, _state: went.append(page))

    def run(dialog: QDialog) -> None:
        assert isinstance(dialog, ImportWizard)
        qtbot.addWidget(dialog)
        rest(app, qtbot)
        dialog.carry_out()
        rest(app, qtbot)
        dialog.stack.end.open_button.click()

    monkeypatch.setattr(Ask, "run", run)
    report = ImportWizard.ask(app, ledger="hometown", path=SAMPLES / "在外老乡名录.xls")
    assert report is not None
    assert report.created == 26
    assert went == ["hometown"]


def test_what_a_sheet_says_once_of_all_rows_is_proposed_and_can_be_refused(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "名单.xlsx", ["填报单位：长三角招商组"], ["企业名称"], ["甲有限公司"])
    wizard = opened(path, "enterprises")
    wizard.next_button.click()
    first = wizard.stack.columns.boxes[0]
    assert (first.name, first.box.currentText()) == ("填报单位（表头以上）", "片区")
    preview = wizard.stack.columns.preview.plain
    assert [cell.text for cell in preview.rows[0]] == ["3", "甲有限公司", "长三角招商组（新建）"]
    first.box.setCurrentIndex(0)
    first.box.activated.emit(0)
    rest(app, qtbot)
    assert [cell.text for cell in preview.rows[0]] == ["3", "甲有限公司"]


def test_months_as_columns_are_proposed_as_rows_and_named_by_their_cells(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    create(app.book, "leads", {"name": "甲项目"})
    rows = [["2025年到位资金（万元）"], ["项目名称", "1月", "2月", "3月"], ["甲项目", 5, "不明不白", 7]]
    wizard = opened(sheet(tmp_path / "到位.xlsx", *rows))
    assert wizard.stack.file.ledger.currentText() == "到位资金"
    assert wizard.summary.text() == "表头在第 2 行，数据 3 行"
    wizard.next_button.click()
    said = {box.name: box.box.currentText() for box in wizard.stack.columns.boxes}
    assert said == {
        "月份（列名）": "月份",
        "自报金额（各列）": "自报金额（万元）",
        "项目名称": "项目",
        **dict.fromkeys(("1月", "2月", "3月"), "每格展开成一行"),
    }
    assert wizard.stack.columns.summary.text() == "3 列已对应，没有漏下的列"
    wizard.next_button.click()
    assert column(wizard, 0) == ["B3", "C3", "D3"] and column(wizard, 1) == ["新建", "有误", "新建"]
    wizard.stack.rows.tabs.set_current("wrong")
    assert [column(wizard, at) for at in range(3)] == [["C3"], ["2月"], ["不明不白"]]
    assert wizard.stack.rows.detail.heading.text() == "C3 格"
    wizard.stack.columns.boxes[0].box.setCurrentIndex(0)
    wizard.stack.columns.boxes[0].box.activated.emit(0)
    rest(app, qtbot)
    assert wizard.stack.columns.boxes[3].box.currentText() == "未对应，不导入"


def test_the_other_half_of_a_printed_list_is_named_as_such(opened: Open, tmp_path: Path) -> None:
    head = ["姓名", "性别", "籍贯乡镇"]
    path = sheet(tmp_path / "乡贤.xlsx", head * 2, ["张三", "男", "甲镇", "李四", "女", "乙镇"])
    wizard = opened(path, "hometown")
    wizard.next_button.click()
    said = [box.box.currentText() for box in wizard.stack.columns.boxes]
    assert said == ["姓名", "性别", "籍贯乡镇", *["并排的另一半，一并导入"] * 3]
    wizard.next_button.click()
    assert column(wizard, 0) == ["2", "D2"] and column(wizard, 1) == ["新建", "新建"]


def test_a_table_of_tasks_is_told_from_projects_by_its_title(opened: Open, tmp_path: Path) -> None:
    head = ["序号", "责任单位", "签约资金任务（亿元）", "到位资金（万元）", "签约项目（个）"]
    path = sheet(tmp_path / "任务.xlsx", ["2025年招商引资目标任务分解表"], head, [1, "县科工局", 5.5, 8000, 6])
    assert opened(path).stack.file.ledger.currentText() == "指标任务"


def test_people_who_joined_a_known_trip_are_named_in_the_rehearsal(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    head = ["人员", "类型", "目的地", "起始日期", "截止日期"]
    trip = ["驻点", "苏州", "2024-05-06", "2024-05-10"]
    wizard = opened(sheet(tmp_path / "一.xlsx", head, ["王磊", *trip]), "trips")
    wizard.next_button.click()
    wizard.next_button.click()
    wizard.next_button.click()
    rest(app, qtbot)
    again = opened(sheet(tmp_path / "二.xlsx", head, ["王磊、李敏", *trip]), "trips")
    again.next_button.click()
    again.next_button.click()
    assert (column(again, 1), column(again, 3)) == (["更新"], ["同行的李敏（新建）各记一次"])


def test_columns_are_named_as_spreadsheets_name_them() -> None:
    assert [letters(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_further_contacts_and_a_column_without_a_header_are_shown(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path / "表.xlsx",
        ("企业名称", "联系人", "", "所在市"),
        ("甲有限公司", "王建国、李敏", "老客户", "苏州"),
    )
    wizard = opened(path, ledger="enterprises")
    wizard.next_button.click()
    assert "C列" in wizard.stack.columns.summary.text() or "1 列" in wizard.stack.columns.summary.text()
    wizard.next_button.click()
    assert column(wizard, 3) == ["另有联系人李敏"]


def test_an_import_is_done_and_undone_by_keys_alone(
    app: App, opened: Open, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(app.book, "enterprises", {"name": "甲有限公司", "city": "苏州市"})
    path = sheet(tmp_path / "名单.xlsx", ["企业名称", "行业"], ["甲有限公司", "光电"], ["乙有限公司", "光电"])
    monkeypatch.setattr(Files, "to_open", classmethod(lambda *_args, **_more: path))

    def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(wizard.focusWidget(), key, held)
        rest(app, qtbot)

    control = Qt.KeyboardModifier.ControlModifier
    wizard = opened(None, "enterprises")
    wizard.activateWindow()
    press(Qt.Key.Key_Space)
    assert wizard.focusWidget() is wizard.next_button
    press(Qt.Key.Key_Return)
    wizard.stack.columns.boxes[1].box.setFocus()
    press(Qt.Key.Key_Return, control)
    assert wizard.steps.now == ROWS
    press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert wizard.steps.now == COLUMNS
    press(Qt.Key.Key_Return)
    asked: list[int] = []
    monkeypatch.setattr(wizard.stack.rows, "_opened", asked.append)
    wizard.stack.rows.table.setFocus()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert asked == [2]
    press(Qt.Key.Key_Return, control)
    assert (wizard.steps.now, number_of(app.book, "enterprises")) == (END, 2)
    press(Qt.Key.Key_Z, control)
    assert wizard.stack.end.sentence.text() == "已撤销这次导入"
    assert number_of(app.book, "enterprises") == 1


def test_the_sheets_of_a_file_go_in_one_after_another(app: App, opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "企业"
    for name, rows in (
        ("企业", [["企业名称", "联系电话", "注册资本"], ["甲一有限公司", "13800000001", 500]]),
        ("说明", [["填表说明"], ["每月5日前报送"]]),
        ("老乡", [["姓名", "籍贯乡镇", "所在单位", "联系电话"], ["张明", "城关镇", "甲一有限公司", "13800000002"]]),
    ):
        page = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in rows:
            page.append(row)
    path = tmp_path / "台账.xlsx"
    book.save(path)
    wizard = opened(path)
    wizard.stack.file.sheet.setCurrentIndex(0)
    rest(app, qtbot)
    for _ in range(3):
        wizard.next_button.click()
        rest(app, qtbot)
    end = wizard.stack.end
    assert end.sheet_button.text() in ("导入下一张“老乡”", "导入下一张“企业”")
    assert not end.others.isVisible()
    end.sheet_button.click()
    rest(app, qtbot)
    assert wizard.steps.now == FILE
    for _ in range(2):
        wizard.next_button.click()
    wizard.carry_out()
    assert not wizard.next_button.isVisible(), "while it is written, it is not done"
    rest(app, qtbot)
    assert (number_of(app.book, "enterprises"), number_of(app.book, "hometown")) == (1, 1)
    assert not end.sheet_button.isVisible()
