"""照片和文件 on the form: dragged, pasted, chosen; opened, named, ordered and removed by keyboard; lost ones said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm.actions.edit import create
from crm.book import Book
from crm.queries.attachments import attachments_of
from crm.queries.listing import ids
from crm.queries.view import ViewSpec
from crm.store.shelf import Shelf, folder_of
from tests.on_screen import commit, written_by_another
from tests.rules.test_pictures import jpeg
from ui.core.app import App
from ui.core.ask import Ask
from ui.core.files import Files
from ui.dialogs.quick_log import QuickLog
from ui.form.attachments import STILL_READING, Attachments
from ui.form.record_dialog import RecordDialog
from ui.pages.record_panel import RecordPanel

Key = Qt.Key
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def firm(book: Book) -> int:
    return create(book, "enterprises", {"name": "上海恒业光电科技集团有限公司"})[0]


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    path = tmp_path / "厂区大门.jpg"
    path.write_bytes(jpeg((640, 480)))
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "投资协议.pdf"
    path.write_bytes(b"%PDF agreement")
    return path


@pytest.fixture
def dialog(app: App, firm: int, qtbot: QtBot) -> RecordDialog:
    return shown(app, qtbot, firm)


def shown(app: App, qtbot: QtBot, record: int | None, ledger: str = "enterprises") -> RecordDialog:
    made = RecordDialog.open(app, ledger, record)
    assert made is not None
    qtbot.addWidget(made, before_close_func=forget)
    qtbot.waitUntil(lambda: made._side.made and QApplication.focusWidget() is made.form.cells[0].editor)
    return made


def forget(dialog: QWidget) -> None:
    assert isinstance(dialog, RecordDialog)
    dialog.side.attachments.pending = []
    for cell in dialog.form.cells:
        cell.touched = False


def drop(host: QWidget, *paths: Path) -> bool:
    """Drag files over a window and let them fall; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.CopyAction, data, left, none)
    enter.ignore()
    QApplication.sendEvent(host, enter)
    if not enter.isAccepted():
        return False
    fall = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, left, none, QEvent.Type.Drop)
    QApplication.sendEvent(host, fall)
    return True


def at_rest(app: App, qtbot: QtBot, strip: Attachments, tiles: int) -> None:
    qtbot.waitUntil(lambda: len(strip.tiles) == tiles and not strip.busy and not app.working)


def named(book: Book, ledger: str, row: int) -> list[str]:
    with book.read() as session:
        return [one.name for one in attachments_of(session, ledger, [row])]


def test_files_dropped_on_the_form_are_attached_at_once_and_undone_by_ctrl_z(
    dialog: RecordDialog, app: App, book: Book, firm: int, gate: Path, paper: Path, qtbot: QtBot
) -> None:
    assert drop(dialog, gate, paper)
    strip = dialog.side.attachments
    at_rest(app, qtbot, strip, 2)
    assert named(book, "enterprises", firm) == ["厂区大门.jpg", "投资协议.pdf"]
    assert [tile.accessibleName() for tile in strip.tiles] == ["照片 厂区大门.jpg", "文件 投资协议.pdf"]
    assert strip.thumbs.image(strip.tiles[0].shown.content.sha256) is not None
    assert not dialog.grab().isNull()
    qtbot.keyClick(dialog, Key.Key_Z, CONTROL)
    at_rest(app, qtbot, strip, 0)
    assert not dialog.changed


def test_files_that_fall_on_a_form_before_the_column_beside_it_is_filled_belong_to_its_record(
    app: App, book: Book, firm: int, gate: Path, qtbot: QtBot
) -> None:
    dialog = RecordDialog(app, "enterprises")
    qtbot.addWidget(dialog, before_close_func=forget)
    dialog.load(firm)
    while not dialog._side.made:
        dialog._side._next()
    assert drop(dialog, gate)
    at_rest(app, qtbot, dialog.side.attachments, 0)
    assert named(book, "enterprises", firm) == ["厂区大门.jpg"]


def test_text_that_is_dragged_is_no_file(dialog: RecordDialog) -> None:
    data = QMimeData()
    data.setText("王建国")
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(dialog, enter)
    assert not enter.isAccepted()


def test_files_that_fall_on_a_box_are_attached_and_not_written_into_it(
    dialog: RecordDialog, app: App, book: Book, firm: int, gate: Path, qtbot: QtBot
) -> None:
    assert drop(dialog.form.cells[0].editor, gate)
    assert drop(dialog.form.cell("note").editor, gate)
    at_rest(app, qtbot, dialog.side.attachments, 1)
    assert dialog.form.cells[0].value() == "上海恒业光电科技集团有限公司"
    assert dialog.form.cell("note").value() is None


def test_a_screenshot_is_pasted_while_the_keyboard_stands_in_a_box(
    dialog: RecordDialog, app: App, book: Book, firm: int, qtbot: QtBot
) -> None:
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(dialog.form.cells[0].editor, Key.Key_V, CONTROL)
    at_rest(app, qtbot, dialog.side.attachments, 1)
    assert named(book, "enterprises", firm) == ["截图 20240530-104207.png"]
    assert dialog.form.cells[0].value() == "上海恒业光电科技集团有限公司"


def test_copied_words_are_pasted_into_the_box_as_ever(
    dialog: RecordDialog, app: App, book: Book, firm: int, qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setText("恒业")
    editor = dialog.form.cells[0].editor
    editor.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClick(editor, Key.Key_V, CONTROL)
    assert dialog.form.cells[0].value() == "恒业"
    assert named(book, "enterprises", firm) == []
    assert not dialog.side.attachments.paste()


def test_files_are_chosen_from_the_button_by_keyboard(
    dialog: RecordDialog, app: App, gate: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Files, "several", lambda *_a, **_k: [gate])
    strip = dialog.side.attachments
    QGuiApplication.clipboard().clear()
    strip.add.setFocus()
    qtbot.keyClick(strip.add, Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [(a.text(), a.isEnabled()) for a in menu.actions()] == [("选择文件…", True), ("粘贴截图或复制的文件", False)]
    menu.actions()[0].trigger()
    menu.close()
    at_rest(app, qtbot, strip, 1)
    assert app.settings.get("attach_from") == str(gate.parent)
    monkeypatch.setattr(Files, "several", lambda *_a, **_k: [])
    strip.choose()
    at_rest(app, qtbot, strip, 1)


def test_what_cannot_be_read_is_said_under_the_photos_and_the_rest_is_attached(
    dialog: RecordDialog, app: App, book: Book, firm: int, gate: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = []
    for number in range(4):
        broken.append(tmp_path / f"坏{number}.jpg")
        broken[-1].write_bytes(b"broken")
    strip = dialog.side.attachments
    strip.take([*broken, gate])
    assert strip.state.text() == "正在处理 5 个…" and strip.busy
    at_rest(app, qtbot, strip, 1)
    assert strip.state.text() == "可拖入，可粘贴"
    assert strip.fault.text().startswith("“坏0.jpg”不是完好的照片，没有添加")
    assert strip.fault.text().endswith("……")


def test_a_tile_is_worked_by_keyboard(
    dialog: RecordDialog,
    app: App,
    book: Book,
    firm: int,
    gate: Path,
    paper: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(Files, "show", opened.append)
    monkeypatch.setattr(Files, "to_save", lambda *_a, **_k: paper.with_name("给市里.jpg"))
    monkeypatch.setattr(Ask, "text", lambda *_a, **_k: "二期厂房")
    strip = dialog.side.attachments
    strip.take([gate, paper])
    at_rest(app, qtbot, strip, 2)
    strip.tiles[0].setFocus()
    qtbot.keyClick(strip.tiles[0], Key.Key_Right)
    assert QApplication.focusWidget() is strip.tiles[1]
    qtbot.keyClick(strip.tiles[1], Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].read_bytes() == b"%PDF agreement"
    qtbot.keyClick(strip.tiles[1], Key.Key_Left, ALT)
    at_rest(app, qtbot, strip, 2)
    qtbot.waitUntil(lambda: named(book, "enterprises", firm) == ["投资协议.pdf", "厂区大门.jpg"])
    qtbot.keyClick(strip.tiles[0], Key.Key_Left, ALT)
    qtbot.keyClick(strip.tiles[1], Key.Key_F2)
    qtbot.waitUntil(lambda: strip.tiles[1].words == "二期厂房")
    strip._do(strip.tiles[1], "save")
    qtbot.waitUntil(lambda: not app.working)
    assert paper.with_name("给市里.jpg").read_bytes()[:3] == b"\xff\xd8\xff"
    with written_by_another(book):
        qtbot.keyClick(strip.tiles[1], Key.Key_Delete)
        assert app.writing and not strip.isEnabled()
    at_rest(app, qtbot, strip, 1)
    assert named(book, "enterprises", firm) == ["投资协议.pdf"]
    qtbot.keyClick(strip.tiles[0], Key.Key_Tab)


def test_the_keyboard_stays_on_a_tile_whose_words_were_asked_for_in_another_window(
    dialog: RecordDialog, app: App, gate: Path, paper: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    strip = dialog.side.attachments
    strip.take([gate, paper])
    at_rest(app, qtbot, strip, 2)
    question = QWidget()
    qtbot.addWidget(question)

    def answered(*_a: object, **_k: object) -> str:
        question.show()
        question.activateWindow()
        qtbot.waitUntil(question.isActiveWindow)
        return "二期厂房"

    monkeypatch.setattr(Ask, "text", answered)
    strip.tiles[1].setFocus()
    qtbot.keyClick(strip.tiles[1], Key.Key_F2)
    qtbot.waitUntil(lambda: strip.tiles[1].words == "二期厂房")
    question.close()
    dialog.activateWindow()
    qtbot.waitUntil(strip.tiles[1].hasFocus)


def test_the_menu_of_a_tile_tells_its_keys(dialog: RecordDialog, app: App, gate: Path, qtbot: QtBot) -> None:
    strip = dialog.side.attachments
    strip.take([gate])
    at_rest(app, qtbot, strip, 1)
    verbs = [words.split("\t")[0] for words, _ in strip.menu_of(strip.tiles[0])]
    assert verbs == ["打开", "另存为…", "说明…", "前移", "后移", "移除"]


def test_a_lost_file_is_said_to_be_missing_and_opening_it_says_where_to_look(
    dialog: RecordDialog, app: App, book: Book, firm: int, paper: Path, qtbot: QtBot, said: list[str]
) -> None:
    strip = dialog.side.attachments
    strip.take([paper])
    at_rest(app, qtbot, strip, 1)
    shutil.rmtree(folder_of(book.path))
    strip.renew()
    qtbot.waitUntil(lambda: bool(strip.tiles[0].lost))
    assert strip.tiles[0].accessibleName() == "文件 投资协议.pdf，文件缺失"
    assert not strip.tiles[0].grab().isNull()
    qtbot.keyClick(strip.tiles[0], Key.Key_Return)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["找不到“投资协议.pdf”，请把文件夹“云溪县.附件”放回账本旁边，或从备份里拷回来"]


def test_a_new_record_keeps_its_attachments_until_it_is_saved(
    app: App, book: Book, gate: Path, paper: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(app, qtbot, None)
    strip = dialog.side.attachments
    strip.take([gate, paper])
    commit(dialog.form.cell("name").editor, "苏州铭瑞新材料有限公司")
    assert not dialog.save() and dialog.fault.text() == STILL_READING
    at_rest(app, qtbot, strip, 2)
    monkeypatch.setattr(Ask, "text", lambda *_a, **_k: "大门")
    qtbot.keyClick(strip.tiles[0], Key.Key_F2)
    qtbot.keyClick(strip.tiles[0], Key.Key_Right, ALT)
    assert [item.caption or item.name for item in strip.pending] == ["投资协议.pdf", "大门"]
    strip.take([gate])
    at_rest(app, qtbot, strip, 2)
    assert dialog.save()
    assert dialog.record is not None
    assert named(book, "enterprises", dialog.record) == ["投资协议.pdf", "厂区大门.jpg"]
    assert book.undo_label() == "新建目标企业 苏州铭瑞新材料有限公司"
    at_rest(app, qtbot, strip, 2)


def test_one_that_was_added_by_mistake_is_taken_off_a_new_record(
    app: App, gate: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(app, qtbot, None)
    strip = dialog.side.attachments
    strip.take([gate])
    at_rest(app, qtbot, strip, 1)
    assert dialog.changed
    monkeypatch.setattr(Ask, "text", lambda *_a, **_k: None)
    qtbot.keyClick(strip.tiles[0], Key.Key_F2)
    qtbot.keyClick(strip.tiles[0], Key.Key_Delete)
    assert strip.pending == [] and not dialog.changed


def test_a_visit_is_told_with_its_photos_and_a_draft_keeps_them(
    app: App, book: Book, firm: int, gate: Path, qtbot: QtBot
) -> None:
    log = QuickLog.ask(app, None, enterprise=firm, content="看了新车间")
    qtbot.addWidget(log)
    assert drop(log, gate)
    at_rest(app, qtbot, log.files, 1)
    log.reject()
    log.begin()
    log.show()
    at_rest(app, qtbot, log.files, 1)
    assert [item.name for item in log.files.pending] == ["厂区大门.jpg"]
    qtbot.keyClick(log, Key.Key_Return, CONTROL)
    with book.read() as session:
        (visit,) = ids(session, ViewSpec("visits"))
    assert named(book, "visits", visit) == ["厂区大门.jpg"]
    assert log.files.pending == []


def test_a_visit_waits_for_its_photos(app: App, firm: int, gate: Path, qtbot: QtBot) -> None:
    log = QuickLog.ask(app, None, enterprise=firm, content="看了新车间")
    qtbot.addWidget(log)
    log.files.take([gate])
    log.save()
    assert log.fault.text() == STILL_READING
    at_rest(app, qtbot, log.files, 1)
    log.save()
    assert not log.isVisible()


def test_the_card_beside_a_list_takes_files_and_shows_the_photos_of_visits(
    app: App, book: Book, firm: int, gate: Path, paper: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = RecordPanel(app, "enterprises")
    qtbot.addWidget(panel)
    panel.show()
    panel.renew()
    assert not panel.acceptDrops(), "with no row chosen there is nothing to attach to"
    panel.record = firm
    panel.renew()
    visit, _ = create(book, "visits", {"date": book.today(), "enterprise": firm})
    form = shown(app, qtbot, visit, "visits")
    photos = form.side.attachments
    photos.take([gate])
    at_rest(app, qtbot, photos, 1)
    assert drop(panel, paper)
    qtbot.waitUntil(lambda: not app.working)
    panel.renew()
    at_rest(app, qtbot, panel.files, 2)
    assert [tile.shown.name for tile in panel.files.tiles] == ["投资协议.pdf", "厂区大门.jpg"]
    near = panel.files.tiles[1]
    assert [verb for _, verb in panel.files.menu_of(near)] == ["open", "save", "record"]
    broken = gate.with_name("坏.jpg")
    broken.write_bytes(b"broken")
    panel.files.take([broken])
    at_rest(app, qtbot, panel.files, 2)
    panel.renew()
    assert panel.files.isVisible() and panel.files.fault.text().startswith("“坏.jpg”不是完好的照片")
    near = panel.files.tiles[1]
    panel.files._do(near, "remove")
    assert named(book, "visits", visit) == ["厂区大门.jpg"], "it is removed where it belongs, not from afar"
    with qtbot.waitSignal(app.record_wanted) as wanted:
        panel.files._do(near, "record")
    assert wanted.args == ["visits", visit]


def test_more_than_the_card_has_room_for_are_counted(app: App, firm: int, tmp_path: Path, qtbot: QtBot) -> None:
    strip = Attachments(app, "enterprises", most=2)
    qtbot.addWidget(strip)
    strip.show_record(firm)
    files = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in files:
        file.write_text(file.name, encoding="utf-8")
    strip.take(list(files))
    qtbot.waitUntil(lambda: not app.working)
    strip.renew()
    assert len(strip.tiles) == 2
    assert strip.state.text() == "还有 2 个，打开后查看"


def test_photos_go_to_the_record_that_was_shown_when_they_were_dropped(
    dialog: RecordDialog, app: App, book: Book, firm: int, gate: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other, _ = create(book, "enterprises", {"name": "苏州铭瑞新材料有限公司"})
    (tmp_path / "坏.jpg").write_bytes(b"broken")
    strip = dialog.side.attachments
    with qtbot.waitSignal(app.message, check_params_cb=lambda words: words.startswith("“坏.jpg”")):
        strip.take([gate, tmp_path / "坏.jpg"])
        dialog.load(other)
    at_rest(app, qtbot, strip, 0)
    assert named(book, "enterprises", firm) == ["厂区大门.jpg"]
    assert named(book, "enterprises", other) == []


def test_a_disk_that_takes_nothing_is_said_in_words(
    dialog: RecordDialog, app: App, book: Book, firm: int, gate: Path, qtbot: QtBot
) -> None:
    folder_of(book.path).write_text("不是文件夹", encoding="utf-8")
    strip = dialog.side.attachments
    strip.take([gate])
    qtbot.waitUntil(lambda: bool(strip.fault.text()))
    assert "厂区大门.jpg" in strip.fault.text()
    assert named(book, "enterprises", firm) == []
    assert Shelf(book.path).where.is_file()


def test_the_record_that_a_field_names_is_one_click_or_alt_enter_away(
    app: App, book: Book, firm: int, qtbot: QtBot
) -> None:
    visit, _ = create(book, "visits", {"date": book.today(), "enterprise": firm})
    dialog = shown(app, qtbot, visit, "visits")
    cell = dialog.form.cell("enterprise")
    assert cell.way.isVisible() and not dialog.form.cell("hometown").way.isVisible()
    with qtbot.waitSignal(app.record_wanted) as wanted:
        qtbot.mouseClick(cell.way, Qt.MouseButton.LeftButton)
    assert wanted.args == ["enterprises", firm]
    cell.editor.setFocus()
    with qtbot.waitSignal(app.record_wanted) as wanted:
        qtbot.keyClick(cell.editor, Key.Key_Return, ALT)
    assert wanted.args == ["enterprises", firm]
    dialog.form.cell("contact").editor.setFocus()
    qtbot.keyClick(dialog.form.cell("contact").editor, Key.Key_Return, ALT)
    assert dialog.said.text() == "光标所在的项目没有可打开的记录"


def test_a_long_text_grows_from_three_lines_to_nine(app: App, qtbot: QtBot) -> None:
    dialog = shown(app, qtbot, None, "visits")
    editor = dialog.form.cell("content").editor
    three = editor.sizeHint().height()
    commit(editor, "\n".join("一行" for _ in range(30)))
    line = editor.fontMetrics().lineSpacing()
    qtbot.waitUntil(lambda: editor.sizeHint().height() == three + 6 * line)
