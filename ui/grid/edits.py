"""What the grid does with many cells at once: copy, paste, fill down, clear; each a single step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect
from PySide6.QtGui import QGuiApplication

from crm.records.field import FieldSpec, Kind
from ui.core.drops import to_attach
from ui.core.work import AT_ONCE
from ui.grid.clipboard import fits, from_tsv, put_on_clipboard, to_html, to_tsv
from ui.grid.paste import PasteDialog, Pasting, of_place
from ui.grid.table import GridTable
from ui.grid.texts import plain_text

if TYPE_CHECKING:
    from ui.core.app import App

Cells = dict[int, dict[str, object]]
NO_TEXT = "剪贴板里没有可以粘贴的文字"


@dataclass(frozen=True)
class Picked:
    """Rows and columns whose cells are all picked; `first` is the topmost line, `whole` says that none is left out."""

    ids: list[int]
    columns: list[int]
    first: int
    whole: bool


def spoken_cells(count: int) -> str:
    """A number of cells in words."""
    return f"{count:,} 格"


def _is_words(spec: FieldSpec, text: str) -> bool:
    """Whether a cell is words to another program: no figure, and no whole date."""
    return not spec.numeric and (spec.kind is not Kind.DATE or len(text) < len("2024-05-20"))


class Edits:
    """The many-cell commands of one table; messages go to the status line, questions to the user."""

    def __init__(self, app: App, table: GridTable) -> None:
        self._app, self._table, self._model = app, table, table.grid_model
        self.no_text: Callable[[], None] = self._say_no_text
        """What a paste means where files, a picture or nothing was copied."""

    def _say_no_text(self) -> None:
        self._app.message.emit(NO_TEXT)

    def _picked(self) -> Picked | None:
        """What is selected, or the current cell; None where nothing is, or parts of which no table can be made."""
        index = self._table.currentIndex()
        spans = self._table.spans() or ([QRect(index.column(), index.row(), 1, 1)] if index.isValid() else [])
        if not spans:
            return None
        runs = self._table.runs() or [(index.row(), index.row())]
        columns = sorted({at for span in spans for at in range(span.left(), span.right() + 1)})
        lines = sum(last - first + 1 for first, last in runs)
        if sum(span.width() * span.height() for span in spans) != lines * len(columns):
            self._app.message.emit("选中的几块列数不同，请选同样的列再操作")
            return None
        ids = [record for first, last in runs for record in self._model.ids_on(first, last)]
        whole = len(runs) == 1 and columns[-1] - columns[0] + 1 == len(columns)
        return Picked(ids, columns, runs[0][0], whole)

    def copy(self, *, headers: bool = False) -> None:
        """Put the selected cells on the clipboard as the screen shows them, personal data masked."""
        picked = self._picked()
        if picked is None or not picked.ids:
            return
        specs, ids = [self._model.specs[at] for at in picked.columns], picked.ids

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

        self._app.ask(cells, done, slow=len(ids) > AT_ONCE, failed=self._app.show_problem)

    def paste(self) -> None:
        """Write the clipboard's cells from the current one on, as one step; what has no place is shown first."""
        text, model = QGuiApplication.clipboard().text(), self._model
        if not text or to_attach(QGuiApplication.clipboard().mimeData()):
            self.no_text()
            return
        picked = Picked([], [0], 0, True) if not model.rowCount() else self._picked()
        if picked is None:
            return
        block = from_tsv(text)
        block = fits(block, rows=len(picked.ids), columns=len(picked.columns)) if picked.ids else block
        if picked.whole:
            targets = model.ids_on(picked.first, model.rowCount() - 1)
            pasting = of_place(model.ledger, block, visible=model.specs, left=picked.columns[0], targets=targets)
        elif (len(block), len(block[0])) == (len(picked.ids), len(picked.columns)):
            visible = [model.specs[at] for at in picked.columns]
            pasting = Pasting(model.ledger, block, tuple(visible), tuple(picked.ids))
        else:
            self._app.message.emit("选中的几块不相连，只能粘贴一格，或行数列数相同的内容")
            return
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
            self._model.typed.write(typed, label=what, new=new, said=f"已{what}{more}")

    def fill_down(self) -> None:
        """Copy the top row of the selection into the rows below it; one cell takes the value above it."""
        picked = self._picked()
        if picked is None:
            return
        ids = picked.ids
        if len(ids) == 1:
            above = self._model.id_at(picked.first - 1)
            ids = [] if above is None else [above, *ids]
        if len(ids) < 2:
            return
        specs = [spec for at in picked.columns if not (spec := self._model.specs[at]).derived]
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
        self._model.typed.write(typed, label=what, said=f"已{what}")

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
            self._model.typed.write(typed, label=what, said=f"已{what}，Ctrl+Z 撤销")
