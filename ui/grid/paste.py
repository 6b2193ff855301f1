"""A block that does not fit where it is pasted: what of it would go where, then one step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from crm.actions.rehearsal import Line, rehearse_cells
from crm.queries.titles import titles
from crm.records.field import FieldSpec, Kind
from crm.records.ledger import LEDGERS, Ledger
from ui.core.ask import Ask
from ui.core.kit import Button, Card, CheckBox, Label, PrimaryButton, Tabs, column, open_at, row
from ui.core.tokens import SPACE_M, SPACE_S, SPACE_XL
from ui.core.work import AT_ONCE
from ui.grid.clipboard import Block
from ui.grid.plain import Cell, Col, LazyRows, PlainTable
from ui.grid.preview import status_cell, status_tabs, turned, value_text
from ui.grid.texts import held_text

if TYPE_CHECKING:
    from ui.core.app import App

Texts = dict[str, object]
_OUTSIDE: Final = "outside"


@dataclass(frozen=True)
class Pasting:
    """A block, the field of each of its columns (None: there is no column for it) and the rows that it falls on.

    `named` says that the block began with the names of its columns, which are not among its rows.
    """

    ledger: Ledger
    block: Block
    specs: tuple[FieldSpec | None, ...]
    targets: tuple[int, ...]
    named: bool = False

    @property
    def room(self) -> int:
        """How many rows of the block fall on rows of the list."""
        return min(len(self.targets), len(self.block))

    @property
    def wide(self) -> int:
        """How many columns of the block have no field."""
        return sum(spec is None for spec in self.specs)

    @property
    def fits(self) -> bool:
        """Whether every cell has its place."""
        return len(self.block) <= len(self.targets) and not self.wide and not self.named

    def texts(self, at: int) -> Texts:
        """The cells of a row of the block by field, without those that cannot be typed."""
        pairs = zip(self.specs, self.block[at], strict=True)
        return {spec.key: text for spec, text in pairs if spec is not None and not spec.derived}

    def typed(self) -> dict[int, Texts]:
        """The texts of the rows that there are."""
        return {self.targets[at]: self.texts(at) for at in range(self.room)}

    def below(self) -> list[int]:
        """The rows of the block, from 0, that fall below the list and hold anything."""
        return [at for at in range(self.room, len(self.block)) if any(text.strip() for text in self.block[at])]

    @property
    def lacking(self) -> list[str]:
        """The fields without which a row below the list cannot be made."""
        pasted = {spec.key for spec in self.specs if spec is not None}
        fields = self.ledger.fields.values()
        return [s.label for s in fields if s.required and s.default is None and s.key not in pasted]


class PasteDialog(QDialog):
    """Shows a block as a table of what would become of it; `agreed` are the rows that the user let through."""

    def __init__(self, app: App, pasting: Pasting, parent: QWidget) -> None:
        super().__init__(parent)
        self._app, self._pasting, self._here = app, pasting, pasting
        self._lines: dict[int, Line] = {}
        self._shown: list[int] = []
        self._reasoned = False
        self.setWindowTitle("粘贴")
        open_at(self, 960, 600)
        self._build()
        if self._others():
            self.fresh.setChecked(True)
        else:
            self._compare()

    def _others(self) -> bool:
        """Whether a block with its names tells of others than the rows that it falls on: none has the name there."""
        pasting = self._pasting
        titles_at = [at for at, spec in enumerate(pasting.specs) if spec and spec.key == pasting.ledger.title]
        if not (pasting.named and titles_at and pasting.room) or pasting.lacking:
            return False
        with self._app.book.read() as session:
            known = titles(session, pasting.ledger.key, pasting.targets[: pasting.room])
        told = [row[titles_at[0]].strip() for row in pasting.block[: pasting.room]]
        return not any(known.get(row) == name for row, name in zip(pasting.targets, told, strict=False))

    def _build(self) -> None:
        pasting, counter = self._pasting, self._pasting.ledger.counter
        outer = column(self, spacing=SPACE_M, margin=SPACE_XL)
        outer.addWidget(
            Label(f"粘贴 {len(pasting.block):,} 行 {len(pasting.specs)} 列到{pasting.ledger.label}", type="heading")
        )
        self.why = Label(_why(pasting), ink="secondary", wrap=True)
        outer.addWidget(self.why)
        below, can_make = len(pasting.below()), not pasting.lacking
        self.making = CheckBox(f"放不下的 {below:,} 行新建为 {below:,} {counter}{pasting.ledger.label}")
        self.making.setVisible(bool(below) and can_make)
        self.making.setChecked(can_make)
        self.making.toggled.connect(self._renew)
        outer.addWidget(self.making)
        self.fresh = CheckBox("全部新建，不改现有的行")
        self.fresh.setVisible(bool(pasting.room) and can_make)
        self.fresh.toggled.connect(self._choose_place)
        outer.addWidget(self.fresh)
        self.tabs = Tabs()
        self.tabs.chosen.connect(self._fill)
        outer.addWidget(self.tabs)
        card = Card(margin=1)
        self.table = PlainTable(name="粘贴以后的样子")
        card.body.addWidget(self.table, 1)
        outer.addWidget(card, 1)
        foot = row(spacing=SPACE_S)
        self.left_out = Label("", ink="secondary")
        foot.addWidget(self.left_out, 1)
        cancel = Button("不粘贴", hint="Esc")
        cancel.clicked.connect(self.reject)
        self.do = PrimaryButton("粘贴")
        self.do.clicked.connect(self.accept)
        foot.addWidget(cancel)
        foot.addWidget(self.do)
        outer.addLayout(foot)
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.do.click)

    @Slot(bool)
    def _choose_place(self, fresh: bool) -> None:
        """Let the block fall on no row at all, or on those below the current cell again."""
        self._pasting = replace(self._here, targets=()) if fresh else self._here
        self.making.setChecked(True)
        self.making.setVisible(bool(self._pasting.below()) and not fresh)
        self.why.setText("每一行都新建。" if fresh else _why(self._here))
        self._compare()

    def _compare(self) -> None:
        """Rehearse the block, a long one on another thread."""
        pasting, book = self._pasting, self._app.book
        below = [] if pasting.lacking else pasting.below()
        typed, new = pasting.typed(), [pasting.texts(at) for at in below]
        places = [*range(pasting.room), *below]
        self.do.setEnabled(False)
        self.left_out.setText("正在比较…")
        self._app.ask(
            lambda: dict(zip(places, rehearse_cells(book, pasting.ledger.key, typed, new=new), strict=True)),
            self._compared,
            slow=len(typed) + len(new) > AT_ONCE,
            failed=self._app.show_problem,
        )

    @Slot(object)
    def _compared(self, lines: dict[int, Line]) -> None:
        self._lines = lines
        self._renew()
        (self.do if self.do.isEnabled() else self.table).setFocus()

    # what would become of each row

    def status(self, at: int) -> str:
        """What would become of a row of the block."""
        line = self._lines.get(at)
        if line is None or (at >= self._pasting.room and not self.making.isChecked()):
            return _OUTSIDE
        return line.status

    def agreed(self, status: str) -> list[int]:
        """The rows of the block of which this would become."""
        return [at for at in self._places() if self.status(at) == status]

    def _places(self) -> list[int]:
        return [*range(self._pasting.room), *self._pasting.below()]

    @Slot()
    def _renew(self) -> None:
        self.tabs.set_tabs(status_tabs(map(self.status, self._places())))
        self._fill(self.tabs.current)
        counter = self._pasting.ledger.counter
        updates, news, wrong = (len(self.agreed(status)) for status in ("update", "new", "wrong"))
        parts = [f"更新 {updates:,} {counter}" if updates else "", f"新建 {news:,} {counter}" if news else ""]
        verb = "，".join(filter(None, parts))
        self.do.setText(verb or "没有要粘贴的")
        self.do.setEnabled(bool(verb))
        outside = len(self.agreed(_OUTSIDE))
        rest = [f"{wrong:,} 行有误不粘贴" if wrong else "", f"{outside:,} 行放不下不粘贴" if outside else ""]
        self.left_out.setText("，".join(filter(None, rest)))

    @Slot(str)
    def _fill(self, key: str) -> None:
        self._shown = [at for at in self._places() if key in ("all", self.status(at))]
        cols = [Col("行", width=48, right=True), Col("结果", width=76), Col("落在哪一行")]
        if any(map(self._reason, self._shown)):
            cols.append(Col("说明"))
        for at, spec in enumerate(self._pasting.specs, 1):
            cols.append(Col(_head(at, spec), right=spec is not None and spec.numeric))
        self._reasoned = cols[3].label == "说明"
        self.table.set(cols, LazyRows(len(self._shown), lambda place: self._cells(self._shown[place])))
        if self._shown:
            self.table.selectRow(0)

    def _cells(self, at: int) -> list[Cell]:
        status, line = self.status(at), self._lines.get(at)
        make = partial(_cell, line, status)
        first = 2 if self._pasting.named else 1
        cells = [make(spec, text) for spec, text in zip(self._pasting.specs, self._pasting.block[at], strict=True)]
        where = line.title if line is not None and line.row is not None else "新的一行" if status == "new" else ""
        why = self._reason(at) if self._reasoned else ""
        reason = [Cell(why, tone="bad" if status == "wrong" else "plain", tip=why)] if self._reasoned else []
        return [Cell(str(at + first), tone="plain"), status_cell(status), Cell(where, tip=where), *reason, *cells]

    def _reason(self, at: int) -> str:
        status, line = self.status(at), self._lines.get(at)
        if status == "wrong" and line is not None:
            return "；".join(line.wrong.values())
        if status == _OUTSIDE:
            lacking = self._pasting.lacking
            return f"往下没有行了；没有{'、'.join(lacking)}，不能新建" if lacking else "往下没有行了，不粘贴"
        if line is not None and line.row is not None:
            emptied = [key for key in line.changed if line.values[key] in (None, "")]
            labels = "、".join(self._pasting.ledger.fields[key].label for key in emptied)
            return f"粘贴的是空格，{labels}会清空" if labels else ""
        return ""

    @classmethod
    def ask(cls, app: App, pasting: Pasting, parent: QWidget) -> tuple[dict[int, Texts], list[Texts]] | None:
        """The texts to be typed into rows and the new rows that the user agreed to; None for nothing."""
        dialog = cls(app, pasting, parent)
        Ask.run(dialog)
        if dialog.result() != QDialog.DialogCode.Accepted:
            return None
        pasting = dialog._pasting
        typed = {pasting.targets[at]: pasting.texts(at) for at in dialog.agreed("update")}
        return typed, [pasting.texts(at) for at in dialog.agreed("new")]


def by_names(block: Block, ledger_key: str) -> tuple[FieldSpec | None, ...] | None:
    """The fields that the first row of a block names, where it is a row of names; else None."""
    names = [" ".join(text.split()) for text in block[0]]
    known = {name: spec for spec in LEDGERS[ledger_key].fields.values() for name in (spec.label, spec.header)}
    if len(block) < 2 or sum(map(bool, names)) < 2 or any(name and name not in known for name in names):
        return None
    found = [known.get(name) for name in names]
    return tuple(None if spec in found[:at] else spec for at, spec in enumerate(found))


def _why(pasting: Pasting) -> str:
    told = "第一行是列名，其余按列名对应。" if pasting.named else ""
    below, room, wide = len(pasting.below()), pasting.room, pasting.wide
    if below and room:
        told += f"从这里往下只有 {room:,} 行，放不下 {below:,} 行。"
    elif below:
        told += "这里没有可以改的行。"
    if wide:
        told += f"有 {wide} 列没有对应的列，不粘贴。" if pasting.named else f"右边少 {wide} 列，多出的列不粘贴。"
    return told


def _head(at: int, spec: FieldSpec | None) -> str:
    if spec is None:
        return f"第 {at} 列（放不下）"
    return f"{spec.header}（算出来的，不改）" if spec.derived else spec.header


def _cell(line: Line | None, status: str, spec: FieldSpec | None, text: str) -> Cell:
    """A cell of the block as it would be; what has no place or cannot be read stands as it was copied."""
    words = " ".join(text.split())
    if spec is None:
        return Cell(words, tone="warn", tip="右边没有这一列，不粘贴")
    if spec.derived or line is None or status == _OUTSIDE:
        return Cell(words, tone="plain", tip="" if status != _OUTSIDE else "往下没有行了，不粘贴")
    if spec.key in line.wrong:
        return Cell(words or "（空）", tone="bad", wash="bad", tip=line.wrong[spec.key])
    if status == "wrong":
        return Cell(words, tip=words)
    value = line.values.get(spec.key)
    ref = f"{words}（新建）" if spec.kind is Kind.REF and isinstance(value, str) else words
    after = value_text(spec, value, ref=ref if spec.kind is Kind.REF else "")
    if line.row is None:
        return Cell(after, tip=after)
    if spec.key not in line.changed:
        return Cell(after, tone="plain", tip=after)
    return turned(held_text(spec, line.row, masked=True), after)


def of_place(
    ledger: Ledger, block: Block, *, visible: Sequence[FieldSpec], left: int, targets: Sequence[int]
) -> Pasting:
    """Where a block goes that is pasted at a column: by the names in its first row, else by its place."""
    named = by_names(block, ledger.key)
    if named is not None:
        return Pasting(ledger, block[1:], named, tuple(targets), named=True)
    found = [*visible[left : left + len(block[0])]]
    specs = (*found, *[None] * (len(block[0]) - len(found)))
    return Pasting(ledger, block, specs, tuple(targets))
