"""The small sheets that open at the grid: values with counts, columns, one more condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from crm.queries.view import Filter
from crm.records.field import FieldSpec
from crm.records.ledger import Ledger
from ui.core import icons
from ui.core.fonts import sized
from ui.core.kit import Label, LineEdit, LinkButton, SearchBox, column, row
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_BODY, SIZE_NOTE, SPACE_S
from ui.grid.words import value_words

Index = QModelIndex | QPersistentModelIndex
_ROW = 28
_NOTE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_VALUE_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_SEARCH_FROM = 9


class Sheet(QFrame):
    """A popup with the raised ground and a hairline."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.body = column(self, spacing=SPACE_S, margin=SPACE_S)

    def open_at(self, anchor: QWidget, *, right: bool = False) -> None:
        """Open under a widget, flush with its left or right edge, inside the screen."""
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(anchor.width() - self.width() if right else 0, anchor.height() + 4))
        area = self.screen().availableGeometry()
        left = max(min(corner.x(), area.right() - self.width()), area.left())
        self.move(left, max(min(corner.y(), area.bottom() - self.height()), area.top()))
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("raised"))
        painter.setPen(QPen(colour("line_strong"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def hideEvent(self, event: object) -> None:
        """Say that it is gone."""
        self.closed.emit()


class _Ticks(QStyledItemDelegate):
    """A tick box, words, and a quiet note at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(rect, CORNER - 2, CORNER - 2)
        on = index.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        box = QRectF(rect.left() + 6, rect.center().y() - 7, 14, 14)
        painter.setPen(QPen(colour("accent" if on else "line_strong"), 1.2))
        painter.setBrush(colour("accent" if on else "field"))
        painter.drawRoundedRect(box, 3, 3)
        if on:
            icons.paint(painter, "check", box.adjusted(1, 1, -1, -1), "on_accent")
        note = str(index.data(_NOTE_ROLE) or "")
        painter.setFont(sized(painter.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        inner = rect.adjusted(28, 0, -8, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        room = inner.width() - painter.fontMetrics().horizontalAdvance(note) - 8
        painter.setFont(sized(painter.font(), SIZE_BODY))
        painter.setPen(colour("text"))
        text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


def _list(parent: QWidget) -> QListWidget:
    found = QListWidget(parent)
    found.setItemDelegate(_Ticks(found))
    found.setMouseTracking(True)
    found.setFrameShape(QFrame.Shape.NoFrame)
    found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    found.setStyleSheet("background: transparent;")
    found.setUniformItemSizes(True)
    return found


class ChoiceSheet(Sheet):
    """The values of a column with their counts, to tick; `chosen` fires with each tick: a Filter, or None for all."""

    chosen = Signal(object)

    def __init__(
        self, spec: FieldSpec, values: Sequence[tuple[Any, int]], ticked: Sequence[Any], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._spec = spec
        self.setAccessibleName(f"{spec.label}的各项")
        self._search = SearchBox("找一项")
        self._search.setVisible(len(values) >= _SEARCH_FROM)
        self._search.searched.connect(self._narrow)
        self.lines = _list(self)
        for value, n in values:
            item = QListWidgetItem(value_words(spec, value))
            item.setData(_NOTE_ROLE, f"{n:,}")
            item.setData(_VALUE_ROLE, value)
            state = Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked
            item.setData(Qt.ItemDataRole.CheckStateRole, state)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.lines.addItem(item)
        self.lines.itemClicked.connect(self._toggle)
        self.lines.itemActivated.connect(self._toggle)
        self.body.addWidget(self._search)
        self.body.addWidget(self.lines)
        foot = row(spacing=SPACE_S)
        clear = LinkButton("不限", role="accent")
        clear.clicked.connect(self._clear)
        done = LinkButton("完成", role="accent")
        done.clicked.connect(self.close)
        foot.addWidget(clear)
        foot.addStretch(1)
        foot.addWidget(done)
        self.body.addLayout(foot)
        self.lines.setFixedHeight(min(max(len(values), 1), 10) * _ROW + 4)
        self.setFixedWidth(240)
        (self._search if len(values) >= _SEARCH_FROM else self.lines).setFocus()

    @Slot(str)
    def _narrow(self, text: str) -> None:
        for at in range(self.lines.count()):
            item = self.lines.item(at)
            item.setHidden(text.strip().lower() not in item.text().lower())

    @Slot(QListWidgetItem)
    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self.chosen.emit(self.condition())

    @Slot()
    def _clear(self) -> None:
        for at in range(self.lines.count()):
            self.lines.item(at).setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked)
        self.chosen.emit(None)

    def condition(self) -> Filter | None:
        """What the ticks mean; no tick means any value."""
        wanted = []
        for at in range(self.lines.count()):
            item = self.lines.item(at)
            if item.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value):
                wanted.append(item.data(_VALUE_ROLE))
        if not wanted:
            return None
        if wanted == [None]:
            return Filter(self._spec.key, "empty")
        return Filter(self._spec.key, "in", tuple(wanted))


class ColumnSheet(Sheet):
    """The columns of a ledger: tick to show, drag to order; `chosen` gives the keys in order."""

    chosen = Signal(object)

    def __init__(self, ledger: Ledger, shown: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self.setAccessibleName("显示哪些列")
        self._search = SearchBox("找一列")
        self._search.searched.connect(self._narrow)
        self.lines = _list(self)
        self.lines.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.lines.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.lines.itemClicked.connect(self._toggle)
        self.lines.itemActivated.connect(self._toggle)
        self.lines.model().rowsMoved.connect(self._moved)
        head = row(spacing=SPACE_S)
        head.addWidget(Label("勾选要显示的列，拖动排序", type="note", ink="secondary"))
        head.addStretch(1)
        again = LinkButton("恢复默认", role="accent", size=9.0)
        again.clicked.connect(self._reset)
        head.addWidget(again)
        self.body.addLayout(head)
        self.body.addWidget(self._search)
        self.body.addWidget(self.lines)
        self.lines.setFixedHeight(13 * _ROW)
        self.setFixedWidth(280)
        self._fill(shown)
        self._search.setFocus()

    def _fill(self, shown: Sequence[str]) -> None:
        self.lines.clear()
        rest = [key for key in self._ledger.fields if key not in shown]
        for key in [*shown, *rest]:
            spec = self._ledger.fields[key]
            item = QListWidgetItem(spec.label)
            item.setData(_NOTE_ROLE, spec.group)
            item.setData(_VALUE_ROLE, key)
            on = key in shown
            item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
            self.lines.addItem(item)

    def keys(self) -> tuple[str, ...]:
        """The ticked columns in order."""
        items = [self.lines.item(at) for at in range(self.lines.count())]
        ticks = (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        return tuple(str(i.data(_VALUE_ROLE)) for i in items if i.data(Qt.ItemDataRole.CheckStateRole) in ticks)

    @Slot(str)
    def _narrow(self, text: str) -> None:
        for at in range(self.lines.count()):
            item = self.lines.item(at)
            item.setHidden(text.strip().lower() not in item.text().lower())

    @Slot(QListWidgetItem)
    def _toggle(self, item: QListWidgetItem) -> None:
        on = item.data(Qt.ItemDataRole.CheckStateRole) in (Qt.CheckState.Checked, Qt.CheckState.Checked.value)
        if on and len(self.keys()) == 1:
            return
        item.setData(Qt.ItemDataRole.CheckStateRole, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self.chosen.emit(self.keys())

    @Slot()
    def _moved(self) -> None:
        QTimer.singleShot(0, self._tell)

    @Slot()
    def _tell(self) -> None:
        self.chosen.emit(self.keys())

    @Slot()
    def _reset(self) -> None:
        self._fill([key for key, spec in self._ledger.fields.items() if spec.shown])
        self.chosen.emit(())


class ConditionSheet(Sheet):
    """One more condition in words: 注册资本>500万 且 片区=长三角; `typed` gives the text, `say` answers it."""

    typed = Signal(str)

    def __init__(self, ledger: Ledger, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("添加条件")
        money = next((s for s in ledger.fields.values() if s.numeric), None)
        choice = next((s for s in ledger.fields.values() if s.choices), None)
        example = "、".join([f"{s.label}{tail}" for s, tail in ((money, ">500"), (choice, " 空")) if s is not None])
        self.body.addWidget(Label("写一个条件，按回车", type="note", ink="secondary"))
        self.box = LineEdit("", placeholder=example or "备注 包含 光电")
        self.box.setAccessibleName("条件")
        self.box.returnPressed.connect(self._hand_in)
        self._error = Label("", type="note", ink="bad", wrap=True)
        self._error.hide()
        self.body.addWidget(self.box)
        self.body.addWidget(self._error)
        self._fields = _list(self)
        for spec in ledger.fields.values():
            item = QListWidgetItem(spec.label)
            item.setData(_NOTE_ROLE, spec.group)
            self._fields.addItem(item)
        self._fields.setItemDelegate(_Plain(self._fields))
        self._fields.setFixedHeight(8 * _ROW)
        self._fields.itemClicked.connect(self._take_field)
        self.box.textEdited.connect(self._narrow)
        self.body.addWidget(self._fields)
        self.setFixedWidth(300)
        self.box.setFocus()

    @Slot(QListWidgetItem)
    def _take_field(self, item: QListWidgetItem) -> None:
        self.box.setText(f"{item.text()} ")
        self.box.setFocus()

    @Slot(str)
    def _narrow(self, text: str) -> None:
        self.say("")
        for at in range(self._fields.count()):
            item = self._fields.item(at)
            item.setHidden(bool(text.strip()) and text.strip() not in item.text() and item.text() not in text)

    @Slot()
    def _hand_in(self) -> None:
        self.typed.emit(self.box.text().strip())

    def say(self, sentence: str) -> None:
        """Say what is wrong with the text, or nothing."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        self.box.set_wrong(bool(sentence))


class _Plain(_Ticks):
    """Words and a quiet note, without a tick box."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect = QRectF(option.rect)
        if option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.fillRect(rect, colour("hover"))
        inner = rect.adjusted(8, 0, -8, 0)
        painter.setFont(sized(painter.font(), SIZE_NOTE))
        painter.setPen(colour("secondary"))
        note = str(index.data(_NOTE_ROLE) or "")
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, note)
        painter.setFont(sized(painter.font(), SIZE_BODY))
        painter.setPen(colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(index.data()))
