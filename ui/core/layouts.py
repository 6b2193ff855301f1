"""Rows that wrap, and the small helpers that keep margins and spacing on the scale."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QMenu,
    QScrollArea,
    QScrollBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.core.tokens import SPACE_S

_NARROWEST, _TITLE_BAR = 860, 36


def column(parent: QWidget | None = None, *, spacing: int = SPACE_S, margin: int = 0) -> QVBoxLayout:
    """A layout from top to bottom, without Qt's own margins."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def row(parent: QWidget | None = None, *, spacing: int = SPACE_S, margin: int = 0) -> QHBoxLayout:
    """A layout from left to right, without Qt's own margins."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(spacing)
    return layout


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def passing_menu(parent: QWidget) -> QMenu:
    """A menu for one moment; it goes when it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def open_at(window: QWidget, width: int, height: int) -> None:
    """Give a window this size in px, or what there is room for on a small or strongly magnified screen."""
    room = window.screen().availableGeometry().size()
    # A screen narrower than the smallest window is none that people work on.
    wide = min(width, room.width() - 16) if room.width() > _NARROWEST else width
    high = min(height, room.height() - _TITLE_BAR)
    window.setMinimumSize(window.minimumSize().boundedTo(QSize(wide, high)))
    window.resize(wide, high)


class ScrollArea(QScrollArea):
    """The keyboard comes here only where there is something to scroll; the bar shows then that keys move it.

    Not `by_keys`: it never comes, as what lies inside takes it and is followed.
    """

    def __init__(self, parent: QWidget | None = None, *, by_keys: bool = True) -> None:
        super().__init__(parent)
        self._by_keys = by_keys
        for bar in self._bars():
            bar.rangeChanged.connect(self._reach)
        self._reach()

    def _bars(self) -> tuple[QScrollBar, QScrollBar]:
        return self.verticalScrollBar(), self.horizontalScrollBar()

    @Slot()
    def _reach(self) -> None:
        longer = self._by_keys and any(bar.maximum() > 0 for bar in self._bars())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if longer else Qt.FocusPolicy.NoFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: keys move the bar now."""
        super().focusInEvent(event)
        self._tell(focused=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: they do no longer."""
        super().focusOutEvent(event)
        self._tell(focused=False)

    def _tell(self, *, focused: bool) -> None:
        for bar in self._bars():
            bar.setProperty("keyed", focused)
            bar.style().unpolish(bar)
            bar.style().polish(bar)


def scrolled(
    content: QWidget, parent: QWidget | None = None, *, name: str = "内容，可滚动", by_keys: bool = True
) -> ScrollArea:
    """A scroll area around content, with no frame and the ground of its parent; a screen reader says its name."""
    area = scroll_area(parent, name=name, by_keys=by_keys)
    scroll(area, content)
    return area


def scroll_area(parent: QWidget | None = None, *, name: str = "内容，可滚动", by_keys: bool = True) -> ScrollArea:
    """The same without content yet, for content that is made inside of its viewport and then given to `scroll`."""
    area = ScrollArea(parent, by_keys=by_keys)
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    return area


def scroll_column(
    parent: QWidget, *, name: str = "内容，可滚动", spacing: int = SPACE_S, by_keys: bool = True
) -> tuple[ScrollArea, QWidget, QVBoxLayout]:
    """A scroll area, what lies in it, and its empty column: content made where it will lie is dressed once."""
    area = scroll_area(parent, name=name, by_keys=by_keys)
    inside = QWidget(area.viewport())
    lines = column(inside, spacing=spacing)
    scroll(area, inside)
    return area, inside, lines


def scroll(area: QScrollArea, content: QWidget) -> None:
    """Put content into a scroll area."""
    content.setProperty("scrolled", True)
    area.setWidget(content)
    area.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)


class FlowLayout(QLayout):
    """Lays widgets in a row and goes on in the next when the row is full."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = SPACE_S) -> None:
        super().__init__(parent)
        self._entries: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt: take an item."""
        self._entries.append(item)

    def count(self) -> int:
        """Qt: how many items there are."""
        return len(self._entries)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Qt: the item at a place, or None."""
        return self._entries[index] if 0 <= index < len(self._entries) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Qt: take an item away."""
        return self._entries.pop(index) if 0 <= index < len(self._entries) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Qt: it does not ask for more than its height."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Qt: the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Qt: the height needed at a width, in px; the layouts around it ask for it many times over."""
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        """Qt: another item, or one of another size."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Qt: place the items, in the middle where there is height to spare."""
        super().setGeometry(rect)
        spare = rect.height() - self.heightForWidth(rect.width())
        self._arrange(rect.translated(0, max(spare, 0) // 2), move=True)

    def sizeHint(self) -> QSize:
        """Qt: all in one row."""
        shown = [e.sizeHint() for e in self._entries if not e.isEmpty()]
        width = sum(s.width() for s in shown) + self.spacing() * max(len(shown) - 1, 0)
        return QSize(width, max((s.height() for s in shown), default=0))

    def minimumSize(self) -> QSize:
        """Qt: the widest item."""
        shown = [e.minimumSize() for e in self._entries if not e.isEmpty()]
        return QSize(max((s.width() for s in shown), default=0), max((s.height() for s in shown), default=0))

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        x, y, height = rect.x(), rect.y(), 0
        for entry in self._entries:
            if entry.isEmpty():
                continue
            size = entry.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, height = rect.x(), y + height + self.spacing(), 0
            if move:
                entry.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.spacing()
            height = max(height, size.height())
        return y + height - rect.y()


class FlowRow(QWidget):
    """A row of chips or buttons that wraps."""

    def __init__(self, parent: QWidget | None = None, *, spacing: int = SPACE_S) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, spacing=spacing)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put one more at the end."""
        self._flow.addWidget(widget)

    def clear(self) -> None:
        """Take all away."""
        clear(self._flow)
