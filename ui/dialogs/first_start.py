"""The first start: who I am, which 片区, where the book lives; or a look around an invented county."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, QThreadPool, Slot
from PySide6.QtGui import QCloseEvent, QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QDialog,
    QFileDialog,
    QLayout,
    QProgressBar,
    QSizePolicy,
    QWidget,
)

from crm.actions.edit import find_or_make
from crm.book import SUFFIX, create_book, put_setting
from crm.places import BOOK_NAME, documents
from crm.rules.pinyin import initials
from crm.rules.problem import Problem
from ui.core.app import FIRST_STEP
from ui.core.ask import Ask
from ui.core.buttons import focus_ring, keyboard_focus, note_focus
from ui.core.fonts import sized
from ui.core.kit import Button, ErrorText, FieldLabel, Hairline, Label, LineEdit, LinkButton, PrimaryButton, column, row
from ui.core.settings import Settings
from ui.core.suggest import Option, Suggest
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_NOTE, SPACE_L, SPACE_M, SPACE_S
from ui.core.work import Task, start

Role = Literal["posted", "office"]
STATIONS = ("长三角组", "沪苏组", "浙江组", "珠三角组", "京津冀组", "成渝组", "闽赣组", "山东组")
DEMO_NAME = "示范县"
DEMO_SEED = 1
_WIDTH = 536
_LOW = 620


class RoleCard(QAbstractButton):
    """One of two answers to who I am: a word, and what it means under it."""

    def __init__(self, words: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._note = note
        self.setText(words)
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(f"{words}，{note}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Two lines of words."""
        return QSize(200, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet, the round mark and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        border = "accent" if on else "line_strong" if self.underMouse() else "line"
        painter.setPen(QPen(colour(border), 1.4 if on else 1))
        painter.setBrush(colour("accent_wash" if on else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.7, 0.7, -0.7, -0.7), CORNER, CORNER)
        painter.setBrush(colour("field"))
        painter.setPen(QPen(colour("accent" if on else "edge"), 1.4))
        painter.drawEllipse(QRectF(12, 13, 14, 14))
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(QRectF(15.5, 16.5, 7, 7))
        painter.setFont(sized(self.font(), 10.0, bold=True))
        painter.setPen(colour("text"))
        painter.drawText(QRectF(36, 9, self.width() - 44, 22), Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(sized(self.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        painter.drawText(QRectF(36, 31, self.width() - 44, 20), Qt.AlignmentFlag.AlignVCenter, self._note)
        if keyboard_focus(self):
            focus_ring(painter, QRectF(self.rect()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())


class FirstStart(QDialog):
    """Asks the three things; `path` is the book made or chosen, None when the user went away."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self.path: Path | None = None
        self._task: Task | None = None
        self.setWindowTitle("招引")
        self.posted = RoleCard("驻外干部", "在外地的笔记本上记拜访、跟线索", self)
        self.office = RoleCard("招商中心办公室", "收各片区报送、管台账、出通报", self)
        self.name, self.county, self.station, self.place = LineEdit(), LineEdit(), LineEdit(), LineEdit()
        self.errors = {key: ErrorText() for key in ("name", "county", "station", "place")}
        self._lay_out()
        self._connect()
        self.posted.setChecked(True)
        self.place.setText(str(free_path(documents() / "招引" / BOOK_NAME)))
        self._show_role()
        self.name.setFocus()

    @classmethod
    def ask(cls, settings: Settings) -> Path | None:
        """Ask, and make the book; its path, or None when the user went away."""
        dialog = cls(settings)
        Ask.run(dialog)
        return dialog.path

    # what it is built of

    def _lay_out(self) -> None:
        low = self.screen().availableGeometry().height() < _LOW
        outer = column(self, spacing=SPACE_S if low else SPACE_L)
        outer.setContentsMargins(*((32, 10, 32, 10) if low else (32, 28, 32, 24)))
        # The window grows and shrinks with its sentences.
        outer.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        head = column(spacing=4)
        head.addWidget(Label("欢迎使用招引", type="title"))
        self.lead = Label("", ink="secondary")
        head.addWidget(self.lead)
        outer.addLayout(head)
        roles = row(spacing=SPACE_M)
        group = QButtonGroup(self)
        for card in (self.posted, self.office):
            group.addButton(card)
            roles.addWidget(card)
        outer.addLayout(self._question("1  我是谁", roles))
        people = row(spacing=SPACE_M)
        people.addWidget(self._field("name", "姓名", self.name, "王磊"), 1)
        people.addWidget(self._field("county", "县（市、区），可不填", self.county, "云溪县"), 1)
        outer.addLayout(people)
        self.station_cell = self._field("station", "片区", self.station, "输入或按 ↓ 选择，例如沪苏组")
        stations = column()
        stations.addWidget(self.station_cell)
        self.station_title = Label("2  我的片区", type="section")
        outer.addLayout(self._question(self.station_title, stations))
        self.place_title = Label("3  账本放在哪里", type="section")
        outer.addLayout(self._question(self.place_title, self._place_lines()))
        rule = Hairline()
        rule.setFixedWidth(_WIDTH)
        outer.addWidget(rule)
        outer.addLayout(self._foot())

    def _place_lines(self) -> QLayout:
        where = row(spacing=SPACE_S)
        where.addWidget(self.place, 1)
        self.choose = Button("选择…")
        where.addWidget(self.choose)
        lines = column(spacing=4)
        lines.addLayout(where)
        lines.addWidget(self.errors["place"])
        note = "账本是一个文件，请放在本机硬盘上，不要放在共享文件夹里；备份用程序里的“立即备份”。"
        lines.addWidget(Label(note, type="note", ink="secondary", wrap=True))
        self.place.setAccessibleName("账本位置")
        return lines

    def _question(self, title: str | Label, answer: QLayout) -> QLayout:
        box = column(spacing=SPACE_S)
        box.addWidget(title if isinstance(title, Label) else Label(title, type="section"))
        box.addLayout(answer)
        return box

    def _field(self, key: str, label: str, box: LineEdit, example: str) -> QWidget:
        cell = QWidget(self)
        inner = column(cell, spacing=3)
        box.setPlaceholderText(example)
        box.setAccessibleName(label)
        inner.addWidget(FieldLabel(label))
        inner.addWidget(box)
        inner.addWidget(self.errors[key])
        inner.addStretch(1)
        return cell

    def _foot(self) -> QLayout:
        foot = row(spacing=SPACE_S)
        self.demo = Button("看看示范县", icon="star")
        self.demo.setToolTip("生成一个虚构的县：各片区、600 家企业、18 个月的拜访和线索，随便试")
        self.existing = LinkButton("打开已有账本…")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("正在生成示范县")
        self.busy = Label("", type="note", ink="secondary")
        self.go = PrimaryButton("开始使用", hint="Ctrl+Enter")
        for widget in (self.demo, self.existing, self.busy):
            foot.addWidget(widget)
        foot.addWidget(self.progress, 1)
        foot.addStretch(1)
        foot.addWidget(self.go)
        self._show_busy(False)
        return foot

    def _connect(self) -> None:
        self.posted.toggled.connect(self._show_role)
        suggest = Suggest(self.station, stations_like, eager=False)
        suggest.picked.connect(self._picked)
        for box in self._boxes().values():
            box.textChanged.connect(self._typed)
            box.returnPressed.connect(self.finish)
        self.choose.clicked.connect(self._choose)
        self.existing.clicked.connect(self._open_existing)
        self.demo.clicked.connect(self.look_around)
        self.go.clicked.connect(self.finish)
        self.go.setShortcut("Ctrl+Return")

    def _boxes(self) -> dict[str, LineEdit]:
        return {"name": self.name, "county": self.county, "station": self.station, "place": self.place}

    @Slot()
    def _typed(self) -> None:
        sender = self.sender()
        for key, box in self._boxes().items():
            if box is sender:
                self._say(key, "")

    @Slot(object)
    def _picked(self, option: Option) -> None:
        self.station.setText(option.text)

    @Slot()
    def _show_role(self) -> None:
        posted = self.posted.isChecked()
        self.station_cell.setVisible(posted)
        self.station_title.setVisible(posted)
        self.place_title.setText("3  账本放在哪里" if posted else "2  账本放在哪里")
        self.lead.setText(f"先回答{'三' if posted else '两'}个问题，以后都可以在“设置”里改。")

    def _say(self, key: str, sentence: str) -> None:
        self.errors[key].say(sentence)
        self._boxes()[key].set_wrong(bool(sentence))

    # what it does

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "账本放在哪里", self.place.text(), f"招引账本 (*{SUFFIX})")
        if chosen:
            self.place.setText(chosen)

    @Slot()
    def _open_existing(self) -> None:
        start_in = str(Path(self.place.text()).parent)
        chosen, _ = QFileDialog.getOpenFileName(self, "打开已有账本", start_in, f"招引账本 (*{SUFFIX})")
        if chosen:
            self.path = Path(chosen)
            self.accept()

    @Slot()
    def finish(self) -> None:
        """Make the book with the three answers in it, once; what is wrong is said under its box."""
        if not self.go.isEnabled():
            return
        wrong = {
            "name": "" if self.name.text().strip() else "请填写您的姓名，拜访会记在您名下",
            "station": "" if self.office.isChecked() or self.station.text().strip() else "请填写所在片区，例如沪苏组",
        }
        for key, sentence in wrong.items():
            self._say(key, sentence)
        path = self._checked_path()
        first = next((key for key, sentence in wrong.items() if sentence), "" if path else "place")
        if first or path is None:
            self._boxes()[first].setFocus(Qt.FocusReason.OtherFocusReason)
            return
        name, county = self.name.text().strip(), self.county.text().strip()
        station = self.station.text().strip() if self.posted.isChecked() else ""
        self._start(lambda _task: make_own(path, name=name, county=county, station=station), "正在建账本…")

    def _checked_path(self) -> Path | None:
        text = self.place.text().strip().strip('"')
        path = Path(text).expanduser()
        sentence = ""
        if not text:
            sentence = "请填写账本放在哪里"
        elif not path.is_absolute():
            sentence = "请写完整的位置，从盘符或根目录写起，或按“选择…”"
        elif path.is_dir():
            sentence = f"“{path.name}”是一个文件夹，请在后面加上账本的文件名"
        else:
            path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
            if path.exists():
                sentence = f"“{path.name}”已经存在，请换一个文件名，或用“打开已有账本”"
        self._say("place", sentence)
        return None if sentence else path

    @Slot()
    def look_around(self) -> None:
        """Make the invented county beside the book's place, off the screen's thread, and open it."""
        place = Path(self.place.text().strip() or str(documents() / "招引" / BOOK_NAME)).expanduser()
        path = free_path((place if place.is_dir() else place.parent) / f"{DEMO_NAME}{SUFFIX}")
        role: Role = "posted" if self.posted.isChecked() else "office"
        self._start(lambda _task: make_demo(path, role=role), "正在生成示范县，大约十秒…")

    def _start(self, make: Callable[[Task], Path], words: str) -> None:
        """Make a book off the screen's thread, and open it."""
        self.busy.setText(words)
        self._show_busy(True)
        self._task = Task(make, self._made, failed=self._not_made, parent=self)
        start(self._task, QThreadPool.globalInstance())

    @Slot(object)
    def _made(self, path: Path) -> None:
        self._show_busy(False)
        self.path = path
        self.accept()

    @Slot(object)
    def _not_made(self, problem: Problem) -> None:
        self._show_busy(False)
        self._say("place", str(problem))
        self.place.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_busy(self, busy: bool) -> None:
        self.progress.setRange(0, 0)
        self.progress.setVisible(busy)
        self.busy.setVisible(busy)
        for widget in (self.demo, self.existing):
            widget.setVisible(not busy)
        self.go.setEnabled(not busy)

    def reject(self) -> None:
        """Go away, but not while the county is being made."""
        if self._task is None or self._task.over:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own cross does as Esc does."""
        if self._task is not None and not self._task.over:
            event.ignore()
        else:
            super().closeEvent(event)


def stations_like(text: str) -> list[Option]:
    """The usual stations whose name holds these characters or begins with these initials."""
    typed = text.strip().lower()
    return [Option(name) for name in STATIONS if typed in name or initials(name).startswith(typed)]


def free_path(path: Path) -> Path:
    """This path, or the first with a number after its name that no file has."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}{number}{path.suffix}")
    return found


def make_own(path: Path, *, name: str, county: str, station: str) -> Path:
    """Make a new book at `path` in which somebody of a station works, or of the office where that is empty."""
    book = create_book(path)
    try:
        with book.write(FIRST_STEP, who=name) as writer:
            where = find_or_make(writer, "stations", station) if station else None
            find_or_make(writer, "staff", name, station=where, role="驻外干部" if station else "办公室")
            role: Role = "posted" if station else "office"
            put_setting(writer, "me", {"name": name, "role": role, "station": station, "station_id": where})
            if county:
                put_setting(writer, "county", county)
    finally:
        book.close()
    return path


def make_demo(path: Path, *, role: Role = "office", today: dt.date | None = None, scale: float = 1.0) -> Path:
    """Make the invented county in a new book at `path`, looked at as someone posted or as the office.

    A half-made file is taken away when it fails.
    """
    from crm.demo import fill

    book = create_book(path)
    try:
        fill(book, seed=DEMO_SEED, scale=scale, today=today or book.today(), role=role)
    except BaseException:
        book.close()
        path.unlink(missing_ok=True)
        raise
    book.close()
    return path
