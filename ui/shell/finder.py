"""The answers under the find box: commands, places and records, by characters, pinyin initials or telephone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from crm.records.ledger import ledger_named
from crm.rules import pinyin
from ui.core import icons
from ui.core.app import App, Found
from ui.core.days import spoken_days
from ui.core.fonts import sized
from ui.core.inputs import SearchBox
from ui.core.theme import colour
from ui.core.tokens import CORNER, SIZE_NOTE
from ui.core.work import Task
from ui.shell.registry import PLACES

if TYPE_CHECKING:
    from crm.queries.find import Hit

_ROW = 34
_PAD = 6
_SHOWN = 12
_EACH = 5
_WIDTH = 560
_WAIT_MS = 5


def command_finder(app: App) -> Callable[[str], list[Found]]:
    """A finder over the table of commands; with nothing typed it offers the most wanted ones."""

    def find(text: str) -> list[Found]:
        found = []
        for command in app.commands.all():
            # 撤销 and 重做 carry the name of a step, which is not what is being sought; the book is asked for it last.
            verb = app.commands.action(command.key).text().partition(" ")[0]
            if (text and not pinyin.matches(text, f"{verb} {command.words}")) or not command.enabled():
                continue
            icon = command.icon or "arrow-right"
            found.append(Found(command.label, command.keys, icon, _runner(app, command.key)))
        return found[:_EACH]

    return find


def _runner(app: App, key: str) -> Callable[[], None]:
    return lambda: app.commands.trigger(key)


def view_finder(app: App) -> Callable[[str], list[Found]]:
    """A finder over the views of every ledger: those that come with it and those saved in the book."""

    def find(text: str) -> list[Found]:
        from ui.pages.saved_views import ALL, built_in, saved

        if not text:
            return []
        found = []
        for place in (place for place in PLACES if place.ledger):
            for view in [*built_in(place.ledger, today=app.book.today()), *saved(app.book, place.ledger)]:
                if view.key != ALL and pinyin.matches(text, f"{view.name} {place.label}{view.name}"):
                    words = f"视图 · {place.label}"
                    found.append(Found(view.name, words, place.icon, _to_view(app, place.key, view.key)))
        return found[:_EACH]

    return find


def _to_view(app: App, place: str, view: str) -> Callable[[], None]:
    return lambda: app.navigate(place, saved=view)


def find_records(app: App, text: str) -> list[Hit]:
    """Records of every ledger whose keys hold what was typed, the likeliest first; at most five of one ledger."""
    from crm.queries.find import find_anything

    with app.book.read() as session:
        return find_anything(session, text, _SHOWN, each=_EACH)


class FindResults(QWidget):
    """The list under the find box; the box keeps the focus and hands its arrow keys down here."""

    closed = Signal()

    def __init__(self, app: App, box: SearchBox, window: QWidget) -> None:
        super().__init__(window)
        self._app = app
        self._box = box
        self._over = window
        self._found: list[Found] = []
        self._commands: list[Found] = []
        self._row = 0
        self._asked = ""
        self._answered = ""
        self._leaving = False
        self._asking: Task | None = None
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._ask_records)
        self.setMouseTracking(True)
        self.setAccessibleName("查找结果")
        box.installEventFilter(self)
        box.searched.connect(self.search)
        self._ledger_icons = {place.ledger: place.icon for place in PLACES if place.ledger}
        self.hide()

    @property
    def found(self) -> list[Found]:
        """The answers shown."""
        return self._found

    @property
    def answered(self) -> bool:
        """Whether the book has answered what stands in the box."""
        return self._answered == self._asked

    @property
    def row(self) -> int:
        """The number of the marked answer."""
        return self._row

    @Slot(str)
    def search(self, text: str) -> None:
        """Answer at once from commands and pages, and from the book a moment later."""
        if self._leaving:
            return
        self._asked, self._answered = text.strip(), ""
        self._commands = [found for finder in self._app.finders for found in finder(self._asked)]
        self._show_found(self._commands[:_SHOWN])
        if self._asked:
            self._timer.start()

    def _ask_records(self) -> None:
        asked = self._asked
        if self._asking is not None and not self._asking.over:
            self._timer.start()
        elif asked:
            work = partial(self._find, asked)
            self._asking = self._app.run(work, self._take_records, quiet=True)

    def _find(self, asked: str, _task: Task) -> tuple[str, list[Hit]]:
        return asked, find_records(self._app, asked)

    @Slot(object)
    def _take_records(self, answer: tuple[str, list[Hit]]) -> None:
        asked, hits = answer
        if asked != self._asked or not self.isVisible():
            return
        self._answered = asked
        records = [self._record(hit) for hit in hits]
        meant = self._meant(asked)
        rest = [found for found in self._commands if found not in meant]
        room = max(_SHOWN - len(records) - len(meant), 3)
        kept = records[: _SHOWN - len(meant) - min(len(rest), 3)]
        self._show_found([*meant, *kept, *rest[:room]])

    def _meant(self, asked: str) -> list[Found]:
        """The commands and places that are called just so: they stand before every record."""
        words = asked.lower()
        return [found for found in self._commands if words in (found.title.lower(), pinyin.initials(found.title))]

    def _record(self, hit: Hit) -> Found:
        label = ledger_named(hit.ledger).label
        note = f"{label} · {spoken_days(hit.note)}" if hit.note else label
        icon = self._ledger_icons.get(hit.ledger, "list")
        title = spoken_days(hit.title)
        return Found(title or "（未命名）", note, icon, self._opener(hit.ledger, hit.id))

    def _opener(self, ledger: str, record: int) -> Callable[[], None]:
        return lambda: self._app.open_record(ledger, record)

    def _show_found(self, found: list[Found]) -> None:
        self._found = found
        self._row = 0
        corner = self._box.mapTo(self._over, QPoint(0, self._box.height() + 4))
        height = max(len(found), 1) * _ROW + 2 * _PAD
        width = max(self._box.width(), _WIDTH)
        self.setGeometry(corner.x() - (width - self._box.width()) // 2, corner.y(), width, height)
        self.show()
        self.raise_()
        self.update()

    def close_results(self) -> None:
        """Put the list away."""
        self._timer.stop()
        self._asked = ""
        self.hide()
        self.closed.emit()

    def choose(self) -> None:
        """Do what the marked answer does; whoever is quicker than the records waits where they may go first."""
        early = bool(self._asked) and self._answered != self._asked and self._row == 0
        meant = self._meant(self._asked) if early else []
        if early and not meant:
            self._timer.stop()
            self._take_records((self._asked, find_records(self._app, self._asked)))
        if meant or 0 <= self._row < len(self._found):
            found = meant[0] if meant else self._found[self._row]
            self.close_results()
            self._leaving = True
            self._box.clear()
            self._leaving = False
            with self._app.guard():
                found.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the arrow keys, Enter and Esc from the box; open on focus, close when it is lost."""
        if watched is not self._box:
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.close_results()
        elif event.type() == QEvent.Type.FocusIn:
            self.search(self._box.text())
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._found:
            self._row = (self._row + step) % len(self._found)
            self.setAccessibleDescription(self._found[self._row].title)
            self.update()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
            return True
        if event.key() == Qt.Key.Key_Escape and not self._box.text():
            self.close_results()
            self._box.clearFocus()
            return True
        return False

    def _row_box(self, index: int) -> QRectF:
        return QRectF(_PAD, _PAD + index * _ROW, self.width() - 2 * _PAD, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the sheet and its rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("line_strong"), 1))
        painter.setBrush(colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CORNER, CORNER)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if not self._found:
            painter.setPen(colour("secondary"))
            painter.drawText(self._row_box(0).adjusted(8, 0, 0, 0), left, "没有找到，换个说法或拼音首字母试试")
            return
        note_font = sized(self.font(), SIZE_NOTE)
        for index, found in enumerate(self._found):
            box = self._row_box(index)
            if index == self._row:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour("accent_wash"))
                painter.drawRoundedRect(box, 4, 4)
            icon_box = QRectF(box.left() + 8, box.top() + (_ROW - 16) / 2, 16, 16)
            icons.paint(painter, found.icon, icon_box, "accent" if index == self._row else "secondary")
            painter.setFont(note_font)
            painter.setPen(colour("secondary"))
            small, body = QFontMetricsF(note_font), QFontMetricsF(self.font())
            title_room = min(body.horizontalAdvance(found.title) + 1, (box.width() - 52) * 0.62)
            note = small.elidedText(found.note, Qt.TextElideMode.ElideRight, box.width() - 60 - title_room)
            painter.drawText(box.adjusted(0, 0, -10, 0), right, note)
            room = box.width() - 52 - small.horizontalAdvance(note)
            painter.setFont(self.font())
            painter.setPen(colour("text"))
            title = body.elidedText(found.title, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box.adjusted(34, 0, 0, 0), left, title)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pointer marks a row."""
        row = int((event.position().y() - _PAD) // _ROW)
        if 0 <= row < len(self._found) and row != self._row:
            self._row = row
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses the row under the pointer."""
        self.mouseMoveEvent(event)
        self.choose()
