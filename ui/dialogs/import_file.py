"""First step of the import wizard: which file, which ledger, which sheet, where its header is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from crm.records.ledger import LEDGERS
from ui.core.files import TABLES, Files
from ui.core.kit import Card, ComboBox, Elided, ErrorText, FieldLabel, Label, LinkButton, column, row
from ui.core.tokens import SPACE_M, SPACE_S
from ui.dialogs.drop import DropArea
from ui.dialogs.import_work import Rehearsed, cell_text
from ui.grid.plain import Cell, Col, LazyRows, PlainTable

if TYPE_CHECKING:
    from ui.core.app import App

DEEPEST = 40
FORMATS = "xlsx、xls、et、ods、csv 都可以，标题行、合计行、合并单元格不用先整理"


def ask_for_table(app: App, parent: QWidget) -> Path | None:
    """A workbook to import, asked for in the folder of the last one; None when the user thought better of it."""
    kept = app.settings.get("import_folder")
    start = Path(str(kept)) if kept else Path.home()
    path = Files.to_open(parent, "选择要导入的表格", start=start, kinds=TABLES)
    if path is not None:
        app.settings.set("import_folder", str(path.parent))
    return path


def letters(at: int) -> str:
    """The name of a column as spreadsheets have it, from 0: A, B, … Z, AA."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(65 + rest) + name
    return name


class FileStep(QWidget):
    """`file_chosen` gives a path, `ledger_chosen` a key, `sheet_chosen` a name, `header_chosen` (first, last)."""

    file_chosen = Signal(object)
    ledger_chosen = Signal(str)
    sheet_chosen = Signal(str)
    header_chosen = Signal(object)

    def __init__(self, app: App, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._filling = False
        outer = column(self, spacing=SPACE_M)
        self.drop = DropArea("把表格拖到这里", note=FORMATS)
        self.drop.dropped.connect(self.file_chosen)
        self.drop.choose_clicked.connect(self.choose)
        self.ledger, self.sheet = ComboBox(), ComboBox()
        self.first, self.last = ComboBox(), ComboBox()
        self.ledger.addItem("按表头判断", "")
        for key, kind in LEDGERS.items():
            self.ledger.addItem(kind.label, key)
        self.file_name = Elided("")
        self.other = LinkButton("换一个文件…", role="accent")
        self.table = PlainTable(name="文件内容")
        self.error = ErrorText()
        self.bar = self._make_bar()
        outer.addWidget(self.bar)
        outer.addWidget(self.error)
        sheet = Card(margin=1)
        sheet.body.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.drop)
        self.stack.addWidget(sheet)
        outer.addWidget(self.stack, 1)
        self._connect()

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        line = row(bar, spacing=SPACE_M)
        self.file_box, self.sheet_box, self.header_box = QWidget(), QWidget(), QWidget()
        place = row(self.file_box, spacing=SPACE_S)
        place.addWidget(self.file_name, 1)
        place.addWidget(self.other)
        spans = row(self.header_box, spacing=SPACE_S - 2)
        spans.addWidget(self.first)
        spans.addWidget(Label("至", ink="secondary"))
        spans.addWidget(self.last)
        self.titled: dict[str, QWidget] = {}
        sheet = row(self.sheet_box)
        sheet.addWidget(self.sheet)
        for words, widget, share in (
            ("导入到", self.ledger, 0),
            ("文件", self.file_box, 1),
            ("工作表", self.sheet_box, 0),
            ("表头在", self.header_box, 0),
        ):
            side = QWidget()
            inside = column(side, spacing=4)
            label = FieldLabel(words)
            inside.addWidget(label)
            if widget is self.file_box:
                self.file_label = label
            inside.addWidget(widget)
            self.titled[words] = side
            line.addWidget(side, share)
        named = {"导入到": self.ledger, "工作表": self.sheet, "表头首行": self.first, "表头末行": self.last}
        for words, box in named.items():
            box.setAccessibleName(words)
        line.addStretch(0)
        self.file_box.setFixedHeight(30)
        self.ledger.setMinimumWidth(140)
        self.sheet.setMinimumWidth(120)
        return bar

    def _connect(self) -> None:
        self.other.clicked.connect(self.choose)
        self.ledger.currentIndexChanged.connect(self._ledger_changed)
        self.sheet.currentIndexChanged.connect(self._sheet_changed)
        self.first.currentIndexChanged.connect(self._header_changed)
        self.last.currentIndexChanged.connect(self._header_changed)
        self.show_nothing("")

    @Slot()
    def choose(self) -> None:
        """Ask for a file."""
        path = ask_for_table(self._app, self)
        if path is not None:
            self.file_chosen.emit(path)

    # what is shown

    def set_ledger(self, key: str) -> None:
        """Choose a ledger without saying so."""
        self._filling = True
        self.ledger.setCurrentIndex(max(self.ledger.findData(key), 0))
        self._filling = False

    def show_nothing(self, fault: str, path: Path | None = None) -> None:
        """There is no table to show: none chosen yet, or it could not be read."""
        self.error.say(fault)
        self.stack.setCurrentIndex(0)
        self.file_name.setText(path.name if path else "")
        for words in ("工作表", "表头在"):
            self.titled[words].hide()
        self.file_box.setVisible(path is not None)
        self.file_label.setVisible(path is not None)

    def show_file(self, found: Rehearsed) -> None:
        """Show the sheet with its header marked, and what stands in the boxes."""
        self._filling = True
        self.error.say(found.fault)
        self.file_name.setText(found.wanted.path.name)
        for words in ("工作表", "表头在"):
            self.titled[words].show()
        self.file_box.show()
        self.file_label.show()
        self.titled["工作表"].setVisible(len(found.sheets) > 1)
        self.ledger.setCurrentIndex(self.ledger.findData(found.ledger.key))
        self.sheet.clear()
        for info in found.sheets:
            self.sheet.addItem(f"{info.name}（隐藏）" if info.hidden else info.name, info.name)
        self.sheet.setCurrentIndex(max(self.sheet.findData(found.sheet.name), 0))
        span = found.header_rows
        self._fill_rows(len(found.sheet.rows), span)
        self._fill_table(found)
        self.stack.setCurrentIndex(1)
        self._filling = False

    def _fill_rows(self, count: int, span: tuple[int, int]) -> None:
        numbers = [f"第 {at} 行" for at in range(1, min(max(count, span[1]), DEEPEST) + 1)]
        for box, at in zip((self.first, self.last), span, strict=True):
            box.clear()
            box.addItems(numbers)
            box.setCurrentIndex(at - 1)

    def _fill_table(self, found: Rehearsed) -> None:
        rows = found.sheet.rows
        width = max((len(cells) for cells in rows[:200]), default=0)
        span = found.header_rows if found.names else (0, 0)
        skipped = dict(found.plan.skipped) if found.plan else {}

        def make(at: int) -> Sequence[Cell]:
            number = at + 1
            texts = [cell_text(value) for value in rows[at]]
            texts.extend([""] * (width - len(texts)))
            if span[0] <= number <= span[1]:
                return [
                    Cell(str(number), tone="info", wash="info"),
                    *(Cell(t, strong=True, wash="info") for t in texts),
                ]
            quiet = found.plan is not None and (number < span[0] or number in skipped)
            why = skipped.get(number, "表头以上，不导入" if quiet else "")
            return [
                Cell(str(number), tone="plain", tip=why),
                *(Cell(t, tone="plain" if quiet else None, tip=why or t) for t in texts),
            ]

        cols = [Col("", width=48, right=True), *(Col(letters(at)) for at in range(width))]
        self.table.set(cols, LazyRows(len(rows), make))

    # what the user changes

    @Slot()
    def _ledger_changed(self) -> None:
        if not self._filling:
            self.ledger_chosen.emit(str(self.ledger.currentData()))

    @Slot()
    def _sheet_changed(self) -> None:
        if not self._filling and self.sheet.currentData():
            self.sheet_chosen.emit(str(self.sheet.currentData()))

    @Slot()
    def _header_changed(self) -> None:
        if self._filling or self.first.currentIndex() < 0:
            return
        first, last = self.first.currentIndex() + 1, self.last.currentIndex() + 1
        if self.sender() is self.first:
            last = max(first, min(last, first + 2))
        else:
            first = min(first, last)
        self.header_chosen.emit((first, last))
