"""Gives each kind of cell its editor, and takes what was typed back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from shiboken6 import isValid

from crm.records.field import Kind
from crm.rules.dates import Day
from crm.rules.problem import BadValue
from ui.core.editors import ChoiceEditor, DateEditor, NoteEditor, as_editor, make_editor, read, write
from ui.core.inputs import tell_under
from ui.core.suggest import Suggest
from ui.grid.model import GridModel

if TYPE_CHECKING:
    from ui.core.app import App

Index = QModelIndex | QPersistentModelIndex
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
_WIDTHS: dict[type[QWidget], int] = {NoteEditor: 280, DateEditor: 190}


class GridDelegate(QStyledItemDelegate):
    """One delegate for all cells; Enter ends an edit with `moved_down`, Tab with `moved_aside` and a step."""

    moved_down = Signal()
    moved_aside = Signal(int)

    def __init__(self, app: App, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._editor: QWidget | None = None

    # editing

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Qt: the editor for the kind of the field."""
        spec = _model(index).specs[index.column()]
        editor = make_editor(self._app, spec, parent)
        editor.setStyleSheet("border-radius: 0; min-height: 0; padding: 0 8px;")
        self._editor = editor
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Qt: fill the editor with the value, unmasked; what is being typed is left alone."""
        model = _model(index)
        found = model.shown(index.row()).row
        if editor.property("filled") or found is None:
            return
        editor.setProperty("filled", True)
        spec = model.specs[index.column()]
        value = found.values.get(spec.key)
        if spec.kind is Kind.REF:
            write(editor, found.refs.get(spec.key), shown=str(value or ""))
        elif spec.kind is Kind.DATE and value is not None:
            write(editor, Day(value, "month" if spec.key in found.month_only else "day"))
        else:
            write(editor, value)
        if isinstance(editor, NoteEditor):
            editor.selectAll()
        as_editor(editor).edited.connect(self._on_edited)
        QTimer.singleShot(0, self._offer)

    @Slot()
    def _on_edited(self) -> None:
        if self._editor is not None and isValid(self._editor):
            self._editor.setProperty("typed", True)
            as_editor(self._editor).set_wrong(False)

    @Slot()
    def _offer(self) -> None:
        """Open the list of a closed choice at once: there is nothing to type."""
        editor = self._editor
        if isinstance(editor, ChoiceEditor) and isValid(editor) and editor.isVisible() and not editor.suggest.visible:
            editor.suggest.open("")

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Qt: write the value, if something was typed and can be read; else the cell stays as it was."""
        if not editor.property("typed") or not isinstance(model, GridModel):
            return
        editor.setProperty("typed", False)
        try:
            value = read(editor)
        except BadValue as wrong:
            model.typed.refused.emit(str(wrong))
            return
        words = value if isinstance(editor, NoteEditor) else getattr(editor, "text", str)()
        typed = " ".join(str(words or "").split())
        if not model.typed.put(index, value, typed=typed, warning=as_editor(editor).warning()):
            editor.setProperty("typed", True)  # the table keeps it open

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: the editor covers its cell, and more where the cell is too small for it."""
        rect = option.rect.adjusted(0, 0, 0, -1)
        rect.setWidth(max(rect.width(), _WIDTHS.get(type(editor), 104)))
        if isinstance(editor, NoteEditor):
            rect.setHeight(max(rect.height(), editor.minimumHeight() + 40))
        room = within.rect() if (within := editor.parentWidget()) else rect
        rect.moveRight(min(rect.right(), room.right()))
        rect.moveBottom(min(rect.bottom(), max(room.bottom(), rect.height())))
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter writes and goes down, unless the text cannot be read: then it says why and stays."""
        if isinstance(event, QFocusEvent) and event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            return False  # who looks something up in another window comes back to the cell
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress or not isinstance(watched, QWidget):
            return super().eventFilter(watched, event)
        enter, tab = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter), event.key() in _TABS
        offer = _offer_of(watched)
        if offer is not None and offer.visible:
            # Free words under an open list end the edit as any words do; a line that was chosen is taken first.
            if not (enter or tab):
                return False
            if offer.other:
                offer.take()
            offer.close()
        if enter and isinstance(watched, NoteEditor) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            watched.insertPlainText("\n")
            return True
        if (enter or tab) and not self._readable(watched):
            return True
        if not (enter or tab):
            return super().eventFilter(watched, event)
        self.commitData.emit(watched)
        self.closeEditor.emit(watched, QAbstractItemDelegate.EndEditHint.NoHint)
        if watched.property("typed"):
            return True
        if enter:
            self.moved_down.emit()
        else:
            self.moved_aside.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
        return True

    def _readable(self, editor: QWidget) -> bool:
        """Whether the text can be read; says why when it cannot."""
        if not editor.property("typed"):
            return True
        try:
            read(editor)
        except BadValue as wrong:
            as_editor(editor).set_wrong(True)
            tell_under(editor, str(wrong))
            return False
        return True


def _model(index: Index) -> GridModel:
    model = index.model()
    assert isinstance(model, GridModel)
    return model


def _offer_of(editor: QWidget) -> Suggest | None:
    suggest = getattr(editor, "suggest", None)
    return suggest if isinstance(suggest, Suggest) else None
