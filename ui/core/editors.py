"""One editor for each kind of field, shared by the form and the grid: what is typed is read by the same rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm.actions.edit import create
from crm.queries.find import find_rows, hits_of
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS
from crm.records.values import is_blank, parse, show
from crm.rules.dates import Day, Prefer
from crm.rules.pinyin import initials
from crm.rules.problem import BadValue, Problem
from crm.rules.spoken import parse_spoken_day
from ui.core import icons
from ui.core.days import spoken_days
from ui.core.inputs import TextEdit
from ui.core.line_editor import Editor, LineEditor
from ui.core.suggest import Option, Suggest
from ui.core.writing import write as write_row

if TYPE_CHECKING:
    from crm.book import Changes
    from ui.core.app import App

_ARROW = 18
_BACK_HINT, _AHEAD_HINT = "如 昨天、6.3", "如 下周一、6.3、3天后"
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def day_words(day: dt.date, *, today: dt.date) -> str:
    """A day with its weekday, and its year where that is not this one: 5月29日 星期三."""
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日 {WEEKDAYS[day.weekday()]}"


class FigureEditor(LineEditor):
    """Money and numbers: 1.2亿 and 5000万 are understood; leaving the box writes them as the ledger does."""

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write the figure as the ledger does."""
        super().focusOutEvent(event)
        try:
            value = self.value()
        except BadValue:
            return
        text = show(self.spec, value)
        if text != self.text():
            self.setText(text)


class PhoneEditor(LineEditor):
    """Phone numbers, masked unless the box holds the focus."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._plain = ""

    def value(self) -> Any:
        """The numbers as they are, not masked."""
        return parse(self.spec, self.text() if self.hasFocus() else self._plain).value

    def set_value(self, value: Any, *, shown: str | None = None) -> None:
        """Show numbers, masked while the focus is elsewhere."""
        self._plain = show(self.spec, value)
        self.setText(self._plain if self.hasFocus() else show(self.spec, value, masked=True))

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        self._plain = text
        self.edited.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the numbers to whoever edits them; in a cell they are all chosen, to be typed over."""
        chosen = self.hasSelectedText()
        self.setText(self._plain)
        if chosen:
            self.selectAll()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Mask them again."""
        super().focusOutEvent(event)
        self._plain = self.text()
        try:
            self.setText(show(self.spec, self.value(), masked=True))
        except BadValue:
            self.setText(self._plain)


class DateEditor(LineEditor):
    """A day as people type it: 昨天, 5.20, 下周一, 2024.3; the day understood stands beside it."""

    def __init__(self, app: App, spec: FieldSpec, parent: QWidget | None = None, *, keep_words: bool = False) -> None:
        super().__init__(spec, parent)
        self._app = app
        self._keep_words = keep_words
        self.prefer: Prefer = spec.prefer
        self._hinted = False
        self.textChanged.connect(self._resolve)

    def value(self) -> Any:
        """A date, a Day where only the month is known, or None; BadValue."""
        text = self.text()
        if is_blank(text):
            return None
        today = self._app.book.today()
        try:
            return parse_spoken_day(text, today=today, prefer=self.prefer)
        except BadValue as wrong:
            try:
                parsed = parse(self.spec, text, year=today.year)
            except BadValue:
                raise wrong from None
            return Day(parsed.value, "month") if parsed.month_only else parsed.value

    def set_value(self, value: Any, *, shown: str | None = None) -> None:
        """Show a date or a Day."""
        month = isinstance(value, Day) and value.precision != "day"
        day = value.date if isinstance(value, Day) else value
        self.setText(shown if shown is not None else show(self.spec, day, month_only=month))
        self.setCursorPosition(0)

    @Slot()
    def _resolve(self) -> None:
        try:
            value = self.value()
        except BadValue:
            self.set_after("")
            return
        if isinstance(value, dt.date):
            iso = self.text() == value.isoformat()
            words = WEEKDAYS[value.weekday()] if iso else day_words(value, today=self._app.book.today())
            self.set_after(words)
        else:
            self.set_after("整月" if isinstance(value, Day) else "")

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say how a day may be typed to whoever is about to."""
        super().focusInEvent(event)
        if not self.placeholderText():
            self._hinted = True
            self.setPlaceholderText(_AHEAD_HINT if self.prefer == "future" else _BACK_HINT)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Write the day in full, unless the words are to stay."""
        super().focusOutEvent(event)
        if self._hinted:
            self._hinted = False
            self.setPlaceholderText("")
        if self._keep_words or self.composing:
            return
        try:
            self.set_value(self.value())
        except BadValue:
            return


class ListedEditor(LineEditor):
    """A box with a list under it: a click on the arrow at its right end opens it, and so does the key."""

    suggest: Suggest

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.setTextMargins(0, 0, _ARROW, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the arrow opens the list or puts it away."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and event.position().x() > self.width() - _ARROW - 8:
            self._unfold()

    def _unfold(self) -> None:
        if self.suggest.visible:
            self.suggest.close()
        elif not self.isReadOnly():
            self.suggest.open(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box and the arrow."""
        super().paintEvent(event)
        spot = QRectF(self.width() - _ARROW - 5, (self.height() - 14) / 2, 14, 14)
        icons.paint(QPainter(self), "chevron-down", spot, "secondary")


class ChoiceEditor(ListedEditor):
    """One of a list of words, by typing, by pinyin initials or with the arrow down; an open list takes other words."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None, *, choices: Sequence[str] = ()) -> None:
        super().__init__(spec, parent)
        self.choices = tuple(choices) or (("是", "否") if spec.kind is Kind.BOOL else spec.choices)
        closed = spec.kind is Kind.BOOL or spec.closed
        self.suggest = Suggest(self, self._options, eager=closed)
        self.suggest.picked.connect(self._picked)

    def _options(self, text: str) -> list[Option]:
        typed = text.strip().lower()
        if not typed or text in self.choices:
            return [Option(choice) for choice in self.choices]
        return [Option(c) for c in self.choices if typed in c.lower() or initials(c).startswith(typed)]

    @Slot(object)
    def _picked(self, option: Option) -> None:
        self.setText(option.text)
        self.edited.emit()


class RefEditor(ListedEditor):
    """A row of another ledger, found by name, initials or digits; where it may, it makes a new one on the spot."""

    def __init__(self, app: App, spec: FieldSpec, parent: QWidget | None = None, *, allow_new: bool = True) -> None:
        super().__init__(spec, parent)
        self._app = app
        self._ledger = LEDGERS[spec.ref]
        self._id: int | None = None
        self._name = ""
        required = [s.key for s in self._ledger.fields.values() if s.required and s.default is None]
        self._making = ""
        self._allow_new = allow_new and required == [self._ledger.title]
        self.suggest = Suggest(self, self._options)
        self.suggest.picked.connect(self._picked)

    def _options(self, text: str) -> list[Option]:
        with self._app.book.read() as session:
            hits = find_rows(session, self._ledger.key, "" if text == self._name else text)
        options = [Option(hit.title, spoken_days(hit.note), hit.id) for hit in hits]
        name = text.strip()
        if self._allow_new and name and name not in [self._name, *(hit.title for hit in hits)]:
            options.append(Option(f"＋ 新建{self.spec.label}“{name}”", data=name, new=True))
        return options

    @Slot(object)
    def _picked(self, option: Option) -> None:
        if option.new:
            self._make(str(option.data))
        else:
            self._take(option.data, option.text)
            self.edited.emit()

    def _make(self, name: str) -> None:
        """Make a row of this name and take it; the name stands here unchanged while the book is waited for."""
        self._making = name
        self.setText(name)
        self.setReadOnly(True)
        action = partial(create, self._app.book, self._ledger.key, {self._ledger.title: name})
        ends: dict[str, Any] = {"failed": self._not_made, "stopped": self._let_change}
        write_row(self._app, action, self._made, rows=1, label=f"正在新建{self._ledger.label} {name}", **ends)

    @Slot(object)
    def _made(self, answer: tuple[int, Changes]) -> None:
        self._take(answer[0], self._making)
        self._app.message.emit(f"已新建{self._ledger.label} {self._making}")
        self._let_change()
        self.edited.emit()

    @Slot(object)
    def _not_made(self, problem: Problem) -> None:
        self._let_change()
        self._app.show_problem(problem, self)

    @Slot()
    def _let_change(self) -> None:
        self._making = ""
        self.setReadOnly(False)

    def _take(self, row_id: int | None, name: str) -> None:
        self._id, self._name = row_id, name
        self.setText(name)
        self.setCursorPosition(0)

    def value(self) -> Any:
        """The id; a name typed in full is looked up. BadValue when there is no such row."""
        text = self.text().strip()
        if not text:
            return None
        if self._id is not None and text == self._name:
            return self._id
        if self._making:
            raise BadValue(f"“{text}”还没有建好，等账本放开就好")
        with self._app.book.read() as session:
            same = [hit for hit in find_rows(session, self._ledger.key, text) if hit.title == text]
        if not same:
            raise BadValue(f"没有找到“{text}”，请从列表里选{'，或选新建' if self._allow_new else ''}")
        return same[0].id

    def set_value(self, value: Any, *, shown: str | None = None) -> None:
        """Show the row with this id."""
        name = shown
        if value is not None and name is None:
            with self._app.book.read() as session:
                hits = hits_of(session, self._ledger.key, [int(value)])
            name = hits[0].title if hits else ""
        self._take(value, name or "")


class NoteEditor(TextEdit):
    """Text of several lines."""

    edited = Signal()

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None, *, lines: int = 3) -> None:
        super().__init__("", parent, lines=lines)
        self.spec = spec
        self._setting = False
        self.setAccessibleName(spec.label)
        self.setPlaceholderText(spec.hint)
        self.textChanged.connect(self._on_changed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """As high as its lines, from three to nine."""
        lines = min(max(self.document().size().height(), 3.0), 9.0)
        return QSize(200, round(self.fontMetrics().lineSpacing() * lines) + 18)

    @Slot()
    def _on_changed(self) -> None:
        if not self._setting:
            self.edited.emit()

    def value(self) -> Any:
        """The text, or None."""
        return self.toPlainText().strip() or None

    def set_value(self, value: Any, *, shown: str | None = None) -> None:
        """Show a text."""
        self._setting = True
        self.setPlainText(shown if shown is not None else str(value or ""))
        self._setting = False

    def warning(self) -> str:
        """Nothing is doubtful about words."""
        return ""


def make_editor(
    app: App, spec: FieldSpec, parent: QWidget | None = None, *, allow_new: bool = True, choices: Sequence[str] = ()
) -> QWidget:
    """The editor for a field; `choices` offers words for a text field, `allow_new` lets a ref make a new row."""
    match spec.kind:
        case Kind.NOTE:
            return NoteEditor(spec, parent)
        case Kind.CHOICE | Kind.BOOL:
            return ChoiceEditor(spec, parent)
        case Kind.REF:
            return RefEditor(app, spec, parent, allow_new=allow_new)
        case Kind.DATE:
            return DateEditor(app, spec, parent)
        case Kind.MONEY | Kind.NUMBER | Kind.INT:
            return FigureEditor(spec, parent)
        case Kind.PHONE:
            return PhoneEditor(spec, parent)
        case _:
            return LineEditor(spec, parent)


def offers(editor: QWidget) -> bool:
    """Whether the list under an editor is open."""
    return isinstance(editor, ListedEditor) and editor.suggest.visible


def as_editor(widget: QObject) -> Editor:
    """A widget made by make_editor, seen as an Editor."""
    return cast(Editor, widget)


def read(editor: QWidget) -> Any:
    """The typed value of an editor, None when blank; BadValue says in words what is wrong."""
    try:
        return as_editor(editor).value()
    except BadValue:
        raise
    except Problem as problem:
        raise BadValue(str(problem)) from None


def write(editor: QWidget, value: Any, *, shown: str | None = None) -> None:
    """Show a value in an editor: a Day for a month, an id for a ref, whose name `shown` may give."""
    as_editor(editor).set_value(value, shown=shown)
