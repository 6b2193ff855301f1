"""What the grid does with many cells at once: copy, paste, fill down, clear; each a single step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRect
from PySide6.QtGui import QGuiApplication

from crm.records.field import FieldSpec, Kind
from ui.core.writing import write
from ui.grid.clipboard import fits, from_tsv, to_html, to_tsv
from ui.grid.paste import PasteDialog, Pasting, of_place
from ui.grid.table import GridTable
from ui.grid.texts import plain_text

if TYPE_CHECKING:
    from ui.core.app import App

Cells = dict[int, dict[str, object]]


def bounds(spans: Sequence[QRect]) -> QRect:
    """The smallest rectangle around the selected ranges."""
    whole = QRect()
    for span in spans:
        whole = whole.united(span)
    return whole


def spoken_cells(count: int) -> str:
    """A number of cells in words."""
    return f"{count:,} 格"


def put_on_clipboard(text: str, html: str) -> None:
    """Offer cells as text, and as a table where there is one."""
    copied = QMimeData()
    copied.setText(text)
    if html:
        copied.setHtml(html)
    QGuiApplication.clipboard().setMimeData(copied)


def _is_words(spec: FieldSpec, text: str) -> bool:
    """Whether a cell is words to another program: no figure, and no whole date."""
    return not spec.numeric and (spec.kind is not Kind.DATE or len(text) < len("2024-05-20"))


class Edits:
    """The many-cell commands of one table; messages go to the status line, questions to the user."""

    def __init__(self, app: App, table: GridTable) -> None:
        self._app, self._table, self._model = app, table, table.grid_model

    def _area(self) -> QRect:
        area = bounds(self._table.spans())
        index = self._table.currentIndex()
        return QRect(index.column(), index.row(), 1, 1) if area.isEmpty() and index.isValid() else area

    def copy(self, *, headers: bool = False) -> None:
        """Put the selected cells on the clipboard as the screen shows them, personal data masked."""
        area = self._area()
        if area.isEmpty():
            return
        specs = self._model.specs[area.left() : area.right() + 1]
        ids = self._model.ids_on(area.top(), area.bottom())

        def cells() -> tuple[str, str]:
            found = self._model.read_rows(ids, [spec.key for spec in specs])
            rows = [[plain_text(spec, row, masked=True) for spec in specs] for row in found]
            heads = [[spec.header for spec in specs]] if headers else []
            text = to_tsv([*heads, *rows])
            if len(rows) == len(specs) == 1:
                text = text.removesuffix("\r\n")
                if not text.isdigit():
                    return text, ""
            told = [[(cell, _is_words(spec, cell)) for spec, cell in zip(specs, row, strict=True)] for row in rows]
            return text, to_html([*([(cell, True) for cell in head] for head in heads), *told])

        def done(copied: tuple[str, str]) -> None:
            put_on_clipboard(*copied)
            self._app.message.emit(f"已复制 {spoken_cells(len(ids) * len(specs))}")

        write(self._app, cells, done, rows=len(ids), label="正在复制")

    def paste(self) -> None:
        """Write the clipboard's cells from the current one on, as one step; what has no place is shown first."""
        block = from_tsv(QGuiApplication.clipboard().text())
        area, model = self._area(), self._model
        if area.isEmpty() and not model.rowCount():
            area = QRect(0, 0, 1, 1)
        if not block or not block[0] or area.isEmpty():
            return
        picked = len(model.ids_on(area.top(), area.bottom()))
        block = fits(block, rows=picked, columns=area.width()) if picked else block
        targets = model.ids_on(area.top(), model.rowCount() - 1)
        pasting = of_place(model.ledger, block, visible=model.specs, left=area.left(), targets=targets)
        if pasting.fits:
            self._write(pasting, pasting.typed(), [])
            return
        agreed = PasteDialog.ask(self._app, pasting, self._table)
        if agreed is not None:
            self._write(pasting, *agreed)

    def _write(self, pasting: Pasting, typed: Cells, new: list[dict[str, object]]) -> None:
        count = sum(len(cells) for cells in [*typed.values(), *new])
        kept = [spec.label for spec in pasting.specs if spec is not None and spec.derived]
        if count:
            more = f"；{'、'.join(kept)}是算出来的，没有改" if kept else ""
            what = f"粘贴 {spoken_cells(count)}"
            self._model.type_cells(typed, label=what, new=new, said=f"已{what}{more}")

    def fill_down(self) -> None:
        """Copy the top row of the selection into the rows below it; one cell takes the value above it."""
        area = self._area()
        if area.isEmpty():
            return
        ids = self._model.ids_on(area.top(), area.bottom())
        if len(ids) == 1:
            above = self._model.id_at(area.top() - 1)
            ids = [] if above is None else [above, *ids]
        if len(ids) < 2:
            return
        specs = [spec for spec in self._model.specs[area.left() : area.right() + 1] if not spec.derived]
        found = self._model.read_rows(ids[:1], [spec.key for spec in specs])
        if not found or not specs:
            return
        source = found[0]
        values: dict[str, object] = {}
        for spec in specs:
            ref = source.refs.get(spec.key)
            values[spec.key] = ref if ref is not None else plain_text(spec, source, masked=False)
        typed: Cells = {i: dict(values) for i in ids[1:]}
        count = len(typed) * len(specs)
        what = f"向下填充 {spoken_cells(count)}"
        self._model.type_cells(typed, label=what, said=f"已{what}")

    def clear(self) -> None:
        """Empty the selected cells, as one step."""
        typed: Cells = {}
        for span in self._table.spans():
            specs = [s for s in self._model.specs[span.left() : span.right() + 1] if not s.derived]
            for row_id in self._model.ids_on(span.top(), span.bottom()):
                typed.setdefault(row_id, {}).update({spec.key: "" for spec in specs})
        count = sum(len(cells) for cells in typed.values())
        if count:
            what = f"清空 {spoken_cells(count)}"
            self._model.type_cells(typed, label=what, said=f"已{what}，Ctrl+Z 撤销")
