"""The list that opens under a box while one types: arrows move, Enter or Tab takes, Esc puts it away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from ui.core.fonts import sized
from ui.core.layouts import column
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_BODY, SIZE_NOTE, SPACE_XS

_ROW = 34
_MOST = 9
_OPTION = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Option:
    """One line of the list: words, a quiet note at the right, what it stands for, whether it makes something new."""

    text: str
    note: str = ""
    data: Any = None
    new: bool = False


Source = Callable[[str], Sequence[Option]]


def _by_sound(text: str, entry: Option) -> bool:
    """Whether letters were typed for the sound of an entry: nobody who types qy for 签约 means qy."""
    typed = text.strip().lower()
    return typed.isascii() and typed.isalpha() and not entry.new and typed not in entry.text.lower()


class _Delegate(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry: Option = index.data(_OPTION)
        rect = QRectF(option.rect)
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        if on:
            painter.fillRect(rect, colour("accent_wash"))
        inner = rect.adjusted(10, 0, -10, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        base = painter.font()
        note_font = sized(base, SIZE_NOTE)
        room = inner.width()
        if entry.note:
            metrics = QFontMetricsF(note_font)
            words = metrics.elidedText(entry.note, Qt.TextElideMode.ElideRight, inner.width() * 0.6)
            painter.setFont(note_font)
            painter.setPen(colour("secondary"))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, words)
            room -= metrics.horizontalAdvance(words) + 12
        font = sized(base, SIZE_BODY, bold=on and not entry.new)
        painter.setFont(font)
        painter.setPen(colour("accent" if entry.new else "text"))
        title = QFontMetricsF(font).elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, title)


class SuggestList(QWidget):
    """The sheet with the lines; it never takes the focus from the box."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        box = column(self, margin=SPACE_XS + 1)
        self.lines = QListWidget(self)
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.lines.setItemDelegate(_Delegate(self.lines))
        self.lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.lines.setUniformItemSizes(True)
        self.lines.setMouseTracking(True)
        self.lines.setAutoFillBackground(False)
        self.lines.viewport().setAutoFillBackground(False)
        self.lines.setStyleSheet("background: transparent; border: none;")
        self.lines.itemEntered.connect(self.lines.setCurrentItem)
        box.addWidget(self.lines)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the raised sheet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line_strong"), 1))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)


class Suggest(QObject):
    """Gives a box its list; `picked` carries the Option taken.

    An eager list has its first line chosen at once as one types, so that Tab and Enter take it; otherwise only a line
    that the arrows chose, or letters found by its sound, is taken and free words stay. A list only opened stands on
    what the box holds.
    """

    picked = Signal(object)

    def __init__(self, edit: QLineEdit, source: Source, *, eager: bool = True) -> None:
        super().__init__(edit)
        self._edit = edit
        self._source = source
        self._eager = eager
        self._sheet: SuggestList | None = None
        edit.installEventFilter(self)
        edit.textEdited.connect(self._typed)

    @property
    def visible(self) -> bool:
        """Whether the list is open."""
        return self._sheet is not None and isValid(self._sheet) and self._sheet.isVisible()

    @property
    def sheet(self) -> SuggestList | None:
        """The list as a widget, once it has been opened."""
        return self._sheet if self._sheet is not None and isValid(self._sheet) else None

    def options(self) -> list[Option]:
        """The lines now shown."""
        sheet = self.sheet
        if sheet is None or not self.visible:
            return []
        return [sheet.lines.item(at).data(_OPTION) for at in range(sheet.lines.count())]

    @Slot(str)
    def _typed(self, text: str) -> None:
        self.open(text, typing=True)

    def open(self, text: str, *, typing: bool = False) -> None:
        """Show the lines for a text; none, no list."""
        found = list(self._source(text))
        if not found:
            self.close()
            return
        sheet = self._make_sheet()
        sheet.lines.clear()
        for entry in found:
            item = QListWidgetItem(entry.text)
            item.setData(_OPTION, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.text} {entry.note}")
            sheet.lines.addItem(item)
        held = "" if typing else self._edit.text()
        first = 0 if not held and (self._eager or _by_sound(text, found[0])) else -1
        sheet.lines.setCurrentRow(next((at for at, entry in enumerate(found) if held and entry.text == held), first))
        self._place(sheet, len(found))
        sheet.show()
        sheet.raise_()

    def close(self) -> None:
        """Put the list away."""
        if self.sheet is not None:
            self.sheet.hide()

    def _make_sheet(self) -> SuggestList:
        window = self._edit.window()
        if self._sheet is None or not isValid(self._sheet):
            self._sheet = SuggestList(window)
            self._sheet.lines.itemClicked.connect(self._clicked)
            self._edit.destroyed.connect(self._sheet.deleteLater)
        elif self._sheet.parentWidget() is not window:
            self._sheet.setParent(window)
        self._sheet.setAccessibleName(self._edit.accessibleName())
        return self._sheet

    def _place(self, sheet: SuggestList, count: int) -> None:
        window = self._edit.window()
        height = min(count, _MOST) * _ROW + 2 * SPACE_XS + 2
        width = max(self._edit.width(), 220)
        corner = self._edit.mapTo(window, QPoint(0, self._edit.height() + 3))
        below = window.height() - corner.y() - 4
        top = corner.y()
        if height > below:
            above = self._edit.mapTo(window, QPoint(0, 0)).y() - 4
            if above > below:
                height = min(height, above)
                top = self._edit.mapTo(window, QPoint(0, -3 - height)).y()
            else:
                height = max(min(height, below), _ROW + 10)
        left = max(min(corner.x(), window.width() - width - 4), 0)
        sheet.setGeometry(left, top, width, height)

    @Slot(QListWidgetItem)
    def _clicked(self, item: QListWidgetItem) -> None:
        self._take(item.data(_OPTION))

    def _take(self, entry: Option) -> None:
        self.close()
        self.picked.emit(entry)

    @property
    def chosen(self) -> Option | None:
        """The line that Enter would take."""
        sheet = self.sheet
        item = sheet.lines.currentItem() if sheet is not None else None
        return item.data(_OPTION) if item is not None else None

    def take(self) -> None:
        """Take the line that Enter would take, if there is one."""
        if (entry := self.chosen) is not None:
            self._take(entry)

    @property
    def other(self) -> bool:
        """Whether Enter would take a line that says something else than the box."""
        return self.chosen is not None and self.chosen.text != self._edit.text()

    def _move(self, step: int) -> None:
        sheet = self.sheet
        if sheet is None:
            return
        model: QAbstractItemModel = sheet.lines.model()
        count, at = model.rowCount(), sheet.lines.currentRow()
        sheet.lines.setCurrentRow((at + step) % count if at >= 0 else (0 if step > 0 else count - 1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Steer the list with the keys of the box."""
        kind = event.type()
        if kind == QEvent.Type.FocusOut and self.visible:
            self.close()
        elif kind == QEvent.Type.ShortcutOverride and self.visible and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down):
                event.accept()
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, plain = (
            event.key(),
            event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier),
        )
        if not plain or self._edit.isReadOnly():
            return False
        if not self.visible:
            if key == Qt.Key.Key_Down:
                self.open(self._edit.text())
                return True
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape:
            self.close()
            return True
        entry = self.chosen
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and entry is not None:
            self._take(entry)
            return True
        if key == Qt.Key.Key_Tab and entry is not None:
            self._take(entry)
        return False
