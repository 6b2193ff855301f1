"""Last step of the import wizard: the import under way, then what happened and the way back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from crm.book import Changes
from crm.excel.run import Report
from crm.records.ledger import LEDGERS
from ui.core import icons
from ui.core.kit import Bar, Button, Card, Label, column, row
from ui.core.theme import colour
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S, Tone
from ui.core.work import Task
from ui.grid.plain import Cell, Col, PlainTable

_MAY_STOP = "随时可以停下，停下后账本不会有任何改动。"
_WAITS = f"账本正被另一个程序占用，等它放开就接着做。{_MAY_STOP}"


class Sign(QWidget):
    """A round sign in a tone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone = "check", "good"
        self.setFixedSize(QSize(44, 44))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set(self, icon: str, tone: Tone) -> None:
        """Show another sign."""
        self._icon, self._tone = icon, tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sign."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(f"{self._tone}_wash"))
        painter.drawEllipse(QRectF(self.rect()))
        icons.paint(painter, self._icon, QRectF(11, 11, 22, 22), self._tone)


class EndStep(QWidget):
    """`cancel`, `undo`, `open_ledger`, `save_errors`, `again` and `next_sheet` are what the user may ask for here."""

    cancel = Signal()
    undo = Signal()
    open_ledger = Signal()
    save_errors = Signal()
    again = Signal()
    next_sheet = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack = QStackedWidget()
        outer = column(self)
        outer.addWidget(self.stack)
        self.stack.addWidget(self._make_progress())
        self.stack.addWidget(self._make_result())

    def _make_progress(self) -> QWidget:
        place = QWidget()
        outer = column(place, spacing=SPACE_M)
        outer.addStretch(2)
        self.doing = Label("正在导入", type="heading")
        self.bar = Bar()
        self.bar.setFixedWidth(420)
        self.done_words = Label(_MAY_STOP, ink="secondary")
        self.cancel_button = Button("停下")
        self.cancel_button.clicked.connect(self.cancel)
        for widget in (self.doing, self.bar, self.done_words, self.cancel_button):
            outer.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        return place

    def _make_result(self) -> QWidget:
        place = QWidget()
        outer = column(place, spacing=SPACE_L)
        top = row(spacing=SPACE_L)
        self.sign = Sign()
        top.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=4)
        self.sentence = Label("", type="heading", wrap=True)
        self.detail = Label("", ink="secondary", wrap=True)
        words.addWidget(self.sentence)
        words.addWidget(self.detail)
        top.addLayout(words, 1)
        outer.addLayout(top)
        line = row(spacing=SPACE_S)
        self.open_button = Button("打开台账", icon="arrow-right")
        self.undo_button = Button("撤销这次导入", icon="undo")
        self.errors_button = Button("另存错误行…", icon="export")
        self.again_button = Button("再导入一个文件", icon="import")
        self.sheet_button = Button("", icon="import")
        for button, signal in (
            (self.sheet_button, self.next_sheet),
            (self.open_button, self.open_ledger),
            (self.undo_button, self.undo),
            (self.errors_button, self.save_errors),
            (self.again_button, self.again),
        ):
            button.clicked.connect(signal)
            line.addWidget(button)
        line.addStretch(1)
        outer.addLayout(line)
        self.others = Label("", ink="secondary", wrap=True)
        outer.addWidget(self.others)
        self.rest = Card(heading="没有导入的行", margin=SPACE_M)
        self.rest_table = PlainTable(name="没有导入的行")
        self.rest.body.addWidget(self.rest_table, 1)
        outer.addWidget(self.rest, 1)
        outer.addStretch(0)
        return place

    # under way

    def show_progress(self, task: Task, words: str) -> None:
        """Follow the import, or its undo."""
        self.stack.setCurrentIndex(0)
        self.doing.setText(words)
        self.bar.set(0.0)
        self.done_words.setText(_MAY_STOP)
        self.cancel_button.setEnabled(True)
        task.progressed.connect(self._progressed)
        task.waiting.connect(self._waiting)
        if task.waits:
            self._waiting()

    def show_result(self) -> None:
        """Go back to what came of the import."""
        self.stack.setCurrentIndex(1)

    @Slot()
    def _waiting(self) -> None:
        self.done_words.setText(_WAITS)

    @Slot(object, object)
    def _progressed(self, done: int, total: int) -> None:
        if total:
            self.done_words.setText(_MAY_STOP)
            self.bar.set(done / total)

    # over

    def show_report(self, report: Report) -> None:
        """Say what happened."""
        kind = LEDGERS[report.ledger]
        self.stack.setCurrentIndex(1)
        wrong = len({fault.row for fault in report.errors})
        self.sign.set("check" if report.batch else "info", "good" if report.batch else "warn")
        did = [f"新建 {report.created:,} {kind.counter}" if report.created else ""]
        did.append(f"更新 {report.updated:,} {kind.counter}" if report.updated else "")
        done = "，".join(part for part in did if part)
        self.sentence.setText(f"已导入“{report.source}”：{done}" if done else "账本没有变化，这些行账本里都已经有了")
        rest = [f"{report.unchanged:,} 行与账本一致" if report.unchanged else ""]
        rest.append(f"{wrong:,} 行有误没有导入" if wrong else "")
        rest.append(f"{len(report.skipped):,} 行合计、说明等没有导入" if report.skipped else "")
        made = [
            f"{LEDGERS[key].label} {len(names)} {LEDGERS[key].counter}" for key, names in report.made.items() if names
        ]
        rest.append(f"同时新建{'、'.join(made)}" if made else "")
        said = "，".join(part for part in rest if part)
        self.detail.setText(
            f"{said}。这次导入是一步操作，随时可以撤销。" if said else "这次导入是一步操作，随时可以撤销。"
        )
        self.open_button.setText(f"打开{kind.label}")
        self.undo_button.setVisible(report.batch is not None)
        self.undo_button.setEnabled(True)
        self.errors_button.setVisible(bool(report.errors))
        self.offer_sheets([])
        lines = [(fault.row, f"{fault.column}“{fault.value}”：{fault.reason}", True) for fault in report.errors]
        lines += [(at, reason, False) for at, reason in report.skipped]
        self._show_rest(sorted(lines))

    def offer_sheets(self, others: list[tuple[str, str]]) -> None:
        """Offer the first of the file's sheets (name, ledger) that look like ledgers and are still to be imported."""
        self.sheet_button.setVisible(bool(others))
        self.others.setVisible(len(others) > 1)
        if others:
            self.sheet_button.setText(f"导入下一张“{others[0][0]}”")
            words = "、".join(f"“{name}”（{LEDGERS[key].label}）" for name, key in others)
            self.others.setText(f"这个文件里还有 {len(others)} 张表像台账：{words}，可以一张接一张导入。")

    def _show_rest(self, lines: list[tuple[int, str, bool]]) -> None:
        cols = [Col("行", width=56, right=True), Col("", width=72), Col("原因", stretch=True)]
        rows = [
            [
                Cell(str(at), tone="plain"),
                Cell("有误" if bad else "略过", tone="bad" if bad else "plain", pill=True),
                Cell(reason, tip=reason),
            ]
            for at, reason, bad in lines
        ]
        self.rest_table.set(cols, rows)
        self.rest.set_heading("没有导入的行", f"{len({at for at, _, _ in lines}):,} 行")
        self.rest.setVisible(bool(rows))

    def show_undone(self, changes: Changes) -> None:
        """Say that the import was taken back, and what was kept."""
        self.sign.set("undo" if not changes.kept else "info", "good" if not changes.kept else "warn")
        self.sentence.setText("已撤销这次导入")
        reasons = "；".join(sorted({kept.reason for kept in changes.kept}))
        kept = f"有 {len(changes.kept)} 处没有还原，保持现在的样子，原因：{reasons}。其余都回到了导入之前。"
        self.detail.setText(kept if changes.kept else "账本回到了导入之前的样子。")
        self.undo_button.setEnabled(False)
        self.errors_button.hide()
        self.rest.hide()
