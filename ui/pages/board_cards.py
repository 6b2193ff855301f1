"""A column of the board: leads as cards that can be dragged, opened and moved on by keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from crm.queries.board import LeadCard, Pile
from crm.rules.money import format_money
from ui.core.days import day_text
from ui.core.fonts import sized
from ui.core.kit import focus_ring, note_focus, paint_pill, pill_width
from ui.core.theme import colour
from ui.core.tokens import CORNER, LIGHT_TONES, SIZE_NOTE

Index = QModelIndex | QPersistentModelIndex
MIME: Final = "application/x-zhaoyin-lead"
CARD_HEIGHT: Final = 112
GAP: Final = 8
_NAME_LINE: Final = 19


def money_words(yuan: int) -> str:
    """An investment on a card: 2.0 亿元, 0.65 亿元; nothing where it is not filled in."""
    return f"{format_money(yuan, '亿元', places=1 if yuan % 10_000_000 == 0 else 2)} 亿元" if yuan else "投资额未填"


def next_words(card: LeadCard, today: dt.date) -> str:
    """The third line of a card: what is wrong, else the next step with its day, else the problem."""
    if card.lit:
        return card.lit[0].short
    step, due = card.next_step, card.next_date
    if due is not None and due >= today:
        # A card is narrow: this year's day goes without its year, so that the step can be read.
        day = f"{due.month}月{due.day}日" if due.year == today.year else day_text(due)
        return f"约 {day} {step}".rstrip()
    return step or card.problem or "下一步未填"


class CardModel(QAbstractListModel):
    """The cards of one column."""

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = stage
        self.cards: list[LeadCard] = []
        self._today = dt.date.min

    def show_cards(self, cards: Sequence[LeadCard], today: dt.date) -> None:
        """Show other cards."""
        self.beginResetModel()
        self.cards, self._today = list(cards), today
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Qt: how many cards."""
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        """Qt: the name; the whole card in words for tooltip and screen reader."""
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return card.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            step = f"下一步：{card.next_step}" if card.next_step else ""
            days = f"{card.stage} {card.days} 天" if card.days is not None else card.stage
            lights = [lit.words(self._today) for lit in card.lit] or [f"{card.light.colour}灯 {card.light.reason}"]
            parts = (card.name, days, *lights, step, card.problem, card.who)
            return "\n".join(part for part in parts if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Qt: a card can be dragged; the whole column takes drops."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else Qt.ItemFlag.ItemIsDropEnabled

    def mimeTypes(self) -> list[str]:
        """Qt: what a card is dragged as."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Qt: the id of the lead."""
        data = QMimeData()
        data.setData(MIME, str(self.cards[indexes[0].row()].id).encode())
        return data


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: CardList) -> None:
        super().__init__(view)
        self._view = view
        self._font = QFont(view.font())
        self._widths: dict[str, float] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self.card_height(self._view.cards.cards[index.row()]) + GAP)

    def card_height(self, card: LeadCard) -> int:
        """A name that is too long for one line takes two."""
        if self._font != self._view.font():
            self._font, self._widths = self._view.font(), {}
        if card.name not in self._widths:
            metrics = QFontMetricsF(sized(self._font, 10, bold=True))
            self._widths[card.name] = metrics.horizontalAdvance(card.name)
        room = self._view.viewport().width() - 25
        return CARD_HEIGHT + (_NAME_LINE if self._widths[card.name] > room else 0)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self._view
        card = view.cards.cards[index.row()]
        rect = QRectF(option.rect)
        rect = QRectF(rect.left() + 0.5, rect.top() + 0.5, rect.width() - 1, rect.height() - GAP - 1)
        current = view.currentIndex() == index and view.hasFocus()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line_strong" if view.hot == index.row() else "line"), 1))
        painter.setBrush(colour("surface"))
        painter.drawRoundedRect(rect, CORNER, CORNER)
        if current:
            focus_ring(painter, rect)
        self._words(painter, card, rect.adjusted(12, 10, -12, -8))
        painter.restore()

    def _words(self, painter: QPainter, card: LeadCard, room: QRectF) -> None:
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        base = self._view.font()
        top = room.top()
        for text in self._name(painter, card, room.width()):
            painter.drawText(QRectF(room.left(), top, room.width(), 22), left, text)
            top += _NAME_LINE
        below = top - _NAME_LINE
        painter.setFont(sized(base, 9.5))
        painter.setPen(colour("secondary"))
        for text, under in ((next_words(card, self._view.today), 50.0), (card.who, 70.0)):
            words = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(QRectF(room.left(), below + under, room.width(), 20), left, words)
        painter.setPen(colour("text"))
        amount = money_words(card.investment)
        wide = QFontMetricsF(painter.font()).horizontalAdvance(amount)
        painter.drawText(QRectF(room.left(), below + 24, wide + 2, 24), left, amount)
        painter.setFont(sized(base, SIZE_NOTE))
        pill = f"{card.light.colour} {card.days} 天" if card.days is not None else f"{card.light.colour}"
        box = QRectF(room.left() + wide + 8, below + 26.5, pill_width(QFontMetricsF(painter.font()), pill), 19)
        paint_pill(painter, box, pill, LIGHT_TONES[card.light.colour])

    def _name(self, painter: QPainter, card: LeadCard, width: float) -> list[str]:
        """The name on one line or two, in bold."""
        painter.setFont(sized(self._view.font(), 10, bold=True))
        painter.setPen(colour("text"))
        metrics = QFontMetricsF(painter.font())
        if metrics.horizontalAdvance(card.name) <= width:
            return [card.name]
        fitting = len(card.name)
        while fitting > 1 and metrics.horizontalAdvance(card.name[:fitting]) > width:
            fitting -= 1
        rest = metrics.elidedText(card.name[fitting:], Qt.TextElideMode.ElideRight, width)
        return [card.name[:fitting], rest]


class CardList(QListView):
    """One column. `moved` gives (lead id, stage) of a card dropped here, `stepped` the card and +1 or −1."""

    moved = Signal(object, str)
    opened = Signal(object)
    stepped = Signal(object, int)
    sideways = Signal(int)
    menu_wanted = Signal(object, object)

    def __init__(self, stage: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = CardModel(stage, self)
        self.hot = -1
        self.today = dt.date.min
        self.over = False
        self._dropped = 0
        self.setModel(self.cards)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(f"{stage} 的项目")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(40)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setStyleSheet("QListView { background: transparent; }")
        self.viewport().setAutoFillBackground(False)
        self.doubleClicked.connect(self._opened)
        self.entered.connect(self._entered)

    @property
    def current_card(self) -> LeadCard | None:
        """The card one stands on."""
        index = self.currentIndex()
        return self.cards.cards[index.row()] if index.isValid() else None

    def show_pile(self, pile: Pile, today: dt.date) -> None:
        """Show a column, staying on the card where one was."""
        card, row_now, at = self.current_card, self.currentIndex().row(), self.verticalScrollBar().value()
        self.today, self.hot = today, -1
        self.cards.show_cards(pile.cards, today)
        if card is not None and pile.cards:
            same = next((i for i, one in enumerate(pile.cards) if one.id == card.id), None)
            self.setCurrentIndex(self.cards.index(same if same is not None else min(row_now, len(pile.cards) - 1)))
        self.verticalScrollBar().setValue(at)

    def stand_on(self, lead: int) -> bool:
        """Stand on a card; False where it is not in this column."""
        row_now = next((i for i, card in enumerate(self.cards.cards) if card.id == lead), None)
        if row_now is not None:
            self.setCurrentIndex(self.cards.index(row_now))
            self.setFocus()
        return row_now is not None

    def _opened(self, index: QModelIndex) -> None:
        self.opened.emit(self.cards.cards[index.row()].id)

    def _entered(self, index: QModelIndex) -> None:
        self.hot = index.row()
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """Put the light out."""
        self.hot = -1
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may break names otherwise; Qt places a column anew only for another height."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Ctrl with left or right moves the card, left and right go to the next column."""
        card, key = self.current_card, Qt.Key(event.key())
        side = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key, 0)
        if side and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if card is not None:
                self.stepped.emit(card, side)
        elif side:
            self.sideways.emit(side)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and card is not None:
            self.opened.emit(card.id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first card."""
        super().focusInEvent(event)
        note_focus(self, event.reason())
        if not self.currentIndex().isValid() and self.cards.cards:
            self.setCurrentIndex(self.cards.index(0))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The page shows a menu for the card."""
        index = self.indexAt(event.pos())
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(self.cards.cards[index.row()], event.globalPos())

    # drops

    def _takes(self, data: QMimeData) -> bool:
        return data.hasFormat(MIME) and self._lead(data) not in [card.id for card in self.cards.cards]

    def _lead(self, data: QMimeData) -> int:
        return int(bytes(data.data(MIME).data()))

    def _light(self, on: bool) -> None:
        self.over = on
        self.viewport().update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Light the column where a card may be dropped."""
        if self._takes(event.mimeData()):
            self._light(True)
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The whole column takes the card."""
        if self._takes(event.mimeData()):
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Put the light out."""
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell which lead came to this stage; nothing moves before the book has been written."""
        self._light(False)
        if not self._takes(event.mimeData()):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._dropped = self._lead(event.mimeData())
        # The system's drag must be over before a dialog may ask anything.
        QTimer.singleShot(0, self, self._tell_drop)

    @Slot()
    def _tell_drop(self) -> None:
        self.moved.emit(self._dropped, self.cards.stage)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground of a column that takes the card, then the cards."""
        if self.over:
            painter = QPainter(self.viewport())
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colour("accent"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(colour("accent_wash"))
            painter.drawRoundedRect(QRectF(self.viewport().rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
            painter.end()
        super().paintEvent(event)
