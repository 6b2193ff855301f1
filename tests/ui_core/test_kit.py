"""The widgets of the kit do what the keyboard, the mouse and a screen reader expect."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QFontMetricsF, QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui.core.ask import Ask, Question
from ui.core.fonts import sized
from ui.core.kit import (
    Button,
    CheckBox,
    Chip,
    ComboBox,
    EmptyState,
    ErrorText,
    Figure,
    FlowRow,
    IconButton,
    Label,
    LineEdit,
    Notes,
    PageTitle,
    Pill,
    PrimaryButton,
    SearchBox,
    Tabs,
    TextEdit,
    column,
)
from ui.core.layouts import scrolled
from ui.core.theme import Theme


def show_active(window: QWidget, qtbot: QtBot) -> None:
    """Show a window as the one that has the keyboard."""
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()


def scroll_down(widget: QWidget) -> None:
    """Turn the mouse wheel over a widget by one notch."""
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, 0), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_wheel_changes_a_choice_only_while_it_holds_the_focus(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    lines = column(window)
    box, other = ComboBox(["未接触", "已接触", "在谈"]), LineEdit()
    lines.addWidget(box)
    lines.addWidget(other)
    show_active(window, qtbot)
    other.setFocus()
    scroll_down(box)
    assert box.currentText() == "未接触"
    box.setFocus()
    scroll_down(box)
    assert box.currentText() == "已接触"


@pytest.mark.parametrize("kind", [LineEdit, TextEdit])
def test_ctrl_z_belongs_to_the_box_only_while_it_has_something_to_undo(
    qtbot: QtBot, theme: Theme, kind: type[LineEdit] | type[TextEdit]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = kind()
    column(window).addWidget(box)
    undone: list[str] = []
    action = QAction("撤销", window)
    action.setShortcut(QKeySequence("Ctrl+Z"))
    action.triggered.connect(lambda: undone.append("application"))
    window.addAction(action)
    show_active(window, qtbot)
    box.setFocus()
    QTest.keyClicks(box, "abc")
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == []
    assert (box.text() if isinstance(box, LineEdit) else box.toPlainText()) == ""
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["application"]


def test_a_chip_is_edited_by_its_words_and_removed_by_its_cross(qtbot: QtBot, theme: Theme) -> None:
    chip = Chip("片区 是 长三角")
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    chip.show()
    heard: list[str] = []
    chip.clicked.connect(lambda: heard.append("edit"))
    chip.removed.connect(lambda: heard.append("remove"))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 13))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 16, 13))
    QTest.keyClick(chip, Qt.Key.Key_Return)
    QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert heard == ["edit", "remove", "edit", "remove"]
    assert chip.accessibleName() == "条件：片区 是 长三角，按 Delete 去掉"


def test_tabs_move_by_arrow_and_by_mouse_and_tell_the_key(qtbot: QtBot, theme: Theme) -> None:
    tabs = Tabs(plus="存为视图")
    qtbot.addWidget(tabs)
    tabs.set_tabs([("all", "全部"), ("talks", "在谈"), ("new", "本月新增")])
    tabs.resize(tabs.sizeHint())
    tabs.show()
    heard: list[str] = []
    tabs.chosen.connect(heard.append)
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    QTest.keyClick(tabs, Qt.Key.Key_Left)
    QTest.keyClick(tabs, Qt.Key.Key_Left)
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=QPoint(10, 16))
    assert heard == ["talks", "all", "new", "all"]
    with qtbot.waitSignal(tabs.plus_clicked):
        QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=QPoint(tabs.width() - 10, 16))


def test_the_menu_key_opens_the_menu_of_the_chosen_tab(qtbot: QtBot, theme: Theme) -> None:
    tabs = Tabs()
    qtbot.addWidget(tabs)
    tabs.set_tabs([("all", "全部"), ("talks", "在谈"), ("new", "本月新增")], "talks")
    tabs.resize(400, 32)
    tabs.show()
    heard: list[tuple[str, int]] = []
    tabs.menu_wanted.connect(lambda key, where: heard.append((key, tabs.mapFromGlobal(where).y())))
    middle = tabs.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, tabs.mapToGlobal(middle))
    QApplication.sendEvent(tabs, event)
    assert heard == [("talks", 32)]


def test_tabs_without_room_stand_in_a_list_at_the_end(qtbot: QtBot, theme: Theme) -> None:
    tabs = Tabs()
    qtbot.addWidget(tabs)
    tabs.set_tabs([(word, word) for word in ("总览", "片区单位", "驻外", "项目", "差异", "核验")])
    tabs.resize(tabs.sizeHint())
    assert tabs.hidden_tabs() == []
    tabs.resize(tabs.sizeHint().width() - 30, tabs.height())
    tabs.show()
    hidden = [key for key, _ in tabs.hidden_tabs()]
    assert hidden == ["差异", "核验"]
    more = tabs.more_button
    assert (more.isVisible(), more.accessibleName()) == (True, "没排下的 2 页：差异、核验")
    assert more.focusPolicy() & Qt.FocusPolicy.TabFocus
    more.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(more, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == hidden
    menu.actions()[1].trigger()
    menu.close()
    QApplication.processEvents()
    assert tabs.current == "核验"
    assert "核验" not in [key for key, _ in tabs.hidden_tabs()]
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and [action.text() for action in menu.actions()] == ["项目", "差异"]
    menu.close()
    QApplication.processEvents()
    tabs.resize(tabs.sizeHint())
    assert more.isHidden()


def test_a_figure_is_read_out_whole_and_opens_by_enter(qtbot: QtBot, theme: Theme) -> None:
    figure = Figure("签约省外资金")
    qtbot.addWidget(figure)
    figure.set(
        "27.43", "亿元", share=0.5175, pace=0.4167, notes=[("完成 51.75%", "plain"), ("超序时 10.08 个百分点", "good")]
    )
    figure.show()
    assert figure.accessibleName() == "签约省外资金 27.43 亿元，完成 51.75%，超序时 10.08 个百分点"
    assert figure.bar.accessibleName() == "完成 52%，时间进度 42%"
    with qtbot.waitSignal(figure.clicked):
        QTest.keyClick(figure, Qt.Key.Key_Return)


def test_no_line_of_notes_ends_in_a_dot(qtbot: QtBot, theme: Theme) -> None:
    notes = Notes()
    qtbot.addWidget(notes)
    notes.set([("年任务 45 个", "plain"), ("亿元以上 23 个", "plain"), ("超序时 6.11 个百分点", "good")])
    wide = QFontMetricsF(notes.font()).horizontalAdvance("年任务 45 个 · 亿元以上 23 个")
    assert [[text for text, _ in line] for line in notes.lines(wide)] == [
        ["年任务 45 个", "亿元以上 23 个"],
        ["超序时 6.11 个百分点"],
    ]
    assert len(notes.lines(wide - 1)) == 3
    heights = [notes.heightForWidth(width) for width in (2000, round(wide) + 1, round(wide) - 1)]
    assert heights == sorted(set(heights)), "one line, two and three"


def test_esc_empties_a_search_box(qtbot: QtBot, theme: Theme) -> None:
    box = SearchBox("查找企业", hint="Ctrl K")
    qtbot.addWidget(box)
    box.setText("恒业")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_an_error_is_hidden_until_there_is_one(qtbot: QtBot, theme: Theme) -> None:
    error = ErrorText()
    qtbot.addWidget(error)
    assert error.isHidden()
    error.say("写成数字，例如 5,000")
    assert not error.isHidden()
    error.say("")
    assert error.isHidden()


def test_a_flow_row_goes_on_in_the_next_line_when_it_is_full(qtbot: QtBot, theme: Theme) -> None:
    flow = FlowRow()
    qtbot.addWidget(flow)
    for number in range(4):
        button = Button(str(number))
        button.setFixedSize(100, 30)
        flow.add(button)
    assert flow.heightForWidth(424) == 30
    assert flow.heightForWidth(423) == 68
    assert flow.heightForWidth(100) == 144


def test_a_flow_row_is_as_high_as_what_is_in_it_now(qtbot: QtBot, theme: Theme) -> None:
    flow = FlowRow()
    qtbot.addWidget(flow)
    buttons = [Button("甲"), Button("乙")]
    for button in buttons:
        button.setFixedSize(100, 30)
        flow.add(button)
    assert flow.heightForWidth(150) == 68
    buttons[1].hide()
    assert flow.heightForWidth(150) == 30
    buttons[0].setFixedSize(100, 44)
    assert flow.heightForWidth(150) == 44
    flow.clear()
    assert flow.heightForWidth(150) == 0


def test_everything_is_painted_in_both_themes_while_it_is_shown(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    lines = column(window)
    figure = Figure("有效线索")
    figure.set("57", "条", share=0.7, pace=0.4, notes=[("欠序时", "bad")])
    tick = CheckBox("仅看有效线索")
    tick.setChecked(True)
    title = PageTitle("目标企业", tabs=Tabs())
    title.add_action(PrimaryButton("新建", icon="plus", hint="Ctrl+N"))
    parts = (figure, tick, title, Pill("逾期 2 天", "bad"), Chip("城市 是 苏州"), ComboBox(["在谈"]))
    for part in (*parts, EmptyState("enterprise", "还没有目标企业"), IconButton("undo", "撤销", framed=True)):
        lines.addWidget(part)
    window.resize(600, 700)
    window.show()
    light = window.grab().toImage()
    theme.set_choice("dark")
    dark = window.grab().toImage()
    assert light.pixelColor(1, 1).lightness() > 200
    assert dark.pixelColor(1, 1).lightness() < 60
    theme.set_choice("light")
    assert window.grab().toImage() == light


def test_a_question_answers_with_the_verb_that_was_pressed(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    def press(word: str) -> None:
        def run(dialog: QDialog) -> None:
            assert isinstance(dialog, Question)
            qtbot.addWidget(dialog)
            next(button for button in dialog.buttons if button.text() == word).click()

        monkeypatch.setattr(Ask, "run", run)

    press("删除 3 家企业")
    assert Ask.confirm(None, "确定删除吗？", verb="删除 3 家企业", cancel="不删除", danger=True) is True
    press("不删除")
    assert Ask.confirm(None, "确定删除吗？", verb="删除 3 家企业", cancel="不删除", danger=True) is False
    press("更新")
    assert Ask.choose(None, "已有同名企业。", verbs=["跳过", "更新"]) == 1
    press("取消")
    assert Ask.choose(None, "已有同名企业。", verbs=["跳过", "更新"]) is None
    press("确定")
    assert Ask.text(None, "给视图起个名字。", label="名称", value=" 长三角 ") == "长三角"


def test_a_question_for_words_is_not_over_without_them(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def run(dialog: QDialog) -> None:
        assert isinstance(dialog, Question)
        qtbot.addWidget(dialog)
        dialog.show()
        box = dialog.findChild(LineEdit)
        assert box is not None
        QTest.keyClick(box, Qt.Key.Key_Return)
        said.extend(text.text() for text in dialog.findChildren(ErrorText) if text.isVisible())
        assert dialog.isVisible()
        box.setText("用地批复月底下达")
        QTest.keyClick(box, Qt.Key.Key_Return)

    monkeypatch.setattr(Ask, "run", run)
    assert Ask.text(None, "消灯的理由会印在问题清单上。", label="理由", verb="消灯") == "用地批复月底下达"
    assert said == ["请填写理由。"]


def test_a_dangerous_question_starts_on_the_harmless_answer(qtbot: QtBot, theme: Theme) -> None:
    question = Question(None, "确定删除吗？", verbs=["删除", "不删除"], danger=True)
    qtbot.addWidget(question)
    question.show()
    assert question.focusWidget() is question.buttons[1]


def test_alt_with_a_figure_is_a_command_and_writes_nothing(qtbot: QtBot, theme: Theme) -> None:
    for box, text in ((LineEdit("成都蔚津"), LineEdit.text), (TextEdit("成都蔚津"), TextEdit.toPlainText)):
        qtbot.addWidget(box)
        QTest.keyClick(box, Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier)
        assert text(box) == "成都蔚津"
        QTest.keyClick(box, Qt.Key.Key_0)
        assert text(box) == "0成都蔚津"


def test_the_keyboard_comes_to_a_scroll_area_only_where_there_is_something_to_scroll(qtbot: QtBot) -> None:
    content = Label("一行")
    area = scrolled(content, name="清单")
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    assert area.focusPolicy() == Qt.FocusPolicy.NoFocus
    content.setMinimumHeight(400)
    qtbot.waitUntil(lambda: area.focusPolicy() == Qt.FocusPolicy.StrongFocus)
    area.activateWindow()
    area.setFocus()
    qtbot.waitUntil(area.hasFocus)
    assert area.verticalScrollBar().property("keyed") is True
    QTest.keyClick(area, Qt.Key.Key_PageDown)
    assert area.verticalScrollBar().value() > 0
    area.clearFocus()
    assert area.verticalScrollBar().property("keyed") is False


def test_a_scroll_area_around_fields_leaves_the_keyboard_to_them(qtbot: QtBot) -> None:
    content = Label("一行")
    content.setMinimumHeight(400)
    area = scrolled(content, name="表单", by_keys=False)
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert area.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_wrapped_words_are_as_high_as_they_are_now(qtbot: QtBot) -> None:
    label = Label("招商引资" * 20, wrap=True)
    qtbot.addWidget(label)
    two, one = label.heightForWidth(400), label.heightForWidth(4000)
    assert two > one
    label.setText("招商")
    assert label.heightForWidth(400) == one
    label.setText("招商引资" * 20)
    assert label.heightForWidth(400) == two
    label.setFont(sized(label.font(), 20))
    assert label.heightForWidth(400) > two
    for width in range(200, 2000, 100):
        assert label.heightForWidth(width) == QLabel.heightForWidth(label, width)
