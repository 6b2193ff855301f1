"""The head of a page, its tabs, and what an empty page says."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.core import icons
from ui.core.blocks import Label
from ui.core.buttons import IconButton, focus_ring, keyboard_focus, note_focus, note_key
from ui.core.layouts import column, passing_menu, row
from ui.core.theme import colour
from ui.core.tokens import SPACE_L, SPACE_M, SPACE_S

_TAB_HEIGHT = 32
_TAB_GAP = 18
_TAB_EDGE = 4
_MORE = "…"
_MORE_SIZE = 24
_SIGNS = ("+", _MORE)
_WIDEST = 520


class Tabs(QWidget):
    """Words in a row, the chosen one underlined; left and right arrow move, `chosen` gives the key."""

    chosen = Signal(str)
    plus_clicked = Signal()
    menu_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None, *, plus: str = "") -> None:
        super().__init__(parent)
        self._tabs: list[tuple[str, str]] = []
        self._current = ""
        self._hot = ""
        self._plus = plus
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(_TAB_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("视图")
        self.more_button = IconButton("chevron-down", "没排下的几页", self)
        self.more_button.setFixedSize(_MORE_SIZE, _MORE_SIZE)
        self.more_button.clicked.connect(self._list_hidden)
        self.more_button.hide()

    @property
    def current(self) -> str:
        """The key of the chosen tab."""
        return self._current

    @property
    def keys(self) -> list[str]:
        """The keys of all tabs."""
        return [key for key, _ in self._tabs]

    def set_tabs(self, tabs: Sequence[tuple[str, str]], current: str = "") -> None:
        """Show tabs as (key, words); choose one without a signal."""
        self._tabs = list(tabs)
        keys = [key for key, _ in tabs]
        wanted = current or self._current
        self._current = wanted if wanted in keys else (keys[0] if keys else "")
        self._tell()
        self.updateGeometry()
        self._place_more()
        self.update()

    def set_current(self, key: str) -> None:
        """Choose a tab and say so, unless it is chosen already."""
        if key != self._current and key in [k for k, _ in self._tabs]:
            self._current = key
            self._tell()
            self._place_more()
            self.update()
            self.chosen.emit(key)

    def turn(self, step: int) -> None:
        """Choose the tab so many further on; after the last comes the first."""
        if self._tabs:
            self.set_current(self.keys[(self.keys.index(self._current) + step) % len(self._tabs)])

    def _tell(self) -> None:
        words = dict(self._tabs).get(self._current, "")
        self.setAccessibleName(f"视图 {words}")

    def _bold(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font

    def _laid_out(self, tabs: Sequence[tuple[str, str]], *, more: bool) -> list[tuple[str, str, QRectF]]:
        metrics, left, result = QFontMetricsF(self._bold()), float(_TAB_EDGE), []
        signs = [(_MORE, "")] * more + [("+", "")] * bool(self._plus)
        for key, words in (*tabs, *signs):
            width = metrics.horizontalAdvance(words) if words else 16
            result.append((key, words, QRectF(left, 0, width, self.height())))
            left += width + _TAB_GAP
        return result

    def _boxes(self) -> list[tuple[str, str, QRectF]]:
        """The tabs that have room, the chosen one among them; the rest behind a sign that lists them."""
        shown = list(self._tabs)
        boxes = self._laid_out(shown, more=False)
        while len(shown) > 1 and boxes[-1][2].right() + _TAB_EDGE > max(self.width(), 1):
            shown.pop(-2 if shown[-1][0] == self._current else -1)
            boxes = self._laid_out(shown, more=True)
        return boxes

    def hidden_tabs(self) -> list[tuple[str, str]]:
        """The tabs that have no room, as (key, words)."""
        seen = {key for key, _, _ in self._boxes()}
        return [(key, words) for key, words in self._tabs if key not in seen]

    def _place_more(self) -> None:
        """Put the button that lists the tabs without room after the last that has some."""
        spot = next((box for key, words, box in self._boxes() if key == _MORE and not words), None)
        if spot is not None:
            hidden = self.hidden_tabs()
            self.more_button.set_words(f"没排下的 {len(hidden)} 页：{'、'.join(words for _, words in hidden)}")
            self.more_button.move(round(spot.center().x() - _MORE_SIZE / 2), (self.height() - _MORE_SIZE) // 2)
        self.more_button.setVisible(spot is not None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other tabs."""
        super().resizeEvent(event)
        self._place_more()

    @Slot()
    def _list_hidden(self) -> None:
        menu = passing_menu(self)
        for key, words in self.hidden_tabs():
            menu.addAction(words, partial(self.set_current, key))
        menu.popup(self.more_button.mapToGlobal(QPoint(0, self.more_button.height())))

    def sizeHint(self) -> QSize:
        """As wide as all the words."""
        boxes = self._laid_out(self._tabs, more=False)
        return QSize(ceil(boxes[-1][2].right()) + _TAB_EDGE if boxes else 0, _TAB_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Room for the chosen tab and the sign that lists the others."""
        chosen = [(key, words) for key, words in self._tabs if key == self._current]
        boxes = self._laid_out(chosen, more=len(self._tabs) > 1)
        least = ceil(boxes[-1][2].right()) + _TAB_EDGE if boxes else 0
        return QSize(min(least, self.sizeHint().width()), _TAB_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the words and the line under the chosen one."""
        painter = QPainter(self)
        for key, words, box in self._boxes():
            on = key == self._current
            if key == _MORE and not words:
                continue
            if key == "+" and not words:
                spot = QRectF(box.left(), (self.height() - 14) / 2, 14, 14)
                icons.paint(painter, "plus", spot, "accent" if self._hot == key else "secondary")
                continue
            painter.setFont(self._bold() if on else self.font())
            painter.setPen(colour("accent" if on else "text" if key == self._hot else "secondary"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            if on:
                painter.fillRect(QRectF(box.left(), self.height() - 3, box.width(), 2), colour("accent"))
                if keyboard_focus(self):
                    focus_ring(painter, box.adjusted(-6, 3, 6, -5).intersected(QRectF(self.rect())), 4)

    def _at(self, point: QPointF) -> str:
        for key, _words, box in self._boxes():
            if box.adjusted(-_TAB_GAP / 2, 0, _TAB_GAP / 2, 0).contains(point):
                return key
        return ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the words under the pointer."""
        hot = self._at(event.position())
        if hot != self._hot:
            self._hot = hot
            self.setToolTip(self._plus if hot == "+" else "")
            self.update()

    def leaveEvent(self, event: object) -> None:
        """Put the light out."""
        self._hot = ""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        key = self._at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or not key:
            return
        if key == "+" and self._plus:
            self.plus_clicked.emit()
        elif key != _MORE:
            self.set_current(key)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The page may show a menu for the tab under the mouse, or by the menu key for the chosen one."""
        key, where = self._at(QPointF(event.pos())), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            key = self._current
            box = next((box for shown, _, box in self._boxes() if shown == key), QRectF(self.rect()))
            where = self.mapToGlobal(box.bottomLeft().toPoint())
        if key and key not in _SIGNS:
            self.menu_wanted.emit(key, where)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move along the tabs, a plus presses the sign after them."""
        note_key(self)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._current in self.keys:
            self.turn(step)
        elif self._plus and event.text() == "+":
            self.plus_clicked.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring where the keyboard brought the focus."""
        super().focusInEvent(event)
        note_focus(self, event.reason())


class PageTitle(QWidget):
    """One line at the head of a page: title, count, tabs; actions at the right."""

    def __init__(self, title: str, parent: QWidget | None = None, *, tabs: Tabs | None = None) -> None:
        super().__init__(parent)
        line = row(self, spacing=SPACE_L)
        self.setFixedHeight(44)
        self._title = Label(title, type="title")
        self._note = Label("", ink="secondary")
        line.addWidget(self._title)
        line.addWidget(self._note)
        self.tabs = tabs
        if tabs is not None:
            line.addSpacing(SPACE_S)
            line.addWidget(tabs)
        line.addStretch(1)
        self._actions: QHBoxLayout = row(spacing=SPACE_S)
        line.addLayout(self._actions)
        self._note.hide()

    def set_note(self, note: str) -> None:
        """The count or date after the title: 1,286 家; it keeps its room, so that the tabs stay where they are."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._note.setMinimumWidth(max(self._note.minimumWidth(), self._note.sizeHint().width()))

    def add_action(self, widget: QWidget) -> None:
        """Put a button at the right."""
        self._actions.addWidget(widget)


class EmptyState(QWidget):
    """What a page says when it has nothing to show: an icon, one sentence, what to do next."""

    def __init__(
        self, icon: str, sentence: str, parent: QWidget | None = None, *, buttons: Sequence[QAbstractButton] = ()
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        outer = column(self, spacing=SPACE_M)
        outer.addStretch(2)
        outer.addSpacing(84)
        self._sentence = Label(sentence, ink="secondary", wrap=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        outer.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        line = row(spacing=SPACE_S)
        line.addStretch(1)
        for button in buttons:
            line.addWidget(button)
        line.addStretch(1)
        outer.addSpacing(SPACE_S - 4)
        outer.addLayout(line)
        outer.addStretch(3)
        self.set_sentence(sentence)

    def set_sentence(self, sentence: str) -> None:
        """Say something else."""
        self._sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self._fit()

    def _fit(self) -> None:
        """A wrapped label in a centred place is not asked for its height by Qt, so it is told."""
        words = self._sentence.fontMetrics().horizontalAdvance(self._sentence.text()) + 8
        self._sentence.setFixedWidth(min(words, _WIDEST))
        self._sentence.setMinimumHeight(self._sentence.heightForWidth(min(words, _WIDEST)))

    def showEvent(self, event: QShowEvent) -> None:
        """Measure the sentence in the font it is shown in."""
        super().showEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon on its round wash above the sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self._sentence.geometry().center().x() + 0.5, self._sentence.geometry().top() - 44)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("accent_wash"))
        painter.drawEllipse(centre, 30, 30)
        icons.paint(painter, self._icon, QRectF(centre.x() - 14, centre.y() - 14, 28, 28), "accent")
